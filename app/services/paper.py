"""Papers: which there are, which records each can be made of, and how offices name their files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.common.text import file_name
from app.domain.entry import LISTS
from app.domain.forms import Form
from app.domain.ledger import Row
from app.exports import carryout, disposal, forms, media, records, stocktake
from app.exports import listing as listings
from app.exports.document import Document
from app.exports.forms import Setting
from app.services import entry, record
from app.services import inspection as inspection_service
from app.services import paper_registers as registers
from app.services import paper_sheets as sheets
from app.services.paper_registers import ALL, Chosen
from app.services.paper_setting import setting_of
from app.services.session import Session

Kind = Literal["one", "register", "blank", "blank_register"]


class Paper(Struct, frozen=True):
    """One printed form: its name, the form it is about, whether it is about one record, and how it is read.

    Papers of one ``family`` are the same form: filled in (``one``), as a list (``register``), to write by hand
    (``blank``, and as lines ``blank_register``). A register is read with what was chosen of it, the others with the
    id of a record.
    """

    name: str
    form: str
    needs_record: bool
    read: Callable[..., Document]
    kind: Kind = "one"
    family: str = ""
    group: str = "requests"
    words: str = ""

    @property
    def title(self) -> str:
        """What the paper is called."""
        return self.words or t(f"paper.title.{self.name}")


def _register(
    name: str, form: str, build: Callable[[Setting, Form, Sequence[Row]], Document], order: str = "no"
) -> tuple[Paper, Paper]:
    """A register of one of the program's own forms, and the same with empty lines."""
    return (
        Paper(name, form, False, registers.register(form, build, order), "register", group="registers"),
        Paper(f"{name}_blank", form, False, registers.blank_register(form, build), "blank", name, "registers"),
    )


def _request(
    name: str,
    form: str,
    build: Callable[[Setting, Form, Row], Document],
    group: str = "requests",
    *,
    room: int = 4,
    **lines: Any,
) -> tuple[Paper, Paper]:
    """The paper of one record of the program's own forms, and the same to fill in by hand on one page."""
    return (
        Paper(name, form, True, registers.one(form, build), group=group),
        Paper(f"{name}_blank", form, False, registers.blank(form, build, room, **lines), "blank", name, group),
    )


PAPERS: tuple[Paper, ...] = (
    Paper("sheet", "sheet", True, sheets.sheet),
    Paper("sheet_blank", "sheet", True, sheets.sheet_blank, "blank", "sheet"),
    Paper("sheet_versions", "sheet", True, sheets.sheet_versions),
    Paper("inspection_result", "cycle", False, sheets.result),
    Paper("weak_list", "improvement", False, sheets.weak_list),
    Paper("improvement_plan", "improvement", False, sheets.improvement_plan),
    Paper("improvement_blank", "improvement", False, sheets.improvement_blank, "blank", "improvement_plan"),
    Paper("rollup", "inspections", True, sheets.rollup),
    Paper("compilation", "compilation", True, sheets.compilation),
    Paper("received_sheet", "received", True, sheets.received),
    Paper("cover_letter", "cycle", False, sheets.cover_letter),
    *_request("disposal_request", "disposal", disposal.request),
    *_request("disposal_record", "disposal", disposal.record, room=2, steps=[{}]),
    *_request("certificates", "disposal", disposal.certificates),
    *_request("carryout", "carryout", carryout.request),
    *_register("media_register", "medium", media.register, "medium_no"),
    *_register("disposal_register", "disposal", disposal.register),
    *_register("carryout_register", "carryout", carryout.register),
    *_request("stocktake", "stocktake", stocktake.sheet, "registers", room=16),
    Paper("media_labels", "medium", False, registers.labels, "register", group="registers"),
    Paper("discarded_records", "discarded", False, registers.discarded_records, group="registers"),
)
_BY_NAME = {item.name: item for item in PAPERS}


def papers(session: Session) -> list[Paper]:
    """The papers of this department: the program's own, and three for each further record of its policy."""
    own = (_titled(session, paper) for paper in PAPERS)
    return [*own, *(paper for form in entry.forms(session).values() for paper in _of_form(session, form))]


def _titled(session: Session, paper: Paper) -> Paper:
    """Under the title that the city gives it, so that the list and the paper say the same."""
    title = forms.given_title(session.profile, paper.name.removesuffix("_blank"))
    if not title:
        return paper
    return replace(paper, words=t("paper.blank_of", title=title) if paper.kind == "blank" else title)


def find(session: Session, name: str) -> Paper:
    """A paper by its name. ``KeyError`` if there is none."""
    if name in _BY_NAME:
        return _titled(session, _BY_NAME[name])
    return next(paper for paper in papers(session) if paper.name == name)


