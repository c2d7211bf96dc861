"""The log file and the report of a bug; both say where in the program, never what was in a record."""

from __future__ import annotations

import contextlib
import itertools
import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from app.common import resources
from app.common.errors import Expected
from app.common.paths import Paths
from app.common.version import VERSION

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MAX_BYTES = 1_000_000
_KEPT_FILES = 3  # beside the one that is written
_PARTS = ("PySide6_Essentials", "sqlcipher3", "openpyxl", "reportlab", "cryptography")


class _QuietFormatter(logging.Formatter):
    """Writes exceptions as their type and place: a message may quote what somebody typed."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_chain(error)) if isinstance(error, BaseException) else ""


def setup(paths: Paths, debug: bool = False) -> None:
    """Log to the file of this user, turned over when it is long, and to stderr if `debug`; may be called again."""
    logger = logging.getLogger("app")
    for old in logger.handlers[:]:
        logger.removeHandler(old)
        old.close()
    logger.setLevel(logging.DEBUG if debug else logging.INFO)
    for handler in _handlers(paths, debug):
        handler.setFormatter(_QuietFormatter(_FORMAT))
        logger.addHandler(handler)
    logger.propagate = False


def report(error: BaseException) -> str:
    """What the user may copy and send: the kind of error, the lines of the program passed, the versions; no values."""
    return "\n".join((*_versions(), "", *_chain(error)))


def _handlers(paths: Paths, debug: bool) -> Iterator[logging.Handler]:
    try:
        paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
        _turn_over(paths.log_file)
        yield logging.FileHandler(paths.log_file, encoding="utf-8", errors="backslashreplace")
    except OSError:
        yield logging.NullHandler()  # a full disk must not keep the program from starting
    if debug:
        yield logging.StreamHandler()


def _turn_over(file: Path) -> None:
    """Before it is opened: on Windows a log that a second window writes to cannot be moved, and then just grows on."""
    if not file.exists() or file.stat().st_size < _MAX_BYTES:
        return
    kept = [file, *(file.with_name(f"{file.name}.{number}") for number in range(1, _KEPT_FILES + 1))]
    with contextlib.suppress(OSError):
        for newer, older in reversed(list(itertools.pairwise(kept))):
            if newer.exists():
                newer.replace(older)


def _versions() -> Iterator[str]:
    import importlib.metadata  # 30 ms that only the report of a bug needs
    import platform

    yield f"Tenkencho {VERSION}"
    yield f"Python {platform.python_version()} ({sys.platform}, {platform.machine()})"
    for part in _PARTS:
        try:
            yield f"{part} {importlib.metadata.version(part)}"
        except importlib.metadata.PackageNotFoundError:
            continue


def _chain(error: BaseException | None) -> list[str]:
    """The error and what led to it, the first cause last."""
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines += [_name(error), *(f"  {place}" for place in _places(error.__traceback__))]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is not None:
            lines.append("because of")
    return lines


def _name(error: BaseException) -> str:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    if isinstance(error, Expected):
        return f"{name} {error.code}"
    return f"{name} errno {error.errno}" if isinstance(error, OSError) else name


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        yield f"{_shown(Path(frame.f_code.co_filename))}:{line} {frame.f_code.co_qualname}"


def _shown(file: Path) -> str:
    """The file inside the program or its libraries; the folders above it may hold the user's name."""
    if file.is_relative_to(resources.root() / "app"):
        return file.relative_to(resources.root()).as_posix()
    return "/".join(file.parts[-2:])
