"""Counting in what came back on paper: how many were asked, how many answered, and each answer's count."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QIntValidator
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import fields, theme, wording
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.services import inspection, record, results

#: The most sheets that one line may count.
MOST = 9999


class Count(QLineEdit):
    """How many persons gave an answer; empty is nobody. It takes the keys like a cell: the old number is replaced."""

    def __init__(self) -> None:
        super().__init__("0")
        self.setValidator(QIntValidator(0, MOST, self))
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> int:
        """The number."""
        return int(self.text() or 0)

    def set_value(self, count: int) -> None:
        """Show a number."""
        self.setText(str(count))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)  # after the press of the mouse, which puts the cursor somewhere


class TallyDialog(FormDialog):
    """One line a question, one number an answer; ○ is what is left over when the rest is filled in."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent, t("inspection_page.tally"), t("inspection_page.tally_save"), 880)
        session = context.session
        self._declared = record.form_of(session, "tally")
        kinds = [
            Option(key, kind.label.get(i18n.language()))
            for key, kind in session.profile.inspections.items()
            if inspection.items_for(session, key)
        ]
        self._kind = ChoiceEditor(kinds)
        profile = session.profile
        self.form.add_row(
            Field("sheet", t("field.tally.sheet"), self._kind, required=True),
            fields.make(profile, self._declared, "asked"),
            fields.make(profile, self._declared, "returned"),
        )
        self.table = QTableWidget()
        self.table.setMinimumHeight(theme.px(320))
        self.table.setAccessibleName(t("field.tally.counts"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(56))
        self.form.add_widget(self.table)
        self.form.add(fields.make(profile, self._declared, "remark"), folded=True)
        self._spins: dict[tuple[str, str], Count] = {}
        self.form.edited.connect(self._on_edited)
        self._kind.set_value(kinds[0].code if kinds else None)
        self._fill()

    def counts(self) -> list[dict[str, Any]]:
        """Every count that is not zero."""
        return [
            {"item": code, "value": value, "count": spin.value()}
            for (code, value), spin in self._spins.items()
            if spin.value()
        ]

    def _on_edited(self, name: str) -> None:
        if name == "sheet":
            self._fill()
        if name == "returned":
            self._complete()

    def _fill(self) -> None:
        session = self.context.session
        scale, items = session.profile.scale, inspection.items_for(session, str(self._kind.value() or ""))
        self._spins = {}
        self.table.clear()
        self.table.setRowCount(len(items))
        self.table.setColumnCount(1 + len(scale))
        self.table.setHorizontalHeaderItem(0, QTableWidgetItem(t("field.tally.counts.item")))
        for column, choice in enumerate(scale.values(), 1):
            head = QTableWidgetItem(choice.mark)
            head.setToolTip(choice.label.get(i18n.language()))
            self.table.setHorizontalHeaderItem(column, head)
        for row, item in enumerate(items):
            cell = QTableWidgetItem(f"{row + 1}. {wording.question(item)}")
            cell.setFlags(cell.flags() & ~Qt.ItemFlag.ItemIsEditable)
            cell.setToolTip(cell.text())
            self.table.setItem(row, 0, cell)
            for column, value in enumerate(scale, 1):
                spin = Count()
                spin.setToolTip(scale[value].label.get(i18n.language()))
                spin.setAccessibleName(f"{cell.text()} {scale[value].label.get(i18n.language())}")
                self._spins[item.code, value] = spin
                self.table.setCellWidget(row, column, spin)
                if column > 1:
                    spin.textChanged.connect(lambda _text, code=item.code: self._fill_rest(code))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column in range(1, 1 + len(scale)):
            self.table.setColumnWidth(column, theme.px(72))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _complete(self) -> None:
        """Fill the first answer of each line with whoever is left, so that only the others are typed."""
        for code in {code for code, _ in self._spins}:
            self._fill_rest(code)

    def _fill_rest(self, code: str) -> None:
        """Whoever gave no other answer to a question gave the first one."""
        returned = self.form.fields["returned"].value() or 0
        first, *others = self.context.session.profile.scale
        counted = sum(self._spins[code, value].value() for value in others)
        self._spins[code, first].set_value(max(int(returned) - counted, 0))

    def submit(self) -> None:
        self.form.settle()
        if self.form.faults():
            return
        values = {name: value for name, value in self.form.values().items() if value not in (None, "")}
        returned = int(values.get("returned") or 0)
        sums: dict[str, int] = {}
        for line in self.counts():
            sums[line["item"]] = sums.get(line["item"], 0) + line["count"]
        if any(total > returned for total in sums.values()):
            self.banner.say("warn", t("inspection_page.tally_too_many", n=returned))
            return
        session, counts = self.context.session, self.counts()
        self.change(lambda: results.count_in(session, {**values, "source": "paper", "counts": counts}))
