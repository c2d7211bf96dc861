"""Further records over time: days that are reminded of, reports not handed in, what is counted, found and corrected."""

from datetime import datetime

import pytest

from app.common.clock import JAPAN
from app.domain import entry as domain
from app.domain import words
from app.domain.policy import load
from app.services import demanded, entry, home, paper_registers, record, search, training_city
from app.services.approval import Seen, signet
from app.services.past_form import form_read
from app.services.session import sign_in
from tests.inventions import filled


@pytest.fixture
def session(practised, tmp_path):
    made = practised.copy(tmp_path).open(training_city.CLERK)
    yield made
    made.close()


def go_to(session, year, month, day):
    session.clock.advance(datetime(year, month, day, 9, 0, tzinfo=JAPAN) - session.clock.now())


def matters(session):
    return {matter.kind: matter for matter in home.todo(session)}


def written(session, key, **more):
    return entry.open(session, key, {**filled(session, record.form_of(session, key)), **more}).id


def decided(session, key, id, decision, remark=""):
    clerk = session.user
    manager = next(row["id"] for row in session.rows.table("person").values() if row["name"] == training_city.MANAGER)
    sign_in(session, manager)
    with signet(session, manager, training_city.PASSWORD) as seal:
        seen = Seen.of(record.get(session, key, id))
        entry.seal(session, key, id, seal, seen, decision=decision, remark=remark)
    sign_in(session, clerk)


def test_a_contract_is_named_before_it_ends_after_it_and_no_more_once_the_end_is_recorded(session):
    go_to(session, 2026, 11, 1)
    id = written(session, "contractor", x_until="2026-11-30", x_checked_on="2026-05-01", x_next_on="")
    assert not {"records_near", "records_late"} & set(matters(session))
    go_to(session, 2026, 11, 16)
    near = matters(session)["records_near"]
    assert (near.count, near.days, near.page, near.record) == (1, 14, "records", f"contractor/{id}")
    go_to(session, 2026, 12, 3)
    assert (matters(session)["records_late"].days, "records_near" in matters(session)) == (3, False)
    record.move(session, "contractor", id, "end", filled(session, record.form_of(session, "contractor"), "end"))
    assert "records_late" not in matters(session)


def test_a_request_is_reminded_of_only_once_it_is_permitted(session):
    go_to(session, 2026, 11, 16)
    id = written(session, "private_device", x_starts_on="2026-05-01", x_ends_on="2026-11-10")
    assert "records_late" not in matters(session)
    decided(session, "private_device", id, "permit")
    assert matters(session)["records_late"].record == f"private_device/{id}"


def test_what_waits_for_this_persons_decision_stands_above_days_of_registers_that_have_passed(session):
    go_to(session, 2026, 11, 16)
    for key in ("contractor", "consent", "risk_analysis"):
        late = next(due.field for due in domain.dues(session.profile, key))
        written(session, key, **{late: "2026-11-10"})
    written(session, "hardware_change")
    sign_in(
        session,
        next(row["id"] for row in session.rows.table("person").values() if row["name"] == training_city.MANAGER),
    )
    kinds = [matter.kind for matter in home.todo(session)]
    assert kinds.count("records_late") == 3
    assert kinds.index("overdue") < kinds.index("records_to_decide") < kinds.index("records_late")


def test_measures_against_recurrence_are_reminded_of_until_the_incident_is_closed(session):
    go_to(session, 2026, 11, 16)
    form = record.form_of(session, "incident")
    id = written(session, "incident")
    measures = [{"measure": "書庫に戻す", "due": "2026-11-10"}, {"measure": "数える", "due": "2026-12-20"}]
    record.move(session, "incident", id, "submit", {**filled(session, form, "submit"), "x_prevention": measures})
    decided(session, "incident", id, "confirm")
    assert matters(session)["records_late"].record == f"incident/{id}"
    record.move(session, "incident", id, "follow", {"x_closed_on": "2026-11-16"})
    assert "records_late" not in matters(session)
    act = next(act for act in record.get(session, "incident", id)["acts"] if act["sealed"])
    assert act["void"] == 0


def test_a_finding_that_was_answered_is_not_late_while_it_waits_to_be_confirmed(session):
    go_to(session, 2026, 11, 16)
    id = written(session, "audit_finding", x_found_on="2026-11-01", x_due="2026-11-10")
    assert matters(session)["records_late"].record == f"audit_finding/{id}"
    form = record.form_of(session, "audit_finding")
    record.move(session, "audit_finding", id, "submit", {**filled(session, form, "submit"), "x_done_on": "2026-11-09"})
    assert "records_late" not in matters(session)


def test_a_report_waits_for_its_writer_until_it_is_handed_in_and_when_it_came_back(session):
    id = written(session, "violation")
    assert matters(session)["reports_to_submit"].record == f"violation/{id}"
    record.move(session, "violation", id, "submit", filled(session, record.form_of(session, "violation"), "submit"))
    assert "reports_to_submit" not in matters(session)
    decided(session, "violation", id, "send_back", "日時を書き足してください。")
    assert matters(session)["reports_to_submit"].record == f"violation/{id}"


