"""Answering a sheet: chapters at the left, one question in the middle, why it is asked at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.common.i18n import t
from app.domain.inspection import ANSWER_TEXTS
from app.gui import dates, wording
from app.gui.context import Context
from app.gui.inspection.sheet import FILTERS, Sheet, Texts, draft_key
from app.gui.inspection.sheet_layout import SheetLayout
from app.gui.inspection.submit_dialog import SubmitDialog
from app.services import figures, inspection
from app.services.session import Changes

DRAFT_MS = 400


class SheetView(SheetLayout):
    """``left`` when the person wants the list, ``stale`` when the sheet must be read again."""

    left = Signal()
    stale = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.session.profile)
        self.context = context
        self.sheet: Sheet | None = None
        self.code = ""
        self.filter = "all"
        self.writing = 0
        self._draft = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._connect()

    # ---- what is shown

    def open(self, sheet: Sheet) -> None:
        """Show a sheet from where it was left."""
        self.sheet, self.filter, self.code = sheet, "all", ""
        self.banner.hide()
        self.filters.choose("all")
        self.header.progress.forget()
        self._head()
        self.show_question(sheet.first_open())

    def renew(self, sheet: Sheet) -> None:
        """Take what the store holds now, unless an answer is just on its way there."""
        if self.sheet is None or self.writing:
            return
        sheet.drafts |= self.sheet.drafts
        self.sheet = sheet
        self._head()
        self.panel.show_answer(sheet)

    def show_question(self, code: str) -> None:
        """Go to a question; what was typed before is kept first."""
        if self.sheet is None:
            return
        self.panel.settle()
        self.code = code
        item = self.sheet.items[self.sheet.places[code]]
        self.rest.setCurrentWidget(self.area)
        self.panel.show_question(self.sheet, item, self._place(code))
        self.why.show_item(item)
        self._read_figure(item.figure)
        self._progress()
        self.area.verticalScrollBar().setValue(0)
        self.panel.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, code: str) -> str:
        assert self.sheet is not None
        if self.filter == "all":
            return t("inspection_page.place", n=self.sheet.places[code] + 1, total=len(self.sheet.items))
        shown = self.sheet.shown(self.filter)
        number = shown.index(code) + 1 if code in shown else 0
        name = t(f"inspection_page.filter.{self.filter}")
        if not number:
            return t("inspection_page.place", n=self.sheet.places[code] + 1, total=len(self.sheet.items))
        return t("inspection_page.place_filtered", filter=name, n=number, total=len(shown))

    def _read_figure(self, key: str) -> None:
        session, code = self.context.session, self.code
        if not key:
            return

        def show(found: figures.Figure | None) -> None:
            if code == self.code:
                self.why.show_figure(found)

        self.context.read(lambda: figures.figure(session, key), show, owner=self)

    def _head(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        kind = self.context.session.profile.inspections.get(str(sheet.row["sheet"]))
        self.header.show_sheet(sheet, kind)
        self._progress()
        returned = sheet.returned
        if returned is not None:
            day = dates.full(returned["at"])
            text = t("inspection_page.returned", name=returned["name"], day=day, remark=returned["remark"])
            self.note.say("warn", text, closable=False)
        elif not sheet.own:
            self.note.say("info", t("inspection_page.not_own", name=sheet.person), closable=False)
        else:
            self.note.hide()

    def _progress(self) -> None:
        if self.sheet is None:
            return
        profile = self.context.session.profile
        chapter = self.sheet.items[self.sheet.places[self.code]].chapter if self.code else ""
        self.chapters.set_chapters(self.sheet.chapters(profile), chapter)
        self.header.progress.set_value(self.sheet.answered(), len(self.sheet.items))
        self.filters.set_counts({name: len(self.sheet.shown(name)) for name in FILTERS})

    # ---- going on

    def go(self, step: int) -> None:
        """The next or previous question that the filter shows; beyond the last one, what is left to do."""
        if self.sheet is None:
            return
        self.panel.settle()
        found = self.sheet.neighbour(self.code, step, self.filter)
        if found:
            self.show_question(found)
        elif step > 0:
            self._at_end()

    def choose_filter(self, name: str) -> None:
        """Go through only some of the questions from here on."""
        if self.sheet is None:
            return
        self.panel.settle()
        self.filter = name
        self.filters.choose(name)
        shown = self.sheet.shown(name)
        if not shown:
            self.rest.setCurrentWidget(self.nothing)
            self.nothing.setFocus()
            return
        self.show_question(self.code if self.code in shown else shown[0])

    def next_filter(self) -> None:
        """The key F: all, open, △ ×, text missing, and all again."""
        self.choose_filter(FILTERS[(FILTERS.index(self.filter) + 1) % len(FILTERS)])

    def _at_end(self) -> None:
        """After the last question: the rest of the filter, what is missing, or handing in."""
        assert self.sheet is not None
        shown = self.sheet.shown(self.filter)
        if self.filter == "open" and shown:
            self.show_question(shown[0])
        elif self.sheet.holes():
            lacking = "open" if self.sheet.shown("open") else "text"
            text = t("inspection_page.end_with_holes", count=len(self.sheet.holes()))
            way = t(f"inspection_page.show.{lacking}")
            self.banner.say("info", text, "", way, lambda: self._follow(lacking))
            self._progress()
        else:
            self.banner.say("done", t("inspection_page.end"), "", t("action.sheet.submit"), self.submit)
            self.show_question(self.code)

    def _follow(self, name: str) -> None:
        self.banner.hide()
        self.choose_filter(name)

    def _open_chapter(self, key: str) -> None:
        if self.sheet is None:
            return
        codes = [item.code for item in self.sheet.items if item.chapter == key]
        wanted = [code for code in codes if self.sheet.fits(code, self.filter)]
        if not wanted and self.filter != "all":
            self.filter = "all"
            self.filters.choose("all")
        open_first = next((code for code in wanted or codes if self.sheet.lacks(code)), "")
        self.show_question(open_first or (wanted or codes)[0])

    # ---- keeping what is answered

    def _on_answered(self, value: str) -> None:
        """An answer is an event at once; then its text is asked for, or the next question comes."""
        if self.sheet is None:
            return
        self.banner.hide()
        texts = self.panel.texts()
        if self.sheet.needs(self.code, value) != "reason":
            texts["reason"] = ""  # the reason belongs to 該当なし alone; the ledger keeps the old one
        self._keep(self.code, value, texts)
        self.panel.set_needed(self.sheet.needs(self.code), texts)
        if self.sheet.lacks(self.code):
            self.panel.write()
            self._ensure_seen()
        else:
            self.go(1)

    def _ensure_seen(self) -> None:
        QTimer.singleShot(0, self, self._show_needed)

    def _show_needed(self) -> None:
        """Scroll to the text that is asked for; by now the person may have gone on."""
        if self.panel.needed:
            self.area.ensureWidgetVisible(self.panel.fields[self.panel.needed], 0, 80)

    def _on_written(self, texts: Texts) -> None:
        """Text counts on leaving its field or after three seconds still; before an answer it stays a draft."""
        if self.sheet is None or not self.sheet.value(self.code):
            return
        kept = {name: str(self.sheet.given[self.code].get(name) or "") for name in ANSWER_TEXTS}
        if kept != texts:
            self._keep(self.code, self.sheet.value(self.code), texts)

    def _keep(self, code: str, value: str, texts: Texts) -> None:
        assert self.sheet is not None
        session, drafts, id = self.context.session, self.context.drafts, self.sheet.id
        before = self.sheet.given.get(code)
        self._draft.stop()
        self.sheet.keep(code, value, texts)
        self.writing += 1

        def verb() -> Changes:
            made = inspection.answer(session, id, code, value, texts)
            drafts.clear(draft_key(id, code))
            return made

        def failed(error: Exception) -> None:
            self._give_back(code, before, texts)
            self._on_failed(error)

        self._progress()
        self.context.change(verb, self, self._on_kept, failed)

    def _on_kept(self, _changes: Changes) -> None:
        self.writing -= 1
        self.header.progress.saved()

    def _give_back(self, code: str, before: dict[str, Any] | None, texts: Texts) -> None:
        """An answer did not reach the store: what stood before stands, what was typed stays a draft."""
        if self.sheet is None:
            return
        self.sheet.given.pop(code, None)
        if before is not None:
            self.sheet.given[code] = before
        self._on_typed_for(code, texts)

    def _on_failed(self, error: Exception) -> None:
        self.writing -= 1
        wording.tell(self.context.session.profile, error, self, self.banner)
        self.header.progress.not_saved()
        self.stale.emit()

    def _on_typed(self, texts: Texts) -> None:
        self._on_typed_for(self.code, texts)

    def _on_typed_for(self, code: str, texts: Texts) -> None:
        if self.sheet is not None:
            self.sheet.drafts[code] = texts
            self._draft.start()

    def _save_draft(self) -> None:
        if self.sheet is None:
            return
        drafts, id, waiting = self.context.drafts, self.sheet.id, dict(self.sheet.drafts)

        def save() -> None:
            for code, texts in waiting.items():
                drafts.save(draft_key(id, code), texts)

        self.context.tasks.run(save, owner=self)

    # ---- handing in

    def submit(self) -> None:
        """Show what is missing, or ask for the last word and hand the sheet to the manager."""
        if self.sheet is None:
            return
        self.panel.settle()
        dialog = SubmitDialog(self.context, self, self.sheet)
        dialog.wanted.connect(self._go_to_hole)
        dialog.open()

    def _go_to_hole(self, code: str) -> None:
        self.filter = "all"
        self.filters.choose("all")
        self.show_question(code)
        if self.sheet is not None and self.sheet.lacks(code) not in ("", "answer"):
            self.panel.demand()

    def leave(self) -> None:
        """Back to the list; from a text first back to the question."""
        if self.panel.isAncestorOf(QApplication.focusWidget() or self) and not self.panel.question.hasFocus():
            self.panel.settle()
            self.panel.question.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.panel.settle()
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.panel.settle()

    def _connect(self) -> None:
        self.panel.answered.connect(self._on_answered)
        self.panel.written.connect(self._on_written)
        self.panel.typed.connect(self._on_typed)
        self.panel.moved.connect(self.go)
        self.panel.answers.listen(self)
        self._draft.timeout.connect(self._save_draft)
        self.chapters.opened.connect(self._open_chapter)
        self.filters.chosen.connect(self.choose_filter)
        self.header.left.connect(self.left)
        self.header.submit_wanted.connect(self.submit)
        self.why.wanted.connect(lambda page: self.context.signals.go_to.emit(page, ""))
        keys: dict[str, Any] = {
            "PgDown": lambda: self.go(1),
            "PgUp": lambda: self.go(-1),
            "F": self.next_filter,
            "Ctrl+Return": self.submit,
            "Ctrl+Enter": self.submit,
            "Esc": self.leave,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
