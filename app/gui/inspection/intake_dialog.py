"""Taking in answers from Excel: books that persons filled in, or last year's results, each with a preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.gui import dates, wording
from app.gui.context import Context
from app.gui.file_dialog import open_file, open_files
from app.gui.form_dialog import FormDialog
from app.gui.inspection.preview import Preview
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor, NumberEditor
from app.services import inspection, intake

#: How many years back results may be taken over.
YEARS = 5


def show_results(preview: Preview, context: Context, found: intake.Answers) -> None:
    """How much was read, what cannot be read, what nobody knows, then each answer and how its question was known."""
    profile = context.session.profile
    preview.begin()
    counts = {"n": len(found.lines), "strange": len(found.strange), "faults": len(found.faults)}
    preview.head(t("inspection_page.prior_found", **counts))
    for fault in found.faults:
        preview.wrong(t(f"error.{fault.code}", sheet=fault.sheet, cell=fault.cell, value=fault.value))
    for text in found.strange:
        preview.wrong(t("inspection_page.strange_row", text=text))
    rows = []
    for line in found.lines:
        item, choice = profile.items.get(line.item), profile.scale.get(line.value)
        question = wording.question(item) if item else line.item
        how = t("inspection_page.matched_like") if line.how == "like" else ""
        rows.append((choice.mark if choice else line.value, question, line.finding, line.evidence, how))
    names = (
        "field.prior.results.value",
        "field.prior.results.item",
        "field.prior.results.finding",
        "field.prior.results.evidence",
    )
    preview.lines((*(t(name) for name in names), ""), rows)
    preview.done()


class FilledDialog(FormDialog):
    """Many books at once: persons' own are counted in as one tally, those of a facility go into its sheet."""

    def __init__(self, context: Context, parent: QWidget | None, done: Callable[[str], None]) -> None:
        super().__init__(context, parent, t("inspection_page.intake"), t("inspection_page.intake_take"), 680)
        self._done = done
        self.found: intake.Filled | None = None
        self.choose = button(t("inspection_page.choose_books"), "upload", "", self._choose)
        self.form.add_widget(self.choose)
        self.hint = label(t("inspection_page.books_hint"), "hint", wrap=True)
        self.preview = Preview()
        self.form.add_widget(self.hint)
        self.form.add_widget(self.preview)
        self.asked = self.form.add(Field("asked", t("field.tally.asked"), NumberEditor(least=1), required=True))
        self.asked.hide()
        self.accept_button.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choose.setFocus()

    def _choose(self) -> None:
        paths = open_files(self, t("inspection_page.choose_books"), "Excel (*.xlsx)")
        if paths:
            self.read(paths)

    def read(self, paths: list[Path]) -> None:
        """Preview these books."""
        session = self.context.session
        self.banner.hide()
        self.context.read(lambda: intake.preview_answers(session, paths), self._show, owner=self, failed=self.failed)

    def _show(self, found: intake.Filled) -> None:
        self.found = found
        self.hint.hide()
        preview = self.preview
        preview.begin()
        for name, error in found.refused:  # what keeps a file out stands first
            preview.head(f"× {name}")
            preview.note(wording.sentence(self.context.session.profile, error))
        for book in sorted(found.books, key=lambda book: not book.faults):
            _say_book(preview, book)
        for one in sorted(found.sheets, key=lambda one: not one.faults):
            _say_sheet(preview, one)
        preview.done()
        good, left = found.good, found.left_out
        self.asked.setVisible(bool(good.books))
        self.asked.set_value(len(good.books) or None)
        self.accept_button.setEnabled(bool(good.books or good.sheets))
        if left:
            some = "inspection_page.intake_some" if good.books or good.sheets else "inspection_page.intake_none"
            self.banner.say("warn", t(some, files=listed(left)))

    def submit(self) -> None:
        self.form.settle()
        found, asked = self.found, int(self.asked.value() or 0)
        if found is not None:
            session, good = self.context.session, found.good
            self.change(lambda: intake.count_answers(session, good, asked), lambda _: self._done(taken_in(found)))


def taken_in(found: intake.Filled) -> str:
    """What became of the books, for the page that they were taken in from."""
    good, left = found.good, found.left_out
    sheets = listed(f"{one.sheet['no']} {one.sheet['subject'] or ''}".strip() for one in good.sheets)
    return ("" if i18n.language() == "ja" else " ").join(
        (
            *((t("returned.taken", sheets=sheets),) if sheets else ()),
            *((t("returned.counted", n=len(good.books)),) if good.books else ()),
            *((t("returned.left_out", files=listed(left)),) if left else ()),
        )
    )


