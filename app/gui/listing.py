"""A list as it is seen, as an Excel book or a paper: its columns, its filter, its order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.common.i18n import listed, t
from app.common.text import file_name
from app.gui import wording
from app.gui.context import Context
from app.gui.file_dialog import save_as
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import tool
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import shown
from app.services import paper, printing


def export_button(context: Context, table: Table, title: str | Callable[[], str], banner: Banner) -> None:
    """Put the button beside the table's filter; it asks where to, writes what is seen, and says so in ``banner``.

    ``title`` is asked for when the list is written, where it depends on what is looked at.
    """

    def write() -> None:
        export(context, table, title if isinstance(title, str) else title(), banner)

    table.bar.addWidget(tool(t("widget.table.export"), "file-spreadsheet", write))


def export(context: Context, table: Table, title: str, banner: Banner, target: Path | None = None) -> None:
    """Write the list as it is seen to an Excel book or a PDF, by the ending chosen."""
    session = context.session
    suggested = file_name(f"【{session.unit['unit']}】{title}_{session.today.replace('-', '')}.xlsx")
    path = target or save_as(table, t("widget.table.export"), suggested, "Excel (*.xlsx);;PDF (*.pdf)")
    if path is None:
        return
    seen = table.seen()
    filtered = listed([word for word in (table.narrowed, table.model.filter_text()) if word])
    widths = [
        table.view.columnWidth(place) or column.width for place, column in zip(seen.places, seen.columns, strict=True)
    ]
    columns = [(column.key, column.title, width) for column, width in zip(seen.columns, widths, strict=True)]
    kinds = [column.kind for column in seen.columns]

    def read() -> Any:
        rows = [[_cell(kind, cell) for kind, cell in zip(kinds, row, strict=True)] for row in seen.rows()]
        return paper.listing(session, title, columns, rows, filtered)

    _write(context, table, read, path, banner)


def _cell(kind: str, cell: Any) -> Any:
    """As it reads on the screen; a number stays one, so that it can be added up."""
    return cell if kind == "number" and isinstance(cell, int) else shown(kind, cell)


def export_paper(
    context: Context, owner: QWidget, name: str, id: str, banner: Banner, target: Path | None = None, then: str = ""
) -> None:
    """Write one paper of a record as an Excel book where the person wants, and say so in ``banner``, and what then."""
    session = context.session

    def chosen(suggested: str) -> None:
        path = target or save_as(owner, t("reports_page.save"), suggested, "Excel (*.xlsx)")
        if path is not None:
            _write(context, owner, lambda: paper.document(session, name, id), path, banner, then)

    context.read(lambda: paper.suggested_name(session, name, id, "xlsx"), chosen, owner=owner)


def _write(
    context: Context, owner: QWidget, read: Callable[[], Any], path: Path, banner: Banner, then: str = ""
) -> None:
    def failed(error: Exception) -> None:
        wording.tell(context.session.profile, error, owner, banner)

    def write(made: Any) -> None:
        kind = "pdf" if path.suffix.lower() == ".pdf" else "xlsx"
        context.tasks.run_long(
            lambda _progress: printing.render(made, kind, path),
            written,
            failed,
            owner=owner,
            title=t("reports_page.writing"),
        )

    def written(path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        banner.say(
            "done",
            t("reports_page.written", file=path.name),
            then,
            t("reports_page.open_folder"),
            lambda: _open(folder),
        )

    context.read(read, write, owner=owner, failed=failed)


def _open(folder: QUrl) -> None:
    QDesktopServices.openUrl(folder)
