"""Expected troubles, each a calm sentence saying what, where and what to do next; everything else is a bug."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from app.common.i18n import t


class Expected(Exception):
    """Something that can happen to a careful user. `code` names the message `error.<code>`, `values` fill it."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return t(f"error.{self.code}", **self.values)


class Refused(Expected):
    """A rule of the adopted policy says no; `clauses` are the ids of the clauses that say so."""

    def __init__(self, code: str, /, *, clauses: Iterable[str] = (), **values: object) -> None:
        super().__init__(code, **values)
        self.clauses = tuple(clauses)


class Fault(Struct, frozen=True):
    """What is wrong with one field: the field's name, the code of `error.<code>`, and what fills that message."""

    field: str
    code: str
    values: Mapping[str, object] = {}

    def __str__(self) -> str:
        return t(f"error.{self.code}", **self.values)


class BadInput(Expected):
    """Some fields cannot be taken as they are; `faults` holds a sentence for each, to stand beside its field."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("bad_input", n=len(faults))
        self.faults = faults
        self.args = faults  # pickled with its faults when raised in another process

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults) or super().__str__()


class Unavailable(Expected):
    """The machine cannot do it now: disk full, file locked or missing, folder not writable."""


class WrongPassword(Expected):
    """The password does not open this key."""

    def __init__(self) -> None:
        super().__init__("wrong_password")
        self.args = ()


_CODES = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EBUSY: "busy",
    errno.ETXTBSY: "busy",
    errno.EAGAIN: "busy",
    errno.EROFS: "read_only",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EEXIST: "exists",
    errno.EISDIR: "is_folder",
    errno.ENAMETOOLONG: "name_too_long",
}
_WINDOWS_CODES = {32: "busy", 33: "busy", 39: "disk_full", 112: "disk_full"}  # Windows reports EACCES for a lock


def from_os_error(error: OSError, path: str | os.PathLike[str]) -> Unavailable:
    """The calm sentence for what the system said about a file; raise it `from error`."""
    windows = _WINDOWS_CODES.get(getattr(error, "winerror", None) or 0)
    code = windows or _CODES.get(error.errno or 0, "io")
    folder, name = os.path.split(os.fspath(path))
    return Unavailable(code, file=name, folder=folder or str(Path.cwd()))
