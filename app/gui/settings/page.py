"""Settings: people and their roles, this PC, the store and its proof, the adopted policy."""

from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.page import Page
from app.gui.settings.pc import PcPanel
from app.gui.settings.people import PeoplePanel
from app.gui.settings.store import PolicyPanel, StorePanel
from app.gui.widgets.labels import label


class SettingsPage(Page):
    """Four tabs, each a panel of its own."""

    watches = frozenset({"person", "grant", "seal_key", "chain", "admission", "policy"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.people, self.pc = PeoplePanel(context), PcPanel(context)
        self.store, self.policy = StorePanel(context), PolicyPanel(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel, key in ((self.people, "people"), (self.pc, "pc"), (self.store, "store"), (self.policy, "policy")):
            self.tabs.addTab(_scrolled(panel), t(f"settings_page.{key}"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(label(t("settings_page.title"), "title"))
        layout.addWidget(self.tabs, 1)

    def refresh(self) -> None:
        """Read what the panels show."""
        self.people.refresh()
        self.store.refresh()


def _scrolled(panel: QWidget) -> QWidget:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    theme.mark_as(panel, role="scrolled")
    scroll.setWidget(panel)
    return scroll
