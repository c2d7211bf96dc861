"""持出許可申請書 on one sheet, its blank version, and 持出管理簿."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.common.i18n import listed, span, t
from app.domain.carryout import is_one_way, knows_exceptions
from app.domain.forms import CHOICES, Form
from app.domain.ledger import Row
from app.domain.trips import taken
from app.domain.words import choice_word
from app.exports import approval, data_sheet, forms
from app.exports.disposal import permitted
from app.exports.document import Block, Column, Document, Heading, Note, Pair, Pairs, Table
from app.exports.forms import Setting
from app.exports.paper import CHECKED, UNCHECKED

_REQUEST = (
    *("applicant", "applied_on", "media", "info_name", "info_class", "purpose", "destination", "starts_on", "due_on"),
    *("personal", "personal_count", "activities", "transport", "carrier", "contact", "exception_reason"),
    *("mode", "permission", "remark"),
)
_WIDE = ("media", "purpose", "destination", "exception_reason", "remark", "extension_reason", "lost_detail")
#: What stands on the paper only where it happened: a longer time, a loss.
_BESIDE = (("extended_until", "extension_reason"), ("lost_at", "lost_place", "lost_detail"))
_HANDED = ("handed_at", "handed_check")
_RETURN = ("out_at", "out_virus_check", "back_at", "back_virus_check", "erasure", "kept_reason", "back_remark")


def request(setting: Setting, form: Form, row: Row) -> Document:
    """The request: content, safeguards as tick boxes, 決裁欄, movement and return."""
    blocks = [
        *forms.head(setting, "carryout", str(row["no"] or "")),
        approval.approval_boxes(setting, "carryout", form, row, "decide"),
        Heading(t("paper.carryout.request"), 2),
        forms.pairs(setting, form, row, *_asked(setting, row), *forms.added(form), wide=_WIDE),
        *_exception_clause(setting, row),
        _safeguards(row.get("safeguards") or ()),
        Heading(t("paper.carryout.done" if _moved(row) is _HANDED else "paper.carryout.movement"), 2),
        *(_trips(setting, row) if row.get("trips") else [forms.pairs(setting, form, row, *_moved(row))]),
        *(
            forms.pairs(setting, form, row, *said, wide=_WIDE)
            for names in _BESIDE
            if (said := [name for name in names if row.get(name)])  # an extension that was permitted is the day agreed
        ),
        *forms.acts_notes(setting, form, row),
    ]
    data = [data_sheet.of_form(setting, form, [row])] if row["no"] else []
    return forms.document(setting, "carryout", blocks, data=data, confidential=_is_strict(setting, row))


def _moved(row: Row) -> tuple[str, ...]:
    """What is written down of the movement: of what nothing comes back, when it was done and how that was made sure."""
    return _HANDED if row["no"] and is_one_way(row) and not row["out_at"] else _RETURN


def _trips(setting: Setting, row: Row) -> list[Block]:
    """Every leaving and return under a permission for many times (包括)."""
    columns = (
        Column(t("field.carryout.trips.media"), 32),
        Column(t("field.carryout.trips.out_at"), 38),
        Column(t("field.carryout.trips.carrier"), 30),
        Column(t("field.carryout.trips.back_at"), 38),
        Column(t("field.carryout.trips.virus_check"), 32),
    )
    lines = tuple(
        (
            "\n".join(_number(setting, id) for id in taken(row, trip)),
            forms.moment(trip["out_at"]),
            setting.name(trip["carrier"]),
            forms.moment(trip.get("back_at")),
            forms.choice("virus_check", trip.get("virus_check")),
        )
        for trip in row["trips"]
    )
    return [Table(columns, lines)]


def _number(setting: Setting, medium: str) -> str:
    return str(setting.media.get(medium, {}).get("medium_no") or "")


def _asked(setting: Setting, row: Row) -> list[str]:
    """The fields of the request; the reason of an exception only where the policy knows exceptions."""
    pleads = bool(row.get("exception_reason")) or knows_exceptions(setting.profile)
    return [name for name in _REQUEST if name != "exception_reason" or pleads]


def _exception_clause(setting: Setting, row: Row) -> list[Block]:
    """The clause that forbids in principle, beside the reason for which an exception is asked."""
    clauses = setting.profile.section("field_clauses").get("carryout", {}).get("exception_reason", [])
    if not clauses or "exception_reason" not in _asked(setting, row):
        return []
    return [Note(t("paper.exception_from", clauses=listed(setting.profile.citation(id) for id in clauses)))]


def _is_strict(setting: Setting, row: Row) -> bool:
    return bool(row.get("info_class")) and row["info_class"] == next(iter(setting.profile.classes), "")


def _safeguards(chosen: Sequence[Any]) -> Pairs:
    """All safeguards as tick boxes in one cell, so that the whole form stays on one sheet."""
    marks = (
        f"{CHECKED if code in chosen else UNCHECKED}{forms.choice('safeguard', code)}" for code in CHOICES["safeguard"]
    )
    return Pairs((Pair(forms.label("carryout", "safeguards"), "　".join(marks), small=True),))


def register(setting: Setting, form: Form, rows: Sequence[Row]) -> Document:
    """The log: what went out, by whose leave, and whether it came back; ten to fifteen lines a page."""
    columns = (
        Column(t("paper.no"), 26),
        Column(t("paper.carryout.what"), 42),
        Column(forms.label("carryout", "info_class"), 12, "center"),
        Column(forms.label("carryout", "applicant"), 22),
        Column(t("paper.carryout.why_where"), 46),
        Column(t("paper.carryout.period"), 37),
        Column(t("paper.permitted"), 26),
        Column(t("paper.carryout.back"), 35),
        Column(t("paper.state"), 20),
    )
    lines = tuple(_line(setting, form, row) for row in rows)
    blocks: list[Block] = [*forms.head(setting, "carryout_register"), Table(columns, lines)]
    if any(row["exception_reason"] or any(act["exception"] for act in row["acts"]) for row in rows):
        blocks.append(Note(t("paper.exceptions_marked")))
    data = [data_sheet.of_form(setting, form, rows)]
    return forms.document(setting, "carryout_register", blocks, data=data, orientation="landscape", confidential=True)


def _period(row: Row) -> str:
    """The days agreed, and when it really left."""
    since, until = forms.short_day(row["starts_on"]), forms.short_day(row["due_on"])
    agreed = span(since, until) if until else since
    return f"{agreed}\n{t('paper.carryout.left', at=forms.short_moment(row['out_at']))}" if row["out_at"] else agreed


def _confirmed(row: Row) -> str:
    """Who confirmed the return."""
    act = next((act for act in row["acts"] if act["action"] == "confirm_return" and not act["void"]), None)
    return t("paper.carryout.confirmed", name=act["shown"].get("name", "")) if act else ""


def _came_back(row: Row) -> str:
    """When it was back, what became of the data and who confirmed it; of trips how many."""
    trips = row["trips"] or []
    if trips:
        last = forms.short_moment(trips[-1].get("back_at"))
        return "\n".join(part for part in (t("paper.carryout.trips", n=len(trips)), last) if part)
    if row["handed_at"]:
        return t("paper.carryout.handed", at=forms.short_moment(row["handed_at"]))
    parts = (forms.short_moment(row["back_at"]), forms.choice("erasure", row["erasure"]), _confirmed(row))
    return "\n".join(part for part in parts if part)


def _means(form: Form, row: Row) -> str:
    """By which means it travels, in brackets; some policies want it in the log."""
    word = choice_word(form.by_name["transport"], row["transport"]) if "transport" in form.by_name else ""
    return t("paper.carryout.means", means=word) if word else ""


def _line(setting: Setting, form: Form, row: Row) -> tuple[str, ...]:
    exception = "※" if row["exception_reason"] or any(act["exception"] for act in row["acts"]) else ""
    what = listed(forms.medium_text(setting, id) for id in row["media"] or []) or str(row["info_name"] or "")
    return (
        f"{row['no']}{exception}",
        what,
        forms.class_label(setting, row["info_class"]),
        setting.name(row["applicant"]),
        f"{row['purpose']}\n{row['destination']}{_means(form, row)}",
        _period(row),
        permitted(row),
        _came_back(row),
        t(f"state.carryout.{row['state']}"),
    )
