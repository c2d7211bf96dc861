"""One clause of a pasted standard: its words, where it stands, and the questions to choose from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.question_match import Candidate
from app.gui import theme
from app.gui.policy.paste_model import PasteRow, sureness_state
from app.gui.scrolling import scrolling
from app.gui.widgets.badge import Badge
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import standards


class _Choice(QWidget):
    """A question to choose: a press on its words is one on its mark."""

    def __init__(self, mark: QRadioButton) -> None:
        super().__init__()
        self._mark = mark

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._mark.setFocus(Qt.FocusReason.MouseFocusReason)
            self._mark.click()
        super().mouseReleaseEvent(event)


class PasteDetail(QFrame):
    """``picked`` tells the candidate chosen by the person, -1 for none."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        theme.mark_as(self, role="card")
        self.place, self.subject = label("", "hint", wrap=True), label("", "hint", wrap=True)
        self.text = label("", "body", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.group: QButtonGroup | None = None
        inside = theme.mark_as(QWidget(), role="scrolled")
        self._choices = QVBoxLayout()
        self._choices.setSpacing(theme.space(1))
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.space(2), theme.space(2), theme.space(2), theme.space(2))
        column.setSpacing(theme.space(1))
        for line in (self.place, self.text, self.subject):
            column.addWidget(line)
        column.addSpacing(theme.space(1))
        column.addWidget(label(t("paste.candidates"), "strong"))
        column.addLayout(self._choices)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inside))

    def show_row(self, row: PasteRow | None) -> None:
        """Show a clause and its candidates; nothing for ``None``."""
        self._clear()
        clause = row.proposal.clause if row else None
        self.place.setText(f"{clause.citation}　{clause.heading}" if clause else t("paste.choose_a_row"))
        self.text.setText(clause.text if clause else "")
        bound = standards.person(clause.subject) if clause else ""
        self.subject.setText(t("paste.subject", subject=bound) if bound else "")
        self.subject.setVisible(bool(bound))
        if row is None:
            return
        self.group = QButtonGroup(self)
        for number, candidate in enumerate(row.proposal.candidates):
            self._offer(number, candidate, row.chosen == number)
        self._offer(-1, None, row.chosen < 0)
        self.group.idToggled.connect(self._on_toggled)

    def _clear(self) -> None:
        if self.group is not None:
            self.group.deleteLater()
            self.group = None
        while (item := self._choices.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _offer(self, number: int, candidate: Candidate | None, on: bool) -> None:
        assert self.group is not None
        choice = QRadioButton()
        choice.setChecked(on)
        box = _Choice(choice)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        if candidate is None:
            said = t("paste.none_of_these")
            words.addWidget(label(said, "body", wrap=True))
        else:
            said = candidate.source.item.question.get(i18n.language())
            words.addWidget(label(said, "body", wrap=True))
            foot = flow_row(Badge(sureness_state(candidate.sureness)), label(_origin(candidate), "hint", wrap=True))
            words.addWidget(foot)
        choice.setAccessibleName(said)
        row.addWidget(choice, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.group.addButton(choice, number + 1)  # Qt takes -1 for "no id"
        self._choices.addWidget(box)

    def _on_toggled(self, number: int, on: bool) -> None:
        if on:
            self.picked.emit(number - 1)


def _origin(candidate: Candidate) -> str:
    """Whose question it is, and on which sheet it stands there."""
    profile, item = candidate.source.profile, candidate.source.item
    kind = profile.inspections.get(item.sheet)
    language = i18n.language()
    sheet = kind.label.get(language) if kind else item.sheet
    return t("paste.origin", city=profile.municipality.get(language), sheet=sheet)
