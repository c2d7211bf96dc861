"""The layout of the policy book: which sheets it has, which columns each has, and what stands in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

#: Stands in a column's ``empty``: an empty cell means that the row does not say it at all.
ABSENT: Final[Any] = type("Absent", (), {"__repr__": lambda _self: "ABSENT"})()
#: What a column that takes up everything else is called; its text runs on in the cells to its right.
MORE = "more"
#: A row whose first cell begins with this is a remark and is not read.
REMARK = "※"
#: What a sheet of keys and values says for an empty list or an empty text.
NOTHING = "（なし）"
#: What parts the entries of a list in one cell when it is written; ``；``, ``、`` and line breaks are read as well.
SEPARATOR = "；"
#: What parts the code, the Japanese and the English of a choice that a form offers, one choice a line.
PART = "｜"


@dataclass(frozen=True)
class Column:
    """One property of a row.

    ``kind``: text, words (Japanese and English, two cells), int, bool, choice (of the list ``of``), ref (a key of the
    sheet ``of``), list, codes (of the list ``of``), refs, offers, info (for people only, never read). ``empty`` is
    what an empty cell means.
    """

    key: str
    kind: str = "text"
    of: str = ""
    required: bool = False
    empty: Any = ABSENT
    width: int = 16

    @property
    def heads(self) -> tuple[str, ...]:
        """The keys of its cells: two for words, else its own."""
        return (f"{self.key}.ja", f"{self.key}.en") if self.kind == "words" else (self.key,)


@dataclass(frozen=True)
class Table:
    """A sheet of one row for one thing. ``path`` is where the list lies in the profile; ``name`` its key column.

    A sheet with ``parent`` holds what belongs to a row of another sheet: the first two columns name that row and the
    place within it.
    """

    key: str
    columns: tuple[Column, ...]
    path: tuple[str, ...] = ()
    name: str = "key"
    parent: str = ""
    needed: bool = False

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The keys of all its cells from left to right."""
        return (*(head for column in self.columns for head in column.heads), MORE)

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}


@dataclass(frozen=True)
class Pairs:
    """A sheet of keys and values for whole sections; ``known`` maps patterns of paths to the kind of their value."""

    key: str
    sections: tuple[str, ...]
    known: tuple[tuple[str, Column], ...] = ()
    needed: bool = False

    heads = ("path", "meaning", "ja", "en", MORE)
    columns = (
        Column("path", width=30),
        Column("meaning", "info", width=44),
        Column("ja", width=44),
        Column("en", width=34),
    )


Sheet = Table | Pairs

_KEY = Column("key", required=True, width=14)
_LABEL = Column("label", "words", required=True, width=24)
_CLAUSE = Column("clause", "list", empty=[], width=18)
_BASIS = Column("basis", "choice", "basis", width=12)
_NOTE = Column("note", "words", width=44)
_RULE_HEAD = (Column("id", width=20), _NOTE)
_RULE_FOR = (
    Column("classes", "refs", "classes", width=14),
    Column("kinds", "codes", "rule_kind", width=24),
    Column("zones", "refs", "zones", width=14),
)
_RULE_END = (
    Column("effect", "choice", "effect", width=12),
    _BASIS,
    _CLAUSE,
)
_PERMISSION = Column("permission", "ref", "roles", width=12)
_RECORD = (
    Column("record", "bool", width=10),
    Column("record_fields", "codes", "record_field", width=18),
)
_ITEM = (
    Column("code", width=18),
    Column("sheet", "ref", "inspections", required=True, width=10),
    Column("chapter", "ref", "chapters", required=True, width=10),
    Column("question", "words", required=True, width=56),
    Column("guide", "words", width=44),
    Column("evidence", "words", width=32),
    Column("covers", "list", empty=[], width=18),
    Column("guideline", width=10),
    Column("weight", "int", width=8),
    Column("priority", "choice", "priority", width=10),
    Column("cycle", "int", width=8),
    Column("na", "bool", width=10),
    Column("law_note", "words", width=24),
    Column("figure", "choice", "figure", width=16),
    Column("template", "bool", width=8),
)

