"""Self-inspection: the year's cycle, the sheets, the answers, what was counted apart, and what a bureau compiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from msgspec import Struct

from app.common.text import fold
from app.domain.forms import CHOICES, Action, Field, Form, Values
from app.domain.ledger import Changes, Event, Refusal, Row, Rows, digest
from app.domain.policy import Choice, Item, Profile, Text

#: The register that names what a sheet of this subject is about.
REGISTERS: Mapping[str, str] = {"system": "system", "facility": "facility"}

CHOICES["cycle_kind"] = ("regular", "special")
CHOICES["selection"] = ("all", "core", "rotation", "own")
CHOICES["sheet_mode"] = ("unit", "person")
CHOICES["tally_source"] = ("paper", "excel")

#: The years of a rotation: an item of cycle 1 to 3 is asked in one of three, one of cycle 0 in each.
ROTATION = 3


def _not_before_start(value: Any, values: Values) -> str:
    return "dates_reversed" if values.get("starts_on") and value < values["starts_on"] else ""


CYCLE = Form(
    name="cycle",
    prefix="年",
    initial="open",
    final=("closed",),
    revise={"open": "open"},
    fields=(
        Field("fiscal_year", "int", required=True, source="高崎 2.10.2(1)②"),
        Field("cycle_kind", "choice", required=True, choices="cycle_kind"),
        Field("as_of", "date", required=True),
        Field("starts_on", "date", required=True),
        Field("due_on", "date", required=True, check=_not_before_start),
        Field("submit_to"),
        Field("basis"),
        Field("selection", "choice", choices="selection"),
        Field("items", "codes"),
        Field("mode", "choice", choices="sheet_mode"),
        Field("units", "codes", folded=True),
        Field("purpose", "note", folded=True),
    ),
    actions=(Action("close", before=("open",), after="closed"),),
)

SHEET = Form(
    name="sheet",
    prefix="点",
    initial="open",
    final=("confirmed",),
    revise={"open": "open"},
    actors={"answer": "respondent"},
    fields=(
        Field("cycle", "cycle", required=True),
        Field("sheet", required=True),
        Field("subject", required=True),
        Field("system", "entry"),
        Field("mode", "choice", choices="sheet_mode"),
        Field("respondent", "person", required=True),
        Field("items", "codes", required=True),
        Field("policy", required=True),
        Field("inspected_on", "date", required=True, stage="submit"),
        Field("comment", "note", stage="submit"),
    ),
    actions=(
        Action("submit", before=("open",), after="submitted"),
        Action(
            "confirm",
            before=("submitted",),
            outcomes={"confirm": "confirmed", "send_back": "open"},
            sealed=True,
            role="sheet",
            act="confirm",
            covers=("", "submit"),
            remark_unless=("confirm",),
        ),
        Action("reopen", before=("submitted", "confirmed"), after="open", voids=True, remark_unless=()),
    ),
)

#: Answers of persons that were given on paper or in Excel, counted in: how many were asked, how many came back.
TALLY = Form(
    name="tally",
    prefix="集",
    initial="kept",
    revise={"kept": "kept"},
    fields=(
        Field("cycle", "cycle", required=True),
        Field("sheet", required=True),
        Field("source", "choice", required=True, choices="tally_source"),
        Field("asked", "int", required=True, check=lambda value, _: "" if value >= 1 else "not_positive"),
        Field("returned", "int", required=True, check=lambda value, all: _not_more(value, all.get("asked"))),
        Field(
            "counts",
            "rows",
            columns=(Field("item", required=True), Field("value", required=True), Field("count", "int")),
        ),
        Field("remark", "note"),
    ),
    actions=(Action("withdraw", before=("kept",), after="withdrawn", remark_unless=()),),
    final=("kept", "withdrawn"),
)

#: Results of a year before this program was used, taken over from Excel; they stand beside this year's questions.
PRIOR = Form(
    name="prior",
    prefix="前",
    initial="kept",
    fields=(
        Field("fiscal_year", "int", required=True),
        Field("sheet", required=True),
        Field("subject", required=True),
        Field("source", required=True),
        Field(
            "results",
            "rows",
            required=True,
            columns=(Field("item", required=True), Field("value", required=True), Field("finding"), Field("evidence")),
        ),
    ),
    actions=(Action("withdraw", before=("kept",), after="withdrawn", remark_unless=()),),
    final=("kept", "withdrawn"),
)

#: What the head of a bureau reports about the sheets of its sections: the result in words and the measures (2.10.2(2)).
COMPILATION = Form(
    name="compilation",
    prefix="総",
    initial="draft",
    final=("confirmed",),
    revise={"draft": "draft"},
    actors={"request": "compiled_by"},
    fields=(
        Field("cycle", "cycle", required=True),
        Field("bureau", required=True),
        Field("compiled_by", "person", required=True),
        Field("sheets", "sheets"),
        Field("received", "received"),
        Field("summary", "note", required=True),
        Field("measures", "note", required=True),
        Field("upward", "note"),
        Field("report_to"),
    ),
    actions=(
        Action(
            "confirm",
            before=("draft",),
            outcomes={"confirm": "confirmed"},
            sealed=True,
            role="compiler",
            act="compile",
            covers=("",),
        ),
        Action("reopen", before=("confirmed",), after="draft", voids=True, remark_unless=()),
    ),
)

FORMS = (CYCLE, SHEET, TALLY, PRIOR, COMPILATION)

#: What an answer holds beside its value.
ANSWER_TEXTS = ("finding", "reason", "evidence")
#: How an answer relates to last year's: re-confirmed as it was, or changed; empty where there was none.
ORIGINS = ("", "kept", "changed")


def _not_more(value: int, most: Any) -> str:
    if value < 0:
        return "not_positive"
    return "more_than_asked" if isinstance(most, int) and value > most else ""


def rotation_year(fiscal_year: int) -> int:
    """Which year of the three-year rotation a fiscal year is: 1, 2 or 3."""
    return (fiscal_year - 1) % ROTATION + 1


def selected(profile: Profile, selection: str, fiscal_year: int) -> list[str]:
    """The codes of the items asked this year: all, the core ones, or core and this year's of the rotation."""
    year = rotation_year(fiscal_year)
    core = selection in ("core", "rotation")
    cycles = (0, year) if selection == "rotation" else ()
    return [item.code for item in profile.items.values() if not core or item.priority == "core" or item.cycle in cycles]


