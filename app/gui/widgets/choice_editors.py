"""Editors for choosing: one of a few, several of a list, yes or no."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.widgets.editor import Editor
from app.gui.widgets.flow import FlowLayout


class Option(Struct, frozen=True):
    """Something to choose: a stable `code`, its `word`, and a line of `detail` for those that need one."""

    code: str
    word: str
    detail: str = ""


_DETAIL = Qt.ItemDataRole.UserRole + 1
_LIST_WIDTH = 520  # at 100 %; a longer detail ends in dots and stands whole in its tooltip
_LIST_ROOM = 24
#: What check boxes ask of a dialog's width at most, at 100 %: they wrap, the dialog does not grow to the screen's edge.
_BOXES_WIDTH = 560


class _Rows(QStyledItemDelegate):
    """The offered list: each word with its detail; a delegate of its own heeds the style sheet's row height, too."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if detail := index.data(_DETAIL):
            option.text = f"{option.text}　{detail}"


class _Combo(QComboBox):
    """A combo box that a scrolling mouse wheel does not change by accident; its list is as wide as its words."""

    def showPopup(self) -> None:
        wanted = self.view().sizeHintForColumn(0) + theme.px(_LIST_ROOM)
        self.view().setMinimumWidth(max(self.width(), min(wanted, theme.px(_LIST_WIDTH))))
        super().showPopup()
        if self.currentIndex() < 0 and self.count():
            # Qt begins at the first row without marking it, so that the first arrow down would seem to skip it
            self.view().setCurrentIndex(self.model().index(0, self.modelColumn()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Editor):
    """One of a list; starts empty so that nobody confirms what he did not choose."""

    def __init__(self, options: Sequence[Option], parent: QWidget | None = None) -> None:
        self.combo = _Combo()
        super().__init__(self.combo, parent)
        self.combo.setItemDelegate(_Rows(self.combo))
        self.combo.setMaxVisibleItems(15)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.setPlaceholderText(t("widget.choice.placeholder"))
        self.set_options(options)
        self.combo.activated.connect(lambda _index: self._changed(at_once=True))

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these; a value that is no longer among them is let go."""
        kept, self._none = self.value(), -1
        self.combo.clear()
        for place, option in enumerate(options):
            # nothing at all is a row of its own: an empty row, once stepped on, looks like a mistake
            word, code = (option.word, option.code) if option.word or option.code else (t("widget.choice.none"), None)
            self._none = place if code is None else self._none
            self.combo.addItem(word, code)
            self.combo.setItemData(place, option.detail or option.word, Qt.ItemDataRole.ToolTipRole)
            self.combo.setItemData(place, option.detail, _DETAIL)
        self.set_value(kept)

    def keep(self, code: str) -> None:
        """Offer a value as well that is not among the options: what is recorded must not be lost by looking at it."""
        if self.combo.findData(code) < 0:
            self.combo.addItem(code, code)

    def missing(self) -> str:
        return t("error.choose")

    def value(self) -> str | None:
        code = self.combo.currentData()
        return None if code is None else str(code)

    def set_value(self, value: Any) -> None:
        place = -1 if value is None else self.combo.findData(value)
        self.combo.setCurrentIndex(place if place >= 0 else self._none)
        self._settler.forget()


class MultiChoiceEditor(Editor):
    """Any number of a list, as check boxes that wrap; the value is the list of codes in the order of the list."""

    def __init__(self, options: Sequence[Option], parent: QWidget | None = None) -> None:
        self._boxes: dict[str, QCheckBox] = {}
        self._group = QWidget()
        self._flow = FlowLayout(self._group, theme.space(1), widest=theme.px(_BOXES_WIDTH))
        super().__init__(self._group, parent)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these; ticks on codes that stay are kept."""
        kept = self.value()
        for box in self._boxes.values():
            self._flow.removeWidget(box)
            box.hide()  # it goes only after what is done now
            box.deleteLater()
        self._boxes = {option.code: self._box(option) for option in options}
        self.set_value(kept)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def codes(self) -> list[str]:
        """Everything on offer."""
        return list(self._boxes)

    def missing(self) -> str:
        return t("error.choose")

    def value(self) -> list[str]:
        return [code for code, box in self._boxes.items() if box.isChecked()]

    def set_value(self, value: Any) -> None:
        for code, box in self._boxes.items():
            box.setChecked(code in (value or ()))
        self._settler.forget()

    def _box(self, option: Option) -> QCheckBox:
        box = QCheckBox(option.word.replace("&", "&&"))
        box.setToolTip(option.detail)
        box.clicked.connect(lambda _checked=False: self._changed(at_once=True))
        self._flow.addWidget(box)
        return box


class BoolEditor(Editor):
    """Yes or no, as one check box with its own words."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        self.box_widget = QCheckBox(words.replace("&", "&&"))
        super().__init__(self.box_widget, parent)
        self.box_widget.clicked.connect(lambda _checked=False: self._changed(at_once=True))

    def value(self) -> bool:
        return self.box_widget.isChecked()

    def set_value(self, value: Any) -> None:
        self.box_widget.setChecked(bool(value))
        self._settler.forget()
