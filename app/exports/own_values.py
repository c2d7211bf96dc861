"""What a paper says, value by value with unchanging keys, to be put into a form that the city made itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from app.common.i18n import listed, t
from app.domain import words
from app.domain.approval import agreed, value_of
from app.domain.forms import Field, Form, choices_of
from app.domain.ledger import Row
from app.domain.media import MEDIUM
from app.exports import approval, forms
from app.exports.document import Box, Document
from app.exports.forms import Setting
from app.exports.paper import CHECKED, UNCHECKED, box_state

Datum = str | int | float | None
#: Fields whose value says nothing on paper.
_HIDDEN = frozenset({"codes", "sheets", "cycle", "rows"})
#: Keys that mean the same on every paper; a record's own field of that name stands behind ``x_``.
_RESERVED = frozenset(
    {
        *("fiscal_year", "municipality", "unit", "printed_on", "selection", "verification"),
        *("no", "state", "opened_on", "attachments", "rows"),
    }
)
#: A choice with more words than this gets no box to tick for each of them.
MOST_TICKS = 12


class Value(Struct, frozen=True):
    """One value: its key (``purpose``, ``decide.date``), what it is called, and what the paper prints for it."""

    key: str
    label: str
    datum: Datum = None


class Lines(Struct, frozen=True):
    """Lines of a paper: its columns as (key, label), and one tuple of values a line."""

    key: str
    label: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Datum, ...], ...] = ()


class Contents(Struct, frozen=True):
    """Everything a paper says; ``marks`` (訓練) must stand on every sheet that is filled."""

    values: tuple[Value, ...]
    lines: tuple[Lines, ...] = ()
    marks: tuple[str, ...] = ()


class Slot(Struct, frozen=True):
    """Something that a place of the form can be given; ``table`` is what its lines are called, empty for one value."""

    key: str
    label: str
    table: str = ""


def slots(contents: Contents) -> tuple[Slot, ...]:
    """Everything that can be placed, single values first; the key of a column is ``lines.column``."""
    single = [Slot(value.key, value.label) for value in contents.values]
    columns = [Slot(f"{part.key}.{key}", label, part.label) for part in contents.lines for key, label in part.columns]
    return tuple(single + columns)


def of_record(setting: Setting, form: Form, row: Row, step: str = "", document: Document | None = None) -> Contents:
    """One record; ``step`` names the sealed step whose 決裁欄 the paper has, ``document`` adds its data sheets."""
    values = [*_common(setting), *_of_row(setting, form, row, step)]
    lines = [made for item in form.fields if (made := _lines(setting, form, item, row)) is not None]
    if document is not None:
        lines += [part for part in _data(document) if [key for key, _ in part.columns[:2]] != ["no", "state"]]
    return Contents(tuple(values), tuple(lines), _marks(setting))


def of_register(setting: Setting, form: Form, rows: Sequence[Row], title: str) -> Contents:
    """A register: a line for each record, with everything that a record says."""
    columns = {value.key: value.label for value in _of_row(setting, form, empty(form), "")}
    lines = []
    for row in rows:
        said = _of_row(setting, form, row, "")
        columns |= {value.key: value.label for value in said if value.key not in columns}  # a box of a higher post
        lines.append({value.key: value.datum for value in said})
    found = tuple(tuple(line.get(key) for key in columns) for line in lines)
    return Contents(_common(setting), (Lines("rows", title, tuple(columns.items()), found),), _marks(setting))


def of_document(setting: Setting, document: Document) -> Contents:
    """A report over many records: what its data sheets hold."""
    return Contents(_common(setting), tuple(_data(document)), _marks(setting))


def empty(form: Form) -> Row:
    """A record in which nothing is filled."""
    row: Row = {item.name: None for item in form.fields}
    return row | {"no": "", "state": "", "opened_at": "", "extra": {}, "acts": [], "notes": [], "attachments": []}


def _marks(setting: Setting) -> tuple[str, ...]:
    return (t("paper.mark.training"),) if setting.training else ()


def _common(setting: Setting) -> tuple[Value, ...]:
    """What stands on every paper."""
    printed = setting.printed_at.date().isoformat()
    return (
        Value("fiscal_year", t("paper.fiscal_year"), forms.year_text(setting.fiscal_year)),
        Value("municipality", t("paper.municipality"), setting.municipality),
        Value("unit", t("paper.unit"), setting.unit),
        Value("printed_on", t("own_form.value.printed_on"), forms.day(printed)),
        Value("selection", t("paper.selection"), setting.selection),
        Value("verification", t("own_form.value.verification"), setting.verification),
    )


def _of_row(setting: Setting, form: Form, row: Row, step: str) -> list[Value]:
    state = words.state_word(form, str(row["state"])) if row.get("state") else ""
    found = [
        Value("no", t("paper.no"), str(row["no"] or "")),
        Value("state", t("paper.state"), state),
        Value("opened_on", t("own_form.value.opened_on"), forms.day(row["opened_at"])),
    ]
    for item in form.fields:
        if item.kind not in _HIDDEN:
            found += _of_field(setting, form, item, row)
    for action in form.actions:
        if action.sealed:
            found += _of_act(form, row, action.name)
    found += _boxes(setting, form, row, step)
    names = "、".join(str(file["name"]) for file in row["attachments"])
    return [*found, Value("attachments", t("own_form.value.attachments"), names)]


def _of_field(setting: Setting, form: Form, item: Field, row: Row) -> list[Value]:
    key, label = _key(item), words.field_label(form, item.name)
    value = value_of(row, item.name)
    found = [Value(key, label, datum(setting, item, value))]
    if item.kind == "person":
        found.append(Value(f"{key}.post", t("own_form.value.post", label=label), setting.titled(value)))
    if item.kind in ("choice", "choices"):
        found += _ticks(setting, item, key, label, value)
    if item.kind == "bool":
        mark = CHECKED if value else UNCHECKED
        found.append(Value(f"{key}.tick", t("own_form.value.tick", label=label, choice=t("paper.yes")), mark))
    return found


def _key(item: Field) -> str:
    plain = item.name.removeprefix("x_")
    return f"x_{plain}" if plain in _RESERVED else plain


def _ticks(setting: Setting, item: Field, key: str, label: str, value: Any) -> Iterable[Value]:
    """A box for each word of a choice, as paper forms have them."""
    codes = choices_of(item, setting.profile)
    if len(codes) > MOST_TICKS:
        return
    chosen = value if isinstance(value, list) else [value]
    for code in codes:
        word = str(datum(setting, item, [code] if item.kind == "choices" else code))
        called = t("own_form.value.tick", label=label, choice=word)
        yield Value(f"{key}.{code}", called, CHECKED if code in chosen else UNCHECKED)


def datum(setting: Setting, item: Field, value: Any) -> Datum:
    """A field's value as paper prints it; a number stays one, so that the form can add it up."""
    if item.kind == "int" and isinstance(value, int):
        return value
    return forms.value_text(setting, item, value)


