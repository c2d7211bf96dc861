"""The rules of a policy as the editor shows them: what each is about in words, its fields, and what may be chosen."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.common.i18n import language, listed, t
from app.domain.policy import Profile, Text
from app.domain.policy_book import Column, Table
from app.domain.policy_cells import parts
from app.domain.policy_choices import choices
from app.domain.policy_rows import list_at
from app.domain.policy_sheets import BY_KEY
from app.domain.policy_sheets import RULES as RULE_TABLES
from app.domain.policy_weigh import refuses_as_proposal
from app.exports.policy_book import column_name, sheet_name

#: The tables that the editor shows as rules, in its order; their rows lie in the profile under these names.
TABLES = (*RULE_TABLES, "permissions", "separation")
Row = dict[str, Any]
Rules = Mapping[str, Sequence[Row]]
#: What stands for everything in a list.
ANY = "*"
#: Columns that say what a rule is about, in the order in which they are told.
_ABOUT = ("act", "acts", "dispositions", "activities", "classes", "kinds", "zones", "transports")
#: Columns that are asked at once; the others where they hold something.
_FIRST = frozenset({"note", "classes", "kinds", "permission", "act", "acts", "role", "demand", "effect", "basis"})
#: Of these, those whose entries alone would not tell what they are.
_NAMED = ("classes", "zones")
#: Columns that say who asks and who permits.
_WHO = ("applicants", "role", "also", "either")
#: Columns by which the program alone knows a row.
_HANDLES = frozenset({"id", "key"})
#: What holds where a row does not say it, beside what is empty.
_USUAL: Mapping[Any, Any] = {"effect": "warn", "basis": "policy", ("separation", "exception"): True}


class Ask(Struct, frozen=True):
    """A field of a rule: its kind as the policy book has it, what may be chosen, and whether it is asked at once.

    ``is_scope``: nothing chosen means that the rule is about all of them.
    """

    name: str
    kind: str
    title: str
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    is_first: bool = True
    is_scope: bool = False


class RuleLine(Struct, frozen=True):
    """A rule in words: its table, what it is about, what it says, who permits, and what comes of not keeping it."""

    table: str
    about: str
    said: str
    force: str


def rules(profile: Profile) -> dict[str, list[Row]]:
    """The rows of every table, a copy that may be changed."""
    return {name: copy.deepcopy(list_at(profile.raw, (name,))) for name in TABLES}


def table_name(name: str) -> str:
    """What a table is called: as its sheet in the policy book."""
    return sheet_name(name)


def asks(profile: Profile, name: str, row: Row) -> list[Ask]:
    """The fields of a row of this table; what the row says already is offered, whether the program knows it or not."""
    return [
        Ask(
            column.key,
            column.kind,
            column_name(_table(name), column),
            tuple((code, word) for code, word in _offered(profile, column, row).items() if code != ANY),
            column.required or column.key in ("note", "effect", "basis"),
            column.required or column.key in _FIRST,
            column.key in _ABOUT and column.kind in ("codes", "refs") and not column.required,
        )
        for column in _table(name).columns
        if column.key not in _HANDLES
    ]


def shown(name: str, row: Row) -> dict[str, Any]:
    """A row as its fields show it: nothing chosen means everything, lists of clauses are one text."""
    found: dict[str, Any] = {}
    for column in _table(name).columns:
        usual = _USUAL.get((name, column.key), _USUAL.get(column.key))
        value = row.get(column.key, usual)
        if column.kind in ("codes", "refs"):
            value = [part for part in value or [] if part != ANY]
        elif column.kind == "list":
            value = "；".join(value or [])
        elif column.kind == "words":
            value = Text(*(str((value or {}).get(each, "")) for each in ("ja", "en")))
        found[column.key] = value
    return found


def changed(name: str, row: Row, said: Mapping[str, Any]) -> Row:
    """The row with what was said in its fields. What was not touched stays just as it was written."""
    before, made = shown(name, row), dict(row)
    for column in _table(name).columns:
        key = column.key
        if key not in said or _same(column, said[key], before[key]):
            continue
        value = _kept(column, said[key])
        if value is not None:
            made[key] = value
        elif isinstance(column.empty, list):
            made[key] = []
        else:
            made.pop(key, None)
    return made


def _same(column: Column, said: Any, before: Any) -> bool:
    """Whether a field was left as it was; the order in which it offers its choices is none of the rule's."""
    if column.kind in ("codes", "refs"):
        return set(said or ()) == set(before or ())
    return (said or None) == (before or None)


