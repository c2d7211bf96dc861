"""自己点検票 on paper: filled with its result, and blank for filling in by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from app.common.i18n import language, t
from app.domain import words
from app.domain.forms import Form
from app.domain.inspection import Score
from app.domain.ledger import Row
from app.domain.policy import Item
from app.exports import answer_book, approval, forms, handed_sheet
from app.exports.document import (
    Bar,
    Bars,
    Block,
    Column,
    DataColumn,
    DataSheet,
    Document,
    Heading,
    Note,
    PageBreak,
    Pair,
    Pairs,
    Table,
)
from app.exports.forms import Setting


def sheet(
    setting: Setting,
    form: Form,
    row: Row,
    items: tuple[Item, ...],
    answers: Mapping[str, Row],
    score: Score,
    chapters: tuple[tuple[str, Score], ...],
    handed: Mapping[str, Any],
    envelope: Mapping[str, Any],
) -> Document:
    """The filled sheet: head, 決裁欄, result by chapter, every question with its answer.

    ``handed`` and ``envelope`` are what its data sheets say to the store that takes it in (:mod:`app.domain.received`).
    """
    blocks = [
        *_head(setting, row, items),
        approval.approval_boxes(setting, "sheet", form, row, "confirm"),
        *_result(setting, score, chapters),
        *_template_note(setting, items),
        *_questions(setting, items, answers),
    ]
    if row.get("comment"):
        blocks.append(Pairs((Pair(forms.label("sheet", "comment"), str(row["comment"])),)))
    blocks += forms.acts_notes(setting, form, row)
    last = {line["item"]: line["last"] for line in handed["results"]}
    data = [_data(setting, items, answers, last), handed_sheet.about(handed, envelope)]
    if handed["matters"]:
        data.append(handed_sheet.matters(setting.profile, handed))
    return forms.document(setting, "sheet", blocks, data=data, confidential=True)


def versions(
    setting: Setting,
    form: Form,
    found: Sequence[tuple[Row, tuple[Item, ...], Mapping[str, Row], Score, tuple[tuple[str, Score], ...]]],
) -> Document:
    """What a sheet said under each seal that was voided when it was opened again; without a stamp, since none holds."""
    blocks: list[Block] = []
    for number, (row, items, answers, score, chapters) in enumerate(found):
        blocks += [PageBreak()] if number else []
        at = forms.short_moment(row["acts"][-1]["at"])
        blocks += [*_head(setting, row, items, "sheet_versions"), Note(t("paper.sheet.voided", n=number + 1, at=at))]
        blocks += [*_result(setting, score, chapters), *_template_note(setting, items)]
        blocks += _questions(setting, items, answers)
        if row.get("comment"):
            blocks.append(Pairs((Pair(forms.label("sheet", "comment"), str(row["comment"])),)))
        blocks += forms.acts_notes(setting, form, row)
    return forms.document(setting, "sheet_versions", blocks, confidential=True)


def received(
    setting: Setting,
    form: Form,
    row: Row,
    items: tuple[Item, ...],
    answers: Mapping[str, Row],
    score: Score,
    chapters: tuple[tuple[str, Score], ...],
) -> Document:
    """Another department's sheet as it was taken in: no stamp, since its seal lies in that department's store."""
    names = ("respondent", "inspected_on", "sealed_by", "sealed_at", "file", "sha256")
    blocks: list[Block] = [
        *forms.head(
            replace(setting, unit=str(row["unit"])), "sheet", str(row["sheet_no"] or ""), _about(setting, row, items)
        ),
        Pairs(tuple(Pair(forms.label("received", name), _said(row, name)) for name in names)),
        Note(t("paper.received.how")),
        *_result(setting, score, chapters),
        *_template_note(setting, items),
        *_questions(setting, items, answers),
    ]
    if row["comment"]:
        blocks.append(Pairs((Pair(forms.label("sheet", "comment"), str(row["comment"])),)))
    return forms.document(setting, "received_sheet", blocks, confidential=True)


def _said(row: Row, name: str) -> str:
    if name == "inspected_on":
        return forms.day(row[name])
    if name == "sealed_at":
        return forms.moment(row[name])
    post = str(row.get({"respondent": "respondent_post", "sealed_by": "sealed_post"}.get(name, "")) or "")
    return "　".join(part for part in (post, str(row[name] or "")) if part)


def blank(setting: Setting, row: Row, items: tuple[Item, ...]) -> Document:
    """The same sheet with empty marks, for the day the PC is off."""
    kind = setting.profile.inspections.get(str(row["sheet"]))
    own = {"no": "", "respondent": None} if kind is not None and kind.subject == "person" else {}  # one for many hands
    blocks = [
        *_head(setting, {**row, "inspected_on": None, **own}, items),
        approval.empty_boxes(setting, "sheet"),
        Note(t("paper.sheet_blank.how", marks=_legend(setting))),
        *_template_note(setting, items),
        *_questions(setting, items, {}),
    ]
    made = forms.document(setting, "sheet", blocks)
    note = "".join(block.text for block in _template_note(setting, items) if isinstance(block, Note))
    return replace(made, fill=answer_book.fill_in(setting, row, items, note))


def _about(setting: Setting, row: Row, items: tuple[Item, ...]) -> tuple[Pair, Pair]:
    kind = setting.profile.inspections.get(str(row["sheet"]))
    name = kind.label.get(language()) if kind else ""
    if row["subject"] not in (setting.unit, row.get("unit")):
        name = t("paper.sheet.kind_about", kind=name, subject=str(row["subject"]))
    return Pair(t("paper.sheet.kind"), name), Pair(t("paper.sheet.items"), str(len(items)))


def _head(setting: Setting, row: Row, items: tuple[Item, ...], paper: str = "sheet") -> list[Block]:
    extra = (
        *_about(setting, row, items),
        Pair(forms.label("sheet", "respondent"), setting.titled(row["respondent"])),
        Pair(forms.label("sheet", "inspected_on"), forms.day(row.get("inspected_on"))),
        *((Pair(t("paper.sheet.edition"), setting.edition, wide=True),) if setting.edition else ()),
    )
    return forms.head(setting, paper, str(row["no"] or ""), extra)


def _template_note(setting: Setting, items: tuple[Item, ...]) -> list[Block]:
    """Says of questions that are only a template that the city has set no such standard."""
    if not any(item.template for item in items):
        return []
    return [Note(t("paper.sheet.template", word=t("item.template"), municipality=_city(setting)))]


def worded(item: Item) -> str:
    """A question where no clause stands beside it: one that is only a template says so itself."""
    said = item.question.get(language())
    return t("paper.template_question", question=said, word=t("item.template")) if item.template else said


def template_mark(setting: Setting, items: Iterable[Item]) -> list[Block]:
    """What ``worded`` and the names of such sheets mean by a template, under the lists and figures they stand in."""
    if not any(item.template for item in items):
        return []
    return [Note(t("paper.template_note", word=t("item.template"), municipality=_city(setting)))]


def _city(setting: Setting) -> str:
    """Whose standards they would be: the policy's own city, also on a training sheet."""
    return setting.profile.municipality.get(language())


