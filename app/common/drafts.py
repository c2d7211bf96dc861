"""What a user has begun to write, kept in his profile so that a lock or a crash loses at most a word."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.common.errors import from_os_error
from app.common.safefile import replace_bytes, set_aside, sweep

_log = logging.getLogger(__name__)


class Drafts:
    """Drafts by key (say, store, form and record), one file each, in a folder that `save` makes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        sweep(folder)  # half a draft is still what somebody wrote, and must not outlive it

    def save(self, key: str, data: Mapping[str, Any]) -> None:
        """Keep a draft, replacing the older one of that key; Unavailable if the profile cannot be written."""
        content = json.dumps({"key": key, "data": dict(data)}, ensure_ascii=False, sort_keys=True)
        replace_bytes(self._file(key), content.encode("utf-8", "surrogatepass"))

    def load(self, key: str) -> dict[str, Any] | None:
        """The draft of that key, or None."""
        found = _read(self._file(key))
        return found[1] if found else None

    def clear(self, key: str) -> None:
        """Drop the draft once its content has been recorded; no error if there is none."""
        file = self._file(key)
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise from_os_error(error, file) from error

    def all(self) -> dict[str, dict[str, Any]]:
        """Every draft by its key, for offering them again after a crash."""
        files = sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []
        return dict(found for file in files if not file.name.startswith(".") and (found := _read(file)))

    def _file(self, key: str) -> Path:
        # Keys hold slashes and names of any script: a digest makes them a name that every system takes.
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def _read(file: Path) -> tuple[str, dict[str, Any]] | None:
    try:
        content = json.loads(file.read_bytes().decode("utf-8", "surrogatepass"))
        return str(content["key"]), dict(content["data"])
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("draft not read: errno %s", error.errno)
    except (ValueError, KeyError, TypeError):
        _log.warning("draft not readable, kept as %s", set_aside(file).name)
    return None
