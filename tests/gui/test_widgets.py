"""The smaller building blocks: what they say, and that they work by keyboard."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from reportlab.pdfgen.canvas import Canvas

from app.common.errors import Expected, Refused, Unavailable
from app.gui.errors import ErrorDialog, Reporter, show_error
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.banner import Banner
from app.gui.widgets.chapter_bars import Chapter, ChapterBars
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.gui.widgets.nav import Nav, Place
from app.gui.widgets.pdf_view import PdfView
from app.gui.widgets.ring import Ring
from app.gui.widgets.row import Row
from app.gui.widgets.text_editors import LineEditor
from app.gui.widgets.todo_list import Todo, TodoList


def test_labels_take_text_as_text(qtbot):
    made = label("<b>課</b> & 係\n二行目", wrap=True)
    qtbot.addWidget(made)
    assert made.text() == "<b>課</b> & 係\n二行目"
    assert "&lt;b&gt;" in QLabel.text(made)
    assert label("<i>", "title").textFormat() is Qt.TextFormat.PlainText


def test_ring_says_its_figures(qtbot):
    ring = Ring("回答")
    qtbot.addWidget(ring)
    ring.set_value(80, 81)
    assert ring.percent() == 98
    assert "81" in ring.accessibleName()
    ring.set_value(0, 0)
    assert ring.percent() == 0
    assert not ring.grab().isNull()


def test_chapters_open_by_keyboard(qtbot):
    bars, opened = ChapterBars(), []
    qtbot.addWidget(bars)
    bars.opened.connect(opened.append)
    bars.set_chapters([Chapter("1", "組織", 10, 4, 2, 1, 1), Chapter("2", "人", 5)])
    rows = bars.findChildren(Row)
    qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    assert opened == ["2"]
    assert "10" in rows[0].accessibleName()


def test_todo_rows_open_their_place(qtbot):
    todo, opened = TodoList(), []
    qtbot.addWidget(todo)
    todo.opened.connect(opened.append)
    todo.set_items([Todo("a", "clock", "期限超過", "PC-1", "1件", "not")])
    qtbot.mouseClick(todo.findChildren(Row)[0], Qt.MouseButton.LeftButton)
    assert opened == ["a"]
    assert todo.findChildren(Row)[0].accessibleName() == "期限超過、1件、PC-1"


def test_badge_has_mark_and_word(qtbot):
    badge = Badge(State("not", "×", "できていない"))
    qtbot.addWidget(badge)
    assert badge.text() == "× できていない"
    badge.set_state(None)
    assert badge.isHidden()


def test_badge_that_gets_its_state_later_is_as_wide(qtbot):
    state, later = State("partly", "◇", "許可待ち"), Badge()
    both = flow_row(later, first := Badge(state))
    qtbot.addWidget(both)
    both.show()
    later.set_state(state)
    assert later.sizeHint() == first.sizeHint()


def test_nav_goes_by_arrows_and_ctrl_numbers(qtbot):
    window = QWidget()
    nav = Nav([Place("home", "house", "ホーム"), Place("settings", "settings", "設定", last=True)], window)
    gone = []
    nav.chosen.connect(gone.append)
    nav.listen(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    nav.set_current("home")
    rows = nav.findChildren(Row)
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert rows[1].hasFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert gone == ["settings", "home"]
    assert nav.current() == "home"
    nav.set_count("home", 3)
    assert "3" in rows[0].accessibleName()


def test_the_page_shown_is_never_unmarked(qtbot):
    nav = Nav([Place("home", "house", "ホーム"), Place("media", "usb", "媒体")])
    qtbot.addWidget(nav)
    nav.set_current("home")
    qtbot.mouseClick(nav.findChildren(Row)[0], Qt.MouseButton.LeftButton)
    assert nav.current() == "home"


def test_banner_says_clause_and_way_out(qtbot):
    banner, went = Banner(), []
    qtbot.addWidget(banner)
    banner.say("refuse", "持ち出せません。", "第12条", "相談する", lambda: went.append(1))
    assert "第12条" in banner.accessibleName()
    qtbot.mouseClick(banner._button, Qt.MouseButton.LeftButton)
    assert went == [1]


def test_a_banner_of_one_line_stands_level_with_its_button(qtbot):
    host, banner = QWidget(), Banner()
    QVBoxLayout(host).addWidget(banner)
    qtbot.addWidget(host)
    host.resize(900, 200)
    host.show()
    banner.say("warn", "返却予定日を過ぎた持出しが 1 件あります。", "", "確かめる")
    qtbot.waitUntil(lambda: banner._button.isVisible() and banner.height() < 100)
    said, pressed = (each.mapTo(banner, each.rect().center()).y() for each in (banner._text, banner._button))
    assert abs(said - pressed) <= 2


def test_expected_errors_are_calm(qtbot):
    host, banner = QWidget(), Banner()
    QVBoxLayout(host).addWidget(banner)
    qtbot.addWidget(host)
    show_error(Refused("wrong_password", clauses=("2.3",)), banner=banner)
    assert banner.isVisibleTo(host)
    assert "2.3" in banner.accessibleName()
    dialog = ErrorDialog(Expected("wrong_password"), None)
    qtbot.addWidget(dialog)
    assert dialog.report == ""


def test_a_bug_report_holds_no_contents(qtbot):
    try:
        int("髙﨑 花子")
    except ValueError as error:
        dialog = ErrorDialog(error, None)
    qtbot.addWidget(dialog)
    assert "ValueError" in dialog.report
    assert "花子" not in dialog.report


def test_uncaught_errors_reach_the_window(qtbot):
    reporter, seen = Reporter(), []
    reporter.caught.disconnect()
    reporter.caught.connect(seen.append)
    error = RuntimeError("x")
    reporter._on_uncaught(RuntimeError, error, None)
    assert seen == [error]


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path))
    for _ in range(3):
        canvas.drawString(100, 700, "page")
        canvas.showPage()
    canvas.save()
    return path


def test_pdf_pages_and_zoom(qtbot, paper):
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(600, 800)
    view.show()
    view.show_file(paper)
    assert "3" in view._where.text()
    view.go_to(9)
    assert view.page() == 2
    view.zoom(1.2)
    assert 0.3 < view.view.zoomFactor() < 3
    view.fit_width()
    view.go_to(0)
    reading = view.view.verticalScrollBar()
    reading.setValue(60)
    view.show_file(paper)
    assert reading.value() == 0  # another paper is shown from its head
    view.close_file()
    assert view._where.text() == ""


def test_pdf_that_is_missing_is_said_calmly(qtbot, tmp_path):
    view = PdfView()
    qtbot.addWidget(view)
    with pytest.raises(Unavailable):
        view.show_file(tmp_path / "none.pdf")


def test_a_field_opens_no_window_of_its_own_while_it_is_made(qapp):
    """A child shown before it has a parent is a window for a moment: it flashes, and takes the keyboard away."""

    class Watch(QObject):
        shown = 0

        def eventFilter(self, _watched, event):
            self.shown += event.type() == QEvent.Type.Show
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    made = [Field("name", "氏名", LineEditor(), required=True), Badge(State("done", "○", "許可")), Badge()]
    qapp.removeEventFilter(watch)
    assert watch.shown == 0
    assert len(made) == 3


def test_a_banner_that_spoke_before_it_was_put_in_is_seen(qtbot):
    host, banner, silent = QWidget(), Banner(), Banner()
    column = QVBoxLayout(host)
    banner.say("warn", "気を付けてください。")
    assert not banner.isVisible()
    for each in (banner, silent):
        column.addWidget(each)
    qtbot.addWidget(host)
    host.show()
    assert banner.isVisible()
    assert not silent.isVisible()
