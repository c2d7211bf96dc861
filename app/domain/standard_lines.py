"""From pasted text to clean lines: page furniture, footnotes, contents pages and letter spacing taken away."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

from app.domain import numbering
from app.domain.numbering import Marker

#: A longer line is broken at its full stops, in characters.
LONGEST_LINE = 4000
_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(rf"^[{_SUPERSCRIPT}]+\s*\S|^[（(]?注\s*\d*[)）:：]")
_NOTE_MARK = re.compile(rf"[{_SUPERSCRIPT}]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_FURNITURE = re.compile(
    r"ページ(?:の)?(?:トップ|先頭)へ(?:戻る)?|^[-－―‐–—]?\s*\d{1,4}\s*[-－―‐–—]?$|^\d+\s*/\s*\d+\s*(?:ページ)?$"
)
_DASH = re.compile(r"^\s*[-–*+]\s+(?=\S)")
_BULLET = re.compile(r"^[・•●■◆▪※]\s*(?=\S)")
_SPACED_LATIN = re.compile(r"(?<![A-Za-z])(?:[A-Za-zＡ-Ｚａ-ｚ] ){1,}[A-Za-zＡ-Ｚａ-ｚ](?![A-Za-z])")
_JA = r"\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_BLANK_BY_JA = re.compile(rf"(?<=[{_JA}])[ \u3000]+|[ \u3000]+(?=[{_JA}])")
_CONTENTS = re.compile(r"^[（(]?\s*目\s*次\s*[)）]?$")
_PAGE = re.compile(r"(?:[\t.…・･‥ \u3000]{2,}|\t)\s*[-－]?\d{1,4}[-－]?\s*$")


#: The page number of an entry of the contents stands within so many characters of its end.
_TAIL = 120


class Line(Struct, frozen=True):
    """A line that says something: its words, how many blank lines stood before, its table cells, its number.

    ``full`` is set where the line ran to the margin of a hard-wrapped text; ``bullet`` where a ・ or a dash led it.
    """

    text: str
    blank: int = 0
    cells: tuple[str, ...] = ()
    marker: Marker | None = None
    bullet: bool = False
    indented: bool = False
    full: bool = False
    contents: bool = False

    @property
    def words(self) -> str:
        """The line after its number."""
        return tidy(self.text[self.marker.start :]) if self.marker else tidy(self.text)


def tidy(text: str) -> str:
    """The text without footnote marks, letter spacing and blanks beside Japanese characters."""
    text = _NOTE_MARK.sub("", text)
    text = _SPACED_LATIN.sub(lambda found: found.group().replace(" ", ""), text)
    text = _BLANK_BY_JA.sub("", text.replace("\t", " "))
    return re.sub(r" {2,}", " ", text).strip()


def lines_of(text: str) -> list[Line]:
    """The lines of a text that belong to its clauses, the contents page's entries marked as such."""
    raw = _raw(text)
    width = _wrap_width([line for line in raw if line])
    found: list[Line] = []
    blank, note = 0, False
    for line in raw:
        if not line.strip(" 　\t"):
            blank, note = blank + 1, False
            continue
        if _NOTE.match(line.strip()):
            note = not line.strip().endswith("。")
            continue
        if note and not numbering.marker(line.strip(" 　")):
            note = not line.strip().endswith("。")
            continue
        made = _line(line, blank, width)
        if made is not None:
            found.append(made)
            blank = 0
    return _without_contents(found)


def _raw(text: str) -> list[str]:
    # Only compatibility forms that printing makes are folded; the words stay as they are.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\ufeff", "")
    text = "".join(unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" else c for c in text)
    return [part for line in text.split("\n") for part in _short(_TAG.sub("", line).rstrip())]


def _short(line: str) -> list[str]:
    """A line that lost its breaks is broken again at the ends of its sentences: every line is of bounded length."""
    if len(line) <= LONGEST_LINE:
        return [line]
    found, start = [], 0
    while start < len(line):
        stop = line.rfind("。", start, start + LONGEST_LINE) + 1 or start + LONGEST_LINE
        found.append(line[start:stop])
        start = stop
    return found


def _wrap_width(lines: list[str]) -> int:
    """The margin of a text that was wrapped by its page (0 if it was not): most long lines end there."""
    lengths = sorted(len(line.strip()) for line in lines if len(line.strip()) >= 20)
    if len(lengths) < 20:
        return 0
    margin = lengths[int(len(lengths) * 0.9)]
    near = sum(margin - 4 <= length <= margin + 3 for length in lengths)
    return margin if margin <= 60 and near >= len(lengths) * 0.45 else 0


def _line(line: str, blank: int, width: int) -> Line | None:
    length = len(line.strip())
    indented = line[:1] == "　"
    cells = tuple(tidy(cell) for cell in line.strip(" 　").split("\t")) if "\t" in line.strip(" 　") else ()
    lead = line.strip(" 　\t\u00a0")
    dashed = _DASH.match(lead)
    if dashed:
        lead = lead[dashed.end() :]
    bulleted = _BULLET.match(lead)
    if bulleted:
        lead = lead[bulleted.end() :]
    lead = _FURNITURE.sub("", lead).strip()
    if not lead:
        return None
    found = None if bulleted else numbering.marker(lead)
    bullet = bool(bulleted) or bool(dashed and found is None)
    full = bool(width) and length >= width - 3
    return Line(lead, blank, cells, found, bullet, indented, full)


def _without_contents(found: list[Line]) -> list[Line]:
    """The lines of the contents page are marked: they name headings and hold no clause."""
    start = next((n for n, line in enumerate(found) if _CONTENTS.match(line.text)), None)
    if start is None:
        return found
    first = _entry(found[start + 1].text) if start + 1 < len(found) else ""
    made = found[:start]
    for place in range(start + 1, len(found)):
        line = found[place]
        again = place > start + 1 and _entry(line.text) == first and not _PAGE.search(line.text[-_TAIL:])
        if again or line.text.endswith("。") or place > start + 400:
            return made + found[place:]
        bare = _without_page(line.text)
        made.append(Line(bare, line.blank, (), numbering.marker(bare.replace("\t", " ")), contents=True))
    return made


def _without_page(text: str) -> str:
    return (text[:-_TAIL] + _PAGE.sub("", text[-_TAIL:])).strip()


def _entry(text: str) -> str:
    return tidy(_without_page(text))
