"""Reads a written Excel book again, cell by cell and without openpyxl, which takes twice as long as writing did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

from app.exports.xlsx_cells import Written

_CHUNK = 1 << 18


class _SheetReader:
    """Follows one sheet's XML and feeds its cells to a `Written`."""

    def __init__(self) -> None:
        self.written = Written()
        self._row: list[str] = []
        self._kind = "n"
        self._parts: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._parts.append

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind = "s" if attributes.get("t") == "inlineStr" else attributes.get("t", "n")
            self._parts.clear()

    def _end(self, name: str) -> None:
        if name == "c":
            self._row.append(self._kind + "".join(self._parts))
        elif name == "row":
            self.written.row(self._row)
            self._row = []


def check(path: Path, expected: Sequence[Written]) -> None:
    """ValueError unless the sheets of the book, in order, hold exactly the rows and cells that were written.

    A damaged archive raises zipfile's and expat's own errors; every part is read and its checksum compared.
    """
    with ZipFile(path) as book:
        names = book.namelist()
        sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(expected) + 1)]
        if any(name.endswith(".bin") or "formula" in name.lower() for name in names):
            raise ValueError("the book holds more than cells")
        if sorted(name for name in names if name.startswith("xl/worksheets/sheet")) != sorted(sheets):
            raise ValueError("the book has other sheets than were written")
        for name, written in zip(sheets, expected, strict=True):
            if _read(book, name).summary() != written.summary():
                raise ValueError(f"{name} is not what was written")
        for name in set(names).difference(sheets):
            book.read(name)


def _read(book: ZipFile, name: str) -> Written:
    reader = _SheetReader()
    with book.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            reader.parser.Parse(chunk, False)
    reader.parser.Parse(b"", True)
    return reader.written
