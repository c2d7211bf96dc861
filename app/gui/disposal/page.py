"""The page of what is destroyed: the cases, and one case when it is opened."""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from app.common import i18n
from app.common.i18n import listed, t
from app.domain.disposal import LACKING
from app.domain.ledger import Row
from app.gui import theme
from app.gui.context import Context
from app.gui.disposal.case import WAITS, state_of
from app.gui.disposal.record_view import RecordView
from app.gui.disposal.request_dialog import RequestDialog
from app.gui.page import Page
from app.gui.record.register_list import RegisterList
from app.gui.widgets.buttons import button, yield_to
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label
from app.gui.widgets.stack import Stack
from app.gui.widgets.table_model import Column
from app.services import approval, disposal, media, record
from app.services.session import Changes, Session

NEW = "new"
_OPEN = ("requested", "sent_back", "permitted", "performed", LACKING)
_VIEWS: dict[str, tuple[str, ...]] = {
    "all": (),
    "waiting": ("requested", "performed"),
    "lacking": (LACKING,),
    "open": _OPEN,
    "done": ("closed",),
}
_COLUMNS = (
    ("no", "text", 130),
    ("state", "state", 190),
    ("media", "text", 260),
    ("disposition", "text", 100),
    ("method", "text", 140),
    ("applicant", "text", 110),
    ("planned_on", "date", 110),
    ("turn", "text", 130),
)
#: What goes first where the list is narrow; the page of the case says it all.
_SPARE = {"applicant": 5, "method": 4, "disposition": 3, "planned_on": 2, "turn": 1}


class DisposalRows:
    """The rows of the list, read on the worker."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.states: tuple[str, ...] = ()

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The ids of all cases that hold every word of ``text``."""
        return disposal.ids(self._session, text, self.states, sort or "no", descending if sort else True)

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells of these cases."""
        found = [{**row, "media": json.loads(row["media"] or "[]")} for row in disposal.page(self._session, ids)]
        wanted = sorted({id for row in found for id in row["media"]})
        names = {row["id"]: media.name_of(row) for row in media.page(self._session, wanted)}
        people = {id: str(person["name"]) for id, person in self._session.rows.table("person").items()}
        return [self._cells(row, names, people) for row in map(self._judged, found)]

    def _judged(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with its state as it is shown, and whose turn it is: what is done is looked at for holes."""
        if row["state"] not in _OPEN:
            return {**row, "state": state_of(str(row["state"])), "turn": ""}
        whole = record.get(self._session, "disposal", row["id"])
        holes = disposal.holes(self._session, whole)
        return {**row, "state": state_of(str(row["state"]), holes), "turn": self._turn(whole, bool(holes))}

    def _turn(self, row: Row, lacking: bool) -> str:
        """The names of those who are to take the next step."""
        step = "" if lacking else WAITS.get(str(row["state"]), "")
        form = record.form_of(self._session, "disposal")
        people = approval.deciders(self._session, form, step, row) if step else disposal.turn(self._session, row)
        return listed(approval.name_of(self._session, id) for id in people)

    def _cells(self, row: dict[str, Any], names: dict[str, str], people: dict[str, str]) -> tuple[Any, ...]:
        said = {
            **row,
            "media": _named([names.get(id, "") for id in row["media"]]),
            "disposition": t(f"choice.disposition.{row['disposition']}"),
            "method": t(f"choice.method.{row['method']}"),
            "applicant": people.get(row["applicant"], ""),
        }
        return tuple(said[name] for name, _kind, _width in _COLUMNS)


def _named(names: Sequence[str]) -> str:
    """The media in a cell: the first by name, the others by their number."""
    return t("disposal_page.and_more", name=names[0], n=len(names) - 1) if len(names) > 1 else "".join(names)


