"""Carry-out beyond the plain way: withdrawn, many trips, longer, lost, several at once, and who had what out."""

from datetime import timedelta

import pytest

from app.common.errors import BadInput, Refused
from app.domain.media import label_code
from app.exports.document import Table
from app.services import carryout, media, paper, record, stocktake, training_city, verification
from app.services.approval import Seen, signet
from tests.acts import person, sealed, sit

PC, USB, MANAGER, CLERK = "媒-R08-0001", "媒-R08-0002", training_city.MANAGER, training_city.CLERK
DATES = {"starts_on": "2026-05-26", "due_on": "2026-05-29"}
OUT = {"out_at": "2026-05-26T09:10", "out_virus_check": "clean"}
LOST = {"lost_at": "2026-05-26T18:00", "lost_place": "市営バスの車内", "lost_detail": "かばんごと置き忘れた。"}


@pytest.fixture
def session(own):
    """A clerk at the keyboard on 26 May; whatever a test does, the store verifies at its end."""
    opened = own.open(CLERK)
    yield opened
    opened.close()
    assert verification.verify(own.store).findings == []


def another_pc(session):
    values = {**training_city.MEDIA["pc"], "medium_no": "PC-0077", "serial": "S-77"}
    return media.register(session, values).id


def ask(session, **more):
    if "media" not in more and "info_name" not in more:
        more["media"] = [another_pc(session)]
    return carryout.request(session, {**training_city.CARRYOUT, **DATES, **more}).id


def permit(session, id, **more):
    sealed(session, "carryout", id, carryout.decide, decision="permit", **more)


def state(session, id):
    return record.get(session, "carryout", id)["state"]


def test_a_withdrawn_request_stays_and_frees_nothing_it_never_held(session):
    id = ask(session)
    carryout.withdraw(session, id, "出張が取りやめになったため")
    assert state(session, id) == "withdrawn"
    with pytest.raises(Refused):
        carryout.take_out(session, id, OUT)


def test_two_trips_under_one_permission(session):
    id = ask(session, mode="blanket")
    medium = record.get(session, "carryout", id)["media"][0]
    permit(session, id)
    for _ in range(2):
        carryout.trip_out(session, id, virus_check="clean")
        assert (state(session, id), record.get(session, "medium", medium)["state"]) == ("out", "out")
        carryout.trip_back(session, id)
        assert (state(session, id), record.get(session, "medium", medium)["state"]) == ("permitted", "stored")
    trips = record.get(session, "carryout", id)["trips"]
    assert [bool(trip["back_at"]) for trip in trips] == [True, True]
    assert trips[0]["carrier"] == person(session, CLERK)


def test_a_trip_needs_its_permission_and_its_way_out(session):
    id = ask(session, mode="blanket")
    for verb in (carryout.trip_out, carryout.trip_back):
        with pytest.raises(Refused) as refused:
            verb(session, id)
        assert refused.value.code == "not_in_this_state"
    permit(session, id)
    with pytest.raises(Refused):
        carryout.trip_back(session, id)
    with pytest.raises(Refused):  # many trips go by trips, not by one time out
        carryout.take_out(session, id, OUT)
    session.clock.advance(timedelta(days=5))
    with pytest.raises(Refused) as refused:
        carryout.trip_out(session, id)
    assert refused.value.code == "blanket_over"


def test_a_permission_for_many_times_ends_with_the_fiscal_year(session):
    with pytest.raises(BadInput) as bad:
        ask(session, info_name="資料", mode="blanket", due_on="2027-04-01")
    assert [(fault.field, fault.code) for fault in bad.value.faults] == [("mode", "blanket_beyond_year")]
    ask(session, info_name="資料", mode="blanket", due_on="2027-03-31")


def test_a_longer_time_is_asked_and_decided(session):
    id = ask(session)
    permit(session, id)
    carryout.take_out(session, id, OUT)
    with pytest.raises(BadInput):
        carryout.ask_extension(session, id, "2026-05-29", "早くは戻れない")
    for until, decision, due in (("2026-06-02", "refuse", "2026-05-29"), ("2026-06-03", "permit", "2026-06-03")):
        with pytest.raises(Refused) as refused:
            sealed(session, "carryout", id, carryout.extend, decision="permit")
        assert refused.value.code == "no_extension_asked"
        carryout.ask_extension(session, id, until, "調査が延びたため")
        assert record.get(session, "carryout", id)["due_on"] == "2026-05-29"
        assert carryout.ids(session, states=("requested", carryout.EXTENSION)) == [id]
        sealed(session, "carryout", id, carryout.extend, decision=decision, remark="一度戻してください。")
        assert (record.get(session, "carryout", id)["due_on"], state(session, id)) == (due, "out")
        assert carryout.ids(session, states=("requested", carryout.EXTENSION)) == []


