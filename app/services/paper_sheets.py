"""The papers of the inspection and what becomes of it: read from the store into plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.domain.approval import same_hand
from app.domain.ledger import Row
from app.exports import bureau, forms, improvement, inspection, results
from app.exports.document import Document
from app.exports.forms import Setting
from app.services import bureau as bureau_service
from app.services import improvement as improvement_service
from app.services import inspection as inspection_service
from app.services import received as received_service
from app.services import record
from app.services import results as results_service
from app.services.inspection import Result
from app.services.paper_registers import every
from app.services.paper_setting import setting_of, year_of_cycle
from app.services.people import roles_of
from app.services.session import Session


def sheet(session: Session, id: str) -> Document:
    """自己点検票 with its answers and result."""
    found = inspection_service.result(session, id)
    return handed_sheet_of(session, id, *received_service.handed_out(session, found))


def handed_sheet_of(session: Session, id: str, handed: Mapping[str, Any], envelope: Mapping[str, Any]) -> Document:
    """The same with other words on its data sheets than this store's own (to practise with)."""
    found = inspection_service.result(session, id)
    setting = replace(_of_sheet(session, found), unit=str(handed["unit"]))
    form = record.form_of(session, "sheet")
    return inspection.sheet(
        *(setting, form, found.sheet, found.items, found.answers, found.score, found.chapters, handed, envelope)
    )


def sheet_versions(session: Session, id: str) -> Document:
    """自己点検票 as it stood under each seal that was voided when it was opened again."""
    found = inspection_service.voided_versions(session, id)
    setting, form = _of_sheet(session, found[0]), record.form_of(session, "sheet")
    told = [(one.sheet, one.items, one.answers, one.score, one.chapters) for one in found]
    return inspection.versions(setting, form, told)


def received(session: Session, id: str) -> Document:
    """自己点検票 of another department as it was taken in."""
    row = record.get(session, "received", id)
    found = received_service.result(session, row)
    setting, form = _of_sheet(session, found), record.form_of(session, "received")
    return inspection.received(setting, form, row, found.items, found.answers, found.score, found.chapters)


def sheet_blank(session: Session, id: str) -> Document:
    """The same sheet to fill in by hand or in Excel."""
    found = inspection_service.result(session, id)
    return inspection.blank(_of_sheet(session, found), found.sheet, found.items)


def _of_sheet(session: Session, found: Result) -> Setting:
    """The setting of a sheet's paper: its edition, and its year whenever it is printed."""
    return setting_of(session, edition=found.edition, year=year_of_cycle(session, str(found.sheet["cycle"])))


def _weak_rows(session: Session) -> list[tuple[Row, Any, Row, str]]:
    """Every × and △ of the year with last year's mark."""
    scale = session.profile.scale
    found = results_service.weak(session, results_service.year(session).results)
    return [(one.sheet, one.item, one.answer, one.last_mark(scale)) for one in found]


def _same_hands(session: Session) -> int:
    """In how many of this fiscal year's records one person did what is proposed to be done by two."""
    forms = [record.form_of(session, name) for name in ("sheet", "disposal", "carryout")]
    return sum(
        str(row["opened_at"]) >= session.year_start
        and any(same_hand(session.profile, form, row, act) for act in row["acts"])
        for form in forms
        for row in every(session, form.name, "no")
    )


def result(session: Session, id: str) -> Document:
    """結果報告書 of the year."""
    year = results_service.year(session)
    if year.cycle is None:
        raise Refused("no_cycle")
    return results.result(
        setting_of(session, year=year_of_cycle(session)),
        year.cycle,
        [(one.sheet, one.score) for one in year.results],
        year.whole,
        year.whole_before,
        [(row.chapter, row.now, row.before) for row in year.chapters],
        {"kept": year.kept, "changed": year.changed, "open": year.unconfirmed},
        _weak_rows(session),
        _same_hands(session),
        "\n".join(part for part in (results_service.comparable_said(year), _counted_in(session)) if part),
    )


def _counted_in(session: Session) -> str:
    """Where the answers stand that came on paper or in Excel; empty if there are none."""
    persons = results_service.counted_in(session)
    return t("paper.result.counted_in", n=persons, paper=t("paper.title.rollup")) if persons else ""


def weak_list(session: Session, id: str) -> Document:
    """×・△一覧 of the year."""
    return results.weak_list(
        setting_of(session, year=year_of_cycle(session)), _weak_rows(session), improvement_service.of_year(session)
    )


def improvement_plan(session: Session, id: str) -> Document:
    """改善計画書 with every matter."""
    form = record.form_of(session, "improvement")
    return improvement.plan(setting_of(session), form, improvement_service.of_year(session))


def improvement_blank(session: Session, id: str) -> Document:
    """改善計画書 to fill in by hand."""
    return improvement.blank(setting_of(session), record.form_of(session, "improvement"))


def rollup(session: Session, id: str) -> Document:
    """The answers of a kind of sheet rolled up by question; ``id`` is the kind."""
    kind = session.profile.inspections.get(id)
    found = results_service.rollup(session, id)
    title = kind.label.get(i18n.language()) if kind else id
    return results.rollup(
        setting_of(session, year=year_of_cycle(session)),
        title,
        found.asked,
        found.returned,
        found.rate,
        found.questions,
    )


def compilation(session: Session, id: str) -> Document:
    """The bureau head's compilation: the sheets that it compiled, with their figures and measures."""
    row = record.get(session, "compilation", id)
    found = bureau_service.compiled(session, row)
    scale = session.profile.scale
    lines = [
        bureau.Line(part.unit, part.row, part.no, part.who, part.sealed_by, part.sealed_at, part.own, part.result.score)
        for part in found.parts
    ]
    weak = [(part.unit, one.item, one.answer, one.last_mark(scale)) for part, one in bureau_service.weak(found)]
    return bureau.compilation(
        setting_of(session, year=year_of_cycle(session, str(row["cycle"]))),
        record.form_of(session, "compilation"),
        row,
        lines,
        bureau.Figures(
            found.missing,
            found.whole,
            found.whole_before,
            tuple((c.chapter, c.now, c.before) for c in found.chapters),
            bureau_service.comparable_said(found),
        ),
        weak,
        bureau_service.matters(session, found),
    )


def cover_letter(session: Session, id: str) -> Document:
    """送付状 to whoever is told next."""
    profile, unit = session.profile, session.unit
    first = next((row for row in profile.inspections.values() if row.compiled_by), None)
    kind = profile.inspections.get("dept", first)  # what the section's own head is told does not leave the section
    office = profile.words.get("collecting_office", {}).get(i18n.language(), "")
    role = profile.roles.get(kind.reports_to) if kind else None
    to = role.post.get(i18n.language()) if role else office
    head = next((p for p in session.rows.table("person").values() if "dept" in roles_of(session, str(p["id"]))), None)
    known = head or {}
    sender = "　".join(part for part in (str(known.get("post") or ""), str(known.get("name") or "")) if part)
    writer = session.rows.get("person", session.user) or {}
    contact = "　".join(part for part in (str(unit["unit"]), str(writer.get("name") or "")) if part)
    setting = setting_of(session, year=year_of_cycle(session))
    names = [forms.paper_title(setting, name) for name in ("inspection_result", "weak_list", "improvement_plan")]
    return results.cover_letter(setting, to, f"{unit['unit']}　{sender}".strip(), contact, names)
