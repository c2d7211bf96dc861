"""The papers of every form that is data: one record with its 決裁欄, the register, and a blank to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence

from app.common.i18n import listed, t
from app.domain import entry, reporting, words
from app.domain.approval import agreed, lacking, value_of
from app.domain.forms import Field, Form
from app.domain.ledger import Row
from app.exports import approval, data_sheet, forms
from app.exports.document import (
    Align,
    Block,
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

#: What a register line still reads well with.
MOST_COLUMNS = 7
#: The steps that come after a seal: their lines stand on the paper once there are any.
_LATER = ("check", "follow")
#: How wide a register's column is by what stands in it, in mm; text has what is left over in proportion to the rest.
WIDTHS = {"date": 30, "datetime": 34, "int": 18, "bool": 20, "person": 26, "choice": 30, "choices": 40, "media": 46}
TEXT, NUMBER, CLASS, STATE = 50, 30, 20, 20


def record_title(form: Form) -> str:
    """What the paper of one record is called: a register's matter is one leaf of it."""
    title = words.form_title(form)
    return t("paper.one_of", title=title) if form.flow in entry.LISTS else title


def register_title(form: Form) -> str:
    """What the list is called: a register is one by its name."""
    title = words.form_title(form)
    return title if form.flow in entry.LISTS else t("paper.register_of", title=title)


def record(setting: Setting, form: Form, row: Row) -> Document:
    """One record: head, 決裁欄 where the flow has a seal, every field, lines as tables, decisions in words."""
    title = record_title(form)
    state = words.state_word(form, str(row["state"])) if row.get("state") else ""
    extra = (Pair(t("paper.state"), state),) if state else ()
    blocks = forms.head(setting, form.name, str(row["no"] or ""), extra, title=title)
    sealed = next((action.name for action in form.actions if action.sealed), "")
    if sealed:
        blocks.append(approval.approval_boxes(setting, form.name, form, row, sealed))
    plain = [item for item in form.fields if item.kind != "rows"]
    blocks.append(Pairs(tuple(_pair(setting, form, item, row) for item in plain), columns=4))
    told = _chain(setting, form)
    blocks += told
    for item in form.fields:
        if item.kind == "rows" and (item.stage not in _LATER or value_of(row, item.name)):
            blocks += _lines(setting, form, item, row)
    if form.flow == "report" and not told:
        blocks.append(Note(reporting.line_upward(setting.profile, form.name)))
    blocks += _together(setting, form, row)
    clauses = listed(setting.profile.citation(id) for id in entry.basis(setting.profile, form.name))
    if clauses:
        blocks.append(Note(t("paper.basis", clauses=clauses)))
    if row["attachments"]:
        names = listed(str(file["name"]) for file in row["attachments"])
        blocks.append(Note(t("paper.attached", names=names)))
    blocks += forms.acts_notes(setting, form, row)
    data = [_data(setting, form, [row])] if row.get("state") else []
    return forms.document(setting, form.name, blocks, data=data, confidential=True, name=title)


def blank(setting: Setting, form: Form) -> Document:
    """The same paper with nothing filled in."""
    row: Row = {"no": "", "state": "", "opened_at": "", "extra": {}, "acts": [], "notes": [], "attachments": []}
    return record(setting, form, row)


def register(setting: Setting, form: Form, rows: Sequence[Row], listed: Sequence[str]) -> Document:
    """All records of a form, one line each; the データ sheet holds every field."""
    title = register_title(form)
    shown = [form.by_name[name] for name in listed][:MOST_COLUMNS]
    columns = (
        Column(t("paper.no"), NUMBER),
        *(Column(words.field_label(form, item.name), _width(item), _align(item)) for item in shown),
        Column(t("paper.state"), STATE),
    )
    lines = tuple(
        (str(row["no"]), *(_value(setting, item, row) for item in shown), words.state_word(form, row["state"]))
        for row in rows
    )
    blocks: list[Block] = [*forms.head(setting, form.name, title=title), Table(columns, lines)]
    data = [_data(setting, form, rows)]
    return forms.document(setting, form.name, blocks, data=data, orientation="landscape", confidential=True, name=title)


def _width(item: Field) -> int:
    return CLASS if item.choices == "classes" else WIDTHS.get(item.kind, TEXT)


def _align(item: Field) -> Align:
    return "center" if item.choices == "classes" else "right" if item.kind == "int" else "left"


def _value(setting: Setting, item: Field, row: Row) -> str:
    return forms.value_text(setting, item, value_of(row, item.name))


def _pair(setting: Setting, form: Form, item: Field, row: Row) -> Pair:
    given = value_of(row, item.name)
    wide = item.kind in ("note", "media") or (given is not None and len(forms.value_text(setting, item, given)) > 24)
    wide = wide or item.kind == "choices"
    return forms.pair_of(setting, row, item, given, words.field_label(form, item.name), wide)


def _together(setting: Setting, form: Form, row: Row) -> list[Block]:
    """Who permits beside the decider; once one of them has, who has yet to."""
    others = entry.also(setting.profile, form.name)
    step = next((action for action in form.actions if action.sealed), None)
    if not others or step is None:
        return []
    begun = bool(agreed(step, row))
    named = [group[0] for group in lacking(setting.profile, form, step, row)] if begun else list(others)
    said = listed(reporting.titles(setting.profile, named))
    return [Note(t("paper.also_missing" if begun else "paper.also", roles=said))] if said else []


def _lines(setting: Setting, form: Form, item: Field, row: Row) -> list[Block]:
    columns = tuple(Column(words.field_label(form, column.name, rows=item.name), 30) for column in item.columns)
    given = value_of(row, item.name) or []
    lines = [tuple(_value(setting, column, {**line, "extra": line}) for column in item.columns) for line in given] or [
        ("",) * len(columns)
    ] * 3
    return [Heading(words.field_label(form, item.name), 3), Table(columns, tuple(lines))]


def _chain(setting: Setting, form: Form) -> list[Block]:
    """Whom the policy wants told, above the lines that say who was told and when."""
    steps = [reporting.told(setting.profile, step) for step in reporting.chain(setting.profile, form.name)]
    if not steps:
        return []
    columns = (
        Column(t("reporting.by"), 36),
        Column(t("reporting.to"), 52),
        Column(t("reporting.when"), 54),
        Column(t("reporting.clause"), 30),
    )
    return [Heading(t("reporting.title"), 3), Table(columns, tuple(steps))]


def _datum(setting: Setting, item: Field, row: Row) -> object:
    """A field as one datum; of several lines, each in words below the one before it."""
    value = value_of(row, item.name)
    if item.kind != "rows":
        return data_sheet.datum(setting, item, value)
    lines = [[_value(setting, column, {**line, "extra": line}) for column in item.columns] for line in value or []]
    return "\n".join("　".join(cell for cell in line if cell) for line in lines)


def _data(setting: Setting, form: Form, rows: Sequence[Row]) -> DataSheet:
    fields = form.fields
    columns = (
        DataColumn("no", t("paper.no")),
        DataColumn("state", t("paper.state")),
        *(
            DataColumn(item.name.removeprefix("x_"), words.field_label(form, item.name), data_sheet.kind_of(item))
            for item in fields
        ),
    )
    lines = tuple(
        (
            *(row["no"], words.state_word(form, row["state"])),
            *(_datum(setting, item, row) for item in fields),
        )
        for row in rows
    )
    return DataSheet(t("paper.sheet.data"), columns, lines)