def families(session: Session) -> dict[str, list[Paper]]:
    """The papers by family, in the order of the list: filled in, list, by hand."""
    found: dict[str, list[Paper]] = {}
    for each in papers(session):
        found.setdefault(each.family or each.name, []).append(each)
    return found


def _of_form(session: Session, form: Form) -> tuple[Paper, ...]:
    name, group = form.name, f"records.{entry.group(session, form.name)}"
    title, list_title = records.record_title(form), records.register_title(form)
    blank_title, lines_title = t("paper.blank_of", title=title), t("paper.blank_of", title=list_title)
    one = Paper(name, name, True, registers.entry_record(name), "one", name, group, title)
    all_of = registers.entry_register(name)
    listed = Paper(f"{name}_register", name, False, all_of, "register", name, group, list_title)
    blank = Paper(f"{name}_blank", name, False, registers.entry_blank(name), "blank", name, group, blank_title)
    if form.flow not in LISTS:
        return one, listed, blank
    by_hand = registers.entry_blank_register(name)
    lines = Paper(f"{name}_register_blank", name, False, by_hand, "blank_register", name, group, lines_title)
    return listed, one, lines, blank  # of a register, it is the list that is asked for first


#: Which records a paper can be made of, where not of all.
_READY = {
    "sheet_versions": " WHERE EXISTS (SELECT 1 FROM json_each(sheet.acts) AS act"
    " WHERE json_extract(act.value, '$.void') AND json_extract(act.value, '$.action') = 'confirm'"
    " AND json_extract(act.value, '$.decision') = 'confirm')",
    "disposal_record": " WHERE steps IS NOT NULL",
    "certificates": " WHERE (handed_on <> '' OR certificates IS NOT NULL)",
}


def records_of(session: Session, name: str) -> list[str]:
    """The ids of all records that the paper can be made of; one empty id for registers and general blanks."""
    paper = find(session, name)
    if not paper.needs_record:
        return [""]
    if name == "rollup":
        return list(dict.fromkeys(str(row["sheet"]) for row in inspection_service.sheets(session)))
    if paper.form in entry.forms(session):
        return entry.ids(session, paper.form, down=False)
    found = session.store.query(f'SELECT id FROM "{paper.form}"{_READY.get(name, "")} ORDER BY no')  # noqa: S608
    return [str(row["id"]) for row in found]


#: In which list a record stands that has no paper of its own.
_LISTED = {"medium": "media_register", "improvement": "improvement_plan"}


def of_record(session: Session, form: str, id: str) -> list[Paper]:
    """The papers that can be made of a record, or the list in which it stands."""
    if form in _LISTED:
        return [find(session, _LISTED[form])]
    own = [each for each in papers(session) if each.kind == "one" and each.needs_record and each.form == form]
    return [each for each in own if _is_ready(session, each, id)]


def _is_ready(session: Session, paper: Paper, id: str) -> bool:
    ready = _READY.get(paper.name)
    if ready is None:
        return True
    return bool(session.store.query(f'SELECT id FROM "{paper.form}"{ready} AND id = ?', (id,)))  # noqa: S608


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
            str((person or {}).get("name", "") or (row or {}).get("unit", "")),
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
        if no not in records_of(session, name):
            raise Refused("record_unknown")
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
    return listings.listing(setting_of(session), title, columns, rows, filtered)


def document(session: Session, name: str, id: str = "", chosen: Chosen = ALL) -> Document:
    """The paper as plain data; this reads the store, rendering does not. ``chosen`` is heeded by registers."""
    paper = find(session, name)
    return paper.read(session, chosen if paper.kind == "register" else id)


def suggested_name(session: Session, name: str, id: str, kind: str) -> str:
    """【所属】令和8年度_自己点検票_点-R08-0001_20260401.xlsx."""
    paper = find(session, name)
    if name == "sheet_blank" and kind == "xlsx":
        named = _book_to_fill_in(session, id)
    else:
        named = (paper.title, str(record.get(session, paper.form, id)["no"]) if id and name != "rollup" else "")
    parts = (forms.year_text(session.year), *named, session.today.replace("-", ""))
    return file_name(f"【{session.unit['unit']}】{'_'.join(part for part in parts if part)}.{kind}")


def _book_to_fill_in(session: Session, id: str) -> tuple[str, ...]:
    """What a sheet's book is called: it comes back, so it says whose it is; one for everybody names no single sheet."""
    row = record.get(session, "sheet", id)
    kind = session.profile.inspections.get(str(row["sheet"]))
    title = t("paper.fill_in_of", title=find(session, "sheet").title)
    if kind is not None and kind.subject == "person":
        return title, kind.label.get(i18n.language())
    return title, str(row["no"]), "" if row["subject"] == session.unit["unit"] else str(row["subject"])
