"""Reads an asset-management tool's list of USB connections, its columns guessed by their headings."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from app.common.i18n import t
from app.common.text import strip_control
from app.domain.connections import Connection
from app.exchange import headings, readings
from app.exchange.headings import Head
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


class Listed(Struct, frozen=True):
    """What a list holds: its columns, its lines, what could not be read, and how many lines name no serial."""

    file: str
    sheets: tuple[str, ...]
    head: Head
    lines: tuple[Connection, ...]
    flaws: tuple[Flaw, ...]
    without_serial: int


def words() -> dict[str, tuple[str, ...]]:
    """The headings by which each field is known."""
    return {name: (t(f"media_import.usb.{name}"), *known) for name, known in _HEADINGS.items()}


def read(book: Book, mapping: Mapping[str, str], sheet: str = "") -> Listed:
    """The lines of the list; a cell that cannot be read is named, and its line counts without it."""
    head = headings.find(book, words(), mapping, sheet)
    found: list[Connection] = []
    flaws: list[Flaw] = []
    empty = 0
    if not head.at("serial"):
        flaws.append(Flaw(address(head.row, 1), "serial", "", "usb_no_serial_column"))
    for row in range(head.row + 1, len(head.sheet.rows) + 1):
        said = {name: strip_control(text(head.sheet.cell(row, head.at(name)))) for name in FIELDS}
        if said["serial"]:
            first, last = _times(head, row, flaws)
            cell = head.cell(row, "serial")
            found.append(Connection(cell, said["serial"], said["pc"], said["user"], first, last, said["device"]))
        elif any(said.values()):
            empty += 1
    return Listed(book.file, headings.names(book), head, tuple(found), tuple(flaws), empty)


def _times(head: Head, row: int, flaws: list[Flaw]) -> tuple[str, str]:
    """The first and the last time of a line; a list that tells one of them means both by it."""
    times = []
    for name in ("first", "last"):
        cell = head.sheet.cell(row, head.at(name))
        try:
            times.append("" if cell is None else readings.moment(cell))
        except Unreadable as error:
            flaws.append(Flaw(head.cell(row, name), name, text(cell)[:60], error.code, error.values, row=row))
            times.append("")
    return times[0] or times[1], times[1] or times[0]
