"""The second step: the department, and where its store is kept."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

from app.common import i18n
from app.common.i18n import t
from app.common.text import file_name
from app.domain.policy import Profile
from app.gui.file_dialog import choose_folder
from app.gui.first_run.step import Step
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import LineEditor


class DepartmentStep(Step):
    """The department: municipality, name, kind of unit, bureau above it, folder."""

    def __init__(self) -> None:
        super().__init__()
        self.form = FormLayout()
        self._kind_editor = ChoiceEditor([])
        self._proposed = ""
        unit, bureau = LineEditor(t("first_run.unit_example")), LineEditor(t("first_run.bureau_example"))
        self.form.add(Field("municipality", t("first_run.municipality"), LineEditor(), required=True))
        self.form.add_row(
            Field("unit", t("first_run.unit"), unit, required=True),
            Field("kind", t("first_run.kind"), self._kind_editor, required=True),
        )
        self.form.add(Field("bureau", t("first_run.bureau", bureau=t("word.bureau")), bureau))
        hint = t("first_run.folder_hint")
        self.form.add(Field("folder", t("first_run.folder"), LineEditor(), required=True, hint=hint))
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder.set_value(documents if documents and Path(documents).is_dir() else str(Path.home()))
        choose = button(t("first_run.choose_folder"), "folder-open", "link", self._on_choose)
        self.form.add_widget(flow_row(choose))
        self.box.addWidget(label(t("first_run.department.text"), "body", wrap=True))
        self.box.addWidget(self.form)
        self.box.addStretch(1)

    @property
    def _folder(self) -> Field:
        return self.form.fields["folder"]

    def title(self) -> str:
        return t("first_run.department.title")

    def begin(self) -> None:
        self.form.fields["unit"].editor.setFocus()

    def take_profile(self, profile: Profile) -> None:
        """Offer the kinds of unit of the policy chosen, and its municipality unless another name was typed."""
        language = i18n.language()
        kinds = [
            Option(key, row["label"].get(language) or row["label"]["ja"]) for key, row in profile.unit_kinds.items()
        ]
        above = profile.words.get("bureau", {})
        above_word = above.get(language) or above.get("ja") or t("word.bureau")
        self.form.fields["bureau"].set_title(t("first_run.bureau", bureau=above_word))
        chosen = self.kind()
        self._kind_editor.set_options(kinds)
        self.form.fields["kind"].set_value(chosen if chosen in profile.unit_kinds else kinds[0].code)
        if self.municipality() in ("", self._proposed):
            self._proposed = profile.municipality.get(language)
            self.form.fields["municipality"].set_value(self._proposed)

    def is_complete(self) -> bool:
        fields = self.form.fields
        for name in ("municipality", "unit", "kind", "folder"):
            fields[name].set_error("" if fields[name].value() else t("error.required"))
        if self.unit() and self._folder.value():
            if not Path(self._text("folder")).is_dir():
                self._folder.set_error(t("first_run.folder_missing"))
            elif self.path().exists():
                fields["unit"].set_error(t("error.exists", file=self.path().name, folder=str(self.path().parent)))
        wrong = [field for field in fields.values() if field.error()]
        if wrong:
            wrong[0].editor.setFocus()
        return not wrong

    def fill(self, municipality: str, unit: str, bureau: str, folder: Path) -> None:
        """Fill the form in, as the demonstration does."""
        values = {"municipality": municipality, "unit": unit, "bureau": bureau, "folder": str(folder)}
        self.form.set_values(values)

    def values(self) -> dict[str, Any]:
        """What was typed, for a draft; what the policy proposed comes from the policy again, in any language."""
        typed = self.form.values()
        return {**typed, "municipality": None} if typed["municipality"] == self._proposed else typed

    def unit(self) -> str:
        """The department's name."""
        return self._text("unit")

    def kind(self) -> str:
        """The key of the kind of unit."""
        return self._text("kind")

    def bureau(self) -> str:
        """The bureau above it; may be empty."""
        return self._text("bureau")

    def municipality(self) -> str:
        """The city whose name is printed."""
        return self._text("municipality")

    def path(self) -> Path:
        """Where the store will lie."""
        return Path(self._text("folder")) / file_name(f"{self.unit()}.tenken")

    def _text(self, name: str) -> str:
        return str(self.form.fields[name].value() or "")

    def _on_choose(self) -> None:
        found = choose_folder(self, t("first_run.choose_folder"), self._text("folder"))
        if found is not None:
            self._folder.set_value(str(found))
