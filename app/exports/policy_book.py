"""Writes a policy as an Excel book that people edit: a guide, one sheet a subject, drop-downs, keys under headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from app.common import i18n
from app.common.i18n import t
from app.common.safefile import write_beside
from app.domain.policy_book import Column, Grid, Pairs, Sheet, Table
from app.domain.policy_cells import Choices, is_open
from app.domain.policy_sheets import BY_KEY
from app.exports.xlsx import GOTHIC
from app.exports.xlsx_form import line_count

TITLE_ROW, ABOUT_ROW, HEAD_ROW, KEY_ROW, FIRST_ROW = 1, 2, 3, 4, 5
#: Rows left for writing below what stands there; drop-downs reach this far.
SPARE, REACH = 30, 1000
CHOICES = "choices"
#: How many characters of width one printed page takes.
PAGE_WIDTH = 190
_SIDE = Side("thin", "B8BEC8")
_BORDER = Border(_SIDE, _SIDE, _SIDE, _SIDE)
_HEAD = PatternFill("solid", fgColor="E3E8F0")
_KEYS = PatternFill("solid", fgColor="F3F5F8")
_INPUT = PatternFill("solid", fgColor="FFFDF3")
_PLAIN = Font(GOTHIC, 10)
_BOLD, _GREY = Font(GOTHIC, 10, bold=True), Font(GOTHIC, 9, color="6B7280")
_TOP = Alignment(vertical="top", wrap_text=True)
_LINE = 14.0
_FORMULA_LIKE = frozenset("=+-@\t\n＝＋－＠")
#: Headings that another sheet needs for a column of the same key.
_OTHER_HEADS = {
    "meaning": "meaning_of",
    ("items", "cycle"): "item_cycle",
    ("items_off", "cycle"): "item_cycle",
    ("permissions", "role"): "permission",
    ("box_lines", "role"): "box_role",
    ("box_lines", "post"): "box_post",
}


def sheet_name(key: str) -> str:
    """What a sheet of the book is called in the language in force."""
    return t(f"policy_book.sheet.{key}")


def column_name(sheet: Sheet, column: Column) -> str:
    """The heading of a column."""
    if isinstance(sheet, Pairs):
        return t(f"policy_book.column.{column.key}")
    found = _OTHER_HEADS.get((sheet.key, column.key)) or _OTHER_HEADS.get(column.key) or column.key
    return t(f"policy_book.column.{found}")


def write(
    path: Path, title: str, grids: Sequence[Grid], choices: Choices, meanings: Mapping[str, str], remarks: bool = False
) -> Path:
    """Write the book to ``path`` and read it back; ``meanings`` stand beside the paths of keys and values.

    ``remarks``: the book is a template, its guide says so. ``Unavailable`` if the disk does not take it.
    """

    def make(beside: Path) -> None:
        book = Workbook()
        guide = book.active
        assert guide is not None
        guide.title = sheet_name("guide")
        _guide(guide, title, grids, remarks)
        lists, styles = _Lists(choices), _Styles(book)
        for grid in grids:
            _fill(book.create_sheet(sheet_name(grid.sheet.key)), grid, lists, meanings, styles)
        lists.write(book.create_sheet(sheet_name(CHOICES)))
        book.properties.title, book.properties.creator = title, ""
        book.save(beside)

    def check(beside: Path) -> None:
        book = load_workbook(beside, read_only=True)
        for grid in grids:
            sheet = book[sheet_name(grid.sheet.key)]
            found = sheet.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + len(grid.rows) - 1, values_only=True)
            for row, cells in zip_longest(grid.rows if grid.rows else (), found if grid.rows else (), fillvalue=()):
                _compare(grid, row, cells)
        book.close()

    return write_beside(path, make, check)


def _compare(grid: Grid, row: Sequence[Any], cells: Sequence[Any]) -> None:
    shown = list(cells) + [None] * (len(row) - len(cells))
    for place, value in enumerate(row):
        if value is not None and str(value) != str(shown[place]):
            raise ValueError(f"{grid.sheet.key} is not what was written")


class _Lists:
    """The sheet of choices: two columns for each list, its words and its codes."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._places = {name: 2 * place + 1 for place, name in enumerate(choices)}

    def reference(self, name: str) -> str:
        """The range of a list's words, as a formula of a drop-down."""
        letter = get_column_letter(self._places[name])
        last = FIRST_ROW + len(self._choices[name]) - 1
        return f"{quote_sheetname(sheet_name(CHOICES))}!${letter}${FIRST_ROW}:${letter}${last}"

    def words(self, name: str) -> str:
        """The words of a list, one after another."""
        return "、".join(self._word(labels) for labels in self._choices[name].values())

    def write(self, sheet: Any) -> None:
        """Fill the sheet."""
        _title(sheet, CHOICES, 6)
        for name, offered in self._choices.items():
            at = self._places[name]
            for row, (left, right) in enumerate([(name, ""), *((self._word(v), k) for k, v in offered.items())]):
                for column, value in ((at, left), (at + 1, right)):
                    cell = sheet.cell(KEY_ROW + row, column)
                    _text(cell, value)
                    cell.font = _GREY if not row or column > at else _PLAIN
            sheet.column_dimensions[get_column_letter(at)].width = 24
            sheet.column_dimensions[get_column_letter(at + 1)].width = 20
        sheet.freeze_panes = f"A{FIRST_ROW}"

    @staticmethod
    def _word(labels: tuple[str, str]) -> str:
        return labels[0 if i18n.language() == "ja" else 1] or labels[0]


