"""The words of a form: labels of fields and choices, names of states and steps, from the form or the catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.common.i18n import language, listed, t
from app.domain.forms import Field, Form
from app.domain.policy import Item, Profile


def form_title(form: Form) -> str:
    """What the form is called."""
    return form.title.get(language()) if form.title else t(f"form.{form.name}")


def field_label(form: Form, name: str, *, rows: str = "") -> str:
    """The label of a field; ``rows`` is the field of several lines that the column belongs to."""
    item = form.by_name.get(rows or name)
    if item is not None and rows:
        item = next((column for column in item.columns if column.name == name), None)
    if item is not None and item.label:
        return item.label.get(language())
    if name == "x_applicant":
        return t("field.entry.requester" if form.flow == "request" else "field.entry.applicant")
    return t(f"field.{form.name}.{rows + '.' if rows else ''}{name}")


def item_basis(profile: Profile, item: Item) -> str:
    """The clauses that a question settles, as cited on paper; a template says that it is one."""
    cited = [profile.citation(id) for id in item.covers]
    return t("item.template") if item.template else listed(cited)


def choice_word(item: Field, code: Any) -> str:
    """The word of a choice that the form or the catalogues offer; empty for none."""
    if not code:
        return ""
    for offered, text in item.offers:
        if offered == code:
            return text.get(language())
    return t(f"choice.{item.choices}.{code}")


def state_word(form: Form, state: str) -> str:
    """The name of a state."""
    return t(f"state.{form.words}.{state}")


def act_word(form: Form, act: Mapping[str, Any]) -> str:
    """What an act on a record was: the decision as it was made, or the step."""
    return t(f"decided.{act['decision']}") if act["decision"] else action_word(form, act["action"])


def sealed_role(profile: Profile, act: Mapping[str, Any]) -> str:
    """The title that a seal binds; in another language its word there, as long as the policy still calls it so."""
    bound = str(act["shown"].get("role", ""))
    known = next((role.label for role in profile.roles.values() if role.label.ja == bound), None)
    return known.get(language()) if known is not None else bound


def action_word(form: Form, action: str) -> str:
    """The name of a step."""
    return t(f"action.{form.words}.{action}")
