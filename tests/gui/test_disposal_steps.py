"""A second step on the screen: only what is chosen gets it, and what was recorded stays."""

import pytest
from msgspec.structs import replace

from app.common.i18n import t
from app.domain.disposal import LACKING
from app.gui.disposal.case import read_case, step_lines
from app.gui.disposal.certify_dialog import CertifyDialog
from app.gui.disposal.page import DisposalPage
from app.gui.media.entry_dialog import EntryDialog
from app.gui.record.next_card import NextCard, Offer
from app.services import disposal, home, media, record, training_city
from app.services import paper as papers
from tests.acts import sealed
from tests.gui.hands import said

DRIVE = {**training_city.MEDIA["hdd"], "info_class": "B"}


def test_a_step_is_added_for_the_drive_that_failed(year_desk, shown):
    s = year_desk.session
    drives = [media.register(s, {**DRIVE, "medium_no": f"HDD-5{n:02d}", "serial": f"S5{n}"}).id for n in range(3)]
    id = disposal.request(s, {**training_city.DISPOSAL, "planned_on": s.today, "media": drives}).id
    sealed(s, "disposal", id, disposal.decide, decision="permit")
    now = s.clock.now().strftime("%Y-%m-%dT%H:%M")
    step = {**training_city.STEP, "performer": s.user, "started": now}
    verdicts = zip(drives, ("passed", "failed", "passed"), strict=True)
    disposal.perform(s, id, [{**step, "medium": medium, "verdict": verdict} for medium, verdict in verdicts])
    page = shown(DisposalPage(year_desk))
    page.open_record(id)
    assert t("disposal_page.and_more", name="HDD-500 旧サーバの内蔵ディスク", n=2) in said(page)
    assert t("error.verdict_not_passed", no="HDD-501") in said(page.record.next)
    assert "close" not in page.record.next.buttons
    assert {matter.kind for matter in home.todo(s)} & {"disposals_incomplete", "disposals_done"} == {
        "disposals_incomplete"
    }
    page.record.act("perform")
    dialog = page.record.dialog
    assert dialog.form.fields["which"].value() == [drives[1]]
    for name, value in {"detail": "訓練：穿孔", "verdict": "passed", "method": "destroy"}.items():
        dialog.form.fields[name].set_value(value)
    dialog.submit()
    steps = record.get(s, "disposal", id)["steps"]
    assert [each["medium"] for each in steps] == [*drives, drives[1]]
    assert t("error.verdict_not_passed", no="HDD-501") not in said(page.record.next)


@pytest.fixture
def ten(year_desk):
    """A case of ten drives that is permitted."""
    s = year_desk.session
    drives = [media.register(s, {**DRIVE, "medium_no": f"HDD-6{n:02d}", "serial": f"S6{n}"}).id for n in range(10)]
    id = disposal.request(s, {**training_city.DISPOSAL, "planned_on": s.today, "media": drives}).id
    sealed(s, "disposal", id, disposal.decide, decision="permit")
    return id


def test_what_was_done_alike_to_ten_drives_is_said_once(year_desk, ten, shown):
    s = year_desk.session
    drives = record.get(s, "disposal", ten)["media"]
    step = {**training_city.STEP, "performer": s.user, "started": s.clock.now().strftime("%Y-%m-%dT%H:%M")}
    disposal.perform(s, ten, [{**step, "medium": id, "verdict": "failed"} for id in drives])
    disposal.perform(s, ten, [{**step, "medium": id, "detail": "訓練：穿孔"} for id in drives[:2]])
    page = shown(DisposalPage(year_desk))
    page.open_record(ten)
    lines = step_lines(page.record.case)
    medium = t("field.disposal.steps.medium")
    assert [value for name, value in lines if name == medium] == ["すべて（10点）", *_two(page.record.case)]
    assert lines.count(("", "")) == 1
    assert "HDD-602、HDD-603、HDD-604、HDD-605、HDD-606…" in said(page.record.next)


def test_the_dialog_for_a_second_step_is_no_wider_for_ten_drives(year_desk, ten, shown):
    s = year_desk.session
    step = {**training_city.STEP, "performer": s.user, "started": s.clock.now().strftime("%Y-%m-%dT%H:%M")}
    disposal.perform(s, ten, [{**step, "medium": id} for id in record.get(s, "disposal", ten)["media"]])
    page = shown(DisposalPage(year_desk))
    page.open_record(ten)
    page.record.act("perform")
    assert page.record.dialog.width() < 760


