"""Every further record that comes with the program can be written, decided, ended, printed and verified."""

import pytest

from app.common.errors import Refused
from app.domain import entry as domain
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
    if form.flow == "request":
        if not decidable(city, role):
            with pytest.raises(Refused):
                decide(city, form, id, "permit")
            return
        decide(city, form, id, "permit")
    session = city.open(training_city.CLERK)
    if form.flow != "report":
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


def test_who_is_told_and_who_permits_beside_the_decider():
    profile = policy.find("takasaki")
    assert domain.chain(profile, "incident") == ("dept", "bureau", "central", "ciso")
    assert domain.also(profile, "external_connection") == ("central",)
    assert domain.also(profile, "software") == ()
