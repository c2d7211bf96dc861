"""Sheets that other departments sealed, taken in from the Excel books that they exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common.errors import Refused, from_os_error
from app.domain import received as domain
from app.domain.inspection import ANSWER_TEXTS, Score
from app.domain.ledger import Row
from app.domain.policy import Item
from app.exchange import answers, sheets
from app.exchange import received as reader
from app.exchange.answers import Fault
from app.exchange.received import Handed
from app.services import editions, improvement, inspection, record
from app.services.earlier import earlier_answers
from app.services.inspection import Result
from app.services.session import Changes, Session, changed
from app.store.ledger import Change


class Found(Struct, frozen=True):
    """One file as it would be taken in: a sealed sheet, or why not."""

    file: str
    handed: Handed | None = None
    data: bytes = b""
    replaces: Row | None = None
    notes: tuple[str, ...] = ()
    refused: Refused | None = None
    score: Score | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every cell that cannot be taken."""
        return self.handed.faults if self.handed is not None else ()

    @property
    def whole(self) -> bool:
        """Whether the file can be taken in."""
        return self.refused is None and not self.faults


def preview(session: Session, paths: Sequence[Path]) -> tuple[Found, ...]:
    """The files as they would be taken in; nothing is written. A file that cannot be says why, the others stay."""
    found: list[Found] = []
    for path in paths:
        try:
            found.append(_preview(session, path, found))
        except Refused as error:
            found.append(Found(path.name, refused=error))
    return tuple(found)


