"""Disposal beyond the plain way: corrected, withdrawn, refused, and certificates with serials against the list."""

from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from app.common.errors import BadInput, Refused
from app.common.i18n import t
from app.domain import words
from app.domain.disposal import CERTIFICATE_DAYS
from app.domain.policy import load
from app.services import disposal, media, policy, printing, record, stocktake, training_city, verification
from app.services import paper as papers
from app.services.approval import signet
from tests.acts import person, sealed

CLERK = training_city.CLERK
CASE = {**training_city.DISPOSAL, "planned_on": "2026-05-27"}
LETTER = {"number": "証-81", "issuer": "見本リサイクル（訓練）", "issued_on": "2026-06-20"}


@pytest.fixture
def session(own):
    opened = own.open(CLERK)
    yield opened
    opened.close()
    assert verification.verify(own.store).findings == []


@pytest.fixture
def drives(session):
    """Ten drives with serials."""
    values = {**training_city.MEDIA["hdd"], "info_class": "B"}
    return [
        media.register(session, {**values, "medium_no": f"HDD-{n:04d}", "serial": f"WX21-{n:03d}-KZ"}).id
        for n in range(11, 21)
    ]


def states(session, ids):
    return [record.get(session, "medium", id)["state"] for id in ids]


def performed(session, id, **more):
    row = record.get(session, "disposal", id)
    who = {"performer": person(session, CLERK), "witness": person(session, training_city.COLLEAGUE)}
    step = {**training_city.STEP, **who, "started": "2026-05-27T10:00", **more}
    session.clock.advance(timedelta(days=2))
    disposal.perform(session, id, [{**step, "medium": medium} for medium in row["media"]], "2026-05-28")


def strict():
    """The city's rules, with a certificate demanded by the policy itself."""
    raw = policy.find("takasaki").raw
    rules = [
        {**row, "effect": "refuse", "basis": "policy"} if row["id"] == "lease-certificate" else row
        for row in raw["disposal_rules"]
    ]
    return load({**raw, "disposal_rules": rules})


def adopt(session, profile):
    with signet(session, person(session, training_city.MANAGER), training_city.PASSWORD) as seal:
        body = {"digest": profile.digest, "profile": dict(profile.raw)}
        with session.change(by=seal.person) as change:
            change.append("policy.adopted", body, seal=seal.maker(shown={"name": training_city.MANAGER}))
    session.profile = profile


def leased(session, drives):
    """A lease return, handed over."""
    id = disposal.request(session, {**CASE, "disposition": "lease_return", "reason": "lease_end", "media": drives}).id
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    performed(session, id)
    return id


def test_a_corrected_case_holds_and_frees_its_media(session, drives):
    id = disposal.request(session, {**CASE, "media": drives[:2]}).id
    assert states(session, drives[:3]) == ["waiting", "waiting", "stored"]
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    disposal.revise(session, id, {"media": drives[1:3]}, "1台は残すことにした")
    row = record.get(session, "disposal", id)
    assert (row["state"], row["acts"][0]["void"]) == ("requested", 1)
    assert states(session, drives[:3]) == ["stored", "waiting", "waiting"]


@pytest.mark.parametrize("decision", ["refuse", "send_back"])
def test_what_is_not_permitted_goes_back_to_its_place(session, drives, decision):
    id = disposal.request(session, {**CASE, "media": drives[:2]}).id
    sealed(session, "disposal", id, disposal.decide, decision=decision, remark="まだ使います。")
    assert states(session, drives[:2]) == ["stored", "stored"]


def test_withdrawn_it_goes_back_too(session, drives):
    id = disposal.request(session, {**CASE, "media": drives[:2]}).id
    disposal.withdraw(session, id, "別の課が使うため")
    assert states(session, drives[:2]) == ["stored", "stored"]
    assert record.get(session, "disposal", id)["state"] == "withdrawn"


def test_ten_drives_close_only_when_every_serial_is_certified(session, drives):
    adopt(session, strict())
    id = leased(session, drives)
    with pytest.raises(Refused) as refused:
        sealed(session, "disposal", id, disposal.close)
    assert refused.value.code == "certificate_missing"
    numbers = [f"WX21-{n:03d}-KZ" for n in range(11, 21)]
    disposal.certify(session, id, [{**LETTER, "serials": "\n".join(numbers[:9])}])
    found = disposal.reconciliation(session, id)
    assert (len(found.matched), found.missing, found.extra) == (9, ("HDD-0020",), ())
    with pytest.raises(Refused) as refused:
        sealed(session, "disposal", id, disposal.close)
    assert "HDD-0020" in str(refused.value)
    wide = "ＷＸ２１－０２０－ＫＺ"  # as a scan of a letter has it
    disposal.certify(session, id, [{**LETTER, "serials": "\n".join([*numbers[:9], wide, "WX21-999-KZ"])}])
    with pytest.raises(Refused) as refused:
        sealed(session, "disposal", id, disposal.close)
    assert refused.value.code == "certificate_extra"
    disposal.certify(session, id, [{**LETTER, "serials": "、".join([*numbers[:9], wide])}])
    sealed(session, "disposal", id, disposal.close)
    assert set(states(session, drives)) == {"disposed"}


