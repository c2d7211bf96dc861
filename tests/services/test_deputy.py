"""代決 and 後閲: only the deputy that the policy names, said in words, and looked through by whom he stood in for."""

import pytest

from app.common.errors import Refused
from app.domain import entry as domain
from app.gui.record.standing import read_standing
from app.services import approval, entry, home, own_forms, paper, people, record, training_city, verification
from app.services.approval import Seen, signet
from tests.acts import PASSWORDS, person, sealed, sit
from tests.inventions import filled

CLERK, MANAGER, SUPERIOR, COLLEAGUE = (
    *(training_city.CLERK, training_city.MANAGER),
    *(training_city.SUPERIOR, training_city.COLLEAGUE),
)
KEY = "exception"  # 例外措置: decided by the CISO, for whom the policy names a deputy


@pytest.fixture
def session(own, monkeypatch):
    """The superior stands in for the CISO; a colleague is the CISO."""
    monkeypatch.setitem(PASSWORDS, COLLEAGUE, "北風と太陽と冬の三番勝負")
    opened = own.open(MANAGER)
    with signet(opened, opened.user, training_city.PASSWORD) as seal:
        people.enrol(opened, person(opened, COLLEAGUE), PASSWORDS[COLLEAGUE], seal)
        for name, role in ((SUPERIOR, "deputy_ciso"), (COLLEAGUE, "ciso")):
            people.grant(opened, person(opened, name), role, opened.today, "", seal)
    sit(opened, CLERK)
    yield opened
    opened.close()
    assert verification.verify(own.store).findings == []


def ask(session):
    assert domain.decider(session.profile, KEY) == "ciso"
    return entry.open(session, KEY, filled(session, record.form_of(session, KEY))).id


def decide(session, id, who, decision="permit", **more):
    def verb(session, id, seal, seen, **given):
        return entry.seal(session, KEY, id, seal, seen, **given)

    return sealed(session, KEY, id, verb, who, decision=decision, **({"remark": "副市長の出張中"} | more))


def review(session, id, who):
    act = record.get(session, KEY, id)["acts"][-1]
    return sealed(session, KEY, id, lambda s, i, seal, seen: record.review(s, KEY, i, act["event"], seal, seen), who)


def own_form_name(session, id):
    """Who decided, as a city's own form has it in its cell."""
    values = own_forms.contents(session, KEY, id).values
    return str(next(value.datum for value in values if value.key == "decide.name"))


def test_the_deputy_decides_in_words_and_the_one_represented_looks_through_it(session):
    id = ask(session)
    form, row = record.form_of(session, KEY), record.get(session, KEY, id)
    names = [approval.name_of(session, each) for each in approval.deciders(session, form, "decide", row)]
    assert names == [COLLEAGUE, SUPERIOR]
    decide(session, id, SUPERIOR)
    act = record.get(session, KEY, id)["acts"][-1]
    assert (act["role"], act["deputy"], act["reviewed"]) == ("deputy_ciso", "ciso", {})
    assert record.to_review(session, KEY, person(session, COLLEAGUE)) == [(id, act["event"])]
    assert record.to_review(session, KEY, person(session, SUPERIOR)) == []
    assert "（代決・後閲前）" in own_form_name(session, id)
    for who in (SUPERIOR, MANAGER):
        with pytest.raises(Refused) as refused:
            review(session, id, who)
        assert refused.value.code == "role_not_held"
    review(session, id, COLLEAGUE)
    row = record.get(session, KEY, id)
    assert "（代決・後閲済み）" in own_form_name(session, id)
    assert row["acts"][-1]["reviewed"]["person"] == person(session, COLLEAGUE)
    assert row["state"] == "permitted"
    assert record.to_review(session, KEY, person(session, COLLEAGUE)) == []
    with pytest.raises(Refused) as refused:
        review(session, id, COLLEAGUE)
    assert refused.value.code == "nothing_to_review"


def test_the_review_is_chased_on_the_home_screen(session):
    id = ask(session)
    decide(session, id, SUPERIOR)
    sit(session, COLLEAGUE)
    waiting = [matter for matter in home.todo(session) if matter.kind == "reviews"]
    assert [(matter.page, matter.record, matter.count) for matter in waiting] == [("records", f"{KEY}/{id}", 1)]
    review(session, id, COLLEAGUE)
    assert not [matter for matter in home.todo(session) if matter.kind == "reviews"]


def test_the_one_represented_needs_no_review(session):
    id = ask(session)
    decide(session, id, COLLEAGUE)
    act = record.get(session, KEY, id)["acts"][-1]
    assert (act["role"], act["deputy"]) == ("ciso", "")
    with pytest.raises(Refused) as refused:
        review(session, id, COLLEAGUE)
    assert refused.value.code == "nothing_to_review"


def test_a_deputy_whom_the_policy_limits_says_on_what_occasion(session):
    id = ask(session)
    form, row = record.form_of(session, KEY), record.get(session, KEY, id)
    step = form.steps["decide"]
    sit(session, SUPERIOR)
    assert read_standing(session, form, row, "decide").remark_unless(session.profile, step) == ()
    with pytest.raises(Refused) as refused:
        decide(session, id, SUPERIOR, remark="")
    assert refused.value.code == "deputy_without_occasion"
    assert session.profile.roles["ciso"].deputy_scope.ja in str(refused.value)
    sit(session, COLLEAGUE)
    assert read_standing(session, form, row, "decide").remark_unless(session.profile, step) == ("permit",)
    decide(session, id, COLLEAGUE, remark="")


def test_nobody_else_stands_in(session):
    id = ask(session)
    with pytest.raises(Refused) as refused:
        decide(session, id, MANAGER)
    assert refused.value.code == "role_not_held"


def test_a_deputy_does_not_decide_his_own_request(session):
    sit(session, SUPERIOR)
    id = ask(session)
    with pytest.raises(Refused) as refused:
        decide(session, id, SUPERIOR)
    assert refused.value.code == "separation_request_decide"


def test_the_paper_says_deputy(session):
    id = ask(session)
    decide(session, id, SUPERIOR)
    made = paper.document(session, KEY, id)
    boxes = next(block.boxes for block in made.blocks if type(block).__name__ == "ApprovalBoxes")
    assert [(box.mark, box.name) for box in boxes if box.mark] == [("deputy", SUPERIOR.split(" ")[0])]
    assert Seen.of(record.get(session, KEY, id)).event


@pytest.mark.parametrize("form", ["sheet", "improvement", "compilation", "stocktake"])
def test_every_form_that_is_sealed_is_chased_alike(session, form, monkeypatch):
    asked = []

    def waits(_session, name, _person):
        asked.append(name)
        return [("id", "act")] if name == form else []

    monkeypatch.setattr(record, "to_review", waits)
    found = [matter for matter in home.todo(session) if matter.kind == "reviews"]
    places = {
        "sheet": ("inspection", "id"),
        "improvement": ("improvement", "id"),
        "compilation": ("inspection", "bureau"),
        "stocktake": ("media", "stock/id"),
    }
    assert [(matter.page, matter.record) for matter in found] == [places[form]]
    assert len(asked) == len(set(asked))


def test_who_may_decide_is_named_by_the_words_of_the_policy(session):
    id = ask(session)
    form, row = record.form_of(session, KEY), record.get(session, KEY, id)
    assert approval.roles_for(session, form, "decide", row) == ("ciso", "deputy_ciso")
