"""Reads the text of a Word file (.docx) with its automatic numbers, streaming and within bounds."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from msgspec import Struct

from app.common import package
from app.common.errors import Refused
from app.exchange.word_numbers import Level, Numbering

#: Bounds of what is unpacked: parts of the package and their bytes, bytes of the document and of each part beside it.
MEMBERS, UNPACKED, DOCUMENT, BESIDE = 4000, 300 * 2**20, 60 * 2**20, 10 * 2**20
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
#: What was deleted, is only a fallback, or is a reading above a word, is not read.
_SKIPPED = frozenset({"del", "moveFrom", "rt", "instrText", "delText", "Fallback"})


def read(path: Path) -> str:
    """The document's paragraphs as lines, tables with tabs. ``Refused`` for macros, bombs, DOCTYPEs, broken files."""
    try:
        with zipfile.ZipFile(path) as opened, path.open("rb") as file:
            names = package.look(opened, MEMBERS, UNPACKED)
            return _read(_Parts(file, {name: opened.getinfo(name) for name in names}))
    except _NoDocument as error:
        raise Refused("standard_kind", file=path.name) from error
    except package.Macros as error:
        raise Refused("standard_macros", file=path.name) from error
    except package.TooLarge as error:
        raise Refused("standard_too_large", file=path.name, mib=DOCUMENT // 2**20) from error
    except (*package.DAMAGED, package.Broken, expat.ExpatError, OSError, ValueError) as error:
        raise Refused("standard_broken", file=path.name) from error


class _NoDocument(Exception):
    """The package is something else than a Word document."""


class _Parts(Struct, frozen=True):
    file: BinaryIO
    named: dict[str, zipfile.ZipInfo]

    def pieces(self, name: str, most: int) -> Iterator[bytes]:
        """The bytes of a part; nothing if there is none of that name."""
        return package.pieces(self.file, self.named[name], most) if name in self.named else iter(())


def _read(parts: _Parts) -> str:
    if any(b"macroEnabled" in piece for piece in parts.pieces("[Content_Types].xml", BESIDE)):
        raise package.Macros  # whatever its name says
    if "word/document.xml" not in parts.named:
        raise _NoDocument
    numbering = Numbering()
    _parse(parts.pieces("word/numbering.xml", BESIDE), _NumberingReader(numbering))
    _parse(parts.pieces("word/styles.xml", BESIDE), _StyleReader(numbering))
    reader = _DocumentReader(numbering)
    _parse(parts.pieces("word/document.xml", DOCUMENT), reader)
    return "\n".join(reader.lines)


class _Reader:
    """What is done at the start and the end of an element, and with the characters between."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, said: str) -> None:
        """Characters of an element."""


def _parse(pieces: Iterator[bytes], reader: _Reader) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise package.Broken

    def begin(full: str, attributes: dict[str, str]) -> None:
        reader.start(_local(full), {_local(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda full: reader.end(_local(full))
    parser.CharacterDataHandler = reader.text
    read = False
    for piece in pieces:
        parser.Parse(piece, False)
        read = True
    if read:
        parser.Parse(b"", True)


def _local(full: str) -> str:
    return full.rpartition(" ")[2]


class _NumberingReader(_Reader):
    """word/numbering.xml: what the automatic numbers look like."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._abstract = self._num = ""
        self._level = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._abstract = attributes.get("abstractNumId", "")
        elif name == "lvl" and self._abstract:
            self._level = _number(attributes.get("ilvl", "0"))
            self._numbering.levels[self._abstract, self._level] = Level()
        elif name == "num":
            self._abstract, self._num = "", attributes.get("numId", "")
        elif name == "abstractNumId":
            self._numbering.abstract[self._num] = value
        elif self._abstract and (self._abstract, self._level) in self._numbering.levels:
            self._describe(name, value)

    def _describe(self, name: str, value: str) -> None:
        level = self._numbering.levels[self._abstract, self._level]
        if name == "start":
            level.start = _number(value)
        elif name == "numFmt":
            level.format = value
        elif name == "lvlText":
            level.text = value
        elif name == "pStyle":
            self._numbering.style_levels[value] = self._level


class _StyleReader(_Reader):
    """word/styles.xml: which styles carry a number, and which are lines of the contents."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "style":
            self._style = attributes.get("styleId", "")
        elif name == "basedOn":
            self._numbering.based_on[self._style] = value
        elif name == "name" and re.match(r"toc \d|目次 \d", value, re.IGNORECASE):
            self._numbering.contents.add(self._style)
        elif name == "numId":
            self._numbering.style_numbers[self._style] = value
        elif name == "ilvl":
            self._numbering.style_levels[self._style] = _number(value)


class _Paragraph(Struct):
    """One paragraph while it is read."""

    words: list[str] = []
    style: str = ""
    number: str = ""
    level: int | None = None


class _DocumentReader(_Reader):
    """word/document.xml: paragraphs, one line each; the cells of a row stand in one line, parted by tabs."""

    def __init__(self, numbering: Numbering) -> None:
        self.lines: list[str] = []
        self._numbering = numbering
        self._open: list[_Paragraph] = []
        self._row: list[list[str]] = []
        self._depth = self._skipping = 0
        self._in_text = False
        self._starts: dict[str, Callable[[], None]] = {
            "p": lambda: self._open.append(_Paragraph()),
            "tr": self._start_row,
            "tc": self._start_cell,
            "tab": lambda: self._say("\t"),
            "br": lambda: self._say("\n"),
            "cr": lambda: self._say("\n"),
            "noBreakHyphen": lambda: self._say("-"),
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        if name == "t":
            self._in_text = True
        elif name in self._starts and not (name == "tab" and "val" in attributes):
            self._starts[name]()
        elif self._open and name in ("pStyle", "numId", "ilvl"):
            self._property(name, attributes.get("val", ""))

    def _property(self, name: str, value: str) -> None:
        paragraph = self._open[-1]
        if name == "pStyle":
            paragraph.style = value
        elif name == "numId":
            paragraph.number = value
        else:
            paragraph.level = _number(value)

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif name == "t":
            self._in_text = False
        elif name == "p" and self._open:
            self._finish(self._open.pop())
        elif name == "tr" and self._depth:
            self._end_row()

    def text(self, said: str) -> None:
        if self._in_text and not self._skipping:
            self._say(said)

    def _say(self, said: str) -> None:
        if self._open:
            self._open[-1].words.append(said)

    def _finish(self, paragraph: _Paragraph) -> None:
        said = "".join(paragraph.words)
        if paragraph.style in self._numbering.contents:
            return
        if said.strip():
            number = self._numbering.next(paragraph.style, paragraph.number, paragraph.level)
            said = f"{number} {said}" if number else said
        if self._depth and self._row:
            self._row[-1].append(said.replace("\t", " ").replace("\n", " ").strip())
        else:
            self.lines.append(said)

    def _start_row(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._row = []

    def _start_cell(self) -> None:
        if self._depth == 1:
            self._row.append([])

    def _end_row(self) -> None:
        self._depth -= 1
        if self._depth:
            return
        cells = ["".join(cell) for cell in self._row]
        self._row = []
        filled = [cell for cell in cells if cell]
        # a frame of one cell around a paragraph is no table
        self.lines.append(filled[0] if len(filled) == 1 and len(cells) == 1 else "\t".join(cells))


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0
