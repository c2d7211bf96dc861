"""Editors of the request: several media by search, a day with the usual days at hand, a destination as before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common.i18n import t
from app.common.text import fold
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.widgets.buttons import button, tool
from app.gui.widgets.choice_editors import Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.editor import Editor
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label
from app.gui.widgets.search_picker import MOST_SHOWN, SearchPicker
from app.services import carryout
from app.services import media as media_service
from app.services.session import Session

MOST_DESTINATIONS = 12


def find_stored(session: Session, text: str) -> list[Option]:
    """The media at hand that match, as number and name, class and place; runs on the worker."""
    return options_of(session, media_service.ids(session, text, ("stored",))[:MOST_SHOWN])


def options_of(session: Session, ids: Sequence[str]) -> list[Option]:
    """Media by id as they are shown; runs on the worker."""
    return [
        Option(
            row["id"],
            media_service.name_of(row),
            t(
                "carryout_page.medium_detail",
                info_class=wording.class_name(session.profile, row["info_class"]),
                place=row["place"] or "",
            ),
        )
        for row in media_service.page(session, ids)
    ]


def find_destinations(session: Session, text: str) -> list[Option]:
    """Where things went before, the latest first; runs on the worker."""
    rows = carryout.page(session, carryout.ids(session, text)[:200])
    wanted = fold(text).split()
    named = dict.fromkeys(str(row["destination"]) for row in rows)
    fitting = [name for name in named if all(word in fold(name) for word in wanted)]
    return [Option(name, name) for name in fitting[:MOST_DESTINATIONS]]


class MediaEditor(Editor):
    """Search and pick one medium after the other; the value is the list of ids, in the order of picking."""

    def __init__(self, context: Context) -> None:
        session = context.session
        self.picker = SearchPicker(lambda text: find_stored(session, text), context.tasks)
        super().__init__(self.picker)
        self.target = self.picker.target
        self._context = context
        self._chosen: dict[str, Option] = {}
        self.box.removeWidget(self.picker)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(2))
        column.addLayout(self._lines)
        column.addWidget(self.picker)
        self.box.addLayout(column, 1)
        self.picker.line.setPlaceholderText(t("carryout_page.find_medium"))
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

    def _name(self, options: Sequence[Option]) -> None:
        self._chosen = {option.code: option for option in options if option.code in self._chosen}
        self._show()

    def _on_picked(self, option: Option) -> None:
        self._chosen[option.code] = option
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
        row.addWidget(tool(t("carryout_page.remove_medium", name=option.word), "x", lambda: self._remove(option.code)))
        return line


class DayEditor(DateEditor):
    """A day, with buttons for the days that are usual; ``days`` gives each button's word and how to find its day."""

    def __init__(self, days: Sequence[tuple[str, Callable[[], str]]]) -> None:
        super().__init__()
        self.buttons = [button(word, "", "link", self._taker(find)) for word, find in days]
        for place, made in enumerate(self.buttons):
            self.box.insertWidget(2 + place, made)

    def _taker(self, find: Callable[[], str]) -> Callable[[], None]:
        def take() -> None:
            self.set_value(find())
            self._changed(at_once=True)

        return take


def day_after(iso: str, days: int = 1) -> str:
    """The ISO day so many days later."""
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat()


class PlaceEditor(SearchPicker):
    """A destination: typed freely, or picked from where things went before; the value is the text."""

    def __init__(self, context: Context) -> None:
        session = context.session
        super().__init__(lambda text: find_destinations(session, text), context.tasks, free=True)
        self.line.setPlaceholderText(t("carryout_page.destination_example"))

    def value(self) -> str | None:
        return self.typed()
