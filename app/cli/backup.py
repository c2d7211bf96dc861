"""``tenkencho backup STORE --out PATH``: a verified copy."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from app.bootstrap import Workplace
from app.common.i18n import t
from app.services import verification

Add = Callable[[str, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command's arguments."""
    verb = add("backup", t("cli.backup.help"))
    verb.add_argument("store", type=Path, help=t("cli.store"))
    verb.add_argument("--out", type=Path, required=True, metavar=t("cli.path"), help=t("cli.backup.out"))
    verb.set_defaults(act=act)


def act(chosen: argparse.Namespace, place: Workplace) -> int:
    """Copy, read the copy back, give it its name."""
    print(t("cli.backup.done", path=verification.backup(chosen.store, chosen.out)))
    return 0
