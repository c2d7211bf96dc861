"""The shipped fonts for PDF: rare name kanji drawn in the right shape and read back as the very same text."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.common.resources import path

GOTHIC = "BIZUDPGothic-Regular"
BOLD = "BIZUDPGothic-Bold"
MINCHO = "BIZUDPMincho-Regular"
FALLBACK = "NotoSansJP-Regular"
GETA = "〓"

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNIT = re.compile(f".[{_SELECTORS}]?", re.DOTALL)
# Marks that have no shape of their own; fonts without a glyph for them would draw a box.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_PRIVATE_FROM = 0xF0000
_BORROWED = 4096  # subset numbers from here on belong to the fallback font

_codes: dict[str, str] = {}  # a unit of text that needs care -> the private code it is drawn with
_units: dict[int, str] = {}  # and back, for the text layer of the PDF


def _private_code(unit: str) -> str:
    """One code for a unit over all fonts, so that two fonts never mean different text by it."""
    code = _codes.get(unit)
    if code is None:
        number = _PRIVATE_FROM + len(_codes)
        code = _codes[unit] = chr(number)
        _units[number] = unit
    return code


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def to_unicode(name: str, subset: list[int]) -> str:
    """A ToUnicode CMap (PDF 32000-1, 9.10.3) right for characters beyond the BMP and for base + selector."""
    rows = [f"<{index:02X}> <{_hex(_units.get(code) or chr(code))}>" for index, code in enumerate(subset)]
    blocks: list[str] = []
    for start in range(0, len(rows), 100):  # the format allows 100 entries a block
        block = rows[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    head = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap"]
    head += ["/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def"]
    head += [f"/CMapName /{name}-UCS def", "/CMapType 2 def", "1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    return "\n".join([*head, *blocks, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def _u24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "big")


def variation_glyphs(cmap: bytes) -> dict[str, int | None]:
    """Every base + selector pair of a TrueType `cmap` table's format 14; None stands for the ordinary glyph."""
    pairs: dict[str, int | None] = {}
    (count,) = struct.unpack_from(">H", cmap, 2)
    for offset in {struct.unpack_from(">L", cmap, 8 + 8 * index)[0] for index in range(count)}:
        if cmap[offset : offset + 2] == b"\x00\x0e":
            pairs.update(_format_14(cmap[offset:]))
    return pairs


def _format_14(table: bytes) -> Iterator[tuple[str, int | None]]:
    (records,) = struct.unpack_from(">L", table, 6)
    for at in range(10, 10 + 11 * records, 11):
        selector = chr(_u24(table, at))
        ordinary, special = struct.unpack_from(">LL", table, at + 3)
        if ordinary:
            (count,) = struct.unpack_from(">L", table, ordinary)
            for entry in range(ordinary + 4, ordinary + 4 + 4 * count, 4):
                first = _u24(table, entry)
                yield from ((chr(code) + selector, None) for code in range(first, first + table[entry + 3] + 1))
        if special:
            (count,) = struct.unpack_from(">L", table, special)
            for entry in range(special + 4, special + 4 + 5 * count, 5):
                yield chr(_u24(table, entry)) + selector, int.from_bytes(table[entry + 3 : entry + 5], "big")


class _Widths(dict[str, float]):
    """Advance of a character in thousandths of the size, looked up once."""

    def __init__(self, face: Any) -> None:
        self._face = face

    def __missing__(self, char: str) -> float:
        width = self[char] = float(self._face.charWidths.get(ord(char), self._face.defaultWidth))
        return width