def cycle_guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """The items chosen for a year are items of the policy in force."""
    profile = rows.profile
    if profile is None:
        return [Refusal("no_policy")]
    chosen = body.get("values", {}).get("items") or []
    return [Refusal("item_unknown") for code in chosen if code not in profile.items][:1]


def item_rows_guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """Answers counted in or taken over name answers of the city's scale; those counted in, its items too."""
    profile = rows.profile
    if profile is None:
        return [Refusal("no_policy")]
    values = body.get("values", {})
    lines = [line for name in ("counts", "results") for line in values.get(name) or []]
    if any(line.get("item") not in profile.items for line in values.get("counts") or []):
        return [Refusal("item_unknown")]
    return [Refusal("answer_not_offered") for line in lines if line.get("value") not in profile.scale][:1]


def compilation_guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """A bureau compiles at least one sheet, its own or another department's."""
    values = {**(row or {}), **body.get("values", {})}
    return [] if values.get("sheets") or values.get("received") else [Refusal("compilation_empty")]


def wording(item: Item) -> str:
    """The digest (hex) of a question as it was put; an answer belongs to that wording."""
    return _worded(item.question)


@lru_cache(maxsize=4096)
def _worded(question: Text) -> str:
    return digest({"ja": question.ja, "en": question.en})


def answer_faults(item: Item, scale: Mapping[str, Choice], body: Mapping[str, Any]) -> list[str]:
    """The codes of what is missing or wrong in an answer that is otherwise kept as it is being written.

    An empty value takes the answer back. △ and × ask for a finding, － for a reason; those may follow after the mark,
    so they bind at submission only.
    """
    value = body["value"]
    if not value:
        return []
    if value not in scale:
        return ["answer_not_offered"]
    if value == "na" and not item.na:
        return ["na_not_allowed"]
    return []


def missing_text(scale: Mapping[str, Choice], answer: Mapping[str, Any]) -> str:
    """Which text an answer still needs by the city's scale: "finding" (△ ×), "reason" (－), "" for none."""
    choice = scale.get(str(answer["value"]))
    needed = choice.needs if choice else ""
    return "" if not needed or answer.get(needed) else needed


def answer_refusals(rows: Rows, event: Event, body: dict[str, Any]) -> list[Refusal]:
    """Why an answer may not stand: no such sheet or item, the sheet is not open, the value is not on the scale."""
    sheet = rows.get("sheet", str(body.get("record")))
    if sheet is None:
        return [Refusal("record_unknown")]
    if body.get("base") != sheet["head"]:
        return [Refusal("record_changed_meanwhile", values={"no": sheet["no"]})]
    if sheet["state"] != "open":
        return [Refusal("not_in_this_state", values={"no": sheet["no"]})]
    profile = edition_of(rows, sheet)
    item = profile.items.get(str(body.get("item"))) if profile else None
    if item is None or profile is None or item.code not in sheet["items"]:
        return [Refusal("item_unknown")]
    return [Refusal(code) for code in answer_faults(item, profile.scale, body)]


