"""The words of a form: labels of fields and choices, names of states and steps, from the form or the catalogues."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.common.i18n import language, listed, t
from app.domain.forms import Field, Form
from app.domain.policy import Item, Profile

#: Two marks to choose from that have become the same one.
_TWICE = re.compile(r"([^\w\s])(?:か| or )\1")
#: The marks in which guidance is written, by the answer that each stands for.
_WRITTEN = {"△": "partly", "×": "no"}
_MARKS = re.compile("[△×]")


def of_policy(profile: Profile) -> dict[str, Mapping[str, str]]:
    """The words that every message may hold as ``{w_…}``: the city's own, and the marks of its answers."""
    scored = [choice for choice in profile.scale.values() if choice.points]
    full = "＋".join(choice.mark for choice in scored if Decimal(choice.points) == 1)
    weak = [choice.mark for choice in scored if Decimal(choice.points) < 1]
    counted = [choice.mark for choice in scored]
    marks = {
        "answer_marks": _both([choice.mark for choice in profile.scale.values()], "・", " "),
        "weak_marks": _both(weak, "・", " / "),
        "counted_marks": _both(counted, "・", " "),
        "point_marks": _both([f"{choice.mark} {choice.points}" for choice in scored], "、", ", "),
        "rate_formula": {"ja": f"{full}÷（{'＋'.join(counted)}）", "en": f"{full} ÷ ({' + '.join(counted)})"},
    }
    return {**profile.words, **(marks if scored else {})}


def _both(parts: Sequence[str], ja: str, en: str) -> dict[str, str]:
    return {"ja": ja.join(parts), "en": en.join(parts)}


def policy_title(profile: Profile) -> str:
    """A policy's name with its edition, where it has one: two editions are often called alike."""
    name, said = profile.name.get(language()), _edition(profile)
    return t("editions.called", name=name, edition=said) if said and said not in name else name


def earlier_edition(profile: Profile, in_force: Profile) -> str:
    """Which edition a record was made under, where another one is in force since; empty else."""
    return (_edition(profile) or profile.name.get(language())) if profile.digest != in_force.digest else ""


def _edition(profile: Profile) -> str:
    edition = profile.about.get("edition", "")
    return str((edition.get(language()) or edition.get("ja", "")) if isinstance(edition, Mapping) else edition)


def guidance(profile: Profile, item: Item) -> str:
    """The guidance of a question in the marks of this policy's answers; without one for "partly" that is the weakest's.

    It is written once, with △ and ×, whatever scale a city answers by.
    """
    scale = profile.scale
    scored = [choice for choice in scale.values() if choice.points]
    weakest = min(scored, key=lambda choice: Decimal(choice.points), default=None)

    def mark(found: re.Match[str]) -> str:
        choice = scale.get(_WRITTEN[found[0]], weakest)
        return choice.mark if choice else found[0]

    return _TWICE.sub(r"\1", _MARKS.sub(mark, item.guide.get(language())))


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


def medium_state(row: Mapping[str, Any]) -> str:
    """The state of a medium: held for anything but its disposal (``held_for``), it says for what."""
    held = str(row.get("held_for") or "")
    if row["state"] == "waiting" and held not in ("", "discard"):
        return t("state.medium.held", what=t(f"choice.disposition.{held}"))
    return t(f"state.medium.{row['state']}")


def act_word(form: Form, act: Mapping[str, Any]) -> str:
    """What an act on a record was: the decision as it was made, or the step."""
    return t(f"decided.{act['decision']}") if act["decision"] else action_word(form, act["action"])


def ground_word(ground: str) -> str:
    """On which ground a record was discarded."""
    return t(f"ground.{ground}")


def sealed_role(profile: Profile, act: Mapping[str, Any]) -> str:
    """The title that a seal binds; in another language its word there, as long as the policy still calls it so."""
    bound = str(act["shown"].get("role", ""))
    known = next((role.label for role in profile.roles.values() if role.label.ja == bound), None)
    return known.get(language()) if known is not None else bound


def action_word(form: Form, action: str) -> str:
    """The name of a step."""
    return t(f"action.{form.words}.{action}")
