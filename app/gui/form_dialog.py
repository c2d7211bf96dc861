"""A small dialog with a form, a banner for refusals and one primary button."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.common.errors import BadInput
from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.manual import listen
from app.gui.scrolling import scrolling
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.services.session import Changes

#: How high a form may grow before it scrolls, and what its dialog needs beside it (at 100 %).
HIGHEST, ABOVE_AND_BELOW = 560, 200


class FormDialog(QDialog):
    """Subclasses fill ``form`` and write ``submit``; ``change`` does a verb and closes once it is done."""

    def __init__(self, context: Context, parent: QWidget | None, title: str, word: str, width: int = 460) -> None:
        super().__init__(parent)
        self.context = context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(theme.px(width))
        self.form, self.banner = FormLayout(), Banner()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(*[theme.space(3)] * 4)
        self.box.setSpacing(theme.space(2))
        self.box.addWidget(label(title, "section", wrap=True))
        self.box.addWidget(self.banner)
        self.box.addWidget(self.form, 1)
        self.accept_button = button(word, "check", "primary", self._press)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(1))
        foot.addStretch(1)
        foot.addWidget(button(t("record_views.close"), "", "", self.reject))
        foot.addWidget(self.accept_button)
        self.box.addLayout(foot)
        listen(self)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._press)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = next(iter(self.form.fields.values()), None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def scroll_form(self) -> None:
        """Let a long form scroll, so that the button below it stays on the screen whatever is unfolded."""
        self.box.removeWidget(self.form)
        area = scrolling(self.form)
        room = self.screen().availableSize().height() - theme.px(ABOVE_AND_BELOW)
        area.setMinimumHeight(min(theme.px(HIGHEST), room, self.form.sizeHint().height() + 8))
        self.box.insertWidget(2, area, 1)

    def spread(self, width: int, height: int) -> None:
        """Begin with this size, in pixels at 100 %, as far as the screen has it."""
        self.resize(QSize(theme.px(width), theme.px(height)).boundedTo(self.screen().availableSize() * 0.95))

    def _press(self) -> None:
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

        self.context.change(verb, self, finished, self.failed)

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
