"""What the printed forms of all nouns share: the head of a paper, labels, words for values, 決裁欄, notes, footer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from msgspec import Struct
from msgspec.structs import replace

from app.common.i18n import language, listed, t
from app.common.wareki import fiscal_label, format_date, format_time
from app.domain.approval import lapsed, same_hand, value_of
from app.domain.forms import Field, Form, choices_of, named_in_words
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.domain.record import standing
from app.domain.words import act_word, action_word, choice_word, field_label, sealed_role
from app.exports.document import (
    Block,
    DataSheet,
    Document,
    Face,
    Footer,
    Heading,
    Note,
    Orientation,
    Pair,
    Pairs,
    Table,
)
from app.exports.paper import UNCHECKED


class Setting(Struct, frozen=True):
    """What every paper of a department needs beside its own record.

    ``edition`` names the edition that the record was made under, where another one is in force since.
    """

    profile: Profile
    municipality: str
    unit: str
    unit_kind: str
    fiscal_year: int
    printed_at: datetime
    verification: str
    training: bool
    people: Mapping[str, Row] = {}
    named: Mapping[str, str] = {}
    media: Mapping[str, Row] = {}
    selection: str = ""
    edition: str = ""

    def name(self, person: Any) -> str:
        """The name of a person as it is today; empty if nobody is meant."""
        return str(self.people.get(str(person), {}).get("name", "")) if person else ""

    def titled(self, person: Any) -> str:
        """Post and name of a person."""
        row = self.people.get(str(person), {})
        return "　".join(part for part in (str(row.get("post") or ""), str(row.get("name") or "")) if part)


def label(form: str, name: str) -> str:
    """A field's label on paper, the same as on the screen."""
    return t(f"field.{form}.{name}")


def choice(listed: str, code: Any) -> str:
    """The word for a choice; empty for none."""
    return t(f"choice.{listed}.{code}") if code else ""


def class_label(setting: Setting, key: Any) -> str:
    """The label of a class of information."""
    found = setting.profile.classes.get(str(key))
    return found.label.get(language()) if found else ""


def zone_label(setting: Setting, key: Any) -> str:
    """The label of a network zone."""
    found = setting.profile.zones.get(str(key))
    return found.get(language()) if found else ""


def day(text: Any) -> str:
    """A stored date as it is printed."""
    if not text:
        return ""
    found = date.fromisoformat(str(text)[:10])
    return format_date(found) if language() == "ja" else found.isoformat()


def short_day(text: Any) -> str:
    """A stored date in the short form of registers."""
    if not text:
        return ""
    found = date.fromisoformat(str(text)[:10])
    return format_date(found, "short") if language() == "ja" else found.isoformat()


def moment(text: Any) -> str:
    """A stored time as it is printed."""
    if not text:
        return ""
    found = datetime.fromisoformat(str(text))
    return f"{day(text)} {format_time(found.time(), 'short')}"


def short_moment(text: Any) -> str:
    """A stored time as short as a register needs it; empty for none."""
    return f"{short_day(text)} {format_time(datetime.fromisoformat(str(text)).time(), 'short')}" if text else ""


def value_text(setting: Setting, item: Field, value: Any) -> str:  # noqa: C901 - one line a kind
    """A field's value in words."""
    if value is None or value in ("", []):
        return ""
    if item.offers:
        return listed(choice_word(item, code) for code in (value if isinstance(value, list) else [value]))
    match item.kind:
        case "people":
            return listed(setting.name(id) for id in value)
        case "entry":
            return setting.named.get(str(value), "")
        case "person":
            return setting.name(value) or named_in_words(value)
        case "medium":
            return medium_text(setting, value)
        case "media":
            return listed(medium_text(setting, id) for id in value)
        case "date":
            return day(value)
        case "datetime":
            return moment(value)
        case "bool":
            return _yes_no(item)[0 if value else 1]
        case "int" if not item.name.endswith("year"):
            return f"{value:,}"
        case "choices":
            return listed(choice(item.choices, code) for code in value)
        case "codes":
            return listed(map(str, value))
        case "choice":
            return _choice_text(setting, item, value)
    return str(value)


def _yes_no(item: Field) -> tuple[str, str]:
    """The two words of a tick: a field that is data is a statement (はい・いいえ), the program's own name a thing."""
    if item.label is not None:
        return t("paper.holds"), t("paper.holds_not")
    return t("paper.yes"), t("paper.no_value")


def _choice_text(setting: Setting, item: Field, value: Any) -> str:
    match item.choices:
        case "classes":
            return class_label(setting, value)
        case "zones":
            return zone_label(setting, value)
        case "roles":
            role = setting.profile.roles.get(str(value))
            return role.label.get(language()) if role else str(value)
    return choice(item.choices, value)


