"""A small dialog with a form, a banner for refusals and one primary button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from app.common.errors import BadInput
from app.common.i18n import t
from app.gui import wording
from app.gui.context import Context
from app.gui.sheet_dialog import SheetDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.services.session import Changes


class FormDialog(SheetDialog):
    """Subclasses fill ``form`` and write ``submit``; ``change`` does a verb and closes once it is done."""

    def __init__(self, context: Context, parent: QWidget | None, title: str, word: str, width: int = 460) -> None:
        super().__init__(parent, title, width)
        self.context = context
        self.form, self.banner = FormLayout(), Banner()
        self.box.addWidget(label(title, "section", wrap=True))
        self.box.addWidget(self.banner)
        self.box.addWidget(self.form, 1)
        self.accept_button = button(word, "check", "primary", self._press)
        self.accept_button.setToolTip("Ctrl+Enter")
        self.foot.addWidget(button(t("record_views.close"), "", "", self.reject))
        self.foot.addWidget(self.accept_button)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._press)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = next(iter(self.form.fields.values()), None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press(self) -> None:
        """Nothing is done twice by whoever presses the keys again while it is being done."""
        if self.accept_button.isEnabled():
            self.submit()
            self.form.reveal_fault()

    def submit(self) -> None:
        """What the primary button does."""
        raise AssertionError("every dialog submits")

    def change(self, verb: Callable[[], Changes], done: Callable[[Changes], None] | None = None) -> None:
        """Do a verb on the worker; close when it is done, else say beside the field what is wrong."""
        self.accept_button.setEnabled(False)

        def finished(changes: Changes) -> None:
            self.accept()
            if done is not None:
                done(changes)

        self.context.change(verb, self, finished, self._refused)

    def _refused(self, error: Exception) -> None:
        """The button gave the focus away while it could not be pressed: it goes to what is to be mended, or back."""
        self.failed(error)
        if any(field.is_faulty() for field in self.form.fields.values()):
            self.form.reveal_fault()
        else:
            self.accept_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def failed(self, error: Exception) -> None:
        """Say what was refused, beside its field where it has one."""
        self.accept_button.setEnabled(True)
        profile = self.context.session.profile
        if isinstance(error, BadInput):
            strangers = self.form.show_faults(wording.faults(profile, error))
            if strangers:
                self.banner.say("warn", "\n".join(map(str, strangers)))
        else:
            wording.tell(profile, error, self, self.banner)
