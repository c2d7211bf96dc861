"""Every further record that comes with the program can be written, decided, ended, printed and verified."""

import pytest

from app.common import i18n
from app.common.errors import Refused
from app.domain import entry as domain
from app.domain import reporting
from app.domain.approval import value_of
from app.domain.forms import faults
from app.domain.policy import load
from app.services import demanded, entry, people, policy, printing, record, training_city, verification
from app.services.approval import Seen, signet
from tests.conftest import Practised
from tests.inventions import filled

FORMS = domain.forms_of(policy.find("takasaki"))


@pytest.fixture(scope="module")
def city(practised, tmp_path_factory) -> Practised:
    """One copy for all forms: each test adds its own records."""
    return practised.copy(tmp_path_factory.mktemp("records"))


def decide(city, form, id, decision):
    session = city.open(training_city.MANAGER)
    try:
        with signet(session, session.user, training_city.PASSWORD) as seal:
            seen = Seen.of(record.get(session, form.name, id))
            entry.seal(session, form.name, id, seal, seen, decision=decision)
    finally:
        session.close()


def decidable(city, role):
    """Whether the manager of the training city has that role."""
    session = city.open(training_city.MANAGER)
    try:
        return role in people.roles_of(session, session.user)
    finally:
        session.close()


def later(city, form, id, action):
    """What comes after a seal is recorded beside it, twice, and the seal stands."""
    if action not in form.steps:
        return
    session = city.open(training_city.CLERK)
    for _ in range(2):
        record.move(session, form.name, id, action, filled(session, form, action))
    row = record.get(session, form.name, id)
    assert [act["void"] for act in row["acts"]] == [0] * len(row["acts"])
    assert all(value_of(row, item.name) for item in form.stage(action))
    session.close()


@pytest.mark.parametrize("key", FORMS)
def test_a_record_from_its_beginning_to_its_end(city, key, tmp_path):
    session = city.open(training_city.CLERK)
    form = record.form_of(session, key)
    id = entry.open(session, key, filled(session, form, "")).id
    role = domain.decider(session.profile, key)
    session.close()
    if form.flow == "report":
        session = city.open(training_city.CLERK)
        record.move(session, key, id, "submit", filled(session, form, "submit"))
        session.close()
        decide(city, form, id, "confirm")
        later(city, form, id, "follow")
    if form.flow == "request":
        if not decidable(city, role):
            with pytest.raises(Refused):
                decide(city, form, id, "permit")
            return
        decide(city, form, id, "permit")
        later(city, form, id, "check")
    session = city.open(training_city.CLERK)
    if "end" in form.steps:
        record.move(session, key, id, "end", filled(session, form, "end"))
    row = record.get(session, key, id)
    assert row["state"] in form.final
    for kind in ("pdf", "xlsx"):
        assert printing.export(session, key, id, kind, tmp_path / f"one.{kind}").stat().st_size > 2000
    session.close()


def test_all_of_it_verifies(city):
    assert verification.verify(city.store).findings == []


def test_every_form_has_both_languages_few_required_fields_and_a_list():
    profile = policy.find("takasaki")
    prefixes = [form.prefix for form in FORMS.values()]
    assert len(set(prefixes)) == len(prefixes)
    for key, form in FORMS.items():
        row = domain.row_of(profile, key)
        assert form.title is not None
        assert form.title.ja, key
        assert form.title.en, key
        assert sum(item.required for item in form.stage("")) <= 9, key
        assert {f"x_{name}" for name in row["listed"]} <= set(form.by_name), key
        for item in row["fields"]:
            assert set(item["label"]) == {"ja", "en"}, (key, item["name"])
            codes = [offer["code"] for offer in item.get("offers", [])]
            assert len(set(codes)) == len(codes), (key, item["name"])


@pytest.mark.parametrize("city_id", [item.id for item in policy.built_in()])
def test_every_kind_of_record_a_policy_demands_has_its_place(city_id):
    profile = policy.find(city_id)
    assert demanded.missing(profile) == []
    assert all(found.clauses for found in demanded.demanded(profile))


def test_a_demanded_record_without_a_form_is_named():
    raw = policy.find("takasaki").raw
    profile = load({**raw, "forms": [row for row in raw["forms"] if row["key"] != "asset"]})
    assert "asset-register" in [fault.place for fault in demanded.missing(profile)]


