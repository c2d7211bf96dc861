"""Fonts, colours and sizes of the window: applied once here, asked for by name everywhere."""

from typing import TypeVar

from msgspec import Struct
from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.common import i18n, resources
from app.common.i18n import t
from app.gui.palette import DARK, LIGHT, Palette
from app.gui.style_sheet import style_sheet

#: The one style that draws alike on every desktop, as an argument of the application.
STYLE = ("-style", "fusion")
FAMILIES = ("BIZ UDPGothic", "Noto Sans JP")
#: Noto's file has one bit set (OS/2 USE_TYPO_METRICS): its lines are then as high as those of the first font, and a
#: name with a rare kanji stands on the same line as its neighbours. A new version of the font needs it again.
FONT_FILES = ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf", "NotoSansJP-Regular.ttf")
BODY, SMALL, SECTION, TITLE = 14, 12, 16, 22

_W = TypeVar("_W", bound=QWidget)


class _Active(Struct):
    """What is applied now; one per process, as QApplication is."""

    palette: Palette = LIGHT
    theme: str = "system"
    scale: float = 1.0
    fonts_loaded: bool = False
    translators: list[QTranslator] = []


_active = _Active()


def apply(app: QApplication, theme: str = "system", scale: float = 1.0) -> None:
    """Dress the whole application; may be called again at any time.

    `theme` is "light", "dark" or "system" (follows the desktop while the program runs); `scale` enlarges text and
    space together, 1.0 to 2.0, on top of the screen's own factor.
    """
    _load_fonts()
    _follow_desktop(app)
    _translate_qt(app)
    _active.theme, _active.scale = theme, min(max(scale, 1.0), 2.0)
    hints = app.styleHints()
    if theme == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if theme == "dark" else Qt.ColorScheme.Light)
    _dress(app)


def palette() -> Palette:
    """The colours in force."""
    return _active.palette


def colour(role: str) -> QColor:
    """The colour called `role` in force now; ask inside paintEvent so that a change of theme is followed."""
    return QColor(_active.palette.of(role))


def scale() -> float:
    """The factor in force, 1.0 to 2.0."""
    return _active.scale


def px(length: float) -> int:
    """`length` in pixels of the 100 % design, as pixels of the scale in force."""
    return round(length * _active.scale)


def space(steps: float = 1.0) -> int:
    """Steps of the 8-pixel grid as pixels of the scale in force."""
    return px(8 * steps)


def font(size: int = BODY, bold: bool = False) -> QFont:
    """A font of the program; `size` is one of BODY, SMALL, SECTION, TITLE or pixels at 100 %."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(px(size))
    made.setBold(bold)
    return made


def mark_as(widget: _W, **properties: object) -> _W:
    """Set style properties (`role="title"`, `state="done"`) and have the style sheet looked up again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    return widget


def _dress(app: QApplication) -> None:
    dark = _active.theme == "dark" or (
        _active.theme == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    )
    _active.palette = DARK if dark else LIGHT
    app.setFont(font())
    app.setPalette(_qt_palette(_active.palette))
    app.setStyleSheet(style_sheet(_active.palette, _active.scale, resources.path("icons", "indicator")))


def _qt_palette(colours: Palette) -> QPalette:
    """What Fusion draws by itself (indicators, menus, selections) in our colours."""
    made = QPalette()
    group, role = QPalette.ColorGroup, QPalette.ColorRole
    for qt_role, name in (
        (role.Window, "window"),
        (role.Base, "surface"),
        (role.AlternateBase, "hover"),
        (role.Button, "surface"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.Accent, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.Mid, "line"),
    ):
        made.setColor(qt_role, QColor(colours.of(name)))
    for qt_role in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, qt_role, QColor(colours.muted))
    return made


def _load_fonts() -> None:
    """The shipped fonts, so that every PC shows the same glyphs and none shows boxes."""
    if _active.fonts_loaded:
        return
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))
    _active.fonts_loaded = True


def _follow_desktop(app: QApplication) -> None:
    if app.property("follows_desktop"):
        return
    app.setProperty("follows_desktop", True)
    app.styleHints().colorSchemeChanged.connect(_on_desktop_changed)


def _on_desktop_changed() -> None:
    app = QGuiApplication.instance()
    if isinstance(app, QApplication) and _active.theme == "system":
        _dress(app)


class _Gaps(QTranslator):
    """What Qt's own Japanese catalogue leaves in English: two captions of the dialog for files."""

    def translate(self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str | None:
        """The words, or None for whatever is not ours to say."""
        captions = {"&Look in:": "qt.look_in", "Files of &type:": "qt.file_type"}
        return t(captions[source]) if source in captions else None

    def isEmpty(self) -> bool:
        return False


def _translate_qt(app: QApplication) -> None:
    """Qt's own buttons and menus in the language of the program; without this they stay English."""
    while _active.translators:
        app.removeTranslator(_active.translators.pop())
    QLocale.setDefault(QLocale(i18n.language()))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if i18n.language() == "ja" and translator.load("qtbase_ja", folder):
        _active.translators += [_Gaps(app), translator]
        for each in _active.translators:
            app.installTranslator(each)