def test_who_closes_is_warned_once_and_only_of_what_lacks(year_desk, ten, shown):
    s = year_desk.session
    drives = record.get(s, "disposal", ten)["media"]
    now = s.clock.now().strftime("%Y-%m-%dT%H:%M")
    step = {**training_city.STEP, "performer": s.user, "started": now, "vendor": "見本環境（訓練）"}
    witnessed = {**step, "witness": next(id for id in s.rows.table("person") if id != s.user)}
    steps = [{**(witnessed if place else step), "medium": id} for place, id in enumerate(drives)]
    disposal.perform(s, ten, steps, s.today)
    page = shown(DisposalPage(year_desk))
    page.open_record(ten)
    case = page.record.case
    gates = [(medium, replace(gate, witness="recommended", photo="none")) for medium, gate in case.gates]
    said = page.record._warnings(replace(case, gates=gates), False)
    assert t("disposal_page.no_witness", no="HDD-600") in said
    missing = "、".join(f"HDD-6{n:02d}" for n in range(10))
    assert t("disposal_page.no_certificate", no=missing) in said
    assert sum("HDD-601" in sentence for sentence in said) == 1
    printed = papers.document(s, "disposal_record", ten)
    assert str(printed.blocks).count(t("field.disposal.steps.detail")) == 2


def _two(case):
    names = [case.speaker.say("disposal", "media", [id]) for id in case.row["media"][:2]]
    return ["\n".join(names)]


def test_a_method_that_is_advised_against_says_so_where_it_is_chosen(year_desk, shown):
    page = shown(DisposalPage(year_desk))
    disk = media.register(year_desk.session, {**DRIVE, "info_class": "A", "medium_no": "HDD-700", "serial": "S700"}).id
    page.start_case([disk])
    method = page.dialog.form.fields["method"]
    for chosen, warned in (("overwrite", True), ("destroy", False)):
        page.dialog._methods.set_value(chosen)
        page.dialog._on_edited("method")
        assert (t("disposal_page.method_warned", why="") in method._hint.text()) == warned


def test_after_a_refusal_the_focus_is_where_it_is_to_be_mended(year_desk, ten, shown, qtbot):
    page = shown(DisposalPage(year_desk))
    page.open_record(ten)
    page.record.act("perform")
    dialog = page.record.dialog
    dialog.activateWindow()
    for name, value in {"detail": "訓練", "verdict": "passed", "method": "format_only"}.items():
        dialog.form.fields[name].set_value(value)
    dialog.submit()
    method = dialog.form.fields["method"]
    qtbot.waitUntil(lambda: bool(method.error()))
    qtbot.waitUntil(method.editor.target.hasFocus)


def test_the_next_button_takes_the_focus_of_the_one_that_was_pressed(shown, qtbot):
    card = shown(NextCard())
    card.show_next("a", [Offer("perform", "実施を記録", "primary")])
    card.activateWindow()
    card.buttons["perform"].setFocus()
    qtbot.waitUntil(card.buttons["perform"].hasFocus)
    card.show_next("b", [Offer("close", "完了を確認", "primary")])
    qtbot.waitUntil(card.buttons["close"].hasFocus)


def test_one_button_stands_out(shown):
    card = shown(NextCard())
    card.show_next(
        "a", [Offer("paper", "紙"), Offer("review", "後閲する", "primary"), Offer("close", "終了", "primary")]
    )
    assert [made.property("role") for made in card.buttons.values()].count("primary") == 1
    assert list(card.buttons) == ["review", "close", "paper"]


def test_a_certificate_begun_is_there_again(year_desk, ten, shown, opened):
    s = year_desk.session
    drives = record.get(s, "disposal", ten)["media"]
    step = {**training_city.STEP, "performer": s.user, "started": s.clock.now().strftime("%Y-%m-%dT%H:%M")}
    disposal.perform(s, ten, [{**step, "medium": id, "verdict": "passed"} for id in drives], s.today)
    case = read_case(s, ten)

    def open_dialog():
        return opened(CertifyDialog(year_desk, None, case))

    first = open_dialog()
    assert year_desk.drafts.load(first.draft_key) is None  # what the program filled in itself is nobody's draft
    for name, value in {"number": "証第7号", "issuer": "訓練運送", "serials": "S60"}.items():
        first.form.fields[name].set_value(value)
        first.form.committed.emit(name, value)
    first.reject()
    again = open_dialog()
    assert again.form.values()["number"] == "証第7号"
    assert t("disposal_page.matched", n=1, whole=10) in again.said.text()
    again.form.fields["issued_on"].set_value(s.today)
    again.submit()
    assert record.get(s, "disposal", ten)["certificates"][0]["number"] == "証第7号"
    assert year_desk.drafts.load(again.draft_key) is None


