"""The step for what the published policy leaves open: titles, classes, who decides; skipped where nothing is open."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui.first_run.step import Step
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import adoption


class OpenPointsStep(Step):
    """A field for each open point, filled with what is proposed; what comes out is the city's own profile."""

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._points: adoption.OpenPoints | None = None
        self.error = label("", "error", wrap=True)
        self._text = label("", "body", wrap=True)
        self._card = Card()
        self.form = FormLayout()
        self.box.addWidget(self._text)
        self.box.addWidget(self.error)
        self.box.addWidget(self._card)
        self.box.addStretch(1)

    def title(self) -> str:
        return t("first_run.open.title")

    def is_needed(self) -> bool:
        return bool(self._points)

    def take_profile(self, profile: Profile) -> None:
        """Ask what this profile leaves open; what was typed stays as long as the profile is the same."""
        if self._profile is not None and profile.digest == self._profile.digest:
            return
        self._profile, self._points = profile, adoption.open_points(profile)
        self.error.hide()
        self.form.setParent(None)
        self.form.deleteLater()
        self.form = FormLayout()
        self._card.add(self.form)
        self._text.setText(t("first_run.open.text", mark=self._points.mark.get(i18n.language())))
        language = i18n.language()
        posts = {key: profile.roles[key].post.get(language) for key in self._points.roles}
        meanings = {key: profile.classes[key].meaning.get(language) for key in self._points.classes}
        self._ask_titles("role", {key: text.get(language) for key, text in self._points.roles.items()}, posts)
        self._ask_titles("class", {key: text.get(language) for key, text in self._points.classes.items()}, meanings)
        self._ask_deciders(profile, self._points.deciders)
        self.form.edited.connect(self._follow_title)

    def begin(self) -> None:
        next(iter(self.form.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_complete(self) -> bool:
        self.error.hide()
        try:
            self.profile()
        except Refused as error:
            self.error.setText(str(error))
            self.error.show()
            self._go_to_empty(error.code)
            return False
        return True

    def profile(self) -> Profile:
        """The profile with what was filled in. ``Refused`` if it does not hold."""
        assert self._profile is not None
        if not self._points:
            return self._profile
        roles, classes, acts = (self._given(kind) for kind in ("role", "class", "act"))
        return adoption.settle(self._profile, roles, classes, acts, i18n.language())

    def _go_to_empty(self, code: str) -> None:
        """The hand goes to the first title that is missing."""
        kind = {"role_title_missing": "role", "class_title_missing": "class"}.get(code, "-")
        for name, field in self.form.fields.items():
            if name.startswith(f"{kind}.") and not str(field.value() or "").strip():
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _given(self, kind: str) -> dict[str, str]:
        found = {name: str(value or "") for name, value in self.form.values().items()}
        return {name.partition(".")[2]: value for name, value in found.items() if name.partition(".")[0] == kind}

    def _ask_titles(self, kind: str, titles: Mapping[str, str], meant: Mapping[str, str]) -> None:
        """``meant`` tells under each title who usually bears it, or what is meant by it."""
        fields = []
        for key, title in titles.items():
            field = Field(f"{kind}.{key}", title, LineEditor(), hint=meant[key])
            field.set_value(title)
            fields.append(field)
        self._place(t(f"first_run.open.{kind}"), fields)

    def _ask_deciders(self, profile: Profile, deciders: Mapping[str, str]) -> None:
        language = i18n.language()
        self._offered = [Option(role.key, role.label.get(language)) for role in profile.roles.values() if role.approver]
        fields = []
        for act, role in deciders.items():
            field = Field(f"act.{act}", t(f"first_run.open.act.{act}"), ChoiceEditor(self._offered))
            field.set_value(role)
            fields.append(field)
        self._place(t("first_run.open.act"), fields)

    def _follow_title(self, name: str) -> None:
        """The choice of who decides speaks the titles as they are typed."""
        if not name.startswith("role.") or self._points is None:
            return
        titles = self._given("role")
        options = [Option(each.code, titles.get(each.code) or each.word) for each in self._offered]
        for act in self._points.deciders:
            editor: Any = self.form.fields[f"act.{act}"].editor
            chosen = editor.value()
            editor.set_options(options)
            editor.set_value(chosen)

    def _place(self, title: str, fields: list[Field]) -> None:
        """Two a row under a heading, so that a dozen points stay on one screen."""
        if fields:
            self.form.add_widget(label(title, "section", wrap=True))
        for at in range(0, len(fields), 2):
            self.form.add_row(*fields[at : at + 2])
