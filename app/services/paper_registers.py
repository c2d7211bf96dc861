"""The papers of media, disposals, carry-outs and further records: one record, a register by choice, a blank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from app.common.i18n import span, t
from app.domain import words
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.projection import form_named
from app.exports import forms, records, retention, stocktake
from app.exports.document import Document
from app.exports.forms import Setting
from app.services import entry, media, record
from app.services import stocktake as stocktakes
from app.services.approval import permitting
from app.services.paper_setting import setting_of, year_of
from app.services.past_form import form_read
from app.services.retention import Expired
from app.services.session import Session
from app.store.tables import COLUMNS, decode

#: The day by which a register's rows are chosen; other forms go by the day of their entry.
_DAYS = {"medium": "registered_on", "disposal": "applied_on", "carryout": "starts_on"}

#: How many lines a register for writing by hand has on its page.
_WIDE_PAGE = 12


class Chosen(Struct, frozen=True):
    """Which rows a register prints: from a day to a day (ISO, both included; empty for no bound), in a state."""

    since: str = ""
    until: str = ""
    state: str = ""

    def takes(self, row: Row, day: str) -> bool:
        """Whether a row of that day is printed."""
        return (
            (not self.since or day >= self.since)
            and (not self.until or day <= self.until)
            and (not self.state or row["state"] == self.state)
        )


ALL = Chosen()


def fiscal(year: int) -> Chosen:
    """The rows of a fiscal year (年度)."""
    return Chosen(f"{year}-04-01", f"{year + 1}-03-31")


def calendar(year: int) -> Chosen:
    """The rows of a calendar year (暦年)."""
    return Chosen(f"{year}-01-01", f"{year}-12-31")


def years(session: Session) -> tuple[range, range]:
    """The fiscal and the calendar years in which something may have been written, this one first."""
    found = session.store.query("SELECT min(at) AS first FROM event")
    first = str(found[0]["first"] or session.today)[:10]
    day = date.fromisoformat(first)
    first_fiscal, this = day.year - (day.month < 4), int(session.today[:4])
    return range(session.year, first_fiscal - 1, -1), range(this, day.year - 1, -1)


def day_word(form: Form) -> str:
    """Which day of a record a period means."""
    return words.field_label(form, _DAYS[form.name]) if form.name in _DAYS else t("paper.day_entered")


def in_words(form: Form, chosen: Chosen) -> str:
    """The choice as it is printed in the head of the register; empty for all rows."""
    period = ""
    if chosen.since or chosen.until:
        days = span(forms.day(chosen.since), forms.day(chosen.until))
        period = t("paper.chosen_by", day=day_word(form), period=days)
    state = words.state_word(form, chosen.state) if chosen.state else ""
    return "　".join(part for part in (period, state) if part)


def every(session: Session, form: str, order: str) -> list[Row]:
    """All rows of a register."""
    names = ", ".join(f'"{name}"' for name in COLUMNS[form])
    cursor = session.store.conn.execute(f'SELECT {names} FROM "{form}" ORDER BY "{order}"')  # noqa: S608
    return [decode(form, values) for values in cursor]


def rows_of(session: Session, name: str, chosen: Chosen = ALL) -> list[Row]:
    """The rows of a register that were chosen, by number."""
    if name in entry.forms(session):
        return [row for row in entry.rows(session, name) if chosen.takes(row, str(row["opened_at"])[:10])]
    return [row for row in every(session, name, "no") if chosen.takes(row, str(row[_DAYS[name]] or ""))]


def register(
    name: str, build: Callable[[Setting, Form, Sequence[Row]], Document], order: str = "no"
) -> Callable[[Session, Chosen], Document]:
    """The reader of a register of one of the program's own forms."""

    def read(session: Session, chosen: Chosen) -> Document:
        day = _DAYS[name]
        rows = [row for row in every(session, name, order) if chosen.takes(row, str(row[day] or ""))]
        form = form_read(session, name, rows)
        rows = media.held(session, rows) if name == "medium" else rows
        return _said(build(setting_of(session, _head(form, chosen, rows)), form, rows), rows)

    return read


def _head(form: Form, chosen: Chosen, rows: Sequence[Row]) -> str:
    """What was chosen; an empty register always says of which days."""
    if rows or chosen.since or chosen.until:
        return in_words(form, chosen)
    every_day = t("paper.chosen_by", day=day_word(form), period=t("paper.every_day"))
    return "　".join(part for part in (every_day, in_words(form, chosen)) if part)


