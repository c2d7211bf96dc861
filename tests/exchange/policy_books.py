"""A small city's policy book, filled into the empty template cell by cell as a person would."""

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from app.common import i18n
from app.domain.policy_choices import choices
from app.exports.policy_book import sheet_name
from app.services import policy_book

ROLES = ({"key": "dept", "label.ja": "課の管理者", "post.ja": "課長"}, {"key": "staff", "label.ja": "職員の皆さん"})
CLASSES = ({"key": "I", "label.ja": "Ⅰ", "rank": 2}, {"key": "II", "label.ja": "Ⅱ", "rank": 1})
QUESTIONS = (
    ("staff", "5", "席を離れるとき、画面をロックしていますか。"),
    ("staff", "2", "机の上に分類Ⅰの書類を置いたままにしていませんか。"),
    ("staff", "5", "パスワードを書いた紙が手元にありませんか。"),
    ("dept", "2", "媒体の管理簿と現物の数が合っていますか。"),
    ("dept", "7", "今年度の許可の記録が全部そろっていますか。"),
)


def key_row(sheet):
    """The row of keys."""
    for row in range(1, 13):
        if any(re.fullmatch(r"[a-z_]+\.[a-z_.]+", str(cell.value or "")) for cell in sheet[row]):
            return row
    raise KeyError("keys")


def at(sheet, row, head):
    """The cell of a row under a key."""
    for cell in sheet[key_row(sheet)]:
        said = str(cell.value or "")
        if said == head or (said.endswith(f".{head}") and said.partition(".")[2] == head and said != f"label.{head}"):
            return sheet.cell(row, cell.column)
    raise KeyError(head)


def rows_of(sheet):
    """The rows that hold something that is read."""
    first = key_row(sheet) + 1
    found = []
    for row in range(first, sheet.max_row + 1):
        values = [cell.value for cell in sheet[row]]
        if any(values) and not str(values[0] or "").startswith("※"):
            found.append(row)
    return found


def free_row(sheet):
    """The first row with nothing in it."""
    row = key_row(sheet) + 1
    while any(cell.value for cell in sheet[row]):
        row += 1
    return row


def add(book, key, values):
    """Write a row."""
    sheet = book[sheet_name(key)]
    row = free_row(sheet)
    for head, value in values.items():
        at(sheet, row, head).value = value


def say(book, key, path, value, english=None):
    """Write the value of a path, in words perhaps the English, too."""
    sheet = book[sheet_name(key)]
    row = next(row for row in rows_of(sheet) if sheet.cell(row, 1).value == path)
    at(sheet, row, "ja").value = value
    if english:
        at(sheet, row, "en").value = english


def word(name, code):
    """The word of a list in the language of the book."""
    return choices()[name][code][0 if i18n.language() == "ja" else 1]


def small_city(path):
    """The template with a few roles, classes, rules and five items, in the language and the words in force."""
    path.write_bytes(_filled_in(i18n.language(), json.dumps(i18n.words())))
    return path


@lru_cache
def _filled_in(_language, _words):
    """The book as bytes, written once: to write and read one takes seconds."""
    with TemporaryDirectory() as folder:
        book = load_workbook(policy_book.template(Path(folder) / "t.xlsx"))
    say(book, "profile", "profile.id", "mihon")
    say(book, "profile", "profile.municipality", "見本市")
    say(book, "words", "words.outside", "執務室の外")
    for row in ROLES:
        add(book, "roles", row)
    for row in CLASSES:
        add(book, "classes", row)
    methods = "；".join(word("method", code) for code in ("destroy", "shred"))
    rule = {"note.ja": "Ⅰの媒体は壊します。", "classes": "I", "methods": methods, "permission": "dept"}
    add(book, "disposal_rules", {**rule, "dispositions": word("disposition", "discard"), "effect": "refuse"})
    carry = {"note.ja": "持ち出すときは許可を受けます。", "permission": "dept", "activities": word("activity", "carry")}
    add(book, "carryout_rules", carry)
    for sheet, chapter, question in QUESTIONS:
        add(book, "items", {"sheet": sheet, "chapter": chapter, "question.ja": question})
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
