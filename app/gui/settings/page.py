"""Settings: people and their roles, this PC, the store and its proof, the adopted policy."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.page import Page
from app.gui.scrolling import scrolling
from app.gui.settings.pc import PcPanel
from app.gui.settings.people import PeoplePanel
from app.gui.settings.policy import PolicyPanel
from app.gui.settings.store import StorePanel
from app.gui.widgets.labels import label


class SettingsPage(Page):
    """Four tabs, each a panel of its own; `open_record` takes the key of a tab."""

    watches = frozenset({"person", "grant", "seal_key", "chain", "admission", "policy", "store"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.people, self.pc = PeoplePanel(context), PcPanel(context)
        self.store, self.policy = StorePanel(context), PolicyPanel(context)
        self.tabs = QTabWidget()
        self._panels: dict[str, QWidget] = {
            "people": self.people,
            "pc": self.pc,
            "store": self.store,
            "policy": self.policy,
        }
        for key, panel in self._panels.items():
            self.tabs.addTab(scrolling(theme.mark_as(panel, role="scrolled")), t(f"settings_page.{key}"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(t("settings_page.title"), "title"))
        layout.addWidget(self.tabs, 1)

    def refresh(self) -> None:
        """Read what the panels show."""
        self.people.refresh()
        self.store.refresh()
        self.policy.editions.refresh()

    def open_record(self, id: str) -> None:
        """Show a tab by its key, with one person in it (``people/id``), one choice (``pc/theme``) or
        the records past their retention (``store/retention``)."""
        tab, _, inside = id.partition("/")
        if tab in self._panels:
            self.tabs.setCurrentIndex(list(self._panels).index(tab))
        if inside and tab == "people":
            self.people.look_for(inside)
        if tab == "store" and not inside:  # who was sent here is to verify
            self.store.verify_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if inside == "retention" and tab == "store":
            self.store.retention.open()
        if inside and tab == "pc":
            self.pc.go_to(inside)

    def looked_at(self) -> QWidget:
        return self._panels[self._tab()]

    def place(self) -> str:
        tab = self._tab()
        return f"{tab}/{self.pc.focused()}".rstrip("/") if tab == "pc" else tab

    def _tab(self) -> str:
        return list(self._panels)[self.tabs.currentIndex()]

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What pictures of this page show beside its first tab."""
        tabs = [(key, partial(self.open_record, key)) for key in self._panels if key != "people"]
        shown: list[tuple[str, Callable[[], object]]] = [*tabs, ("verified", self._show_verified)]
        shown.append(("retention", self.store.retention.open))
        shown.append(("person", self.people.add_person))
        return [*shown, *self.people.scenes(), *self.policy.scenes()]

    def _show_verified(self) -> None:
        self.open_record("store")
        self.store.verify()
