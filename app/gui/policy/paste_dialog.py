"""対策基準を貼るだけ: paste or drop a standard, look through the questions proposed, save a draft policy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.common.errors import Expected
from app.common.i18n import t
from app.common.paths import Paths
from app.gui import theme
from app.gui.errors import show_error
from app.gui.file_dialog import open_file
from app.gui.manual import listen
from app.gui.policy.paste_detail import PasteDetail
from app.gui.policy.paste_model import FILTERS, HEADING, QUESTION, SURENESS, TAKEN, PasteModel
from app.gui.tasks import Tasks
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.table_view import TableView
from app.gui.widgets.text_editors import LineEditor
from app.services import policies, standards
from app.services.standards import Reading

WIDTH, HEIGHT, SIDE, NARROW = 1160, 720, 390, 1000


class PasteArea(QPlainTextEdit):
    """Text is pasted; a file dropped or pasted is told by ``dropped``."""

    dropped = Signal(Path)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        if files:
            self.dropped.emit(Path(files[0]))
        else:
            super().insertFromMimeData(source)


class PasteDialog(QDialog):
    """Two steps: the text, then its duties with a question each. ``saved`` tells the folder of the draft, which is kept
    among the user's own policies."""

    saved = Signal(Path)

    def __init__(self, tasks: Tasks, paths: Paths, parent: QWidget | None, municipality: str = "") -> None:
        super().__init__(parent)
        self._tasks, self._paths = tasks, paths
        self._chosen_by_hand = False
        self.reading: Reading | None = None
        self.model: PasteModel | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("paste.title"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.banner = Banner()
        self.steps = QStackedWidget()
        self.steps.addWidget(self._paste_step(municipality))
        self.steps.addWidget(self._review_step())
        self._build()
        self._go(0)
        room = self.screen().availableSize()
        width = min(theme.px(WIDTH), room.width() - 24)
        self.resize(width, min(theme.px(HEIGHT), room.height() - 48))

    # ---- how it is laid out

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(t("paste.title"), "section"))
        layout.addWidget(self.banner)
        layout.addWidget(self.steps, 1)
        self.back = button(t("paste.back"), "chevron-left", "", lambda: self._go(0))
        self.cancel = button(t("paste.cancel"), "", "", self.reject)
        self.next = button(t("paste.read"), "arrow-right", "primary", self.go_on)
        self.next.setToolTip("Ctrl+Enter")
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(1))
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.next)
        layout.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go_on)
        listen(self)

    def _paste_step(self, municipality: str) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        column.addWidget(label(t("paste.text"), "body", wrap=True))
        self.area = PasteArea()
        self.area.setPlaceholderText(t("paste.placeholder"))
        self.area.setAccessibleName(t("paste.area"))
        self.area.dropped.connect(self.read_file)
        column.addWidget(self.area, 1)
        column.addLayout(self._names(municipality))
        row = QHBoxLayout()
        row.addWidget(button(t("paste.choose_file"), "folder-open", "", self._on_file))
        row.addWidget(label(t("paste.stays_here"), "hint", wrap=True), 1)
        column.addLayout(row)
        return step

    def _review_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        self.figures = label("", "body", wrap=True)
        column.addWidget(self.figures)
        head = QHBoxLayout()
        self.filter = ChoiceEditor([Option(key, t(f"paste.filter.{key}")) for key in FILTERS])
        self.filter.set_value("all")
        self.filter.target.setAccessibleName(t("paste.filter"))
        self.filter.edited.connect(self._on_filter)
        widest = max(self.fontMetrics().horizontalAdvance(t(f"paste.filter.{key}")) for key in FILTERS)
        self.filter.setFixedWidth(widest + theme.px(64))
        head.addWidget(self.filter)
        head.addWidget(label(t("paste.keys"), "hint", wrap=True), 1)
        column.addLayout(head)
        self.view, self.detail = TableView(), PasteDetail()
        self.view.setAccessibleName(t("paste.table"))
        tick = QShortcut(QKeySequence(Qt.Key.Key_Space), self.view, context=Qt.ShortcutContext.WidgetShortcut)
        tick.activated.connect(self._on_space)  # wherever in its row the pointer has put the cell of the keyboard
        self.detail.picked.connect(self._on_picked)
        self.middle = QSplitter()
        self.middle.setChildrenCollapsible(False)
        self.middle.setHandleWidth(theme.px(1))
        self.middle.addWidget(self.view)
        self.middle.addWidget(self.detail)
        column.addWidget(self.middle, 1)
        return step

    def _names(self, municipality: str) -> QHBoxLayout:
        self.city = Field("city", t("paste.city"), LineEditor(), required=True)
        self.id = Field("id", t("paste.id"), LineEditor(), required=True, hint=t("paste.id_hint"))
        self.edition = Field("edition", t("paste.edition"), LineEditor(), hint=t("paste.edition_hint"))
        self.city.set_value(municipality)
        self.id.set_value(policies.free_id("own", self._paths))
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addWidget(self.city, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.edition, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.id, 1, Qt.AlignmentFlag.AlignTop)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the clause below the table instead of beside it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= theme.px(NARROW)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.middle.orientation() != wanted:
            self.middle.setOrientation(wanted)
        whole = self.width() - 2 * theme.space(3) if wide else self.middle.height()
        share = theme.px(SIDE) if wide else whole // 2
        self.middle.setSizes([max(whole - share, 1), share])

    # ---- what happens

    def go_on(self) -> None:
        """Read what was pasted, or save the draft."""
        if not self.next.isEnabled():
            return
        if not self._is_named():
            self._go(0)
            lacking = self.city if self.city.error() else self.id
            lacking.editor.target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.steps.currentIndex() == 0:
            self.read_text(self.area.toPlainText())
        else:
            self.save()

    def read_file(self, path: Path) -> None:
        """Split the standard in a file and propose the questions."""
        self._working(True)
        self._tasks.run_long(
            lambda progress: standards.read_file(path, progress),
            self._show,
            self._failed,
            owner=self,
            title=t("paste.reading"),
            stopped=lambda: self._working(False),
        )

    def read_text(self, text: str) -> None:
        """Split a pasted standard and propose the questions."""
        self._working(True)
        self._tasks.run_long(
            lambda progress: standards.read_text(text, "", progress),
            self._show,
            self._failed,
            owner=self,
            title=t("paste.reading"),
            stopped=lambda: self._working(False),
        )

    def _show(self, reading: Reading) -> None:
        self._working(False)
        self.banner.hide()
        self._chosen_by_hand = False
        self.reading, self.model = reading, PasteModel(reading)
        self.view.setModel(self.model)
        header = self.view.horizontalHeader()
        for column, width in enumerate((52, self._width_of_clauses(), 150, 330)):
            self.view.setColumnWidth(column, theme.px(width))
        header.setSectionResizeMode(QUESTION, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(HEADING, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(SURENESS, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._on_row())
        self.model.modelReset.connect(self._on_reset)
        self.model.changed.connect(self._on_changed)
        self._count()
        self._go(1)
        self.view.setCurrentIndex(self.model.index(0, TAKEN))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self) -> None:
        self._chosen_by_hand = True
        self._count()

    def _width_of_clauses(self) -> int:
        """What the longest citation takes, within bounds: cut off before their end they all look the same."""
        measure = self.view.fontMetrics().horizontalAdvance
        rows = self.model.rows if self.model is not None else []
        widest = max((measure(row.proposal.clause.citation) for row in rows), default=0)
        return min(max(120, round(widest / theme.px(1000) * 1000) + 24), 220)

    def _count(self) -> None:
        if self.reading is None or self.model is None:
            return
        taken = self.model.chosen()
        values = {"clauses": len(self.reading.split.clauses), "duties": len(self.model.rows), "taken": len(taken)}
        open_ones = len(self.model.rows) - len(taken)
        said = t("paste.figures", items=len({each.key for each in taken.values()}), open=open_ones, **values)
        if self.reading.split.left:
            said += " " + t("paste.left", n=len(self.reading.split.left))
        self.figures.setText(said)
        self.figures.setToolTip("\n".join(self.reading.split.left[:40]))
        self.next.setEnabled(bool(taken))

    def _on_filter(self) -> None:
        if self.model is not None:
            self.model.filter(str(self.filter.value() or "all"))

    def _on_reset(self) -> None:
        if self.model is not None and self.model.shown:
            self.view.setCurrentIndex(self.model.index(0, TAKEN))
        self._on_row()

    def _on_row(self) -> None:
        place = self.view.currentIndex().row()
        found = self.model is not None and 0 <= place < len(self.model.shown)
        self.detail.show_row(self.model.shown[place] if found and self.model else None)

    def _on_space(self) -> None:
        place = self.view.currentIndex().row()
        if self.model is not None and 0 <= place < len(self.model.shown):
            self.model.take(place, not self.model.shown[place].taken)

    def _on_picked(self, candidate: int) -> None:
        if self.model is not None:
            self.model.choose(self.view.currentIndex().row(), candidate)

    def _go(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.back.setVisible(step > 0)
        self.next.setText(t("paste.save" if step else "paste.read"))
        self.next.setEnabled(True)
        if step:
            self._count()
            self._arrange()
        else:
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _working(self, working: bool) -> None:
        self.next.setEnabled(not working)
        if working:
            self.banner.hide()  # what it said was about the file before

    def _on_file(self) -> None:
        path = open_file(self, t("paste.choose_file"), t("paste.file_filter"))
        if path is not None:
            self.read_file(path)

    def _is_named(self) -> bool:
        for each in (self.city, self.id):
            each.set_error("" if str(each.value() or "").strip() else t("error.required"))
        return not (self.city.error() or self.id.error())

    def save(self, *, replace: bool = False) -> None:
        """Keep the draft among the user's own policies and tell where it lies."""
        if self.reading is None or self.model is None:
            return
        reading, chosen = self.reading, self.model.chosen()
        city, id = str(self.city.value() or "").strip(), str(self.id.value() or "").strip()
        edition = str(self.edition.value() or "").strip()
        self._working(True)
        self._tasks.run(
            lambda: policies.take(
                standards.make(reading, chosen, id, city, edition=edition), self._paths, replace=replace
            ),
            self._on_saved,
            self._failed,
            owner=self,
        )

    def _on_saved(self, folder: Path) -> None:
        self.saved.emit(folder)
        self.accept()

    def reject(self) -> None:
        """What was chosen row by row is thrown away only by somebody who says so."""
        if not self._chosen_by_hand:
            super().reject()
            return
        way_out = t("policy_page.throw_away")
        self.banner.say("warn", t("paste.unsaved"), way_out=way_out, on_way_out=super().reject)

    def _failed(self, error: Exception) -> None:
        self._working(False)
        if not isinstance(error, Expected):
            show_error(error, self)
        elif error.code in ("standard_id", "policy_built_in", "policy_id_odd"):
            self._go(0)
            self.id.set_error(str(error))
            self.id.editor.target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif error.code == "policy_registered":
            said = t("policy_page.replace_question", said=str(error))
            self.banner.say("warn", said, "", t("policy_page.replace"), lambda: self.save(replace=True))
        else:
            self.banner.say("warn", str(error))
