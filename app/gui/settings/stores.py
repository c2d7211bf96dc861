"""Other stores: those that were open lately on this PC, another file, or a new department."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.file_dialog import open_file
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label

_SHOWN = 5


class StoresCard(Card):
    """Leads to another store; this one is put away in good order first."""

    def __init__(self, context: Context) -> None:
        super().__init__(t("settings_page.stores"), "folder-open")
        self.context = context
        self._recent = QVBoxLayout()
        self._recent.setSpacing(theme.px(2))
        self.body.addLayout(self._recent)
        here = context.session.store.path.absolute()
        others = [Path(path) for path in context.settings.recent_stores if Path(path) != here]
        for path in [path for path in others if path.is_file()][:_SHOWN]:
            self._recent.addWidget(self._row(path))
        other = button(t("settings_page.open_other"), "folder-open", "", self._on_other)
        new = button(t("settings_page.new_store"), "plus", "", partial(context.signals.store_wanted.emit, ""))
        self.add(flow_row(other, new))
        self.add(label(t("settings_page.stores_note"), "hint", wrap=True))

    def _row(self, path: Path) -> QWidget:
        name = button(path.stem, "book-open", "link", partial(self.context.signals.store_wanted.emit, str(path)))
        return flow_row(name, label(str(path.parent), "hint"))

    def _on_other(self) -> None:
        path = open_file(self, t("settings_page.open_other"), t("first_run.store_filter"))
        if path is not None:
            self.context.signals.store_wanted.emit(str(path))
