"""改善計画書 and the list of × and △ with what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.common.i18n import t
from app.domain import improvement as domain
from app.domain.forms import Form
from app.domain.ledger import Row
from app.exports import approval, data_sheet, forms
from app.exports.document import Block, Column, Document, Heading, Note, Table
from app.exports.forms import Setting
from app.exports.inspection import template_mark, worded

_UPWARD = ("central", "committee")


def plan(setting: Setting, form: Form, rows: Sequence[Row]) -> Document:
    """Every open matter: question, cause, measure, person, day, progress; what goes upward stands apart."""
    own = [row for row in rows if row["level"] not in _UPWARD]
    upward = [row for row in rows if row["level"] in _UPWARD]
    blocks: list[Block] = [*forms.head(setting, "improvement_plan"), approval.empty_boxes(setting, "improvement_plan")]
    blocks += [Heading(t("paper.improvement.own"), 2), _table(setting, form, own)]
    if upward:
        blocks += [Heading(t("paper.improvement.upward"), 2), _table(setting, form, upward)]
    blocks.append(Note(t("paper.improvement.legend")))
    items = setting.profile.items
    blocks += template_mark(setting, (items[code] for row in rows if (code := str(row["item"])) in items))
    blocks += forms.deputy_notes(rows)
    data = [data_sheet.of_form(setting, form, rows)]
    return forms.document(setting, "improvement_plan", blocks, data=data, orientation="landscape", confidential=True)


def blank(setting: Setting, form: Form) -> Document:
    """The plan with empty lines, for filling in by hand."""
    blocks: list[Block] = [*forms.head(setting, "improvement_plan"), approval.empty_boxes(setting, "improvement_plan")]
    blocks.append(Table(_columns(), (("\n\n", *[""] * 7),) * 7))
    return forms.document(setting, "improvement_plan", blocks, orientation="landscape")


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("paper.no"), 30),
        Column(t("field.improvement.item"), 56),
        Column(t("field.improvement.finding"), 40),
        Column(t("field.improvement.cause"), 36),
        Column(t("field.improvement.measure"), 48),
        Column(t("paper.improvement.who"), 26),
        Column(t("field.improvement.reports"), 44),
        Column(t("paper.state"), 22),
    )


def _table(setting: Setting, form: Form, rows: Sequence[Row]) -> Table:
    return Table(_columns(), tuple(_line(setting, form, row) for row in rows))


def _line(setting: Setting, form: Form, row: Row) -> tuple[str, ...]:
    who = "\n".join(part for part in (setting.name(row["owner"]), forms.short_day(row["due_on"])) if part)
    cause = "\n".join(part for part in (forms.choice("cause_kind", row["cause_kind"]), str(row["cause"] or "")) if part)
    return (
        str(row["no"]),
        question(setting, row["item"]),
        str(row["finding"] or ""),
        cause,
        str(row["measure"] or ""),
        who,
        "\n".join([*map(_report, row["reports"] or []), *_finished(row)]),
        "\n".join(
            part for part in (_upward(row), t(f"state.improvement.{row['state']}"), *flags(setting, row)) if part
        ),
    )


def _upward(row: Row) -> str:
    """Whom a matter is put to that the unit cannot mend by itself."""
    return forms.choice("improvement_level", row["level"]) if row["level"] in _UPWARD else ""


def _finished(row: Row) -> list[str]:
    """When and how it was mended, and who made sure of it or refused it on which day."""
    lines = []
    if row["finished_on"]:
        lines.append(f"{forms.short_day(row['finished_on'])} {row['result'] or ''}".strip())
    for act in row["acts"]:
        if act["action"] == "confirm" and not act["void"] and (act["sealed"] or act["paper"]):
            name = act["paper"]["decider"] if act["paper"] else act["shown"].get("name", "")
            day = forms.short_day(act["paper"]["decided_on"] if act["paper"] else act["at"])
            refused = act["decision"] == "send_back"
            said = t(f"paper.improvement.{'refused' if refused else 'confirmed'}", name=name, day=day)
            lines.append(f"{said} {act['remark'] if refused else ''}".strip())
    return lines


def _report(line: Mapping[str, Any]) -> str:
    head = f"{forms.short_day(line['reported_on'])} {forms.choice('report_term', line['term'])}"
    return f"{head} {forms.choice('progress', line['progress'])} {line.get('note') or ''}".strip()


def flags(setting: Setting, row: Row) -> list[str]:
    """再指摘 and how old the matter is, in words."""
    years = domain.age(row, setting.fiscal_year)
    found = [t("paper.improvement.again")] if domain.is_repeated(row) else []
    return found + ([t("paper.improvement.age", years=years)] if years else [])


def question(setting: Setting, code: Any) -> str:
    """The question of an item, or its code where the policy asks it no longer."""
    item = setting.profile.items.get(str(code))
    return worded(item) if item else str(code)
