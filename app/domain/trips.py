"""The trips of a permission for many times (包括): what is out, and what a step may change of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.forms import Field
from app.domain.ledger import Refusal, Row

TRIP = (
    Field("out_at", "datetime", required=True, past=True),
    Field("carrier", "person", required=True),
    Field("back_at", "datetime", after="out_at", past=True),
    Field("virus_check", "choice", choices="virus_check"),
    Field("media", "media"),
)

#: How something comes back under a permission for many times (包括): the last of it, or one of several.
BACK = ("trip_back", "trip_part")


def taken(row: Mapping[str, Any], trip: Mapping[str, Any]) -> list[str]:
    """The media that went on a trip; one that names none took all of them."""
    return list(trip.get("media") or row["media"] or [])


def away(row: Mapping[str, Any]) -> list[str]:
    """The media of a permission for many times (包括) that are out now."""
    return [id for trip in row["trips"] or [] if not trip.get("back_at") for id in taken(row, trip)]


def leaving(row: Row, body: Mapping[str, Any]) -> list[str]:
    """The media of the trips that a step adds."""
    return [id for trip in body["values"]["trips"][len(row["trips"] or []) :] for id in taken(row, trip)]


def refusals(row: Row, body: dict[str, Any]) -> list[Refusal]:
    """Leaving adds lines to the trips, coming back ends some; all else stays as it is."""
    before, after = list(row["trips"] or []), list(body.get("values", {}).get("trips") or [])
    good = _added(row, before, after) if body["action"] == "trip_out" else _ended(before, after, body["action"])
    return [] if good else [Refusal("trips_rewritten", values={"no": row["no"]})]


def _added(row: Row, before: list[Any], after: list[Any]) -> bool:
    """Open lines more, of media of this permission that are not out already; without media one trip at a time."""
    new = after[len(before) :]
    if not new or after[: len(before)] != before or any(trip.get("back_at") for trip in new):
        return False
    if not row["media"]:
        return len(new) == 1 and all(trip.get("back_at") for trip in before)
    named = [id for trip in new for id in taken(row, trip)]
    return len(set(named)) == len(named) and set(named) <= set(row["media"]) - set(away(row))


def _ended(before: list[Any], after: list[Any], action: str) -> bool:
    """Open lines got the time of their return; some stay open exactly if only a part came back."""
    if len(after) != len(before):
        return False
    ended = 0
    for old, new in zip(before, after, strict=True):
        if old != new:
            ended += 1
            if old.get("back_at") or not new.get("back_at") or _bare(old) != _bare(new):
                return False
    still_out = any(not trip.get("back_at") for trip in after)
    return ended > 0 and still_out == (action == "trip_part")


def _bare(trip: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in trip.items() if name != "back_at"}
