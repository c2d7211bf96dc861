"""Breaks Japanese text into lines: no closing mark at the head of a line, no opening one at its end."""

from __future__ import annotations

import re
from collections.abc import Callable

_CLOSE = re.escape(
    "、。，．,.・：；:;？！?!゛゜ヽヾゝゞ々ー～〜…‥”’）)〕］]｝}〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%℃"
)
_OPEN = re.escape("□■（(〔［[｛{〈《「『【“‘￥")
_LETTER = r"[0-9A-Za-z\u00c0-\u024f'&@#$+=_/\\-]+"
#: A clause such as 2.3(2)④イ or 2.8.5⑦, which is one word to whoever looks it up.
_PART = r"\([0-9０-９ァ-ンｱ-ﾝ]{1,2}\)|[①-⑳]|[ア-ン](?![ァ-ヶー])"
_CLAUSE = rf"[0-9]+(?:\.[0-9]+)+(?:{_PART})+"
_WORD = f"{_CLAUSE}|{_LETTER}(?:[.,:]{_LETTER})*"
#: A tick box with its word, up to the next one.
_OPTION = r"[□■][^□■\u3000]+"
#: A day of the Japanese calendar, with the mark behind it.
_DAY = rf"(?:令和|平成|昭和)[0-9元]{{1,2}}年[0-9]{{1,2}}月[0-9]{{1,2}}日[{_CLOSE}]*"
_PRIVATE_SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# What stays together: opening marks, a word or one character with its selector, closing marks.
_CLUSTER = re.compile(f"[{_OPEN}]*(?:{_WORD}|[^{_OPEN}][{_PRIVATE_SELECTOR}]?)[{_CLOSE}]*|[{_OPEN}]+")
_CLUSTERS = re.compile(f"{_OPTION}|{_DAY}|{_CLUSTER.pattern}")

Measure = Callable[[str], float]


def lines(text: str, width: float, measure: Measure) -> list[str]:
    """The text in lines no wider than `width`, in the unit of `measure`; line feeds are kept, "" gives one line."""
    broken: list[str] = []
    for paragraph in text.split("\n"):
        broken += [paragraph] if measure(paragraph) <= width else _fill(paragraph, width, measure)
    return broken


def _fill(paragraph: str, width: float, measure: Measure) -> list[str]:
    done: list[str] = []
    line, used = "", 0.0
    for cluster in _clusters(paragraph, width, measure):
        size = measure(cluster)
        if used + size <= width:
            line, used = line + cluster, used + size
            continue
        if line:
            done.append(line.rstrip(" \u3000"))
        if cluster in (" ", "\u3000"):  # a space between words is eaten by the end of the line
            line, used = "", 0.0
        elif size <= width:
            line, used = cluster, size
        else:
            *full, line = _chop(cluster, width, measure)
            done += full
            used = measure(line)
    return [*done, line.rstrip(" ")] if line else done


def _clusters(paragraph: str, width: float, measure: Measure) -> list[str]:
    """What stays together; the word beside a tick box and a day do, unless they are longer than a line."""
    found: list[str] = []
    for cluster in _CLUSTERS.findall(paragraph):
        is_long = measure(cluster) > width
        found += _CLUSTER.findall(cluster) if is_long else [cluster]
    return found


def _chop(cluster: str, width: float, measure: Measure) -> list[str]:
    """A word longer than the line, cut after its hyphen or where it must be; at least one character a line."""
    pieces, start, used = [], 0, 0.0
    for at, char in enumerate(cluster):
        size = measure(char)
        if used + size > width and at > start:
            cut = max(cluster.rfind(mark, start + 1, at) for mark in "-/") + 1 or at
            pieces.append(cluster[start:cut])
            start, used = cut, sum(map(measure, cluster[cut:at]))
        used += size
    return [*pieces, cluster[start:]]
