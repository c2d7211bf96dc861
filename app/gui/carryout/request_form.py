"""The fields of a request: what every request is asked, the rest under 詳細, each with the clause that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.common.i18n import t
from app.domain.carryout import knows_exceptions
from app.domain.forms import Form
from app.gui.carryout.editors import DayEditor, PlaceEditor, day_after
from app.gui.context import Context
from app.gui.fields import make, options
from app.gui.media.editor import MediaEditor
from app.gui.widgets.choice_editors import BoolEditor, ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.editor import Editor
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.text_editors import AreaEditor, LineEditor, NumberEditor

#: Fields not filled by a person here: the rules name the role that permits, and few cities know exceptions.
FILLED = frozenset({"permission", "exception_reason"})
#: One of these must be filled, so neither is marked as required.
_EITHER = frozenset({"media", "info_name"})


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
        self._put("info_class", ChoiceEditor(self._options("info_class")))
        self._put("activities", MultiChoiceEditor(self._options("activities")))
        self._put("purpose", LineEditor(t("carryout_page.purpose_example")))
        self._put("destination", PlaceEditor(self._context))
        self._put("starts_on", DayEditor(self._starts()))
        self._put("due_on", DayEditor(self._dues()))
        self._put("safeguards", MultiChoiceEditor(self._options("safeguards")))

    def _place_folded(self) -> None:
        self._put("personal", BoolEditor(t("carryout_page.personal")), folded=True)
        self._put("personal_count", NumberEditor(t("carryout_page.persons"), least=1), folded=True)
        self._put("mode", ChoiceEditor(self._options("mode")), hint=t("carryout_page.hint.mode"), folded=True)
        self._put("transport", ChoiceEditor(self._options("transport")), folded=True)
        self._put("carrier", ChoiceEditor(self._people), folded=True)
        if knows_exceptions(self._profile):
            hint = t("carryout_page.hint.exception")
            self._put("exception_reason", AreaEditor(lines=2), hint=hint, folded=True)
        self._put("contact", LineEditor(), folded=True)
        self._put("applicant", ChoiceEditor(self._people), folded=True)
        self._put("applied_on", DateEditor(), folded=True)
        self._put("remark", AreaEditor(lines=2), folded=True)

    def _place_added(self) -> None:
        """Fields that the city added to the form, each with the editor of its kind."""
        for item in self._form.stage(""):
            if item.name not in self.fields and item.name not in FILLED:
                self._put(item.name, None, folded=not item.required)

    def _put(self, name: str, editor: Editor | None, hint: str = "", folded: bool = False) -> None:
        if name in self._form.by_name:  # a city may hide it
            field = make(self._profile, self._form, name, editor)
            field.set_hint(hint)
            field.set_required(self._form.by_name[name].required and not folded and name not in _EITHER)
            self.add(field, folded=folded)

    def _options(self, name: str) -> list[Option]:
        item = self._form.by_name.get(name)
        return options(self._profile, item) if item is not None else []

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
