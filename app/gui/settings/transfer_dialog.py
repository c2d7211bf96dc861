"""人事異動 in one screen: tick who leaves and who takes over, write who comes, seal once."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.common.i18n import t
from app.gui import dates, fields, theme, wording
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.scrolling import scrolling
from app.gui.seal_dialog import ask_seal
from app.gui.widgets.choice_editors import ChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor
from app.gui.widgets.field import Field
from app.gui.widgets.labels import label
from app.gui.widgets.text_editors import AreaEditor
from app.services import people, transfer
from app.services.approval import Signet
from app.services.session import Changes, Session
from app.services.transfer import Coming, Holding, Leaving


class Found(Struct, frozen=True):
    """Everybody who is here, with what each holds."""

    people: list[dict[str, Any]]
    holding: dict[str, Holding]
    last_day: str


def read_people(session: Session) -> Found:
    """The people and what they hold; the last day proposed is the end of the fiscal year."""
    here = [row for row in people.all_people(session) if row["state"] == "active"]
    return Found(here, {row["id"]: transfer.holding(session, row["id"]) for row in here}, f"{session.year + 1}-03-31")


class TransferDialog(FormDialog):
    """Nothing is written until the seal is set; then all of it."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent, t("settings_page.transfer"), t("record_views.to_seal"), 720)
        self._owner = parent
        self.ticks: dict[str, QCheckBox] = {}
        self.successors: dict[str, ChoiceEditor] = {}
        self._names: dict[str, str] = {}
        self._held: dict[str, str] = {}
        self.box.insertWidget(2, label(t("settings_page.transfer_text"), "muted", wrap=True))
        self.last_day = self.form.add(Field("last_day", t("settings_page.last_day"), DateEditor(), required=True))
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setColumnStretch(1, 1)
        area = scrolling(theme.mark_as(inside, role="scrolled"))
        area.setMinimumHeight(theme.px(200))
        self.form.add_widget(area)
        hint = t("settings_page.coming_hint")
        self.coming = self.form.add(Field("coming", t("settings_page.coming"), AreaEditor(lines=3), hint=hint))
        roles = [Option("", t("settings_page.no_role"))]
        profile = context.session.profile
        roles += [Option(key, wording.role_name(profile, key)) for key, role in profile.roles.items() if role.approver]
        self.role = self.form.add(Field("role", t("settings_page.coming_role"), ChoiceEditor(roles)))
        session = context.session
        context.read(lambda: read_people(session), self._show, owner=self)

    def _show(self, found: Found) -> None:
        self.last_day.set_value(found.last_day)
        options = fields.people_options(found.people)
        self._names = {str(person["id"]): str(person["name"]) for person in found.people}
        for place, person in enumerate(found.people):
            tick = QCheckBox(t("settings_page.leaves", name=person["name"]))
            self._held[person["id"]] = _held(found.holding[person["id"]])
            held = label(self._held[person["id"]], "hint", wrap=True)
            successor = ChoiceEditor([Option("", ""), *(option for option in options if option.code != person["id"])])
            successor.target.setAccessibleName(t("settings_page.successor", name=person["name"]))
            self.ticks[person["id"]], self.successors[person["id"]] = tick, successor
            self._grid.addWidget(tick, place, 0)
            self._grid.addWidget(held, place, 1)
            self._grid.addWidget(successor, place, 2)

    def leaving(self) -> list[Leaving]:
        """Those who are ticked, with who takes over."""
        last = str(self.last_day.value() or "")
        ticked = [id for id, tick in self.ticks.items() if tick.isChecked()]
        return [Leaving(id, last, str(self.successors[id].value() or "")) for id in ticked]

    def newcomers(self) -> list[Coming]:
        """One person a line: name, kana, post, parted by commas or tabs; the role goes to the first."""
        found: list[Coming] = []
        for line in str(self.coming.value() or "").splitlines():
            parts = [part.strip() for part in line.replace("\t", ",").replace("、", ",").replace("，", ",").split(",")]
            if parts[0]:
                values = dict(zip(("name", "kana", "post"), parts, strict=False))
                role = "" if found else str(self.role.value() or "")
                found.append(Coming(values, role, ""))
        return found

    def submit(self) -> None:
        self.form.settle()
        leaving, coming = self.leaving(), self.newcomers()
        self.last_day.set_error("" if self.last_day.value() else t("error.required"))
        if not self.last_day.value() or not (leaving or coming):
            return
        session = self.context.session

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return transfer.move(session, leaving, coming, signet)

        sections = self._told(leaving, coming)
        self.accept()
        ask_seal(self.context, self._owner, title=t("settings_page.transfer"), sections=sections, act=act)

    def _told(self, leaving: list[Leaving], coming: list[Coming]) -> list[tuple[str, str]]:
        """What is sealed, in words: who leaves when, what goes to whom, who comes and in which role."""
        told = [(t("settings_page.last_day"), dates.full(str(self.last_day.value())))] if leaving else []
        for one in leaving:
            name = self._names.get(one.successor, "")
            heir = t("settings_page.taken_over", name=name) if name else ""
            told.append(
                (self.ticks[one.person].text(), "　".join(part for part in (heir, self._held[one.person]) if part))
            )
        for new in coming:
            role = wording.role_name(self.context.session.profile, new.role) if new.role else ""
            words = (new.values.get("name"), new.values.get("kana"), new.values.get("post"), role)
            told.append((t("settings_page.coming"), "　".join(str(word) for word in words if word)))
        return told


def _held(held: Holding) -> str:
    parts = []
    for name in ("media", "improvements", "requests", "out", "sheets"):
        numbers = getattr(held, name)
        if numbers:
            parts.append(t(f"settings_page.holds.{name}", n=len(numbers), no=wording.listed(numbers[:4])))
    return "　".join(parts) or t("settings_page.holds.nothing")
