"""Reads answers from Excel: the program's own book that was filled in, and last year's results in any layout."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from msgspec import Struct

from app.common.errors import Refused
from app.common.text import fold
from app.domain.policy import Item, Profile
from app.exchange.sheets import Book, Sheet, address, text

KEYS, _FIRST_KEY, _TEMPLATE = "tenkencho", 10, "answers/1"
#: How like two questions must be to count as the same one in other words.
LIKE = 0.8
#: What people write for an answer, folded, by the code that every scale shares.
_WORDS = {
    "yes": ("○", "◯", "〇", "o", "はい", "1", "実施", "できている", "適合", "済", "yes"),
    "partly": ("△", "▲", "一部実施", "一部", "一部できている", "一部不適合", "2", "partly"),
    "no": ("×", "✕", "✖", "x", "いいえ", "未実施", "できていない", "不適合", "3", "no"),
    "na": ("－", "-", "―", "ー", "該当なし", "対象外", "4", "n/a", "na"),
    "unknown": ("？", "?", "わからない", "不明", "5", "unknown"),
}
#: What the headings of the columns of findings and evidence hold, folded; how far above the questions they stand.
_FINDINGS = ("所見", "備考", "理由", "現状", "コメント", "内容", "finding", "remark", "comment")
_EVIDENCE = ("証跡", "資料", "根拠文書", "保管場所", "確認方法", "evidence")
_HEADINGS_ABOVE, _LONGEST_HEADING = 4, 24


class Fault(Struct, frozen=True):
    """What cannot be taken: the sheet and cell, what stands there, and a code whose text says what to do."""

    sheet: str
    cell: str
    value: str
    code: str


class Line(Struct, frozen=True):
    """One answer that was read; ``how`` says by what its question was known: "code", "text" or "like"."""

    item: str
    value: str
    finding: str = ""
    evidence: str = ""
    how: str = "code"
    cell: str = ""


class Answers(Struct, frozen=True):
    """What a file holds: answers, rows whose question nobody knows, and faults by cell.

    A book of this program's names the record whose sheet it is, the sheet's tab, the cells left empty by item, and the
    fiscal year that it was given out for.
    """

    file: str
    sheet: str = ""
    subject: str = ""
    person: str = ""
    lines: tuple[Line, ...] = ()
    strange: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    record: str = ""
    tab: str = ""
    empty: tuple[str, ...] = ()
    year: str = ""


def value_of(profile: Profile, said: str) -> str:
    """The code of an answer as people write it; empty if it is none of the scale's."""
    wanted = fold(said)
    for code, choice in profile.scale.items():
        if wanted in (fold(choice.mark), fold(choice.label.ja), fold(choice.label.en), code):
            return code
    for code, words in _WORDS.items():
        if code in profile.scale and wanted in {fold(word) for word in words}:
            return code
    return ""


def is_ours(book: Book) -> bool:
    """Whether the book is one that this program gave out."""
    return book.find(KEYS) is not None


def read_filled(book: Book, profile: Profile) -> Answers:
    """The answers of a book that was filled in. ``Refused`` if it is not one of this program's."""
    keys = book.find(KEYS)
    if keys is None or text(keys.cell(1, 2)) != _TEMPLATE:
        raise Refused("import_not_ours", file=book.file)
    sheet = book.sheets[0]
    lines, faults, empty = [], [], []
    row, seen = _FIRST_KEY, set()
    while code := text(keys.cell(row, 1)):
        at = _row_of(text(keys.cell(row, 2)))
        row += 1
        said = text(sheet.cell(at, 5))
        if code in seen:
            faults.append(Fault(sheet.name, address(at, 3), code, "received_twice"))
            continue
        seen.add(code)
        if not said:
            empty.append(address(at, 5))
            continue
        value = value_of(profile, said)
        if not value:
            faults.append(Fault(sheet.name, address(at, 5), said, "answer_unreadable"))
        elif code not in profile.items:
            faults.append(Fault(sheet.name, address(at, 3), code, "item_no_longer_asked"))
        else:
            lines.append(Line(code, value, text(sheet.cell(at, 6)), text(sheet.cell(at, 7)), "code", address(at, 5)))
    kind, subject, year, record = (text(keys.cell(at, 2)) for at in (3, 4, 5, 6))
    person = text(sheet.cell(3, 4))
    read = (tuple(lines), (), tuple(faults), record, sheet.name, tuple(empty), year)
    return Answers(book.file, kind, subject, person, *read)


def _row_of(said: str) -> int:
    """The row that a key names; 0, where nothing stands, if somebody changed it."""
    return int(float(said)) if said.replace(".", "", 1).isdecimal() else 0


def record_of(book: Book) -> str:
    """The id of the sheet whose book it is, in the store that gave it out; empty if that was none."""
    keys = book.find(KEYS)
    return "" if keys is None else text(keys.cell(6, 2))


