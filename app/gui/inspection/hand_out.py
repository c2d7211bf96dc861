"""Handing out sheets: which kind, to whom; those who have theirs already are not offered again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Inspection
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.services import inspection, people
from app.services.session import Changes, Session


@dataclass(frozen=True)
class Offer:
    """The kinds of sheets that have questions, everybody, and who has which sheet already."""

    kinds: tuple[tuple[Inspection, int], ...]
    people: tuple[dict[str, Any], ...]
    taken: frozenset[tuple[str, str]]


def read_offer(session: Session) -> Offer:
    """What may be handed out here: sheets of one person or of the whole unit; this reads the store."""
    counted = ((kind, len(inspection.items_for(session, key))) for key, kind in session.profile.inspections.items())
    kinds = tuple((kind, count) for kind, count in counted if count and kind.subject in ("person", "unit"))
    everybody = tuple(row for row in people.all_people(session) if row["state"] == "active")
    taken = frozenset((row["sheet"], row["respondent"]) for row in inspection.sheets(session))
    return Offer(kinds, everybody, taken)


def hand_out(session: Session, kind: str, persons: list[str]) -> Changes:
    """One sheet of a kind for each person."""
    made = [inspection.open_sheet(session, kind, person) for person in persons]
    tables = frozenset(table for changes in made for table in changes.tables)
    return Changes(tables, made[-1].id, made[-1].no)


class HandOutDialog(QDialog):
    """Opened without blocking; the list of sheets refreshes by itself once they are made."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.offer: Offer | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t("inspection_page.hand_out"))
        self.setMinimumWidth(theme.px(520))
        self._build()
        session = context.session
        context.read(lambda: read_offer(session), self._take, owner=self)

    def hand_out(self) -> None:
        """Make the sheets of those who are ticked."""
        session, kind, persons = self.context.session, str(self.kind.value() or ""), list(self.persons.value())
        if not persons:
            self.persons.set_error(t("inspection_page.nobody"))
            return
        self.go.setEnabled(False)
        self.context.change(lambda: hand_out(session, kind, persons), self, lambda _: self.accept(), self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        wording.tell(self.context.session.profile, error, self, self.banner)

    def _take(self, offer: Offer) -> None:
        self.offer = offer
        options = [
            Option(kind.sheet, t("inspection_page.kind", name=kind.label.get(i18n.language()), count=count))
            for kind, count in offer.kinds
        ]
        editor = self.kind.editor
        if isinstance(editor, ChoiceEditor):
            editor.set_options(options)
            editor.set_value(options[0].code if options else None)
        self._offer_people()
        self.persons.editor.setFocus()

    def _offer_people(self) -> None:
        """Everybody without such a sheet; a unit's sheet is proposed to whoever holds its role."""
        editor, chosen = self.persons.editor, str(self.kind.value() or "")
        if self.offer is None or not isinstance(editor, MultiChoiceEditor):
            return
        kind = next((each for each, _ in self.offer.kinds if each.sheet == chosen), None)
        free = [row for row in self.offer.people if (chosen, row["id"]) not in self.offer.taken]
        editor.set_options([Option(row["id"], row["name"], str(row["post"] or "")) for row in free])
        if kind is not None:
            whole = kind.subject == "person"
            editor.set_value([row["id"] for row in free if whole or kind.role in row["roles"]])
        everybody_has = bool(self.offer.people) and not free
        self.persons.set_hint(t("inspection_page.everybody_has" if everybody_has else "inspection_page.persons_hint"))
        self.go.setEnabled(bool(free))

    def _build(self) -> None:
        self.banner = Banner()
        self.kind = Field("kind", t("field.sheet.sheet"), ChoiceEditor(()), required=True)
        self.persons = Field("persons", t("field.sheet.respondent"), MultiChoiceEditor(()), required=True)
        self.kind.committed.connect(lambda *_: self._offer_people())
        self.go = button(t("inspection_page.hand_out_now"), "send", "primary", self.hand_out)
        self.go.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space(3)] * 4)
        column.setSpacing(theme.space(2))
        column.addWidget(label(t("inspection_page.hand_out"), "section", wrap=True))
        for widget in (self.banner, self.kind, self.persons):
            column.addWidget(widget)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(t("inspection_page.cancel"), on_click=self.reject))
        row.addWidget(self.go)
        column.addLayout(row)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go.click)
