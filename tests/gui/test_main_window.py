"""The shell: who sits here, the lock, what the bars say, and where one gets to."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from app.common.errors import Refused, Unavailable
from app.gui import safety
from app.gui.errors import ErrorDialog
from app.gui.main_window import MainWindow
from app.gui.manual_dialog import ManualDialog
from app.gui.page import Page
from app.gui.pages import PAGES, PageSpec
from app.gui.sign_in import SignInDialog
from app.gui.widgets.nav import NavRow
from app.services import people
from tests.gui.store_fixtures import CLERK, COLLEAGUE, MANAGER, person, sit


class Blank(Page):
    """A page that remembers what it was asked."""

    def __init__(self, context):
        super().__init__(context)
        self.opened, self.times = [], 0

    def refresh(self):
        self.times += 1

    def open_record(self, id):
        self.opened.append(id)


@pytest.fixture
def window(desk, shown, monkeypatch):
    monkeypatch.setattr(PageSpec, "make", lambda spec, context: Blank(context))
    return shown(MainWindow(desk))


def press(window, keys):
    """Activate a shortcut of a window as its keys do; offscreen no window is active."""
    found = [each for each in window.findChildren(QShortcut) if each.key().toString() == keys]
    assert found, keys
    found[0].activated.emit()


def dialogs(kind):
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]


def test_the_bars_say_where_one_is_and_who_sits_here(window):
    assert "見本市 市民税課" in window.windowTitle()
    assert window.top.training.isVisible()
    assert window.top.person.text() == MANAGER
    assert window.bottom.copied.text() == "控えなし"
    assert window.bottom.verified.text() == "未検証"


def test_what_was_being_read_for_a_window_that_gave_way_is_let_go(window, desk):
    unit = desk.session.unit
    window.empty()
    window._take_state((unit, "", {}, desk.session.year, desk.session.today))


def test_pages_are_made_when_first_shown(window):
    assert list(window.pages) == ["home"]
    window.show_page("media", "m1")
    assert window.current() == "media"
    assert window.pages["media"].opened == ["m1"]
    window.context.signals.go_to.emit("carryout", "")
    assert window.current() == "carryout"
    assert set(window.pages) == {"home", "media", "carryout"}


def test_ctrl_and_a_number_go_to_a_page(window):
    press(window, "Ctrl+3")
    assert window.current() == PAGES[2].key


def test_no_page_is_gone_to_behind_the_lock(window, desk):
    window.lock()
    press(window, "Ctrl+3")
    assert window.current() == "home"
    sit(desk, CLERK)
    press(window, "Ctrl+3")
    assert window.current() == PAGES[2].key


def test_persons_switch_with_two_keys(window, desk):
    press(window, "F2")
    dialog = dialogs(SignInDialog)[0]
    order = [row.accessibleName() for row in dialog.people.rows]
    assert [name.split(" ", 1)[0] for name in order] == ["1", "2", "3"]
    place = next(name for name in order if CLERK in name)[0]
    press(dialog, place)
    assert desk.session.user == person(desk, CLERK)
    assert window.top.person.text() == CLERK
    assert not dialogs(SignInDialog)


def test_the_lock_hides_everything_and_loses_nothing(window, desk):
    dialog = QDialog(window)
    dialog.open()
    window.lock()
    assert window.locked.isVisible()
    assert not window.pages["home"].isVisible()
    assert not dialog.isVisible()
    row = next(row for row in window.locked.people.rows if COLLEAGUE in row.accessibleName())
    row.click()
    assert desk.session.user == person(desk, COLLEAGUE)
    assert window.pages["home"].isVisible()
    assert dialog.isVisible()
    dialog.close()


def test_while_locked_nobody_switches_past_it(window):
    window.lock()
    press(window, "F2")
    assert not dialogs(SignInDialog)


def test_the_window_locks_itself_when_nobody_is_there(window, qtbot):
    window._idle._timer.setInterval(20)
    qtbot.waitUntil(window.locked.isVisible, timeout=2000)


def test_a_key_keeps_the_window_open(window):
    timer = window._idle._timer
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.start(5000)
    QTest.qWait(60)
    before = window._idle.left()
    QApplication.sendEvent(window.windowHandle(), QEvent(QEvent.Type.User))
    assert window._idle.left() <= before
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window._idle.left() > before


def test_the_bar_above_stays_one_line_and_says_the_section_alone_at_last(window):
    bar, whole = window.top, window.top._where.text()
    line = bar.heightForWidth(2000)
    for width in range(1000, 300, -20):
        bar.resize(width, bar.height())
        bar._fit()
        if bar._row.sizeHint().width() > width:
            break
        assert bar.heightForWidth(width) == line
    assert bar._where.text() == whole.split("　")[-1]
    assert bar._where.toolTip() == whole.replace("　", " ")
    assert window.bottom._saved.text()
    window.bottom.resize(window.bottom._row.sizeHint().width() - 1, window.bottom.height())
    window.bottom._fit()
    assert not window.bottom._saved.text()


def test_a_store_where_nobody_sits_asks_first(desk, shown, monkeypatch):
    monkeypatch.setattr(PageSpec, "make", lambda spec, context: Blank(context))
    desk.session.user = ""
    window = shown(MainWindow(desk))
    assert window.locked.isVisible()
    sit(desk, CLERK)
    assert not window.locked.isVisible()


def test_an_older_store_is_called_one(desk, shown, monkeypatch):
    monkeypatch.setattr(PageSpec, "make", lambda spec, context: Blank(context))
    desk.session.rolled_back = True
    window = shown(MainWindow(desk))
    assert window._older.isVisible()
    desk.session.rolled_back = False


def test_the_foot_says_how_old_copy_and_verification_are(window, desk):
    store = str(desk.session.unit["id"])
    safety.note_verified(desk.settings, store, "2026-05-10", 0)
    safety.note_copied(desk.settings, store, "2026-05-08")
    desk.signals.user_changed.emit()
    assert window.bottom.verified.text() == "検証 R8.5.10 異常なし"
    assert window.bottom.copied.text() == "控え 3日前"
    window.bottom.copied.click()
    assert window.pages["settings"].opened == ["store"]


def test_what_can_happen_is_said_calmly_above_the_page(window, desk):
    desk.tasks.unhandled.emit(Refused("role_not_held", clauses=("2.2(5)1",)))
    assert window.banner.isVisible()
    desk.tasks.unhandled.emit(Unavailable("store_locked", file="a.tenken", folder="x"))
    assert window.banner.isVisible()
    assert not dialogs(ErrorDialog)


def test_f1_opens_the_manual_of_the_page(window):
    window.show_page("disposal")
    press(window, "F1")
    dialog = dialogs(ManualDialog)[0]
    assert dialog.text.toPlainText()
    dialog.show_page("home")
    dialog.go_back()
    dialog.close()


def test_the_window_fits_a_small_screen(window):
    window.resize(1024, 700)
    assert (window.width(), window.height()) == (1024, 700)
    right = window.top.mapTo(window, window.top.rect().topRight()).x()
    assert right <= 1024
    assert all(child.accessibleName() or child.text() for child in buttons(window.top))


def buttons(widget: QWidget):
    from PySide6.QtWidgets import QAbstractButton

    return [child for child in widget.findChildren(QAbstractButton) if child.isVisible()]


def next_stops(widget, n):
    """The widgets that Tab reaches after this one."""
    found, each = [], widget
    while len(found) < n:
        each = each.nextInFocusChain()
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(each)
    return found


def test_tab_goes_from_the_navigation_into_the_page(desk, shown):
    window = shown(MainWindow(desk))
    QTest.qWait(200)
    last = window._nav.findChildren(NavRow)[-1]
    assert window.pages["home"].isAncestorOf(next_stops(last, 1)[0])


def test_unlocking_goes_on_where_one_typed(desk, shown):
    window = shown(MainWindow(desk))
    held = window.top.person
    held.setFocus()
    window.lock()
    sit(desk, CLERK)
    assert window.focusWidget() is held


@pytest.mark.parametrize("begin", ["F2", "Ctrl+L"])
def test_a_dozen_people_are_seen_at_once_where_there_is_room(window, desk, qtbot, begin):
    for number in range(9):
        people.add(desk.session, {"name": f"見本 {number}郎", "post": "主事"})
    window.resize(1280, 800)
    press(window, begin)
    area = dialogs(SignInDialog)[0].sheet if begin == "F2" else window.locked._area
    qtbot.waitUntil(lambda: len(area.widget().findChildren(QAbstractButton)) == 12, timeout=2000)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0, timeout=2000)


def test_a_banner_has_air_above_it_and_takes_none_with_it(window):
    QApplication.processEvents()
    place = window._stack.y()
    assert place == window.top.height()
    window.banner.say("info", "控えを取りました。")
    QApplication.processEvents()
    assert window.banner.y() > window.top.height()
    window.banner.hide()
    QApplication.processEvents()
    assert window._stack.y() == place
