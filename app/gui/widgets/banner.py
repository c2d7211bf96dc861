"""A quiet bar that tells, warns or refuses: the sentence, the clause that says so, and the way out."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.scrolling import reveal
from app.gui.widgets.buttons import button, tool
from app.gui.widgets.icon_label import IconLabel
from app.gui.widgets.labels import label

WIDE = 440  # at 100 %: where it is narrower the way out stands under the words
SHARE = 0.4  # or where the way out would take more of the width than this
QWIDGETSIZE_MAX = (1 << 24) - 1
_LOOKS = {
    "info": ("accent", "info"),
    "done": ("done", "circle-check"),
    "warn": ("partly", "triangle-alert"),
    "refuse": ("not", "ban"),
}


class Banner(QFrame):
    """Stands at the top of what it is about; hidden, and nothing but a frame, until `say` is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way_out: Callable[[], None] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def say(
        self,
        kind: str,
        text: str,
        clause: str = "",
        way_out: str = "",
        on_way_out: Callable[[], None] | None = None,
        closable: bool = True,
    ) -> None:
        """Show a sentence; `kind` is info, done, warn or refuse; `way_out` names a button for the next step."""
        if self.layout() is None:
            self._build()
        look, picture = _LOOKS[kind]
        self._icon.set_icon(picture, look)
        self._text.setText(text)
        self._clause.setText(clause)
        self._clause.setVisible(bool(clause))
        self._button.setText(way_out)
        self._button.setVisible(bool(way_out))
        self._way_out = on_way_out
        self._level(bool(way_out) and self._said.direction() == QBoxLayout.Direction.LeftToRight)
        self._close.setVisible(closable)
        self.setAccessibleName(f"{t(f'widget.banner.{kind}')} {text} {clause}".strip())
        theme.mark_as(self, banner=look)
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        if self.parentWidget() is not None:
            self.show()
            QTimer.singleShot(0, self, lambda: reveal(self))
        else:  # shown now it would be a window for a moment: let it appear with what it is put into
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.layout() is None:
            return
        width = event.size().width()
        wide = width >= theme.px(WIDE) and self._button.sizeHint().width() <= SHARE * width
        self._said.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._level(wide and bool(self._button.text()))
        tall = self.heightForWidth(self.width())
        self.setMaximumHeight(tall if tall > 1 else QWIDGETSIZE_MAX)  # a page with room left does not swell it

    def _level(self, beside: bool) -> None:
        """The first line stands as high as the words of the button beside it."""
        spare = (self._button.sizeHint().height() - self._icon.sizeHint().height()) // 2 if beside else 0
        top = max(theme.px(5), spare)
        self._words.setContentsMargins(0, top, 0, theme.px(5))
        self._picture.setContentsMargins(0, top, 0, 0)

    def _build(self) -> None:
        self._icon = IconLabel("info", "accent")
        self._text = label("", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._clause = label("", "hint", wrap=True)
        self._button = button("", on_click=self._on_way_out)
        self._close = tool(t("widget.banner.close"), "x", self.hide)
        words = self._words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self._text)
        words.addWidget(self._clause)
        words.addStretch(1)  # not aligned as a whole: Qt then gives it the height that one line of it has
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.space(2), theme.space(0.75), theme.space(1), theme.space(0.75))
        layout.setSpacing(theme.space(1.5))
        picture = self._picture = QVBoxLayout()
        picture.addWidget(self._icon)
        picture.addStretch(1)
        layout.addLayout(picture)
        self._said = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._said.setSpacing(theme.space(1))
        self._said.addLayout(words, 1)
        self._said.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(self._said, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _on_way_out(self) -> None:
        if self._way_out is not None:
            self._way_out()
