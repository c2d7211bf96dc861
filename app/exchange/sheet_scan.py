"""Looks through the parts of an Excel package before a reader unpacks them: true sizes, places of cells, formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from app.common.package import Broken, TooLarge, pieces

#: The longest text of one row, and the most cells a reader lays out at once (it fills every gap between them).
LONGEST_ROW, MOST_CELLS = 8 << 20, 20_000_000
#: So many formulas are named of one sheet; more would not be read.
MOST_FORMULAS = 50
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b(?:[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'])?[^>]*?(/?)>")
_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^>]*>\s*<(?:\w+:)?f\b")
_ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*?\bt=[\"']e[\"'])[^>]*?\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_BOMB = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class TooWide(TooLarge):
    """A sheet spreads over more cells than a reader can lay out."""


@dataclass(frozen=True)
class Extent:
    """How far the cells of a sheet reach, and where its first formulas and errors stand."""

    rows: int
    columns: int
    formulas: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def extents(path: Path, limit: int) -> dict[str, Extent]:
    """The extent of each worksheet part; each part is counted as it unpacks. ``TooLarge``, ``Broken`` (entities)."""
    found: dict[str, Extent] = {}
    left = limit
    with zipfile.ZipFile(path) as package, path.open("rb") as file:
        for part in package.infolist():
            counted = _counted(file, part, left)
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                found[part.filename] = _extent(counted)
            for _ in counted:
                pass
            left -= counted.total
    return found


class _counted:  # noqa: N801 (an iterator that is used like a function)
    """The pieces of a part, watched for entities and counted."""

    def __init__(self, file: BinaryIO, part: zipfile.ZipInfo, limit: int) -> None:
        self._pieces = pieces(file, part, limit)
        self._is_xml = part.filename.endswith((".xml", ".rels"))
        self._name, self._last, self.total = part.filename, b"", 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        if self._is_xml and _BOMB.search(self._last + piece):
            raise Broken(self._name)
        self._last = piece[-16:]
        self.total += len(piece)
        return piece


def _extent(found: Iterator[bytes]) -> Extent:
    """Row by row; cells may leave out where they stand, so that they are counted as well."""
    rows = columns = count = 0
    formulas: list[str] = []
    errors: list[str] = []
    for block in _rows(found):
        count += 1
        width = 0
        for letters, number, closed in _CELL.findall(block):
            width += 1
            if closed:  # an empty cell that only has a style takes no room
                continue
            rows = max(rows, int(number or count))
            columns = max(columns, _column(letters) if letters else width)
        if len(formulas) < MOST_FORMULAS:
            formulas += [match.decode() for match in _FORMULA.findall(block)]
        if len(errors) < MOST_FORMULAS:
            errors += [match.decode() for match in _ERROR.findall(block)]
        if rows * columns > MOST_CELLS:
            raise TooWide
    return Extent(rows, columns, tuple(formulas[:MOST_FORMULAS]), tuple(errors[:MOST_FORMULAS]))


def _rows(found: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in found:
        held += piece
        starts = [match.start() for match in _ROW.finditer(held)]
        for start, end in pairwise(starts):
            yield held[start:end]
        if starts:
            held = held[starts[-1] :]
        elif b"<" in held:
            held = held[held.rfind(b"<") :]
        if len(held) > LONGEST_ROW:
            raise TooLarge("row")
    if _ROW.match(held):
        yield held


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def by_sheet(path: Path, limit: int) -> dict[str, Extent]:
    """The extent of each sheet by its name."""
    found = extents(path, limit)
    try:
        with zipfile.ZipFile(path) as package:
            book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 (no entities: see extents)
            links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError) as error:
        raise Broken("xl/workbook.xml") from error
    parts = {link.get("Id"): str(link.get("Target")).lstrip("/").removeprefix("xl/") for link in links}
    named: dict[str, Extent] = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            extent = found.get("xl/" + parts.get(sheet.get(_REL), ""))
            named[str(sheet.get("name"))] = extent or Extent(0, 0)
    return named