def _preview(session: Session, path: Path, before: Sequence[Found]) -> Found:
    book = sheets.read(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise from_os_error(error, path) from error
    if len(data) > record.LARGEST_ATTACHMENT:
        raise Refused("import_too_large", file=path.name, mib=record.LARGEST_ATTACHMENT // 1048576)
    if answers.is_ours(book):
        raise Refused("received_count_in", file=path.name)
    handed = reader.read(book, data, session.rows.edition)
    _refuse_strange(session, handed)
    others = (one.handed.values for one in before if one.handed is not None and one.whole)
    if any(domain.same_sheet(values, handed.values) for values in others):
        raise Refused("received_twice_chosen", file=handed.file, no=str(handed.values["sheet_no"]))
    own = (str(session.unit["bureau"] or ""), str(session.unit["unit"]))  # the bureau's own store is kept by itself
    other = handed.values["bureau"] not in own and "bureau"
    edition = editions.of(session, str(handed.values["policy"]))
    return Found(
        path.name,
        handed,
        data=data,
        replaces=_earlier(session, handed),
        notes=(other,) if other else (),
        score=None if handed.faults else domain.score_of(edition, handed.values),
    )


def _refuse_strange(session: Session, handed: Handed) -> None:
    """A sheet of this very store, another city or year, a practice sheet, or one that nobody sealed."""
    told, values, unit, cycle = handed.envelope, handed.values, session.unit, _cycle(session)
    named = {"file": handed.file, "unit": str(values["unit"])}
    if told.get("store") == unit["id"]:
        raise Refused("received_own", **named)
    if told.get("municipality") != unit["municipality"]:
        raise Refused("received_city", **named, municipality=told.get("municipality", ""))
    if (told.get("training") == "1") != bool(unit["training"]):
        raise Refused("received_training", **named)
    if told.get("fiscal_year") != str(cycle["fiscal_year"]):
        raise Refused("received_year", **named, year=told.get("fiscal_year", ""))
    if told.get("state") != "confirmed" or not values["sealed_at"]:
        raise Refused("received_not_sealed", **named)


def _cycle(session: Session) -> dict[str, Any]:
    year = inspection.cycle(session)
    if year is None:
        raise Refused("no_cycle")
    return year


def _earlier(session: Session, handed: Handed) -> Row | None:
    """The version of this sheet that is here already. ``Refused`` if it is this one, or a later one."""
    values = handed.values
    row = next((one for one in kept(session) if domain.same_sheet(one, values)), None)
    if row is None:
        return None
    named = {"file": handed.file, "unit": str(row["unit"]), "no": str(row["no"])}
    if row["content_sha256"] == values["content_sha256"] or row["sheet_head"] == values["sheet_head"]:
        raise Refused("received_already", **named)
    if str(row["sealed_at"]) > str(values["sealed_at"]):
        raise Refused("received_older", **named)
    return row


def take_in(session: Session, found: Sequence[Found]) -> Changes:
    """Take in the files that are whole, together or not at all; the files themselves are kept with their records.

    ``Refused`` if there is none, or if somebody else took one of them in since the preview.
    """
    whole = [one for one in found if one.whole]
    if not whole:
        raise Refused("received_nothing")
    with session.change() as change:
        for one in whole:
            if one.handed is not None:
                _take_sheet(change, session, one.handed, one)
    return changed(change)


def _take_sheet(change: Change, session: Session, handed: Handed, one: Found) -> None:
    form = record.form_of(session, "received")
    before = _earlier(session, handed)
    if before is not None:
        record.move_in(change, form, before, "replace")
    values = {**handed.values, "cycle": _cycle(session)["id"], "file": handed.file, "sha256": handed.sha256}
    if before is not None:
        values["replaces"] = before["id"]
    id, _ = record.open_in(change, session, form, values)
    record.attach_in(change, record.form_of(session, "received"), id, one.file, one.data, "source")


def withdraw(session: Session, id: str, remark: str) -> Changes:
    """Take a sheet out again that should not have been taken in; it stays readable, and why."""
    return record.move(session, "received", id, "withdraw", remark=remark)


def kept(session: Session) -> list[Row]:
    """The sheets of other departments that stand in this year, by number."""
    year = inspection.cycle(session)
    sql = "SELECT id FROM received WHERE cycle = ? AND state = 'kept' ORDER BY no"
    found = session.store.query(sql, (year["id"] if year else "",))
    return [record.get(session, "received", str(row["id"])) for row in found]


def result(session: Session, row: Row) -> Result:
    """A sheet that was taken in, with its answers and scores as those of a sheet of this store."""
    edition = editions.of(session, str(row["policy"]))
    pairs = domain.pairs(edition, row)
    given = {str(line["item"]): _answer(line) for line in row["results"] if line["item"] in edition.items}
    items = tuple(item for item, _ in pairs)
    return Result(edition, row, items, given, domain.score_of(edition, row), inspection.by_chapter(pairs, edition))


def _answer(line: Mapping[str, Any]) -> Row:
    return {**{name: str(line.get(name) or "") for name in ("value", *ANSWER_TEXTS)}, "origin": ""}


def last(session: Session, row: Row) -> list[tuple[Item, str]]:
    """Last year's answers as the book brought them."""
    return domain.pairs(editions.of(session, str(row["policy"])), row, "last")


def handed_out(session: Session, found: Result) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the Excel book of a sheet of this store says to the store that takes it in: values and envelope."""
    row, unit = found.sheet, session.unit
    before = {code: one.value for code, one in earlier_answers(session, row).items() if one.beside}
    given = {
        code: {name: answer[name] or "" for name in ("value", *ANSWER_TEXTS)} for code, answer in found.answers.items()
    }
    nothing = dict.fromkeys(("value", *ANSWER_TEXTS), "")
    results = [
        {"item": item.code, **given.get(item.code, nothing), "last": before.get(item.code, "")} for item in found.items
    ]
    person = session.rows.get("person", str(row["respondent"])) or {}
    values: dict[str, Any] = {name: row[name] for name in ("sheet", "subject", "policy", "inspected_on", "comment")}
    values |= {"unit": unit["unit"], "unit_kind": unit["unit_kind"], "bureau": unit["bureau"] or ""}
    values |= {"sheet_no": row["no"], "sheet_head": row["head"], **_seal(row), "results": results}
    values |= {"respondent": person.get("name", ""), "respondent_post": person.get("post") or ""}
    values["matters"] = [_matter(session, matter) for matter in _matters(session, row)]
    envelope = {"store": unit["id"], "municipality": unit["municipality"], "training": int(unit["training"])}
    envelope |= {"fiscal_year": _year_of(session, row), "edition": found.edition.name.ja, "state": row["state"]}
    return values, envelope


def _seal(row: Row) -> dict[str, Any]:
    seals = [act for act in row["acts"] if act["action"] == "confirm" and act["decision"] == "confirm"]
    known: dict[str, Any] = {"sheet_version": len(seals), "sealed_by": "", "sealed_post": "", "sealed_role": ""}
    known["sealed_at"] = ""
    if seals and not seals[-1]["void"] and row["state"] == "confirmed":
        shown = seals[-1]["shown"]
        known |= {
            f"sealed_{name}": shown.get(key, "") for name, key in (("by", "name"), ("post", "post"), ("role", "role"))
        }
        known["sealed_at"] = seals[-1]["at"]
    return known


def _year_of(session: Session, row: Row) -> int:
    cycle = session.rows.get("cycle", str(row["cycle"]))
    return int(cycle["fiscal_year"]) if cycle else session.year


def _matters(session: Session, sheet: Row) -> list[Row]:
    return [
        row
        for row in improvement.of_year(session)
        if row["subject"] == sheet["subject"] and row["item"] in sheet["items"]
    ]


def _matter(session: Session, row: Row) -> dict[str, str]:
    owner = session.rows.get("person", str(row["owner"] or "")) or {}
    said = {name: str(row.get(name) or "") for name in domain.MATTER}
    return said | {"owner": str(owner.get("name") or ""), "weak_years": " ".join(row["weak_years"] or [])}
