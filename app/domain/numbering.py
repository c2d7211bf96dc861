"""The numbers that Japanese standards print before a clause: read, compared, and written as ids and citations."""

from __future__ import annotations

import re

from msgspec import Struct

#: The kinds of number, as the parser of standards names them.
CHAPTER, SECTION, ARTICLE, DOTTED, NUM, PAREN, HALF, CIRCLE = (
    *("chapter", "section", "article", "dotted", "num", "paren", "half", "circle"),
)
KANA, PKANA, IROHA, PIROHA, KANJI, PREFACE, SUPPLEMENT, PART = (
    *("kana", "pkana", "iroha", "piroha", "kanji", "preface", "supplement", "part"),
)
#: Kinds whose number is a place in the document, whatever stands around it.
ABSOLUTE = frozenset({CHAPTER, SECTION, ARTICLE, PREFACE, SUPPLEMENT, PART})
#: Kinds that number single clauses rather than sections.
ITEMS = frozenset({PAREN, HALF, CIRCLE, KANA, PKANA, IROHA, PIROHA, KANJI})

_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウノオクヤマケフコエテアサキユメミシヒモセス"
_KANJI = "一二三四五六七八九"
_CIRCLES = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x3251 + n): n + 21 for n in range(15)}
_CIRCLES |= {chr(0x32B1 + n): n + 36 for n in range(15)}
#: One character for one, so that places in the translated line are places in the line.
_NARROW = str.maketrans("０１２３４５６７８９（）．　\u00a0\u2003", "0123456789().   ")
_N = r"\d{1,3}"
_NO = r"(?:\d{1,3}|[一二三四五六七八九十百]+)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (PREFACE, re.compile(r"(序|前文|はじめに)(?:\s+|$)(.{0,40})$")),
    (SUPPLEMENT, re.compile(r"(附\s*則|付\s*則)(?:\s+|$|\()(.{0,60})$")),
    (CHAPTER, re.compile(r"第\s*(\d{1,3}|[一二三四五六七八九十]+)\s*[章編](?![のにでをは第及又])[\s.、]*(.*)$")),
    (SECTION, re.compile(r"第\s*(\d{1,3}|[一二三四五六七八九十]+)\s*節(?![のにでをは第及又])[\s.、]*(.*)$")),
    (ARTICLE, re.compile(rf"第\s*({_NO}\s*条(?:\s*の\s*{_NO}){{0,2}})(?:\s+|$|(?=\([^()第]{{1,30}}\)))(.*)$")),
    (DOTTED, re.compile(rf"({_N}(?:\s*\.\s*{_N}){{1,4}})(?:\.\s*|\s+|(?=[^\d.,)%]))(?!以上|以下|倍)(\D.*)$")),
    (PAREN, re.compile(r"\((\d{1,2}|\d \d)\)\s*(.*)$")),
    (HALF, re.compile(r"(\d{1,2})\)\s*(.*)$")),
    (NUM, re.compile(rf"({_N})(?:\.\s*|\s+)(?!\d)(.+)$")),
    (PKANA, re.compile(rf"\(([{_KANA}])\)\s*(.*)$")),
    (KANA, re.compile(rf"([{_KANA}])(?:\s+|[.)])\s*(.+)$")),
    (KANJI, re.compile(rf"\(?([{_KANJI}]|十[{_KANJI}]?)(?:\)|\s)\s*(.+)$")),
)


class Marker(Struct, frozen=True):
    """A number at the head of a line: its kind, its value(s), and the place where the words begin."""

    kind: str
    numbers: tuple[int, ...]
    start: int
    shown: str = ""

    @property
    def value(self) -> int:
        """The last number: what counts among its like."""
        return self.numbers[-1]


def marker(line: str) -> Marker | None:
    """The number that a line begins with; ``None`` if there is none. Full-width digits and brackets count alike."""
    if line[:1] in _CIRCLES:
        blank = len(line) - len(line[1:].lstrip(" 　"))
        return Marker(CIRCLE, (_CIRCLES[line[0]],), blank, line[0])
    narrow = line.translate(_NARROW)
    for kind, pattern in _PATTERNS:
        found = pattern.match(narrow)
        if found is not None:
            numbers = _numbers(kind, found.group(1))
            start = found.start(2)
            return Marker(kind, numbers, start, line[:start].strip(" 　\t"))
    return None