def _text(cell: Any, value: str | int | None) -> None:
    """A text stays a text whatever it begins with."""
    if value is None or value == "":
        return
    if isinstance(value, int):
        cell.value = value
        return
    cell._value, cell.data_type = value, "s"  # straight into the cell: an equals sign would make a formula of it


def _title(sheet: Any, key: str, width: int) -> None:
    sheet.cell(TITLE_ROW, 1, sheet_name(key)).font = Font(GOTHIC, 14, bold=True)
    about = sheet.cell(ABOUT_ROW, 1, t(f"policy_book.about.{key}"))
    about.font, about.alignment = _PLAIN, _TOP
    sheet.merge_cells(start_row=ABOUT_ROW, end_row=ABOUT_ROW, start_column=1, end_column=max(width, 2))
    sheet.row_dimensions[ABOUT_ROW].height = 32


def _fill(sheet: Any, grid: Grid, lists: _Lists, meanings: Mapping[str, str], styles: _Styles) -> None:
    heads = _heads(sheet, grid.sheet)
    widths = _widths(grid.sheet)
    _title(sheet, grid.sheet.key, min(len(widths), 5))
    for place, wide in enumerate(widths, 1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = wide
        dimension.number_format = "@"
    last = FIRST_ROW + len(grid.rows) + (0 if grid.sheet.key in ("other", "words") else SPARE)
    for number in range(FIRST_ROW, last):
        row = grid.rows[number - FIRST_ROW] if number - FIRST_ROW < len(grid.rows) else ()
        _row(sheet, number, row, widths, grid.sheet, meanings, styles)
    _offer(sheet, grid.sheet, lists, FIRST_ROW + len(grid.rows) + REACH)
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.sheet_view.zoomScale = 90
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, "landscape", _pages(widths), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_cols = "A:A"
    sheet.print_title_rows = f"{HEAD_ROW}:{KEY_ROW}"
    sheet.print_area = f"A1:{get_column_letter(len(heads))}{max(FIRST_ROW, FIRST_ROW + len(grid.rows) + 5)}"
    sheet.oddFooter.center.text = "&A　&P/&N"


def _pages(widths: Sequence[int]) -> int:
    """How many pages side by side a sheet takes when it is printed and stays readable."""
    return max(1, round(sum(widths) / PAGE_WIDTH))


def _widths(sheet: Sheet) -> list[int]:
    found: list[int] = []
    for column in sheet.columns:
        count = len(column.heads) if isinstance(sheet, Table) else 1
        found += [column.width if not place else max(column.width * 3 // 4, 12) for place in range(count)]
    return [*found, 24]


def _heads(sheet: Any, layout: Sheet) -> tuple[str, ...]:
    names: list[tuple[str, bool]] = []
    for column in layout.columns:
        name = column_name(layout, column)
        if isinstance(layout, Table) and column.kind == "words":
            names += [(t("policy_book.column.words_ja", name=name), column.required)]
            names += [(t("policy_book.column.words_en", name=name), False)]
        else:
            names.append((name, column.required))
    names.append((t("policy_book.column.more"), False))
    for place, ((name, required), head) in enumerate(zip(names, layout.heads, strict=True), 1):
        top, key = sheet.cell(HEAD_ROW, place), sheet.cell(KEY_ROW, place)
        top.value = f"{name} *" if required else name
        key.value = f"{layout.key}.{head}" if place == 1 else head
        top.font, top.fill, top.border, top.alignment = _BOLD, _HEAD, _BORDER, _TOP
        key.font, key.fill, key.border, key.alignment = _GREY, _KEYS, _BORDER, _TOP
    sheet.row_dimensions[HEAD_ROW].height = 30
    return layout.heads


class _Styles:
    """The looks of the cells below the headings, made once for a book: a style is slow to make."""

    def __init__(self, book: Any) -> None:
        self._sheet = book.active
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, look: str, quoted: bool) -> Any:
        """The style of an input, a fixed or a plain cell; ``quoted`` keeps a text that looks like a formula one."""
        if (look, quoted) not in self._made:
            cell = Cell(self._sheet, row=1, column=1)
            cell.font, cell.alignment, cell.border = (_GREY if look == "fixed" else _PLAIN), _TOP, _BORDER
            cell.number_format, cell.quotePrefix = "@", quoted
            if look == "input":
                cell.fill = _INPUT
            self._made[look, quoted] = cell._style  # type: ignore[attr-defined]
        return copy(self._made[look, quoted])


def _row(
    sheet: Any,
    number: int,
    row: Sequence[Any],
    widths: Sequence[int],
    layout: Sheet,
    meanings: Mapping[str, str],
    styles: _Styles,
) -> None:
    lines = 1
    for place in range(1, max(len(widths), len(row)) + 1):
        value = row[place - 1] if place <= len(row) else None
        if isinstance(layout, Pairs) and place == 2 and row:
            value = meanings.get(str(row[0]), "")
        cell = sheet.cell(number, place)
        _text(cell, value)
        is_fixed = isinstance(layout, Pairs) and place <= 2 and bool(row)
        look = "fixed" if is_fixed else "input" if place < len(widths) else "plain"
        cell._style = styles.of(look, isinstance(value, str) and value[:1] in _FORMULA_LIKE)
        if isinstance(value, str) and place < len(widths):
            lines = max(lines, line_count(value[:2000], widths[place - 1] * 2.1, 10))
    sheet.row_dimensions[number].height = min(lines, 20) * _LINE + 4


def _offer(sheet: Any, layout: Sheet, lists: _Lists, last: int) -> None:
    """Drop-downs for one choice, and the words of a list beside a cell that takes several."""
    if isinstance(layout, Pairs):
        if layout.key == "profile":
            _validate(sheet, "C", FIRST_ROW, lists.reference("book_mode"), True, lists.words("book_mode"))
        return
    place = 0
    for column in layout.columns:
        letter = get_column_letter(place + 1)
        place += len(column.heads)
        area = f"{letter}{FIRST_ROW}:{letter}{last}"
        if column.kind in ("choice", "bool"):
            name = column.of or "yes_no"
            _validate(sheet, area, 0, lists.reference(name), not is_open(name), lists.words(name))
        elif column.kind == "ref":
            target = BY_KEY[column.of]
            of = f"{quote_sheetname(sheet_name(target.key))}!$A${FIRST_ROW}:$A${FIRST_ROW + REACH}"
            _validate(sheet, area, 0, of, False, sheet_name(target.key))
        elif column.kind == "codes":
            _validate(sheet, area, 0, "", False, lists.words(column.of))


def _validate(sheet: Any, area: str, row: int, source: str, strict: bool, said: str) -> None:
    made = DataValidation("list" if source else None, formula1=source or None, allow_blank=True)
    made.prompt = said[:250]
    made.showInputMessage, made.showErrorMessage = True, strict
    made.error = said[:220]
    sheet.add_data_validation(made)
    made.add(f"{area}{row}" if row else area)


def _guide(sheet: Any, title: str, grids: Sequence[Grid], is_template: bool) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 12
    sheet.column_dimensions["C"].width = 90
    sheet.sheet_view.showGridLines = False
    sheet["A1"] = t("policy_book.guide.title")
    sheet["A1"].font = Font(GOTHIC, 16, bold=True)
    _text(sheet["A2"], title)
    sheet["A2"].font = _GREY
    row = 4
    for number in range(1, 13):
        row = _said(sheet, row, f"{number}.  " + t(f"policy_book.guide.{number}"))
    if is_template:
        row = _said(sheet, row, f"13.  {t('policy_book.guide.13')}")
    row += 1
    heads = (t(f"policy_book.guide.{name}") for name in ("sheet_name", "sheet_need", "sheet_about"))
    for place, head in enumerate(heads, 1):
        cell = sheet.cell(row, place, head)
        cell.font, cell.fill, cell.border = _BOLD, _HEAD, _BORDER
    for grid in grids:
        row += 1
        key = grid.sheet.key
        need = t("policy_book.guide.needed" if grid.sheet.needed else "policy_book.guide.optional")
        for place, value in enumerate((sheet_name(key), need, t(f"policy_book.about.{key}")), 1):
            cell = sheet.cell(row, place, value)
            cell.font, cell.alignment, cell.border = _PLAIN, _TOP, _BORDER
        sheet.cell(row, 1).hyperlink = f"#{quote_sheetname(sheet_name(key))}!A1"
        lines = line_count(t(f"policy_book.about.{key}"), 90 * 1.85, 10)
        sheet.row_dimensions[row].height = max(lines, 1) * _LINE + 4
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _said(sheet: Any, row: int, words: str) -> int:
    cell = sheet.cell(row, 1, words)
    cell.font, cell.alignment = _PLAIN, _TOP
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    sheet.row_dimensions[row].height = line_count(words, 120 * 1.85, 10) * _LINE + 6
    return row + 1
