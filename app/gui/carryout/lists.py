"""The lists of the page: what waits for a decision, what is out, what is on its way, and everything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from app.common.i18n import listed, t
from app.domain.policy import Profile
from app.gui import dates, wording
from app.gui.carryout.case import FORM, days_late, state_of, thing_of
from app.gui.context import Context
from app.gui.listing import export_button
from app.gui.memory import Memory
from app.gui.widgets.badge import State
from app.gui.widgets.banner import Banner
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.empty import Empty
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column, shown
from app.services import carryout, record
from app.services import media as media_service
from app.services.session import Session


class View(Struct, frozen=True):
    """One list: its key, the states it shows, its columns, and the order it has by itself."""

    key: str
    states: tuple[str, ...]
    columns: tuple[str, ...]
    order: str = "no"
    down: bool = True


VIEWS = (
    View(
        "inbox",
        ("requested", carryout.EXTENSION, "back"),
        ("state", "thing", "applicant", "purpose", "due_on", "rule"),
        "starts_on",
        False,
    ),
    View("out", ("out",), ("state", "thing", "carrier", "destination", "due_on", "left"), "due_on", False),
    View(
        "open",
        ("requested", "sent_back", "permitted"),
        ("state", "thing", "applicant", "destination", "starts_on", "due_on"),
    ),
    View("day", (), ("no", "state", "thing", "carrier", "destination", "out_at", "back_at")),
    View("all", (), ("no", "state", "thing", "applicant", "destination", "due_on")),
)
_WIDTHS = {"state": 148, "applicant": 92, "carrier": 92, "purpose": 126, "destination": 120, "rule": 124}
_WIDTHS |= {"out_at": 150, "back_at": 150, "no": 130, "due_on": 118, "starts_on": 118, "left": 96}
#: What goes first where a list is narrow; the page of the request says it all.
_SPARE = {"rule": 5, "purpose": 4, "starts_on": 4, "back_at": 4, "no": 3, "left": 3, "destination": 2, "applicant": 1}
#: The column that takes the room that is left, as long as that is at least so many pixels.
_WIDE = "thing"
_KINDS = {"state": "state", "starts_on": "date", "due_on": "date"}
_SORTABLE = frozenset({"no", "info_class", "purpose", "destination", "starts_on", "due_on"})


class CarryoutRows:
    """The rows of one list, read on the worker."""

    def __init__(self, session: Session, view: View) -> None:
        self._session, self._view = session, view
        #: The day asked about, of the list "who had what out on that day".
        self.day = session.today

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The ids of all requests of the list that hold every word of ``text``."""
        if self._view.key == "day":
            return carryout.ids_out_on(self._session, self.day, text)
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
        asked = self._view.key == "inbox" and row["state"] == "out"
        known["state"] = State("partly", "◇", t("carryout_page.longer")) if asked else state_of(row, today)
        known["thing"] = thing_of(row, media)
        known["info_class"] = wording.class_name(profile, row["info_class"])
        known["applicant"] = people.get(row["applicant"], "")
        known["carrier"] = people.get(row["carrier"], "")
        known["left"] = _time_left(row, today)
        if self._view.key == "day":
            known |= self._moment(row, media)
        if self._view.key == "out":
            known |= self._away(row, media)
        if "rule" in self._view.columns:
            known["rule"] = self._rule(profile, row)
        return tuple(known[name] for name in self._view.columns)

    def _away(self, row: dict[str, Any], media: dict[str, str]) -> dict[str, str]:
        """Of a permission for many times (包括) what is out now, and who has it: not all that it is good for."""
        trips = [trip for trip in record.get(self._session, FORM, row["id"])["trips"] or [] if not trip.get("back_at")]
        if not trips:
            return {}
        gone = [id for trip in trips for id in trip.get("media") or []]
        people = [self._session.rows.get("person", str(trip.get("carrier") or row["carrier"])) for trip in trips]
        carriers = listed(dict.fromkeys(str(one["name"]) for one in people if one))
        return {"carrier": carriers, **({"thing": thing_of({**row, "media": gone}, media)} if gone else {})}

    def _moment(self, row: dict[str, Any], media: dict[str, str]) -> dict[str, str]:
        """Who had what of it out on the day asked about, from when to when."""
        found = carryout.outings(record.get(self._session, FORM, row["id"]), self.day)
        people = [self._session.rows.get("person", str(time.get("carrier") or row["carrier"])) for time in found]
        backs = [str(time.get("back_at") or row["back_at"] or "") for time in found]
        named = list(dict.fromkeys(id for time in found for id in time.get("media") or []))
        return {
            "carrier": listed(list(dict.fromkeys(str(one["name"]) for one in people if one))),
            "out_at": shown("moment", min((time["out_at"] for time in found), default=None)),
            "back_at": shown("moment", max(backs)) if backs and all(backs) else t("carryout_page.still_out"),
            **({"thing": thing_of({**row, "media": named}, media)} if named else {}),
        }

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
    if not row["due_on"]:  # what is sent or handed over for good
        return ""
    late = days_late(row, today)
    if late:
        return t("carryout_page.days_late", days=late)
    left = (date.fromisoformat(str(row["due_on"])) - date.fromisoformat(today)).days
    return t("carryout_page.days_left", days=left) if left else t("carryout_page.due_today")


def make_table(context: Context, view: View, empty: Empty, banner: Banner) -> Table:
    """The table of one list; ``banner`` is where it says what became of an export."""
    columns = [_column(name) for name in view.columns]
    rows = CarryoutRows(context.session, view)
    table = Table(f"{FORM}.{view.key}", columns, rows, context.tasks, empty, Memory(context.settings))
    export_button(context, table, lambda: _title(view, rows), banner)
    if view.key == "day":
        table.bar.insertWidget(0, _day_editor(table, rows))
    return table


def _title(view: View, rows: CarryoutRows) -> str:
    """What heads the list when it is written out; that of a day names the day."""
    if view.key == "day":
        return t("carryout_page.list_of_day", day=dates.full(rows.day))
    return t("carryout_page.list_of", view=t(f"carryout_page.view.{view.key}"))


def _day_editor(table: Table, rows: CarryoutRows) -> DateEditor:
    """Chooses the day that the list is about."""
    day = DateEditor()
    day.set_value(rows.day)
    day.target.setAccessibleName(t("carryout_page.day"))

    def ask() -> None:
        if chosen := day.value():
            rows.day = chosen
            table.reload()

    day.settled.connect(ask)
    return day


def _column(name: str) -> Column:
    titles = {
        "no": t("carryout_page.column.no"),
        "state": t("carryout_page.column.state"),
        "thing": t("carryout_page.column.thing"),
        "rule": t("carryout_page.column.rule"),
        "left": t("carryout_page.column.left"),
    }
    title = titles.get(name) or t(f"field.carryout.{name}")
    width, spare = _WIDTHS.get(name, 110), _SPARE.get(name, 0)
    return Column(name, title, _KINDS.get(name, "text"), width, name in _SORTABLE, name == _WIDE, spare)
