"""Books that came back for one sheet each, such as a facility's: faults by cell first, then into that sheet."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from app.common.errors import Refused
from app.common.i18n import t
from app.domain import inspection as domain
from app.domain.ledger import Row
from app.exchange import answers, sheets
from app.exchange.answers import Answers, Fault
from app.services import editions, inspection, record
from app.services.session import Session
from app.store.ledger import Change

#: What the book itself is for, among the files of its sheet.
PURPOSE = "book"
_KEPT = ("value", *domain.ANSWER_TEXTS)


class Returned(Struct, frozen=True):
    """A book with the sheet it belongs to. ``gaps`` keep the sheet from being handed in, faults the book from all."""

    book: Answers
    sheet: Row
    data: bytes
    gaps: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.book.faults


def preview(session: Session, path: Path) -> Returned | None:
    """The book as it would be taken into its sheet; ``None`` if it is counted: a person's own, or of no sheet here.

    ``Refused`` if it is none of this program's, or of an inspection that is over. What cannot be read, is no longer
    asked, or belongs to a sheet that was handed in meanwhile, is a fault.
    """
    read = sheets.read(path)
    book = answers.read_filled(read, session.profile)
    row = session.rows.get("sheet", book.record) if book.record else None
    kind = session.profile.inspections.get(str(row["sheet"])) if row is not None else None
    if row is None or (kind is not None and kind.subject == "person"):
        return None
    asked = inspection.cycle(session)
    if asked is None or row["cycle"] != asked["id"]:
        raise Refused("received_year", file=book.file, year=book.year)
    profile = editions.of(session, str(row["policy"]))
    book = answers.read_filled(read, profile)
    faults = [*book.faults]
    if row["state"] != "open":
        faults.append(Fault(book.tab, sheets.address(1, 1), str(row["no"]), "sheet_not_open"))
    for line in book.lines:
        item = profile.items[line.item]
        if domain.answer_faults(item, profile.scale, {"value": line.value}):
            faults.append(Fault(book.tab, line.cell, profile.scale[line.value].mark, "na_not_here"))
    strange = (line for line in book.lines if line.item not in row["items"])
    faults += [Fault(book.tab, line.cell, line.item, "item_no_longer_asked") for line in strange]
    gaps = [Fault(book.tab, cell, "", "answer_empty") for cell in book.empty]
    gaps += [
        Fault(book.tab, line.cell.replace("E", "F"), profile.scale[line.value].mark, f"{needed}_empty")
        for line in book.lines
        if (needed := domain.missing_text(profile.scale, _texts(profile.scale[line.value].needs, line)))
    ]
    return Returned(replace(book, faults=tuple(faults)), row, record.attachable(path), tuple(gaps))


def _texts(needed: str, line: answers.Line) -> dict[str, str]:
    """The answer as the sheet keeps it: what stands in the book's one column of words is what the answer needs."""
    words = {"reason": line.finding} if needed == "reason" else {"finding": line.finding}
    return {"value": line.value, "evidence": line.evidence, **words}


def take_in(change: Change, session: Session, found: Returned) -> None:
    """The answers into the sheet, the book beside them; a book without gaps is the handing in of its sheet."""
    id = str(found.sheet["id"])
    scale = editions.of(session, str(found.sheet["policy"])).scale
    before = inspection.answers(session, id)
    for line in found.book.lines:
        texts = _texts(scale[line.value].needs, line)
        known = before.get(line.item)
        if known is None or any(str(known[name] or "") != texts.get(name, "") for name in _KEPT):
            inspection.answer_in(change, session, id, line.item, line.value, texts)
    record.attach_in(change, record.form_of(session, "sheet"), id, found.book.file, found.data, PURPOSE)
    if not found.gaps:
        said = t("returned.comment", name=found.book.person or "－", file=found.book.file)
        inspection.submit_in(change, session, id, said)