class DisposalPage(Page):
    """The list, and one case when it is opened. ``new`` or ``new:<medium>`` as a record starts a case."""

    watches = frozenset({"disposal", "medium", "person", "grant", "seal_key"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self.rows = DisposalRows(context.session)
        self.dialog: RequestDialog | None = None
        self._build()

    def refresh(self) -> None:
        """Read the list again, and the case if one is open."""
        if self.stack.currentWidget() is self.record:
            self.record.refresh()
        self.table.reload()

    def place(self) -> str:
        return self.record.id if self.stack.currentWidget() is self.record else ""

    def open_record(self, id: str) -> None:
        """Show one case, or start one."""
        if id == NEW or id.startswith(f"{NEW}:"):
            medium = id.partition(":")[2]
            self.start_case([medium] if medium else [])
        else:
            self.record.open(id)
            self.stack.setCurrentWidget(self.record)

    def start_case(self, media_ids: Sequence[str] = ()) -> None:
        """Ask to dispose of media."""
        self.dialog = RequestDialog(self.context, self, self._on_requested, media=media_ids)
        self.dialog.open()

    def show_list(self) -> None:
        """Back to the cases."""
        self.stack.setCurrentWidget(self.list)
        self.table.reload()

    def _on_requested(self, changes: Changes) -> None:
        self.open_record(changes.id)
        self.record.banner.say("done", t("disposal_page.requested", no=changes.no))

    def _on_states(self, states: tuple[str, ...]) -> None:
        self.rows.states = states

    def _build(self) -> None:
        empty = Empty("trash-2", t("disposal_page.empty"), t("disposal_page.empty_hint"), t("disposal_page.new"))
        empty.started.connect(self.start_case)
        titles = {
            "no": t("disposal_page.number"),
            "state": t("record_views.state"),
            "turn": t("disposal_page.turn_column"),
        }
        columns = [
            Column(name, titles.get(name) or t(f"field.disposal.{name}"), kind, width, name != "turn", spare=spare)
            for name, kind, width in _COLUMNS
            for spare in (_SPARE.get(name, 0),)
        ]
        views = {key: (t(f"disposal_page.view.{key}"), states) for key, states in _VIEWS.items()}
        self.list = RegisterList(
            self.context, "disposal", columns, self.rows, empty, views, self._on_states, i18n.word("page_disposal")
        )
        self.list.opened.connect(self.open_record)
        self.table, self.filter, self.banner = self.list.table, self.list.filter, self.list.banner
        self.record = RecordView(self.context)
        self.record.left.connect(self.show_list)
        self.stack = Stack()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.record)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addLayout(self._head())
        layout.addWidget(self.stack, 1)
        empty.stand_in_for(self.new)
        yield_to(self.new, self.stack, self.record)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.start_case)

    def _head(self) -> FlowLayout:
        head = FlowLayout(gap=theme.space(1))
        head.addWidget(label(i18n.word("page_disposal"), "title"))
        head.addStretch()
        self.new = button(t("disposal_page.new"), "plus", "primary", self.start_case)
        self.new.setToolTip("Ctrl+N")
        head.addWidget(self.new)
        return head

    def scenes(self) -> list[tuple[str, Any]]:
        """What else of this page can be pictured."""
        return [
            ("new", self.start_case),
            ("case", self._open_first),
            ("holes", self._with_holes),
            ("perform", self._perform_first),
        ]

    def _open_first(self) -> None:
        ids = disposal.ids(self.context.session)
        if ids:
            self.open_record(ids[-1])

    def _with_holes(self) -> None:
        """A case that cannot be closed yet, as it would be shown; nothing is written."""
        ids = disposal.ids(self.context.session)
        if ids:
            self.record.open(ids[-1])
            self.context.read(lambda: None, lambda _: self.record.picture_holes(), owner=self)

    def _perform_first(self) -> None:
        ids = disposal.ids(self.context.session, states=("permitted",))
        if ids:
            self.record.open(ids[0])
            self.context.read(lambda: None, lambda _: self.record.act("perform"), owner=self)
