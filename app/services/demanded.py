"""The records that a policy demands: which clause asks for which kind, and where the program keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from app.common.i18n import language, listed, t
from app.domain import entry, words
from app.domain.policy import Defect, Item, Profile, Text
from app.services.session import Session

#: Kinds of record that the program's own pages keep, by page.
PAGES: Mapping[str, tuple[str, ...]] = {
    "media": ("media-register", "equipment-register"),
    "disposal": ("disposal-permission", "disposal-record"),
    "carryout": (
        *("carry-out-permission", "carry-out-record", "offsite-work-permission", "transport-permission"),
        *("copy-permission", "send-permission", "provision-permission"),
    ),
    "inspection": ("self-inspection-result", "compliance-check-result"),
    "improvement": ("improvement-plan",),
}
#: The table that holds the records of a page.
_TABLES = {"media": "medium", "inspection": "sheet"}
#: Pages whose records are kept on from year to year, with what is in force of them.
_KEPT: Mapping[str, str] = {"media": "state <> 'disposed'"}
#: Registers whose matters belong to a year after all: visits, and plans that are carried out.
_PASSING = ("visit", "plan")


class Demanded(Struct, frozen=True):
    """One kind of record: the clauses that demand it, the pages and the forms that keep it, or why there is none."""

    kind: str
    clauses: tuple[str, ...]
    pages: tuple[str, ...]
    forms: tuple[str, ...]
    reason: str = ""


class Proof(Struct, frozen=True):
    """Where the records lie that prove a question: a page, a form of it or "", and how many there are.

    ``kept``: of what is kept on from year to year, all that is in force; else what was begun in this fiscal year.
    """

    page: str
    form: str
    title: str
    count: int
    kept: bool = False


def demanded(profile: Profile) -> list[Demanded]:
    """Every kind of record that a clause of the profile demands, in the order of the clauses."""
    clauses: dict[str, list[str]] = {}
    for clause in profile.clauses.values():
        for kind in clause.records:
            clauses.setdefault(kind, []).append(clause.id)
    reasons = {str(row["kind"]): str(row["reason"]["ja"]) for row in profile.raw.get("no_form", [])}
    return [
        Demanded(kind, tuple(ids), _pages(kind), _forms(profile, kind), reasons.get(kind, ""))
        for kind, ids in clauses.items()
    ]


def lines(profile: Profile) -> list[str]:
    """Each kind with the page or the forms that keep it, or the reason why there is none, and who asks for it."""
    pages, forms = profile.section("pages"), entry.forms_of(profile)
    said = []
    for found in demanded(profile):
        kept = [Text(**pages[page]).get(language()) for page in found.pages if page in pages]
        kept += [words.form_title(forms[key]) for key in found.forms]
        clauses = listed([profile.citation(id) for id in found.clauses])
        where = listed(kept) or found.reason or t("cli.policy.nowhere")
        said.append(t("cli.policy.kind", kind=found.kind, where=where, clauses=clauses))
    return said


def missing(profile: Profile) -> list[Defect]:
    """The kinds that have neither a place in the program nor a stated reason why not."""
    return [
        Defect(found.kind, "record_without_form", ", ".join(found.clauses))
        for found in demanded(profile)
        if not (found.pages or found.forms or found.reason)
    ]


def proofs(session: Session, item: Item) -> list[Proof]:
    """The records that the clauses of a question demand, with how many there are."""
    profile = session.profile
    kinds = {kind for id in item.covers if (clause := profile.clauses.get(id)) for kind in clause.records}
    found = [Proof(page, "", "", _count(session, page), page in _KEPT) for page in PAGES if kinds & set(PAGES[page])]
    forms = entry.forms_of(profile)
    for key, form in forms.items():
        if kinds & set(entry.row_of(profile, key).get("answers", ())):
            kept = form.flow == "register" and form.called not in _PASSING
            found.append(Proof("records", key, words.form_title(form), _count(session, "records", key, kept), kept))
    return found


def _pages(kind: str) -> tuple[str, ...]:
    return tuple(page for page, kinds in PAGES.items() if kind in kinds)


def _forms(profile: Profile, kind: str) -> tuple[str, ...]:
    return tuple(str(row["key"]) for row in profile.raw.get("forms", []) if kind in row.get("answers", ()))


def _count(session: Session, page: str, form: str = "", kept: bool = False) -> int:
    table = entry.TABLE if form else _TABLES.get(page, page)
    condition, values = ("AND form = ?", (form,)) if form else ("", ())
    since, first = (_KEPT[page], ()) if page in _KEPT else ("opened_at >= ?", (session.year_start,))
    since, first = ("state = 'kept'", ()) if kept else (since, first)
    sql = f'SELECT count(*) AS n FROM "{table}" WHERE {since} {condition}'  # noqa: S608
    return int(session.store.query(sql, (*first, *values))[0]["n"])
