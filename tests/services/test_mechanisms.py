"""The bones of a store: heads, chains, rebuilding, attachments, 追記, 紙決裁, 廃棄, re-enrolment, passwords."""

import shutil
from datetime import timedelta

import pytest

from app.common.clock import FixedClock
from app.common.errors import BadInput, Refused, Unavailable, WrongPassword
from app.common.paths import Paths
from app.domain import forms
from app.domain.media import MEDIUM
from app.domain.policy import load
from app.services import (
    carryout,
    department,
    disposal,
    inspection,
    media,
    people,
    policy,
    record,
    training,
    training_city,
    verification,
)
from app.services.approval import Seen, signet
from app.services.keys import check_password, unwrap, wrap
from app.services.session import open_session, sign_in
from tests.acts import sealed
from tests.conftest import CHEAP, START


def person(session, name):
    return next(id for id, row in session.rows.table("person").items() if row["name"] == name)


def test_the_same_year_done_twice_has_the_same_digest(practised, tmp_path):
    again = training.practise(
        tmp_path / "again.tenken",
        Paths.under(tmp_path / "home"),
        tmp_path / "s",
        lambda _: None,
        start=START,
        cost=CHEAP,
    )
    again.close()
    assert verification.business_digest(again.store.path) == verification.business_digest(practised.store)


def test_the_digest_tells_different_content_apart(own):
    before = verification.business_digest(own.store)
    session = own.open()
    record.revise(session, "medium", record.find(session, "medium", "媒-R08-0001")["id"], {"place": "別の棚"}, "移動")
    session.close()
    assert verification.business_digest(own.store) != before


def test_the_tables_rebuilt_are_equal(own):
    before = verification.business_digest(own.store)
    assert verification.rebuild(own.store) > 150
    assert verification.business_digest(own.store) == before
    assert verification.verify(own.store).findings == []


def test_another_pc_starts_a_chain_that_names_the_head_it_continues(own, tmp_path):
    other = Paths.under(tmp_path / "other-pc").make()
    session = open_session(own.store, other, FixedClock(START + timedelta(days=20), timedelta(seconds=1)))
    sign_in(session, person(session, training_city.CLERK))
    media.register(session, {**training_city.MEDIA["pc"], "medium_no": "PC-0002", "serial": ""})
    chains = session.store.query("SELECT continues FROM chain ORDER BY started_at")
    assert len(chains) == 3
    assert '"seq"' in chains[2]["continues"]
    session.close()
    found = verification.verify(own.store)
    assert found.findings == []
    assert [item.code for item in found.notices] == ["chain_not_admitted"]
    session = own.open(training_city.MANAGER)
    with signet(session, session.user, training_city.PASSWORD) as seal:
        known = {session.pen.chain, *session.rows.table("admission")}
        people.admit_chain(session, next(id for id in session.rows.table("chain") if id not in known), seal)
    session.close()
    found = verification.verify(own.store)
    assert (found.findings, found.notices) == ([], [])


def test_two_pcs_that_take_turns_stay_in_order(own, tmp_path):
    """Each continues what the other wrote, the same records included; the rebuilt tables are equal."""
    paths = (own.paths, Paths.under(tmp_path / "other-pc").make())
    for turn in range(6):
        clock = FixedClock(START + timedelta(days=20 - turn), timedelta(seconds=1))  # clocks that disagree
        session = open_session(own.store, paths[turn % 2], clock)
        sign_in(session, person(session, training_city.CLERK))
        medium = record.find(session, "medium", "媒-R08-0001")["id"]
        record.revise(session, "medium", medium, {"place": f"棚 {turn}"}, "移動")
        session.close()
        assert verification.verify(own.store).findings == []
    before = verification.business_digest(own.store)
    verification.rebuild(own.store)
    assert verification.business_digest(own.store) == before


def put_back(own, tmp_path):
    """The store as a copy from before the last record, opened."""
    old = shutil.copyfile(own.store, tmp_path / "old.tenken")
    session = own.open()
    media.register(session, {**training_city.MEDIA["pc"], "medium_no": "PC-0009", "serial": ""})
    session.close()
    shutil.copyfile(old, own.store)
    return open_session(own.store, own.paths)


def test_an_older_store_put_back_is_noticed_on_this_pc(own, tmp_path):
    session = put_back(own, tmp_path)
    assert session.rolled_back
    with signet(session, person(session, training_city.MANAGER), training_city.PASSWORD):
        pass  # a seal of the day hides nothing
    session.close()
    assert "head_missing" in {item.code for item in verification.verify(own.store, own.paths).findings}


