"""Where the files shipped with the program lie, in the source tree and in a frozen build."""

from __future__ import annotations

import sys
from pathlib import Path

_SOURCE_TREE = Path(__file__).resolve().parents[2]


def root() -> Path:
    """The folder that holds `resources/` and `i18n/`: the unpacked bundle when frozen, else the source tree."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else _SOURCE_TREE


def path(*parts: str) -> Path:
    """A shipped file, e.g. `path("fonts", "BIZUDPGothic-Regular.ttf")`; not checked for existence."""
    return root().joinpath("resources", *parts)


def i18n_path(*parts: str) -> Path:
    """A file or folder of the message catalogues, e.g. `i18n_path("ja")`."""
    return root().joinpath("i18n", *parts)
