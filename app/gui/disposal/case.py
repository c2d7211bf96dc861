"""One case of disposal as the screen needs it: read at once on the worker."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from app.common.errors import BadInput, Fault
from app.common.i18n import listed, t
from app.domain.disposal import LACKING, Gate, alike, certificate_due, serials_of, standing
from app.domain.forms import Form
from app.domain.ledger import Refusal, Row
from app.domain.words import field_label
from app.gui import dates, fields
from app.gui.record.standing import Standing, read_standing
from app.gui.widgets.badge import State
from app.services import disposal, media, people, record
from app.services.approval import Seen, permitting
from app.services.past_form import form_read, remembered
from app.services.session import Session

FORM = "disposal"
#: The sealed step that each waiting state waits for.
WAITS = {"requested": "decide", "performed": "close"}
_LOOKS = {
    "requested": ("partly", "◇"),
    "permitted": ("done", "○"),
    "sent_back": ("na", "←"),
    "refused": ("not", "×"),
    "withdrawn": ("na", "－"),
    "performed": ("partly", "◇"),
    LACKING: ("not", "！"),
    "closed": ("done", "✓"),
}
_SHOWN = (
    *("media", "disposition", "reason", "method", "planned_on", "place", "applicant", "applied_on", "vendor"),
    *("contract_no", "permission", "handed_on", "remark", "closed_on"),
)

#: So many media are named again at each step.
_FEW = 3


class Case(Struct, frozen=True):
    """A case with everything that stands beside it; ``seen`` is what a seal set from this screen vouches for."""

    row: Row
    form: Form
    seen: Seen
    today: str
    now: str
    names: dict[str, str]
    gates: list[tuple[Row, Gate]]
    events: list[dict[str, Any]]
    speaker: fields.Speaker
    staff: list[dict[str, Any]]
    standing: Standing
    roles: tuple[str, ...]
    permission: str
    holes: tuple[Refusal, ...]
    turn: tuple[str, ...]


def state_of(state: str, holes: Sequence[Refusal] = ()) -> State:
    """A case's state as mark, word and colour; where something is missing for closing, it says what."""
    look, mark = _LOOKS[LACKING if holes else state]
    return State(look, mark, standing(state, holes))


def read_case(session: Session, id: str) -> Case:
    """Everything the screen of one case shows; runs on the worker."""
    row, rows = record.get(session, FORM, id), session.rows
    form = form_read(session, FORM, [row])
    names = {key: str(person["name"]) for key, person in rows.table("person").items()}
    media_names = {item["id"]: media.name_of(item) for item in media.page(session, row["media"] or [])}
    return Case(
        row=row,
        form=form,
        seen=Seen.of(row),
        today=session.today,
        now=session.clock.now().isoformat(timespec="minutes")[:16],
        names=names,
        gates=disposal.gates(session, [key for key in row["media"] or [] if key in media_names], row["disposition"]),
        events=record.history(session, id),
        speaker=fields.Speaker(session.profile, {FORM: remembered(session, FORM)}, names, media_names),
        staff=people.all_people(session),
        standing=read_standing(session, form, row, WAITS.get(row["state"], "")),
        roles=tuple(people.roles_of(session, session.user)),
        permission=permitting(session, form, row),
        holes=tuple(disposal.holes(session, row)),
        turn=tuple(names[id] for id in disposal.turn(session, row)),
    )


def sections(case: Case) -> list[tuple[str, str]]:
    """The content as (label, value), what is empty left out."""
    names = [*_SHOWN, *(item.name for item in case.form.fields if item.name.startswith("x_"))]
    found = []
    for name in names:
        item = case.form.by_name.get(name)
        value = (case.row["extra"] if name.startswith("x_") else case.row).get(name)
        value = case.permission if name == "permission" else value
        if item is not None and value not in (None, "", []):
            found.append((field_label(case.form, name), fields.in_lines(case.speaker, item, value)))
        if name == "handed_on" and value and case.row["state"] == "performed" and not case.row["certificates"]:
            found.append((t("disposal_page.certificate_due"), dates.full(certificate_due(case.row))))
    return found


def step_lines(case: Case) -> list[tuple[str, str]]:
    """What was done, each step as (label, value) lines under the media that had it; an empty pair between steps."""
    columns = [column for column in case.form.by_name["steps"].columns if column.name != "medium"]
    found: list[tuple[str, str]] = []
    for step, media_ids in alike(case.row["steps"] or []):
        found += [("", "")] if found else []
        found.append((t("field.disposal.steps.medium"), _named(case, media_ids)))
        for column in columns:
            if column.name in step:
                found.append((t(f"field.disposal.steps.{column.name}"), case.speaker.value(column, step[column.name])))
    return found


def by_column(error: Exception, rows: str) -> Exception:
    """What is wrong with the lines of a field, named by the column as the dialog shows it, once for all lines."""
    if not isinstance(error, BadInput):
        return error
    found: dict[tuple[str, str], Fault] = {}
    for fault in error.faults:
        name = fault.field.rpartition(".")[2] if fault.field.startswith(f"{rows}.") else fault.field
        found.setdefault((name, fault.code), Fault(name, fault.code, fault.values))
    return BadInput(*found.values())


def _named(case: Case, ids: list[str]) -> str:
    """Media one below the other; all of many in a word, for they stand above."""
    if len(ids) > _FEW and set(ids) == set(case.row["media"]):
        return t("disposal_page.all_media", n=len(set(ids)))
    return "\n".join(case.speaker.say(FORM, "media", [id]) for id in ids)


def certificate_lines(case: Case) -> list[tuple[str, str]]:
    """Each certificate in a line, and how all of them stand against the list."""
    found = []
    for line in case.row["certificates"] or []:
        said = (line["number"], line["issuer"], line["issued_on"], listed(serials_of(line["serials"])))
        found.append((t("field.disposal.certificates"), "　".join(said)))
    return found
