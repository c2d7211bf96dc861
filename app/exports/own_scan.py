"""Looks through a city's Excel form before anything opens it: its bounds, and what would not come out again."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from xml.parsers import expat

from msgspec import Struct, field

from app.common import package
from app.common.errors import Refused

#: Bounds of a form: bytes of the file, bytes unpacked, members, elements of XML, cells and cells in merged areas.
LARGEST, UNPACKED, MEMBERS = 20 * 2**20, 80 * 2**20, 2000
MOST_ELEMENTS, MOST_CELLS = 1_500_000, 100_000
#: Parts that are written again as they were, or follow from the others.
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|.*/?_rels/.*\.rels|docProps/(app|core|custom)\.xml|docProps/thumbnail\..*"
    r"|xl/(workbook|styles|sharedStrings|calcChain)\.xml|xl/theme/theme\d*\.xml|xl/tables/.*|xl/persons/.*"
    r"|xl/(worksheets|chartsheets)/[^/]+\.xml|xl/drawings/(drawing\d*\.xml|[^/]*\.vml)|.*/",
    re.IGNORECASE,
)
#: Parts by what they are; the first pattern that fits. What is only changed is in :data:`CHANGED`.
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("charts", r"xl/charts/chart\d*\.xml"),
        ("chart_looks", r"xl/(charts/|chartex|drawings/drawing\d*_)"),
        ("metafiles", r"xl/media/.*\.(emf|wmf|svg)"),
        ("images", r"xl/media/"),
        ("diagrams", r"xl/diagrams/"),
        ("controls", r"xl/(activeX|ctrlProps)/"),
        ("objects", r"xl/embeddings/"),
        ("pivots", r"xl/pivot(Tables|Cache)/"),
        ("links", r"xl/externalLinks/"),
        ("threads", r"xl/threadedComments/"),
        ("comments", r"xl/comments"),
        ("slicers", r"xl/(slicer|timeline)"),
        ("connections", r"xl/(connections\.xml|queryTables/|model/)"),
        ("signature", r"_xmlsignatures/"),
        ("printer", r"xl/printerSettings/"),
        ("label", r"docMetadata/"),
    )
)
#: What comes out again, but perhaps not quite as it was; everything else is lost.
CHANGED = frozenset({"charts", "images", "pivots", "links", "comments", "formulas"})
_SHEET_SETTINGS = frozenset({"protectedRanges", "customSheetViews", "ignoredErrors", "cellWatches", "smartTags"})
#: Elements by their name inside the parts of a sheet or a drawing.
_ELEMENTS = {
    "legacyDrawingHF": "header_images",
    "picture": "background",
    "rPh": "phonetic",
    "f": "formulas",
    "sp": "shapes",
    "grpSp": "shapes",
    "cxnSp": "shapes",
    **dict.fromkeys(_SHEET_SETTINGS, "sheet_settings"),
}
_X14 = {"dataValidation": "validations", "cfRule": "formats", "sparklineGroup": "sparklines"}
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
#: What a damaged package, or one with impossible sizes and places, makes its readers raise.
_BROKEN = (*package.DAMAGED, package.Broken, expat.ExpatError, OSError, ValueError, KeyError)
#: Of these there may be several parts to one thing that a person sees.
_ONCE = frozenset({"chart_looks", "diagrams", "signature", "label", "connections", "phonetic", "printer", "pivots"})


class Loss(Struct, frozen=True):
    """Something that openpyxl does not write again as it was: what, how often, and whether it is ``gone``."""

    kind: str
    count: int
    gone: bool


class _Found(Struct):
    name: str
    kinds: Counter[str] = field(default_factory=Counter)
    elements: int = 0
    cells: int = 0
    other: list[str] = []


def scan(name: str, data: bytes) -> tuple[Loss, ...]:
    """What would be lost or changed. ``Refused`` with what is wrong with the file and what to do."""
    if len(data) > LARGEST:
        raise Refused("import_too_large", file=name, mib=LARGEST // 2**20)
    if data.startswith(package.OLE):
        raise Refused("import_encrypted", file=name)
    if not data.startswith(package.ZIP):
        raise Refused("own_form_kind", file=name)
    if name.lower().endswith((".xlsm", ".xltm", ".xlam", ".xlsb")):
        raise Refused("own_form_macros", file=name)
    found = _Found(name)
    try:
        _parts(io.BytesIO(data), found)
    except Refused:
        raise
    except package.Macros as error:
        raise Refused("own_form_macros", file=name) from error
    except package.TooLarge as error:
        raise Refused("import_too_large", file=name, mib=UNPACKED // 2**20) from error
    except _BROKEN as error:
        raise Refused("import_broken", file=name) from error
    older = found.kinds.pop("older_controls", 0)  # drawn for old versions beside the part that newer ones read
    if older and "controls" not in found.kinds:
        found.kinds["controls"] = older
    kinds = [Loss(kind, 1 if kind in _ONCE else n, kind not in CHANGED) for kind, n in found.kinds.items()]
    return tuple(sorted(kinds, key=lambda loss: (not loss.gone, loss.kind)))


def _parts(file: io.BytesIO, found: _Found) -> None:
    with zipfile.ZipFile(file) as opened:
        parts = opened.infolist()
        if "xl/workbook.xml" not in package.look(opened, MEMBERS, UNPACKED):
            raise Refused("own_form_kind", file=found.name)
    left = UNPACKED
    for part in parts:
        _name(part.filename, found)
        left -= _read(file, part, found, left)


def _name(name: str, found: _Found) -> None:
    for kind, pattern in _PARTS:
        if pattern.match(name):
            found.kinds[kind] += 1
            return
    if not _KEPT.fullmatch(name):
        found.kinds["other"] += 1


def _read(file: io.BytesIO, part: zipfile.ZipInfo, found: _Found, left: int) -> int:
    """Read a part to its end, as XML if it is that. Its size."""
    parser: expat.XMLParserType | None = None
    total = 0
    for piece in package.pieces(file, part, left):
        if not total and _is_xml(piece):
            parser = _parser(part.filename, found)
        total += len(piece)
        if parser is not None and not _feed(parser, piece, part.filename):
            parser = None
    if parser is not None:
        _feed(parser, b"", part.filename, final=True)
    elif part.filename.endswith((".xml", ".rels")) and total:
        raise Refused("import_broken", file=found.name)
    return total


def _feed(parser: expat.XMLParserType, chunk: bytes, name: str, *, final: bool = False) -> bool:
    """Whether the part goes on as XML. Drawings for old versions need not be well formed; openpyxl never reads them."""
    try:
        parser.Parse(chunk, final)
    except expat.ExpatError:
        if not name.lower().endswith(".vml"):
            raise
        return False
    return True


def _is_xml(chunk: bytes) -> bool:
    head = chunk[:64].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()[:1] == b"<"


def _parser(name: str, found: _Found) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _handler(name, found)

    def refuse(*_: object) -> None:
        raise Refused("import_broken", file=found.name)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _handler(part: str, found: _Found) -> Callable[[str, dict[str, str]], None]:
    strings = part.lower().endswith("sharedstrings.xml")
    drawn = part.startswith("xl/drawings/drawing")
    shown = part.startswith(("xl/worksheets/", "xl/chartsheets/"))

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        found.elements += 1
        if local in ("c", "row"):
            found.cells += 1
        elif local == "mergeCell":
            found.cells += area(attributes.get("ref", ""))
        if found.elements > MOST_ELEMENTS or found.cells > MOST_CELLS:
            raise Refused("own_form_too_many", file=found.name, most=f"{MOST_CELLS:,}")
        if local == "ClientData" and attributes.get("ObjectType", "Note") not in ("Note", "Pict"):
            found.kinds["older_controls"] += 1
        if drawn or shown or strings:
            kind = _X14.get(local, "") if "/2009/9/main" in space else _ELEMENTS.get(local, "")
            if kind and (drawn == (kind == "shapes")) and (strings == (kind == "phonetic")):
                found.kinds[kind] += 1

    return start


def area(ref: str) -> int:
    """How many cells a range such as A1:C3 has. ``ValueError`` if it is none."""
    match = _AREA.fullmatch(ref)
    if match is None:
        raise ValueError(ref)
    left, top, right, bottom = match.groups()
    wide = abs(column(right) - column(left)) + 1 if right else 1
    return wide * (abs(int(bottom) - int(top)) + 1 if bottom else 1)


def column(letters: str) -> int:
    """The number of a column (A is 1)."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
