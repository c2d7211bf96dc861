"""Reads the register of media from a list in any layout: a preview of rows, with faults by cell; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from app.common.i18n import t
from app.common.text import fold, private_use
from app.domain import media
from app.domain.forms import Field, Form, clean, faults
from app.domain.lengths import overlong
from app.domain.words import field_label
from app.exchange import headings, readings
from app.exchange.headings import Head
from app.exchange.readings import Known, Unreadable
from app.exchange.sheets import Book, Cell, address, text

#: A column that is no field: what stands in it says that the medium is no longer there.
GONE = "gone"
#: Kinds of fields that one cell can hold.
_KINDS = frozenset({"text", "note", "id", "int", "bool", "date", "choice", "person", "medium"})
_REPEATED = frozenset({"choice", "person", "bool"})
#: What people write above a column, beside the program's own label.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "medium_no": (
        *("識別番号", "管理番号", "媒体番号", "媒体管理番号", "機器番号", "機器管理番号", "整理番号", "ラベル番号"),
        *("台帳番号", "媒体no", "管理no", "管理no.", "資産管理番号", "medium number", "identification number"),
        *("control number", "label number", "number", "medium no", "tag"),
    ),
    "medium_kind": ("種別", "媒体種別", "種類", "媒体の種類", "機器種別", "媒体区分", "kind", "type", "medium type"),
    "quantity": ("数量", "枚数", "個数", "台数", "数", "員数", "quantity", "qty", "count"),
    "name": ("名称", "媒体名", "品名", "機器名", "名前", "件名", "コンピュータ名", "PC名", "name", "item", "host name"),
    "info_class": (
        *("重要性分類", "情報の分類", "分類", "情報資産分類", "重要度", "機密性", "格付", "格付け"),
        *("class", "classification", "information class"),
    ),
    "place": ("保管場所", "設置場所", "保管先", "場所", "置き場所", "保管庫", "place", "location", "storage"),
    "zone": (
        *(
            "ネットワーク領域",
            "領域",
            "ネットワーク",
            "接続系",
            "接続ネットワーク",
            "系統",
            "利用環境",
            "zone",
            "network",
        ),
    ),
    "contents": ("情報の名称", "保存情報", "保存内容", "記録内容", "格納情報", "内容", "データ名", "contents", "data"),
    "locked": ("施錠", "施錠の有無", "鍵", "lock", "locked"),
    "holder": ("使用者", "利用者", "管理担当者", "担当者", "使用者名", "保管者", "管理者", "holder", "user", "owner"),
    "maker": ("メーカー", "メーカ", "製造元", "製造者", "メーカー名", "maker", "manufacturer", "vendor"),
    "model": ("型番", "型式", "機種", "モデル", "機種名", "品番", "model"),
    "serial": (
        *("製造番号", "シリアル", "シリアル番号", "シリアルno", "シリアルナンバー", "製番", "s/n", "sn", "serial"),
        "serial number",
    ),
    "capacity": ("容量", "記憶容量", "capacity", "size"),
    "asset_no": ("備品番号", "資産番号", "物品番号", "固定資産番号", "備品管理番号", "asset number", "asset no"),
    "ownership": ("所有区分", "所有", "取得区分", "調達区分", "契約区分", "ownership"),
    "registered_on": (
        *("登録日", "登録年月日", "取得日", "購入日", "取得年月日", "購入年月日", "導入日", "受入日", "作成日"),
        *("registered", "registered on", "date"),
    ),
    "parent": ("取外し元", "取り外し元", "親機器", "親機", "搭載機器", "parent", "parent device"),
    "remark": ("備考", "摘要", "メモ", "特記事項", "remark", "remarks", "note", "notes"),
    GONE: (
        *(
            "廃棄日",
            "廃棄年月日",
            "処分日",
            "抹消日",
            "除却日",
            "返納日",
            "廃棄",
            "状態",
            "状況",
            "ステータス",
            "状態区分",
        ),
        *("disposed", "disposed on", "disposal date", "state", "status"),
    ),
}
#: What may mean one field or another: it goes to the first that no surer heading has taken.
_LOOSE: dict[str, tuple[str, ...]] = {"medium_no": ("番号",), "medium_kind": ("区分",), "info_class": ("区分",)}
_GONE_WORDS = ("廃棄済", "処分済", "除却", "抹消", "返却済", "返納", "廃棄完了", "disposed", "scrapped", "returned")
#: What stands in the last row of many lists, beside a figure.
_SUMS = frozenset(map(fold, ("合計", "計", "小計", "総計", "累計", "total", "sum")))
_NOT_YET = ("予定", "待ち", "前", "未", "waiting")
#: The field beside whose cell an objection of the rules stands.
_OF_DEMAND = {
    "identification_number": "medium_no",
    "one_zone": "zone",
    "locked_storage": "locked",
    "not_private": "ownership",
    "private_permission": "ownership",
    "not_stored": "info_class",
}


class Flaw(Struct, frozen=True):
    """What is wrong or odd at a cell. ``code`` names the sentence ``error.<code>``; one that blocks must be mended.

    What only warns stands once for all rows alike; ``rows`` counts them. ``row`` is 0 where it is about the whole list.
    """

    cell: str
    field: str
    value: str
    code: str
    values: Mapping[str, object] = {}
    blocks: bool = True
    clauses: tuple[str, ...] = ()
    rows: int = 1
    row: int = 0

    def __str__(self) -> str:
        return t(f"error.{self.code}", **self.values)


class Line(Struct, frozen=True):
    """One row as it would be entered; ``parent`` holds a number, which becomes an id when it is taken in."""

    row: int
    values: Mapping[str, Any]


class Preview(Struct, frozen=True, dict=True):
    """What a list holds: its head, the rows to enter, flaws by cell, and rows of what is gone already."""

    file: str
    sheets: tuple[str, ...]
    head: Head
    lines: tuple[Line, ...]
    flaws: tuple[Flaw, ...]
    left_out: tuple[int, ...] = ()

    @cached_property
    def faults(self) -> list[Flaw]:
        """What must be mended before anything is taken in."""
        return [flaw for flaw in self.flaws if flaw.blocks]

    def written(self, row: int, at: int) -> str:
        """What stands in a cell of the list, as text."""
        return text(self.head.sheet.cell(row, at))

    @property
    def missing(self) -> list[Flaw]:
        """The faults of the whole list: required fields that no column holds."""
        return [flaw for flaw in self.faults if not flaw.row]

    @cached_property
    def faulty(self) -> frozenset[int]:
        """The rows that cannot be taken as they are."""
        return frozenset(flaw.row for flaw in self.faults if flaw.row)

    @cached_property
    def good(self) -> list[Line]:
        """The rows that can be taken in."""
        return [line for line in self.lines if line.row not in self.faulty]


def fields(form: Form) -> list[Field]:
    """The fields of the register that a column can hold, in the order of the form."""
    return [item for item in form.stage("") if item.kind in _KINDS]


def words(form: Form) -> dict[str, tuple[str, ...]]:
    """The headings by which each field is known: its label, what people write, its name."""
    known = {item.name: (field_label(form, item.name), *_HEADINGS.get(item.name, ())) for item in fields(form)}
    return {**known, GONE: _HEADINGS[GONE]}


def read_media(
    book: Book,
    form: Form,
    known: Known,
    mapping: Mapping[str, str],
    defaults: Mapping[str, Any],
    sheet: str = "",
) -> Preview:
    """The rows of the list. ``mapping`` gives fields by the key of a column and wins over the guess;

    ``defaults`` are values as a form keeps them, for cells that are empty and columns that are not there.
    """
    head = headings.find(book, words(form), mapping, sheet, _LOOSE)
    reader = _Reader(form, known, head, dict(defaults))
    reader.read()
    flaws = (*reader.columns_missing(), *reader.flaws, *reader.warnings.values())
    return Preview(book.file, headings.names(book), head, tuple(reader.lines), flaws, tuple(reader.left_out))


class _Reader:
    """Goes through the rows below the head once."""

    def __init__(self, form: Form, known: Known, head: Head, defaults: dict[str, Any]) -> None:
        self.form, self.known, self.head, self.defaults = form, known, head, defaults
        self.items = {item.name: item for item in fields(form)}
        self.taken = [column for column in head.columns if column.field in self.items]
        self.lines: list[Line] = []
        self.flaws: list[Flaw] = []
        self.warnings: dict[tuple[str, str], Flaw] = {}
        self.left_out: list[int] = []
        self._read: dict[tuple[str, str], Any] = {}
        self._numbers: dict[str, str] = {}
        self._serials: dict[str, str] = {}

    def read(self) -> None:
        """Read every row that holds something; the parents are looked up at the end, when all numbers are known."""
        gone = self.head.at(GONE)
        # While no column is known, a person needs to see the rows in order to say which is which.
        looked = self.taken or self.head.columns
        for row in range(self.head.row + 1, len(self.head.sheet.rows) + 1):
            said = [text(self.head.sheet.cell(row, column.at)) for column in looked]
            if not any(said) or self._is_sum(row):
                continue
            if gone and self._is_gone(row, gone):
                self.left_out.append(row)
            else:
                self._row(row)
        self._parents()

    def _is_sum(self, row: int) -> bool:
        """Whether a row without a number of its own only adds up what stands above it."""
        number = self.head.at("medium_no")
        if not number or text(self.head.sheet.cell(row, number)):
            return False
        cells = (re.sub(r"\s", "", text(cell)) for cell in self.head.sheet.rows[row - 1])
        return any(fold(cell) in _SUMS for cell in cells)

    def columns_missing(self) -> list[Flaw]:
        """Required fields that no column holds and no default fills: told once, not for each row."""
        at = address(self.head.row, 1)
        return [Flaw(at, item.name, "", "cell_no_column") for item in self.items.values() if self._is_missing(item)]

    def _is_missing(self, item: Field) -> bool:
        return item.required and item.when is None and not self.head.at(item.name) and item.name not in self.defaults

    def _is_gone(self, row: int, column: int) -> bool:
        cell = self.head.sheet.cell(row, column)
        said = fold(text(cell))
        if not said or any(fold(word) in said for word in _NOT_YET):
            return False
        heading = next(one.heading for one in self.head.columns if one.at == column)
        if said == fold("廃棄") or any(fold(word) in said for word in _GONE_WORDS):
            return True
        try:
            readings.day(cell)
        except Unreadable:
            return readings.is_yes(text(cell)) and "廃棄" in heading
        return True

    def _row(self, row: int) -> None:
        values: dict[str, Any] = {}
        bad = set()
        for column in self.taken:
            try:
                value = self._value(self.items[column.field], self.head.sheet.cell(row, column.at))
            except Unreadable as error:
                bad.add(column.field)
                self._flaw(row, column.field, error.code, error.values)
                continue
            if value is not None:
                values[column.field] = value
                if isinstance(value, str) and private_use(value):
                    self._warn(row, column.field, "cell_own_characters")
        if self.defaults.get("quantity") == 1 and "quantity" not in bad:
            values.setdefault("quantity", media.numbers_in(str(values.get("medium_no") or "")))
        meant = dict(self.defaults)
        if values.get("medium_kind", meant.get("medium_kind")) == "paper":
            meant.pop("zone", None)  # what is given for all rows is meant for what can be connected
        values = clean(self.form, {**meant, **values})
        self._check(row, values, bad)
        self.lines.append(Line(row, values))

    def _value(self, item: Field, cell: Cell) -> Any:
        """The value of a cell; words that stand for something are looked up once, for lists repeat them."""
        if item.kind not in _REPEATED:
            return readings.read(self.known, item, cell)
        place = (item.name, text(cell))
        if place not in self._read:
            self._read[place] = readings.read(self.known, item, cell)
        return self._read[place]

    def _check(self, row: int, values: dict[str, Any], bad: set[str]) -> None:
        """The form's own checks, the rules of the policy, and numbers that stand twice."""
        for fault in (*faults(self.form, values, self.known.profile), *overlong(self.form, values)):
            item = self.items.get(fault.field)
            if fault.field in bad or (item is not None and self._is_missing(item)):
                continue
            code = "cell_required" if fault.code == "required" else fault.code
            self._flaw(row, fault.field, code, {"value": fault.value})
        if not bad & {"medium_kind", "info_class", "zone"} and values.get("medium_kind"):
            self._objections(row, values)
        self._twice(row, values)

    def _objections(self, row: int, values: dict[str, Any]) -> None:
        for found in media.objections(self.known.profile, values, self.known.private):
            name = _OF_DEMAND.get(found.rule.demand, "medium_kind") if found.rule else "medium_kind"
            if found.effect == "refuse":
                self._flaw(row, name, found.code, {}, found.clauses)
            else:
                self._warn(row, name, found.code, found.clauses)

    def _twice(self, row: int, values: dict[str, Any]) -> None:
        number, serial = str(values.get("medium_no") or ""), str(values.get("serial") or "")
        cell = self.head.cell(row, "medium_no")
        if number in self._numbers:
            self._flaw(row, "medium_no", "cell_twice", {"other": self._numbers[number]})
        elif number and number in self.known.media:
            self._flaw(row, "medium_no", "cell_taken", {"value": number})
        if number:
            self._numbers.setdefault(number, cell)
        if serial and (serial in self._serials or serial in self.known.serials):
            self._warn(row, "serial", "cell_serial_twice")
        if serial:
            self._serials.setdefault(serial, cell)

    def _parents(self) -> None:
        """A parent must be known, or stand in a row that can be taken in itself; nothing is its own ancestor."""
        parents = {line.row: str(line.values["parent"]) for line in self.lines if line.values.get("parent")}
        rows = {str(line.values.get("medium_no") or ""): line.row for line in self.lines}
        for row, parent in parents.items():
            if parent not in rows and parent not in self.known.media:
                self._flaw(row, "parent", "cell_parent_unknown", {"value": parent})
            elif _ends_where_it_began(row, parents, rows):
                self._flaw(row, "parent", "cell_parent_circle", {"value": parent})
        while True:
            bad = {flaw.row for flaw in self.flaws}
            lost = {number for number, row in rows.items() if row in bad} - self.known.media.keys()
            found = {row: parent for row, parent in parents.items() if row not in bad and parent in lost}
            if not found:
                return
            for row, parent in found.items():
                self._flaw(row, "parent", "cell_parent_faulty", {"value": parent})

    def _flaw(
        self, row: int, name: str, code: str, values: Mapping[str, object], clauses: tuple[str, ...] = ()
    ) -> None:
        cell, said = self.head.cell(row, name), self._said(row, name)
        self.flaws.append(Flaw(cell, name, said, code, values, True, clauses, row=row))

    def _warn(self, row: int, name: str, code: str, clauses: tuple[str, ...] = ()) -> None:
        before = self.warnings.get((name, code))
        if before is None:
            cell, said = self.head.cell(row, name), self._said(row, name)
            self.warnings[name, code] = Flaw(cell, name, said, code, {}, False, clauses, row=row)
        else:
            self.warnings[name, code] = replace(before, rows=before.rows + 1)

    def _said(self, row: int, name: str) -> str:
        at = self.head.at(name)
        return text(self.head.sheet.cell(row, at))[:60] if at else ""


def _ends_where_it_began(row: int, parents: Mapping[int, str], rows: Mapping[str, int]) -> bool:
    """Whether the parents of a row, one after the other, lead back to it."""
    seen = {row}
    above = rows.get(parents[row], 0)
    while above and above not in seen:
        seen.add(above)
        above = rows.get(parents.get(above, ""), 0)
    return above == row
