"""A question of one's own: on which sheet, in which chapter, what it asks and which clause it settles."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.errors import Expected
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui.sheet_dialog import SheetDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor, LineEditor
from app.services import policy_edit

WIDTH = 560


class ItemDialog(SheetDialog):
    """`taken` gets the policy with the item in it, and the item's code."""

    def __init__(self, profile: Profile, taken: Callable[[Profile, str], object], parent: QWidget) -> None:
        super().__init__(parent, t("policy_page.add_item"), WIDTH)
        self._profile, self._taken = profile, taken
        self.banner, self.form = Banner(), FormLayout()
        sheets = [Option(key, row.label.get(i18n.language())) for key, row in profile.inspections.items()]
        chapters = [Option(key, title.get(i18n.language())) for key, title in policy_edit.chapters(profile).items()]
        clauses = [Option(row.id, row.citation, row.heading) for row in policy_edit.not_asked(profile)]
        choice = {"sheet": sheets, "chapter": chapters}
        self.form.add_row(
            *(
                Field(name, t(f"policy_page.item_{name}"), ChoiceEditor(offered), required=True)
                for name, offered in choice.items()
            )
        )
        self.form.add(Field("question", t("policy_page.item_question"), AreaEditor(), required=True))
        self.form.add(Field("guide", t("policy_page.item_guide"), AreaEditor()))
        self.form.add(Field("evidence", t("policy_page.item_evidence"), LineEditor()))
        if clauses:
            hint = t("policy_page.item_clause_hint")
            self.form.add(Field("clause", t("policy_page.item_clause"), ChoiceEditor(clauses), hint=hint))
        for widget in (label(t("policy_page.add_item"), "section"), self.banner):
            self.box.addWidget(widget)
        self.box.addWidget(self.form, 1)
        self.accept_button = button(t("policy_page.add_this_item"), "plus", "primary", self.submit)
        self.foot.addWidget(button(t("record_views.close"), "", "", self.reject))
        self.foot.addWidget(self.accept_button)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.fields["sheet"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Add it; what is missing is said beside its field."""
        self.form.settle()
        said = {name: str(field.value() or "").strip() for name, field in self.form.fields.items()}
        for name in ("sheet", "chapter", "question"):
            self.form.fields[name].set_error("" if said[name] else t("error.required"))
        if not (said["sheet"] and said["chapter"] and said["question"]):
            self.form.reveal_fault()
            return
        try:
            made, code = policy_edit.with_item(self._profile, **said)
        except Expected as error:
            self.banner.say("warn", str(error))
            return
        self.accept()
        self._taken(made, code)
