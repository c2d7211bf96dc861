"""棚卸 on the screen: scan or type numbers, see what is still missing, settle, hand in, seal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.domain.words import medium_state
from app.gui import theme
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.record.paper_button import PaperButton
from app.gui.record.review import ask_review, to_review
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor, IdEditor
from app.services import media, people, record, stocktake
from app.services import paper as papers
from app.services.approval import Seen, Signet
from app.services.session import Changes

_EVERYWHERE = "*"
#: The column of the table that holds the count, and how many digits a count may have.
_COUNT, _LONGEST = 2, 6


def _state(number: str, differing: set[str], counted: Mapping[str, int], counting: bool) -> str:
    """How a line stands; while the count goes on, what was not looked at yet is no difference."""
    if number not in differing:
        return t("media_page.stock_fits")
    return t("media_page.stock_differs") if number in counted or not counting else t("media_page.stock_open")


class StockDialog(FormDialog):
    """A scanner types a number and Enter; each scan counts, and the list shows what is still missing.

    With an ``id`` that stocktaking is shown as it stands; without, the one under way or a new one. ``counted`` comes
    with its number once the count is handed in.
    """

    counted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None, id: str = "") -> None:
        super().__init__(context, parent, t("form.stocktake"), t("action.stocktake.submit"), 820)
        self._owner = parent
        self.row: Row | None = None
        self._what: dict[str, str] = {}
        self.place = self.form.add(
            Field("place", t("field.stocktake.scope"), ChoiceEditor([]), hint=t("media_page.stock_scope_hint"))
        )
        self.place.hide()
        self.roles: tuple[str, ...] = ()
        self._typing = -1  # the row of the list in which a count was typed last; a scan leaves the list
        self.scan = self.form.add(Field("scan", t("media_page.scan"), IdEditor(), hint=t("media_page.scan_hint")))
        self.said = label("", "strong", wrap=True)
        self.form.add_widget(self.said)
        self.table = QTableWidget(0, 5)
        self.table.setMinimumHeight(theme.px(260))
        self.table.setAccessibleName(t("form.stocktake"))
        names = ("lines.number", "lines.expected", "counts.count")
        self.table.setHorizontalHeaderLabels(
            [*(t(f"field.stocktake.{name}") for name in names), t("record_views.state"), t("media_page.stock_what")]
        )
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)  # arrows go through the cells, Tab on to what comes next
        self.table.itemChanged.connect(self._on_typed)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(32))
        self.form.add_widget(self.table)
        self.settled = self.form.add(Field("settled", t("field.stocktake.settled"), AreaEditor(lines=2)))
        self.seal_button = button(t("action.stocktake.confirm"), "stamp", "", self._seal)
        self.review_button = button(t("record_views.review"), "stamp", "", self._review)
        self.paper = PaperButton(context)
        self.ways = flow_row(self.paper, self.seal_button, self.review_button, gap=theme.space(1))
        self.box.insertWidget(self.box.count() - 1, self.ways)
        self.paper.clicked.connect(self._leave_for_paper)
        editor = self.scan.editor
        if isinstance(editor, IdEditor):
            editor.line.returnPressed.connect(self._on_scan)
        session = context.session
        context.read(lambda: tuple(people.roles_of(session, session.user)), self._take_roles, owner=self)
        if id:
            self._read(id)
        else:
            context.read(self._current, self._begin, owner=self)

    def _take_roles(self, roles: tuple[str, ...]) -> None:
        self.roles = roles

    def _begin(self, row: Row | None) -> None:
        if row is not None and row["state"] != "confirmed":
            self._show(row)
            return
        session = self.context.session
        for widget in (self.scan, self.said, self.table, self.settled, self.ways):
            widget.hide()
        self.accept_button.setText(t("media_page.stock_start"))
        self.place.show()
        self.context.read(lambda: stocktake.places(session), self._offer_places, owner=self)

    def _offer_places(self, places: list[str]) -> None:
        if isinstance(self.place.editor, ChoiceEditor):
            self.place.editor.set_options(
                [Option(_EVERYWHERE, t("media_page.stock_everywhere")), *(Option(place, place) for place in places)]
            )

        self.place.set_value(_EVERYWHERE)
        self.place.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self) -> None:
        session, chosen = self.context.session, str(self.place.value() or _EVERYWHERE)
        place = "" if chosen == _EVERYWHERE else chosen
        self.context.change(
            lambda: stocktake.start(session, place), self, lambda changes: self._read(changes.id), self.failed
        )

    def _read(self, id: str) -> None:
        session = self.context.session
        self.context.read(
            lambda: self._named(record.get(session, "stocktake", id)), self._show, owner=self, failed=self.failed
        )

    def _current(self) -> Row | None:
        row = stocktake.current(self.context.session)
        return self._named(row) if row is not None else None

    def _named(self, row: Row) -> Row:
        """The row as it is; where each line's medium is to be looked for is kept beside it. Runs on the worker."""
        ids = [str(line["medium"]) for line in row["lines"] or [] if line.get("medium")]
        found = media.page(self.context.session, ids)
        self._what = {str(one["medium_no"]): "　".join(filter(None, (one["name"], one["place"]))) for one in found}
        for number, one in stocktake.beyond(self.context.session, row).items():
            [one] = media.held(self.context.session, [one])
            state = medium_state(one)
            self._what[number] = t("media_page.stock_beyond", name=one["name"] or "", state=state).strip()
        return row

    def _on_scan(self) -> None:
        number, row = str(self.scan.value() or ""), self.row
        self.scan.set_value(None)
        self._typing = -1
        if number and row is not None and row["state"] == "counting":
            session, id = self.context.session, str(row["id"])
            self._keep(lambda: stocktake.scan(session, id, [number]), id)

    def _on_typed(self, cell: QTableWidgetItem) -> None:
        """A number typed into the list: less than a whole line of many, or 0 for what was looked for in vain."""
        row, number = self.row, self.table.item(cell.row(), 0)
        if row is None or number is None or cell.column() != _COUNT:
            return
        self._typing = cell.row()
        said = unicodedata.normalize("NFKC", cell.text()).strip()
        if not said.isdecimal() or len(said) > _LONGEST:
            self._show(row)
            return
        session, id, which, n = self.context.session, str(row["id"]), number.text(), int(said)
        self._keep(lambda: stocktake.count_one(session, id, which, n), id)

    def _keep(self, verb: Callable[[], Changes], id: str) -> None:
        self.context.change(verb, self, lambda _: self._read(id), self.failed)

    def _show(self, row: Row) -> None:
        self.row = row
        self.place.hide()
        for widget in (self.said, self.table, self.ways):
            widget.show()
        self.accept_button.setText(t("action.stocktake.submit"))
        self.accept_button.setEnabled(True)
        counted = {str(line["number"]): int(line.get("count") or 0) for line in row["counts"] or []}
        counting = row["state"] == "counting"
        found = stocktake.differences(row)
        differing = {one.number for one in found}
        lines = [(str(line["number"]), int(line.get("expected") or 0)) for line in row["lines"] or []]
        known = {number for number, _ in lines}
        lines += [(number, 0) for number, have in counted.items() if have and number not in known]
        lines.sort(key=lambda line: line[0] not in differing)
        blocked = QSignalBlocker(self.table)
        self.table.setRowCount(len(lines))
        for place, (number, expected) in enumerate(lines):
            have = str(counted.get(number, 0)) if number in counted or not counting else "－"
            state = _state(number, differing, counted, counting)
            unknown = "" if number in known else t("paper.stocktake.stranger")
            for column, text in enumerate((number, str(expected), have, state, self._what.get(number, unknown))):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                if column == 0:  # with room for the ring of the keyboard around it
                    cell.setSizeHint(QSize(self.table.fontMetrics().horizontalAdvance(text) + theme.space(4), 0))
                if column in (1, _COUNT):
                    cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column != _COUNT or not counting:
                    cell.setFlags(cell.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(place, column, cell)
        blocked.unblock()
        rest = [one for one in found if counting and one.number not in counted]
        kept = {"no": row["no"], "n": len(lines) - len(found), "open": len(found) - len(rest)}
        self.said.setText(
            t("media_page.stock_counting" if counting else "media_page.stock_said", rest=len(rest), **kept)
        )
        self.scan.setVisible(counting)
        if counting:
            self._go_on([place for place, (number, _) in enumerate(lines) if number not in counted])
        self.settled.setVisible(bool(found))
        self.settled.set_read_only(not counting)
        if row["settled"]:
            self.settled.set_value(row["settled"])
        self._offer(row)

    def _offer(self, row: Row) -> None:
        """The buttons that fit the state; what is handed in is there to be sealed."""
        self.accept_button.setVisible(row["state"] == "counting")
        self.seal_button.setVisible(row["state"] == "counted")
        if row["state"] == "counted":
            self.seal_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.review_button.setVisible(bool(to_review(row, self.roles)))
        self.paper.show()
        self.paper.show_record("stocktake", str(row["id"]))

    def _go_on(self, uncounted: list[int]) -> None:
        """Whoever types goes on to the next line that is not counted yet, whoever scans to the next scan."""
        following = [place for place in uncounted if place >= self._typing] or uncounted
        if self._typing < 0 or not following:
            self.scan.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.setCurrentCell(following[0], _COUNT)

    def submit(self) -> None:
        row = self.row
        if row is None:
            self._start()
            return
        if self.seal_button.isVisible():
            self._seal()
        if row["state"] != "counting":
            return
        if self.scan.value():
            self._on_scan()  # Enter of a scanner never hands in
            return
        self.form.settle()
        session, id, settled = self.context.session, str(row["id"]), str(self.settled.value() or "")
        self.change(lambda: stocktake.submit(session, id, settled), lambda changes: self.counted.emit(changes.no))

    def _leave_for_paper(self) -> None:
        if len(self.paper.papers) == 1:
            self.accept()  # the preview is on the page behind the dialog

    def _review(self) -> None:
        row = self.row
        if row is not None:
            self.accept()
            settled = (t("field.stocktake.settled"), str(row["settled"] or ""))
            lines = [(t("record_views.number"), str(row["no"])), settled]
            ask_review(self.context, self._owner, "stocktake", row, self.roles, lines)

    def _seal(self) -> None:
        row = self.row
        if row is None:
            return
        session, id, seen = self.context.session, str(row["id"]), Seen.of(row)
        settled = (t("field.stocktake.settled"), str(row["settled"] or ""))

        def act(signet: Signet, decision: str, remark: str, _exception: str) -> Changes:
            return stocktake.confirm(session, id, signet, seen, decision=decision, remark=remark)

        self.accept()
        ask_seal(
            self.context,
            self._owner,
            title=t("action.stocktake.confirm"),
            sections=[(t("record_views.number"), str(row["no"])), settled],
            paper=lambda opened: papers.document(opened, "stocktake", id),
            decisions=("confirm", "send_back"),
            remark_unless=("confirm",),
            act=act,
        )
