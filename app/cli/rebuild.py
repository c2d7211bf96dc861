"""``tenkencho rebuild STORE``: make the tables again from the events."""

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
    verb = add("rebuild", t("cli.rebuild.help"))
    verb.add_argument("store", type=Path, help=t("cli.store"))
    verb.set_defaults(act=act)


def act(chosen: argparse.Namespace, place: Workplace) -> int:
    """Rebuild in one transaction and say how many events were read."""
    print(t("cli.rebuild.done", n=verification.rebuild(chosen.store)))
    return 0
