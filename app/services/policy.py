"""Profiles on board: which there are, reading one from its folder, and what is wrong with one."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common import catalogue, i18n, resources
from app.common.errors import Unavailable, from_os_error
from app.common.i18n import t
from app.domain import entry, policy_shape
from app.domain.policy import Defect, Profile, load
from app.services.policy_trouble import odd_form, unreadable

#: The scale of a profile that names none.
DEFAULT_SCALE = "maru"


class OnBoard(Struct, frozen=True):
    """A built-in profile: its id, its folder, its city and what it calls itself."""

    id: str
    folder: Path
    municipality: dict[str, str]
    name: dict[str, str]


def built_in() -> tuple[OnBoard, ...]:
    """The profiles that come with the program, the default first."""
    index = toml(resources.path("policies", "index.toml"))
    rows = sorted(index["policies"], key=lambda row: row["id"] != index["default"])
    return tuple(
        OnBoard(row["id"], resources.path("policies", row["folder"]), row["municipality"], row["name"]) for row in rows
    )


def read(folder: Path) -> Profile:
    """The profile in a folder: profile.toml, clauses.csv and checklist.toml as one.

    A scale that is only named, and the further records that the program brings, are filled in: a profile is complete
    in itself once it is adopted. A form of the city's own takes the place of the program's of the same key.
    """
    return load(complete(_raw(folder)))


def read_foreign(folder: Path) -> Profile:
    """The profile in a folder that somebody wrote by hand. ``Unavailable``, with the place, if it is not one."""
    file = "profile.toml"
    try:
        raw = _raw(folder)
        found = next(policy_shape.odd(raw), None) or next(_broken_forms(raw), None)
        if found is None:
            profile = load(complete(raw))
            entry.forms_of(profile)
            return profile
        said = t(f"fault.{found.code}", place=found.place, value=found.value)
        file = next((name for part, name in _FILES if found.place.startswith(part)), file)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, csv.Error) as error:
        raise unreadable(folder, "profile.toml", error) from error
    raise Unavailable("policy_unreadable", file=file, folder=str(folder), said=said)


def _broken_forms(raw: Mapping[str, Any]) -> Iterator[Defect]:
    """The city's own forms that could not be used as they are written."""
    from app.domain import form_sense  # the start reads no policy of that kind

    for each in form_sense.odd(raw):
        if each.breaks:
            yield Defect(each.place, "form_odd", odd_form(each))


#: The largest file of a policy, in bytes: a hundred times the largest of those on board.
LARGEST = 20 * 2**20
#: Which part of a profile stands in which file of its folder, where not in profile.toml.
_FILES = (
    ("clauses", "clauses.csv"),
    ("chapter", "checklist.toml"),
    ("item", "checklist.toml"),
    ("not_inspected", "checklist.toml"),
)


def _raw(folder: Path) -> dict[str, Any]:
    raw: dict[str, Any] = toml(folder / "profile.toml")
    checklist = toml(folder / "checklist.toml")
    if "clauses" not in raw:  # a profile whose clauses say more than the list has columns for holds them itself
        raw["clauses"] = _clauses(folder / "clauses.csv")
    for part in ("chapter", "item", "not_inspected"):
        raw[part] = checklist.get(part, [])
    return raw


def complete(raw: dict[str, Any]) -> dict[str, Any]:
    """The profile with the scale that it names and the further records that it does not declare itself.

    One that says ``whole`` has everything already: it came from a book or a store and must stay the same.
    """
    if raw.pop("whole", False):
        return raw
    scale = raw.get("scale", {})
    if "choices" not in scale:
        preset = str(scale.get("preset", DEFAULT_SCALE))
        raw["scale"] = {**scale, "preset": preset, "choices": scales()[preset]["choices"]}
    own = {row["key"]: row for row in raw.get("forms", [])}
    dropped = set(raw.get("without_forms", []))
    brought = [own.pop(row["key"], row) for row in record_forms(raw.get("words", {})) if row["key"] not in dropped]
    raw["forms"] = [*brought, *own.values()]
    return raw


def scales() -> dict[str, Any]:
    """The answer scales a profile may name, by key."""
    return toml(resources.path("policies", "scales.toml"))


def record_forms(words: Any) -> list[dict[str, Any]]:
    """The further records that come with the program, as data in a city's words, in the order of their files."""
    folder = resources.path("records")
    rows = [row for path in sorted(folder.glob("*.toml")) for row in toml(path)["forms"]]
    usual = {language: catalogue.load(language) for language in i18n.LANGUAGES}

    def word(key: str, language: str) -> str:
        said = words.get(key) if isinstance(words, Mapping) else None
        held = said if isinstance(said, Mapping) else {}
        return str(held.get(language) or held.get("ja") or usual[language].get(f"word.{key}", key))

    return [_worded(row, word) for row in rows]


#: A city's word within a wording of the program's forms.
_WORD = re.compile(r"\{([wW])_(\w+)\}")


def _worded(value: Any, word: Callable[[str, str], str]) -> Any:
    """The same data, its wordings filled with the city's words."""
    if isinstance(value, list):
        return [_worded(item, word) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: _said(said, key, word) if key in i18n.LANGUAGES else _worded(said, word) for key, said in value.items()
    }


def _said(text: str, language: str, word: Callable[[str, str], str]) -> str:
    def say(found: re.Match[str]) -> str:
        own = word(found[2], language)
        return own[:1].upper() + own[1:] if found[1] == "W" else own

    return _WORD.sub(say, text)


def find(name: str) -> Profile:
    """A built-in profile by id, or any profile by its folder. ``Unavailable`` if there is none."""
    for item in built_in():
        if item.id == name:
            return read(item.folder)
    folder = Path(name)
    if folder.is_dir():
        return read_foreign(folder)
    raise Unavailable("policy_unknown", name=name, known=", ".join(item.id for item in built_in()))


def toml(path: Path) -> dict[str, Any]:
    """A TOML file of a policy. ``Unavailable`` if it is missing, closed to us or no TOML."""
    import tomllib  # the start reads the policy that was adopted, which is no TOML

    try:
        _assert_small(path)
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise from_os_error(error, path) from error
    except ValueError as error:
        raise unreadable(path.parent, path.name, error) from error


def _clauses(path: Path) -> list[dict[str, Any]]:
    try:
        _assert_small(path)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return [{**row, **{name: _parts(row[name]) for name in ("role", "records")}} for row in rows]
    except OSError as error:
        raise from_os_error(error, path) from error
    except (KeyError, TypeError, ValueError, AttributeError, csv.Error) as error:
        raise unreadable(path.parent, path.name, error) from error


def _assert_small(path: Path) -> None:
    """``Unavailable`` for what is far larger than any policy: reading it would only stop the program."""
    if path.stat().st_size > LARGEST:
        raise Unavailable("policy_too_large", file=path.name, folder=str(path.parent), mib=LARGEST // 2**20)


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]