SHEETS: tuple[Sheet, ...] = (
    Pairs(
        "profile",
        ("profile",),
        (
            ("profile.id", Column("", "text")),
            ("profile.schema", Column("", "int")),
            ("profile.date", Column("", "text")),
            ("profile.default_year_start", Column("", "text")),
            ("profile.*", Column("", "words")),
        ),
        needed=True,
    ),
    Pairs("words", ("words", "pages"), (("words.*", Column("", "words")), ("pages.*", Column("", "words")))),
    Table(
        "roles",
        (
            _KEY,
            _LABEL,
            Column("post", "words", width=24),
            Column("scope", "choice", "role_scope", width=12),
            Column("reports_to", "ref", "roles", empty="", width=14),
            Column("deputy", "ref", "roles", width=14),
            Column("deputy_scope", "words", width=24),
            Column("approver", "bool", width=10),
            Column("unit_kinds", "refs", "unit_kinds", width=20),
            _CLAUSE,
        ),
        ("roles",),
        needed=True,
    ),
    Table(
        "unit_kinds",
        (
            _KEY,
            _LABEL,
            Column("head_role", "ref", "roles", required=True, width=12),
            Column("head_post", "words", width=20),
            Column("parent", "ref", "unit_kinds", empty="", width=12),
            Column("also_roles", "refs", "roles", width=14),
            _BASIS,
            _CLAUSE,
        ),
        ("unit_kinds",),
    ),
    Table(
        "classes",
        (
            _KEY,
            _LABEL,
            Column("rank", "int", required=True, width=8),
            Column("meaning", "words", width=44),
            Column("floor_for", "codes", "floor", empty=[], width=24),
            _CLAUSE,
        ),
        ("classes",),
        needed=True,
    ),
    Table("zones", (_KEY, _LABEL, _CLAUSE), ("zones",)),
    Table(
        "disposal_rules",
        (
            *_RULE_HEAD,
            *_RULE_FOR,
            Column("dispositions", "codes", "disposition", width=20),
            _PERMISSION,
            Column("methods", "codes", "method", width=24),
            Column("refuse_methods", "codes", "method", width=24),
            Column("alternatives", "codes", "alternative", width=14),
            *_RECORD,
            *(Column(key, "choice", "level", width=10) for key in ("witness", "certificate", "photo", "verify")),
            Column("place", "choice", "rule_place", width=10),
            *_RULE_END,
        ),
        ("disposal_rules",),
        "id",
    ),
    Table(
        "carryout_rules",
        (
            *_RULE_HEAD,
            *_RULE_FOR,
            Column("activities", "codes", "activity", width=24),
            _PERMISSION,
            Column("safeguards", "codes", "safeguard", width=20),
            Column("safeguards_any", "codes", "safeguard", width=20),
            Column("prohibited", "bool", width=10),
            Column("personal_information", "choice", "rule_personal", width=14),
            Column("max_days", "int", width=8),
            *_RECORD,
            *_RULE_END,
        ),
        ("carryout_rules",),
        "id",
    ),
    Table(
        "media_rules",
        (*_RULE_HEAD, *_RULE_FOR, Column("demand", "choice", "demand", width=18), _PERMISSION, *_RULE_END),
        ("media_rules",),
        "id",
    ),
    Table(
        "permissions",
        (
            Column("act", "choice", "permission_act", required=True, width=20),
            Column("applicants", "refs", "roles", empty=[], width=16),
            Column("role", "ref", "roles", required=True, width=14),
            Column("also", "refs", "roles", width=14),
            _BASIS,
            _CLAUSE,
        ),
        ("permissions",),
        "act",
    ),
    Table(
        "escalation",
        (
            Column("applicant", "ref", "roles", required=True),
            Column("decider", "ref", "roles", required=True),
        ),
        ("deciding", "escalation"),
        "applicant",
    ),
    Table(
        "separation",
        (
            _KEY,
            Column("acts", "codes", "separation_act", required=True, width=24),
            Column("exception", "bool", width=10),
            _NOTE,
            _BASIS,
            _CLAUSE,
        ),
        ("separation",),
    ),
    Table(
        "inspections",
        (
            Column("sheet", required=True, width=12),
            _LABEL,
            Column("subject", "choice", "subject", required=True, width=12),
            Column("role", "ref", "roles", required=True, width=12),
            Column("cycle", "choice", "inspection_cycle", width=12),
            Column("compiled_by", "ref", "roles", width=12),
            Column("confirmed_by", "ref", "roles", width=12),
            Column("reports_to", "ref", "roles", width=12),
            _BASIS,
            _CLAUSE,
        ),
        ("inspections",),
        "sheet",
    ),
    Table(
        "paper_titles",
        (
            Column("form", "choice", "paper", required=True, width=20),
            Column("title", "words", required=True, width=36),
            Column("form_no", "words", empty={"ja": "", "en": ""}, width=14),
        ),
        ("paper_titles",),
        "form",
    ),
    Table(
        "approval_boxes",
        (
            Column("form", "choice", "box_form", required=True, width=14),
            Column("seal", "choice", "seal", width=14),
            _BASIS,
        ),
        ("approval_boxes",),
        "form",
    ),
    Table(
        "box_lines",
        (
            Column("form", "choice", "box_form", required=True, width=14),
            Column("within", "choice", "box_list", required=True, width=20),
            _LABEL,
            Column("role", "ref", "roles", width=12),
            Column("post", "choice", "box_post", width=12),
        ),
        parent="approval_boxes",
        name="form",
    ),
    Table(
        "scale",
        (
            Column("code", "choice", "answer", required=True, width=12),
            Column("mark", required=True, width=8),
            _LABEL,
            Column("points", empty="", width=10),
            Column("needs", "choice", "needs", width=12),
        ),
        ("scale", "choices"),
        "code",
    ),
    Table(
        "chapters",
        (Column("id", required=True, width=12), Column("title", "words", required=True, width=44)),
        ("chapter",),
        "id",
    ),
    Table("items", _ITEM, ("item",), "code", needed=True),
    Table("items_off", _ITEM, ("item_off",), "code"),
    Table(
        "clauses",
        (
            Column("id", required=True, width=16),
            Column("citation", empty="", width=16),
            Column("heading", empty="", width=50),
            Column("kind", empty="", width=16),
            Column("role", "list", empty=[], width=18),
            Column("topic", empty="", width=20),
            Column("records", "list", empty=[], width=26),
        ),
        ("clauses",),
        "id",
    ),
    Table(
        "not_inspected",
        (Column("clause", required=True), Column("reason", "words", required=True, width=50)),
        ("not_inspected",),
        "clause",
    ),
    Table(
        "no_form",
        (Column("kind", required=True), Column("reason", "words", required=True, width=50)),
        ("no_form",),
        "kind",
    ),
    Table(
        "forms",
        (
            _KEY,
            Column("title", "words", required=True, width=36),
            Column("prefix", required=True, width=8),
            Column("flow", "choice", "form_flow", required=True, width=16),
            Column("group", "choice", "form_group", width=14),
            Column("role", "ref", "roles", width=12),
            Column("act", width=18),
            Column("listed", "list", empty=[], width=28),
            Column("answers", "list", empty=[], width=28),
        ),
        ("forms",),
    ),
    Table(
        "form_parts",
        (
            Column("form", "ref", "forms", required=True, width=20),
            Column("within", empty="", width=14),
            Column("name", required=True, width=18),
            _LABEL,
            Column("kind", "choice", "field_kind", width=14),
            Column("required", "bool", width=8),
            Column("stage", "choice", "form_stage", width=12),
            Column("folded", "bool", width=8),
            Column("choices", "choice", "form_choices", width=14),
            Column("offers", "offers", width=40),
        ),
        parent="forms",
        name="form",
    ),
    Table(
        "form_fields",
        (
            Column("form", "choice", "core_form", required=True, width=14),
            Column("field", required=True, width=18),
            Column("label", "words", width=24),
            Column("required", "bool", width=8),
            Column("hidden", "bool", width=8),
            Column("kind", "choice", "field_kind", width=12),
            Column("folded", "bool", width=8),
            Column("stage", "choice", "form_stage", width=12),
            Column("choices", "choice", "form_choices", width=14),
            Column("offers", "offers", width=40),
        ),
        ("form_fields",),
        "field",
    ),
    Pairs(
        "settings",
        (
            *("deciding", "classification", "retention", "password", "scale", "annotation"),
            *("kind_groups", "field_clauses", "actors"),
        ),
        (
            ("deciding.paper", Column("", "bool")),
            ("deciding.exception_reason_required", Column("", "bool")),
            ("deciding.basis", Column("", "choice", "basis")),
            ("retention.basis", Column("", "choice", "basis")),
            ("retention.default_years", Column("", "int")),
            ("retention.per_form.*", Column("", "int")),
            ("password.min_length", Column("", "int")),
            ("password.max_length", Column("", "int")),
            ("password.reminder_months", Column("", "int")),
            ("password.forbid_reuse", Column("", "bool")),
            ("password.change_temporary", Column("", "bool")),
            ("password.basis", Column("", "choice", "basis")),
            ("password.figures_basis", Column("", "choice", "basis")),
            ("password.blocklist_words", Column("", "list")),
            ("annotation.*", Column("", "list")),
            ("kind_groups.*", Column("", "codes", "medium_kind")),
            ("field_clauses.*.*", Column("", "list")),
            ("actors.*", Column("", "words")),
            ("*.clause", Column("", "list")),
            ("*.*_clause", Column("", "list")),
            ("*.*", Column("", "text")),
        ),
    ),
)
BY_KEY: Mapping[str, Sheet] = {sheet.key: sheet for sheet in SHEETS}
#: Everything that has no sheet of its own: one row a section, its content as JSON.
OTHER = Pairs("other", ())
#: The tables of rules, of which a policy needs one row at least.
RULES = ("disposal_rules", "carryout_rules", "media_rules")
#: Lists that every profile holds, were they empty.
ALWAYS = ("clauses", "chapter", "item", "not_inspected")
#: The choice of a book: fill what is empty with the general defaults, or take it just as it stands.
FILL, AS_WRITTEN = "fill", "as_written"
MODE_PATH = "book.mode"


@dataclass(frozen=True)
class Place:
    """Where something stands: the sheet's key, the number of the row and the key of the cell."""

    sheet: str
    row: int = 0
    head: str = ""


@dataclass(frozen=True)
class Flaw:
    """What is wrong at a place of the book: what stands there, and a code whose text says what to do."""

    place: Place
    code: str
    value: str = ""
    known: str = ""


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet: rows of texts and numbers in the order of its heads, with the rows' numbers."""

    sheet: Sheet
    rows: tuple[tuple[str | int | None, ...], ...]
    numbers: tuple[int, ...] = ()

    def number(self, index: int) -> int:
        """The number of a row in its book."""
        return self.numbers[index] if self.numbers else index + 1
