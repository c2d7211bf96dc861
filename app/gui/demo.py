"""The demonstration: the training city's year, done by the real window's own buttons, fields and dialogs."""

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from app.bootstrap import prepare
from app.common.clock import FixedClock
from app.common.i18n import language, t
from app.common.paths import Paths
from app.gui.annotate import AnnotateDialog
from app.gui.app import Desk, application, dress
from app.gui.carryout.movement_dialog import MovementDialog
from app.gui.carryout.page import CarryoutPage
from app.gui.discard import DiscardDialog
from app.gui.disposal.page import DisposalPage
from app.gui.disposal.perform_dialog import PerformDialog
from app.gui.first_run.wizard import Wizard
from app.gui.form_dialog import FormDialog
from app.gui.inspection.hand_out import HandOutDialog
from app.gui.inspection.page import InspectionPage
from app.gui.inspection.submit_dialog import SubmitDialog
from app.gui.media.page import MediaPage
from app.gui.paper_decision import PaperDecisionDialog
from app.gui.seal_dialog import SealDialog
from app.gui.settings.page import SettingsPage
from app.gui.settings.people_dialogs import EnrolDialog, RoleDialog
from app.gui.sign_in import sit_down
from app.gui.tasks import Tasks
from app.services import carryout, disposal, inspection, people, record, training, training_city
from app.services.keys import STANDARD, Cost
from app.services.session import Session
from app.services.training_city import CLERK, COLLEAGUE, MANAGER, PASSWORD, SUPERIOR, WEAK

_D = TypeVar("_D", bound=QDialog)


class Stuck(Exception):
    """The window did not show what a person would press next; a fault of the program."""


