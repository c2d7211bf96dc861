"""The rules of a policy in the editor: a table of them in words, and the dialog that changes one or adds another."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Profile, Text
from app.gui import theme
from app.gui.policy.tables import FactTable
from app.gui.sheet_dialog import SheetDialog
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import BoolEditor, ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor, LineEditor, NumberEditor
from app.services import policy_rules
from app.services.policy_rules import Ask, Row

WIDTH = 640
LANGUAGES = ("ja", "en")


class RulesTab(QWidget):
    """Every rule in a line; each change can be taken back, one at a time."""

    def __init__(self, profile: Profile, changed: Callable[[], None]) -> None:
        super().__init__()
        self._profile, self._changed = profile, changed
        self._rows = policy_rules.rules(profile)
        self._undo: list[tuple[dict[str, list[Row]], int]] = []
        heads = [(t("policy_page.head_rule"), 120), (t("policy_page.head_about"), 0)]
        heads += [(t("policy_page.head_said"), 0), (t("policy_page.head_force"), 0)]
        self.table = FactTable(heads, t("policy_page.tab_rules"))
        self.table.setSelectionMode(FactTable.SelectionMode.SingleSelection)
        self.table.itemSelectionChanged.connect(self._on_selected)
        self.table.itemDoubleClicked.connect(lambda _item: self.change())
        self.add_button = button(t("policy_page.add_rule"), "plus", "", self._on_add)
        self.change_button = button(t("policy_page.change_rule"), "pencil", "", self.change)
        self.remove_button = button(t("policy_page.remove_rule"), "trash-2", "link", self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(1), 0, 0)
        layout.setSpacing(theme.space(1))
        layout.addWidget(flow_row(self.add_button, self.change_button, self.remove_button))
        layout.addWidget(self.table, 1)
        self._show(0)

    @property
    def can_undo(self) -> bool:
        """Whether anything was changed that can be taken back."""
        return bool(self._undo)

    def count(self) -> int:
        """How many rules were changed, added or taken out."""
        return len(self._undo)

    def changes(self) -> dict[str, list[Row]]:
        """The tables that differ from what was there, whole."""
        before = policy_rules.rules(self._profile)
        return {name: rows for name, rows in self._rows.items() if rows != before[name]}

    def undo(self) -> str:
        """Take the last change back and show where it was; a table of wordings would give the row that goes."""
        self._rows, place = self._undo.pop()
        self._show(place)
        self._changed()
        return ""

    def show_only(self, said: str) -> None:
        """Hide the rules that hold nothing of it."""
        self.table.show_only(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self.change()
        elif event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            self.remove()
        else:
            super().keyPressEvent(event)

    def change(self) -> None:
        """Ask what becomes of the chosen rule."""
        found = self._chosen()
        if found is not None:
            name, place = found
            RuleDialog(self._profile, name, self._rows[name][place], partial(self._take, name, place), self).open()

    def add(self, name: str) -> None:
        """Ask for one more rule of a table; it stands at its end."""
        RuleDialog(self._profile, name, None, partial(self._take, name, len(self._rows[name])), self).open()

    def remove(self) -> None:
        """Take the chosen rule out; it can be brought back."""
        found = self._chosen()
        if found is not None:
            name, place = found
            rows = self._rows[name]
            self._keep({name: [*rows[:place], *rows[place + 1 :]]}, self.table.currentRow())

    def _take(self, name: str, place: int, said: Mapping[str, Any]) -> None:
        rows = self._rows[name]
        if place < len(rows):
            made = policy_rules.changed(name, rows[place], said)
        else:
            made = policy_rules.new(name, said, self._rows)
        if rows[place : place + 1] != [made]:
            self._keep({name: [*rows[:place], made, *rows[place + 1 :]]}, self._line(name, place))

    def _keep(self, tables: Mapping[str, list[Row]], place: int) -> None:
        self._undo.append((self._rows, self.table.currentRow()))
        self._rows = self._rows | dict(tables)
        self._show(place)
        self._changed()

    def _places(self) -> list[tuple[str, int]]:
        return [(name, place) for name in policy_rules.TABLES for place in range(len(self._rows[name]))]

    def _line(self, name: str, place: int) -> int:
        return [each for each, _ in self._places()].index(name) + place if self._rows[name] else len(self._places())

    def _chosen(self) -> tuple[str, int] | None:
        row, places = self.table.currentRow(), self._places()
        return places[row] if 0 <= row < len(places) and not self.table.isRowHidden(row) else None

    def _show(self, place: int) -> None:
        lines = [policy_rules.line(self._profile, name, self._rows[name][at]) for name, at in self._places()]
        said = [(policy_rules.table_name(each.table), each.about, each.said, each.force) for each in lines]
        self.table.fill(said)
        self.table.setCurrentCell(min(place, len(lines) - 1), 0)
        self._on_selected()

    def _on_selected(self) -> None:
        for each in (self.change_button, self.remove_button):
            each.setEnabled(self._chosen() is not None)

    def _on_add(self) -> None:
        self.menu = QMenu(self)
        for name in policy_rules.TABLES:
            self.menu.addAction(policy_rules.table_name(name), partial(self.add, name))
        self.menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))


class RuleDialog(SheetDialog):
    """One rule, field by field; ``taken`` gets what was said once nothing is wrong with it."""

    def __init__(
        self,
        profile: Profile,
        name: str,
        row: Row | None,
        taken: Callable[[Mapping[str, Any]], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, policy_rules.table_name(name), WIDTH)
        self._profile, self._name, self._taken = profile, name, taken
        self._asks = policy_rules.asks(profile, name, row or {})
        self.form = FormLayout()
        said = policy_rules.shown(name, row or {})
        for ask in self._asks:
            self._add(ask, folded=not (ask.is_first or said[ask.name]))
        for ask in self._asks:
            self._set(ask, said[ask.name])
        self.box.addWidget(label(policy_rules.table_name(name), "section"))
        self.box.addWidget(self.form, 1)
        self.accept_button = button(t("policy_page.take_rule"), "check", "primary", self.submit)
        self.foot.addWidget(button(t("record_views.close"), "", "", self.reject))
        self.foot.addWidget(self.accept_button)
        self.accept_button.setToolTip("Ctrl+Enter")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        next(iter(self.form.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def said(self) -> dict[str, Any]:
        """What stands in the fields, by column."""
        self.form.settle()
        fields = self.form.fields
        found: dict[str, Any] = {}
        for ask in self._asks:
            if ask.kind == "words":
                texts = (str(fields[f"{ask.name}.{each}"].value() or "") for each in LANGUAGES)
                found[ask.name] = Text(*texts)
            else:
                found[ask.name] = fields[ask.name].value()
        return found

    def submit(self) -> None:
        """Take the rule; what is wrong is said beside its field."""
        if self.form.faults():
            self.form.reveal_fault()
            return
        said = self.said()
        wrong = policy_rules.faults(self._profile, self._name, said)
        for name, field in self.form.fields.items():
            field.set_error(wrong.get(name.removesuffix(".ja"), ""))
        if wrong:
            self.form.reveal_fault()
            return
        self.accept()
        self._taken(said)

    def _add(self, ask: Ask, *, folded: bool) -> None:
        if ask.kind == "words":
            for each in LANGUAGES:
                title = t("policy_page.rule_text", what=ask.title, language=t(f"policy_page.head_{each}"))
                needed = ask.required and each == "ja"
                self.form.add(Field(f"{ask.name}.{each}", title, AreaEditor(lines=2), required=needed), folded)
            return
        hint = t(f"policy_page.rule_hint_{ask.name}") if i18n.has(f"policy_page.rule_hint_{ask.name}") else ""
        if ask.is_scope:
            hint = t("policy_page.rule_hint_none")
        self.form.add(Field(ask.name, ask.title, _editor(ask), required=ask.required, hint=hint), folded)

    def _set(self, ask: Ask, value: Any) -> None:
        if ask.kind == "words":
            self.form.set_values({f"{ask.name}.{each}": getattr(value, each) for each in LANGUAGES})
        else:
            self.form.set_values({ask.name: value})


def _editor(ask: Ask) -> Editor:
    options = [Option(code, word) for code, word in ask.options]
    match ask.kind:
        case "codes" | "refs":
            return MultiChoiceEditor(options)
        case "choice" | "ref":
            return ChoiceEditor(options if ask.required else [Option("", ""), *options])
        case "bool":
            return BoolEditor(t("policy_page.rule_yes"))
        case "int":
            return NumberEditor(t("policy_page.rule_days"))
    return LineEditor()
