"""Finding in registers that may be long: ids first, rows by the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.common.i18n import t
from app.common.text import fold, search_words
from app.domain.forms import CHOICES, Form
from app.services.excerpt import chosen
from app.services.session import Session
from app.store import tables

#: The choices by which people look for a row.
_CHOSEN = {"medium": ("medium_kind",), "disposal": ("disposition",)}


def register_ids(
    session: Session,
    table: str,
    text: str,
    states: Sequence[str],
    order: str,
    down: bool,
    where: str = "",
    values: Sequence[Any] = (),
    forms: Iterable[Form] = (),
) -> list[str]:
    """Ids of a register's rows by folded words, states and one column's (or expression's) order; ``forms`` as below.

    ``order`` and ``where`` come from the program, never from what somebody typed.
    """
    held, found = matching(table, search_words(text), forms)
    conditions = [part for part in (where, held) if part]
    given: list[Any] = [*values, *found]
    if states:
        conditions.append(f"state IN ({','.join('?' * len(states))})")
        given += states
    condition = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    direction = "DESC" if down else "ASC"
    column = order if "(" in order or order.startswith('"') else f'"{order}"'
    sql = f'SELECT id FROM "{table}" {condition} ORDER BY {column} {direction}, no {direction}'  # noqa: S608
    return [row[0] for row in session.store.conn.execute(sql, given).fetchall()]


def matching(table: str, words: Sequence[str], forms: Iterable[Form] = ()) -> tuple[str, list[str]]:
    """The condition that a row of ``table`` holds every folded word, and its values; empty for no words.

    A choice is found by its word in the language in force (USBメモリ), which the stored text cannot hold; ``forms``
    are those that share the table.
    """
    conditions, values = [], []
    for word in words:
        parts, given = ["instr(search, ?) > 0"], [word]
        for column in _CHOSEN.get(table, ()):
            codes = [code for code in CHOICES[column] if word in fold(t(f"choice.{column}.{code}"))]
            parts += [f'"{column}" IN ({",".join("?" * len(codes))})'] if codes else []
            given += codes
        for form in forms:
            for condition, found in _chosen_in(form, word):
                parts.append(condition)
                given += found
        conditions.append(f"({' OR '.join(parts)})")
        values += given
    return " AND ".join(conditions), values


def _chosen_in(form: Form, word: str) -> Iterator[tuple[str, list[str]]]:
    """The conditions by which a record of ``form`` was given a choice that holds the word, with their values."""
    for item in form.fields:
        if item.kind in ("choice", "choices") and (codes := chosen(item, word)):
            held = tables.further(item.name)
            if item.kind == "choices":
                held, codes = f"instr({held}, ?) > 0", [f'"{code}"' for code in codes]
                yield f"(form = ? AND ({' OR '.join([held] * len(codes))}))", [form.name, *codes]
            else:
                yield f"(form = ? AND {held} IN ({','.join('?' * len(codes))}))", [form.name, *codes]


def register_page(session: Session, table: str, columns: Sequence[str], wanted: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a register by id, in the order asked for."""
    if not wanted:
        return []
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ",".join("?" * len(wanted))
    found = session.store.query(f'SELECT {names} FROM "{table}" WHERE id IN ({marks})', tuple(wanted))  # noqa: S608
    by_id = {row["id"]: row for row in found}
    return [by_id[id] for id in wanted if id in by_id]
