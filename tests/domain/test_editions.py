"""Two editions item by item: the same, reworded, changed in meaning, new, withdrawn; and where words differ."""

import copy

import pytest

from app.common import i18n
from app.domain.editions import MEANING, NEW, SAME, SECTIONS, WITHDRAWN, WORDING, compare, difference, likeness
from app.domain.policy import load
from app.services import policy

CODE = "staff-folder-01"


@pytest.fixture(scope="module")
def raw():
    return policy.find("takasaki").raw


def edition(raw, change=None):
    """The profile with a change done to a copy of it."""
    made = copy.deepcopy(dict(raw))
    if change is not None:
        change(made)
    return load(made)


def item(raw, code=CODE):
    return next(row for row in raw["item"] if row["code"] == code)


def verdict(raw, change, code=CODE):
    pair = compare(edition(raw), edition(raw, change)).by_new[code]
    return pair.verdict, pair.reasons


def test_the_same_edition_is_the_same(raw):
    found = compare(edition(raw), edition(raw))
    assert not found.differs
    assert {pair.verdict for pair in found.pairs} == {SAME}
    assert (found.comparable, found.share) == (len(raw["item"]), "100.0")


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_that_can_change_has_a_name(section):
    assert i18n.has(f"editions.section.{section}")


def test_a_form_of_its_own_is_a_change_and_other_words_in_the_forms_are_none(raw):
    words = {**raw, "words": {**raw["words"], "unit": {"ja": "係", "en": "desk"}}}
    renamed = [{**row, "title": {"ja": "新しい名前", "en": ""}} for row in raw["forms"]]
    assert compare(edition(raw), edition({**words, "forms": renamed})).sections == ("words",)
    longer = [*raw["forms"], {**raw["forms"][0], "key": "keys"}]
    assert compare(edition(raw), edition({**raw, "forms": longer})).sections == ("forms",)
    assert len(set(SECTIONS)) == len(SECTIONS)


def test_another_wording_is_only_a_wording(raw):
    def reword(made):
        item(made)["question"]["ja"] = item(made)["question"]["ja"].replace("開くと", "開いたとき")

    assert verdict(raw, reword) == (WORDING, ("question_text",))


def test_guidance_and_weight_are_no_change_of_meaning(raw):
    def change(made):
        item(made)["guide"]["ja"] += "迷うときは係で決めてください。"
        item(made)["weight"] += 1

    assert verdict(raw, change) == (WORDING, ("guide_text", "weight"))


CHANGES = {
    "covers": lambda row: row.update(covers=["2.6.1(1)8"]),
    "na": lambda row: row.update(na=not row["na"]),
    "sheet": lambda row: row.update(sheet="dept"),
    "number": lambda row: row["question"].update(ja=row["question"]["ja"] + "（2回）"),
    "negation": lambda row: row["question"].update(ja=row["question"]["ja"].replace("ですか", "ではありませんか")),
    "question": lambda row: row["question"].update(ja="通信の記録を係の誰が読んでいるか、名簿で分かりますか。"),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_what_changes_the_meaning_is_named(raw, reason):
    found, reasons = verdict(raw, lambda made: CHANGES[reason](item(made)))
    assert found == MEANING
    assert reason in reasons


def test_other_answers_change_every_item(raw):
    def rescale(made):
        made["scale"]["choices"] = [row for row in made["scale"]["choices"] if row["code"] != "unknown"]

    found = compare(edition(raw), edition(raw, rescale))
    assert {pair.verdict for pair in found.pairs} == {MEANING}
    assert found.share == "0.0"
    assert "scale" in found.sections


def with_texts(raw, **said):
    """The edition as one made from a text: each clause with the digest of what it says."""

    def change(made):
        for row in made["clauses"]:
            row["text_sha256"] = said.get(row["id"], "0123456789abcdef")

    return edition(raw, change)


def test_a_clause_that_says_something_else_changes_what_an_unchanged_question_asks(raw):
    clause = item(raw)["covers"][0]
    pair = compare(with_texts(raw), with_texts(raw, **{clause: "fedcba9876543210"})).by_new[CODE]
    assert (pair.verdict, pair.reasons) == (MEANING, ("clause_text",))


def test_a_text_that_was_not_at_hand_changes_nothing(raw):
    assert {pair.verdict for pair in compare(edition(raw), with_texts(raw)).pairs} == {SAME}


def test_a_renumbered_clause_is_the_same_clause(raw):
    def renumber(made):
        names = {row["id"]: f"9.{row['id']}" for row in made["clauses"]}
        for row in made["clauses"]:
            row["id"] = names[row["id"]]
            row["heading"] = row["heading"].replace("2.3.", "9.2.3.")
        for row in made["item"]:
            row["covers"] = [names[id] for id in row["covers"]]

    assert {pair.verdict for pair in compare(edition(raw), edition(raw, renumber)).pairs} == {SAME}


def test_a_new_code_finds_its_forerunner_and_the_rest_is_new_or_withdrawn(raw):
    def recode(made):
        item(made)["code"] = "staff-folder-99"
        made["item"] = [row for row in made["item"] if row["code"] != "staff-apply-01"]
        made["item"].append({**copy.deepcopy(made["item"][0]), "code": "staff-new-01", "covers": []})
        made["item"][-1]["question"] = {"ja": "今月の合言葉を係の全員が覚えていますか。", "en": ""}

    found = compare(edition(raw), edition(raw, recode))
    assert found.by_new["staff-folder-99"].verdict == SAME
    assert found.by_old[CODE].new.code == "staff-folder-99"
    assert [pair.new.code for pair in found.of(NEW)] == ["staff-new-01"]
    assert [pair.old.code for pair in found.of(WITHDRAWN)] == ["staff-apply-01"]


def test_what_else_changed_is_named(raw):
    def change(made):
        made["roles"] = [row for row in made["roles"] if row["key"] != "csirt"]

    found = compare(edition(raw), edition(raw, change))
    assert found.sections == ("roles",)
    assert found.roles_gone == ("csirt",)


def test_the_difference_gives_both_wordings_back():
    old, new = "端末を毎日確かめていますか。", "端末を毎週、係で確かめましたか。"
    pieces = list(difference(old, new))
    assert "".join(text for kind, text in pieces if kind != "come") == old
    assert "".join(text for kind, text in pieces if kind != "gone") == new


def test_width_and_blanks_do_not_count():
    assert likeness("ＩＣ カード", "ICカード") == 1


def test_english_words_are_not_run_together_where_they_changed():
    old = "Can each resident's name you searched this week be explained by a paper of your work?"
    new = "Was all administrative information you opened this week in shared folders for tasks of your own?"
    assert list(difference(old, new)) == [("gone", old), ("come", new)]
    pieces = list(difference("Is the door locked each night?", "Is the gate locked each night?"))
    assert pieces == [("same", "Is the "), ("gone", "door "), ("come", "gate "), ("same", "locked each night?")]
