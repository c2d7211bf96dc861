"""The button that opens a record's paper in the preview of the papers page."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QPushButton

from app.common.i18n import t
from app.gui.context import Context
from app.gui.widgets.buttons import dress
from app.services import paper
from app.services.paper import Paper


class PaperButton(QPushButton):
    """Enabled where a paper exists; a record of several papers asks which."""

    def __init__(self, context: Context) -> None:
        super().__init__(t("record_views.open_paper"))
        dress(self, "printer")
        self.context, self.id = context, ""
        self.papers: Sequence[Paper] = ()
        self.menu_of_papers = QMenu(self)
        self.setEnabled(False)
        self.clicked.connect(self._on_clicked)

    def show_record(self, form: str, id: str) -> None:
        """The record that is shown now."""
        session, self.id = self.context.session, id

        def take(found: Sequence[Paper]) -> None:
            if id == self.id:
                self.papers = found
                self.setEnabled(bool(found))

        self.context.read(lambda: paper.of_record(session, form, id), take, owner=self)

    def open_paper(self, made: Paper) -> None:
        """Show this paper of the record."""
        place = f"{made.name}/{self.id}" if made.needs_record else made.name
        self.context.signals.go_to.emit("reports", place)

    def _on_clicked(self) -> None:
        if len(self.papers) == 1:
            self.open_paper(self.papers[0])
            return
        self.menu_of_papers.clear()
        for made in self.papers:
            self.menu_of_papers.addAction(made.title, partial(self.open_paper, made))
        self.menu_of_papers.popup(self.mapToGlobal(self.rect().bottomLeft()))
