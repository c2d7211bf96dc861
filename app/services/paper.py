"""Papers: which there are, made from the store into plain data, named as offices name files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.common.text import file_name
from app.domain import words
from app.domain.approval import same_hand
from app.domain.forms import Form
from app.domain.ledger import Row
from app.exports import carryout, disposal, forms, improvement, inspection, media, records, results, stocktake
from app.exports import listing as listings
from app.exports.document import Document
from app.exports.forms import Setting
from app.services import entry, record
from app.services import improvement as improvement_service
from app.services import inspection as inspection_service
from app.services import results as results_service
from app.services.people import roles_of
from app.services.session import Session
from app.services.verification import verification_number
from app.store.tables import COLUMNS, decode

Read = Callable[[Session, str], Document]


@dataclass(frozen=True)
class Paper:
    """One printed form: its name, the register it is about, and whether it is about one record or all of a year."""

    name: str
    form: str
    needs_record: bool
    read: Read
    group: str = "requests"
    words: str = ""

    @property
    def title(self) -> str:
        """What the list of papers calls it."""
        return self.words or t(f"paper.title.{self.name}")


def _setting(session: Session) -> Setting:
    unit, rows = session.unit, session.rows
    people = dict(rows.table("person"))
    return Setting(
        session.profile,
        str(unit["municipality"]),
        str(unit["unit"]),
        str(unit["unit_kind"]),
        session.year,
        session.clock.now(),
        verification_number(session),
        bool(unit["training"]),
        people,
        _systems(session),
        _Media(session),
    )


def setting(session: Session) -> Setting:
    """What every paper of this department needs beside its own record."""
    return _setting(session)


def _systems(session: Session) -> dict[str, str]:
    """The names of the systems that records mention."""
    if "system" not in entry.forms(session):
        return {}
    return {str(row["id"]): f"{row['no']} {row['extra'].get('x_name', '')}" for row in entry.rows(session, "system")}


class _Media(dict[str, Row]):
    """Media by id, read when a paper first names one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def get(self, id: str, default: Any = None) -> Any:
        if id not in self:
            found = self._session.rows.get("medium", id)
            if found is None:
                return default
            self[id] = found
        return self[id]


def _sheet(session: Session, id: str) -> Document:
    found = inspection_service.result(session, id)
    form = record.form_of(session, "sheet")
    return inspection.sheet(
        _setting(session), form, found.sheet, found.items, found.answers, found.score, found.chapters
    )


def _sheet_blank(session: Session, id: str) -> Document:
    found = inspection_service.result(session, id)
    return inspection.blank(_setting(session), found.sheet, found.items)


def _disposal_request(session: Session, id: str) -> Document:
    return disposal.request(_setting(session), record.form_of(session, "disposal"), record.get(session, "disposal", id))


def _disposal_record(session: Session, id: str) -> Document:
    row = record.get(session, "disposal", id)
    if not row["steps"]:
        raise Refused("paper_too_early", no=row["no"])
    return disposal.record(_setting(session), record.form_of(session, "disposal"), row)


def _carryout(session: Session, id: str) -> Document:
    return carryout.request(_setting(session), record.form_of(session, "carryout"), record.get(session, "carryout", id))


def _carryout_blank(session: Session, id: str) -> Document:
    return carryout.blank(_setting(session), record.form_of(session, "carryout"))


def _register(form: str, build: Callable[..., Document], order: str = "no") -> Read:
    def read(session: Session, id: str) -> Document:
        return build(_setting(session), record.form_of(session, form), _all(session, form, order))

    return read


def _all(session: Session, form: str, order: str) -> list[Row]:
    names = ", ".join(f'"{name}"' for name in COLUMNS[form])
    cursor = session.store.conn.execute(f'SELECT {names} FROM "{form}" ORDER BY "{order}"')  # noqa: S608
    return [decode(form, values) for values in cursor]


def _weak_rows(session: Session) -> list[tuple[Row, Any, Row, str]]:
    """Every × and △ of the year with last year's mark."""
    scale = session.profile.scale
    found = results_service.weak(session, results_service.year(session).results)
    return [
        (one.sheet, one.item, one.answer, scale[one.last.value].mark if one.last and one.last.value in scale else "")
        for one in found
    ]


