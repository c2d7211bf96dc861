"""How a test sits somebody down and sets a seal on what stands."""

from collections.abc import Callable
from typing import Any

from app.services import record, training_city
from app.services.approval import Seen, signet
from app.services.session import Session, sign_in

PASSWORDS = {training_city.SUPERIOR: training_city.NEW_PASSWORD}


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
