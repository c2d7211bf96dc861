"""Settings: people and their seals, this PC, the store's proof, other stores, the policy."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.bootstrap import Workplace
from app.common import i18n
from app.gui import copies, safety
from app.gui.app import Desk, dress
from app.gui.seal_dialog import SealDialog
from app.gui.settings import copies_card, stores
from app.gui.settings.page import SettingsPage
from app.gui.settings.people_dialogs import EnrolDialog, PersonDialog, RoleDialog
from app.gui.settings.transfer_dialog import TransferDialog
from app.gui.settings.transfer_rows import NEW as NEW_ONE
from app.gui.tasks import Tasks
from app.services import approval, media, people, transfer, verification
from app.services import copies as service_copies
from app.services.session import Changes, open_session
from tests.gui.store_fixtures import CLERK, MANAGER, PASSWORD, sit

NEW = "朝もやの橋を渡る三毛猫の影"


@pytest.fixture
def page(desk, shown):
    made = SettingsPage(desk)
    made.resize(1040, 700)
    return shown(made)


def dialog(kind):
    QApplication.processEvents()
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def seal(password=PASSWORD):
    shown = dialog(SealDialog)
    shown.password.line.setText(password)
    shown.seal_button.click()
    return shown


def row(desk, name):
    return next(each for each in people.all_people(desk.session) if each["name"] == name)


def texts(widget):
    return [each.text() for each in widget.findChildren(QLabel)]


def give_password(page, person, password=NEW):
    page.people.enrol(person)
    form = dialog(EnrolDialog)
    form.first.line.setText(password)
    form.second.line.setText(password)
    form.submit()


def test_a_person_is_added_and_corrected_with_a_reason(page, desk):
    page.people.add_person()
    form = dialog(PersonDialog)
    form.submit()
    assert form.form.fields["name"].error()
    form.form.set_values({"name": "森 鷗外", "kana": "モリ オウガイ"})
    form.submit()
    assert "森 鷗外" in texts(page.people)
    assert page.people.banner.isVisible()
    assert any("森 鷗外" in each for each in texts(page.people.banner))
    page.people.edit_person(row(desk, "森 鷗外"))
    form = dialog(PersonDialog)
    form.form.set_values({"post": "主事", "reason": "職名の記入もれ"})
    form.submit()
    assert row(desk, "森 鷗外")["post"] == "主事"


def test_a_clerk_gets_a_seal_and_a_role_under_the_managers(page, desk):
    clerk = row(desk, CLERK)
    give_password(page, clerk)
    seal()
    assert row(desk, CLERK)["enrolled"]
    role = desk.session.profile.escalation("dept")
    page.people.give_role(clerk)
    form = dialog(RoleDialog)
    form.form.set_values({"role": role})
    form.submit()
    seal()
    assert people.roles_of(desk.session, clerk["id"]) == [role]
    grant = people.grants(desk.session, clerk["id"])[0]
    page.people.end_role(grant)
    seal()
    desk.session.clock.advance(timedelta(days=1))
    assert people.roles_of(desk.session, clerk["id"]) == []


def test_a_forgotten_password_is_a_new_seal(page, desk):
    clerk = row(desk, CLERK)
    give_password(page, clerk)
    seal()
    give_password(page, clerk, "港の灯台から見える七色の帆")
    seal()
    with approval.signet(desk.session, clerk["id"], "港の灯台から見える七色の帆"):
        pass


def test_a_wrong_password_enrols_nobody(page, desk):
    give_password(page, row(desk, CLERK))
    shown = seal("違うパスワードです")
    assert shown.isVisible()
    assert not row(desk, CLERK)["enrolled"]
    shown.reject()


def test_a_clerk_without_a_seal_cannot_vouch(page, desk):
    sit(desk, CLERK)
    give_password(page, row(desk, CLERK))
    shown = dialog(SealDialog)
    assert not shown.seal_button.isEnabled()
    shown.reject()


def test_roles_end_before_they_begin_is_refused_beside_the_field(page, desk):
    page.people.give_role(row(desk, CLERK))
    form = dialog(RoleDialog)
    form.form.set_values({"role": "dept", "start": "2026-06-01", "end": "2026-05-01"})
    form.submit()
    assert form.form.fields["end"].error()
    form.reject()


def test_a_deputys_role_says_for_whom_and_how_far_it_acts(page, desk):
    page.people.give_role(row(desk, CLERK))
    field = dialog(RoleDialog).form.fields["role"]
    field.editor.target.setFocus()
    while field.value() != "deputy_ciso":
        QTest.keyClick(field.editor.target, Qt.Key.Key_Down)
    assert desk.session.profile.roles["ciso"].deputy_scope.ja in field._hint.text()
    assert desk.session.profile.citation(desk.session.profile.roles["ciso"].clause[0]) in field._clause.text()


def test_a_person_comes_into_sight_though_the_list_is_read_twice(page, desk):
    page.open_record(f"people/{row(desk, CLERK)['id']}")
    page.refresh()
    QApplication.processEvents()
    assert page.focusWidget().accessibleName().startswith(CLERK)


def test_verifying_says_what_it_found_and_is_remembered(page, desk):
    page.open_record("store")
    assert page.store.verify_button.hasFocus()
    page.store.verify()
    assert page.store.banner.isVisible()
    store = str(desk.session.unit["id"])
    assert safety.of_store(desk.settings, store) == safety.Safety("2026-05-11", 0, "")


def test_a_copy_is_made_verified_and_remembered(page, desk, tmp_path, monkeypatch):
    page.open_record("store")
    target = tmp_path / "控え.tenken"
    monkeypatch.setattr(copies_card, "save_as", lambda *_: target)
    page.store.copies.backup()
    assert not verification.verify(target, desk.session.paths).findings
    assert safety.of_store(desk.settings, str(desk.session.unit["id"])).copied_on == "2026-05-11"


def test_a_copy_never_lands_on_the_store_itself(page, desk, monkeypatch):
    monkeypatch.setattr(copies_card, "save_as", lambda *_: desk.session.store.path)
    page.open_record("store")
    page.store.copies.backup()
    assert page.store.copies.banner.isVisible()
    assert safety.of_store(desk.settings, str(desk.session.unit["id"])).copied_on == ""
    assert desk.session.unit["unit"] == "市民税課"


def test_copies_on_one_disk_are_warned_of_and_allowed(page, desk, tmp_path, monkeypatch):
    disks = {"store": 1, "共有": 2, "外付け": 2}
    monkeypatch.setattr(service_copies, "_disk", lambda place: disks.get(place.name, 1))
    card = page.store.copies
    for name in ("共有", "外付け", "近く"):
        (tmp_path / name).mkdir()
    card.choose(tmp_path / "共有")
    assert not any("ディスクにあります" in text for text in texts(card))
    card.choose(tmp_path / "外付け")
    assert sum("1か所目の控えと同じディスク" in text for text in texts(card)) == 1
    card.leave(tmp_path / "外付け")
    card.choose(tmp_path / "近く")
    assert sum("帳面と同じディスク" in text for text in texts(card)) == 1
    card.keep()
    assert len(service_copies.copies(desk.session, tmp_path / "近く")) == 1


def test_folders_of_one_disk_are_known(tmp_path):
    (tmp_path / "a").mkdir()
    assert service_copies.shares_disk(tmp_path / "a", [tmp_path])
    assert not service_copies.shares_disk(tmp_path / "a", [])
    assert not service_copies.shares_disk(tmp_path / "なし", [tmp_path / "なし"])


def test_copies_are_kept_in_two_folders_and_one_that_fails_is_named(page, desk, tmp_path):
    page.open_record("store")
    card, folders = page.store.copies, [tmp_path / "共有", tmp_path / "外付け"]
    assert not card.now.isEnabled()
    for folder in folders:
        folder.mkdir()
        card.choose(folder)
    assert not card.add_folder.isEnabled()
    folders[1].rmdir()
    card.keep()
    made = list(folders[0].iterdir())
    assert [path.suffix for path in made] == [".tenken"]
    assert not verification.verify(made[0]).findings
    assert str(folders[1]) in texts(card.banner)[0] or any(str(folders[1]) in text for text in texts(card.banner))
    assert any("控え 1 個" in text for text in texts(card))
    card.leave(folders[1])
    assert copies.folders(desk.settings, str(desk.session.unit["id"])) == [folders[0]]
    assert made[0].exists()


def test_one_copy_a_day_is_made_by_itself(desk, tmp_path):
    told = []
    daily = copies.DailyCopy(desk, told.append, desk.signals)
    store, folder = str(desk.session.unit["id"]), tmp_path / "共有"
    daily.look()
    folder.mkdir()
    copies.set_folders(desk.settings, store, [folder])
    copies.set_daily(desk.settings, store, False)
    daily.look()
    assert list(folder.iterdir()) == []
    copies.set_daily(desk.settings, store, True)
    daily.look()
    daily.look()
    assert len(list(folder.iterdir())) == 1
    assert safety.of_store(desk.settings, store).copied_on == desk.session.today
    desk.session.clock.advance(timedelta(days=1))
    daily.look()
    assert len(list(folder.iterdir())) == 2
    desk.session.clock.advance(timedelta(days=1))
    copies.set_folders(desk.settings, store, [tmp_path / "なし"])
    daily.look()
    assert [str(error) for kept in told for _, error in kept.failed]


def test_the_policy_says_what_it_is(page, desk):
    page.open_record("policy")
    assert desk.session.profile.name.ja in texts(page.policy)
    assert any(desk.session.profile.digest in text.replace("\n", "") for text in texts(page.policy))


def test_a_choice_for_this_pc_holds_at_once(page, desk):
    asked = []
    desk.signals.restyle_wanted.connect(lambda: asked.append(True))
    page.pc.form.fields["theme"].editor.combo.activated.emit(0)
    page.pc.form.committed.emit("theme", "dark")
    page.pc.form.committed.emit("scale", "1.5")
    page.pc.form.committed.emit("idle_lock_minutes", 10)
    assert (desk.settings.theme, desk.settings.scale, desk.settings.idle_lock_minutes) == ("dark", 1.5, 10)
    assert len(asked) == 3


@pytest.fixture
def app(desk, qapp):
    """The real thing: a desk with a window, on a store of its own."""
    path, paths = desk.session.store.path, desk.session.paths
    made = Desk(Workplace(paths, desk.settings, desk.drafts))
    session = open_session(path, paths)
    session.user = row(desk, MANAGER)["id"]
    made.open(session, Tasks(inline=True))
    yield made
    if made.wizard is not None:
        made.wizard.close()
    made.window.close()
    made.close()
    desk.settings.update({"language": "ja", "theme": "light", "scale": 1.0})
    dress(qapp, made.place)


def test_another_language_builds_the_window_anew_where_one_was(app, qtbot):
    app.window.show_page("settings", "pc")
    old = app.window
    app.window.pages["settings"].pc.form.committed.emit("language", "en")
    qtbot.waitUntil(lambda: app.window is not old, timeout=3000)
    assert i18n.language() == "en"
    assert app.window.current() == "settings"
    assert app.window.places()["settings"] == "pc"


def test_every_page_stays_where_it_was_when_the_window_is_built_anew(app, desk, qtbot):
    values = {"medium_no": "PC-0001", "medium_kind": "pc", "name": "ノートパソコン", "info_class": "B", "zone": "lgwan"}
    medium = media.register(app.context.session, {**values, "place": "鍵付き書庫"})
    app.window.show_page("media", medium.id)
    app.window.show_page("reports")
    app.window.show_page("settings", "pc")
    old = app.window
    app.window.pages["settings"].pc.form.committed.emit("theme", "dark")
    qtbot.waitUntil(lambda: app.window is not old, timeout=3000)
    assert list(app.window.pages) == ["settings"]
    assert app.window.places()["media"] == medium.id
    app.window.show_page("media")
    page = app.window.pages["media"]
    assert page.stack.currentWidget() is page.life
    assert page.life.id == medium.id


def test_another_store_is_opened_and_this_one_put_away(app, desk, tmp_path, monkeypatch, qtbot):
    other = verification.backup_of(app.context.session, tmp_path / "別の帳面.tenken")
    first = app.context.session
    app.window.show_page("settings", "store")
    monkeypatch.setattr(stores, "open_file", lambda *_: other)
    card = app.window.pages["settings"].store.findChild(stores.StoresCard)
    card._on_other()
    qtbot.waitUntil(lambda: app.context.session is not first, timeout=3000)
    assert app.context.session.store.path == other
    assert desk.settings.recent_stores[0] == str(other)
    app.window.show_page("settings", "store")
    card = app.window.pages["settings"].store.findChild(stores.StoresCard)
    assert "training" in [each.text() for each in card.findChildren(QAbstractButton)]


def test_what_cannot_be_opened_leaves_this_store_open(app, tmp_path, qtbot):
    first = app.context.session
    app.context.signals.store_wanted.emit(str(tmp_path / "missing.tenken"))
    qtbot.waitUntil(app.window.banner.isVisible, timeout=3000)
    assert app.context.session is first


def test_a_new_department_begins_with_the_wizard(app, qtbot):
    app.context.signals.store_wanted.emit("")
    qtbot.waitUntil(lambda: app.wizard is not None and app.wizard.isVisible(), timeout=3000)


def test_tab_goes_down_the_screen_of_a_transfer(page, desk):
    page.people.transfer()
    form = dialog(TransferDialog)
    form.activateWindow()
    form.last_day.editor.target.setFocus()
    met = []
    for _ in range(10):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    order = [met.index(line.tick) for line in form.leavers.values()]
    assert order == sorted(order)
    assert order[-1] < met.index(form.newcomers.text.editor.target) < met.index(form.accept_button)
    form.reject()


def test_a_transfer_is_carried_through_in_one_screen(page, desk):
    """Who comes takes over; a refused seal loses nothing; afterwards the screen says what comes next."""
    manager = row(desk, MANAGER)
    page.people.transfer()
    form = dialog(TransferDialog)
    form.submit()
    assert form.banner.isVisible()
    form.newcomers.text.editor.set_value("森 鷗外,もり おうがい,課長\n夏目 漱石\tなつめ そうせき\t主事")
    form.newcomers.read()
    line = form.leavers[manager["id"]]
    line.tick.setChecked(True)
    line.successor.set_value(f"{NEW_ONE}森 鷗外")
    line.roles.set_value(True)
    form.last_day.set_value(desk.session.today)
    desk.signals.changed.emit(Changes(frozenset({"person"})))
    form.submit()
    QApplication.processEvents()
    shown = seal("違うパスワードです")
    assert shown.isVisible()
    assert form.isVisible()
    shown.reject()
    form.submit()
    QApplication.processEvents()
    seal()
    assert not form.isVisible()
    assert page.people.banner.isVisible()
    new = row(desk, "森 鷗外")
    assert (new["post"], new["active_from"]) == ("課長", transfer.first_day(row(desk, MANAGER)["active_to"]))
    assert {each["role"] for each in people.grants(desk.session, new["id"])} >= {"dept"}
    assert not row(desk, "夏目 漱石")["roles"]


def test_who_has_left_stands_apart_and_can_come_back(page, desk):
    clerk = row(desk, CLERK)
    people.revise(desk.session, clerk["id"], {"active_to": "2020-03-31"}, "異動の入力")
    page.refresh()
    QApplication.processEvents()
    assert page.people.gone.isVisible()
    assert CLERK in texts(page.people.gone)
    with approval.signet(desk.session, row(desk, MANAGER)["id"], PASSWORD) as signet:
        transfer.move(desk.session, [transfer.Leaving(clerk["id"], "2020-03-31")], [], signet)
    page.refresh()
    page.people.rejoin(row(desk, CLERK))
    QApplication.processEvents()
    assert row(desk, CLERK)["here"]
    assert not page.people.gone.isVisible()


def test_a_restored_copy_is_confirmed_under_a_seal(page, desk):
    assert not page.store.restored.isVisible()
    desk.session.rolled_back = True
    page.tabs.setCurrentIndex(2)
    page.refresh()
    QApplication.processEvents()
    assert page.store.restored.isVisible()
    page.store.accept_restored()
    seal()
    assert not desk.session.rolled_back
    page.refresh()
    QApplication.processEvents()
    assert not page.store.restored.isVisible()


def test_the_keyboard_stays_on_the_choice_that_builds_the_window_anew(page):
    page.open_record("pc")
    page.activateWindow()
    page.pc.form.fields["theme"].editor.target.setFocus()
    QApplication.processEvents()
    assert page.place() == "pc/theme"
    page.pc.form.fields["scale"].editor.target.setFocus()
    page.open_record("pc/theme")
    QApplication.processEvents()
    assert page.pc.focused() == "theme"
