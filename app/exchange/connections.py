"""Reads an asset-management tool's list of USB connections, its columns guessed by their headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.common.i18n import t
from app.common.text import strip_control
from app.domain.connections import Connection
from app.exchange import headings, readings
from app.exchange.headings import Column
from app.exchange.readings import Unreadable
from app.exchange.registers import Flaw
from app.exchange.sheets import Book, address, text

FIELDS = ("serial", "device", "pc", "user", "first", "last")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "serial": (
        *("シリアル番号", "シリアル", "シリアルno", "シリアルナンバー", "製造番号", "usbシリアル", "デバイスシリアル"),
        *("シリアルid", "インスタンスid", "デバイスインスタンスid", "デバイスid", "serial", "serial number"),
        *("instance id", "device instance id", "device id"),
    ),
    "device": ("デバイス名", "機器名", "デバイス", "製品名", "表示名", "説明", "device", "device name", "description"),
    "pc": (
        *("コンピュータ名", "コンピューター名", "pc名", "端末名", "ホスト名", "接続端末", "接続pc", "クライアント名"),
        *("computer", "computer name", "host name", "hostname", "pc", "client"),
    ),
    "user": (
        *("ユーザー名", "ユーザ名", "ユーザー", "利用者", "使用者", "ログオンユーザー", "ログインユーザー", "職員名"),
        *("user", "user name", "account"),
    ),
    "first": (
        "初回接続日時",
        "初回接続日",
        "初回接続",
        "最初の接続",
        "接続開始日時",
        "first",
        "first seen",
        "first connected",
    ),
    "last": (
        *("最終接続日時", "最終接続日", "最終接続", "最後の接続", "接続日時", "接続日", "日時", "日付", "接続終了日時"),
        *("last", "last seen", "last connected", "date", "time", "timestamp"),
    ),
}


@dataclass(frozen=True)
class List:
    """What a list holds: its columns, its lines, what could not be read, and how many lines name no serial."""

    file: str
    sheet: str
    sheets: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Connection, ...]
    flaws: tuple[Flaw, ...]
    without_serial: int


def words() -> dict[str, tuple[str, ...]]:
    """The headings by which each field is known."""
    return {name: (t(f"media_import.usb.{name}"), *known) for name, known in _HEADINGS.items()}


def read(book: Book, mapping: Mapping[str, str], sheet: str = "") -> List:
    """The lines of the list; a cell that cannot be read is named, and its line counts without it."""
    head = headings.find(book, words(), mapping, sheet)
    found: list[Connection] = []
    flaws: list[Flaw] = []
    empty = 0
    if not head.at("serial"):
        flaws.append(Flaw(address(head.row, 1), "serial", "", "cell_no_column"))
    for row in range(head.row + 1, len(head.sheet.rows) + 1):
        said = {name: head.sheet.cell(row, head.at(name)) for name in FIELDS}
        if not any(said.values()):
            continue
        serial = strip_control(text(said["serial"]))
        if not serial:
            empty += 1
            continue
        times = {}
        for name in ("first", "last"):
            times[name] = ""
            if said[name] is not None:
                try:
                    times[name] = readings.moment(said[name])
                except Unreadable as error:
                    flaws.append(Flaw(head.cell(row, name), name, text(said[name])[:60], error.code, error.values))
        first = times["first"] or times["last"]
        line = Connection(
            head.cell(row, "serial"),
            serial,
            text(said["pc"]),
            text(said["user"]),
            first,
            times["last"] or first,
            text(said["device"]),
        )
        found.append(line)
    names = tuple(one.name for one in book.sheets if one.rows)
    return List(book.file, head.sheet.name, names, head.columns, tuple(found), tuple(flaws), empty)
