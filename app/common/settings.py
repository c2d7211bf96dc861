"""This user's settings on this PC, each declared once with its type, default and range."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, overload

from app.common.safefile import replace_bytes, set_aside

_log = logging.getLogger(__name__)

T = TypeVar("T")
Scope = Literal["pc", "department"]


class Setting(Generic[T]):
    """One setting, read and written as an attribute of `Settings`.

    `choices` lists the values allowed, `low` and `high` bound a number, both inclusive. `scope` tells whether a choice
    is one PC's own taste or the department's custom, `shown` whether the settings page asks for it at all.
    """

    def __init__(
        self,
        default: T,
        *,
        choices: tuple[T, ...] = (),
        low: float | None = None,
        high: float | None = None,
        scope: Scope = "pc",
        shown: bool = True,
    ) -> None:
        self.name = ""
        self.kind: type = type(default)
        self.default = default
        self.choices = choices
        self.low = low
        self.high = high
        self.scope = scope
        self.shown = shown

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, settings: None, owner: type) -> Setting[T]: ...
    @overload
    def __get__(self, settings: Settings, owner: type) -> T: ...
    def __get__(self, settings: Settings | None, owner: type) -> Setting[T] | T:
        if settings is None:
            return self
        value: T = settings.read(self.name, self.default)
        return value if self.allows(value) else self.default

    def __set__(self, settings: Settings, value: T) -> None:
        if not self.allows(value):
            raise ValueError(f"{self.name} does not take this value")
        settings.write(self.name, value)

    def allows(self, value: object) -> bool:
        """Whether this setting takes the value; a whole number is taken where a decimal one is declared."""
        if self.kind is float and type(value) is int:
            value = float(value)
        if type(value) is not self.kind:
            return False
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            return False
        if isinstance(value, int | float) and not self._in_range(value):
            return False
        return not self.choices or value in self.choices

    def _in_range(self, value: float) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


class Settings:
    """All settings, kept in one JSON file; each assignment is written at once, whole or not at all.

    A file that cannot be read is kept as `.broken` and the defaults hold. What a newer version wrote is left in place.
    """

    language = Setting("ja", choices=("ja", "en"))
    theme = Setting("system", choices=("system", "light", "dark"))
    scale = Setting(1.0, low=1.0, high=2.0)
    era_first_year = Setting("元年", choices=("元年", "1年"), scope="department")
    western_year = Setting(False, scope="department")
    idle_lock_minutes = Setting(5, low=1, high=15)
    clerk_password = Setting(False, scope="department")
    last_store = Setting("", shown=False)
    recent_stores = Setting[list[str]]([], shown=False)
    ui = Setting[dict[str, Any]]({}, shown=False)

    def __init__(self, file: Path) -> None:
        self._file = file
        self._values = _load(file)

    @classmethod
    def declared(cls) -> tuple[Setting[Any], ...]:
        """Every setting in the order of declaration, for the settings page."""
        return tuple(value for value in vars(cls).values() if isinstance(value, Setting))

    def read(self, name: str, default: Any) -> Any:
        """The stored value or a copy of the default, so that changing what is read changes no setting."""
        value = self._values.get(name, default)
        return json.loads(json.dumps(value)) if isinstance(value, list | dict) else value

    def write(self, name: str, value: object) -> None:
        """Keep a value; Unavailable if the profile cannot be written, and then the old value stands."""
        self.update({name: value})

    def update(self, values: Mapping[str, object]) -> None:
        """Keep several values of `declared` names in one write; ValueError if one is not allowed."""
        for setting in self.declared():
            if setting.name in values and not setting.allows(values[setting.name]):
                raise ValueError(f"{setting.name} does not take this value")
        changed = {**self._values, **values}
        if changed != self._values:
            replace_bytes(self._file, _encode(changed))
            self._values = changed

    def remember_store(self, store: Path, limit: int = 8) -> None:
        """Make a store the last one opened and the first of the recent ones."""
        opened = str(store)
        recent = [opened, *(other for other in self.recent_stores if other != opened)][:limit]
        self.update({"last_store": opened, "recent_stores": recent})


def _encode(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _load(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_bytes())
        if not isinstance(values, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.warning("settings not read: errno %s", error.errno)
        return {}
    except ValueError:
        _log.warning("settings not readable, kept as %s", set_aside(file).name)
        return {}
    return values
