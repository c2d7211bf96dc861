"""A second step on the screen: only what is chosen gets it, and what was recorded stays."""

from app.common.i18n import t
from app.gui.disposal.page import DisposalPage
from app.gui.record.next_card import NextCard, Offer
from app.services import disposal, home, media, record, training_city
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
    assert t("error.verdict_not_passed", w_media="媒体・機器") in said(page.record.next)
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
    assert t("error.verdict_not_passed", w_media="媒体・機器") not in said(page.record.next)


def test_the_next_button_takes_the_focus_of_the_one_that_was_pressed(shown, qtbot):
    card = shown(NextCard())
    card.show_next("a", [Offer("perform", "実施を記録", "primary")])
    card.activateWindow()
    card.buttons["perform"].setFocus()
    qtbot.waitUntil(card.buttons["perform"].hasFocus)
    card.show_next("b", [Offer("close", "完了を確認", "primary")])
    qtbot.waitUntil(card.buttons["close"].hasFocus)
