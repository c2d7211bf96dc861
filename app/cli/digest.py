"""``tenkencho digest STORE``: one number for the business content, the same however it was written."""

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
    verb = add("digest", t("cli.digest.help"))
    verb.add_argument("store", type=Path, help=t("cli.store"))
    verb.set_defaults(act=act)


def act(chosen: argparse.Namespace, place: Workplace) -> int:
    """Print SHA-256 in hex."""
    print(verification.business_digest(chosen.store))
    return 0