#: A list with more letters than this (full-width ones) would fill the page; it is written by hand.
_MOST_OFFERED = 110


def filled_in(setting: Setting, row: Mapping[str, Any], item: Field, value: Any) -> str:
    """A field's value in words; on a paper to fill in by hand (:func:`empty_row`) what there is to tick or complete."""
    return value_text(setting, item, value) if row.get("opened_at") != "" else _to_fill(setting, item)


def _to_fill(setting: Setting, item: Field) -> str:
    if item.kind == "date":
        return t("paper.blank_day")
    if item.kind == "datetime":
        return t("paper.blank_moment")
    if item.kind == "bool":
        offered = list(_yes_no(item))
    elif item.kind in ("choice", "choices") and item.choices != "roles":
        offered = [
            value_text(setting, replace(item, kind="choice"), code) for code in choices_of(item, setting.profile)
        ]
    else:
        return ""
    said = "　".join(f"{UNCHECKED}{word}" for word in offered)
    return said if _letters(said) <= _MOST_OFFERED else ""


def medium_text(setting: Setting, id: Any) -> str:
    """A medium's number and name."""
    row = setting.media.get(str(id), {})
    return " ".join(part for part in (str(row.get("medium_no") or ""), str(row.get("name") or "")) if part)


#: The room of a note on a paper to fill in by hand, in lines; of these less, so that the form stays on its page.
_NOTE_LINES = 3
_REMARK_LINES = {"remark": 2, "back_remark": 1}
#: More than fits into two lines of half a row, in full-width letters: the field takes a whole row.
_HALF = 30


def pair(setting: Setting, form: Form, row: Mapping[str, Any], name: str, *, wide: bool = False) -> Pair:
    """A field of a record as a labelled cell."""
    item, value = form.by_name[name], value_of(row, name)
    wide = wide or (
        name.startswith("x_") and (item.kind == "note" or _letters(value_text(setting, item, value)) > _HALF)
    )
    return pair_of(setting, row, item, value, field_label(form, name), wide)


def added(form: Form) -> list[str]:
    """The fields that a city added to one of the program's own forms; they stand behind the others."""
    return [item.name for item in form.fields if item.name.startswith("x_")]


def pair_of(setting: Setting, row: Mapping[str, Any], item: Field, value: Any, said: str, wide: bool) -> Pair:
    """The same with the label ``said``, of a value that stands elsewhere in the record."""
    text = filled_in(setting, row, item, value)
    ticks = text.startswith(UNCHECKED)
    is_note = item.kind == "note" and row.get("opened_at") == ""
    lines = _REMARK_LINES.get(item.name, _NOTE_LINES) if is_note else 1
    return Pair(said, text, wide or (ticks and _letters(text) > _HALF), small=ticks, lines=lines)


def _letters(text: str) -> float:
    """The length of a text in full-width letters."""
    return sum(1 if east_asian_width(char) in "WFA" else 0.55 for char in text)


def pairs(setting: Setting, form: Form, row: Mapping[str, Any], *names: str, wide: Sequence[str] = ()) -> Pairs:
    """Fields of a record two a row; those in ``wide`` take a whole one, those that the city hides none."""
    shown = [name for name in names if name in form.by_name]
    return Pairs(tuple(pair(setting, form, row, name, wide=name in wide) for name in shown), columns=4)


#: Papers whose title a city gives under another name.
_TITLED = {"improvement_plan": "improvement"}


def paper_title(setting: Setting, paper: str) -> str:
    """The title the city gives the paper, else the one that the list of papers has."""
    return given_title(setting.profile, paper) or t(f"paper.title.{paper}")


def given_title(profile: Profile, paper: str) -> str:
    """The title that the city gives the paper; empty where it gives none."""
    return profile.title(_TITLED.get(paper, paper))[0].get(language())


def head(
    setting: Setting, paper: str, no: str | None = None, extra: Sequence[Pair] = (), title: str = ""
) -> list[Block]:
    """Title, number (registers have none), year, municipality and unit."""
    title = title or paper_title(setting, paper)
    cells = (
        *(() if no is None else (Pair(t("paper.no"), no),)),
        Pair(t("paper.fiscal_year"), year_text(setting.fiscal_year), wide=no is None),
        Pair(t("paper.municipality"), setting.municipality),
        Pair(t("paper.unit"), setting.unit),
        *((Pair(t("paper.selection"), setting.selection),) if setting.selection else ()),
        *extra,
    )
    return [Heading(title, 1), Pairs(cells, columns=4)]


def empty_row(form: Form) -> Row:
    """A record of which nothing is known yet, for a paper to fill in by hand."""
    row: Row = {item.name: None for item in form.fields}
    return row | {"no": "", "state": "", "opened_at": "", "extra": {}, "acts": [], "notes": [], "attachments": []}