class JFont(TTFont):
    """A TrueType font that borrows what it lacks from the fallback font, character by character.

    Text goes through `encode` before it is measured or drawn. A unit (a character, or a base with its variation
    selector) that is not simply in the font gets a private code: the right glyph here, a glyph of the fallback
    font, or 〓 where no font has it; whichever it is, the text layer says what was typed.
    """

    def __init__(self, name: str, file: str, fallback: str | None = None) -> None:
        super().__init__(name, file, shapable=False)
        self._fallback_name = fallback
        self._own = frozenset(map(chr, self.face.charToGlyph)) - {"\t", "\n", "\r"}
        self._encoded: dict[str, str] = {"\n": "\n"}  # lines are broken later
        self._borrowed: set[str] = set()
        self._pairs: dict[str, int | None] | None = None
        self._per_mille = _Widths(self.face)

    @property
    def fallback(self) -> JFont | None:
        """The font to borrow from, loaded when first needed."""
        return font(self._fallback_name) if self._fallback_name else None

    def encode(self, text: str) -> str:
        """The text as this font draws it: same units, rare ones as private codes, invisible ones dropped."""
        if self._own.issuperset(text):
            return text
        known = self._encoded
        plain = _INVISIBLE.sub("", text.replace("\t", " "))
        return "".join(known.get(unit) or self._encode_unit(unit) for unit in _UNIT.findall(plain))

    def width(self, encoded: str, size: float) -> float:
        """Width in points of text that has been through `encode`."""
        return sum(map(self._per_mille.__getitem__, encoded)) * size / 1000

    def glyph(self, unit: str) -> int | None:
        """The glyph this font itself has for a unit of text, or None."""
        if len(unit) == 1:
            return int(self.face.charToGlyph[ord(unit)]) if unit in self._own else None
        if self._pairs is None:
            self._pairs = variation_glyphs(self.face.get_table("cmap"))  # type: ignore[no-untyped-call]
        if unit not in self._pairs:
            return None
        special = self._pairs[unit]
        return self.glyph(unit[0]) if special is None else special

    def missing(self, unit: str) -> bool:
        """Whether neither this font nor the fallback has the unit."""
        return self.glyph(unit) is None and (self.fallback is None or self.fallback.missing(unit))

    def _encode_unit(self, unit: str) -> str:
        if unit in self._own:
            return unit
        code = _private_code(unit)
        glyph, other = self.glyph(unit), self.fallback
        if glyph is None and other is not None and (not other.missing(unit) or self.glyph(unit[0]) is None):
            other._encode_as(code, unit)
            self.face.charWidths[ord(code)] = other.face.charWidths[ord(code)]
            self._borrowed.add(code)
        else:
            self._encode_as(code, unit)
        self._encoded[unit] = code
        return code

    def _encode_as(self, code: str, unit: str) -> None:
        glyph = next((g for g in map(self.glyph, (unit, unit[0], GETA)) if g is not None), 0)
        self.face.charToGlyph[ord(code)] = glyph
        self.face.charWidths[ord(code)] = self.face.hmetrics[glyph][0] * 1000 / self.face.unitsPerEm

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """As reportlab's, with borrowed characters in subsets of the fallback font."""
        other = self.fallback if self._borrowed and not self._borrowed.isdisjoint(text) else None
        if other is None:
            return super().splitString(text, doc, encoding)
        pieces: list[tuple[int, bytes]] = []
        for borrowed, run in groupby(text, self._borrowed.__contains__):
            run_text = "".join(run)
            if borrowed:
                pieces += [(_BORROWED + number, data) for number, data in other.splitString(run_text, doc, encoding)]
            else:
                pieces += super().splitString(run_text, doc, encoding)
        return pieces

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802
        """As reportlab's, asking the fallback font for its own subsets."""
        if subset >= _BORROWED and self.fallback is not None:
            return self.fallback.getSubsetInternalName(subset - _BORROWED, doc)
        return super().getSubsetInternalName(subset, doc)

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """As reportlab's; its text layer, wrong beyond the BMP, is replaced."""
        state = self.state.get(doc)
        subsets = [list(subset) for subset in state.subsets] if state else []
        names = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            stream = doc.idToObject[fonts[name].ToUnicode.name]
            stream.content = to_unicode(fonts[name].BaseFont, subset)


@cache
def font(name: str) -> JFont:
    """The shipped font of that name, loaded (about 0.1 s) and registered once in the process.

    reportlab hands out the first object for every later name of the same face, so nothing else may register these.
    """
    made = JFont(name, str(path("fonts") / f"{name}.ttf"), None if name == FALLBACK else FALLBACK)
    pdfmetrics.registerFont(made)
    return made


def missing(text: str) -> list[str]:
    """What no shipped font can draw, each once, as 「U+XXXX 字」, to be named before printing.

    A variation selector that no font knows counts: the ordinary shape would be printed instead.
    """
    gothic = font(GOTHIC)
    if gothic._own.issuperset(text):
        return []
    units = dict.fromkeys(_UNIT.findall(_INVISIBLE.sub("", re.sub(r"\s", " ", text))))
    return [f"{' '.join(f'U+{ord(char):04X}' for char in unit)} {unit}" for unit in units if gothic.missing(unit)]
