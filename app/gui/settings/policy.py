"""The adopted policy and the user's own ones: what they are, their Excel book, and changing a copy."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common import i18n
from app.common.errors import Expected, Refused
from app.common.i18n import t
from app.common.text import file_name
from app.domain.policy import Profile
from app.domain.words import policy_title
from app.gui import theme
from app.gui.context import Context
from app.gui.errors import show_error
from app.gui.file_dialog import save_as
from app.gui.policy.book_dialog import BookDialog
from app.gui.policy.earlier_dialog import EarlierDialog
from app.gui.policy.editions_card import EditionsCard
from app.gui.policy.editor import EditorDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label, rule
from app.services import policies, policy_book


class PolicyPanel(QWidget):
    """What was adopted and what it is not; below, the policies of one's own and the way to them."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._paths = context.session.paths
        self.banner = Banner()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(2), 0, 0)
        layout.setSpacing(theme.space(2))
        layout.addWidget(self.banner)
        layout.addWidget(self._adopted(context.session.profile))
        self.editions = EditionsCard(context, self.refresh)
        layout.addWidget(self._own())
        layout.addWidget(self.editions)
        layout.addStretch(1)
        self.refresh()

    def _adopted(self, profile: Profile) -> Card:
        language = i18n.language()
        card = Card(t("settings_page.policy_card"), "book-open")
        card.add(label(profile.name.get(language), "strong", wrap=True))
        edition = profile.about.get("edition", {})
        card.add(label(edition.get(language) or edition.get("ja", ""), "muted", wrap=True))
        halves = f"{profile.digest[:32]}\n{profile.digest[32:]}"  # in one piece it would be wider than the page
        digest = label(t("settings_page.digest", digest=halves), "muted", wrap=True)
        digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(digest)
        card.add(label(_counts(profile), "muted", wrap=True))
        disclaimer = profile.about.get("disclaimer", {})
        card.add(label(disclaimer.get(language) or disclaimer.get("ja", ""), "body", wrap=True))
        self.export_button = button(t("policy_page.export"), "file-spreadsheet", "", lambda: self.export(profile))
        self.copy_button = button(t("policy_page.edit_adopted"), "pencil", "", lambda: self.edit(profile))
        card.add(flow_row(self.export_button, self.copy_button))
        return card

    def _own(self) -> Card:
        card = Card(t("policy_page.own"), "building-2")
        card.add(label(t("policy_page.own_text"), "muted", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(1))
        card.body.addLayout(self._rows)
        self.earlier_button = button(t("policy_page.earlier"), "undo-2", "link", self.open_earlier)
        self.import_button = button(t("policy_page.import"), "upload", "", self.open_book)
        self.template_button = button(t("policy_page.template"), "file-down", "", self.template)
        card.add(flow_row(self.import_button, self.template_button, self.earlier_button))
        return card

    def refresh(self) -> None:
        """Read the user's own policies anew."""
        while item := self._rows.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        owned = policies.own(self._paths)
        self._acts: list[QWidget] = []
        for each in owned:
            self._rows.addWidget(self._row(each))
        self.earlier_button.setVisible(bool(policies.earlier(self._paths)))
        if not owned:
            self._rows.addWidget(label(t("policy_page.own_none"), "body", wrap=True))
        self._order()

    def _order(self) -> None:
        """The rows come before the buttons below them for the keyboard as well, although they are made later."""
        last: QWidget = self.copy_button
        for each in (*self._acts, self.import_button, self.template_button, self.earlier_button):
            QWidget.setTabOrder(last, each)
            last = each

    def _row(self, each: policies.Own) -> QWidget:
        """Its name on a line of its own, and below what can be done with it."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, theme.px(4))
        column.setSpacing(theme.px(2))
        profile = each.profile
        column.addWidget(rule())
        acts: list[tuple[str, str, Callable[[], None]]] = []
        if profile is None:
            said = f"{each.id}: {each.error}"
        else:
            said = f"{profile.municipality.get(i18n.language())}　{policy_title(profile)}（{each.id}）"
            acts.append(("policy_page.edit", "pencil", partial(self.edit, profile)))
            acts.append(("policy_page.export", "file-spreadsheet", partial(self.export, profile)))
            acts.append(("policy_page.compare", "refresh-cw", partial(self.editions.compare, each.folder)))
        acts.append(("policy_page.drop", "x", partial(self.ask_drop, each)))
        column.addWidget(label(said, "body" if profile else "error", wrap=True))
        buttons = [button(t(word), picture, "link", act) for word, picture, act in acts]
        for one in buttons:
            one.setAccessibleDescription(said)
        self._acts += buttons
        column.addWidget(flow_row(*buttons))
        return made

    def ask_drop(self, each: policies.Own) -> None:
        """Ask before a policy of one's own goes; one that is adopted here is refused at once."""
        name = each.profile.name.get(i18n.language()) if each.profile else each.id
        if each.id == self._context.session.profile.id:
            self._on_failed(Refused("policy_in_use", name=name))
            return
        question = t("policy_page.drop_question", name=name)
        self.banner.say("warn", question, "", t("policy_page.drop"), lambda: self.drop(each.id, name))

    def drop(self, id: str, name: str) -> None:
        """Take it off the list."""
        try:
            policies.drop(id, self._paths, self._context.session.profile.id)
        except Expected as error:
            self._on_failed(error)
            return
        self.refresh()
        self.banner.say("done", t("policy_page.dropped", name=name))

    def export(self, profile: Profile) -> None:
        """Write a policy as a book that gives it back exactly."""
        self._write(file_name(f"{profile.municipality.ja}_{profile.id}.xlsx"), partial(policy_book.export, profile))

    def template(self) -> None:
        """Write the empty book."""
        self._write(t("policy_book.template_file"), policy_book.template)

    def _write(self, suggested: str, write: Callable[[Path], Path]) -> None:
        path = save_as(self, t("policy_page.save_book"), suggested, t("policy_page.filter"))
        if path is None:
            return
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        self._context.tasks.run_long(
            lambda _progress: write(path),
            lambda made: self.banner.say("done", t("policy_page.written", file=made.name, folder=str(made.parent))),
            self._on_failed,
            owner=self,
            title=t("policy_page.save_book"),
        )

    def open_book(self) -> None:
        """Ask for a book and show what it would become."""
        dialog = BookDialog(self._paths, self._context.tasks, self._on_taken, self, self._context.session.profile)
        dialog.show()
        dialog.choose()

    def open_earlier(self) -> None:
        """Show the policies that were replaced or deleted."""
        EarlierDialog(self._paths, self._on_restored, self).show()

    def _on_restored(self, profile: Profile) -> None:
        self.refresh()
        self.banner.say("done", t("policy_page.restored", name=profile.name.get(i18n.language())))

    def edit(self, profile: Profile) -> None:
        """Change a policy of one's own, or a copy of another."""
        EditorDialog(profile, self._paths, self._on_taken, self).show()

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What pictures of this panel show."""
        profile = self._context.session.profile
        own: list[tuple[str, Callable[[], object]]] = [("policy-edit", lambda: self.edit(profile))]
        own.append(("policy-items", lambda: self._edit_items(profile)))
        return [*own, *self.editions.scenes()]

    def _edit_items(self, profile: Profile) -> None:
        dialog = EditorDialog(profile, self._paths, self._on_taken, self)
        dialog.tabs.setCurrentWidget(dialog.tables["items"])
        dialog.show()

    def _on_taken(self, profile: Profile) -> None:
        self.refresh()
        said = t("policy_page.kept", name=profile.name.get(i18n.language()))
        folder = next((each.folder for each in policies.own(self._paths) if each.id == profile.id), None)
        if folder is None or profile.digest == self._context.session.profile.digest:
            self.banner.say("done", said)
            return
        self.banner.say("done", said, "", t("policy_page.compare"), partial(self.editions.compare, folder))

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Expected):
            self.banner.say("warn", str(error))
        else:
            show_error(error, self)


def _counts(profile: Profile) -> str:
    duties = sum(1 for clause in profile.clauses.values() if clause.is_duty)
    return t("settings_page.policy_counts", clauses=len(profile.clauses), duties=duties, items=len(profile.items))
