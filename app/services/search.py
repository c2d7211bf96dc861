"""Finding anything from anywhere: folded words over every register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.common.text import fold
from app.services.session import Session

#: The tables searched, the page that shows them, and what names a record besides its number.
_PLACES = (
    ("carryout", "carryout", "coalesce(nullif(info_name, ''), purpose)"),
    ("disposal", "disposal", "reason"),
    ("medium", "media", "medium_no || ' ' || coalesce(name, '')"),
    ("improvement", "improvement", "coalesce(measure, finding)"),
    ("sheet", "inspection", "subject"),
    ("entry", "records", "coalesce(json_extract(extra, '$.x_name'), json_extract(extra, '$.x_title'), form)"),
)
#: The most hits of each kind.
MOST = 12


@dataclass(frozen=True)
class Hit:
    """A record that holds every word: its kind, number, a few words, and where to open it."""

    kind: str
    no: str
    words: str
    page: str
    record: str


def find(session: Session, text: str) -> list[Hit]:
    """The records that hold every word of ``text``, the latest first, at most :data:`MOST` of a kind."""
    words = [word for word in map(fold, text.split()) if word]
    if not words:
        return []
    condition = " AND ".join(["instr(search, ?) > 0"] * len(words))
    found: list[Hit] = []
    for table, page, name in _PLACES:
        form = "form" if table == "entry" else f"'{table}' AS form"
        columns = f"id, no, {form}, {name} AS words"
        # a city's own form of a paper is no record that anybody looks for
        hidden = " AND form <> 'own_form'" if table == "entry" else ""
        sql = f'SELECT {columns} FROM "{table}" WHERE {condition}{hidden} ORDER BY changed_at DESC LIMIT ?'  # noqa: S608
        found += [_hit(page, row) for row in session.store.query(sql, (*words, MOST))]
    return found


def _hit(page: str, row: dict[str, Any]) -> Hit:
    kind = str(row["form"])
    record = f"{kind}/{row['id']}" if page == "records" else str(row["id"])
    words = "" if kind == "disposal" else str(row["words"] or "")
    return Hit(kind, str(row["no"]), words, page, record)
