"""Errors as a person reads them: codes inside become words, clause ids become citations."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.errors import BadInput, Expected, Fault, Refused
from app.common.i18n import listed, t
from app.domain import words
from app.domain.forms import adapt
from app.domain.policy import Item, Profile
from app.domain.projection import form_named
from app.gui import dates
from app.gui.errors import show_error
from app.gui.widgets.banner import Banner

#: What an error names by codes, and the choice list whose words they are.
_LISTS = {"safeguards": "safeguard", "method": "method", "methods": "method"}


def apart(*parts: str) -> str:
    """Short facts in one line, each plainly a thing of its own; what is empty is left out."""
    return joint().join(part for part in parts if part)


def joint() -> str:
    """What stands between short facts in one line."""
    return "　" if i18n.language() == "ja" else " · "


def question(item: Item) -> str:
    """A question in a list without its clauses: one that is only a template begins with that, which no cut hides."""
    said = item.question.get(i18n.language())
    return t("item.marked", word=t("item.template"), question=said) if item.template else said


def template_note(profile: Profile, items: Iterable[Item]) -> str:
    """What the mark of ``question`` and of such sheets' names means; empty where nothing shown is a template."""
    if not any(item.template for item in items):
        return ""
    return t("inspection_page.template_list", municipality=profile.municipality.get(i18n.language()))


def citations(profile: Profile, clauses: Iterable[str]) -> str:
    """The clauses as they are cited on paper, each once."""
    return listed(dict.fromkeys(profile.citation(clause) for clause in clauses))


def class_name(profile: Profile, key: object) -> str:
    """The label of a class of information; the key itself if the profile has no such class."""
    found = profile.classes.get(str(key))
    return found.label.get(i18n.language()) if found else str(key or "")


def role_name(profile: Profile, key: object) -> str:
    """The city's title of a role; the key itself if the profile has no such role."""
    found = profile.roles.get(str(key))
    return found.label.get(i18n.language()) if found else str(key or "")


def choices(name: str, codes: Iterable[object]) -> str:
    """Codes of a choice list as one line of words."""
    return listed(t(f"choice.{name}.{code}") for code in codes)


def worded(profile: Profile, values: dict[str, Any]) -> dict[str, object]:
    """What fills an error's sentence, with field names, classes and codes put into words."""
    return {name: _word(profile, name, value, values) for name, value in values.items()}


def _word(profile: Profile, name: str, value: Any, values: dict[str, Any]) -> object:
    if name == "field" and "form" in values:
        return _field_name(profile, str(values["form"]), str(value))
    if name == "form":
        form = form_named(profile, str(value))
        return words.form_title(form) if form else t(f"form.{value}")
    if name == "year" and str(value).isdecimal():
        return dates.fiscal_year(int(value))
    if name == "class":
        return class_name(profile, value)
    if name in _LISTS and value:
        return choices(_LISTS[name], str(value).split(","))
    return value


def _field_name(profile: Profile, form: str, name: str) -> str:
    """The label of a field, or of a column in one of its lines (``steps.0.method``)."""
    known = form_named(profile, form)
    if known is None:
        return t(f"field.{form}.{name}")
    rows, _, rest = name.partition(".")
    column = rest.rpartition(".")[2]
    return words.field_label(adapt(known, profile), column or name, rows=rows if column else "")


def sentence(profile: Profile, error: BaseException) -> str:
    """The calm sentence of an expected error in the person's words; other errors speak for themselves."""
    if isinstance(error, BadInput):
        return "\n".join(str(fault) for fault in faults(profile, error))
    if isinstance(error, Expected) and error.values:
        return t(f"error.{error.code}", **worded(profile, error.values))
    return str(error)


def faults(profile: Profile, error: BadInput) -> list[Fault]:
    """The faults of an input with the fields named as the form names them."""
    return [Fault(fault.field, fault.code, worded(profile, dict(fault.values))) for fault in error.faults]


def tell(
    profile: Profile,
    error: BaseException,
    owner: QWidget,
    banner: Banner,
    way_out: str = "",
    on_way_out: Callable[[], None] | None = None,
) -> None:
    """Say an expected error in ``banner`` with its citations and a way out; anything else is a bug's dialog."""
    if not isinstance(error, Expected):
        show_error(error, owner)
        return
    clauses = citations(profile, error.clauses) if isinstance(error, Refused) else ""
    kind = "refuse" if isinstance(error, Refused) else "warn"
    banner.say(kind, sentence(profile, error), clauses, way_out, on_way_out)
