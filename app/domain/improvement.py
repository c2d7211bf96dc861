"""改善計画: what becomes of a weak answer — cause, measure, person, day, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from app.domain.forms import CHOICES, Action, Field, Form

CHOICES["cause_kind"] = ("not_known", "no_rule", "habit", "no_time", "equipment", "budget", "contractor", "other")
CHOICES["improvement_level"] = ("unit", "central", "committee")
CHOICES["progress"] = ("not_started", "under_way", "nearly", "done")
CHOICES["report_term"] = ("interim", "mid_year", "year_end")

IMPROVEMENT = Form(
    name="improvement",
    prefix="改",
    initial="open",
    final=("closed", "withdrawn"),
    revise={"open": "open", "planned": "planned", "done": "planned"},  # weak again: what was done did not do
    actors={"request": "owner"},
    fields=(
        Field("item", required=True),
        Field("sheet", "sheet", required=True),
        Field("subject", required=True),
        Field("found_year", "int", required=True),
        Field("weak_years", "codes", required=True),
        Field("weak_value", required=True),
        Field("finding", "note"),
        Field("cause_kind", "choice", required=True, choices="cause_kind", stage="plan"),
        Field("cause", "note", stage="plan"),
        Field("measure", "note", required=True, stage="plan", source="高崎 2.10.2(2)"),
        Field("owner", "person", required=True, stage="plan"),
        Field("due_on", "date", required=True, stage="plan"),
        Field("level", "choice", required=True, choices="improvement_level", stage="plan"),
        Field(
            "reports",
            "rows",
            stage="report",
            columns=(
                Field("reported_on", "date", required=True),
                Field("term", "choice", required=True, choices="report_term"),
                Field("progress", "choice", required=True, choices="progress"),
                Field("note", "note"),
                Field("evidence"),
            ),
        ),
        Field("result", "note", required=True, stage="finish"),
        Field("finished_on", "date", required=True, stage="finish"),
        Field("remark", "note", folded=True),
    ),
    actions=(
        Action("plan", before=("open",), after="planned"),
        Action("report", before=("planned",), after="planned"),
        Action("finish", before=("planned",), after="done"),
        Action(
            "confirm",
            before=("done",),
            outcomes={"confirm": "closed", "send_back": "planned"},
            sealed=True,
            role="dept",
            act="confirm_improvement",
            covers=("", "plan", "report", "finish"),
            remark_unless=("confirm",),
        ),
        Action("withdraw", before=("open", "planned"), after="withdrawn", remark_unless=()),
    ),
)


def is_repeated(row: Mapping[str, Any]) -> bool:
    """再指摘: the same item was weak in two years running."""
    years = sorted(int(year) for year in row["weak_years"] or [])
    return any(later - earlier == 1 for earlier, later in pairwise(years))


def age(row: Mapping[str, Any], fiscal_year: int) -> int:
    """How many fiscal years the matter has been open: 0 in the year it was found, and once it is closed."""
    return 0 if row["state"] in IMPROVEMENT.final else max(fiscal_year - int(row["found_year"]), 0)


def is_late(row: Mapping[str, Any], today: str) -> bool:
    """Whether the day agreed has passed while the matter is still open (``today`` in ISO form)."""
    return row["state"] in ("open", "planned") and bool(row["due_on"]) and str(row["due_on"]) < today


def returned(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The refusal that a matter under way came back with; ``None`` where nobody refused it since it was reported."""
    last = next((act for act in reversed(row["acts"]) if act["action"] in ("finish", "confirm")), None)
    return last if row["state"] == "planned" and last is not None and last["decision"] == "send_back" else None
