"""Nothing is cut at 150 % in English on the screen of a small laptop, and what has no room there wraps or scrolls."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtPdf import QPdfDocument  # noqa: F401  # loaded before pages are timed
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.common import i18n
from app.domain import entry as domain
from app.gui import seal_dialog, theme
from app.gui.carryout.request_dialog import RequestDialog as CarryoutDialog
from app.gui.disposal.request_dialog import RequestDialog as DisposalDialog
from app.gui.first_run.wizard import Wizard
from app.gui.form_dialog import FormDialog
from app.gui.inspection.head import NAMES, Head
from app.gui.main_window import MainWindow
from app.gui.policy.editor import EditorDialog
from app.gui.records.entry_dialog import RecordDialog
from app.gui.scrolling import paint_when_settled, room_for, scrolling
from app.gui.tasks import Tasks
from app.gui.widgets.badge import State
from app.gui.widgets.beside import Beside
from app.gui.widgets.chapter_bars import Chapter, ChapterBars
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.column_widths import level
from app.gui.widgets.empty import Empty
from app.gui.widgets.field import Field
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.nav import Nav, Place
from app.gui.widgets.pdf_view import PdfView
from app.gui.widgets.stack import Stack
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column
from app.gui.widgets.text_editors import LineEditor
from app.services import printing
from tests.gui.cuts import cuts

#: The window on a screen of 1366 x 768 without the desktop's own bar.
SMALL = QSize(1366, 728)


@pytest.fixture
def large(qapp):
    """Large letters in English."""
    i18n.use("en")
    theme.apply(qapp, "dark", 1.5)
    yield
    i18n.use("ja")


def settle(times=12):
    for _ in range(times):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents()


@pytest.fixture
def window(large, year_desk, shown, monkeypatch):
    monkeypatch.setattr(printing, "render", lambda _document, _kind, path: path)
    monkeypatch.setattr(PdfView, "show_file", lambda _view, _path: None)
    made = MainWindow(year_desk)
    made.setMinimumSize(0, 0)
    made.resize(SMALL)
    return shown(made)


PAGES = ("home", "inspection", "media", "disposal", "carryout", "improvement", "records", "reports", "settings")


@pytest.mark.parametrize("key", PAGES)
def test_no_page_is_cut_on_a_small_screen(window, key):
    window.show_page(key)
    settle()
    assert window.width() <= SMALL.width()
    assert cuts(window.pages[key]) == []
    assert cuts(window._nav) == []


def test_the_list_of_sheets_scrolls_as_a_whole_in_the_smallest_window(window):
    window.context.session.clock.advance(timedelta(days=365))
    window.show_page("inspection")
    settle()
    window.resize(1024, 600)
    settle()
    page = window.pages["inspection"]
    assert page.list.over.isVisible()
    assert page.list._area.verticalScrollBar().maximum() > 0
    assert cuts(page) == []
    assert page.list.table.view.height() > 4 * page.list.table.view.verticalHeader().defaultSectionSize()


def test_the_lines_of_a_chapter_have_room_and_the_one_with_the_keys_is_seen(window, qtbot):
    window.show_page("inspection")
    settle()
    page = window.pages["inspection"]
    dict(page.scenes())["chapter"]()
    settle()
    assert cuts(page) == []
    listing = page.answering.listing
    row = list(listing.rows.values())[1]
    listing._move(row.item.code, 0)
    settle()
    assert row.visibleRegion().boundingRect().height() >= row.height() - 1


def test_what_is_sealed_is_decided_without_a_cut_on_the_smallest_screen(large, year_desk, shown, monkeypatch):
    monkeypatch.setattr(seal_dialog, "room_for", lambda _dialog: QSize(1000, 652))
    codes = ("permit", "permit_with_conditions", "send_back", "refuse")
    warned = ("You decide as a deputy. " * 3,)
    asked = seal_dialog.Asked(
        "Decide 持-R08-0001", [("a", "b")], None, decisions=codes, warnings=warned, allow_exception=True
    )
    dialog = shown(seal_dialog.SealDialog(year_desk, None, asked))
    settle()
    assert dialog.width() == 1000
    assert cuts(dialog) == []
    assert dialog.area.viewport().height() > dialog.decisions.buttons[0].height()


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize(("entries", "seen"), [(2, 2), (11, 11), (40, 15)])
def test_the_list_of_a_choice_shows_its_last_entry(qapp, shown, scale, entries, seen):
    theme.apply(qapp, "light", scale)
    host = QWidget()
    editor = ChoiceEditor([Option(str(n), f"gpy {n}") for n in range(entries)])
    QVBoxLayout(host).addWidget(editor)
    shown(host)
    editor.combo.showPopup()
    settle()
    view = editor.combo.view()
    assert view.viewport().height() >= seen * view.sizeHintForRow(0)
    assert bool(view.verticalScrollBar().maximum()) == (entries > seen)
    editor.combo.hidePopup()


def test_the_navigation_has_room_for_its_longest_word_and_a_count(large, shown):
    nav = Nav([Place("a", "house", "Media and devices of the office"), Place("b", "settings", "Home", last=True)])
    host = QWidget()
    row = QHBoxLayout(host)
    row.addWidget(nav)
    wide = QLabel("much to say " * 30)
    row.addWidget(wide, 1)
    nav.set_current("a")
    nav.set_count("a", 1234)
    host.resize(600, 400)
    shown(host)
    settle()
    assert cuts(nav) == []


def test_a_row_wraps_and_its_stretch_pushes_to_the_right(shown):
    host = QWidget()
    flow = FlowLayout(host, 10)
    first, second = QPushButton("first"), QPushButton("second")
    flow.addWidget(first)
    flow.addStretch()
    flow.addWidget(second)
    host.resize(500, 60)
    shown(host)
    assert second.geometry().right() == host.width() - 1
    assert first.y() == second.y()
    host.resize(first.sizeHint().width() + 5, 200)
    settle(2)
    assert second.y() > first.y()
    assert second.x() == 0


def test_a_long_dialog_stays_on_the_screen_and_grows_when_unfolded(desk, shown):
    dialog = FormDialog(desk, None, "長い様式", "登録する")
    for n in range(4):
        dialog.form.add(Field(f"f{n}", f"項目{n}", LineEditor()))
    for n in range(30):
        dialog.form.add(Field(f"g{n}", f"項目{n}", LineEditor()), folded=True)
    shown(dialog)
    settle()
    before = dialog.height()
    assert dialog.scroller.verticalScrollBar().maximum() == 0
    dialog.form._fold.open()
    settle()
    assert before < dialog.height() <= room_for(dialog).height()
    assert dialog.scroller.verticalScrollBar().maximum() > 0
    assert dialog.rect().contains(dialog.accept_button.geometry())


def test_a_dialog_gives_back_the_room_of_what_goes(desk, shown):
    dialog = FormDialog(desk, None, "様式", "登録する")
    dialog.form.add(Field("f", "項目", LineEditor()))
    shown(dialog)
    settle()
    before = dialog.height()
    dialog.banner.say("warn", "この番号はもう使われています。別の番号を入れてください。\n" * 4)
    settle()
    assert dialog.height() > before
    dialog.banner.hide()
    settle()
    assert dialog.height() == before
    dialog.resize(dialog.width(), before + 100)  # a person's own height stays
    settle()
    dialog.banner.say("warn", "別の番号を入れてください。")
    settle()
    dialog.banner.hide()
    settle()
    assert dialog.height() >= before + 100


def test_a_stack_is_as_high_as_the_page_that_is_shown(shown):
    stack, low, high = Stack(), QLabel("low"), QLabel("high")
    high.setMinimumHeight(900)
    for page in (low, high):
        stack.addWidget(page)
    area = scrolling(stack)
    area.resize(300, 200)
    shown(area)
    settle()
    assert area.verticalScrollBar().maximum() == 0
    stack.setCurrentWidget(high)
    settle()
    assert area.verticalScrollBar().maximum() > 0


def test_the_actions_of_a_head_stand_beside_its_names_as_soon_as_they_fit(shown):
    first, second = QPushButton("first " * 12), QPushButton("second")
    head = Head(first, second)
    names = QLabel("names")
    head.names.addWidget(names)

    def is_below():
        return second.mapTo(head, second.rect().topLeft()).y() > names.mapTo(head, names.rect().bottomLeft()).y()

    head.resize(first.sizeHint().width() + NAMES - 20, 200)
    shown(head)
    settle()
    assert is_below()
    first.hide()
    settle()
    assert not is_below()


def test_the_widest_columns_give_way_first():
    wanted, least = {0: 60, 1: 300, 2: 200}, {0: 60, 1: 80, 2: 80}
    assert level(wanted, least, 360) == {0: 60, 1: 150, 2: 150}
    assert level(wanted, least, 480) == {0: 60, 1: 220, 2: 200}
    assert level(wanted, least, 100) == least


def test_bars_of_chapters_are_not_squeezed_when_the_window_gets_narrow(shown):
    bars = ChapterBars()
    inside = QWidget()
    QVBoxLayout(inside).addWidget(bars)
    area = scrolling(inside)
    area.resize(1200, 300)
    shown(area)
    bars.set_chapters([Chapter(str(n), "A long title of a chapter that wraps " * 2, 9) for n in range(9)])
    settle()
    area.resize(520, 300)
    settle()
    assert cuts(area) == []


def test_the_side_goes_above_where_there_is_no_room(shown):
    both = Beside(300)
    main, side = QLabel("main"), QLabel("side")
    both.main.addWidget(main)
    both.side.addWidget(side)
    area = scrolling(both)
    area.resize(900, 400)
    shown(area)
    settle()
    assert side.mapTo(both, side.pos()).x() > main.mapTo(both, main.pos()).x()
    main.setMinimumWidth(600)
    settle()
    assert side.mapTo(both, side.rect().topLeft()).y() < main.mapTo(both, main.rect().topLeft()).y()
    main.setMinimumWidth(0)
    area.resize(500, 400)
    settle()
    assert both.width() <= area.viewport().width()
    assert side.mapTo(both, side.rect().topLeft()).y() < main.mapTo(both, main.rect().topLeft()).y()


def test_the_side_goes_above_before_a_wide_form_is_cut(shown):
    both = Beside(300)
    form = QLabel("form")
    form.setMinimumWidth(450)
    both.main.addWidget(scrolling(form))
    side = QLabel("side")
    both.side.addWidget(side)
    area = scrolling(both)
    area.resize(720, 400)
    shown(area)
    settle()
    assert both.width() <= area.viewport().width()
    assert form.visibleRegion().boundingRect().width() >= 450
    assert side.width() == both.width()


class _Rows:
    def ids(self, _text, _sort, _descending):
        return [1, 2]

    def rows(self, ids):
        return [
            ("CD-0001～0040", "2026-12-22", "配布済みデータの光ディスク", State("na", "□", "廃棄待ち")) for _ in ids
        ]


def _register(memory=None):
    columns = [Column("no", "Number"), Column("on", "Registered on", "date", 60)]
    columns += [Column("name", "Name", wide=True), Column("state", "State", "state", 40)]
    return Table("cuts", columns, _Rows(), Tasks(inline=True), Empty("usb", "-"), memory)


@pytest.mark.parametrize("width", [520, 900, 1300])
def test_columns_fit_their_heads_dates_and_the_table(large, shown, width):
    table = _register()
    table.resize(width, 300)
    shown(table)
    settle()
    assert cuts(table) == []
    header = table.view.horizontalHeader()
    assert header.sectionSize(3) >= table.view.sizeHintForColumn(3)
    assert table.view.horizontalScrollBar().maximum() == 0 or width < 600
    if width > 1000:
        assert header.length() == table.view.viewport().width()


def test_a_width_that_was_dragged_stays(shown, qtbot):
    memory = {}
    table = _register(memory)
    table.resize(900, 300)
    shown(table)
    settle()
    assert memory == {}
    table.view.horizontalHeader().resizeSection(0, 333)
    qtbot.waitUntil(lambda: memory.get("table.cuts", {}).get("widths") == {"no": 333})
    table.resize(700, 300)
    settle()
    assert table.view.horizontalHeader().sectionSize(0) == 333


def test_what_the_chosen_policy_is_stands_in_sight_in_the_first_run(tmp_path, shown, qapp):
    from app.bootstrap import prepare
    from app.common.paths import Paths

    wizard = Wizard(prepare(Paths.under(tmp_path / "home"), "ja"), lambda _session: None, tasks=Tasks(inline=True))
    wizard.resize(920, 720)
    shown(wizard)
    settle()
    about = wizard.policy._disclaimer
    seen = about.visibleRegion().boundingRect()
    assert seen.height() == about.height()
    assert QApplication.instance() is qapp


def test_a_request_for_disposal_stands_above_its_rules_where_the_screen_is_narrow(large, desk, shown):
    dialog = DisposalDialog(desk, None, lambda _: None)
    shown(dialog)
    settle()
    assert dialog.scroller.minimumSizeHint().width() < theme.px(640)  # beside one another they would need 940


def test_a_request_for_disposal_is_not_cut_on_a_screen_just_too_narrow(desk, shown):
    dialog = DisposalDialog(desk, None, lambda _: None)  # as wide as the screen of the tests, less than it asks for
    shown(dialog)
    settle()
    assert cuts(dialog) == []


def test_the_buttons_of_the_policy_editor_stay_on_a_low_screen_in_large_letters(large, desk, shown):
    dialog = EditorDialog(desk.session.profile, desk.session.paths, lambda _: None, None)
    shown(dialog)
    settle()
    assert dialog.height() <= room_for(dialog).height()
    assert dialog.rect().contains(dialog.accept_button.geometry())


def test_a_carry_out_request_fits_a_narrow_screen_in_large_english_letters(large, desk, shown):
    dialog = shown(CarryoutDialog(desk, None, lambda _: None))
    settle()
    assert dialog.width() <= dialog.screen().availableSize().width()
    assert dialog.rules.isVisibleTo(dialog)
    assert dialog.area.isAncestorOf(dialog.rules)


class _Painted(QLabel):
    times = 0

    def paintEvent(self, event):
        self.times += 1
        super().paintEvent(event)


def test_what_was_to_be_painted_when_painting_was_held_is_painted_afterwards(shown, qtbot):
    said = shown(_Painted("before"))
    settle()
    said.times = 0
    said.update()
    paint_when_settled(said)
    QCoreApplication.sendPostedEvents(said, QEvent.Type.UpdateRequest.value)
    assert said.times == 0
    said.setText("after")
    qtbot.waitUntil(lambda: said.times > 0, timeout=1000)


def test_no_form_of_a_further_record_is_wider_than_its_dialog(large, desk):
    """A caption that is a sentence is broken, where it made all fields wider than the window."""
    for form in domain.forms_of(desk.session.profile).values():
        for stage in {item.stage for item in form.fields}:
            dialog = RecordDialog(desk, None, form, "", "", stage)
            assert dialog.form.minimumSizeHint().width() <= theme.px(560), (form.name, stage)
            dialog.deleteLater()
