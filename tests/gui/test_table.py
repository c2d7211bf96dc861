"""A register of a hundred thousand rows, fetched as it is looked at."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.gui.tasks import Tasks
from app.gui.widgets.badge import State
from app.gui.widgets.empty import Empty
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import KEPT_PAGES, PAGE, Column, TableModel

COLUMNS = [
    Column("no", "番号"),
    Column("day", "日付", "date"),
    Column("count", "数", "number"),
    Column("state", "状態", "state"),
]


class Register:
    """A made-up register that counts what is asked of it."""

    def __init__(self, count=100_000):
        self.count, self.fetched, self.asked = count, 0, []

    def ids(self, text, sort, descending):
        self.asked.append((text, sort, descending))
        found = [n for n in range(self.count) if text in str(n)]
        return found[::-1] if descending else found

    def rows(self, ids):
        self.fetched += len(ids)
        return [(f"M-{n}", "2026-11-21", n * 1000, State("done", "✓", "済")) for n in ids]


def table(register, tasks, memory=None):
    return Table("media", COLUMNS, register, tasks, Empty("usb", "まだありません", "登録してください", "登録"), memory)


@pytest.fixture
def shown(qtbot):
    register = Register()
    made = table(register, Tasks(inline=True))
    made.register = register
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    return made


def test_only_what_is_looked_at_is_fetched(shown):
    QApplication.processEvents()
    assert shown.model.rowCount() == 100_000
    assert 0 < shown.register.fetched <= 2 * PAGE
    shown.view.scrollToBottom()
    QApplication.processEvents()
    assert shown.register.fetched <= 4 * PAGE


def test_pages_looked_at_long_ago_are_let_go(qapp):
    model = TableModel(COLUMNS, Register(), Tasks(inline=True))
    model.reload()
    for page in range(KEPT_PAGES + 5):
        assert model.index(page * PAGE, 0).data() == f"M-{page * PAGE}"
    assert len(model._pages) == KEPT_PAGES
    assert model.index(0, 0).data() == "M-0"


def test_filter_reaches_the_source_after_a_pause(shown, qtbot):
    qtbot.keyClicks(shown.filter, "9999")
    assert shown.register.asked[-1][0] == ""
    qtbot.waitUntil(lambda: shown.register.asked[-1][0] == "9999")
    assert shown.model.rowCount() == 19
    assert shown.model.index(0, 0).data() == "M-9999"


def test_filter_without_a_match_says_so(shown, qtbot):
    shown.filter.setText("zzz")
    qtbot.waitUntil(lambda: shown._stack.currentWidget() is shown._nothing)
    qtbot.keyClick(shown.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown._stack.currentWidget() is shown.view)


def test_empty_register_offers_the_first_step(qtbot):
    made = table(Register(0), Tasks(inline=True))
    qtbot.addWidget(made)
    assert made._stack.currentWidget() is made.empty
    assert not made.filter.isVisibleTo(made)


def test_dates_and_numbers(shown):
    assert shown.model.index(1, 1).data() == "R8.11.21"
    assert shown.model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == "2026年11月21日"
    assert shown.model.index(2, 2).data() == "2,000"
    assert shown.model.index(2, 2).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight.value
    assert shown.model.index(0, 3).data() == "✓ 済"


def test_sorting_and_widths_are_remembered(qtbot):
    memory = {}
    first = table(Register(10), Tasks(inline=True), memory)
    qtbot.addWidget(first)
    first.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    first.view.horizontalHeader().resizeSection(0, 222)
    qtbot.waitUntil(lambda: memory["table.media"]["widths"].get("no") == 222)
    assert memory["table.media"]["sort"] == "no"
    register = Register(10)
    second = table(register, Tasks(inline=True), memory)
    qtbot.addWidget(second)
    assert second.view.horizontalHeader().sectionSize(0) == 222
    assert register.asked[-1] == ("", "no", True)


def test_a_hidden_column_stays_hidden_and_is_not_exported(qtbot):
    memory = {}
    first = table(Register(3), Tasks(inline=True), memory)
    qtbot.addWidget(first)
    menu = first.column_menu()
    menu.actions()[1].trigger()
    second = table(Register(3), Tasks(inline=True), memory)
    qtbot.addWidget(second)
    assert second.view.isColumnHidden(1)
    seen = second.seen()
    assert len(seen.columns) == len(second.model.columns) - 1
    assert [row[0] for row in seen.rows()] == [second.model.index(n, 0).data() for n in range(3)]
    assert all(len(row) == len(seen.columns) for row in seen.rows())


def test_the_last_column_cannot_be_hidden(qtbot):
    made = table(Register(3), Tasks(inline=True), {})
    qtbot.addWidget(made)
    while len(left := [act for act in made.column_menu().actions() if act.isChecked()]) > 1:
        left[0].trigger()
    assert not left[0].isEnabled()


def test_selection_survives_a_reload(shown):
    shown.select([3, 5])
    assert shown.selected_ids() == [3, 5]
    shown.model.sort(0, Qt.SortOrder.DescendingOrder)
    shown.select([3, 5])
    shown.reload()
    assert shown.selected_ids() == [5, 3]


def test_enter_opens_a_row(shown, qtbot):
    opened = []
    shown.opened.connect(opened.append)
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.select([7])
    shown.view.setFocus()
    qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    assert opened == [7]


def test_rows_arrive_from_the_worker(qtbot):
    tasks = Tasks()
    made = table(Register(), tasks)
    qtbot.addWidget(made)
    made.select([4])
    made.show()
    qtbot.waitUntil(lambda: made.model.index(0, 0).data() == "M-0")
    assert made.selected_ids() == [4]
    tasks.close()


def test_spare_columns_go_where_there_is_no_room_and_come_back_when_asked_for(qtbot):
    columns = [
        *COLUMNS,
        Column("place", "保管場所", width=200, spare=1),
        Column("zone", "ネットワーク", width=200, spare=2),
    ]

    class Wide(Register):
        def rows(self, ids):
            return [(*row, "鍵付き書庫の上から三段目", "マイナンバー利用事務系") for row in super().rows(ids)]

    memory = {}
    made = Table("spare", columns, Wide(3), Tasks(inline=True), Empty("usb", "-"), memory)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    qtbot.wait(10)
    assert made.widths.put_away == frozenset()
    assert not made.more.isVisible()
    made.resize(500, 300)
    qtbot.waitUntil(lambda: made.widths.put_away == {"zone"})
    assert made.view.isColumnHidden(5)
    for _ in range(3):
        made.widths.fit()  # it does not come back only to go again
        assert made.widths.put_away == {"zone"}
    assert made.more.isVisible()
    assert made.more.toolTip() == "ネットワーク"
    assert made.view.horizontalScrollBar().maximum() == 0
    assert len(made.seen().columns) == len(columns)  # a list is exported whole
    made.column_menu().actions()[5].trigger()
    assert not made.view.isColumnHidden(5)
    assert memory["table.spare"]["asked"] == ["zone"]
    assert memory["table.spare"]["widths"] == {}
    assert memory["table.spare"]["hidden"] == []
    made.resize(1000, 300)
    qtbot.waitUntil(lambda: made.widths.put_away == frozenset())
    assert not made.more.isVisible()


def test_a_text_of_several_lines_stands_in_one_and_is_told_whole_on_the_hover(qapp):
    register = Register(1)
    register.rows = lambda ids: [("一行目\n二行目", "2026-11-21", 0, None) for _ in ids]
    model = TableModel(COLUMNS, register, Tasks(inline=True))
    model.reload()
    cell = model.index(0, 0)
    assert cell.data() == "一行目 二行目"
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "一行目\n二行目"
