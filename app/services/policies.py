"""Policies of this user's own, beside the built-in ones: where they lie, and taking one in."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common import i18n
from app.common.errors import Expected, Refused, Unavailable, from_os_error
from app.common.i18n import listed, t
from app.common.paths import Paths
from app.domain import editions
from app.domain.policy import Profile, same
from app.domain.policy_weigh import is_id
from app.exports import policy_folder
from app.services import policy

#: Where this user's own policies lie, and where one goes that a newer one replaces.
FOLDER, EARLIER = "policies", ".earlier"


class Own(Struct, frozen=True):
    """A policy of this user's own: its id, its folder, and the profile unless it cannot be read any more."""

    id: str
    folder: Path
    profile: Profile | None
    error: str = ""


def own(paths: Paths) -> tuple[Own, ...]:
    """This user's own policies in the order of their ids; one that cannot be read says why."""
    folder = paths.data / FOLDER
    found = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        if place.is_dir() and not place.name.startswith("."):
            found.append(_own(place))
    return tuple(found)


def _own(folder: Path) -> Own:
    try:
        profile = policy.read_foreign(folder)
        return Own(profile.id, folder, profile if profile.name.ja and profile.municipality.ja else None)
    except Expected as error:
        return Own(folder.name, folder, None, str(error))


def find(name: str, paths: Paths) -> Profile:
    """A profile by id, the user's own first, or by its folder. ``Unavailable`` if there is none."""
    owned = own(paths)
    for item in owned:
        if name == item.id:
            if item.profile is None:
                raise Unavailable("policy_unreadable", file=item.id, folder=str(item.folder), said=item.error)
            return item.profile
    known = {item.id for item in policy.built_in()}
    if name not in known and not _is_folder(name):
        listed = ", ".join([*(item.id for item in policy.built_in()), *(item.id for item in owned)])
        raise Unavailable("policy_unknown", name=name, known=listed)
    return policy.find(name)


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except OSError:  # longer than any name of a folder
        return False


def is_built_in(id: str) -> bool:
    """Whether a profile of that id comes with the program; those are never changed."""
    return id in {item.id for item in policy.built_in()}


def free_id(base: str, paths: Paths) -> str:
    """An id like ``base`` that neither a built-in policy nor one of the user's own has."""
    taken = {item.id for item in policy.built_in()} | {item.id for item in own(paths)}
    stem, number = f"{base[:32]}-own" if is_built_in(base) else base[:36], 2
    found = stem
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def take(profile: Profile, paths: Paths, *, replace: bool = False) -> Path:
    """Keep a profile among the user's own; what stood there under its id is put aside, never thrown away.

    ``Refused`` if its id is that of a built-in one, which are never replaced, or that of another one of the user's own
    that is not to be ``replace``d. Nothing happens where it is kept already just as it is.
    """
    if is_built_in(profile.id):
        raise Refused("policy_built_in", name=profile.id)
    if not is_id(profile.id):
        raise Refused("policy_id_odd", name=profile.id)
    folder = paths.data / FOLDER / profile.id
    before = next((each for each in own(paths) if each.folder == folder or each.id == profile.id), None)
    if before is not None:
        if before.profile is not None and before.profile.digest == profile.digest:
            return before.folder
        if not replace:
            raise Refused("policy_registered", name=profile.id, difference=difference(before.profile, profile))
        _put_aside(before.folder)
    return save(profile, folder)


def difference(before: Profile | None, after: Profile) -> str:
    """What differs between two profiles, in a sentence: their items by verdict, and the sections that changed."""
    if before is None:
        return t("policies.unreadable_before")
    found = editions.compare(before, after)
    if not found.differs:
        return t("policies.same_items")
    counts = {verdict: len(found.of(verdict)) for verdict in _VERDICTS}
    said = t("policies.difference", **counts)
    if found.sections:
        said += t("policies.sections", named=listed(t(f"editions.section.{name}") for name in found.sections))
    return said


_VERDICTS = (editions.SAME, editions.WORDING, editions.MEANING, editions.NEW, editions.WITHDRAWN)


class Earlier(Struct, frozen=True):
    """A policy that was put aside: its name in the store of earlier ones, the day it was written, and its profile."""

    name: str
    folder: Path
    written: date
    profile: Profile | None
    error: str = ""


def earlier(paths: Paths) -> tuple[Earlier, ...]:
    """The policies that were replaced or taken off the list, the latest of each first."""
    folder = paths.data / FOLDER / EARLIER
    places = sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []
    return tuple(_earlier(place) for place in places if place.is_dir())


def _earlier(folder: Path) -> Earlier:
    found = _own(folder)
    try:
        written = date.fromtimestamp(max(path.stat().st_mtime for path in (folder, *folder.iterdir())))
    except OSError as error:
        raise from_os_error(error, folder) from error
    return Earlier(folder.name, folder, written, found.profile, found.error)


def restore(name: str, paths: Paths) -> Profile:
    """Bring an earlier policy back under its id; what stands there now is put aside in turn.

    ``Unavailable`` if there is none of that name, or if it cannot be read any more.
    """
    listed = earlier(paths)
    found = next((each for each in listed if each.name == name), None)
    if found is None:
        raise Unavailable("policy_earlier_unknown", name=name)
    if found.profile is None:
        raise Unavailable("policy_unreadable", file=name, folder=str(found.folder), said=found.error)
    take(found.profile, paths, replace=True)
    return found.profile


def drop(id: str, paths: Paths, adopted: str) -> Path:
    """Take a policy of one's own off the list; its folder is put aside, never thrown away. Gives where it lies now.

    ``Refused`` if it is the one that is ``adopted``; ``Unavailable`` if there is none of that id.
    """
    found = next((each for each in own(paths) if each.id == id), None)
    if found is None:
        raise Unavailable("policy_unknown", name=id, known=", ".join(each.id for each in own(paths)))
    if id == adopted:
        name = found.profile.name.get(i18n.language()) if found.profile else id
        raise Refused("policy_in_use", name=name)
    return _put_aside(found.folder)


def _put_aside(folder: Path) -> Path:
    earlier = folder.parent / EARLIER
    number = 1
    try:
        earlier.mkdir(exist_ok=True)
        while (aside := earlier / f"{folder.name}-{number:03}").exists():
            number += 1
        return folder.replace(aside)
    except OSError as error:
        raise from_os_error(error, folder) from error


def save(profile: Profile, folder: Path) -> Path:
    """Write a profile as a folder that reads back the same. ``Refused`` if something else stands there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("policy_exists", folder=str(folder))
    return policy_folder.write(folder, _reduced(profile), lambda made: policy.read(made).digest == profile.digest)


def _reduced(profile: Profile) -> dict[str, Any]:
    """The profile without what reading it fills in again; where that would not give it back, the whole of it."""
    raw = copy.deepcopy(dict(profile.raw))
    small = copy.deepcopy(raw)
    brought = policy.record_forms(raw.get("words", {}))
    small["forms"] = [row for row in raw.get("forms", []) if row not in brought]
    preset = policy.scales().get(str(raw.get("scale", {}).get("preset", "")), {})
    if preset and raw["scale"].get("choices") == preset["choices"]:
        small["scale"] = {key: value for key, value in raw["scale"].items() if key != "choices"}
    if not small["forms"]:
        del small["forms"]
    try:
        again = policy.complete(copy.deepcopy(small))
    except (TypeError, AttributeError):  # written by hand, and of no shape that could be filled in
        again = {}
    return small if same(again, raw) else {"whole": True, **raw}
