"""Private devices and media: kept out of the register where the policy says so, but for those with a permission."""

from datetime import datetime, timedelta

import pytest

from app.common.clock import JAPAN, FixedClock
from app.common.errors import Refused
from app.common.paths import Paths
from app.services import department, intake, media, people, record, training, verification
from app.services.approval import signet
from app.services.session import sign_in
from app.services.training_city import CLERK, MANAGER, PASSWORD
from tests.acts import person, sealed
from tests.conftest import CHEAP

STICK = {"medium_no": "P-1", "medium_kind": "usb", "name": "私物", "place": "鍵付き書庫", "locked": 1}
STICK |= {"ownership": "private", "serial": "sn-1"}
ASKED = {"x_device": "USBメモリ", "x_purpose": "配布前の動作確認", "x_serial": "ＳＮ-1", "x_pledge": 1}
ASKED |= {"x_checks": ["antivirus"], "x_starts_on": "2026-05-01", "x_ends_on": "2026-05-31"}
START = datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN)


@pytest.fixture
def city(request, tmp_path):
    clock = FixedClock(START, timedelta(seconds=2))
    paths = Paths.under(tmp_path / "home").make()
    session = department.found(tmp_path / "city.tenken", paths, training.plan(request.param), clock, CHEAP)
    yield session
    session.close()
    assert verification.verify(tmp_path / "city.tenken").findings == []


def stick(session, **more):
    return {**STICK, "info_class": list(session.profile.classes)[-1], "zone": list(session.profile.zones)[-1], **more}


def permitted(session, role):
    """A permission under the seal of whoever the policy names."""
    manager = person(session, MANAGER)
    with signet(session, manager, PASSWORD) as seal:
        if role not in people.roles_of(session, manager):
            people.grant(session, manager, role, session.today, "", seal)
    sign_in(session, person(session, CLERK))
    id = record.open(session, "private_device", {"x_applicant": session.user, **ASKED}).id

    def decide(opened, id, seal, seen):
        return record.seal(opened, "private_device", id, "decide", seal, seen, decision="permit")

    sealed(session, "private_device", id, decide)


@pytest.mark.parametrize("city", ["minato"], indirect=True)
def test_what_is_private_needs_the_permission_that_the_policy_names(city, tmp_path):
    with pytest.raises(Refused) as refused:
        media.register(city, stick(city))
    assert (refused.value.code, refused.value.clauses) == ("medium_private_permission", ("S4(1)2)3",))
    form = record.form_of(city, "private_device")
    assert form.by_name["x_serial"].required
    permitted(city, "central")
    listed = tmp_path / "台帳.csv"
    listed.write_text("番号,種別,区分,場所,領域,所有区分,製造番号,施錠\r\n", "cp932")
    with listed.open("a", encoding="cp932") as file:
        zone, info_class = list(city.profile.zones.values())[-1].ja, list(city.profile.classes.values())[-1].label.ja
        for number, serial in (("P-8", "SN-1"), ("P-9", "SN-2")):
            file.write(f"{number},USBメモリ,{info_class},書庫,{zone},私物,{serial},はい\r\n")
    assert [flaw.cell for flaw in intake.preview_media(city, listed).faults] == ["F3"]
    media.register(city, stick(city))
    with pytest.raises(Refused):
        media.register(city, stick(city, medium_no="P-2", serial="SN-2"))
    city.clock.advance(timedelta(days=30))
    with pytest.raises(Refused):  # the permission has run out
        media.register(city, stick(city, medium_no="P-3"))


@pytest.mark.parametrize("city", ["takasaki", "sendai"], indirect=True)
def test_where_the_policy_knows_no_exception_no_permission_helps(city):
    with pytest.raises(Refused) as refused:
        media.register(city, stick(city))
    assert refused.value.code == "medium_not_private"
