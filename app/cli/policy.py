"""``tenkencho policy …``: the profiles on board, what is wrong with one, and the Excel book to write one's own in."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from app.bootstrap import Workplace
from app.cli import policy_draft
from app.common.errors import Refused
from app.common.i18n import language, t
from app.domain.policy import Profile
from app.services import demanded, policies, policy, policy_book, policy_check

Add = Callable[[str, str], argparse.ArgumentParser]
Verb = Callable[[argparse.Namespace, Workplace], int]


def declare(add: Add) -> None:
    """The command's own commands, each with its arguments."""
    verbs = add("policy", t("cli.policy.help")).add_subparsers(dest="what", required=True, metavar=t("cli.command"))

    def verb(name: str, act: Verb) -> argparse.ArgumentParser:
        said = t(f"cli.policy.{name}")
        made: argparse.ArgumentParser = verbs.add_parser(name, help=said, description=said)
        made.set_defaults(act=act)
        return made

    one, book = t("cli.policy.one"), t("cli.policy.book")
    verb("list", _list)
    for name, act in (("check", _each(_check)), ("digest", _each(_digest))):
        verb(name, act).add_argument("name", nargs="?", default="", metavar=one, help=t("cli.policy.one_or_all"))
    verb("template", _template).add_argument("--out", type=Path, metavar=book, help=t("cli.policy.template_out"))
    made = verb("export", _export)
    made.add_argument("name", metavar=one, help=t("cli.policy.one_help"))
    made.add_argument("--out", type=Path, metavar=book, help=t("cli.policy.export_out"))
    made = verb("import", _import)
    made.add_argument("name", metavar=book, help=t("cli.policy.book_help"))
    made.add_argument("--out", type=Path, metavar=t("cli.folder"), help=t("cli.policy.import_out"))
    made.add_argument("--replace", action="store_true", help=t("cli.policy.replace"))
    made = verb("restore", _restore)
    made.add_argument("name", nargs="?", default="", metavar=t("cli.name"), help=t("cli.policy.restore_name"))
    policy_draft.declare(verb)


def _list(_chosen: argparse.Namespace, place: Workplace) -> int:
    for item in policy.built_in():
        print(item.id, item.name[language()], sep="\t")
    for own in policies.own(place.paths):
        print(own.id, own.profile.name.get(language()) if own.profile else own.error, t("cli.policy.own"), sep="\t")
    return 0


def _each(show: Callable[[Profile, bool], int]) -> Verb:
    """One that is named with all that there is to say (``True``), else all of them in short."""

    def verb(chosen: argparse.Namespace, place: Workplace) -> int:
        names = [chosen.name] if chosen.name else [item.id for item in policy.built_in()]
        if not chosen.name:
            names += [own.id for own in policies.own(place.paths)]
        return max(show(policies.find(name, place.paths), bool(chosen.name)) for name in names)

    return verb


def _template(chosen: argparse.Namespace, _place: Workplace) -> int:
    print(policy_book.template(_excel(chosen.out or Path(t("policy_book.template_file")))))
    return 0


def _export(chosen: argparse.Namespace, place: Workplace) -> int:
    profile = policies.find(chosen.name, place.paths)
    print(policy_book.export(profile, _excel(chosen.out or Path(f"{profile.id}.xlsx"))))
    return 0


def _import(chosen: argparse.Namespace, place: Workplace) -> int:
    found = policy_book.preview(Path(chosen.name))
    if found.profile is None:
        for fault in found.faults:
            print(t("cli.policy.fault", sheet=fault.sheet, cell=fault.cell, said=fault))
        print(Refused("policy_book_faults", file=found.file, count=len(found.faults)))
        return 1
    for note in found.notes:
        print(t("cli.policy.note", said=note))
    made = policies.save(found.profile, chosen.out) if chosen.out else _take(found.profile, chosen.replace, place)
    print(found.profile.id, found.profile.digest, made, sep="\t")
    return 0


def _take(profile: Profile, replace: bool, place: Workplace) -> Path:
    """Keep a profile; where another one stands under its id, only with the word of whoever asks."""
    aside = {each.name for each in policies.earlier(place.paths)}
    try:
        made = policies.take(profile, place.paths, replace=replace)
    except Refused as refused:
        if refused.code != "policy_registered":
            raise
        said = refused.values
        raise Refused("policy_replace", name=said["name"], difference=said["difference"]) from refused
    for each in policies.earlier(place.paths):
        if each.name not in aside:
            print(t("cli.policy.put_aside", name=each.name))
    return made


def _restore(chosen: argparse.Namespace, place: Workplace) -> int:
    if chosen.name:
        profile = policies.restore(chosen.name, place.paths)
        print(profile.id, profile.digest, sep="\t")
        return 0
    kept = policies.earlier(place.paths)
    if not kept:
        print(t("cli.policy.no_earlier"))
    for each in kept:
        said = each.profile.name.get(language()) if each.profile else each.error
        print(each.name, each.written.isoformat(), said, sep="\t")
    return 0


def _excel(path: Path) -> Path:
    return path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")


def _digest(profile: Profile, _fully: bool) -> int:
    print(profile.id, profile.digest, sep="\t")
    return 0


def _check(profile: Profile, fully: bool) -> int:
    found = policy_check.check(profile)
    sheets = ", ".join(f"{sheet} {count}" for sheet, count in found.items.items())
    print(t("cli.policy.figures", id=profile.id, clauses=found.clauses, duties=found.duties, asked=found.asked))
    print(t("cli.policy.sheets", excused=found.excused, sheets=sheets))
    kinds = demanded.demanded(profile)
    with_form = sum(bool(kind.pages or kind.forms) for kind in kinds)
    print(t("cli.policy.records", kinds=len(kinds), kept=with_form, reasons=sum(bool(kind.reason) for kind in kinds)))
    for line in demanded.lines(profile) if fully else ():
        print(line)
    faults = [*found.faults, *demanded.missing(profile)]
    for fault in faults:
        print(t(f"fault.{fault.code}", place=fault.place, value=fault.value))
    return 1 if faults else 0
