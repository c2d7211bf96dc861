"""Reads the .po files of a language as one catalogue, compiled once and cached in the user's profile."""

from __future__ import annotations

import contextlib
import gettext
import hashlib
import io
import logging
import os
import struct
from collections.abc import Sequence
from pathlib import Path

from app.common import resources
from app.common.paths import Paths

_log = logging.getLogger(__name__)
_UNREADABLE = (OSError, ValueError, LookupError, struct.error)


def load(language: str) -> gettext.GNUTranslations:
    """All messages of a language. A missing, broken or unwritable cache only costs time."""
    files = sorted(resources.i18n_path(language).glob("*.po"))
    cached = Paths.user().cache / f"messages-{language}-{_key(files)}.mo"
    try:
        return _read(cached.read_bytes())
    except _UNREADABLE:
        compiled = _compile(language, files)
        _keep(cached, compiled)
        return _read(compiled)


def _key(files: Sequence[Path]) -> str:
    """Changes whenever a .po file is added, removed, or written again."""
    digest = hashlib.sha256()
    for file in files:
        state = file.stat()
        digest.update(f"{file}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _read(compiled: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compiled))


def _compile(language: str, files: Sequence[Path]) -> bytes:
    from babel.messages.catalog import Catalog  # only on the cold path: the start must not wait for Babel
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=language)
    for file in files:
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    out = io.BytesIO()
    write_mo(out, merged)
    return out.getvalue()


def _keep(cached: Path, compiled: bytes) -> None:
    """Write the cache in one step and drop what an older catalogue left behind."""
    beside = cached.with_name(f"{cached.name}.{os.getpid()}")
    try:
        cached.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_bytes(compiled)
        beside.replace(cached)
    except OSError as error:
        _log.warning("message cache not written: errno %s", error.errno)
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        return
    language = cached.name.split("-")[1]
    for old in cached.parent.glob(f"messages-{language}-*.mo"):
        if old != cached:
            with contextlib.suppress(OSError):
                old.unlink()
