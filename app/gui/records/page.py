"""The page of the further records: the forms at the left, the records of the one chosen at the right."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.common import i18n
from app.common.i18n import t
from app.domain import entry as entry_rules
from app.domain import words
from app.domain.approval import value_of
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.page import Page
from app.gui.record.register_list import RegisterList
from app.gui.records.case import read_case, state_of
from app.gui.records.entry_dialog import EntryDialog
from app.gui.records.record_view import RecordView
from app.gui.widgets.buttons import button, yield_to
from app.gui.widgets.empty import Empty
from app.gui.widgets.grouped_list import Group, GroupedList
from app.gui.widgets.labels import label
from app.gui.widgets.stack import Stack
from app.gui.widgets.table_model import Column
from app.services import entry, record
from app.services.session import Changes, Session

SIDE = 250
#: The order of the groups of forms; what a city adds without a group comes last.
GROUPS = ("registers", "incident", "people", "permission", "system", "contract", "audit", "other")
_WAITING = ("requested", "submitted")
_KINDS = {"date": "date", "datetime": "moment", "int": "number"}
#: How wide a column is that needs more or less room than a few words, in pixels at 100 %.
_WIDTHS = {"datetime": 140, "int": 90}


class EntryRows:
    """The records of one form, read on the worker."""

    def __init__(self, session: Session, form: str) -> None:
        self._session, self._form = session, form
        self.states: tuple[str, ...] = ()
        self.columns = entry.listed(session, form)

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The ids of all records that hold every word of ``text``."""
        return entry.ids(self._session, self._form, text, self.states, sort or "no", descending if sort else True)

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells of these records: number, state, and the fields of the list."""
        if not ids:
            return []
        form = record.form_of(self._session, self._form)
        found = []
        for id in ids:
            case = read_case(self._session, self._form, id)
            cells = []
            for name in self.columns:
                item, value = form.by_name[name], value_of(case.row, name)
                plain = item.kind in _KINDS
                cells.append(value if plain or value in (None, "") else case.speaker.value(item, value))
            found.append((case.row["no"], state_of(self._session.profile, form, case.row), *cells))
        return found


def _grouped(session: Session, forms: Iterable[str]) -> dict[str, list[str]]:
    """The forms by group, in the order of the list."""
    found: dict[str, list[str]] = {group: [] for group in GROUPS}
    for form in forms:
        group = entry.group(session, form)
        found[group if group in GROUPS else "other"].append(form)
    return {group: inside for group, inside in found.items() if inside}


class RecordsPage(Page):
    """``form`` or ``form/id`` as a record opens the form's list or one record; ``form/new`` starts one."""

    watches = frozenset({"entry", "person", "grant", "seal_key"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self.forms = entry.forms(context.session)
        self.current = next((form for inside in _grouped(context.session, self.forms).values() for form in inside), "")
        self.lists: dict[str, RegisterList] = {}
        self.dialog: EntryDialog | None = None
        self._build()
        if self.current:
            self.choose(self.current)

    def refresh(self) -> None:
        """Read the list again, and the record if one is open."""
        if self.stack.currentWidget() is self.record:
            self.record.refresh()
        elif self.current in self.lists:
            self.lists[self.current].table.reload()

    def place(self) -> str:
        shown = self.stack.currentWidget() is self.record
        return f"{self.current}/{self.record.id}" if shown and self.record.id else self.current

    def open_record(self, id: str) -> None:
        """Show a form's list, one record, or start one."""
        form, _, rest = id.partition("/")
        if form not in self.forms:
            found = self.context.session.rows.get("entry", form)
            if found is None:
                return
            form, rest = str(found["form"]), form
        self.choose(form)
        if rest == "new":
            self.start_entry()
        elif rest:
            self._show_record(form, rest)

    def choose(self, form: str) -> None:
        """Show the records of a form."""
        self.basis.show()
        self.current = form
        self.list.check(form)
        self.title.setText(words.form_title(self.forms[form]))
        profile = self.context.session.profile
        clauses = entry_rules.basis(profile, form)
        said = wording.citations(profile, clauses)
        self.basis.setText(t("records_page.demanded", clauses=said) if clauses else t("records_page.not_demanded"))
        if form not in self.lists:
            self.lists[form] = self._list(form)
            self.stack.addWidget(self.lists[form])
        self.stack.setCurrentWidget(self.lists[form])
        self.lists[form].table.reload()

    def start_entry(self) -> None:
        """Write a new record of the form shown."""
        if self.current:
            form = record.form_of(self.context.session, self.current)
            self.dialog = EntryDialog(self.context, self, form, done=self._on_entered)
            self.dialog.open()

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What else of this page can be pictured."""
        return [("new", self.start_entry), ("record", self._open_first)]

    def _open_first(self) -> None:
        for form in self.forms:
            found = entry.ids(self.context.session, form)
            if found:
                self.open_record(f"{form}/{found[0]}")
                return

    def _on_entered(self, changes: Changes) -> None:
        self._show_record(self.current, changes.id)
        self.record.banner.say("done", t("records_page.entered", no=changes.no))

    def _show_record(self, form: str, id: str) -> None:
        self.basis.hide()  # the record says it beside itself
        self.record.open_of(form, id)
        self.stack.setCurrentWidget(self.record)

    def _list(self, form: str) -> RegisterList:
        declared, rows = record.form_of(self.context.session, form), EntryRows(self.context.session, form)
        columns = [
            Column("no", t("records_page.number"), "text", 130),
            Column("state", t("record_views.state"), "state", 120),
        ]
        for place, name in enumerate(rows.columns):
            item = declared.by_name[name]
            kind = _KINDS.get(item.kind, "text")
            # the first says which record it is; of the others the last goes first where there is no room
            columns.append(
                Column(name, words.field_label(declared, name), kind, _WIDTHS.get(item.kind, 150), spare=place)
            )
        views: dict[str, tuple[str, tuple[str, ...]]] = {"all": (t("records_page.all"), ())}
        views |= {state: (words.state_word(declared, state), (state,)) for state in declared.states}
        title = words.form_title(declared)
        empty = Empty(
            "file-text",
            t("records_page.empty", kind=title),
            t("records_page.empty_hint"),
            t("records_page.new_short"),
        )
        empty.started.connect(self.start_entry)
        empty.stand_in_for(self.new)

        def on_states(chosen: tuple[str, ...]) -> None:
            rows.states = chosen

        made = RegisterList(self.context, f"entry.{form}", columns, rows, empty, views, on_states, title)
        made.opened.connect(lambda id: self.open_record(f"{form}/{id}"))
        return made

    def _build(self) -> None:
        self.title = label("", "section", wrap=True)
        self.basis = label("", "muted", wrap=True)
        self.new = button(t("records_page.new_short"), "plus", "primary", self.start_entry)
        self.new.setToolTip("Ctrl+N")
        self.record = RecordView(self.context)
        self.record.left.connect(lambda: self.choose(self.current))
        self.stack = Stack()
        self.stack.addWidget(self.record)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.new)
        right = QVBoxLayout()
        right.setSpacing(theme.space(1.5))
        right.addLayout(head)
        right.addWidget(self.basis)
        right.addWidget(self.stack, 1)
        both = QHBoxLayout()
        both.setSpacing(theme.space(1))
        self.list = self._side()
        both.addWidget(self.list)
        both.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(i18n.word("page_records"), "title"))
        layout.addLayout(both, 1)
        yield_to(self.new, self.stack, self.record)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.start_entry)

    def _side(self) -> GroupedList:
        made = GroupedList(
            [
                Group(t(f"records_page.group.{group}"), [(form, words.form_title(self.forms[form])) for form in forms])
                for group, forms in _grouped(self.context.session, self.forms).items()
            ],
            t("records_page.find"),
            SIDE,
        )
        made.chosen.connect(self.choose)
        return made
