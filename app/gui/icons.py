"""Lucide icons, drawn in the theme's colour at whatever size and pixel ratio is asked for."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.common import resources
from app.gui import theme

SIZE = 20


def icon(name: str, role: str = "text") -> QIcon:
    """The icon `name` in the colour `role` ("text", "muted", "accent", "on_accent", a state …).

    The colour is looked up while drawing, so that an icon made once follows a change of theme.
    """
    if not resources.path("icons", f"{name}.svg").is_file():
        raise FileNotFoundError(f"no icon called {name}")
    return QIcon(_TintedIcon(name, role))


def icon_size() -> QSize:
    """The size of icons beside body text at the scale in force."""
    return QSize(theme.px(SIZE), theme.px(SIZE))


def paint_icon(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    """Draw the icon `name` in `colour` (#RRGGBB) into `rect`."""
    _renderer(name, colour).render(painter, QRectF(rect))


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = resources.path("icons", f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(svg.replace(b"currentColor", colour.encode())))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer


class _TintedIcon(QIconEngine):
    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw in today's colour, square and at the left; a disabled icon is muted."""
        role = "muted" if mode is QIcon.Mode.Disabled else self._role
        side = min(rect.width(), rect.height())
        box = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        paint_icon(painter, box, self._name, theme.palette().of(role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """A transparent picture of exactly `size` device pixels: crisp at 1.5x because it is never stretched."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        if size.isEmpty():  # a layout that is still settling may leave no room at all
            return made
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """A copy, for QIcon's copy on write."""
        return _TintedIcon(self._name, self._role)
