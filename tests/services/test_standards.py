"""From a pasted standard to a draft that can be adopted: questions from the bank, nobody else's clauses, no text."""

import pytest

from app.cli import commands
from app.common.errors import Refused
from app.common.paths import Paths
from app.domain.editions import MEANING, WITHDRAWN, compare
from app.domain.question_match import Bank
from app.domain.standard_draft import MOST_CLAUSES
from app.domain.standards import Clause
from app.exports.policy_folder import toml
from app.services import demanded, department, policy, policy_check, standards
from tests.conftest import CHEAP
from tests.domain.invented_standards import SECTIONS

STANDARD = """見本市の対策基準
1 端末と媒体
(1) 持出し
職員等は、パソコンや電磁的記録媒体を庁舎の外へ持ち出す場合、情報セキュリティ管理者の許可を得なければならない。
(2) 廃棄
① 電磁的記録媒体が要らなくなった者は、データを復元できないよう消去してから廃棄しなければならない。
② 廃棄を行った者は、日時、担当者及び処理の内容を記録しなければならない。
2 メールとパスワード
(1) パスワード
職員等は、パスワードを他人に知られないように管理しなければならない。
(2) メール
職員等は、自動転送の機能で電子メールを転送してはならない。
3 研修
最高情報セキュリティ責任者は、職員等に研修を毎年度受けさせなければならない。
4 うちわ
職員等は、夏のあいだ、うちわを配ること。
"""


@pytest.fixture(scope="module")
def reading():
    return standards.read_text(STANDARD)


def draft(reading, chosen=None, id="mihon"):
    return standards.make(reading, reading.taken("unsure") if chosen is None else chosen, id, "見本市")


def test_duties_get_questions_about_the_same_thing(reading):
    found = {row.clause.id: row for row in reading.proposals}
    for id, word in (("1(1)", "持"), ("1(2)2", "廃棄"), ("2(1)", "パスワード"), ("2(2)", "転送"), ("3", "研修")):
        said = " ".join(each.source.item.question.ja for each in found[id].candidates[:3])
        assert word in said or "捨て" in said, (id, said)
    assert found["4"].candidate is None or found["4"].candidate.sureness == "unsure"


def test_no_question_takes_more_than_it_may():
    many = "1 廃棄\n" + "".join(
        f"({n}) 職員等は、記録媒体を廃棄する場合、消去した日時と担当者を記録すること。\n" for n in range(1, 15)
    )
    reading = standards.read_text(many)
    used = [source.key for source in reading.taken("unsure").values()]
    assert max(map(used.count, used)) <= MOST_CLAUSES


def test_the_draft_holds_places_and_questions_but_no_text(reading):
    profile = draft(reading)
    assert [clause.id for clause in profile.clauses.values()] == [clause.id for clause in reading.split.clauses]
    whole = str(profile.raw)
    assert "うちわを配る" not in whole
    assert profile.clauses["1(2)2"].heading == "1 端末と媒体 > (2) 廃棄"
    covered = {id for item in profile.items.values() for id in item.covers}
    assert covered == set(reading.taken("unsure"))
    assert {item.chapter for item in profile.items.values()} <= set(profile.chapters)


def test_the_next_edition_of_a_pasted_standard_shows_which_clause_says_something_else(reading):
    again = standards.read_text(STANDARD.replace("内容を記録し", "内容を直ちに記録し").replace("1 端末", "１　端末"))
    found = compare(draft(reading), draft(again))
    (changed,) = found.of(MEANING)
    assert changed.reasons == ("clause_text",)
    assert changed.new.covers == ("1(2)2",)
    assert not found.of(WITHDRAWN)


def test_nothing_of_the_stand_in_counts_as_the_citys_rule(reading):
    profile = draft(reading)
    found = policy_check.check(profile)
    assert not [fault for fault in found.faults if fault.code != "duty_not_asked"]
    assert {fault.place for fault in found.faults} == {row.clause.id for row in reading.unmatched}
    rules = [*profile.disposal_rules, *profile.carryout_rules, *profile.media_rules, *profile.separations]
    assert {rule.basis for rule in rules} == {"general"}
    assert not any(rule.clause for rule in rules)
    bars = [*profile.disposal_rules, *profile.carryout_rules, *profile.media_rules]
    assert {rule.effect for rule in bars} == {"warn"}  # no other city's rule refuses anything here


def test_a_saved_draft_is_read_back_the_same_and_can_be_adopted(reading, tmp_path):
    profile = draft(reading)
    folder = standards.save(profile, tmp_path)
    again = policy.find(str(folder))
    assert again.digest == profile.digest
    plan = department.Foundation(again, "税務課", "section", [{"name": "髙﨑 花子"}], 0, "朝もやの橋を渡る三毛猫の影")
    session = department.found(tmp_path / "a.tenken", Paths.under(tmp_path / "home"), plan, cost=CHEAP)
    assert session.profile.digest == profile.digest
    session.close()


