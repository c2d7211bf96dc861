"""What happened to a sheet: handed in, sealed, sent back, opened again; a void seal is shown as one."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.gui import dates, theme
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label


class ActsCard(Card):
    """The seals with who, when and 検証番号, the latest first."""

    def __init__(self) -> None:
        super().__init__(t("inspection_page.acts"), "stamp")
        self.rows = QVBoxLayout()
        self.rows.setSpacing(theme.space(1.5))
        self.none = label(t("inspection_page.no_seal"), "muted", wrap=True)
        self.add(self.none)
        self.body.addLayout(self.rows)

    def show_row(self, row: Row) -> None:
        """Show the seals of this record."""
        while (item := self.rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        sealed = [act for act in row["acts"] if act["sealed"]]
        self.none.setVisible(not sealed)
        for act in reversed(sealed):
            self.rows.addWidget(_act(act))


def seal_state(act: dict[str, Any]) -> State:
    """How a seal stands: its decision, or 承認無効 once the sheet was opened again after it."""
    word = t(f"decision.{act['decision']}")
    if act["void"]:
        return State("not", "×", t("inspection_page.void", decision=word))
    return State("done", "✓", word) if act["decision"] == "confirm" else State("na", "←", word)


def verification_digits(act: dict[str, Any]) -> str:
    """The first twelve digits of the seal's event, as 検証番号 is written."""
    hashed = str(act["event"])
    return f"{hashed[:4]}-{hashed[4:8]}-{hashed[8:12]}".upper()


def _act(act: dict[str, Any]) -> QWidget:
    shown = act["shown"]
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(4))
    head = QHBoxLayout()
    head.addWidget(Badge(seal_state(act)))
    head.addStretch(1)
    column.addLayout(head)
    who = " ".join(part for part in (shown.get("post", ""), shown.get("name", "")) if part)
    column.addWidget(label(who, "strong", wrap=True))
    when = f"{dates.full(act['at'])} {dates.clock_time(act['at'])}"
    for line in (shown.get("role", ""), when, t("inspection_page.verification", number=verification_digits(act))):
        column.addWidget(label(line, "hint", wrap=True))
    if act["remark"]:
        column.addWidget(label(act["remark"], wrap=True))
    return made