def test_nobody_extends_his_own_request(session):
    sit(session, MANAGER)
    id = ask(session)
    permit(session, id, who=training_city.SUPERIOR)
    carryout.take_out(session, id, OUT)
    carryout.ask_extension(session, id, "2026-06-02", "調査が延びたため")
    with pytest.raises(Refused) as refused:
        sealed(session, "carryout", id, carryout.extend, decision="permit")
    assert refused.value.code == "separation_request_decide"
    sealed(session, "carryout", id, carryout.extend, decision="permit", who=training_city.SUPERIOR)


def test_a_loss_begins_an_incident_with_everything_known(session):
    id = ask(session)
    medium = record.get(session, "carryout", id)["media"][0]
    permit(session, id)
    carryout.take_out(session, id, OUT)
    incident = record.get(session, "incident", carryout.lose(session, id, LOST).id)
    assert (state(session, id), record.get(session, "medium", medium)["state"]) == ("lost", "lost")
    said = incident["extra"]
    assert (said["x_kind"], said["x_place"], said["x_happened_at"]) == ("loss", LOST["lost_place"], LOST["lost_at"])
    assert said["x_media"] == [medium]
    for known in ("PC-0077", "S-77", training_city.CARRYOUT["purpose"], LOST["lost_detail"], "情報セキュリティ管理者"):
        assert known in said["x_content"]
    assert (said["x_found_at"], said["x_encrypted"]) == (LOST["lost_at"], "unknown")
    assert carryout.incident_of(session, record.get(session, "carryout", id)) == incident["id"]
    back = {"back_at": "2026-05-26T19:00", "back_virus_check": "clean", "erasure": "no_data"}
    carryout.bring_back(session, id, back)  # it was found
    assert (state(session, id), record.get(session, "medium", medium)["state"]) == ("back", "stored")


def test_several_requests_after_one_password_all_or_none(session):
    ids = [ask(session, info_name=f"資料{number}") for number in range(3)]
    seen = [(id, Seen.of(record.get(session, "carryout", id))) for id in ids]
    carryout.revise(session, ids[1], {"destination": "別の会場"}, "会場の変更")
    with signet(session, person(session, MANAGER), training_city.PASSWORD) as seal:
        with pytest.raises(Refused) as refused:
            carryout.decide_many(session, seen, seal, decision="permit")
        assert refused.value.code == "seen_is_stale"
        assert {state(session, id) for id in ids} == {"requested"}
        seen[1] = (ids[1], Seen.of(record.get(session, "carryout", ids[1])))
        carryout.decide_many(session, seen, seal, decision="permit")
    assert {state(session, id) for id in ids} == {"permitted"}


def test_who_had_what_out_on_a_day(session):
    once, often = ask(session), ask(session, mode="blanket", info_name="検査調書の写し")
    for id in (once, often):
        permit(session, id)
    carryout.take_out(session, once, OUT)
    carryout.trip_out(session, often, person(session, training_city.COLLEAGUE))
    carryout.trip_back(session, often)
    days = {day: {row["id"] for row in carryout.out_on(session, day)} for day in ("2026-05-25", "2026-05-26")}
    assert once not in days["2026-05-25"]
    assert {once, often} <= days["2026-05-26"]
    assert carryout.ids_out_on(session, "2026-05-26", "検査調書") == [often]
    assert carryout.outing(record.get(session, "carryout", often), "2026-05-26")["carrier"] == person(
        session, training_city.COLLEAGUE
    )


def test_the_class_and_the_list_come_from_the_media(session):
    pc, usb = (str(record.find(session, "medium", no)["id"]) for no in (PC, USB))
    assert carryout.least_class(session, [pc, usb]) == "A"
    found = carryout.ids(session, "家屋　図面")
    assert [row["no"] for row in carryout.page(session, found)] == ["持-R08-0001"]
    assert [row["no"] for row in carryout.page(session, carryout.ids(session, "usb-0001"))] == ["持-R08-0003"]
    assert carryout.ids(session, states=("refused",)) == []


