"""Planning a matter, reporting on it, and saying that it is mended."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.forms import Form
from app.gui import fields
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.improvement.case import Case, question_of
from app.gui.widgets.choice_editors import ChoiceEditor
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor
from app.services import improvement, people


class PlanDialog(FormDialog):
    """Cause, measure, person and day; a plan that stands is corrected with the old one kept."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        super().__init__(
            context, parent, t("improvement_page.plan", no=case.row["no"]), t("improvement_page.save"), 620
        )
        self._case = case
        self._people = ChoiceEditor([])
        self.box.insertWidget(2, label(question_of(case), "muted", wrap=True))
        make = self._make
        self.form.add(make("measure"))
        self.form.add_row(make("owner", self._people), make("due_on"))
        self.form.add_row(make("cause_kind"), make("level"))
        self.form.add(make("cause"))
        session = context.session
        context.read(lambda: people.all_people(session), self._take, owner=self)

    def _make(self, name: str, editor: ChoiceEditor | None = None) -> Field:
        return fields.make(self.context.session.profile, self._case.form, name, editor)

    def _take(self, found: list[dict[str, Any]]) -> None:
        self._people.set_options(fields.people_options(found))
        row = self._case.row
        self.form.set_values({name: row.get(name) for name in self.form.fields})
        if not row["owner"]:
            self.form.set_values({"owner": self.context.session.user, "level": "unit"})

    def submit(self) -> None:
        self.form.settle()
        if self.form.faults():
            return
        session, id = self.context.session, str(self._case.row["id"])
        values = {name: value for name, value in self.form.values().items() if value not in (None, "")}
        self.change(lambda: improvement.plan(session, id, values))


class ReportDialog(FormDialog):
    """How far the measure is: 中間, 年度末 or in between."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        title = t("improvement_page.report", no=case.row["no"])
        super().__init__(context, parent, title, t("improvement_page.save"), 520)
        self._case = case
        columns = Form("improvement", case.form.by_name["reports"].columns, "")
        profile = context.session.profile
        self.form.add_row(
            fields.make(profile, columns, "term", prefix="reports."),
            fields.make(profile, columns, "progress", prefix="reports."),
        )
        self.form.add(fields.make(profile, columns, "note", prefix="reports."))
        evidence = fields.make(profile, columns, "evidence", prefix="reports.")
        evidence.set_hint(t("improvement_page.evidence_hint"))
        self.form.add(evidence)

    def submit(self) -> None:
        self.form.settle()
        values = self.form.values()
        missing = [name for name in ("term", "progress") if not values[name]]
        for name in ("term", "progress"):
            self.form.fields[name].set_error(t("error.required") if name in missing else "")
        if not missing:
            session, id = self.context.session, str(self._case.row["id"])
            self.change(lambda: improvement.report(session, id, values))


class FinishDialog(FormDialog):
    """What came of the measure; the manager confirms it afterwards."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        super().__init__(
            context, parent, t("improvement_page.finish", no=case.row["no"]), t("action.improvement.finish"), 520
        )
        self._case = case
        self.form.add(Field("result", t("field.improvement.result"), AreaEditor(lines=3), required=True))

    def submit(self) -> None:
        self.form.settle()
        session, id, result = self.context.session, str(self._case.row["id"]), str(self.form.values()["result"] or "")
        self.change(lambda: improvement.finish(session, id, result))