def _numbers(kind: str, text: str) -> tuple[int, ...]:
    if kind in (PREFACE, SUPPLEMENT):
        return (0,)
    if kind in (KANA, PKANA):
        return (_KANA.index(text) + 1,)
    if kind == ARTICLE:
        parts = re.split(r"\s*条?\s*の\s*|\s*条", text)
        return tuple(int(part) if part.isdigit() else _kanji_number(part) for part in parts if part)
    if kind == DOTTED:
        return tuple(int(part) for part in re.split(r"\s*\.\s*", text))
    if text[0].isdigit():
        # "(1 1)" is an eleven that fell apart when the text was read from a picture
        return (int(text.replace(" ", "")),)
    return (_kanji_number(text),)


def _kanji_number(text: str) -> int:
    total = 0
    for hundred in text.partition("百")[:1] if "百" in text else ():
        total += 100 * (_KANJI.index(hundred) + 1 if hundred else 1)
    rest = text.partition("百")[2] if "百" in text else text
    if "十" in rest:
        tens, _, ones = rest.partition("十")
        return total + 10 * (_KANJI.index(tens) + 1 if tens else 1) + (_KANJI.index(ones) + 1 if ones else 0)
    return total + (_KANJI.index(rest) + 1 if rest else 0)


def iroha(found: tuple[int, ...]) -> int:
    """Where the katakana of that place in アイウ stands in イロハ, from 1."""
    return _IROHA.find(_KANA[found[-1] - 1]) + 1


def is_first(found: Marker) -> bool:
    """Whether a list or a numbering begins with this number."""
    return found.value == 1 and found.kind not in (PREFACE, SUPPLEMENT)


def id_part(kind: str, numbers: tuple[int, ...], before: str) -> str:
    """What a number adds to the id that stands before it: ``2.3`` + ``(2)`` + ``10`` + ``-a``.

    A circled number follows a bracket directly and anything else after a hyphen.
    """
    value = numbers[-1]
    if kind in (CHAPTER, SECTION, ARTICLE, NUM, DOTTED):
        digits = ("_" if kind == ARTICLE else ".").join(map(str, numbers))
        return f".{digits}" if before and before[-1].isdigit() else digits
    if kind == PAREN:
        return f"({value})"
    if kind == HALF:
        return f"{value})"
    if kind == CIRCLE:
        return str(value) if before.endswith(")") else f"-{value}"
    letter = _letter(value)
    if kind in (PKANA, PIROHA):
        return f"({letter})"
    if kind == KANJI:
        return f"({value})"
    if kind in (KANA, IROHA):
        return f"-{letter}"
    return "0"


def _letter(value: int) -> str:
    """a to z, then a2 to z2: a list of more than 26 katakana is rare."""
    around, place = divmod(value - 1, 26)
    return chr(97 + place) + (str(around + 1) if around else "")


def citation_part(kind: str, numbers: tuple[int, ...], *, below_section: bool = False) -> str:
    """How the number is written in a citation: 第2章, 2.3, (2), ⑩, ア; ``.1`` below the section 2.3."""
    value = numbers[-1]
    if kind == CHAPTER:
        return f"第{value}章"
    if kind == SECTION:
        return f"第{value}節"
    if kind == ARTICLE:
        return "の".join([f"第{numbers[0]}条", *map(str, numbers[1:])])
    if kind in (NUM, DOTTED):
        digits = ".".join(map(str, numbers))
        return f".{digits}" if below_section else digits
    if kind == PAREN:
        return f"({value})"
    if kind == HALF:
        return f"{value})"
    if kind == CIRCLE:
        return next((mark for mark, number in _CIRCLES.items() if number == value), str(value))
    if kind in (KANA, PKANA, IROHA, PIROHA):
        mark = (_IROHA if kind in (IROHA, PIROHA) else _KANA)[value - 1]
        return f"({mark})" if kind in (PKANA, PIROHA) else mark
    if kind == KANJI:
        return f"({value})"
    return {PREFACE: "序", SUPPLEMENT: "附則"}.get(kind, "")
