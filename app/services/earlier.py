"""What earlier years answered to the questions of a sheet: 前年踏襲・未確認, each from when it was last asked."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from app.domain import inspection as domain
from app.domain.editions import COMPARABLE
from app.domain.ledger import Row
from app.domain.policy import Text
from app.services import editions, record
from app.services.session import Session

#: No wording at all.
NO_TEXT = Text("")


class Earlier(Struct, frozen=True):
    """What was answered to the same item in an earlier year, ``ago`` years before this one.

    ``older``: the sheet of the latest earlier year did not ask it (a rotation asks an item every third year).
    ``verdict`` and ``question`` are set where that was another edition of the policy: what became of the item since,
    and how it was put then. Where its meaning changed, the old answer is shown but never carried over.
    """

    year: int
    value: str
    finding: str = ""
    reason: str = ""
    evidence: str = ""
    verdict: str = ""
    question: Text = NO_TEXT
    ago: int = 1
    older: bool = False

    @property
    def comparable(self) -> bool:
        """Whether the old answer still answers the question."""
        return not self.verdict or self.verdict in COMPARABLE

    @property
    def beside(self) -> bool:
        """Whether it stands beside this year's answer in figures and on papers: one year is compared with the last."""
        return self.comparable and not self.older


#: Where the answers of each earlier year stand, the latest first: in a sheet of this store, or in results taken over.
_EARLIER = """
    WITH own(year) AS (SELECT coalesce((SELECT fiscal_year FROM cycle WHERE id = :cycle), :year)),
    found(source, id, head, fiscal_year, no) AS (
      SELECT 'sheet', sheet.id, sheet.head, cycle.fiscal_year, sheet.no
      FROM own, sheet JOIN cycle ON cycle.id = sheet.cycle
      WHERE sheet.sheet = :sheet AND sheet.subject = :subject AND sheet.state <> 'open'
        AND cycle.fiscal_year < own.year AND (:person = '' OR sheet.respondent = :person)
      UNION ALL
      SELECT 'prior', prior.id, prior.head, prior.fiscal_year, prior.no FROM own, prior
      WHERE prior.state = 'kept' AND prior.sheet = :sheet AND prior.subject = :subject AND prior.fiscal_year < own.year)
    SELECT source, id, head, fiscal_year, own.year - fiscal_year AS ago, max(no) AS no FROM own, found
    GROUP BY fiscal_year, source ORDER BY fiscal_year DESC, source = 'prior'"""


def earlier_answers(session: Session, row: Row) -> Mapping[str, Earlier]:
    """The latest answer of an earlier year to each item of a sheet about the same subject, by item code.

    They come from this store, or from results that were taken over (a first year). What was 前年踏襲・未確認 counts
    nowhere until it is answered this year. They are read again only when they changed.
    """
    person = str(row["respondent"]) if row["mode"] == "person" else ""
    place = {name: row[name] for name in ("cycle", "sheet", "subject")}
    found = session.store.query(_EARLIER, {**place, "person": person, "year": session.year})
    if not found:
        return {}
    read = (*(tuple(one.values()) for one in found), str(row["policy"]))
    kept = session.earlier.get(str(row["id"]))
    if kept is None or kept[0] != read:
        kept = session.earlier[str(row["id"])] = (read, _merged(session, row, found))
    return kept[1]


def _merged(session: Session, row: Row, found: list[Row]) -> dict[str, Earlier]:
    """Year by year, the latest first, until each item of the sheet is found."""
    asked, known = set(row["items"] or ()), dict[str, Earlier]()
    for one in found:
        if known and asked <= known.keys():
            break
        source, id, year = str(one["source"]), str(one["id"]), int(one["fiscal_year"])
        answered = _answered(session, id, year) if source == "sheet" else _taken_over(session, id, year)
        age = {"ago": int(one["ago"]), "older": year != found[0]["fiscal_year"]}
        of_year = _as_asked_now(session, *answered, str(row["policy"]))
        known = {code: replace(last, **age) for code, last in of_year.items()} | known
    return known


def _answered(session: Session, sheet: str, year: int) -> tuple[dict[str, Earlier], str]:
    """The answers of an earlier sheet, and the edition (digest) that it asked."""
    given = session.store.query("SELECT * FROM answer WHERE sheet = ? AND value <> ''", (sheet,))
    known = {str(line["item"]): Earlier(year, str(line["value"]), *_texts_of(line)) for line in given}
    return known, str(record.get(session, "sheet", sheet)["policy"])


def _texts_of(line: Row) -> tuple[str, str, str]:
    finding, reason, evidence = (str(line[name] or "") for name in domain.ANSWER_TEXTS)
    return finding, reason, evidence


def _taken_over(session: Session, id: str, year: int) -> tuple[dict[str, Earlier], str]:
    """The results that were taken over, and the edition (digest) in force when they were."""
    prior = record.get(session, "prior", id)
    known = {
        line["item"]: Earlier(year, line["value"], finding=line.get("finding", ""), evidence=line.get("evidence", ""))
        for line in prior["results"]
    }
    return known, editions.in_force(session, str(prior["opened_at"]))


def _as_asked_now(session: Session, known: dict[str, Earlier], before: str, now: str) -> dict[str, Earlier]:
    """Earlier answers by the codes that their items have in the edition (digest) of this sheet."""
    if before == now:
        return known
    carried = editions.carried(session, before, now)
    return {
        one.pair.new.code: replace(known[code], verdict=one.pair.verdict, question=one.question)
        for code, one in carried.items()
        if code in known and one.pair.new is not None
    }
