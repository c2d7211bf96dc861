"""The last heads of each store's chains seen on this PC: they betray a store put back to an older state."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path

from app.common.safefile import replace_bytes, set_aside

_log = logging.getLogger(__name__)

Head = tuple[int, str]


class Heads:
    """Heads by store, one file each, in a folder that `put` makes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, store_id: str) -> dict[str, Head]:
        """`{chain: (seq, hash)}` as last put; empty for a store not seen here before."""
        file = self._file(store_id)
        try:
            content = json.loads(file.read_bytes())
            return {str(chain): (int(seq), str(digest)) for chain, (seq, digest) in content["heads"].items()}
        except FileNotFoundError:
            return {}
        except OSError as error:
            _log.warning("heads not read: errno %s", error.errno)
        except (ValueError, KeyError, TypeError, AttributeError):
            _log.warning("heads not readable, kept as %s", set_aside(file).name)
        return {}

    def put(self, store_id: str, heads: Mapping[str, Head]) -> None:
        """Keep these heads in place of the former; compare with `get` first. Unavailable if it cannot be written."""
        content = {"store": store_id, "heads": {chain: list(head) for chain, head in sorted(heads.items())}}
        replace_bytes(self._file(store_id), json.dumps(content, ensure_ascii=False).encode())

    def _file(self, store_id: str) -> Path:
        return self._folder / f"{hashlib.sha256(store_id.encode()).hexdigest()[:32]}.json"
