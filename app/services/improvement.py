"""改善計画: matters born from weak answers, planned, reported on, finished and confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.common.i18n import t
from app.domain import improvement as domain
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.services import record
from app.services.approval import Seen, Signet
from app.services.register import register_ids, register_page
from app.services.session import Changes, Session
from app.store.ledger import Change

if TYPE_CHECKING:
    from app.services.earlier import Earlier

LIST = (
    *("id", "no", "state", "item", "subject", "found_year", "weak_years", "measure", "owner", "due_on"),
    *("level", "changed_at"),
)
OPEN = ("open", "planned", "done")


def weak_values(profile: Profile) -> frozenset[str]:
    """The answers of the city's scale that lack points: △ and ×."""
    return frozenset(code for code, choice in profile.scale.items() if choice.points and float(choice.points) < 1)


def follow_in(
    change: Change, session: Session, sheet: Row, given: Mapping[str, Row], earlier: Mapping[str, Earlier]
) -> None:
    """After a sheet was handed in: open a matter for each weak answer, mark those weak again, withdraw what is mended.

    A matter of an earlier year that is still open is carried over, not doubled.
    """
    weak = weak_values(session.profile)
    known = {str(row["item"]): row for row in _of_subject(session, sheet)}
    for code, answer in given.items():
        matter = known.get(code)
        if answer["value"] not in weak:
            if matter is not None and matter["state"] == "open" and matter["sheet"] == sheet["id"]:
                form = record.form_of(session, "improvement")
                record.move_in(change, form, matter, "withdraw", remark=t("improvement.mended"))
        elif matter is None:
            _open_in(change, session, sheet, code, answer, earlier.get(code))
        elif str(session.year) not in matter["weak_years"]:
            _again_in(change, session, matter, answer)


def _of_subject(session: Session, sheet: Row) -> list[Row]:
    sql = "SELECT id FROM improvement WHERE subject = ? AND state IN ('open', 'planned', 'done') ORDER BY no"
    return [record.get(session, "improvement", str(row["id"])) for row in session.store.query(sql, (sheet["subject"],))]


def _open_in(change: Change, session: Session, sheet: Row, code: str, answer: Row, before: Earlier | None) -> None:
    years = [str(session.year)]
    if before is not None and before.value in weak_values(session.profile):
        years.insert(0, str(before.year))
    values = {
        "item": code,
        "sheet": sheet["id"],
        "subject": sheet["subject"],
        "found_year": session.year,
        "weak_years": years,
        "weak_value": answer["value"],
        "finding": answer["finding"] or "",
    }
    record.open_in(change, session, record.form_of(session, "improvement"), values)


def _again_in(change: Change, session: Session, matter: Row, answer: Row) -> None:
    """Weak one more year: 再指摘. What waited to be confirmed as mended has to be planned anew."""
    years = [*matter["weak_years"], str(session.year)]
    values = {"weak_years": years, "weak_value": answer["value"], "finding": answer["finding"] or matter["finding"]}
    kept = {name: value for name, value in values.items() if value != matter[name]}
    record.revise_in(change, record.form_of(session, "improvement"), matter, kept, t("improvement.weak_again"))


def plan(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    """Write cause, measure, person and day. A plan that stands already is corrected, with the old one kept."""
    row = record.get(session, "improvement", id)
    if row["state"] == "planned":
        return record.revise(session, "improvement", id, values, session.today)
    return record.move(session, "improvement", id, "plan", values)


def report(session: Session, id: str, values: Mapping[str, Any]) -> Changes:
    """One report of progress (中間, 年度末 or in between) beside those that stand."""
    row = record.get(session, "improvement", id)
    line = {"reported_on": session.today, **{name: value for name, value in values.items() if value}}
    return record.move(session, "improvement", id, "report", {"reports": [*(row["reports"] or []), line]})


def finish(session: Session, id: str, result: str) -> Changes:
    """The measure is done; the manager confirms it."""
    return record.move(session, "improvement", id, "finish", {"result": result, "finished_on": session.today})


def confirm(
    session: Session,
    id: str,
    signet: Signet,
    seen: Seen,
    *,
    decision: str = "confirm",
    remark: str = "",
    exception: str = "",
) -> Changes:
    """The manager seals that the matter is mended, or sends it back with a remark."""
    more = {"decision": decision, "remark": remark, "exception": exception}
    return record.seal(session, "improvement", id, "confirm", signet, seen, **more)


def withdraw(session: Session, id: str, remark: str) -> Changes:
    """The matter was none, or is dealt with elsewhere; why is kept."""
    return record.move(session, "improvement", id, "withdraw", remark=remark)


def all_open(session: Session) -> list[Row]:
    """Every matter that is not closed, by number."""
    found = session.store.query("SELECT id FROM improvement WHERE state IN ('open', 'planned', 'done') ORDER BY no")
    return [record.get(session, "improvement", str(row["id"])) for row in found]


def of_year(session: Session) -> list[Row]:
    """The matters of this year's plan, by number: those still open, and those mended since the year began.

    The year is that of the inspection under way, which may go on into the next one.
    """
    asked = session.store.query("SELECT max(fiscal_year) AS year FROM cycle WHERE state = 'open'")
    began = f"{min(asked[0]['year'] or session.year, session.year)}-04-01"
    sql = """SELECT id FROM improvement WHERE state IN ('open', 'planned', 'done')
        OR (state = 'closed' AND finished_on >= ?) ORDER BY no"""
    return [record.get(session, "improvement", str(row["id"])) for row in session.store.query(sql, (began,))]


def late(session: Session) -> list[Row]:
    """Matters past the day agreed."""
    return [row for row in all_open(session) if domain.is_late(row, session.today)]


def ids(
    session: Session, text: str = "", states: Sequence[str] = (), order: str = "no", down: bool = False
) -> list[str]:
    """The ids of matters that hold every word of ``text``."""
    return register_ids(session, "improvement", text, states, order if order in LIST else "no", down)


def page(session: Session, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these ids, in their order."""
    return register_page(session, "improvement", LIST, wanted)
