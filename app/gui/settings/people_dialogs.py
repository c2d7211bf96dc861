"""Dialogs for people: the entry, the password of a new seal, a role with its dates."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import listed, t
from app.domain import approval
from app.gui import wording
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.password import Password
from app.gui.widgets.text_editors import LineEditor
from app.services import people
from app.services.keys import check_password


class PersonDialog(FormDialog):
    """A person's entry; a correction asks for its reason."""

    def __init__(self, context: Context, parent: QWidget, person: dict[str, Any] | None) -> None:
        self._person = person
        title = t("settings_page.edit_person") if person else t("settings_page.add_person")
        super().__init__(context, parent, title, t("settings_page.save"))
        for name in ("name", "kana", "post"):
            self.form.add(Field(name, t(f"field.person.{name}"), LineEditor(), required=name == "name"))
        kinds = ("regular", "fixed_term", "dispatched", "contractor")
        options = [Option(code, t(f"choice.person_kind.{code}")) for code in kinds]
        self.form.add(Field("person_kind", t("field.person.person_kind"), ChoiceEditor(options)), folded=True)
        self.form.add(Field("contact", t("field.person.contact"), LineEditor()), folded=True)
        for name in ("active_from", "active_to"):
            self.form.add(Field(name, t(f"field.person.{name}"), DateEditor()), folded=True)
        if person is not None:
            self.form.set_values({name: person.get(name) for name in self.form.fields})
            self.form.add(Field("reason", t("settings_page.reason"), LineEditor(), required=True))

    def submit(self) -> None:
        if self.form.faults():
            return
        session = self.context.session
        values = {name: value for name, value in self.form.values().items() if value not in (None, "")}
        reason = str(values.pop("reason", ""))
        person = self._person
        if person is None:
            self.change(lambda: people.add(session, values))
        else:
            self.change(lambda: people.revise(session, person["id"], values, reason))


class EnrolDialog(FormDialog):
    """The password of a new seal, typed by the person whose it is."""

    def __init__(self, context: Context, parent: QWidget, name: str, ready: Callable[[str], None]) -> None:
        super().__init__(context, parent, t("settings_page.enrol_title", name=name), t("settings_page.go_on"))
        self._name, self._ready = name, ready
        self.first, self.second = Password(t("first_run.password")), Password(t("first_run.password_again"))
        rule = context.session.profile.section("password")
        low, high = rule.get("min_length", 12), rule.get("max_length", 64)
        lines = (
            label(t("settings_page.enrol_text", name=name), "body", wrap=True),
            label(t("first_run.password.rule", low=low, high=high), "hint", wrap=True),
            label(t("first_run.password"), "strong"),
            self.first,
            label(t("first_run.password_again"), "strong"),
            self.second,
        )
        for place, line in enumerate(lines, 2):
            self.box.insertWidget(place, line)
        self.first.go_on_to(self.second)
        self.first.line.setFocus()
        self.second.entered.connect(self.submit)

    def submit(self) -> None:
        self.first.set_error("")
        self.second.set_error("")
        try:
            check_password(self.context.session.profile, self.first.text(), (self._name,))
        except Refused as refused:
            self.first.set_error(str(refused))
            return
        if self.first.text() != self.second.text():
            self.second.set_error(t("first_run.password.differs"))
            return
        password = self.first.text()
        self.first.clear()
        self.second.clear()
        self.accept()
        self._ready(password)


class RoleDialog(FormDialog):
    """A role of the policy with its first and last day."""

    def __init__(self, context: Context, parent: QWidget, name: str, ready: Callable[[str, str, str], None]) -> None:
        super().__init__(context, parent, t("settings_page.give_role_to", name=name), t("settings_page.go_on"))
        self._ready = ready
        profile = context.session.profile
        language = i18n.language()
        options = [
            Option(key, role.label.get(language), role.post.get(language))
            for key, role in profile.roles.items()
            if role.approver
        ]
        self.form.add(Field("role", t("settings_page.role"), ChoiceEditor(options), required=True))
        self.form.fields["role"].edited.connect(lambda _name: self._say_limits())
        self.form.add(Field("start", t("settings_page.from"), DateEditor(), required=True))
        self.form.add(Field("end", t("settings_page.until"), DateEditor(), hint=t("settings_page.until_hint")))
        self.form.fields["start"].set_value(context.session.today)

    def _say_limits(self) -> None:
        """A deputy's role says beside it for whom and how far it acts, and who should hold it."""
        profile, role = self.context.session.profile, str(self.form.fields["role"].value() or "")
        principal = profile.roles.get(approval.deputised_by(profile, role))
        hint = clauses = ""
        if principal is not None:
            said = {"role": principal.label, "scope": principal.deputy_scope}
            shown = {name: text.get(i18n.language()) for name, text in said.items()}
            heads = [kind for kind in profile.unit_kinds if approval.head_role(profile, kind) == role]
            posts = [profile.roles[role].post, *(profile.post(role, kind) for kind in heads)]
            shown["post"] = listed(post.get(i18n.language()) for post in posts)
            clauses = wording.citations(profile, (*principal.clause, *profile.roles[role].clause))
            hint = t("settings_page.deputy_limits", **shown)
        self.form.fields["role"].set_hint(hint)
        self.form.fields["role"].set_clause(clauses)

    def submit(self) -> None:
        values = self.form.values()
        for name in ("role", "start"):
            self.form.fields[name].set_error("" if values[name] else t("error.required"))
        if not values["role"] or not values["start"] or self.form.fields["end"].fault():
            return
        if values["end"] and values["end"] < values["start"]:
            self.form.fields["end"].set_error(t("error.dates_reversed"))
            return
        self.accept()
        self._ready(str(values["role"]), str(values["start"]), str(values["end"] or ""))