def test_who_restored_a_copy_says_so_under_a_seal(own, tmp_path):
    session = put_back(own, tmp_path)
    with signet(session, person(session, training_city.MANAGER), training_city.PASSWORD) as seal:
        verification.accept_restored(session, seal)
    session.close()
    assert verification.verify(own.store, own.paths).findings == []
    session = open_session(own.store, own.paths)
    assert not session.rolled_back
    (said,) = verification.restorations(session)
    assert (said.name, said.at[:10]) == (training_city.MANAGER, session.today)
    session.close()


def test_who_vouches_for_nobody_restores_nothing(own, tmp_path):
    session = put_back(own, tmp_path)
    manager = person(session, training_city.MANAGER)
    with signet(session, manager, training_city.PASSWORD) as seal:
        people.enrol(session, person(session, training_city.CLERK), training_city.NEW_PASSWORD, seal)
    clerk = person(session, training_city.CLERK)
    with signet(session, clerk, training_city.NEW_PASSWORD) as seal, pytest.raises(Refused) as refused:
        verification.accept_restored(session, seal)
    assert (refused.value.code, session.rolled_back) == ("role_not_held", True)
    session.close()


def test_a_file_put_with_the_wrong_record_is_taken_off_until_a_seal_sees_it(own, tmp_path):
    session = own.open(training_city.CLERK)
    asked = {**training_city.OWN, "info_name": "資料", "starts_on": session.today, "due_on": session.today}
    id = carryout.request(session, asked).id
    files = [tmp_path / "違う写真.png", tmp_path / "地図.pdf"]
    hashes = []
    for file in files:
        file.write_bytes(file.name.encode())
        hashes.append(record.attach(session, "carryout", id, file))
    with pytest.raises(Refused) as refused:
        record.detach(session, "carryout", id, hashes[0], files[0].name, "")
    assert refused.value.code == "reason_missing"
    record.detach(session, "carryout", id, hashes[0], files[0].name, "別の件の写真のため")
    row = record.get(session, "carryout", id)
    assert [kept["name"] for kept in row["attachments"]] == ["地図.pdf"]
    assert "違う写真" not in row["search"]
    assert record.attachment(session, hashes[0]) == files[0].name.encode(), "the ledger keeps it"
    session.clock.advance(timedelta(days=-2))  # what counts is which event came first, whatever the clock says
    sealed(session, "carryout", id, carryout.decide, decision="permit")
    for sha256, name, code in (
        (hashes[0], files[0].name, "attachment_unknown"),
        (hashes[1], "地図.pdf", "attachment_seen"),
    ):
        with pytest.raises(Refused) as refused:
            record.detach(session, "carryout", id, sha256, name, "違う")
        assert refused.value.code == code
    session.close()
    assert verification.verify(own.store).findings == []
    verification.rebuild(own.store)
    assert verification.verify(own.store).findings == []


def test_a_forgotten_password_is_a_new_key_and_old_seals_stay(own):
    session = own.open(training_city.MANAGER)
    superior = person(session, training_city.SUPERIOR)
    with pytest.raises(WrongPassword), signet(session, superior, training_city.PASSWORD):
        pass
    with signet(session, superior, training_city.NEW_PASSWORD) as seal:
        assert seal.person == superior
    row = record.find(session, "carryout", "持-R08-0002")
    assert (row["acts"][0]["person"], row["acts"][0]["void"]) == (superior, 0)
    session.close()
    assert verification.verify(own.store).findings == []


def test_a_clerk_without_a_role_enrols_nobody(own):
    session = own.open(training_city.MANAGER)
    colleague, clerk = person(session, training_city.COLLEAGUE), person(session, training_city.CLERK)
    with signet(session, session.user, training_city.PASSWORD) as seal:
        people.enrol(session, colleague, "木枯らしと三色の団子屋さん", seal)
    with signet(session, colleague, "木枯らしと三色の団子屋さん") as seal, pytest.raises(Refused) as refused:
        people.enrol(session, clerk, "流氷の上のあざらしの十頭", seal)
    assert refused.value.code == "role_not_held"
    session.close()


