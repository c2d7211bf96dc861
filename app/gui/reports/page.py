"""The papers: choose one and the record it is about, see it as it prints, write it as PDF or Excel."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.file_dialog import save_as
from app.gui.page import Page
from app.gui.reports.own_form_bar import OwnFormBar
from app.gui.scrolling import scrolling
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.empty import Empty
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label
from app.gui.widgets.pdf_view import PdfView
from app.gui.widgets.row import Row
from app.services import paper, printing
from app.services.paper import Paper

SIDE = 300
_ICONS = {"requests": "file-text", "registers": "list", "blanks": "square-pen", "records": "folder-open"}
_ICONS |= {"record_registers": "list", "record_blanks": "square-pen"}


def _grouped(papers: Iterable[Paper]) -> dict[str, list[str]]:
    """The papers in the order of the list, by their groups."""
    found: dict[str, list[str]] = {}
    for each in papers:
        found.setdefault(each.group, []).append(each.name)
    return found


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


class ReportsPage(Page):
    """The list at the left, the paper itself at the right."""

    watches = frozenset(
        {"sheet", "answer", "disposal", "carryout", "medium", "person", "improvement", "compilation", "entry", "tally"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self._papers = {item.name: item for item in paper.papers(context.session)}
        self.current: Paper = self._papers["sheet"]
        self._shown = 0
        self._folder = tempfile.TemporaryDirectory(prefix="paper-", ignore_cleanup_errors=True)
        self.destroyed.connect(self._folder.cleanup)
        self.rows: dict[str, Row] = {}
        self._build()

    def refresh(self) -> None:
        """Read the records that the chosen paper can be made of, then show it."""
        session, name = self.context.session, self.current.name
        self.context.read(lambda: paper.summaries(session, name), self._take_records, owner=self)

    def open_record(self, id: str) -> None:
        """Show a paper by its name."""
        if id in self._papers:
            self.choose(id)

    def choose(self, name: str) -> None:
        """Choose a paper."""
        self.current = self._papers[name]
        for key, row in self.rows.items():
            row.setChecked(key == name)
        self.banner.hide()
        self.refresh()

    def is_busy(self) -> bool:
        """Whether the paper is still being prepared."""
        return self.stack.currentWidget() is self.waiting

    def record_id(self) -> str:
        """The id of the record chosen; empty for registers and general blanks."""
        return str(self.record.value() or "") if self.current.needs_record else ""

    def write(self, kind: str, target: Path | None = None) -> None:
        """Write the paper where the person wants; what cannot be drawn is named first."""
        session, name, id = self.context.session, self.current.name, self.record_id()

        def chosen(suggested: str) -> None:
            filters = {"pdf": "PDF (*.pdf)", "xlsx": "Excel (*.xlsx)"}
            path = target or save_as(self, t("reports_page.save"), suggested, filters[kind])
            if path is not None:
                self._render(kind, path)

        self.context.read(
            lambda: paper.suggested_name(session, name, id, kind), chosen, owner=self, failed=self._failed
        )

    def _render(self, kind: str, path: Path) -> None:
        session, name, id = self.context.session, self.current.name, self.record_id()

        def read_done(made: Any) -> None:
            self.context.tasks.run_long(
                lambda _progress: printing.render(made, kind, path),
                self._written,
                self._failed,
                owner=self,
                title=t("reports_page.writing"),
            )

        self.context.read(lambda: paper.document(session, name, id), read_done, owner=self, failed=self._failed)

    def _written(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        self.banner.say(
            "done",
            t("reports_page.written", file=path.name),
            "",
            t("reports_page.open_folder"),
            lambda: _open(folder),
        )

    def open_printed(self) -> None:
        """Hand the paper shown to the system's own viewer, which prints."""
        if self.stack.currentWidget() is self.pdf:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file())))

    def _file(self) -> Path:
        return Path(self._folder.name) / f"{self._shown}.pdf"

    def _take_records(self, found: list[tuple[str, str]]) -> None:
        self.record.setVisible(self.current.needs_record)
        chosen = self.record.value()
        self._editor.set_options([Option(id, text) for id, text in found])
        ids = [id for id, _ in found]
        if self.current.needs_record:
            self.record.set_value(chosen if chosen in ids else (ids[-1] if ids else None))
        self._set_ready(bool(found))
        if found:
            self._preview()
        else:
            self.stack.setCurrentWidget(self.nothing)

    def _set_ready(self, ready: bool) -> None:
        for made in (self.pdf_button, self.xlsx_button, self.print_button):
            made.setEnabled(ready)
        self.own.show_paper(ready)

    def _preview(self) -> None:
        session, name, id = self.context.session, self.current.name, self.record_id()
        self._shown += 1
        number = self._shown
        self.stack.setCurrentWidget(self.waiting)

        def read_done(found: tuple[Any, list[str]]) -> None:
            made, missing = found
            if missing:
                self.banner.say("warn", t("error.glyph_missing", characters="、".join(missing)))
            self.context.tasks.run_long(
                lambda _progress: printing.render(made, "pdf", self._file()),
                lambda path: self._show(number, path),
                self._failed,
                owner=self,
                title=t("reports_page.preparing"),
            )

        def read() -> tuple[Any, list[str]]:
            made = paper.document(session, name, id)
            return made, printing.missing_glyphs(made)

        self.context.read(read, read_done, owner=self, failed=self._failed)

    def _show(self, number: int, path: Path) -> None:
        if number != self._shown:
            return
        self.pdf.show_file(path)
        self.stack.setCurrentWidget(self.pdf)

    def _failed(self, error: Exception) -> None:
        self.stack.setCurrentWidget(self.nothing)
        wording.tell(self.context.session.profile, error, self, self.banner)

    def _build(self) -> None:
        self.banner = Banner()
        self.pdf = PdfView()
        self.waiting = Empty("file-text", t("reports_page.preparing"))
        self.nothing = Empty("file-text", t("reports_page.nothing"), t("reports_page.nothing_hint"))
        self.stack = QStackedWidget()
        for widget in (self.waiting, self.pdf, self.nothing):
            self.stack.addWidget(widget)
        self._editor = ChoiceEditor([])
        self.record = Field("record", t("reports_page.record"), self._editor)
        self.record.committed.connect(lambda *_: self._preview())
        self.pdf_button = button("PDF", "file-down", "primary", lambda: self.write("pdf"))
        self.xlsx_button = button("Excel", "file-spreadsheet", "", lambda: self.write("xlsx"))
        self.print_button = button(t("reports_page.print"), "printer", "", self.open_printed)
        self.own = OwnFormBar(self, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(i18n.word("page_reports"), "title"))
        layout.addWidget(self.banner)
        both = QHBoxLayout()
        both.setSpacing(theme.space(2))
        both.addWidget(self._list())
        both.addWidget(self._paper(), 1)
        layout.addLayout(both, 1)
        self.rows["sheet"].setChecked(True)

    def _list(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(theme.px(SIDE))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        for group, names in _grouped(self._papers.values()).items():
            card = Card(t(f"reports_page.{group}"), _ICONS[group])
            for name in names:
                card.add(self._row(name))
            column.addWidget(card)
        column.addStretch(1)
        area = scrolling(theme.mark_as(side, role="scrolled"))
        area.setFixedWidth(theme.px(SIDE + 14))
        return area

    def _row(self, name: str) -> Row:
        row = Row()
        row.setCheckable(True)
        row.add(IconLabel("file-text", "muted"))
        row.add(label(self._papers[name].title, "body", wrap=True), 1)
        row.setAccessibleName(self._papers[name].title)
        row.clicked.connect(lambda _checked=False: self.choose(name))
        self.rows[name] = row
        return row

    def _paper(self) -> QWidget:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(self.record, 1)
        card.body.addLayout(head)
        own = (self.own.write_button, self.own.use_button)
        card.add(flow_row(self.pdf_button, self.xlsx_button, self.print_button, *own, gap=theme.space(1)))
        card.add(self.stack, 1)
        return card
