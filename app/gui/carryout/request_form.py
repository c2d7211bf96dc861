"""The fields of a request: seven to fill, the rest under 詳細, each with the clause that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.common import i18n
from app.common.i18n import t
from app.domain.forms import CHOICES, Form
from app.domain.policy import Profile
from app.gui import wording
from app.gui.carryout.editors import DayEditor, PlaceEditor, day_after
from app.gui.context import Context
from app.gui.media.editor import MediaEditor
from app.gui.widgets.choice_editors import BoolEditor, ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.text_editors import AreaEditor, LineEditor, NumberEditor

#: Fields that the program fills: the rules name the role that permits.
FILLED = frozenset({"permission"})


class RequestForm(FormLayout):
    """The form of a request, for a new one and for a correction."""

    def __init__(self, context: Context, form: Form, people: Sequence[Option], today: str) -> None:
        super().__init__()
        self._profile, self._form, self._today = context.session.profile, form, today
        self._context, self._people = context, people
        self._place_asked()
        self._place_folded()
        self._place_added()

    def given(self) -> dict[str, Any]:
        """The values of all fields, nothing for what is empty."""
        return {name: value for name, value in self.values().items() if value not in (None, "", [], False)}

    def dates_from(self) -> str:
        """The day from which the return is counted: the day it leaves, or today."""
        return str(self.fields["starts_on"].value() or self._today)

    def open_details(self) -> None:
        """Show what is folded."""
        self._fold.open()

    def _place_asked(self) -> None:
        """What every request needs, by the form's own order."""
        self._put("media", MediaEditor(self._context), hint=t("carryout_page.hint.media"))
        self._put("info_name", LineEditor(t("carryout_page.info_example")), hint=t("carryout_page.hint.info_name"))
        self._put("info_class", ChoiceEditor(_classes(self._profile)))
        self._put("purpose", LineEditor(t("carryout_page.purpose_example")))
        self._put("destination", PlaceEditor(self._context))
        self._put("starts_on", DayEditor(self._starts()))
        self._put("due_on", DayEditor(self._dues()))
        self._put("safeguards", MultiChoiceEditor(_options("safeguard")))

    def _place_folded(self) -> None:
        self._put("activities", MultiChoiceEditor(_options("activity")), folded=True)
        self._put("personal", BoolEditor(t("carryout_page.personal")), folded=True)
        self._put("personal_count", NumberEditor(t("carryout_page.persons"), least=1), folded=True)
        self._put("transport", ChoiceEditor(_options("transport")), folded=True)
        self._put("carrier", ChoiceEditor(self._people), folded=True)
        self._put("contact", LineEditor(), folded=True)
        self._put("applicant", ChoiceEditor(self._people), folded=True)
        self._put("applied_on", DateEditor(), folded=True)
        self._put("remark", AreaEditor(lines=2), folded=True)

    def _place_added(self) -> None:
        """Fields that the city added to the form; they are few and simple, so one kind of editor each does."""
        makers: Mapping[str, Callable[[], Editor]] = {"date": DateEditor, "int": NumberEditor, "note": AreaEditor}
        for item in self._form.stage(""):
            if item.name not in self.fields and item.name not in FILLED:
                self._put(item.name, makers.get(item.kind, LineEditor)(), folded=not item.required)

    def _put(self, name: str, editor: Editor, hint: str = "", folded: bool = False) -> None:
        item = self._form.by_name.get(name)
        if item is None:  # hidden by the city
            return
        clause = wording.citations(self._profile, self._profile.field_clauses("carryout", name))
        title = item.label or t(f"field.carryout.{name}")
        always = item.required and item.when is None and not folded
        self.add(Field(name, title, editor, always, hint, clause), folded=folded)

    def _starts(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            (t("carryout_page.today"), lambda: self._today),
            (t("carryout_page.tomorrow"), lambda: day_after(self._today)),
        ]

    def _dues(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            (t("carryout_page.same_day"), self.dates_from),
            (t("carryout_page.next_day"), lambda: day_after(self.dates_from())),
        ]


def _classes(profile: Profile) -> list[Option]:
    language = i18n.language()
    return [Option(key, row.label.get(language), row.meaning.get(language)) for key, row in profile.classes.items()]


def _options(name: str) -> list[Option]:
    return [Option(code, t(f"choice.{name}.{code}")) for code in CHOICES[name]]