def _of_act(form: Form, row: Row, name: str) -> list[Value]:
    """Who took a sealed step, when and how, everybody where several permit together; one made on paper says so."""
    told = [_told(form, act, name) for act in _acts(form, row, name)]
    keys = ("decision", "date", "name", "post", "seal", "remark")
    parts = {key: listed(dict.fromkeys(said[key] for said in told if said[key])) for key in keys}
    step = words.action_word(form, name)
    return [
        Value(f"{name}.{key}", t(f"own_form.value.act_{key}", step=step), said or None) for key, said in parts.items()
    ]


def _acts(form: Form, row: Row, name: str) -> list[Mapping[str, Any]]:
    """The act that stands, after those of the others where a form is permitted by several."""
    last = forms.decided(row, name)
    if last is None:
        return []
    step = form.steps[name]
    others = agreed(step, row) if step.role == "form" else []
    return [*(act for act in others if act is not last), last]


def _told(form: Form, act: Mapping[str, Any], name: str) -> dict[str, str]:
    paper, shown = act.get("paper") or {}, act.get("shown") or {}
    decided = str(act.get("decision") or "")
    who = str((paper.get("decider") if paper else shown.get("name")) or "")
    if act.get("deputy"):  # 「代」 in words, wherever the name stands
        who += t("paper.act_reviewed" if act.get("reviewed") else "paper.act_deputy")
    return {
        "decision": t(f"decided.{decided}") if decided else words.action_word(form, name),
        "date": forms.day(paper.get("decided_on") if paper else act.get("at")),
        "name": who,
        "post": str((paper.get("post") if paper else shown.get("post")) or ""),
        "seal": t("own_form.value.on_paper" if paper else "own_form.value.sealed"),
        "remark": str(act.get("remark") or ""),
    }


def _boxes(setting: Setting, form: Form, row: Row, step: str) -> list[Value]:
    """The boxes of the 決裁欄, counted from the right: further posts are added at the left."""
    step = step or next((action.name for action in form.actions if action.sealed), "")
    if not step:
        return []
    boxes = approval.approval_boxes(setting, form.name, form, row, step).boxes
    return [
        Value(f"box.{place}", t("own_form.value.box", title=box.title), _stamp(box) or None)
        for place, box in enumerate(reversed(boxes), 1)
    ]


def _stamp(box: Box) -> str:
    parts = (box_state(box), box.name, box.date_text) if box.name or box.mark or box.note else ()
    return "\n".join(part for part in parts if part)


def _lines(setting: Setting, form: Form, item: Field, row: Row) -> Lines | None:
    key, label = _key(item), words.field_label(form, item.name)
    value = value_of(row, item.name) or []
    if item.kind == "media":
        columns = tuple((one.name, words.field_label(MEDIUM, one.name)) for one in MEDIUM.fields)
        media = [setting.media.get(str(id)) or {} for id in value]
        rows = tuple(tuple(datum(setting, one, line.get(one.name)) for one in MEDIUM.fields) for line in media)
        return Lines(key, label, columns, rows)
    if item.kind != "rows":
        return None
    columns = tuple((one.name, words.field_label(form, one.name, rows=item.name)) for one in item.columns)
    given = ({**line, "extra": line} for line in value)
    rows = tuple(tuple(datum(setting, one, value_of(line, one.name)) for one in item.columns) for line in given)
    return Lines(key, label, columns, rows)


def _data(document: Document) -> Iterable[Lines]:
    for number, sheet in enumerate(document.data, 1):
        keys: list[str] = []
        for column in sheet.columns:  # the number of a record and the count of × may share one
            keys.append(f"{column.key}_{len(keys)}" if column.key in keys else column.key)
        columns = tuple((key, column.title) for key, column in zip(keys, sheet.columns, strict=True))
        rows = tuple(tuple(_plain(cell) for cell in row) for row in sheet.rows)
        yield Lines(f"data{number}", sheet.name, columns, rows)


def _plain(cell: Any) -> Datum:
    return forms.day(cell.isoformat()) if isinstance(cell, date) else cell
