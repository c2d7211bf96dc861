"""Taking in from Excel: each with a preview first, then all of it in one transaction or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.common.errors import Refused
from app.exchange import answers, sheets
from app.exchange.answers import Answers as Answers
from app.services import record, results
from app.services.session import Changes, Session


@dataclass(frozen=True)
class Filled:
    """Books that were filled in: those that can be counted, and those that cannot, with why."""

    books: tuple[Answers, ...]
    refused: tuple[tuple[str, Refused], ...]

    @property
    def sheet(self) -> str:
        """The kind of sheet that the books are of."""
        return self.books[0].sheet if self.books else ""


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
    """Books that persons filled in, one each; nothing is written. Faults are named by file and cell."""
    books, refused = [], []
    for path in paths:
        try:
            books.append(answers.read_filled(sheets.read(path), session.profile))
        except Refused as error:
            refused.append((path.name, error))
    kinds = {book.sheet for book in books}
    if len(kinds) > 1:
        raise Refused("import_mixed", kinds=", ".join(sorted(kinds)))
    return Filled(tuple(books), tuple(refused))


def count_answers(session: Session, found: Filled, asked: int) -> Changes:
    """Count the previewed books in as one tally. ``Refused`` while a cell cannot be read."""
    faults = sum(len(book.faults) for book in found.books)
    if faults:
        raise Refused("import_faults", count=faults)
    if not found.books:
        raise Refused("import_nothing")
    counts = Counter((line.item, line.value) for book in found.books for line in book.lines)
    values = {
        "sheet": found.sheet,
        "source": "excel",
        "asked": asked,
        "returned": len(found.books),
        "counts": [{"item": item, "value": value, "count": n} for (item, value), n in sorted(counts.items())],
        "remark": "、".join(book.person or book.file for book in found.books),
    }
    return results.count_in(session, values)
