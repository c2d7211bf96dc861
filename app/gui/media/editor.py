"""Picks media by search, one after the other; what is not in the register yet is entered on the way."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.widgets.buttons import button, tool
from app.gui.widgets.choice_editors import Option
from app.gui.widgets.editor import Editor
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label
from app.gui.widgets.search_picker import MOST_SHOWN, SearchPicker
from app.services import media as media_service
from app.services.session import Session

#: The states of media that are at hand, and of those that are not gone, wherever they are.
STORED, KEPT = ("stored",), ("stored", "out", "waiting")
#: The code of the option that stands for all that were found.
_ALL = "*"


def find(
    session: Session, text: str, states: Sequence[str], chosen: Container[str] = (), many: bool = False
) -> list[Option]:
    """The media in these states that match and are not chosen yet, as number and name, class and place.

    With ``many`` the last option stands for all of them. Runs on the worker.
    """
    ids = [id for id in media_service.ids(session, text, tuple(states)) if id not in chosen]
    found = options_of(session, ids[:MOST_SHOWN])
    if many and text.strip() and 1 < len(ids) <= MOST_SHOWN:
        found.append(Option(_ALL, t("media_page.add_all", n=len(ids))))
    return found


def options_of(session: Session, ids: Sequence[str]) -> list[Option]:
    """Media by id as they are shown; runs on the worker."""
    return [
        Option(
            row["id"],
            media_service.name_of(row),
            t(
                "media_page.medium_detail",
                info_class=wording.class_name(session.profile, row["info_class"]),
                place=row["place"] or "",
            ),
        )
        for row in media_service.page(session, ids)
    ]


class MediaEditor(Editor):
    """Search and pick one medium after the other; the value is the list of ids, in the order of picking."""

    def __init__(self, context: Context, states: Sequence[str] = STORED, many: bool = True) -> None:
        session = context.session
        self._chosen: dict[str, Option] = {}
        self.picker = SearchPicker(
            lambda text: find(session, text, states, frozenset(self._chosen), many), context.tasks
        )
        super().__init__(self.picker)
        self.target = self.picker.target
        self._context = context
        self.box.removeWidget(self.picker)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(2))
        column.addLayout(self._lines)
        column.addWidget(self.picker)
        self.enter = button(t("media_page.new"), "plus", "link", self._enter)
        column.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addLayout(column, 1)
        self.picker.line.setPlaceholderText(t("media_page.find_medium"))
        self.picker.picked.connect(self._on_picked)

    def value(self) -> list[str]:
        return list(self._chosen)

    def set_value(self, value: Any) -> None:
        """Show these media, given by id; their names are read."""
        ids, session = list(value or []), self._context.session
        self._chosen = {id: self._chosen.get(id, Option(id, "…")) for id in ids}
        self._show()
        if ids:
            self._context.read(lambda: options_of(session, ids), self._name, owner=self)

    def fault(self) -> str:
        return self.picker.fault()

    def set_faulty(self, faulty: bool) -> None:
        self.picker.set_faulty(faulty)

    def set_read_only(self, read_only: bool) -> None:
        self.setEnabled(not read_only)

    def _enter(self) -> None:
        """Enter into the register what is not in it yet, and pick it."""
        from app.gui.media.entry_dialog import EntryDialog  # which picks media itself

        EntryDialog(self._context, self.window(), done=lambda changes: self._add(changes.id)).open()

    def _add(self, id: str) -> None:
        self.set_value([*self._chosen, id])
        self._changed(at_once=True)

    def _name(self, options: Sequence[Option]) -> None:
        self._chosen = {option.code: option for option in options if option.code in self._chosen}
        self._show()

    def _on_picked(self, option: Option) -> None:
        taken = self.picker.offered()[:-1] if option.code == _ALL else [option]
        self._chosen |= {each.code: each for each in taken}
        self.picker.set_value(None)
        self._show()
        self._changed(at_once=True)

    def _remove(self, id: str) -> None:
        self._chosen.pop(id, None)
        self._show()
        self._changed(at_once=True)
        self.picker.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for option in self._chosen.values():
            self._lines.addWidget(self._line(option))

    def _line(self, option: Option) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        row.addWidget(IconLabel("package", "accent"))
        row.addWidget(label(option.word, "strong", wrap=True), 2)
        row.addWidget(label(option.detail, "hint", wrap=True), 1)
        row.addWidget(tool(t("media_page.remove_medium", name=option.word), "x", lambda: self._remove(option.code)))
        return line


class MediumEditor(MediaEditor):
    """Picks one medium, wherever it is now; the value is its id."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, KEPT, many=False)
        self.enter.hide()

    def value(self) -> Any:
        return next(iter(self._chosen), None)

    def set_value(self, value: Any) -> None:
        """Show this medium, given by id, or none."""
        super().set_value([value] if value else [])

    def _on_picked(self, option: Option) -> None:
        self._chosen.clear()
        super()._on_picked(option)
