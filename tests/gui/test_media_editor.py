"""Picking media one after the other, or all that were found at once."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui.media.editor import MediaEditor, MediumEditor
from app.gui.media.entry_dialog import EntryDialog
from app.gui.widgets.banner import Banner
from app.services import media

DRIVE = {
    "medium_kind": "hdd",
    "info_class": "A",
    "zone": "mynumber",
    "name": "内蔵ディスク",
    "place": "鍵付き書庫",
    "locked": 1,
}


@pytest.fixture
def drives(year_desk):
    session = year_desk.session
    return [media.register(session, {**DRIVE, "medium_no": f"HDD-06{n:02d}"}).id for n in range(10)]


def search(editor, text):
    editor.picker.line.setText(text)
    editor.picker.line.textEdited.emit(text)
    editor.picker._ask()
    return [option.word for option in editor.picker.offered()]


def pick(editor, place):
    editor.picker._on_activated(editor.picker._words.index(place, 0))


def test_what_was_picked_is_not_offered_again(year_desk, drives, shown):
    editor = shown(MediaEditor(year_desk))
    assert search(editor, "HDD-06")[0].startswith("HDD-0600")
    pick(editor, 0)
    assert search(editor, "HDD-06")[0].startswith("HDD-0601")
    assert editor.value() == drives[:1]


def test_all_that_were_found_are_picked_at_once(year_desk, drives, shown):
    editor = shown(MediaEditor(year_desk))
    search(editor, "HDD-0603")
    pick(editor, 0)
    offered = search(editor, "HDD-06")
    assert offered[-1] == "この9件をすべて加える"
    pick(editor, len(offered) - 1)
    assert editor.value() == [drives[3], *drives[:3], *drives[4:]]
    assert editor.picker.line.text() == ""
    assert search(editor, "HDD-06") == []


def test_one_medium_is_picked_alone(year_desk, drives, shown):
    editor = shown(MediumEditor(year_desk))
    assert len(search(editor, "HDD-06")) == len(drives)
    pick(editor, 1)
    assert editor.value() == drives[1]
    pick(editor, 0)
    assert editor.value() == drives[0]


def test_a_range_of_numbers_that_is_not_the_quantity_is_said(year_desk, opened):
    dialog = opened(EntryDialog(year_desk, None))
    quantity = dialog.form.fields["quantity"]
    dialog.form.fields["medium_no"].set_value("CD-0140〜0150")
    dialog._on_edited("medium_no")
    assert quantity.value() == 11
    assert quantity._hint.text() == ""
    quantity.set_value(40)
    dialog._on_edited("quantity")
    assert quantity._hint.text() == t("media_page.numbers_differ", n=11)


def test_a_banner_shown_before_it_says_anything_has_its_height_when_it_does(shown, qtbot):
    column = QWidget()
    banner = Banner(column)
    layout = QVBoxLayout(column)
    layout.addWidget(banner)
    layout.addStretch(1)
    column.resize(600, 300)
    shown(column)
    banner.setVisible(True)
    qtbot.wait(20)
    banner.say("warn", "入っている情報資産の最も高い分類は「A」ですが、この媒体は「B」で登録されています。")
    qtbot.wait(50)
    assert banner.height() > 24
