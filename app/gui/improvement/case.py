"""One matter of the 改善計画 as the screen needs it, read at once on the worker."""

from typing import Any

from msgspec import Struct

from app.common import i18n
from app.common.i18n import t
from app.domain import improvement as domain
from app.domain.forms import Form
from app.domain.ledger import Row
from app.domain.policy import Item
from app.gui import dates, fields, wording
from app.gui.record.standing import Standing, read_standing
from app.gui.widgets.badge import State
from app.services import people, record
from app.services.approval import Seen
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


def state_of(state: str) -> State:
    """A matter's state as mark, word and colour."""
    look, mark = _LOOKS[state]
    return State(look, mark, t(f"state.improvement.{state}"))


def read_case(session: Session, id: str) -> Case:
    """Everything the screen of one matter shows; runs on the worker."""
    row, form = record.get(session, FORM, id), record.form_of(session, FORM)
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
        speaker=fields.Speaker(session.profile, {FORM: form}, names, {}),
        standing=read_standing(session, form, row, "confirm" if row["state"] == "done" else ""),
        sheet_no=str(sheet["no"]) if sheet else "",
        roles=tuple(people.roles_of(session, session.user)),
    )


def question_of(case: Case) -> str:
    """The question in the language in force; its code where the policy no longer asks it."""
    return case.item.question.get(i18n.language()) if case.item else str(case.row["item"])


def sections(case: Case) -> list[tuple[str, str]]:
    """The content as (label, value), what is empty left out."""
    found = [(t("field.improvement.item"), question_of(case))]
    for name in _SHOWN:
        value = case.row.get(name)
        if value in (None, "", []):
            continue
        text = _years(value) if name in _YEARS else case.speaker.value(case.form.by_name[name], value)
        found.append((t(f"field.improvement.{name}"), text))
    for line in case.row["reports"] or []:
        found.append((t("field.improvement.reports"), report_line(case, line)))
    return found


_YEARS = ("found_year", "weak_years")


def _years(value: Any) -> str:
    """Fiscal years as the department names them."""
    years = value if isinstance(value, list) else [value]
    return wording.listed(dates.fiscal_year(int(year)) for year in years)


def report_line(case: Case, line: dict[str, Any]) -> str:
    """One report of progress in a line."""
    columns = {column.name: column for column in case.form.by_name["reports"].columns}
    said = [case.speaker.value(columns[name], line[name]) for name in columns if line.get(name) not in (None, "")]
    return "　".join(said)


def flags(case: Case) -> list[State]:
    """What stands out about a matter: again weak, carried over, late, to be mended higher up."""
    found = []
    if domain.is_repeated(case.row):
        found.append(State("not", "※", t("improvement_page.repeated")))
    years = domain.age(case.row, case.year)
    if years and case.row["state"] not in case.form.final:
        found.append(State("partly", "↻", t("improvement_page.age", years=years)))
    if domain.is_late(case.row, case.today):
        found.append(State("not", "！", t("improvement_page.late")))
    if case.row["level"] in ("central", "committee"):
        found.append(State("accent", "↑", t("improvement_page.upward")))
    return found
