"""Certificates of destruction against the case's list: numbers, issuers, days, and serials as they are pasted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.common.i18n import listed, t
from app.domain.disposal import reconcile
from app.domain.forms import Form
from app.gui import fields
from app.gui.context import Context
from app.gui.disposal.case import Case, by_column
from app.gui.file_dialog import open_file
from app.gui.form_dialog import FormDialog
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.services import certificates, disposal

_NEW = "+"


class CertifyDialog(FormDialog):
    """One certificate at a time; those recorded before stay, or are put right. What fits is said while typing."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        super().__init__(context, parent, t("action.disposal.certify"), t("disposal_page.record"), width=560)
        self._case = case
        self._columns = Form("disposal", case.form.by_name["certificates"].columns, "")
        profile = context.session.profile
        made = {
            name: fields.make(profile, self._columns, name, prefix="certificates.") for name in self._columns.by_name
        }
        self.which = Field("which", t("disposal_page.which_certificate"), ChoiceEditor(self._recorded()))
        self.form.add(self.which)
        self.which.set_value(_NEW)
        self.which.setVisible(bool(case.row["certificates"]))
        self.form.add_row(made["number"], made["issued_on"])
        self.form.add(made["issuer"])
        self.form.add(made["serials"])
        made["serials"].set_hint(t("disposal_page.serials_hint"))
        self.form.add_widget(button(t("disposal_page.serials_file"), "upload", "link", self._choose))
        self.said = label("", wrap=True)
        self.form.add_widget(self.said)
        vendors = [str(step["vendor"]) for step in case.row["steps"] or [] if step.get("vendor")]
        self.form.fields["issuer"].set_value(vendors[-1] if vendors else case.row["vendor"])
        self.form.edited.connect(self._on_edited)
        self._recall()
        self.form.committed.connect(self._keep)
        self._compare()
        made["number"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def draft_key(self) -> str:
        """Where unfinished input lies, each person's own."""
        return f"disposal.{self._case.row['id']}.certify.{self.context.session.user}"

    def _recall(self) -> None:
        """What was begun before the dialog was closed; of a certificate that is gone meanwhile, as a new one."""
        draft = self.context.drafts.load(self.draft_key) or {}
        if draft.get("which") not in {option.code for option in self._recorded()}:
            draft["which"] = _NEW
        self.form.set_values(draft)

    def _keep(self, *_: object) -> None:
        given = {name: value for name, value in self.form.values().items() if value not in (None, "", [])}
        self.context.drafts.save(self.draft_key, given)

    def _recorded(self) -> list[Option]:
        """A new certificate, or one of those recorded, by its number."""
        before = [str(line["number"]) for line in self._case.row["certificates"] or []]
        said = [Option(number, t("disposal_page.mend_certificate", number=number)) for number in before]
        return [Option(_NEW, t("disposal_page.new_certificate")), *said]

    def _chosen(self) -> int:
        """The place of the certificate that is put right; as many as there are for a new one."""
        before = self._case.row["certificates"] or []
        numbers = [str(line["number"]) for line in before]
        return numbers.index(str(self.which.value())) if self.which.value() in numbers else len(before)

    def _on_edited(self, name: str) -> None:
        before, shown = self._case.row["certificates"] or [], self.form.fields
        if name == "which" and self._chosen() < len(before):
            for column in self._columns.by_name:
                shown[column].set_value(before[self._chosen()].get(column))
        said = str(shown["serials"].value() or "")
        if name == "serials" and "\n" in said and (tidied := certificates.tidy(said)) != said:
            shown["serials"].set_value(tidied)  # a table pasted with its head
        self._compare()

    def _choose(self) -> None:
        path = open_file(
            self, t("disposal_page.serials_file"), t("widget.files.lists", endings="*.csv *.tsv *.txt *.xlsx")
        )
        if path is not None:
            self.context.read(lambda: certificates.read(path), self._take, owner=self, failed=self.failed)

    def _take(self, serials: str) -> None:
        self.form.fields["serials"].set_value(serials)
        self._keep()
        self._compare()

    def _lines(self) -> list[dict[str, str]]:
        values = self.form.values()
        given = {name: str(values[name]) for name in self._columns.by_name if values.get(name)}
        lines, place = list(self._case.row["certificates"] or []), self._chosen()
        return [*lines[:place], given, *lines[place + 1 :]]

    def _compare(self) -> None:
        found = reconcile([medium for medium, _ in self._case.gates], self._lines())
        parts = [t("disposal_page.matched", n=len(found.matched), whole=len(self._case.gates))]
        if found.missing:
            parts.append(t("disposal_page.missing", no=listed(found.missing)))
        if found.extra:
            parts.append(t("disposal_page.extra", no=listed(found.extra)))
        self.said.setText("\n".join(parts))

    def submit(self) -> None:
        self.form.settle()
        if self.form.faults():
            return
        values = self.form.values()
        missing = [name for name, item in self._columns.by_name.items() if item.required and not values[name]]
        for name in self._columns.by_name:
            self.form.fields[name].set_error(t("error.required") if name in missing else "")
        if not missing:
            session, row, lines = self.context.session, self._case.row, self._lines()
            self.change(
                lambda: disposal.certify(session, str(row["id"]), lines, row),
                lambda _: self.context.drafts.clear(self.draft_key),
            )

    def failed(self, error: Exception) -> None:
        super().failed(by_column(error, "certificates"))
