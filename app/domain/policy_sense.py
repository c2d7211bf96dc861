"""What a book says in words or figures that fit their cells and yet mean nothing to the program, each by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain import form_sense
from app.domain.forms import CHOICES
from app.domain.policy_book import SEPARATOR, Flaw, Pairs, Place, Table
from app.domain.policy_cells import Choices, is_open
from app.domain.policy_rows import Read, list_at
from app.domain.policy_sheets import SHEETS

#: The least and the most of a figure, by the sheet and its column.
_BOUNDS: Mapping[tuple[str, str], tuple[int, int]] = {
    ("classes", "rank"): (0, 99),
    ("items", "weight"): (1, 3),
    ("items", "cycle"): (0, 3),
    ("items_off", "weight"): (1, 3),
    ("items_off", "cycle"): (0, 3),
    ("carryout_rules", "max_days"): (1, 3660),
}
#: The same for keys and values.
_PATH_BOUNDS: Mapping[str, tuple[int, int]] = {
    "password.min_length": (8, 64),
    "password.max_length": (8, 256),
    "retention.default_years": (1, 100),
    "retention.per_form.": (1, 100),
}


def unknown(raw: Mapping[str, Any], read: Read, choices: Choices) -> list[Flaw]:
    """Entries of lists that a city may add to, which it does not declare and the program does not know either."""
    more = _declared(raw)
    found = []
    for table in SHEETS:
        for column in table.columns if isinstance(table, Table) else ():
            if column.kind not in ("choice", "codes") or not is_open(column.of) or column.of not in more:
                continue
            known = dict.fromkeys((*choices[column.of], *sorted(more[column.of])))
            for number, line in read.lines.get(table.key, []):
                said = line.get(column.key)
                for part in said if isinstance(said, list) else [said]:
                    if isinstance(part, str) and part not in known:
                        place = Place(table.key, number, column.key)
                        found.append(Flaw(place, "not_offered", part[:60], SEPARATOR.join(known), column.of))
    return found


def _declared(raw: Mapping[str, Any]) -> dict[str, set[str]]:
    """What a profile adds to the open lists itself. A list that is not here says of itself what its entries mean."""
    forms = [row for row in list_at(raw, ("forms",)) if isinstance(row, Mapping)]
    keys = {str(row.get("key")) for row in forms}
    groups = raw.get("kind_groups")
    return {
        "rule_kind": {*(groups if isinstance(groups, Mapping) else ()), *CHOICES["medium_kind"]},
        "permission_act": {str(row["act"]) for row in forms if "act" in row}.union(*(CHOICES[name] for name in _ACTS)),
        "paper": keys,
        "box_form": keys,
        "figure": set(),
        "form_group": set(),
        "form_choices": set(CHOICES),
        "separation_act": set(),
        "demand": set(),
        "core_form": keys,
        "box_post": set(),
        "alternative": set(CHOICES["method"]),
    }


_ACTS = ("activity", "disposition")


def out_of_bounds(raw: Mapping[str, Any], read: Read) -> Iterator[Flaw]:
    """Figures that nobody could mean."""
    for (sheet, key), (least, most) in _BOUNDS.items():
        for number, line in read.lines.get(sheet, []):
            value = line.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and not least <= value <= most:
                yield Flaw(Place(sheet, number, key), "out_of_bounds", str(value), f"{least}〜{most}")
    for path, number in read.paths.items():
        value = _at(raw, path)
        bounds = next((bounds for begins, bounds in _PATH_BOUNDS.items() if path.startswith(begins)), None)
        if bounds and isinstance(value, int) and not bounds[0] <= value <= bounds[1]:
            yield Flaw(Place(_sheet_of(path), number, "ja"), "out_of_bounds", str(value), f"{bounds[0]}〜{bounds[1]}")
    shortest, longest = _at(raw, "password.min_length"), _at(raw, "password.max_length")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        row = read.paths.get("password.min_length") or read.paths.get("password.max_length", 0)
        yield Flaw(Place("settings", row, "ja"), "out_of_bounds", str(shortest), f"〜{longest}")


def odd_forms(read: Read, *, breaking: bool) -> Iterator[Flaw]:
    """What a city's own forms say that means nothing; ``breaking``: that with which they could not be used at all."""
    for each in form_sense.odd(read.raw):
        if each.breaks == breaking:
            sheet, number = _row_of(read, each.at)
            yield _flaw(Place(sheet, number, each.part), each)
    for each in form_sense.odd_fields(read.raw):
        if each.breaks == breaking:
            number, _ = read.lines["form_fields"][each.at[0] - 1]
            yield _flaw(Place("form_fields", number, each.part), each)


#: Of which list the codes are that would be taken.
_LIST_OF = {"form_stage_unknown": "form_stage", "core_form_closed": "core_form"}


def _flaw(place: Place, odd: form_sense.Odd) -> Flaw:
    return Flaw(place, odd.code, odd.value[:60], SEPARATOR.join(odd.known), _LIST_OF.get(odd.code, ""))


def _row_of(read: Read, at: tuple[int, ...]) -> tuple[str, int]:
    """The sheet and the row of a form, of its field, or of a column within that."""
    number, form = read.lines["forms"][at[0] - 1]
    found, within = ("forms", number), ""
    for place in at[1:]:
        rows = [
            (number, line)
            for number, line in read.lines.get("form_parts", [])
            if line.get("form") == form.get("key") and (line.get("within") or "") == within
        ]
        if place > len(rows):  # they stand in the last column of the form itself
            break
        found, within = ("form_parts", rows[place - 1][0]), str(rows[place - 1][1].get("name"))
    return found


def _at(raw: Mapping[str, Any], path: str) -> Any:
    value: Any = raw
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _sheet_of(path: str) -> str:
    section = path.partition(".")[0]
    return next(sheet.key for sheet in SHEETS if isinstance(sheet, Pairs) and section in sheet.sections)
