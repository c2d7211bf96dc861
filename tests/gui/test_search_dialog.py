"""Ctrl+K on the screen: a hit opens its page at the record, the sheet at its question, the manual at its page."""

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui.inspection.page import InspectionPage
from app.gui.manual_dialog import ManualDialog
from app.gui.media.page import MediaPage
from app.gui.search_dialog import SearchDialog
from app.gui.settings.page import SettingsPage
from app.services import inspection, stocktake, training_city
from tests.acts import person, sit


def chosen(desk, host, words, kind):
    """Search, mark the first hit of a kind, choose it; what the window was asked for."""
    asked = []
    desk.signals.go_to.connect(lambda page, record: asked.append((page, record)))
    dialog = SearchDialog(desk, host)
    dialog.line.setText(words)
    dialog.search()
    place = next(n for n, hit in enumerate(dialog.hits) if hit.kind == kind)
    dialog.list.setCurrentRow(place)
    dialog.choose()
    return asked[-1] if asked else None


def test_hits_open_where_they_say(year_desk, shown):
    s, host = year_desk.session, shown(QWidget())
    id = stocktake.start(s, "倉庫").id
    page, record = chosen(year_desk, host, "倉庫 棚-R08-0002", "stocktake")
    media = shown(MediaPage(year_desk))
    media.open_record(record)
    assert (page, media.stock.row["id"]) == ("media", id)
    media.stock.reject()

    sit(s, training_city.SUPERIOR)
    sheet = inspection.open_sheet(s, "staff", s.user).id
    page, record = chosen(year_desk, host, "USBメモリ 1本ごと", "question")
    sheets = shown(InspectionPage(year_desk))
    sheets.open_record(record)
    assert (page, sheets.opened) == ("inspection", sheet)
    assert sheets.answering.code == record.partition("/")[2]

    who = person(s, training_city.MANAGER)
    page, record = chosen(year_desk, host, "高崎", "person")
    settings = shown(SettingsPage(year_desk))
    settings.open_record(record)
    assert (page, record, settings.place()) == ("settings", f"people/{who}", "people")


def test_a_hit_says_where_its_words_stand(year_desk, shown):
    dialog = SearchDialog(year_desk, shown(QWidget()))
    dialog.line.setText("のーとぱそこん 持-R08-0001")
    dialog.search()
    shown_line = dialog.list.item(0).text()
    assert "持-R08-0001" in shown_line
    assert "ノートパソコン" in shown_line


def test_a_page_of_the_manual_opens_beside_the_work(year_desk, shown):
    host = shown(QWidget())
    assert chosen(year_desk, host, t("form.stocktake"), "manual") is None
    manual = host.findChildren(ManualDialog)
    assert [each.isVisible() for each in manual] == [True]


def test_before_anything_is_typed_it_says_what_it_finds(year_desk, shown):
    dialog = SearchDialog(year_desk, shown(QWidget()))
    assert dialog.stack.currentWidget() is dialog.begin
    for words, page in (("USB", dialog.list), ("どこにもない言葉", dialog.nothing), ("", dialog.begin)):
        dialog.line.setText(words)
        dialog.search()
        assert dialog.stack.currentWidget() is page


def test_an_enter_before_the_hits_are_there_opens_the_first(year_desk, shown):
    asked = []
    year_desk.signals.go_to.connect(lambda page, record: asked.append((page, record)))
    dialog = SearchDialog(year_desk, shown(QWidget()))
    dialog.line.setText("文字の大きさ")
    dialog.line.returnPressed.emit()
    assert not asked
    dialog.search()
    assert asked == [("settings", "pc/scale")]
