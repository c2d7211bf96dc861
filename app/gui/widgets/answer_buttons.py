"""The large answer buttons of a question: mark, word and key, for mouse and keyboard."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.icons import paint_icon
from app.gui.widgets.flow import FlowLayout

#: From which width (at 100 %) on the words of an answer are broken.
LONG = 110


class Answer(Struct, frozen=True):
    """One answer: its stable `code`, the `mark` and `word` that people see, and its `look` (done, partly, not, na)."""

    code: str
    mark: str
    word: str
    look: str


class AnswerButton(QAbstractButton):
    """One answer; the chosen one is filled and ticked, one taken over from last year is dashed until confirmed."""

    def __init__(self, answer: Answer, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer, self.carried, self._number = answer, False, number
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setText(answer.word)
        name = t("widget.answer.name", word=answer.word, mark=answer.mark, key=number)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """Long words go into two lines, so that the answers still stand beside each other."""
        metrics = self.fontMetrics()
        words = max(metrics.horizontalAdvance(word) for word in self._lines())
        height = max(theme.px(76), metrics.height() * 3) + metrics.height() * (len(self._lines()) - 1)
        return QSize(max(words + theme.px(24), theme.px(96)), height)

    def _lines(self) -> list[str]:
        """The words in one line, or in the two that are the most even."""
        word, metrics = self.answer.word, self.fontMetrics()
        parts = word.split(" ")
        if len(parts) < 2 or metrics.horizontalAdvance(word) <= theme.px(LONG):
            return [word]
        halves = [(" ".join(parts[:n]), " ".join(parts[n:])) for n in range(1, len(parts))]
        return list(min(halves, key=lambda both: max(map(metrics.horizontalAdvance, both))))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the row moves the focus
        else:
            super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        self.setChecked(True)  # an answer is changed by choosing another one

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_ground(painter)
        self._paint_words(painter, ink)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), theme.px(2)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(10), theme.px(10))

    def _paint_ground(self, painter: QPainter) -> QColor:
        """The fill and the line; gives the colour to write with."""
        look = theme.colour(self.answer.look)
        pen = QPen(theme.colour("edge"), 1)
        fill, ink = theme.colour("surface"), theme.colour("text")
        if self.isChecked():
            pen, fill, ink = QPen(look, 1), look, theme.colour("on_accent")
        elif self.carried:
            pen, fill = QPen(look, 2, Qt.PenStyle.DashLine), theme.colour("na_soft")
        elif self.isDown() or self.underMouse():
            pen, fill = QPen(look, 1), theme.colour(f"{self.answer.look}_soft")
        painter.setPen(pen)
        painter.setBrush(fill if self.isEnabled() else theme.colour("window"))
        inset = theme.px(3) + 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px(8), theme.px(8))
        return ink if self.isEnabled() else theme.colour("muted")

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        area = self.rect().adjusted(theme.px(10), theme.px(9), -theme.px(10), -theme.px(14))
        painter.setPen(ink)
        painter.setFont(theme.font(theme.SMALL))
        painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, str(self._number))
        if self.isChecked():
            side = theme.px(16)
            paint_icon(painter, QRect(area.left(), area.top(), side, side), "check", ink.name())
        painter.setFont(theme.font(theme.BODY, bold=self.isChecked()))
        lines = self._lines()
        painter.drawText(area, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter, "\n".join(lines))
        upper = area.adjusted(0, -theme.px(2), 0, -painter.fontMetrics().height() * len(lines))
        painter.setFont(theme.font(24, bold=True))
        painter.setPen(ink if self.isChecked() or not self.isEnabled() else theme.colour(self.answer.look))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self.answer.mark)


class AnswerButtons(QWidget):
    """The answers of one question in a row that wraps; `answered` tells the code each time a person chooses.

    The keys 1 to 9 choose while the focus is inside; `listen(page)` makes them work on a whole page, where a text
    field that has the focus still takes digits for itself.
    """

    answered = Signal(str)

    def __init__(self, answers: Sequence[Answer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = FlowLayout(self, theme.space(1), even=True)
        self.buttons = [AnswerButton(answer, n) for n, answer in enumerate(answers, start=1)]
        for button in self.buttons:
            layout.addWidget(button)
            button.clicked.connect(lambda _checked=False, code=button.answer.code: self._on_clicked(code))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(t("widget.answer.group"))

    def listen(self, page: QWidget) -> None:
        """Let the number keys choose anywhere on `page`."""
        for number, button in enumerate(self.buttons, start=1):
            shortcut = QShortcut(str(number), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(button.click)

    def chosen(self) -> str | None:
        """The code of the chosen answer."""
        return next((b.answer.code for b in self.buttons if b.isChecked()), None)

    def set_chosen(self, code: str | None, carried: bool = False) -> None:
        """Show an answer without telling anybody; `carried` shows it as last year's, not yet confirmed."""
        for button in self.buttons:
            matches = button.answer.code == code
            button.setChecked(matches and not carried)
            button.carried = matches and carried
            button.setAccessibleDescription(t("widget.answer.carried") if button.carried else "")
            button.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        number = event.text()
        if step is not None:
            self._move_focus(step)
        elif number.isascii() and number.isdigit() and 1 <= int(number) <= len(self.buttons):
            self.buttons[int(number) - 1].click()
        else:
            super().keyPressEvent(event)

    def _move_focus(self, step: int) -> None:
        focused = next((n for n, b in enumerate(self.buttons) if b.hasFocus()), 0)
        self.buttons[(focused + step) % len(self.buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_clicked(self, code: str) -> None:
        self.set_chosen(code)
        self.answered.emit(code)