def _legend(setting: Setting) -> str:
    return "　".join(f"{choice.mark} {choice.label.get(language())}" for choice in setting.profile.scale.values())


def percent(rate: Decimal | None) -> str:
    """A rate as printed: one decimal, or － where nothing counts (never 0 %)."""
    return "－" if rate is None else f"{rate} %"


def _result(setting: Setting, score: Score, chapters: tuple[tuple[str, Score], ...]) -> list[Block]:
    counts = [
        Pair(f"{choice.mark} {choice.label.get(language())}", t("paper.count", n=score.counts.get(code, 0)))
        for code, choice in setting.profile.scale.items()
    ]
    cells = (
        *counts,
        Pair(t("paper.sheet.open"), t("paper.count", n=score.open)),
        Pair(t("paper.sheet.rate"), percent(score.rate)),
        Pair(t("paper.sheet.weighted"), percent(score.weighted)),
    )
    bars = tuple(
        Bar(
            _chapter(setting, chapter),
            None if part.rate is None else float(part.rate) / 100,
            t("paper.sheet.bar", rate=percent(part.rate), n=part.answered),
        )
        for chapter, part in chapters
    )
    return [Heading(t("paper.sheet.result"), 2), Pairs(cells, columns=4), Bars(bars), Note(t("paper.sheet.definition"))]


