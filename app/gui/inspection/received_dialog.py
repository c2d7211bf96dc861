"""Taking in what other departments hand in as Excel: a preview of every file, then all that are whole at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import dates, theme, wording
from app.gui.context import Context
from app.gui.file_dialog import open_files
from app.gui.form_dialog import FormDialog
from app.gui.inspection.chapter_figures import percent
from app.gui.inspection.sheet_list import kind_name
from app.gui.scrolling import scrolling
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label
from app.services import received
from app.services.received import Found


class TakeInDialog(FormDialog):
    """A card for each file: what it is, what becomes of it, or what is to be mended."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent, t("bureau.take_in"), t("inspection_page.prior_take"), 760)
        self.found: tuple[Found, ...] = ()
        self.form.add_widget(label(t("bureau.take_in_text"), "muted", wrap=True))
        self.choose = button(t("bureau.choose_files"), "upload", "", self._choose)
        self.form.add_widget(self.choose)
        self.cards = QVBoxLayout()
        self.cards.setSpacing(theme.space(1.5))
        inside = theme.mark_as(QWidget(), role="scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.cards)
        column.addStretch(1)
        self.area = scrolling(inside)
        self.area.setMinimumHeight(theme.px(400))
        self.area.hide()
        self.form.add_widget(self.area)
        self.accept_button.setEnabled(False)

    def _choose(self) -> None:
        paths = open_files(self, t("bureau.choose_files"), "Excel (*.xlsx)")
        if paths:
            self.read(paths)

    def read(self, paths: list[Path]) -> None:
        """Preview these files."""
        session = self.context.session
        self.banner.hide()
        self.context.read(lambda: received.preview(session, paths), self._show, owner=self, failed=self.failed)

    def _show(self, found: tuple[Found, ...]) -> None:
        self.found = found
        while (item := self.cards.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in found:
            self.cards.addWidget(self._card(one))
        self.area.show()
        whole = sum(one.whole for one in found)
        self.accept_button.setEnabled(whole > 0)
        self.accept_button.setText(t("bureau.take_in_n", n=whole) if whole else t("inspection_page.prior_take"))
        left = len(found) - whole
        if left:
            self.banner.say("warn", t("bureau.left_out", n=left) if whole else t("error.received_nothing"))

    def _card(self, one: Found) -> Card:
        card = Card(one.file, "file-text")
        state = State("done", "✓", t("bureau.ready")) if one.whole else State("not", "×", t("bureau.not_ready"))
        card.add(Badge(state))
        for line in self._lines(one):
            card.add(label(line, wrap=True))
        if one.faults:
            faults = QTextBrowser()
            faults.setPlainText(
                "\n".join(t(f"error.{f.code}", sheet=f.sheet, cell=f.cell, value=f.value) for f in one.faults)
            )
            faults.setFixedHeight(theme.px(min(28 * len(one.faults) + 24, 160)))
            faults.setAccessibleName(t("inspection_page.preview"))
            card.add(faults)
        return card

    def _lines(self, one: Found) -> list[str]:
        profile = self.context.session.profile
        if one.refused is not None:
            return [wording.sentence(profile, one.refused)]
        return self._sheet_lines(one)

    def _sheet_lines(self, one: Found) -> list[str]:
        assert one.handed is not None
        session, values = self.context.session, one.handed.values
        kind, name = kind_name(session.profile, str(values["sheet"])), str(values["unit"])
        about = t("bureau.file_sheet", unit=name, kind=kind, subject=values["subject"], no=values["sheet_no"])
        about += t("bureau.version", n=values["sheet_version"] or 1)
        who = " ".join(part for part in (str(values["sealed_post"]), str(values["sealed_by"])) if part)
        seal = t("bureau.file_seal", who=who, day=dates.full(values["sealed_at"]))
        said = [about, seal]
        if one.score is not None:
            counts = "　".join(
                f"{choice.mark} {choice.label.get(i18n.language())} {one.score.counts.get(code, 0)}"
                for code, choice in session.profile.scale.items()
            )
            items, matters = len(values["results"]), len(values["matters"])
            rate = percent(one.score.rate)
            said.append(t("bureau.file_figures", items=items, counts=counts, rate=rate, matters=matters))
        if one.replaces is not None:
            said.append(t("bureau.replaces", no=one.replaces["no"], day=dates.full(one.replaces["sealed_at"])))
        if "bureau" in one.notes:
            said.append(t("bureau.other_bureau", name=values["bureau"] or t("bureau.unnamed")))
        return said

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choose.setFocus()

    def submit(self) -> None:
        if not any(one.whole for one in self.found):
            return
        session, found = self.context.session, self.found
        self.change(lambda: received.take_in(session, found))
