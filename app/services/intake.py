"""Taking in from Excel: each with a preview first, then all of it in one transaction or nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common.errors import Refused, from_os_error
from app.common.i18n import language, t
from app.domain import connections as usb
from app.domain.forms import Field
from app.domain.media import RETURNING, permitted_private
from app.domain.words import field_label, form_title
from app.exchange import answers, connections, readings, registers, sheets
from app.exchange.answers import Answers as Answers
from app.exchange.answers import Fault as Fault
from app.exchange.connections import Listed as Listed
from app.exchange.readings import Known
from app.exchange.registers import Line
from app.exchange.registers import Preview as Preview
from app.exports.document import BookColumn, RegisterBook
from app.services import inspection, record, returned
from app.services.returned import Returned as Returned
from app.services.session import Changes, Session, changed


class Filled(Struct, frozen=True):
    """Books that were filled in: those to be counted, those of one sheet each, and those refused, with why."""

    books: tuple[Answers, ...]
    sheets: tuple[Returned, ...]
    refused: tuple[tuple[str, Refused], ...]

    @property
    def sheet(self) -> str:
        """The kind of sheet that the counted books are of."""
        return self.books[0].sheet if self.books else ""

    @property
    def faults(self) -> int:
        """How many cells keep anything from being taken in."""
        return sum(len(one.faults) for one in self.books) + sum(len(one.faults) for one in self.sheets)

    @property
    def good(self) -> Filled:
        """The books in which every cell can be read: each book is a person's, or a sheet's, and stands by itself."""
        books = tuple(one for one in self.books if not one.faults)
        return Filled(books, tuple(one for one in self.sheets if not one.faults), ())

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the files that are not among the good ones."""
        faulty = [one.file for one in self.books if one.faults] + [one.book.file for one in self.sheets if one.faults]
        return (*faulty, *(name for name, _ in self.refused))


def preview_results(session: Session, path: Path, sheet: str) -> Answers:
    """Last year's results in an Excel or CSV file, as they would be taken over; nothing is written."""
    return answers.read_results(sheets.read(path), session.profile, sheet)


def take_results(session: Session, found: Answers, sheet: str, subject: str, fiscal_year: int) -> Changes:
    """Take over what was previewed; it stands beside this year's questions as 前年踏襲・未確認."""
    lines: list[dict[str, Any]] = [
        {"item": line.item, "value": line.value, "finding": line.finding, "evidence": line.evidence}
        for line in found.lines
    ]
    values = {"fiscal_year": fiscal_year, "sheet": sheet, "subject": subject, "source": found.file}
    return record.open(session, "prior", {**values, "results": lines})


def preview_answers(session: Session, paths: Sequence[Path]) -> Filled:
    """Books that were filled in, one each; nothing is written. Faults are named by file and cell.

    A person's book is counted; that of a sheet about something else, such as a facility, goes into its sheet. One
    kind of sheet is counted at a time: the one that most books are of.
    """
    books, refused = [], []
    own: list[Returned] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            _refuse_again(path, seen)
            of_sheet = returned.preview(session, path)
            if of_sheet is None:
                books.append(_of_this_year(session, answers.read_filled(sheets.read(path), session.profile)))
            elif any(one.sheet["id"] == of_sheet.sheet["id"] for one in own):
                refused.append((path.name, Refused("book_twice", no=of_sheet.sheet["no"])))
            else:
                own.append(of_sheet)
        except Refused as error:
            refused.append((path.name, error))
    kinds = Counter(book.sheet for book in books).most_common(1)
    for book in (book for book in books if book.sheet != kinds[0][0]):
        refused.append((book.file, Refused("book_other_kind", kind=_kind_name(session, book.sheet))))
    return Filled(tuple(book for book in books if book.sheet == kinds[0][0]), tuple(own), tuple(refused))


def _kind_name(session: Session, sheet: str) -> str:
    kind = session.profile.inspections.get(sheet)
    return kind.label.get(language()) if kind else sheet


def _refuse_again(path: Path, seen: dict[str, str]) -> None:
    """One file under two names is one person's answers, not two."""
    if not path.is_file():  # the reader says what it is instead
        return
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise from_os_error(error, path) from error
    if digest in seen:
        raise Refused("book_same", file=path.name, other=seen[digest])
    seen[digest] = path.name


