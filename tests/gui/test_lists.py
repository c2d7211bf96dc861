"""Lists as they are seen: who had what out on a day, and any list as an Excel book."""

from datetime import timedelta

import pytest
from openpyxl import load_workbook

from app.gui import listing
from app.gui.carryout.page import CarryoutPage
from app.gui.media.page import MediaPage
from app.services import carryout, media, people, printing, record
from app.services.approval import Seen, signet
from app.services.session import sign_in
from tests.gui.store_fixtures import CLERK, MANAGER, PASSWORD


@pytest.fixture
def who(desk):
    return {row["name"]: row["id"] for row in people.all_people(desk.session)}


@pytest.fixture
def trip(desk, who):
    """A PC that was out from 11 to 13 May."""
    session = desk.session
    sign_in(session, who[CLERK])
    pc = {"medium_no": "PC-0001", "medium_kind": "pc", "name": "ノートパソコン", "info_class": "B", "zone": "lgwan"}
    medium = media.register(session, {**pc, "place": "鍵付き書庫"}).id
    asked = {"info_class": "B", "purpose": "現地調査の記録のため", "destination": "見本市民会館", "media": [medium]}
    id = carryout.request(session, {**asked, "starts_on": "2026-05-11", "due_on": "2026-05-13"}).id
    with signet(session, who[MANAGER], PASSWORD) as seal:
        carryout.decide(session, id, seal, Seen.of(record.get(session, "carryout", id)), decision="permit")
    carryout.take_out(session, id, {"out_at": "2026-05-11T09:00", "out_virus_check": "clean"})
    session.clock.advance(timedelta(days=2))
    back = {
        "back_at": "2026-05-13T09:30",
        "back_virus_check": "clean",
        "erasure": "kept",
        "kept_reason": "次に使う",
    }
    carryout.bring_back(session, id, back)
    return id


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Papers are written in this process."""
    monkeypatch.setattr(printing, "render", printing.render_here)


def test_who_had_what_out_on_a_day(desk, trip, shown):
    page = shown(CarryoutPage(desk))
    page.show_view("day")
    table = page.table()
    day = table.bar.itemAt(0).widget()
    assert day.value() == "2026-05-13"
    assert table.model.ids() == [trip]
    carrier = next(n for n, column in enumerate(table.model.columns) if column.key == "carrier")
    assert table.model.index(0, carrier).data() == CLERK
    day.set_value("2026-05-12")
    day.settled.emit()
    assert table.model.ids() == [trip]
    day.set_value("2026-05-14")
    day.settled.emit()
    assert table.model.ids() == []


def test_a_list_is_exported_as_it_is_seen(desk, trip, shown, tmp_path):
    medium = {"medium_no": "USB-0001", "medium_kind": "usb", "name": "=1+1", "info_class": "A", "zone": "lgwan"}
    media.register(desk.session, {**medium, "place": "鍵付き書庫", "locked": 1})
    page = shown(MediaPage(desk))
    page.table.model.set_filter("=1+1")
    target = tmp_path / "list.xlsx"
    listing.export(desk, page.table, "媒体", page.banner, target)
    assert page.banner.isVisible()
    sheet = load_workbook(target)["データ"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 2
    assert rows[0][0] == page.table.model.columns[0].title
    assert rows[1][0] == "USB-0001"
    name = next(cell for cell in sheet[2] if cell.value == "=1+1")
    assert name.data_type == "s"


def test_the_chosen_state_is_remembered(desk, trip, shown):
    first = shown(MediaPage(desk))
    first.list.choose("disposed")
    assert first.table.model.ids() == []
    again = shown(MediaPage(desk))
    assert again.filter.value() == "disposed"
    assert again.table.model.ids() == []
