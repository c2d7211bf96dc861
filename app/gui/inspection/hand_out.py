"""Handing out sheets: which kind, about what, to whom; those who have theirs already are not offered again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.i18n import listed, t
from app.domain.inspection import REGISTERS
from app.domain.ledger import Row
from app.domain.policy import Inspection
from app.gui import dates
from app.gui.context import Context
from app.gui.form_dialog import FormDialog
from app.gui.widgets.buttons import button
from app.gui.widgets.choice_editors import ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.text_editors import LineEditor
from app.services import inspection, people
from app.services.session import Changes, Session, changed

#: Stands among the persons for whoever the register names as the manager of each system.
MANAGER = "@manager"


class Offer(Struct, frozen=True):
    """The kinds of sheets that have questions, everybody, what registers name, and who has which sheet already.

    ``year`` is the fiscal year whose sheets are handed out: last year's until this year's inspection has begun.
    """

    kinds: tuple[tuple[Inspection, int], ...]
    people: tuple[dict[str, Any], ...]
    listed: Mapping[str, tuple[Row, ...]]
    taken: frozenset[tuple[str, str, str]]
    unit: str
    bureau: str
    city: str
    mode: str
    year: int
    unconfirmed: int

    def named(self, subject: str) -> str:
        """What a sheet of this subject is about, where no register says so: the bureau, the city, else the unit."""
        return {"bureau": self.bureau, "city": self.city}.get(subject, "") or self.unit

    def manager(self, about: Row) -> str:
        """Whom the register names as the manager of a system; empty if nobody, or nobody who is here."""
        named = str(about["extra"].get("x_manager") or "")
        return named if any(row["id"] == named for row in self.people) else ""

    def about(self, subject: str, id: str) -> Row:
        """A row of the register."""
        return next(row for row in self.listed[subject] if str(row["id"]) == id)


def read_offer(session: Session) -> Offer:
    """What may be handed out here; this reads the store."""
    counted = ((kind, len(inspection.items_for(session, key))) for key, kind in session.profile.inspections.items())
    year, sheets = inspection.cycle(session), inspection.sheets(session)
    return Offer(
        tuple((kind, count) for kind, count in counted if count),
        tuple(row for row in people.all_people(session) if not row["gone"]),
        {subject: tuple(inspection.listed(session, subject)) for subject in REGISTERS},
        frozenset((row["sheet"], row["respondent"], row["subject"]) for row in sheets),
        str(session.unit["unit"]),
        str(session.unit["bureau"] or ""),
        str(session.unit["municipality"] or ""),
        str((year or {}).get("mode") or "unit"),
        int((year or {}).get("fiscal_year") or session.year),
        sum(row["state"] != "confirmed" for row in sheets),
    )


def hand_out(session: Session, kind: str, given: Sequence[tuple[str, str, str]]) -> Changes:
    """One sheet of a kind for each (person, subject, system), together or not at all."""
    with session.change() as change:
        for person, subject, system in given:
            id, no = inspection.open_sheet_in(change, session, kind, person, subject, system)
    return changed(change, id, no)


class HandOutDialog(FormDialog):
    """Opened without blocking; the list of sheets refreshes by itself once they are made."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, t("inspection_page.hand_out"), t("inspection_page.hand_out_now"), 560)
        self.offer: Offer | None = None
        self._kinds, self._systems, self._persons = ChoiceEditor(()), MultiChoiceEditor(()), MultiChoiceEditor(())
        self.kind = self.form.add(Field("kind", t("field.sheet.sheet"), self._kinds, required=True))
        self.systems = self.form.add(Field("systems", t("field.sheet.subject"), self._systems, required=True))
        self.subject = self.form.add(Field("subject", t("field.sheet.subject"), LineEditor()))
        self.persons = self.form.add(Field("persons", t("field.sheet.respondent"), self._persons, required=True))
        self.everybody = flow_row(button(t("inspection_page.everybody"), "users", "link", self.tick_everybody))
        self.form.add_widget(self.everybody)
        self.go = self.accept_button
        self.kind.committed.connect(lambda *_: self._offer_kind())
        self.subject.committed.connect(lambda *_: self._offer_people())
        self._read()

    def _read(self) -> None:
        session = self.context.session
        self.context.read(lambda: read_offer(session), self._take, owner=self)

    def chosen(self) -> Inspection | None:
        """The kind of sheet that is chosen."""
        key = str(self.kind.value() or "")
        return next((kind for kind, _ in self.offer.kinds if kind.sheet == key), None) if self.offer else None

    def tick_everybody(self) -> None:
        """Tick all who have no such sheet yet."""
        self._persons.set_value([code for code in self._persons.codes() if code != MANAGER])

    def submit(self) -> None:
        """Make the sheets of those who are ticked."""
        self.form.settle()
        kind, subjects = self.chosen(), self._subjects()
        if kind is None:
            return
        given, nobody = self._given(kind, subjects)
        fault = t("inspection_page.no_manager", systems=listed(nobody)) if nobody else t("inspection_page.nobody")
        self.persons.set_error(fault if nobody or not self._persons.value() else "")
        for field in (self.systems, self.subject):
            field.set_error("" if subjects else t("error.required"))
        if given and subjects and not nobody:
            session, key = self.context.session, kind.sheet
            self.change(lambda: hand_out(session, key, given))

    def _given(self, kind: Inspection, subjects: list[tuple[str, str]]) -> tuple[list[tuple[str, str, str]], list[str]]:
        """Who gets which sheet, and what nobody would answer because the register names no manager."""
        offer, chosen = self.offer, list(self._persons.value())
        if offer is None or not chosen:
            return [], []
        given, nobody = [], []
        for name, system in subjects:
            persons = [person for person in chosen if person != MANAGER]
            if MANAGER in chosen and system:
                manager = offer.manager(offer.about(kind.subject, system))
                persons += [manager] if manager and manager not in persons else []
            given += [(person, name, system) for person in persons]
            nobody += [] if persons else [name]
        return given, nobody

    def _subjects(self) -> list[tuple[str, str]]:
        kind, offer = self.chosen(), self.offer
        if kind is not None and offer is not None and self._by_register(kind):
            names = {str(row["id"]): str(row["extra"].get("x_name", "")) for row in offer.listed[kind.subject]}
            return [(names[id], id) for id in self._systems.value()]
        named = str(self.subject.value() or "").strip()
        return [] if kind is not None and kind.subject == "facility" and not named else [(named, "")]

    def _by_register(self, kind: Inspection) -> bool:
        """Whether a register says what the sheets are about; facilities may be named without it."""
        return kind.subject == "system" or bool(self.offer and self.offer.listed.get(kind.subject))

    def begin_year(self) -> None:
        """Begin this year's inspection from here, so that its sheets are handed out."""
        session = self.context.session
        self.context.change(lambda: inspection.open_year(session), self, lambda _: self._on_begun(), self.failed)

    def _on_begun(self) -> None:
        self.banner.say("done", t("inspection_page.begun", now=dates.fiscal_year(self.context.session.year)))
        self._read()

    def _say_year(self, year: int, unconfirmed: int) -> None:
        """Whoever hands out in April means this year's sheets: say so where they would still be last year's."""
        now = self.context.session.year
        if year < now:
            said = t("inspection_page.hand_out_before", now=dates.fiscal_year(now), before=dates.fiscal_year(year))
            said += t("inspection_page.year_over_left", n=unconfirmed) if unconfirmed else ""
            self.banner.say("warn", said, "", t("inspection_page.open_year"), self.begin_year, closable=False)
        before = t("inspection_page.hand_out_of", year=dates.fiscal_year(year))
        self.accept_button.setText(before if year < now else t("inspection_page.hand_out_now"))

    def _take(self, offer: Offer) -> None:
        self.offer = offer
        self._say_year(offer.year, offer.unconfirmed)
        self._kinds.set_options(
            [
                Option(kind.sheet, t("inspection_page.kind", name=kind.label.get(i18n.language()), count=count))
                for kind, count in offer.kinds
            ]
        )
        wanted = [kind.sheet for kind, _ in offer.kinds if self._lacking(kind)]
        self.kind.set_value(next(iter([*wanted, *(kind.sheet for kind, _ in offer.kinds)]), None))
        self._offer_kind()
        self.persons.editor.setFocus()

    def _lacking(self, kind: Inspection) -> bool:
        """Whether nobody has a unit's sheet yet, or somebody lacks one that each person gets."""
        assert self.offer is not None
        having = {person for sheet, person, _ in self.offer.taken if sheet == kind.sheet}
        each = kind.subject == "person"
        return not having or (each and any(row["id"] not in having for row in self.offer.people))

    def _offer_kind(self) -> None:
        """What the sheet is about: systems of the register, the whole city, else this unit or another named."""
        kind, offer = self.chosen(), self.offer
        if kind is None or offer is None:
            return
        by_register = self._by_register(kind)
        rows = offer.listed.get(kind.subject, ())
        names = {row["id"]: str(row["name"]) for row in offer.people}
        managers = {str(row["id"]): names.get(offer.manager(row), "") for row in rows}
        said = {str(row["id"]): str(row["extra"].get("x_name", "")) for row in rows}
        self._systems.set_options(
            [
                Option(id, _with_manager(said[id], managers[id]), str(row["no"]))
                for id, row in zip(said, rows, strict=True)
            ]
        )
        self.systems.setVisible(by_register)
        self.systems.set_hint("" if rows else t("inspection_page.no_systems"))
        handed = {subject for sheet, _, subject in offer.taken if sheet == kind.sheet}
        self.systems.set_value([str(row["id"]) for row in rows if row["extra"].get("x_name", "") not in handed])
        self.subject.setVisible(not by_register)
        self.subject.set_hint(t("inspection_page.no_facilities") if kind.subject == "facility" else "")
        self.subject.set_value("" if kind.subject == "facility" else offer.named(kind.subject))
        self._offer_people()

    def _offer_people(self) -> None:
        """Everybody without such a sheet; a unit's sheet is proposed to whoever holds its role."""
        kind, offer = self.chosen(), self.offer
        if kind is None or offer is None:
            return
        subject = str(self.subject.value() or offer.named(kind.subject))
        by_register = self._by_register(kind)
        free = [row for row in offer.people if by_register or (kind.sheet, row["id"], subject) not in offer.taken]
        self.everybody.setVisible(len(free) > 1)
        options = [Option(row["id"], row["name"], str(row["post"] or "")) for row in free]
        named = any(offer.manager(row) for row in offer.listed.get(kind.subject, ()))
        each = [Option(MANAGER, t("inspection_page.by_manager"))] if named else []
        self._persons.set_options([*each, *options])
        whole = kind.subject == "person" and offer.mode == "person"
        holders = [row["id"] for row in free if whole or kind.role in row["roles"]]
        own = [row["id"] for row in free if row["id"] == self.context.session.user]
        self.persons.set_value([MANAGER] if named else holders or own)
        everybody_has = bool(offer.people) and not free
        hint = "everybody_has" if everybody_has else "by_manager_hint" if named else "persons_hint"
        self.persons.set_hint(t(f"inspection_page.{hint}"))
        self.go.setEnabled(bool(free))


def _with_manager(name: str, manager: str) -> str:
    """What the sheet is about, and who manages it as far as the register says so."""
    return t("inspection_page.with_manager", name=name, manager=manager) if manager else name