def test_software_that_was_permitted_waits_until_it_is_installed(session):
    id = written(session, "software", x_expires_on="")
    decided(session, "software", id, "permit")
    assert matters(session)["own_requests"].record == f"software/{id}"
    record.move(session, "software", id, "check", {"x_installed_on": session.today})
    assert "own_requests" not in matters(session)
    assert record.get(session, "software", id)["state"] == "permitted"


def test_what_waits_for_a_decision_is_told_form_by_form_and_opens_its_list(session):
    for key in ("private_device", "private_device", "hardware_change"):
        written(session, key)
    sign_in(
        session,
        next(row["id"] for row in session.rows.table("person").values() if row["name"] == training_city.MANAGER),
    )
    found = {m.record.partition("/")[0]: m for m in home.todo(session) if m.kind == "records_to_decide"}
    assert (found["private_device"].count, found["private_device"].record) == (2, "private_device")
    assert found["hardware_change"].record.startswith("hardware_change/")
    assert found["hardware_change"].name


def test_what_is_kept_on_counts_as_proof_in_the_next_year_and_what_was_done_does_not(session):
    asset = next(item for item in session.profile.items.values() if "2.3(2)1-a" in item.covers)
    fault = next(item for item in session.profile.items.values() if "2.7.1(6)" in item.covers)
    written(session, "asset")
    written(session, "fault")
    go_to(session, 2027, 5, 1)
    assert {(each.form, each.count, each.kept) for each in demanded.proofs(session, asset)} == {("asset", 1, True)}
    assert {(each.form, each.count, each.kept) for each in demanded.proofs(session, fault)} == {("fault", 0, False)}


def test_the_list_of_a_form_is_found_by_its_title(session):
    assert ("form", "records", "contractor") in {
        (hit.kind, hit.page, hit.record) for hit in search.find(session, "委託先")
    }


def test_a_correction_takes_a_day_away_and_tells_only_what_changed(session):
    id = written(session, "consent")
    held = record.get(session, "consent", id)["extra"]
    record.revise(session, "consent", id, {**held, "x_until": None, "x_place": "書庫"}, "期限のない任用")
    row = record.get(session, "consent", id)
    assert not row["extra"]["x_until"]
    assert set(record.history(session, id)[-1]["body"]["values"]) == {"x_until", "x_place"}


def test_what_a_form_had_once_stays_readable_in_its_old_records(session):
    id = written(session, "account_review")
    raw = dict(session.profile.raw)
    [old] = [row for row in raw["forms"] if row["key"] == "account_review"]
    left = [each for each in old["fields"] if each["name"] not in ("privileged", "findings", "reviewer")]
    before = record.form_of(session, "account_review")
    session.profile = load({**raw, "forms": [{**old, "fields": left}]})
    row = record.get(session, "account_review", id)
    assert "x_findings" not in record.form_of(session, "account_review").by_name
    read = form_read(session, "account_review", [row])
    for name in ("x_privileged", "x_findings", "x_reviewer"):
        assert words.field_label(read, name) == words.field_label(before, name)
    offered = read.by_name["x_findings"].columns[3]
    assert words.choice_word(offered, "keep")
    assert {each.name for each in read.fields} == {each.name for each in before.fields}
    paper = str(paper_registers.entry_record("account_review")(session, id))
    assert words.field_label(before, "x_findings") in paper


def test_a_choice_that_is_offered_no_more_keeps_its_word(session):
    id = written(session, "fault")
    row = record.get(session, "fault", id)
    assert form_read(session, "fault", [row]) is record.form_of(session, "fault")
    id = written(session, "training_plan")
    raw = dict(session.profile.raw)
    [old] = [each for each in raw["forms"] if each["key"] == "training_plan"]
    fields = [{**each, "offers": each["offers"][1:]} if each["name"] == "kind" else each for each in old["fields"]]
    gone = record.get(session, "training_plan", id)["extra"]["x_kind"]
    session.profile = load({**raw, "forms": [{**old, "fields": fields}]})
    read = form_read(session, "training_plan", [record.get(session, "training_plan", id)])
    assert words.choice_word(read.by_name["x_kind"], gone) == "研修"


def test_the_days_asked_of_the_store_are_those_of_the_rules(session):
    """Every form with days, each with open, ended and closed records: the query finds what the rules find."""
    profile = session.profile
    for form in entry.forms(session):
        if not domain.dues(profile, form):
            continue
        declared = record.form_of(session, form)
        id = written(session, form)
        if declared.flow == "register":
            record.move(session, form, written(session, form), "end", filled(session, declared, "end"))
        if form == "software":
            decided(session, form, id, "permit")
        for until in ("2026-05-19", "2026-05-20", "9999-12-31"):
            rows = [row for row in entry.rows(session, form) if domain.days_due(profile, declared, row)]
            told = [days[0][0] for row in rows if (days := domain.days_due(profile, declared, row))[0][0] <= until]
            assert sorted(told) == [day for day, _ in entry.due(session, form, until)], form
