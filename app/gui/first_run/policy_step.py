"""The first step: which policy, one of those on board, one of one's own, or a book or folder that holds one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout

from app.common import i18n
from app.common.errors import Expected
from app.common.i18n import t
from app.common.paths import Paths
from app.common.text import file_name
from app.domain.policy import Profile
from app.gui import theme
from app.gui.errors import show_error
from app.gui.file_dialog import choose_folder, save_as
from app.gui.first_run.step import Step
from app.gui.policy.book_dialog import BookDialog
from app.gui.policy.editor import EditorDialog
from app.gui.policy.paste_dialog import PasteDialog
from app.gui.tasks import Tasks
from app.gui.widgets.banner import Banner
from app.gui.widgets.beside import Beside
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import policies, policy, policy_book, policy_check
from app.services.policy_trouble import unreadable

ABOUT = 340


class PolicyStep(Step):
    """The policies that can be adopted, each called what it is; beside them, what the chosen one says of itself."""

    chosen = Signal()

    def __init__(self, paths: Paths, tasks: Tasks) -> None:
        super().__init__()
        self._paths, self._tasks = paths, tasks
        self._profiles: list[Profile] = []
        self._names: list[QLabel] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._on_toggled)
        self.error = Banner()
        self._choices = Card()
        ways = (
            button(t("policy_page.template"), "file-down", "link", self._on_template),
            button(t("first_run.policy.book"), "file-spreadsheet", "link", self.open_book),
            button(t("paste.open"), "file-text", "link", self.paste),
            button(t("first_run.policy.own"), "folder-open", "link", self._on_own),
        )
        self._about = Card(t("first_run.policy.about"), "info")
        self._facts, self._disclaimer = label("", "muted", wrap=True), label("", "body", wrap=True)
        self._defects = label("", "muted", wrap=True)
        self._mend = flow_row(
            button(t("policy_page.edit"), "pencil", "link", self.edit),
            button(t("policy_page.export"), "file-spreadsheet", "link", self.export),
        )
        for line in (self._facts, self._disclaimer, self._defects, self._mend):
            self._about.add(line)
        self.box.addWidget(label(t("first_run.policy.text"), "body", wrap=True))
        self.box.addWidget(self.error)
        self._ways = Card(t("first_run.policy.ways"), "building-2")
        self._ways.add(label(t("first_run.policy.ways_text"), "muted", wrap=True))
        column = QVBoxLayout()
        column.setSpacing(0)
        for way in ways:
            column.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
        self._ways.body.addLayout(column)
        self._both = both = Beside(ABOUT)
        both.turned.connect(self._on_turned)
        both.main.addWidget(self._choices)
        for widget in (self._about, self._ways):
            both.side.addWidget(widget)
        for column in (both.main, both.side):
            column.addStretch(1)
        self.box.addWidget(both)
        self.box.addStretch(1)
        for item in policy.built_in():
            self._offer(policy.read(item.folder))
        for each in policies.own(paths):
            if each.profile is not None:
                self._offer(each.profile)
        self._group.button(0).setChecked(True)

    def _on_turned(self, is_wide: bool) -> None:
        """Where the room is short, what is chosen stands above the list, and the other ways to a policy below it."""
        column = self._both.side if is_wide else self._both.main
        column.insertWidget(1, self._ways)

    def title(self) -> str:
        return t("first_run.policy.title")

    def begin(self) -> None:
        self._group.button(self._group.checkedId()).setFocus(Qt.FocusReason.OtherFocusReason)

    def profile(self) -> Profile:
        """The profile chosen."""
        return self._profiles[self._group.checkedId()]

    def choose(self, id: str) -> None:
        """Choose one of those on board by its key."""
        self._group.button([profile.id for profile in self._profiles].index(id)).setChecked(True)

    def choose_like(self, other: PolicyStep) -> None:
        """Choose what was chosen before the language changed; a policy read from elsewhere is offered again."""
        chosen = other.profile()
        if chosen.id not in [profile.id for profile in self._profiles]:
            self._offer(chosen)
        self.choose(chosen.id)

    def take_folder(self, folder: Path) -> None:
        """Offer and choose the policy that lies in a folder, or say why it cannot be read."""
        self.error.hide()
        try:
            profile = _read(folder)
        except Expected as error:
            self.error.say("warn", str(error))
            return
        self._select(profile)

    def open_book(self) -> None:
        """Ask for a policy book; what is kept of it is offered and chosen at once."""
        self.error.hide()
        dialog = BookDialog(self._paths, self._tasks, self._on_taken, self)
        dialog.show()
        dialog.choose()

    def _on_taken(self, profile: Profile) -> None:
        self._select(profile)
        self.error.say("done", t("first_run.policy.taken", name=profile.name.get(i18n.language())))

    def edit(self) -> None:
        """Change the policy of one's own that is chosen."""
        EditorDialog(self.profile(), self._paths, self._on_taken, self).show()

    def export(self) -> None:
        """Write the policy of one's own that is chosen as a book, to go on with it in Excel."""
        profile = self.profile()
        self._write(file_name(f"{profile.municipality.ja}_{profile.id}.xlsx"), partial(policy_book.export, profile))

    def _on_template(self) -> None:
        self._write(t("policy_book.template_file"), policy_book.template)

    def _write(self, suggested: str, write: Callable[[Path], Path]) -> None:
        path = save_as(self, t("policy_page.save_book"), suggested, t("policy_page.filter"))
        if path is None:
            return
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        self._tasks.run_long(
            lambda _progress: write(path),
            lambda made: self.error.say("done", t("policy_page.written", file=made.name, folder=str(made.parent))),
            self._on_failed,
            owner=self,
            title=t("policy_page.save_book"),
        )

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Expected):
            self.error.say("warn", str(error))
        else:
            show_error(error, self)

    def paste(self) -> None:
        """Make a draft from the city's own standard; it is offered like any other policy once it is saved."""
        dialog = PasteDialog(self._tasks, self._paths, self)
        dialog.saved.connect(self.take_folder)
        dialog.open()

    def _on_own(self) -> None:
        folder = choose_folder(self, t("first_run.policy.own"))
        if folder is not None:
            self.take_folder(folder)

    def _select(self, profile: Profile) -> None:
        """Offer it and choose it, though one of its key may be chosen already."""
        self._offer(profile)
        number = [each.id for each in self._profiles].index(profile.id)
        self._group.button(number).setChecked(True)
        self._on_toggled(number, True)

    def _offer(self, profile: Profile) -> None:
        language = i18n.language()
        known = next((at for at, each in enumerate(self._profiles) if each.id == profile.id), None)
        if known is not None:
            self._profiles[known] = profile
            self._names[known].setText(profile.name.get(language))
            button = self._group.button(known)
            button.setText(profile.municipality.get(language).replace("&", "&&"))
            button.setAccessibleDescription(profile.name.get(language))
            return
        choice = QRadioButton(profile.municipality.get(language).replace("&", "&&"))
        choice.setAccessibleDescription(profile.name.get(language))
        name = label(profile.name.get(language), "muted", wrap=True)
        under = QVBoxLayout()
        under.setContentsMargins(theme.space(3.75), 0, 0, 0)  # below the name, not below its mark
        under.addWidget(name)
        line = QVBoxLayout()
        line.setSpacing(theme.px(2))
        line.addWidget(choice)
        line.addLayout(under)
        self._choices.body.addLayout(line)
        self._profiles.append(profile)
        self._names.append(name)
        self._group.addButton(choice, len(self._profiles) - 1)

    def _on_toggled(self, number: int, checked: bool) -> None:
        if not checked:
            return
        self.chosen.emit()
        profile, language = self._profiles[number], i18n.language()
        found = policy_check.check(profile)
        values = {"clauses": found.clauses, "duties": found.duties, "items": sum(found.items.values())}
        self._facts.setText(t("first_run.policy.facts", edition=_edition(profile, language), **values))
        said = profile.about.get("disclaimer", {})
        self._disclaimer.setText(said.get(language) or said.get("ja") or t("first_run.policy.note"))
        self._mend.setVisible(any(each.id == profile.id for each in policies.own(self._paths)))
        notes = policy_book.notes(profile)
        self._defects.setVisible(bool(notes))
        if notes:
            self._defects.setText(t("first_run.policy.defects", n=len(notes), first=notes[0]))


def _edition(profile: Profile, language: str) -> str:
    edition = profile.about.get("edition", "")
    said = str(edition.get(language) or edition.get("ja", "")) if isinstance(edition, dict) else str(edition)
    return said or t("first_run.policy.no_edition")


def _read(folder: Path) -> Profile:
    """The profile in a folder, whole. ``Unavailable`` if something that every profile has is missing."""
    try:
        profile = policy.read_foreign(folder)
        policy_check.check(profile)
        kinds = [profile.unit_kinds, profile.roles, profile.scale, profile.words]
        if not (profile.name.ja and profile.municipality.ja and all(kinds)):
            raise KeyError("name, municipality, unit_kinds, roles, scale, words")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise unreadable(folder, "profile.toml", error) from error
    return profile