def test_a_paper_decision_needs_its_scan_and_is_never_a_seal(own):
    session = own.open()
    id = carryout.request(
        session, {**training_city.OWN, "info_name": "説明会の資料", "starts_on": "2026-05-27", "due_on": "2026-05-28"}
    ).id
    said = {"decision": "permit", "decider": "髙﨑 花子", "post": "課長", "decided_on": "2026-05-26", "document_no": ""}
    with pytest.raises(Refused) as refused:
        record.decide_on_paper(session, "carryout", id, "decide", scan="0" * 64, **said)
    assert refused.value.code == "paper_without_scan"
    scan = own.home / "決裁.pdf"
    scan.write_bytes(b"%PDF-1.4")
    with pytest.raises(Refused):
        record.decide_on_paper(session, "carryout", id, "decide", scan=scan, **{**said, "decided_on": "2099-01-01"})
    assert record.get(session, "carryout", id)["attachments"] == [], "nothing stays of a paper that was refused"
    record.decide_on_paper(session, "carryout", id, "decide", scan=scan, **said)
    assert [kept["name"] for kept in record.get(session, "carryout", id)["attachments"]] == ["決裁.pdf"]
    act = record.find(session, "disposal", "廃-R08-0002")["acts"][0]
    assert (act["sealed"], act["paper"]["document_no"]) == (0, "見市税第12号")
    session.close()


def test_an_addition_voids_nothing_and_only_listed_fields_take_one(own):
    session = own.open(training_city.MANAGER)
    row = record.find(session, "disposal", "廃-R08-0001")
    assert row["notes"][0]["text"].startswith("穴をあけた")
    assert not any(act["void"] for act in row["acts"])
    with signet(session, session.user, training_city.PASSWORD) as seal, pytest.raises(Refused) as refused:
        record.annotate(session, "disposal", row["id"], "method", "細断", seal, Seen.of(row))
    assert refused.value.code == "note_not_allowed"
    session.close()


def test_a_discarded_record_leaves_only_hashes(practised):
    data = practised.store.read_bytes()
    assert "入力の練習で作った申請です".encode() not in data
    found = verification.verify(practised.store)
    assert found.findings == []


def test_nothing_is_discarded_before_its_retention_ends(own):
    session = own.open(training_city.MANAGER)
    id = record.find(session, "carryout", "持-R08-0001")["id"]
    with signet(session, session.user, training_city.PASSWORD) as seal, pytest.raises(Refused) as refused:
        record.discard(session, "carryout", id, "retention", "保存期間満了", seal)
    assert refused.value.code == "retention_running"
    session.clock.advance(timedelta(days=365 * 7))
    with signet(session, session.user, training_city.PASSWORD) as seal:
        record.discard(session, "carryout", id, "retention", "保存期間満了", seal)
    session.close()
    assert verification.verify(own.store).findings == []


def test_discarding_a_medium_leaves_its_cases_sound(own):
    session = own.open(training_city.MANAGER)
    id = record.find(session, "medium", "媒-R08-0003")["id"]
    with signet(session, session.user, training_city.PASSWORD) as seal:
        record.discard(session, "medium", id, "never", "二重登録のため", seal)
    session.close()
    assert verification.verify(own.store).findings == []


def test_an_attachment_of_a_foreign_kind_or_size_is_refused(own, tmp_path):
    session = own.open()
    id = record.find(session, "disposal", "廃-R08-0002")["id"]
    bad = tmp_path / "x.exe"
    bad.write_bytes(b"MZ")
    with pytest.raises(Refused) as refused:
        record.attach(session, "disposal", id, bad)
    assert refused.value.code == "attachment_kind"
    with pytest.raises(Unavailable):
        record.attach(session, "disposal", id, tmp_path / "nothing.pdf")
    session.close()


def test_the_gate_refuses_with_its_clause(own):
    session = own.open()
    usb = media.register(session, {**training_city.MEDIA["usb"], "medium_no": "USB-0002"}).id
    asked = {**training_city.DISPOSAL, "media": [usb], "planned_on": "2026-05-30"}
    for method, code in (("format_only", "format_only"), ("degauss", "degauss_not_magnetic")):
        with pytest.raises(Refused) as refused:
            disposal.request(session, {**asked, "method": method})
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        disposal.request(session, {**asked, "method": "format_only"})
    assert "2.3(2)10-a" in refused.value.clauses
    session.close()


def test_the_same_person_cannot_witness_his_own_work(own):
    session = own.open()
    row = record.find(session, "disposal", "廃-R08-0002")
    step = {**training_city.STEP, "method": "shred", "medium": row["media"][0], "started": "2026-05-20T10:00"}
    with pytest.raises(Refused) as refused:
        disposal.perform(session, row["id"], [{**step, "performer": session.user, "witness": session.user}])
    assert refused.value.code == "witness_is_performer"
    session.close()


