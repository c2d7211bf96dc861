"""Files that are either wholly there under their final name, or not there at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from app.common.errors import Expected, Unavailable, from_os_error

_ABANDONED_S = 3600  # another window of the program may be writing just now
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_beside(path: Path, write: Callable[[Path], None], reread: Callable[[Path], None]) -> Path:
    """Let `write` fill a new file beside `path`, let `reread` prove it, then give it its name. Returns `path`.

    `reread` raises whatever it likes when the file is not what was meant. Unavailable when the disk is full, the
    folder closed to us or the proof fails; whatever stood under `path` before is then untouched, and nothing is left
    beside it. The suffix is kept, since readers judge by it.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):  # a device, in whose place no file belongs
        raise Unavailable("exists", file=path.name, folder=str(path.parent))
    beside = path.with_name(f".{secrets.token_hex(4)}.part{path.suffix}")
    try:
        write(beside)
        _sync(beside)
        _prove(beside, path, reread)
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise from_os_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return path


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a small file of the user's profile in one step, making its folder; Unavailable if that cannot be."""

    def same(beside: Path) -> None:
        if beside.read_bytes() != content:
            raise ValueError("read back differently")

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, path) from error
    write_beside(path, lambda beside: _write_private(beside, content), same)


def sweep(folder: Path) -> None:
    """Remove what a killed program left half-written in a folder of the user's profile more than an hour ago."""
    with contextlib.suppress(OSError):
        for left in folder.glob(".????????.part*"):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Rename a file that cannot be read to `<name>.broken`, so that nothing is lost and work goes on."""
    aside = path.with_name(f"{path.name}.broken")
    with contextlib.suppress(OSError):
        path.replace(aside)
    return aside


def _write_private(path: Path, content: bytes) -> None:
    """Readable by this user alone: drafts and settings lie here before anybody has signed them."""
    with os.fdopen(os.open(path, _NEW_FILE, 0o600), "wb") as opened:
        opened.write(content)


def _prove(beside: Path, path: Path, reread: Callable[[Path], None]) -> None:
    try:
        reread(beside)
    except (Expected, MemoryError):
        raise
    except Exception as error:
        raise Unavailable("not_readable_back", file=path.name, folder=str(path.parent)) from error


def _sync(path: Path) -> None:
    with path.open("rb+") as opened:
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows keeps no such handle, and some shares refuse."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
