"""The steps of the first run, each a short form that knows when it is complete."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.common.text import file_name
from app.domain.policy import Profile
from app.gui import theme
from app.gui.file_dialog import choose_folder
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.password import Password
from app.gui.widgets.text_editors import LineEditor
from app.services import policy
from app.services.keys import check_password

FIRST_ROWS = 4


class Step(QWidget):
    """One step of the wizard."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark_as(self, role="scrolled")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.space(2))

    def title(self) -> str:
        """What the trail calls the step."""
        raise AssertionError("every step has a title")

    def begin(self) -> None:
        """Put the cursor where one begins."""

    def is_complete(self) -> bool:
        """Whether one can go on; says beside the field what is missing."""
        return True


class PolicyStep(Step):
    """Which policy: those on board, each called what it is, an example."""

    def __init__(self) -> None:
        super().__init__()
        self.box.addWidget(label(t("first_run.policy.text"), "body", wrap=True))
        self._group = QButtonGroup(self)
        self._on_board = policy.built_in()
        self._profiles: dict[int, Profile] = {}
        for number, item in enumerate(self._on_board):
            choice = QRadioButton(item.municipality.get(i18n.language()) or item.municipality["ja"])
            self._group.addButton(choice, number)
            card = Card()
            card.add(choice)
            card.add(label(item.name.get(i18n.language()) or item.name["ja"], "muted", wrap=True))
            self.box.addWidget(card)
        self._group.button(0).setChecked(True)
        self.box.addWidget(label(t("first_run.policy.note"), "hint", wrap=True))
        self.box.addStretch(1)

    def title(self) -> str:
        return t("first_run.policy.title")

    def begin(self) -> None:
        self._group.button(0).setFocus(Qt.FocusReason.OtherFocusReason)

    def profile(self) -> Profile:
        """The profile chosen."""
        number = self._group.checkedId()
        if number not in self._profiles:
            self._profiles[number] = policy.read(self._on_board[number].folder)
        return self._profiles[number]


class DepartmentStep(Step):
    """The department: municipality, name, kind of unit, and where its store is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.form = FormLayout()
        self._municipality = Field("municipality", t("first_run.municipality"), LineEditor(), required=True)
        self._unit = Field("unit", t("first_run.unit"), LineEditor(t("first_run.unit_example")), required=True)
        self._kind_editor = ChoiceEditor([])
        self._kind = Field("kind", t("first_run.kind"), self._kind_editor, required=True)
        self._bureau = Field("bureau", t("first_run.bureau"), LineEditor(t("first_run.bureau_example")))
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Field(
            "folder", t("first_run.folder"), LineEditor(), required=True, hint=t("first_run.folder_hint")
        )
        self._folder.set_value(documents or str(Path.home()))
        self.form.add(self._municipality)
        self.form.add_row(self._unit, self._kind)
        self.form.add(self._bureau)
        self.form.add(self._folder)
        self.form.add_widget(button(t("first_run.choose_folder"), "folder-open", "link", self._on_choose))
        self.box.addWidget(label(t("first_run.department.text"), "body", wrap=True))
        self.box.addWidget(self.form)
        self.box.addStretch(1)

    def title(self) -> str:
        return t("first_run.department.title")

    def begin(self) -> None:
        self._unit.editor.setFocus()

    def take_profile(self, profile: Profile) -> None:
        """Offer the kinds of unit of the policy chosen."""
        language = i18n.language()
        kinds = [
            Option(key, row["label"].get(language) or row["label"]["ja"]) for key, row in profile.unit_kinds.items()
        ]
        chosen = self._kind.value()
        self._kind_editor.set_options(kinds)
        self._kind.set_value(chosen if chosen in profile.unit_kinds else kinds[0].code)
        if not self._municipality.value():
            self._municipality.set_value(profile.municipality.get(language))

    def _on_choose(self) -> None:
        found = choose_folder(self, t("first_run.choose_folder"), str(self._folder.value() or ""))
        if found is not None:
            self._folder.set_value(str(found))

    def is_complete(self) -> bool:
        for field in (self._municipality, self._unit, self._kind, self._folder):
            field.set_error("" if field.value() else t("error.required"))
        if self._folder.value() and self.path().exists():
            self._unit.set_error(t("error.exists", file=self.path().name, folder=str(self.path().parent)))
        wrong = [field for field in (self._municipality, self._unit, self._kind, self._folder) if field.error()]
        if wrong:
            wrong[0].editor.setFocus()
        return not wrong

    def fill(self, municipality: str, unit: str, bureau: str, folder: Path) -> None:
        """Fill the form in, as the demonstration does."""
        values = {"municipality": municipality, "unit": unit, "bureau": bureau, "folder": str(folder)}
        self.form.set_values(values)

    def unit(self) -> str:
        """The department's name."""
        return str(self._unit.value() or "")

    def kind(self) -> str:
        """The key of the kind of unit."""
        return str(self._kind.value() or "")

    def bureau(self) -> str:
        """The bureau above it; may be empty."""
        return str(self._bureau.value() or "")

    def municipality(self) -> str:
        """The city whose name is printed."""
        return str(self._municipality.value() or "")

    def path(self) -> Path:
        """Where the store will lie."""
        return Path(str(self._folder.value())) / file_name(f"{self.unit()}.tenken")


