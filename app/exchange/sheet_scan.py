"""Looks through the parts of an Excel package before a reader unpacks them: true sizes, places of cells, formulas."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from time import thread_time
from xml.etree import ElementTree
from xml.parsers import expat

from msgspec import Struct

from app.common.package import Broken, Macros, TooLarge, pieces

#: The longest single token of a part, and the most cells a reader lays out at once (it fills every gap between them).
LONGEST_TOKEN, MOST_CELLS = 8 << 20, 6_000_000
#: How many rows a sheet may have, empty ones too: a list of a city's is far shorter, and each costs time.
MOST_ROWS = 200_000
#: How many elements a part may have, and how deep they may stand in one another.
MOST_ELEMENTS, DEEPEST = 40_000_000, 250
#: How many seconds of the processor a look may take: small elements cost far more than their bytes say.
MOST_SECONDS = 20.0
#: How many characters the cells of a sheet may hold together: a text that many cells share is laid out for each.
MOST_CHARACTERS = 100_000_000
#: So many formulas are named of one sheet; more would not be read.
MOST_FORMULAS = 50
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
#: Where a reader begins to take cells, whatever the part is called and wherever it lies.
_CELLS = b"sheetData"
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_PROGRAMS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HELD = frozenset({"v", "is", "f"})


class TooWide(TooLarge):
    """A sheet spreads over more cells than a reader can lay out."""


class TooLong(TooLarge):
    """A sheet has more rows than any list, whether something stands in them or not."""


class TooMuch(TooLarge):
    """A package holds so much that looking through it would keep somebody waiting."""


class Extent(Struct, frozen=True):
    """How far the cells of a sheet reach, and where its first formulas and errors stand."""

    rows: int
    columns: int
    formulas: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def extents(path: Path, limit: int) -> dict[str, Extent]:
    """The extent of each part that holds cells; each part is counted as it unpacks.

    ``TooLarge``, ``TooWide``, ``TooLong``, ``TooMuch``, ``Macros``, ``Broken`` (entities, what is no XML, numbers
    that lie).
    """
    found: dict[str, Extent] = {}
    shared: list[list[int]] = []
    uses: list[Counter[str]] = []
    left, until = limit, thread_time() + MOST_SECONDS
    with zipfile.ZipFile(path) as package, path.open("rb") as file:
        for part in package.infolist():
            scan = _Part(part.filename, part.file_size)
            for piece in pieces(file, part, left):
                left -= len(piece)
                scan.feed(piece)
                if thread_time() > until:
                    raise TooMuch(part.filename)
            scan.end()
            if scan.cells is not None:
                found[part.filename] = scan.cells.extent
            if scan.texts is not None:
                shared.append(scan.texts)
            uses.append(scan.uses)
    _weigh(shared, uses)
    return found


def _weigh(shared: Iterable[list[int]], uses: Iterable[Counter[str]]) -> None:
    """``TooLarge`` where the shared texts, each as often as a cell names it, are more than a reader can hold."""
    for texts in shared:
        for used in uses:
            places = ((place, count) for said, count in used.items() if (place := _number(said)) < len(texts))
            if sum(texts[place] * count for place, count in places) > MOST_CHARACTERS:
                raise TooLarge


class _Part:
    """One part as it unpacks: read as XML where a reader could, and looked at for cells everywhere.

    The parser is stricter than the readers are: what it takes, they take in the same way.
    """

    def __init__(self, name: str, size: int) -> None:
        self.cells: _Cells | None = None
        self.texts: list[int] | None = None  # the lengths of shared texts
        self.uses: Counter[str] = Counter()  # how often a cell names a shared text
        self._name, self._size = name, size
        folded = name.casefold()
        self._is_xml, self._foreign = folded.endswith((".xml", ".rels")), folded.startswith("customxml/")
        self._types = folded.endswith("[content_types].xml")
        self._parser: expat.XMLParserType | None = None
        self._is_listening = False
        self._last, self._fed, self._depth, self._elements = b"", 0, 0, 0

    def feed(self, piece: bytes) -> None:
        """The next bytes of the part."""
        joined = self._last + piece
        if self._types and _PROGRAMS.search(joined):
            raise Macros(self._name)
        if not self._fed and self._is_xml:
            self._begin(piece[:4])
        if _CELLS in joined and self.cells is None:
            if self._parser is None:
                raise Broken(self._name)
            self.cells = _Cells()
        self._last = piece[-16:]
        self._fed += len(piece)
        self._parse(piece)

    def _begin(self, first: bytes) -> None:
        """Readers take every part for UTF-8, so that other text could show them what the parser does not see.

        What other programs keep beside the sheets may be of any kind; no reader looks for cells there.
        """
        if b"\0" not in first and not first.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._parser = self._new_parser()
        elif not self._foreign:
            raise Broken(self._name)

    def end(self) -> None:
        """The part is over."""
        if self._fed:
            self._parse(b"", final=True)

    def _parse(self, piece: bytes, *, final: bool = False) -> None:
        if self._parser is None:
            return
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as error:
            raise Broken(self._name) from error
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            raise TooLarge(self._name)

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        return parser

    def _refuse(self, *_: object) -> None:
        raise Broken(self._name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST:
            raise TooLarge(self._name)
        if self._elements > MOST_ELEMENTS:
            raise TooMuch(self._name)
        local = name.rpartition(":")[2] if ":" in name else name
        # a reader makes room for so many at once; each takes a few bytes at least
        if local == "sst":
            if _number(attributes.get("uniqueCount", "0")) > self._size:
                raise Broken(self._name)
            self.texts = []
        if self.texts is not None:
            self._shared(local)
        if self.cells is not None:
            self.cells.start(local, attributes)
            if local == "v" and self.cells.is_shared:
                self._listen(self._on_use)

    def _shared(self, local: str) -> None:
        assert self.texts is not None
        if local == "si":
            self.texts.append(0)
        elif local == "t" and self.texts:
            self._listen(self._on_text)

    def _listen(self, heard: Callable[[str], None]) -> None:
        """Hear the characters until the element ends; hearing all of them would take twice the time."""
        if self._parser is not None:
            self._parser.CharacterDataHandler = heard
            self._is_listening = True

    def _on_text(self, said: str) -> None:
        if self.texts:
            self.texts[-1] += len(said)

    def _on_use(self, said: str) -> None:
        self.uses[said.strip()] += 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._is_listening and self._parser is not None:
            self._parser.CharacterDataHandler = None
            self._is_listening = False


class _Cells(Struct):
    """Where cells stand. They may leave that out, so that they are counted as well."""

    row: int = 0
    column: int = 0
    written: int = 0
    rows: int = 0
    columns: int = 0
    address: str = ""
    is_shared: bool = False
    held: int = 0
    formulas: list[str] = []
    errors: list[str] = []

    @property
    def extent(self) -> Extent:
        return Extent(self.rows, self.columns, tuple(self.formulas), tuple(self.errors))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the sheet begins."""
        if name == "row":
            self.row, self.column = _number(attributes.get("r", "")) or self.row + 1, 0
            self.written += 1
            if self.written > MOST_ROWS:
                raise TooLong
        elif name == "c":
            self._cell(attributes)
        elif name in _HELD:  # an empty cell that only has a style takes no room
            self._held(name)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        self.is_shared = attributes.get("t") == "s"
        self.address = attributes.get("r", "")
        if self.address:
            place = _ADDRESS.fullmatch(self.address)
            if place is None:
                raise Broken(self.address)
            self.row, self.column = int(place[2]), _column(place[1])
        if attributes.get("t") == "e" and self.address and len(self.errors) < MOST_FORMULAS:
            self.errors.append(self.address)

    def _held(self, name: str) -> None:
        self.held += 1
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        if (
            self.rows > _LAST_ROW
            or self.columns > _LAST_COLUMN
            or max(self.rows * self.columns, self.held) > MOST_CELLS
        ):
            raise TooWide
        if name == "f" and self.address and len(self.formulas) < MOST_FORMULAS:
            self.formulas.append(self.address)


def _number(said: str) -> int:
    """A number as it stands in an attribute; 0 for none, the largest for what is no plain number."""
    if not said:
        return 0
    return int(said) if len(said) < 19 and said.isascii() and said.isdecimal() else 1 << 62


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
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
