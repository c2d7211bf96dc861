"""Who sits here: a list from which a person is chosen with two keys (F2, then the number)."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label
from app.gui.widgets.row import Row
from app.services import people
from app.services.session import sign_in

_NUMBERED = 9


class PeopleList(QWidget):
    """The people of the department; keys 1 to 9 choose the first nine."""

    def __init__(self, context: Context, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._chosen = context, chosen
        self.rows: list[Row] = []
        self._shortcuts: list[QShortcut] = []
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(theme.px(2))
        session = context.session
        context.read(lambda: people.all_people(session), self._show, owner=self)

    def _show(self, found: list[dict[str, Any]]) -> None:
        for number, person in enumerate(found, 1):
            row = self._row(number, person)
            self.rows.append(row)
            self._stack.addWidget(row)
            if number <= _NUMBERED:
                shortcut = QShortcut(str(number), self)
                shortcut.activated.connect(row.click)
                self._shortcuts.append(shortcut)
        self._stack.addStretch(1)
        if self.rows:
            self.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, number: int, person: dict[str, Any]) -> Row:
        row = Row()
        row.add(label(str(number) if number <= _NUMBERED else "", "hint"))
        row.add(IconLabel("user", "accent"))
        row.add(label(str(person["name"]), "strong"))
        row.add(label(str(person["post"] or ""), "muted"), 1)
        profile = self._context.session.profile
        for role in person["roles"]:
            row.add(Badge(State("accent", "", wording.role_name(profile, role))))
        row.setAccessibleName(f"{number} {person['name']} {person['post'] or ''}")
        row.clicked.connect(lambda _checked=False, id=person["id"]: self._chosen(id))
        return row


class SignInDialog(QDialog):
    """Chooses who sits at the keyboard."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("shell.sign_in"))
        self.setModal(True)
        self.setMinimumSize(theme.px(460), theme.px(360))
        self._context = context
        self.people = PeopleList(context, self._on_chosen)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.people)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(t("shell.who_sits_here"), "section"))
        layout.addWidget(label(t("shell.who_hint"), "muted", wrap=True))
        layout.addWidget(scroll, 1)

    def _on_chosen(self, person: str) -> None:
        sit_down(self._context, person, self, self.accept)


def sit_down(context: Context, person: str, owner: QWidget, done: Callable[[], None]) -> None:
    """Let a person sit at the keyboard, on the worker, then tell the pages."""
    session = context.session

    def finished(_none: None) -> None:
        context.signals.user_changed.emit()
        done()

    context.read(lambda: sign_in(session, person), finished, owner=owner)
