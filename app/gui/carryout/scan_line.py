"""A line for a barcode scanner: reading a label records that the thing leaves or is back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.record import condition
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.widgets.banner import Banner
from app.gui.widgets.search_line import SearchLine
from app.gui.widgets.settle import ConversionGuard
from app.services import carryout
from app.services.carryout import Scanned
from app.services.session import Changes

WIDTH = 220
#: A scanner that reads a label twice shall not record leaving and return in one breath.
TWICE = timedelta(seconds=10)
_TRIPS = ("trip_out", "trip_back")


class ScanLine(SearchLine):
    """Standing permissions (包括) are recorded at once; for the others ``wanted`` is called with the request's id.

    ``banner`` gives the one that is in sight when something is to be said.
    """

    def __init__(
        self, context: Context, page: QWidget, banner: Callable[[], Banner], wanted: Callable[[str], None]
    ) -> None:
        super().__init__(t("carryout_page.scan"))
        self._context, self._page, self._banner, self._wanted = context, page, banner, wanted
        self._last: tuple[str, datetime] | None = None
        self.setFixedWidth(theme.px(WIDTH))
        self.setToolTip(f"{t('carryout_page.scan_hint')}（Ctrl+B）")
        ConversionGuard(self)
        self.returnPressed.connect(self.read)
        QShortcut(QKeySequence("Ctrl+B"), page).activated.connect(self.setFocus)

    def read(self) -> None:
        """What a scanner does by its Enter: find what this number may do now, and record it."""
        number, session = self.text().strip(), self._context.session
        self.clear()
        if number:
            self._context.read(
                lambda: carryout.scanned(session, number), self._on_read, owner=self, failed=self._on_failed
            )

    def _on_read(self, found: Scanned) -> None:
        row, medium, now = found.row, found.medium, self._context.session.clock.now()
        id = str(row["id"])
        if found.step not in _TRIPS:
            self._wanted(id)
            return
        if self._last is not None and self._last[0] == medium and now - self._last[1] < TWICE:
            self._banner().say("info", t("carryout_page.scanned_twice", no=found.no))
            return
        session = self._context.session

        def done(_changes: Changes) -> None:
            self._last = (medium, now)
            said = t(f"carryout_page.scanned_{found.step}", no=row["no"], medium=found.no)
            tied = condition(row)
            self._banner().say("done", f"{said}\n{t('record_views.condition', text=tied)}" if tied else said)
            self.setFocus()

        def move() -> Changes:
            verb = carryout.trip_out if found.step == "trip_out" else carryout.trip_back
            return verb(session, id, media=(medium,))

        self._context.change(move, self._page, done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self._context.session.profile, error, self._page, self._banner())
