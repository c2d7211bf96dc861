"""The layout of the policy book: which sheets it has, which columns each has, and what stands in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

#: Stands in a column's ``empty``: an empty cell means that the row does not say it at all.
ABSENT: Final[Any] = type("Absent", (), {"__repr__": lambda _self: "ABSENT"})()
#: What a column that takes up everything else is called; its text runs on in the cells to its right.
MORE = "more"
#: A row whose first cell begins with this is a remark and is not read.
REMARK = "※"
#: What a sheet of keys and values says for an empty list or an empty text.
NOTHING = "（なし）"
#: What parts the entries of a list in one cell when it is written; ``；``, ``、`` and line breaks are read as well.
SEPARATOR = "；"
#: What parts the code, the Japanese and the English of a choice that a form offers, one choice a line.
PART = "｜"


class Column(Struct, frozen=True):
    """One property of a row.

    ``kind``: text, words (Japanese and English, two cells), int, bool, choice (of the list ``of``), ref (a key of the
    sheet ``of``), list, codes (of the list ``of``), refs, offers, info (for people only, never read). ``empty`` is
    what an empty cell means.
    """

    key: str
    kind: str = "text"
    of: str = ""
    required: bool = False
    empty: Any = ABSENT
    width: int = 16

    @property
    def heads(self) -> tuple[str, ...]:
        """The keys of its cells: two for words, else its own."""
        return (f"{self.key}.ja", f"{self.key}.en") if self.kind == "words" else (self.key,)


class Table(Struct, frozen=True, dict=True):
    """A sheet of one row for one thing. ``path`` is where the list lies in the profile; ``name`` its key column.

    A sheet with ``parent`` holds what belongs to a row of another sheet: the first two columns name that row and the
    place within it.
    """

    key: str
    columns: tuple[Column, ...]
    path: tuple[str, ...] = ()
    name: str = "key"
    parent: str = ""
    needed: bool = False

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The keys of all its cells from left to right."""
        return (*(head for column in self.columns for head in column.heads), MORE)

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}


class Pairs(Struct, frozen=True):
    """A sheet of keys and values for whole sections; ``known`` maps patterns of paths to the kind of their value."""

    key: str
    sections: tuple[str, ...]
    known: tuple[tuple[str, Column], ...] = ()
    needed: bool = False

    heads = ("path", "meaning", "ja", "en", MORE)
    columns = (
        Column("path", width=30),
        Column("meaning", "info", width=44),
        Column("ja", width=44),
        Column("en", width=34),
    )


Sheet = Table | Pairs
Row = tuple[str | int | None, ...]

#: Lists that every profile holds, were they empty.
ALWAYS = ("clauses", "chapter", "item", "not_inspected")
#: The choice of a book: fill what is empty with the general defaults, or take it just as it stands.
FILL, AS_WRITTEN = "fill", "as_written"
MODE_PATH = "book.mode"


class Place(Struct, frozen=True):
    """Where something stands: the sheet's key, the number of the row and the key of the cell."""

    sheet: str
    row: int = 0
    head: str = ""


class Flaw(Struct, frozen=True):
    """What is wrong at a place of the book: what stands there, and a code whose text says what to do.

    ``known``: what would be taken; with ``of`` the codes of that list.
    """

    place: Place
    code: str
    value: str = ""
    known: str = ""
    of: str = ""


class Grid(Struct, frozen=True):
    """The cells of one sheet: rows of texts and numbers in the order of its heads, with the rows' numbers."""

    sheet: Sheet
    rows: tuple[Row, ...]
    numbers: tuple[int, ...] = ()

    def number(self, index: int) -> int:
        """The number of a row in its book."""
        return self.numbers[index] if self.numbers else index + 1
