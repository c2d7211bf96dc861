"""Records whose retention has ended: which they are, their 廃棄 under one seal, and the list of what has gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from app.common.clock import fiscal_year
from app.common.errors import Refused
from app.domain import words
from app.domain.forms import Field, Form
from app.domain.projection import FORMS
from app.domain.references import references_in
from app.services import entry, record
from app.services.approval import Signet
from app.services.places import PLACES
from app.services.session import Changes, Session
from app.store import tables

#: Fields that may point at other records; persons stay as long as anything that they wrote.
_POINTING = frozenset({"medium", "media", "sheets", "received", "cycle", "sheet", "entry"})


class Expired(Struct, frozen=True):
    """A finished record past its retention; ``head`` is its last event, ``touched`` and ``kept_until`` are ISO days."""

    form: str
    id: str
    no: str
    title: str
    words: str
    state: str
    touched: str
    kept_until: str
    head: str

    @property
    def place(self) -> tuple[str, str]:
        """The page that shows the record, and the record as the page's ``open_record`` takes it."""
        place = PLACES["entry" if self.form not in FORMS else self.form]
        return place.page, place.record.format(id=self.id, form=self.form)


def expired(session: Session) -> list[Expired]:
    """Every finished record whose retention has ended, those that ended first before the others.

    What a record that is still kept points at is kept with it.
    """
    if _is_young(session):
        return []
    forms = _forms(session)
    found = {one.id: one for form in forms for one in _of(session, form)}
    if found:
        links = [link for form in forms for link in _links(session, form, found)]
        while held := {target for source, target in links if source not in found and target in found}:
            found = {id: one for id, one in found.items() if id not in held}
    return sorted(found.values(), key=lambda one: (one.kept_until, one.form, one.no))


def _is_young(session: Session) -> bool:
    """Whether the store itself is younger than the shortest retention: nothing in it can be past its own."""
    began = session.store.query("SELECT min(at) AS at FROM event WHERE seq = 1 AND chain IN (SELECT id FROM chain)")
    return fiscal_year(date.fromisoformat(str(began[0]["at"])[:10])) >= session.year - record.fewest_years(session)


def discard(session: Session, chosen: Sequence[Expired], reason: str, signet: Signet) -> Changes:
    """廃棄 of all of them as they were shown, a sealed event each, after one password; all of them or none."""
    ids = {one.id for one in expired(session)}
    with session.change(by=signet.person) as change:
        for one in chosen:
            row = record.get(session, one.form, one.id)
            if row["head"] != one.head or one.id not in ids:
                raise Refused("record_changed_meanwhile", no=one.no)
            record.discard_in(change, session, one.form, row, "retention", reason, signet)
        change.discard([one.id for one in chosen])
    return Changes(frozenset(tables.COLUMNS))


def _forms(session: Session) -> list[Form]:
    """The forms whose records are looked at; a person goes when nothing names him any more, which is not told here."""
    own = [record.form_of(session, name) for name in FORMS if name != "person"]
    return [*own, *(record.form_of(session, name) for name in entry.forms(session))]


def _of(session: Session, form: Form) -> Iterator[Expired]:
    """The finished records of a form that were last touched before the years for which it is kept."""
    before = f"{session.year - record.years_kept(session, form.name)}-04-01"
    states = ",".join("?" * len(form.final))
    only = " AND form = ?" if form.table else ""
    sql = f"""SELECT id, no, state, changed_at, head, {PLACES[form.kept_in].words} AS said FROM "{form.kept_in}"
        WHERE changed_at < ? AND state IN ({states}){only}"""  # noqa: S608
    title = words.form_title(form)
    for row in session.store.query(sql, (before, *form.final, *([form.name] if form.table else []))):
        touched, id = str(row["changed_at"])[:10], str(row["id"])
        named = entry.called(session, form.name, record.get(session, form.name, id)) if form.table else row["said"]
        yield Expired(
            form.name,
            id,
            str(row["no"]),
            title,
            " ".join(str(named or "").split()),
            words.state_word(form, str(row["state"])),
            touched,
            record.kept_until(session, form.name, touched),
            str(row["head"]),
        )


def _links(session: Session, form: Form, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Which records of a form point at which of those ``wanted``."""
    pointing = [item for item in form.fields if _points(item)]
    if not pointing:
        return
    columns = ", ".join(_column(item) for item in pointing)
    only = " WHERE form = ?" if form.table else ""
    sql = f'SELECT id, {columns} FROM "{form.kept_in}"{only}'  # noqa: S608
    for id, *values in session.store.conn.execute(sql, (form.name,) if form.table else ()):
        for item, value in zip(pointing, values, strict=True):
            for _, target in references_in(item, _decoded(item, value)):
                if target in wanted and target != id:
                    yield str(id), target


def _points(item: Field) -> bool:
    return item.kind in _POINTING or (item.kind == "rows" and any(_points(column) for column in item.columns))


def _column(item: Field) -> str:
    return tables.further(item.name) if item.name.startswith("x_") else f'"{item.name}"'


def _decoded(item: Field, value: Any) -> Any:
    if item.kind in ("medium", "cycle", "sheet", "entry") or not isinstance(value, str) or not value:
        return value
    return json.loads(value)
