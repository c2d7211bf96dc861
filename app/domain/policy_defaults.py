"""Fills what a city's own book leaves empty from the general defaults, so that little has to be written."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.policy_sheets import RULES

#: Sections of keys and values that are filled key by key.
_SECTIONS = (
    *("profile", "words", "pages", "kind_groups", "classification"),
    *("retention", "password", "annotation"),
)
#: Lists that are taken as a whole where the book has none, and those filled row by row, with the key of a row.
_LISTS = ("zones", "separation", "chapter")
_ROWS = {"permissions": "act", "inspections": "sheet", "paper_titles": "form", "approval_boxes": "form"}
#: Pages whose name is a word of the same key.
_WORD_PAGES = ("inspection", "media", "disposal", "carryout", "improvement")
#: The words that standard titles of papers hold.
_TITLE_WORDS = ("inspection", "security", "permission")
#: The word by which a standard kind of unit is called, and the kinds whose head has the post of his role.
_KIND_WORDS = {"section": "unit", "bureau": "bureau", "school": "school"}
_POSTED = ("section", "bureau")
_SCOPES = {"staff": "person", "dept": "unit", "bureau": "bureau", "system": "system"}


def fill(raw: Mapping[str, Any], general: Mapping[str, Any]) -> dict[str, Any]:
    """The profile of a book with the general defaults where it says nothing; rows of roles it lacks stay out."""
    made: dict[str, Any] = copy.deepcopy(dict(raw))
    words = dict(made.get("words") or {}) if isinstance(made.get("words"), Mapping) else {}
    posts = {row.get("key"): row["post"] for row in _rows(made, "roles") if "post" in row}
    _follow_words(made)
    for name in _SECTIONS:
        made[name] = _merged(general.get(name, {}), made.get(name, {}))
    if not isinstance(made.get("scale"), Mapping) or not made["scale"]:
        made["scale"] = copy.deepcopy(general["scale"])
    _name(made)
    roles = _rows(made, "roles")
    for row in roles:
        _role(row)
    keys = {str(row.get("key")) for row in roles}
    if not made.get("unit_kinds"):
        made["unit_kinds"] = _kinds((row for row in general["unit_kinds"] if _names_only(row, keys)), words, posts)
    _lists(made, general, keys)
    for name in RULES:
        for number, row in enumerate(_rows(made, name), 1):
            _rule(name, number, row)
    taken = {str(row["code"]) for name in ("item", "item_off") for row in _rows(made, name) if "code" in row}
    for row in (*_rows(made, "item"), *_rows(made, "item_off")):
        _item(row, taken)
    return made


def _follow_words(made: dict[str, Any]) -> None:
    """A page and the sheet are called by the city's word for what they hold, unless the book names them, too."""
    words, pages = made.get("words"), made.get("pages") or {}
    if not isinstance(words, dict) or not isinstance(pages, dict):
        return
    made["pages"] = {**{name: copy.deepcopy(words[name]) for name in _WORD_PAGES if name in words}, **pages}
    inspection = words.get("inspection")
    if isinstance(inspection, Mapping) and inspection.get("ja") and "sheet" not in words:
        english = inspection.get("en")
        words["sheet"] = {"ja": f"{inspection['ja']}票"} | ({"en": f"{english} sheet"} if english else {})


def _kinds(standard: Iterable[Mapping[str, Any]], words: Mapping[str, Any], posts: Mapping[Any, Any]) -> list[Any]:
    """The standard kinds of unit under the city's own words, their heads by the posts that it names."""
    found = []
    for row in standard:
        kind = copy.deepcopy(dict(row))
        named, post = words.get(_KIND_WORDS.get(str(row["key"]), "")), posts.get(row["head_role"])
        if isinstance(named, Mapping) and named.get("ja"):
            kind["label"] = copy.deepcopy(dict(named))
        if post and row["key"] in _POSTED:
            kind["head_post"] = copy.deepcopy(post)
        found.append(kind)
    return found


