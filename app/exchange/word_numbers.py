"""The automatic numbers of a Word file: what is printed before a paragraph stands nowhere in its text."""

from __future__ import annotations

import re

from msgspec import Struct

_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_HALF_KANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_KANJI = "〇一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
#: How far a chain of styles is followed.
_MOST_STYLES = 12


class Level(Struct):
    """How one level of a list is numbered: the format of its number and the text around it (``%1.%2``)."""

    format: str = "decimal"
    text: str = ""
    start: int = 1


class Numbering(Struct):
    """The lists of a document and how far each has counted."""

    levels: dict[tuple[str, int], Level] = {}
    abstract: dict[str, str] = {}
    style_numbers: dict[str, str] = {}
    style_levels: dict[str, int] = {}
    based_on: dict[str, str] = {}
    contents: set[str] = set()
    _counts: dict[str, dict[int, int]] = {}

    def next(self, style: str, number: str, level: int | None) -> str:
        """The number of the next paragraph of that style or list; empty if it has none."""
        own_number, own_level = self._by_style(style)
        number = number or own_number
        depth = level if level is not None else own_level
        abstract = self.abstract.get(number, "")
        found = self.levels.get((abstract, depth))
        if number in ("", "0") or found is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, found.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        return self._shown(abstract, depth, found, counts)

    def _by_style(self, style: str) -> tuple[str, int]:
        """The list and the level that a style, or the one that it is based on, carries."""
        level: int | None = None
        for _ in range(_MOST_STYLES):
            if level is None and style in self.style_levels:
                level = self.style_levels[style]
            if style in self.style_numbers:
                return self.style_numbers[style], level or 0
            if style not in self.based_on:
                break
            style = self.based_on[style]
        return "", 0

    def _shown(self, abstract: str, depth: int, level: Level, counts: dict[int, int]) -> str:
        if level.format == "bullet":
            return "・"

        def fill(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            other = level if at == depth else self.levels.get((abstract, at), Level())
            return formatted(other.format, counts.get(at, other.start))

        return re.sub(r"%(\d)", fill, level.text).strip()


def formatted(kind: str, value: int) -> str:
    """A number in one of Word's formats; unknown formats are written in digits."""
    if kind == "none":
        return ""
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return chr(0x2460 + value - 1) if 1 <= value <= 20 else f"({value})"
    if kind in ("decimalFullWidth", "decimalFullWidth2"):
        return str(value).translate(_WIDE)
    letters = {"aiueoFullWidth": _KANA, "aiueo": _HALF_KANA, "irohaFullWidth": _IROHA, "iroha": _IROHA}
    letters |= {"lowerLetter": "abcdefghijklmnopqrstuvwxyz", "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    if kind in letters:
        row = letters[kind]
        return row[(value - 1) % len(row)]
    if kind in ("japaneseCounting", "ideographDigital", "japaneseDigitalTenThousand", "chineseCounting"):
        return _kanji(value)
    return str(value)


def _kanji(value: int) -> str:
    if value >= 100 or value <= 0:
        return str(value)
    tens, ones = divmod(value, 10)
    front = "" if not tens else "十" if tens == 1 else f"{_KANJI[tens]}十"
    return front + (_KANJI[ones] if ones else "")
