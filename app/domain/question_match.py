"""Which question of the bank asks what a clause demands: by words, headings and topic, and whom it binds."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from app.domain.clause_record import RecordSign, RecordSigns
from app.domain.clause_topic import Topics
from app.domain.policy import Item, Profile
from app.domain.standards import Clause

#: What counts in a proposal: the question's words, the terms of the clauses that it settles at home, the headings, the
#: topic and the person bound. The terms count by the square of their likeness: a few in common are chance, many tell
#: that another city demands the same thing.
WORDS, TERMS, HEADINGS, TOPIC, PERSON = 0.4, 0.5, 0.15, 0.2, 0.1
#: From these scores on a proposal is sure, likely; below the last one nothing is proposed.
SURE, LIKELY, LEAST = 0.56, 0.46, 0.26
#: How many candidates are kept for a clause.
CANDIDATES = 5
#: The search is done again with the words of so many first finds, which count this much beside the clause's own.
NEIGHBOURS, SHARE = 3, 0.3
#: How much the guidance and the evidence count beside the question itself.
_BESIDE = 0.5

_HIRAGANA_ONLY = re.compile(r"[ぁ-んー]+")
_USUAL_TITLE = r"(?:最高|統括|副)?(?:情報)?(?:セキュリティ|システム)(?:副?統括)?(?:責任者|管理者)|職員等|CISO|CSIRT"
_TERM = re.compile(r"[一-鿿々]{2,}|[ァ-ヴー]{2,}|[a-z]{2,}")
_NO_WORD = re.compile(r"[\s\W_]+")
_NUMBER = re.compile(r"^(?:第\d+[章条]|[\d.]+|\(\d+\)|\d+\)|[①-⑳㉑-㊿]|[ア-ン])[\s.、]*")


class Source(Struct, frozen=True):
    """A question of the bank: the item, and the profile that it comes from."""

    profile: Profile
    item: Item

    @property
    def key(self) -> str:
        """The profile and the item's code, such as ``takasaki/staff-mail-01``."""
        return f"{self.profile.id}/{self.item.code}"


class Candidate(Struct, frozen=True):
    """A question proposed for a clause, and how well it fits (0 to 1)."""

    source: Source
    score: float

    @property
    def sureness(self) -> str:
        """``sure``, ``likely`` or ``unsure``."""
        return "sure" if self.score >= SURE else "likely" if self.score >= LIKELY else "unsure"


Grams = Mapping[str, float]


