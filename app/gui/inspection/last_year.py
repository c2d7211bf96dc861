"""An earlier year's answer beside this year's question: 前年踏襲・未確認, to be confirmed, changed or left out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.common import i18n
from app.common.i18n import t
from app.gui import dates, theme, wording
from app.gui.inspection.sheet import Sheet
from app.gui.widgets.buttons import button
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services.earlier import Earlier


def said_of(last: Earlier, key: str, **values: object) -> str:
    """A sentence about an earlier answer: last year's goes by that name, an older one by its year and age."""
    if last.ago <= 1:
        return t(f"inspection_page.last_year.{key}", **values)
    return t(f"inspection_page.older_year.{key}", year=dates.fiscal_year(last.year), ago=last.ago, **values)


class LastYear(QFrame):
    """``kept`` when the person confirms it as it was, ``cleared`` when this year's answer or the offer goes."""

    kept = Signal()
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme.mark_as(self, banner="na")
        self.said = label("", wrap=True)
        self.state = label("", "hint", wrap=True)
        self.keep = button(t("inspection_page.last_year.keep"), "check", "", self.kept.emit)
        self.keep.setToolTip("C")
        self.clear = button(t("inspection_page.last_year.clear"), "x", "link", self.cleared.emit)
        self.clear.setToolTip("Delete")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(1.5), theme.space(1), theme.space(1.5), theme.space(1))
        column.setSpacing(theme.px(4))
        column.addWidget(self.said)
        column.addWidget(self.state)
        column.addWidget(flow_row(self.keep, self.clear, gap=theme.space(1)))
        self.hide()

    def show_item(self, sheet: Sheet, code: str) -> None:
        """Show what was answered when it was last asked, and how this year's answer stands to it."""
        last = sheet.earlier.get(code)
        self.setVisible(last is not None)
        if last is None:
            return
        choice = sheet.scale.get(last.value)
        answer = f"{choice.mark} {choice.label.get(i18n.language())}" if choice else last.value
        year = dates.fiscal_year(last.year)
        texts = wording.apart(last.finding, last.reason, last.evidence)
        self.said.setText(wording.apart(t("inspection_page.last", year=year, answer=answer), texts))
        if not last.comparable:
            # 前年踏襲 would put an answer under a question that it does not answer
            self.state.setText(t("editions.asked_then", question=last.question.get(i18n.language())))
            self.keep.hide()
            self.clear.hide()
            return
        value = sheet.value(code)
        carried = sheet.is_carried(code)
        key = "carried" if carried else "cleared" if not value else "same" if value == last.value else "changed"
        self.state.setText(said_of(last, key))
        self.keep.setVisible(not value)
        self.clear.setVisible(bool(value) or carried)
        self.keep.setText(said_of(last, "keep"))
        self.clear.setText(t("inspection_page.clear_answer") if value else said_of(last, "clear"))
