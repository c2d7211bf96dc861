"""The one style sheet of the window, generated from the palette and the scale."""

from pathlib import Path
from string import Template

from app.gui.palette import Palette

_STATES = ("done", "partly", "not", "na", "accent")

_SHEET = Template("""
QAbstractButton, QAbstractItemView, QTabBar, QComboBox, QAbstractSpinBox, QSlider { outline: none; }
QMainWindow, QDialog, QWidget[role="page"] { background: $window; color: $text; }
QLabel { background: transparent; color: $text; }
QLabel[role="title"] { font-size: $title; font-weight: bold; }
QLabel[role="section"] { font-size: $section; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="small"] { font-size: $small; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="hint"] { color: $muted; font-size: $small; }
QLabel[role="link"] { color: $accent; }
QLabel[role="error"] { color: $not_; font-size: $small; }
QLabel[role="number"] { font-size: $figure; font-weight: bold; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: $s4; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: $r8; }
QFrame[role="rule"] { background: $line; border: none; min-height: 1px; max-height: 1px; }
QFrame[role="line"] { border: 2px solid transparent; border-radius: $r6; }
QFrame[role="line-focus"] { background: $accent_soft; border: 2px solid $accent; border-radius: $r6; }
QFrame[role="floating"] { background: $raised; border: 1px solid $edge; border-radius: $r8; }

QPushButton { background: $surface; color: $text; border: 1px solid $edge; border-radius: $r6;
  padding: $s6 $s14; min-height: $line_height; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border: 2px solid $accent; padding: $s5 $s13; }
QPushButton:disabled { color: $muted; background: $window; border-color: $line; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed { background: $accent_strong; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { color: $muted; background: $na_soft; border-color: $line; }
QPushButton[role="link"], QToolButton { background: transparent; border: 1px solid transparent;
  border-radius: $r6; padding: $s4 $s6; color: $text; }
QPushButton[role="link"] { color: $accent; text-align: left; padding: $s4 $s6 $s4 $s2; }
QPushButton[role="link"]:hover, QToolButton:hover { background: $hover; }
QPushButton[role="link"]:focus, QToolButton:focus { border: 2px solid $accent; padding: $s3 $s5; }
QPushButton[role="link"]:focus { padding: $s3 $s5 $s3 $s1; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:disabled { color: $muted; }
QFrame[role="line"] QToolButton:checked, QFrame[role="line-focus"] QToolButton:checked { background: $accent;
  color: $on_accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $surface; color: $text;
  border: 1px solid $edge; border-radius: $r6; padding: $s5 $s8; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: $line_height; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $accent; padding: $s4 $s7; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $window; color: $muted;
  border-color: $line; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $window; border-color: $line; }
QLineEdit[fault="true"], QPlainTextEdit[fault="true"], QComboBox[fault="true"] { border: 2px solid $not_;
  padding: $s4 $s7; }
QComboBoxPrivateContainer { background: $raised; border: none; padding: 0; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: $s28; }
QComboBox::down-arrow { image: url("$icons/chevron-down-$name.svg"); width: $s16; height: $s16; }
QComboBox QAbstractItemView, QListView[role="popup"] { background: $raised; color: $text; border: none;
  selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView, QListView[role="popup"] { border: 1px solid $edge; }
QComboBox QAbstractItemView::item, QListView[role="popup"]::item { min-height: $s32; padding: 0 $s8;
  border-radius: $r4; }
QComboBox QAbstractItemView::item:selected, QListView[role="popup"]::item:selected { background: $accent_soft;
  color: $text; }

QCheckBox, QRadioButton { color: $text; spacing: $s8; padding: $s3; border: 2px solid transparent;
  border-radius: $r6; background: transparent; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
  width: $s16; height: $s16; border: 1px solid $edge;
  border-radius: $r4; background: $surface; }
QRadioButton::indicator { border-radius: $s8; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent; border-color: $accent;
  image: url("$icons/check-$name.svg"); }
QRadioButton::indicator:checked { background: $surface; border: $s5 solid $accent; width: $s8; height: $s8; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $na_soft; border-color: $line; }

QTableView { background: $surface; color: $text; border: none; gridline-color: $line;
  selection-background-color: $accent_soft; selection-color: $text; alternate-background-color: $surface; }
QTableView::item { padding: 0 $s8; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QTableView::item:focus { border: 2px solid $accent; }
QTableView::indicator { width: $s14; height: $s14; border: 1px solid $edge; border-radius: $r4; background: $surface; }
QTableView::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check-$name.svg"); }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $edge;
  padding: $s8 $s8 $s8 $s10; font-size: $small; }
QHeaderView::section:hover { background: $hover; color: $text; }
QHeaderView::up-arrow { image: url("$icons/chevron-up-$name.svg"); width: $s14; height: $s14; }
QHeaderView::down-arrow { image: url("$icons/chevron-down-$name.svg"); width: $s14; height: $s14; }
QTableCornerButton::section { background: $surface; border: none; }
QListView, QTreeView { background: $surface; color: $text; border: none; }

QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: $s12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $s12; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: $s3; margin: $s3; }
QScrollBar::handle:vertical { min-height: $s32; }
QScrollBar::handle:horizontal { min-width: $s32; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabBar::tab { background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
  padding: $s8 $s14; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: bold; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { background: $accent_soft; }
QTabBar::scroller { width: $s56; }
QTabBar QToolButton { background: $surface; border: 1px solid $line; padding: 0; margin: 0; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QProgressBar { background: $na_soft; border: none; border-radius: $s4; max-height: $s8; min-height: $s8; }
QProgressBar::chunk { background: $accent; border-radius: $s4; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QMenu { background: $raised; color: $text; border: 1px solid $edge; padding: $s4; }
QMenu::item { padding: $s6 $s24 $s6 $s12; border-radius: $r4; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: $s4 $s8; }
QStatusBar { background: $surface; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }

QFrame[role="nav"] { background: $surface; border: none; border-right: 1px solid $line; }
QFrame[role="topbar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[role="bottombar"] { background: $surface; border: none; border-top: 1px solid $line; }
QPushButton[role="status"] { background: transparent; border: 1px solid transparent; color: $muted;
  font-size: $small; padding: $s1 $s6; min-height: $s16; }
QPushButton[role="status"]:hover { background: $hover; color: $text; }
QPushButton[role="status"]:focus { border: 2px solid $accent; padding: 0 $s5; }
QLabel[role="keycap"] { color: $muted; font-size: $small; border: 1px solid $line; border-radius: $r4;
  background: $window; padding: $s1 $s6; min-height: $s16; }
QLabel[role="count"] { background: $accent; color: $on_accent; font-size: $small; font-weight: bold;
  border-radius: $s9; padding: $s1 $s7; min-height: $s16; }
QCalendarWidget QWidget { background: $raised; color: $text; alternate-background-color: $raised; }
QCalendarWidget QTableView { selection-background-color: $accent; selection-color: $on_accent; }
QCalendarWidget QTableView::item { padding: 0; border: none; border-radius: $r4; }
QCalendarWidget QTableView::item:selected { background: $accent; color: $on_accent; }
QCalendarWidget QTableView:disabled { color: $edge; }
QCalendarWidget QToolButton { font-weight: bold; padding: $s4 $s8; }
QCalendarWidget QToolButton::menu-indicator { image: none; }
""")

