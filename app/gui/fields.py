"""Fields of a form as widgets: label, editor by kind, requirement and clause, from the form's own declaration."""

from collections.abc import Callable, Sequence
from typing import Any

from app.common import i18n
from app.common.i18n import listed, t
from app.domain import words
from app.domain.forms import Field as Declared
from app.domain.forms import Form, choices_of, named_in_words
from app.domain.policy import Profile
from app.gui import dates, wording
from app.gui.widgets.choice_editors import BoolEditor, ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor, DateTimeEditor
from app.gui.widgets.editor import Editor
from app.gui.widgets.field import Field
from app.gui.widgets.text_editors import AreaEditor, IdEditor, LineEditor, NumberEditor

_MAKERS: dict[str, Callable[[], Editor]] = {
    "id": IdEditor,
    "int": NumberEditor,
    "date": DateEditor,
    "datetime": DateTimeEditor,
    "note": AreaEditor,
}


def options(profile: Profile, item: Declared) -> list[Option]:
    """What a choice field offers, in the city's words."""
    language = i18n.language()
    if item.choices == "classes":
        return [Option(k, row.label.get(language), row.meaning.get(language)) for k, row in profile.classes.items()]
    if item.choices == "zones":
        return [Option(key, zone.get(language)) for key, zone in profile.zones.items()]
    if item.choices == "roles":
        return [Option(key, role.label.get(language)) for key, role in profile.roles.items()]
    return [Option(code, words.choice_word(item, code)) for code in choices_of(item, profile)]


def make(profile: Profile, form: Form, name: str, editor: Editor | None = None, *, prefix: str = "") -> Field:
    """A field of a form by its name; ``prefix`` is the rows field that a column belongs to."""
    item = form.by_name[name]
    title = t(f"field.{form.name}.{prefix}{name}") if prefix else words.field_label(form, name)
    clause = wording.citations(profile, profile.field_clauses(form.name, name))
    return Field(
        name, title, editor or editor_for(profile, item, title), item.required and item.when is None, "", clause
    )


def editor_for(profile: Profile, item: Declared, title: str) -> Editor:
    """The editor of a field's kind."""
    if item.kind == "choice":
        return ChoiceEditor(options(profile, item))
    if item.kind == "choices":
        return MultiChoiceEditor(options(profile, item))
    if item.kind == "bool":
        return BoolEditor(t("paper.holds") if item.label is not None else title)
    return _MAKERS.get(item.kind, LineEditor)()


def people_options(rows: Sequence[dict[str, Any]]) -> list[Option]:
    """People as they are offered in a list; those who have left stand last and are marked as such."""
    ordered = sorted(rows, key=lambda row: bool(row.get("gone")))
    return [Option(row["id"], str(row["name"]), _detail(row)) for row in ordered]


def _detail(person: dict[str, Any]) -> str:
    post = str(person["post"] or "")
    return "　".join(part for part in (post, t("settings_page.gone")) if part) if person.get("gone") else post


class Speaker:
    """Puts values into words: people, media and choices by the names of today."""

    def __init__(self, profile: Profile, forms: dict[str, Form], names: dict[str, str], media: dict[str, str]) -> None:
        self.profile, self._forms, self._names, self._media = profile, forms, names, media

    def say(self, form: str, name: str, value: Any) -> str:
        """A field's value as text; empty for none."""
        declared = self._forms.get(form)
        item = declared.by_name.get(name) if declared else None
        if item is None or value in (None, "", []):
            return "" if item is not None or value in (None, "", []) else str(value)
        return self.value(item, value)

    def label(self, form: str, name: str) -> str:
        """The label of a field; its name where the form is not known here."""
        declared = self._forms.get(form)
        return words.field_label(declared, name) if declared else t(f"field.{form}.{name}")

    def order(self, form: str) -> Sequence[str]:
        """The fields of a form as they stand in it."""
        declared = self._forms.get(form)
        return tuple(declared.by_name) if declared else ()

    def action(self, form: str, action: str) -> str:
        """The name of a step."""
        declared = self._forms.get(form)
        return words.action_word(declared, action) if declared else t(f"action.{form}.{action}")

    def value(self, item: Declared, value: Any) -> str:
        """The value of a declared field as text; of a table one line of it."""
        if isinstance(value, dict):
            said = (self.value(each, value[each.name]) for each in item.columns if value.get(each.name))
            return "　".join(word for word in said if word)
        if item.kind == "person":
            return self._names.get(str(value)) or named_in_words(value)
        if item.kind == "people":
            return listed(self._names.get(str(id), "") for id in value)
        if item.kind in ("entry", "sheet"):
            return self._media.get(str(value), "")
        if item.kind in ("media", "medium"):
            ids = value if isinstance(value, list) else [value]
            return listed(self._media.get(id, "") for id in ids)
        if item.kind == "date":
            return dates.full(value)
        if item.kind == "datetime":
            return f"{dates.full(str(value)[:10])} {dates.clock_time(value)}"
        if item.kind == "bool":
            return t("paper.holds" if item.label is not None else "record_views.yes") if value else ""
        return self._choice(item, value)

    def _choice(self, item: Declared, value: Any) -> str:
        if item.kind not in ("choice", "choices"):
            return listed(map(str, value)) if isinstance(value, list) else str(value)
        offered = {option.code: option.word for option in options(self.profile, item)}
        return listed(offered.get(code, str(code)) for code in (value if isinstance(value, list) else [value]))


def in_lines(speaker: Speaker, item: Declared, value: Any) -> str:
    """The value in words; several media stand one below the other, so that they can be gone through."""
    if item.kind == "media" and isinstance(value, list):
        return "\n".join(speaker.value(item, [id]) for id in value)
    return speaker.value(item, value)
