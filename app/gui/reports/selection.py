"""Which rows a register prints: the period, by 年度, by calendar year or from day to day, and the state."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.common.i18n import t
from app.domain import words
from app.domain.forms import Form
from app.gui import theme
from app.gui.dates import calendar_year, fiscal_year
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.field import Field
from app.gui.widgets.flow import FlowLayout
from app.services.paper_registers import ALL, Chosen, calendar, day_word, fiscal

_ALL, _DAYS = "all", "days"
_MADE: dict[str, Callable[[int], Chosen]] = {"fiscal": fiscal, "calendar": calendar}


class Selection(QWidget):
    """Two choices, and two days where the period is given by days; ``changed`` when another choice holds."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._state_editor, self._period_editor = ChoiceEditor([]), ChoiceEditor([])
        self.period = Field("period", t("reports_page.period"), self._period_editor)
        self.since = Field("since", t("reports_page.since"), DateEditor())
        self.until = Field("until", t("reports_page.until"), DateEditor())
        self.state = Field("state", t("paper.state"), self._state_editor)
        layout = FlowLayout(self, theme.space(1))
        layout.setContentsMargins(0, 0, 0, 0)
        for field in (self.period, self.since, self.until, self.state):
            field.setMinimumWidth(theme.px(150))
            layout.addWidget(field)
            field.committed.connect(lambda *_: self._on_changed())
        self._show_days()

    def offer(self, form: Form, fiscal_years: range, calendar_years: range) -> None:
        """Offer these years and the states of a form, and say which day counts; what still fits stays chosen."""
        self.period.set_title(t("reports_page.period_by", day=day_word(form)))
        period, state = self.period.value() or _ALL, self.state.value() or _ALL
        found = [Option(_ALL, t("reports_page.all_days"))]
        found += [Option(f"fiscal:{year}", fiscal_year(year)) for year in fiscal_years]
        found += [Option(f"calendar:{year}", calendar_year(year)) for year in calendar_years]
        found.append(Option(_DAYS, t("reports_page.by_days")))
        self._period_editor.set_options(found)
        self.period.set_value(period if any(each.code == period for each in found) else _ALL)
        states = [Option(_ALL, t("reports_page.all_states"))]
        states += [Option(each, words.state_word(form, each)) for each in form.states]
        self._state_editor.set_options(states)
        self.state.set_value(state if any(each.code == state for each in states) else _ALL)
        self._show_days()

    def value(self) -> Chosen:
        """What is chosen."""
        state = str(self.state.value() or _ALL)
        period, _, year = str(self.period.value() or _ALL).partition(":")
        found = _MADE[period](int(year)) if period in _MADE else ALL
        if period == _DAYS:
            found = Chosen(str(self.since.value() or ""), str(self.until.value() or ""))
        return Chosen(found.since, found.until, "" if state == _ALL else state)

    def fault(self) -> bool:
        """Whether the days cannot be read, or run backwards; said beside the field."""
        since, until = str(self.since.value() or ""), str(self.until.value() or "")
        backwards = self.period.value() == _DAYS and bool(since and until) and until < since
        self.until.set_error(t("error.dates_reversed") if backwards else "")
        return backwards or bool(self.since.fault() or self.until.fault())

    def _on_changed(self) -> None:
        self._show_days()
        if not self.fault():
            self.changed.emit()

    def _show_days(self) -> None:
        for field in (self.since, self.until):
            field.setVisible(self.period.value() == _DAYS)