def test_personal_information_has_the_class_that_the_policy_defines(session):
    with pytest.raises(Refused) as refused:
        ask(session, media=[], info_name="納税者名簿", info_class="B", personal=1, personal_count=3)
    assert (refused.value.code, refused.value.clauses) == ("class_below_content", ("2.3(1)=A",))
    ask(session, media=[], info_name="納税者名簿", info_class="A", personal=1, personal_count=3)


def test_a_scan_lets_out_what_is_permitted_and_brings_it_back(session):
    once, often = ask(session), ask(session, media=[media_of(session, "PC-0078")], mode="blanket")
    with pytest.raises(Refused) as refused:
        carryout.scanned(session, "PC-0078")
    assert refused.value.code == "nothing_permitted"
    with pytest.raises(Refused) as refused:
        carryout.scanned(session, "PC-9999")
    assert refused.value.code == "medium_no_unknown"
    permit(session, once)
    permit(session, often)
    for number, id, steps in (
        ("ｐｃ－００７７", once, ("take_out", "bring_back")),
        ("PC-0078", often, ("trip_out", "trip_back")),
    ):
        found = carryout.scanned(session, number)
        assert (found.row["id"], found.step) == (id, steps[0])
        if found.step == "trip_out":
            carryout.trip_out(session, id)
        else:
            carryout.take_out(session, id, OUT)
        assert carryout.scanned(session, number).step == steps[1]


def test_a_label_with_kanji_is_read_by_a_code_that_every_scanner_types(session):
    medium = media_of(session, "税-PC-1")
    id = ask(session, media=[medium], mode="blanket")
    permit(session, id)
    code = label_code(medium, "税-PC-1")
    assert code.isascii()
    assert label_code(medium, "PC-1") == "PC-1"
    found = carryout.scanned(session, code.lower())
    assert (found.medium, found.no) == (medium, "税-PC-1")
    counting = record.get(session, "stocktake", stocktake.start(session).id)
    assert stocktake.scanned(counting, [code]) == {"税-PC-1": 1}


def media_of(session, number):
    values = {**training_city.MEDIA["pc"], "medium_no": number, "serial": f"S-{number}"}
    return media.register(session, values).id


def test_the_papers_tell_every_trip(session):
    id = ask(session, mode="blanket")
    permit(session, id)
    for _ in range(2):
        carryout.trip_out(session, id)
        carryout.trip_back(session, id)
    request = paper.document(session, "carryout", id)
    trips = next(block for block in request.blocks if isinstance(block, Table))
    assert [bool(line[0] and line[2]) for line in trips.rows] == [True, True]
    log = paper.document(session, "carryout_register")
    assert any("出入り 2回" in cell for block in log.blocks if isinstance(block, Table) for cell in block.rows[-1])


def test_each_of_several_goes_and_comes_by_its_own_scan(session):
    first, second = media_of(session, "PC-0081"), media_of(session, "PC-0082")
    id = ask(session, media=[first, second], mode="blanket")
    permit(session, id)

    def scan(number):
        found = carryout.scanned(session, number)
        verb = carryout.trip_out if found.step == "trip_out" else carryout.trip_back
        verb(session, str(found.row["id"]), media=(found.medium,))
        return state(session, id), [record.get(session, "medium", one)["state"] for one in (first, second)]

    assert scan("PC-0081") == ("out", ["out", "stored"])
    assert scan("PC-0082") == ("out", ["out", "out"])
    assert scan("PC-0081") == ("out", ["stored", "out"])
    assert scan("PC-0082") == ("permitted", ["stored", "stored"])
    carryout.trip_out(session, id)  # without a scan all of them leave and come back
    assert scan("PC-0082") == ("out", ["out", "stored"])
    trips = record.get(session, "carryout", id)["trips"]
    assert [trip["media"] for trip in trips] == [[first], [second], [first], [second]]
    assert [bool(trip.get("back_at")) for trip in trips] == [True, True, False, True]
    incident = record.get(session, "incident", carryout.lose(session, id, LOST).id)
    assert incident["extra"]["x_media"] == [first]
    assert record.get(session, "medium", second)["state"] == "stored"
    back = {"back_at": "2026-05-26T19:00", "back_virus_check": "clean", "erasure": "no_data"}
    carryout.bring_back(session, id, back)
    assert (state(session, id), record.get(session, "medium", first)["state"]) == ("back", "stored")
    assert id not in [row["id"] for row in carryout.out_on(session, "2026-06-30")]


