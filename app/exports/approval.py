"""The 決裁欄 of the printed forms: which boxes a paper has, and whose stamp stands in which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from app.common.i18n import language, t
from app.domain import entry, words
from app.domain.approval import agreed, required_role, value_of
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.policy import Text
from app.exports import forms
from app.exports.document import ApprovalBoxes, Box
from app.exports.forms import Setting


def approval_boxes(setting: Setting, paper: str, form: Form, row: Row, action: str) -> ApprovalBoxes:
    """The 決裁欄: whoever's act stands gets a stamp; paper decisions say so; void acts leave the box empty.

    A decider for whose role the city has set no box gets one of his own, so that no seal is left out, by hand neither.
    """
    act, step = forms.decided(row, action), form.steps[action]
    roles = [item["role"] for item in row["acts"] if item["action"] == action and not item["void"]]
    roles = roles or [str(row.get("permission") or "")]
    escalated = any(role and role != "dept" for role in roles)
    columns = setting.profile.boxes(paper, escalated=escalated) or _plain_boxes(setting, form, action)
    keys = [key for key, _ in columns]
    asked = required_role(setting.profile, form, step, row)
    acts = [] if act is None else [*(each for each in agreed(step, row) if each is not act), act]
    stamps = {_deciding(each, keys, asked): each for each in acts}
    own = [key for key in stamps or (asked,) if key and key not in keys]
    columns = (*((key, _head(setting, key)) for key in own), *columns)
    applicant = str(value_of(row, form.actors.get("request") or form.actors.get("answer", "")) or "")
    boxes = []
    for key, title in columns:
        if key in _WRITERS:
            written = t("paper.box.written") if row["opened_at"] else ""
            box = Box("", _surname(setting.name(applicant)), forms.short_day(row["opened_at"]), "", written)
        else:
            box = _stamp(stamps[key]) if key in stamps else Box("")
        boxes.append(replace(box, title=title.get(language())))
    return ApprovalBoxes(tuple(boxes))


#: Letters (in Japanese) that fit over a box in a size that can be read.
LONGEST_POST = 10
_WRITERS = ("applicant", "answerer")


def _deciding(act: Mapping[str, Any], keys: Sequence[str], asked: str) -> str:
    """Whose box takes the stamp: the role's (the represented one's under a deputy); on paper that of who was asked."""
    if act["paper"]:
        if asked in keys:
            return asked
        return "dept" if "dept" in keys else next(key for key in keys if key not in _WRITERS)
    return str(act["deputy"] or act["role"])


def _stamp(act: Mapping[str, Any]) -> Box:
    if act["paper"]:
        decided = act["paper"]
        return Box("", _surname(str(decided["decider"])), forms.short_day(decided["decided_on"]), "paper")
    name, on = _surname(str(act["shown"].get("name", ""))), forms.short_day(act["at"])
    if act["deputy"]:
        return Box("", name, on, "deputy")
    return Box("", name, on, "approved", _in_the_round(str(act["decision"])))


def _in_the_round(decision: str) -> str:
    """A decision in a word short enough for the round of a stamp; under the form it is told in full."""
    if decision == "permit_with_conditions":
        return t("paper.box.conditional")
    return t(f"decided.{decision or 'confirm'}")  # a step without a choice, such as closing, confirms


def empty_boxes(setting: Setting, paper: str) -> ApprovalBoxes:
    """The 決裁欄 of a paper that is sealed by hand: a report over many records."""
    boxes = setting.profile.boxes(paper) or (("dept", setting.profile.post("dept", setting.unit_kind)),)
    return ApprovalBoxes(tuple(Box(title.get(language())) for _, title in boxes))


def _plain_boxes(setting: Setting, form: Form, action: str) -> tuple[tuple[str, Text], ...]:
    """The boxes of a paper for which the city sets none: whoever seals, and whoever wrote."""
    row: Row = {"extra": {}, "sheet": "", "permission": "dept"}
    role = required_role(setting.profile, form, form.steps[action], row)
    word = words.field_label(form, form.actors["request"]) if form.flow == "request" else t("paper.box.writer")
    writer = (("applicant", Text(word, word)),) if form.actors else ()
    deciders = (role, *entry.also(setting.profile, form.name))
    return (*((key, _head(setting, key)) for key in deciders), *writer)


def _head(setting: Setting, role: str) -> Text:
    """What stands over a box: the post that holds the role, or its title where the post is told by a whole sentence."""
    post, known = setting.profile.post(role, setting.unit_kind), setting.profile.roles.get(role)
    return known.label if known is not None and len(post.ja) > max(LONGEST_POST, len(known.label.ja)) else post


def _surname(name: str) -> str:
    return name.replace("　", " ").split(" ")[0]
