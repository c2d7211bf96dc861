"""A sheet as a book to fill in where the program is not: drop-downs, protection, hidden keys to read it back by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation

from app.common.i18n import language, t
from app.common.safefile import write_beside
from app.domain import words
from app.domain.ledger import Row
from app.domain.policy import Item, Profile
from app.exports.document import FillIn
from app.exports.forms import Setting, paper_title, year_text
from app.exports.xlsx_form import line_count

#: What a reader finds in the hidden sheet: the layout's name and version.
TEMPLATE = "answers/1"
KEYS, FIRST_KEY = "tenkencho", 10
HEAD_ROW = 6
_FACE = "BIZ UDPゴシック"
#: Column letters with their widths in characters; the last three are filled in.
_WIDTHS = {"A": 6, "B": 20, "C": 56, "D": 18, "E": 10, "F": 40, "G": 28}
_INPUT = ("E", "F", "G")


def write(path: Path, fill: FillIn, marks: Sequence[str]) -> Path:
    """Write the book to ``path`` and read it back. ``Unavailable`` if the disk does not take it.

    ``marks`` such as 訓練 or 取扱注意 stand beside its title and on every page.
    """

    def make(beside: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = t("paper.answers.sheet")
        _fill(sheet, fill, marks)
        _keys(book.create_sheet(KEYS), fill)
        book.save(beside)

    def check(beside: Path) -> None:
        found = load_workbook(beside, read_only=True)
        if found.sheetnames[-1] != KEYS:
            raise ValueError("keys are missing")
        found.close()

    return write_beside(path, make, check)


def fill_in(setting: Setting, row: Row, items: Sequence[Item], note: str = "") -> FillIn:
    """What the book of a sheet holds."""
    profile = setting.profile
    kind = profile.inspections.get(str(row["sheet"]))
    parts = (kind.label.get(language()) if kind else "", str(row["subject"]), year_text(setting.fiscal_year))
    lines = tuple(
        (item.code, _chapter(profile, item), item.question.get(language()), words.item_basis(profile, item))
        for item in items
    )
    keys = (
        ("template", TEMPLATE),
        ("profile", profile.digest),
        ("sheet", str(row["sheet"])),
        ("subject", str(row["subject"])),
        ("year", setting.fiscal_year),
        ("record", str(row.get("id") or "")),
    )
    scale = tuple((choice.mark, choice.label.get(language())) for choice in profile.scale.values())
    needs = tuple((choice.mark, choice.needs) for choice in profile.scale.values() if choice.needs)
    return FillIn(paper_title(setting, "sheet"), "　".join(parts), setting.unit, scale, lines, keys, needs, note)


def _chapter(profile: Profile, item: Item) -> str:
    title = profile.chapters.get(item.chapter)
    return f"{item.chapter} {title.get(language())}" if title else item.chapter


def _fill(sheet: Any, fill: FillIn, marks: Sequence[str]) -> None:
    sheet["A1"] = fill.title + "".join(f"　（{mark}）" for mark in marks)
    sheet["A1"].font = Font(_FACE, 14, bold=True)
    sheet["A2"] = fill.about
    for cell in ("A2", "A3", "B3", "C3", "D3", "A4", "A5"):
        sheet[cell].font = Font(_FACE, 10)
    for cell, said in (("A3", t("paper.unit")), ("C3", t("paper.answers.name"))):
        sheet[cell] = said
    sheet["B3"] = fill.unit
    for cell in ("B3", "D3"):
        sheet[cell].protection = Protection(locked=False)
        sheet[cell].fill = PatternFill("solid", fgColor="FFF8E1")
    sheet["A4"] = t("paper.answers.how", marks=_legend(fill))
    between, after = ("・", "") if language() == "ja" else (", ", " ")
    asked = [
        t(f"paper.answers.needs_{need}", marks=between.join(mark for mark, wanted in fill.needs if wanted == need))
        for need in dict.fromkeys(need for _, need in fill.needs)
    ]
    sheet["A5"] = after.join(part for part in (*asked, fill.note) if part)
    _heads(sheet)
    for place, line in enumerate(fill.lines):
        _line(sheet, HEAD_ROW + 1 + place, place + 1, line)
    _set_up(sheet, fill, HEAD_ROW + len(fill.lines))
    if marks:
        sheet.oddHeader.right.text = "　".join(marks)


def _legend(fill: FillIn) -> str:
    return "　".join(f"{mark} {word}" for mark, word in fill.scale)


def _heads(sheet: Any) -> None:
    names = ("number", "chapter", "question", "basis", "answer", "finding", "evidence")
    for column, name in zip(_WIDTHS, names, strict=True):
        cell = sheet[f"{column}{HEAD_ROW}"]
        cell.value = t(f"paper.answers.{name}")
        cell.font = Font(_FACE, 10, bold=True)
        cell.fill = PatternFill("solid", fgColor="E9ECF1")
        cell.border = _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


_SIDE = Side("thin", "000000")
_BORDER = Border(_SIDE, _SIDE, _SIDE, _SIDE)


def _line(sheet: Any, at: int, number: int, line: tuple[str, str, str, str]) -> None:
    values = (number, *line[1:], None, None, None)
    lines = 1
    for column, value in zip(_WIDTHS, values, strict=True):
        cell = sheet[f"{column}{at}"]
        cell.value = value
        cell.font = Font(_FACE, 10)
        cell.border = _BORDER
        middle = column in ("A", "E")
        cell.alignment = Alignment(horizontal="center" if middle else "left", vertical="center", wrap_text=True)
        if column in _INPUT:
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor="FFF8E1")
        elif isinstance(value, str):
            lines = max(lines, line_count(value, _WIDTHS[column] * 1.85, 10))
    sheet.row_dimensions[at].height = max(lines, 2) * 15 + 6


def _set_up(sheet: Any, fill: FillIn, last: int) -> None:
    for column, wide in _WIDTHS.items():
        sheet.column_dimensions[column].width = wide
    marks = [mark for mark, _ in fill.scale]
    listed = DataValidation("list", formula1=f'"{",".join(marks)}"', allow_blank=True)
    listed.promptTitle, listed.prompt = t("paper.answers.answer"), _legend(fill)[:250]
    listed.errorTitle, listed.error = t("paper.answers.answer"), t("paper.answers.not_offered")
    listed.showErrorMessage = listed.showInputMessage = True
    sheet.add_data_validation(listed)
    listed.add(f"E{HEAD_ROW + 1}:E{last}")
    _remind(sheet, fill, f"F{HEAD_ROW + 1}:F{last}")
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"A1:G{last}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P/&N"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _remind(sheet: Any, fill: FillIn, cells: str) -> None:
    """Colour the words' cell while its answer asks for words and it is empty."""
    first = HEAD_ROW + 1
    asked = ",".join(f'$E{first}="{mark}"' for mark, _ in fill.needs)
    if asked:
        amber = DifferentialStyle(fill=PatternFill("solid", bgColor="FFD166"))
        formula = f"AND(OR({asked}),LEN(TRIM($F{first}))=0)"
        sheet.conditional_formatting.add(cells, Rule("expression", formula=[formula], dxf=amber))


def _keys(sheet: Any, fill: FillIn) -> None:
    sheet.sheet_state = "hidden"
    for at, (name, value) in enumerate(fill.keys, 1):
        sheet[f"A{at}"], sheet[f"B{at}"] = name, value
    for place, line in enumerate(fill.lines):
        sheet[f"A{FIRST_KEY + place}"], sheet[f"B{FIRST_KEY + place}"] = line[0], HEAD_ROW + 1 + place
