"""Push buttons with an icon at a proper distance from its word."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QToolButton, QWidget

from app.gui import theme
from app.gui.icons import SIZE, icon, icon_size


class PushButton(QPushButton):
    """Enter presses it like Space, outside of a dialog too; an Enter held down presses once."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _CONTROL:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


_CONTROL = Qt.KeyboardModifier.ControlModifier


def button(text: str, picture: str = "", role: str = "", on_click: Callable[[], None] | None = None) -> QPushButton:
    """A push button; `role` is "" (ordinary), "primary" (one to a view) or "link"."""
    made = PushButton(text)
    dress(made, picture, role)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def dress(made: QPushButton, picture: str, role: str = "") -> None:
    """Give a push button its looks."""
    made.setProperty("role", role)
    made.setProperty("picture", picture)
    made.setAutoDefault(False)  # Enter in a field never presses a button by surprise
    if picture:
        made.setIcon(icon(picture, {"primary": "on_accent", "link": "accent"}.get(role, "text")))
        made.setIconSize(QSize(theme.px(SIZE + 4), theme.px(SIZE)))  # icons stand at the left of their box


def yield_to(made: QPushButton, stack: QStackedWidget, *others: QWidget) -> None:
    """Let a primary button be an ordinary one while one of ``others`` is shown, which has a primary step of its own."""
    picture = str(made.property("picture"))

    def offer(_place: int) -> None:
        role = "" if stack.currentWidget() in others else "primary"
        dress(made, picture, role)
        theme.mark_as(made, role=role)

    stack.currentChanged.connect(offer)


def tool(words: str, picture: str, on_click: Callable[[], None] | None = None) -> QToolButton:
    """A small button of an icon alone, its words on hover and for the screen reader."""
    made = QToolButton()
    made.setIcon(icon(picture, "muted"))
    made.setIconSize(icon_size())
    made.setToolTip(words)
    made.setAccessibleName(words)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made
