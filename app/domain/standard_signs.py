"""The signs by which lines of a standard are told apart: names of parts, rows, captions, broken sentences."""

from __future__ import annotations

import re

from app.domain import clause_kind, numbering
from app.domain.numbering import DOTTED, Marker
from app.domain.standard_lines import Line, tidy

#: A heading is no longer than this, in characters.
LONGEST_HEADING = 60
#: A line that breaks off is at least so long.
SHORTEST_BROKEN = 25
PART_NAME = re.compile(r"(基本方針|対策基準|方針|基準|規程|要綱|要領|指針)$")
LETTER = (("方針", "P"), ("基準", "S"))
APPENDIX = re.compile(r"^(改正(?:履歴|経過)|改定(?:履歴|経過)|用語(?:の)?(?:解説|集|説明)|別表\d*|参考)$")
FIGURE = re.compile(r"^図\s*\d*|図$|^(?:表|別図)\s*\d+\s")
ROW = re.compile(r"^(?:レベル\s?(\d)|([A-ZＳⅠⅡⅢⅣ]|Ⅰ|[1-4])(?=[ 　]))[ 　]*\S")
LEVEL = re.compile(r"レベル\s?(\d)")
DATE = re.compile(r"^(?:改[正定]|制定|策定|施行)?\s*[:：]?\s*(?:明治|大正|昭和|平成|令和|\d{4}年)|^\d*\S{0,8}第\d+号$")
#: A paragraph is no longer than this, in characters: what goes on after it is another one.
LONGEST_PARAGRAPH = 4000
BREAKS = re.compile(r"[はがをにでとのも及び、,]$|は[、,]|(?:場合|とき)(?:に)?は")
#: A line that can only be the rest of a sentence: it begins with a particle or an ending.
GOES_ON = re.compile(
    r"(?!また|なお|ただし|さらに|その|この|これ|それ|ここ|かつ|ほか|すべて|おって|いずれ|あらかじめ|ふるまい|もの)[ぁ-ん]"
)
#: What an article is about, in brackets above it or right after its number.
CAPTION = re.compile(r"[（(]([^（）()第]{1,30})[)）]\s*")
TOPIC = re.compile(r"は[、,]")


def parts(lines: list[Line]) -> dict[int, str]:
    """Unnumbered names of parts (基本方針, 対策基準) that both begin a numbering: their places and id prefixes."""
    found: list[tuple[int, Marker]] = []
    for place, line in enumerate(lines):
        text = tidy(line.text)
        named = line.marker is None and not line.bullet and not line.cells and len(text) <= 30
        if not (named and PART_NAME.search(text)):
            continue
        after = next((one for one in lines[place + 1 : place + 40] if one.marker is not None and not one.bullet), None)
        if after is not None and after.marker is not None and numbering.is_first(after.marker):
            if found and first_after(lines, found[-1][0]) is after:
                found.pop()
            found.append((place, after.marker))
    if len(found) < 2:
        return {}
    restarts = len({(marker.kind, marker.numbers) for _, marker in found}) < len(found)
    return {place: prefix(tidy(lines[place].text), n) if restarts else "" for n, (place, _) in enumerate(found)}


def first_after(lines: list[Line], place: int) -> Line | None:
    return next((one for one in lines[place + 1 : place + 40] if one.marker is not None and not one.bullet), None)


def prefix(name: str, n: int) -> str:
    return next((letter for ending, letter in LETTER if name.endswith(ending)), "ABCDEFGH"[n % 8])


def is_dotted_heading(line: Line) -> bool:
    return line.marker is not None and line.marker.kind == DOTTED and line.marker.numbers[-1] == 1


def is_rest(line: Line, last: str, text: str) -> bool:
    """Whether a line without cells goes on with the row above it."""
    return not line.cells and not is_ended(last) and not APPENDIX.match(text.replace(" ", ""))


def is_row(line: Line) -> bool:
    """A line that begins with the label of a class: A, Ⅰ, レベル3."""
    return bool(ROW.match(line.text)) and line.marker is None and not is_ended(line.text)


def is_ended(text: str) -> bool:
    return clause_kind.is_sentence(text)


def is_open(text: str) -> bool:
    """Whether the text breaks off inside a sentence: the page ended, not the clause."""
    if is_ended(text) or text.endswith((")", "）", "」", "等", "こと")):
        return False
    return len(text) >= SHORTEST_BROKEN and (bool(BREAKS.search(text)) or len(text) > LONGEST_HEADING)
