"""The lines of 人事異動: one for each person who may leave, and those who come with the role of each."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from app.common.i18n import language, listed, t
from app.gui import theme
from app.gui.widgets.choice_editors import BoolEditor, ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label, rule
from app.gui.widgets.text_editors import AreaEditor
from app.services.transfer import Coming, Holding

#: How the choice of a successor calls somebody who is only being written down: this, and the name.
NEW = "new/"
_TICK_INDENT = 28
#: How many numbers are named of what a person holds.
_NAMED = 4
_PARTS = ("name", "kana", "post")


class Leaver(QWidget):
    """One person: a tick, what is held, and, once ticked, who takes over."""

    changed = Signal()

    def __init__(self, person: dict[str, Any], held: Holding, roles: str) -> None:
        super().__init__()
        self.id, self.name, self.held = str(person["id"]), str(person["name"]), held_words(held)
        self.tick = QCheckBox(t("settings_page.leaves", name=self.name).replace("&", "&&"))
        self.tick.setAccessibleDescription(self.held)
        self.successor = ChoiceEditor([])
        self.roles = BoolEditor(t("settings_page.with_roles", roles=roles))
        self.roles_held = roles
        heir = Field("successor", t("settings_page.successor", name=self.name), self.successor)
        inside = self._inside = QWidget()
        under = QVBoxLayout(inside)
        under.setContentsMargins(theme.px(_TICK_INDENT), 0, 0, theme.space(1))
        under.setSpacing(theme.space(1))
        under.addWidget(heir)
        under.addWidget(self.roles)
        self.roles.setVisible(bool(roles))  # inside already: else it would flash as a window
        what = label(self.held, "hint", wrap=True)
        indented = QVBoxLayout()  # a label's own margins give way to the style sheet
        indented.setContentsMargins(theme.px(_TICK_INDENT), 0, 0, 0)
        indented.addWidget(what)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(rule())
        column.addWidget(self.tick)
        column.addLayout(indented)
        column.addWidget(inside)
        inside.hide()
        self.tick.toggled.connect(self._on_tick)

    def offer(self, heirs: Sequence[Option]) -> None:
        """Who may take over: everybody else who stays, and who comes."""
        self.successor.set_options([Option("", ""), *(option for option in heirs if option.code != self.id)])

    def heir(self) -> str:
        """Who takes over; empty for nobody."""
        return str(self.successor.value() or "")

    def passes_roles(self) -> bool:
        """Whether the roles go to the successor, too."""
        return bool(self.roles_held) and bool(self.heir()) and bool(self.roles.value())

    def _on_tick(self, leaves: bool) -> None:
        self._inside.setVisible(leaves)
        self.changed.emit()


class Newcomers(QWidget):
    """Who comes: typed or pasted, one a line, and below it the role of each."""

    changed = Signal()

    def __init__(self, roles: Sequence[Option], session_id: Callable[[], str]) -> None:
        super().__init__()
        self._options, self._new_id = roles, session_id
        self._ids: dict[str, str] = {}
        self._roles: dict[str, ChoiceEditor] = {}
        hint = t("settings_page.coming_hint")
        self.text = Field("coming", t("settings_page.coming"), AreaEditor(lines=3), hint=hint)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addWidget(self.text)
        column.addLayout(self._grid)
        self.text.edited.connect(lambda _name: self.read())

    def written(self) -> list[dict[str, str]]:
        """One person a line: name, kana, post, parted by commas or tabs; a name twice is one person."""
        found: dict[str, dict[str, str]] = {}
        for line in str(self.text.value() or "").splitlines():
            parts = [part.strip() for part in line.replace("\t", ",").replace("、", ",").replace("，", ",").split(",")]
            if parts[0]:
                found.setdefault(parts[0], dict(zip(_PARTS, parts, strict=False)))
        return list(found.values())

    def coming(self, first_day: str) -> list[Coming]:
        """Everybody who comes, from that day, each with an id so that a successor can be named."""
        return [
            Coming(
                {name: value for name, value in one.items() if value},
                str(self._roles[one["name"]].value() or "") if one["name"] in self._roles else "",
                first_day,
                self.id_of(one["name"]),
            )
            for one in self.written()
        ]

    def id_of(self, name: str) -> str:
        """The id under which a newcomer will stand."""
        if name not in self._ids:
            self._ids[name] = self._new_id()
        return self._ids[name]

    def read(self) -> None:
        """A choice of role for each name that is written now; those that were chosen stay."""
        names = [one["name"] for one in self.written()]
        if names == list(self._roles):
            return
        chosen = {name: editor.value() for name, editor in self._roles.items()}
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._roles = {}
        for place, name in enumerate(names):
            editor = ChoiceEditor(self._options)
            editor.set_value(chosen.get(name) or "")
            editor.target.setAccessibleName(t("settings_page.coming_role", name=name))
            self._roles[name] = editor
            self._grid.addWidget(label(t("settings_page.coming_role", name=name)), place, 0)
            self._grid.addWidget(editor, place, 1)
        self.changed.emit()

    def set_role(self, name: str, role: str) -> None:
        """Choose a role for one who comes."""
        self._roles[name].set_value(role)


def held_words(held: Holding) -> str:
    """What a person holds, in words, with the first numbers."""
    parts = []
    for name in ("media", "registers", "improvements", "requests", "out", "sheets", "own_sheets"):
        numbers = getattr(held, name)
        if numbers:
            more = ["…"] if len(numbers) > _NAMED else []
            parts.append(t(f"settings_page.holds.{name}", n=len(numbers), no=listed([*numbers[:_NAMED], *more])))
    return ("。" if language() == "ja" else "; ").join(parts) or t("settings_page.holds.nothing")
