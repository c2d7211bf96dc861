"""人事異動 in one screen: tick who leaves and who takes over, write who comes, seal once."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import listed, t
from app.gui import dates, fields, theme, wording
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.seal_dialog import ask_seal
from app.gui.settings.transfer_rows import NEW, Leaver, Newcomers
from app.gui.widgets.choice_editors import Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.services import people, transfer
from app.services.approval import Signet
from app.services.session import Changes, Session
from app.services.transfer import Coming, Holding, Leaving

WIDTH, HEIGHT = 760, 700


class Found(Struct, frozen=True):
    """Everybody who is here or comes, with what each holds, the roles of each, and the last day proposed."""

    people: list[dict[str, Any]]
    holding: dict[str, Holding]
    roles: dict[str, list[str]]
    last_day: str


def read_people(session: Session) -> Found:
    """The people who have not left, what they hold, and their roles that run on."""
    staying = [row for row in people.all_people(session) if not row["gone"] and row["state"] == "active"]
    day, roles = transfer.last_day(session.today), {}
    for row in staying:
        running = [each for each in people.grants(session, row["id"]) if not each["valid_to"] or each["valid_to"] > day]
        roles[row["id"]] = [str(each["role"]) for each in running]
    return Found(staying, {row["id"]: transfer.holding(session, row["id"]) for row in staying}, roles, day)


class TransferDialog(FormDialog):
    """Nothing is written until the seal is set; then all of it."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent, t("settings_page.transfer"), t("record_views.to_seal"), WIDTH)
        self.leavers: dict[str, Leaver] = {}
        self._people: list[dict[str, Any]] = []
        self.box.insertWidget(2, label(t("settings_page.transfer_text"), "muted", wrap=True))
        self.last_day = self.form.add(Field("last_day", t("settings_page.last_day"), DateEditor(), required=True))
        self._list = QWidget()
        self._stack = QVBoxLayout(self._list)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(theme.space(1))
        self.form.add_widget(self._list)
        profile = context.session.profile
        roles = [Option("", t("settings_page.no_role"))]
        roles += [Option(key, wording.role_name(profile, key)) for key, role in profile.roles.items() if role.approver]
        self.newcomers = Newcomers(roles, context.session.ids)
        self.newcomers.changed.connect(self._offer)
        self.last_day.edited.connect(lambda _name: self._say_first_day())
        self.spread(WIDTH, HEIGHT)
        session = context.session
        context.read(lambda: read_people(session), self._show, owner=self)

    def _show(self, found: Found) -> None:
        self._people = found.people
        self.last_day.set_value(found.last_day)
        self._say_first_day()
        profile = self.context.session.profile
        for person in found.people:
            roles = listed([wording.role_name(profile, role) for role in found.roles[person["id"]]])
            line = Leaver(person, found.holding[person["id"]], roles)
            line.changed.connect(self._offer)
            self.leavers[line.id] = line
            self._stack.addWidget(line)
        self.form.add_widget(self.newcomers)  # not sooner: Tab goes by the order in which things come into a window
        self._offer()

    def _say_first_day(self) -> None:
        last = self.last_day.value()
        said = t("settings_page.first_day", day=dates.full(transfer.first_day(str(last)))) if last else ""
        self.last_day.set_hint(said)

    def _offer(self) -> None:
        """Whoever leaves takes nothing over; whoever comes may."""
        going = {id for id, line in self.leavers.items() if line.tick.isChecked()}
        heirs = [
            Option(NEW + one["name"], one["name"], t("settings_page.comes", post=one.get("post", "")))
            for one in self.newcomers.written()
        ]
        heirs += fields.people_options([row for row in self._people if row["id"] not in going])
        for line in self.leavers.values():
            line.offer(heirs)

    def leaving(self) -> list[Leaving]:
        """Those who are ticked, with who takes over."""
        last = str(self.last_day.value() or "")
        found = []
        for id, line in self.leavers.items():
            if line.tick.isChecked():
                heir = line.heir()
                heir = self.newcomers.id_of(heir.removeprefix(NEW)) if heir.startswith(NEW) else heir
                found.append(Leaving(id, last, heir, line.passes_roles()))
        return found

    def coming(self) -> list[Coming]:
        """Those who are written down, from the day after."""
        last = self.last_day.value()
        return self.newcomers.coming(transfer.first_day(str(last))) if last else []

    def submit(self) -> None:
        self.form.settle()
        leaving, coming = self.leaving(), self.coming()
        self.last_day.set_error("" if self.last_day.value() else t("error.required"))
        if not self.last_day.value() or not self._is_something(leaving, coming):
            return
        session = self.context.session
        self.context.read(
            lambda: transfer.gaps(session, leaving, coming),
            lambda missing: self._ask(leaving, coming, missing),
            owner=self,
        )

    def _is_something(self, leaving: list[Leaving], coming: list[Coming]) -> bool:
        if leaving or coming:
            return True
        self.banner.say("info", t("settings_page.transfer_empty"))
        return False

    def _ask(self, leaving: list[Leaving], coming: list[Coming], missing: tuple[str, ...]) -> None:
        session = self.context.session

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return transfer.move(session, leaving, coming, signet)

        profile = session.profile
        warnings = [t("settings_page.gap", role=wording.role_name(profile, role)) for role in missing if role]
        warnings += [t("settings_page.gap_all")] if "" in missing else []
        # the dialog stays behind the seal: what was filled in is still there if the seal is refused
        ask_seal(
            self.context,
            self,
            title=t("settings_page.transfer"),
            sections=self.told(leaving, coming),
            act=act,
            warnings=warnings,
            done=lambda _changes: self.accept(),
        )

    def told(self, leaving: list[Leaving], coming: list[Coming]) -> list[tuple[str, str]]:
        """What is sealed, in words: who leaves when, what goes to whom, who comes and in which role."""
        first = dates.full(transfer.first_day(str(self.last_day.value())))
        told = [(t("settings_page.last_day"), dates.full(str(self.last_day.value())))] if leaving else []
        for one in leaving:
            line = self.leavers[one.person]
            name = line.successor.combo.currentText() if one.successor else ""
            heir = t("settings_page.taken_over", name=name) if name else t("settings_page.nobody_takes")
            roles = t("settings_page.roles_pass", roles=line.roles_held, day=first) if one.roles else ""
            told.append((line.tick.text(), "　".join(part for part in (line.held, heir, roles) if part)))
        for new in coming:
            role = wording.role_name(self.context.session.profile, new.role) if new.role else ""
            words = (new.values.get("name"), new.values.get("kana"), new.values.get("post"), role)
            said = "　".join(str(word) for word in words if word)
            told.append((t("settings_page.coming"), t("settings_page.coming_from", said=said, day=first)))
        return told
