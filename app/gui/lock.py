"""The locked window: nothing of the department shows until somebody sits down; nothing that was begun is lost."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.scrolling import scrolling
from app.gui.sign_in import PeopleList, SignInDialog
from app.gui.widgets.card import Card
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label

WIDTH, MOST = 520, 380
#: What the card takes of the window beside the list, with some air (at 100 %).
AROUND = 264


class LockScreen(QWidget):
    """Covers the window; `chosen` tells who goes on."""

    chosen = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.people: PeopleList | None = None
        self._area: QScrollArea | None = None
        self._hidden: list[QDialog] = []

    def _build(self) -> None:
        card = Card()
        card.setFixedWidth(theme.px(WIDTH))
        head = QHBoxLayout()
        head.setSpacing(theme.space(1.5))
        head.addWidget(IconLabel("lock", "accent", ground="accent_soft"))
        self._title = label("", "title", wrap=True)
        head.addWidget(self._title, 1)
        card.body.addLayout(head)
        self._hint = label("", "muted", wrap=True)
        card.add(self._hint)
        self._place = QVBoxLayout()
        card.body.addLayout(self._place, 1)
        column = QVBoxLayout()
        column.addStretch(2)
        column.addWidget(card)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.space(4)] * 4)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)

    def cover(self, begin: bool = False) -> None:
        """Show who may go on, and put every open dialog out of sight; `begin` words it for the start of the day."""
        if self.layout() is None:
            self._build()
        self._title.setText(t("shell.begin" if begin else "shell.locked"))
        self._hint.setText(t("shell.begin_hint" if begin else "shell.locked_hint"))
        self._hidden = _hide_dialogs()
        while (item := self._place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.people = PeopleList(self._context, self.chosen.emit)
        self.people.loaded.connect(self._fit, Qt.ConnectionType.QueuedConnection)
        self._area = scrolling(theme.mark_as(self.people, role="scrolled"))
        self._area.viewport().installEventFilter(self)
        self._place.addWidget(self._area)
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:  # names wrap by the width that the list gets in the end
            QTimer.singleShot(0, self, self._fit)
        return False

    def _fit(self) -> None:
        """As tall as the list, as long as there is room."""
        if self.people is not None and self._area is not None:
            tall = self.people.tall(self._area.viewport().width())
            room = max(self.height() - theme.px(AROUND), theme.px(MOST))
            self._area.setMinimumHeight(min(tall, room))

    def uncover(self) -> None:
        """Bring back the dialogs that were open."""
        self.hide()
        for dialog in self._hidden:
            if shiboken6.isValid(dialog):
                dialog.show()
        self._hidden = []


def _hide_dialogs() -> list[QDialog]:
    """Take dialogs away without closing them; those that only choose are closed for good."""
    hidden = []
    for widget in QApplication.topLevelWidgets():
        if not isinstance(widget, QDialog) or not widget.isVisible():
            continue
        if isinstance(widget, QFileDialog | SignInDialog):
            widget.reject()
        else:
            widget.hide()
            hidden.append(widget)
    return hidden
