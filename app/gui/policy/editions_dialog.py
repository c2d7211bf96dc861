"""新しい版に切り替える: the comparison item by item with what differs marked, then the seal."""

from __future__ import annotations

import html
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHeaderView, QSplitter, QTextBrowser, QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.domain.editions import MEANING, NEW, SAME, WITHDRAWN, WORDING, Comparison, Pair, difference
from app.domain.policy import Profile, Text
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.seal_dialog import ask_seal
from app.gui.sheet_dialog import SheetDialog
from app.gui.widgets.badge import State
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.labels import label
from app.gui.widgets.table_model import VALUE
from app.gui.widgets.table_view import TableView
from app.services import editions
from app.services.approval import Signet
from app.services.session import Changes

WIDTH, HEIGHT, SIDE, LEAST = 1160, 720, 400, 220
VERDICT, SHEET, QUESTION = range(3)
ORDER = (MEANING, NEW, WITHDRAWN, WORDING, SAME)
_LOOKS = {
    SAME: ("done", "＝"),
    WORDING: ("accent", "≒"),
    MEANING: ("partly", "≠"),
    NEW: ("accent", "＋"),
    WITHDRAWN: ("na", "－"),
}
_FATE = {
    SAME: "editions.kept",
    WORDING: "editions.kept",
    MEANING: "editions.not_kept",
    NEW: "editions.is_new",
    WITHDRAWN: "editions.is_withdrawn",
}
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class EditionsModel(QAbstractTableModel):
    """The pairs of items that the filter shows, what needs a look first."""

    def __init__(self, comparison: Comparison, profile: Profile) -> None:
        super().__init__()
        self._profile = profile
        self.pairs = sorted(comparison.pairs, key=lambda pair: ORDER.index(pair.verdict))
        self.shown = list(self.pairs)

    def filter(self, verdict: str) -> None:
        """Show all pairs, or those of one verdict."""
        self.beginResetModel()
        self.shown = [pair for pair in self.pairs if verdict in ("all", pair.verdict)]
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
        pair = self.shown[index.row()]
        if index.column() == VERDICT:
            state = verdict_state(pair.verdict)
            return state if role == VALUE else str(state) if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(pair, index.column())
        return None

    def _words(self, pair: Pair, column: int) -> str:
        item = pair.new or pair.old
        if item is None:
            return ""
        if column == SHEET:
            kind = self._profile.inspections.get(item.sheet)
            return kind.label.get(i18n.language()) if kind else item.sheet
        return wording.question(item)


def verdict_state(verdict: str) -> State:
    """A verdict as a badge."""
    look, mark = _LOOKS[verdict]
    return State(look, mark, t(f"editions.verdict.{verdict}"))


def marked(old: str, new: str) -> str:
    """The new wording as rich text: what went is struck out, what came is underlined; colour is never alone."""
    gone, come = theme.colour("not").name(), theme.colour("done").name()
    styles = {
        "same": "{}",
        "gone": f'<span style="color:{gone}; text-decoration:line-through">{{}}</span>',
        "come": f'<span style="color:{come}; text-decoration:underline">{{}}</span>',
    }
    pieces = list(difference(old, new))
    apart = "<br>" if [kind for kind, _ in pieces] == ["gone", "come"] else ""
    return apart.join(styles[kind].format(html.escape(text)) for kind, text in pieces)


def _called(profile: Profile, language: str) -> str:
    """A profile's name with its edition, where it has one: two editions are often called alike."""
    edition = profile.about.get("edition", "")
    said = edition.get(language) or edition.get("ja", "") if isinstance(edition, dict) else edition
    name = profile.name.get(language)
    return t("editions.called", name=name, edition=said) if said and str(said) not in name else name


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
        self.middle.setSizes([max(whole - theme.px(SIDE), 1), theme.px(SIDE)])
        session = context.session
        context.read(lambda: editions.lacking(session, profile), self._show_lacking, owner=self)

    def _build(self) -> None:
        layout = self.box
        layout.setSpacing(theme.space(1.5))
        self.banner = Banner()
        layout.addWidget(label(t("editions.title"), "section"))
        layout.addWidget(self.banner)
        for text, role in self._sayings():
            layout.addWidget(label(text, role, wrap=True))
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
        language, found = i18n.language(), self.comparison
        old, new = (_called(profile, language) for profile in (self.context.session.profile, self.profile))
        counts = {verdict: len(found.of(verdict)) for verdict in ORDER}
        said = t("editions.counts", **counts) + "\n" + t("editions.comparable", n=found.comparable, percent=found.share)
        lines = [(t("editions.from_to", old=old, new=new), "muted"), (said, "strong")]
        if found.sections:
            names = listed(t(f"editions.section.{name}") for name in found.sections)
            lines.append((t("editions.other_sections", names=names), "hint"))
        return lines

    def _filter_line(self) -> QWidget:
        options = [Option("all", t("editions.filter.all"))]
        options += [Option(verdict, t(f"editions.verdict.{verdict}")) for verdict in ORDER]
        self.filter = ChoiceEditor(options)
        self.filter.set_value("all")
        self.filter.target.setAccessibleName(t("editions.filter"))
        self.filter.setMaximumWidth(theme.px(260))
        self.filter.edited.connect(lambda: self.model.filter(str(self.filter.value() or "all")))
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

    def _on_row(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self.model.shown):
            self.detail.setHtml(self._described(self.model.shown[place]))
        else:
            self.detail.setPlainText(t("editions.choose_a_row"))

    def _described(self, pair: Pair) -> str:
        """One item: the verdict and what it means for its answer, then every text with the difference marked."""
        item = pair.new or pair.old
        parts = [f"<b>{html.escape(str(verdict_state(pair.verdict)))}</b>　{html.escape(item.code if item else '')}"]
        parts.append(html.escape(t(_FATE[pair.verdict])))
        for name in ("question", "guide", "evidence"):
            old, new = _texts(pair, name)
            if old or new:
                words = marked(old, new) if pair.old and pair.new else html.escape(old or new)
                parts.append(f"<b>{html.escape(t(f'editions.detail_{name}'))}</b><br>{words}")
        if pair.reasons:
            reasons = "<br>".join(html.escape(t(f"editions.reason.{reason}")) for reason in pair.reasons)
            parts.append(f"<b>{html.escape(t('editions.detail_reasons'))}</b><br>{reasons}")
        return "".join(f'<p style="line-height:140%">{part}</p>' for part in parts)

    def ask(self) -> None:
        """Ask for the seal that adopts the new edition."""
        session, profile = self.context.session, self.profile

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return editions.adopt(session, profile, signet)

        counts = {verdict: len(self.comparison.of(verdict)) for verdict in ORDER}
        sections = [
            (t("editions.seal_new"), profile.name.get(i18n.language())),
            (t("editions.seal_items"), t("editions.counts", **counts)),
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


def _texts(pair: Pair, name: str) -> tuple[str, str]:
    language = i18n.language()
    empty = Text("")
    old = getattr(pair.old, name, empty).get(language) if pair.old else ""
    new = getattr(pair.new, name, empty).get(language) if pair.new else ""
    return old, new
