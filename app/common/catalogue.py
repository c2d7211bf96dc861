"""Reads the .po files of a language as one catalogue, compiled once and cached in the user's profile."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.common import resources
from app.common.paths import Paths

_log = logging.getLogger(__name__)
#: Texts by message id. Cached as JSON: gettext reads its own binary form in Python, entry by entry, at each start.
Messages = Mapping[str, str]


def load(language: str) -> Messages:
    """All messages of a language by their ids. A missing, broken or unwritable cache only costs time."""
    files = sorted(resources.i18n_path(language).glob("*.po"))
    cached = Paths.user().cache / f"messages-{language}-{_key(files)}.json"
    try:
        return _read(cached.read_bytes())
    except (OSError, ValueError, RecursionError):
        messages = _merge(language, files)
        _keep(cached, json.dumps(messages, ensure_ascii=False).encode())
        return messages


def _key(files: Sequence[Path]) -> str:
    """Changes whenever a .po file is added, removed, or written again."""
    digest = hashlib.sha256()
    for file in files:
        state = file.stat()
        digest.update(f"{file}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _read(cached: bytes) -> Messages:
    messages = json.loads(cached)
    if not isinstance(messages, dict) or not all(isinstance(text, str) for text in messages.values()):
        raise ValueError("not a table of messages")
    return messages


def _merge(language: str, files: Sequence[Path]) -> Messages:
    from babel.messages.pofile import read_po  # only on the cold path: the start must not wait for Babel

    merged = {}
    for file in files:
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                if message.id and message.string:
                    merged[str(message.id)] = str(message.string)
    return merged


def _keep(cached: Path, messages: bytes) -> None:
    """Write the cache in one step and drop what an older catalogue left behind."""
    beside = cached.with_name(f"{cached.name}.{os.getpid()}")
    try:
        cached.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_bytes(messages)
        beside.replace(cached)
    except OSError as error:
        _log.warning("message cache not written: errno %s", error.errno)
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        return
    language = cached.name.split("-")[1]
    for old in cached.parent.glob(f"messages-{language}-*"):  # also what a killed start left half-written
        if old != cached:
            with contextlib.suppress(OSError):
                old.unlink()
