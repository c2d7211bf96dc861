"""The gate beside the form: for each medium what is allowed, what is closed and why, and what evidence is needed."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.disposal import METHODS, Gate
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.gui import theme, wording
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label, rule
from app.services import media

_EVIDENCE = ("witness", "photo", "certificate", "place")


class GateBox(Card):
    """Live beside a new case, and again beside one that is decided or done."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(t("disposal_page.gate"), "book-open")
        self._profile = profile
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.space(1))
        self.body.addLayout(self._inside)
        self.body.addStretch(1)

    def show_gates(self, gates: Sequence[tuple[Row, Gate]]) -> None:
        """Show what the rules say of these media."""
        while (item := self._inside.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not gates:
            self._inside.addWidget(label(t("disposal_page.gate_empty"), "muted", wrap=True))
        alike: dict[str, list[tuple[Row, Gate]]] = {}
        for medium, gate in gates:
            alike.setdefault(self._kind(medium), []).append((medium, gate))
        for group in alike.values():
            self._inside.addWidget(self._media([medium for medium, _ in group], group[0][1]))

    def _media(self, group: Sequence[Row], gate: Gate) -> QWidget:
        """What holds for media of one kind, class and zone: said once."""
        medium, more = group[0], len(group) - 1
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        name = media.name_of(medium)
        name = t("disposal_page.and_more", name=name, n=more) if more else name
        column.addWidget(label(name, "strong", wrap=True))
        column.addWidget(label(self._kind(medium), "hint", wrap=True))
        open_ones = [method for method in gate.methods if method not in gate.closed]
        column.addWidget(
            label(t("disposal_page.allowed", methods=wording.choices("method", open_ones)), "small", wrap=True)
        )
        for line in self._closed(gate):
            column.addWidget(label(line, "small", wrap=True))
        evidence = [name for name in _EVIDENCE if getattr(gate, name) != "none"]
        if evidence:
            column.addWidget(flow_row(*(Badge(_evidence(name, gate)) for name in evidence)))
        for row in gate.rules:
            citation = wording.citations(self._profile, row.clause)
            basis = "" if row.basis == "policy" else t("disposal_page.proposal")
            column.addWidget(label(f"{row.note.get(i18n.language())} {citation or basis}", "hint", wrap=True))
        column.addWidget(rule())
        return made

    def _kind(self, medium: Row) -> str:
        zone = self._profile.zones.get(str(medium.get("zone")))
        parts = (
            t(f"choice.medium_kind.{medium['medium_kind']}"),
            wording.class_name(self._profile, medium["info_class"]),
            zone.get(i18n.language()) if zone else "",
        )
        return " / ".join(part for part in parts if part)

    def _closed(self, gate: Gate) -> list[str]:
        lines = []
        for effect, code in (("refuse", "disposal_page.refused"), ("warn", "disposal_page.warned")):
            methods = [method for method in METHODS if method in gate.closed and gate.closed[method].effect == effect]
            if methods:
                clauses = [clause for method in methods for clause in gate.closed[method].clauses]
                said = wording.citations(self._profile, clauses)
                lines.append(t(code, methods=wording.choices("method", methods), clause=said).strip())
        return lines


def _evidence(name: str, gate: Gate) -> State:
    strength = getattr(gate, name)
    look = "not" if strength == "required" else "partly"
    return State(look, "", t(f"disposal_page.{name}_{strength}"))


def refused_by_all(gates: Iterable[tuple[Row, Gate]]) -> set[str]:
    """The methods that the gate of at least one medium refuses."""
    return {method for _, gate in gates for method, found in gate.closed.items() if found.effect == "refuse"}


def warning_about(profile: Profile, gates: Iterable[tuple[Row, Gate]], method: object) -> str:
    """What the rules advise against a method that they leave open, with the clause; empty for nothing."""
    found = [gate.closed[str(method)] for _, gate in gates if str(method) in gate.closed]
    rule = next((each.rule for each in found if each.effect == "warn" and each.rule is not None), None)
    if rule is None:
        return ""
    basis = "" if rule.basis == "policy" else t("disposal_page.proposal")
    why = f"{rule.note.get(i18n.language())} {wording.citations(profile, rule.clause) or basis}".strip()
    return t("disposal_page.method_warned", why=why)