def _said(made: Document, rows: Sequence[Row]) -> Document:
    """A register without rows says 該当なし in words."""
    return made if rows else forms.emptied(made, 1, t("paper.no_rows"))


def blank_register(
    name: str, build: Callable[[Setting, Form, Sequence[Row]], Document]
) -> Callable[[Session, str], Document]:
    """The same register with empty lines, for writing by hand."""

    def read(session: Session, id: str) -> Document:
        return forms.emptied(build(setting_of(session), record.form_of(session, name), []), _WIDE_PAGE)

    return read


def one(name: str, build: Callable[[Setting, Form, Row], Document]) -> Callable[[Session, str], Document]:
    """The reader of the paper of one record."""

    def read(session: Session, id: str) -> Document:
        row = record.get(session, name, id)
        form = form_read(session, name, [row])
        if row.get("permission"):
            row = {**row, "permission": permitting(session, form, row)}
        if name == "stocktake":
            row = {**row, "beyond": stocktakes.beyond(session, row)}
        return build(setting_of(session, year=year_of(row)), form, row)

    return read


def blank(
    name: str, build: Callable[[Setting, Form, Row], Document], room: int, **lines: Any
) -> Callable[[Session, str], Document]:
    """The same paper with nothing filled in: ``room`` lines in its tables, and one each of the fields in ``lines``.

    Where both stand on the one page, those of the tables are as low as they can be written on.
    """
    said = " " if lines else "\n "

    def read(session: Session, id: str) -> Document:
        form = record.form_of(session, name)
        return forms.emptied(build(setting_of(session), form, {**forms.empty_row(form), **lines}), room, said)

    return read


def labels(session: Session, chosen: Chosen) -> Document:
    """Labels of the media that are still here."""
    rows = [row for row in every(session, "medium", "medium_no") if row["state"] != "disposed"]
    rows = [row for row in rows if chosen.takes(row, str(row["registered_on"] or ""))]
    return stocktake.labels(setting_of(session), rows)


def entry_record(name: str) -> Callable[[Session, str], Document]:
    """The paper of one further record."""

    def read(session: Session, id: str) -> Document:
        row = record.get(session, name, id)
        return records.record(setting_of(session, year=year_of(row)), form_read(session, name, [row]), row)

    return read


def entry_register(name: str) -> Callable[[Session, Chosen], Document]:
    """The register of a further record."""

    def read(session: Session, chosen: Chosen) -> Document:
        rows = [row for row in entry.rows(session, name) if chosen.takes(row, str(row["opened_at"])[:10])]
        form = form_read(session, name, rows)
        setting = setting_of(session, _head(form, chosen, rows))
        return _said(records.register(setting, form, rows, entry.listed(session, name)), rows)

    return read


def entry_blank_register(name: str) -> Callable[[Session, str], Document]:
    """The register of a further record with empty lines, for writing by hand."""

    def read(session: Session, id: str) -> Document:
        made = records.register(setting_of(session), record.form_of(session, name), [], entry.listed(session, name))
        return forms.emptied(made, _WIDE_PAGE)

    return read


def entry_blank(name: str) -> Callable[[Session, str], Document]:
    """The paper of a further record to fill in by hand."""

    def read(session: Session, id: str) -> Document:
        return records.blank(setting_of(session), record.form_of(session, name))

    return read


def discard_plan(session: Session, chosen: Sequence[Expired], reason: str) -> Document:
    """The list of what is to be discarded, for the one who seals it."""
    rows = [(one.title, one.no, one.words, one.touched, one.kept_until) for one in chosen]
    return retention.planned(setting_of(session), rows, reason)


def discarded_records(session: Session, _id: str = "") -> Document:
    """The list of what has been discarded: kind, number, ground, reason, day, and who sealed it."""
    setting = setting_of(session)
    sql = """SELECT discarded.*, event."by" AS person FROM discarded JOIN event ON event.hash = discarded.event
        ORDER BY discarded.at, discarded.form, discarded.no"""
    rows = []
    for row in session.store.query(sql):
        form = form_named(session.profile, str(row["form"]))
        title = words.form_title(form) if form is not None else str(row["form"])
        ground = words.ground_word(str(row["ground"]))
        who = setting.name(row["person"])
        rows.append((title, str(row["no"]), ground, str(row["reason"]), str(row["at"])[:10], who))
    return retention.discarded(setting, rows)
