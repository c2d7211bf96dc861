"""Two editions of a policy, item by item: the same, reworded, changed in meaning, new, withdrawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from app.common.i18n import LANGUAGES
from app.domain.policy import Item, Profile

if TYPE_CHECKING:
    from difflib import SequenceMatcher

SAME, WORDING, MEANING, NEW, WITHDRAWN = "same", "wording", "meaning", "new", "withdrawn"
#: An answer of the old edition still answers an item with one of these verdicts.
COMPARABLE = frozenset({SAME, WORDING})
#: Wordings less alike than this (0 to 1) may mean something else.
LIKE = 0.6
#: An item with another code is the same one from this likeness on, or from the lower one where it covers the same.
SAME_TEXT, SAME_COVERS = 0.8, 0.45
#: What stays whole where two wordings are compared: a Latin word with the blank after it, or one character.
_TOKEN = re.compile(r"[A-Za-z0-9'’]+ ?|[\s\S]")
_NUMBER = re.compile(r"\d+")
#: A number at the head of a heading: a renumbered section is the same section.
_HEADING_NUMBER = re.compile(
    r"^(?:第\s*[\d一二三四五六七八九十]+\s*[章節条]|[\d.]+|[（(][\dア-ン]+[)）]|\d+[)）]|[①-⑳㉑-㊿]|[ア-ン](?=\s))[\s.．、]*"
)
_NO = re.compile(r"ませんか|ていません|ていない|ないもの|しない|禁止|なし")
#: The sections of a profile beside its items that an edition may change.
SECTIONS = (
    *("unit_kinds", "roles", "classes", "zones", "scale", "disposal_rules", "carryout_rules", "media_rules"),
    *(
        "permissions",
        "reporting",
        "deciding",
        "separation",
        "inspections",
        "approval_boxes",
        "retention",
        "password",
        "words",
    ),
    *("forms", "form_fields", "paper_titles", "chapter", "pages", "annotation", "classification"),
)


class Pair(Struct, frozen=True):
    """An item of the old edition and of the new one, what became of it and why."""

    old: Item | None
    new: Item | None
    verdict: str
    reasons: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether an answer to the old item still answers the new one."""
        return self.verdict in COMPARABLE


class Comparison(Struct, frozen=True, dict=True):
    """The items of two editions in the order of the new one, the withdrawn ones last; and what else changed."""

    pairs: tuple[Pair, ...]
    sections: tuple[str, ...]
    roles_gone: tuple[str, ...]

    def of(self, verdict: str) -> tuple[Pair, ...]:
        """The pairs of one verdict."""
        return tuple(pair for pair in self.pairs if pair.verdict == verdict)

    @cached_property
    def by_new(self) -> Mapping[str, Pair]:
        """The pairs by the code of the new item."""
        return {pair.new.code: pair for pair in self.pairs if pair.new is not None}

    @cached_property
    def by_old(self) -> Mapping[str, Pair]:
        """The pairs by the code of the old item."""
        return {pair.old.code: pair for pair in self.pairs if pair.old is not None}

    @property
    def comparable(self) -> int:
        """How many items of the new edition may be compared with the old one."""
        return sum(pair.comparable for pair in self.pairs)

    @property
    def share(self) -> str:
        """The same in per cent of the new edition's items, with one decimal; ``－`` where it has none."""
        asked = sum(pair.new is not None for pair in self.pairs)
        return f"{100 * self.comparable / asked:.1f}" if asked else "－"

    @property
    def differs(self) -> bool:
        """Whether anything at all changed."""
        return bool(self.sections) or any(pair.verdict != SAME for pair in self.pairs)


@lru_cache(maxsize=16)
def compare(old: Profile, new: Profile) -> Comparison:
    """What became of each item. Items are paired by code, then by what they cover, then by a close wording."""
    partners = _partners(old, new)
    scale = _scale(old) != _scale(new)
    pairs = []
    for item in new.items.values():
        before = old.items.get(partners.get(item.code, ""))
        pairs.append(Pair(None, item, NEW) if before is None else _judged(before, item, old, new, scale))
    kept = set(partners.values())
    pairs += [Pair(item, None, WITHDRAWN) for code, item in old.items.items() if code not in kept]
    changed = tuple(name for name in SECTIONS if _differs(name, old.raw, new.raw))
    return Comparison(tuple(pairs), changed, tuple(key for key in old.roles if key not in new.roles))


