"""The further records on the screen: a form opened, filled and saved with real widgets, handed up, decided, listed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtTest import QTest

from app.domain import entry as domain
from app.domain import words
from app.gui import fields
from app.gui.media.editor import MediaEditor
from app.gui.media.life_view import LifeView
from app.gui.records.case import sections
from app.gui.records.entry_dialog import EntryDialog
from app.gui.records.page import RecordsPage
from app.gui.widgets.rows_editor import in_rows
from app.gui.widgets.text_editors import AreaEditor, LineEditor
from app.services import entry, media, paper, printing, record
from app.services.approval import Seen, signet
from tests.acts import sealed
from tests.gui.hands import Hands, said
from tests.gui.store_fixtures import CLERK, COLLEAGUE, MANAGER, PASSWORD, person, sit
from tests.inventions import filled


def empty_paper(_document, _kind, path):
    writer = QPdfWriter(str(path))  # must outlive the painter
    QPainter(writer).end()
    return path


@pytest.fixture(autouse=True)
def _quick_papers(monkeypatch):
    monkeypatch.setattr(printing, "render", empty_paper)


@pytest.fixture
def page(desk, shown):
    sit(desk, CLERK)
    made = RecordsPage(desk)
    made.resize(1072, 720)
    return shown(made)


def fill(hands, dialog, values):
    """As a person would: texts typed, the rest chosen."""
    for name, value in values.items():
        field = dialog.form.fields[name]
        if type(field.editor) in (LineEditor, AreaEditor):
            hands.type(value, field.editor.target)
        else:
            hands.choose(field, value)


def rows(page):
    model = page.lists[page.current].table.model
    return [model.index(n, 0).data(Qt.ItemDataRole.DisplayRole) for n in range(model.rowCount())]


def test_every_form_stands_in_the_list_and_opens_empty(page, desk):
    assert set(page.list.rows) == set(domain.forms_of(desk.session.profile))
    for key in ("incident", "system", "exception"):
        page.list.rows[key].click()
        assert page.current == key
        assert rows(page) == []


def test_what_was_looked_for_does_not_hide_what_is_shown(page):
    page.list.finder.setText("台帳")
    assert page.list.rows["incident"].isHidden()
    page.open_record("incident")  # from a question, say
    assert not page.list.rows["incident"].isHidden()
    page.list.finder.setText("台帳")
    page.open_record("system")
    assert page.list.finder.text()  # it is among what was found


def test_a_report_is_written_handed_up_sent_back_and_confirmed(page, desk):
    hands = Hands()
    page.list.rows["incident"].click()
    page.new.click()
    dialog = page.dialog
    form = record.form_of(desk.session, "incident")
    dialog.accept_button.click()  # nothing filled in: each field says so, and nothing is written
    missing = [item.name for item in form.stage("") if item.required and item.name != domain.APPLICANT.name]
    assert [name for name in missing if not dialog.form.fields[name].error()] == []
    assert entry.ids(desk.session, "incident") == []
    given = {
        name: value
        for name, value in {
            item.name: invented(desk, item) for item in form.stage("") if item.name != domain.APPLICANT.name
        }.items()
        if value
    }
    fill(hands, dialog, given)
    dialog.accept_button.click()
    assert not [(name, field.error()) for name, field in dialog.form.fields.items() if field.error()]
    id = page.record.case.row["id"]
    row = record.get(desk.session, "incident", id)
    assert row["extra"][domain.APPLICANT.name] == person(desk, CLERK)
    for name, value in given.items():
        assert row["extra"][name] == value, name
    assert row["no"] in said(page.record)
    assert "見本の記入" in said(page.record)

    page.record.next.buttons["submit"].click()
    step = page.record.dialog
    fill(hands, step, {item.name: invented(desk, item) for item in form.stage("submit") if invented(desk, item)})
    step.accept_button.click()
    assert record.get(desk.session, "incident", id)["state"] == "submitted"
    assert "confirm" not in page.record.next.buttons  # a clerk confirms nothing
    assert MANAGER in said(page.record.next)

    for decision, state in ((2, "written"), (1, "confirmed")):
        if state == "confirmed":
            sit(desk, CLERK)
            page.record.next.buttons["submit"].click()
            page.record.dialog.accept_button.click()
        sit(desk, MANAGER)
        page.record.next.buttons["confirm"].click()
        dialog = page.record.dialog
        if decision == 2:
            hands.seal(dialog, PASSWORD, 2)
            assert dialog.remark.error()  # what is sent back needs its words
            hands.type("日時を確かめてください。", dialog.remark.editor.target)
        hands.seal(dialog, PASSWORD, decision)
        assert record.get(desk.session, "incident", id)["state"] == state
    assert "承認無効" not in str(paper.document(desk.session, "incident", id).blocks)  # what was sent back was no 承認
    sit(desk, CLERK)
    page.record.next.buttons["reopen"].click()
    Hands().type("新しい事実が分かったため", page.record.dialog.form.fields["remark"].editor.target)
    page.record.dialog.accept_button.click()
    text = str(paper.document(desk.session, "incident", id).blocks)
    assert text.count("承認無効") == 1
    assert "訂正されています" not in text  # nothing was corrected yet
    page.record.back.click()
    assert rows(page) == [row["no"]]


def invented(desk, item):
    """A value for a field, without anything that a fresh store has none of."""
    if item.kind == "rows":
        return [{column.name: invented(desk, column) for column in item.columns}]
    listed = {"classes": desk.session.profile.classes, "zones": desk.session.profile.zones}
    colleague = person(desk, COLLEAGUE)
    offered = [code for code, _ in item.offers] or list(listed.get(item.choices, ()))
    return {
        "text": "見本の記入",
        "note": "見本の記入",
        "id": "M-1",
        "date": "2026-05-08",
        "datetime": "2026-05-08T09:30",
        "int": 3,
        "bool": 1,
        "person": colleague,
        "people": [colleague],
        "choice": offered[0] if offered else "",
        "choices": offered[:1],
    }.get(item.kind, "")


def opened(desk, page, key, who=CLERK):
    """A record of a form on the screen, in the state in which it waits for a seal."""
    sit(desk, who)
    form = record.form_of(desk.session, key)
    values = {item.name: invented(desk, item) for item in form.stage("") if item.name != domain.APPLICANT.name}
    id = entry.open(desk.session, key, {name: value for name, value in values.items() if value}).id
    if form.flow == "report":
        step = {item.name: invented(desk, item) for item in form.stage("submit")}
        record.move(desk.session, key, id, "submit", {name: value for name, value in step.items() if value})
    page.open_record(f"{key}/{id}")
    return id


def test_a_request_is_decided_corrected_and_ended(page, desk):
    key = next(
        key
        for key, form in domain.forms_of(desk.session.profile).items()
        if form.flow == "request" and domain.decider(desk.session.profile, key) == "dept"
    )
    id = opened(desk, page, key)
    sit(desk, MANAGER)
    page.record.next.buttons["decide"].click()
    Hands().press(Qt.Key.Key_2, to=page.record.dialog.decisions.buttons[0])
    Hands().type("写しを取らないこと", page.record.dialog.remark.editor.target)
    Hands().seal(page.record.dialog, PASSWORD)
    assert record.get(desk.session, key, id)["state"] == "permitted"
    sit(desk, CLERK)
    assert "写しを取らないこと" in said(page.record.next)  # what it is tied to stands where one goes on from
    page.record.next.buttons["end"].click()
    step = page.record.dialog
    fill(
        Hands(),
        step,
        {i.name: invented(desk, i) for i in record.form_of(desk.session, key).stage("end") if invented(desk, i)},
    )
    step.accept_button.click()
    row = record.get(desk.session, key, id)
    assert row["state"] == "ended"
    assert [act["action"] for act in row["acts"]] == ["decide", "end"]
    assert not page.record.next.buttons["discard"].hasFocus()  # one press of Enter too many
    page.record.next.buttons["resume"].click()
    Hands().type("別の申請と取り違えた", page.record.dialog.form.fields["remark"].editor.target)
    page.record.dialog.accept_button.click()
    assert record.get(desk.session, key, id)["state"] == "permitted"
    page.record.next.buttons["end"].click()
    page.record.dialog.accept_button.click()  # what was recorded of the end stands there still
    assert record.get(desk.session, key, id)["state"] == "ended"


def test_what_one_person_began_to_type_is_not_shown_to_another(page, desk):
    page.list.rows["incident"].click()
    page.new.click()
    form = record.form_of(desk.session, "incident")
    name = next(item.name for item in form.stage("") if item.kind == "text")
    field = page.dialog.form.fields[name]
    Hands().type("まだ言えないこと", field.editor.target)
    field.settle()
    page.dialog.reject()
    sit(desk, COLLEAGUE)
    page.new.click()
    assert not page.dialog.form.fields[name].value()
    page.dialog.reject()
    sit(desk, CLERK)
    page.new.click()
    field = page.dialog.form.fields[name]
    assert field.value() == "まだ言えないこと"
    page.dialog.banner._button.click()  # nor need one's own of long ago be deleted by hand
    assert not field.value()
    assert page.dialog.form.fields[domain.APPLICANT.name].value() == person(desk, CLERK)
    page.dialog.reject()
    page.new.click()
    assert page.dialog.banner.isHidden()
    page.dialog.reject()


def test_a_box_that_was_not_ticked_says_nothing(page, desk):
    form = record.form_of(desk.session, "exception")
    days = {"x_starts_on": "2026-05-11", "x_ends_on": "2026-05-20"}
    values = {"x_rule": "2.6.1(1)⑥", "x_reason": "更新が遅れるため", "x_measure": "二人で確かめる", "x_urgent": False}
    id = entry.open(desk.session, "exception", values | days).id
    page.open_record(f"exception/{id}")
    labels = [title for title, _ in sections(page.record.case)]
    assert words.field_label(form, "x_urgent") not in labels
    assert words.field_label(form, "x_measure") in labels
    told = said(page.record.history)  # in the order of the form, not of the alphabet
    places = [told.index(words.field_label(form, name)) for name in ("x_rule", "x_reason", "x_measure", "x_starts_on")]
    assert places == sorted(places)


def test_a_list_is_searched_and_narrowed_to_a_state(page, desk):
    ids = [opened(desk, page, "incident") for _ in range(3)]
    page.record.back.click()
    table = page.lists["incident"].table
    shown = [table.model.index(0, n).data(Qt.ItemDataRole.DisplayRole) for n in range(table.model.columnCount())]
    assert "R8.5.8 9:30" in shown  # as short as days are, else it is cut
    assert len(rows(page)) == 3
    page.lists["incident"].choose("written")
    assert rows(page) == []
    page.lists["incident"].choose("submitted")
    assert table.model.ids() == sorted(ids, key=lambda id: record.get(desk.session, "incident", id)["no"], reverse=True)


def test_the_review_of_what_a_deputy_decided(year_desk, shown):
    """後閲 of a further record: its button stands there for the one represented alone."""
    from app.services import people, training_city
    from tests.acts import PASSWORDS

    session = year_desk.session
    manager, superior, colleague = (
        person(year_desk, each) for each in (training_city.MANAGER, training_city.SUPERIOR, training_city.COLLEAGUE)
    )
    PASSWORDS[training_city.COLLEAGUE] = "北風と太陽と冬の三番勝負"
    with signet(session, manager, training_city.PASSWORD) as seal:
        people.enrol(session, colleague, PASSWORDS[training_city.COLLEAGUE], seal)
        people.grant(session, superior, "deputy_ciso", session.today, "", seal)
        people.grant(session, colleague, "ciso", session.today, "", seal)
    id = entry.open(session, "exception", filled(session, record.form_of(session, "exception"))).id
    page = shown(RecordsPage(year_desk))
    sit(year_desk, training_city.SUPERIOR)
    page.open_record(f"exception/{id}")
    warned = page.record.case.standing.warnings(session.profile, False)[0]
    assert "どのような場合か" in warned  # 「条件・理由」 does not say what is wanted of a deputy
    sealed(
        session,
        "exception",
        id,
        lambda s, i, seal, seen, **more: entry.seal(s, "exception", i, seal, seen, **more),
        training_city.SUPERIOR,
        decision="permit",
        remark="出張中のため",
    )
    page.refresh()
    assert "review" not in page.record.next.buttons
    sit(year_desk, training_city.COLLEAGUE)
    page.record.next.buttons["review"].click()
    Hands().seal(page.record.dialog, PASSWORDS.pop(training_city.COLLEAGUE))
    assert record.get(session, "exception", id)["acts"][-1]["reviewed"]["person"] == colleague
    assert "review" not in page.record.next.buttons
    assert Seen.of(record.get(session, "exception", id)).event


def test_an_asset_and_the_medium_it_lies_on_say_where_the_class_is_too_low(page, desk, shown):
    """The media are picked by search, and nobody is no choice where somebody must be named."""
    session = desk.session
    lower = {"medium_no": "PC-0042", "medium_kind": "pc", "info_class": list(session.profile.classes)[-1]}
    medium = media.register(session, {**lower, "place": "執務室", "zone": next(iter(session.profile.zones))}).id
    form = record.form_of(session, "asset")
    dialog = EntryDialog(desk, page, form)
    manager = dialog.form.fields["x_manager"].editor
    assert manager.value() is None
    assert manager.combo.findData(None) < 0
    assert isinstance(dialog.form.fields["x_media"].editor, MediaEditor)
    dialog.reject()
    highest = next(iter(session.profile.classes))
    asset = filled(session, form) | {"x_info_class": highest, "x_media": [medium]}
    id = entry.open(session, "asset", asset).id
    page.open_record(f"asset/{id}")
    assert page.record.below.isVisible()
    life = shown(LifeView(desk))
    life.open(medium)
    assert life.below.isVisible()


def test_tab_goes_down_the_form_and_through_what_is_folded(page, desk):
    dialog = EntryDialog(desk, page, record.form_of(desk.session, "asset"))
    dialog.open()
    form = dialog.form
    form._fold.open()
    places, stop = [], form.fields["x_name"].editor.target
    for _ in range(200):
        names = [name for name, field in form.fields.items() if field.isAncestorOf(stop)]
        names += ["fold"] if stop is form._fold.button else []
        places += [name for name in names if name not in places]
        stop = stop.nextInFocusChain()
    plain = [name for name in form.fields if name not in form._folded]
    assert places == [*plain, "fold", *form._folded_in_order()]
    dialog.reject()


def test_people_are_picked_in_lines_and_what_was_typed_before_is_not_lost(page, desk):
    page.list.rows["incident"].click()
    page.new.click()
    editor = page.dialog.form.fields["x_told"].editor
    who = person(desk, COLLEAGUE)
    editor.set_value([{"whom": "課長", "at": "2026-05-20T09:40", "by": who}, {"whom": "部長", "by": "受付の 田中"}])
    assert [line["by"] for line in editor.value()] == [who, "受付の 田中"]
    item = record.form_of(desk.session, "incident").by_name["x_told"].columns[2]
    told = fields.Speaker(desk.session.profile, {}, {who: COLLEAGUE}, {})
    assert (told.value(item, who), told.value(item, "受付の 田中")) == (COLLEAGUE, "受付の 田中")
    page.dialog.reject()


def test_what_is_wrong_in_a_line_stands_beside_its_own_field(page, desk):
    """Not above the form as 「入力してください」, which names neither the line nor the field."""
    page.list.rows["incident"].click()
    page.new.click()
    dialog = page.dialog
    form = record.form_of(desk.session, "incident")
    dialog.form.set_values({item.name: invented(desk, item) for item in form.stage("") if invented(desk, item)})
    editor = dialog.form.fields["x_told"].editor
    editor.set_value([{"whom": "課長", "at": "2026-05-08T09:40"}, {"at": "2999-05-08T09:40"}])
    dialog.accept_button.click()
    second = editor._lines[1].fields
    assert (bool(second["whom"].error()), bool(second["at"].error())) == (True, True)
    assert not any(field.error() for field in editor._lines[0].fields.values())
    assert dialog.banner.isHidden()
    assert not dialog.form.fields["x_told"].error()
    Hands().type("部長", second["whom"].editor.target)
    second["at"].set_value("2026-05-08T09:50")
    dialog.accept_button.click()
    assert len(entry.ids(desk.session, "incident")) == 1


def test_every_line_of_every_form_has_room_for_its_columns(desk):
    for form in domain.forms_of(desk.session.profile).values():
        for item in form.fields:
            placed = [column for row in in_rows(item.columns) for column in row]
            assert placed == list(item.columns)
            for row in in_rows(item.columns):
                assert len(row) == 1 or "datetime" not in {column.kind for column in row}


def test_a_step_that_was_begun_begins_with_what_was_typed(page, desk):
    page.list.rows["violation"].click()
    moment = "2025-01-06T10:00"
    said = {"x_kind": "other", "x_happened_at": moment, "x_found_at": moment, "x_who": person(desk, CLERK)}
    id = entry.open(desk.session, "violation", {**said, "x_content": "訓練です。"}).id
    page.open_record(f"violation/{id}")
    assert page.basis.isHidden()
    page.record.next.buttons["submit"].click()
    field = page.record.dialog.form.fields["x_measure"]
    Hands().type("書庫の鍵を替えました。", field.editor.target)
    page.record.dialog.reject()
    page.record.next.buttons["submit"].click()
    assert page.record.dialog.form.fields["x_measure"].value() == "書庫の鍵を替えました。"
    page.record.dialog.reject()
    page.record.next.buttons["revise"].click()
    assert page.record.dialog.form.fields["reason"].value()
    page.record.dialog.reject()
    page.record.back.click()
    assert not page.basis.isHidden()


def test_where_the_room_is_short_the_content_stands_right_below_what_comes_next(page, desk):
    opened(desk, page, "exception")
    view = page.record

    def top(widget):
        return widget.mapTo(view, QPoint(0, 0)).y()

    for width, order in ((1400, None), (900, [view.next, view.content, view.attachments, view.history]), (1400, None)):
        page.resize(width, 720)
        QTest.qWait(50)
        assert (top(view.content) == top(view.next)) == (order is None)
        if order is not None:
            assert sorted(order, key=top) == order
        else:
            assert view.attachments.mapTo(view, QPoint(0, 0)).x() == view.next.mapTo(view, QPoint(0, 0)).x()
