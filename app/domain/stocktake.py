"""棚卸: what the register says should be here, what was counted, and what became of the differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from app.domain.forms import Action, Field, Form
from app.domain.ledger import Event, Refusal, Row, Rows

STOCKTAKE = Form(
    name="stocktake",
    prefix="棚",
    initial="counting",
    final=("confirmed",),
    actors={"request": "counted_by"},
    fields=(
        Field("as_of", "date", required=True, source="forms §5 保管状況確認簿・棚卸"),
        Field("counted_by", "person", required=True),
        Field("scope"),
        Field(
            "lines",
            "rows",
            required=True,
            columns=(Field("medium", "medium", required=True), Field("number", "id"), Field("expected", "int")),
        ),
        Field("counts", "rows", stage="count", columns=(Field("number", "id", required=True), Field("count", "int"))),
        Field("settled", "note", stage="submit"),
    ),
    actions=(
        Action("count", before=("counting",), after="counting"),
        Action("submit", before=("counting",), after="counted"),
        Action(
            "confirm",
            before=("counted",),
            outcomes={"confirm": "confirmed", "send_back": "counting"},
            sealed=True,
            role="dept",
            act="confirm_stock",
            covers=("", "count", "submit"),
            remark_unless=("confirm",),
        ),
    ),
)


class Difference(Struct, frozen=True):
    """One identification number whose count differs; ``expected`` 0: the register does not have it here."""

    number: str
    expected: int
    counted: int


def differences(lines: Iterable[Mapping[str, Any]], counts: Iterable[Mapping[str, Any]]) -> list[Difference]:
    """Every number that was counted otherwise than expected, in the order of the list, strangers last."""
    counted = {str(line["number"]): int(line.get("count") or 0) for line in counts}
    found = []
    for line in lines:
        number, expected = str(line["number"]), int(line.get("expected") or 0)
        have = counted.pop(number, 0)
        if have != expected:
            found.append(Difference(number, expected, have))
    return found + [Difference(number, 0, have) for number, have in counted.items() if have]


def guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """Differences are dealt with in words before the stocktaking is handed up."""
    if event.kind != "record.moved" or body["action"] != "submit" or row is None:
        return []
    open_ones = differences(row["lines"] or [], row["counts"] or [])
    if open_ones and not body.get("values", {}).get("settled"):
        return [Refusal("differences_open", values={"count": str(len(open_ones)), "first": open_ones[0].number})]
    return []
