"""People: who works here, who has a seal and which dated roles."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import dates, theme, wording
from app.gui.context import Context
from app.gui.scrolling import paint_when_settled
from app.gui.seal_dialog import ask_seal
from app.gui.settings.people_dialogs import EnrolDialog, PersonDialog, RoleDialog
from app.gui.settings.transfer_dialog import TransferDialog
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.form_layout import Fold
from app.gui.widgets.labels import label, rule
from app.services import people
from app.services.approval import Signet
from app.services.session import Changes


class PeoplePanel(QWidget):
    """The list of people with what can be done for each."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._people: list[dict[str, Any]] = []
        self._wanted = ""
        self._first: dict[QWidget, QWidget] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(1))
        card = Card(t("settings_page.people_card"), "users")
        card.add_action(button(t("settings_page.transfer"), "users", "", self.transfer))
        card.add_action(button(t("settings_page.add_person"), "plus", "", self.add_person))
        self.banner = Banner()
        card.add(self.banner)
        card.body.addLayout(self._list)
        self.gone = Fold()
        self.gone.hide()
        card.add(self.gone)
        card.add(label(t("settings_page.people_note"), "hint", wrap=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(2), 0, 0)
        layout.addWidget(card)
        layout.addStretch(1)

    def refresh(self) -> None:
        """Read the people and their roles."""
        session = self.context.session

        def read() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
            return [(row, people.grants(session, row["id"])) for row in people.all_people(session)]

        self.context.read(read, self._show, owner=self)

    def look_for(self, person: str) -> None:
        """Bring one person into sight."""
        self._wanted = person
        self.refresh()

    def _bring(self, row: QWidget) -> None:
        if row not in self._first:  # the list was read again meanwhile, and its own row comes into sight
            return
        self._wanted = ""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(row, 0, theme.space(2))
        self._first[row].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> None:
        paint_when_settled(self)
        for layout in (self._list, self.gone.body):
            while (item := layout.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
        self._first.clear()
        self._people = [person for person, _grants in found if not person["gone"]]
        left = len(found) - len(self._people)
        self.gone.set_title(t("settings_page.gone_people", n=left))
        self.gone.setVisible(bool(left))
        for person, grants in found:
            row = self._row(person, grants)
            (self.gone.body if person["gone"] else self._list).addWidget(row)
            if person["id"] == self._wanted:
                if person["gone"]:
                    self.gone.open()
                QTimer.singleShot(0, row, lambda row=row: self._bring(row))

    def _row(self, person: dict[str, Any], grants: list[dict[str, Any]]) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, theme.px(4))
        column.setSpacing(theme.px(4))
        column.addWidget(rule())
        sealed = State("done", t("widget.mark.seal"), t("settings_page.has_seal")) if person["enrolled"] else None
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(label(str(person["name"]), "strong"))
        head.addWidget(label(str(person["post"] or ""), "muted"))
        if sealed is not None:
            head.addWidget(Badge(sealed))
        if standing := _standing(person):
            head.addWidget(label(standing, "hint"))
        head.addStretch(1)
        column.addLayout(head)
        for grant in grants:
            column.addWidget(self._grant_row(grant))
        buttons = self._buttons(person)
        column.addWidget(flow_row(*buttons))
        bare = bool(person["roles"]) and not person["enrolled"]
        self._first[row] = buttons[1 if bare and len(buttons) > 1 else 0]  # what is to be done first for this person
        return row

    def _grant_row(self, grant: dict[str, Any]) -> QWidget:
        """A role with its dates; one that still runs can be ended."""
        text = label(self._grant_text(grant), "small")
        if grant["valid_to"]:
            theme.mark_as(text, role="hint")
            return text
        later = grant["valid_from"] > self.context.session.today
        word = t("settings_page.drop_role" if later else "settings_page.end_role")
        return flow_row(text, button(word, "", "link", lambda: self.end_role(grant)))

    def _grant_text(self, grant: dict[str, Any]) -> str:
        role = wording.role_name(self.context.session.profile, grant["role"])
        if grant["valid_to"] and grant["valid_to"] < grant["valid_from"]:
            return t("settings_page.grant_dropped", role=role, start=dates.full(grant["valid_from"]))
        until = dates.full(grant["valid_to"]) if grant["valid_to"] else t("settings_page.open_end")
        return t("settings_page.grant", role=role, start=dates.full(grant["valid_from"]), end=until)

    def _buttons(self, person: dict[str, Any]) -> list[QWidget]:
        if person["state"] == "left":
            back = button(t("settings_page.rejoin"), "users", "link", lambda: self.rejoin(person))
            back.setAccessibleName(f"{person['name']} {back.text()}")
            return [back]
        enrol = button(t("settings_page.enrol"), "key-round", "link", lambda: self.enrol(person))
        if person["enrolled"]:
            enrol.setText(t("settings_page.enrol_again"))
            enrol.setToolTip(t("settings_page.enrol_again_hint"))
        edit = button(t("settings_page.edit"), "pencil", "link", lambda: self.edit_person(person))
        give = button(t("settings_page.give_role"), "shield-check", "link", lambda: self.give_role(person))
        for one in (enrol, edit, give):
            one.setAccessibleName(f"{person['name']} {one.text()}")
        return [edit, enrol, give]

    def transfer(self) -> None:
        """Who leaves, who comes, who takes over; then what is left to do."""
        dialog = TransferDialog(self.context, self)
        dialog.accepted.connect(lambda: self.banner.say("done", t("settings_page.transfer_done")))
        dialog.open()

    def rejoin(self, person: dict[str, Any]) -> None:
        """Somebody who left works here again."""

        def done(_changes: Changes) -> None:
            self.banner.say("done", t("settings_page.rejoined", name=person["name"]))

        session = self.context.session
        self.context.change(lambda: people.rejoin(session, person["id"]), self, done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)

    def add_person(self) -> None:
        """Write a new person into the list."""
        self._open_entry(None)

    def edit_person(self, person: dict[str, Any]) -> None:
        """Correct a person's entry."""
        self._open_entry(person)

    def _open_entry(self, person: dict[str, Any] | None) -> None:
        dialog = PersonDialog(self.context, self, person)

        def done() -> None:
            what = wording.apart(dialog.windowTitle(), str(dialog.form.fields["name"].value()))
            self.banner.say("done", t("settings_page.recorded", what=what))

        dialog.accepted.connect(done)
        dialog.open()

    def scenes(self) -> list[tuple[str, Callable[[], object]]]:
        """What pictures show of the dialogs for one person."""
        if not self._people:
            return []
        person = self._people[0]
        return [
            ("enrol", lambda: self.enrol(person)),
            ("role", lambda: self.give_role(person)),
            ("transfer", self.transfer),
        ]

    def enrol(self, person: dict[str, Any]) -> None:
        """Give a person a seal, or a new one after a forgotten password; somebody with a seal vouches for it."""

        def ready(password: str) -> None:
            def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
                return people.enrol(self.context.session, person["id"], password, signet)

            self._ask(
                t("settings_page.enrol_title", name=person["name"]), [(t("field.person.name"), person["name"])], act
            )

        EnrolDialog(self.context, self, str(person["name"]), ready).open()

    def give_role(self, person: dict[str, Any]) -> None:
        """Give a person a role with its dates, under a seal."""

        def ready(role: str, start: str, end: str) -> None:
            def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
                return people.grant(self.context.session, person["id"], role, start, end, signet)

            title = wording.role_name(self.context.session.profile, role)
            self._ask(
                t("settings_page.role_title", name=person["name"], role=title),
                self._said(person, title, start, end),
                act,
            )

        RoleDialog(self.context, self, str(person["name"]), ready).open()

    def _said(self, person: dict[str, Any], role: str, start: str, end: str) -> list[tuple[str, str]]:
        until = dates.full(end) if end else t("settings_page.open_end")
        return [
            (t("field.person.name"), str(person["name"])),
            (t("settings_page.role"), role),
            (t("settings_page.from"), dates.full(start)),
            (t("settings_page.until"), until),
        ]

    def end_role(self, grant: dict[str, Any]) -> None:
        """End a role today, under a seal; one that has not begun yet never does."""
        session = self.context.session

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return people.end_role(session, grant["id"], session.today, signet)

        self._ask(t("settings_page.end_title"), [(t("settings_page.role"), self._grant_text(grant))], act)

    def _ask(
        self, title: str, sections: list[tuple[str, str]], act: Callable[[Signet, str, str, str], Changes]
    ) -> None:
        def done(_changes: Changes) -> None:
            self.banner.say("done", t("settings_page.recorded", what=title))

        ask_seal(self.context, self, title=title, sections=sections, act=act, done=done)


def _standing(person: dict[str, Any]) -> str:
    """Since when or until when somebody works here, where it is not simply now."""
    last, first = str(person["active_to"] or ""), str(person["active_from"] or "")
    if last:
        return t("settings_page.gone_on" if person["gone"] else "settings_page.here_until", day=dates.full(last))
    if person["gone"]:
        return t("settings_page.gone")
    return "" if person["here"] else t("settings_page.here_from", day=dates.full(first))
