"""自己点検結果報告書, ×・△一覧, 集計表 and 送付状."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.common.i18n import language, span, t
from app.domain.inspection import Score
from app.domain.ledger import Row
from app.exports import approval, forms, improvement
from app.exports.document import (
    Block,
    CellValue,
    Chart,
    Column,
    DataColumn,
    DataSheet,
    Document,
    Heading,
    Note,
    Pair,
    Pairs,
    Para,
    Series,
    Table,
)
from app.exports.forms import Setting
from app.exports.inspection import percent, template_mark, worded


def result(
    setting: Setting,
    cycle: Row,
    sheets: Sequence[tuple[Row, Score]],
    whole: Score,
    before: Score | None,
    chapters: Sequence[tuple[str, Score, Score | None]],
    carried: Mapping[str, int],
    weak: Sequence[tuple[Row, Any, Row, str]],
    same_hands: int,
    across: str = "",
) -> Document:
    """The report of the year: outline, each sheet, the whole with its definition, chapters with charts, × and △.

    ``same_hands`` counts the records in which one person did what is only proposed to be done by two; ``across`` says
    how much can be compared where last year asked another edition of the policy, and what is counted elsewhere.
    """
    kinds = {sheet["sheet"] for sheet, _ in sheets}
    blocks: list[Block] = [
        *forms.head(setting, "inspection_result"),
        approval.empty_boxes(setting, "inspection_result"),
        *_outline(setting, cycle, sheets),
        Heading(t("paper.result.whole"), 2),
        _whole(setting, whole, before, carried),
        Note(t("paper.sheet.definition")),
        *([Note(across)] if across else []),
        Heading(t("paper.result.sheets"), 2),
        _sheets(setting, sheets),
        Heading(t("paper.result.chapters"), 2),
        chapter_table(setting, chapters),
        chapter_chart(setting, chapters),
        Heading(t("paper.result.weak"), 2),
        _weak(setting, weak),
        *template_mark(setting, (item for item in setting.profile.items.values() if item.sheet in kinds)),
    ]
    if same_hands:
        blocks.append(Note(t("paper.result.same_hand", n=same_hands)))
    data = [_sheet_data(setting, sheets), chapter_data(setting, chapters)]
    return forms.document(setting, "inspection_result", blocks, data=data, confidential=True)


def weak_list(setting: Setting, weak: Sequence[tuple[Row, Any, Row, str]], matters: Sequence[Row]) -> Document:
    """×・△一覧 with measure, person, day and state of each."""
    known = {(row["item"], row["subject"]): row for row in matters}
    columns = (
        Column(t("field.sheet.subject"), 24),
        Column(t("field.improvement.item"), 60),
        Column(t("paper.result.last_and_now"), 20, "center"),
        Column(t("field.sheet.finding"), 44),
        Column(t("field.improvement.measure"), 48),
        Column(t("paper.improvement.who"), 28),
        Column(t("paper.state"), 26),
    )
    lines = []
    for sheet, item, answer, last in weak:
        matter = known.get((item.code, sheet["subject"]))
        marks = step_of(setting, last, answer["value"])
        head = (_found_in(sheet), worded(item), marks, str(answer["finding"] or ""))
        lines.append((*head, *_matter(setting, matter)))
    blocks: list[Block] = [*forms.head(setting, "weak_list"), Table(columns, tuple(lines))]
    blocks += template_mark(setting, (item for _, item, _, _ in weak))
    data = [_weak_data(setting, weak, known)]
    return forms.document(setting, "weak_list", blocks, data=data, orientation="landscape", confidential=True)


def _weak_data(
    setting: Setting, weak: Sequence[tuple[Row, Any, Row, str]], known: Mapping[tuple[Any, Any], Row]
) -> DataSheet:
    """The same for machines: one datum a cell."""
    columns = (
        DataColumn("no", t("paper.no")),
        DataColumn("subject", t("field.sheet.subject")),
        DataColumn("item", t("paper.data.item_code")),
        DataColumn("question", t("field.improvement.item")),
        DataColumn("last", t("paper.data.last")),
        DataColumn("now", t("paper.data.now")),
        DataColumn("finding", t("field.sheet.finding")),
        DataColumn("measure", t("field.improvement.measure")),
        DataColumn("owner", t("field.improvement.owner")),
        DataColumn("due_on", t("field.improvement.due_on"), "date"),
        DataColumn("state", t("paper.state")),
    )
    lines: list[tuple[CellValue, ...]] = []
    for sheet, item, answer, last in weak:
        matter = known.get((item.code, sheet["subject"])) or {}
        due = str(matter.get("due_on") or "")
        asked = (str(sheet["no"]), str(sheet["subject"]), item.code, worded(item))
        answered = (last, mark_of(setting, answer["value"]), str(answer["finding"] or ""))
        plan = (str(matter.get("measure") or ""), setting.name(matter.get("owner")))
        state = t(f"state.improvement.{matter['state']}") if matter else ""
        lines.append((*asked, *answered, *plan, date.fromisoformat(due) if due else None, state))
    return DataSheet(t("paper.sheet.data"), columns, tuple(lines))


def _matter(setting: Setting, row: Row | None) -> tuple[str, str, str]:
    if row is None:
        return "", "", ""
    who = "\n".join(part for part in (setting.name(row["owner"]), forms.short_day(row["due_on"])) if part)
    state = "\n".join([t(f"state.improvement.{row['state']}"), *improvement.flags(setting, row)])
    return str(row["measure"] or ""), who, state


def rollup(setting: Setting, title: str, asked: int, returned: int, rate: Decimal | None, questions: Any) -> Document:
    """集計表: each question over everybody who answered, with the share of わからない."""
    scale = setting.profile.scale
    columns = (
        Column(t("paper.sheet.number"), 9, "right"),
        Column(t("paper.sheet.question"), 84),
        *(Column(choice.mark, 11, kind="number") for choice in scale.values()),
        Column(t("paper.result.unknown"), 20, "right"),
    )
    lines = tuple(
        (
            str(number),
            worded(question.item),
            *(question.counts.get(code, 0) for code in scale),
            percent(question.share("unknown")) if "unknown" in scale else "－",
        )
        for number, question in enumerate(questions, 1)
    )
    cells = (
        Pair(t("paper.sheet.kind"), title),
        Pair(t("paper.result.asked"), t("paper.result.returned", asked=asked, returned=returned, rate=percent(rate))),
    )
    blocks: list[Block] = [*forms.head(setting, "rollup"), Pairs(cells, columns=2), Table(columns, lines)]
    blocks += template_mark(setting, (question.item for question in questions))
    return forms.document(setting, "rollup", blocks, data=[_rollup_data(setting, questions)], confidential=True)


def _rollup_data(setting: Setting, questions: Any) -> DataSheet:
    """The counts of each question for machines."""
    scale = setting.profile.scale
    columns = (
        DataColumn("number", t("paper.sheet.number"), "number"),
        DataColumn("item", t("paper.data.item_code")),
        DataColumn("question", t("paper.sheet.question")),
        *(DataColumn(code, choice.label.get(language()), "number") for code, choice in scale.items()),
    )
    lines = [
        (
            number,
            question.item.code,
            worded(question.item),
            *(question.counts.get(code, 0) for code in scale),
        )
        for number, question in enumerate(questions, 1)
    ]
    return DataSheet(t("paper.sheet.data"), columns, tuple(lines))


def cover_letter(setting: Setting, to: str, sender: str, contact: str, enclosures: Sequence[str]) -> Document:
    """送付状 (forms L-01 to L-05): to the next in line, with its legal basis and what is enclosed."""
    year = forms.year_text(setting.fiscal_year)
    basis = setting.profile.about.get("legal_basis", {})
    law = str(basis.get(language()) or basis.get("ja", "")) if isinstance(basis, Mapping) else str(basis)
    blocks: list[Block] = [
        Para(t("paper.letter.number"), "right", 1),
        Para(forms.day(setting.printed_at.date().isoformat()), "right", 1),
        Para(""),
        Para(t("paper.letter.to", name=to), "left", 1),
        Para(""),
        Para(sender, "right", 2),
        Para(""),
        Para(t("paper.letter.title", year=year), "left", 3),
        Para(""),
        Para(t("paper.letter.body", law=law)),
        Para(""),
        Para(t("paper.letter.record"), "center"),
        *(Para(f"{number}　{text}", "left", 1) for number, text in enumerate(enclosures, 1)),
        Para(t("paper.letter.end"), "right", 1),
        Para(""),
        Para(t("paper.letter.contact", text=contact), "right", 1),
    ]
    return forms.document(setting, "cover_letter", blocks, face="mincho")


def _outline(setting: Setting, cycle: Row, sheets: Sequence[tuple[Row, Score]]) -> list[Block]:
    scale = "　".join(f"{choice.mark} {choice.label.get(language())}" for choice in setting.profile.scale.values())
    period = span(forms.day(cycle["starts_on"]), forms.day(cycle["due_on"]))
    selection = forms.choice("selection", cycle["selection"])
    cells = (
        Pair(t("paper.result.purpose"), str(cycle["purpose"] or t("paper.result.purpose_default")), True),
        Pair(t("paper.result.period"), period),
        Pair(t("paper.result.sheet_count"), t("paper.result.sheets_n", n=len(sheets))),
        Pair(t("paper.result.method"), selection),
        Pair(forms.label("cycle", "basis"), str(cycle["basis"] or "")),
        Pair(t("paper.result.scale"), scale, True),
    )
    return [Heading(t("paper.result.outline"), 2), Pairs(cells, columns=4)]


def _whole(setting: Setting, whole: Score, before: Score | None, carried: Mapping[str, int]) -> Pairs:
    counts = [
        Pair(f"{choice.mark} {choice.label.get(language())}", t("paper.count", n=whole.counts.get(code, 0)))
        for code, choice in setting.profile.scale.items()
    ]
    return Pairs(
        (
            *counts,
            Pair(t("paper.sheet.open"), t("paper.count", n=whole.open)),
            Pair(t("paper.sheet.rate"), percent(whole.rate)),
            Pair(t("paper.sheet.weighted"), percent(whole.weighted)),
            Pair(t("paper.result.last_rate"), percent(before.rate if before else None)),
            Pair(t("paper.result.carried"), t("paper.result.carried_said", **carried), True),
        ),
        columns=4,
    )


def _sheets(setting: Setting, sheets: Sequence[tuple[Row, Score]]) -> Table:
    scale = setting.profile.scale
    lines: tuple[tuple[CellValue, ...], ...]
    columns = (
        Column(t("paper.no"), 27),
        Column(t("paper.sheet.kind"), 36),
        Column(t("field.sheet.subject"), 34),
        Column(t("field.sheet.respondent"), 28),
        *(Column(choice.mark, 9, kind="number") for choice in scale.values()),
        Column(t("paper.sheet.rate_short"), 18, "right"),
    )
    lines = tuple(
        (
            str(row["no"]),
            kind_name(setting, row),
            str(row["subject"]),
            setting.name(row["respondent"]),
            *(score.counts.get(code, 0) for code in scale),
            percent(score.rate),
        )
        for row, score in sheets
    )
    return Table(columns, lines)


def kind_name(setting: Setting, row: Row) -> str:
    """The name of a sheet's kind in the city's words."""
    kind = setting.profile.inspections.get(str(row["sheet"]))
    return kind.label.get(language()) if kind else str(row["sheet"])


def _chapter(setting: Setting, chapter: str) -> str:
    title = setting.profile.chapters.get(chapter)
    return f"{chapter} {title.get(language())}" if title else chapter


def chapter_table(setting: Setting, chapters: Sequence[tuple[str, Score, Score | None]]) -> Table:
    """Each chapter this year and last, with the difference in points."""
    columns = (
        Column(t("paper.sheet.chapter"), 70),
        Column(t("paper.result.answered"), 18, kind="number"),
        Column(t("paper.result.now"), 24, "right"),
        Column(t("paper.result.before"), 24, "right"),
        Column(t("paper.result.difference"), 28, "right"),
    )
    lines = []
    for chapter, now, before in chapters:
        old = before.rate if before else None
        step = "－" if now.rate is None or old is None else _step(now.rate - old)
        lines.append((_chapter(setting, chapter), now.answered, percent(now.rate), percent(old), step))
    return Table(columns, tuple(lines))


def _step(points: Decimal) -> str:
    """A difference in points with its sign; ± where there is none."""
    return f"{points:+}" if points else f"±{abs(points)}"


def chapter_chart(setting: Setting, chapters: Sequence[tuple[str, Score, Score | None]]) -> Chart:
    """The same as bars."""

    def rates(scores: Sequence[Score | None]) -> tuple[float | None, ...]:
        return tuple(None if score is None or score.rate is None else float(score.rate) for score in scores)

    series = [Series(forms.year_text(setting.fiscal_year), rates([now for _, now, _ in chapters]))]
    before = rates([before for _, _, before in chapters])
    if any(rate is not None for rate in before):
        series.append(Series(forms.year_text(setting.fiscal_year - 1), before))
    return Chart(
        t("paper.result.chart"), tuple(_chapter(setting, chapter) for chapter, _, _ in chapters), tuple(series)
    )


def _weak(setting: Setting, weak: Sequence[tuple[Row, Any, Row, str]]) -> Table:
    columns = (
        Column(t("field.sheet.subject"), 28),
        Column(t("paper.sheet.question"), 78),
        Column(t("paper.result.last_and_now"), 22, "center"),
        Column(t("paper.sheet.finding"), 52),
    )
    lines = tuple(
        (
            _found_in(sheet),
            worded(item),
            step_of(setting, last, answer["value"]),
            str(answer["finding"] or ""),
        )
        for sheet, item, answer, last in weak
    )
    return Table(columns, lines)


def _found_in(sheet: Row) -> str:
    """Subject and number of the sheet: two of one section may have the same question weak."""
    return "\n".join(str(part) for part in (sheet["subject"], sheet["no"]) if part)


def step_of(setting: Setting, last: str, value: Any) -> str:
    """Last year's mark and this year's; a question that last year did not answer says so, as － is an answer."""
    return f"{last or t('paper.result.not_asked')} → {mark_of(setting, value)}"


def mark_of(setting: Setting, value: Any) -> str:
    """The mark of an answer."""
    choice = setting.profile.scale.get(str(value))
    return choice.mark if choice else str(value)


def _sheet_data(setting: Setting, sheets: Sequence[tuple[Row, Score]]) -> DataSheet:
    scale = setting.profile.scale
    columns = (
        DataColumn("no", t("paper.no")),
        DataColumn("kind", t("paper.sheet.kind")),
        DataColumn("subject", t("field.sheet.subject")),
        *(DataColumn(code, choice.label.get(language()), "number") for code, choice in scale.items()),
        DataColumn("rate", t("paper.sheet.rate_short"), "number"),
    )
    lines = tuple(
        (
            row["no"],
            kind_name(setting, row),
            row["subject"],
            *(score.counts.get(code, 0) for code in scale),
            None if score.rate is None else float(score.rate),
        )
        for row, score in sheets
    )
    return DataSheet(t("paper.result.sheets"), columns, lines)


def chapter_data(setting: Setting, chapters: Sequence[tuple[str, Score, Score | None]]) -> DataSheet:
    """The same for machines."""
    columns = (
        DataColumn("chapter", t("paper.sheet.chapter")),
        DataColumn("rate", t("paper.result.now"), "number"),
        DataColumn("last_rate", t("paper.result.before"), "number"),
    )
    lines = tuple(
        (
            _chapter(setting, chapter),
            None if now.rate is None else float(now.rate),
            None if before is None or before.rate is None else float(before.rate),
        )
        for chapter, now, before in chapters
    )
    return DataSheet(t("paper.result.chapters"), columns, lines)
