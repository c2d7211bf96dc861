"""What every paper needs beside its own record, read from the store."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.common.clock import fiscal_year
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.domain.words import earlier_edition
from app.exports.forms import Setting
from app.services import entry, inspection
from app.services.session import Session
from app.services.verification import verification_number


def setting_of(session: Session, selection: str = "", edition: Profile | None = None, year: int = 0) -> Setting:
    """The setting of a paper printed now; ``selection`` says in words which rows a register holds.

    ``edition`` is the policy that the record was made under, where another has been adopted since; ``year`` is the
    fiscal year that the paper belongs to (0: this one).
    """
    unit, rows = session.unit, session.rows
    people = dict(rows.table("person"))
    return Setting(
        edition or session.profile,
        str(unit["municipality"]),
        str(unit["unit"]),
        str(unit["unit_kind"]),
        year or session.year,
        session.clock.now(),
        verification_number(session),
        bool(unit["training"]),
        people,
        _systems(session),
        _Media(session),
        selection,
        earlier_edition(edition, session.profile) if edition is not None else "",
    )


def year_of_cycle(session: Session, id: str = "") -> int:
    """The fiscal year of an inspection, the running one where none is named; 0 if there is none."""
    found = session.rows.get("cycle", id) if id else inspection.cycle(session)
    return int(found["fiscal_year"]) if found else 0


def year_of(row: Row) -> int:
    """The fiscal year in which a record was begun; its paper belongs to that one whenever it is printed."""
    return fiscal_year(date.fromisoformat(str(row["opened_at"])[:10])) if row.get("opened_at") else 0


def _systems(session: Session) -> dict[str, str]:
    """The names of the systems that records mention."""
    if "system" not in entry.forms(session):
        return {}
    return {str(row["id"]): f"{row['no']} {row['extra'].get('x_name', '')}" for row in entry.rows(session, "system")}


class _Media(dict[str, Row]):
    """Media by id, read when a paper first names one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def get(self, id: str, default: Any = None) -> Any:
        if id not in self:
            found = self._session.rows.get("medium", id)
            if found is None:
                return default
            self[id] = found
        return self[id]
