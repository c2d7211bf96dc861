"""部局の取りまとめ: the bureau's own sheets beside those of its departments, their figures, and what its head seals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.common.i18n import t
from app.domain import inspection as domain
from app.domain.ledger import Row
from app.domain.policy import Item
from app.services import improvement, inspection, received, record
from app.services.approval import Seen, Signet, name_of
from app.services.earlier import Earlier, earlier_answers
from app.services.inspection import Result
from app.services.results import Comparison, Weak
from app.services.session import Changes, Session


class Part(Struct, frozen=True):
    """One sheet of the bureau, of this store or taken in: whose, its result, and last year's answers to compare.

    ``across``: answers of earlier years are known to have been given under another edition of the policy.
    """

    unit: str
    own: bool
    who: str
    sealed_by: str
    sealed_at: str
    result: Result
    last: tuple[tuple[Item, str], ...]
    across: bool = False

    @property
    def row(self) -> Row:
        """The sheet's row (a "sheet" or a "received")."""
        return self.result.sheet

    @property
    def no(self) -> str:
        """The sheet's number in the store in which it was answered."""
        return str(self.row["no"] if self.own else self.row["sheet_no"])


class Bureau(Struct, frozen=True):
    """The bureau's year: every sealed sheet, who is missing, the whole and the chapters against last year."""

    name: str
    parts: tuple[Part, ...]
    expected: tuple[str, ...]
    unsealed: int
    whole: domain.Score
    whole_before: domain.Score | None
    chapters: tuple[Comparison, ...]

    @property
    def asked(self) -> int:
        """How many questions all sheets ask together."""
        return sum(len(part.result.items) for part in self.parts)

    @property
    def comparable(self) -> int:
        """How many of them have an answer of last year that can be compared."""
        return sum(len(part.last) for part in self.parts)

    @property
    def across(self) -> bool:
        """Whether these sheets, or they and last year's, are of several editions of the policy."""
        editions = {part.result.edition.digest for part in self.parts}
        return len(editions) > 1 or any(part.across for part in self.parts)

    @property
    def units(self) -> tuple[str, ...]:
        """The departments that are in, in the order of the list of departments, others after it."""
        return tuple(dict.fromkeys(part.unit for part in self.parts))

    @property
    def missing(self) -> tuple[str, ...]:
        """The departments of the list that are not in yet."""
        return tuple(unit for unit in self.expected if unit not in self.units)


def bureau(session: Session) -> Bureau:
    """The sealed sheets of this year: the store's own, and those of other departments that were taken in."""
    year = inspection.cycle(session)
    own = inspection.sheets(session) if year else []
    sealed = [str(row["id"]) for row in own if row["state"] == "confirmed"]
    parts = _parts(session, sealed, [str(row["id"]) for row in received.kept(session)])
    expected = tuple((year or {}).get("units") or ())
    return _together(session, parts, expected, len(own) - len(sealed))


def compiled(session: Session, row: Row) -> Bureau:
    """What a compilation compiled: those sheets and no others, whatever came in since."""
    cycle = session.rows.get("cycle", str(row["cycle"])) or {}
    parts = _parts(session, row["sheets"] or [], row["received"] or [])
    return _together(session, parts, tuple(cycle.get("units") or ()), 0)


def comparable_said(found: Bureau) -> str:
    """How much of the bureau's year is compared with the last, in words and per cent; empty where nothing is."""
    if found.whole_before is None and not found.across:
        return ""
    share = domain.percent(found.comparable, found.asked)
    counts = {"asked": found.asked, "n": found.comparable, "percent": "－" if share is None else share}
    return t("bureau.comparable_across" if found.across else "bureau.comparable", **counts)


def _together(session: Session, parts: Sequence[Part], expected: tuple[str, ...], unsealed: int) -> Bureau:
    order = {unit: place for place, unit in enumerate(expected)}
    parts = sorted(parts, key=lambda part: (order.get(part.unit, len(order)), not part.own, part.unit, part.no))
    scale, profile = dict(session.profile.scale), session.profile
    for part in parts:
        scale = {**part.result.edition.scale, **scale}
    pairs = [pair for part in parts for pair in _pairs(part.result)]
    last = [pair for part in parts for pair in part.last]
    before = dict(inspection.by_chapter(last, profile, scale))
    chapters = tuple(
        Comparison(chapter, score, before.get(chapter))
        for chapter, score in inspection.by_chapter(pairs, profile, scale)
    )
    unit = session.unit
    whole_before = domain.score(last, scale) if last else None
    name = str(unit["bureau"] or unit["unit"])
    return Bureau(name, tuple(parts), expected, unsealed, domain.score(pairs, scale), whole_before, chapters)


def _pairs(result: Result) -> list[tuple[Item, str]]:
    given = result.answers
    return [(item, str(given[item.code]["value"]) if item.code in given else "") for item in result.items]


def _parts(session: Session, own: Sequence[str], others: Sequence[str]) -> list[Part]:
    rows = session.rows
    found = [_own_part(session, id) for id in own if rows.get("sheet", id) is not None]
    taken = [rows.get("received", id) for id in others]
    return [*found, *(_other_part(session, row) for row in taken if row is not None)]


