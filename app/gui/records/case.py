"""One further record as the screen needs it, read at once on the worker."""

from typing import Any

from msgspec import Struct

from app.common.i18n import listed, t
from app.domain import entry as domain
from app.domain import reporting, words
from app.domain.approval import agreed, lacking, value_of
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.gui import fields
from app.gui.record.standing import Standing, read_standing
from app.gui.widgets.badge import State
from app.services import entry, media, people, record
from app.services.approval import Seen
from app.services.past_form import form_read, remembered
from app.services.session import Session

_LOOKS = {
    **{"kept": ("done", "○"), "ended": ("na", "－"), "written": ("accent", "□"), "submitted": ("partly", "◇")},
    **{"confirmed": ("done", "✓"), "requested": ("partly", "◇"), "permitted": ("done", "○")},
    **{"sent_back": ("na", "←"), "refused": ("not", "×"), "withdrawn": ("na", "－")},
}


class Case(Struct, frozen=True):
    """A record with everything that stands beside it; ``seen`` is what a seal set from this screen vouches for."""

    row: Row
    form: Form
    read: Form
    seen: Seen
    names: dict[str, str]
    events: list[dict[str, Any]]
    speaker: fields.Speaker
    staff: list[dict[str, Any]]
    standing: Standing
    roles: tuple[str, ...]
    clauses: tuple[str, ...]
    below: tuple[str, ...]


def state_of(profile: Profile, form: Form, row: Row) -> State:
    """A record's state as mark, word and colour; of those who permit together, who has yet to."""
    look, mark = _LOOKS[row["state"]]
    word = words.state_word(form, row["state"])
    missing = missing_of(profile, form, row)
    return State(look, mark, t("records_page.half", state=word, roles=listed(missing)) if missing else word)


def missing_of(profile: Profile, form: Form, row: Row) -> list[str]:
    """The titles of those who have yet to permit what another has permitted already; empty else."""
    step = form.steps.get(entry.sealed_step(form))
    if step is None or row["state"] not in step.before or not agreed(step, row):
        return []
    return reporting.titles(profile, [group[0] for group in lacking(profile, form, step, row)])


def read_case(session: Session, name: str, id: str) -> Case:
    """Everything the screen of one record shows; runs on the worker."""
    row, form = record.get(session, name, id), record.form_of(session, name)
    names = {key: str(person["name"]) for key, person in session.rows.table("person").items()}
    step = entry.sealed_step(form)
    waits = step if step and row["state"] in form.steps[step].before else ""
    read = form_read(session, name, [row])
    return Case(
        row=row,
        form=form,
        read=read,
        seen=Seen.of(row),
        names=names,
        events=record.history(session, id),
        speaker=fields.Speaker(session.profile, {name: remembered(session, name)}, names, _named(session, read, row)),
        staff=people.all_people(session),
        standing=read_standing(session, form, row, waits),
        roles=tuple(people.roles_of(session, session.user)),
        clauses=domain.basis(session.profile, name),
        below=_below(session, row),
    )


def _below(session: Session, row: Row) -> tuple[str, ...]:
    """The media that are registered with a lower class than the information asset that lies on them."""
    extra = row["extra"]
    if row["form"] != "asset" or row["state"] != "kept" or not extra.get("x_media"):
        return ()
    return tuple(media.name_of(each) for each in media.below(session, extra["x_media"], str(extra["x_info_class"])))


def _named(session: Session, form: Form, row: Row) -> dict[str, str]:
    """The names of the media and records that this one mentions."""
    found: dict[str, str] = {}
    for item in form.fields:
        value = value_of(row, item.name)
        if item.kind in ("medium", "media") and value:
            ids = value if isinstance(value, list) else [value]
            found |= {each["id"]: media.name_of(each) for each in media.page(session, ids)}
        if item.kind == "entry" and value:
            known = session.rows.get(domain.TABLE, str(value))
            found[str(value)] = f"{known['no']} {known['extra'].get('x_name', '')}".strip() if known else ""
    return found


def sections(case: Case) -> list[tuple[str, str]]:
    """The content as (label, value), what is empty left out."""
    found = []
    for item in case.read.fields:
        value = value_of(case.row, item.name)
        if value in (None, "", []):
            continue
        if item.kind == "rows":
            found += [(words.field_label(case.read, item.name), _line(case, item, line)) for line in value]
        elif said := case.speaker.value(item, value):  # a box that was not ticked says nothing
            found.append((words.field_label(case.read, item.name), said))
    return found


def _line(case: Case, item: Any, line: dict[str, Any]) -> str:
    parts = []
    for column in item.columns:
        if line.get(column.name) not in (None, "", []):
            title = words.field_label(case.read, column.name, rows=item.name)
            parts.append(f"{title}: {case.speaker.value(column, line[column.name])}")
    return "\n".join(parts)