def test_certificates_are_due_two_months_after_handing_over(session, drives):
    id = leased(session, drives[:1])
    due = (date(2026, 5, 28) + timedelta(days=CERTIFICATE_DAYS)).isoformat()
    assert [(row["id"], day) for row, day in disposal.certificates_due(session)] == [(id, due)]
    disposal.certify(session, id, [{**LETTER, "serials": "WX21-011-KZ"}])
    assert disposal.certificates_due(session) == []


def test_what_one_certificate_leaves_out_is_still_due(session, drives):
    id = leased(session, drives[:2])
    disposal.certify(session, id, [{**LETTER, "serials": "WX21-011-KZ"}])
    assert [row["id"] for row, _ in disposal.certificates_due(session)] == [id]
    disposal.certify(session, id, [{**LETTER, "serials": "WX21-011-KZ, WX21-012-KZ"}])
    assert disposal.certificates_due(session) == []


@pytest.mark.parametrize(
    ("day", "code"), [("2026-05-25", "handed_before_permission"), ("2026-06-30", "handed_in_future")]
)
def test_nothing_is_handed_over_before_it_is_permitted_or_tomorrow(session, drives, day, code):
    id = disposal.request(session, {**CASE, "media": drives[:1]}).id
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    step = {**training_city.STEP, "performer": session.user, "started": "2026-05-27T10:00", "medium": drives[0]}
    session.clock.advance(timedelta(days=2))
    with pytest.raises(BadInput) as refused:
        disposal.perform(session, id, [step], day)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("handed_on", code)]


def test_the_list_finds_by_words_and_state(session, drives):
    id = disposal.request(session, {**CASE, "media": drives[:1]}).id
    found = disposal.ids(session, states=("requested",))
    assert [row["id"] for row in disposal.page(session, found)] == [id]
    assert disposal.ids(session, "hdd-0011") == [id]


def test_erased_first_and_broken_later_the_last_verdict_counts(session, drives):
    id = disposal.request(session, {**CASE, "media": drives[:3]}).id
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    performed(session, id, method="overwrite", verdict="failed", detail="訓練：上書き消去")
    with pytest.raises(Refused) as refused:
        sealed(session, "disposal", id, disposal.close)
    assert refused.value.code == "verdict_not_passed"
    erased = record.get(session, "disposal", id)["steps"]
    with pytest.raises(Refused) as refused:  # what was done is not written over
        record.move(session, "disposal", id, "perform", {"steps": [{**erased[0], "verdict": "passed"}, *erased[1:]]})
    assert refused.value.code == "steps_rewritten"
    again = {name: value for name, value in erased[0].items() if name != "medium"} | {"detail": "訓練：穿孔"}
    again |= {"method": "destroy", "verdict": "passed", "started": session.clock.now().strftime("%Y-%m-%dT%H:%M")}
    disposal.perform(session, id, [{**again, "medium": medium} for medium in drives[:3]])
    row = record.get(session, "disposal", id)
    assert [step["method"] for step in row["steps"]] == ["overwrite"] * 3 + ["destroy"] * 3
    assert row["handed_on"] == "2026-05-28"
    assert not [item for item in disposal.certificates_due(session) if item[0]["id"] != id]


def test_the_day_of_handing_over_is_recorded_after_the_work_and_put_right(session, drives):
    id = disposal.request(session, {**CASE, "disposition": "lease_return", "media": drives[:1]}).id
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    step = {**training_city.STEP, "performer": session.user, "started": "2026-05-27T10:00", "medium": drives[0]}
    session.clock.advance(timedelta(days=3))
    disposal.perform(session, id, [step])
    assert disposal.certificates_due(session) == []
    for day in ("2026-05-28", "2026-05-29"):
        disposal.hand_over(session, id, day)
        assert record.get(session, "disposal", id)["handed_on"] == day
    assert [row["id"] for row, _ in disposal.certificates_due(session)] == [id]
    with pytest.raises(BadInput):
        disposal.hand_over(session, id, "2027-01-01")


def test_a_contract_in_place_of_erasing_leaves_nothing_to_verify(session, drives):
    pc = media.register(
        session, {**training_city.MEDIA["pc"], "medium_no": "PC-77", "info_class": "A", "serial": "P"}
    ).id
    asked = {**CASE, "disposition": "repair", "method": "nda", "place": "vendor_site", "media": [pc]}
    id = disposal.request(session, asked).id
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    performed(session, id, method="nda", place="vendor_site", verdict="failed")
    assert [hole.code for hole in disposal.holes(session, record.get(session, "disposal", id))] == [
        "verdict_not_passed"
    ]
    performed(session, id, method="nda", place="vendor_site", verdict="unverified", started="2026-05-28T10:00")
    sealed(session, "disposal", id, disposal.close)
    assert states(session, [pc]) == ["stored"]