def test_a_question_leads_to_the_records_its_clauses_demand(city):
    session = city.open()
    item = next(item for item in session.profile.items.values() if "2.3(2)1-a" in item.covers)
    before = {proof.form: proof.count for proof in demanded.proofs(session, item)}
    assert "asset" in before
    form = record.form_of(session, "asset")
    entry.open(session, "asset", filled(session, form, ""))
    assert {proof.form: proof.count for proof in demanded.proofs(session, item)}["asset"] == before["asset"] + 1
    session.close()


@pytest.mark.parametrize(
    ("city_id", "titles"),
    [
        ("takasaki", ("情報セキュリティインシデントの報告書", "ソフトウェア導入の許可申請", "運搬の記録")),
        ("sendai", ("事故・障害の報告書", "ソフトウェア導入の許可申請", "送付の記録")),
        ("minato", ("欠陥・事故等の報告書", "ソフトウェア導入の承認申請", "搬送の記録")),
    ],
)
def test_the_forms_speak_the_citys_words(city_id, titles):
    profile = policy.find(city_id)
    forms = domain.forms_of(profile)
    assert tuple(forms[key].title.ja for key in ("incident", "software", "transport")) == titles
    assert "{w_" not in profile.text


def test_each_kind_is_told_with_its_form_and_who_asks_for_it():
    said = demanded.lines(policy.find("takasaki"))
    assert len(said) == len(demanded.demanded(policy.find("takasaki")))
    offsite = next(line for line in said if "offsite-equipment-approval" in line)
    assert "2.5.1(6)" in offsite
    raw = policy.find("takasaki").raw
    assert any("様式がありません" in line for line in demanded.lines(load({**raw, "forms": []})))


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("private_device", "dept"),
        ("software", "system"),
        ("hardware_change", "system"),
        ("network_connection", "system"),
        ("external_service", "central"),
        ("external_connection", "ciso"),
        ("offsite_equipment", "ciso"),
        ("exception", "ciso"),
    ],
)
def test_who_decides_is_whom_the_clause_names(key, role):
    assert domain.decider(policy.find("takasaki"), key) == role


@pytest.mark.parametrize(
    ("key", "early", "late", "values"),
    [
        ("exception", "x_starts_on", "x_ends_on", ("2026-05-20", "2026-05-19")),
        ("incident", "x_happened_at", "x_found_at", ("2030-01-01T09:00", "2026-05-20T10:00")),
        ("entrance", "x_entered_at", "x_left_at", ("2026-05-20T10:00", "2026-05-20T09:59")),
    ],
)
def test_days_that_stand_in_the_wrong_order_are_told_beside_the_later_one(key, early, late, values):
    form = FORMS[key]
    given = dict(zip((early, late), values, strict=True))
    stage = form.by_name[late].stage
    said = [(fault.field, fault.code) for fault in faults(form, given, policy.find("takasaki"), stage)]
    assert (late, "dates_reversed") in said
    right = {early: values[0], late: values[0]}
    assert (late, "dates_reversed") not in [(x.field, x.code) for x in faults(form, right, None, stage)]


def test_who_is_told_and_who_permits_beside_the_decider():
    profile = policy.find("takasaki")
    assert reporting.upward(profile, "incident") == ("dept", "bureau", "central", "ciso")
    assert domain.also(profile, "external_connection") == ("central",)
    assert domain.also(profile, "software") == ()


def test_every_state_of_every_form_has_its_word_and_says_what_comes_next():
    for form in FORMS.values():
        for language in ("ja", "en"):
            i18n.use(language)
            for state in (*form.states, *form.final):
                key = f"{form.words}.{state}" if form.flow in domain.LISTS else state
                waits = form.steps and any(step.sealed and state in step.before for step in form.actions)
                assert i18n.has(f"state.{form.words}.{state}")
                assert waits or i18n.has(f"records_page.says.{key}")
            assert all(i18n.has(f"action.{form.words}.{step.name}") for step in form.actions)
    i18n.use("ja")


def test_the_days_that_are_reminded_of_are_days_of_the_form():
    profile = policy.find("takasaki")
    for key, form in FORMS.items():
        for due in domain.dues(profile, key):
            item = form.by_name[due.field]
            kind = next(each.kind for each in item.columns if each.name == due.column) if due.column else item.kind
            assert kind == "date", key
            assert not due.closes or due.closes in form.by_name, key
