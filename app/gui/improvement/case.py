"""One matter of the 改善計画 as the screen needs it, read at once on the worker."""

from typing import Any

from msgspec import Struct

from app.common import i18n
from app.common.i18n import listed, t
from app.domain import improvement as domain
from app.domain.forms import Field, Form
from app.domain.ledger import Row
from app.domain.policy import Item
from app.domain.words import field_label
from app.gui import dates, fields, wording
from app.gui.record.standing import Standing, read_standing
from app.gui.widgets.badge import State
from app.services import people, record
from app.services.approval import Seen
from app.services.past_form import form_read, remembered
from app.services.session import Session

FORM = "improvement"
_LOOKS = {
    "open": ("not", "□"),
    "planned": ("partly", "◇"),
    "done": ("accent", "○"),
    "closed": ("done", "✓"),
    "withdrawn": ("na", "－"),
}
_SHOWN = (
    *("subject", "found_year", "weak_years", "finding", "cause_kind", "cause", "measure", "owner", "due_on", "level"),
    *("result", "finished_on", "remark"),
)
_YEARS = ("found_year", "weak_years")


class Case(Struct, frozen=True):
    """A matter with the question it comes from; ``seen`` is what a seal set from this screen vouches for."""

    row: Row
    form: Form
    item: Item | None
    seen: Seen
    year: int
    today: str
    names: dict[str, str]
    events: list[dict[str, Any]]
    speaker: fields.Speaker
    standing: Standing
    sheet_no: str
    roles: tuple[str, ...]


class MatterSpeaker(fields.Speaker):
    """Puts into words what a matter holds as codes: its question, the answer, fiscal years."""

    def value(self, item: Field, value: Any) -> str:
        language = i18n.language()
        if item.name in _YEARS:
            years = value if isinstance(value, list) else [value]
            return listed(dates.fiscal_year(int(year)) for year in years)
        if item.name == "item":
            found = self.profile.items.get(str(value))
            return wording.question(found) if found else str(value)
        if item.name == "weak_value":
            choice = self.profile.scale.get(str(value))
            return f"{choice.mark} {choice.label.get(language)}" if choice else str(value)
        said = super().value(item, value)
        if item.name == "evidence":  # a column among others without a heading of its own
            return t("record_views.set", field=t("field.improvement.reports.evidence"), value=said)
        return said


def state_of(state: str) -> State:
    """A matter's state as mark, word and colour."""
    look, mark = _LOOKS[state]
    return State(look, mark, t(f"state.improvement.{state}"))


def read_case(session: Session, id: str) -> Case:
    """Everything the screen of one matter shows; runs on the worker."""
    row = record.get(session, FORM, id)
    form = form_read(session, FORM, [row])
    names = {key: str(person["name"]) for key, person in session.rows.table("person").items()}
    sheet = session.rows.get("sheet", str(row["sheet"]))
    return Case(
        row=row,
        form=form,
        item=session.profile.items.get(str(row["item"])),
        seen=Seen.of(row),
        year=session.year,
        today=session.today,
        names=names,
        events=record.history(session, id),
        speaker=MatterSpeaker(session.profile, {FORM: remembered(session, FORM)}, names, {}),
        standing=read_standing(session, form, row, "confirm" if row["state"] == "done" else ""),
        sheet_no=str(sheet["no"]) if sheet else "",
        roles=tuple(people.roles_of(session, session.user)),
    )


def question_of(case: Case) -> str:
    """The question in the language in force, marked if a template; its code where the policy no longer asks it."""
    return wording.question(case.item) if case.item else str(case.row["item"])


def sections(case: Case) -> list[tuple[str, str]]:
    """The content as (label, value), what is empty left out."""
    found = [(t("field.improvement.item"), question_of(case))]
    for name in _SHOWN:
        value = case.row.get(name)
        if value in (None, "", []):
            continue
        found.append((t(f"field.improvement.{name}"), case.speaker.value(case.form.by_name[name], value)))
    for item in case.form.fields:
        if item.name.startswith("x_") and (said := case.speaker.value(item, case.row["extra"].get(item.name) or "")):
            found.append((field_label(case.form, item.name), said))
    reports = case.form.by_name["reports"]
    found += [(t("field.improvement.reports"), case.speaker.value(reports, line)) for line in case.row["reports"] or []]
    kept = [str(file["name"]) for file in case.row["attachments"]]
    if kept:  # a seal vouches for them too
        found.append((t("record_views.attachments"), listed(kept)))
    return found


def flags(case: Case) -> list[State]:
    """What stands out about a matter: again weak, carried over, late, to be mended higher up."""
    found = []
    if domain.is_repeated(case.row):
        found.append(State("not", "※", t("improvement_page.repeated")))
    years = domain.age(case.row, case.year)
    if years:
        found.append(State("partly", "↻", t("improvement_page.age", years=years)))
    if domain.is_late(case.row, case.today):
        found.append(State("not", "！", t("improvement_page.late")))
    if case.row["level"] in ("central", "committee"):
        found.append(State("accent", "↑", t("improvement_page.upward")))
    return found
