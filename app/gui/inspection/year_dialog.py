"""Planning the year's inspection: dates, who fills a sheet, which items are asked, and what they cover."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain import inspection as domain
from app.gui import fields, theme
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

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent, t("inspection_page.plan_year"), t("inspection_page.plan_save"), 640)
        self._form = record.form_of(context.session, "cycle")
        self._cycle: dict[str, Any] = {}
        make = self._make
        self.form.add_row(make("starts_on"), make("due_on"))
        self.form.add_row(make("selection"), make("mode"))
        self.covered = label("", "muted", wrap=True)
        self.form.add_widget(self.covered)
        self.items = self._item_list()
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
        rows = (self.items.item(place) for place in range(self.items.count()))
        return [str(row.data(Qt.ItemDataRole.UserRole)) for row in rows if row.checkState() == Qt.CheckState.Checked]

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
        for item in profile.items.values():
            kind = profile.inspections.get(item.sheet)
            sheet = kind.label.get(i18n.language()) if kind else item.sheet
            core = t("inspection_page.core") if item.priority == "core" else ""
            parts = sheet, core, item.question.get(i18n.language())
            row = QListWidgetItem(" · ".join(part for part in parts if part))
            row.setToolTip(row.text())
            row.setData(Qt.ItemDataRole.UserRole, item.code)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Unchecked)
            made.addItem(row)
        return made

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
        for place in range(self.items.count()):
            row = self.items.item(place)
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
        counts = []
        for key, kind in profile.inspections.items():
            total = sum(item.sheet == key for item in profile.items.values())
            asked = sum(profile.items[code].sheet == key for code in codes)
            if total:
                counts.append(f"{kind.label.get(i18n.language())}: {asked} / {total}")
        figures = {"now": found.this_year, "three": found.three_years, "duties": found.duties, "items": len(codes)}
        said = t("inspection_page.coverage", **figures)
        self.covered.setText(f"{said}\n{' · '.join(counts)}")
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
