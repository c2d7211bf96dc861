"""後閲: looking through what a deputy decided in one's stead, and sealing that one has."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.gui.context import Context
from app.gui.record.next_card import Offer
from app.gui.seal_dialog import SealDialog, ask_seal
from app.services import record
from app.services.approval import Seen, Signet
from app.services.session import Changes


def to_review(row: Row, roles: tuple[str, ...]) -> dict[str, Any] | None:
    """The decision of a deputy that waits for the holder of one of ``roles``."""
    waiting = (act for act in row["acts"] if act["deputy"] in roles and not act["reviewed"] and not act["void"])
    return next(waiting, None)


def review_offer(row: Row, roles: tuple[str, ...]) -> list[Offer]:
    """The button, where something waits for this person."""
    return [Offer("review", t("record_views.review"), "primary")] if to_review(row, roles) else []


def ask_review(
    context: Context,
    parent: QWidget | None,
    form: str,
    row: Row,
    roles: tuple[str, ...],
    sections: list[tuple[str, str]],
) -> SealDialog | None:
    """Open the seal dialog for the review; nothing if nothing waits."""
    act = to_review(row, roles)
    if act is None:
        return None
    session, id, seen, hashed = context.session, str(row["id"]), Seen.of(row), str(act["event"])

    def seal(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
        return record.review(session, form, id, hashed, signet, seen)

    who = str(act["shown"].get("name", ""))
    return ask_seal(
        context,
        parent,
        title=t("record_views.review"),
        sections=[(t("record_views.deputy"), who), *sections],
        act=seal,
    )
