"""The papers: choose one and the record it is about, see it as it prints, write it as PDF or Excel."""

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.file_dialog import save_as
from app.gui.page import Page
from app.gui.reports.choices import Choices
from app.gui.reports.own_form_bar import OwnFormBar
from app.gui.reports.selection import Selection
from app.gui.scrolling import scrolling
from app.gui.tasks import Ticket
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.empty import Empty
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.grouped_list import Group, GroupedList
from app.gui.widgets.labels import label
from app.gui.widgets.pdf_view import PdfView
from app.services import paper, printing, record
from app.services.paper import Paper
from app.services.paper_registers import ALL, Chosen, years

SIDE, LEAST = 300, 320
_ICONS = {"requests": "file-text", "registers": "list"}


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


def _group_title(group: str) -> str:
    """The heading of a group: of the program's own papers, or of a group of further records."""
    name, _, records = group.partition(".")
    return t(f"records_page.group.{records}") if records else t(f"reports_page.{name}")


class ReportsPage(Page):
    """The list at the left, the paper itself at the right."""

    watches = frozenset(
        {"sheet", "answer", "disposal", "carryout", "medium", "person", "improvement", "compilation", "entry", "tally"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self._families = paper.families(context.session)
        self._papers = {item.name: item for family in self._families.values() for item in family}
        self.current: Paper = self._papers["sheet"]
        self._shown, self._wanted = 0, ""
        self._rendering: Ticket | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="paper-", ignore_cleanup_errors=True)
        self.destroyed.connect(self._folder.cleanup)
        self._build()

    def refresh(self) -> None:
        """Read the records that the chosen paper can be made of, then show it."""
        session, name = self.context.session, self.current.name

        def read() -> tuple[list[tuple[str, str]], tuple[range, range]]:
            return paper.summaries(session, name), years(session)

        def take(found: tuple[list[tuple[str, str]], tuple[range, range]]) -> None:
            if name == self.current.name:  # else another paper was chosen meanwhile, whose records are on their way
                self._take_records(*found)

        self.context.read(read, take, owner=self)

    def place(self) -> str:
        return self.current.name

    def open_record(self, id: str) -> None:
        """Show a paper by its name, or by ``name/record`` that of one record."""
        name, _, self._wanted = id.partition("/")
        if name in self._papers:
            self.choose(name)

    def choose(self, name: str) -> None:
        """Choose a paper; the first of its form where only the form is chosen."""
        self.current = self._papers[name]
        self.list.check(self._family)
        self._offer_kinds()
        self.banner.hide()
        self.refresh()

    @property
    def _family(self) -> str:
        return self.current.family or self.current.name

    def _offer_kinds(self) -> None:
        """Filled in, list, by hand: as many as the form has."""
        kinds = self._families[self._family]
        self._kind_editor.set_options([Option(each.name, t(f"reports_page.kind.{each.kind}")) for each in kinds])
        self.kind.set_value(self.current.name)
        self.kind.setVisible(len(kinds) > 1)

    def chosen(self) -> Chosen:
        """Which rows of a register are printed."""
        return self.selection.value() if self.selection.isVisibleTo(self) else ALL

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
        session, name, id, rows = self.context.session, self.current.name, self.record_id(), self.chosen()

        def read_done(made: Any) -> None:
            self.context.tasks.run_long(
                lambda _progress: printing.render(made, kind, path),
                self._written,
                self._failed,
                owner=self,
                title=t("reports_page.writing"),
            )

        self.context.read(lambda: paper.document(session, name, id, rows), read_done, owner=self, failed=self._failed)

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

    def _take_records(self, found: list[tuple[str, str]], span: tuple[range, range]) -> None:
        self.record.setVisible(self.current.needs_record)
        self.selection.setVisible(self.current.kind == "register")
        if self.current.kind == "register":
            self.selection.offer(record.form_of(self.context.session, self.current.form), *span)
        chosen, self._wanted = self._wanted or self.record.value(), ""
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
        session, name, id, rows = self.context.session, self.current.name, self.record_id(), self.chosen()
        self._shown += 1
        number, path = self._shown, self._file()
        self.stack.setCurrentWidget(self.waiting)
        if self._rendering is not None:
            self._rendering.cancel()

        def read_done(found: tuple[Any, list[str]]) -> None:
            made, missing = found
            if missing:
                self.banner.say("warn", t("error.glyph_missing", characters=listed(missing)))
            self._rendering = self.context.tasks.run_long(
                lambda _progress: printing.render(made, "pdf", path),
                lambda path: self._show(number, path),
                self._failed,
                owner=self,
                title="",  # the place of the preview says that it is being prepared
            )

        def read() -> tuple[Any, list[str]]:
            made = paper.document(session, name, id, rows)
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
        self._kind_editor = ChoiceEditor([])
        self.kind = Field("kind", t("reports_page.kind"), self._kind_editor)
        self.kind.committed.connect(lambda _name, value: self.choose(str(value)))
        self.selection = Selection()
        self.selection.changed.connect(self._preview)
        self.pdf_button = button("PDF", "file-down", "primary", lambda: self.write("pdf"))
        self.xlsx_button = button("Excel", "file-spreadsheet", "", lambda: self.write("xlsx"))
        self.print_button = button(t("reports_page.print"), "printer", "", self.open_printed)
        self.own = OwnFormBar(self, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(i18n.word("page_reports"), "title"))
        both = QHBoxLayout()
        both.setSpacing(theme.space(2))
        self.list = self._list()
        both.addWidget(self.list)
        both.addWidget(scrolling(theme.mark_as(self._paper(), role="card")), 1)
        layout.addLayout(both, 1)
        self.list.check("sheet")
        self._offer_kinds()

    def _list(self) -> GroupedList:
        groups: dict[str, list[tuple[str, str]]] = {}
        for family, members in self._families.items():
            groups.setdefault(members[0].group, []).append((family, members[0].title))
        made = GroupedList(
            [Group(_group_title(key), entries, _ICONS.get(key, "folder-open")) for key, entries in groups.items()],
            t("reports_page.find"),
            SIDE,
        )
        made.chosen.connect(lambda family: self.choose(self._families[family][0].name))
        return made

    def _paper(self) -> QWidget:
        card = Card()
        card.add(Choices(self.kind, self.record, self.selection))
        own = (self.own.write_button, self.own.use_button)
        card.add(flow_row(self.pdf_button, self.xlsx_button, self.print_button, *own, gap=theme.space(1)))
        card.add(self.banner)  # below the buttons, so that none of them moves under the pointer
        self.stack.setMinimumHeight(theme.px(LEAST))
        card.add(self.stack, 1)
        return card
