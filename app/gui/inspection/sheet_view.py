"""Answering a sheet: chapters at the left, one question in the middle, why it is asked at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.common import i18n
from app.common.i18n import t
from app.domain.inspection import ANSWER_TEXTS
from app.gui import dates, wording
from app.gui.context import Context
from app.gui.inspection.evidence_files import EvidenceFiles
from app.gui.inspection.na_dialog import NaDialog
from app.gui.inspection.result_card import ask_sheet_review
from app.gui.inspection.sheet import FILTERS, Sheet, Texts
from app.gui.inspection.sheet_keeping import SheetKeeping
from app.gui.inspection.submit_dialog import SubmitDialog
from app.gui.listing import export_paper
from app.gui.record.review import to_review
from app.gui.scrolling import paint_when_settled
from app.services import inspection


class SheetView(SheetKeeping):
    """``left`` when the person wants the list."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.dialog: NaDialog | None = None
        self.files = EvidenceFiles(context)
        self._connect()

    # ---- what is shown

    def open(self, sheet: Sheet) -> None:
        """Show a sheet from where it was left."""
        paint_when_settled(self)
        back = sheet.shown("returned")
        self.sheet, self.filter, self.code = sheet, "returned" if back else "all", ""
        self.banner.hide()
        self.filters.choose(self.filter)
        self.header.progress.forget()
        self._head()
        self.show_question(back[0] if back else sheet.first_open())

    def renew(self, sheet: Sheet) -> None:
        """Take what the store holds now, unless an answer is just on its way there."""
        if self.sheet is None or self.writing:
            return
        sheet.drafts |= self.sheet.drafts
        self.sheet = sheet
        self._head()
        self.panel.show_answer(sheet)
        self.files.show_item(sheet, self.code)
        self.listing.renew(sheet)

    def show_question(self, code: str) -> None:
        """Go to a question; what was typed before is kept first."""
        if self.sheet is None:
            return
        self.panel.settle()
        self.code = code
        item = self.sheet.items[self.sheet.places[code]]
        self.header.offer_switch(listed=False)
        self.rest.setCurrentWidget(self.area)
        self.panel.show_question(self.sheet, item, self._place(code))
        self._show_note(code)
        self.files.show_item(self.sheet, code)
        self.why.show_item(item)
        self._progress()
        self.area.verticalScrollBar().setValue(0)
        self.panel.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self, chapter: str = "", *, at_end: bool = False) -> None:
        """A whole chapter at once; the keys begin at the question shown before, or at the chapter's end."""
        if self.sheet is None:
            return
        self.panel.settle()
        chapter = chapter or self.sheet.items[self.sheet.places[self.code]].chapter
        items = [item for item in self.sheet.items if item.chapter == chapter]
        if self.code not in {item.code for item in items}:
            self.code = items[-1 if at_end else 0].code
        self.header.offer_switch(listed=True)
        self.rest.setCurrentWidget(self.listing)
        others = self._title(self._chapter_beside(-1)), self._title(self._chapter_beside(1))
        note = wording.template_note(self.context.session.profile, items)
        self.listing.show_items(self.sheet, self._title(chapter), items, self.code, others, note)
        self._progress()

    def _title(self, chapter: str) -> str:
        return inspection.chapter_title(self.context.session.profile, chapter, i18n.language()) if chapter else ""

    def _chapter_beside(self, step: int) -> str:
        """The chapter before or after the one shown; empty beyond the first and the last."""
        assert self.sheet is not None
        chapters = list(dict.fromkeys(item.chapter for item in self.sheet.items))
        place = chapters.index(self.sheet.items[self.sheet.places[self.code]].chapter) + step
        return chapters[place] if 0 <= place < len(chapters) else ""

    def _turn(self, step: int) -> None:
        """From one chapter of the list to the one beside it; beyond the last one, what is left to do."""
        if self.sheet is None:
            return
        self.listing.settle()
        chapter = self._chapter_beside(step)
        if chapter:
            self.banner.hide()
            self.show_list(chapter, at_end=step < 0)
        elif step > 0:
            self._say_rest()

    def toggle_list(self) -> None:
        """The key V: from one question to its chapter, and back."""
        if self._in_list():
            self.listing.settle()
            self.show_question(self.code)
        else:
            self.show_list()

    def _in_list(self) -> bool:
        """Whether the list is shown; the keys then mean the question of the row that they are on."""
        listed = self.rest.currentWidget() is self.listing
        if listed:
            self.code = self.listing.focused() or self.code
        return listed

    def keep_last(self) -> None:
        """The key C: last year's answer holds this year too, with its texts."""
        listed = self._in_list()
        if self.sheet is None or not self.sheet.is_carried(self.code):
            return
        last = self.sheet.earlier[self.code]
        typed = self.sheet.texts(self.code) if listed else self.panel.texts()
        texts = {name: typed[name] or str(getattr(last, name)) for name in ANSWER_TEXTS}
        self._keep(self.code, last.value, texts)
        if listed:
            self.listing.go_on(self.sheet, self.code)
            return
        self.panel.show_answer(self.sheet)
        if self.sheet.lacks(self.code):
            self.panel.write()
        else:
            self.go(1)

    def clear(self) -> None:
        """Delete: take this year's answer back, or leave last year's out."""
        listed = self._in_list()
        if self.sheet is None or not (self.sheet.value(self.code) or self.sheet.is_carried(self.code)):
            return
        self._keep(self.code, "", dict.fromkeys(ANSWER_TEXTS, ""))
        if listed:
            self.listing.renew(self.sheet)
            return
        self.panel.show_answer(self.sheet)

    def _on_listed(self, code: str, value: str) -> None:
        """An answer of the list view."""
        if self.sheet is None:
            return
        self.code = code
        texts = self.sheet.texts(code)
        if self.sheet.needs(code, value) != "reason":
            texts["reason"] = ""
        self._keep(code, value, texts)

    def _on_list_text(self, code: str, texts: Texts) -> None:
        if self.sheet is not None and self.sheet.value(code):
            self._keep(code, self.sheet.value(code), {**self.sheet.texts(code), **texts})
            self.listing.renew(self.sheet)

    def _on_all_na(self, codes: list[str]) -> None:
        if self.sheet is None or not codes:
            return
        value = next((code for code, choice in self.sheet.scale.items() if choice.needs == "reason"), "na")
        self.dialog = NaDialog(self.context, self, self.sheet.id, codes, value)
        # afterwards its button may have nothing left to do: the keys go on in the lines
        self.dialog.finished.connect(lambda _done: QTimer.singleShot(0, self.listing, self.listing.go_to_open))
        self.dialog.open()

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

    def _head(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        kind = self.context.session.profile.inspections.get(str(sheet.row["sheet"]))
        self.header.show_sheet(sheet, kind)
        self.paper.show_record("sheet", sheet.id)
        self.review_button.setVisible(bool(to_review(sheet.row, sheet.roles)))
        self._progress()
        returned = sheet.returned
        if returned is not None:
            day = dates.full(returned["at"])
            came = "inspection_page.reopened" if returned["action"] == "reopen" else "inspection_page.returned"
            text = t(came, name=returned["name"], day=day, remark=returned["remark"])
            self.note.say("warn", text, closable=False)
        elif not sheet.own:
            self.note.say("info", t("inspection_page.not_own", name=sheet.person), closable=False)
        else:
            self.note.hide()

    def _progress(self) -> None:
        if self.sheet is None:
            return
        chapter = self.sheet.items[self.sheet.places[self.code]].chapter if self.code else ""
        self.chapters.set_chapters(self.sheet.chapters(), chapter)
        self.header.progress.set_value(self.sheet.answered(), len(self.sheet.items))
        self.filters.set_counts({name: len(self.sheet.shown(name)) for name in FILTERS})

    # ---- going on

    def go(self, step: int) -> None:
        """The next or previous question that the filter shows; beyond the last one, what is left to do."""
        if self.sheet is None:
            return
        if self._in_list():
            self._turn(step)
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
        """The key F: all, open, △ ×, text missing, and all again; what would show nothing is passed over."""
        sheet = self.sheet
        offered = [name for name in self.filters.shown() if sheet is not None and sheet.shown(name)]
        self.choose_filter(
            offered[(offered.index(self.filter) + 1) % len(offered)] if self.filter in offered else "all"
        )

    def _at_end(self) -> None:
        """After the last question: the rest of the filter, what is missing, or handing in."""
        assert self.sheet is not None
        shown = self.sheet.shown(self.filter)
        if self.filter == "open" and shown:
            self.show_question(shown[0])
            return
        self._say_rest()
        if not self.sheet.holes():
            self.show_question(self.code)

    def _say_rest(self) -> None:
        """What is missing and the way there, or that nothing is."""
        assert self.sheet is not None
        if self.sheet.holes():
            lacking = "open" if self.sheet.shown("open") else "text"
            text = t("inspection_page.end_with_holes", count=len(self.sheet.holes()))
            way = t(f"inspection_page.show.{lacking}")
            self.banner.say("info", text, "", way, lambda: self._follow(lacking))
            self._progress()
        else:
            self.banner.say("done", t("inspection_page.end"), "", t("action.sheet.submit"), self.submit)

    def _follow(self, name: str) -> None:
        self.banner.hide()
        self.choose_filter(name)

    def _open_chapter(self, key: str) -> None:
        if self.sheet is None:
            return
        codes = [item.code for item in self.sheet.items if item.chapter == key]
        wanted = [code for code in codes if self.sheet.fits(code, self.filter)]
        if self.rest.currentWidget() is self.listing:
            self.listing.settle()
            self.show_list(key)
            return
        if not wanted and self.filter != "all":
            self.filter = "all"
            self.filters.choose("all")
        open_first = next((code for code in wanted or codes if self.sheet.lacks(code)), "")
        self.show_question(open_first or (wanted or codes)[0])

    # ---- handing in

    def submit(self) -> None:
        """Show what is missing, or ask for the last word and hand the sheet to the manager."""
        if self.sheet is None:
            return
        self.panel.settle()
        dialog = SubmitDialog(self.context, self, self.sheet)
        dialog.wanted.connect(self._go_to_hole)
        dialog.open()

    def _give_book(self) -> None:
        """The sheet as an Excel book for whoever fills it in elsewhere."""
        if self.sheet is not None:
            export_paper(self.context, self, "sheet_blank", self.sheet.id, self.banner, then=t("returned.then"))

    def _go_to_hole(self, code: str) -> None:
        self.filter = "all"
        self.filters.choose("all")
        self.show_question(code)
        if self.sheet is not None and self.sheet.lacks(code) not in ("", "answer"):
            self.panel.demand()

    def review(self) -> None:
        """後閲: look through what a deputy decided on the sheet."""
        if self.sheet is not None:
            ask_sheet_review(self.context, self, self.sheet)

    def leave(self) -> None:
        """Back to the list of sheets; from a text first back to the answers, with what was typed kept."""
        if self.listing.leave_text():
            return
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
        self.panel.answers.listen(self.area)
        self.panel.noted.connect(self._on_noted)
        self.panel.last.kept.connect(self.keep_last)
        self.panel.last.cleared.connect(self.clear)
        self.panel.files.addWidget(self.files)
        self.files.kept.connect(self.banner.hide)
        self.files.failed.connect(self._tell)
        self.files.saved.connect(lambda name: self.banner.say("done", t("record_views.saved_file", name=name)))
        self.listing.answered.connect(self._on_listed)
        self.listing.written.connect(self._on_list_text)
        self.listing.all_na.connect(self._on_all_na)
        self.listing.turned.connect(self._turn)
        self.header.list_wanted.connect(self.toggle_list)
        self.header.book_wanted.connect(self._give_book)
        self._draft.timeout.connect(self._save_draft)
        self.chapters.opened.connect(self._open_chapter)
        self.filters.chosen.connect(self.choose_filter)
        self.header.left.connect(self.left)
        self.header.submit_wanted.connect(self.submit)
        self.review_button.clicked.connect(self.review)
        keys: dict[str, Any] = {
            "PgDown": lambda: self.go(1),
            "PgUp": lambda: self.go(-1),
            "F": self.next_filter,
            "V": self.toggle_list,
            "C": self.keep_last,
            "Del": self.clear,
            "Ctrl+Return": self.submit,
            "Ctrl+Enter": self.submit,
            "Esc": self.leave,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
