"""Values that a field of any kind takes, so that a test can fill every form that there is."""

from typing import Any

from app.domain.forms import Field, Form
from app.services import record
from app.services.session import Session

#: Rare kanji wherever a text may stand, so that every paper proves them.
TEXT = "髙﨑と𠮷田と葛\U000e0100西の見本"
NOTE = "訓練の記録です。髙橋、𠮷川、葛\U000e0100城。"


def invented(session: Session, item: Field) -> Any:
    """A value that a field of that kind takes; empty where nothing can be named."""
    if item.kind == "rows":
        line = {column.name: invented(session, column) for column in item.columns}
        return [{name: value for name, value in line.items() if value != ""}]
    person = next(iter(session.rows.table("person")))
    offered = [code for code, _ in item.offers]
    listed = {"classes": session.profile.classes, "zones": session.profile.zones, "roles": session.profile.roles}
    code = offered[0] if offered else next(iter(listed.get(item.choices, {"": 0})))
    medium = str(record.find(session, "medium", "媒-R08-0001")["id"])
    day = min("2026-05-20", session.today) if item.past else "2026-05-20"
    by_kind = {
        "text": TEXT,
        "id": "M-1",
        "note": NOTE,
        "date": day,
        "datetime": f"{day}T10:00",
        "int": 3,
        "bool": 1,
        "choice": code,
        "choices": [code],
        "person": person,
        "people": [person],
        "medium": medium,
        "media": [medium],
        "entry": "",
    }
    return by_kind[item.kind]


def filled(session: Session, form: Form, stage: str = "") -> dict[str, Any]:
    """Every field of a stage, the required and the others; who applies is left to the service."""
    given = {item.name: invented(session, item) for item in form.stage(stage) if item.name != "x_applicant"}
    return {name: value for name, value in given.items() if value != ""}