def _say_sheet(preview: Preview, one: intake.Returned) -> None:
    """A book that goes into its sheet: whose, how much, and whether the sheet is handed in by it."""
    left = len(one.gaps)
    state = t("returned.faulty") if one.faults else t("returned.left", n=left) if left else t("returned.whole")
    named = {"file": one.book.file, "subject": str(one.sheet["subject"]), "no": str(one.sheet["no"])}
    preview.head(t("returned.line", **named, name=one.book.person or "－", n=len(one.book.lines)))
    preview.note(state)
    _say_cells(preview, (*one.faults, *one.gaps))


def _say_book(preview: Preview, book: intake.Answers) -> None:
    """A book that is counted: whose, how much, and what is empty or cannot be read."""
    line = t("inspection_page.book_line", file=book.file, name=book.person, n=len(book.lines))
    preview.head(f"× {line}" if book.faults else line)
    if book.empty:
        preview.note(t("inspection_page.book_empty", n=len(book.empty)))
    _say_cells(preview, book.faults)


def _say_cells(preview: Preview, faults: Sequence[intake.Fault]) -> None:
    for fault in faults:
        preview.wrong(t(f"error.{fault.code}", sheet=fault.sheet, cell=fault.cell, value=fault.value))


class PriorDialog(FormDialog):
    """Last year's results are taken over and stand beside this year's questions."""

    def __init__(self, context: Context, parent: QWidget | None, done: Callable[[str], None]) -> None:
        super().__init__(context, parent, t("inspection_page.prior"), t("inspection_page.prior_take"), 760)
        session = context.session
        self._done = done
        self.found: intake.Answers | None = None
        self._file: Path | None = None
        kinds = [
            Option(key, kind.label.get(i18n.language()))
            for key, kind in session.profile.inspections.items()
            if inspection.items_for(session, key)
        ]
        years = [
            Option(str(year), dates.fiscal_year(year)) for year in range(session.year - 1, session.year - 1 - YEARS, -1)
        ]
        self._kind = ChoiceEditor(kinds)
        self._kind.set_value(kinds[0].code if kinds else None)
        self.form.add_row(
            Field("sheet", t("field.prior.sheet"), self._kind, required=True),
            Field("subject", t("field.prior.subject"), LineEditor(), required=True),
            Field("year", t("field.prior.fiscal_year"), ChoiceEditor(years), required=True),
        )
        self.form.set_values({"subject": str(session.unit["unit"]), "year": years[0].code})
        self.form.add_widget(button(t("inspection_page.choose_results"), "upload", "", self._choose))
        self.hint = label(t("inspection_page.prior_hint"), "hint", wrap=True)
        self.preview = Preview()
        self.form.add_widget(self.hint)
        self.form.add_widget(self.preview)
        self.form.edited.connect(lambda name: self._again() if name == "sheet" else None)
        self.accept_button.setEnabled(False)

    def _choose(self) -> None:
        path = open_file(self, t("inspection_page.choose_results"), "Excel, CSV (*.xlsx *.csv)")
        if path is not None:
            self.read(path)

    def _again(self) -> None:
        if self._file is not None:
            self.read(self._file)

    def read(self, path: Path) -> None:
        """Preview this file."""
        session, kind = self.context.session, str(self._kind.value())
        self._file = path
        self.banner.hide()
        self.context.read(
            lambda: intake.preview_results(session, path, kind), self._show, owner=self, failed=self.failed
        )

    def _show(self, found: intake.Answers) -> None:
        self.found = found
        self.hint.hide()
        show_results(self.preview, self.context, found)
        self.accept_button.setEnabled(bool(found.lines))

    def submit(self) -> None:
        self.form.settle()
        found, values = self.found, self.form.values()
        if found is None or not values["subject"] or not values["year"]:
            return
        session, sheet, subject, year = (
            self.context.session,
            str(values["sheet"]),
            str(values["subject"]),
            values["year"],
        )
        said = t("inspection_page.prior_taken", year=dates.fiscal_year(int(year)), n=len(found.lines))
        self.change(lambda: intake.take_results(session, found, sheet, subject, int(year)), lambda _: self._done(said))
