"""``tenkencho verify STORE``: is everything in the store as it was written?"""

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
    verb = add("verify", t("cli.verify.help"))
    verb.add_argument("store", type=Path, help=t("cli.store"))
    verb.set_defaults(act=act)


def act(chosen: argparse.Namespace, place: Workplace) -> int:
    """Print every finding with table and record; exit 0 if there is none, 1 otherwise."""
    found = verification.verify(chosen.store, place.paths)
    for notice in found.notices:
        print(t(f"notice.{notice.code}", table=notice.table, record=notice.record, detail=notice.detail))
    for finding in found.findings:
        print(t(f"finding.{finding.code}", table=finding.table, record=finding.record, detail=finding.detail))
    heads = ", ".join(f"{chain[:8]}-{seq}-{hashed[:12]}" for chain, (seq, hashed) in sorted(found.heads.items()))
    code = "cli.verify.findings" if found.findings else "cli.verify.sound"
    print(t(code, n=len(found.findings), events=found.events, chains=found.chains, heads=heads))
    return 1 if found.findings else 0
