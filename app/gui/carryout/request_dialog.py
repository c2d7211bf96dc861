"""Asking to take something out, in under a minute; the rules stand beside the form and answer while it is filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.errors import BadInput, Expected, Refused
from app.common.i18n import listed, t
from app.domain.approval import value_of
from app.domain.carryout import is_one_way
from app.domain.ledger import Row
from app.domain.policy import Rule
from app.gui import theme, wording
from app.gui.carryout.request_form import RequestForm
from app.gui.carryout.rule_box import RuleBox, Said, ask
from app.gui.context import Context
from app.gui.fields import people_options
from app.gui.manual import listen
from app.gui.scrolling import paint_when_settled, scrolling
from app.gui.tasks import Ticket
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.shortcut_hint import ShortcutHint
from app.gui.widgets.text_editors import LineEditor
from app.services import carryout, people, record
from app.services.session import Changes

WIDTH, HEIGHT, SIDE = 1000, 660, 340
#: On a screen narrower than this the rules stand below the form instead of beside it.
NARROW = 840
#: What a refused request is about, so that the reason stands beside the field that can change it.
_PLACES = {
    "class_below_medium": "info_class",
    "class_below_content": "info_class",
    "safeguard_missing": "safeguards",
    "safeguard_one_missing": "safeguards",
    "carryout_forbidden": "activities",
    "carryout_means_forbidden": "transport",
    "carryout_only_by_exception": "exception_reason",
    "carryout_too_long": "due_on",
    "medium_not_here": "media",
}
#: A change of one of these may change what the rules ask.
_ASKING = frozenset(
    {"media", "info_name", "info_class", "activities", "personal", "applicant", "transport", "exception_reason"}
)


def _place(each: Rule) -> str:
    """The field that can change what a rule refuses."""
    return "exception_reason" if each.exception else "transport" if each.transports else "activities"


class RequestDialog(QDialog):
    """A new request, or the correction of ``row``; ``done`` runs with what changed."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None,
        done: Callable[[Changes], None],
        row: Row | None = None,
        media: tuple[str, ...] = (),
    ) -> None:
        super().__init__(parent)
        self.context, self._done, self._row, self._media = context, done, row, media
        self._query: Ticket | None = None
        self._least, self._marked = "", set[str]()
        self._working = self._finished = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t("carryout_page.revise" if row else "carryout_page.new"))
        listen(self)
        self._build_frame()
        self._read_start()

    @property
    def draft_key(self) -> str:
        """Where unfinished input lies: one's own, so that nobody meets another person's words."""
        return f"carryout.{self._row['id'] if self._row else 'new'}.{self.context.session.user}"

    def submit(self) -> None:
        """Send the request, or say beside each field what is missing."""
        if self._working:
            return
        self.form.settle()
        if self.form.faults() or not self._has_reason():
            return
        self._set_working(True)
        session, given, row = self.context.session, self.form.given(), self._row
        if row is None:
            self.context.change(lambda: carryout.request(session, given), self, self._on_done, self._on_failed)
            return
        reason, values = str(self.reason.value()), self._changed_values(row)
        self.context.change(
            lambda: carryout.revise(session, row["id"], values, reason), self, self._on_done, self._on_failed
        )

    def start_over(self) -> None:
        """Drop what was begun and show the empty form."""
        self.context.drafts.clear(self.draft_key)
        self.banner.hide()
        self.form.set_values(dict.fromkeys(self.form.fields))
        self._marked.clear()
        self._preset()
        self._ask_rules()
        self._leave_out_return()
        self._go_to(next(iter(self.form.fields.values())))

    def _changed_values(self, row: Row) -> dict[str, Any]:
        """Every field as it stands now; what was emptied is sent as empty, so that it is corrected too."""
        values = {name: value for name, value in self.form.values().items() if value not in (None, "", [], False)}
        known = {name: value for name in self.form.fields if (value := value_of(row, name))}
        emptied: dict[str, Any] = {name: [] if isinstance(value, list) else "" for name, value in known.items()}
        return {**{name: value for name, value in emptied.items() if name not in values}, **values}

    def _has_reason(self) -> bool:
        if self._row is None or self.reason.value():
            return True
        self.reason.set_error(t("carryout_page.reason_missing"))
        self.reason.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _set_working(self, working: bool) -> None:
        self._working = working
        self.send.setEnabled(not working)

    def _on_done(self, changes: Changes) -> None:
        self._finished = True
        self.context.drafts.clear(self.draft_key)
        done = self._done
        self.accept()
        done(changes)

    def _on_failed(self, error: Exception) -> None:
        self._set_working(False)
        profile = self.context.session.profile
        if isinstance(error, BadInput):
            strangers = self.form.show_faults(wording.faults(profile, error))
            said = "\n".join(map(str, strangers))
            self.banner.say("warn", said or t("carryout_page.look_at_fields", n=len(error.faults)))
            self._ask_rules()  # what the rules say beside the fields stays there
        else:
            wording.tell(profile, error, self, self.banner)
            self._put_beside_field(error)
        faulty = next((field for field in self.form.fields.values() if field.error()), None)
        if faulty is not None:
            self._go_to(faulty)
        else:
            self.area.verticalScrollBar().setValue(0)

    def _go_to(self, field: Field) -> None:
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, field, lambda: self.area.ensureWidgetVisible(field, 0, theme.px(80)))

    def _give_reason(self) -> None:
        """From the refusal to the field that may lift it, however far down that is."""
        self.form.open_details()
        if "exception_reason" in self.form.fields:
            self._go_to(self.form.fields["exception_reason"])

    def _put_beside_field(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            return
        name = str(error.values["field"]) if error.code == "carryout_not_recorded" else _PLACES.get(error.code, "")
        if name in self.form.fields:
            field = self.form.fields[name]
            field.set_error(wording.sentence(self.context.session.profile, error))
            if name in ("transport", "carrier"):
                self.form.open_details()
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- what stands in the form at first, and what is kept of it

    def _read_start(self) -> None:
        session = self.context.session
        self.context.read(lambda: (people_options(people.all_people(session)), session.today), self._start, owner=self)

    def _start(self, read: tuple[list[Option], str]) -> None:
        names, self._today = read
        session = self.context.session
        self.form = RequestForm(self.context, record.form_of(session, "carryout"), names, self._today)
        self._form_place.addWidget(self.form)
        self._preset()
        self._offer_draft()
        self.form.edited.connect(self._on_edited)
        self.form.committed.connect(self._on_committed)
        self.reason.setVisible(self._row is not None)
        self.send.setEnabled(True)
        self._ask_rules()
        self._leave_out_return()
        paint_when_settled(self)
        first = self.form.fields.get("media") or next(iter(self.form.fields.values()))
        # later: the dialog, which is only being shown, would put the focus on its first button
        QTimer.singleShot(0, first.editor, lambda: first.editor.setFocus(Qt.FocusReason.OtherFocusReason))

    def _preset(self) -> None:
        if self._row is not None:
            self.form.set_values({name: value_of(self._row, name) for name in self.form.fields})
            self._say_void()
            return
        known: dict[str, Any] = dict.fromkeys(("starts_on", "applied_on"), self._today)
        known |= dict.fromkeys(("applicant", "carrier"), self.context.session.user)
        self.form.set_values({**known, "activities": ["carry"], "media": list(self._media)})

    def _say_void(self) -> None:
        """Correcting what was permitted takes the permission away; say so before, not after."""
        if self._row is not None and self._row["state"] == "permitted":
            self.banner.say("warn", t("carryout_page.permission_goes"), closable=False)

    def _offer_draft(self) -> None:
        draft = self.context.drafts.load(self.draft_key)
        if draft is None:
            return
        media = list(dict.fromkeys([*draft.get("media", []), *self._media]))
        self.form.set_values({**draft, "media": media})
        self.banner.say("info", t("record_views.draft"), "", t("record_views.start_over"), self.start_over)

    def _keep_draft(self) -> None:
        if self._finished:
            return
        try:
            self.context.drafts.save(self.draft_key, self.form.given())
        except Expected as error:
            wording.tell(self.context.session.profile, error, self, self.banner)

    def _on_edited(self, name: str) -> None:
        if name in _ASKING:
            self._ask_rules()
        self._leave_out_return()

    def _leave_out_return(self) -> None:
        """What is handed over, sent or copied for good has no day of return."""
        field, one_way = self.form.fields.get("due_on"), is_one_way(self.form.given())
        if field is not None:
            field.setVisible(not one_way)
            if one_way and field.value():
                field.set_value("")

    def _on_committed(self, _name: str, _value: object) -> None:
        self._keep_draft()

    # ---- what the rules say meanwhile

    def _ask_rules(self) -> None:
        if self._query is not None:
            self._query.cancel()
        session, values = self.context.session, self.form.given()
        opened_by = str(self._row["opened_by"]) if self._row is not None else ""
        self._query = self.context.read(
            lambda: ask(session, values, opened_by), self._show_said, owner=self, failed=self._on_failed
        )

    def _show_said(self, said: Said) -> None:
        classed = "info_class" not in self.form.fields or self.form.fields["info_class"].value()
        no_rule = "" if classed else t("carryout_page.choose_class")
        self.rules.show_demand(said.demand, said.role, said.deciders, said.own, no_rule=no_rule)
        self._mark_required(said)
        self._set_least(said)
        self._explain_class()
        self._refuse_activities(said)
        self._mark_recorded(said)

    def _mark_recorded(self, said: Said) -> None:
        """What a rule wants written down is required here, and in sight while it is empty."""
        for name in ("transport", "carrier"):
            field = self.form.fields.get(name)
            if field is not None:
                field.set_required(name in said.demand.fields)
                if name in said.demand.fields and not field.value():
                    self.form.open_details()

    def _mark_required(self, said: Said) -> None:
        """Tick what the rules require, once: a person may still untick it and will be told."""
        field = self.form.fields.get("safeguards")
        if field is None:
            return
        fresh = [key for key in said.demand.safeguards if key not in self._marked]
        if fresh:
            self._marked |= set(fresh)
            field.set_value([*field.value(), *fresh])
        missing = [key for key in said.demand.safeguards if key not in field.value()]
        field.set_required(bool(said.demand.safeguards or said.demand.any_of))
        field.set_hint(
            t("carryout_page.hint.safeguards", safeguards=wording.choices("safeguard", missing)) if missing else ""
        )

    def _set_least(self, said: Said) -> None:
        """A request has at least the class of what it carries: preset it, and refuse a lower one on the spot."""
        field, profile = self.form.fields.get("info_class"), self.context.session.profile
        if field is None:
            return
        chosen, least = field.value(), profile.strictest([said.least_class, said.floor])
        fresh, self._least = bool(least) and least != self._least, least
        if fresh and (not chosen or self._is_lower(chosen, least)):
            field.set_value(least)
            self._ask_rules()
            return
        field.set_error(self._too_low(chosen, said) if chosen else "")

    def _too_low(self, chosen: str, said: Said) -> str:
        """Why the class is too low: the media's own, or what the policy says of personal information; else empty."""
        profile = self.context.session.profile
        if said.least_class and self._is_lower(chosen, said.least_class):
            return t("carryout_page.class_below", media=listed(said.media), **self._needed(said.least_class))
        if said.floor and profile.classes[said.floor].clause and self._is_lower(chosen, said.floor):
            return t("carryout_page.class_below_personal", **self._needed(said.floor))
        return ""

    def _needed(self, least: str) -> dict[str, str]:
        profile = self.context.session.profile
        clause = wording.citations(profile, profile.classes[least].clause)
        return {"needed": wording.class_name(profile, least), "clause": clause}

    def _is_lower(self, chosen: str, least: str) -> bool:
        return self.context.session.profile.strictest([chosen, least]) != chosen

    def _explain_class(self) -> None:
        field, profile = self.form.fields.get("info_class"), self.context.session.profile
        if field is not None:
            known = profile.classes.get(str(field.value()))
            field.set_hint(known.meaning.get(i18n.language()) if known else "")

    def _refuse_activities(self, said: Said) -> None:
        """Say it beside the field that can change it; where an exception is possible, show the field for its reason."""
        for name in ("activities", "transport", "exception_reason"):
            field = self.form.fields.get(name)
            if field is not None:
                notes = [each.note.get(i18n.language()) for each in said.demand.refused if _place(each) == name]
                # the rules beside the form say it; the hand stays where it is
                field.set_error("\n".join(notes), seek=False)
                if notes and name != "activities":
                    self.form.open_details()

    # ---- how it is laid out

    def _build_frame(self) -> None:
        self.banner = Banner()
        self.rules = RuleBox(self.context.session.profile, self._give_reason)
        self.reason = Field("reason", t("carryout_page.reason"), LineEditor(), required=True)
        self.reason.hide()
        column = QVBoxLayout()
        column.setSpacing(theme.space(1.5))
        self.area = scrolling(self._sheet())
        column.addWidget(self.area, 1)
        column.addLayout(self._foot())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[theme.space(2)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addLayout(column, 1)
        room = self.screen().availableSize()
        width = min(theme.px(WIDTH), room.width() - 24)
        if room.width() >= theme.px(NARROW):
            side = scrolling(self.rules)
            side.setFixedWidth(min(theme.px(SIDE), width * 38 // 100))
            layout.addWidget(side)
        else:
            self._below.addWidget(self.rules)
        self.resize(width, min(theme.px(HEIGHT), room.height() - 48))

    def _sheet(self) -> QWidget:
        sheet = theme.mark_as(QFrame(), role="card")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(*[theme.space(2.5)] * 4)
        column.setSpacing(theme.space(2))
        column.addWidget(label(self.windowTitle(), "section"))
        column.addWidget(self.banner)
        column.addWidget(self.reason)
        self._form_place = QVBoxLayout()
        column.addLayout(self._form_place, 1)
        self._below = QVBoxLayout()
        column.addLayout(self._below)
        return sheet

    def _foot(self) -> QHBoxLayout:
        self.send = button(
            t("carryout_page.save" if self._row else "carryout_page.send"), "send", "primary", self.submit
        )
        self.send.setEnabled(False)
        row = QHBoxLayout()
        row.setSpacing(theme.space(1))
        row.addWidget(ShortcutHint("Ctrl+Enter", self.send.text()), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(button(t("carryout_page.close"), on_click=self.reject))
        row.addWidget(self.send)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)
        return row
