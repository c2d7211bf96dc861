"""The duties of a pasted standard as rows of a table: taken or not, the clause, the question proposed, how sure."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.common import i18n
from app.common.i18n import t
from app.domain.question_match import Candidate, Source
from app.domain.standard_draft import Proposal
from app.gui.widgets.badge import State
from app.gui.widgets.table_model import VALUE
from app.services.standards import Reading

TAKEN, CLAUSE, HEADING, QUESTION, SURENESS = range(5)
#: Proposals of these kinds are taken unless somebody unticks them.
TICKED = frozenset({"sure"})
FILTERS = ("all", "taken", "unsure", "none")
_LOOKS = {"sure": ("done", "◎"), "likely": ("accent", "○"), "unsure": ("partly", "△"), "none": ("na", "－")}
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class PasteRow(Struct):
    """A duty as it stands: which candidate is chosen (-1: none), and whether it is taken into the draft."""

    proposal: Proposal
    chosen: int
    taken: bool

    @property
    def candidate(self) -> Candidate | None:
        """The question that stands beside the clause now."""
        return self.proposal.candidates[self.chosen] if self.chosen >= 0 else None

    @property
    def sureness(self) -> str:
        """``sure``, ``likely``, ``unsure`` or ``none``."""
        candidate = self.candidate
        return candidate.sureness if candidate is not None else "none"


def sureness_state(key: str) -> State:
    """How sure a proposal is, as a badge."""
    look, mark = _LOOKS[key]
    return State(look, mark, t(f"paste.sureness.{key}"))


class PasteModel(QAbstractTableModel):
    """The rows that the filter shows; ``changed`` when a tick or a choice changed."""

    changed = Signal()

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.rows = [PasteRow(one, one.chosen, _is_ticked(one)) for one in reading.proposals]
        self.shown = list(self.rows)

    def filter(self, key: str) -> None:
        """Show all rows, those taken, those that are unsure, or those without a question."""
        self.beginResetModel()
        self.shown = [row for row in self.rows if _fits(row, key)]
        self.endResetModel()

    def chosen(self) -> dict[str, Source]:
        """The questions taken, by the clause's id."""
        found = ((row.proposal.clause.id, row.candidate) for row in self.rows if row.taken)
        return {id: candidate.source for id, candidate in found if candidate is not None}

    def choose(self, place: int, candidate: int) -> None:
        """Put another candidate (or none: -1) beside the clause of a row that is shown; it is taken with that."""
        row = self.shown[place]
        row.chosen, row.taken = candidate, candidate >= 0
        self._tell(place)

    def take(self, place: int, taken: bool) -> None:
        """Take a row into the draft or leave it out; a row without a question cannot be taken."""
        row = self.shown[place]
        row.taken = taken and row.candidate is not None
        self._tell(place)

    def _tell(self, place: int) -> None:
        self.dataChanged.emit(self.index(place, 0), self.index(place, SURENESS))
        self.changed.emit()

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else SURENESS + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return t(f"paste.column.{('taken', 'clause', 'heading', 'question', 'sureness')[section]}")

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == TAKEN else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.shown[index.row()]
        if index.column() == TAKEN:
            return self._tick(row, role)
        if index.column() == SURENESS:
            state = sureness_state(row.sureness)
            return state if role == VALUE else str(state) if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row, index.column())
        return None

    @staticmethod
    def _tick(row: PasteRow, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.taken else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return t("paste.taken" if row.taken else "paste.left_out")
        return None

    @staticmethod
    def _words(row: PasteRow, column: int) -> str:
        clause, candidate = row.proposal.clause, row.candidate
        if column == CLAUSE:
            return clause.citation
        if column == HEADING:
            return clause.headings[-1] if clause.headings else ""
        return candidate.source.item.question.get(i18n.language()) if candidate else t("paste.nothing_fits")

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if index.column() != TAKEN or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.take(index.row(), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


def _is_ticked(proposal: Proposal) -> bool:
    candidate = proposal.candidate
    return candidate is not None and candidate.sureness in TICKED


def _fits(row: PasteRow, key: str) -> bool:
    if key == "taken":
        return row.taken
    if key == "none":
        return row.candidate is None
    return key == "all" or row.sureness == "unsure"
