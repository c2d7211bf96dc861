"""Answers on their way into the store: kept at once, drafts and notes beside them, and given back when refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal

from app.common.i18n import t
from app.domain.inspection import ANSWER_TEXTS
from app.gui import wording
from app.gui.context import Context
from app.gui.inspection.sheet import Sheet, Texts, draft_key, note_key
from app.gui.inspection.sheet_layout import SheetLayout
from app.gui.record.paper_button import PaperButton
from app.gui.scrolling import bring
from app.gui.widgets.buttons import button
from app.services import inspection
from app.services.session import Changes

DRAFT_MS = 400


class SheetKeeping(SheetLayout):
    """``stale`` when the sheet must be read again. Where one goes next is the view's own matter."""

    stale = Signal()

    def __init__(self, context: Context) -> None:
        self.paper = PaperButton(context)
        self.review_button = button(t("record_views.review"), "stamp")
        super().__init__(context, self.review_button, self.paper)
        self.context = context
        self.sheet: Sheet | None = None
        self.code = ""
        self.filter = "all"
        self.writing = 0
        self._draft = QTimer(self, singleShot=True, interval=DRAFT_MS)

    def go(self, step: int) -> None:
        """The next or previous question."""
        raise AssertionError("the view knows the way")

    def _progress(self) -> None:
        raise AssertionError("the view shows the progress")

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
            bring(self.panel.fields[self.panel.needed], 80)

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

    def _tell(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)

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

    def _show_note(self, code: str) -> None:
        assert self.sheet is not None
        note = self.context.drafts.load(note_key(self.sheet.id, code)) or {}
        self.panel.note.set_value(note.get("text") or None)
        if note.get("text"):
            self.panel.fold.open()

    def _on_noted(self, text: str) -> None:
        if self.sheet is None:
            return
        key, drafts = note_key(self.sheet.id, self.code), self.context.drafts
        if text:
            drafts.save(key, {"text": text})
        else:
            drafts.clear(key)