def test_class_a_is_not_faxed_and_a_lower_class_is_refused(own):
    session = own.open()
    usb = media.register(session, {**training_city.MEDIA["usb"], "medium_no": "USB-0003"}).id
    asked = {**training_city.OVERDUE, "media": [usb], "starts_on": "2026-05-27", "due_on": "2026-05-28"}
    for more, code in (
        ({"activities": ["send_fax"]}, "carryout_forbidden"),
        ({"info_class": "B"}, "class_below_medium"),
        ({"activities": ["transport"], "safeguards": ["minimum_data"]}, "safeguard_one_missing"),
    ):
        with pytest.raises(Refused) as refused:
            carryout.request(session, {**asked, **more})
        assert refused.value.code == code
        assert refused.value.clauses
    session.close()


def test_bad_input_names_every_field(own):
    session = own.open()
    with pytest.raises(BadInput) as bad:
        carryout.request(
            session, {"purpose": "急", "starts_on": "2026-06-02", "due_on": "2026-06-01", "info_class": "Z"}
        )
    assert {fault.field for fault in bad.value.faults} >= {"media", "purpose", "destination", "due_on", "info_class"}
    with pytest.raises(BadInput):
        media.register(session, {**training_city.MEDIA["pc"], "serial": ""})
    session.close()


def test_a_sheet_with_a_hole_is_not_submitted_and_a_sealed_one_not_answered(own):
    session = own.open(training_city.SUPERIOR)
    id = inspection.open_sheet(session, "staff", session.user).id
    code = inspection.items_for(session, "staff")[0].code
    with pytest.raises(Refused) as refused:
        inspection.submit(session, id)
    assert refused.value.code == "answers_missing"
    inspection.answer(session, id, code, "no")
    assert code in inspection.holes(session, id)
    sealed = inspection.sheets(session)[0]
    with pytest.raises(Refused) as refused:
        inspection.answer(session, sealed["id"], code, "yes")
    assert refused.value.code == "not_in_this_state"
    inspection.reopen(session, sealed["id"], "所見を直すため")
    assert record.get(session, "sheet", sealed["id"])["acts"][1]["void"] == 1
    session.close()
    assert verification.verify(own.store).findings == []


def test_founding_leaves_nothing_behind_when_it_fails(tmp_path):
    plan = training.plan(password="短い")
    with pytest.raises(Refused):
        department.found(tmp_path / "x.tenken", Paths.under(tmp_path / "home"), plan, cost=CHEAP)
    assert not (tmp_path / "x.tenken").exists()


def test_a_wrapped_key_opens_only_for_its_person_and_password():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    wrapped = wrap(key, "ﾊﾟｽﾜｰﾄﾞの長い文", person="p", key_id="k", cost=CHEAP)
    assert unwrap(wrapped, "ﾊﾟｽﾜｰﾄﾞの長い文", person="p", key_id="k").private_bytes_raw() == key.private_bytes_raw()
    for password, who in (("パスワードの長い文", "p"), ("ﾊﾟｽﾜｰﾄﾞの長い文", "q")):
        with pytest.raises(WrongPassword):
            unwrap(wrapped, password, person=who, key_id="k")
    with pytest.raises(Unavailable):
        unwrap(wrapped[:-5], "ﾊﾟｽﾜｰﾄﾞの長い文", person="p", key_id="k")


@pytest.mark.parametrize("password", ["takasaki2026", "aaaaaaaaaaaaaaa", "パスワードパスワード12", "short", "x" * 65])
def test_passwords_that_are_easy_to_guess_are_refused(password):
    with pytest.raises(Refused):
        check_password(policy.find("takasaki"), password)


def test_a_profile_renames_requires_hides_and_adds_fields():
    raw = dict(policy.find("takasaki").raw)
    raw["form_fields"] = [
        {"form": "medium", "field": "contents", "required": True, "label": {"ja": "中身"}},
        {"form": "medium", "field": "maker", "hidden": True},
        {"form": "medium", "field": "sticker", "kind": "text", "label": {"ja": "シールの色"}},
    ]
    form = forms.adapt(MEDIUM, load(raw))
    assert form.by_name["contents"].required
    assert "maker" not in form.by_name
    assert form.by_name["x_sticker"].label.ja == "シールの色"
    assert form.definition_digest != MEDIUM.definition_digest
