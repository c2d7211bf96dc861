"""Several requests decided with one password, each of them shown before the seal is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import wording
from app.gui.carryout.case import Case, read_case, sections
from app.gui.carryout.weigh import warnings
from app.gui.context import Context
from app.gui.seal_dialog import ask_seal
from app.services import carryout
from app.services.approval import Signet
from app.services.session import Changes, Session


def read_cases(session: Session, ids: Sequence[str]) -> list[Case]:
    """The requests that this person may decide in the ordinary way, of those chosen."""
    cases = [read_case(session, id) for id in ids]
    return [case for case in cases if case.standing.step == "decide" and case.standing.may_seal]


def _rules(session: Session, case: Case) -> str:
    """What the policy itself says of the request, each with its clause; proposals are left out."""
    found = [each for each in case.demand.rules if each.basis == "policy"]
    lines = [f"{wording.citations(session.profile, each.clause)}　{each.note.get(i18n.language())}" for each in found]
    return "\n".join(lines) or t("carryout_page.no_rule")


def decide_together(
    context: Context, parent: QWidget, cases: Sequence[Case], others: int, done: Callable[[Changes], None] | None = None
) -> None:
    """Show every request in full, then one decision and one password for all of them.

    ``others`` were chosen too, but are not this person's to decide here: how many is said.
    """
    session = context.session
    seen = [(str(case.row["id"]), case.seen) for case in cases]
    lines: list[tuple[str, str]] = []
    for place, case in enumerate(cases, 1):
        lines.append(("", t("carryout_page.one_of_many", place=place, n=len(cases), no=case.row["no"])))
        if said := warnings(session.profile, case):
            lines.append((t("carryout_page.weigh"), "\n".join(said)))
        lines += [*sections(session.profile, case), (t("carryout_page.rules"), _rules(session, case))]

    def act(signet: Signet, decision: str, remark: str, _exception: str) -> Changes:
        return carryout.decide_many(session, seen, signet, decision=decision, remark=remark)

    ask_seal(
        context,
        parent,
        title=t("carryout_page.decide_together", n=len(cases)),
        sections=lines,
        decisions=("permit", "refuse"),
        remark_unless=("permit",),
        warnings=[t("carryout_page.others_left", n=others)] if others else [],
        act=act,
        done=done,
    )
