"""Nobody approves his own: every role, person, form and state, by the service and by events written past it."""

from itertools import product

import pytest
from msgspec.structs import replace

from app.common.errors import Refused
from app.domain import entry as entry_forms
from app.domain.forms import Form
from app.domain.policy import load
from app.domain.projection import FORMS
from app.services import carryout, disposal, entry, people, policy, record, training_city, verification
from app.services.approval import Seen, Signet, shown_for, signet
from app.store import ledger
from tests.acts import PASSWORDS, person, sit
from tests.inventions import filled

PROFILE = policy.find("takasaki")
PEOPLE = (
    *(training_city.CLERK, training_city.COLLEAGUE),
    *(training_city.MANAGER, training_city.SUPERIOR),
)
ROLES = tuple(key for key, role in PROFILE.roles.items() if role.approver)
DATA = entry_forms.forms_of(PROFILE)
CORE: dict[str, Form] = {name: form for name, form in FORMS.items() if any(step.sealed for step in form.actions)}
#: One form of each flow and each role that decides on it; all of them where time does not count.
SOME = {
    (form.flow, entry_forms.decider(PROFILE, key)): key
    for key, form in DATA.items()
    if form.flow not in entry_forms.LISTS
}
EVERY = tuple(key for key, form in DATA.items() if form.flow not in entry_forms.LISTS)
#: Steps that confirm what was done and permit nothing: the policy (2.2(10)1) speaks of 承認 and 許可 that are applied
#: for. Whoever did the work is warned there by proposed rules; a city can make binding ones of them.
CONFIRMATIONS = {
    ("carryout", "confirm_return"),
    ("disposal", "close"),
    ("sheet", "confirm"),
    ("improvement", "confirm"),
    ("compilation", "confirm"),
    ("stocktake", "confirm"),
}


class Undone(Exception):
    """Raised to take an accepted step back, so that the next one meets the same store."""


@pytest.fixture(scope="module")
def doctored(practised, tmp_path_factory):
    """A store in which everybody has a key; roles and states are set by SQL, so that every combination is met."""
    folder = tmp_path_factory.mktemp("matrix")
    made = practised.copy(folder)
    session = made.open(training_city.MANAGER)
    for number, name in enumerate((training_city.CLERK, training_city.COLLEAGUE)):
        PASSWORDS[name] = f"北風と太陽と冬の{number}番勝負"
        with signet(session, person(session, training_city.MANAGER), training_city.PASSWORD) as seal:
            people.enrol(session, person(session, name), PASSWORDS[name], seal)
    yield session
    session.close()
    for name in (training_city.CLERK, training_city.COLLEAGUE):
        del PASSWORDS[name]


@pytest.fixture(scope="module")
def seals(doctored) -> dict[str, Signet]:
    """Everybody's seal, opened once."""
    found = {}
    for name in PEOPLE:
        with signet(doctored, person(doctored, name), PASSWORDS.get(name, training_city.PASSWORD)) as seal:
            found[name] = seal
    return found


def states_of(form: Form) -> list[str]:
    """Every state that the form knows."""
    found = {form.initial, *form.final, *form.revise, *form.revise.values()}
    for step in form.actions:
        found |= {*step.before, *step.outcomes.values(), *([step.after] if step.after else [])}
    return sorted(found)


def own_record(session, key: str, name: str) -> str:
    """A record of the form that ``name`` asks for, answers or owns: his own in every field that names a person."""
    id = sit(session, name)
    if key in DATA:
        return entry.open(session, key, filled(session, record.form_of(session, key))).id
    form = FORMS[key]
    row = record.get(session, key, session.store.query(f'SELECT id FROM "{key}" ORDER BY no')[0]["id"])
    sets = ", ".join(f'"{item.name}" = ?' for item in form.fields if item.kind == "person")
    count = sets.count("?")
    session.store.conn.execute(f'UPDATE "{key}" SET {sets} WHERE id = ?', (*[id] * count, row["id"]))
    return str(row["id"])


def grant(session, name: str, role: str) -> None:
    conn = session.store.conn
    conn.execute("DELETE FROM \"grant\" WHERE event = 'by hand'")
    row = (f"g-{name}-{role}", person(session, name), role, "2026-04-01", "", "by hand")
    conn.execute('INSERT INTO "grant" (id, person, role, valid_from, valid_to, event) VALUES (?, ?, ?, ?, ?, ?)', row)


