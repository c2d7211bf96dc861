"""A city's own Excel form for a paper: choose it, hear what it loses, say what goes where, try it, keep it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.common.errors import BadInput
from app.common.i18n import t
from app.gui import dates, theme, wording
from app.gui.context import Context
from app.gui.file_dialog import open_file, save_as
from app.gui.form_dialog import FormDialog
from app.gui.reports.own_form_grid import Grid, letters
from app.gui.reports.own_form_list import PlaceList
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import own_forms
from app.services.own_forms import Guess, Kept, Look, Slot
from app.services.paper import Paper
from app.services.paper_registers import ALL, Chosen

WIDTH, HEIGHT = 1120, 760
BOOKS = "Excel (*.xlsx)"


class _Part(Card):
    """A heading and under it what is lost, or what may change."""

    def __init__(self, head: str, picture: str) -> None:
        super().__init__(t(head), picture)
        self.words = label("", wrap=True)
        self.add(self.words)


class OwnFormDialog(FormDialog):
    """The form that is in use is shown first; another file may be chosen."""

    def __init__(
        self, context: Context, parent: QWidget | None, paper: Paper, record: str = "", rows: Chosen = ALL
    ) -> None:
        title = t("own_form.title", paper=paper.title)
        super().__init__(context, parent, title, t("own_form.keep"), 760)
        self.paper, self.record, self.rows = paper, record, rows
        self.look: Look | None = None
        self._agreed = False
        self._slots: tuple[Slot, ...] = ()
        self._build()
        self.resize(theme.px(WIDTH), theme.px(HEIGHT))
        self._set_ready()
        session, name = context.session, paper.name
        context.read(lambda: own_forms.kept_look(session, name), self._take_kept, owner=self, failed=self.failed)

    def read(self, path: Path) -> None:
        """Look at a file: what it would lose is told before anything else."""
        session, name, id = self.context.session, self.paper.name, self.record
        self.banner.hide()

        def work() -> tuple[Look, tuple[Slot, ...], Guess]:
            found = own_forms.inspect(path)
            return found, own_forms.slots(session, name, id), own_forms.guess(session, name, found, id)

        self.context.read(work, self._take_look, owner=self, failed=self.failed)

    def submit(self) -> None:
        look = self.look
        if look is None or not self.accept_button.isEnabled():
            return
        session, name, places = self.context.session, self.paper.name, self.list.places()
        self.change(lambda: own_forms.keep_looked(session, name, look, places))

    def try_out(self, target: Path | None = None) -> None:
        """Fill the form once with the record shown, somewhere where it can be looked at."""
        look = self.look
        path = target or save_as(self, t("own_form.test"), look.file if look else "", BOOKS)
        if look is None or path is None:
            return
        session, name, id, rows = self.context.session, self.paper.name, self.record, self.rows
        places = self.list.places()
        self.banner.hide()
        self.context.read(
            lambda: own_forms.write(own_forms.trial(session, name, id, look, places, rows), path),
            lambda made: self._tried(made[0]),
            owner=self,
            failed=self.failed,
        )

    def drop(self) -> None:
        """Use the form in use no more."""
        session, name = self.context.session, self.paper.name
        self.change(lambda: own_forms.drop(session, name))

    def failed(self, error: Exception) -> None:
        """Faults of places stand beside them; the first is also said at the top."""
        self._set_ready()
        if isinstance(error, BadInput):
            worded = wording.faults(self.context.session.profile, error)
            self.list.show_faults({fault.field: str(fault) for fault in worded})
            self.banner.say("warn", "\n".join(dict.fromkeys(map(str, worded[:4]))))
        else:
            wording.tell(self.context.session.profile, error, self, self.banner)

    def _tried(self, path: Path) -> None:
        url = QUrl.fromLocalFile(str(path))
        said = t("own_form.tested", file=path.name)
        self.banner.say("done", said, "", t("own_form.open"), lambda: _open(url))

    def _take_kept(self, found: tuple[Kept, Look, tuple[Slot, ...]] | None) -> None:
        if found is None or self.look is not None:
            return
        kept, look, slots = found
        self._show_look(look, slots, kept.places)
        self._file.setText(t("own_form.chosen", file=kept.file, n=len(look.sheets)))
        self.banner.say("info", t("own_form.in_use", day=dates.full(kept.since)))
        self.drop_button.show()
        self.agree()

    def _take_look(self, found: tuple[Look, tuple[Slot, ...], Guess]) -> None:
        look, slots, guess = found
        self._agreed = False
        self._show_look(look, slots, {**guess.beside, **guess.named})
        said = t("own_form.found", named=len(guess.named), beside=len(guess.beside))
        if look.losses:
            self._stack.setCurrentWidget(self._limits)
        else:
            self.agree()
            said = f"{t('own_form.nothing_lost')}\n{said}"
        self.banner.say("info", said)

    def _show_look(self, look: Look, slots: tuple[Slot, ...], places: Mapping[str, str]) -> None:
        self.look, self._slots = look, slots
        self._file.setText(t("own_form.chosen", file=look.file, n=len(look.sheets)))
        self._say_losses(look)
        self.sheet.set_options([Option(sheet.name, sheet.name) for sheet in look.sheets])
        self.sheet.set_value(look.sheets[0].name)
        self._show_sheet()
        self.list.show_slots(slots, places)
        self._on_edited()

    def _say_losses(self, look: Look) -> None:
        """What the written file will lack, before any place is chosen."""
        for gone, part in ((True, self._gone), (False, self._changed)):
            said = [own_forms.loss_words(loss) for loss in look.losses if loss.gone == gone]
            part.setVisible(bool(said))
            part.words.setText("\n".join(f"・{one}" for one in said))
        self.limits_button.setVisible(bool(look.losses))
        self.limits_button.setText(t("own_form.see_limits", n=len(look.losses)))

    def agree(self) -> None:
        """What is lost was read: on to the places."""
        self._agreed = True
        self._stack.setCurrentWidget(self._work)
        self._set_ready()

    def see_limits(self) -> None:
        """Show again what is lost."""
        self._stack.setCurrentWidget(self._limits)

    def _show_sheet(self) -> None:
        sheet = next((one for one in self.look.sheets if one.name == self.sheet.value()), None) if self.look else None
        if sheet is not None:
            self.grid.show_sheet(sheet)
            self._more.setVisible(sheet.more)
            self._draw()

    def _spots(self) -> dict[str, tuple[str, int, int]]:
        """Where each value goes, as far as its place can be read."""
        if self.look is None:
            return {}
        found = {}
        for key, place in self.list.places().items():
            spot = own_forms.locate(self.look, place)
            if spot is not None:
                found[key] = spot
        return found

    def _draw(self) -> None:
        spots, labels, shown = self._spots(), self.list.labels(), str(self.sheet.value())
        filled = {(row, at): labels.get(key, key) for key, (sheet, row, at) in spots.items() if sheet == shown}
        chosen = spots.get(self.list.current())
        self.grid.show_filled(filled, chosen[1:] if chosen is not None and chosen[0] == shown else None)

    def _on_edited(self) -> None:
        self.list.show_faults({})
        self._count.setText(t("own_form.placed", n=len(self.list.places())))
        self._draw()
        self._set_ready()

    def _on_picked(self, row: int, column: int) -> None:
        if self.look is not None:
            self.list.put(f"{self.sheet.value()}!{letters(column)}{row}")

    def _on_chosen(self) -> None:
        spot = self._spots().get(self.list.current())
        if spot is not None and spot[0] != self.sheet.value():
            self.sheet.set_value(spot[0])
            self._show_sheet()
        self._draw()

    def _set_ready(self) -> None:
        ready = self.look is not None and bool(self.list.places())
        self.accept_button.setEnabled(ready and self._agreed)
        self.test_button.setEnabled(ready and self._agreed)

    def _choose(self) -> None:
        path = open_file(self, t("own_form.choose"), BOOKS)
        if path is not None:
            self.read(path)

    def _build(self) -> None:
        self.choose_button = button(t("own_form.choose"), "folder-open", "", self._choose)
        self._file = label("", "strong")
        self.drop_button = button(t("own_form.drop"), "x", "link", self.drop)
        self.drop_button.hide()
        self.list, self.grid = PlaceList(), Grid()
        self.list.edited.connect(self._on_edited)
        self.list.chosen.connect(self._on_chosen)
        self.grid.picked.connect(self._on_picked)
        self.sheet = ChoiceEditor([])
        self.sheet.target.setAccessibleName(t("own_form.sheet"))
        self.sheet.edited.connect(self._show_sheet)
        self.limits_button = button("", "triangle-alert", "link", self.see_limits)
        self.test_button = button(t("own_form.test"), "file-spreadsheet", "", self.try_out)
        self._gone, self._changed = _Part("own_form.lost", "ban"), _Part("own_form.changed", "info")
        self._limits, self._work = self._limits_page(), self._workplace()
        self._stack = QStackedWidget()
        self._stack.addWidget(Empty("file-spreadsheet", t("own_form.none"), t("own_form.none_hint")))
        self._stack.addWidget(self._limits)
        self._stack.addWidget(self._work)
        self.form.hide()
        place = self.box.indexOf(self.form)
        self.box.insertWidget(place, flow_row(self.choose_button, self._file, self.drop_button, gap=theme.space(1.5)))
        self.box.insertWidget(place + 1, self._stack, 1)
        self.choose_button.setFocus()

    def _limits_page(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(label(t("own_form.limits"), "strong"))
        column.addWidget(self._gone)
        column.addWidget(self._changed)
        column.addWidget(label(t("own_form.rest_stays"), "muted", wrap=True))
        self.agree_button = button(t("own_form.agree"), "check", "primary", self.agree)
        column.addWidget(flow_row(self.agree_button))
        column.addStretch(1)
        return made

    def _workplace(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addWidget(label(t("own_form.pick_hint"), "muted", wrap=True))
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.list)
        both.addWidget(self._form_side())
        both.setHandleWidth(theme.px(2))
        both.setSizes([theme.px(440), theme.px(620)])
        column.addWidget(both, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(1))
        self._count = label("", "muted")
        foot.addWidget(self._count, 1)
        foot.addWidget(self.limits_button)
        foot.addWidget(button(t("own_form.clear"), "x", "link", lambda: self.list.put("")))
        foot.addWidget(self.test_button)
        column.addLayout(foot)
        return made

    def _form_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.space(1.5), 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addWidget(self.sheet)
        column.addWidget(self.grid, 1)
        self._more = label(t("own_form.more"), "hint", wrap=True)
        self._more.hide()
        column.addWidget(self._more)
        return side


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)
