"""What the published policy leaves open, asked where the policy is chosen: titles, classes, who decides."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import theme
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import adoption


class OpenPointsCard(Card):
    """A field for each open point, filled with what is proposed; what comes out is the city's own profile."""

    def __init__(self, profile: Profile, points: adoption.OpenPoints) -> None:
        language = i18n.language()
        mark = points.mark.get(language)
        super().__init__(t("first_run.open.title", mark=mark), "pencil")
        self._profile, self._points = profile, points
        self.form = FormLayout()
        self.add(label(t("first_run.open.text", mark=mark), "body", wrap=True))
        self.add(self.form)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.add(self.error)
        self._ask_titles("role", {key: text.get(language) for key, text in points.roles.items()})
        self._ask_titles("class", {key: text.get(language) for key, text in points.classes.items()})
        self._ask_deciders()
        theme.mark_as(self, role="card")

    def profile(self) -> Profile | None:
        """The profile with what was filled in; nothing, and the reason on the screen, if it does not hold."""
        self.error.hide()
        try:
            return adoption.settle(
                self._profile, self._given("role"), self._given("class"), self._given("act"), i18n.language()
            )
        except Refused as error:
            self.error.setText(str(error))
            self.error.show()
            return None

    def _given(self, kind: str) -> dict[str, str]:
        found = {name.partition(".")[::2]: str(value or "") for name, value in self.form.values().items()}
        return {key: value for (of, key), value in found.items() if of == kind}

    def _ask_titles(self, kind: str, titles: Mapping[str, str]) -> None:
        fields = []
        for key, title in titles.items():
            field = Field(f"{kind}.{key}", t(f"first_run.open.{kind}", title=title), LineEditor(), kind == "role")
            field.set_value(title)
            fields.append(field)
        self._place(fields)

    def _ask_deciders(self) -> None:
        language = i18n.language()
        offered = [Option(role.key, role.label.get(language)) for role in self._profile.roles.values() if role.approver]
        fields = []
        for act, role in self._points.deciders.items():
            field = Field(f"act.{act}", t(f"first_run.open.act.{act}"), ChoiceEditor(offered), True)
            field.set_value(role)
            fields.append(field)
        self._place(fields)
        self.form.edited.connect(partial(self._follow_title, offered))

    def _follow_title(self, offered: list[Option], name: str) -> None:
        """The choice of who decides speaks the titles as they are typed."""
        if not name.startswith("role."):
            return
        titles = self._given("role")
        options = [Option(each.code, titles.get(each.code) or each.word) for each in offered]
        for act in self._points.deciders:
            editor: Any = self.form.fields[f"act.{act}"].editor
            chosen = editor.value()
            editor.set_options(options)
            editor.set_value(chosen)

    def _place(self, fields: list[Field]) -> None:
        """Two a row, so that a dozen points stay on one screen."""
        for at in range(0, len(fields), 2):
            self.form.add_row(*fields[at : at + 2])
