"""A list of USB connections laid beside the register: what is not registered, not permitted, or should be gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from app.common.text import fold, fold_id
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.domain.trips import taken

GROUPS = ("unregistered", "unpermitted", "gone")
#: States of a request under which its media may be used elsewhere.
_GRANTED = frozenset({"permitted", "out", "back", "closed", "lost"})
#: States in which a medium should not be seen again, with the step that leads there.
GONE = {"disposed": "dispose", "waiting": "hold", "lost": "lose"}
_PLAIN = re.compile(r"[^0-9A-Z]")
_DEVICES = frozenset({"pc", "tablet"})


class Connection(Struct, frozen=True):
    """One line of the list: times are ISO dates, with the time where the list has one."""

    cell: str
    serial: str
    pc: str = ""
    user: str = ""
    first: str = ""
    last: str = ""
    device: str = ""


class Finding(Struct, frozen=True):
    """What does not fit, for one medium on one PC: ``code`` names the sentence, ``medium`` is empty if unknown."""

    group: str
    code: str
    serial: str
    pc: str
    users: tuple[str, ...]
    first: str
    last: str
    cells: tuple[str, ...]
    device: str = ""
    medium: str = ""
    no: str = ""
    day: str = ""


class Comparison(Struct, frozen=True):
    """What came of it: findings, how many lines and serials there were, and how many serials fit."""

    findings: tuple[Finding, ...]
    lines: int
    serials: int
    fitting: int
    knows_pcs: bool

    def of(self, group: str) -> list[Finding]:
        """The findings of one of :data:`GROUPS`."""
        return [one for one in self.findings if one.group == group]


class Register(Struct, frozen=True):
    """What the list is compared with: the media, the requests by medium, and the day since when each one is gone."""

    profile: Profile
    media: Sequence[Row]
    requests: Mapping[str, Sequence[Row]] = {}
    gone: Mapping[str, str] = {}


def serial_key(said: str) -> str:
    """A serial as it is compared: the last part of a device's path, without what Windows hangs on to it."""
    last = fold_id(said).replace("/", "\\").rstrip("\\").split("\\")[-1]
    return _PLAIN.sub("", re.sub(r"&\d+$", "", last))


def is_made_up(said: str) -> bool:
    """Whether Windows made the serial up because the device has none (its second character is then an ampersand)."""
    last = fold_id(said).split("\\")[-1]
    return len(last) > 1 and last[1] == "&"


def compare(found: Iterable[Connection], register: Register) -> Comparison:
    """Lay the lines beside the register."""
    by_serial = _by_serial(register.media)
    pcs = _pcs(register.media)
    lines = list(found)
    knows_pcs = any(fold(line.pc) in pcs for line in lines if line.pc)
    findings: dict[tuple[str, str, str], Finding] = {}
    faulty: set[str] = set()
    for line in lines:
        key = serial_key(line.serial)
        medium = by_serial.get(key)
        pc = pcs.get(fold(line.pc)) if line.pc else None
        for one in _findings(line, medium, pc, register, knows_pcs):
            faulty.add(key)
            place = (one.code, key, fold(line.pc))
            findings[place] = _merged(findings[place], one) if place in findings else one
    serials = {serial_key(line.serial) for line in lines}
    fitting = len((serials & by_serial.keys()) - faulty)
    ordered = sorted(findings.values(), key=lambda one: (GROUPS.index(one.group), one.no, one.serial, one.pc))
    return Comparison(tuple(ordered), len(lines), len(serials), fitting, knows_pcs)


def _by_serial(media: Sequence[Row]) -> dict[str, Row]:
    """Media by serial; one that is still here counts before one that was disposed of under the same serial."""
    found: dict[str, Row] = {}
    for row in sorted(media, key=lambda row: row["state"] != "disposed"):
        if key := serial_key(str(row["serial"] or "")):
            found[key] = row
    return found


def _pcs(media: Sequence[Row]) -> dict[str, Row]:
    names = ("name", "medium_no", "asset_no", "serial")
    return {
        fold(str(row[name])): row
        for row in media
        if row["medium_kind"] in _DEVICES and row["state"] != "disposed"
        for name in names
        if row.get(name)
    }


def _findings(
    line: Connection, medium: Row | None, pc: Row | None, register: Register, knows_pcs: bool
) -> list[Finding]:
    bare = Finding("", "", line.serial, line.pc, _one(line.user), line.first, line.last, (line.cell,), line.device)
    if medium is None:
        code = "no_serial" if is_made_up(line.serial) else "unregistered"
        return [replace(bare, group="unregistered", code=code)]
    about = replace(bare, medium=str(medium["id"]), no=str(medium["medium_no"]))
    if medium["state"] in GONE:
        day = register.gone.get(about.medium, "")
        late = not line.last or not day or line.last[:10] > day
        return [replace(about, group="gone", code=f"seen_{medium['state']}", day=day)] if late else []
    codes = _against(line, medium, pc, register, knows_pcs)
    return [replace(about, group="unpermitted", code=code) for code in codes]


def _against(line: Connection, medium: Row, pc: Row | None, register: Register, knows_pcs: bool) -> list[str]:
    """What stands against the use of a registered medium: on another's PC without permission, in another zone."""
    requests = register.requests.get(str(medium["id"]), ())
    if pc is None:
        # Only where the list names PCs of the register can a name that is not there mean another's PC.
        return ["not_permitted"] if knows_pcs and line.pc and not _covered(line, requests) else []
    found = []
    if _one_zone(register.profile, medium) and medium["zone"] and pc["zone"] and medium["zone"] != pc["zone"]:
        found.append("other_zone")
    if any(
        _is_away(row, str(medium["id"]), moment) and pc["id"] not in (row["media"] or [])
        for row in requests
        for moment in _days(line)
    ):
        found.append("here_while_out")
    return found


def _covered(line: Connection, requests: Sequence[Row]) -> bool:
    granted = [row for row in requests if row["state"] in _GRANTED]
    if not _days(line):
        return bool(granted)
    return all(any(str(row["starts_on"]) <= day <= str(row["due_on"]) for row in granted) for day in _days(line))


def _is_away(row: Row, medium: str, day: str) -> bool:
    """Whether the medium was out on the whole of a day."""
    trips = [
        (row["out_at"], row["back_at"]),
        *((trip.get("out_at"), trip.get("back_at")) for trip in row["trips"] or [] if medium in taken(row, trip)),
    ]
    return any(out and str(out)[:10] < day and (not back or day < str(back)[:10]) for out, back in trips)


def _one_zone(profile: Profile, medium: Mapping[str, Any]) -> bool:
    return any(
        rule.demand == "one_zone" and profile.names_kind(rule, str(medium["medium_kind"]))
        for rule in profile.media_rules
    )


def _days(line: Connection) -> list[str]:
    return list(dict.fromkeys(moment[:10] for moment in (line.first, line.last) if moment))


def _one(said: str) -> tuple[str, ...]:
    return (said,) if said else ()


def _merged(one: Finding, other: Finding) -> Finding:
    firsts, lasts = [x for x in (one.first, other.first) if x], [x for x in (one.last, other.last) if x]
    return replace(
        one,
        users=tuple(dict.fromkeys((*one.users, *other.users))),
        first=min(firsts, default=""),
        last=max(lasts, default=""),
        cells=one.cells + other.cells,
    )
