"""A policy book coming in: what is wrong with it by sheet and cell, or what it holds and under which key to keep it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.errors import Expected
from app.common.i18n import t
from app.common.paths import Paths
from app.domain import editions
from app.domain.policy import Profile, Text
from app.gui.errors import show_error
from app.gui.file_dialog import open_file
from app.gui.policy.tables import FactTable
from app.gui.sheet_dialog import SheetDialog
from app.gui.tasks import Tasks
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import policies, policy_book, policy_edit

WIDTH, HEIGHT = 820, 620


class BookDialog(SheetDialog):
    """Reads a book on the worker and shows what came of it; `taken` gets the policy once it is kept."""

    def __init__(
        self,
        paths: Paths,
        tasks: Tasks,
        taken: Callable[[Profile], object],
        parent: QWidget | None,
        adopted: Profile | None = None,
    ) -> None:
        super().__init__(parent, t("policy_page.import_title"))
        self._paths, self._tasks, self._taken, self._adopted = paths, tasks, taken, adopted
        self._profile: Profile | None = None
        self._path: Path | None = None
        self.banner = Banner()
        heads = [(t(f"policy_page.fault_{part}"), width) for part, width in (("sheet", 140), ("cell", 70), ("say", 0))]
        self.faults = FactTable(heads, t("policy_page.faults"))
        self.notes = FactTable([(t("policy_page.notes"), 0)], t("policy_page.notes"))
        self._card = Card(t("policy_page.found"), "book-open")
        self._name, self._facts = label("", "strong", wrap=True), label("", "muted", wrap=True)
        self._difference = label("", "body", wrap=True)
        for line in (self._name, self._facts, self._difference):
            self._card.add(line)
        self.form, self._name_editor = FormLayout(), LineEditor()
        self.form.add_row(
            Field("id", t("policy_page.id"), LineEditor(), required=True, hint=t("policy_page.id_hint")),
            Field("name", t("policy_page.name"), self._name_editor, required=True),
        )
        self._build()
        self._set_busy(False)
        self.spread(WIDTH, HEIGHT)

    def _build(self) -> None:
        self.accept_button = button(t("policy_page.keep"), "check", "primary", self.submit)
        self.again_button = button(t("policy_page.choose_book"), "folder-open", "", self.choose)
        self._card.add(self.form)
        self.reread_button = button(t("policy_page.again"), "refresh-cw", "", self.reread)
        self.box.addWidget(label(t("policy_page.import_title"), "section", wrap=True))
        self.box.addWidget(label(t("policy_page.import_text"), "muted", wrap=True))
        self.box.addWidget(self.banner)
        self.box.addWidget(self.faults, 1)
        self.box.addWidget(self._card)
        self.box.addWidget(self.notes, 1)
        self.box.addStretch(0)
        close = button(t("record_views.close"), "", "", self.reject)
        for made in (self.again_button, self.reread_button, close, self.accept_button):
            self.foot.addWidget(made)
        self._show(None)

    def choose(self) -> None:
        """Ask for a book and read it."""
        path = open_file(self, t("policy_page.choose_book"), t("policy_page.filter"))
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Read a book; whatever it holds, nothing is kept yet."""
        self._path = path
        self.banner.say("info", t("policy_page.reading", file=path.name), closable=False)
        self._set_busy(True)
        self._show(None)
        self._tasks.run_long(
            lambda _progress: policy_book.preview(path),
            self._on_read,
            self._on_failed,
            owner=self,
            title=t("policy_page.import_title"),
            stopped=self._on_stopped,
        )

    def reread(self) -> None:
        """Read the book again that was mended meanwhile."""
        if self._path is not None:
            self.read(self._path)

    def _set_busy(self, busy: bool) -> None:
        self.again_button.setEnabled(not busy)
        self.reread_button.setVisible(self._path is not None)
        self.reread_button.setEnabled(not busy)

    def _on_read(self, found: policy_book.Preview) -> None:
        self._set_busy(False)
        if found.faults:
            self.banner.say("warn", t("policy_page.has_faults", file=found.file, n=len(found.faults)))
        else:
            self.banner.say("done", t("policy_page.is_whole", file=found.file))
        self._show(found)
        next_one = self.reread_button if found.faults else self.accept_button
        next_one.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: policy_book.Preview | None) -> None:
        profile = self._profile = found.profile if found else None
        self.faults.fill([(fault.sheet, fault.cell, str(fault)) for fault in found.faults] if found else [])
        self.notes.fill([(note,) for note in found.notes] if found else [])
        self._card.setVisible(profile is not None)
        self.accept_button.setEnabled(profile is not None)
        self.faults.setVisible(self.faults.rowCount() > 0)
        self.notes.setVisible(self.notes.rowCount() > 0)
        if profile is not None:
            self._describe(profile)

    def _describe(self, profile: Profile) -> None:
        language = i18n.language()
        self._name.setText(f"{profile.municipality.get(language)}　{profile.name.get(language)}")
        values = {"roles": len(profile.roles), "classes": len(profile.classes), "clauses": len(profile.clauses)}
        self._facts.setText(t("policy_page.facts", **values, items=len(profile.items)))
        self._difference.setText(self._compared(profile))
        self._difference.setVisible(self._adopted is not None)
        built_in, named = policies.is_built_in(profile.id), profile.name.get(language)
        self.form.set_values(
            {
                "id": policies.free_id(profile.id, self._paths) if built_in else profile.id,
                "name": t("policy_page.copy_of", name=named) if built_in else named,
            }
        )
        self._name_editor.line.setCursorPosition(0)

    def _compared(self, profile: Profile) -> str:
        if self._adopted is None:
            return ""
        found = editions.compare(self._adopted, profile)
        verdicts = (editions.SAME, editions.WORDING, editions.MEANING, editions.NEW, editions.WITHDRAWN)
        return t("policy_page.difference", **{verdict: len(found.of(verdict)) for verdict in verdicts})

    def submit(self) -> None:
        """Keep the policy among the user's own; what is wrong with its key is said beside the field."""
        self._keep(replace=False)

    def _keep(self, *, replace: bool) -> None:
        profile = self._profile
        if profile is None:
            return
        self.form.settle()
        id, name = (str(self.form.fields[key].value() or "") for key in ("id", "name"))
        for field in self.form.fields.values():
            field.set_error("" if field.value() else t("error.required"))
        if not id or not name:
            return
        try:
            if (id, name) != (profile.id, profile.name.ja):
                english = profile.name.en if name == profile.name.ja else ""
                profile = policy_edit.edited(profile, id, Text(name, english), {})
            policies.take(profile, self._paths, replace=replace)
        except Expected as error:
            if error.code == "policy_registered":
                said = t("policy_page.replace_question", said=str(error))
                self.banner.say("warn", said, "", t("policy_page.replace"), lambda: self._keep(replace=True))
            else:
                self.form.fields["id"].set_error(str(error))
            return
        self.accept()
        self._taken(profile)

    def _on_stopped(self) -> None:
        self._set_busy(False)
        self.banner.hide()

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, Expected):
            self.banner.say("refuse", str(error))
        else:
            self.banner.hide()
            show_error(error, self)
