"""Papers beside bare openpyxl and bare reportlab doing the same cells and paragraphs."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from app.common import i18n
from app.exports import pdf as our_pdf
from app.exports import xlsx as our_xlsx
from app.exports.document import Column, DataColumn, DataSheet, Document, Footer, Heading, Table
from app.exports.fonts import font

Pair = tuple[Callable[[], float], Callable[[], float]]
COLUMNS = ("番号", "名称", "分類", "保管場所", "領域", "製造番号", "数量", "登録日")


def rows(count: int) -> list[tuple[str, str, str, str, str, str, int, date]]:
    """A made-up register."""
    return [
        (
            *(
                f"USB-{n:06d}",
                f"USBメモリ {n % 64} GB",
                "AB"[n % 2],
                f"鍵付き書庫 {n % 40} 段",
                "LGWAN接続系",
                f"SN{n:08d}",
            ),
            1 + n % 9,
            date(2026, 4 + n % 8, 1 + n % 28),
        )
        for n in range(count)
    ]


def xlsx(folder: Path, count: int) -> Pair:
    """Seconds to write (and re-read) a register as an Excel book, and bare openpyxl writing the same cells."""
    i18n.use("ja")
    data = rows(count)
    kinds = ("text", "text", "text", "text", "text", "text", "number", "date")
    sheet = DataSheet(
        "データ", tuple(DataColumn(f"c{n}", name, kinds[n]) for n, name in enumerate(COLUMNS)), tuple(data)
    )
    footer = Footer("媒体管理簿", "令和8年度", "市民税課", "令和8年5月11日 9:00")
    made = Document("媒体管理簿", "", footer, (Heading("媒体管理簿", 1),), "landscape", data=(sheet,))

    def ours() -> float:
        start = time.perf_counter()
        our_xlsx.render(made, folder / "ours.xlsx")
        return time.perf_counter() - start

    def bare() -> float:
        start = time.perf_counter()
        book = Workbook(write_only=True)
        page = book.create_sheet("データ")
        thin = Side(style="thin", color="808080")
        face, border, align = (
            Font(name="BIZ UDPゴシック", size=10),
            Border(thin, thin, thin, thin),
            Alignment(wrap_text=True),
        )

        def cell(value: object) -> WriteOnlyCell:
            made_cell = WriteOnlyCell(page, value=value)
            made_cell.font, made_cell.border, made_cell.alignment = face, border, align
            return made_cell

        page.append([cell(name) for name in (*COLUMNS, "登録日（和暦）")])
        for row in data:
            page.append([cell(value) for value in (*row, "令和8年5月11日")])
        book.save(folder / "bare.xlsx")
        return time.perf_counter() - start

    return ours, bare


def pdf(folder: Path, count: int) -> Pair:
    """Seconds to set a sheet of so many questions, and bare reportlab setting the same paragraphs."""
    i18n.use("ja")
    question = "パソコンや媒体を庁外へ持ち出すとき、持ち出す前に所属長の許可を受けていますか。"
    data = tuple(
        (str(n), f"{question}（{n}）", "2.6.1(1)③イ", "○△×－"[n % 4], "管理簿と照合した" * (n % 3))
        for n in range(count)
    )
    columns = (Column("項番", 9), Column("点検項目", 84), Column("根拠", 27), Column("結果", 11), Column("所見", 46))
    footer = Footer("自己点検票", "令和8年度", "市民税課", "令和8年5月11日 9:00")
    made = Document("自己点検票", "", footer, (Heading("自己点検票", 1), Table(columns, data)))
    font("BIZUDPGothic-Regular")
    style = ParagraphStyle("x", fontName="BIZUDPGothic-Regular", fontSize=9, leading=12, wordWrap="CJK")

    def ours() -> float:
        start = time.perf_counter()
        our_pdf.render(made, folder / "ours.pdf")
        return time.perf_counter() - start

    def bare() -> float:
        start = time.perf_counter()
        cells = [[Paragraph(text, style) for text in row] for row in data]
        table = LongTable(
            cells, colWidths=[mm * 2.72 for mm in (9, 84, 27, 11, 46)], style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]
        )
        SimpleDocTemplate(str(folder / "bare.pdf"), pagesize=A4, initialFontName="BIZUDPGothic-Regular").build([table])
        return time.perf_counter() - start

    return ours, bare
