"""Papers: which there are, made from the store into plain data, rendered apart, named as offices name files."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.common.text import file_name
from app.domain.ledger import Row
from app.exports import carryout, disposal, forms, inspection, media
from app.exports.document import Document
from app.exports.forms import Setting
from app.services import inspection as inspection_service
from app.services import record
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

    @property
    def title(self) -> str:
        """What the list of papers calls it."""
        return t(f"paper.title.{self.name}")


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
        _Media(session),
    )


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


PAPERS: tuple[Paper, ...] = (
    Paper("sheet", "sheet", True, _sheet),
    Paper("sheet_blank", "sheet", True, _sheet_blank),
    Paper("disposal_request", "disposal", True, _disposal_request),
    Paper("disposal_record", "disposal", True, _disposal_record),
    Paper("carryout", "carryout", True, _carryout),
    Paper("carryout_blank", "carryout", False, _carryout_blank),
    Paper("media_register", "medium", False, _register("medium", media.register, "medium_no")),
    Paper("disposal_register", "disposal", False, _register("disposal", disposal.register)),
    Paper("carryout_register", "carryout", False, _register("carryout", carryout.register)),
)
_BY_NAME = {item.name: item for item in PAPERS}


def records(session: Session, name: str) -> list[str]:
    """The ids of all records that the paper can be made of; one empty id for registers and general blanks."""
    paper = _BY_NAME[name]
    if not paper.needs_record:
        return [""]
    ready = " WHERE steps IS NOT NULL" if name == "disposal_record" else ""
    found = session.store.query(f'SELECT id FROM "{paper.form}"{ready} ORDER BY no')  # noqa: S608
    return [str(row["id"]) for row in found]


def summaries(session: Session, name: str) -> list[tuple[str, str]]:
    """The records that a paper can be made of, as (id, number and a few words), by number."""
    paper = _BY_NAME[name]
    rows = session.rows
    found = []
    for id in records(session, name):
        row = rows.get(paper.form, id) if id else None
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
    paper = _BY_NAME[name]
    if not paper.needs_record:
        return ""
    if no:
        return str(record.find(session, paper.form, no)["id"])
    found = records(session, name)
    if not found:
        raise Refused("paper_without_record", paper=paper.title)
    return found[-1]


def document(session: Session, name: str, id: str = "") -> Document:
    """The paper as plain data; this reads the store, rendering does not."""
    return _BY_NAME[name].read(session, id)


def render(made: Document, kind: str, path: Path) -> Path:
    """Write the paper ("pdf" or "xlsx") in a process of its own, so that no window waits for it."""
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            return pool.submit(_render, made, kind, path, i18n.language(), i18n.words()).result()
    except (BrokenProcessPool, OSError):
        return render_here(made, kind, path)


def _render(made: Document, kind: str, path: Path, language: str, words: dict[str, dict[str, str]]) -> Path:
    i18n.use(language)
    i18n.use_words(words)
    return render_here(made, kind, path)


def render_here(made: Document, kind: str, path: Path) -> Path:
    """Write the paper in this process."""
    if kind == "pdf":
        from app.exports import pdf

        return pdf.render(made, path)
    from app.exports import xlsx

    return xlsx.render(made, path)


def export(session: Session, name: str, id: str, kind: str, path: Path) -> Path:
    """Read and write one paper at once."""
    return render_here(document(session, name, id), kind, path)


def suggested_name(session: Session, name: str, id: str, kind: str) -> str:
    """【所属】令和8年度_自己点検票_点-R08-0001_20260401.xlsx."""
    paper = _BY_NAME[name]
    number = str(record.get(session, paper.form, id)["no"]) if id else ""
    day = session.today.replace("-", "")
    parts = (forms.year_text(session.year), paper.title, number, day)
    return file_name(f"【{session.unit['unit']}】{'_'.join(part for part in parts if part)}.{kind}")


def missing_glyphs(made: Document) -> list[str]:
    """The characters that no shipped font has, named as 「U+XXXX 字」, to be told before printing."""
    from app.exports.fonts import missing

    return missing("".join(_strings(made)))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _strings(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _strings(getattr(value, name))
