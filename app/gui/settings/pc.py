"""What is this PC's own: language, theme, scale, idle lock."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import theme
from app.gui.context import Context
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import NumberEditor

WIDTH = 420
_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)


class PcPanel(QWidget):
    """Each choice holds at once; language, theme and scale build the window anew."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        settings = context.settings
        self.form = FormLayout()
        self.form.setMaximumWidth(theme.px(WIDTH))
        languages = [Option("ja", "日本語"), Option("en", "English")]
        themes = [Option(code, t(f"settings_page.theme.{code}")) for code in ("system", "light", "dark")]
        scales = [Option(str(scale), f"{round(scale * 100)} %") for scale in _SCALES]
        eras = [Option("元年", "元年"), Option("1年", "1年")]
        self._put("language", ChoiceEditor(languages), settings.language)
        self._put("theme", ChoiceEditor(themes), settings.theme)
        self._put("scale", ChoiceEditor(scales), str(settings.scale))
        self._put("era_first_year", ChoiceEditor(eras), settings.era_first_year)
        self._put("idle_lock_minutes", NumberEditor(t("settings_page.minutes"), 1, 15), settings.idle_lock_minutes)
        card = Card(t("settings_page.pc_card"), "laptop")
        card.add(self.form)
        card.add(label(t("settings_page.pc_note"), "hint", wrap=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(2), 0, 0)
        layout.addWidget(card)
        layout.addStretch(1)
        self.form.committed.connect(self._on_committed)

    def focused(self) -> str:
        """The choice on which the keyboard is; empty for none."""
        here = QApplication.focusWidget()
        return next((name for name, field in self.form.fields.items() if here and field.isAncestorOf(here)), "")

    def go_to(self, name: str) -> None:
        """Put the keyboard on a choice, once the window stands: it is built anew at each of them."""
        field = self.form.fields.get(name)
        if field is not None:
            field.come_into_sight()
            focus = partial(field.editor.target.setFocus, Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, field, focus)

    def _put(self, name: str, editor: ChoiceEditor | NumberEditor, value: object) -> None:
        field = Field(name, t(f"settings_page.{name}"), editor)
        field.set_value(value)
        self.form.add(field)

    def _on_committed(self, name: str, value: object) -> None:
        if value is None or self.form.fields[name].fault():
            return
        if name == "scale":
            value = float(str(value))
        if getattr(self.context.settings, name) == value:
            return
        self.context.settings.update({name: value})
        self.context.signals.restyle_wanted.emit()
