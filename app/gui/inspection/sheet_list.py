"""This year's sheets: what waits for me, all of them with how far they are, and handing out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.common.text import fold
from app.domain.inspection import REGISTERS
from app.domain.policy import Profile
from app.gui import dates, theme, wording
from app.gui.context import Context
from app.gui.inspection.hand_out import HandOutDialog
from app.gui.inspection.head import Head
from app.gui.inspection.states import badge_of
from app.gui.inspection.year_dialog import YearDialog
from app.gui.scrolling import Inside, scrolling
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.empty import Empty
from app.gui.widgets.labels import label
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column
from app.gui.widgets.todo_list import Todo, TodoList
from app.services import approval, inspection, record
from app.services.session import Session

#: How many matters stand above the table; it lists them all.
MOST_TODOS = 3
#: What the rest of the page needs, and the height of one matter (at 100 %).
TABLE_ROOM, TODO_HEIGHT = 340, 60


class Year(Struct, frozen=True):
    """This year's cycle and its sheets as the person at the keyboard sees them."""

    cycle: dict[str, Any] | None
    sheets: tuple[dict[str, Any], ...]
    user: str
    to_confirm: frozenset[str]
    years: tuple[tuple[int, str], ...] = ()


def read_year(session: Session) -> Year:
    """What the list shows; this reads the store."""
    sheets = tuple(inspection.sheets(session))
    form = record.form_of(session, "sheet")
    mine = {
        row["id"]
        for row in sheets
        if row["state"] == "submitted"
        and session.user in approval.deciders(session, form, "confirm", record.get(session, "sheet", row["id"]))
    }
    years = tuple(inspection.years(session))
    return Year(inspection.cycle(session), sheets, session.user, frozenset(mine), years)


def came_back(row: dict[str, Any]) -> str:
    """The remark with which an open sheet was sent back or opened again; empty if it never was."""
    acts = json.loads(row["acts"] or "[]") if row["state"] == "open" else []
    return str(acts[-1]["remark"] or "") if acts else ""


def kind_name(profile: Profile, sheet: str) -> str:
    """The name of a kind of sheet in the city's words."""
    found = profile.inspections.get(sheet)
    return found.label.get(i18n.language()) if found else sheet


class SheetSource:
    """The sheets of a year (``cycle``: the running one if empty) as rows; it has few enough to sort here."""

    def __init__(self, session: Session) -> None:
        self._session, self.cycle = session, ""
        self._rows: dict[str, dict[str, Any]] = {}

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The sheets whose number, person, kind or subject hold every word."""
        self._rows = {row["id"]: row for row in inspection.sheets(self._session, self.cycle)}
        words = [fold(word) for word in text.split()]
        found = [row for row in self._rows.values() if all(word in fold(self._words(row)) for word in words)]
        if sort:
            found.sort(key=lambda row: self._key(row, sort), reverse=descending)
        return [row["id"] for row in found]

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells: number, person, kind, answered, state, last change."""
        return [self._cells(self._rows[id]) for id in ids if id in self._rows]

    def _cells(self, row: dict[str, Any]) -> tuple[Any, ...]:
        answered = f"{row['answered']} / {row['total']}"
        kind = kind_name(self._session.profile, row["sheet"])
        return row["no"], row["name"], kind, row["subject"], answered, badge_of(row["state"]), row["changed_at"]

    def _words(self, row: dict[str, Any]) -> str:
        kind = kind_name(self._session.profile, row["sheet"])
        return f"{row['no']} {row['name']} {kind} {row['subject']}"

    @staticmethod
    def _key(row: dict[str, Any], sort: str) -> Any:
        if sort == "answered":
            return row["answered"] / max(row["total"], 1)
        return str(row[{"kind": "sheet", "person": "name"}.get(sort, sort)] or "")


