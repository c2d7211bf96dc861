"""The policy profile: one city's words, roles, classes and rules, read from plain data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any

import msgspec


class Text(msgspec.Struct, frozen=True):
    """A wording in Japanese and English; English may be missing in a city's own profile."""

    ja: str
    en: str = ""

    def get(self, language: str) -> str:
        """The wording in ``language`` ("ja" or "en"), Japanese where English is missing."""
        return self.en if language == "en" and self.en else self.ja


class Role(msgspec.Struct, frozen=True):
    """A post that the policy names: who reports to whom, who may act for whom and for what only."""

    key: str
    label: Text
    post: Text
    scope: str = "city"
    reports_to: str = ""
    deputy: str = ""
    deputy_scope: Text = Text("")
    approver: bool = False
    clause: tuple[str, ...] = ()


class InfoClass(msgspec.Struct, frozen=True):
    """A class of information; a larger rank is stricter. ``floor_for``: what has this class at the least."""

    key: str
    label: Text
    rank: int
    meaning: Text = Text("")
    floor_for: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True):
    """A row of a rule table. ``basis`` is "policy" (the city's text) or "general" (a proposal, never the city's rule).

    ``safeguards`` are all asked, of ``safeguards_any`` at least one; ``alternatives`` satisfy a row of methods in their
    stead ("nda": a confidentiality contract); ``demand`` is what a row about the register asks. ``transports`` are the
    means of transport that a row speaks of (none: whatever the means), ``record_fields`` what must be written down, and
    ``max_days`` the longest time out, counted from the day it leaves (0: no limit).
    """

    id: str
    classes: tuple[str, ...] = ("*",)
    zones: tuple[str, ...] = ("*",)
    kinds: tuple[str, ...] = ("*",)
    dispositions: tuple[str, ...] = ("*",)
    activities: tuple[str, ...] = ()
    transports: tuple[str, ...] = ()
    permission: str = ""
    methods: tuple[str, ...] = ()
    refuse_methods: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    safeguards_any: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    prohibited: bool = False
    exception: bool = False
    demand: str = ""
    witness: str = "none"
    certificate: str = "none"
    photo: str = "none"
    verify: str = "none"
    record: bool = False
    record_fields: tuple[str, ...] = ()
    personal_information: str = ""
    max_days: int = 0
    place: str = ""
    effect: str = "warn"
    basis: str = "policy"
    note: Text = Text("")
    clause: tuple[str, ...] = ()


class Objection(msgspec.Struct, frozen=True):
    """What the rules have against something: a code, refused or only warned, by which row."""

    code: str
    effect: str
    rule: Rule | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that say so; empty for what is physics or a proposal."""
        return self.rule.clause if self.rule else ()


class Separation(msgspec.Struct, frozen=True):
    """Two acts on one matter that the same person must not do (兼務の禁止)."""

    key: str
    acts: tuple[str, ...]
    exception: bool = True
    basis: str = "policy"
    note: Text = Text("")
    clause: tuple[str, ...] = ()


class Inspection(msgspec.Struct, frozen=True):
    """Which sheet is answered by whom about what, who compiles it and who is told."""

    sheet: str
    subject: str
    role: str
    label: Text
    cycle: str = "fiscal_year"
    compiled_by: str = ""
    confirmed_by: str = ""
    reports_to: str = ""
    basis: str = "policy"
    clause: tuple[str, ...] = ()


class Choice(msgspec.Struct, frozen=True):
    """One answer of the city's scale: its mark, word and points (decimal text; empty = outside the score)."""

    code: str
    mark: str
    label: Text
    points: str = ""
    needs: str = ""


class Item(msgspec.Struct, frozen=True):
    """One question of a sheet, in the project's own words, with the clauses that it settles."""

    code: str
    sheet: str
    chapter: str
    covers: tuple[str, ...]
    question: Text
    guide: Text = Text("")
    evidence: Text = Text("")
    guideline: str = ""
    weight: int = 1
    priority: str = "normal"
    cycle: int = 0
    na: bool = True
    law_note: Text = Text("")
    figure: str = ""
    template: bool = False


class Excuse(msgspec.Struct, frozen=True):
    """A duty that no item asks, with the true reason."""

    clause: str
    reason: Text