def _differs(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a section says something else. Other words of the city change the wordings of every form, and no form."""
    before, after = old.get(name), new.get(name)
    if name == "forms" and old.get("words") != new.get("words"):
        before, after = _mute(before), _mute(after)
    return bool(before != after)


def _mute(value: Any) -> Any:
    """The same without its wordings."""
    if isinstance(value, list):
        return [_mute(each) for each in value]
    if isinstance(value, dict):
        return {key: _mute(each) for key, each in value.items() if key not in LANGUAGES}
    return value


def _partners(old: Profile, new: Profile) -> dict[str, str]:
    """The old item's code for each new one that has a forerunner."""
    found = {code: code for code in new.items if code in old.items and _may_be_one(old, new, code)}
    free = [item for code, item in old.items.items() if code not in found.values()]
    offers = []
    for item in new.items.values():
        if item.code in found:
            continue
        for other in free:
            if other.sheet == item.sheet and (score := _forerunner(other, item, old, new)):
                offers.append((-score, item.code, other.code))
    taken: set[str] = set()
    for _, code, before in sorted(offers):
        if code not in found and before not in taken:
            found[code] = before
            taken.add(before)
    return found


def _may_be_one(old: Profile, new: Profile, code: str) -> bool:
    """A code that was given to another question on another sheet is not the same item."""
    before, after = old.items[code], new.items[code]
    return before.sheet == after.sheet or likeness(before.question.ja, after.question.ja) >= LIKE


def _forerunner(before: Item, after: Item, old: Profile, new: Profile) -> float:
    """How surely an item with another code is the same one; 0 if it is not."""
    covers = bool(before.covers) and _covers(before, old) == _covers(after, new)
    least = SAME_COVERS if covers else SAME_TEXT
    if not _could_be(before.question.ja, after.question.ja, least):
        return 0.0
    like = likeness(before.question.ja, after.question.ja)
    return like + covers if like >= least else 0.0


def _could_be(one: str, other: str, least: float) -> bool:
    """A quick bound of the likeness, so that hundreds of items are compared in a moment."""
    shorter, longer = sorted((len(one), len(other)))
    if not longer or 2 * shorter < least * (shorter + longer):
        return False
    return _matcher(one, other).quick_ratio() >= least


def _matcher(one: Sequence[str], other: Sequence[str]) -> SequenceMatcher[str]:
    from difflib import SequenceMatcher  # every start would pay for what only a new edition needs

    return SequenceMatcher(None, one, other, autojunk=False)


def _judged(before: Item, after: Item, old: Profile, new: Profile, scale: bool) -> Pair:
    """The verdict on one item, with every reason for it."""
    reasons = _meaning(before, after, old, new) + (["scale"] if scale else [])
    if reasons:
        return Pair(before, after, MEANING, tuple(reasons + _wording(before, after)))
    words = _wording(before, after)
    return Pair(before, after, WORDING if words else SAME, tuple(words))


def _meaning(before: Item, after: Item, old: Profile, new: Profile) -> list[str]:
    """Why the new item asks something else: what it covers, its answers, its sheet, a number, a no, other words."""
    found = []
    if _covers(before, old) != _covers(after, new):
        found.append("covers")
    elif _says_otherwise(_texts(before, old), _texts(after, new)):
        found.append("clause_text")
    if before.na != after.na:
        found.append("na")
    if before.sheet != after.sheet:
        found.append("sheet")
    one, other = _folded(before.question.ja), _folded(after.question.ja)
    if _NUMBER.findall(one) != _NUMBER.findall(other):
        found.append("number")
    if bool(_NO.search(one)) != bool(_NO.search(other)):
        found.append("negation")
    if likeness(one, other) < LIKE:
        found.append("question")
    return found


def _wording(before: Item, after: Item) -> list[str]:
    """What is only worded or weighed otherwise."""
    names = ("question", "guide", "evidence", "law_note")
    found = [f"{name}_text" for name in names if getattr(before, name).ja != getattr(after, name).ja]
    english = any(getattr(before, name).en != getattr(after, name).en for name in names)
    if english and not found:
        found.append("english_text")
    found += [name for name in ("weight", "priority", "cycle") if getattr(before, name) != getattr(after, name)]
    return found


def _covers(item: Item, profile: Profile) -> list[tuple[Any, ...]]:
    """What an item covers, told by the clauses' headings and kinds: a renumbered clause is the same clause."""
    return sorted(_clause_key(id, profile) for id in item.covers)


def _texts(item: Item, profile: Profile) -> list[str]:
    """The digests of what its clauses say; an empty one where the text was not at hand."""
    return sorted(profile.clauses[id].text_sha256 for id in item.covers if id in profile.clauses)


def _says_otherwise(old: list[str], new: list[str]) -> bool:
    """Whether the clauses are known to say something else."""
    return all(old) and all(new) and old != new


def _clause_key(id: str, profile: Profile) -> tuple[Any, ...]:
    clause = profile.clauses.get(id)
    if clause is None:
        return (id,)
    headings = tuple(_HEADING_NUMBER.sub("", part.strip()) for part in clause.heading.split(" > "))
    return (headings, clause.kind, clause.role, clause.topic, clause.records)


def _scale(profile: Profile) -> list[tuple[str, str, str]]:
    """The answers that may be given, as far as their meaning goes."""
    return sorted((choice.code, choice.points, choice.needs) for choice in profile.scale.values())


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def likeness(one: str, other: str) -> float:
    """How alike two wordings are, 0 to 1; width and blanks do not count."""
    return _matcher(_folded(one), _folded(other)).ratio()


def difference(old: str, new: str) -> Iterable[tuple[str, str]]:
    """The new wording in pieces: ("same" | "gone" | "come", text); what went stands before what came.

    Latin words stay whole. Two wordings with little in common stand one after the other, not in shreds.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = _matcher(before, after)
    alike = matcher.ratio() >= LIKE
    for tag, a, b, c, d in matcher.get_opcodes() if alike else (("replace", 0, len(before), 0, len(after)),):
        if tag == "equal":
            yield "same", "".join(before[a:b])
            continue
        if b > a:
            yield "gone", "".join(before[a:b])
        if d > c:
            yield "come", "".join(after[c:d])
