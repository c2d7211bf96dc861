"""部局の取りまとめ: the sheets of this store and of the other departments, their figures, and what the head seals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.common.text import fold
from app.domain.ledger import Row
from app.domain.policy import Profile
from app.gui import dates, theme, wording
from app.gui.context import Context
from app.gui.inspection.bureau_dialogs import RemarkDialog, UnitsDialog
from app.gui.inspection.chapter_figures import ChapterFigures, percent
from app.gui.inspection.compile_dialog import CompileDialog
from app.gui.inspection.head import Head
from app.gui.inspection.keys import listen_for
from app.gui.inspection.received_dialog import TakeInDialog
from app.gui.inspection.sheet_list import kind_name
from app.gui.record.review import ask_review, to_review
from app.gui.record.standing import Standing, read_standing
from app.gui.scrolling import Inside, scrolling
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.badge import State
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.content import Content
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column
from app.services import bureau, paper, people, record
from app.services.approval import Seen, Signet
from app.services.session import Changes, Session

#: How many lines a list shows before it scrolls, and what it needs beside them (at 100 %).
MOST_LINES, LINE, BESIDE = 10, 37, 100


class Found(Struct, frozen=True):
    """Everything the view shows, read at once."""

    bureau: bureau.Bureau
    matters: tuple[tuple[str, Mapping[str, Any]], ...]
    compilation: Row | None
    standing: Standing
    stale: bool
    deputed: Row | None
    roles: tuple[str, ...]


def read_bureau(session: Session) -> Found:
    """The bureau as it stands; reads the store."""
    found = bureau.bureau(session)
    compiled = bureau.compilations(session)
    latest = compiled[0] if compiled else None
    standing, stale = Standing(), False
    if latest is not None:
        stale = bureau.is_stale(session, latest)
        if latest["state"] == "draft":
            standing = read_standing(session, record.form_of(session, "compilation"), latest, "confirm")
    roles = tuple(people.roles_of(session, session.user))
    deputed = next((row for row in compiled if to_review(row, roles)), None)
    return Found(found, tuple(bureau.matters(session, found)), latest, standing, stale, deputed, roles)


class Lines:
    """Rows that were read already, as a table's source: filtered by words, sorted by any column."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = list(names)
        self._rows: dict[str, tuple[Any, ...]] = {}

    def hold(self, rows: dict[str, tuple[Any, ...]]) -> None:
        """Show these rows from now on."""
        self._rows = rows

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The rows that hold every word."""
        words = [fold(word) for word in text.split()]
        found = [id for id, row in self._rows.items() if all(word in fold(" ".join(map(_word, row))) for word in words)]
        if sort:
            place = self._names.index(sort)
            found.sort(key=lambda id: _word(self._rows[id][place]), reverse=descending)
        return found

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells of these rows."""
        return [self._rows[id] for id in ids if id in self._rows]


def _word(value: Any) -> str:
    return value.word if isinstance(value, State) else str(value or "")


SHEET_COLUMNS = ("unit", "kind", "no", "state", "sealed", "marks", "rate")
MATTER_COLUMNS = ("unit", "question", "measure", "owner", "due_on", "state")


def sheet_lines(profile: Profile, found: bureau.Bureau) -> dict[str, tuple[Any, ...]]:
    """A line for each sheet, then one for each department that is not in yet."""
    lines: dict[str, tuple[Any, ...]] = {}
    for part in found.parts:
        kind, subject = kind_name(profile, str(part.row["sheet"])), str(part.row["subject"])
        score = part.result.score
        marks = " ".join(
            f"{choice.mark}{score.counts[code]}" for code, choice in profile.scale.items() if score.counts.get(code)
        )
        state = State("done", "✓", t("bureau.own")) if part.own else State("accent", "", t("bureau.taken_in"))
        id = str(part.row["id"]) if part.own else f"received/{part.row['id']}"
        what = kind if subject == part.unit else f"{kind}（{subject}）"
        lines[id] = (part.unit, what, part.no, state, _sealed(part), marks, percent(score.rate))
    for unit in found.missing:
        lines[f"missing/{unit}"] = (unit, "", "", State("partly", "！", t("bureau.not_in")), "", "", "")
    return lines


