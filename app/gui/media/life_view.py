"""The life of one medium on one page: what it is, what can be done with it, and everything that happened."""

from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.ledger import Row
from app.domain.words import field_label
from app.gui import fields
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.media.entry_dialog import EntryDialog
from app.gui.record.frame import RecordFrame
from app.gui.widgets.badge import State
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.content import Content
from app.gui.widgets.history_view import HistoryView
from app.services import media, record
from app.services.session import Session

SIDE = 280
_LOOKS = {
    "stored": ("done", "○"),
    "out": ("accent", "→"),
    "waiting": ("partly", "◇"),
    "disposed": ("na", "×"),
    "lost": ("not", "！"),
}


def state_of(state: str) -> State:
    """A medium's state as mark, word and colour."""
    look, mark = _LOOKS[state]
    return State(look, mark, t(f"state.medium.{state}"))


class Life(Struct, frozen=True):
    """What the page shows, read at once on the worker."""

    row: Row
    events: list[dict[str, Any]]
    speaker: fields.Speaker
    names: dict[str, str]


def read_life(session: Session, id: str) -> Life:
    """A medium with everything that names it; runs on the worker."""
    row = record.get(session, "medium", id)
    names = {key: str(person["name"]) for key, person in session.rows.table("person").items()}
    events = media.life(session, id)
    mentioned = {id}
    for event in events:
        mentioned |= set((event["body"].get("values") or {}).get("media") or [])
    media_names = {item["id"]: media.name_of(item) for item in media.page(session, sorted(mentioned))}
    forms = {name: record.form_of(session, name) for name in ("medium", "carryout", "disposal")}
    return Life(row, events, fields.Speaker(session.profile, forms, names, media_names), names)


class LifeView(RecordFrame):
    """``left`` asks for the register again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, SIDE)
        self.life: Life | None = None
        self.dialog: QWidget | None = None
        self.content, self.history = Content(t("media_page.content"), "hard-drive"), HistoryView()
        self.fill((self.content, self.history), (self._steps(),))

    def refresh(self) -> None:
        """Read the medium again."""
        if self.id:
            session, id = self.context.session, self.id
            self.context.read(lambda: read_life(session, id), self._show, owner=self, failed=self.fail)

    def _show(self, life: Life) -> None:
        self.life = life
        row, form = life.row, record.form_of(self.context.session, "medium")
        self.number.setText(media.name_of(row))
        self.paper.show_record("medium", str(row["id"]))
        self.badge.set_state(state_of(str(row["state"])))
        lines = [
            (field_label(form, item.name), text)
            for item in form.fields
            if (
                text := life.speaker.value(item, row.get(item.name)) if row.get(item.name) not in (None, "", []) else ""
            )
        ]
        self.content.show_lines(lines)
        self.history.show_events(life.events, life.names, life.speaker)
        self.carry.setEnabled(row["state"] == "stored")
        self.dispose.setEnabled(row["state"] == "stored")
        self.correct.setEnabled(row["state"] in form.revise)

    def _on_carry(self) -> None:
        self.context.signals.go_to.emit("carryout", f"new:{self.id}")

    def _on_dispose(self) -> None:
        self.context.signals.go_to.emit("disposal", f"new:{self.id}")

    def _on_correct(self) -> None:
        if self.life is not None:
            self.dialog = EntryDialog(self.context, self, self.life.row)
            self.dialog.open()

    def _on_discard(self) -> None:
        if self.life is not None:
            dialog = DiscardDialog(self.context, self, "medium", self.life.row, self.leave)
            self.dialog = dialog
            dialog.open()

    def _steps(self) -> Card:
        steps = Card(t("media_page.steps"), "arrow-right")
        self.carry = button(t("media_page.carry"), "briefcase", "primary", self._on_carry)
        self.dispose = button(t("media_page.dispose"), "trash-2", "", self._on_dispose)
        self.correct = button(t("media_page.correct_entry"), "pencil", "", self._on_correct)
        self.discard = button(t("record_views.discard"), "x", "link", self._on_discard)
        for widget in (self.carry, self.dispose, self.correct, self.discard):
            steps.add(widget)
        return steps
