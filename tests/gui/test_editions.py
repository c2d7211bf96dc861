"""新しい版に切り替える: the comparison, the marked difference, the seal; and the old answer beside the question."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.common import i18n
from app.common.clock import FixedClock
from app.gui.disposal.request_dialog import RequestDialog
from app.gui.inspection.last_year import LastYear
from app.gui.inspection.results_view import ResultsView
from app.gui.inspection.sheet import read_sheet
from app.gui.media.entry_dialog import EntryDialog
from app.gui.media.life_view import LifeView
from app.gui.policy.editions_card import EditionsCard
from app.gui.policy.editions_detail import marked
from app.gui.policy.editions_dialog import EditionsDialog
from app.gui.seal_dialog import SealDialog
from app.services import editions, inspection, media, policies, record
from app.services.approval import signet
from tests.gui.store_fixtures import PASSWORD, START, person
from tests.services.test_editions import OWN, USB, next_edition, with_fields


def handed_in(desk):
    """A staff sheet of this year, answered and handed in."""
    inspection.plan_year(desk.session, {"selection": "all"}, "全項目")
    id = inspection.open_sheet(desk.session, "staff", person(desk, "髙﨑 花子")).id
    codes = [item.code for item in inspection.result(desk.session, id).items]
    full = next(code for code, choice in desk.session.profile.scale.items() if choice.points == "1")
    inspection.answer_many(desk.session, id, codes, full, {})
    inspection.submit(desk.session, id)
    return id, codes


@pytest.fixture
def codes(desk):
    return [item.code for item in desk.session.profile.items.values() if item.sheet == "staff"]


@pytest.fixture
def dialog(desk, opened, codes):
    return opened(EditionsDialog(desk, None, next_edition(desk.session.profile, codes)))


def texts(widget):
    return " ".join(each.text() for each in widget.findChildren(QLabel) if not each.isHidden())


def test_the_table_names_every_verdict_what_needs_a_look_first(dialog):
    verdicts = [pair.verdict for pair in dialog.model.shown]
    assert verdicts[:4] == ["meaning", "new", "withdrawn", "wording"]
    assert set(verdicts[4:]) == {"same"}
    assert "%" in texts(dialog)
    dialog.filter.set_value("new")
    dialog.filter.edited.emit()
    assert [pair.new.code for pair in dialog.model.shown] == ["staff-brand-new"]


def test_what_differs_is_marked_by_more_than_colour(dialog):
    place = next(n for n, pair in enumerate(dialog.model.shown) if pair.verdict == "wording")
    dialog.view.setCurrentIndex(dialog.model.index(place, 0))
    assert "あらためて、" in dialog.detail.toPlainText()
    assert "text-decoration: underline" in dialog.detail.toHtml()
    assert "line-through" in marked("毎日見ますか。", "毎週見ますか。")
    assert "&lt;b&gt;" in marked("<b>", "<b>")


def test_nothing_is_adopted_without_the_seal_and_the_window_is_built_again(dialog, desk):
    before, wanted, asked = desk.session.profile.digest, dialog.profile.digest, []
    desk.signals.restyle_wanted.connect(lambda: asked.append(True))
    dialog.adopt.click()
    assert desk.session.profile.digest == before
    QApplication.processEvents()
    seal = next(w for w in QApplication.topLevelWidgets() if isinstance(w, SealDialog) and w.isVisible())
    seal.password.line.setText(PASSWORD)
    seal.seal_button.click()
    assert desk.session.profile.digest == wanted
    assert asked == [True]


def test_an_edition_that_lacks_a_role_in_use_cannot_be_sealed(desk, opened, codes):
    raw = dict(next_edition(desk.session.profile, codes).raw)
    raw["roles"] = [row for row in raw["roles"] if row["key"] != "dept"]
    from app.domain.policy import load

    made = opened(EditionsDialog(desk, None, load(raw)))
    assert not made.adopt.isEnabled()
    assert "情報セキュリティ管理者" in texts(made.banner)


def test_the_card_reads_a_folder_or_says_why_not(desk, shown, codes, tmp_path):
    card = shown(EditionsCard(desk))
    card.refresh()
    assert "令和8年5月11日" in card.since.text()
    card.compare(tmp_path)
    assert not card.banner.isHidden()
    profile = next_edition(desk.session.profile, codes)
    brought = [row["key"] for row in profile.raw["forms"]]
    assert brought
    policies.save(profile, tmp_path / "next")
    card.compare(tmp_path / "next")
    assert card.dialog.profile.digest == profile.digest
    card.dialog.reject()
    i18n.use("en")


def test_the_old_answer_stands_beside_a_question_of_another_meaning(desk, shown, opened):
    first, codes = handed_in(desk)
    old = inspection.result(desk.session, first).items[1].question.ja
    dialog = opened(EditionsDialog(desk, None, next_edition(desk.session.profile, codes)))
    dialog.ask()
    QApplication.processEvents()
    dialog.seal.password.line.setText(PASSWORD)
    dialog.seal.seal_button.click()
    desk.session.clock = FixedClock(START + timedelta(days=380), timedelta(seconds=1))
    inspection.close_year(desk.session)
    inspection.open_year(desk.session)
    inspection.plan_year(desk.session, {"selection": "all"}, "全項目")
    id = inspection.open_sheet(desk.session, "staff", person(desk, "髙﨑 花子")).id
    sheet = read_sheet(desk.session, desk.drafts, id)
    assert sheet.is_carried(codes[0])
    assert not sheet.is_carried(codes[1])
    panel = shown(LastYear())
    panel.show_item(sheet, codes[1])
    assert old in panel.state.text()
    assert panel.keep.isHidden()
    panel.show_item(sheet, codes[0])
    assert not panel.keep.isHidden()
    panel.show_item(sheet, "staff-brand-new")
    assert panel.isHidden()
    results = shown(ResultsView(desk))
    results.refresh()
    QApplication.processEvents()
    assert "版をまたぐ比較" in texts(results)


def test_a_field_that_the_city_added_is_shown_asked_and_kept_by_a_correction(desk, opened, shown):
    rows = [*OWN, {"form": "medium", "field": "shelf", "kind": "choice", "label": {"ja": "棚"}, "offers": [
        {"code": "red", "label": {"ja": "赤い棚"}}]}]  # fmt: skip
    with signet(desk.session, desk.session.user, PASSWORD) as seal:
        editions.adopt(desk.session, with_fields(desk.session.profile, rows), seal)
    id = media.register(desk.session, {**USB, "x_sticker": "シ-42", "x_shelf": "red"}).id
    view = shown(LifeView(desk))
    view.open(id)
    assert "シ-42" in texts(view)
    assert "赤い棚" in texts(view)
    dialog = opened(EntryDialog(desk, None, record.get(desk.session, "medium", id)))
    dialog.form.fields["place"].set_value("倉庫")
    dialog.form.fields["reason"].set_value("置き場所の変更")
    dialog.submit()
    row = record.get(desk.session, "medium", id)
    assert (row["place"], row["extra"]) == ("倉庫", {"x_sticker": "シ-42", "x_shelf": "red"})
    assert "x_truck" in opened(RequestDialog(desk, None, lambda _: None)).form.fields