def attempt(session, seals, form: Form, id: str, name: str, step) -> bool:
    """Whether the service lets a person take a sealed step on a record as it stands; taken back at once."""
    row = record.get(session, form.name, id)
    decision = next(iter(step.outcomes), "")
    try:
        with session.change(by=seals[name].person) as change:
            record.seal_in(change, session, form, row, step.name, seals[name], Seen.of(row), decision=decision)
            raise Undone
    except Refused:
        return False
    except Undone:
        return True


def accepted(session, seals, key: str, whole: bool = False) -> set[tuple[str, str, str, str]]:
    """Every (role, person, step, state) in which the service lets a person seal his own record.

    States in which nobody may take the step are tried with one person alone, unless ``whole``.
    """
    form, found = record.form_of(session, key), set()
    steps = [each for each in form.actions if each.sealed]
    for name in PEOPLE if whole else PEOPLE[2:]:
        id = own_record(session, key, name)
        for role, step in product(ROLES, steps):
            grant(session, name, role)
            every = whole or (name, role) == (PEOPLE[2], ROLES[-1])
            for state in states_of(form) if every else step.before:
                session.store.conn.execute(f'UPDATE "{form.kept_in}" SET state = ? WHERE id = ?', (state, id))
                if attempt(session, seals, form, id, name, step):
                    found.add((role, name, step.name, state))
    return found


@pytest.mark.parametrize("key", [*CORE, *sorted(SOME.values())])
def test_no_role_in_no_state_lets_anybody_approve_his_own(doctored, seals, key):
    found = accepted(doctored, seals, key)
    assert {(key, step) for _, _, step, _ in found} <= CONFIRMATIONS


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("key", [*CORE, *EVERY])
def test_nor_does_any_person_in_any_of_the_further_records(doctored, seals, key):
    found = accepted(doctored, seals, key, whole=True)
    assert {(key, step) for _, _, step, _ in found} <= CONFIRMATIONS


@pytest.mark.parametrize("key", ["carryout", "disposal", *sorted(SOME.values())])
def test_the_same_step_on_anothers_record_is_accepted(doctored, seals, key):
    """So that what is refused above is refused for its being one's own."""
    id, form = own_record(doctored, key, training_city.CLERK), record.form_of(doctored, key)
    step = next(each for each in form.actions if each.sealed)
    grant(doctored, training_city.SUPERIOR, entry_forms.decider(PROFILE, key) if key in DATA else "dept")
    doctored.store.conn.execute(
        f'UPDATE "{form.kept_in}" SET state = ?, opened_by = ? WHERE id = ?',
        (step.before[0], person(doctored, training_city.CLERK), id),
    )
    assert attempt(doctored, seals, form, id, training_city.SUPERIOR, step)


def test_the_list_of_confirmations_is_no_longer_than_it_must_be():
    sealed_steps = {(key, step.name, step.act) for key, form in CORE.items() for step in form.actions if step.sealed}
    assert {(key, step) for key, step, act in sealed_steps if act != "decide"} == CONFIRMATIONS
    assert {step.act for form in DATA.values() for step in form.actions if step.sealed} == {"decide"}


@pytest.mark.parametrize("key", sorted(CORE))
def test_a_city_can_bind_every_confirmation_too(doctored, seals, key):
    """With a binding rule for each pair of acts of a form, nobody seals anything of his own."""
    form = CORE[key]
    acts = {step.act for step in form.actions if step.sealed}
    pairs = [
        {"key": "request_decide", "acts": [actor, act], "basis": "policy", "clause": ["2.2(10)1"], "note": {"ja": "別"}}
        for actor in form.actors
        for act in acts - {actor}
    ]
    before = doctored.profile
    doctored.profile = load({**PROFILE.raw, "separation": pairs})
    try:
        assert accepted(doctored, seals, key) == set()
    finally:
        doctored.profile = before


DATES = {"starts_on": "2026-05-27", "due_on": "2026-05-28"}


def ask(session, key: str, **more) -> str:
    if key == "carryout":
        return carryout.request(session, {**training_city.OWN, **DATES, "info_name": "説明会の資料", **more}).id
    if key == "disposal":
        pc = record.find(session, "medium", "媒-R08-0001")["id"]
        asked = {**training_city.DISPOSAL, "media": [pc], "planned_on": "2026-05-27", **more}
        return disposal.request(session, asked).id
    given = {f"x_{name}": value for name, value in more.items()}
    id = entry.open(session, key, {**filled(session, record.form_of(session, key)), **given}).id
    if record.form_of(session, key).flow == "report":
        record.move(session, key, id, "submit", filled(session, record.form_of(session, key), "submit"))
    return id


