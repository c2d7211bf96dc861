"""Common changes to a policy: words, titles, labels, questions, items on and off, rules; always one's own policy."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.domain.policy import Clause, Profile, Text, load
from app.domain.policy_sheets import RULES
from app.domain.policy_weigh import is_id
from app.services import policies, policy
from app.services.policy_rules import Rules

#: Where a wording stands: the section, the key of the row, and its property (empty for a word or a page).
Spot = tuple[str, str, str]
#: The lists whose wordings may be changed, with the key column and the properties.
LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "roles": ("key", ("label", "post")),
    "classes": ("key", ("label", "meaning")),
    "item": ("code", ("question", "guide", "evidence")),
}
PAIRS = ("words", "pages")
#: A profile's list of items that are not used now.
ITEMS_OFF = "item_off"
#: Properties that no row may be without.
_NEEDED = frozenset({"", "label", "post", "question"})


class ItemLine(Struct, frozen=True):
    """An item as the editor shows it: whether it is used, its code, its sheet and chapter, whether it is a template."""

    code: str
    sheet: str
    used: bool
    question: Text
    chapter: Text
    template: bool


def wordings(profile: Profile, section: str) -> list[tuple[str, dict[str, Text]]]:
    """The rows of a section by key with the wordings of their properties."""
    if section in PAIRS:
        return [(key, {"": _text(value)}) for key, value in profile.section(section).items()]
    name, properties = LISTS[section]
    return [
        (str(row[name]), {each: _text(row.get(each, "")) for each in properties})
        for part in _parts(section)
        for row in profile.raw.get(part, [])
    ]


def usual_words(language: str) -> dict[tuple[str, str], str]:
    """What words and pages are called where nothing else is said, by section and key: as the default policy has it."""
    usual = policy.read(policy.built_in()[0].folder)
    return {(section, key): texts[""].get(language) for section in PAIRS for key, texts in wordings(usual, section)}


def items(profile: Profile) -> list[ItemLine]:
    """Every item, those that are not used now at the end."""
    titles = chapters(profile)
    return [
        ItemLine(
            str(row["code"]),
            str(row["sheet"]),
            part == "item",
            _text(row["question"]),
            titles.get(str(row.get("chapter")), Text("")),
            bool(row.get("template")),
        )
        for part in _parts("item")
        for row in profile.raw.get(part, [])
    ]


def edited(
    profile: Profile,
    id: str,
    name: Text,
    texts: Mapping[Spot, Text],
    used: Mapping[str, bool] | None = None,
    rules: Rules | None = None,
) -> Profile:
    """A profile of one's own with these wordings, items and tables of rules; the one it came from stays as it is.

    ``Refused`` if the id is a built-in policy's or none that a folder can have, or if a wording is missing.
    """
    if not is_id(id):
        raise Refused("policy_id_odd", name=id)
    if policies.is_built_in(id):
        raise Refused("policy_built_in", name=id)
    raw = copy.deepcopy(dict(profile.raw))
    if not name.ja.strip():
        raise Refused("policy_edit_empty", place="profile.name")
    raw["profile"] = {**raw["profile"], "id": id, "name": _written(raw["profile"].get("name"), name)}
    for (section, key, each), text in texts.items():
        if not text.ja.strip() and each in _NEEDED:
            raise Refused("policy_edit_empty", place=" ".join(filter(None, (key, each))))
        holder, at = _holder(raw, section, key, each)
        if text.ja.strip():
            before = holder.get(at)
            holder[at] = _written(before, text)
            if (section, each) == ("item", "question") and holder.pop("template", None):
                _leave_translation(holder, before)  # a question that the city words itself is its own
        else:
            holder.pop(at, None)
    _switch(raw, used or {})
    raw |= {table: list(rows) for table, rows in (rules or {}).items()}
    if not any(raw.get(table) for table in RULES):
        raise Refused("policy_no_rules")
    return load(raw)


def chapters(profile: Profile) -> dict[str, Text]:
    """The chapters by key, each with its number before its title."""
    return {str(row["id"]): _numbered(row) for row in profile.raw.get("chapter", [])}


def not_asked(profile: Profile) -> list[Clause]:
    """The duties that no item asks and no reason excuses."""
    settled = {id for item in profile.items.values() for id in item.covers} | {row.clause for row in profile.excuses}
    return [clause for clause in profile.clauses.values() if clause.is_duty and clause.id not in settled]


def with_item(
    profile: Profile, sheet: str, chapter: str, question: str, guide: str = "", evidence: str = "", clause: str = ""
) -> tuple[Profile, str]:
    """The profile with one question more, and the question's code. ``Refused`` where the same question stands already.

    It stands after what the chapter asks already. ``clause`` is the id of the clause that it settles; empty for none.
    """
    lines = items(profile)
    if any(line.question.ja == question for line in lines):
        raise Refused("policy_question_there")
    taken = {line.code for line in lines}
    code = next(name for n in range(1, len(taken) + 2) if (name := f"{sheet}-own-{n:02}") not in taken)
    row: dict[str, Any] = {"code": code, "sheet": sheet, "chapter": chapter, "covers": [clause] if clause else []}
    row |= {"question": {"ja": question}, "weight": 1, "priority": "normal", "cycle": 0, "na": True}
    row |= {name: {"ja": said} for name, said in (("guide", guide), ("evidence", evidence)) if said}
    raw = copy.deepcopy(dict(profile.raw))
    raw["item"].insert(_after(raw["item"], sheet, chapter), row)
    return load(raw), code


def without_item(profile: Profile, code: str) -> Profile:
    """The profile as it was before ``with_item`` put the question of this code in."""
    raw = copy.deepcopy(dict(profile.raw))
    raw["item"] = [row for row in raw["item"] if str(row["code"]) != code]
    return load(raw)


def _after(rows: Sequence[Mapping[str, Any]], sheet: str, chapter: str) -> int:
    """Where a new question stands: after those of its sheet and chapter, else of its chapter, of its sheet, or last."""
    for wanted in ({"sheet": sheet, "chapter": chapter}, {"chapter": chapter}, {"sheet": sheet}):
        near = [n for n, row in enumerate(rows, 1) if all(str(row.get(key)) == said for key, said in wanted.items())]
        if near:
            return near[-1]
    return len(rows)


def _numbered(row: Mapping[str, Any]) -> Text:
    title = _text(row["title"])
    return Text(f"{row['id']} {title.ja}", f"{row['id']} {title.get('en')}")


def _parts(section: str) -> tuple[str, ...]:
    return ("item", ITEMS_OFF) if section == "item" else (section,)


def _holder(raw: dict[str, Any], section: str, key: str, each: str) -> tuple[dict[str, Any], str]:
    """The row that holds a wording and the name under which it does. ``KeyError`` if there is none."""
    if section in PAIRS:
        return raw.setdefault(section, {}), key
    name, _ = LISTS[section]
    for row in _rows(raw, section):
        if str(row[name]) == key:
            return row, each
    raise KeyError(key)


def _rows(raw: Mapping[str, Any], section: str) -> Iterator[dict[str, Any]]:
    for part in _parts(section):
        yield from raw.get(part, [])


def _switch(raw: dict[str, Any], used: Mapping[str, bool]) -> None:
    """Move items between those that are used and those that are not, each list in the order it had."""
    if not used:
        return
    off = {str(row["code"]) for row in raw.get(ITEMS_OFF, [])}
    everything = list(_rows(raw, "item"))
    raw["item"] = [row for row in everything if used.get(str(row["code"]), str(row["code"]) not in off)]
    rest = [row for row in everything if not used.get(str(row["code"]), str(row["code"]) not in off)]
    raw.pop(ITEMS_OFF, None)
    if rest:
        raw[ITEMS_OFF] = rest
    if not raw["item"]:
        raise Refused("policy_no_items")


def _leave_translation(row: dict[str, Any], before: Any) -> None:
    """The English of a template says what ours asked: where it was left as it was, the city's own words stand alone."""
    question, old = row["question"], _text(before)
    if question["ja"] != old.ja and question.get("en") == old.en:
        question["en"] = ""


def _text(value: Any) -> Text:
    if isinstance(value, Mapping):
        return Text(str(value.get("ja", "")), str(value.get("en", "")))
    return Text(str(value))


def _written(before: Any, text: Text) -> dict[str, str]:
    """The wording as it is kept; English is left out where there was none and is none."""
    said = {"ja": text.ja.strip(), "en": text.en.strip()}
    if not said["en"] and not (isinstance(before, Mapping) and "en" in before):
        del said["en"]
    return said
