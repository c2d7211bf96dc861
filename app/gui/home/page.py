"""The home screen: what to do next, and how the year stands."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.gui import dates, theme
from app.gui.context import Context
from app.gui.inspection.chapter_counts import chapter_of
from app.gui.page import Page
from app.gui.widgets.card import Card
from app.gui.widgets.chapter_bars import ChapterBars
from app.gui.widgets.empty import Empty
from app.gui.widgets.labels import label
from app.gui.widgets.ring import Ring
from app.gui.widgets.todo_list import Todo, TodoList
from app.services import home, progress
from app.services.home import Matter
from app.services.progress import Year

_ICONS = {
    "out_since_last_year": "calendar",
    "carrier_gone": "user",
    "holder_gone": "user",
    "year_end": "calendar",
    "overdue": "clock",
    "carryout_requests": "stamp",
    "disposal_requests": "stamp",
    "extensions": "stamp",
    "returns": "stamp",
    "disposals_done": "stamp",
    "sheets_to_confirm": "stamp",
    "improvements_done": "stamp",
    "compilations": "stamp",
    "stocktakes": "stamp",
    "records_to_decide": "stamp",
    "reviews": "stamp",
    "certificates_due": "clipboard-check",
    "certificates_late": "triangle-alert",
    "improvements_late": "triangle-alert",
    "improvements_returned": "undo-2",
    "improvements_to_plan": "trending-up",
    "improvements_mine": "trending-up",
    "nobody_decides": "users",
    "nobody_seals": "key-round",
    "only_a_deputy": "key-round",
    "no_deputy": "users",
    "no_seal_yet": "key-round",
    "taken_over": "users",
    "unanswered": "clipboard-check",
    "to_submit": "send",
    "came_back": "undo-2",
    "disposals_to_do": "trash-2",
    "disposals_incomplete": "trash-2",
    "due_today": "clock",
    "own_requests": "briefcase",
    "records_late": "triangle-alert",
    "records_near": "calendar",
    "reports_to_submit": "send",
    "past_retention": "history",
    "clock_behind": "clock",
    "year_not_begun": "calendar",
    "deadline": "calendar",
}


class HomePage(Page):
    """A short list of today's matters, each one click from its place; ring and chapter bars of this year."""

    watches = frozenset(
        {"sheet", "answer", "carryout", "disposal", "medium", "grant", "person", "cycle", "improvement", "compilation"}
        | {"stocktake", "entry", "seal_key"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._matters: dict[str, Matter] = {}
        self.todo = TodoList()
        self.nothing = Empty("circle-check", t("home.nothing"), t("home.nothing_hint"))
        self.ring = Ring(t("home.progress"))
        self.bars = ChapterBars()
        self.result = label("", "muted", wrap=True)
        self.no_sheets = Empty("clipboard-check", t("home.no_sheets"), t("home.no_sheets_hint"), t("home.hand_out"))
        self._build()
        self.todo.opened.connect(self._on_opened)
        self.bars.opened.connect(lambda _key: context.signals.go_to.emit("inspection", ""))
        self.no_sheets.started.connect(lambda: context.signals.go_to.emit("inspection", "hand-out"))

    def refresh(self) -> None:
        """Read today's matters and the year on the worker."""
        session = self.context.session
        self.context.read(lambda: (home.todo(session), progress.year(session)), self._show, owner=self)

    def _build(self) -> None:
        stack = QVBoxLayout(self)
        stack.setContentsMargins(*[theme.space(3)] * 4)
        stack.setSpacing(theme.space(2))
        stack.addWidget(label(t("home.title"), "title"))
        today = Card(t("home.today"), "clipboard-check")
        stack.addWidget(today)
        today.add(self.todo)
        today.add(self.nothing)
        self.nothing.hide()  # it is said once it is known
        progress = self._progress = Card(t("home.year"), "trending-up")
        stack.addWidget(progress)
        stack.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        row.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.bars, 1)
        self._figures = QWidget()
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        column.addLayout(row)
        column.addWidget(self.result)
        progress.add(self._figures)
        progress.add(self.no_sheets)
        self.no_sheets.hide()

    def _show(self, found: tuple[list[Matter], Year]) -> None:
        matters, year = found
        self._matters = {f"{number}": matter for number, matter in enumerate(matters)}
        self.todo.set_items([_row(key, matter, year) for key, matter in self._matters.items()])
        self.nothing.setVisible(not matters)
        self._show_year(year)

    def _show_year(self, year: Year) -> None:
        past = dates.fiscal_year(year.past) if year.past else ""
        self._progress.set_title(t("home.year_of", year=past) if past else t("home.year"))
        self._figures.setVisible(bool(year.asked))
        self.no_sheets.setVisible(not year.asked)
        self.ring.set_value(year.answered, year.asked)
        titles, scale = self.context.session.profile.chapters, self.context.session.profile.scale
        self.bars.set_chapters(
            [
                chapter_of(chapter, f"{chapter} {titles[chapter].get(i18n.language())}", total, values, scale)
                for chapter, _done, total, values in year.chapters
            ]
        )
        if year.result is not None and year.result.rate is not None:
            self.result.setText(t("home.rate", rate=year.result.rate, weighted=year.result.weighted))
        else:
            self.result.setText(t("home.no_rate"))

    def _on_opened(self, key: str) -> None:
        matter = self._matters[key]
        self.context.signals.go_to.emit(matter.page, matter.record)


def _row(key: str, matter: Matter, year: Year) -> Todo:
    values = {"name": matter.name, "days": matter.days, "n": matter.count, "due": dates.full(year.due_on or None)}
    figure = t("home.days", n=matter.days) if matter.kind == "deadline" else t("home.count", n=matter.count)
    detail = f"home.{matter.kind}.detail"
    text = t(f"home.{matter.kind}", **values)
    return Todo(key, _ICONS[matter.kind], text, t(detail, **values) if i18n.has(detail) else "", figure, matter.look)