def _own_part(session: Session, id: str) -> Part:
    result = inspection.result(session, id)
    earlier = earlier_answers(session, result.sheet)
    last = [(item, earlier[item.code].value) for item in result.items if item.code in earlier]
    known = tuple(pair for pair in last if earlier[pair[0].code].beside)
    seals = [act for act in result.sheet["acts"] if act["sealed"] and not act["void"] and act["decision"] == "confirm"]
    shown, at = (seals[-1]["shown"], str(seals[-1]["at"])) if seals else ({}, "")
    by = _named(shown.get("post"), shown.get("name"))
    who = name_of(session, str(result.sheet["respondent"]))
    across = any(earlier[item.code].verdict for item, _ in last)
    return Part(str(session.unit["unit"]), True, who, by, at, result, known, across)


def _other_part(session: Session, row: Row) -> Part:
    by, at = _named(row["sealed_post"], row["sealed_by"]), str(row["sealed_at"] or "")
    last = tuple(received.last(session, row))
    return Part(str(row["unit"]), False, str(row["respondent"]), by, at, received.result(session, row), last)


def _named(post: Any, name: Any) -> str:
    return " ".join(part for part in (str(post or ""), str(name or "")) if part)


def weak(found: Bureau) -> list[tuple[Part, Weak]]:
    """Every × and △ of the bureau with its department, × first."""
    lines = []
    for part in found.parts:
        last = {item.code: value for item, value in part.last}
        points = {code: float(row.points) for code, row in part.result.edition.scale.items() if row.points}
        for item in part.result.items:
            answer = part.result.answers.get(item.code)
            if answer is not None and points.get(str(answer["value"]), 1) < 1:
                before = Earlier(0, last[item.code]) if item.code in last else None
                lines.append((points[str(answer["value"])], part, Weak(part.row, item, answer, before)))
    return [(part, one) for _, part, one in sorted(lines, key=lambda line: line[0])]


def matters(session: Session, found: Bureau) -> list[tuple[str, Mapping[str, Any]]]:
    """The matters of the 改善計画 as (department, matter): this store's, and those that the books brought."""
    rows = session.rows
    own = [
        (
            str(session.unit["unit"]),
            {**row, "owner": (rows.get("person", str(row["owner"] or "")) or {}).get("name", "")},
        )
        for row in improvement.of_year(session)
    ]
    return [*own, *((part.unit, line) for part in found.parts if not part.own for line in part.row["matters"] or [])]


def expect(session: Session, units: Sequence[str]) -> Changes:
    """Say which departments hand in to this bureau this year, in their order; those not in yet are named then."""
    year = inspection.cycle(session)
    if year is None:
        raise Refused("no_cycle")
    named = list(dict.fromkeys(unit.strip() for unit in units if unit.strip()))
    return record.revise(session, "cycle", str(year["id"]), {"units": named}, t("bureau.units_reason"))


def compile_sheets(session: Session, values: Mapping[str, Any]) -> Changes:
    """Write the bureau's compilation: its sealed sheets, the result in words and the measures, for its head's seal."""
    year = inspection.cycle(session)
    kind = next((row for row in session.profile.inspections.values() if row.subject == "bureau"), None)
    known = {
        "cycle": year["id"] if year else "",
        "bureau": session.unit["bureau"] or session.unit["unit"],
        "compiled_by": session.user,
        "report_to": _office(session, kind.reports_to) if kind and kind.reports_to else "",
    }
    return record.open(session, "compilation", {**known, **_sheets(session), **values})


def compile_again(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    """Correct a draft; it then compiles what stands now."""
    return record.revise(session, "compilation", id, {**_sheets(session), **values}, session.today)


def _sheets(session: Session) -> dict[str, list[str]]:
    own = [str(row["id"]) for row in inspection.sheets(session) if row["state"] == "confirmed"]
    return {"sheets": own, "received": [str(row["id"]) for row in received.kept(session)]}


def _office(session: Session, role: str) -> str:
    known = session.profile.roles.get(role)
    return known.label.ja if known else session.profile.words.get(role, {}).get("ja", role)


def is_stale(session: Session, row: Row) -> bool:
    """Whether sheets came in, were replaced or opened again since the compilation was written."""
    now = _sheets(session)
    return any(set(now[name]) != set(row[name] or []) for name in now)


def seal_compilation(session: Session, id: str, signet: Signet, seen: Seen) -> Changes:
    """The head of the bureau seals result and measures (2.10.2(2))."""
    return record.seal(session, "compilation", id, "confirm", signet, seen, decision="confirm")


def reopen_compilation(session: Session, id: str, remark: str) -> Changes:
    """Open a sealed compilation again, for sheets that came later; its seal is void from then on."""
    return record.move(session, "compilation", id, "reopen", remark=remark)


def compilations(session: Session) -> list[Row]:
    """The compilations of this year, the latest first."""
    year = inspection.cycle(session)
    sql = "SELECT id FROM compilation WHERE cycle = ? ORDER BY no DESC"
    found = session.store.query(sql, (year["id"] if year else "",))
    return [record.get(session, "compilation", str(row["id"])) for row in found]