def _same_hands(session: Session) -> int:
    """In how many of this fiscal year's records one person did what is proposed to be done by two."""
    forms = [record.form_of(session, name) for name in ("sheet", "disposal", "carryout")]
    return sum(
        str(row["opened_at"]) >= session.year_start
        and any(same_hand(session.profile, form, row, act) for act in row["acts"])
        for form in forms
        for row in _all(session, form.name, "no")
    )


def _result(session: Session, id: str) -> Document:
    year = results_service.year(session)
    if year.cycle is None:
        raise Refused("no_cycle")
    return results.result(
        _setting(session),
        year.cycle,
        [(one.sheet, one.score) for one in year.results],
        year.whole,
        year.whole_before,
        [(row.chapter, row.now, row.before) for row in year.chapters],
        {"kept": year.kept, "changed": year.changed, "open": year.unconfirmed},
        _weak_rows(session),
        _same_hands(session),
    )


def _weak_list(session: Session, id: str) -> Document:
    return results.weak_list(_setting(session), _weak_rows(session), improvement_service.all_matters(session))


def _improvement_plan(session: Session, id: str) -> Document:
    form = record.form_of(session, "improvement")
    return improvement.plan(_setting(session), form, improvement_service.all_matters(session))


def _improvement_blank(session: Session, id: str) -> Document:
    return improvement.blank(_setting(session), record.form_of(session, "improvement"))


def _rollup(session: Session, id: str) -> Document:
    kind = session.profile.inspections.get(id)
    found = results_service.rollup(session, id)
    title = kind.label.get(i18n.language()) if kind else id
    return results.rollup(_setting(session), title, found.asked, found.returned, found.rate, found.questions)


def _compilation(session: Session, id: str) -> Document:
    row = record.get(session, "compilation", id)
    sheets = [(found.sheet, found.score) for found in (inspection_service.result(session, s) for s in row["sheets"])]
    return results.compilation(_setting(session), record.form_of(session, "compilation"), row, sheets)


def _cover_letter(session: Session, id: str) -> Document:
    profile, unit = session.profile, session.unit
    kind = next((row for row in profile.inspections.values() if row.compiled_by), None)
    office = profile.words.get("collecting_office", {}).get(i18n.language(), "")
    role = profile.roles.get(kind.reports_to) if kind else None
    to = role.post.get(i18n.language()) if role else office
    head = next((p for p in session.rows.table("person").values() if "dept" in roles_of(session, str(p["id"]))), None)
    known = head or {}
    sender = "　".join(part for part in (str(known.get("post") or ""), str(known.get("name") or "")) if part)
    writer = session.rows.get("person", session.user) or {}
    contact = "　".join(part for part in (str(unit["unit"]), str(writer.get("name") or "")) if part)
    names = [paper.title for paper in PAPERS if paper.name in ("inspection_result", "weak_list", "improvement_plan")]
    return results.cover_letter(_setting(session), to, f"{unit['unit']}　{sender}".strip(), contact, names)


def _stocktake(session: Session, id: str) -> Document:
    return stocktake.sheet(
        _setting(session), record.form_of(session, "stocktake"), record.get(session, "stocktake", id)
    )


def _labels(session: Session, id: str) -> Document:
    rows = [row for row in _all(session, "medium", "medium_no") if row["state"] != "disposed"]
    return stocktake.labels(_setting(session), rows)


PAPERS: tuple[Paper, ...] = (
    Paper("sheet", "sheet", True, _sheet),
    Paper("inspection_result", "cycle", False, _result),
    Paper("weak_list", "improvement", False, _weak_list),
    Paper("improvement_plan", "improvement", False, _improvement_plan),
    Paper("rollup", "inspections", True, _rollup),
    Paper("compilation", "compilation", True, _compilation),
    Paper("cover_letter", "cycle", False, _cover_letter),
    Paper("disposal_request", "disposal", True, _disposal_request),
    Paper("disposal_record", "disposal", True, _disposal_record),
    Paper("carryout", "carryout", True, _carryout),
    Paper("stocktake", "stocktake", True, _stocktake),
    Paper("media_labels", "medium", False, _labels, "registers"),
    Paper("media_register", "medium", False, _register("medium", media.register, "medium_no"), "registers"),
    Paper("disposal_register", "disposal", False, _register("disposal", disposal.register), "registers"),
    Paper("carryout_register", "carryout", False, _register("carryout", carryout.register), "registers"),
    Paper("sheet_blank", "sheet", True, _sheet_blank, "blanks"),
    Paper("carryout_blank", "carryout", False, _carryout_blank, "blanks"),
    Paper("improvement_blank", "improvement", False, _improvement_blank, "blanks"),
)
_BY_NAME = {item.name: item for item in PAPERS}