def _sealed(part: bureau.Part) -> str:
    return f"{part.sealed_by} {dates.short(part.sealed_at)}" if part.sealed_at else ""


def matter_lines(profile: Profile, matters: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, tuple[Any, ...]]:
    """A line for each matter of the 改善計画, by department."""
    lines = {}
    for unit, row in matters:
        item = profile.items.get(str(row["item"]))
        question = wording.question(item) if item else str(row["item"])
        state = t(f"state.improvement.{row['state']}")
        cells = (unit, question, row["measure"] or "", row["owner"] or "", row["due_on"] or None, state)
        lines[f"{unit}/{row['no']}"] = cells
    return lines


class BureauView(QWidget):
    """``left`` for the results; ``opened(id)`` for one sheet, "received/…" for another department's."""

    left = Signal()
    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.found: Found | None = None
        self.dialog: Any = None
        self._build()

    def refresh(self) -> None:
        """Read everything again."""
        session = self.context.session
        self.context.read(lambda: read_bureau(session), self._show, owner=self)

    def take_in(self) -> None:
        """Take in what other departments handed in."""
        self.dialog = TakeInDialog(self.context, self)
        self.dialog.open()

    def expect(self) -> None:
        """Say which departments hand in."""
        units = self.found.bureau.expected if self.found else ()
        self.dialog = UnitsDialog(self.context, self, units)
        self.dialog.open()

    def compile(self) -> None:
        """Write the compilation, or correct the draft."""
        row = self.found.compilation if self.found else None
        draft = row if row is not None and row["state"] == "draft" else None
        self.dialog = CompileDialog(self.context, self, draft)
        self.dialog.open()

    def reopen(self) -> None:
        """Open the sealed compilation again, with a reason."""
        row = self.found.compilation if self.found else None
        if row is not None:
            session, id, title = self.context.session, str(row["id"]), t("action.compilation.reopen")
            act = partial(bureau.reopen_compilation, session, id)
            self.dialog = RemarkDialog(self.context, self, title, t("bureau.reopen_text"), act)
            self.dialog.open()

    def seal(self) -> None:
        """The head of the bureau seals result and measures, as they print."""
        found = self.found
        if found is None or found.compilation is None:
            return
        row, session = found.compilation, self.context.session
        id, seen = str(row["id"]), Seen.of(row)

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return bureau.seal_compilation(session, id, signet, seen)

        self.dialog = ask_seal(
            self.context,
            self,
            title=t("action.compilation.confirm"),
            sections=compiled_lines(row),
            paper=lambda session: paper.document(session, "compilation", id),
            warnings=_warnings(found),
            act=act,
        )

    def review(self) -> None:
        """後閲: look through the compilation that a deputy sealed."""
        if self.found is not None and self.found.deputed is not None:
            row, roles = self.found.deputed, self.found.roles
            self.dialog = ask_review(self.context, self, "compilation", row, roles, compiled_lines(row))

    def _show(self, found: Found) -> None:
        self.found = found
        profile, whole = self.context.session.profile, found.bureau
        self.title.setText(t("bureau.title", name=whole.name))
        self.about.setText(t("bureau.about", units=len(whole.units), n=len(whole.parts)))
        self._say(found)
        self._list(self.sheets, self._sheet_lines, sheet_lines(profile, whole))
        counts = [
            (f"{choice.mark} {choice.label.get(i18n.language())}", f"{whole.whole.counts.get(code, 0):,}")
            for code, choice in profile.scale.items()
        ]
        before = percent(whole.whole_before.rate) if whole.whole_before else "－"
        rate = f"{percent(whole.whole.rate)}　（{t('inspection_page.before', rate=before)}）"
        rates = [(t("inspection_page.rate"), rate), (t("inspection_page.weighted"), percent(whole.whole.weighted))]
        compared = bureau.comparable_said(whole)
        across = [(t("editions.across" if whole.across else "bureau.compared"), compared)] if compared else []
        self.whole.show_lines([*rates, *counts, *across])
        self.chapters.show_chapters(profile, whole.chapters)
        said = wording.template_note(profile, profile.items.values()) if whole.parts else ""
        self.template.setText(said)
        self.template.setVisible(bool(said))
        self._list(self.matters, self._matter_lines, matter_lines(profile, found.matters))
        self.matters_card.setVisible(bool(found.matters))
        self._show_compilation(found)

    @staticmethod
    def _list(table: Table, lines: Lines, rows: dict[str, tuple[Any, ...]]) -> None:
        lines.hold(rows)
        table.setFixedHeight(theme.px(LINE * max(min(len(rows), MOST_LINES), 3) + BESIDE))
        table.reload()

    def _say(self, found: Found) -> None:
        """What keeps the compilation from being whole."""
        said = [*_warnings(found)]
        if found.compilation is not None and found.stale:
            sealed = found.compilation["state"] == "confirmed"
            said.append(t("bureau.stale_sealed" if sealed else "bureau.stale"))
        if said:
            self.banner.say("warn", "\n".join(said), closable=False)
        else:
            self.banner.hide()

    def _show_compilation(self, found: Found) -> None:
        row = found.compilation
        self.paper_button.setVisible(row is not None)
        self.compile_button.setVisible(bool(found.bureau.parts) and (row is None or row["state"] == "draft"))
        self.compile_button.setText(t("inspection_page.compile" if row is None else "bureau.correct"))
        self.seal_button.setVisible(found.standing.may_seal)
        self.review_button.setVisible(found.deputed is not None)
        self.reopen_button.setVisible(row is not None and row["state"] == "confirmed")
        said = _waits(found)
        self.waits.setText(said)
        self.waits.setVisible(bool(said))
        self.compiled.show_lines(compiled_lines(row) if row is not None else [])

    # ---- how it is laid out

    def _build(self) -> None:
        self.banner = Banner()
        self.title, self.about = label("", "title", wrap=True), label("", "muted", wrap=True)
        self.seal_button = button(t("action.compilation.confirm"), "stamp", "primary", self.seal)
        self.review_button = button(t("record_views.review"), "stamp", "primary", self.review)
        head = Head(
            button(t("bureau.units"), "list", "", self.expect),
            button(t("bureau.take_in"), "upload", "", self.take_in),
            self.review_button,
            self.seal_button,
            back=button(t("bureau.back"), "chevron-left", "link", self.left.emit),
        )
        head.names.addWidget(self.title)
        head.names.addWidget(self.about)
        self._sheet_lines, self._matter_lines = Lines(SHEET_COLUMNS), Lines(MATTER_COLUMNS)
        sheets = Card(t("bureau.sheets"), "clipboard-check")
        self.sheets = self._sheet_table()
        sheets.add(self.sheets)
        self.matters_card = Card(t("bureau.matters"), "trending-up")
        self.matters = self._matter_table()
        self.matters_card.add(self.matters)
        self.whole, self.chapters = Content(t("inspection_page.whole"), "clipboard-check"), ChapterFigures()
        inside = theme.mark_as(Inside(), role="scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        self.template = label("", "hint", wrap=True)
        self.template.hide()
        for widget in (self.template, sheets, self._compilation(), self.whole, self.chapters, self.matters_card):
            column.addWidget(widget)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1.5))
        layout.addWidget(head)
        layout.addWidget(self.banner)
        layout.addWidget(scrolling(inside), 1)
        listen_for(self, "Esc", self.left.emit)

    def _sheet_table(self) -> Table:
        columns = (
            Column("unit", t("bureau.column.unit"), width=100),
            Column("kind", t("field.sheet.sheet"), width=180),
            Column("no", t("inspection_page.column_no"), width=134, spare=1),
            Column("state", t("inspection_page.column_state"), "state", width=104),
            Column("sealed", t("bureau.column.sealed"), width=196, spare=2),
            Column("marks", t("inspection_page.counts"), width=176, spare=3),
            Column("rate", t("paper.sheet.rate_short"), "number", width=84),
        )
        empty = Empty("clipboard-check", t("bureau.empty_title"), t("bureau.empty_text"), t("bureau.take_in"))
        empty.started.connect(self.take_in)
        table = Table("bureau_sheets", columns, self._sheet_lines, self.context.tasks, empty)
        table.opened.connect(self._on_opened)
        return table

    def _matter_table(self) -> Table:
        columns = (
            Column("unit", t("bureau.column.unit"), width=130),
            Column("question", t("field.improvement.item"), width=250),
            Column("measure", t("field.improvement.measure"), width=250),
            Column("owner", t("field.improvement.owner"), width=120),
            Column("due_on", t("field.improvement.due_on"), "date", width=110),
            Column("state", t("inspection_page.column_state"), width=130),
        )
        empty = Empty("trending-up", t("bureau.no_matters"), "", "")
        return Table("bureau_matters", columns, self._matter_lines, self.context.tasks, empty)

    def _compilation(self) -> QWidget:
        self.compiled = Content(t("form.compilation"), "building-2")
        self.waits = label("", "muted", wrap=True)
        self.compile_button = button(t("inspection_page.compile"), "pencil", "", self.compile)
        self.reopen_button = button(t("action.compilation.reopen"), "undo-2", "", self.reopen)
        self.paper_button = button(t("bureau.paper"), "printer", "", self._on_paper)
        ways = (self.compile_button, self.reopen_button, self.paper_button)
        self.compiled.add(self.waits)
        self.compiled.add(flow_row(*ways, gap=theme.space(1)))
        return self.compiled

    def _on_opened(self, id: object) -> None:
        if not str(id).startswith("missing/"):
            self.opened.emit(str(id))

    def _on_paper(self) -> None:
        self.context.signals.go_to.emit("reports", "compilation")