@pytest.mark.parametrize("changed", [{"media": 1}, {"disposition": "repair", "reason": "old"}])
def test_what_has_left_the_register_is_not_exchanged_afterwards(session, drives, changed):
    id = disposal.request(session, {**CASE, "media": drives[:1]}).id
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    performed(session, id)
    sealed(session, "disposal", id, disposal.close)
    new = {**changed, "media": drives[1:2]} if "media" in changed else changed
    with pytest.raises(Refused) as refused:
        disposal.revise(session, id, new, "取り違え")
    assert refused.value.code == "case_is_over"
    disposal.revise(session, id, {"vendor": "見本リサイクル（訓練）"}, "業者名の記入漏れ")
    assert record.get(session, "disposal", id)["state"] == "performed"
    sealed(session, "disposal", id, disposal.close)
    assert states(session, drives[:2]) == ["disposed", "stored"]


def test_a_repair_that_is_corrected_does_not_free_what_another_case_holds(session, drives):
    repair = disposal.request(session, {**CASE, "disposition": "repair", "method": "overwrite", "media": drives[:1]}).id
    other = disposal.request(session, {**CASE, "media": drives[1:2]}).id
    assert [words.medium_state(row) for row in media.page(session, drives[:2])] == ["修理の手続中", "廃棄待ち"]
    disposal.withdraw(session, other, "取り違え")
    assert words.medium_state(media.page(session, drives[1:2])[0]) == "保管中"
    register = papers.document(session, "media_register")
    assert all(str(part).count("修理の手続中") == 1 for part in (register.blocks, register.data))
    sealed(session, "disposal", repair, disposal.decide, decision="permit")
    performed(session, repair, method="overwrite")
    sealed(session, "disposal", repair, disposal.close)
    disposal.request(session, {**CASE, "planned_on": session.today, "media": drives[:1]})
    assert states(session, drives[:1]) == ["waiting"]
    disposal.revise(session, repair, {"vendor": "見本修理（訓練）"}, "業者名の記入漏れ")
    sealed(session, "disposal", repair, disposal.close)
    assert states(session, drives[:1]) == ["waiting"]


def test_what_the_vendor_has_is_not_looked_for_in_a_stocktaking(session, drives):
    leased(session, drives[:2])
    id = stocktake.start(session).id
    expected = {line["medium"] for line in record.get(session, "stocktake", id)["lines"]}
    assert drives[2] in expected
    assert not expected & set(drives[:2])


def test_the_papers_say_alike_work_once_and_permission_also_after_a_correction(session, drives, tmp_path):
    id = leased(session, drives)
    sealed(session, "disposal", id, disposal.close)
    disposal.revise(session, id, {"contract_no": "L-81"}, "契約番号の記入漏れ")
    printed = str(papers.document(session, "disposal_register").blocks)
    assert printed.count(t("paper.disposal.many", n=10)) == 1
    assert t("paper.permitted_before", said="") in printed
    blank = papers.document(session, "disposal_record_blank")
    assert len(PdfReader(printing.render_here(blank, "pdf", tmp_path / "blank.pdf")).pages) == 1


def test_a_whole_file_pasted_into_a_line_is_refused_beside_it(session, drives):
    with pytest.raises(BadInput) as refused:
        media.register(session, {**training_city.MEDIA["usb"], "medium_no": "USB-99", "name": "あ𠮷" * 20_000})
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("name", "text_too_long")]
    assert "2,000" in str(refused.value)


def test_what_somebody_else_recorded_meanwhile_is_not_passed_over(session, drives):
    id = disposal.request(session, {**CASE, "media": drives[:1], "vendor": "見本運送"}).id
    disposal.revise(session, id, {"vendor": ""}, "庁内で行うため")
    assert not record.get(session, "disposal", id)["vendor"]
    sealed(session, "disposal", id, disposal.decide, decision="permit")
    shown = record.get(session, "disposal", id)
    performed(session, id, verdict="failed")
    step = {**training_city.STEP, "performer": session.user, "started": "2026-05-27T11:00", "medium": drives[0]}
    with pytest.raises(Refused) as refused:
        disposal.perform(session, id, [step], seen=shown)
    assert refused.value.code == "record_changed_meanwhile"
    shown = record.get(session, "disposal", id)
    disposal.certify(session, id, [{**LETTER, "serials": "WX21-011-KZ"}], shown)
    with pytest.raises(Refused):
        disposal.certify(session, id, [{**LETTER, "number": "証-82", "serials": "WX21-011-KZ"}], shown)
    assert [line["number"] for line in record.get(session, "disposal", id)["certificates"]] == ["証-81"]
