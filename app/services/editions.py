"""A new edition of the policy: compared with the one in force, adopted under a seal; old sheets keep their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from app.common.errors import Refused
from app.common.i18n import language, listed, t
from app.domain import editions as domain
from app.domain import entry as entry_forms
from app.domain import inspection, words
from app.domain.editions import Comparison, Pair
from app.domain.ledger import Row
from app.domain.policy import Item, Profile, Text
from app.services import policy, record
from app.services.approval import Signet, shown_for
from app.services.policy_trouble import unreadable
from app.services.session import Changes, Session, changed
from app.store import ledger
from app.store.ledger import Change


def of(session: Session, digest: str) -> Profile:
    """The edition with that digest; the one in force where the store does not know it."""
    if not digest or digest == session.profile.digest:
        return session.profile
    if digest not in session.editions:
        found = session.rows.edition(digest)
        if found is None:
            return session.profile
        session.editions[digest] = found
    return session.editions[digest]


def in_force(session: Session, at: str) -> str:
    """The digest of the edition that was in force at a time."""
    rows = sorted(session.rows.table("policy").values(), key=lambda row: row["adopted_at"])
    before = [str(row["id"]) for row in rows if row["adopted_at"] <= at]
    return before[-1] if before else session.profile.digest


def history(session: Session) -> list[Row]:
    """The editions adopted so far, the latest first."""
    return sorted(session.rows.table("policy").values(), key=lambda row: str(row["adopted_at"]), reverse=True)


def item_of(session: Session, digest: str, code: str) -> Item | None:
    """The item of an edition, as the edition in force has it where the two can be compared."""
    edition = of(session, digest)
    if edition is session.profile:
        return edition.items.get(code)
    pair = domain.compare(edition, session.profile).by_old.get(code)
    if pair is None:
        return None
    return pair.new if pair.comparable else pair.old


class Carried(Struct, frozen=True):
    """What an answer of another edition is to this one: the item's pair, and the question that was answered then."""

    pair: Pair
    question: Text


def carried(session: Session, before: str, now: str) -> Mapping[str, Carried]:
    """By the code of the old item: what became of it between two editions (digests)."""
    comparison = domain.compare(of(session, before), of(session, now))
    return {code: Carried(pair, pair.old.question) for code, pair in comparison.by_old.items() if pair.old and pair.new}


def read(session: Session, name: str | Path) -> Profile:
    """The edition to be compared: a folder or a built-in one. ``Refused`` if it is the one in force already."""
    from app.services import policy_check  # seldom needed, and start time counts

    try:
        profile = policy.find(str(name))
        policy_check.check(profile)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise unreadable(Path(name), "profile.toml", error) from error
    if profile.digest == session.profile.digest:
        raise Refused("edition_same")
    return profile


def compare(session: Session, profile: Profile) -> Comparison:
    """The edition in force against another one."""
    return domain.compare(session.profile, profile)


def lacking(session: Session, profile: Profile) -> list[str]:
    """What is in use here and missing in the other edition, in words; empty if it can be adopted."""
    rows = session.rows
    roles = {str(row["role"]) for row in rows.table("grant").values() if not row["valid_to"]}
    found = [_role(session.profile, key) for key in sorted(roles - set(profile.roles))]
    kind = str(session.unit["unit_kind"])
    if kind not in profile.unit_kinds:
        label = session.profile.unit_kinds.get(kind, {}).get("label", {})
        found.append(t("editions.lacks_unit_kind", kind=label.get(language()) or kind))
    classes = {str(row["info_class"]) for row in session.store.query(_CLASSES) if row["info_class"]}
    known = session.profile.classes
    labels = [
        known[key].label.get(language()) if key in known else key for key in sorted(classes - set(profile.classes))
    ]
    found += [t("editions.lacks_class", name=label) for label in labels]
    forms = {str(row["form"]) for row in session.store.query("SELECT DISTINCT form FROM entry")}
    offered = {str(row["key"]) for row in profile.raw.get("forms", [])}
    return found + [t("editions.lacks_form", name=_form(session.profile, key)) for key in sorted(forms - offered)]


_CLASSES = "SELECT DISTINCT info_class FROM medium WHERE state <> 'disposed'"


def _role(profile: Profile, key: str) -> str:
    role = profile.roles.get(key)
    return t("editions.lacks_role", name=role.label.get(language()) if role else key)


def _form(profile: Profile, key: str) -> str:
    form = entry_forms.find(profile, key)
    return words.form_title(form) if form is not None else key


def adopt(session: Session, profile: Profile, signet: Signet) -> Changes:
    """Adopt another edition under a seal. Sheets handed out keep theirs; this year's choice of items is carried over.

    ``Refused`` where something in use has no place in the new edition.
    """
    missing = lacking(session, profile)
    if missing:
        raise Refused("edition_lacks", what=listed(missing))
    comparison = domain.compare(session.profile, profile)
    with session.change(by=signet.person) as change:
        seal = signet.maker(shown=shown_for(session, signet.person, title=profile.name.ja))
        change.append("policy.adopted", {"digest": profile.digest, "profile": dict(profile.raw)}, seal=seal)
        _plan_again(change, session, profile, comparison)
    session.profile = ledger.adopted_profile(session.store) or profile
    return changed(change)


def _plan_again(change: Change, session: Session, profile: Profile, comparison: Comparison) -> None:
    """The year that is open asks the new edition's items from here on, by the same choice."""
    found = session.store.query("SELECT id FROM cycle WHERE state = 'open' ORDER BY fiscal_year DESC LIMIT 1")
    if not found:
        return
    cycle = record.get(session, "cycle", str(found[0]["id"]))
    selection = str(cycle["selection"] or "rotation")
    if selection == "own":
        items = _mapped(cycle["items"] or [], comparison)
    else:
        items = inspection.selected(profile, selection, int(cycle["fiscal_year"]))
    form = record.form_of(session, "cycle")
    record.revise_in(change, form, cycle, {"items": items}, t("editions.cycle_reason", name=profile.name.ja))


def _mapped(codes: list[str], comparison: Comparison) -> list[str]:
    """A choice of one's own: what stays in it, and every item that is new."""
    chosen = set(codes)
    return [
        pair.new.code
        for pair in comparison.pairs
        if pair.new is not None and (pair.old is None or pair.old.code in chosen)
    ]
