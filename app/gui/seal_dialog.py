"""Setting a seal (印): what is decided on the left as it prints, the decision and the password on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.common import i18n
from app.common.errors import Refused, WrongPassword
from app.common.i18n import listed, t
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.manual import listen
from app.gui.scrolling import room_for
from app.gui.seal_preview import MakePaper, SealPreview
from app.gui.widgets.answer_buttons import Answer, AnswerButtons
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.form_layout import Fold
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label
from app.gui.widgets.password import Password
from app.gui.widgets.settle import ConversionGuard
from app.gui.widgets.shortcut_hint import ShortcutHint
from app.gui.widgets.text_editors import AreaEditor
from app.services import approval, people
from app.services.approval import Signet
from app.services.session import Changes, Session

#: What the dialog does with an opened seal: (signet, decision, remark, reason of an unavoidable case).
Act = Callable[[Signet, str, str, str], Changes]
#: The mark and the look of each decision; its word is the message ``decision.<code>``.
MARKS = {
    "permit": ("○", "done"),
    "permit_with_conditions": ("△", "partly"),
    "send_back": ("←", "na"),
    "refuse": ("×", "not"),
    "confirm": ("○", "done"),
}
#: Refusals after which the person must look again, because something else than what was shown stands now.
_STALE = frozenset({"seen_is_stale", "record_changed_meanwhile", "not_in_this_state"})
WIDTH, HEIGHT, SIDE = 1000, 720, 436


class Asked(Struct, frozen=True):
    """What one sealing is about; see :func:`ask_seal`."""

    title: str
    sections: Sequence[tuple[str, str]]
    act: Act
    paper: MakePaper | None = None
    decisions: tuple[str, ...] = ()
    remark_unless: tuple[str, ...] | None = None
    warnings: Sequence[str] = ()
    allow_exception: bool = False
    done: Callable[[Changes], None] | None = None
    chosen: str = ""


class Sealer(Struct, frozen=True):
    """Who would seal now: name and post, approving roles of today, whether that person has a key, and may vouch."""

    name: str = ""
    post: str = ""
    roles: tuple[str, ...] = ()
    enrolled: bool = False
    vouches: bool = False

    @property
    def may(self) -> bool:
        """Whether the person can seal at all: in a role, or as the founder, who needs none to enrol others."""
        return (bool(self.roles) or self.vouches) and self.enrolled


def read_sealer(session: Session) -> Sealer:
    """The person at the keyboard as one who seals; this reads the store."""
    row = session.rows.get("person", session.user)
    if row is None:
        return Sealer()
    roles = [
        role
        for role in people.roles_of(session, session.user)
        if role in session.profile.roles and session.profile.roles[role].approver
    ]
    post = str(row.get("post") or "")
    if not post and roles:
        post = session.profile.post(roles[0], str(session.unit["unit_kind"])).get(i18n.language())
    labels = tuple(wording.role_name(session.profile, role) for role in roles)
    keyed = any(item["id"] == session.user and item["enrolled"] for item in people.all_people(session))
    return Sealer(str(row["name"]), post, labels, keyed, people.may_enrol(session, session.user))


class SealDialog(QDialog):
    """One act under one seal: the password opens the key for it, and is forgotten at once."""

    def __init__(self, context: Context, parent: QWidget | None, asked: Asked) -> None:
        super().__init__(parent)
        self.context, self.asked = context, asked
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(asked.title)
        listen(self)
        self._working = self._may = False
        self._build()
        self._connect()
        self.finished.connect(self.preview.finish)
        context.signals.user_changed.connect(self._read_sealer)
        self.preview.shown.connect(self._offer)
        self._read_sealer()
        self.preview.start()

    def chosen(self) -> str:
        """The decision chosen; the only one where there is nothing to choose; empty if none was chosen yet."""
        if len(self.asked.decisions) == 1:
            return self.asked.decisions[0]
        return (self.decisions.chosen() or "") if self.decisions is not None else ""

    def seal(self) -> None:
        """Check what is missing, say it beside its place, or set the seal."""
        if self._may and not self._working and not self.preview.is_shown():
            self.coming.show()
            return
        if self._working or not self.seal_button.isEnabled() or not self._is_complete():
            return
        self._set_working(True)
        session, act, password = self.context.session, self.asked.act, self.password.text()
        person, decision = session.user, self.chosen()
        remark, exception = str(self.remark.value() or ""), self._exception()

        def verb() -> Changes:
            with approval.signet(session, person, password) as signet:
                return act(signet, decision, remark, exception)

        self.context.change(verb, self, self._on_done, self._on_failed)

    def _exception(self) -> str:
        return str(self.exception.value() or "") if self.asked.allow_exception else ""

    def _is_complete(self) -> bool:
        """Name everything that is missing beside its place; the cursor goes to the first."""
        missing: list[QWidget] = []
        undecided = self.decisions is not None and not self.chosen()
        self.undecided.setVisible(undecided)
        if undecided and self.decisions is not None:
            missing.append(self.decisions.buttons[0])
        needs_remark = self._needs_remark() and not self.remark.value()
        lacking = "seal.remark_missing" if self._conditional else "seal.reason_missing"
        if self.asked.remark_unless == ():  # whatever is decided wants its word: a deputy whom the policy limits
            lacking = "seal.occasion_missing"
        self.remark.set_error(t(lacking) if needs_remark else "")
        if needs_remark:
            missing.append(self.remark.editor)
        if not self.password.text():
            self.password.set_error(t("seal.password_missing"))
            missing.append(self.password.line)
        if missing:
            missing[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(missing[0])
        return not missing

    def _needs_remark(self) -> bool:
        unless = self.asked.remark_unless
        return unless is not None and bool(self.chosen()) and self.chosen() not in unless

    def _set_working(self, working: bool) -> None:
        self._working = working
        self._offer()
        self.seal_button.setText(t("seal.working") if working else t("seal.seal"))

    def _on_done(self, changes: Changes) -> None:
        self.password.clear()
        self._set_working(False)
        done = self.asked.done
        self.accept()
        if done is not None:
            done(changes)

    def _on_failed(self, error: Exception) -> None:
        self._set_working(False)
        self.password.clear()
        if isinstance(error, WrongPassword):
            self.password.set_error(t("seal.wrong_password"))
            self.password.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if isinstance(error, Refused) and error.code == "deputy_without_occasion":
            self.remark.set_error(str(error))
            self.remark.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        stale = isinstance(error, Refused) and error.code in _STALE
        way_out = (t("seal.look_again"), self.reject) if stale else ("", None)
        wording.tell(self.context.session.profile, error, self, self.banner, *way_out)
        self.area.verticalScrollBar().setValue(0)
        if isinstance(error, Refused) and error.code.startswith("separation") and self.asked.allow_exception:
            self.fold.open()
            self.exception.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_sealer(self) -> None:
        session = self.context.session
        self.password.clear()
        self.context.read(lambda: read_sealer(session), self._show_sealer, owner=self)

    def _show_sealer(self, sealer: Sealer) -> None:
        name = " ".join(part for part in (sealer.post, sealer.name) if part)
        self.who.setText(t("seal.who", name=name))
        self.roles.setText(listed(sealer.roles))
        self.roles.setVisible(bool(sealer.roles))
        self._may = sealer.may
        self._offer()
        if sealer.may:
            self.cannot.hide()
            return
        text = t("seal.no_key" if sealer.roles or sealer.vouches else "seal.no_role", name=sealer.name)
        self.cannot.say("info", text, "", t("seal.switch"), self.context.signals.sign_in_wanted.emit, closable=False)

    def _offer(self) -> None:
        """The seal waits until the paper is in sight: it binds what was seen."""
        self.seal_button.setEnabled(self._may and not self._working and self.preview.is_shown())
        if self.preview.is_shown():
            self.coming.hide()

    def _on_decided(self, _code: str) -> None:
        self.undecided.hide()
        self.remark.set_required(self._needs_remark())
        self.remark.set_error("")
        # on to what is asked next: a digit of the password must never reach the number keys of the decisions
        asked = self.remark.editor if self._needs_remark() and not self.remark.value() else self.password
        asked.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- how it is laid out
    def _build(self) -> None:
        self.preview = SealPreview(self.context, self.asked.sections, self.asked.paper)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[theme.space(2)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addWidget(self.preview, 1)
        room = room_for(self)
        width = min(theme.px(WIDTH), room.width())
        side = min(theme.px(SIDE), width * 46 // 100)
        self._narrow = side < theme.px(SIDE)
        layout.addWidget(self._side(side))
        self.resize(width, min(theme.px(HEIGHT), room.height()))

    def _side(self, width: int) -> QWidget:
        side = theme.mark_as(QFrame(), role="card")
        side.setFixedWidth(width)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, theme.space(2))
        column.setSpacing(theme.space(1))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._questions())
        column.addWidget(self.area, 1)
        column.addWidget(self._foot())
        return side

    def _questions(self) -> QWidget:
        inside = theme.mark_as(QWidget(), role="scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.space(2.5), theme.space(2.5), theme.space(2.5), theme.space(1))
        column.setSpacing(theme.space(1.5))
        self.banner, self.cannot = Banner(), Banner()
        column.addWidget(label(self.asked.title, "section", wrap=True))
        for widget in (self.banner, self.cannot, *self._warnings()):
            column.addWidget(widget)
        self._add_decisions(column)
        self._conditional = "permit_with_conditions" in self.asked.decisions
        self.remark = Field("remark", t("seal.remark" if self._conditional else "seal.reason"), AreaEditor(lines=2))
        column.addWidget(self.remark)
        self.remark.setVisible(len(self.asked.decisions) > 1)  # not before: it would be a window for a moment
        column.addWidget(self._exception_fold())
        self.fold.setVisible(self.asked.allow_exception)
        column.addStretch(1)
        return inside

    def _warnings(self) -> list[Banner]:
        made = []
        for text in self.asked.warnings:
            banner = Banner()
            banner.say("warn", text, closable=False)
            made.append(banner)
        return made

    def _add_decisions(self, column: QVBoxLayout) -> None:
        self.decisions: AnswerButtons | None = None
        self.undecided = label(t("seal.undecided"), "error", wrap=True)
        self.undecided.hide()
        if len(self.asked.decisions) > 1:
            answers = [
                Answer(code, MARKS[code][0], t(f"decision.{code}"), MARKS[code][1]) for code in self.asked.decisions
            ]
            self.decisions = AnswerButtons(answers)
            self.decisions.listen(self)
            self.decisions.answered.connect(self._on_decided)
            column.addWidget(self.decisions)
        column.addWidget(self.undecided)

    def _exception_fold(self) -> QWidget:
        self.fold = Fold()
        self.fold.set_title(t("seal.exception"))
        self.exception = Field(
            "exception", t("seal.exception_reason"), AreaEditor(lines=2), hint=t("seal.exception_hint")
        )
        self.fold.body.addWidget(self.exception)
        return self.fold

    def _foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(theme.space(2.5), theme.space(1), theme.space(2.5), 0)
        column.setSpacing(theme.space(1))
        self.who, self.roles = label("", "strong", wrap=True), label("", "hint", wrap=True)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.who)
        names.addWidget(self.roles)
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(IconLabel("stamp", "accent", ground="accent_soft"), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        self.switch = button(t("seal.switch"), "users", "link", self.context.signals.sign_in_wanted.emit)
        self.switch.setToolTip("F2")
        place = names if self._narrow else head
        place.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.password = Password(t("seal.password"))
        self.password.line.setPlaceholderText(t("seal.password"))
        ConversionGuard(self.password.line)
        self.coming = label(t("seal.paper_coming"), "hint", wrap=True)
        self.coming.hide()
        self.seal_button: QPushButton = button(t("seal.seal"), "stamp", "primary", self.seal)
        self.seal_button.setEnabled(False)
        self.cancel_button = button(t("seal.cancel"), on_click=self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space(1))
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.seal_button, 1)
        column.addLayout(head)
        column.addWidget(self.password)
        column.addWidget(self.coming)
        column.addLayout(buttons)
        if not self._narrow:  # the room is for what is asked
            column.addWidget(self._hints())
        return foot

    def _hints(self) -> QWidget:
        hints = [ShortcutHint("Ctrl+Enter", t("seal.seal"))]
        if self.decisions is not None:
            hints.insert(0, ShortcutHint(f"1–{len(self.asked.decisions)}", t("seal.decide")))
        return flow_row(*hints, gap=theme.space(2))

    def _connect(self) -> None:
        self.password.entered.connect(self.seal)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.seal)
        QShortcut(QKeySequence("F2"), self).activated.connect(self.switch.click)
        first = self.decisions.buttons[0] if self.decisions is not None else self.password.line
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.decisions is not None and self.asked.chosen:
            self.decisions.set_chosen(self.asked.chosen)
            self._on_decided(self.asked.chosen)


def ask_seal(
    context: Context,
    parent: QWidget | None,
    *,
    title: str,
    sections: Sequence[tuple[str, str]],
    act: Act,
    paper: MakePaper | None = None,
    decisions: tuple[str, ...] = (),
    remark_unless: tuple[str, ...] | None = None,
    warnings: Sequence[str] = (),
    allow_exception: bool = False,
    done: Callable[[Changes], None] | None = None,
    chosen: str = "",
) -> SealDialog:
    """Open the seal dialog over ``parent`` without blocking; ``done`` runs once the seal is set.

    ``paper`` reads the store on the worker and gives the document to show (rendered apart) or the path of a PDF;
    ``sections`` (label, value) stand in for it. ``decisions`` of more than one are offered as large buttons; every one
    not in ``remark_unless`` needs a remark (``None``: none does). ``warnings`` are shown above. ``allow_exception``
    offers やむを得ない場合, whose reason goes to ``act``. ``chosen`` is the decision that stands chosen at first.
    The person who seals is the one at the keyboard.
    """
    dialog = SealDialog(
        context,
        parent,
        Asked(title, sections, act, paper, decisions, remark_unless, warnings, allow_exception, done, chosen),
    )
    dialog.open()
    return dialog
