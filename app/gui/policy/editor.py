"""The editor of a policy of one's own: words, titles, labels, questions, rules; a built-in one is changed as a copy."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from app.common import i18n
from app.common.errors import Expected
from app.common.i18n import t
from app.common.paths import Paths
from app.domain.policy import Profile, Text
from app.gui import theme, wording
from app.gui.manual import listen
from app.gui.policy.item_dialog import ItemDialog
from app.gui.policy.rules import RulesTab
from app.gui.policy.tables import Wording, WordingTable
from app.gui.scrolling import Sheet
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor
from app.services import policies, policy_edit

WIDTH, HEIGHT = 980, 680
#: The tabs: the sections that each shows.
TABS = {"words": policy_edit.PAIRS, "roles": ("roles",), "classes": ("classes",), "items": ("item",)}


class EditorDialog(QDialog):
    """Four tables of wordings and one of rules; `taken` gets the policy once it is kept among the user's own."""

    def __init__(
        self, profile: Profile, paths: Paths, taken: Callable[[Profile], object], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._profile, self._paths, self._taken = profile, paths, taken
        owned = {item.id for item in policies.own(paths) if item.profile and item.profile.digest == profile.digest}
        self.is_copy = profile.id not in owned
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t("policy_page.edit_title"))
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(self.screen().availableSize() * 0.92))
        self.scroller, self.banner, self.form, self.tabs = Sheet(), Banner(), FormLayout(), QTabWidget()
        self.tables: dict[str, WordingTable] = {}
        self._added: list[str] = []
        self._usual = policy_edit.usual_words(i18n.language())
        self._build()
        listen(self)

    def _build(self) -> None:
        name = self._profile.name.get(i18n.language())
        editor = LineEditor()
        self.form.add_row(
            Field("id", t("policy_page.id"), LineEditor(), required=True, hint=t("policy_page.id_hint")),
            Field("name", t("policy_page.name"), editor, required=True),
        )
        self.form.set_values(
            {
                "id": policies.free_id(self._profile.id, self._paths) if self.is_copy else self._profile.id,
                "name": t("policy_page.copy_of", name=name) if self.is_copy else name,
            }
        )
        editor.line.setCursorPosition(0)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(t("policy_page.filter_rows"))
        self.filter.setAccessibleName(t("policy_page.filter_rows"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter)
        for tab in TABS:
            self.tables[tab] = WordingTable(_heads(tab), t(f"policy_page.tab_{tab}"), self._rows(tab), self._on_changed)
            self.tabs.addTab(self.tables[tab], t(f"policy_page.tab_{tab}"))
        self.rules = RulesTab(self._profile, self._on_changed)
        self.tabs.insertTab(list(TABS).index("items"), self.rules, t("policy_page.tab_rules"))
        layout = self.scroller.box
        layout.setContentsMargins(theme.space(3), theme.space(3), theme.space(3), theme.space(1))
        layout.setSpacing(theme.space(1.5))
        layout.addWidget(label(t("policy_page.edit_title"), "section", wrap=True))
        said = [t("policy_page.edit_copy" if self.is_copy else "policy_page.edit_own")]
        if any(line.template for line in policy_edit.items(self._profile)):
            said.append(t("policy_page.edit_template"))
        layout.addWidget(label("\n".join(said), "muted", wrap=True))
        for widget in (self.banner, self.form, self.filter):
            layout.addWidget(widget)
        layout.addWidget(self.tabs, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.scroller, 1)
        outer.addLayout(self._foot())

    def showEvent(self, event: QShowEvent) -> None:
        self.scroller.fit()
        super().showEvent(event)

    def _foot(self) -> QHBoxLayout:
        self.changes = label("", "muted")
        self.accept_button = button(t("policy_page.save_edit"), "check", "primary", self.submit)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.space(3), theme.space(1), theme.space(3), theme.space(3))
        foot.setSpacing(theme.space(1))
        self.undo_button = button(t("policy_page.undo"), "undo-2", "link", self.undo)
        self.undo_button.setToolTip("Ctrl+Z")
        self.undo_button.setVisible(False)
        self.add_button = button(t("policy_page.add_item"), "plus", "link", self.add_item)
        self.add_button.setVisible(False)
        self.tabs.currentChanged.connect(lambda _at: self._show_add())
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self.undo)
        self.accept_button.setToolTip("Ctrl+Enter")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.accept_button.click)
        foot.addWidget(self.add_button)
        foot.addWidget(self.changes)
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        foot.addWidget(button(t("record_views.close"), "", "", self.reject))
        foot.addWidget(self.accept_button)
        return foot

    def _rows(self, tab: str) -> list[Wording]:
        if tab == "items":
            return [
                Wording(line.code, self._about(line), {"question": line.question}, line.used)
                for line in policy_edit.items(self._profile)
            ]
        return [
            Wording(f"{section}.{key}", (self._meant(section, key, texts),), texts)
            for section in TABS[tab]
            for key, texts in policy_edit.wordings(self._profile, section)
        ]

    def _about(self, line: policy_edit.ItemLine) -> tuple[str]:
        """In one narrow column: the code, its sheet and chapter, and whether it is a template that one may fill."""
        mark = t("item.template") if line.template else ""
        said = (line.code, self._sheet(line.sheet), line.chapter.get(i18n.language()), mark)
        return ("\n".join(part for part in said if part),)

    def _sheet(self, key: str) -> str:
        found = self._profile.inspections.get(key)
        return found.label.get(i18n.language()) if found else key

    def _meant(self, section: str, key: str, texts: dict[str, Text]) -> str:
        """What a row is about, in words: the usual word for it, or the name that it has now."""
        if section not in policy_edit.PAIRS:
            return texts["label"].get(i18n.language())
        usual = self._usual.get((section, key), key)
        return t("policy_page.word_of_page", word=usual) if section == "pages" else usual

    def _texts(self) -> dict[policy_edit.Spot, Text]:
        found: dict[policy_edit.Spot, Text] = {}
        for tab, table in self.tables.items():
            for (key, each), text in table.texts().items():
                section, _, name = ("item", "", key) if tab == "items" else key.partition(".")
                found[section, name, each] = text
        return found

    def _count(self) -> int:
        return len(self._texts()) + len(self.tables["items"].used()) + len(self._added) + self.rules.count()

    def _on_changed(self) -> None:
        self.changes.setText(t("policy_page.changes", n=self._count()))
        self.undo_button.setVisible(any(table.can_undo for table in self._all()))

    def _show_add(self) -> None:
        self.add_button.setVisible(self.tabs.currentWidget() is self.tables["items"])

    def add_item(self) -> None:
        """Ask for a question of one's own."""
        ItemDialog(self._profile, self._take_item, self).open()

    def _take_item(self, made: Profile, code: str) -> None:
        self._profile = made
        self._added.append(code)
        self.filter.clear()
        self.tables["items"].append(next(row for row in self._rows("items") if row.key == code))

    def undo(self) -> None:
        """Take the last change of the table that is shown back; of another one where this has none."""
        shown = self.tabs.currentWidget()
        found = [table for table in self._all() if table.can_undo]
        for table in sorted(found, key=lambda each: each is not shown)[:1]:
            self.tabs.setCurrentWidget(table)
            gone = table.undo()
            if gone:
                self._profile = policy_edit.without_item(self._profile, gone)
                self._added.remove(gone)
                self._on_changed()

    def _all(self) -> list[WordingTable | RulesTab]:
        """What the tabs show."""
        return [*self.tables.values(), self.rules]

    def _on_filter(self, said: str) -> None:
        for table in self._all():
            table.show_only(said)

    def submit(self) -> None:
        """Keep the changes as a policy of one's own; what is refused is said above."""
        self._keep(replace=False)

    def _keep(self, *, replace: bool) -> None:
        self.form.settle()
        id, name = (str(self.form.fields[key].value() or "") for key in ("id", "name"))
        for field in self.form.fields.values():
            field.set_error("" if field.value() else t("error.required"))
        if not id or not name:
            return
        before = self._profile.name
        kept = Text(name, before.en if name == before.ja else "")
        try:
            used, rules = self.tables["items"].used(), self.rules.changes()
            made = policy_edit.edited(self._profile, id, kept, self._texts(), used, rules)
            policies.take(made, self._paths, replace=replace or (not self.is_copy and id == self._profile.id))
        except Expected as error:
            if error.code == "policy_registered":
                said = t("policy_page.replace_question", said=str(error))
                self.banner.say("warn", said, "", t("policy_page.replace"), lambda: self._keep(replace=True))
            else:
                self.banner.say("warn", str(error))
            return
        self.done(QDialog.DialogCode.Accepted)
        self._taken(made)

    def reject(self) -> None:
        count = self._count()
        if not count:
            self._leave()
            return
        said = t("policy_page.unsaved", n=count)
        self.banner.say("warn", said, way_out=t("policy_page.throw_away"), on_way_out=self._leave)

    def _leave(self) -> None:
        self.done(QDialog.DialogCode.Rejected)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()


def _heads(tab: str) -> list[tuple[str, int]]:
    """The headings with their widths; 0 takes what is left."""
    ja, en = _languages()
    if tab == "words":
        return [(t("policy_page.head_meant"), 240), (ja, 0), (en, 0)]
    if tab == "items":
        return [(wording.apart(t("policy_page.head_used"), t("policy_page.head_sheet")), 220), (ja, 0), (en, 0)]
    second = "policy_page.head_post" if tab == "roles" else "policy_page.head_meaning"
    return [
        (t("policy_page.head_now"), 150),
        *((f"{t(head)} {language}", 0) for head in ("policy_page.head_label", second) for language in (ja, en)),
    ]


def _languages() -> tuple[str, str]:
    """The names of the two languages, as headings."""
    return t("policy_page.head_ja"), t("policy_page.head_en")
