"""``tenkencho policy draft|compare``: a draft from a city's own standard, and one edition against the next."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from app.bootstrap import Workplace
from app.common.i18n import language, t
from app.domain.editions import Comparison, compare
from app.domain.policy import Profile
from app.services import edition_rows, policies, standards
from app.services.standards import SURENESS, Reading

Verb = Callable[[argparse.Namespace, Workplace], int]
#: Exit codes: done, the two editions differ.
DONE, DIFFERENT = 0, 1


def declare(verb: Callable[[str, Verb], argparse.ArgumentParser]) -> None:
    """The arguments of these two."""
    made = verb("draft", _draft)
    made.add_argument("name", metavar=t("cli.policy.standard"), help=t("cli.policy.standard_help"))
    made.add_argument("--out", type=Path, required=True, metavar=t("cli.folder"), help=t("cli.policy.draft_out"))
    made.add_argument("--id", default="own", metavar="ID", help=t("cli.policy.draft_id"))
    made.add_argument("--name", dest="city", default="", metavar=t("cli.name"), help=t("cli.policy.draft_name"))
    made.add_argument("--take", choices=SURENESS, default=SURENESS[0], help=t("cli.policy.draft_take"))
    made.add_argument("--base", default="", metavar=t("cli.policy.one"), help=t("cli.policy.draft_base"))
    made = verb("compare", _compare)
    made.add_argument("old", metavar=t("cli.policy.old"), help=t("cli.policy.old_help"))
    made.add_argument("new", metavar=t("cli.policy.new"), help=t("cli.policy.new_help"))


def _draft(chosen: argparse.Namespace, _place: Workplace) -> int:
    reading = standards.read_file(Path(chosen.name))
    taken = reading.taken(chosen.take)
    profile = standards.make(reading, taken, chosen.id, chosen.city, chosen.base)
    folder = standards.save(profile, chosen.out)
    for line in report(reading, set(taken)):
        print(line)
    print(t("cli.policy.draft_done", folder=folder, items=len(profile.items)))
    return DONE


def report(reading: Reading, taken: set[str]) -> list[str]:
    """What was found, and every duty that was given no question."""
    duties = len(reading.proposals)
    open_ones = [row for row in reading.proposals if row.clause.id not in taken]
    found = {"clauses": len(reading.split.clauses), "duties": duties, "asked": duties - len(open_ones)}
    lines = [t("cli.policy.draft_figures", **found)]
    if reading.subjects:
        named = "、".join(f"{subject}（{n}）" for subject, n in reading.subjects)
        lines.append(t("cli.policy.draft_subjects", named=named))
    if open_ones:
        lines.append(t("cli.policy.draft_open", n=len(open_ones)))
        lines += [f"  {row.clause.citation}\t{row.clause.heading}" for row in open_ones]
    return lines


def _compare(chosen: argparse.Namespace, place: Workplace) -> int:
    old, new = policies.find(chosen.old, place.paths), policies.find(chosen.new, place.paths)
    found, more = compare(old, new), beside(old, new)
    for line in (*table(found), *more):
        print(line)
    return DIFFERENT if found.differs or more else DONE


def beside(old: Profile, new: Profile) -> list[str]:
    """What changes beside the items: roles, rules, records and so on, with what each was and is."""
    lines = []
    for row in edition_rows.compare(old, new):
        lines.append(f"{t(f'editions.verdict.{row.verdict}')}\t{row.sheet}\t{row.name}")
        for each in row.changes if row.verdict == "changed" else ():
            was = t("editions.was_is", old=each.old or t("editions.nothing"), new=each.new or t("editions.nothing"))
            lines.append(f"\t{each.what}\t{was}".replace("\n", " "))
    return lines


def table(found: Comparison) -> list[str]:
    """The comparison: the counts, then every item that is not the same with what differs."""
    counts = {verdict: len(found.of(verdict)) for verdict in ("same", "wording", "meaning", "new", "withdrawn")}
    lines = [t("editions.counts", **counts), t("editions.comparable", percent=found.share, n=found.comparable)]
    for pair in found.pairs:
        if pair.verdict == "same":
            continue
        item = pair.new or pair.old
        code = item.code if item else ""
        lines.append(
            f"{t(f'editions.verdict.{pair.verdict}')}\t{code}\t{item.question.get(language()) if item else ''}"
        )
        if pair.old is not None and pair.new is not None:
            lines.append(f"\t{t('editions.before')}\t{pair.old.question.get(language())}")
            lines.append("\t" + "　".join(t(f"editions.reason.{reason}") for reason in pair.reasons))
    return lines
