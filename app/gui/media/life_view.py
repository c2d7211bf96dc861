"""The life of one medium on one page: what it is, what can be done with it, and everything that happened."""

from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain.approval import value_of
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.words import field_label, medium_state
from app.gui import fields, wording
from app.gui.context import Context
from app.gui.discard import DiscardDialog
from app.gui.media.entry_dialog import EntryDialog
from app.gui.record.frame import RecordFrame
from app.gui.widgets.badge import State
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.content import Content
from app.gui.widgets.history_view import HistoryView
from app.services import media, record
from app.services.past_form import form_read, remembered
from app.services.session import Session

SIDE = 280
_LOOKS = {
    "stored": ("done", "○"),
    "out": ("accent", "→"),
    "waiting": ("partly", "◇"),
    "disposed": ("na", "×"),
    "lost": ("not", "！"),
}


def state_of(row: Row) -> State:
    """A medium's state as mark, word and colour."""
    look, mark = _LOOKS[str(row["state"])]
    return State(look, mark, medium_state(row))


class Life(Struct, frozen=True):
    """What the page shows, read at once on the worker."""

    row: Row
    form: Form
    events: list[dict[str, Any]]
    speaker: fields.Speaker
    names: dict[str, str]
    contents: list[dict[str, Any]]
    higher: str


def read_life(session: Session, id: str) -> Life:
    """A medium with everything that names it; runs on the worker."""
    [row] = media.held(session, [record.get(session, "medium", id)])
    names = {key: str(person["name"]) for key, person in session.rows.table("person").items()}
    events = media.life(session, id)
    mentioned = {id}
    for event in events:
        mentioned |= set((event["body"].get("values") or {}).get("media") or [])
    media_names = {item["id"]: media.name_of(item) for item in media.page(session, sorted(mentioned))}
    forms = {name: remembered(session, name) for name in ("medium", "carryout", "disposal")}
    speaker = fields.Speaker(session.profile, forms, names, media_names)
    form = form_read(session, "medium", [row])
    return Life(row, form, events, speaker, names, media.contents(session, id), media.class_of_contents(session, row))


class LifeView(RecordFrame):
    """``left`` asks for the register again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, SIDE)
        self.life: Life | None = None
        self.dialog: QWidget | None = None
        self.content, self.history = Content(t("media_page.content"), "hard-drive"), HistoryView()
        self.below = Banner()
        self.fill((self.below, self.content, self.history), (self._steps(),))

    def refresh(self) -> None:
        """Read the medium again."""
        if self.id:
            session, id = self.context.session, self.id
            self.context.read(lambda: read_life(session, id), self._show, owner=self, failed=self.fail)

    def _show(self, life: Life) -> None:
        self.life = life
        row, form = life.row, life.form
        self.number.setText(media.name_of(row))
        self.paper.show_record("medium", str(row["id"]))
        self.badge.set_state(state_of(row))
        lines = [
            (field_label(form, item.name), text)
            for item in form.fields
            if (value := value_of(row, item.name)) not in (None, "", []) and (text := life.speaker.value(item, value))
        ]
        self._show_contents(life, lines)
        self.content.show_lines(lines)
        self.history.show_events(life.events, life.names, life.speaker)
        self.carry.setEnabled(row["state"] == "stored")
        self.dispose.setEnabled(row["state"] == "stored")
        self.correct.setEnabled(row["state"] in form.revise)

    def _show_contents(self, life: Life, lines: list[tuple[str, str]]) -> None:
        """The information assets that lie on it, and that its class must be at least theirs."""
        profile = self.context.session.profile
        said = [
            wording.apart(each["no"], each["name"], wording.class_name(profile, each["info_class"]))
            for each in life.contents
        ]
        if said:
            lines.append((t("media_page.assets"), "\n".join(said)))
        self.below.hide()
        if life.higher:
            higher, own = (wording.class_name(profile, key) for key in (life.higher, life.row["info_class"]))
            self.below.say("warn", t("media_page.class_below", higher=higher, own=own), closable=False)

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
