"""The head of an open sheet: its number and person, how far it is, that it is kept, and handing in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Inspection
from app.gui import theme
from app.gui.inspection.sheet import Sheet
from app.gui.inspection.states import badge_of
from app.gui.widgets.badge import Badge
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label


class SheetHeader(QWidget):
    """``left`` for the list, ``submit_wanted`` for handing in."""

    left = Signal()
    submit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back = button(t("inspection_page.back"), "chevron-left", "link", self.left.emit)
        self.title = label("", "title", wrap=True)
        self.about = label("", "muted", wrap=True)
        self.badge = Badge()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(140))
        self.count = label("", "strong")
        self.state = label("", "hint")
        self.submit = button(t("action.sheet.submit"), "send", "primary", self.submit_wanted.emit)
        self._lay_out()

    def show_sheet(self, sheet: Sheet, kind: Inspection | None) -> None:
        """Whose sheet it is and of which kind."""
        name = kind.label.get(i18n.language()) if kind else str(sheet.row["sheet"])
        self.title.setText(sheet.person)
        self.about.setText("　".join(part for part in (sheet.no, name, str(sheet.row["subject"])) if part))
        self.badge.set_state(badge_of(str(sheet.row["state"])))

    def set_progress(self, done: int, total: int) -> None:
        """How many questions are answered."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.bar.setAccessibleName(t("inspection_page.progress", done=done, total=total))
        self.count.setText(f"{done} / {total}")

    def saved(self) -> None:
        """Say that the last answer is kept."""
        self.state.setText(t("inspection_page.saved"))
        theme.mark_as(self.state, state="done")

    def not_saved(self) -> None:
        """Say that the last answer is not kept."""
        self.state.setText(t("inspection_page.not_saved"))
        theme.mark_as(self.state, state="not")

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(theme.px(2))
        top = QHBoxLayout()
        top.setSpacing(theme.space(1))
        top.addWidget(self.title)
        top.addWidget(self.badge)
        top.addStretch(1)
        names.addLayout(top)
        names.addWidget(self.about)
        figures = QVBoxLayout()
        figures.setSpacing(theme.px(4))
        line = QHBoxLayout()
        line.setSpacing(theme.space(1))
        line.addWidget(self.bar)
        line.addWidget(self.count)
        figures.addLayout(line)
        figures.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addWidget(self.back)
        row.addLayout(names, 1)
        row.addLayout(figures)
        row.addWidget(self.submit)
