"""新しい版に切り替える: the comparison item by item with what differs marked, then the seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHeaderView, QSplitter, QTextBrowser, QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.domain.editions import MEANING, NEW, SAME, WITHDRAWN, WORDING, Comparison, Pair
from app.domain.policy import Profile
from app.domain.words import policy_title
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.policy.editions_detail import described, verdict_state
from app.gui.seal_dialog import ask_seal
from app.gui.sheet_dialog import SheetDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.labels import label
from app.gui.widgets.table_model import VALUE
from app.gui.widgets.table_view import TableView
from app.services import edition_rows, editions
from app.services.approval import Signet
from app.services.edition_rows import Beside
from app.services.session import Changes

WIDTH, HEIGHT, SIDE, LEAST = 1160, 720, 400, 220
#: The most that the detail takes of the width.
SHARE = 0.45
VERDICT, SHEET, QUESTION = range(3)
ORDER = (MEANING, NEW, WITHDRAWN, WORDING, SAME)
#: What the table may be limited to, beside a verdict.
ALL, BESIDE = "all", "beside"
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class EditionsModel(QAbstractTableModel):
    """The pairs of items that the filter shows, what needs a look first, then what changes beside them."""

    def __init__(self, comparison: Comparison, profile: Profile) -> None:
        super().__init__()
        self._profile, self._filter = profile, ALL
        self.pairs = sorted(comparison.pairs, key=lambda pair: ORDER.index(pair.verdict))
        self.beside: tuple[Beside, ...] = ()
        self.shown: list[Pair | Beside] = list(self.pairs)

    def filter(self, chosen: str) -> None:
        """Show everything, the items of one verdict, or what is beside them."""
        self._filter = chosen
        self._show()

    def add(self, beside: Sequence[Beside]) -> None:
        """Take in what changes beside the items."""
        self.beside = tuple(beside)
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        items = [pair for pair in self.pairs if self._filter in (ALL, pair.verdict)]
        beside = self.beside if self._filter in (ALL, BESIDE) else ()
        same = [pair for pair in items if pair.verdict == SAME]
        self.shown = [*items[: len(items) - len(same)], *beside, *same]
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else QUESTION + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return t(f"editions.column.{('verdict', 'sheet', 'question')[section]}")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.shown[index.row()]
        if index.column() == VERDICT:
            state = verdict_state(row.verdict)
            return state if role == VALUE else str(state) if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row, index.column())
        return None

    def _words(self, row: Pair | Beside, column: int) -> str:
        if isinstance(row, Beside):
            return row.sheet if column == SHEET else row.name
        item = row.new or row.old
        if item is None:
            return ""
        if column == SHEET:
            kind = self._profile.inspections.get(item.sheet)
            return kind.label.get(i18n.language()) if kind else item.sheet
        return wording.question(item)


class EditionsDialog(SheetDialog):
    """What becomes of every item; the seal adopts the new edition, and the window is built again with it."""

    def __init__(self, context: Context, parent: QWidget | None, profile: Profile) -> None:
        super().__init__(parent, t("editions.title"))
        self.context, self.profile = context, profile
        self.comparison = editions.compare(context.session, profile)
        self.model = EditionsModel(self.comparison, profile)
        self.seal: QDialog | None = None
        self._build()
        self.spread(WIDTH, HEIGHT)
        whole = self.width() - 2 * theme.space(3)
        side = min(theme.px(SIDE), round(whole * SHARE))
        self.middle.setSizes([max(whole - side, 1), side])
        session = context.session
        context.read(lambda: editions.lacking(session, profile), self._show_lacking, owner=self)
        context.read(lambda: edition_rows.compare(session.profile, profile), self._show_beside, owner=self)

    def _build(self) -> None:
        layout = self.box
        layout.setSpacing(theme.space(1.5))
        self.banner = Banner()
        layout.addWidget(label(t("editions.title"), "section"))
        layout.addWidget(self.banner)
        for text, role in self._sayings():
            layout.addWidget(label(text, role, wrap=True))
        self.beside = label("", "strong", wrap=True)
        self.beside.hide()
        layout.addWidget(self.beside)
        layout.addWidget(self._filter_line())
        self.middle = QSplitter()
        self.middle.setChildrenCollapsible(False)
        self.middle.setHandleWidth(theme.px(1))
        self.middle.addWidget(self._table())
        self.middle.addWidget(self._detail())
        self.middle.setMinimumHeight(theme.px(LEAST))
        layout.addWidget(self.middle, 1)
        layout.addWidget(label(t("editions.open_sheets"), "hint", wrap=True))
        self.cancel = button(t("editions.close"), "", "", self.reject)
        self.adopt = button(t("editions.to_seal"), "stamp", "primary", self.ask)
        self.adopt.setToolTip("Ctrl+Enter")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.adopt.click)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.adopt)
        self._on_row()
        if self.model.shown:
            self.view.setCurrentIndex(self.model.index(0, VERDICT))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sayings(self) -> list[tuple[str, str]]:
        found = self.comparison
        old, new = (policy_title(profile) for profile in (self.context.session.profile, self.profile))
        counts = {verdict: len(found.of(verdict)) for verdict in ORDER}
        said = t("editions.counts", **counts) + "\n" + t("editions.comparable", n=found.comparable, percent=found.share)
        return [(t("editions.from_to", old=old, new=new), "muted"), (said, "strong")]

    def _filter_line(self) -> QWidget:
        options = [Option(ALL, t("editions.filter.all"))]
        options += [Option(verdict, t(f"editions.verdict.{verdict}")) for verdict in ORDER]
        options.append(Option(BESIDE, t("editions.filter.beside")))
        self.filter = ChoiceEditor(options)
        self.filter.set_value(ALL)
        self.filter.target.setAccessibleName(t("editions.filter"))
        self.filter.setMaximumWidth(theme.px(260))
        self.filter.edited.connect(lambda: self.model.filter(str(self.filter.value() or ALL)))
        return self.filter

    def _table(self) -> TableView:
        self.view = TableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(t("editions.table"))
        header = self.view.horizontalHeader()
        for column, width in enumerate((165, 150)):
            self.view.setColumnWidth(column, theme.px(width))
        header.setSectionResizeMode(QUESTION, QHeaderView.ResizeMode.Stretch)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._on_row())
        self.model.modelReset.connect(self._on_row)
        return self.view

    def _detail(self) -> QTextBrowser:
        self.detail = theme.mark_as(QTextBrowser(), role="card")
        self.detail.setOpenLinks(False)
        self.detail.setAccessibleName(t("editions.detail_reasons"))
        return self.detail

    def _show_lacking(self, missing: list[str]) -> None:
        self.adopt.setEnabled(not missing)
        if missing:
            self.banner.say("warn", t("error.edition_lacks", what=listed(missing)), closable=False)

    def _show_beside(self, beside: Sequence[Beside]) -> None:
        names = listed(dict.fromkeys(row.sheet for row in beside))
        self.beside.setText(t("editions.beside", n=len(beside), names=names))
        self.beside.setVisible(bool(beside))
        self.model.add(beside)
        if self.model.shown:
            self.view.setCurrentIndex(self.model.index(0, VERDICT))

    def _on_row(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self.model.shown):
            self.detail.setHtml(described(self.model.shown[place]))
        else:
            self.detail.setPlainText(t("editions.choose_a_row"))

    def ask(self) -> None:
        """Ask for the seal that adopts the new edition."""
        session, profile = self.context.session, self.profile

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return editions.adopt(session, profile, signet)

        counts = {verdict: len(self.comparison.of(verdict)) for verdict in ORDER}
        sections = [
            (t("editions.seal_new"), policy_title(profile)),
            (t("editions.seal_items"), "\n".join(filter(None, (t("editions.counts", **counts), self.beside.text())))),
            # in one piece it would be wider than the page
            (t("editions.seal_digest"), f"{profile.digest[:32]}\n{profile.digest[32:]}"),
        ]
        self.seal = ask_seal(
            self.context, self, title=t("editions.seal_title"), sections=sections, act=act, done=self._on_adopted
        )

    def _on_adopted(self, _changes: Changes) -> None:
        self.accept()
        # every page was built with the words of the old edition: the window is built again
        self.context.signals.restyle_wanted.emit()