def _lists(made: dict[str, Any], general: Mapping[str, Any], roles: Iterable[str]) -> None:
    """The lists that the book leaves empty, and of others the rows that it does not write; of the sheets, those that
    its items use."""
    used = {row.get("sheet") for row in _rows(made, "item")}
    for name in _LISTS:
        if not made.get(name):
            made[name] = [copy.deepcopy(row) for row in general[name] if _names_only(row, roles)]
    for name, key in _ROWS.items():
        own = {row.get(key) for row in _rows(made, name)}
        rows = [_boxes(row, roles) if name == "approval_boxes" else copy.deepcopy(row) for row in general[name]]
        fitting = (row for row in rows if row[key] not in own and _names_only(row, roles))
        made[name] = [*made.get(name, []), *(row for row in fitting if name != "inspections" or row["sheet"] in used)]
        if name == "paper_titles":
            made[name] = [
                row if row.get(key) in own else _titled(row, made["words"], general["words"]) for row in made[name]
            ]


def _titled(row: dict[str, Any], own: Mapping[str, Any], standard: Mapping[str, Any]) -> dict[str, Any]:
    """A standard title under the city's own words for what it is about."""
    for word in _TITLE_WORDS:
        given = own.get(word)
        said = given if isinstance(given, Mapping) else {}
        for language in [language for language in row["title"] if said.get(language)]:
            for usual, city in _cased(standard[word][language], str(said[language])):
                row["title"][language] = row["title"][language].replace(usual, city)
    return row


def _cased(usual: str, city: str) -> tuple[tuple[str, str], ...]:
    """Both as they are, and as they begin a title."""
    return (usual, city), (usual[:1].upper() + usual[1:], city[:1].upper() + city[1:])


def _rows(raw: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [row for row in raw.get(name) or [] if isinstance(row, dict)]


def _merged(default: Any, own: Any) -> Any:
    if not isinstance(default, Mapping) or not isinstance(own, Mapping) or set(default) <= {"ja", "en"}:
        return own if own not in ({}, None) else copy.deepcopy(default)
    return {key: _merged(default.get(key), own.get(key)) for key in (*default, *(k for k in own if k not in default))}


def _name(raw: dict[str, Any]) -> None:
    about = raw["profile"]
    city = about.get("municipality")
    if isinstance(city, Mapping) and city.get("ja"):
        policy = raw["words"]["policy"]["ja"]
        about.setdefault("name", {"ja": f"{city['ja']}{policy}"})
        words = raw["password"].setdefault("blocklist_words", [])
        if isinstance(words, list) and not words:
            words.append(str(city["ja"]))


def _names_only(row: Mapping[str, Any], roles: Iterable[str]) -> bool:
    named = [row.get(key) for key in ("role", "head_role", "compiled_by", "confirmed_by", "reports_to")]
    named += list(row.get("applicants", []))
    return all(role in roles for role in named if role)


def _boxes(row: Mapping[str, Any], roles: Iterable[str]) -> dict[str, Any]:
    made = copy.deepcopy(dict(row))
    made["boxes"] = [box for box in made["boxes"] if box.get("role", "dept") in roles]
    return made


def _role(row: dict[str, Any]) -> None:
    key = str(row.get("key", ""))
    row.setdefault("post", copy.deepcopy(row.get("label", {"ja": key})))
    row.setdefault("scope", _SCOPES.get(key, "city"))
    row.setdefault("approver", row["scope"] != "person")


def _rule(table: str, number: int, row: dict[str, Any]) -> None:
    row.setdefault("id", f"{table.removesuffix('_rules')}-{number:02}")
    row.setdefault("basis", "policy")
    row.setdefault("effect", "refuse" if row.get("permission") or row.get("prohibited") else "warn")
    if table == "carryout_rules":
        row.setdefault("activities", ["carry"])


def _item(row: dict[str, Any], taken: set[str]) -> None:
    if "code" not in row:
        number = 1
        while (code := f"{row.get('sheet', 'item')}-{number:03}") in taken:
            number += 1
        taken.add(code)
        row["code"] = code
    for key, value in {"weight": 1, "priority": "normal", "cycle": 0, "na": True}.items():
        row.setdefault(key, value)
