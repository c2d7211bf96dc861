"""A file from outside, looked at before any reader opens or unpacks it: size, kind, macros, parts, true sizes."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.common.errors import from_os_error

#: What a file begins with: a package, or Office's older kind, in which encrypted packages come too.
ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
CHUNK = 1 << 20
#: What zipfile and zlib raise over a damaged package.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_MACROS = re.compile(r"vbaProject|vbaData|macrosheets|\.bas$", re.IGNORECASE)
_LENGTHS_AT, _LOCAL_HEAD = 26, 30


class TooLarge(Exception):
    """The package has more parts, or unpacks to more, than it may."""


class Broken(Exception):
    """A part is not what its head says."""


class Macros(Exception):
    """The package carries programs."""


def begin(path: Path, largest: int) -> bytes:
    """The first bytes of a file, which tell what it is. ``TooLarge``; ``Unavailable`` if it cannot be read."""
    try:
        found = path.stat()
        if stat.S_ISFIFO(found.st_mode) or stat.S_ISCHR(found.st_mode):  # it might never say anything
            return b""
        if found.st_size > largest:
            raise TooLarge
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise from_os_error(error, path) from error


def look(package: zipfile.ZipFile, members: int, unpacked: int) -> set[str]:
    """The names of the parts, by the package's own word. ``Macros``, ``TooLarge``, ``Broken`` (a name twice)."""
    parts = package.infolist()
    names = {part.filename for part in parts}
    if any(_MACROS.search(name) for name in names):
        raise Macros
    if len(parts) > members or sum(part.file_size for part in parts) > unpacked:
        raise TooLarge
    if len(names) != len(parts):
        raise Broken
    return names


def pieces(file: BinaryIO, part: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """The bytes of a part, counted as they come: the sizes in its head may lie. ``TooLarge``, ``Broken``."""
    file.seek(part.header_offset + _LENGTHS_AT)
    head = file.read(4)
    if len(head) < 4:
        raise Broken(part.filename)
    skip = int.from_bytes(head[:2], "little") + int.from_bytes(head[2:], "little")
    file.seek(part.header_offset + _LOCAL_HEAD + skip)
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Broken(part.filename)
    left, total = part.compress_size, 0
    engine = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    pending = b""
    while left > 0 or pending:
        if not pending:
            pending = file.read(min(left, CHUNK))
            left -= len(pending)
            if not pending:
                raise Broken(part.filename)
        out, pending = _step(engine, pending, part.filename)
        if engine is not None and not (left or pending):
            out += _rest(engine, part.filename)
        total += len(out)
        if total > limit:
            raise TooLarge(part.filename)
        yield out


def _step(engine: zlib._Decompress | None, pending: bytes, name: str) -> tuple[bytes, bytes]:
    if engine is None:
        return pending, b""
    try:
        out = engine.decompress(pending, CHUNK)
    except zlib.error as error:
        raise Broken(name) from error
    return out, b"" if engine.eof else engine.unconsumed_tail


def _rest(engine: zlib._Decompress, name: str) -> bytes:
    """What the last bytes of a part still hold: nobody who reads it on may find more there than was looked at."""
    try:
        rest = engine.flush()
    except zlib.error as error:
        raise Broken(name) from error
    if not engine.eof:
        raise Broken(name)
    return rest