class Bank:
    """The questions of several profiles, ready to be searched.

    ``terms`` are the terms that occur in a clause, by the profile's id and the clause's: single words without order.
    """

    def __init__(
        self,
        profiles: Iterable[Profile],
        topics: Topics,
        concepts: Sequence[Sequence[str]] = (),
        records: Sequence[RecordSign] = (),
        terms: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.topics, self.records, self._concepts = topics, RecordSigns(records), Concepts(concepts)
        profiles = list(profiles)
        self._titles = _all_titles(profiles)
        self._by_topic: list[frozenset[str]] = []
        self.sources: list[Source] = []
        self.roles: dict[str, frozenset[str]] = {}
        words: list[Counter[str]] = []
        named: list[Counter[str]] = []
        headings: list[Counter[str]] = []
        for profile in profiles:
            self._learn_roles(profile)
            for item in profile.items.values():
                if not item.template:
                    self.sources.append(Source(profile, item))
                    self._by_topic.append(_item_topics(profile, item))
                    words.append(self._item_words(item))
                    settled = " ".join((terms or {}).get((profile.id, id), "") for id in item.covers)
                    named.append(self._terms_of(settled))
                    headings.append(_heading_grams(profile, item))
        self._words, self._terms, self._headings = _Index(words), _Index(named), _Index(headings)

    def _learn_roles(self, profile: Profile) -> None:
        """A title names the sheets on which its duties are asked, in any of the profiles."""
        for kind in profile.inspections.values():
            role = profile.roles.get(kind.role)
            if role is not None:
                for title in _titles(role.label.ja):
                    self.roles[title] = self.roles.get(title, frozenset()) | {kind.sheet}
        for title in ("職員", "職員等", "利用者"):
            self.roles[title] = frozenset({"staff"})

    def sheets_of(self, subject: str) -> frozenset[str]:
        """The sheets on which the duties of the persons named are asked; empty if nobody is known by that title."""
        found: frozenset[str] = frozenset()
        for part in re.split(r"及び|又は|並びに|、|,", subject):
            found |= self.roles.get(part.strip(), frozenset())
        return found

    def candidates(self, clause: Clause, most: int = CANDIDATES) -> tuple[Candidate, ...]:
        """The questions that fit the clause best, the best first; empty if none does."""
        text = clause.text if len(clause.text) > 12 else " ".join((*clause.headings[-1:], clause.text))
        said = self._said(text)
        words = self._words.similar(said)
        beside = self._beside(clause, text)
        first = _scores(words, beside)
        words = self._words.similar(said, {place: first[place] for place in _best(first, NEIGHBOURS)})
        scores = _scores(words, beside)
        best = sorted(scores, key=lambda place: (-scores[place], self.sources[place].key))[:most]
        return tuple(
            Candidate(self.sources[place], round(scores[place], 3)) for place in best if scores[place] >= LEAST
        )

    def _beside(self, clause: Clause, text: str) -> list[float]:
        """What counts for each question beside its own words: the terms, the headings, the topic, the person bound."""
        named = self._terms.similar(self._terms_of(text))
        headings = self._headings.similar(_weighted_headings(clause.headings))
        sheets = self.sheets_of(clause.subject)
        about = self.topics.of(clause.headings, clause.text)
        found = []
        for place, topics in enumerate(self._by_topic):
            same = max((about.get(topic, 0.0) for topic in topics), default=0.0)
            likeness = TERMS * named.get(place, 0.0) ** 2 + HEADINGS * headings.get(place, 0.0)
            found.append(likeness + TOPIC * same + PERSON * self._bound(place, sheets))
        return found

    def terms_in(self, text: str) -> tuple[str, ...]:
        """The terms that a text names, in order, each once: without particles, endings and the titles of persons."""
        return tuple(sorted(set(_TERM.findall(_folded(self._titles.sub("／", text))))))

    def _terms_of(self, text: str) -> Counter[str]:
        return Counter(dict.fromkeys(self._said(" ".join(self.terms_in(text))), 1))

    def _said(self, text: str) -> Counter[str]:
        """What a text says: its pairs of characters and the concepts it names; titles of persons say nothing."""
        return grams(self._titles.sub("／", text)) + self._concepts.of(text)

    def _item_words(self, item: Item) -> Counter[str]:
        found: Counter[str] = Counter()
        for text, weight in ((item.question.ja, 1.0), (item.guide.ja, _BESIDE), (item.evidence.ja, _BESIDE)):
            for gram in self._said(text):
                found[gram] = max(found[gram], weight)  # type: ignore[assignment]  # weights are fractions
        return found

    def _bound(self, place: int, sheets: frozenset[str]) -> float:
        """1 where the question stands on the sheet of the person bound, 0 on another's, ½ where nobody is known."""
        return 0.5 if not sheets else float(self.sources[place].item.sheet in sheets)


class Concepts:
    """Words that mean the same: a text is about a concept if it holds one of its words."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._groups = [(f"§{place}", tuple(map(_folded, words))) for place, words in enumerate(groups)]

    def of(self, text: str) -> Counter[str]:
        """The concepts that a text names."""
        folded = _folded(text)
        return Counter(key for key, words in self._groups if any(word in folded for word in words))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _all_titles(profiles: Sequence[Profile]) -> re.Pattern[str]:
    """The titles of all roles of the bank, the longest first, and the usual ones."""
    found = {title for profile in profiles for role in profile.roles.values() for title in _titles(role.label.ja)}
    ordered = sorted(found, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, ordered), _USUAL_TITLE]))


class _Index:
    """Texts by the pairs of characters that occur in them, the rarer the weightier."""

    def __init__(self, texts: Sequence[Counter[str]]) -> None:
        held = Counter(gram for text in texts for gram in text)
        self._idf = {gram: math.log((1 + len(texts)) / (1 + count)) + 0.1 for gram, count in held.items()}
        self._texts = [self._unit(text) for text in texts]
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, held_here in enumerate(self._texts):
            for gram, weight in held_here.items():
                self._places[gram].append((place, weight))

    def _unit(self, text: Mapping[str, float]) -> Grams:
        """The text as a vector of length 1; what occurs often in it counts little more than once."""
        weighted = {gram: (1 + math.log(max(n, 1.0))) * min(n, 1) * self._idf.get(gram, 0) for gram, n in text.items()}
        length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {gram: weight / length for gram, weight in weighted.items() if weight}

    def similar(self, text: Mapping[str, float], like: Mapping[int, float] | None = None) -> dict[int, float]:
        """How near each text is (cosine, 0 to 1); those with nothing in common are not among them.

        ``like`` are texts of this index that are to be found as well, by their weight: what one city's question says
        in other words than the clause leads to what other cities ask about the same thing.
        """
        wanted = self._joined(self._unit(text), like) if like else self._unit(text)
        found: dict[int, float] = defaultdict(float)
        for gram, weight in wanted.items():
            for place, other in self._places.get(gram, ()):
                found[place] += weight * other
        return found

    def _joined(self, unit: Grams, like: Mapping[int, float]) -> Grams:
        """The text with a share of others', as a vector of length 1."""
        joined = dict(unit)
        whole = sum(like.values())
        for place, weight in like.items():
            for gram, each in self._texts[place].items():
                joined[gram] = joined.get(gram, 0.0) + SHARE * each * weight / whole
        length = math.sqrt(sum(weight * weight for weight in joined.values())) or 1.0
        return {gram: weight / length for gram, weight in joined.items()}


def _scores(words: Mapping[int, float], beside: Sequence[float]) -> dict[int, float]:
    """How well each question fits that has words in common with the clause."""
    return {place: WORDS * near + beside[place] for place, near in words.items()}


def _best(scores: Mapping[int, float], most: int) -> list[int]:
    return sorted(scores, key=lambda place: (-scores[place], place))[:most]


def grams(text: str) -> Counter[str]:
    """The pairs of characters of a text, those of mere hiragana left out: particles and endings say nothing."""
    folded = unicodedata.normalize("NFKC", text).lower()
    found: Counter[str] = Counter()
    for run in _NO_WORD.split(folded):
        for place in range(len(run) - 1):
            pair = run[place : place + 2]
            if not _HIRAGANA_ONLY.fullmatch(pair):
                found[pair] += 1
    return found


def _item_topics(profile: Profile, item: Item) -> frozenset[str]:
    """The topics of the clauses that the item covers."""
    return frozenset(profile.clauses[id].topic for id in item.covers if id in profile.clauses)


def _heading_grams(profile: Profile, item: Item) -> Counter[str]:
    """The headings above the clauses that the item covers."""
    found: Counter[str] = Counter()
    for id in item.covers:
        clause = profile.clauses.get(id)
        if clause is not None:
            found += _weighted_headings(tuple(clause.heading.split(" > ")))
    return found


def _weighted_headings(headings: Sequence[str]) -> Counter[str]:
    """The last heading in full, the one above it half: chapters are alike in every city, sections tell."""
    found: Counter[str] = Counter()
    for weight, heading in zip((1.0, 0.5), reversed(headings[-2:]), strict=False):
        for gram in grams(_NUMBER.sub("", heading.strip())):
            found[gram] = max(found[gram], weight)  # type: ignore[assignment]  # weights are fractions
    return found


def _titles(label: str) -> list[str]:
    """A role's title and its short form in brackets: 「最高情報セキュリティ責任者（CISO）」."""
    bare = re.sub(r"[（(].*?[）)]", "", label)
    inside = re.findall(r"[（(](.*?)[）)]", label)
    return [title for title in (label, bare, *inside) if len(title) > 1]
