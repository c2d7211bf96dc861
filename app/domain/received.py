"""Sheets of other departments, taken in from the Excel book that they exported: what is kept, what may not stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.common.text import compose_kana, strip_control
from app.domain.forms import Action, Field, Form
from app.domain.inspection import Score, score
from app.domain.ledger import Event, Refusal, Row, Rows, digest
from app.domain.policy import Item, Profile

#: How the exported book names its layout; a reader of a later version still takes this one.
TEMPLATE = "sheet/1"

#: One answer as the book brings it; ``last`` is last year's answer where it can be compared.
ANSWER = ("item", "value", "finding", "reason", "evidence", "last")
#: One matter of the 改善計画 as the book brings it.
MATTER = (
    *("no", "item", "weak_value", "weak_years", "finding", "cause", "measure", "owner", "due_on", "level", "state"),
    *("result", "finished_on"),
)
#: What the book says about the sheet beside its answers; the digest over the content covers these and no others.
ABOUT = (
    *("unit", "unit_kind", "bureau", "sheet", "subject", "sheet_no", "sheet_version", "policy"),
    *("respondent", "respondent_post", "inspected_on", "comment"),
    *("sealed_by", "sealed_post", "sealed_role", "sealed_at", "sheet_head"),
)
_NOTES = frozenset({"finding", "reason", "evidence", "cause", "measure", "result"})


def _columns(names: tuple[str, ...], required: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(Field(name, "note" if name in _NOTES else "text", required=name in required) for name in names)


#: A sheet that was answered and sealed in another department's store. A "trace" tells which file and which moment
#: it came from; it is no business content, so that the same year done twice has the same digest.
RECEIVED = Form(
    name="received",
    prefix="受",
    initial="kept",
    final=("kept", "replaced", "withdrawn"),
    fields=(
        Field("cycle", "cycle", required=True),
        Field("unit", required=True),
        Field("unit_kind"),
        Field("bureau"),
        Field("sheet", required=True),
        Field("subject", required=True),
        Field("sheet_no"),
        Field("sheet_version", "int"),
        Field("policy", required=True),
        Field("respondent", required=True),
        Field("respondent_post"),
        Field("inspected_on", "date"),
        Field("comment", "note"),
        Field("sealed_by"),
        Field("sealed_post"),
        Field("sealed_role"),
        Field("sealed_at", "trace"),
        Field("sheet_head", "trace"),
        Field("file", required=True),
        Field("sha256", "trace", required=True),
        Field("content_sha256", "trace"),
        Field("replaces", "trace"),
        Field("results", "rows", required=True, columns=_columns(ANSWER, ("item", "value"))),
        Field("matters", "rows", columns=_columns(MATTER, ("no", "item"))),
    ),
    actions=(
        Action("replace", before=("kept",), after="replaced"),
        Action("withdraw", before=("kept",), after="withdrawn", remark_unless=()),
    ),
)


def _plain(value: Any) -> str:
    return "" if value is None else compose_kana(strip_control(str(value))).strip()


def content_digest(values: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what a book says: shows that its data sheets are still as they were exported."""
    about = {name: _plain(values.get(name)) for name in ABOUT}
    answers = [[_plain(line.get(name)) for name in ANSWER] for line in values.get("results") or []]
    matters = [[_plain(line.get(name)) for name in MATTER] for line in values.get("matters") or []]
    return digest({"about": about, "answers": answers, "matters": matters})


def same_sheet(row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether both are versions of one sheet: the same department's, by its number, or by kind and subject."""
    names = ("unit", "sheet_no") if values.get("sheet_no") else ("unit", "sheet_no", "sheet", "subject")
    return all(_plain(row.get(name)) == _plain(values.get(name)) for name in names)


def guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """A sheet is taken in with items and answers of an edition adopted here, as its book was exported."""
    if event.kind != "record.opened":
        return []
    return _content_refusals(rows, body["values"]) + _place_refusals(rows, body["values"])


def _content_refusals(rows: Rows, values: Mapping[str, Any]) -> list[Refusal]:
    edition = rows.edition(str(values.get("policy")))
    if edition is None or values.get("sheet") not in edition.inspections:
        return [Refusal("received_policy", values={"unit": str(values.get("unit", "")), "edition": ""})]
    lines = values.get("results") or []
    if any(line.get("item") not in edition.items for line in lines):
        return [Refusal("item_unknown")]
    if any(line.get("value") not in edition.scale for line in lines):
        return [Refusal("answer_not_offered")]
    named = {"file": str(values.get("file", "")), "unit": str(values.get("unit", ""))}
    if values.get("content_sha256") != content_digest(values):
        return [Refusal("received_edited", values=named)]
    return [] if values.get("sealed_at") else [Refusal("received_not_sealed", values=named)]


def _place_refusals(rows: Rows, values: Mapping[str, Any]) -> list[Refusal]:
    """A sheet takes the place of an earlier version of itself, of no other; of each sheet one version stands."""
    found = []
    cycle, id = values.get("cycle"), str(values.get("replaces") or "")
    before = rows.get("received", id) if id else None
    if id and rows.get("discarded", id) is None:
        same = before is not None and before["state"] == "replaced" and before["cycle"] == cycle
        if before is None or not same or not same_sheet(before, values):
            found.append(Refusal("received_replaces_other", values={"file": str(values.get("file", ""))}))
        elif str(before["sealed_at"]) > str(values.get("sealed_at")):
            found.append(Refusal("received_older", values={"file": str(values.get("file", "")), "no": before["no"]}))
    # the list may be older than what this transaction wrote, each single row is not
    standing = (rows.get("received", other) for other in rows.table("received"))
    twin = (row for row in standing if row is not None and row["state"] == "kept" and row["cycle"] == cycle)
    if any(same_sheet(row, values) for row in twin):
        found.append(Refusal("received_replaces_other", values={"file": str(values.get("file", ""))}))
    return found


def unfinished(rows: Rows) -> list[tuple[str, str]]:
    """What only shows at the end, as (number, code): a sheet replaced by none, or kept without its file."""
    found = []
    table = rows.table("received").values()
    known = {str(row["replaces"]) for row in table if row["replaces"]}
    known_gone = any(row.get("form") == RECEIVED.name for row in rows.table("discarded").values())
    for row in table:
        if row["state"] == "replaced" and row["id"] not in known and not known_gone:
            found.append((str(row["no"]), "received_replaced_by_none"))
        if row["sha256"] not in [kept["sha256"] for kept in row["attachments"]]:
            found.append((str(row["no"]), "received_without_file"))
    return found


def pairs(edition: Profile, row: Mapping[str, Any], name: str = "value") -> list[tuple[Item, str]]:
    """Each item with its answer; with ``name`` "last" those of last year that can be compared."""
    lines = [line for line in row["results"] or [] if line["item"] in edition.items]
    found = [(edition.items[line["item"]], str(line.get(name) or "")) for line in lines]
    return [pair for pair in found if pair[1]] if name == "last" else found


def score_of(edition: Profile, row: Mapping[str, Any]) -> Score:
    """The result of a sheet that was taken in."""
    return score(pairs(edition, row), edition.scale)
