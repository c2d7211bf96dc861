"""The fields of a form in one column, with what is seldom needed folded under 詳細."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common.errors import Fault
from app.common.i18n import t
from app.gui import theme
from app.gui.icons import icon
from app.gui.widgets.buttons import button
from app.gui.widgets.field import Field


class Fold(QWidget):
    """A heading that opens and closes what lies under it; closed at first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = button("", "chevron-right", "link")
        self.button.setCheckable(True)
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(0, theme.space(1), 0, 0)
        self.body.setSpacing(theme.space(2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(self.button)
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(self.inside)
        self.button.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def open(self) -> None:
        """Show what is inside."""
        self.button.setChecked(True)

    def set_title(self, title: str) -> None:
        """The words of the heading."""
        self.button.setText(title)
        self.button.setAccessibleName(title)

    def _on_toggled(self, opened: bool) -> None:
        self.button.setIcon(icon("chevron-down" if opened else "chevron-right", "accent"))
        self.inside.setVisible(opened)


def _stops(field: QWidget) -> list[QWidget]:
    """Where Tab stops within a field, in its present order."""
    found: list[QWidget] = []
    stop = field.nextInFocusChain()
    while stop is not None and stop is not field:
        if field.isAncestorOf(stop) and stop.focusPolicy() & Qt.FocusPolicy.TabFocus and stop.focusProxy() is None:
            found.append(stop)
        stop = stop.nextInFocusChain()
    return found


class FormLayout(QWidget):
    """A stack of fields that speaks by field name."""

    edited = Signal(str)
    committed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self._folded: set[str] = set()
        self._fold = Fold()
        self._fold.hide()
        self._stack = QVBoxLayout()
        self._stack.setSpacing(theme.space(2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(2))
        layout.addLayout(self._stack)
        layout.addWidget(self._fold)
        layout.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lead_through()

    def _lead_through(self) -> None:
        """Tab goes down the fields, then to 詳細, then through what lies under it, as the eye does."""
        plain = [field for name, field in self.fields.items() if name not in self._folded]
        if not self._folded or not plain:
            return
        before = [self._fold.button, *(stop for name in self._folded_in_order() for stop in _stops(self.fields[name]))]
        anchor = _stops(plain[-1])[-1:] or [plain[-1].editor.target]
        for first, second in pairwise((*anchor, *before)):
            QWidget.setTabOrder(first, second)

    def _folded_in_order(self) -> list[str]:
        return [name for name in self.fields if name in self._folded]

    def add(self, field: Field, folded: bool = False) -> Field:
        """Append a field; `folded` puts it under 詳細."""
        self._take(field)
        if folded:
            self._folded.add(field.name)
            self._fold.body.addWidget(field)
            self._fold.set_title(t("widget.form.details", n=len(self._folded)))
            self._fold.show()
        else:
            self._stack.addWidget(field)
        return field

    def add_row(self, *fields: Field) -> None:
        """Append short fields side by side."""
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        for field in fields:
            self._take(field)
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self._stack.addLayout(row)

    def add_widget(self, widget: QWidget) -> None:
        """Append something that is no field, such as a banner with the rule that applies."""
        self._stack.addWidget(widget)

    def values(self) -> dict[str, Any]:
        """All values by field name."""
        return {name: field.value() for name, field in self.fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; fields that are not named stay as they are."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].set_value(value)

    def faults(self) -> dict[str, str]:
        """Show beside each field what is wrong with its text, and give those sentences by field name."""
        found = {name: field.fault() for name, field in self.fields.items()}
        for name, sentence in found.items():
            self.fields[name].set_error(sentence)
        return {name: sentence for name, sentence in found.items() if sentence}

    def show_faults(self, faults: Iterable[Fault]) -> list[Fault]:
        """Put each sentence beside its field, go to the first, and give back those whose field is not here."""
        sentences: dict[str, str] = {}
        within: dict[str, dict[str, str]] = {}
        strangers = []
        for fault in faults:
            whole, _, part = fault.field.partition(".")
            if part and whole in self.fields:
                within.setdefault(whole, {}).setdefault(part, str(fault))
            elif fault.field in self.fields:
                # what cannot be read as typed reaches nobody, and is then said to be missing
                sentences.setdefault(fault.field, self.fields[fault.field].fault() or str(fault))
            else:
                strangers.append(fault)
        for name, field in self.fields.items():
            field.set_error(sentences.get(name, ""))
            field.editor.show_within(within.get(name, {}))
        self.reveal_fault()
        return strangers

    def reveal_fault(self) -> None:
        """Go to the first field that says what is wrong, and scroll it with its sentence into sight."""
        first = next((field for field in self.fields.values() if field.is_faulty()), None)
        if first is None:
            return
        if first.name in self._folded:
            self._fold.open()
        part = first.editor.faulty_within()
        (part or first.editor.target).setFocus(Qt.FocusReason.OtherFocusReason)
        if part is None:  # which has come into sight by itself
            first.come_into_sight()

    def settle(self) -> None:
        """Commit everything typed and not yet told (before leaving the page)."""
        for field in self.fields.values():
            field.settle()

    def set_read_only(self, read_only: bool) -> None:
        """Show the values without letting them be changed."""
        for field in self.fields.values():
            field.set_read_only(read_only)

    def _take(self, field: Field) -> None:
        if field.name in self.fields:
            raise ValueError(f"field {field.name} is there already")
        self.fields[field.name] = field
        field.edited.connect(self.edited)
        field.committed.connect(self.committed)
