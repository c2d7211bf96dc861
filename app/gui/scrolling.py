"""A widget that scrolls down, never sideways; and the sheet of a dialog, which is as high as the screen allows."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.gui import theme

SETTLED_MS = 1  # after the events by which Qt shows and lays out new children
NESTED = 4  # a layout that grows asks the one around it
EDGE = 48  # what the desktop's own frame and bar take of the screen beside a dialog, in its pixels
LEAST = 96


class _Column(QScrollArea):
    """As it never scrolls sideways, it is never narrower than what it holds."""

    def __init__(self) -> None:
        super().__init__()
        _plain(self)

    def minimumSizeHint(self) -> QSize:
        least, inside = super().minimumSizeHint(), self.widget()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(max(inside.minimumSizeHint().width() + bar, 0), least.height()) if inside else least


def scrolling(widget: QWidget | None = None) -> QScrollArea:
    """The widget in a frameless area of its own; a large one is better put in once the area has its place.

    Whatever moves to another parent is dressed anew by the style sheet, with all that is in it.
    """
    area = _Column()
    if widget is not None:
        area.setWidget(widget)
    return area


def _plain(area: QScrollArea) -> None:
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def paint_when_settled(widget: QWidget) -> None:
    """Hold painting until what was just put in is shown and laid out, so that nobody sees it squeezed."""
    widget.setUpdatesEnabled(False)
    QTimer.singleShot(SETTLED_MS, widget, lambda: _paint(widget))


def _paint(widget: QWidget) -> None:
    """On a busy PC the timer comes before the layouts that the new children asked for: those are done first."""
    for _ in range(NESTED):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    widget.setUpdatesEnabled(True)
    # Qt drops the request to paint that comes due while painting is held, and sends no other as long as anything waits
    QCoreApplication.postEvent(widget.window(), QEvent(QEvent.Type.UpdateRequest))


def reveal(widget: QWidget) -> None:
    """Scroll what holds the widget until it is seen."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None and widget.isVisibleTo(parent):
        parent.ensureWidgetVisible(widget, 0, 8)


def bring(widget: QWidget, margin: int) -> None:
    """Scroll everything that holds the widget, from the inmost outwards, until it is seen."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget, 0, theme.px(margin))
        parent = parent.parentWidget()


def room_for(window: QWidget) -> QSize:
    """How large a dialog may become, so that all of it stays on the screen."""
    return window.screen().availableSize() - QSize(EDGE // 2, EDGE)


def least_at_width(widget: QWidget, least: QSize) -> QSize:
    """The least size of a widget whose words wrap: its height at the width that it has, so that nothing is squeezed."""
    layout = widget.layout()
    if layout is None or not layout.hasHeightForWidth() or widget.width() <= 1:
        return least
    return QSize(least.width(), max(least.height(), layout.totalMinimumHeightForWidth(widget.width())))


class Inside(QWidget):
    """As high as its words are at the width that it has; Qt's own least height is that of the narrowest width.

    Long wrapped words in a scrolling page would else leave an empty stretch below them.
    """

    def minimumSizeHint(self) -> QSize:
        least, layout = super().minimumSizeHint(), self.layout()
        return QSize(least.width(), 0) if layout is not None and layout.hasHeightForWidth() else least


class Sheet(QScrollArea):
    """What a dialog holds above its buttons: its window grows with it, and once the screen is full the sheet scrolls.

    Whatever is unfolded, said or added later, the buttons below stay on the screen. When it goes again the window
    gives its room back, down to the height that the dialog began with or a person gave it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._inside = inside = theme.mark_as(Inside(), role="scrolled")
        self.box = QVBoxLayout(inside)
        self._own = 0
        self._given: QSize | None = None
        _plain(self)
        self.setWidget(inside)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        width = max(self._inside.sizeHint().width(), self._inside.minimumSizeHint().width())
        return QSize(width, self._height(width))

    def minimumSizeHint(self) -> QSize:
        least = self._inside.minimumSizeHint()
        return QSize(least.width(), min(self._height(least.width()), LEAST)).boundedTo(room_for(self.window()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return False

    def fit(self) -> None:
        """Give the window the width and height that are missing here, as far as the screen has them.

        What a dialog reads after it is shown may be wider than what it was laid out for.
        """
        window, room, seen = self.window(), room_for(self.window()), self.viewport().size()
        if self._given is None:  # before it is first shown: a size that it was given is kept, a guess of Qt's is not
            self._own = window.height() if window.testAttribute(Qt.WidgetAttribute.WA_Resized) else 0
        elif window.size() != self._given:  # a person's own
            self._own = window.height()
        width = max(self._inside.minimumSizeHint().width(), seen.width())
        change = QSize(width - seen.width(), self._height(width) - seen.height())
        wanted = (window.size() + change).expandedTo(QSize(0, self._own)).boundedTo(room)
        if wanted != window.size():
            window.resize(wanted)
            self._keep_on_screen(window)
        self._given = window.size()

    def _height(self, width: int) -> int:
        if self.box.hasHeightForWidth():
            return self.box.totalHeightForWidth(width)
        return self._inside.sizeHint().height()

    @staticmethod
    def _keep_on_screen(window: QWidget) -> None:
        frame, screen = window.frameGeometry(), window.screen().availableGeometry()
        right, below = max(frame.right() - screen.right(), 0), max(frame.bottom() - screen.bottom(), 0)
        if window.isVisible() and (right or below):
            window.move(max(window.x() - right, screen.left()), max(window.y() - below, screen.top()))
