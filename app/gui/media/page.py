"""The register of media and devices: entries, their lives, and where a disposal or a carry-out begins."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QMenu, QVBoxLayout

from app.common import i18n
from app.common.i18n import t
from app.domain.ledger import Row
from app.gui import theme, wording
from app.gui.context import Context
from app.gui.icons import icon
from app.gui.media.entry_dialog import EntryDialog
from app.gui.media.intake_dialog import IntakeDialog
from app.gui.media.life_view import LifeView, state_of
from app.gui.media.stock_dialog import StockDialog
from app.gui.media.usb_dialog import UsbDialog
from app.gui.page import Page
from app.gui.record.register_list import RegisterList
from app.gui.widgets.buttons import button, yield_to
from app.gui.widgets.empty import Empty
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import label
from app.gui.widgets.stack import Stack
from app.gui.widgets.table_model import Column
from app.services import media, record
from app.services.session import Changes, Session

STATES = ("stored", "out", "waiting", "lost", "disposed")
_COLUMNS = (
    ("medium_no", "text", 140),
    ("state", "state", 110),
    ("medium_kind", "text", 130),
    ("name", "text", 160),
    ("quantity", "number", 60),
    ("info_class", "text", 80),
    ("place", "text", 150),
    ("zone", "text", 140),
    ("registered_on", "date", 100),
)
#: What goes first where the register is narrow; the page of the medium says it all.
_SPARE = {"registered_on": 6, "zone": 5, "quantity": 4, "place": 3, "medium_kind": 2, "info_class": 1}


class MediaRows:
    """The rows of the register, read on the worker."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.states: tuple[str, ...] = ()

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[str]:
        """The ids of all entries that hold every word of ``text``."""
        return media.ids(self._session, text, self.states, sort or "medium_no", descending)

    def rows(self, ids: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The cells of these entries."""
        return [self._cells(row) for row in media.page(self._session, ids)]

    def _cells(self, row: dict[str, Any]) -> tuple[Any, ...]:
        profile = self._session.profile
        zone = profile.zones.get(str(row["zone"]))
        said = {
            **row,
            "medium_kind": t(f"choice.medium_kind.{row['medium_kind']}"),
            "info_class": wording.class_name(profile, row["info_class"]),
            "zone": zone.get(i18n.language()) if zone else "",
            "state": state_of(row),
        }
        return tuple(said[name] for name, _kind, _width in _COLUMNS)


class MediaPage(Page):
    """The list, and one medium's life when it is opened.

    As a record, ``new`` starts an entry and ``stock:<id>`` shows a stocktaking.
    """

    watches = frozenset({"medium", "carryout", "disposal", "person"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme.mark_as(self, role="page")
        self.rows = MediaRows(context.session)
        self.dialog: EntryDialog | None = None
        self.stock: StockDialog | None = None
        self.intake: IntakeDialog | None = None
        self.usb: UsbDialog | None = None
        self._build()

    def refresh(self) -> None:
        """Read the list again, and the medium if one is open."""
        if self.stack.currentWidget() is self.life:
            self.life.refresh()
        self.table.reload()

    def place(self) -> str:
        return self.life.id if self.stack.currentWidget() is self.life else ""

    def open_record(self, id: str) -> None:
        """Show one medium, start an entry (``new``), or show a stocktaking (``stock/id``)."""
        place, _, rest = id.partition("/")
        if id == "new":
            self.start_entry()
        elif place == "stock":
            self.take_stock(rest)
        else:
            self.life.open(id)
            self.stack.setCurrentWidget(self.life)

    def start_entry(self) -> None:
        """Enter a medium, a device, or a line of many."""
        self.dialog = EntryDialog(self.context, self, done=self._on_entered)
        self.dialog.open()

    def take_stock(self, id: str = "") -> None:
        """Count what is here, or look at one stocktaking again."""
        self.stock = StockDialog(self.context, self, id)
        self.stock.counted.connect(lambda no: self.banner.say("done", t("media_page.stock_counted", no=no)))
        self.stock.open()

    def take_in(self) -> None:
        """Enter a register that somebody kept in Excel."""
        self.intake = IntakeDialog(self.context, self, self._on_taken_in)
        self.intake.open()

    def compare_usb(self) -> None:
        """Lay a list of USB connections beside the register."""
        self.usb = UsbDialog(self.context, self)
        self.usb.open()

    def offer_lists(self) -> None:
        """What can be done with a list that comes from outside."""
        self.menu.popup(self.lists.mapToGlobal(self.lists.rect().bottomLeft()))

    def show_labels(self) -> None:
        """The labels as a paper."""
        self.context.signals.go_to.emit("reports", "media_labels")

    def show_list(self) -> None:
        """Back to the register."""
        self.stack.setCurrentWidget(self.list)
        self.table.reload()

    def _on_entered(self, changes: Changes) -> None:
        session = self.context.session
        self.context.read(lambda: record.get(session, "medium", changes.id), self._say_entered, owner=self)
        self.table.reload()

    def _say_entered(self, row: Row) -> None:
        """By the number that stands on the medium, not the register's own."""
        self.banner.say("done", t("media_page.entered", no=row["medium_no"]))

    def _on_taken_in(self, count: int) -> None:
        self.banner.say("done", t("media_page.taken_in", n=f"{count:,}"))
        self.table.reload()

    def _on_states(self, states: tuple[str, ...]) -> None:
        self.rows.states = states

    def _build(self) -> None:
        empty = Empty("hard-drive", t("media_page.empty"), t("media_page.empty_hint"), t("media_page.new"))
        empty.started.connect(self.start_entry)
        columns = [
            Column(name, t(f"field.medium.{name}"), kind, width, spare=_SPARE.get(name, 0))
            for name, kind, width in _COLUMNS
            if name != "state"
        ]
        columns.insert(1, Column("state", t("record_views.state"), "state", 110))
        views: dict[str, tuple[str, tuple[str, ...]]] = {"all": (t("media_page.all"), ())}
        views |= {code: (t(f"state.medium.{code}"), (code,)) for code in STATES}
        self.list = RegisterList(
            self.context, "medium", columns, self.rows, empty, views, self._on_states, i18n.word("page_media")
        )
        self.list.opened.connect(self.open_record)
        self.table, self.filter, self.banner = self.list.table, self.list.filter, self.list.banner
        self.lists = button(t("media_page.lists"), "upload", "link", self.offer_lists)
        self.table.bar.insertWidget(self.table.bar.count() - 1, self.lists)
        self.life = LifeView(self.context)
        self.life.left.connect(self.show_list)
        self.stack = Stack()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.life)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(3)] * 4)
        layout.setSpacing(theme.space(2))
        layout.addLayout(self._head())
        self.menu = self._list_menu()
        layout.addWidget(self.stack, 1)
        empty.stand_in_for(self.new)
        yield_to(self.new, self.stack, self.life)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.start_entry)

    def _head(self) -> FlowLayout:
        head = FlowLayout(gap=theme.space(1))
        head.addWidget(label(i18n.word("page_media"), "title"))
        head.addStretch()
        head.addWidget(button(t("media_page.labels"), "printer", "", self.show_labels))
        head.addWidget(button(t("form.stocktake"), "clipboard-check", "", self.take_stock))
        self.new = button(t("media_page.new"), "plus", "primary", self.start_entry)
        self.new.setToolTip("Ctrl+N")
        head.addWidget(self.new)
        return head

    def _list_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(icon("file-spreadsheet", "text"), t("media_import.title"), self.take_in)
        menu.addAction(icon("usb", "text"), t("media_import.usb.title"), self.compare_usb)
        return menu

    def scenes(self) -> list[tuple[str, Any]]:
        """What else of this page can be pictured."""
        dialogs = [("entry", self.start_entry), ("stock", self.take_stock), ("take-in", self.take_in)]
        dialogs.append(("kinds", self._open_kinds))
        return [*dialogs, ("usb", self.compare_usb), ("life", self._open_first)]

    def _open_kinds(self) -> None:
        """The entry with the list of its first field open."""
        self.start_entry()
        assert self.dialog is not None
        kinds = self.dialog.form.fields["medium_kind"].editor.target
        assert isinstance(kinds, QComboBox)
        kinds.showPopup()

    def _open_first(self) -> None:
        ids = media.ids(self.context.session)
        if ids:
            self.open_record(ids[1 % len(ids)])
