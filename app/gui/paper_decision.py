"""紙決裁: a decision made on paper, recorded as that, with its scan."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.common.i18n import listed, t
from app.common.wareki import fiscal_label
from app.domain import entry, reporting
from app.domain.document_number import expected_year
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.file_dialog import open_file
from app.gui.form_dialog import FormDialog
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor, IdEditor, LineEditor
from app.services import record
from app.services.session import Changes


class PaperDecisionDialog(FormDialog):
    """Who decided what on which day, under which number, and the scan of the paper."""

    def __init__(self, context: Context, parent: QWidget | None, form: str, row: Row, action: str) -> None:
        super().__init__(context, parent, t("record_views.paper_title", no=row["no"]), t("record_views.record"))
        self._form, self._row, self._action = form, row, action
        self.scan: Path | None = None
        step = record.form_of(context.session, form).steps[action]
        options = [Option(code, t(f"decision.{code}")) for code in step.outcomes]
        self._unless = step.remark_unless or ()
        self.box.insertWidget(2, label(t("record_views.paper_text"), "muted", wrap=True))
        others = reporting.titles(context.session.profile, entry.also(context.session.profile, form))
        if others:
            self.box.insertWidget(3, label(t("record_views.paper_of_all", roles=listed(others)), wrap=True))
        self.form.add(Field("decision", t("record_views.decision"), ChoiceEditor(options), required=True))
        self.form.add_row(
            Field("decider", t("record_views.decider"), LineEditor(), required=True),
            Field("post", t("field.person.post"), LineEditor()),
        )
        self.form.add_row(
            Field("decided_on", t("record_views.decided_on"), DateEditor(), required=True),
            Field("document_no", t("record_views.document_no"), IdEditor()),
        )
        self.form.edited.connect(self._weigh_number)
        self.form.add(Field("remark", t("record_views.remark"), AreaEditor(lines=2)))
        self._file = label(t("record_views.no_scan"), "muted", wrap=True)
        self.form.add_widget(self._file)
        self.form.add_widget(button(t("record_views.choose_scan"), "paperclip", "", self._choose))

    def set_scan(self, path: Path) -> None:
        """The scan to be kept with the record."""
        self.scan = path
        self._file.setText(path.name)

    def _weigh_number(self, _name: str) -> None:
        """A number of another 年度 than the decision's is told, not refused: the city's own system gives it out."""
        values = self.form.values()
        number, day = str(values["document_no"] or ""), str(values["decided_on"] or "")
        year = expected_year(number, date.fromisoformat(day)) if number and day else 0
        said = t("record_views.document_year", year=fiscal_label(year)) if year else ""
        self.form.fields["document_no"].set_hint(said)

    def _choose(self) -> None:
        path = open_file(
            self, t("record_views.choose_scan"), t("widget.files.scans", endings="*.pdf *.png *.jpg *.jpeg")
        )
        if path is not None:
            self.set_scan(path)

    def submit(self) -> None:
        self.form.settle()
        values = self.form.values()
        for name in ("decision", "decider", "decided_on"):
            self.form.fields[name].set_error("" if values[name] else t("error.required"))
        needs_remark = bool(values["decision"]) and values["decision"] not in self._unless and not values["remark"]
        self.form.fields["remark"].set_error(t("error.remark_missing") if needs_remark else "")
        scan = self.scan
        if scan is None:
            self.banner.say("warn", t("error.paper_without_scan"))
        if scan is None or needs_remark or not all(values[name] for name in ("decision", "decider", "decided_on")):
            return
        session, form, id, action = self.context.session, self._form, str(self._row["id"]), self._action

        def verb() -> Changes:
            return record.decide_on_paper(
                session,
                form,
                id,
                action,
                decision=str(values["decision"]),
                decider=str(values["decider"]),
                post=str(values["post"] or ""),
                decided_on=str(values["decided_on"]),
                document_no=str(values["document_no"] or ""),
                scan=scan,
                remark=str(values["remark"] or ""),
            )

        self.change(verb)
