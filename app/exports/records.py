"""The papers of every form that is data: one record with its 決裁欄, the register, and a blank to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence

from app.common.i18n import language, t
from app.domain import entry, words
from app.domain.approval import value_of
from app.domain.forms import Field, Form
from app.domain.ledger import Row
from app.exports import approval, forms
from app.exports.document import Block, Column, DataColumn, DataSheet, Document, Heading, Note, Pair, Pairs, Table
from app.exports.forms import Setting

#: What a register line still reads well with.
MOST_COLUMNS = 7


def record(setting: Setting, form: Form, row: Row) -> Document:
    """One record: head, 決裁欄 where the flow has a seal, every field, lines as tables, decisions in words."""
    title = words.form_title(form)
    state = words.state_word(form, str(row["state"])) if row.get("state") else ""
    extra = (Pair(t("paper.state"), state),) if state else ()
    blocks = forms.head(setting, form.name, str(row["no"] or ""), extra, title=title)
    sealed = next((action.name for action in form.actions if action.sealed), "")
    if sealed:
        blocks.append(approval.approval_boxes(setting, form.name, form, row, sealed))
    plain = [item for item in form.fields if item.kind != "rows"]
    blocks.append(Pairs(tuple(_pair(setting, form, item, row) for item in plain), columns=4))
    for item in form.fields:
        if item.kind == "rows":
            blocks += _lines(setting, form, item, row)
    if form.flow == "report":
        blocks.append(
            Note(t("paper.chain", roles=" → ".join(_titles(setting, entry.chain(setting.profile, form.name)))))
        )
    others = _titles(setting, entry.also(setting.profile, form.name))
    if others:
        blocks.append(Note(t("paper.also", roles="、".join(others))))
    clauses = "、".join(setting.profile.citation(id) for id in entry.basis(setting.profile, form.name))
    if clauses:
        blocks.append(Note(t("paper.basis", clauses=clauses)))
    if row["attachments"]:
        names = "、".join(str(file["name"]) for file in row["attachments"])
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
    title = t("paper.register_of", title=words.form_title(form))
    shown = [form.by_name[name] for name in listed][:MOST_COLUMNS]
    columns = (
        Column(t("paper.no"), 26 if len(shown) < MOST_COLUMNS else 34),  # the number stays on one line
        *(Column(words.field_label(form, item.name), 38) for item in shown),
        Column(t("paper.state"), 20),
    )
    lines = tuple(
        (str(row["no"]), *(_value(setting, item, row) for item in shown), words.state_word(form, row["state"]))
        for row in rows
    )
    blocks: list[Block] = [*forms.head(setting, form.name, title=title), Table(columns, lines)]
    data = [_data(setting, form, rows)]
    return forms.document(setting, form.name, blocks, data=data, orientation="landscape", confidential=True, name=title)


def _titles(setting: Setting, roles: Sequence[str]) -> list[str]:
    return [setting.profile.roles[role].label.get(language()) for role in roles]


def _value(setting: Setting, item: Field, row: Row) -> str:
    return forms.value_text(setting, item, value_of(row, item.name))


def _pair(setting: Setting, form: Form, item: Field, row: Row) -> Pair:
    given = value_of(row, item.name)
    wide = item.kind in ("note", "media") or (given is not None and len(forms.value_text(setting, item, given)) > 24)
    wide = wide or item.kind == "choices"
    return forms.pair_of(setting, row, item, given, words.field_label(form, item.name), wide)


def _lines(setting: Setting, form: Form, item: Field, row: Row) -> list[Block]:
    columns = tuple(Column(words.field_label(form, column.name, rows=item.name), 30) for column in item.columns)
    given = value_of(row, item.name) or []
    lines = [tuple(_value(setting, column, {**line, "extra": line}) for column in item.columns) for line in given] or [
        ("",) * len(columns)
    ] * 3
    return [Heading(words.field_label(form, item.name), 3), Table(columns, tuple(lines))]


def _data(setting: Setting, form: Form, rows: Sequence[Row]) -> DataSheet:
    fields = [item for item in form.fields if item.kind != "rows"]
    columns = (
        DataColumn("no", t("paper.no")),
        DataColumn("state", t("paper.state")),
        *(
            DataColumn(item.name.removeprefix("x_"), words.field_label(form, item.name), forms.data_kind(item))
            for item in fields
        ),
    )
    lines = tuple(
        (
            *(row["no"], words.state_word(form, row["state"])),
            *(forms.datum(setting, item, value_of(row, item.name)) for item in fields),
        )
        for row in rows
    )
    return DataSheet(t("paper.sheet.data"), columns, lines)
