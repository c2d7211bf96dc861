"""The very records that a figure beside a question counts; closing it is the way back to the question."""

from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui.context import Context
from app.gui.policy.tables import FactTable
from app.gui.sheet_dialog import SheetDialog
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label
from app.services.figures import Counted

WIDTH, HEIGHT = 760, 460


class FigureDialog(SheetDialog):
    """One row for each record; Enter or a double click opens it on its own page."""

    def __init__(self, context: Context, parent: QWidget | None, sentence: str, rows: list[Counted]) -> None:
        super().__init__(parent, t("inspection_page.figure_title"))
        self.rows, self._go_to = rows, context.signals.go_to
        heads = [(t("inspection_page.figure_kind"), 110), (t("record_views.number"), 140)]
        heads += [(t("record_views.state"), 130), (t("inspection_page.figure_what"), 0)]
        self.table = FactTable(heads, t("inspection_page.figure_title"))
        self.table.fill([_cells(row) for row in rows])
        self.table.activated.connect(lambda _index: self.open_record())
        self.table.selectRow(0)
        self.box.addWidget(label(t("inspection_page.figure_title"), "section", wrap=True))
        self.box.addWidget(label(sentence, wrap=True))
        self.box.addWidget(self.table, 1)
        self.box.addWidget(label(t("inspection_page.figure_back"), "hint", wrap=True))
        self.foot.addWidget(button(t("record_views.close"), "", "", self.reject))
        self.foot.addWidget(button(t("inspection_page.figure_show"), "arrow-right", "primary", self.open_record))
        self.spread(WIDTH, HEIGHT)
        self.table.setFocus()

    def open_record(self) -> None:
        """Go to the record of the row that is marked; the question stays open on its own page."""
        place = self.table.currentRow()
        if 0 <= place < len(self.rows):
            self.accept()
            self._go_to.emit(self.rows[place].page, self.rows[place].id)


def _cells(row: Counted) -> tuple[str, ...]:
    return i18n.word(f"page_{row.page}"), row.no, t(f"state.{row.form}.{row.state}"), row.words