def _warnings(found: Found) -> list[str]:
    said = []
    if found.bureau.missing:
        said.append(t("bureau.missing", units=listed(found.bureau.missing)))
    if found.bureau.unsealed:
        said.append(t("inspection_page.left_open", n=found.bureau.unsealed))
    return said


def _waits(found: Found) -> str:
    """What the compilation waits for: to be written, or somebody's seal."""
    row = found.compilation
    if row is None:
        return t("bureau.not_written")
    if row["state"] != "draft" or found.standing.may_seal:
        return ""
    who = listed(found.standing.deciders)
    return t("bureau.waits_for", who=who) if who else t("bureau.nobody_seals")


def compiled_lines(row: Row) -> list[tuple[str, str]]:
    """A compilation in words."""
    found = [(t("record_views.number"), str(row["no"]))]
    names = ("bureau", "summary", "measures", "upward", "report_to")
    found += [(t(f"field.compilation.{name}"), str(row[name])) for name in names if row[name]]
    count = len(row["sheets"] or []) + len(row["received"] or [])
    found.append((t("field.compilation.sheets"), t("bureau.sheets_n", n=count)))
    found.append((t("record_views.state"), t(f"state.compilation.{row['state']}")))
    for act in row["acts"]:
        if act["sealed"] and not act["void"]:
            who = " ".join(part for part in (act["shown"].get("post", ""), act["shown"].get("name", "")) if part)
            found.append((t("bureau.column.sealed"), f"{who}　{dates.full(act['at'])}"))
    return found