class NameRow(QWidget):
    """One person: name, reading, post."""

    def __init__(self, post_hint: str = "") -> None:
        super().__init__()
        self.name, self.kana = LineEditor(t("field.person.name")), LineEditor(t("field.person.kana"))
        self.post = LineEditor(post_hint or t("field.person.post"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        for editor, name in ((self.name, "name"), (self.kana, "kana"), (self.post, "post")):
            editor.target.setAccessibleName(t(f"field.person.{name}"))
            row.addWidget(editor, 1)

    def values(self) -> dict[str, Any]:
        """What was typed, empty parts left out."""
        parts = {"name": self.name.value(), "kana": self.kana.value(), "post": self.post.value()}
        return {key: value for key, value in parts.items() if value}


class NamesStep(Step):
    """Names: the head of the unit first, then whoever works here; more can be added later."""

    def __init__(self) -> None:
        super().__init__()
        self.box.addWidget(label(t("first_run.names.text"), "body", wrap=True))
        self._head_label = label("", "strong")
        self.box.addWidget(self._head_label)
        self.head = NameRow()
        self.box.addWidget(self.head)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.box.addWidget(self.error)
        self.box.addWidget(label(t("first_run.names.staff"), "strong"))
        self.rows: list[NameRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(1))
        self.box.addLayout(self._list)
        for _ in range(FIRST_ROWS):
            self.add_row()
        self.box.addWidget(button(t("first_run.names.more"), "plus", "link", self.add_row))
        self.box.addStretch(1)

    def title(self) -> str:
        return t("first_run.names.title")

    def begin(self) -> None:
        self.head.name.setFocus()

    def add_row(self) -> None:
        """One more line for a person."""
        row = NameRow()
        self.rows.append(row)
        self._list.addWidget(row)

    def take_profile(self, profile: Profile, kind: str) -> None:
        """Name the head by the post that the policy gives to this kind of unit."""
        role = str(profile.unit_kinds.get(kind, {}).get("head_role") or "dept")
        post = profile.post(role, kind).get(i18n.language())
        label_text = profile.roles[role].label.get(i18n.language()) if role in profile.roles else ""
        self._head_label.setText(t("first_run.names.head", post=post, role=label_text))
        if not self.head.post.value():
            self.head.post.set_value(post)

    def is_complete(self) -> bool:
        missing = not self.head.values().get("name")
        self.error.setText(t("error.manager_missing") if missing else "")
        self.error.setVisible(missing)
        return not missing

    def fill(self, people: Sequence[Mapping[str, Any]]) -> None:
        """Fill the names in, the head first, as the demonstration does."""
        for row, person in zip((self.head, *self.rows), people, strict=False):
            for editor, name in ((row.name, "name"), (row.kana, "kana"), (row.post, "post")):
                editor.set_value(person.get(name))

    def manager(self) -> str:
        """The head's name."""
        return str(self.head.values().get("name", ""))

    def people(self) -> list[dict[str, Any]]:
        """Everybody named, the head first."""
        return [self.head.values(), *(row.values() for row in self.rows if row.values().get("name"))]


class PasswordStep(Step):
    """The manager's password: it opens the seal, nobody can recover it."""

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._names: tuple[str, ...] = ()
        self._intro = label("", "body", wrap=True)
        self._rule = label("", "muted", wrap=True)
        self.first, self.second = Password(t("first_run.password")), Password(t("first_run.password_again"))
        for widget in (
            self._intro,
            label(t("first_run.password"), "strong"),
            self.first,
            label(t("first_run.password_again"), "strong"),
            self.second,
            self._rule,
            label(t("first_run.password.note"), "hint", wrap=True),
        ):
            self.box.addWidget(widget)
        self.box.addStretch(1)

    def title(self) -> str:
        return t("first_run.password.title")

    def begin(self) -> None:
        self.first.line.setFocus()

    def take(self, profile: Profile, manager: str) -> None:
        """Whose password it is and by which rule."""
        self._profile, self._names = profile, (manager,)
        rule = profile.section("password")
        self._intro.setText(t("first_run.password.text", name=manager))
        low, high = rule.get("min_length", 12), rule.get("max_length", 64)
        self._rule.setText(t("first_run.password.rule", low=low, high=high))

    def is_complete(self) -> bool:
        self.first.set_error("")
        self.second.set_error("")
        assert self._profile is not None
        try:
            check_password(self._profile, self.first.text(), self._names)
        except Refused as refused:
            self.first.set_error(str(refused))
            self.first.line.setFocus()
            return False
        if self.first.text() != self.second.text():
            self.second.set_error(t("first_run.password.differs"))
            self.second.line.setFocus()
            return False
        return True

    def text(self) -> str:
        """The password."""
        return self.first.text()

    def clear(self) -> None:
        """Forget it."""
        self.first.clear()
        self.second.clear()
