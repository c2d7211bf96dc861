"""Reads 自己点検票 that another department exported from its own store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from app.common.errors import Refused
from app.domain.policy import Profile
from app.domain.received import ABOUT, ANSWER, MATTER, TEMPLATE, content_digest
from app.exchange.answers import Fault, value_of
from app.exchange.sheets import Book, Sheet, address, text

Edition = Callable[[str], Profile | None]
_COLUMNS = 3  # what lists the keys of a book has sheet, column letter and key first


class Table(Struct, frozen=True):
    """A data sheet whose columns are known by their unchanging keys."""

    sheet: Sheet
    columns: Mapping[str, int]

    def cell(self, row: int, key: str) -> str:
        """A cell as text; empty where the book has no such column."""
        return text(self.sheet.cell(row, self.columns[key])) if key in self.columns else ""

    def where(self, row: int, key: str) -> str:
        """The cell's address."""
        return address(row, self.columns.get(key, 1))


class Handed(Struct, frozen=True):
    """What a book says: the values of the record to be, what stands beside them, and every fault by cell."""

    file: str
    data: bytes
    values: Mapping[str, Any]
    envelope: Mapping[str, str]
    faults: tuple[Fault, ...] = ()

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the file."""
        return hashlib.sha256(self.data).hexdigest()


def read(book: Book, data: bytes, edition: Edition) -> Handed:
    """The sheet that a book holds. ``Refused`` if it is of another layout, or asks a policy that ``edition`` lacks."""
    tables = _tables(book)
    about = next((table for table in tables if "template" in table.columns), None)
    given = next((table for table in tables if {"code", "value"} <= set(table.columns)), None)
    if about is None or given is None:
        raise Refused("received_not_ours", file=book.file)
    if about.cell(2, "template") != TEMPLATE:
        raise Refused("received_newer", file=book.file)
    envelope = {key: about.cell(2, key) for key in about.columns}
    profile = _known(book, envelope, edition)
    results, faults = _results(given, profile)
    values: dict[str, Any] = {name: envelope.get(name, "") for name in ABOUT}
    version = envelope.get("sheet_version", "")
    values |= {"sheet_version": int(version) if version.isdigit() else None, "results": results}
    plan = next((table for table in tables if {"measure", "no"} <= set(table.columns)), None)
    values["matters"] = _matters(plan) if plan is not None else []
    values["content_sha256"] = envelope.get("content_sha256", "")
    if not faults and values["content_sha256"] != content_digest(values):
        raise Refused("received_edited", file=book.file)
    return Handed(book.file, data, values, envelope, tuple(faults))


def _known(book: Book, envelope: Mapping[str, str], edition: Edition) -> Profile:
    profile = edition(envelope.get("policy", ""))
    if profile is None:
        raise Refused("received_policy", unit=envelope.get("unit") or book.file, edition=envelope.get("edition", ""))
    return profile


def _tables(book: Book) -> list[Table]:
    """The data sheets that a sheet of the book lists, whatever the headings and that sheet are called."""
    names = {sheet.name: sheet for sheet in book.sheets}
    columns: dict[str, dict[str, int]] = {}
    for lister in book.sheets:
        for row in range(2, len(lister.rows) + 1):
            name, letters, key = (text(lister.cell(row, column)) for column in range(1, _COLUMNS + 1))
            if name in names and name != lister.name and letters.isascii() and letters.isupper() and len(letters) < 3:
                columns.setdefault(name, {})[key] = _number(letters)
    return [Table(names[name], keys) for name, keys in columns.items()]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _results(table: Table, profile: Profile) -> tuple[list[dict[str, str]], list[Fault]]:
    lines: list[dict[str, str]] = []
    faults: list[Fault] = []
    name = table.sheet.name
    for row in range(2, len(table.sheet.rows) + 1):
        code, said = table.cell(row, "code"), table.cell(row, "value")
        if not code and not said:
            continue
        value = value_of(profile, said) if said else ""
        if code not in profile.items:
            faults.append(Fault(name, table.where(row, "code"), code, "item_no_longer_asked"))
        elif any(line["item"] == code for line in lines):
            faults.append(Fault(name, table.where(row, "code"), code, "received_twice"))
        elif not value:
            faults.append(Fault(name, table.where(row, "value"), said, _why(said)))
        line = {key: table.cell(row, key) for key in ANSWER} | {"item": code, "value": value}
        lines.append(line | {"last": value_of(profile, line["last"]) if line["last"] else ""})
    return lines, faults


def _why(said: str) -> str:
    return "answer_unreadable" if said else "received_unanswered"


def _matters(table: Table) -> list[dict[str, str]]:
    found = [{key: table.cell(row, key) for key in MATTER} for row in range(2, len(table.sheet.rows) + 1)]
    return [line for line in found if line["no"]]
