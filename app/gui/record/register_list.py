"""A register as a list: its table with a choice of states above it, and what to do when it is empty."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.listing import export_button
from app.gui.memory import Memory
from app.gui.widgets.banner import Banner
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.empty import Empty
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column, Source


class RegisterList(QWidget):
    """``opened(id)`` when a person chooses a row; ``views`` maps a choice's key to its word and its states; ``title``
    heads what is exported."""

    opened = Signal(str)

    def __init__(
        self,
        context: Context,
        name: str,
        columns: Sequence[Column],
        source: Source,
        empty: Empty,
        views: Mapping[str, tuple[str, tuple[str, ...]]],
        on_states: Callable[[tuple[str, ...]], None],
        title: str = "",
    ) -> None:
        super().__init__()
        self._views, self._on_states = dict(views), on_states
        self.banner = Banner()
        self._memory, self._key = Memory(context.settings), f"view.{name}"
        self.table = Table(name, columns, source, context.tasks, empty, self._memory)
        self.table.opened.connect(lambda id: self.opened.emit(str(id)))
        self.filter = ChoiceEditor([Option(key, word) for key, (word, _) in self._views.items()])
        kept = str(self._memory.get(self._key, ""))
        self.filter.set_value(kept if kept in self._views else next(iter(self._views)))
        self._narrow(str(self.filter.value()))
        self.filter.target.setAccessibleName(t("record_views.state"))
        self.filter.setFixedWidth(theme.px(160))
        self.filter.edited.connect(self._on_view)
        self.table.bar.insertWidget(1, self.filter)
        export_button(context, self.table, title, self.banner)
        card = Card()
        card.add(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        column.addWidget(self.banner)
        column.addWidget(card, 1)

    def choose(self, view: str) -> None:
        """Show only the rows of one of the views."""
        self.filter.set_value(view)
        self._on_view()

    def _on_view(self) -> None:
        view = str(self.filter.value() or next(iter(self._views)))
        self._memory[self._key] = view
        self._narrow(view)
        self.table.reload()

    def _narrow(self, view: str) -> None:
        word, states = self._views[view]
        self.table.narrowed = word if view != next(iter(self._views)) else ""
        self._on_states(states)