def read_results(book: Book, profile: Profile, sheet: str) -> Answers:
    """Last year's results: the column of questions (or codes) and that of answers are found by what stands in them."""
    if is_ours(book):
        return read_filled(book, profile)
    asked = [item for item in profile.items.values() if item.sheet == sheet]
    found = max(
        (_results_of(each, profile, asked) for each in book.sheets), key=lambda one: len(one.lines), default=None
    )
    if found is None or not found.lines:
        raise Refused("import_no_answers", file=book.file)
    return Answers(book.file, sheet, "", "", found.lines, found.strange, found.faults)


def _results_of(sheet: Sheet, profile: Profile, asked: Sequence[Item]) -> Answers:
    questions, column = _question_column(sheet, asked)
    if not questions:
        return Answers(sheet.name)
    answers = _answer_column(sheet, profile, questions, column)
    findings, evidence = _text_columns(sheet, questions[0], answers)
    known = _index(asked)
    lines, strange, faults = [], [], []
    for row in sorted({*questions, *_short_rows(sheet, profile, questions[0], column, answers)}):
        said = text(sheet.cell(row, column))
        item, how = _match(said, known, asked)
        if item is None:
            strange.append(said)
            continue
        answer = text(sheet.cell(row, answers))
        value = value_of(profile, answer) if answer else ""
        if value:
            texts = text(sheet.cell(row, findings)), text(sheet.cell(row, evidence)) if evidence else ""
            lines.append(Line(item.code, value, *texts, how, address(row, answers)))
        elif answer:
            faults.append(Fault(sheet.name, address(row, answers), answer, "answer_unreadable"))
    return Answers(sheet.name, "", "", "", tuple(lines), tuple(strange), tuple(faults))


def _short_rows(sheet: Sheet, profile: Profile, first: int, questions: int, answers: int) -> list[int]:
    """Rows too short to look like a question that hold an answer all the same: none is dropped unsaid."""
    rows = range(first, len(sheet.rows) + 1)
    return [
        row for row in rows if text(sheet.cell(row, questions)) and value_of(profile, text(sheet.cell(row, answers)))
    ]


def _question_column(sheet: Sheet, asked: Sequence[Item]) -> tuple[list[int], int]:
    """The column with the most cells that look like questions or codes, and their rows."""
    codes = {item.code for item in asked}
    hits: dict[int, list[int]] = {}
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells, 1):
            said = text(cell)
            if said in codes or len(said) >= 12:
                hits.setdefault(column, []).append(row)
    column = max(hits, key=lambda at: (len(hits[at]), -at), default=0)
    return hits.get(column, []), column


def _answer_column(sheet: Sheet, profile: Profile, rows: Sequence[int], questions: int) -> int:
    """The column, other than that of the questions, in which most of these rows hold an answer."""
    width = max((len(sheet.rows[row - 1]) for row in rows), default=0)
    counts = {
        column: sum(bool(value_of(profile, said)) for row in rows if (said := text(sheet.cell(row, column))))
        for column in range(1, width + 1)
        if column != questions
    }
    # A running number looks like an answer too, so a column after the questions is preferred.
    return max(counts, key=lambda at: (counts[at], at > questions), default=questions + 1)


def _text_columns(sheet: Sheet, first: int, answers: int) -> tuple[int, int]:
    """The columns of the finding and of the evidence by their headings; without headings the one after the answers.

    0 where there is no column of evidence.
    """
    found = {_FINDINGS: 0, _EVIDENCE: 0}
    for row in range(first, max(first - _HEADINGS_ABOVE, 0), -1):
        for column, cell in enumerate(sheet.rows[row - 1], 1):
            said = fold(text(cell))
            if len(said) > _LONGEST_HEADING:
                continue
            for words, at in found.items():
                if (
                    not at
                    and column != answers
                    and len(said) <= _LONGEST_HEADING
                    and any(fold(word) in said for word in words)
                ):
                    found[words] = column
                    break
    evidence = found[_EVIDENCE]
    return found[_FINDINGS] or answers + (2 if evidence == answers + 1 else 1), evidence


def _index(asked: Sequence[Item]) -> Mapping[str, Item]:
    return {fold(key): item for item in asked for key in (item.code, item.question.ja, item.question.en) if key}


def _match(said: str, known: Mapping[str, Item], asked: Sequence[Item]) -> tuple[Item | None, str]:
    found = known.get(fold(said))
    if found is not None:
        return found, "code" if fold(said) == fold(found.code) else "text"
    best = difflib.get_close_matches(said, [item.question.ja for item in asked], 1, LIKE)
    if not best:
        return None, ""
    return next(item for item in asked if item.question.ja == best[0]), "like"