def new(name: str, said: Mapping[str, Any], others: Rules) -> Row:
    """A row of one's own with a handle that no other row has."""
    handle = next((column.key for column in _table(name).columns if column.key in _HANDLES), "")
    taken = {str(row.get(handle)) for rows in others.values() for row in rows}
    start: Row = {column.key: [] for column in _table(name).columns if isinstance(column.empty, list)}
    start |= {handle: next(id for n in range(1, len(taken) + 2) if (id := f"own-{n}") not in taken)} if handle else {}
    return start | changed(name, {}, said)


def faults(profile: Profile, name: str, said: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what was said, a sentence by field."""
    found = {
        ask.name: t("error.required") for ask in asks(profile, name, {}) if ask.required and not _has(said, ask.name)
    }
    strange = [id for id in parts(str(said.get("clause") or "")) if profile.clauses and id not in profile.clauses]
    if strange:
        found["clause"] = t("policy_page.rule_clause_unknown", clauses=listed(strange))
    if refuses_as_proposal(said):
        found["effect"] = t("policy_book.fault.general_refuses")
    if name == "separation" and len(said.get("acts") or ()) != 2:
        found["acts"] = t("policy_page.rule_two_acts")
    return found


def _has(said: Mapping[str, Any], name: str) -> bool:
    value = said.get(name)
    return bool(value.ja if isinstance(value, Text) else value)


def line(profile: Profile, name: str, row: Row) -> RuleLine:
    """A rule in the language in force."""
    columns = _table(name).by_key

    def told(*keys: str) -> list[str]:
        said = {key: _words(profile, columns[key], row.get(key) or _USUAL.get(key)) for key in keys if key in columns}
        return [
            t("policy_page.rule_fact", what=column_name(_table(name), columns[key]), said=words)
            for key, words in said.items()
            if words
        ]

    plain = [_words(profile, columns[key], row.get(key)) for key in _ABOUT if key in columns and key not in _NAMED]
    about = "\n".join(filter(None, (*plain, *told(*_NAMED)))) or t("policy_page.rule_everything")
    note = row.get("note")
    said = (note.get(language()) or note.get("ja", "")) if isinstance(note, Mapping) else ""
    return RuleLine(name, about, said or "\n".join(told(*_WHO)), "\n".join(told("permission", "effect", "basis")))


def _table(name: str) -> Table:
    table = BY_KEY[name]
    assert isinstance(table, Table)
    return table


def _words(profile: Profile, column: Column, value: Any) -> str:
    """A value of a list in words."""
    options = _options(profile, column)
    codes = [value] if isinstance(value, str) else value or []
    return listed([options.get(code, code) for code in codes if code != ANY])


def _options(profile: Profile, column: Column) -> dict[str, str]:
    """What a column offers, by code: a list of the program, or what the policy itself declares."""
    if column.kind in ("ref", "refs"):
        rows = {str(row["key"]): row for row in list_at(profile.raw, _table(column.of).path)}
        return {key: _label(row, key) for key, row in rows.items()}
    if column.kind not in ("choice", "codes"):
        return {}
    at = 0 if language() == "ja" else 1
    found = {code: pair[at] or pair[0] for code, pair in choices()[column.of].items()}
    if column.of == "rule_kind":
        found |= {key: key for key in profile.section("kind_groups") if key not in found}
    if column.of == "permission_act":
        acts = {
            str(row["act"]): _label(row, row["act"], "title") for row in profile.raw.get("forms", []) if "act" in row
        }
        found |= {act: word for act, word in acts.items() if act not in found}
    return found


def _offered(profile: Profile, column: Column, row: Row) -> dict[str, str]:
    """What a column offers and, behind it, what the row says beyond that."""
    found, value = _options(profile, column), row.get(column.key) or ()
    if column.kind not in ("choice", "codes", "ref", "refs"):
        return {}
    codes = (value,) if isinstance(value, str) else value
    return found | {code: code for code in codes if code not in found}


def _label(row: Mapping[str, Any], key: str, name: str = "label") -> str:
    label = row.get(name) or {}
    return str(label.get(language()) or label.get("ja") or key) if isinstance(label, Mapping) else str(label)


def _kept(column: Column, value: Any) -> Any:
    """A field's value as a profile has it; ``None`` where it says nothing."""
    match column.kind:
        case "words":
            return {each: said for each in ("ja", "en") if (said := getattr(value, each).strip())} or None
        case "list":
            return parts(str(value or "")) or None
        case "bool":
            return bool(value)
    return value or None
