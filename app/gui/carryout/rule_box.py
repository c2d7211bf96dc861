"""The rules that stand beside a request: who permits it, what is asked, what is refused, and by which clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.domain.carryout import Demand, floor
from app.domain.policy import Profile, Rule
from app.gui import theme, wording
from app.gui.record.standing import called
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.banner import Banner
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label, rule
from app.services import approval, carryout, record
from app.services import media as media_service
from app.services import people as person_service
from app.services.session import Session


class Said(Struct, frozen=True):
    """What the rules say of a request as it is filled in now."""

    demand: Demand
    deciders: tuple[str, ...]
    own: bool
    role: str
    least_class: str
    floor: str
    media: tuple[str, ...]


def ask(session: Session, values: Mapping[str, Any], opened_by: str = "") -> Said:
    """Ask the rules about a request that is being written, or corrected after ``opened_by`` wrote it; on the worker."""
    media = list(values.get("media") or [])
    known = {
        "applicant": session.user,
        "opened_by": opened_by or session.user,
        **{name: value for name, value in values.items() if value},
    }
    demand = carryout.demand(session, {**values, "info_class": values.get("info_class") or ""})
    row = {**known, "permission": demand.permission, "acts": []}
    form = record.form_of(session, "carryout")
    people = approval.deciders(session, form, "decide", row)
    own = demand.permission in person_service.roles_of(session, str(known["applicant"]))
    return Said(
        demand,
        tuple(called(session, form, "decide", row, person) for person in people),
        own,
        approval.permitting(session, form, row),
        carryout.least_class(session, media),
        floor(session.profile, values),
        tuple(media_service.name_of(row) for row in media_service.page(session, media)),
    )


class RuleBox(Card):
    """Live beside the form, and again beside the request when it is decided.

    ``give_reason`` leads to the field where the reason for an exception is written, from the refusal that asks for it.
    """

    def __init__(self, profile: Profile, give_reason: Callable[[], None] | None = None) -> None:
        super().__init__(t("carryout_page.rules"), "book-open")
        self._profile, self._give_reason = profile, give_reason
        self.refusals: list[Banner] = []
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.space(1))
        self.body.addLayout(self._inside)
        self.body.addStretch(1)

    def show_demand(
        self,
        demand: Demand,
        role: str = "",
        deciders: Sequence[str] = (),
        own: bool = False,
        waiting: bool = True,
        no_rule: str = "",
    ) -> None:
        """Show what is asked; ``role`` permits it, ``deciders`` are the names of those who could, if it still waits.

        ``no_rule`` is said where no row speaks of it yet.
        """
        self._clear()
        self.refusals = [self._refusal(each) for each in demand.refused]
        for banner in [*self.refusals, *(self._exception(each) for each in demand.excepted)]:
            self._inside.addWidget(banner)
        named = wording.role_name(self._profile, role or demand.permission)
        self._add(t("carryout_page.permitted_by"), self._permitting(named, deciders, own) if waiting else named)
        if demand.safeguards:
            self._add(t("carryout_page.must"), wording.choices("safeguard", demand.safeguards))
        for group in demand.any_of:
            self._add(t("carryout_page.one_of"), wording.choices("safeguard", group))
        advised = self.advised(demand)
        if advised:
            self._add(t("carryout_page.advised"), wording.choices("safeguard", advised))
        for each in demand.rules:
            if not each.prohibited:
                self._inside.addWidget(self._line(each))
        if not demand.rules:
            self._inside.addWidget(label(no_rule or t("carryout_page.no_rule"), "muted", wrap=True))

    @staticmethod
    def advised(demand: Demand) -> tuple[str, ...]:
        """The safeguards that rows only advise."""
        keys = [key for each in demand.warned for key in (*each.safeguards, *each.safeguards_any)]
        return tuple(dict.fromkeys(key for key in keys if key not in demand.safeguards))

    @staticmethod
    def _permitting(role: str, deciders: Sequence[str], own: bool) -> str:
        if deciders:
            return t("carryout_page.role_held_by", role=role, names=listed(deciders))
        return t("carryout_page.own_waits" if own else "carryout_page.role_waits", role=role)

    def _refusal(self, each: Rule) -> Banner:
        banner = Banner()
        citation = wording.citations(self._profile, each.clause)
        way = self._give_reason if each.exception else None
        word = t("carryout_page.give_reason") if way else ""
        banner.say("refuse", each.note.get(i18n.language()), citation, word, way, closable=False)
        return banner

    def _exception(self, each: Rule) -> Banner:
        banner = Banner()
        citation = wording.citations(self._profile, each.clause)
        banner.say("warn", f"{t('carryout_page.excepted')}\n{each.note.get(i18n.language())}", citation, closable=False)
        return banner

    def _line(self, each: Rule) -> QWidget:
        """One row: whether it is the city's rule or a proposal, what it means, and the clause."""
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        ours = each.basis == "policy"
        word = t("carryout_page.basis_policy" if ours else "carryout_page.basis_general")
        citation = wording.citations(self._profile, each.clause)
        column.addWidget(rule())
        column.addWidget(flow_row(Badge(State("accent" if ours else "na", "", word)), label(citation, "hint")))
        column.addWidget(label(each.note.get(i18n.language()), "small", wrap=True))
        return line

    def _add(self, name: str, text: str) -> None:
        self._inside.addWidget(label(name, "hint"))
        self._inside.addWidget(label(text, "strong", wrap=True))

    def _clear(self) -> None:
        while (item := self._inside.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
