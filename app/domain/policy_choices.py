"""The words that a policy book offers in its lists, in both languages, by list and code."""

from __future__ import annotations

import re
from functools import lru_cache

from app.common import catalogue, i18n
from app.common.catalogue import Messages
from app.domain import carryout, disposal, media  # each declares its lists when it is imported
from app.domain.forms import CHOICES
from app.domain.policy_cells import Choices

#: The kinds of field that a form may have that is data, and the later steps at which one may be filled.
FIELD_KINDS = (
    *("text", "note", "choice", "choices", "date", "datetime", "int", "bool"),
    *("person", "people", "medium", "media", "id", "rows"),
)
FORM_STAGES = ("submit", "follow", "check", "end")
#: The lists of the book itself; their words are the messages ``choice.<list>.<code>``.
_OWN: dict[str, tuple[str, ...]] = {
    "yes_no": ("yes", "no"),
    "basis": ("policy", "general"),
    "level": ("none", "recommended", "required"),
    "rule_place": ("inside",),
    "rule_personal": ("only", "never"),
    "effect": ("refuse", "warn"),
    "demand": (
        *("identification_number", "one_zone", "not_stored", "locked_storage"),
        *("no_export", "not_private", "private_permission"),
    ),
    "role_scope": ("city", "bureau", "unit", "system", "person"),
    "subject": ("unit", "person", "system", "bureau", "city", "facility"),
    "inspection_cycle": ("fiscal_year", "regular"),
    "paper": (
        *("sheet", "disposal_request", "disposal_record", "carryout"),
        *("media_register", "carryout_register", "improvement"),
    ),
    "box_form": ("sheet", "disposal", "carryout"),
    "box_list": ("boxes", "escalated"),
    "box_post": ("answerer", "chief", "applicant"),
    "seal": ("box", "date_stamp", "text"),
    "answer": ("yes", "partly", "no", "na", "unknown"),
    "needs": ("finding", "reason"),
    "priority": ("core", "normal"),
    "figure": (
        *("media_without_number", "carryout_before_permission", "carryout_overdue"),
        *("disposal_incomplete", "media_not_checked", "requests_waiting"),
    ),
    "form_flow": ("log", "register", "report", "request"),
    "form_words": ("term", "visit", "plan"),
    "form_group": ("registers", "incident", "people", "permission", "system", "contract", "audit", "other"),
    "form_stage": FORM_STAGES,
    "form_choices": ("classes", "zones", "roles"),
    "field_kind": FIELD_KINDS,
    "core_form": ("medium", "disposal", "carryout", "sheet", "improvement"),
    "floor": ("personal_information",),
    "record_field": ("started", "performer", "detail", "transport", "carrier"),
    "separation_act": (
        *("request", "decide", "perform", "witness", "carry"),
        *("confirm_return", "answer", "confirm", "audited", "audit"),
    ),
    "alternative": ("nda",),
    "permission_act": (
        *("disposal", "carry", "offsite_work", "transport", "provide", "private_device", "software"),
        *("hardware_change", "setting_change", "network_connection", "free_service", "external_connection"),
        *("offsite_equipment", "exception", "account", "carry_in_out"),
    ),
    "book_mode": ("fill", "as_written"),
}
#: Lists of the forms that rules speak of as well.
_FORMS = (carryout.CARRYOUT, disposal.DISPOSAL)
_SHARED: dict[str, tuple[str, ...]] = {
    "medium_kind": media.KINDS,
    "method": disposal.METHODS,
    "disposition": CHOICES["disposition"],
    "activity": CHOICES["activity"],
    "safeguard": CHOICES["safeguard"],
    "transport": CHOICES["transport"],
}
_GROUPS = ("magnetic", "flash", "device", "information")


#: A city's word within a message.
_WORD = re.compile(r"\{([wW])_(\w+)\}")


def _plain(messages: Messages, text: str) -> str:
    """The text with the usual words: a book is read alike, whichever city's words are in force."""

    def say(found: re.Match[str]) -> str:
        usual = messages.get(f"word.{found[2]}", found[0])
        return usual[:1].upper() + usual[1:] if found[1] == "W" else usual

    return _WORD.sub(say, text)


@lru_cache(maxsize=1)
def choices() -> Choices:
    """Every list with its codes, each with its Japanese and its English word; two codes never share a word."""
    words = [catalogue.load(language) for language in i18n.LANGUAGES]

    def pair(name: str, code: str) -> tuple[str, str]:
        found = [_plain(each, each[f"choice.{name}.{code}"]) for each in words]
        return (found[0], found[1])

    made = {name: {code: pair(name, code) for code in codes} for name, codes in (_OWN | _SHARED).items()}
    made["rule_kind"] = {
        "*": pair("rule_kind", "any"),
        **{code: pair("rule_kind", code) for code in _GROUPS},
        **made["medium_kind"],
    }
    return made
