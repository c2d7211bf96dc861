"""Reports of 見本市 to set and to read back."""

from datetime import date

from app.exports.document import (
    ApprovalBoxes,
    Bar,
    Bars,
    Box,
    Check,
    Checks,
    Column,
    DataColumn,
    DataSheet,
    Document,
    Footer,
    Gap,
    Heading,
    Note,
    PageBreak,
    Pair,
    Pairs,
    Para,
    Table,
)

NAMES = ("髙﨑 花子", "𠮷田 健", "葛\U000e0100西 薫")
FOOTER = Footer("持出許可申請書", "令和8年度", "見本市 情報政策課", "令和8年11月21日 10:24", "7F3A-91C2")


def report(*blocks, data=(), **changes):
    settings = {"title": "見本", "form_no": "様式第5号（第8条関係）", "footer": FOOTER, "marks": ("訓練", "取扱注意")}
    return Document(**(settings | changes), blocks=blocks, data=data)


def register(rows=60, memo="点検済み"):
    columns = (
        Column("番号", 14, kind="number"),
        Column("使用者", 40),
        Column("登録日", 30, kind="date"),
        Column("状態", 14, kind="mark"),
        Column("備考", 60),
    )
    body = tuple((n, NAMES[n % 3], date(2026, 4, 1), "○", f"{memo}{n:03}") for n in range(rows))
    return Table(columns, body)


def every_block():
    return (
        ApprovalBoxes(
            (
                Box("部長", mark="skipped"),
                Box("課長", NAMES[0], "R8.11.20", "approved"),
                Box("課長補佐", NAMES[1], "R8.11.20", "deputy"),
                Box("係長", NAMES[2], "R8.11.19", "paper"),
                Box("係員"),
            )
        ),
        Heading("持出許可申請書", 1),
        Para("次のとおり申請します。", indent=1),
        Gap(2),
        Pairs((Pair("申請者", NAMES[2]), Pair("職員番号", "012345"), Pair("目的", "説明会", wide=True)), columns=4),
        Checks((Check(True, "暗号化している"), Check(False, "常に携行する"))),
        Bars((Bar("組織体制", 0.92, "92％（11/12）"), Bar("該当なし", None, "－"))),
        Note("※ 訓練用の見本です。"),
        PageBreak(),
        register(3),
    )


def data_sheet(rows, name="データ"):
    columns = (
        DataColumn("person", "使用者"),
        DataColumn("on", "登録日", "date"),
        DataColumn("count", "数量", "number"),
    )
    return DataSheet(name, columns, tuple(rows))
