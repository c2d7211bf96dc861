"""Whom the policy wants told when something went wrong: who tells whom, when, and by which clause."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from app.common.i18n import language, listed, t
from app.domain import entry
from app.domain.policy import Profile, Text

#: The kind of record that is written when something went wrong (clauses.csv).
KIND = "incident-report"


class Report(Struct, frozen=True):
    """One step of the chain: ``by`` tells the roles ``to`` and ``other``, who holds no role; ``note`` says when."""

    by: str
    to: tuple[str, ...] = ()
    other: Text = Text("")
    note: Text = Text("")
    basis: str = "policy"
    clause: tuple[str, ...] = ()


def chain(profile: Profile, form: str) -> tuple[Report, ...]:
    """The steps that stand beside a form; none for a form that reports nothing of that kind."""
    if KIND not in entry.row_of(profile, form).get("answers", ()):
        return ()
    return tuple(
        Report(
            str(row["by"]),
            tuple(row.get("to", ())),
            _text(row.get("other", {})),
            _text(row.get("note", {})),
            str(row.get("basis", "policy")),
            tuple(row.get("clause", ())),
        )
        for row in profile.raw.get("reporting", [])
    )


def upward(profile: Profile, form: str) -> tuple[str, ...]:
    """Who is told of a report where the policy has no chain of its own: who confirms it, and to whom each reports."""
    found: list[str] = []
    role = entry.decider(profile, form)
    while role in profile.roles and role not in found:
        found.append(role)
        role = profile.roles[role].reports_to
    return tuple(found)


def line_upward(profile: Profile, form: str) -> str:
    """That way in words; where the published part says nothing of it, so is said: it is no rule of the city's."""
    roles = " → ".join(titles(profile, upward(profile, form)))
    mark = _text(profile.section("adoption").get("mark", {})).get(language())
    return t("reporting.upward_open", roles=roles, mark=mark) if mark else t("reporting.upward", roles=roles)


def titles(profile: Profile, roles: Iterable[str]) -> list[str]:
    """Roles as the city calls them, in the language in use."""
    return [profile.roles[role].label.get(language()) for role in roles if role in profile.roles]


def told(profile: Profile, step: Report) -> tuple[str, str, str, str]:
    """A step in words: who tells, whom, when, and the clauses."""
    named = titles(profile, step.to)
    other = step.other.get(language())
    by = profile.roles[step.by].label.get(language()) if step.by in profile.roles else step.by
    clauses = listed(profile.citation(id) for id in step.clause)
    return by, listed([*named, *([other] if other else [])]), step.note.get(language()), clauses


def lines(profile: Profile, form: str, by: str = "") -> list[str]:
    """The chain as sentences, one a step, each with its clauses; only the steps of the role ``by`` if it is given."""
    found = []
    for step in (each for each in chain(profile, form) if by in ("", each.by)):
        who, to, note, clauses = told(profile, step)
        said = t("reporting.line", by=who, to=to, note=note) if note else t("reporting.line_plain", by=who, to=to)
        found.append(f"{said}　{clauses}".strip())
    return found


def _text(value: object) -> Text:
    if isinstance(value, dict):
        return Text(str(value.get("ja", "")), str(value.get("en", "")))
    return Text(str(value))
