"""One request as the screen needs it: read at once on the worker, put into words on the window's thread."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct

from app.common.i18n import listed, t
from app.domain.carryout import Demand, is_overdue
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.domain.record import condition
from app.domain.words import field_label
from app.gui.fields import Speaker, in_lines
from app.gui.record.standing import Standing, read_standing
from app.gui.widgets.badge import State
from app.gui.widgets.table_model import shown
from app.services import carryout, people, record
from app.services import media as media_service
from app.services.approval import Seen, permitting
from app.services.past_form import form_read, remembered
from app.services.session import Session

FORM = "carryout"
#: The sealed step that each waiting state waits for.
_WAITS = {"requested": "decide", "back": "confirm_return"}


def waits_for(row: dict[str, Any]) -> str:
    """The sealed step that a request waits for now; an extension that was asked for is one."""
    if row["state"] == "out" and row.get("extended_until"):
        return "extend"
    return _WAITS.get(str(row["state"]), "")


_LOOKS = {
    "requested": ("partly", "◇"),
    "permitted": ("done", "○"),
    "sent_back": ("na", "←"),
    "refused": ("not", "×"),
    "withdrawn": ("na", "－"),
    "out": ("accent", "→"),
    "back": ("partly", "◇"),
    "closed": ("done", "✓"),
    "lost": ("not", "！"),
}
#: The order in which the content is read, as on the paper.
_SHOWN = (
    *("applicant", "applied_on", "media", "info_name", "info_class", "purpose", "destination", "starts_on", "due_on"),
    *("mode", "safeguards", "activities", "personal", "personal_count", "transport", "carrier", "exception_reason"),
    *("contact", "permission", "extended_until", "extension_reason", "lost_at", "lost_place", "lost_detail", "remark"),
    *("handed_at", "handed_check"),
    *("out_at", "out_virus_check", "back_at", "back_virus_check", "erasure", "kept_reason", "back_remark"),
)


class Case(Struct, frozen=True):
    """A request with everything that stands beside it; ``seen`` is what a seal set from this screen vouches for."""

    row: Row
    form: Form
    told: Form
    seen: Seen
    today: str
    user: str
    names: dict[str, str]
    media: dict[str, str]
    demand: Demand
    history: list[dict[str, Any]]
    standing: Standing
    roles: tuple[str, ...]
    permission: str
    incident: str = ""

    @property
    def condition(self) -> str:
        """What a permission that still stands was tied to; empty for none."""
        return condition(self.row)

    @property
    def overdue_days(self) -> int:
        """How many days the return is late; 0 if it is not."""
        return days_late(self.row, self.today)


def days_late(row: dict[str, Any], today: str) -> int:
    """How many days after the day agreed something is still out; 0 if it is not late."""
    if not is_overdue(row, today):
        return 0
    return (date.fromisoformat(today) - date.fromisoformat(str(row["due_on"]))).days


def read_case(session: Session, id: str) -> Case:
    """Everything the screen of one request shows; runs on the worker."""
    row = record.get(session, FORM, id)
    form, rows = form_read(session, FORM, [row]), session.rows
    names = {key: str(person["name"]) for key, person in rows.table("person").items()}
    history = record.history(session, id)
    named = [key for event in history for key in (event["body"].get("values") or {}).get("media", [])]
    found = {key: rows.get("medium", key) for key in named}
    return Case(
        row=row,
        form=form,
        told=remembered(session, FORM),
        seen=Seen.of(row),
        today=session.today,
        user=session.user,
        names=names,
        media={key: media_service.name_of(medium) if medium else key for key, medium in found.items()},
        demand=carryout.demand(session, row),
        history=history,
        standing=read_standing(session, form, row, waits_for(row)),
        roles=tuple(people.roles_of(session, session.user)),
        permission=permitting(session, form, row),
        incident=carryout.incident_of(session, row) if row["state"] == "lost" else "",
    )


def state_of(row: dict[str, Any], today: str) -> State:
    """The state as mark, word and colour; late returns stand out."""
    late = days_late(row, today)
    if late:
        return State("not", "！", t("carryout_page.overdue", days=late))
    look, mark = _LOOKS[str(row["state"])]
    return State(look, mark, t(f"state.carryout.{row['state']}"))


def thing_of(row: dict[str, Any], media: dict[str, str]) -> str:
    """What is carried, in one line."""
    named = [media.get(id, id) for id in row.get("media") or []]
    if row.get("info_name"):
        named.append(str(row["info_name"]))
    return listed(named)


def speaker(profile: Profile, case: Case) -> Speaker:
    """What puts values of the request into words."""
    return Speaker(profile, {FORM: case.told}, case.names, case.media)


def sections(profile: Profile, case: Case) -> list[tuple[str, str]]:
    """The content as (label, value), what is empty left out; profile-added fields come last."""
    speaking = speaker(profile, case)
    say = speaking.say
    found = []
    for name in [*_SHOWN, *(item.name for item in case.form.fields if item.name.startswith("x_"))]:
        item = case.form.by_name.get(name)
        value = case.row["extra"].get(name) if name.startswith("x_") else case.row.get(name)
        value = case.permission if name == "permission" else value
        text = (
            in_lines(speaking, item, value)
            if item is not None and name == "media" and value
            else say(FORM, name, value)
        )
        if item is not None and text:
            found.append((field_label(case.form, name), text))
    if case.row["trips"]:
        found.append((field_label(case.form, "trips"), "\n".join(_trip(case, trip) for trip in case.row["trips"])))
    return found


def _trip(case: Case, trip: dict[str, Any]) -> str:
    """One leaving and return: from when to when, and who carried it."""
    back = shown("moment", trip["back_at"]) if trip.get("back_at") else t("carryout_page.still_out")
    what = listed([case.media.get(id, id) for id in trip.get("media") or []])
    who = case.names.get(str(trip["carrier"]), "")
    return "　".join(part for part in (f"{shown('moment', trip['out_at'])} → {back}", who, what) if part)
