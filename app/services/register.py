"""Finding in registers that may be long: ids first, rows by the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.common.text import fold
from app.services.session import Session


def register_ids(
    session: Session,
    table: str,
    text: str,
    states: Sequence[str],
    order: str,
    down: bool,
    where: str = "",
    values: Sequence[Any] = (),
) -> list[str]:
    """Ids of a register's rows by folded words, states and one column's (or expression's) order.

    ``order`` and ``where`` come from the program, never from what somebody typed.
    """
    words = [word for word in (fold(part) for part in text.split()) if word]
    conditions = [*([where] if where else []), *["instr(search, ?) > 0"] * len(words)]
    given: list[Any] = [*values, *words]
    if states:
        conditions.append(f"state IN ({','.join('?' * len(states))})")
        given += states
    condition = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    direction = "DESC" if down else "ASC"
    column = order if "(" in order or order.startswith('"') else f'"{order}"'
    sql = f'SELECT id FROM "{table}" {condition} ORDER BY {column} {direction}, no {direction}'  # noqa: S608
    return [row[0] for row in session.store.conn.execute(sql, given).fetchall()]


def register_page(session: Session, table: str, columns: Sequence[str], wanted: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a register by id, in the order asked for."""
    if not wanted:
        return []
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ",".join("?" * len(wanted))
    found = session.store.query(f'SELECT {names} FROM "{table}" WHERE id IN ({marks})', tuple(wanted))  # noqa: S608
    by_id = {row["id"]: row for row in found}
    return [by_id[id] for id in wanted if id in by_id]
