"""棚卸: begin with what the register holds, count by scanner or by hand, settle the differences, seal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from app.common.errors import Refused
from app.common.text import fold, fold_id
from app.domain import stocktake as domain
from app.domain.ledger import Row
from app.domain.media import label_code
from app.services import media, record
from app.services.approval import Seen, Signet
from app.services.session import Changes, Session


def start(session: Session, place: str = "") -> Changes:
    """Begin: every medium that should be here (of one place, if named) with the number expected."""
    away = _handed_over(session)
    here = [id for id in media.ids(session, place, ("stored", "waiting")) if id not in away]
    rows = [record.get(session, "medium", id) for id in here]
    lines = [
        {"medium": row["id"], "number": row["medium_no"], "expected": row["quantity"]}
        for row in rows
        if not place or fold(place) in fold(str(row["place"]))
    ]
    if not lines:
        raise Refused("nothing_to_count")
    values = {"as_of": session.today, "counted_by": session.user, "scope": place, "lines": lines}
    return record.open(session, "stocktake", values)


def _handed_over(session: Session) -> set[str]:
    """What a vendor has, by cases that are not closed yet."""
    sql = "SELECT media FROM disposal WHERE state = 'performed' AND handed_on <> ''"
    return {id for row in session.store.query(sql) for id in json.loads(row["media"])}


def places(session: Session) -> list[str]:
    """Where something is kept now, to take stock of one place alone; one place in two spellings is offered once."""
    sql = "SELECT place FROM medium WHERE state IN ('stored', 'waiting') GROUP BY place ORDER BY count(*) DESC"
    found: dict[str, str] = {}
    for row in session.store.query(sql):
        found.setdefault(fold(str(row["place"])), str(row["place"]))
    return sorted(found.values())


def beyond(session: Session, row: Row) -> dict[str, Row]:
    """What was counted and should not be here, but stands in the register (out, disposed of, elsewhere), by number."""
    known = {str(line["number"]) for line in row["lines"] or []}
    counted = [str(line["number"]) for line in row["counts"] or [] if line.get("count")]
    strangers = [number for number in counted if number not in known]
    marks = ",".join("?" * len(strangers))
    sql = f"SELECT id, medium_no FROM medium WHERE medium_no IN ({marks})"  # noqa: S608
    found = session.store.query(sql, tuple(strangers)) if strangers else []
    return {str(one["medium_no"]): record.get(session, "medium", str(one["id"])) for one in found}


def current(session: Session) -> Row | None:
    """The stocktaking that is under way, or the latest one; ``None`` if there never was one."""
    found = session.store.query("SELECT id FROM stocktake ORDER BY state = 'confirmed', no DESC LIMIT 1")
    return record.get(session, "stocktake", str(found[0]["id"])) if found else None


def count(session: Session, id: str, counts: Mapping[str, int]) -> Changes:
    """Keep the counts as they stand now, by identification number; 0 is what was looked for and is not there."""
    lines = [{"number": fold_id(number), "count": n} for number, n in counts.items()]
    return record.move(session, "stocktake", id, "count", {"counts": lines})


def scan(session: Session, id: str, numbers: Sequence[str]) -> Changes:
    """Keep what was scanned beside everything counted so far: scans may come quicker than a screen is drawn."""
    return count(session, id, scanned(record.get(session, "stocktake", id), numbers))


def count_one(session: Session, id: str, number: str, n: int) -> Changes:
    """Keep the count of one number, all others as they are."""
    row = record.get(session, "stocktake", id)
    counts = {str(line["number"]): int(line.get("count") or 0) for line in row["counts"] or []}
    return count(session, id, {**counts, number: n})


def scanned(row: Row, numbers: Sequence[str]) -> dict[str, int]:
    """The counts after so many scans; a line of many of a kind is counted whole by one scan."""
    expected = {str(line["number"]): int(line.get("expected") or 1) for line in row["lines"] or []}
    counted = Counter({str(line["number"]): int(line.get("count") or 0) for line in row["counts"] or []})
    codes = {label_code(str(line["medium"]), str(line["number"])): str(line["number"]) for line in row["lines"] or []}
    for number in (codes.get(said, said) for said in map(fold_id, numbers)):
        if expected.get(number, 1) > 1:
            counted[number] = expected[number]
        elif not counted[number]:
            counted[number] = 1
    return dict(counted)


def submit(session: Session, id: str, settled: str) -> Changes:
    """Hand it up; every difference must be dealt with in words."""
    return record.move(session, "stocktake", id, "submit", {"settled": settled})


def confirm(
    session: Session, id: str, signet: Signet, seen: Seen, *, decision: str = "confirm", remark: str = ""
) -> Changes:
    """The manager seals the stocktaking, or sends it back."""
    return record.seal(session, "stocktake", id, "confirm", signet, seen, decision=decision, remark=remark)


def differences(row: Row) -> list[domain.Difference]:
    """What was counted otherwise than expected."""
    return domain.differences(row["lines"] or [], row["counts"] or [])
