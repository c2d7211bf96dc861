"""Finds the head row of a list that somebody else laid out, and which column is which field, by the words in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from app.common.errors import Refused
from app.common.text import fold
from app.exchange.answers import KEYS
from app.exchange.sheets import Book, Sheet, address, text

#: How far down a head is looked for, and how many rows are looked through for a sample.
_DEEPEST, _SAMPLES = 40, 30
_IN_BRACKETS = re.compile(r"[（(［\[【〔〈<].*?[）)］\]】〕〉>]")
_MARKS = re.compile(r"[※*＊★☆●○◎：:\s　]|必須|任意")
_EXACT, _LOOSE, _WITHIN = 3, 2, 1
Words = Mapping[str, Sequence[str]]


class Column(Struct, frozen=True):
    """One column: its number from 1, what it is remembered by, its heading, a value from it, and its field ("")."""

    at: int
    key: str
    heading: str
    sample: str
    field: str = ""


class Head(Struct, frozen=True):
    """The head of a list: where it stands and what its columns are."""

    sheet: Sheet
    row: int
    columns: tuple[Column, ...]

    def at(self, field: str) -> int:
        """The column of a field; 0 if the list has none."""
        return next((column.at for column in self.columns if column.field == field), 0)

    def cell(self, row: int, field: str) -> str:
        """The address of a field's cell in a row; the row's first cell where the list has no such column."""
        return address(row, self.at(field) or 1)


def find(book: Book, words: Words, mapping: Mapping[str, str], sheet: str = "", loose: Words | None = None) -> Head:
    """The head of the sheet named, else of the sheet that looks most like the list that is meant.

    ``words`` are the headings by which each field is known, ``loose`` those that may mean several fields: they go to
    the first that no surer heading has taken. ``mapping`` gives the field of a column by its key and wins ("" leaves
    the column out). ``Refused`` if nothing stands in the file.
    """
    wanted = [one for one in book.sheets if one.name in names(book) and sheet in ("", one.name)]
    if not wanted:
        raise Refused("import_empty", file=book.file)
    folded = {field: {fold(word): _EXACT for word in known if word} for field, known in words.items()}
    for field, known in (loose or {}).items():
        folded[field] = {fold(word): _LOOSE for word in known} | folded.get(field, {})
    found = [_head_row(one, folded, mapping) for one in wanted]
    at = max(range(len(wanted)), key=lambda place: (found[place][0], -place))
    return _head(wanted[at], found[at][1], folded, mapping)


def names(book: Book) -> tuple[str, ...]:
    """The sheets that may hold the list: those with something in them, but for the hidden one of our own books."""
    return tuple(one.name for one in book.sheets if one.rows and one.name != KEYS)


def plain(heading: str) -> str:
    """A heading as it is compared: without what stands in brackets, marks and spaces."""
    short = _MARKS.sub("", _IN_BRACKETS.sub("", heading))
    return fold(short or heading)


_Known = Mapping[str, Mapping[str, int]]


def _head_row(sheet: Sheet, words: _Known, mapping: Mapping[str, str]) -> tuple[int, int]:
    """How much the likeliest head row looks like one, and its number."""
    likely = (0, 0)
    for row, cells in enumerate(sheet.rows[:_DEEPEST], 1):
        keys = _keys([text(cell) for cell in cells])
        points = sum(_guess(keys, words)[1].values()) + sum(_EXACT for key in keys if key in mapping and key[0] != "#")
        if points > likely[0]:
            likely = (points, row)
    if likely[0] >= _EXACT:
        return likely
    # Nothing is known: the fullest of the first rows, so that a person can say what its columns are.
    fullest = max(range(1, min(len(sheet.rows), 10) + 1), key=lambda row: (len(_filled(sheet, row)), -row))
    return 0, fullest


def _filled(sheet: Sheet, row: int) -> list[str]:
    return [said for cell in sheet.rows[row - 1] if (said := text(cell))]


def _keys(headings: Sequence[str]) -> list[str]:
    """What each column is remembered by: its heading, numbered where the same one stands again; its place for none."""
    seen: dict[str, int] = {}
    keys = []
    for at, heading in enumerate(headings, 1):
        key = fold(heading)
        seen[key] = seen.get(key, 0) + 1
        keys.append(f"#{at}" if not key else key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def _guess(keys: Sequence[str], words: _Known) -> tuple[dict[int, str], dict[int, int]]:
    """The field of each column, the surest first and each once; and how sure each guess is."""
    offers = []
    for at, key in enumerate(keys, 1):
        heading = plain(key)
        for place, (field, known) in enumerate(words.items()):
            sure = _likeness(heading, known) if heading else (0, 0)
            if sure[0]:
                offers.append((-sure[0], -sure[1], at, place, field))
    fields: dict[int, str] = {}
    points: dict[int, int] = {}
    for sure_, _length, at, _place, field in sorted(offers):
        if at not in fields and field not in fields.values():
            fields[at], points[at] = field, -sure_
    return fields, points


def _likeness(heading: str, known: Mapping[str, int]) -> tuple[int, int]:
    if heading in known:
        return known[heading], len(heading)
    within = [len(word) for word, sure in known.items() if sure == _EXACT and len(word) > 1 and word in heading]
    return (_WITHIN, max(within)) if within and len(heading) <= 3 * max(within) else (0, 0)


def _head(sheet: Sheet, row: int, words: _Known, mapping: Mapping[str, str]) -> Head:
    width = max((len(cells) for cells in sheet.rows[row - 1 : row + _SAMPLES]), default=0)
    headings = [text(sheet.cell(row, at)) for at in range(1, width + 1)]
    keys = _keys(headings)
    fields = _given(keys, mapping)
    free = {field: known for field, known in words.items() if field not in fields.values()}
    guessed, _ = _guess(["" if at in fields else key for at, key in enumerate(keys, 1)], free)
    columns = []
    for at, (key, heading) in enumerate(zip(keys, headings, strict=True), 1):
        below = (text(sheet.cell(under, at)) for under in range(row + 1, row + 1 + _SAMPLES))
        sample = next((said for said in below if said), "")
        if heading or sample:
            columns.append(Column(at, key, heading, sample, {**guessed, **fields}.get(at, "")))
    return Head(sheet, row, tuple(columns))


def _given(keys: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    """The fields that a person said; two lists may call one field by two names, and here both stand: the first wins."""
    fields: dict[int, str] = {}
    for at, key in enumerate(keys, 1):
        if key in mapping:
            fields[at] = "" if mapping[key] in fields.values() else mapping[key]
    return fields
