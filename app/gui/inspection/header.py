"""The head of an open sheet: its person and kind, how far it is, that it is kept, and handing in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Inspection
from app.gui import theme, wording
from app.gui.icons import icon
from app.gui.inspection.head import Head
from app.gui.inspection.sheet import Sheet, heading
from app.gui.inspection.states import badge_of
from app.gui.widgets.badge import Badge
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label


class Progress(QWidget):
    """How many questions are answered, and that the last answer is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(140))
        self.count = label("", "strong")
        self.state = label("", "hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        row.setSpacing(theme.space(1))
        for widget in (self.bar, self.count, self.state):
            row.addWidget(widget)

    def set_value(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.bar.setAccessibleName(t("inspection_page.progress", done=done, total=total))
        self.count.setText(f"{done} / {total}")

    def forget(self) -> None:
        """Nothing was answered yet."""
        self.state.setText("")

    def saved(self) -> None:
        """Say that the last answer is kept."""
        self.state.setText(t("inspection_page.saved"))
        theme.mark_as(self.state, state="done")

    def not_saved(self) -> None:
        """Say that the last answer is not kept."""
        self.state.setText(t("inspection_page.not_saved"))
        theme.mark_as(self.state, state="not")


class SheetHeader(Head):
    """``left`` for the list, ``submit_wanted`` for handing in."""

    left = Signal()
    submit_wanted = Signal()
    list_wanted = Signal()
    book_wanted = Signal()

    def __init__(self, *actions: QWidget) -> None:
        self.back = button(t("inspection_page.back"), "chevron-left", "link", lambda: self.left.emit())
        self.submit = button(t("action.sheet.submit"), "send", "primary", lambda: self.submit_wanted.emit())
        self.list_button = button(t("inspection_page.as_list"), "list", on_click=lambda: self.list_wanted.emit())
        self.list_button.setToolTip("V")
        self.book_button = button(t("returned.give"), "file-spreadsheet", on_click=lambda: self.book_wanted.emit())
        self.book_button.setToolTip(t("returned.give_hint"))
        super().__init__(*actions, self.book_button, self.list_button, self.submit, back=self.back)
        self.title = label("", "title", wrap=True)
        self.about = label("", "muted", wrap=True)
        self.badge = Badge(badge_of("open"))
        self.progress = Progress()
        top = QHBoxLayout()
        top.setSpacing(theme.space(1))
        top.addWidget(self.title)
        top.addWidget(self.badge)
        top.addStretch(1)
        self.names.addLayout(top)
        self.names.addWidget(self.about)

    def offer_switch(self, listed: bool) -> None:
        """Offer the way to answer that is not shown now: in a list, or one question at a time."""
        self.list_button.setText(t("inspection_page.as_questions" if listed else "inspection_page.as_list"))
        self.list_button.setIcon(icon("clipboard-check" if listed else "list", "text"))

    def show_sheet(self, sheet: Sheet, kind: Inspection | None) -> None:
        """Whose sheet it is and of which kind."""
        name = kind.label.get(i18n.language()) if kind else str(sheet.row["sheet"])
        title, beside = heading(sheet, kind)
        self.title.setText(title)
        self.about.setText(wording.apart(sheet.no, name, beside, sheet.edition))
        self.badge.set_state(badge_of(str(sheet.row["state"])))
        self.book_button.setVisible(kind is not None and kind.subject != "person")
