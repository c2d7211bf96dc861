"""Planning the year's inspection: dates, who fills a sheet, which items are asked, and what they cover."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.common.text import fold
from app.domain import inspection as domain
from app.domain.policy import Item
from app.gui import fields, theme, wording
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import inspection, record, results
from app.services.session import Session


class Plan(Struct, frozen=True):
    """The cycle, and how many items of each sheet each choice asks."""

    cycle: dict[str, Any]
    coverage: results.Coverage


def read_plan(session: Session) -> Plan | None:
    """This year's plan as it stands; reads the store."""
    cycle = inspection.cycle(session)
    if cycle is None:
        return None
    return Plan(cycle, results.coverage(session, cycle["items"] or list(session.profile.items)))


class YearDialog(FormDialog):
    """The section that runs the inspection chooses; sheets that are handed out keep their items."""

    def __init__(self, context: Context, parent: QWidget | None, title: str = "") -> None:
        title = title or t("inspection_page.plan_year")
        super().__init__(context, parent, title, t("inspection_page.plan_save"), 640)
        self._form = record.form_of(context.session, "cycle")
        self._cycle: dict[str, Any] = {}
        make = self._make
        self.form.add_row(make("starts_on"), make("due_on"))
        self.form.add_row(make("selection"), make("mode"))
        self.covered = label("", "muted", wrap=True)
        self.form.add_widget(self.covered)
        self._heads: dict[str, QListWidgetItem] = {}
        self.items = self._item_list()
        self.form.add_widget(self._search_line())
        self.form.add_widget(self.items)
        self.form.add(make("as_of"), folded=True)
        self.form.add(make("purpose"), folded=True)
        self.form.add(make("submit_to"), folded=True)
        self.form.add(make("basis"), folded=True)
        self.form.add(Field("reason", t("record_views.reason"), LineEditor(), required=True))
        self.form.edited.connect(self._on_edited)
        self.items.itemChanged.connect(self._on_ticked)
        session = context.session
        context.read(lambda: read_plan(session), self._take, owner=self)

    def chosen(self) -> list[str]:
        """The codes of the items that are ticked."""
        ticked = (row for row in self._rows() if row.checkState() == Qt.CheckState.Checked)
        return [str(row.data(Qt.ItemDataRole.UserRole)) for row in ticked]

    def _rows(self) -> list[QListWidgetItem]:
        """The rows of questions, without the headings of the sheets."""
        rows = (self.items.item(place) for place in range(self.items.count()))
        return [row for row in rows if row.data(Qt.ItemDataRole.UserRole)]

    def _make(self, name: str) -> Field:
        return fields.make(self.context.session.profile, self._form, name)

    def _item_list(self) -> QListWidget:
        made = theme.mark_as(QListWidget(), role="popup")
        made.ensurePolished()  # rows laid out before they are styled would overlap
        made.setAccessibleName(t("field.cycle.items"))
        made.setMinimumHeight(theme.px(220))
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        profile = self.context.session.profile
        for sheet in dict.fromkeys(item.sheet for item in profile.items.values()):
            head = QListWidgetItem(self._sheet_name(sheet))
            head.setFont(theme.font(bold=True))
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._heads[sheet] = head
            made.addItem(head)
            for item in profile.items.values():
                if item.sheet == sheet:
                    made.addItem(_row(item))
        return made

    def _search_line(self) -> QWidget:
        """The items that hold these words; what is hidden keeps its tick."""
        self.search = QLineEdit()
        self.search.setPlaceholderText(t("inspection_page.plan_search"))
        self.search.setAccessibleName(t("inspection_page.plan_search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        return self.search

    def _filter(self, said: str) -> None:
        words = [fold(word) for word in said.split()]
        head = None
        for place in range(self.items.count()):
            row = self.items.item(place)
            if row.data(Qt.ItemDataRole.UserRole) is None:
                head = row
                head.setHidden(bool(words))
                continue
            held = fold(f"{head.text() if head else ''} {row.text()}")
            found = all(word in held for word in words)
            row.setHidden(not found)
            if found and head is not None:
                head.setHidden(False)

    def _sheet_name(self, sheet: str) -> str:
        kind = self.context.session.profile.inspections.get(sheet)
        return kind.label.get(i18n.language()) if kind else sheet

    def _how_often(self, sheet: str) -> str:
        """How often the policy itself asks for a sheet, with the clause; empty where it does not say."""
        profile = self.context.session.profile
        kind = profile.inspections.get(sheet)
        if kind is None or kind.basis != "policy" or not kind.clause:
            return ""
        id = "inspection_page.every_year" if kind.cycle == "fiscal_year" else "inspection_page.regularly"
        return t(id, clause=profile.citation(kind.clause[0]))

    def _take(self, plan: Plan | None) -> None:
        if plan is None:
            return
        self._cycle = plan.cycle
        self.form.set_values({name: plan.cycle.get(name) for name in self.form.fields})
        if plan.cycle["changed_at"] == plan.cycle["opened_at"]:
            self.form.fields["reason"].set_value(t("inspection_page.first_plan"))
        self._tick(plan.cycle["items"] or list(self.context.session.profile.items))
        self._show(plan.coverage)

    def _tick(self, codes: list[str]) -> None:
        wanted = set(codes)
        self.items.blockSignals(True)
        for row in self._rows():
            on = str(row.data(Qt.ItemDataRole.UserRole)) in wanted
            row.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.items.blockSignals(False)

    def _on_edited(self, name: str) -> None:
        if name != "selection" or not self._cycle:
            return
        choice = str(self.form.fields["selection"].value())
        if choice != "own":
            profile = self.context.session.profile
            self._tick(domain.selected(profile, choice, int(self._cycle["fiscal_year"])))
        self._recount()

    def _on_ticked(self, _row: QListWidgetItem) -> None:
        """A tick of one's own makes the choice one's own."""
        self.form.fields["selection"].set_value("own")
        self._recount()

    def _recount(self) -> None:
        session, codes = self.context.session, self.chosen()
        self.context.read(lambda: results.coverage(session, codes), self._show, owner=self)

    def _show(self, found: results.Coverage) -> None:
        profile = self.context.session.profile
        codes = self.chosen()
        figures = {"now": found.this_year, "three": found.three_years, "duties": found.duties, "items": len(codes)}
        said = t("inspection_page.coverage", **figures)
        self.covered.setText(said)
        self.items.blockSignals(True)
        for sheet, head in self._heads.items():
            asked = sum(profile.items[code].sheet == sheet for code in codes)
            total = sum(item.sheet == sheet for item in profile.items.values())
            head.setText(f"{self._sheet_name(sheet)}　{asked} / {total}　{self._how_often(sheet)}".rstrip())
        self.items.blockSignals(False)
        # what comes later than the dialog would else be laid over the field below it
        self.covered.setMinimumHeight(self.covered.heightForWidth(self.covered.width()))

    def submit(self) -> None:
        self.form.settle()
        if self.form.faults():
            return
        values = {name: value for name, value in self.form.values().items() if name != "reason" and value is not None}
        reason = str(self.form.values()["reason"] or "")
        self.form.fields["reason"].set_error("" if reason else t("error.reason_missing"))
        if not reason:
            return
        session, codes = self.context.session, self.chosen()
        if values.get("selection") == "own":
            values["items"] = codes
        self.change(lambda: inspection.plan_year(session, values, reason))

    def failed(self, error: Exception) -> None:
        """A plan that is taken as it was proposed is decided, not a fault."""
        if isinstance(error, Refused) and error.code == "nothing_changed":
            self.accept()
        else:
            super().failed(error)


def _row(item: Item) -> QListWidgetItem:
    """A question to be ticked."""
    core = t("inspection_page.core") if item.priority == "core" else ""
    row = QListWidgetItem(" · ".join(part for part in (core, wording.question(item)) if part))
    row.setToolTip(row.text())
    row.setData(Qt.ItemDataRole.UserRole, item.code)
    row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    row.setCheckState(Qt.CheckState.Unchecked)
    return row