def _of_this_year(session: Session, book: Answers) -> Answers:
    """A book that is counted. ``Refused`` if it was given out for another year than the one it would be counted in."""
    year = inspection.cycle(session)
    if year is not None and book.year and book.year != str(year["fiscal_year"]):
        raise Refused("received_year", file=book.file, year=book.year)
    return book


def count_answers(session: Session, found: Filled, asked: int) -> Changes:
    """Take in what was previewed, all of it in one transaction: counted books as one tally, the others into their
    sheets. ``Refused`` while a cell cannot be read."""
    if found.faults:
        raise Refused("import_faults", count=found.faults)
    if not (found.books or found.sheets):
        raise Refused("import_nothing")
    with session.change() as change:
        for one in found.sheets:
            returned.take_in(change, session, one)
        if found.books:
            record.open_in(change, session, record.form_of(session, "tally"), _counted(session, found, asked))
    return changed(change, str(found.sheets[0].sheet["id"]) if found.sheets else "")


def _counted(session: Session, found: Filled, asked: int) -> dict[str, Any]:
    counts = Counter((line.item, line.value) for book in found.books for line in book.lines)
    return {
        "cycle": (inspection.cycle(session) or {}).get("id", ""),
        "sheet": found.sheet,
        "source": "excel",
        "asked": asked,
        "returned": len(found.books),
        "counts": [{"item": item, "value": value, "count": n} for (item, value), n in sorted(counts.items())],
        "remark": "、".join(book.person or book.file for book in found.books),
    }


Report = Callable[[int, int, str], None]
#: How often a long intake says how far it is, in rows.
_STRIDE = 50


def preview_media(
    session: Session,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, Any] | None = None,
    sheet: str = "",
) -> Preview:
    """The register of media in an Excel or CSV file, as it would be entered; nothing is written.

    ``mapping`` gives the fields of columns that the guess missed ("" leaves a column out), by the column's key;
    ``defaults`` fill what the list does not say.
    """
    given = {"quantity": 1, "registered_on": session.today, **(defaults or {})}
    form = record.form_of(session, "medium")
    return registers.read_media(sheets.read(path), form, _known(session), mapping or {}, given, sheet)


def media_fields(session: Session) -> list[Field]:
    """The fields of the register that a column of a list can hold."""
    return registers.fields(record.form_of(session, "medium"))


def _known(session: Session) -> Known:
    """What a list may refer to: people who are here, media that are not gone."""
    people = session.rows.table("person").items()
    here = {id: (str(row["name"]), str(row["post"] or "")) for id, row in people if row["state"] == "active"}
    found = session.store.query("SELECT id, medium_no, serial FROM medium WHERE state <> 'disposed'")
    serials = frozenset(str(row["serial"]) for row in found if row["serial"])
    numbers = {str(row["medium_no"]): str(row["id"]) for row in found}
    return Known(session.profile, here, numbers, serials, permitted_private(session.rows, session.today))


def take_media(session: Session, found: Preview, skip_faulty: bool = False, report: Report | None = None) -> Changes:
    """Enter what was previewed, all of it in one transaction.

    ``Refused`` while a cell is faulty, unless ``skip_faulty`` leaves those rows out; and if somebody else gave one of
    the numbers to another medium since the preview, which the cell's address names.
    """
    if found.missing or (found.faults and not skip_faulty):
        raise Refused("import_faults", count=len(found.faults))
    if not found.good:
        raise Refused("import_no_rows", file=found.file)
    form, lines = record.form_of(session, "medium"), found.good
    with session.change() as change:
        ids = dict(_known(session).media)
        _refuse_taken(found, ids)
        ids |= {str(line.values["medium_no"]): session.ids() for line in lines}
        numbers = record.free_numbers(session, form)
        for done, line in enumerate(_parents_first(lines)):
            if report is not None and done % _STRIDE == 0:
                report(done, len(lines), "")
            values = dict(line.values)
            if values.get("parent"):
                values["parent"] = ids[str(values["parent"])]
            record.open_in(change, session, form, values, id=ids[str(values["medium_no"])], no=next(numbers))
    return changed(change)


def _parents_first(lines: Sequence[Line]) -> list[Line]:
    """The lines in such an order that what one was taken out of is entered before it."""
    by_number = {str(line.values["medium_no"]): line for line in lines}
    ordered: dict[int, Line] = {}
    for line in lines:
        above: Line | None = line
        chain = []
        while above is not None and above.row not in ordered:
            chain.append(above)
            above = by_number.get(str(above.values.get("parent") or ""))
        ordered |= {one.row: one for one in reversed(chain)}
    return list(ordered.values())