def test_every_question_of_a_draft_is_asked_every_year(reading):
    assert {item.cycle for item in draft(reading).items.values()} == {0}


def test_only_what_was_ticked_is_taken(reading):
    one = dict(list(reading.taken("unsure").items())[:1])
    profile = draft(reading, one)
    assert len(profile.items) == 1
    assert next(iter(profile.items.values())).covers == tuple(one)


@pytest.mark.parametrize("id", ["", "見本", "../x", "A", "a b", "a" * 40])
def test_an_id_that_is_no_folder_is_refused(reading, id):
    with pytest.raises(Refused, match="略号"):
        draft(reading, id=id)


def test_a_folder_that_is_taken_is_left_alone(reading, tmp_path):
    standards.save(draft(reading), tmp_path)
    with pytest.raises(Refused) as found:
        standards.save(draft(reading), tmp_path)
    assert found.value.code == "policy_exists"


def test_a_text_without_a_duty_is_refused():
    with pytest.raises(Refused) as found:
        standards.read_text("きょうは良い天気でした。あしたも晴れるといいですね。\n" * 3)
    assert found.value.code == "standard_without_duties"


def test_the_command_makes_a_draft_and_names_what_nothing_asks(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "home"))
    source = tmp_path / "standard.txt"
    source.write_text(STANDARD, "cp932")
    words = ["--lang", "ja", "policy", "draft", str(source), "--out", str(tmp_path / "out"), "--id", "mihon"]
    assert commands.run([*words, "--name", "見本市"], {}) == 0
    said = capsys.readouterr().out
    assert "義務 7 件" in said
    assert (tmp_path / "out" / "mihon" / "profile.toml").exists()
    assert policy.find(str(tmp_path / "out" / "mihon")).municipality.ja == "見本市"
    assert commands.run(["--lang", "ja", "policy", "draft"], {}) == 2
    assert commands.run(["--lang", "ja", "policy", "draft", str(tmp_path), "--out", str(tmp_path)], {}) == 3


def test_toml_is_read_back_as_it_was():
    import tomllib

    value = {
        "a": 'quote " back \\ tab\t line\n del\x7f',
        "b": {"x y": [1, True, {"k": "葛\U000e0100"}], "e": []},
        "c": [{"n": {}}, {"n": {"m": "①"}}],
        "d": [],
    }
    assert tomllib.loads(toml(value)) == value


def test_the_invented_standard_is_matched_whole():
    reading = standards.read_text(SECTIONS)
    assert {row.clause.id for row in reading.proposals} >= {"2.1(1)2", "2.1(2)", "2.2.1(1)1-a", "2.2.1(1)2"}


def test_a_draft_says_which_records_its_duties_demand_and_where_they_are_kept(reading):
    profile = draft(reading)
    kinds = {id: clause.records for id, clause in profile.clauses.items() if clause.records}
    assert kinds == {
        "1(1)": ("carry-out-permission",),
        "1(2)2": ("disposal-record",),
        "3": ("training-record",),
    }
    assert demanded.missing(profile) == []
    assert {row.kind: row.pages or row.forms for row in demanded.demanded(profile)} == {
        "carry-out-permission": ("carryout",),
        "disposal-record": ("disposal",),
        "training-record": ("training",),
    }


def test_a_clause_that_another_city_demands_too_is_led_to_what_is_asked_there():
    """The terms of the clauses bridge what a standard says officially and a question plainly."""
    profiles = [policy.read(one.folder) for one in policy.built_in()]
    clause = Clause("1", "1", ("1 うちわ",), "扇風機の羽根の棚卸の結果を残すこと。", "duty")
    settled = profiles[-1].items["staff-class-01"].covers[0]
    asked = {item.code for item in profiles[-1].items.values() if settled in item.covers}
    plain = Bank(profiles, standards.topics())
    taught = Bank(profiles, standards.topics(), terms={(profiles[-1].id, settled): "棚卸 扇風機 羽根"})
    assert not {one.source.item.code for one in plain.candidates(clause)} & asked
    assert taught.candidates(clause)[0].source.item.code in asked


def test_terms_are_single_words_without_order_of_clauses_that_stand():
    clauses = {
        (each.id, clause) for each in (policy.read(one.folder) for one in policy.built_in()) for clause in each.clauses
    }
    for place, terms in standards._terms().items():
        words = terms.split(" ")
        assert place in clauses
        assert words == sorted(set(words))
        assert not any(mark in terms for mark in "、。はをに")