def step_of(session, key: str):
    form = record.form_of(session, key)
    return next(step for step in form.actions if step.sealed)


PERMITTED = ("carryout", "disposal", *sorted(SOME.values()))


@pytest.mark.parametrize("key", PERMITTED)
def test_naming_somebody_else_as_the_applicant_does_not_help(own, key):
    session = own.open(training_city.MANAGER)
    with signet(session, session.user, training_city.PASSWORD) as seal:
        for role in ROLES:
            people.grant(session, session.user, role, "2026-04-01", "", seal)
        id = ask(session, key, applicant=person(session, training_city.CLERK))
        step, row = step_of(session, key), record.get(session, key, id)
        with pytest.raises(Refused) as refused:
            record.seal(session, key, id, step.name, seal, Seen.of(row), decision=next(iter(step.outcomes)))
        assert refused.value.code == "separation_request_decide"
    session.close()


def test_events_written_past_the_service_are_all_found(own, monkeypatch):
    """Somebody with both keys and every role writes approvals of his own, in each way an approval may look."""
    session = own.open(training_city.MANAGER)
    manager = session.user
    with signet(session, manager, training_city.PASSWORD) as seal:
        for role in ROLES:
            people.grant(session, manager, role, "2026-04-01", "", seal)
        grants = {row["role"]: row["id"] for row in people.grants(session, manager)}
        written = 0
        clerk = person(session, training_city.CLERK)
        ways = ({}, {"deputy": "ciso"}, {"deputy": "dept"})
        monkeypatch.setattr(ledger, "refusals", lambda *_: [])
        for key, role, way, applicant in product(PERMITTED, ROLES, ways, (manager, clerk)):
            if way and role != "dept":
                continue
            id = ask(session, key, applicant=applicant)
            form, row, step = record.form_of(session, key), record.get(session, key, id), step_of(session, key)
            with session.change(by=manager) as change:
                shown = shown_for(session, manager, role)
                decision = next(iter(step.outcomes))
                record.move_in(
                    change, form, row, step.name, signet=seal, seen=Seen.of(row), standing=(role, grants[role]),
                    shown=shown, decision=decision, **way,
                )  # fmt: skip
            written += 1
        on_paper = ask(session, "carryout")
        row = record.get(session, "carryout", on_paper)
        with session.change(by=manager) as change:  # his own hand writes that somebody decided on paper, without a scan
            paper = {
                "decider": "葛西部長",
                "post": "部長",
                "decided_on": "2026-05-26",
                "document_no": "1",
                "scan": "0" * 64,
            }
            record.move_in(change, record.form_of(session, "carryout"), row, "decide", decision="permit", paper=paper)
        unsealed = record.get(session, "carryout", ask(session, "carryout"))
        with session.change(by=manager) as change:  # and one without any seal
            record.move_in(change, record.form_of(session, "carryout"), unsealed, "decide", decision="permit")
    session.close()
    monkeypatch.undo()
    found = [item for item in verification.verify(own.store).findings if item.code == "rule_broken"]
    named = {item.record for item in found if item.detail == "separation_request_decide"}
    assert len(named) == written
    assert {"paper_without_scan", "seal_missing"} <= {item.detail for item in found}


def test_a_seal_under_another_name_is_no_way_round(own, monkeypatch):
    """The applicant's own key under the superior's name, and the superior's grant under the applicant's seal."""
    session = own.open(training_city.MANAGER)
    manager, superior = session.user, person(session, training_city.SUPERIOR)
    theirs = people.grants(session, superior)[0]
    monkeypatch.setattr(ledger, "refusals", lambda *_: [])
    with signet(session, manager, training_city.PASSWORD) as seal:
        for forged in (replace(seal, person=superior), seal):
            row = record.get(session, "carryout", ask(session, "carryout"))
            with session.change(by=forged.person) as change:
                record.move_in(
                    change, record.form_of(session, "carryout"), row, "decide", signet=forged, seen=Seen.of(row),
                    standing=(theirs["role"], theirs["id"]), shown=shown_for(session, forged.person), decision="permit",
                )  # fmt: skip
    session.close()
    monkeypatch.undo()
    details = {item.detail for item in verification.verify(own.store).findings if item.code == "rule_broken"}
    assert {"seal_key_unknown", "role_not_held", "separation_request_decide"} <= details