def _refuse_taken(found: Preview, taken: Mapping[str, str]) -> None:
    clashes = [line for line in found.good if line.values["medium_no"] in taken]
    if clashes:
        cells = ", ".join(found.head.cell(line.row, "medium_no") for line in clashes[:10])
        raise Refused("import_taken", cells=cells, count=len(clashes))


def write_template(session: Session, path: Path) -> Path:
    """An Excel book of the register to fill in, with lists of kinds, classes and people; it is taken in as it is."""
    return _write(path, RegisterBook(_title(session), t("media_import.book.how"), _columns(session)))


def write_faulty(session: Session, found: Preview, path: Path) -> Path:
    """The rows that cannot be taken in, in the same book, each with what is to be mended; other rows stay out."""
    said: dict[int, list[str]] = {}
    for flaw in found.faults:
        name = field_label(record.form_of(session, "medium"), flaw.field)
        said.setdefault(flaw.row, []).append(t("media_import.book.fault", field=name, why=str(flaw)))
    names = [item.name for item in media_fields(session)]
    rows = tuple(
        (
            *(found.written(row, at) if (at := found.head.at(name)) else "" for name in names),
            "\n".join(said[row]),
        )
        for row in sorted(found.faulty)
    )
    mend = BookColumn(t("media_import.book.mend"), 48)
    book = RegisterBook(_title(session), t("media_import.book.how_faulty"), (*_columns(session), mend), rows)
    return _write(path, book)


def _write(path: Path, book: RegisterBook) -> Path:
    from app.exports import register_book  # what writes Excel is loaded by who writes

    return register_book.write(path, book)


def _title(session: Session) -> str:
    unit = session.unit
    mark = t("paper.mark.training") if unit["training"] else ""
    return "　".join(part for part in (form_title(record.form_of(session, "medium")), str(unit["unit"]), mark) if part)


def _columns(session: Session) -> tuple[BookColumn, ...]:
    form, known = record.form_of(session, "medium"), _known(session)
    return tuple(
        BookColumn(
            field_label(form, item.name),
            24 if item.kind in ("text", "note", "choice") else 16,
            item.kind,
            item.required and item.when is None,
            readings.words_for(known, item),
        )
        for item in registers.fields(form)
    )


class Compared(Struct, frozen=True):
    """A list of USB connections laid beside the register: what was read, and what does not fit."""

    listed: Listed
    result: usb.Comparison


def compare_usb(session: Session, path: Path, mapping: Mapping[str, str] | None = None, sheet: str = "") -> Compared:
    """Lay an asset-management tool's list beside the register: serials that are not registered, use that no
    permission covers, and media that should be gone; nothing is written."""
    listed = connections.read(sheets.read(path), mapping or {}, sheet)
    names = "id, medium_no, medium_kind, name, state, serial, zone, asset_no"
    media = session.store.query(f"SELECT {names} FROM medium")  # noqa: S608 - the names stand above
    register = usb.Register(session.profile, media, _requests(session), _gone(session))
    return Compared(listed, usb.compare(listed.lines, register))


def _requests(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Requests by each medium that they name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in session.store.query("SELECT state, media, starts_on, due_on, out_at, back_at, trips FROM carryout"):
        row |= {name: json.loads(row[name] or "[]") for name in ("media", "trips")}
        for id in row["media"]:
            found.setdefault(id, []).append(row)
    return found


def _gone(session: Session) -> dict[str, str]:
    """Since when each medium is gone: the day of the work that destroyed it, else of the step in its life."""
    steps = "json_extract(body, '$.record') AS id, json_extract(body, '$.action') AS action, max(at) AS at"
    moved = f"SELECT {steps} FROM event WHERE kind = 'record.moved' AND body IS NOT NULL AND "  # noqa: S608
    found = session.store.query(moved + "json_extract(body, '$.form') = 'medium' GROUP BY 1, 2")
    states = {row["id"]: row["state"] for row in session.store.query("SELECT id, state FROM medium")}
    days = {row["id"]: str(row["at"])[:10] for row in found if usb.GONE.get(states.get(row["id"], "")) == row["action"]}
    for case in session.store.query("SELECT disposition, steps FROM disposal WHERE state = 'closed'"):
        if case["disposition"] not in RETURNING:
            for step in json.loads(case["steps"] or "[]"):
                if step["medium"] in days:
                    days[step["medium"]] = str(step.get("ended") or step["started"])[:10]
    return days