class Demonstration:
    """Does what a clerk and a manager would do, one method a step."""

    def __init__(self, store: Path, paths: Paths, scratch: Path, say: Callable[[str], None], cost: Cost) -> None:
        self.store, self.scratch, self.say, self.cost = store, scratch, say, cost
        self.place = prepare(paths, language())
        self.place.settings.language = language()
        self.clock = FixedClock(training.start_of_practice(), timedelta(seconds=2))
        self.tasks = Tasks(inline=True)
        self.desk = Desk(self.place)
        self.names: dict[str, str] = {}
        self.media: dict[str, str] = {}
        scratch.mkdir(parents=True, exist_ok=True)
        dress(application(), self.place)

    @property
    def session(self) -> Session:
        """The store that is open."""
        assert self.desk.context is not None
        return self.desk.context.session

    def run(self) -> None:
        """The whole year, one line of progress a step."""
        self.found()
        self.enrol()
        self.register()
        self.answer_year()
        self.dispose()
        self.dispose_on_paper()
        self.carry_out()
        self.own_request()
        self.leave_overdue()
        self.discard_mistake()
        self.forget_password()

    # ---- how the window is used

    def page(self, key: str) -> Any:
        """Go to a page by the navigation."""
        assert self.desk.window is not None
        self.desk.window.show_page(key)
        QApplication.processEvents()
        return self.desk.window.pages[key]

    def dialog(self, kind: type[_D]) -> _D:
        """The dialog of that kind that is open."""
        QApplication.processEvents()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, kind) and widget.isVisible():
                return widget
        raise Stuck(f"no {kind.__name__} is open")

    def fill(self, dialog: FormDialog | Any, values: Mapping[str, Any]) -> None:
        """Fill a dialog's form and press its button; what it refuses stops the demonstration with its sentence."""
        dialog.form.set_values(values)
        dialog.submit()
        QApplication.processEvents()
        if shiboken6.isValid(dialog) and dialog.isVisible():
            wrong = [f"{name}: {field.error()}" for name, field in dialog.form.fields.items() if field.error()]
            raise Stuck(f"{type(dialog).__name__} stays open: {wrong}")

    def sits(self, name: str) -> None:
        """Somebody sits down, by the list of people."""
        assert self.desk.context is not None
        assert self.desk.window is not None
        sit_down(self.desk.context, self.names[name], self.desk.window, lambda: None)

    def seal(self, decision: str = "", remark: str = "", password: str = PASSWORD) -> None:
        """Choose, type the password, press the seal."""
        dialog = self.dialog(SealDialog)
        if dialog.decisions is not None:
            next(b for b in dialog.decisions.buttons if b.answer.code == decision).click()
        if remark:
            dialog.remark.set_value(remark)
        dialog.password.line.setText(password)
        dialog.seal_button.click()
        QApplication.processEvents()
        if shiboken6.isValid(dialog) and dialog.isVisible():
            raise Stuck("the seal was refused")

    def day(self, days: int = 1) -> None:
        """Let days pass."""
        self.clock.advance(timedelta(days=days))

    # ---- the year

    def found(self) -> None:
        """The first run: policy, department, names, the manager's password."""
        opened: list[Session] = []
        wizard = Wizard(self.place, opened.append, self.cost, training_clock=self.clock, tasks=Tasks(inline=True))
        wizard.show()
        wizard.go_on()
        wizard.department.fill(training_city.CITY, training_city.UNIT, training_city.BUREAU, self.scratch)
        made = wizard.department.path()
        wizard.go_on()
        wizard.names.fill(training_city.PEOPLE)
        wizard.go_on()
        wizard.password.first.line.setText(PASSWORD)
        wizard.password.second.line.setText(PASSWORD)
        wizard.go_on()
        if not opened:
            raise Stuck("the wizard did not found the store")
        opened[0].close()
        shutil.move(made, self.store)
        self._open()
        self.say(t("demo.founded", unit=training_city.UNIT, policy=self.session.profile.name.get(language())))

    def _open(self) -> None:
        from app.services.session import open_session

        session = open_session(self.store, self.place.paths, self.clock)
        session.cost = self.cost
        self.desk.open(session, self.tasks)
        self.names = {row["name"]: row["id"] for row in people.all_people(session)}

    def enrol(self) -> None:
        """Settings: the superior gets a seal and a dated role."""
        self.sits(MANAGER)
        settings: SettingsPage = self.page("settings")
        superior = next(row for row in people.all_people(self.session) if row["name"] == SUPERIOR)
        self._password_for(settings, superior, PASSWORD)
        settings.people.give_role(superior)
        role = self.session.profile.escalation("dept")
        self.fill(self.dialog(RoleDialog), {"role": role, "start": self.session.today})
        self.seal()
        self.say(t("demo.enrolled", n=len(self.names)))

    def _password_for(self, settings: SettingsPage, person: dict[str, Any], password: str) -> None:
        settings.people.enrol(person)
        dialog = self.dialog(EnrolDialog)
        dialog.first.line.setText(password)
        dialog.second.line.setText(password)
        dialog.submit()
        self.seal()

    def register(self) -> None:
        """The register: a PC, a USB stick, a drive, and 40 CDs in one line."""
        self.sits(CLERK)
        page: MediaPage = self.page("media")
        for key, values in training_city.MEDIA.items():
            page.new.click()
            assert page.dialog is not None
            self.fill(page.dialog, values)
            row = self.session.store.query("SELECT id FROM medium ORDER BY no DESC LIMIT 1")
            self.media[key] = str(row[0]["id"])
        self.say(t("demo.registered", n=len(self.media)))

    def answer_year(self) -> None:
        """Two clerks and the manager answer; the manager looks through and seals."""
        self.sits(MANAGER)
        page: InspectionPage = self.page("inspection")
        for sheet, names in (("staff", (CLERK, COLLEAGUE)), ("dept", (MANAGER,))):
            page.list.hand_out()
            dialog = self.dialog(HandOutDialog)
            dialog.kind.set_value(sheet)
            dialog.kind.committed.emit("kind", sheet)
            dialog.persons.set_value([self.names[name] for name in names])
            dialog.go.click()
        total = sum(self._answer(page, row["id"], row["name"]) for row in inspection.sheets(self.session))
        self.sits(MANAGER)
        for row in inspection.sheets(self.session):
            page.open_record(row["id"])
            page.review.seal()
            self.seal("confirm")
        page.show_list()
        self.say(t("demo.answered", n=total))

    def _answer(self, page: InspectionPage, id: str, name: str) -> int:
        """One sheet, question by question, by its answer buttons."""
        self.sits(name)
        page.open_record(id)
        view = page.answering
        items = list(record.get(self.session, "sheet", id)["items"])
        for number, code in enumerate(items, 1):
            view.show_question(code)
            value, text = WEAK.get(number, ("yes", ""))
            if value == "na" and not self.session.profile.items[code].na:
                value, text = "yes", ""
            next(b for b in view.panel.answers.buttons if b.answer.code == value).click()
            if text:
                field = view.panel.fields["reason" if value == "na" else "finding"]
                field.set_value(text)
                field.committed.emit(field.name, text)
        view.submit()
        self.dialog(SubmitDialog).submit()
        return len(items)

    def dispose(self) -> None:
        """A drive: permission, destruction with a witness and a photo, closed, and a remark added."""
        self.sits(CLERK)
        page: DisposalPage = self.page("disposal")
        id = self._case(page, training_city.DISPOSAL, "hdd", 2)
        self._sealed_step(page, id, "decide", "permit")
        self.say(t("demo.disposal_permitted"))
        self.day(2)
        self.sits(CLERK)
        page.open_record(id)
        page.record.act("perform")
        who = {"performer": self.names[CLERK], "witness": self.names[COLLEAGUE]}
        self.fill(self.dialog(PerformDialog), {**training_city.STEP, **who})
        photo = self.scratch / "WX21-009-KZ.png"
        photo.write_bytes(training_city.PHOTO)
        page.record.attachments.add_file(photo)
        self._sealed_step(page, id, "close")
        page.record.act("annotate")
        note = "穴をあけたディスクは金属ごみとして本庁舎の集積所へ出した。"
        self.fill(self.dialog(AnnotateDialog), {"field": "remark", "text": note})
        self.seal()
        self.say(t("demo.disposal_closed"))

    def _case(self, page: DisposalPage, values: Mapping[str, Any], medium: str, days: int) -> str:
        page.start_case([self.media[medium]])
        assert page.dialog is not None
        planned = (self.clock.start.date() + timedelta(days=days)).isoformat()
        self.fill(page.dialog, {**values, "planned_on": planned})
        return disposal.ids(self.session)[0]

    def _sealed_step(
        self, page: Any, id: str, action: str, decision: str = "", who: str = MANAGER, remark: str = ""
    ) -> None:
        """Let somebody sit down, open the record, press the button of the step and seal."""
        self.sits(who)
        page.open_record(id)
        QApplication.processEvents()
        made = page.record.next.buttons.get(action)
        if not isinstance(made, QPushButton):
            raise Stuck(f"{action} is not offered")
        made.click()
        self.seal(decision, remark)

    def dispose_on_paper(self) -> None:
        """The CDs were decided on paper, with a scan."""
        self.sits(CLERK)
        page: DisposalPage = self.page("disposal")
        id = self._case(page, training_city.CD_DISPOSAL, "cds", 5)
        page.open_record(id)
        page.record.act("paper")
        dialog = self.dialog(PaperDecisionDialog)
        scan = self.scratch / "見市税第12号.pdf"
        scan.write_bytes(training_city.SCAN)
        dialog.set_scan(scan)
        said = {"decision": "permit", "decider": MANAGER, "post": "課長", "decided_on": self.session.today}
        self.fill(dialog, {**said, "document_no": "見市税第12号"})
        self.say(t("demo.paper_decision"))

    def carry_out(self) -> None:
        """A laptop: requested, sealed, out, back, return confirmed."""
        self.sits(CLERK)
        page: CarryoutPage = self.page("carryout")
        id = self._request(page, training_city.CARRYOUT, "pc", 1)
        self._sealed_step(page, id, "decide", "permit")
        self.say(t("demo.carryout_permitted"))
        self._move(page, id, "take_out", {"out_virus_check": "clean"})
        self.day()
        self._move(page, id, "bring_back", {"back_virus_check": "clean", "erasure": "no_data"})
        self._sealed_step(page, id, "confirm_return")
        self.say(t("demo.carryout_returned"))

    def _request(self, page: CarryoutPage, values: Mapping[str, Any], medium: str, days: int) -> str:
        page.start_request(self.media[medium])
        assert page.dialog is not None
        start = self.clock.start.date()
        dates = {"starts_on": start.isoformat(), "due_on": (start + timedelta(days=days)).isoformat()}
        dialog = page.dialog
        dialog.form.set_values({k: v for k, v in {**values, **dates}.items() if k != "destination"})
        dialog.form.fields["destination"].set_value(_place(values["destination"]))
        dialog.submit()
        QApplication.processEvents()
        return carryout.ids(self.session)[0]

    def _move(self, page: CarryoutPage, id: str, action: str, values: Mapping[str, Any]) -> None:
        self.sits(CLERK)
        page.open_record(id)
        QApplication.processEvents()
        page.record.act(action)
        self.fill(self.dialog(MovementDialog), values)

    def own_request(self) -> None:
        """The manager's own request: not hers to decide; the superior permits it with a condition."""
        self.sits(MANAGER)
        page: CarryoutPage = self.page("carryout")
        id = self._request(page, training_city.OWN, "pc", 14)
        page.open_record(id)
        QApplication.processEvents()
        if "decide" in page.record.next.buttons:
            raise Stuck("the manager may decide on her own request")
        remark = "会議の間も手元から離さないでください。"
        self._sealed_step(page, id, "decide", "permit_with_conditions", SUPERIOR, remark)
        self.say(t("demo.own_request"))

    def leave_overdue(self) -> None:
        """A USB stick that should be back by now."""
        self.sits(COLLEAGUE)
        page: CarryoutPage = self.page("carryout")
        id = self._request(page, training_city.OVERDUE, "usb", 2)
        self._sealed_step(page, id, "decide", "permit")
        self._move(page, id, "take_out", {"out_virus_check": "clean"})
        self.day(4)
        self.say(t("demo.overdue", n=len(carryout.overdue(self.session))))

    def discard_mistake(self) -> None:
        """A request that should never have been typed: its content goes, its hashes stay."""
        self.sits(MANAGER)
        page: CarryoutPage = self.page("carryout")
        id = self._request(page, {**training_city.CARRYOUT, "purpose": "入力の練習で作った申請です"}, "pc", 1)
        page.open_record(id)
        QApplication.processEvents()
        page.record.act("discard")
        self.fill(self.dialog(DiscardDialog), {"ground": "never", "reason": "練習で入力したため"})
        self.seal()
        self.say(t("demo.discarded"))

    def forget_password(self) -> None:
        """The superior forgot the password: a new key under the manager's seal."""
        self.sits(MANAGER)
        settings: SettingsPage = self.page("settings")
        superior = next(row for row in people.all_people(self.session) if row["name"] == SUPERIOR)
        self._password_for(settings, superior, training_city.NEW_PASSWORD)
        self.page("home")
        self.say(t("demo.enrolled_again"))


def _place(text: str) -> Any:
    """A destination as the picker takes it."""
    from app.gui.widgets.choice_editors import Option

    return Option(text, text)


def drive(store: Path, paths: Paths, scratch: Path, say: Callable[[str], None], cost: Cost = STANDARD) -> Session:
    """Do the year by the window; returns the store open, the window closed."""
    made = Demonstration(store, paths, scratch, say, cost)
    made.run()
    session = made.session
    assert made.desk.window is not None
    made.desk.window.close()
    return session


def screens(store: Path, paths: Paths, folder: Path) -> list[Path]:
    """Pictures of every screen with the store of the demonstration."""
    from app.gui import screens as pictures

    return pictures.of_store(store, paths, folder, language(), "light", 1.0)