class Clause(msgspec.Struct, frozen=True):
    """A clause as data: no sentence of the policy, only its place, its kind and whom it binds.

    ``text_sha256`` tells whether two editions say the same, where the text was at hand; empty where it was not.
    """

    id: str
    citation: str
    heading: str
    kind: str
    role: tuple[str, ...]
    topic: str
    records: tuple[str, ...]
    text_sha256: str = ""

    @property
    def is_duty(self) -> bool:
        """Whether the clause obliges somebody (also where it is mainly a permission or a role)."""
        return "duty" in self.kind.split("+")


class Defect(msgspec.Struct, frozen=True):
    """What is wrong in a profile: the place, and a code whose text says what to do."""

    place: str
    code: str
    value: str = ""


class Profile(msgspec.Struct, frozen=True, eq=False, dict=True):
    """One city's policy as data; ``text`` is exactly what is copied into the ledger when it is adopted.

    It is JSON in canonical form, with sorted keys and no blanks, so that equal profiles are equal texts.
    """

    text: str

    @cached_property
    def raw(self) -> Mapping[str, Any]:
        """The whole profile as plain data."""
        held: dict[str, Any] = msgspec.json.decode(self.text)
        return held

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the whole profile, clauses and items included; equal profiles have equal digests."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def about(self) -> Mapping[str, Any]:
        """The head of the profile: id, edition, date."""
        return dict(self.raw["profile"])

    @property
    def id(self) -> str:
        """The profile's key, such as ``takasaki``."""
        return str(self.about["id"])

    @cached_property
    def name(self) -> Text:
        """How the profile calls itself; a built-in one says that it is an example."""
        return _text(self.about["name"])

    @cached_property
    def municipality(self) -> Text:
        """The city's name."""
        return _text(self.about["municipality"])

    @property
    def is_confidential(self) -> bool:
        """Whether every paper is 取扱注意: the city's standards themselves are not public."""
        return bool(self.about.get("confidential"))

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The city's words and page names for the catalogues: ``outside``, ``page_home`` …"""
        pages = {f"page_{key}": value for key, value in self.raw.get("pages", {}).items()}
        roles = {f"role_{role.key}": {"ja": role.label.ja, "en": role.label.en} for role in self.roles.values()}
        return {**self.raw.get("words", {}), **pages, **roles}

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        return {row["key"]: _build(Role, row) for row in self.raw.get("roles", [])}

    @cached_property
    def classes(self) -> Mapping[str, InfoClass]:
        """The classes of information, the strictest first."""
        rows = [_build(InfoClass, row) for row in self.raw.get("classes", [])]
        return {row.key: row for row in sorted(rows, key=lambda row: -row.rank)}

    @cached_property
    def zones(self) -> Mapping[str, Text]:
        return {row["key"]: _text(row["label"]) for row in self.raw.get("zones", [])}

    @cached_property
    def unit_kinds(self) -> Mapping[str, Mapping[str, Any]]:
        return {row["key"]: row for row in self.raw.get("unit_kinds", [])}

    @cached_property
    def disposal_rules(self) -> tuple[Rule, ...]:
        return tuple(_build(Rule, row) for row in self.raw.get("disposal_rules", []))

    @cached_property
    def carryout_rules(self) -> tuple[Rule, ...]:
        return tuple(_build(Rule, row) for row in self.raw.get("carryout_rules", []))

    @cached_property
    def media_rules(self) -> tuple[Rule, ...]:
        return tuple(_build(Rule, row) for row in self.raw.get("media_rules", []))

    @cached_property
    def separations(self) -> tuple[Separation, ...]:
        return tuple(_build(Separation, row) for row in self.raw.get("separation", []))

    @cached_property
    def inspections(self) -> Mapping[str, Inspection]:
        return {row["sheet"]: _build(Inspection, row) for row in self.raw.get("inspections", [])}

    @cached_property
    def scale(self) -> Mapping[str, Choice]:
        return {row["code"]: _build(Choice, row) for row in self.raw.get("scale", {}).get("choices", [])}

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        return {row["id"]: _build(Clause, row) for row in self.raw.get("clauses", [])}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        return {row["code"]: _build(Item, row) for row in self.raw.get("item", [])}

    @cached_property
    def excuses(self) -> tuple[Excuse, ...]:
        return tuple(_build(Excuse, row) for row in self.raw.get("not_inspected", []))

    @cached_property
    def chapters(self) -> Mapping[str, Text]:
        return {row["id"]: _text(row["title"]) for row in self.raw.get("chapter", [])}

    def section(self, name: str) -> Mapping[str, Any]:
        """A plain section of the profile (``password``, ``retention`` …); empty if the city leaves it out."""
        found = self.raw.get(name, {})
        return found if isinstance(found, Mapping) else {}

    def boxes(self, form: str, *, escalated: bool = False) -> tuple[tuple[str, Text], ...]:
        """The 決裁欄 of a form, highest first: (role key or post, title). ``escalated``: the head applies himself."""
        for row in self.raw.get("approval_boxes", []):
            if row["form"] == form:
                boxes = row.get("escalated", row["boxes"]) if escalated else row["boxes"]
                return tuple((box.get("role") or box.get("post", ""), _text(box["label"])) for box in boxes)
        return ()

    def escalation(self, role: str) -> str:
        """The role that decides in place of ``role`` when its holder applies; empty if the policy knows none."""
        for row in self.section("deciding").get("escalation", []):
            if row["applicant"] == role:
                return str(row["decider"])
        return self.roles[role].reports_to if role in self.roles else ""

    def field_clauses(self, form: str, field: str) -> tuple[str, ...]:
        """The clauses that stand beside a field on the screen."""
        return tuple(self.section("field_clauses").get(form, {}).get(field, ()))

    def group(self, name: str) -> frozenset[str]:
        """The kinds of medium that a group of the rule tables names; empty if it is not a group."""
        return frozenset(self.section("kind_groups").get(name, ()))

    def names_kind(self, rule: Rule, kind: str) -> bool:
        """Whether a row speaks of a kind of medium, by itself, by its group or by ``*``."""
        return "*" in rule.kinds or kind in rule.kinds or any(kind in self.group(name) for name in rule.kinds)

    def title(self, form: str) -> tuple[Text, Text]:
        """The printed title of a paper and its form number; the number is empty where the policy names none."""
        for row in self.raw.get("paper_titles", []):
            if row["form"] == form:
                return _text(row["title"]), _text(row.get("form_no", {"ja": ""}))
        return Text(""), Text("")

    def citation(self, clause: str) -> str:
        """How the clause is cited on paper, such as 2.3(2)⑩ウ."""
        found = self.clauses.get(clause)
        return found.citation if found else clause

    def strictest(self, classes: Iterable[str]) -> str:
        """The class of the highest rank among ``classes``: a mixed medium takes it. Empty if there is none."""
        known = [self.classes[key] for key in classes if key in self.classes]
        return max(known, key=lambda row: row.rank).key if known else ""

    def post(self, role: str, unit_kind: str) -> Text:
        """The post that holds ``role`` in a unit of that kind (課長, 校長); the role's own post otherwise."""
        head = self.unit_kinds.get(unit_kind, {})
        if head.get("head_role") == role and "head_post" in head:
            return _text(head["head_post"])
        return self.roles[role].post if role in self.roles else Text(role)


@lru_cache(maxsize=8)
def read(text: str) -> Profile:
    """The profile that a text holds, which is JSON as the ledger writes it; the same text gives the same object."""
    return Profile(text)


def load(raw: Mapping[str, Any]) -> Profile:
    """The profile held in ``raw``; the same content gives the same object."""
    return read(json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two profiles as data are the same to the last letter."""
    return load(one).digest == load(other).digest


def _text(value: Any) -> Text:
    if isinstance(value, Mapping):
        return Text(str(value.get("ja", "")), str(value.get("en", "")))
    return Text(str(value))


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _as_it_is(value: Any) -> Any:
    return value


@lru_cache(maxsize=16)
def _readers(kind: type[msgspec.Struct]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """How each field of a class is read from a table row, by the class's own annotations."""
    known: Mapping[str, Callable[[Any], Any]] = {"Text": _text, "str": str, "tuple": _several}
    return tuple((name, known.get(said.partition("[")[0], _as_it_is)) for name, said in kind.__annotations__.items())


def _build(kind: type[msgspec.Struct], row: Mapping[str, Any]) -> Any:
    """A value from a table row; what the row leaves out stays as the class has it."""
    return kind(**{name: read_field(row[name]) for name, read_field in _readers(kind) if name in row})
