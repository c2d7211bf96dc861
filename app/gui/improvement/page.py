"""The page of the 改善計画: every weak answer as a matter, and one matter when it is opened."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.common import i18n
from app.common.i18n import t
from app.domain import improvement as domain
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.improvement.case import state_of
from app.gui.improvement.record_view import RecordView
from app.gui.page import Page
from app.gui.record.register_list import RegisterList
from app.gui.widgets.badge import State
from app.gui.widgets.buttons import button
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label
from app.gui.widgets.stack import Stack
from app.gui.widgets.table_model import Column
from app.services import improvement
from app.services.session import Session

_VIEWS: dict[str, tuple[str, ...]] = {
    "open": ("open", "planned", "done"),
    "to_plan": ("open",),
    "under_way": ("planned",),
    "waiting": ("done",),
    "closed": ("closed",),
    "all": (),
}
_COLUMNS = (
    ("no", "text", 132),
    ("state", "state", 136),
    ("item", "text", 260),
    ("measure", "text", 180),
    ("owner", "text", 80),
    ("due_on", "date", 96),
    ("age", "text", 96),
)
#: What goes first where the list is narrow; the page of the matter says it all.
_SPARE = {"age": 4, "measure": 3, "owner": 2, "due_on": 1}


class ImprovementRows:
    """The rows of the list, read on the worker."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.states = _VIEWS["open"]

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The ids of all matters that hold every word of ``text``."""
        return improvement.ids(self._session, text, self.states, sort or "no", descending)

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells of these matters."""
        names = {id: str(person["name"]) for id, person in self._session.rows.table("person").items()}
        return [self._cells(row, names) for row in improvement.page(self._session, ids)]

    def _cells(self, row: dict[str, Any], names: dict[str, str]) -> tuple[Any, ...]:
        item = self._session.profile.items.get(str(row["item"]))
        row = {**row, "weak_years": json.loads(row["weak_years"] or "[]")}
        said = {
            **row,
            "state": self._state(row),
            "item": wording.question(item) if item else row["item"],
            "owner": names.get(row["owner"], ""),
            "age": self._age(row),
        }
        return tuple(said[name] for name, _kind, _width in _COLUMNS)

    def _state(self, row: dict[str, Any]) -> State:
        if domain.is_late(row, self._session.today):
            return State("not", "！", t("improvement_page.late"))
        return state_of(str(row["state"]))

    def _age(self, row: dict[str, Any]) -> str:
        years = domain.age(row, self._session.year)
        again = t("improvement_page.repeated") if domain.is_repeated(row) else ""
        return wording.apart(again, t("improvement_page.age", years=years) if years else "")


class ImprovementPage(Page):
    """The list, and one matter when it is opened."""

    watches = frozenset({"improvement", "sheet", "person", "grant", "seal_key"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self.rows = ImprovementRows(context.session)
        self._build()

    def refresh(self) -> None:
        """Read the list again, and the matter if one is open."""
        if self.stack.currentWidget() is self.record:
            self.record.refresh()
        self.list.table.reload()

    def place(self) -> str:
        return self.record.id if self.stack.currentWidget() is self.record else ""

    def open_record(self, id: str) -> None:
        """Show one matter."""
        self.record.open(id)
        self.stack.setCurrentWidget(self.record)

    def show_list(self) -> None:
        """Back to the matters."""
        self.stack.setCurrentWidget(self.list)
        self.list.table.reload()

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What else of this page can be pictured."""
        return [("matter", self._open_first), ("plan", self._plan_first)]

    def _open_first(self) -> None:
        found = improvement.ids(self.context.session)
        if found:
            self.open_record(found[0])

    def _plan_first(self) -> None:
        found = improvement.ids(self.context.session, states=("open",))
        if found:
            self.record.open(found[0])
            self.context.read(lambda: None, lambda _: self.record.act("plan"), owner=self)

    def _on_states(self, states: tuple[str, ...]) -> None:
        self.rows.states = states

    def _on_paper(self) -> None:
        self.context.signals.go_to.emit("reports", "improvement_plan")

    def _build(self) -> None:
        empty = Empty("trending-up", t("improvement_page.empty"), t("improvement_page.empty_hint"))
        titles = {
            "no": t("improvement_page.number"),
            "state": t("record_views.state"),
            "age": t("improvement_page.column_age"),
        }
        columns = [
            Column(
                name,
                titles.get(name) or t(f"field.improvement.{name}"),
                kind,
                width,
                name != "age",
                wide=name == "item",
                spare=_SPARE.get(name, 0),
            )
            for name, kind, width in _COLUMNS
        ]
        views = {key: (t(f"improvement_page.view.{key}"), states) for key, states in _VIEWS.items()}
        self.list = RegisterList(
            self.context,
            "improvement",
            columns,
            self.rows,
            empty,
            views,
            self._on_states,
            i18n.word("page_improvement"),
        )
        self.list.opened.connect(self.open_record)
        self.record = RecordView(self.context)
        self.record.left.connect(self.show_list)
        self.stack = Stack()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.record)
        head = FlowLayout(gap=theme.space(1))
        head.addWidget(label(i18n.word("page_improvement"), "title"))
        head.addStretch()
        head.addWidget(button(t("improvement_page.paper"), "printer", "", self._on_paper))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