def test_the_times_of_a_carry_out_follow_each_other(session):
    """Nothing leaves before its permission, nothing comes back before it left, and no day to come is written down."""
    id = ask(session)
    permit(session, id)
    today = session.today
    with pytest.raises(Refused) as early:
        carryout.take_out(session, id, {"out_at": "2026-05-25T09:00", "out_virus_check": "clean"})
    assert early.value.code == "out_before_permission"
    with pytest.raises(BadInput) as ahead:
        carryout.take_out(session, id, {"out_at": "2026-05-29T09:00", "out_virus_check": "clean"})
    assert ahead.value.faults[0].code == "in_future"
    carryout.take_out(session, id, {"out_at": f"{today}T09:00", "out_virus_check": "clean"})
    back = {"back_virus_check": "clean", "erasure": "no_data"}
    with pytest.raises(BadInput) as reversed_:
        carryout.bring_back(session, id, {"back_at": f"{today}T08:59", **back})
    assert reversed_.value.faults[0].code == "dates_reversed"
    carryout.bring_back(session, id, {"back_at": f"{today}T09:00", **back})
    assert record.get(session, "carryout", id)["state"] == "back"


BACK = {"back_virus_check": "clean", "erasure": "erased"}


@pytest.fixture
def returned(session):
    """A request whose thing is back, with the moment of its leaving."""
    id = ask(session)
    permit(session, id)
    today = session.today
    carryout.take_out(session, id, {"out_at": f"{today}T09:00", "out_virus_check": "clean"})
    carryout.bring_back(session, id, {"back_at": f"{today}T09:00", **BACK})
    return id


def test_a_wrong_return_is_put_right_until_it_is_confirmed(session, returned):
    carryout.correct_return(
        session, returned, {"erasure": "kept", "kept_reason": "明日も使うため", "back_remark": "袋が破れていた"}, "誤り"
    )
    row = record.get(session, "carryout", returned)
    assert (row["state"], row["erasure"], row["kept_reason"]) == ("back", "kept", "明日も使うため")
    assert not row["acts"][0]["void"], "the permission stands"
    carryout.correct_return(session, returned, {"erasure": "erased"}, "消去を確かめた")
    assert record.get(session, "carryout", returned)["kept_reason"] == ""
    sealed(session, "carryout", returned, carryout.confirm_return)
    assert state(session, returned) == "closed"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"destination": "自宅"}, "request_settled"),
        ({"erasure": "kept"}, "field_required"),
        ({"out_at": "2026-05-25T09:00"}, "out_before_permission"),
        ({"out_at": "2026-05-26T23:00"}, "field_dates_reversed"),
    ],
)
def test_a_correction_of_the_return_is_no_way_round_a_rule(session, returned, values, code):
    with pytest.raises(Refused) as refused:
        record.revise(session, "carryout", returned, values, "誤り")
    assert refused.value.code == code


def test_a_correction_of_the_return_says_why_and_what_is_missing(session, returned):
    with pytest.raises(Refused) as refused:
        carryout.correct_return(session, returned, {"erasure": "no_data"}, "")
    assert refused.value.code == "reason_missing"
    with pytest.raises(BadInput) as bad:
        carryout.correct_return(session, returned, {"erasure": "kept"}, "誤り")
    assert [fault.field for fault in bad.value.faults] == ["kept_reason"]


def test_what_is_struck_out_of_a_request_is_gone(session):
    days = {"starts_on": session.today, "due_on": session.today}
    asked = {**training_city.OVERDUE, **days, "info_name": "申告書の写し", "personal": 1, "personal_count": 3}
    id = carryout.request(session, {**asked, "remark": "机の上"}).id
    carryout.revise(session, id, {"personal": "", "personal_count": None, "remark": ""}, "個人情報はない")
    row = record.get(session, "carryout", id)
    assert not any((row["personal"], row["personal_count"], row["remark"]))