def edition_of(rows: Rows, sheet: Row) -> Profile | None:
    """The edition of the policy under which a sheet was handed out; the one in force if the store does not know it."""
    return rows.edition(str(sheet["policy"])) or rows.profile


def guard(rows: Rows, event: Event, body: dict[str, Any], row: Row | None) -> list[Refusal]:
    """A sheet is opened with items of the adopted policy, changes hands but nothing else, and ends without a hole."""
    profile = rows.profile
    if profile is None:
        return [Refusal("no_policy")]
    if event.kind == "record.opened":
        values = body["values"]
        known = [profile.items[code].sheet for code in values.get("items", []) if code in profile.items]
        whole = len(known) == len(values.get("items", [])) and set(known) == {values.get("sheet")}
        if not whole:
            return [Refusal("item_unknown")]
        kind = profile.inspections.get(str(values.get("sheet")))
        if kind is not None and kind.subject == "system" and not values.get("system"):
            return [Refusal("sheet_needs_system")]
        return []
    if event.kind == "record.revised":
        others = [name for name in body.get("values", {}) if name != "respondent"]
        return [Refusal("field_unknown_field", values={"field": name}) for name in others]
    if event.kind == "record.detached" and row is not None and row["state"] != "open":
        return [Refusal("attachment_handed_in")]
    if event.kind == "record.moved" and body["action"] == "submit" and row is not None:
        scale = (edition_of(rows, row) or profile).scale
        return hole_refusals(scale, {code: rows.get("answer", f"{row['id']}/{code}") for code in row["items"]})
    return []


def hole_refusals(scale: Mapping[str, Choice], answers: Mapping[str, Row | None]) -> list[Refusal]:
    """What is missing before a sheet may be submitted: unanswered items, and texts that an answer needs."""
    open_items = [code for code, answer in answers.items() if answer is None or not answer["value"]]
    texts = [code for code, answer in answers.items() if answer and missing_text(scale, answer)]
    found: list[Refusal] = []
    if open_items:
        found.append(Refusal("answers_missing", values={"count": str(len(open_items)), "first": open_items[0]}))
    if texts:
        found.append(Refusal("answer_texts_missing", values={"count": str(len(texts)), "first": texts[0]}))
    return found


def evolve_answer(rows: Rows, event: Event, body: dict[str, Any]) -> Changes:
    """The answer's row and the sheet's head after an answer."""
    sheet = rows.get("sheet", body["record"])
    if sheet is None:
        return {}
    id = f"{body['record']}/{body['item']}"
    before = rows.get("answer", id)
    answer: Row = {"id": id, "sheet": body["record"], "item": body["item"], "value": body["value"]}
    answer |= {name: body.get(name, "") for name in ANSWER_TEXTS}
    answer |= {"wording": body["wording"], "at": event.at, "by": event.by, "event": event.hash}
    answer["origin"] = body.get("origin", "")
    answer["search"] = fold(" ".join(answer[name] for name in ANSWER_TEXTS))
    answer["times"] = 1 if before is None else before["times"] + 1
    return {
        ("answer", id): answer,
        ("sheet", sheet["id"]): {**sheet, "head": event.hash, "content": event.hash, "changed_at": event.at},
    }


def is_voided_seal(act: Mapping[str, Any]) -> bool:
    """Whether an act confirmed a sheet and was voided later: what it saw is a version of its own."""
    return bool(act["void"]) and act["action"] == "confirm" and act["decision"] == "confirm"


class Score(Struct, frozen=True):
    """Counts of one group of answers. ``rate`` is ○ ÷ (○ + △ + ×) in per cent; ``None`` if nothing counts."""

    counts: Mapping[str, int]
    open: int
    rate: Decimal | None
    weighted: Decimal | None

    @property
    def answered(self) -> int:
        return sum(self.counts.values())


def score(answers: Iterable[tuple[Item, str]], scale: Mapping[str, Choice]) -> Score:
    """Counts, 実施率 and 加重達成率 (per cent, one decimal, half up) of (item, value) pairs; value "" is unanswered.

    Only answers whose choice has points count in the denominators, so 該当なし, わからない and 未回答 stay outside.
    """
    pairs = list(answers)
    counts = Counter(value for _, value in pairs if value)
    counted = [(item, Decimal(scale[value].points)) for item, value in pairs if value and scale[value].points]
    full = sum(1 for _, points in counted if points == 1)
    weights = sum(item.weight for item, _ in counted)
    points = sum((item.weight * points for item, points in counted), Decimal(0))
    return Score(counts, len(pairs) - sum(counts.values()), percent(full, len(counted)), percent(points, weights))


def percent(part: Decimal | int, whole: int) -> Decimal | None:
    """A share in per cent to one decimal, half up; ``None`` where there is nothing to share (printed as －)."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
