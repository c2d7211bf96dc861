"""The bars above and below the page: where one is and who sits here; how safe the store is."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton

from app.common.i18n import t
from app.gui import dates, theme
from app.gui.safety import Safety
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.buttons import button
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label

#: A copy older than this many days is worth a look.
_OLD_COPY_DAYS = 30


class TopBar(QFrame):
    """Fiscal year and department at the left; who sits here, lock and manual at the right."""

    def __init__(
        self,
        choose_person: Callable[[], None],
        lock: Callable[[], None],
        manual: Callable[[], None],
        search: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        self._where = label("", "strong")
        self._place: tuple[str, ...] = ()
        self.training = Badge(State("partly", "", t("shell.training")))
        self.training.setToolTip(t("shell.training_hint"))
        self.person = button("", "user", "link", choose_person)
        self.person.setToolTip(t("shell.switch_hint"))
        self._tools: dict[QPushButton, str] = {}
        self._row = row = FlowLayout(self, theme.space(1.5))
        row.setContentsMargins(theme.space(3), theme.space(1), theme.space(2), theme.space(1))
        row.addWidget(self._where)
        row.addWidget(self.training)
        row.addStretch()
        row.addWidget(self.person)
        for words, picture, act, keys in (
            ("search", "search", search, "Ctrl+K"),
            ("lock", "lock", lock, "Ctrl+L"),
            ("help", "circle-question-mark", manual, "F1"),
        ):
            made = button(t(f"shell.{words}"), picture, "link", act)
            made.setToolTip(t("shell.by_key", word=made.text(), key=keys))
            made.setAccessibleName(made.text())
            self._tools[made] = made.text()
            row.addWidget(made)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """One line as long as it can be: where the words have no room, the icons say it; at last the section alone."""
        for worded, place in ((True, self._place), (False, self._place), (False, self._place[-1:])):
            self._where.setText("　".join(place))
            for made, word in self._tools.items():
                made.setText(word if worded else "")
            if self._row.sizeHint().width() <= self.width():
                break

    def show_state(self, year: int, unit: dict[str, Any], name: str) -> None:
        """The year's number, the store's own row, and who sits here (empty for nobody)."""
        self._place = (dates.fiscal_year(year), str(unit["municipality"]), str(unit["unit"]))
        self._where.setToolTip(" ".join(self._place))
        self.training.setVisible(bool(unit["training"]))
        self.person.setText(name or t("shell.nobody"))
        self.person.setAccessibleName(t("shell.person_name", name=name or t("shell.nobody")))
        self._fit()


class BottomBar(QFrame):
    """Saved, age of the copy, last verification; the two last lead to where one does them."""

    def __init__(self, go_to_store: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "bottombar")
        self._saved = label("", "hint")
        self._icon = IconLabel("check", "muted", 16)
        self.copied = button("", "", "status", go_to_store)
        self.verified = button("", "", "status", go_to_store)
        self._row = row = FlowLayout(self, theme.space(1))
        row.setContentsMargins(theme.space(3), theme.px(2), theme.space(2), theme.px(2))
        row.addWidget(self._icon)
        row.addWidget(self._saved)
        row.addStretch()
        row.addWidget(self.copied)
        row.addWidget(self.verified)

    def show_state(self, file: str, safety: Safety, today: str) -> None:
        """The store's file name, what this PC remembers of it, and today (ISO)."""
        self._icon.setToolTip(t("shell.saved"))
        self._saved.setToolTip(file)
        self.copied.setText(_copied(safety, today))
        self.verified.setText(_verified(safety))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """One line as long as it can be: that everything is saved, the mark says alone where there is no room."""
        for said in (t("shell.saved"), ""):
            self._saved.setText(said)
            if self._row.sizeHint().width() <= self.width():
                break


def _copied(safety: Safety, today: str) -> str:
    if not safety.copied_on:
        return t("shell.never_copied")
    days = (date.fromisoformat(today) - date.fromisoformat(safety.copied_on)).days
    if days < 1:
        return t("shell.copied_today")
    return t("shell.copied_long_ago" if days > _OLD_COPY_DAYS else "shell.copied", n=days)


def _verified(safety: Safety) -> str:
    if not safety.verified_on:
        return t("shell.not_verified")
    day = dates.short(safety.verified_on)
    return t("shell.verified_findings", day=day, n=safety.findings) if safety.findings else t("shell.verified", day=day)
