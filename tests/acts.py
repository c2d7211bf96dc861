"""How a test sits somebody down and sets a seal on what stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.services import inspection, paper_sheets, printing, received, record, training_city
from app.services.approval import Seen, signet
from app.services.session import Session, sign_in

PASSWORDS = {training_city.SUPERIOR: training_city.NEW_PASSWORD}


def other_book(session: Session, unit: str, **changed: Any) -> Path:
    """The Excel book of a sealed sheet as another department exports it; ``changed`` is said otherwise."""
    (row, *_) = [row for row in inspection.sheets(session) if row["sheet"] == "dept" and row["state"] == "confirmed"]
    handed, envelope = received.handed_out(session, inspection.result(session, str(row["id"])))
    handed |= {"unit": unit, "subject": unit, "sheet_head": session.ids() * 2}
    handed |= {name: value for name, value in changed.items() if name in handed}
    envelope |= {"store": session.ids(), **{name: value for name, value in changed.items() if name in envelope}}
    book = paper_sheets.handed_sheet_of(session, str(row["id"]), handed, envelope)
    path = session.paths.settings_file.parent / f"{unit}{len(changed)}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    return printing.render_here(book, "xlsx", path)


def person(session: Session, name: str) -> str:
    """The id of a person by name."""
    return next(id for id, row in session.rows.table("person").items() if row["name"] == name)


def sit(session: Session, name: str) -> str:
    """Somebody sits down at the keyboard."""
    id = person(session, name)
    sign_in(session, id)
    return id


def sealed(session: Session, form: str, id: str, verb: Callable[..., Any], who: str = training_city.MANAGER, **more):
    """What a verb does under the seal of a person who looks at the record as it stands."""
    seen = Seen.of(record.get(session, form, id))
    with signet(session, person(session, who), PASSWORDS.get(who, training_city.PASSWORD)) as seal:
        return verb(session, id, seal, seen, **more)
