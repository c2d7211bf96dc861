"""What a clause is about, told from the words of its headings and its text."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

#: How much a word counts in the nearest heading, in the one above it, and in the text.
NEAREST, ABOVE, TEXT = 2.0, 0.7, 1.0
#: A topic with less than this share of the best one's weight is not named beside it.
BESIDE = 0.5


class Topic(Struct, frozen=True):
    """A topic with the words that tell it."""

    key: str
    words: tuple[str, ...]


class Topics:
    """The topics that a standard can be about; a word that several topics name tells less."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = [(topic.key, tuple(map(_folded, topic.words))) for topic in topics]
        self._shared = Counter(word for _, words in self._topics for word in words)

    def of(self, headings: Sequence[str], text: str) -> Mapping[str, float]:
        """The topics of a clause with their shares of the best one (1 down to ``BESIDE``); empty if no word tells."""
        places = [(_folded(text), TEXT)]
        weighed = zip(reversed(headings), (NEAREST, ABOVE), strict=False)
        places += [(_folded(heading), weight) for heading, weight in weighed]
        weights: Counter[str] = Counter()
        for key, words in self._topics:
            weight = sum(self._weight(word) * each for word in words for said, each in places if word in said)
            if weight:
                weights[key] = weight  # type: ignore[assignment]  # weights are fractions
        best = max(weights.values(), default=0)
        return {key: weight / best for key, weight in weights.most_common(3) if weight >= best * BESIDE}

    def _weight(self, word: str) -> float:
        """The longer a word, the more it tells."""
        return float(min(len(word), 8) ** 0.7) / self._shared[word]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
