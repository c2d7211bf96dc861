"""An asset-management tool's list of USB connections laid beside the register: what does not fit, in three groups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.common.i18n import listed, t
from app.common.text import fold
from app.domain.connections import GROUPS, Finding
from app.gui import dates, theme
from app.gui.context import Context
from app.gui.file_dialog import open_file
from app.gui.form_dialog import FormDialog
from app.gui.icons import icon
from app.gui.listing import export_button
from app.gui.memory import Memory
from app.gui.widgets.badge import State
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.empty import Empty
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column
from app.services import intake

MEMORY = "import.usb"
#: What a column of the list can be, in the order in which it is asked.
FIELDS = ("serial", "pc", "user", "device", "first", "last")
_LOOKS = {"unregistered": ("partly", "？"), "unpermitted": ("not", "×"), "gone": ("not", "！")}
_COLUMNS = (
    ("group", "state", 150),
    ("why", "text", 340),
    ("no", "text", 110),
    ("serial", "text", 150),
    ("pc", "text", 110),
    ("user", "text", 110),
    ("first", "moment", 120),
    ("last", "moment", 120),
    ("device", "text", 150),
    ("cells", "text", 80),
)


def sentence(found: Finding) -> str:
    """What does not fit, in words."""
    return t(f"media_import.found.{found.code}", day=dates.short(found.day))


class FoundRows:
    """The findings as rows of a table; the id of one is its place."""

    def __init__(self) -> None:
        self.found: Sequence[Finding] = ()
        self.group = ""

    def ids(self, text: str, sort: str, descending: bool) -> Sequence[int]:
        """The places of the findings of the group that hold every word of ``text``."""
        words = [word for part in text.split() if (word := fold(part))]
        chosen = [n for n, one in enumerate(self.found) if self.group in ("", one.group)]
        cells = {n: self._cells(self.found[n]) for n in chosen}
        chosen = [n for n in chosen if all(word in fold(" ".join(map(str, cells[n]))) for word in words)]
        at = next((place for place, (name, _, _) in enumerate(_COLUMNS) if name == sort), None)
        if at is not None:
            chosen.sort(key=lambda n: str(cells[n][at]), reverse=descending)
        return chosen

    def rows(self, ids: Sequence[int]) -> Sequence[tuple[Any, ...]]:
        """The cells of these findings."""
        return [self._cells(self.found[n]) for n in ids]

    @staticmethod
    def _cells(one: Finding) -> tuple[Any, ...]:
        look, mark = _LOOKS[one.group]
        group = State(look, mark, t(f"media_import.group.{one.group}"))
        cells = one.cells[0] if len(one.cells) == 1 else t("media_import.cells", first=one.cells[0], n=len(one.cells))
        users = listed(one.users)
        return (group, sentence(one), one.no, one.serial, one.pc, users, one.first, one.last, one.device, cells)


class UsbDialog(FormDialog):
    """Nothing is written; the result can be exported as any list can."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent, t("media_import.usb.title"), t("media_import.usb.choose"), 760)
        self._memory = Memory(context.settings)
        self._path: Path | None = None
        self.found: intake.Compared | None = None
        self.rows = FoundRows()
        self._build()
        self.spread(1040, 680)
        self.accept_button.setIcon(icon("upload", "on_accent"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.accept_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        path = open_file(self, t("media_import.usb.choose"), "Excel, CSV (*.xlsx *.csv *.tsv *.txt)")
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Compare this list with the matching that is remembered."""
        self._path = path
        self._again()

    def _again(self) -> None:
        session, path = self.context.session, self._path
        if path is None:
            return
        mapping = dict(self._memory.get(MEMORY, {}))
        self.banner.hide()
        self.context.read(
            lambda: intake.compare_usb(session, path, mapping), self._show, owner=self, failed=self.failed
        )

    def _on_matched(self, name: str) -> None:
        """A person said which column holds something: what held it before holds nothing from now on."""
        if self.found is None:
            return
        chosen = str(self.form.fields[name].value() or "")
        columns = self.found.listed.head.columns
        mapping = {one.key: "" for one in columns if one.field == name}
        self._memory[MEMORY] = {**self._memory.get(MEMORY, {}), **mapping, **({chosen: name} if chosen else {})}
        self._again()

    def _show(self, found: intake.Compared) -> None:
        self.found = found
        columns = found.listed.head.columns
        options = [Option(one.key, one.heading or t("media_import.column", at=one.at), one.sample) for one in columns]
        for name in FIELDS:
            editor = self.form.fields[name].editor
            if isinstance(editor, ChoiceEditor):
                editor.set_options([Option("", t("media_import.usb.none")), *options])
            self.form.fields[name].set_value(next((one.key for one in columns if one.field == name), ""))
        self.form.show()
        self.hint.hide()
        self.rows.found = found.result.findings
        self._name_groups()
        self._say(found)
        self.table.show()
        self.table.reload()

    def _say(self, found: intake.Compared) -> None:
        result, listed = found.result, found.listed
        count = {name: f"{len(result.of(name)):,}" for name in GROUPS}
        said = [
            t(
                "media_import.usb.counts",
                file=listed.file,
                lines=f"{result.lines:,}",
                serials=f"{result.serials:,}",
                fitting=f"{result.fitting:,}",
                **count,
            )
        ]
        if listed.without_serial:
            said.append(t("media_import.usb.without_serial", n=f"{listed.without_serial:,}"))
        if result.lines and listed.head.at("pc") and not result.knows_pcs:
            said.append(t("media_import.usb.knows_no_pc"))
        self.said.setText("\n".join(said))
        self.said.show()
        if listed.flaws:
            cells = ", ".join(flaw.cell for flaw in listed.flaws[:8])
            more = t("media_import.usb.flaws", n=len(listed.flaws), cells=cells, why=str(listed.flaws[0]))
            self.banner.say("warn", more if listed.head.at("serial") else str(listed.flaws[0]))

    def _name_groups(self) -> None:
        result = self.found.result if self.found else None
        options = [Option("", t("media_import.group.all"))]
        for name in GROUPS:
            n = len(result.of(name)) if result else 0
            options.append(Option(name, t("media_import.group.counted", group=t(f"media_import.group.{name}"), n=n)))
        self.group.set_options(options)
        self.group.set_value(self.rows.group)

    def _on_group(self) -> None:
        self.rows.group = str(self.group.value() or "")
        self.table.reload()

    def _on_opened(self, place: int) -> None:
        medium = self.rows.found[place].medium
        if medium:
            self.accept()
            self.context.signals.go_to.emit("media", medium)

    def _build(self) -> None:
        made = [Field(name, t(f"media_import.usb.{name}"), ChoiceEditor([])) for name in FIELDS]
        self.form.add_row(*made[:3])
        self.form.add_row(*made[3:])
        self.form.edited.connect(self._on_matched)
        self.said = label("", "strong", wrap=True)
        self.said.hide()
        self.group = ChoiceEditor([])
        self.group.target.setAccessibleName(t("media_import.column_name.group"))
        self.group.setFixedWidth(theme.px(240))
        self.group.edited.connect(self._on_group)
        columns = [Column(name, t(f"media_import.column_name.{name}"), kind, width) for name, kind, width in _COLUMNS]
        fits = Empty("circle-check", t("media_import.usb.fits"))
        self.table = Table("usb", columns, self.rows, self.context.tasks, fits, self._memory)
        self.table.opened.connect(self._on_opened)
        self.table.bar.insertWidget(1, self.group)
        export_button(self.context, self.table, t("media_import.usb.title"), self.banner)
        self._name_groups()
        self.hint = Empty("usb", t("media_import.usb.empty"), t("media_import.usb.empty_hint"))
        place = self.box.indexOf(self.form)
        self.box.setStretchFactor(self.form, 0)
        self.box.insertWidget(place + 1, self.said)
        self.box.insertWidget(place + 2, self.table, 1)
        self.box.insertWidget(place + 2, self.hint, 1)
        self.form.hide()
        self.table.hide()