_STATE = Template("""
QLabel[badge="$key"] { color: $colour; background: $soft; border-radius: $s10; padding: $s2 $s10; min-height: $s16;
  font-size: $small; font-weight: bold; }
QFrame[banner="$key"] { background: $soft; border: 1px solid $colour; border-radius: $r8; }
QLabel[state="$key"] { color: $colour; }
QToolButton[look="$key"]:checked { background: $colour; color: $on_accent; border: 1px solid $colour;
  font-weight: bold; }
QToolButton[look="$key"][carried="true"] { background: $na_soft; border: 2px dashed $colour; padding: $s3 $s5; }
""")


def style_sheet(colours: Palette, scale: float, icons: Path) -> str:
    """The Qt style sheet for these colours; lengths are those of the 100 % design times `scale`."""
    values = {
        **{name: str(getattr(colours, name)) for name in colours.__struct_fields__},
        **_lengths(scale),
        "icons": icons.as_posix(),
    }
    states = (_STATE.substitute(values, key=key, **_state_colours(colours, key)) for key in _STATES)
    return _SHEET.substitute(values) + "".join(states)


def _state_colours(colours: Palette, key: str) -> dict[str, str]:
    return {"colour": colours.of(key), "soft": colours.of(f"{key}_soft")}


def _lengths(scale: float) -> dict[str, str]:
    """`$s8` is 8 design pixels; the text sizes have names."""
    named = {"body": 14, "small": 12, "section": 16, "title": 22, "figure": 28, "line_height": 22}
    named |= {f"s{n}": n for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16, 24, 28, 32, 56)}
    named |= {f"r{n}": n for n in (4, 6, 8)}
    return {name: f"{round(length * scale)}px" for name, length in named.items()}
