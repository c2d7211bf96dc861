"""What a published policy leaves open (公開部分に定めなし) is asked at adoption: titles, classes, who decides."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.domain.policy import Profile, Text, load

#: What a choice of who decides reaches, by the act asked: its rule rows, the acts beside it, and its paper.
_RULES = {"carry": "carryout_rules", "disposal": "disposal_rules"}
_BESIDE = {"carry": ("carry", "offsite_work", "transport", "provide")}
_PAPERS = {"carry": "carryout", "disposal": "disposal"}


class OpenPoints(Struct, frozen=True):
    """What the profile asks: titles of roles and classes as proposed, and the role proposed to decide on an act."""

    mark: Text
    roles: Mapping[str, Text]
    classes: Mapping[str, Text]
    deciders: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.roles or self.classes or self.deciders)


def open_points(profile: Profile) -> OpenPoints:
    """What ``[adoption]`` of a profile leaves to the city; falsy for a profile that leaves nothing open."""
    asked: Mapping[str, Any] = profile.section("adoption")
    mark = asked.get("mark", {})
    deciders = {str(row["act"]): str(row["role"]) for row in profile.raw.get("permissions", [])}
    return OpenPoints(
        Text(str(mark.get("ja", "")), str(mark.get("en", ""))),
        {key: profile.roles[key].label for key in asked.get("roles", []) if key in profile.roles},
        {key: profile.classes[key].label for key in asked.get("classes", []) if key in profile.classes},
        {act: deciders[act] for act in asked.get("acts", []) if act in deciders},
    )


def settle(
    profile: Profile, roles: Mapping[str, str], classes: Mapping[str, str], deciders: Mapping[str, str], language: str
) -> Profile:
    """The profile in the city's own titles. A class without a title is dropped, with what only spoke of it.

    ``Refused`` if a role has no title, no class is left, or two of them have the same title.
    """
    if any(not title.strip() for title in roles.values()):
        raise Refused("role_title_missing")
    kept = {key: title.strip() for key, title in classes.items() if title.strip()}
    if classes and not kept:
        raise Refused("class_title_missing")
    for titles in (list(roles.values()), list(kept.values())):
        double = next((title for title in titles if titles.count(title) > 1), "")
        if double:
            raise Refused("title_twice", title=double)
    raw = copy.deepcopy(dict(profile.raw))
    _name(raw["roles"], roles, language)
    _drop(raw, [key for key in classes if key not in kept])
    _name(raw["classes"], kept, language)
    for act, role in deciders.items():
        _decide(raw, act, role)
    return load(raw)


def _name(rows: list[dict[str, Any]], titles: Mapping[str, str], language: str) -> None:
    """A title that was changed holds in both languages: a city's own word has no translation of ours."""
    for row in rows:
        title = titles.get(row["key"], "").strip()
        if title and title != row["label"].get(language):
            row["label"] = {"ja": title, "en": title}


def _drop(raw: dict[str, Any], gone: list[str]) -> None:
    raw["classes"] = [row for row in raw["classes"] if row["key"] not in gone]
    for part in ("media_rules", "disposal_rules", "carryout_rules"):
        rows = []
        for row in raw.get(part, []):
            left = [key for key in row.get("classes", ["*"]) if key not in gone]
            if left:
                rows.append({**row, "classes": left} if "classes" in row else row)
        raw[part] = rows


def _decide(raw: dict[str, Any], act: str, role: str) -> None:
    before = next((str(row["role"]) for row in raw["permissions"] if row["act"] == act), "")
    for row in raw["permissions"]:
        if row["act"] in _BESIDE.get(act, (act,)) and row["role"] == before:
            row["role"] = role
    for row in raw.get(_RULES.get(act, ""), []):
        if row.get("permission") == before:
            row["permission"] = role
    _give_box(raw, _PAPERS.get(act, act), role)


def _give_box(raw: dict[str, Any], paper: str, role: str) -> None:
    """Whoever decides has a box in the 決裁欄, so that the paper can be sealed by hand as well."""
    post = next((row.get("post") or row["label"] for row in raw["roles"] if row["key"] == role), None)
    for row in raw.get("approval_boxes", []):
        boxes = row["boxes"]
        if row["form"] == paper and post and role not in [box.get("role") for box in boxes]:
            row["boxes"] = [{"role": role, "label": dict(post)}, *boxes]
