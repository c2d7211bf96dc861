"""Which records a clause demands, told from the words of its nearest heading and its text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from msgspec import Struct


class RecordSign(Struct, frozen=True):
    """A kind of record, told where one word of every group is named; a heading may name one of the first."""

    kind: str
    groups: tuple[tuple[str, ...], ...]


class RecordSigns:
    """The kinds of records that a standard can demand."""

    def __init__(self, signs: Sequence[RecordSign]) -> None:
        self._signs = [(sign.kind, [tuple(map(_folded, words)) for words in sign.groups]) for sign in signs]

    def of(self, headings: Sequence[str], text: str) -> list[str]:
        """The kinds that a duty seems to demand, in the order of the signs; empty if no words tell."""
        said = _folded(text)
        above = _folded(" ".join((*headings[-1:], text)))
        return [
            kind
            for kind, (first, *others) in self._signs
            if _names(above, first) and all(_names(said, words) for words in others)
        ]


def _names(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
