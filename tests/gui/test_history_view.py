"""What happened to a record: tables of it too, with the old line beside the new one."""

import pytest

from app.gui.disposal.page import DisposalPage
from app.services import disposal, media, record, training_city
from tests.acts import sealed
from tests.gui.hands import said

DRIVE = {**training_city.MEDIA["hdd"], "info_class": "B"}
LETTER = {"number": "証-81", "issuer": "見本リサイクル（訓練）", "issued_on": "2026-05-20", "serials": "S80"}


@pytest.fixture
def case(year_desk):
    s = year_desk.session
    drives = [media.register(s, {**DRIVE, "medium_no": f"HDD-8{n:02d}", "serial": f"S8{n}"}).id for n in range(4)]
    id = disposal.request(s, {**training_city.DISPOSAL, "planned_on": s.today, "media": drives}).id
    sealed(s, "disposal", id, disposal.decide, decision="permit")
    step = {**training_city.STEP, "performer": s.user, "started": s.clock.now().strftime("%Y-%m-%dT%H:%M")}
    disposal.perform(s, id, [{**step, "medium": medium} for medium in drives], s.today)
    return id


def test_a_certificate_put_right_shows_what_stood_there(year_desk, case, shown):
    s = year_desk.session
    disposal.certify(s, case, [LETTER])
    disposal.certify(s, case, [{**LETTER, "number": "証-82"}])
    page = shown(DisposalPage(year_desk))
    page.open_record(case)
    words = said(page.record.history)
    assert "証-81　" in words
    before, after = words.index("→"), words.index("証-82")
    assert before < after
    assert "4件" in words
    assert "　許可　" in words  # the decision as it was made, without the name of the step before it


def test_what_stayed_as_it_was_is_not_told_as_a_change(year_desk, case, shown):
    s = year_desk.session
    steps = record.get(s, "disposal", case)["steps"]
    disposal.perform(s, case, [{**steps[0], "detail": "訓練：穿孔"}])
    page = shown(DisposalPage(year_desk))
    page.open_record(case)
    assert "→" not in said(page.record.history)


def test_a_decision_on_paper_names_who_decided(year_desk, shown):
    s = year_desk.session
    found = s.store.query("SELECT id FROM disposal ORDER BY no")
    rows = [record.get(s, "disposal", str(row["id"])) for row in found]
    papers = [(row, act) for row in rows for act in row["acts"] if act["paper"]]
    assert papers
    row, act = papers[0]
    page = shown(DisposalPage(year_desk))
    page.open_record(str(row["id"]))
    words = said(page.record.history)
    assert act["paper"]["decider"] in words
    assert act["paper"]["document_no"] in words
