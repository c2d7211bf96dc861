"""Editors of the request: several media by search, a day with the usual days at hand, a destination as before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from app.common.i18n import t
from app.common.text import fold
from app.gui.context import Context
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.search_picker import SearchPicker
from app.services import carryout
from app.services.session import Session

MOST_DESTINATIONS = 12


def find_destinations(session: Session, text: str) -> list[Option]:
    """Where things went before, the latest first; runs on the worker."""
    rows = carryout.page(session, carryout.ids(session, text)[:200])
    wanted = fold(text).split()
    named = dict.fromkeys(str(row["destination"]) for row in rows)
    fitting = [name for name in named if all(word in fold(name) for word in wanted)]
    return [Option(name, name) for name in fitting[:MOST_DESTINATIONS]]


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
