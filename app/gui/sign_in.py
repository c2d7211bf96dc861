"""Who sits here: a list from which a person is chosen with two keys (F2, then the number or letter)."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.manual import listen
from app.gui.scrolling import Sheet
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.gui.widgets.row import Row
from app.services import people
from app.services.session import sign_in

#: One key for each person, in the order of the list.
_KEYS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class PeopleList(QWidget):
    """The people of the department; a key of its own chooses each of the first 35. `loaded` comes once they show."""

    loaded = Signal()

    def __init__(self, context: Context, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._chosen = context, chosen
        self.rows: list[Row] = []
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(theme.px(2))
        session = context.session
        context.read(lambda: (people.all_people(session), session.user), self._show, owner=self)

    def _show(self, found: tuple[list[dict[str, Any]], str]) -> None:
        persons, sitting = found
        current = 0
        for number, person in enumerate(row for row in persons if row["may_sit"]):
            if person["id"] == sitting:
                current = number
            self.rows.append(self._row(_KEYS[number : number + 1], person))
            self._stack.addWidget(self.rows[-1])
        self._stack.addStretch(1)
        if self.rows:
            sitting_row = self.rows[current]  # once it shows: what is still hidden takes no focus
            QTimer.singleShot(0, sitting_row, lambda: sitting_row.setFocus(Qt.FocusReason.OtherFocusReason))
        self.loaded.emit()

    def tall(self, width: int) -> int:
        """The height that everybody needs at this width."""
        wrapped = self._stack.totalHeightForWidth(width) if self._stack.hasHeightForWidth() else 0
        return wrapped or self.sizeHint().height()

    def _row(self, key: str, person: dict[str, Any]) -> Row:
        row = Row()
        cap = label(key, "keycap" if key else "hint")
        cap.setMinimumWidth(theme.px(24))
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.add(cap)
        row.box.setAlignment(cap, Qt.AlignmentFlag.AlignVCenter)
        profile = self._context.session.profile
        roles = (Badge(State("accent", "", wording.role_name(profile, role))) for role in person["roles"])
        words = label(str(person["name"]), "strong"), label(str(person["post"] or ""), "muted")
        said = flow_row(*words, *roles, gap=theme.space(1.5))
        row.add(said, 1)
        row.box.setAlignment(said, Qt.AlignmentFlag.AlignVCenter)
        row.setAccessibleName(" ".join(part for part in (key, person["name"], person["post"]) if part))
        row.clicked.connect(lambda _checked=False, id=person["id"]: self._chosen(id))
        if key:
            QShortcut(key, self).activated.connect(row.click)
        return row


class SignInDialog(QDialog):
    """Chooses who sits at the keyboard."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("shell.sign_in"))
        listen(self)
        self.setModal(True)
        self.setMinimumSize(theme.px(480), theme.px(360))
        self._context = context
        self.people = PeopleList(context, self._on_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(1.5))
        layout.addWidget(label(t("shell.who_sits_here"), "section"))
        layout.addWidget(label(t("shell.who_hint"), "muted", wrap=True))
        self.sheet = Sheet()  # grows with the list as long as the screen has room for it
        self.sheet.box.setContentsMargins(0, 0, 0, 0)
        self.sheet.box.addWidget(self.people)
        layout.addWidget(self.sheet, 1)

    def _on_chosen(self, person: str) -> None:
        sit_down(self._context, person, self, self.accept)


def sit_down(context: Context, person: str, owner: QWidget, done: Callable[[], None]) -> None:
    """Let a person sit at the keyboard, on the worker, then tell the pages."""
    session = context.session

    def finished(_none: None) -> None:
        done()
        context.signals.user_changed.emit()

    context.read(lambda: sign_in(session, person), finished, owner=owner)