def papers(session: Session) -> list[Paper]:
    """The papers of this department: the program's own, and three for each further record of its policy."""
    return [*PAPERS, *(paper for form in entry.forms(session).values() for paper in _of_form(form))]


def find(session: Session, name: str) -> Paper:
    """A paper by its name. ``KeyError`` if there is none."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    return next(paper for paper in papers(session) if paper.name == name)


def _of_form(form: Form) -> tuple[Paper, ...]:
    name, title = form.name, words.form_title(form)

    def one(session: Session, id: str) -> Document:
        return records.record(_setting(session), record.form_of(session, name), record.get(session, name, id))

    def register(session: Session, id: str) -> Document:
        declared = record.form_of(session, name)
        return records.register(_setting(session), declared, entry.rows(session, name), entry.listed(session, name))

    def blank(session: Session, id: str) -> Document:
        return records.blank(_setting(session), record.form_of(session, name))

    return (
        Paper(name, name, True, one, "records", title),
        Paper(f"{name}_register", name, False, register, "record_registers", t("paper.register_of", title=title)),
        Paper(f"{name}_blank", name, False, blank, "record_blanks", t("paper.blank_of", title=title)),
    )


def records_of(session: Session, name: str) -> list[str]:
    """The ids of all records that the paper can be made of; one empty id for registers and general blanks."""
    paper = find(session, name)
    if not paper.needs_record:
        return [""]
    if name == "rollup":
        return list(dict.fromkeys(str(row["sheet"]) for row in inspection_service.sheets(session)))
    if paper.form in entry.forms(session):
        return entry.ids(session, paper.form, down=False)
    ready = " WHERE steps IS NOT NULL" if name == "disposal_record" else ""
    found = session.store.query(f'SELECT id FROM "{paper.form}"{ready} ORDER BY no')  # noqa: S608
    return [str(row["id"]) for row in found]


def summaries(session: Session, name: str) -> list[tuple[str, str]]:
    """The records that a paper can be made of, as (id, number and a few words), by number."""
    paper = find(session, name)
    rows = session.rows
    if name == "rollup":
        kinds = session.profile.inspections
        return [(id, kinds[id].label.get(i18n.language())) for id in records_of(session, name) if id in kinds]
    found = []
    for id in records_of(session, name):
        row = record.get(session, paper.form, id) if id else None
        person = rows.get("person", str((row or {}).get("applicant") or (row or {}).get("respondent") or ""))
        words = (
            str((row or {}).get("no", "")),
            str((person or {}).get("name", "")),
            str((row or {}).get("purpose") or ""),
        )
        found.append((id, "　".join(word for word in words if word)))
    return found


def record_for(session: Session, name: str, no: str = "") -> str:
    """The id of the record with that number, or the latest one the paper fits. ``Refused`` if there is none."""
    paper = find(session, name)
    if not paper.needs_record:
        return ""
    if no and name == "rollup":
        return no
    if no:
        return str(record.find(session, paper.form, no)["id"])
    found = records_of(session, name)
    if not found:
        raise Refused("paper_without_record", paper=paper.title)
    return found[-1]


def listing(
    session: Session,
    title: str,
    columns: Sequence[tuple[str, str, int]],
    rows: Sequence[Sequence[Any]],
    filtered: str = "",
) -> Document:
    """A list as it is seen on the screen: columns as key, title and width; cells as text."""
    return listings.listing(_setting(session), title, columns, rows, filtered)


def document(session: Session, name: str, id: str = "") -> Document:
    """The paper as plain data; this reads the store, rendering does not."""
    return find(session, name).read(session, id)


def suggested_name(session: Session, name: str, id: str, kind: str) -> str:
    """【所属】令和8年度_自己点検票_点-R08-0001_20260401.xlsx."""
    paper = find(session, name)
    number = str(record.get(session, paper.form, id)["no"]) if id and name != "rollup" else ""
    day = session.today.replace("-", "")
    parts = (forms.year_text(session.year), paper.title, number, day)
    return file_name(f"【{session.unit['unit']}】{'_'.join(part for part in parts if part)}.{kind}")
