"""What is handed over, sent or copied for good needs no day of return: done and made sure of, it is closed."""

import pytest

from app.common.errors import BadInput, Refused
from app.services import carryout, home, paper, record, training_city, verification
from tests.acts import sealed

ASKED = {
    "info_name": "説明会の案内",
    "info_class": "B",
    "purpose": "出席者へ知らせるため",
    "destination": "見本県税務課",
    "activities": ["send_mail"],
}
DONE = {"handed_check": "電話で届いたことを確かめた"}


@pytest.fixture
def session(own):
    opened = own.open(training_city.CLERK)
    yield opened
    opened.close()
    assert verification.verify(own.store).findings == []


def asked(session, **more):
    return carryout.request(session, ASKED | {"starts_on": session.today} | more).id


def permitted(session, **more):
    id = asked(session, **more)
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    return id


def now(session):
    return session.clock.now().isoformat(timespec="minutes")[:16]


def test_it_ends_when_it_was_done_and_made_sure_of(session):
    id = permitted(session)
    with pytest.raises(BadInput) as told:
        carryout.hand_over(session, id, {"handed_at": now(session)})
    assert [fault.field for fault in told.value.faults] == ["handed_check"]
    carryout.hand_over(session, id, DONE | {"handed_at": now(session)})
    row = record.get(session, "carryout", id)
    assert (row["state"], row["due_on"]) == ("closed", None)
    assert not [matter for matter in home.todo(session) if matter.record == id]
    said = str(paper.document(session, "carryout", id).blocks)
    assert DONE["handed_check"] in said
    assert "ウイルス" not in said
    assert "実施 " in str(paper.document(session, "carryout_register").blocks)


def test_not_before_it_is_permitted_nor_in_place_of_a_return(session):
    with pytest.raises(Refused):
        carryout.hand_over(session, asked(session), DONE | {"handed_at": now(session)})
    early = permitted(session)
    with pytest.raises(Refused) as refused:
        carryout.hand_over(session, early, DONE | {"handed_at": "2026-05-01T09:00"})
    assert refused.value.code == "out_before_permission"
    carried = permitted(session, activities=["carry", "provide"], due_on=session.today)
    with pytest.raises(Refused) as refused:
        carryout.hand_over(session, carried, DONE | {"handed_at": now(session)})
    assert refused.value.code == "not_in_this_state"


@pytest.mark.parametrize("more", [{"activities": ["carry"]}, {"activities": ["send_mail"], "mode": "blanket"}])
def test_everything_else_still_needs_its_day_of_return(session, more):
    with pytest.raises(BadInput) as told:
        asked(session, **more)
    assert "due_on" in [fault.field for fault in told.value.faults]
