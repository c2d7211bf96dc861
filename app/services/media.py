"""The media register: entries, numbers, the life of one medium, and finding among very many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.common.text import fold_id
from app.domain import media as domain
from app.domain.policy import Objection
from app.services import record
from app.services.register import register_ids, register_page
from app.services.session import Changes, Session

#: How the first suggested number begins, by kind; a section writes its own pattern over it.
_LETTERS = {
    "pc": "PC",
    "usb": "USB",
    "hdd": "HDD",
    "ssd": "SSD",
    "optical": "CD",
    "external_hdd": "EHD",
    "paper": "DOC",
}

#: What stands before the running number, and the running number.
_PATTERN = re.compile(r"(.*?)([0-9]{1,9})")


def register(session: Session, values: Mapping[str, Any]) -> Changes:
    """Enter a medium, a device or a line of many. ``BadInput`` by field, ``Refused`` if the number is taken."""
    entered = {"registered_on": session.today, "quantity": 1, **values}
    number = fold_id(str(entered.get("medium_no", "")))
    taken = session.store.query("SELECT no FROM medium WHERE medium_no = ? AND state <> 'disposed'", (number,))
    if number and taken:
        from app.common.errors import BadInput, Fault

        raise BadInput(Fault("medium_no", "medium_no_taken", {"value": number}))
    return record.open(session, "medium", entered)


def suggest_number(session: Session, kind: str) -> str:
    """The next free identification number of a kind, by the pattern of the last one: 税-USB-07 gives 税-USB-08."""
    sql = "SELECT medium_no FROM medium WHERE medium_kind = ? ORDER BY opened_at DESC, no DESC LIMIT 20"
    for row in session.store.query(sql, (kind,)):
        if made := _next_number(session, str(row["medium_no"])):
            return made
    return _next_number(session, f"{_LETTERS.get(kind, 'M')}-0000")


def _next_number(session: Session, last: str) -> str:
    """The number after the highest of those that begin like ``last``; empty where it does not end in digits."""
    first = re.split("[〜~]", last)[0]
    found = _PATTERN.fullmatch(first)
    if found is None:
        return ""
    letters, digits = found.groups()
    sql = "SELECT medium_no FROM medium WHERE substr(medium_no, 1, ?) = ?"
    rows = session.store.query(sql, (len(letters), letters))
    alike = re.compile(re.escape(letters) + "([0-9]{1,9})(?:[〜~][^0-9]*([0-9]{1,9}))?")
    matches = [match for row in rows if (match := alike.fullmatch(str(row["medium_no"])))]
    highest = max((int(match[2] or match[1]) for match in matches), default=0)
    return f"{letters}{highest + 1:0{len(digits)}d}"


def numbers_in(text: str) -> int:
    """How many numbers a line's range spans: CD-0001〜0040 holds 40, CD-0001 and what is no range hold 1."""
    return domain.numbers_in(text)


def objections(session: Session, values: Mapping[str, Any]) -> list[Objection]:
    """What the rules say beside the form as it is filled in: refusals and warnings with their clauses."""
    private = domain.permitted_private(session.rows, session.today) if values.get("ownership") == "private" else ()
    return domain.objections(session.profile, values, private)


def name_of(row: Mapping[str, Any]) -> str:
    """How a medium is called in lists: number and name."""
    return " ".join(part for part in (str(row["medium_no"]), str(row.get("name") or "")) if part)


#: The columns that registers show; sorting is by these alone.
LIST = (
    *("id", "no", "state", "medium_no", "medium_kind", "quantity", "name", "info_class", "zone", "place", "serial"),
    *("registered_on", "changed_at", "contents"),
)


def ids(
    session: Session, text: str = "", states: Sequence[str] = (), order: str = "medium_no", down: bool = False
) -> list[str]:
    """The ids of the entries that hold every word of ``text``, in order: a list may be long, so rows come by page."""
    return register_ids(session, "medium", text, states, order if order in LIST else "medium_no", down)


def page(session: Session, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these ids, in their order, as :func:`held` gives them."""
    return held(session, register_page(session, "medium", LIST, wanted))


def held(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows, those that are held with what they are held for (``held_for``: a disposition), as a list says it."""
    waiting = [str(row["id"]) for row in rows if row["state"] == "waiting"]
    marks = ",".join("?" * len(waiting))
    sql = f"""SELECT medium.value AS id, disposition FROM disposal, json_each(disposal.media) AS medium
        WHERE state IN ('requested', 'permitted', 'performed') AND medium.value IN ({marks})"""  # noqa: S608
    found = session.store.query(sql, tuple(waiting)) if waiting else []
    known = {str(row["id"]): str(row["disposition"]) for row in found}
    return [{**row, "held_for": known.get(str(row["id"]), "")} for row in rows]


def life(session: Session, id: str) -> list[dict[str, Any]]:
    """The life of one medium: its own events, and every request and case that names it, oldest first."""
    found = [{"form": "medium", **event} for event in record.history(session, id)]
    for form in ("carryout", "disposal"):
        rows = session.store.query(f'SELECT id, no FROM "{form}" WHERE instr(media, ?)', (id,))  # noqa: S608
        for row in rows:
            found += [{"form": form, "no": row["no"], **event} for event in record.history(session, row["id"])]
    return sorted(found, key=lambda event: str(event["at"]))


def contents(session: Session, id: str) -> list[dict[str, Any]]:
    """The information assets in use that lie on a medium (number, name, class), by number."""
    sql = """SELECT no, json_extract(extra, '$.x_name') AS name, json_extract(extra, '$.x_info_class') AS info_class
        FROM entry WHERE form = 'asset' AND state = 'kept' AND instr(json_extract(extra, '$.x_media'), ?) ORDER BY no"""
    return session.store.query(sql, (id,))


def class_of_contents(session: Session, row: Mapping[str, Any]) -> str:
    """The highest class of what lies on a medium, where the register names a lower one for it; else empty."""
    own = str(row["info_class"])
    highest = session.profile.strictest([own, *(str(each["info_class"]) for each in contents(session, str(row["id"])))])
    return "" if highest == own else highest


def below(session: Session, ids: Sequence[str], info_class: str) -> list[dict[str, Any]]:
    """Those of the media that are registered with a lower class than what lies on them."""
    strictest = session.profile.strictest
    rows = page(session, ids)
    return [row for row in rows if strictest([str(row["info_class"]), info_class]) != str(row["info_class"])]
