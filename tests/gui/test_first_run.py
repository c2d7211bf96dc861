"""The first run: four steps from nothing to the home screen, and the other ways in."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from app.bootstrap import prepare
from app.common import i18n
from app.common.clock import SystemClock
from app.common.i18n import t
from app.common.paths import Paths
from app.gui.app import Desk
from app.gui.first_run import policy_step
from app.gui.first_run.wizard import HEIGHT, WIDTH, Wizard
from app.gui.tasks import Tasks
from app.services import home, people, policy, training_city
from app.services.approval import signet
from app.services.session import open_session
from tests.gui.store_fixtures import CLERK, COST, MANAGER, PASSWORD, PEOPLE


@pytest.fixture
def place(tmp_path):
    yield prepare(Paths.under(tmp_path / "home"), "ja")
    i18n.use_words({})


@pytest.fixture
def opened():
    found = []
    yield found
    for session in found:
        session.close()


@pytest.fixture
def wizard(place, opened, shown):
    return shown(Wizard(place, opened.append, COST, tasks=Tasks(inline=True)))


def fill_in(wizard, folder):
    wizard.go_on()
    wizard.department.fill("見本市", "市民税課", "財務部", folder)
    wizard.go_on()
    wizard.names.fill(PEOPLE)
    wizard.go_on()


def type_passwords(wizard, first, second):
    wizard.password.first.line.setText(first)
    wizard.password.second.line.setText(second)
    wizard.go_on()


def test_four_steps_make_a_department(wizard, opened, tmp_path):
    fill_in(wizard, tmp_path)
    assert wizard.step() == 3
    type_passwords(wizard, PASSWORD, PASSWORD)
    session = opened[0]
    assert session.store.path == tmp_path / "市民税課.tenken"
    everybody = people.all_people(session)
    assert {row["name"] for row in everybody} == {row["name"] for row in PEOPLE}
    manager = next(row for row in everybody if row["name"] == MANAGER)
    assert manager["enrolled"]
    assert session.user == manager["id"]
    assert not session.unit["training"]
    assert not wizard.isVisible()
    assert not wizard.password.text()


def test_a_unit_headed_by_a_deputy_names_who_decides(wizard, opened, tmp_path):
    wizard.policy.choose("sendai")
    wizard.go_on()
    wizard.department.fill("見本市", "訓練公所", "訓練局", tmp_path)
    wizard.go_on()
    assert not wizard.names.deputised.isVisible()
    wizard.go_back()
    wizard.department.form.set_values({"kind": "branch"})
    wizard.go_on()
    wizard.names.fill([{"name": "訓練 公所長"}, {"name": "訓練 職員"}])
    wizard.go_on()
    assert (wizard.step(), wizard.names.unnamed.isVisible()) == (2, True)
    wizard.names.deputised.fill({"name": "訓練 課長"})
    wizard.go_on()
    type_passwords(wizard, PASSWORD, PASSWORD)
    session = opened[0]
    roles = {row["name"]: row["roles"] for row in people.all_people(session)}
    assert roles == {"訓練 公所長": ["dept_deputy"], "訓練 課長": ["dept"], "訓練 職員": []}
    said = {matter.kind: matter.name for matter in home.todo(session)}
    assert said["no_seal_yet"] == "訓練 課長"
    assert "only_a_deputy" not in said
    granted = next(row["id"] for row in people.all_people(session) if row["name"] == "訓練 課長")
    with signet(session, session.user, PASSWORD) as seal:
        people.end_role(session, people.grants(session, granted)[0]["id"], "2000-01-01", seal)
    assert {matter.kind: matter.name for matter in home.todo(session)}["only_a_deputy"] == "情報管理者"


def test_what_is_missing_is_said_beside_its_field(wizard, tmp_path):
    wizard.go_on()
    wizard.go_on()
    assert wizard.step() == 1
    assert wizard.department.form.fields["unit"].error()
    wizard.department.fill("見本市", "市民税課", "", tmp_path / "nowhere")
    wizard.go_on()
    assert wizard.department.form.fields["folder"].error()
    (tmp_path / "市民税課.tenken").touch()
    wizard.department.fill("見本市", "市民税課", "", tmp_path)
    wizard.go_on()
    assert wizard.department.form.fields["unit"].error()
    wizard.department.fill("見本市", "資産税課", "", tmp_path)
    wizard.go_on()
    wizard.go_on()
    assert wizard.step() == 2
    assert wizard.names.error.isVisible()


def test_a_weak_or_mistyped_password_is_refused(wizard, opened, tmp_path):
    fill_in(wizard, tmp_path)
    type_passwords(wizard, "短い", "短い")
    assert wizard.password.first._hint.isVisible()
    type_passwords(wizard, PASSWORD, PASSWORD + "x")
    assert wizard.password.second._hint.isVisible()
    type_passwords(wizard, "市民税課市民税課市民税課", "市民税課市民税課市民税課")
    assert wizard.step() == 3
    assert not opened


def test_the_password_is_judged_while_it_is_typed(wizard, tmp_path):
    fill_in(wizard, tmp_path)
    QTest.keyClicks(wizard.password.first.line, "kaze")
    assert wizard.password.judgement.isVisible()
    short = wizard.password.judgement.text()
    QTest.keyClicks(wizard.password.first.line, "-ga-fuku-oka")
    assert wizard.password.judgement.text() not in ("", short)


def test_names_come_from_excel(wizard, tmp_path):
    wizard.go_on()
    wizard.department.fill("見本市", "市民税課", "", tmp_path)
    wizard.go_on()
    QGuiApplication.clipboard().setText("髙﨑 花子\tタカサキ ハナコ\t課長\r\n𠮷田 健\tヨシダ ケン\r\n")
    QTest.keyClick(wizard.names.head.name.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert wizard.names.people()[:2] == [
        {"name": "髙﨑 花子", "kana": "タカサキ ハナコ", "post": "課長"},
        {"name": "𠮷田 健", "kana": "ヨシダ ケン"},
    ]


def test_who_stands_there_twice_or_without_a_name_is_asked_about(wizard, tmp_path):
    wizard.go_on()
    wizard.department.fill("見本市", "市民税課", "", tmp_path)
    wizard.go_on()
    heading = "\t".join(t(f"field.person.{part}") for part in ("name", "kana", "post"))
    line = "𠮷田 健\tヨシダ ケン\t係長\n"
    QGuiApplication.clipboard().setText(f"{heading}\n髙﨑 花子\t\t課長\n{line}{line}\tカサイ\t\n")
    QTest.keyClick(wizard.names.head.name.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wizard.go_on()
    assert wizard.step() == 2
    assert wizard.names.doubt.text() == t("first_run.names.twice", name="𠮷田 健")
    wizard.names.rows[1].fill({})
    wizard.go_on()
    assert wizard.names.doubt.text() == t("first_run.names.nameless", said="カサイ")
    wizard.names.rows[2].fill({})
    wizard.go_on()
    assert wizard.step() == 3
    assert [row["name"] for row in wizard.names.people()] == ["髙﨑 花子", "𠮷田 健"]


def test_what_was_typed_survives_a_crash_but_no_password(wizard, place, opened, shown, tmp_path):
    fill_in(wizard, tmp_path)
    wizard.password.first.line.setText(PASSWORD)
    again = shown(Wizard(place, opened.append, COST, tasks=Tasks(inline=True)))
    assert again.department.unit() == "市民税課"
    assert [row["name"] for row in again.names.people()] == [row["name"] for row in PEOPLE]
    assert PASSWORD not in "".join(path.read_text("utf-8") for path in (tmp_path / "home").rglob("*.json"))


def test_a_policy_says_what_it_is(wizard):
    step = wizard.policy
    assert "条項" in step._facts.text()
    assert step.profile().about["disclaimer"]["ja"] == step._disclaimer.text()


def test_a_folder_of_ones_own_is_taken_or_refused(wizard, monkeypatch, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(policy.built_in()[0].folder, own)
    text = (own / "profile.toml").read_text("utf-8")
    (own / "profile.toml").write_text(
        text.replace('ja = "高崎市", en = "Takasaki City"', 'ja = "見本市", en = ""'), "utf-8"
    )
    monkeypatch.setattr(policy_step, "choose_folder", lambda *_: own)
    wizard.policy._on_own()
    assert wizard.policy.profile().municipality.ja == "見本市"
    broken = tmp_path / "broken"
    broken.mkdir()
    wizard.policy.take_folder(broken)
    assert wizard.policy.error.isVisible()
    shutil.copytree(own, tmp_path / "empty")
    (tmp_path / "empty" / "profile.toml").write_text('[profile]\nid = "x"\n', "utf-8")
    wizard.policy.take_folder(tmp_path / "empty")
    assert wizard.policy.error.isVisible()
    assert wizard.policy.profile().municipality.ja == "見本市"


def test_the_training_city_is_there_to_practise_with(wizard, opened):
    wizard.practise()
    session = opened[0]
    assert session.unit["training"]
    assert session.unit["municipality"] == training_city.CITY
    assert isinstance(session.clock, SystemClock)
    assert CLERK in {row["name"] for row in people.all_people(session)}


def test_an_existing_store_is_opened_and_a_wrong_file_refused(wizard, opened, desk, tmp_path):
    wizard.open_store(tmp_path / "missing.tenken")
    assert wizard.banner.isVisible()
    wizard.open_store(desk.session.store.path)
    assert opened[0].unit["unit"] == "市民税課"


def test_the_other_language_is_one_click_away(place, qtbot):
    app = Desk(place)
    app.first_run("だめでした。")
    assert app.wizard.banner.isVisible()
    link = next(b for b in app.wizard.findChildren(QAbstractButton) if b.text() == "English")
    link.click()
    qtbot.waitUntil(lambda: i18n.language() == "en", timeout=2000)
    qtbot.waitUntil(lambda: app.wizard.next.text() == "Next", timeout=2000)
    app.wizard.close()


def test_who_sat_last_sits_again_and_nobody_else_is_guessed(place, desk, qtbot):
    path, paths = desk.session.store.path, desk.session.paths
    app = Desk(place)
    window = app.open(open_session(path, paths), Tasks(inline=True))
    assert window.locked.isVisible()
    user = window.locked.people.rows[1]
    user.click()
    sitting = app.context.session.user
    assert sitting
    window.close()
    app.close()
    window = app.open(open_session(path, paths), Tasks(inline=True))
    assert not window.locked.isVisible()
    assert app.context.session.user == sitting
    window.close()
    app.close()


def test_whoever_practises_is_told_the_passwords(place, shown):
    app = Desk(place)
    app.first_run()
    app.wizard._tasks, app.wizard._cost = Tasks(inline=True), COST
    app.wizard.practise()
    assert not app.window.banner.isHidden()
    assert training_city.PASSWORD in app.window.banner.accessibleName()
    app.window.close()
    app.close()
    app.wizard.deleteLater()


def type_title(points, role, title):
    line = points.form.fields[f"role.{role}"].editor.line
    line.setText(title)
    line.textEdited.emit(title)


def test_what_the_published_policy_leaves_open_is_asked_and_adopted(wizard, opened, tmp_path):
    wizard.policy.choose("tonami")
    wizard.go_on()
    points = wizard.open_points
    assert points.isVisible()
    points.form.fields["role.dept"].editor.line.clear()
    wizard.go_on()
    assert points.error.isVisible()
    assert wizard.step() == 1
    type_title(points, "dept", "情報管理担当課長")
    points.form.fields["class.low"].editor.line.clear()
    points.form.fields["class.high"].set_value("重要")
    points.form.fields["act.disposal"].set_value("bureau")
    fill_in(wizard, tmp_path)
    type_passwords(wizard, PASSWORD, PASSWORD)
    profile = opened[0].profile
    assert profile.roles["dept"].label.ja == "情報管理担当課長"
    assert [row.label.ja for row in profile.classes.values()] == ["重要", "機密性２"]
    assert next(row for row in profile.disposal_rules if row.id == "disposal-permission").permission == "bureau"
    assert all("low" not in row.classes for row in (*profile.disposal_rules, *profile.carryout_rules))


def test_the_choice_of_who_decides_speaks_the_titles_typed(wizard):
    wizard.policy.choose("gunma")
    wizard.go_on()
    type_title(wizard.open_points, "bureau", "担当部長")
    field = wizard.open_points.form.fields["act.carry"]
    box = field.editor.target
    assert any("担当部長" in box.itemText(row) for row in range(box.count()))
    assert field.value() == "dept"


def test_the_municipality_follows_the_policy_until_another_is_typed(wizard):
    wizard.policy.choose("takasaki")
    wizard.go_on()
    field = wizard.department.form.fields["municipality"]
    wizard.go_back()
    wizard.policy.choose("sendai")
    wizard.go_on()
    assert field.value() == "仙台市"
    field.set_value("見本市")
    wizard.go_back()
    wizard.policy.choose("minato")
    wizard.go_on()
    assert field.value() == "見本市"


def test_another_policy_needs_no_such_step_and_what_was_typed_stays(wizard):
    wizard.policy.choose("gunma")
    wizard.go_on()
    type_title(wizard.open_points, "bureau", "担当部長")
    wizard.go_back()
    wizard.go_on()
    assert wizard.open_points.form.fields["role.bureau"].value() == "担当部長"
    wizard.go_back()
    wizard.policy.choose("takasaki")
    wizard.go_on()
    assert wizard.department.isVisible()


def test_another_language_keeps_the_step_and_what_was_typed_and_proposes_in_its_own_words(place, qtbot, tmp_path):
    app = Desk(place)
    app.first_run()
    wizard = app.wizard
    wizard.policy.choose("sendai")
    wizard.go_on()
    wizard.department.form.set_values({"unit": "市民税課", "folder": str(tmp_path)})
    wizard.go_on()
    wizard.names.head.name.set_value(MANAGER)
    wizard.move(40, 30)
    wizard._on_language()
    qtbot.waitUntil(lambda: app.wizard is not wizard, timeout=2000)
    qtbot.waitUntil(lambda: app.wizard.step() == 2, timeout=2000)
    again = app.wizard
    assert again.policy.profile().id == "sendai"
    assert again.department.unit() == "市民税課"
    assert again.department.municipality() == again.policy.profile().municipality.en
    assert again.names.manager() == MANAGER
    assert again.names.people()[0]["post"].isascii()
    assert again.pos() == wizard.pos()
    again.close()
    again.deleteLater()


def test_a_refused_password_is_said_once(wizard, tmp_path):
    fill_in(wizard, tmp_path)
    QTest.keyClicks(wizard.password.first.line, "kaze")
    wizard.go_on()
    assert wizard.password.first._hint.isVisible()
    assert not wizard.password.judgement.isVisible()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_policies_and_the_ways_to_ones_own_are_seen_without_scrolling(place, opened, shown, qtbot, language):
    i18n.use(language)
    wizard = shown(Wizard(place, opened.append, COST, tasks=Tasks(inline=True)))
    wizard.resize(WIDTH, HEIGHT)  # the offscreen screen of the tests is smaller than any office's
    bar = wizard._stack.currentWidget().verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0, timeout=1000)
