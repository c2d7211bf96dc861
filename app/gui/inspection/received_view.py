"""Another department's sheet, item by item as it was taken in: nothing of it can be changed here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from app.common.i18n import t
from app.domain.inspection import ANSWER_TEXTS
from app.domain.ledger import Row
from app.gui import dates, wording
from app.gui.context import Context
from app.gui.inspection.bureau_dialogs import RemarkDialog
from app.gui.inspection.review_view import ReviewView
from app.gui.inspection.sheet import Sheet
from app.gui.widgets.badge import State
from app.gui.widgets.buttons import button
from app.gui.widgets.content import Content
from app.services import received, record
from app.services.approval import Seen, name_of
from app.services.earlier import Earlier
from app.services.session import Session


def read_received(session: Session, id: str) -> tuple[Sheet, list[tuple[str, str]]]:
    """The sheet as the screen shows it, and where it came from; reads the store."""
    row = record.get(session, "received", id)
    result = received.result(session, row)
    shown = {"post": row["sealed_post"] or "", "name": row["sealed_by"] or "", "role": row["sealed_role"] or ""}
    act: dict[str, Any] = {"action": "confirm", "decision": "confirm", "sealed": 1, "void": 0, "remark": ""}
    act |= {"paper": None, "deputy": "", "reviewed": None, "exception": ""}
    act |= {"at": row["sealed_at"], "shown": shown, "event": row["sheet_head"] or ""}
    given = {code: {name: answer[name] for name in ("value", *ANSWER_TEXTS)} for code, answer in result.answers.items()}
    year = int((session.rows.get("cycle", str(row["cycle"])) or {}).get("fiscal_year", session.year)) - 1
    earlier = {item.code: Earlier(year, value) for item, value in received.last(session, row)}
    sheet = Sheet(
        row={**row, "acts": [act] if row["sealed_by"] else [], "state": "confirmed"},
        items=result.items,
        scale=result.edition.scale,
        given=given,
        drafts={},
        person=" ".join(part for part in (str(row["respondent_post"] or ""), str(row["respondent"])) if part),
        own=False,
        seen=Seen.of(row),
        result=result,
        earlier=earlier,
        cleared=set(),
    )
    return sheet, _origin(session, row)


def _origin(session: Session, row: Row) -> list[tuple[str, str]]:
    taken = f"{dates.full(row['opened_at'])} {dates.clock_time(row['opened_at'])}"
    lines = [
        (t("record_views.number"), str(row["no"])),
        (t("field.received.file"), str(row["file"])),
        (t("field.received.sha256"), " ".join(re.findall(".{16}", str(row["sha256"])))),
        (t("bureau.taken_in_by"), f"{name_of(session, str(row['opened_by']))}　{taken}"),
        (t("record_views.state"), t(f"state.received.{row['state']}")),
    ]
    before = session.rows.get("received", str(row["replaces"] or ""))
    if before is not None:
        lines.append((t("field.received.replaces"), f"{before['no']}　{dates.full(before['sealed_at'])}"))
    return lines


class ReceivedView(ReviewView):
    """A :class:`ReviewView` without acts of its own, with the file that the sheet came from."""

    FORM = "received"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.id = ""
        self.dialog: RemarkDialog | None = None
        self.back.setText(t("bureau.back_here"))
        self.reopen_button.hide()
        self.head.add_action(button(t("bureau.withdraw"), "undo-2", on_click=self.withdraw))

    def open_sheet(self, id: str, failed: Callable[[Exception], None]) -> None:
        """Show the sheet with this id."""
        self.id = id
        session = self.context.session
        self.context.read(lambda: read_received(session, id), self._take, owner=self, failed=failed)

    def withdraw(self) -> None:
        """Ask why the sheet should not have been taken in."""
        act = partial(received.withdraw, self.context.session, self.id)
        self.dialog = RemarkDialog(self.context, self, t("bureau.withdraw"), t("bureau.withdraw_text"), act)
        self.dialog.open()

    def _take(self, found: tuple[Sheet, list[tuple[str, str]]]) -> None:
        sheet, origin = found
        self.show_sheet(sheet)
        self.title.setText(str(sheet.row["unit"]))
        about = (str(sheet.row["sheet_no"]), self.about.text().partition(wording.joint())[2], sheet.person)
        self.about.setText(wording.apart(*about))
        self.badge.set_state(State("accent", "", t("bureau.taken_in")))
        self.origin.show_lines(origin)

    def _build(self) -> None:
        self.origin = Content(t("bureau.origin"))
        super()._build()

    def _arrange(self, columns: int) -> None:
        super()._arrange(columns)
        wide = self._columns == 2
        self.grid.addWidget(self.origin, 2 if wide else 3, 1 if wide else 0)
