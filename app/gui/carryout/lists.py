"""The lists of the page: what waits for a decision, what is out, what is on its way, and everything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHeaderView

from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import wording
from app.gui.carryout.case import FORM, days_late, state_of, thing_of
from app.gui.context import Context
from app.gui.widgets.empty import Empty
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column
from app.services import carryout, record
from app.services import media as media_service
from app.services.session import Session


@dataclass(frozen=True)
class View:
    """One list: its key, the states it shows, its columns, and the order it has by itself."""

    key: str
    states: tuple[str, ...]
    columns: tuple[str, ...]
    order: str = "no"
    down: bool = True


VIEWS = (
    View(
        "inbox",
        ("requested", "back"),
        ("state", "thing", "applicant", "purpose", "due_on", "rule", "no"),
        "starts_on",
        False,
    ),
    View("out", ("out",), ("state", "thing", "carrier", "destination", "due_on", "left", "no"), "due_on", False),
    View(
        "open",
        ("requested", "sent_back", "permitted"),
        ("state", "thing", "applicant", "destination", "starts_on", "due_on", "no"),
    ),
    View("all", (), ("no", "state", "thing", "info_class", "applicant", "destination", "starts_on", "due_on")),
)
_WIDTHS = {"state": 112, "applicant": 92, "carrier": 92, "purpose": 130, "destination": 120, "info_class": 72}
_WIDTHS |= {"rule": 106, "no": 118, "due_on": 92, "starts_on": 92, "left": 84}
_KINDS = {"state": "state", "starts_on": "date", "due_on": "date"}
_SORTABLE = frozenset({"no", "info_class", "purpose", "destination", "starts_on", "due_on"})


class CarryoutRows:
    """The rows of one list, read on the worker."""

    def __init__(self, session: Session, view: View) -> None:
        self._session, self._view = session, view

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The ids of all requests of the list that hold every word of ``text``."""
        order, down = (sort, descending) if sort in _SORTABLE else (self._view.order, self._view.down)
        return carryout.ids(self._session, text, self._view.states, order, down)

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells of these requests."""
        found = [{**row, "media": _list(row["media"])} for row in carryout.page(self._session, ids)]
        wanted = {id for row in found for id in row["media"]}
        media = {row["id"]: media_service.name_of(row) for row in media_service.page(self._session, sorted(wanted))}
        people = {id: str(person["name"]) for id, person in self._session.rows.table("person").items()}
        return [self._cells(row, media, people) for row in found]

    def _cells(self, row: dict[str, Any], media: dict[str, str], people: dict[str, str]) -> tuple[Any, ...]:
        today, profile = self._session.today, self._session.profile
        known: dict[str, Any] = dict(row)
        known["state"] = state_of(row, today)
        known["thing"] = thing_of(row, media)
        known["info_class"] = wording.class_name(profile, row["info_class"])
        known["applicant"] = people.get(row["applicant"], "")
        known["carrier"] = people.get(row["carrier"], "")
        known["left"] = _time_left(row, today)
        if "rule" in self._view.columns:
            known["rule"] = self._rule(profile, row)
        return tuple(known[name] for name in self._view.columns)

    def _rule(self, profile: Profile, row: dict[str, Any]) -> str:
        """The clauses by which the request needs a permission."""
        asked = carryout.demand(self._session, record.get(self._session, FORM, row["id"]))
        clauses = [clause for rule in asked.rules if rule.permission for clause in rule.clause]
        return wording.citations(profile, clauses)


def _list(value: Any) -> list[str]:
    """A list column as the register gives it: JSON text or a list."""
    if isinstance(value, str):
        return list(json.loads(value)) if value else []
    return list(value or [])


def _time_left(row: dict[str, Any], today: str) -> str:
    late = days_late(row, today)
    if late:
        return t("carryout_page.days_late", days=late)
    left = (date.fromisoformat(str(row["due_on"])) - date.fromisoformat(today)).days
    return t("carryout_page.days_left", days=left) if left else t("carryout_page.due_today")


def make_table(context: Context, view: View, empty: Empty) -> Table:
    """The table of one list."""
    columns = [_column(name) for name in view.columns]
    rows = CarryoutRows(context.session, view)
    table = Table(f"{FORM}.{view.key}", columns, rows, context.tasks, empty, context.settings.ui)
    header = table.view.horizontalHeader()
    header.setStretchLastSection(False)  # what is carried is the longest text: it takes the room that is left
    header.setSectionResizeMode(view.columns.index("thing"), QHeaderView.ResizeMode.Stretch)
    return table


def _column(name: str) -> Column:
    titles = {
        "no": t("carryout_page.column.no"),
        "state": t("carryout_page.column.state"),
        "thing": t("carryout_page.column.thing"),
        "rule": t("carryout_page.column.rule"),
        "left": t("carryout_page.column.left"),
    }
    title = titles.get(name) or t(f"field.carryout.{name}")
    return Column(name, title, _KINDS.get(name, "text"), _WIDTHS.get(name, 110), name in _SORTABLE)
