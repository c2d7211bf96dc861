"""The bureau's compilation: the result in words, the measures, and what must be dealt with higher up."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.gui import fields
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.services import bureau, record

_NAMES = ("summary", "measures", "upward", "report_to")


class CompileDialog(FormDialog):
    """A new compilation, or with ``row`` the draft corrected."""

    def __init__(self, context: Context, parent: QWidget | None, row: Row | None = None) -> None:
        title = t("inspection_page.compile" if row is None else "bureau.correct")
        super().__init__(context, parent, title, t("inspection_page.compile_save"), 600)
        self._row = row
        form = record.form_of(context.session, "compilation")
        for name in _NAMES:
            self.form.add(fields.make(context.session.profile, form, name), folded=name == "report_to")
        if row is not None:
            self.form.set_values({name: row[name] for name in _NAMES})

    def submit(self) -> None:
        self.form.settle()
        session, row = self.context.session, self._row
        values = {name: value for name, value in self.form.values().items() if value}
        if row is None:
            self.change(lambda: bureau.compile_sheets(session, values))
        else:
            self.change(lambda: bureau.compile_again(session, str(row["id"]), values))
