"""The first step: which policy, one of those on board or a folder of one's own."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout

from app.common import i18n
from app.common.errors import Expected, Unavailable
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import theme
from app.gui.file_dialog import choose_folder
from app.gui.first_run.step import Step
from app.gui.policy.paste_dialog import PasteDialog
from app.gui.tasks import Tasks
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import policy


class PolicyStep(Step):
    """The policies that can be adopted, each called what it is; below, what the chosen one says of itself."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._profiles: list[Profile] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._on_toggled)
        self.error = Banner()
        self._choices = Card()
        own = button(t("first_run.policy.own"), "folder-open", "link", self._on_own)
        self._about = Card(t("first_run.policy.about"), "info")
        self._facts, self._disclaimer = label("", "muted", wrap=True), label("", "body", wrap=True)
        self._defects = label("", "error", wrap=True)
        for line in (self._facts, self._disclaimer, self._defects):
            self._about.add(line)
        self.box.addWidget(label(t("first_run.policy.text"), "body", wrap=True))
        self.box.addWidget(self._choices)
        self.tasks = Tasks(parent=self)
        paste = button(t("paste.open"), "file-text", "link", self.paste)
        self.box.addWidget(flow_row(own, paste))
        self.box.addWidget(self.error)
        self.box.addWidget(self._about)
        self.box.addStretch(1)
        for item in policy.built_in():
            self._offer(policy.read(item.folder))
        self._group.button(0).setChecked(True)

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

    def take_folder(self, folder: Path) -> None:
        """Offer and choose the policy that lies in a folder, or say why it cannot be read."""
        self.error.hide()
        try:
            profile = _read(folder)
        except Expected as error:
            self.error.say("warn", str(error))
            return
        self._offer(profile)
        self._group.button(len(self._profiles) - 1).setChecked(True)

    def paste(self) -> None:
        """Make a draft from the city's own standard; it is offered like any other policy once it is saved."""
        dialog = PasteDialog(self.tasks, self)
        dialog.saved.connect(self.take_folder)
        dialog.open()

    def _on_own(self) -> None:
        folder = choose_folder(self, t("first_run.policy.own"))
        if folder is not None:
            self.take_folder(folder)

    def _offer(self, profile: Profile) -> None:
        language = i18n.language()
        choice = QRadioButton(profile.municipality.get(language).replace("&", "&&"))
        choice.setAccessibleDescription(profile.name.get(language))
        name = label(profile.name.get(language), "muted", wrap=True)
        name.setContentsMargins(theme.space(3.5), 0, 0, 0)
        line = QVBoxLayout()
        line.setSpacing(theme.px(2))
        line.addWidget(choice)
        line.addWidget(name)
        self._choices.body.addLayout(line)
        self._profiles.append(profile)
        self._group.addButton(choice, len(self._profiles) - 1)

    def _on_toggled(self, number: int, checked: bool) -> None:
        if not checked:
            return
        self.chosen.emit()
        profile, language = self._profiles[number], i18n.language()
        found = policy.check(profile)
        values = {"clauses": found.clauses, "duties": found.duties, "items": sum(found.items.values())}
        self._facts.setText(t("first_run.policy.facts", edition=_edition(profile, language), **values))
        said = profile.about.get("disclaimer", {})
        self._disclaimer.setText(said.get(language) or said.get("ja") or t("first_run.policy.note"))
        self._defects.setVisible(bool(found.faults))
        if found.faults:
            first = found.faults[0]
            sentence = t(f"fault.{first.code}", place=first.place, value=first.value)
            self._defects.setText(t("first_run.policy.defects", n=len(found.faults), first=sentence))


def _edition(profile: Profile, language: str) -> str:
    edition = profile.about.get("edition", "")
    return str(edition.get(language) or edition.get("ja", "")) if isinstance(edition, dict) else str(edition)


def _read(folder: Path) -> Profile:
    """The profile in a folder, whole. ``Unavailable`` if something that every profile has is missing."""
    try:
        profile = policy.read(folder)
        policy.check(profile)
        kinds = [profile.unit_kinds, profile.roles, profile.scale, profile.words]
        if not (profile.name.ja and profile.municipality.ja and all(kinds)):
            raise KeyError("name, municipality, unit_kinds, roles, scale, words")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unavailable("policy_unreadable", file="profile.toml", folder=str(folder), said=str(error)) from error
    return profile