def emptied(made: Document, lines: int, said: str = "\n ") -> Document:
    """Tables without rows get so many lines: high enough for a pen, or with what is ``said`` in the first cell."""

    def filled(block: Block) -> Block:
        if not isinstance(block, Table) or block.rows:
            return block
        return replace(block, rows=((said, *[""] * (len(block.columns) - 1)),) * lines)

    data = made.data if said.strip() else ()
    return replace(made, blocks=tuple(filled(block) for block in made.blocks), data=data)


def year_text(year: int) -> str:
    """令和8年度, or FY2026 in English."""
    return fiscal_label(year) if language() == "ja" else f"FY{year}"


def document(
    setting: Setting,
    paper: str,
    blocks: Iterable[Block],
    *,
    data: Sequence[DataSheet] = (),
    orientation: Orientation = "portrait",
    confidential: bool = False,
    name: str = "",
    face: Face = "gothic",
) -> Document:
    """A whole paper with its marks and its footer; ``name`` replaces the title of a paper that is data."""
    form_no = setting.profile.title(_TITLED.get(paper, paper))[1]
    printed = setting.printed_at
    stamp = f"{day(printed.date().isoformat())} {format_time(printed.time(), 'short')}"
    name = name or paper_title(setting, paper)
    marks = [t("paper.mark.training")] if setting.training else []
    if confidential or setting.profile.is_confidential:
        marks.append(t("paper.mark.confidential"))
    footer = Footer(name, year_text(setting.fiscal_year), setting.unit, stamp, setting.verification)
    return Document(
        name, form_no.get(language()), footer, tuple(blocks), orientation, face, marks=tuple(marks), data=tuple(data)
    )


def decided(row: Row, action: str) -> dict[str, Any] | None:
    """The act whose stamp stands; what was sent back and handed in again awaits a stamp anew."""
    act = standing(row, action)
    if act is not None and act["decision"] == "send_back" and row["acts"][-1] is not act:
        return None
    return act


def acts_notes(setting: Setting, form: Form, row: Row) -> list[Block]:
    """In words under the form: every decision with who, when and as what, void ones as such, 取下げ, and 追記."""
    found: list[Block] = []
    told = [act for act in row["acts"] if act["sealed"] or act["paper"] or act["action"] == "withdraw"]
    lines = [_act_line(setting, form, row, act) for act in told]
    if lines:
        found.append(Heading(t("paper.decisions"), 3))
        found += [Note(line) for line in lines]
    for note in row["notes"]:
        said = {"field": label(form.name, note["field"]), "text": note["text"]}
        found.append(Note(t("paper.noted", **said, day=day(note["at"]), who=note["shown"].get("name", ""))))
    return found


def deputy_notes(rows: Iterable[Row]) -> list[Block]:
    """Under a list of records: which a deputy decided (代決), by number, and whether it was looked through (後閲)."""
    return [
        Note(
            f"{row['no']}　{act['shown'].get('name', '')}"
            + t(f"paper.act_{'reviewed' if act['reviewed'] else 'deputy'}")
        )
        for row in rows
        for act in row["acts"]
        if act["deputy"] and not act["void"]
    ]


def _act_line(setting: Setting, form: Form, row: Row, act: Row) -> str:
    what = act_word(form, act)
    if act["paper"]:
        paper = act["paper"]
        who = "　".join(part for part in (paper.get("post", ""), paper["decider"]) if part)
        line = t("paper.act_on_paper", what=what, who=who, day=day(paper["decided_on"]), no=paper["document_no"])
    elif not act["sealed"]:
        line = t("paper.act_done", what=what, who=setting.name(act["person"]), day=day(act["at"]))
    else:
        shown = act["shown"]
        who = "　".join(part for part in (shown.get("post", ""), shown.get("name", "")) if part)
        line = t("paper.act_sealed", what=what, who=who, day=day(act["at"]), role=sealed_role(setting.profile, act))
    if act["deputy"]:
        line += t("paper.act_reviewed" if act["reviewed"] else "paper.act_deputy")
    if act["remark"]:
        conditional = act["decision"] == "permit_with_conditions"
        line += t("paper.act_condition" if conditional else "paper.act_remark", text=act["remark"])
    if act["exception"]:
        line += t("paper.act_exception", text=act["exception"])
    if same_hand(setting.profile, form, row, act):
        line += t("paper.act_same_hand")
    return line if not lapsed(form, act) else _void_line(form, row, act, line)


def _void_line(form: Form, row: Row, act: Row, line: str) -> str:
    """Why it holds no more: it was taken up again, or something was edited."""
    later = row["acts"][row["acts"].index(act) + 1 :]
    step = next((each["action"] for each in later if form.steps[each["action"]].voids), "")
    return t("paper.act_undone", line=line, step=action_word(form, step)) if step else t("paper.act_void", line=line)
