"""Several requests decided with one password, each of them shown before the seal is set."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.gui.carryout.case import Case, read_case, sections
from app.gui.context import Context
from app.gui.seal_dialog import ask_seal
from app.services import carryout
from app.services.approval import Signet
from app.services.session import Changes, Session


def read_cases(session: Session, ids: Sequence[str]) -> list[Case]:
    """The requests that this person may decide in the ordinary way, of those chosen."""
    cases = [read_case(session, id) for id in ids]
    return [case for case in cases if case.standing.step == "decide" and case.standing.may_seal]


def decide_together(context: Context, parent: QWidget, cases: Sequence[Case]) -> None:
    """Show every request in full, then one decision and one password for all of them."""
    session = context.session
    seen = [(str(case.row["id"]), case.seen) for case in cases]
    lines: list[tuple[str, str]] = []
    for case in cases:
        lines.append((t("record_views.number"), str(case.row["no"])))
        lines += sections(session.profile, case)
        lines.append(("", ""))

    def act(signet: Signet, decision: str, remark: str, _exception: str) -> Changes:
        return carryout.decide_many(session, seen, signet, decision=decision, remark=remark)

    ask_seal(
        context,
        parent,
        title=t("carryout_page.decide_together", n=len(cases)),
        sections=lines,
        decisions=("permit", "refuse"),
        remark_unless=("permit",),
        act=act,
    )