class _Whole(Inside):
    """What the page shows; it scrolls only where not even the least of each part has room."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalMinimumHeightForWidth(width) if layout is not None else -1


class SheetList(QWidget):
    """``opened(id)`` when a person chooses a sheet."""

    opened = Signal(str)
    results_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.dialog: QWidget | None = None
        self.year: Year | None = None
        self._said_over, self._begun, self._running = "", False, ""
        self._all_todos: list[Todo] = []
        self._shown_todos: list[Todo] = []
        self._build()

    def show_year(self, year: Year) -> None:
        """Show this year's sheets."""
        self.year = year
        running = year.cycle is not None
        self.hand_out_button.setVisible(running and bool(year.sheets))
        self.plan_button.setVisible(running)
        self.results_button.setVisible(running)
        self.stack.setCurrentWidget(self.filled if running else self.no_cycle)
        if year.cycle is None:
            self.about.setText("")
            return
        self.about.setText(self._about(year.cycle))
        asked = int(year.cycle["fiscal_year"])
        self._offer_years(year)
        over = asked < self.context.session.year
        plan = t("inspection_page.plan_of", year=dates.fiscal_year(asked)) if over else t("inspection_page.plan_year")
        self.plan_button.setText(plan)
        self._say_over(year)
        todos = self._todos(year)
        self._all_todos = todos
        self._show_todos()
        if self._begun and not over:  # the button that was pressed has gone
            self._begun = False
            self.plan_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_years(self, year: Year) -> None:
        """The sheets of earlier years stay in the list: it begins with those of the year that runs."""
        running = str((year.cycle or {}).get("id", ""))
        known = {id for _, id in year.years}
        chosen = self.source.cycle if self.source.cycle in known and running == self._running else running
        self._running = running
        self.years.set_options([Option(id, dates.fiscal_year(asked)) for asked, id in year.years])
        self.years.set_value(chosen)
        self.years.setVisible(len(year.years) > 1)
        self._choose_year()

    def _choose_year(self) -> None:
        """Show the sheets of the year that is chosen."""
        self.source.cycle = str(self.years.value() or "")
        asked = next((found for found, id in (self.year.years if self.year else ()) if id == self.source.cycle), 0)
        self.table_card.set_title(t("inspection_page.all_sheets", year=dates.fiscal_year(asked)))
        self.table.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_todos()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._area.updateGeometry()  # what became narrower inside lets the window become so
        return False

    def _show_todos(self) -> None:
        """As many matters as leave room for the table, which lists them all."""
        todos = self._all_todos
        room = int((self.height() / theme.scale() - TABLE_ROOM) // TODO_HEIGHT)
        shown = todos[: max(min(room, MOST_TODOS), 0)]
        if shown != self._shown_todos:
            self.todo.set_items(shown)
        self._shown_todos = shown
        self.todo_card.setVisible(bool(shown))
        self.more.setText(t("inspection_page.more", n=len(todos) - len(shown)))
        self.more.setVisible(len(todos) > len(shown))

    def hand_out(self) -> None:
        """Give sheets to persons."""
        HandOutDialog(self.context, self).open()

    def plan_year(self) -> None:
        """Choose this year's items and dates."""
        dialog = YearDialog(self.context, self, self.plan_button.text())
        self.dialog = dialog
        dialog.open()

    def open_year(self) -> None:
        """Begin this fiscal year's cycle."""
        session = self.context.session
        self._begun = True
        self.context.change(lambda: inspection.open_year(session), self, failed=self._tell)

    def _say_over(self, year: Year) -> None:
        """A new fiscal year began and the inspection is still the last one's: the way on, and what it leaves behind."""
        asked, now = int((year.cycle or {}).get("fiscal_year") or 0), self.context.session.year
        if asked >= now:
            self.over.hide()
            return
        left = sum(row["state"] != "confirmed" for row in year.sheets)
        said = t("inspection_page.year_over", now=dates.fiscal_year(now), before=dates.fiscal_year(asked))
        if left:
            said = f"{said} {t('inspection_page.year_over_left', n=left)}"
        if self.over.isHidden() or said != self._said_over:  # to say it again would scroll to it again
            look = "warn" if left else "info"
            self.over.say(look, said, "", t("inspection_page.open_year"), self.open_year, closable=False)
        self._said_over = said

    def _tell(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)

    @staticmethod
    def _about(cycle: dict[str, Any]) -> str:
        year = int(cycle["fiscal_year"])
        return t("inspection_page.about", year=dates.fiscal_year(year), due=dates.full(cycle["due_on"]))

    def _todos(self, year: Year) -> list[Todo]:
        found = []
        profile = self.context.session.profile
        for row in year.sheets:
            kind = kind_name(profile, row["sheet"])
            if profile.inspections[row["sheet"]].subject in REGISTERS:  # of several, it says which
                kind = f"{kind}　{row['subject']}"
            left = row["total"] - row["answered"]
            if row["state"] == "open" and row["respondent"] == year.user:
                detail = f"{row['no']}　{kind}　{row['answered']} / {row['total']}"
                figure = t("inspection_page.left", n=left)
                text = t("inspection_page.todo_answer" if left else "inspection_page.todo_submit")
                look = "accent" if left else "done"
                if remark := came_back(row):
                    text, look, figure = t("inspection_page.todo_returned"), "partly", ""
                    detail = f"{row['no']}　{remark.partition(chr(10))[0]}"
                found.append(Todo(row["id"], "square-pen", text, detail, figure, look))
            elif row["id"] in year.to_confirm:
                detail = f"{row['no']}　{kind}"
                own = row["respondent"] == year.user
                text = t("inspection_page.todo_own" if own else "inspection_page.todo_review", name=row["name"])
                found.append(Todo(row["id"], "stamp", text, detail, "", "partly"))
        return sorted(found, key=lambda todo: todo.icon == "stamp")  # one's own sheets first

    # ---- how it is laid out

    def _build(self) -> None:
        self.banner, self.over = Banner(), Banner()
        self.about = label("", "muted", wrap=True)
        self.hand_out_button = button(t("inspection_page.hand_out"), "send", "primary", self.hand_out)
        self.plan_button = button(t("inspection_page.plan_year"), "calendar", "", self.plan_year)
        self.results_button = button(t("inspection_page.results_title"), "trending-up", "", self.results_wanted.emit)
        head = Head(self.plan_button, self.results_button, self.hand_out_button)
        head.names.addWidget(label(t("inspection_page.title"), "title", wrap=True))
        head.names.addWidget(self.about)
        self.no_cycle = Empty(
            "calendar",
            t("inspection_page.no_cycle_title"),
            t("inspection_page.no_cycle_text"),
            t("inspection_page.open_year"),
        )
        self.no_cycle.started.connect(self.open_year)
        self.stack = QStackedWidget()
        self.filled = self._filled()
        self.stack.addWidget(self.filled)
        self.stack.addWidget(self.no_cycle)
        inside = theme.mark_as(_Whole(), role="scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        for part in (head, self.banner, self.over):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        inside.installEventFilter(self)
        self._area = scrolling(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def _filled(self) -> QWidget:
        filled = _Whole()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        self.todo = TodoList()
        self.todo.opened.connect(self.opened)
        self.todo_card = Card(t("inspection_page.todo"), "inbox")
        self.more = label("", "hint", wrap=True)
        self.todo_card.add(self.todo)
        self.todo_card.add(self.more)
        self.todo_card.hide()
        self.table_card = table_card = Card(" ", "clipboard-check")
        self.years = ChoiceEditor(())
        self.years.target.setAccessibleName(t("inspection_page.which_year"))
        self.years.setFixedWidth(theme.px(150))
        self.years.edited.connect(self._choose_year)
        self.years.hide()
        table_card.add_action(self.years)
        table_card.add(self._table(), 1)
        column.addWidget(self.todo_card)
        column.addWidget(table_card, 1)
        return filled

    def _table(self) -> Table:
        columns = (
            Column("no", t("inspection_page.column_no"), width=134),
            Column("person", t("field.sheet.respondent"), width=120),
            Column("kind", t("field.sheet.sheet"), width=160),
            Column("subject", t("field.sheet.subject"), width=140, spare=2),
            Column("answered", t("inspection_page.column_answered"), width=92, spare=1),
            Column("state", t("inspection_page.column_state"), "state", width=120),
            Column("changed_at", t("inspection_page.column_changed"), "moment", width=130, spare=3),
        )
        empty = Empty(
            "clipboard-check",
            t("inspection_page.empty_title"),
            t("inspection_page.empty_text"),
            t("inspection_page.hand_out"),
        )
        empty.started.connect(self.hand_out)
        self.source = SheetSource(self.context.session)
        self.table = Table("sheets", columns, self.source, self.context.tasks, empty)
        self.table.opened.connect(lambda id: self.opened.emit(str(id)))
        return self.table
