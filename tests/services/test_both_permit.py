"""Where a policy lets several permit together, one seal is not enough, and it is said whose is missing."""

from datetime import datetime, timedelta

import pytest

from app.common.clock import JAPAN, FixedClock
from app.common.errors import Refused
from app.common.paths import Paths
from app.domain import approval as rules
from app.exports.document import ApprovalBoxes, Note
from app.services import (
    department,
    entry,
    home,
    media,
    own_forms,
    paper,
    people,
    record,
    training,
    training_city,
    verification,
)
from app.services.approval import signet
from app.services.session import sign_in
from app.services.training_city import CLERK, COLLEAGUE, MANAGER, PASSWORD
from tests.acts import person, sealed
from tests.conftest import CHEAP
from tests.inventions import filled

START = datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN)
FORM = "external_connection"
ROLES = {MANAGER: "central", COLLEAGUE: "ciso"}
SCAN = {"decider": "見本 太郎", "post": "副市長", "decided_on": "2026-05-11", "document_no": "令8情第1号"}


@pytest.fixture
def city(tmp_path):
    """A store of 高崎市 in which both who permit an external connection have their seals; it verifies at the end."""
    clock = FixedClock(START, timedelta(seconds=2))
    paths = Paths.under(tmp_path / "home").make()
    session = department.found(tmp_path / "city.tenken", paths, training.plan("takasaki"), clock, CHEAP)
    with signet(session, person(session, MANAGER), PASSWORD) as seal:
        people.enrol(session, person(session, COLLEAGUE), PASSWORD, seal)
        for who, role in ROLES.items():
            people.grant(session, person(session, who), role, session.today, "", seal)
    sign_in(session, person(session, CLERK))
    media.register(session, training_city.MEDIA["pc"] | {"medium_no": "媒-R08-0001"})
    yield session
    session.close()
    assert verification.verify(tmp_path / "city.tenken").findings == []
    before = verification.business_digest(tmp_path / "city.tenken")
    verification.rebuild(tmp_path / "city.tenken")
    assert verification.business_digest(tmp_path / "city.tenken") == before


@pytest.fixture
def asked(city):
    return entry.open(city, FORM, filled(city, record.form_of(city, FORM), "")).id


def decide(session, id, who, decision="permit", remark=""):
    def verb(opened, id, seal, seen):
        return entry.seal(opened, FORM, id, seal, seen, decision=decision, remark=remark)

    sealed(session, FORM, id, verb, who)
    return record.get(session, FORM, id)


def missing(session, row):
    form = record.form_of(session, FORM)
    return rules.lacking(session.profile, form, form.steps["decide"], row)


def notes(session, id):
    return [block.text for block in paper.document(session, FORM, id).blocks if isinstance(block, Note)]


@pytest.mark.parametrize("order", [(MANAGER, COLLEAGUE), (COLLEAGUE, MANAGER)])
def test_it_is_permitted_by_the_second_seal_whoever_is_first(city, asked, order):
    first, second = order
    row = decide(city, asked, first)
    assert (row["state"], missing(city, row)) == ("requested", ((ROLES[second],),))
    label = city.profile.roles[ROLES[second]].label.ja
    assert any(label in text and "まだ" in text for text in notes(city, asked))
    with pytest.raises(Refused) as refused:  # nobody permits for both
        decide(city, asked, first)
    assert refused.value.code == "role_not_held"
    sign_in(city, person(city, second))
    assert "records_to_decide" in {matter.kind for matter in home.todo(city)}
    row = decide(city, asked, second, "permit_with_conditions", "月1回記録を見ること")
    assert (row["state"], missing(city, row)) == ("permitted", ())
    assert [act["role"] for act in row["acts"]] == [ROLES[first], ROLES[second]]
    said = {value.key: value.datum for value in own_forms.contents(city, FORM, asked).values}
    assert said["decide.name"] == f"{first}、{second}"  # a city's own form names both in its cell
    boxes = next(block for block in paper.document(city, FORM, asked).blocks if isinstance(block, ApprovalBoxes)).boxes
    stamped = [box.name for box in boxes if box.mark == "approved"]
    assert sorted(stamped) == sorted([MANAGER.split(" ")[0], COLLEAGUE.split(" ")[0]])


def test_one_no_is_enough_and_what_is_asked_again_is_asked_of_both(city, asked):
    decide(city, asked, MANAGER)
    assert decide(city, asked, COLLEAGUE, "send_back", "接続先を書いてください")["state"] == "sent_back"
    name = next(item.name for item in record.form_of(city, FORM).fields if item.kind in ("text", "note"))
    record.revise(city, FORM, asked, {name: "訓練：書き直した"}, "差戻しのため")
    row = decide(city, asked, COLLEAGUE)
    assert (row["state"], missing(city, row)) == ("requested", (("central",),))
    assert decide(city, asked, MANAGER, "refuse", "別の方法があるため")["state"] == "refused"


def test_a_paper_with_every_seal_decides_alone(city, asked, tmp_path):
    decide(city, asked, MANAGER)
    scan = tmp_path / "決裁.pdf"
    scan.write_bytes(b"%PDF-1.4")
    sha256 = record.attach(city, FORM, asked, scan, "scan")
    record.decide_on_paper(city, FORM, asked, "decide", decision="permit", scan=sha256, **SCAN)
    assert record.get(city, FORM, asked)["state"] == "permitted"
    with pytest.raises(Refused) as refused:
        record.detach(city, FORM, asked, sha256, scan.name, "違う")
    assert refused.value.code == "attachment_seen"
