"""What Ctrl+K finds within a record: every field by any spelling, choices by their word, and where the words stand."""

import pytest

from app.common.text import fold
from app.services import carryout, entry, record, search, training_city
from tests.conftest import Practised
from tests.inventions import filled

TEXTS = ("text", "note", "id")


@pytest.fixture(scope="module")
def session(practised, tmp_path_factory):
    copy: Practised = practised.copy(tmp_path_factory.mktemp("search"))
    opened = copy.open(training_city.CLERK)
    yield opened
    opened.close()


def marked(form, values, said):
    """The values with a word of its own in every text, those of lines too; the words by what holds them."""
    words = {}
    for item in form.stage(""):
        if item.kind in TEXTS:
            words[item.name] = values[item.name] = f"ヰ{said}{len(words)}ﾎﾞｼﾞ髙"
        if item.kind == "rows" and values.get(item.name):
            line = values[item.name][0]
            for column in item.columns:
                if column.kind in TEXTS:
                    words[f"{item.name}.{column.name}"] = line[column.name] = f"ヱ{said}{len(words)}ﾎﾞｼﾞ髙"
    return words


def test_every_text_of_every_further_record_is_found_by_another_spelling(session):
    for n, key in enumerate(entry.forms(session)):
        form = record.form_of(session, key)
        values = filled(session, form, "")
        words = marked(form, values, f"{n}Q")
        id = entry.open(session, key, values).id
        for name, word in words.items():
            typed = word.replace("ﾎﾞｼﾞ", "ぼジ").replace("髙", "高").replace("Q", "ｑ")
            hits = [hit for hit in search.find(session, typed) if hit.record.endswith(id)]
            assert hits, (key, name)
            assert fold(typed) in fold(f"{hits[0].no}{hits[0].words}{hits[0].within}")
            assert hits[0].words, key  # a number alone tells nobody which of them it is


def test_a_choice_of_a_further_record_is_found_by_its_word(session):
    form = record.form_of(session, "incident")
    values = filled(session, form, "") | {"x_kind": "loss"}
    id = entry.open(session, "incident", values).id
    word = next(text.ja for code, text in form.by_name["x_kind"].offers if code == "loss")
    hit = next(hit for hit in search.find(session, word) if hit.record.endswith(id))
    assert word in hit.within
    assert id in entry.ids(session, "incident", word)
    other = form.by_name["x_kind"].offers[-1][1].ja
    assert id not in entry.ids(session, "incident", other)


def test_it_says_where_in_a_record_the_words_stand(session):
    long = "庁舎の西口を出て、" + "まっすぐ行き、" * 9 + "カモメ橋のたもとで渡す。" + "そのあとは来た道を戻る。" * 5
    values = {"info_name": "図面の束", "info_class": "B", "purpose": "現地調査のため", "destination": "市民会館"}
    days = {"starts_on": session.today, "due_on": session.today}
    id = carryout.request(session, values | days | {"remark": long}).id
    hit = next(hit for hit in search.find(session, "かもめ橋") if hit.record == id)
    assert hit.within.startswith("備考: …")
    assert "カモメ橋" in hit.within
    assert len(hit.within) < 60
    assert not next(hit for hit in search.find(session, "図面の束") if hit.record == id).within