def _chapter(setting: Setting, chapter: str) -> str:
    title = setting.profile.chapters.get(chapter)
    return f"{chapter} {title.get(language())}" if title else chapter


def _questions(setting: Setting, items: tuple[Item, ...], answers: Mapping[str, Row]) -> list[Block]:
    columns = (
        Column(t("paper.sheet.number"), 9, "right"),
        Column(t("paper.sheet.question"), 82),
        Column(t("paper.sheet.basis"), 29),
        Column(t("paper.sheet.answer"), 11, kind="mark"),
        Column(t("paper.sheet.finding"), 46),
    )
    numbers = {item.code: number for number, item in enumerate(items, 1)}
    blocks: list[Block] = []
    for chapter in dict.fromkeys(item.chapter for item in items):
        rows = tuple(
            _question(setting, numbers[item.code], item, answers.get(item.code))
            for item in items
            if item.chapter == chapter
        )
        blocks += [Heading(_chapter(setting, chapter), 2), Table(columns, rows)]
    return blocks


def _question(setting: Setting, number: int, item: Item, answer: Row | None) -> tuple[str, str, str, str, str]:
    basis = words.item_basis(setting.profile, item)
    if answer is None:
        return str(number), item.question.get(language()), basis, "", ""
    mark = setting.profile.scale[answer["value"]].mark if answer["value"] in setting.profile.scale else ""
    return str(number), item.question.get(language()), basis, mark, _texts(answer)


def _texts(answer: Row) -> str:
    parts = [str(answer.get(name) or "") for name in ("finding", "reason")]
    if answer.get("evidence"):
        parts.append(t("paper.sheet.evidence", text=answer["evidence"]))
    return "\n".join(part for part in parts if part)


def _data(setting: Setting, items: tuple[Item, ...], answers: Mapping[str, Row], last: Mapping[str, str]) -> DataSheet:
    columns = (
        DataColumn("number", t("paper.sheet.number"), "number"),
        DataColumn("code", t("paper.sheet.code")),
        DataColumn("chapter", t("paper.sheet.chapter")),
        DataColumn("question", t("paper.sheet.question")),
        DataColumn("basis", t("paper.sheet.basis")),
        DataColumn("weight", t("paper.sheet.weight"), "number"),
        DataColumn("value", t("paper.sheet.answer")),
        DataColumn("finding", forms.label("sheet", "finding")),
        DataColumn("reason", forms.label("sheet", "reason")),
        DataColumn("evidence", forms.label("sheet", "evidence")),
        DataColumn("last", t("paper.sheet.last")),
    )
    rows = []
    for number, item in enumerate(items, 1):
        answer = answers.get(item.code) or {}
        basis = words.item_basis(setting.profile, item)
        choice, before = (setting.profile.scale.get(str(code)) for code in (answer.get("value"), last.get(item.code)))
        head = (number, item.code, item.chapter, item.question.get(language()), basis, item.weight)
        texts = (answer.get(name) or "" for name in ("finding", "reason", "evidence"))
        rows.append((*head, choice.mark if choice else "", *texts, before.mark if before else ""))
    return DataSheet(t("paper.sheet.data"), columns, tuple(rows))
