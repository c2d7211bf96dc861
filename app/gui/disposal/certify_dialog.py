"""Certificates of destruction against the case's list: numbers, issuers, days, and serials as they are pasted."""

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.disposal import reconcile
from app.domain.forms import Form
from app.gui import fields, wording
from app.gui.context import Context
from app.gui.disposal.case import Case
from app.gui.file_dialog import open_file
from app.gui.form_dialog import FormDialog
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label
from app.services import disposal


class CertifyDialog(FormDialog):
    """One certificate at a time; those recorded before stay. What fits and what does not is said while typing."""

    def __init__(self, context: Context, parent: QWidget | None, case: Case) -> None:
        super().__init__(context, parent, t("action.disposal.certify"), t("disposal_page.record"), width=560)
        self._case = case
        self._columns = Form("disposal", case.form.by_name["certificates"].columns, "")
        profile = context.session.profile
        made = {
            name: fields.make(profile, self._columns, name, prefix="certificates.") for name in self._columns.by_name
        }
        self.form.add_row(made["number"], made["issued_on"])
        self.form.add(made["issuer"])
        self.form.add(made["serials"])
        made["serials"].set_hint(t("disposal_page.serials_hint"))
        self.form.add_widget(button(t("disposal_page.serials_file"), "upload", "link", self._choose))
        self.said = label("", wrap=True)
        self.form.add_widget(self.said)
        self.form.fields["issuer"].set_value(case.row["vendor"])
        self.form.edited.connect(lambda _name: self._compare())
        self._compare()

    def _choose(self) -> None:
        path = open_file(self, t("disposal_page.serials_file"), "*.csv *.txt")
        if path is None:
            return
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp932", "replace")
        self.form.fields["serials"].set_value(text)
        self._compare()

    def _lines(self) -> list[dict[str, str]]:
        given = {name: str(value) for name, value in self.form.values().items() if value}
        return [*(self._case.row["certificates"] or []), given]

    def _compare(self) -> None:
        found = reconcile([medium for medium, _ in self._case.gates], self._lines())
        parts = [t("disposal_page.matched", n=len(found.matched), whole=len(self._case.gates))]
        if found.missing:
            parts.append(t("disposal_page.missing", no=wording.listed(found.missing)))
        if found.extra:
            parts.append(t("disposal_page.extra", no=wording.listed(found.extra)))
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
            session, id, lines = self.context.session, str(self._case.row["id"]), self._lines()
            self.change(lambda: disposal.certify(session, id, lines))
