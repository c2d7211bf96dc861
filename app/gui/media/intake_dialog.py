"""Taking in a register from Excel or CSV: choose, look through, mend or leave out, and enter all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.common import i18n
from app.common.i18n import listed, t
from app.common.text import file_name
from app.domain.words import field_label
from app.gui import fields, theme, wording
from app.gui.context import Context
from app.gui.file_dialog import open_file, save_as
from app.gui.form_dialog import FormDialog
from app.gui.media.intake_preview import PreviewModel, PreviewTable
from app.gui.memory import Memory
from app.gui.tasks import Progress, Ticket
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.empty import Empty
from app.gui.widgets.labels import label
from app.services import intake, people, record
from app.services.session import Changes

#: Under which name the matching of columns is remembered in this person's settings.
MEMORY = "import.medium"
#: How many faults are listed; the rest is counted.
LISTED = 300
_EXCEL = "Excel (*.xlsx)"


class _Roomy(QStyledItemDelegate):
    """Leaves air above and below a sentence of several lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index) + QSize(0, theme.px(10))


class IntakeDialog(FormDialog):
    """``done(n)`` after so many rows were entered."""

    def __init__(self, context: Context, parent: QWidget | None, done: Callable[[int], None] | None = None) -> None:
        super().__init__(context, parent, t("media_import.title"), t("media_import.take"), 760)
        self._done = done
        self._form = record.form_of(context.session, "medium")
        self._items = {item.name: item for item in intake.media_fields(context.session)}
        self._memory = Memory(context.settings)
        self._path: Path | None = None
        self._busy = False
        self._speaker = fields.Speaker(context.session.profile, {}, {}, {})
        self.found: intake.Preview | None = None
        self._build()
        self._show_state()
        self.spread(1000, 680)
        session = context.session
        context.read(lambda: people.all_people(session), self._name_people, owner=self)

    # ---- what is asked

    def read(self, path: Path) -> None:
        """Preview this file with the matching that is remembered."""
        self._path = path
        self.sheet.set_options([])
        self._again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        found = self.found
        if found is None or not self.accept_button.isEnabled() or self._busy:
            return
        session, skip = self.context.session, self.skip.isChecked()

        def work(progress: Progress) -> Changes:
            return intake.take_media(session, found, skip, progress)

        self._busy = True
        ticket = self.context.tasks.run_long(
            work, self._taken, self.failed, owner=self, title=t("media_import.taking"), with_store=True
        )
        told = ticket.finished
        ticket.finished = lambda: self._ended(ticket, told)

    def reject(self) -> None:
        if not self._busy:
            super().reject()

    def failed(self, error: Exception) -> None:
        """Say what was refused; what could not be read is not shown as if it could."""
        self._busy = False
        super().failed(error)
        self._show_state()

    def save_template(self) -> None:
        """Ask where to, and write the book to fill in."""
        session = self.context.session
        self._save(t("media_import.template"), "template", lambda path: intake.write_template(session, path))

    def save_faulty(self) -> None:
        """Ask where to, and write the rows to mend."""
        session, found = self.context.session, self.found
        if found is not None:
            self._save(t("media_import.save_faulty"), "faulty", lambda path: intake.write_faulty(session, found, path))

    # ---- what happens

    def _ended(self, ticket: Ticket, told: Callable[[], None] | None) -> None:
        """Who stopped the work sees what became of it: nothing, or all of it if he came too late."""
        if told is not None:
            told()
        if ticket.cancelled:
            self._busy = False
            self.context.signals.changed.emit(Changes(frozenset({"medium"})))
            self._again()

    def _taken(self, changes: Changes) -> None:
        self._busy = False
        found = self.found
        self.context.signals.changed.emit(changes)
        self.accept()
        if self._done is not None and found is not None:
            self._done(len(found.good))

    def _choose(self) -> None:
        path = open_file(self, t("media_import.choose"), "Excel, CSV (*.xlsx *.csv *.tsv *.txt)")
        if path is not None:
            self.read(path)

    def _again(self) -> None:
        session, path = self.context.session, self._path
        if path is None:
            return
        mapping, sheet = dict(self._memory.get(MEMORY, {})), str(self.sheet.value() or "")
        defaults = {
            name: value
            for name, field in self.form.fields.items()
            if field.isVisibleTo(self) and (value := field.value())
        }
        self.banner.hide()
        self.context.read(
            lambda: intake.preview_media(session, path, mapping, defaults, sheet),
            self._show,
            owner=self,
            failed=self.failed,
        )

    def _on_matched(self, key: str, field: str) -> None:
        """A person said which field a column fills: another column that filled it fills nothing from now on."""
        if self.found is None:
            return
        others = {one.key: "" for one in self.found.head.columns if field and one.field == field and one.key != key}
        self._memory[MEMORY] = {**self._memory.get(MEMORY, {}), **others, key: field}
        self._again()

    def _name_people(self, found: list[dict[str, Any]]) -> None:
        names = {row["id"]: str(row["name"]) for row in found}
        self._speaker = fields.Speaker(self.context.session.profile, {"medium": self._form}, names, {})

    def _show(self, found: intake.Preview) -> None:
        self.found = found
        self.sheet.set_options([Option(name, name) for name in found.sheets])
        self.sheet.set_value(found.head.sheet.name)
        self.sheet.setVisible(len(found.sheets) > 1)
        for name, field in self.form.fields.items():
            field.setVisible(not found.head.at(name))
        self.preview.show_list(PreviewModel(found, self._items, self._speaker))
        self.stack.setCurrentWidget(self.preview)
        self._list_faults(found)
        self._show_state()

    def _list_faults(self, found: intake.Preview) -> None:
        listed = sorted(found.flaws, key=lambda flaw: (not flaw.blocks, flaw.row))[:LISTED]
        self.faults.setRowCount(len(listed))
        for place, flaw in enumerate(listed):
            why = str(flaw) if flaw.blocks else t("media_import.warning", why=str(flaw), n=flaw.rows)
            if flaw.clauses:
                clauses = wording.citations(self.context.session.profile, flaw.clauses)
                why = t("media_import.with_clauses", why=why, clauses=clauses)
            cell = flaw.cell if flaw.row else "－"
            for column, text in enumerate((cell, field_label(self._form, flaw.field), flaw.value, why)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if flaw.blocks and column == 0:
                    item.setForeground(theme.colour("not"))
                self.faults.setItem(place, column, item)
        self._flaws = listed
        self.faults.setVisible(bool(listed))

    def _show_state(self) -> None:
        found = self.found
        rows, faulty = (len(found.good), len(found.faulty)) if found else (0, 0)
        missing = bool(found and found.missing)
        self.form.setVisible(found is not None and any(not found.head.at(name) for name in self.form.fields))
        self.file.setText(found.file if found else "")
        self.said.setText(self._summary(found) if found else "")
        self.said.setVisible(found is not None)
        self.mend.setVisible(bool(faulty) and not missing)
        self.skip.setVisible(bool(faulty and rows) and not missing)
        self.skip.setText(t("media_import.skip", n=f"{faulty:,}"))
        if not self.skip.isVisibleTo(self):
            self.skip.setChecked(False)
        self.accept_button.setText(t("media_import.take_n", n=f"{rows:,}") if rows else t("media_import.take"))
        self._allow()

    def _allow(self) -> None:
        found = self.found
        free = found is not None and not found.missing and (not found.faults or self.skip.isChecked())
        self.accept_button.setEnabled(bool(free and found and found.good))

    def _summary(self, found: intake.Preview) -> str:
        if found.missing:
            fields = listed(field_label(self._form, flaw.field) for flaw in found.missing)
            return t("media_import.missing", fields=fields)
        parts = [t("media_import.counts", rows=f"{len(found.lines):,}", good=f"{len(found.good):,}")]
        if found.faults:
            parts.append(t("media_import.count_faults", n=f"{len(found.faults):,}", rows=f"{len(found.faulty):,}"))
        if len(found.flaws) > LISTED:
            parts.append(t("media_import.listed", n=LISTED))
        if found.left_out:
            parts.append(t("media_import.left_out", n=f"{len(found.left_out):,}"))
        return ("" if i18n.language() == "ja" else " ").join(parts)

    def _save(self, title: str, kind: str, write: Callable[[Path], Path]) -> None:
        unit, day = self.context.session.unit["unit"], self.context.session.today.replace("-", "")
        name = t(f"media_import.file.{kind}")
        path = save_as(self, title, file_name(f"【{unit}】{name}_{day}.xlsx"), _EXCEL)
        if path is None:
            return
        self.context.tasks.run_long(
            lambda _progress: write(path),
            lambda made: self.banner.say("done", t("reports_page.written", file=made.name)),
            super().failed,
            owner=self,
            title=t("reports_page.writing"),
            with_store=True,
        )

    # ---- how it is built

    def _build(self) -> None:
        self.file = label("", "strong")
        self.sheet = ChoiceEditor([])
        self.sheet.target.setAccessibleName(t("media_import.sheet"))
        self.sheet.edited.connect(self._again)
        self.sheet.hide()
        self.box.insertLayout(2, self._head())
        self._ask_defaults()
        none, gone = Option("", t("media_import.nothing")), Option("gone", t("media_import.gone"))
        options = [Option(name, field_label(self._form, name)) for name in self._items]
        self.preview = PreviewTable([none, *options, gone])
        self.preview.chosen.connect(self._on_matched)
        self.stack = QStackedWidget()
        self.stack.addWidget(Empty("upload", t("media_import.empty"), t("media_import.empty_hint")))
        self.stack.addWidget(self.preview)
        self.stack.setMinimumHeight(theme.px(150))
        self.said = label("", "strong", wrap=True)
        self.faults = self._fault_table()
        self.mend = button(t("media_import.save_faulty"), "file-down", "", self.save_faulty)
        self.skip = QCheckBox()
        self.skip.toggled.connect(self._allow)
        way = QHBoxLayout()
        way.addWidget(self.skip)
        way.addStretch(1)
        way.addWidget(self.mend)
        place = self.box.indexOf(self.form)
        self.box.setStretchFactor(self.form, 0)
        for step, widget in enumerate((self.stack, self.said, self.faults), 1):
            self.box.insertWidget(place + step, widget, 1 if widget is self.stack else 0)
        self.box.insertLayout(place + 4, way)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        self.choose_button = button(t("media_import.choose"), "upload", "", self._choose)
        head.addWidget(self.choose_button)
        head.addWidget(self.file)
        head.addWidget(self.sheet)
        head.addStretch(1)
        head.addWidget(button(t("media_import.template"), "file-spreadsheet", "link", self.save_template))
        return head

    def _ask_defaults(self) -> None:
        """Required fields that a list may not have, and the zone: one value for all its rows."""
        profile = self.context.session.profile
        wanted = [name for name, item in self._items.items() if item.required and name not in ("medium_no", "quantity")]
        made = [fields.make(profile, self._form, name) for name in (*wanted, "zone") if name in self._items]
        for field in made:
            field.set_required(False)
            field.set_clause("")
            field.set_hint(t("media_import.default_hint"))
            field.committed.connect(lambda _name, _value: self._again())
        self.form.add_row(*made)

    def _fault_table(self) -> QTableWidget:
        made = QTableWidget(0, 4)
        made.setAccessibleName(t("media_import.faults"))
        names = ("cell", "field", "written", "why")
        made.setHorizontalHeaderLabels([t(f"media_import.fault.{name}") for name in names])
        made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        made.verticalHeader().hide()
        made.verticalHeader().setMinimumSectionSize(theme.px(32))
        made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        made.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        made.setItemDelegate(_Roomy(made))
        made.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in enumerate((72, 160, 150)):
            made.setColumnWidth(column, theme.px(wide))
        made.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        made.setFixedHeight(theme.px(176))
        made.itemSelectionChanged.connect(self._on_fault)
        made.hide()
        return made

    def _on_fault(self) -> None:
        place = self.faults.currentRow()
        if 0 <= place < len(self._flaws) and self._flaws[place].row:
            self.preview.go_to(self._flaws[place].row, self._flaws[place].field)
