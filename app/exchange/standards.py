"""Reads a city's standard as text: pasted, from a text file or from Word; what comes from outside is never trusted."""

from __future__ import annotations

from pathlib import Path

from app.common import package
from app.common.errors import Refused, from_os_error
from app.exchange import word

#: Bounds of what is read: bytes of the file, characters and lines of the text.
LARGEST, MOST_CHARACTERS, MOST_LINES = 30 * 2**20, 3_000_000, 30_000
#: What a file must hold to be worth splitting, in characters.
LEAST_CHARACTERS = 20
_TEXT = (".txt", ".text", ".md", "")


def read(path: Path) -> str:
    """The text of a .txt or .docx. ``Refused`` with what is wrong and what to do; ``Unavailable`` if unreadable."""
    try:
        head = package.begin(path, LARGEST)
    except package.TooLarge as error:
        raise Refused("standard_too_large", file=path.name, mib=LARGEST // 2**20) from error
    suffix = path.suffix.lower()
    if head.startswith(package.OLE) or suffix == ".doc":
        raise Refused("standard_old_word", file=path.name)
    if head.startswith(b"%PDF") or suffix == ".pdf":
        raise Refused("standard_pdf", file=path.name)
    if suffix in (".docm", ".dotm"):
        raise Refused("standard_macros", file=path.name)
    if head.startswith(package.ZIP):
        return checked(word.read(path), path.name)
    if suffix not in _TEXT:
        raise Refused("standard_kind", file=path.name)
    try:
        return checked(_decoded(path.name, path.read_bytes()), path.name)
    except OSError as error:
        raise from_os_error(error, path) from error


def checked(text: str, name: str = "") -> str:
    """The text itself if it is of a size that can be split. ``Refused`` if it is empty or far too long."""
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES:
        raise Refused("standard_too_long", file=name, characters=f"{MOST_CHARACTERS:,}", lines=f"{MOST_LINES:,}")
    if len(text.strip()) < LEAST_CHARACTERS:
        raise Refused("standard_empty", file=name)
    return text


def _decoded(name: str, data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or CP932; the line of the first character that none takes is named."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4096]:
        raise Refused("standard_kind", file=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932")
    except UnicodeDecodeError as error:
        raise Refused("standard_characters", file=name, line=data.count(b"\n", 0, error.start) + 1) from error
