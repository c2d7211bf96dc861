"""Fonts, icons and Qt's own words follow the settings."""

import pytest
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QRawFont, QTextLayout
from PySide6.QtWidgets import QPushButton

from app.common import i18n, resources
from app.gui import theme
from app.gui.icons import icon


def test_scale_enlarges_text_and_space(qapp):
    theme.apply(qapp, "light", 1.5)
    assert theme.font().pixelSize() == 21
    assert theme.space(2) == 24
    assert qapp.font().pixelSize() == 21


def test_scale_stays_within_bounds(qapp):
    theme.apply(qapp, "light", 9.0)
    assert theme.scale() == 2.0


def test_rare_kanji_have_a_glyph_of_ours():
    gothic, noto = (QRawFont(str(resources.path("fonts", name)), 14) for name in theme.FONT_FILES[::2])
    assert gothic.supportsCharacter(ord("髙"))
    assert noto.supportsCharacter(ord("𠮷"))


def test_icons_follow_the_theme(qapp):
    picture = icon("house", "accent")
    colours = []
    for name in ("light", "dark"):
        theme.apply(qapp, name, 1.0)
        image = picture.pixmap(QSize(20, 20)).toImage()
        inked = [image.pixelColor(x, y) for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() > 250]
        colours.append(inked[0].name())
        assert theme.colour("accent").name() in {c.name() for c in inked}
    assert colours[0] != colours[1]


def test_an_icon_is_drawn_at_the_pixels_asked_for(qapp):
    assert icon("house").pixmap(QSize(20, 20), 1.5).size() == QSize(30, 30)


def test_an_unknown_icon_is_a_bug():
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


@pytest.mark.parametrize(("language", "word"), [("ja", "キャンセル"), ("en", "Cancel")])
def test_qt_speaks_the_language(qapp, language, word):
    i18n.use(language)
    theme.apply(qapp, "light", 1.0)
    assert word in QCoreApplication.translate("QPlatformTheme", "Cancel")


def test_every_shipped_icon_comes_from_the_set():
    for file in resources.path("icons").glob("*.svg"):
        assert "lucide" in file.read_text()
    assert resources.path("icons", "LICENSE-lucide.txt").is_file()


def test_roles_are_looked_up_again(qtbot):
    button = QPushButton("a")
    qtbot.addWidget(button)
    assert theme.mark_as(button, role="primary") is button
    assert button.property("role") == "primary"


def test_a_rare_kanji_does_not_move_its_line(qapp):
    theme.apply(qapp, "light")
    heights = set()
    for name in ("吉田 健", "𠮷田 健", "葛󠄀西 薫"):
        layout = QTextLayout(name, theme.font(14))
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        heights.add((round(line.ascent()), round(line.height())))
    assert len(heights) == 1
