"""What a person left behind on this PC (column widths, order), kept in the settings at each change."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from app.common.settings import Settings


class Memory(MutableMapping[str, Any]):
    """The settings' ``ui`` section as a mapping that saves itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __getitem__(self, key: str) -> Any:
        return self._settings.ui[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._settings.ui = {**self._settings.ui, key: value}

    def __delitem__(self, key: str) -> None:
        self._settings.ui = {name: value for name, value in self._settings.ui.items() if name != key}

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings.ui)

    def __len__(self) -> int:
        return len(self._settings.ui)
