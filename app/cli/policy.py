"""``tenkencho policy list|check|digest``: the profiles on board, and what is wrong with one."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.bootstrap import Workplace
from app.cli import policy_draft
from app.common.i18n import language, t
from app.services import demanded, policy

Add = Callable[[str, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command's arguments."""
    verb = add("policy", t("cli.policy.help"))
    verb.add_argument("what", choices=("list", "check", "digest", *policy_draft.VERBS), help=t("cli.policy.what"))
    verb.add_argument("name", nargs="?", default="", metavar=t("cli.name"), help=t("cli.policy.name"))
    policy_draft.declare(verb)
    verb.set_defaults(act=act)


def act(chosen: argparse.Namespace, place: Workplace) -> int:
    """List, check or digest; without a name, every profile on board."""
    if chosen.what == "list":
        for item in policy.built_in():
            print(item.id, item.name[language()], sep="\t")
        return 0
    if chosen.what in policy_draft.VERBS:
        return policy_draft.act(chosen)
    names = [chosen.name] if chosen.name else [item.id for item in policy.built_in()]
    show = _check if chosen.what == "check" else _digest
    return max(show(name) for name in names)


def _digest(name: str) -> int:
    profile = policy.find(name)
    print(profile.id, profile.digest, sep="\t")
    return 0


def _check(name: str) -> int:
    profile = policy.find(name)
    found = policy.check(profile)
    sheets = ", ".join(f"{sheet} {count}" for sheet, count in found.items.items())
    print(t("cli.policy.figures", id=profile.id, clauses=found.clauses, duties=found.duties, asked=found.asked))
    print(t("cli.policy.sheets", excused=found.excused, sheets=sheets))
    kinds = demanded.demanded(profile)
    with_form = sum(bool(kind.pages or kind.forms) for kind in kinds)
    print(t("cli.policy.records", kinds=len(kinds), kept=with_form, reasons=sum(bool(kind.reason) for kind in kinds)))
    faults = [*found.faults, *demanded.missing(profile)]
    for fault in faults:
        print(t(f"fault.{fault.code}", place=fault.place, value=fault.value))
    return 1 if faults else 0
