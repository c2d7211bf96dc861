"""The bureau's compilation on paper: each department's sheets, the whole, × and △ with measures, the seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from app.common.i18n import language, listed, t
from app.domain.forms import Form
from app.domain.inspection import Score
from app.domain.ledger import Row
from app.domain.policy import Item
from app.exports import approval, forms, results
from app.exports.document import (
    Block,
    CellValue,
    Column,
    DataColumn,
    DataSheet,
    Document,
    Heading,
    Note,
    Pair,
    Pairs,
    Table,
)
from app.exports.forms import Setting
from app.exports.inspection import percent, template_mark, worded


class Line(Struct, frozen=True):
    """One sheet: whose it is, its number there, who answered, who sealed it when, and its result."""

    unit: str
    row: Row
    no: str
    who: str
    sealed_by: str
    sealed_at: str
    own: bool
    score: Score


class Figures(Struct, frozen=True):
    """The bureau together: departments that are not in, the whole and each chapter against last year.

    ``compared`` says how much of it can be compared.
    """

    missing: tuple[str, ...]
    whole: Score
    before: Score | None
    chapters: tuple[tuple[str, Score, Score | None], ...]
    compared: str = ""


def compilation(
    setting: Setting,
    form: Form,
    row: Row,
    lines: Sequence[Line],
    figures: Figures,
    weak: Sequence[tuple[str, Item, Mapping[str, Any], str]],
    matters: Sequence[tuple[str, Mapping[str, Any]]],
) -> Document:
    """The sheets, the result in words and figures, the measures, what goes upward, the head's seal."""
    extra = (
        Pair(forms.label("compilation", "bureau"), str(row["bureau"])),
        Pair(forms.label("compilation", "report_to"), str(row["report_to"] or "")),
    )
    blocks: list[Block] = [
        *forms.head(setting, "compilation", str(row["no"]), extra),
        approval.approval_boxes(setting, "compilation", form, row, "confirm"),
    ]
    for name in ("summary", "measures", "upward"):
        if row[name]:
            blocks.append(Pairs((Pair(forms.label("compilation", name), str(row[name])),)))
    blocks += [Heading(t("paper.bureau.sheets"), 2), _sheets(setting, lines)]
    if figures.missing:
        blocks.append(Note(t("paper.bureau.missing", units=listed(figures.missing))))
    if any(not line.own for line in lines):
        blocks.append(Note(t("paper.bureau.taken_in")))
    blocks += [Heading(t("paper.result.whole"), 2), _whole(setting, figures), Note(t("paper.sheet.definition"))]
    blocks += [Note(figures.compared)] if figures.compared else []
    blocks += [Heading(t("paper.result.chapters"), 2), results.chapter_table(setting, figures.chapters)]
    blocks.append(results.chapter_chart(setting, figures.chapters))
    blocks += [Heading(t("paper.result.weak"), 2), _weak(setting, weak, matters)]
    blocks += template_mark(setting, setting.profile.items.values())
    blocks += forms.acts_notes(setting, form, row)
    data = [_data(setting, lines), results.chapter_data(setting, figures.chapters)]
    return forms.document(setting, "compilation", blocks, data=data, confidential=True)


def _sheets(setting: Setting, lines: Sequence[Line]) -> Table:
    scale = setting.profile.scale
    columns = (
        Column(t("paper.unit"), 30),
        Column(t("paper.sheet.kind"), 36),
        Column(t("paper.no"), 34),
        Column(t("paper.bureau.sealed"), 40),
        *(Column(choice.mark, 9, kind="number") for choice in scale.values()),
        Column(t("paper.sheet.rate_short"), 18, "right"),
    )
    rows: tuple[tuple[CellValue, ...], ...] = tuple(
        (
            line.unit,
            _kind_and_subject(setting, line),
            line.no,
            "\n".join(part for part in (line.sealed_by, forms.short_day(line.sealed_at)) if part),
            *(line.score.counts.get(code, 0) for code in scale),
            percent(line.score.rate),
        )
        for line in lines
    )
    return Table(columns, rows)


def _kind_and_subject(setting: Setting, line: Line) -> str:
    subject = str(line.row["subject"])
    kind = results.kind_name(setting, line.row)
    return kind if subject == line.unit else f"{kind}\n{subject}"


def _whole(setting: Setting, figures: Figures) -> Pairs:
    whole = figures.whole
    counts = [
        Pair(f"{choice.mark} {choice.label.get(language())}", t("paper.count", n=whole.counts.get(code, 0)))
        for code, choice in setting.profile.scale.items()
    ]
    rates = (
        Pair(t("paper.sheet.rate"), percent(whole.rate)),
        Pair(t("paper.sheet.weighted"), percent(whole.weighted)),
        Pair(t("paper.result.last_rate"), percent(figures.before.rate if figures.before else None)),
    )
    return Pairs((*counts, *rates), columns=4)


def _weak(
    setting: Setting,
    weak: Sequence[tuple[str, Item, Mapping[str, Any], str]],
    matters: Sequence[tuple[str, Mapping[str, Any]]],
) -> Table:
    known = {(unit, str(row["item"])): row for unit, row in matters}
    columns = (
        Column(t("paper.unit"), 26),
        Column(t("paper.sheet.question"), 58),
        Column(t("paper.result.last_and_now"), 18, "center"),
        Column(t("paper.sheet.finding"), 38),
        Column(t("field.improvement.measure"), 40),
    )
    lines = tuple(
        (
            unit,
            worded(item),
            results.step_of(setting, last, answer["value"]),
            str(answer["finding"] or ""),
            _measure(known.get((unit, item.code), {})),
        )
        for unit, item, answer, last in weak
    )
    return Table(columns, lines)


def _measure(row: Mapping[str, Any]) -> str:
    who = "　".join(part for part in (str(row.get("owner") or ""), forms.short_day(row.get("due_on"))) if part)
    state = t(f"state.improvement.{row['state']}") if row else ""
    return "\n".join(part for part in (str(row.get("measure") or ""), who, state) if part)


def _data(setting: Setting, lines: Sequence[Line]) -> DataSheet:
    scale = setting.profile.scale
    columns = (
        DataColumn("unit", t("paper.unit")),
        DataColumn("no", t("paper.no")),
        DataColumn("kind", t("paper.sheet.kind")),
        DataColumn("subject", t("field.sheet.subject")),
        DataColumn("respondent", t("field.sheet.respondent")),
        DataColumn("sealed_by", t("paper.handed.sealed_by")),
        DataColumn("sealed_at", t("paper.handed.sealed_at")),
        *(DataColumn(code, choice.label.get(language()), "number") for code, choice in scale.items()),
        DataColumn("rate", t("paper.sheet.rate_short"), "number"),
    )
    rows = tuple(
        (
            *(
                line.unit,
                line.no,
                results.kind_name(setting, line.row),
                line.row["subject"],
                line.who,
                line.sealed_by,
                line.sealed_at,
            ),
            *(line.score.counts.get(code, 0) for code in scale),
            None if line.score.rate is None else float(line.score.rate),
        )
        for line in lines
    )
    return DataSheet(t("paper.result.sheets"), columns, rows)