def test_what_lacks_something_waits_for_nobody_and_says_what_and_whose_turn_it_is(year_desk, shown):
    s = year_desk.session
    drives = [media.register(s, {**DRIVE, "medium_no": f"HDD-8{n:02d}", "serial": f"S8{n}"}).id for n in range(2)]
    now = s.clock.now().strftime("%Y-%m-%dT%H:%M")
    step = {**training_city.STEP, "performer": s.user, "started": now}
    cases = []
    for drive, verdict in zip(drives, ("unverified", "passed"), strict=True):
        cases.append(disposal.request(s, {**training_city.DISPOSAL, "planned_on": s.today, "media": [drive]}).id)
        sealed(s, "disposal", cases[-1], disposal.decide, decision="permit")
        disposal.perform(s, cases[-1], [{**step, "medium": drive, "verdict": verdict}])
    what = t("state.disposal.lacking", what=t("disposal.lacks.verdict_not_passed"))
    page = shown(DisposalPage(year_desk))
    cells = {id: str(row) for id, row in zip(cases, page.rows.rows(cases), strict=True)}
    assert what in cells[cases[0]]
    assert t("state.disposal.whole") in cells[cases[1]]
    assert disposal.ids(s, states=("requested", "performed")) == [cases[1]]
    assert disposal.ids(s, states=(LACKING,)) == [cases[0]]
    assert set(disposal.ids(s, states=("performed", LACKING))) == set(cases)
    page.open_record(cases[0])
    me = str(s.rows.get("person", s.user)["name"])
    assert page.record.badge.text().endswith(what)
    assert t("disposal_page.turn", names=me) in said(page.record.next)
    matter = next(each for each in home.todo(s) if each.kind == "disposals_incomplete")
    assert (matter.record, matter.look) == (cases[0], "partly")
    assert what in matter.name
    assert me in matter.name
    printed = str(papers.document(s, "disposal_register").blocks)
    assert what in printed
    assert t("state.disposal.whole") in printed


def test_another_case_is_shown_from_its_top(year_desk, ten, shown, qtbot):
    page = shown(DisposalPage(year_desk))
    page.resize(900, 400)
    page.open_record(ten)
    bar = page.record.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    page.open_record(disposal.ids(year_desk.session)[-1])
    assert bar.value() == 0


def test_what_is_wrong_with_ten_alike_steps_is_said_once_beside_its_field(year_desk, ten, shown):
    page = shown(DisposalPage(year_desk))
    page.open_record(ten)
    page.record.act("perform")
    dialog = page.record.dialog
    for name, value in {"detail": "訓練" * 2_000, "verdict": "passed"}.items():
        dialog.form.fields[name].set_value(value)
    dialog.submit()
    assert dialog.form.fields["detail"].error() == t("error.text_too_long", value="2,000")
    assert not dialog.banner.isVisible()


def test_a_correction_sends_only_what_was_changed_and_what_was_emptied(year_desk, shown):
    s = year_desk.session
    drive = media.register(s, {**DRIVE, "medium_no": "HDD-900", "serial": "S900", "maker": "訓練電機"}).id
    asked = {
        **training_city.DISPOSAL,
        "planned_on": s.today,
        "media": [drive],
        "vendor": "訓練運送",
        "contract_no": "K-1",
    }
    id = disposal.request(s, asked).id
    page = shown(DisposalPage(year_desk))
    page.open_record(id)
    page.record.act("revise")
    dialog = page.record.dialog
    disposal.revise(s, id, {"contract_no": "K-2"}, "別の窓で")
    dialog.form.fields["vendor"].set_value("")
    dialog.form.fields["reason_of_change"].set_value("庁内で行うため")
    dialog.submit()
    row = record.get(s, "disposal", id)
    assert (row["vendor"] or "", row["contract_no"]) == ("", "K-2")
    entry = EntryDialog(year_desk, None, record.get(s, "medium", drive))
    entry.form.fields["maker"].set_value("")
    entry.form.fields["reason"].set_value("書き間違い")
    entry.submit()
    row = record.get(s, "medium", drive)
    assert (row["maker"] or "", row["serial"], row["medium_no"]) == ("", "S900", "HDD-900")


def test_media_treated_otherwise_are_entered_one_after_the_other_and_recorded_together(year_desk, shown):
    s = year_desk.session
    drives = [media.register(s, {**DRIVE, "medium_no": f"HDD-8{n:02d}", "serial": f"S8{n}"}).id for n in range(3)]
    id = disposal.request(s, {**training_city.DISPOSAL, "planned_on": s.today, "media": drives}).id
    sealed(s, "disposal", id, disposal.decide, decision="permit")
    page = shown(DisposalPage(year_desk))
    page.open_record(id)
    page.record.act("perform")
    dialog = page.record.dialog
    assert dialog.form.fields["which"].value() == drives
    given = {"which": drives[:2], "detail": "訓練：穿孔", "verdict": "passed", "method": "format_only"}
    for _ in range(2):  # refused for how the first two were treated, then entered again
        for name, value in given.items():
            dialog.form.fields[name].set_value(value)
        dialog.submit()
        assert t("disposal_page.steps_left", n=1) in said(dialog)
        assert not record.get(s, "disposal", id)["steps"]
        assert dialog.form.fields["which"].value() == drives[2:]
        dialog.form.fields["detail"].set_value("訓練：上書き")
        dialog.form.fields["method"].set_value("overwrite")
        dialog.submit()
        given["method"] = "destroy"
    steps = record.get(s, "disposal", id)["steps"]
    assert [(each["medium"], each["method"]) for each in steps] == [
        (drives[0], "destroy"),
        (drives[1], "destroy"),
        (drives[2], "overwrite"),
    ]
