"""The manual: every part of the window and every dialog has its page, and F1 opens it."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from app.common import i18n, resources
from app.gui import manual
from app.gui.main_window import MainWindow
from app.gui.manual_dialog import ManualDialog, in_city_words
from app.gui.media.entry_dialog import EntryDialog
from app.gui.pages import PAGES
from app.services import policy
from tests.gui.test_main_window import press

ROOT = Path(__file__).resolve().parents[2]
#: These only tell something, or are the manual itself.
TELLING = {"ErrorDialog", "ProgressDialog", "ManualDialog"}
BASES = {"QDialog", "SheetDialog", "FormDialog", "RecordDialog"}


def dialogs():
    """(module, class) of every dialog of the window."""
    for path in sorted((ROOT / "app" / "gui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and BASES & {getattr(base, "id", "") for base in node.bases}:
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts), node.name


def has_page(key):
    return all(resources.path("manual", language, f"{key}.md").is_file() for language in ("ja", "en"))


@pytest.mark.parametrize("key", sorted({*manual._PAGE_OF.values(), manual.CONTENTS}))
def test_every_page_that_is_named_is_there(key):
    assert has_page(key)


def test_every_dialog_has_a_page():
    found = [(module, name) for module, name in dialogs() if name not in TELLING]
    assert len(found) > 25
    placed = [type(name, (), {"__module__": module}) for module, name in found if name not in BASES]
    assert not [each.__name__ for each in placed if not manual.page_of(each())]


def test_every_page_can_be_reached_from_the_contents():
    for language in ("ja", "en"):
        folder = resources.path("manual", language)
        text = (folder / f"{manual.CONTENTS}.md").read_text("utf-8")
        assert not [page.stem for page in folder.glob("*.md") if page.stem != manual.CONTENTS and page.name not in text]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_speak_in_the_citys_words(language):
    def page(key):
        return in_city_words((resources.path("manual", language, f"{key}.md")).read_text("utf-8"))

    i18n.use(language)
    i18n.use_words(policy.find("minato").words)
    texts = {
        "ja": ("自己点検", "許可", "部局", "情報セキュリティ"),
        "en": ("self-inspection", "permission", "permit", " bureau", "security incident"),
    }[language]
    pages = [path.stem for path in resources.path("manual", language).glob("*.md")]
    assert not [(key, word) for key in pages for word in texts if word in page(key).lower()]
    assert "](bureau.md)" in page("results")
    if language == "en":
        assert "An approval moves the day" in page("carryout-decide")


def open_manuals():
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, ManualDialog) and each.isVisible()]


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)
def test_f1_opens_the_page_of_what_is_shown(desk, shown, spec):
    window = shown(MainWindow(desk))
    window.show_page(spec.key)
    press(window, "F1")
    wanted = {"settings": "people"}.get(spec.key, spec.key)
    assert [each._way for each in open_manuals()] == [[wanted]]
    if spec.key == "settings":
        window.show_page("settings", "store")
        assert manual.page_of(window.pages["settings"].looked_at()) == "backup"
    if spec.key == "inspection":
        window.show_page("inspection", "results")
        assert manual.page_of(window.pages["inspection"].looked_at()) == "results"


def test_f1_in_a_dialog_and_the_way_to_the_contents_and_back(desk, shown):
    dialog = shown(EntryDialog(desk, None))
    next(each for each in dialog.findChildren(QShortcut) if each.key().toString() == "F1").activated.emit()
    (opened,) = open_manuals()
    assert opened._way == ["media"]
    opened.contents.click()
    assert opened._way == ["media", manual.CONTENTS]
    assert opened.contents.isHidden()
    opened.back.click()
    assert opened._way == ["media"]


def test_a_page_begins_at_its_top(desk, shown, qtbot):
    dialog = shown(ManualDialog("disposal", None))
    bar = dialog.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=2000)
    assert bar.value() == 0
    dialog.show_page(manual.CONTENTS)
    dialog.go_back()
    assert bar.value() == 0
