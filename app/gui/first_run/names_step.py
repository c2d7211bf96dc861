"""The third step: who works here, the head of the unit first, as a small table that takes a paste from Excel."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain import approval
from app.domain.policy import Profile
from app.gui import theme, wording
from app.gui.first_run.step import Step
from app.gui.widgets.buttons import button
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor

FIRST_ROWS = 5
PARTS = ("name", "kana", "post")


class NameRow(QWidget):
    """One person: name, reading, post; `pasted` brings the cells of several rows."""

    typed = Signal()
    pasted = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.name, self.kana, self.post = LineEditor(), LineEditor(), LineEditor()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        for part, editor in self.editors().items():
            editor.target.setAccessibleName(t(f"field.person.{part}"))
            row.addWidget(editor, 1)
        self.name.line.textEdited.connect(lambda _text: self.typed.emit())
        self.name.line.installEventFilter(self)

    def editors(self) -> dict[str, LineEditor]:
        """The three fields by name."""
        return {"name": self.name, "kana": self.kana, "post": self.post}

    def values(self) -> dict[str, Any]:
        """What was typed, empty parts left out."""
        return {part: value for part, editor in self.editors().items() if (value := editor.value())}

    def fill(self, person: Mapping[str, Any]) -> None:
        """Show a person."""
        for part, editor in self.editors().items():
            editor.set_value(person.get(part))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _pastes(event):
            cells = _cells(QGuiApplication.clipboard().text())
            if len(cells) > 1 or (cells and len(cells[0]) > 1):
                self.pasted.emit(cells)
                return True
        return False


class NamesStep(Step):
    """Names: the head of the unit first, then whoever works here; more can be added later."""

    def __init__(self) -> None:
        super().__init__()
        self.box.addWidget(label(t("first_run.names.text"), "body", wrap=True))
        self.box.addWidget(_captions())
        self._head_label = label("", "strong", wrap=True)
        self.box.addWidget(self._head_label)
        self.head = NameRow()
        self.head.pasted.connect(lambda cells: self._on_pasted(self.head, cells))
        self.head.typed.connect(self._complain)
        self.box.addWidget(self.head)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.box.addWidget(self.error)
        self._deputised_label, self._deputised_why = label("", "strong", wrap=True), label("", "hint", wrap=True)
        self.deputised = NameRow()
        self.deputised.pasted.connect(lambda cells: self._on_pasted(self.deputised, cells))
        self.deputised.typed.connect(self._complain)
        self.unnamed = label("", "error", wrap=True)
        for part in (self._deputised_label, self._deputised_why, self.deputised, self.unnamed):
            part.hide()
            self.box.addWidget(part)
        self._staff_label = label("", "strong")
        self.box.addWidget(self._staff_label)
        self.doubt = label("", "error", wrap=True)
        self.doubt.hide()
        self.box.addWidget(self.doubt)
        self.rows: list[NameRow] = []
        self._proposed = self._principal = ""
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(1))
        self.box.addLayout(self._list)
        for _ in range(FIRST_ROWS):
            self.add_row()
        self.box.addWidget(flow_row(button(t("first_run.names.more"), "plus", "link", self.add_row)))
        self.box.addStretch(1)

    def title(self) -> str:
        return t("first_run.names.title")

    def begin(self) -> None:
        self.head.name.setFocus()

    def add_row(self) -> None:
        """One more line for a person."""
        row = NameRow()
        row.typed.connect(lambda: self._on_typed(row))
        row.pasted.connect(lambda cells: self._on_pasted(row, cells))
        self.rows.append(row)
        self._list.addWidget(row)

    def take_profile(self, profile: Profile, kind: str) -> None:
        """Name the head by the post that the policy gives to this kind of unit."""
        role = approval.head_role(profile, kind)
        post = profile.post(role, kind).get(i18n.language())
        title = profile.roles[role].label.get(i18n.language()) if role in profile.roles else ""
        self._head_label.setText(t("first_run.names.head", post=post, role=title))
        staff = profile.words.get("staff", {})
        word = staff.get(i18n.language()) or staff.get("ja") or t("word.staff")
        self._staff_label.setText(word[:1].upper() + word[1:])
        if (self.head.post.value() or "") in ("", self._proposed):
            self._proposed = post
            self.head.post.set_value(post)
        self._take_deputised(profile, approval.deputised_by(profile, role), role)

    def _take_deputised(self, profile: Profile, principal: str, deputy: str) -> None:
        """Where the policy makes the head a deputy, whoever decides in the ordinary way is named too."""
        for part in (self._deputised_label, self._deputised_why, self.deputised):
            part.setVisible(bool(principal))
        self._principal = wording.role_name(profile, principal)
        self._complain()
        if not principal:
            return
        known, language = profile.roles[principal], i18n.language()
        if not self.deputised.values():
            self.deputised.post.set_value(known.post.get(language))
        said = {"role": self._principal, "deputy": profile.roles[deputy].label.get(language)}
        self._deputised_label.setText(t("first_run.names.head", post=known.post.get(language), role=said["role"]))
        self._deputised_why.setText(
            t(
                "first_run.names.deputised",
                scope=known.deputy_scope.get(language),
                clauses=wording.citations(profile, known.clause),
                **said,
            )
        )

    def is_complete(self) -> bool:
        missing = [row for row in self._leading() if not row.values().get("name")]
        wrong = self._doubtful()
        nobody = t("error.deputised_missing", role=self._principal) if self.deputised in missing else ""
        headless = t("error.manager_missing") if self.head in missing else ""
        self._complain(headless, wrong[1] if wrong else "", nobody)
        for row in (*missing, *((wrong[0],) if wrong else ()))[:1]:
            row.name.setFocus()
        return not missing and wrong is None

    def _leading(self) -> tuple[NameRow, ...]:
        """The lines that must be filled: the head's, and whom the head stands in for where the policy has it so."""
        return (self.head, self.deputised) if self._principal else (self.head,)

    def _doubtful(self) -> tuple[NameRow, str] | None:
        """The first line that names nobody, or somebody who stands there already with the same reading and post."""
        seen: list[dict[str, Any]] = []
        for row in (*self._leading(), *self.rows):
            values = row.values()
            if values and not values.get("name") and row not in self._leading():
                said = t("first_run.names.nameless", said="　".join(map(str, values.values())))
                return row, said
            if values in seen:
                return row, t("first_run.names.twice", name=values["name"])
            seen += [values] if values.get("name") else []
        return None

    def _complain(self, head: str = "", staff: str = "", deputised: str = "") -> None:
        """Say what is missing beside its lines, or take back what was said."""
        for shown, said in ((self.error, head), (self.doubt, staff), (self.unnamed, deputised)):
            shown.setText(said)
            shown.setVisible(bool(said))

    def fill(self, people: Sequence[Mapping[str, Any]]) -> None:
        """Show these people, the head first."""
        while len(self.rows) + 1 < len(people):
            self.add_row()
        for row, person in zip((self.head, *self.rows), people, strict=False):
            row.fill(person)

    def manager(self) -> str:
        """The head's name."""
        return str(self.head.values().get("name", ""))

    def people(self) -> list[dict[str, Any]]:
        """Everybody named, the head first, then whom the head stands in for if it is asked."""
        leading = [row.values() for row in self._leading()]
        return [*leading, *(row.values() for row in self.rows if row.values().get("name"))]

    def deputised_at(self) -> int:
        """The place of whom the head stands in for among :meth:`people`; -1 where the head decides in his own right."""
        return 1 if self._principal else -1

    def typed(self) -> list[dict[str, Any]]:
        """What was typed, for a draft; the post that the policy gave comes from the policy again, in any language."""
        head, *rest = [self.head.values(), *(row.values() for row in self.rows if row.values().get("name"))]
        return [{k: v for k, v in head.items() if k != "post" or v != self._proposed}, *rest]

    def _on_typed(self, row: NameRow) -> None:
        self._complain()
        if row is self.rows[-1]:
            self.add_row()

    def _on_pasted(self, row: NameRow, cells: list[list[str]]) -> None:
        """Spread the cells over this row and those below it."""
        self._complain()
        if cells[0][0] == t("field.person.name"):  # the heading of the table was copied with it
            cells = cells[1:]
        leads = row not in self.rows
        start = -1 if leads else self.rows.index(row)
        while len(self.rows) < start + len(cells):
            self.add_row()
        for line, place in zip(cells, [row, *self.rows] if leads else self.rows[start:], strict=False):
            place.fill(dict(zip(PARTS, line, strict=False)))


def _captions() -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.space(1))
    for part in PARTS:
        row.addWidget(label(t(f"field.person.{part}"), "hint"), 1)
    return made


def _pastes(event: QKeyEvent) -> bool:
    return bool(event.matches(QKeySequence.StandardKey.Paste))


def _cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("\t")] for line in text.splitlines() if line.strip()]
