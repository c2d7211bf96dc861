"""A sheet as the screen holds it: read from the store at once, followed answer by answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

from app.common import i18n
from app.common.drafts import Drafts
from app.domain.inspection import ANSWER_TEXTS, REGISTERS
from app.domain.ledger import Row
from app.domain.policy import Choice, Inspection, Item, Profile
from app.domain.words import earlier_edition
from app.gui.inspection.chapter_counts import chapter_of, look_of
from app.gui.record.standing import Standing, read_standing
from app.gui.widgets.answer_buttons import Answer
from app.gui.widgets.chapter_bars import Chapter
from app.services import inspection, people, record
from app.services.approval import Seen, name_of
from app.services.earlier import Earlier, earlier_answers
from app.services.session import Session

#: The filters in the order in which the key F goes through them.
FILTERS = ("all", "open", "carried", "weak", "text", "returned")
Texts = dict[str, str]


def note_key(sheet: str, item: str) -> str:
    """Where a person's note to himself lies: on this PC only, never in the store."""
    return f"note/{sheet}/{item}"


def draft_key(sheet: str, item: str) -> str:
    """Where unfinished typing of one question lies."""
    return f"sheet/{sheet}/{item}"


def answers_of(profile: Profile) -> list[Answer]:
    """The city's scale as large buttons."""
    language = i18n.language()
    return [Answer(code, row.mark, row.label.get(language), look_of(row)) for code, row in profile.scale.items()]


def heading(sheet: Sheet, kind: Inspection | None) -> tuple[str, str]:
    """What the head of a sheet says large, and what beside: one about a system or a facility is called by that."""
    about = str(sheet.row["subject"])
    return (about, sheet.person) if kind is not None and kind.subject in REGISTERS else (sheet.person, about)


class Sheet(Struct, dict=True):
    """One sheet: its row, its questions, what was answered, and what was typed and not yet kept."""

    row: Row
    items: tuple[Item, ...]
    scale: Mapping[str, Choice]
    given: dict[str, dict[str, Any]]
    drafts: dict[str, Texts]
    person: str
    own: bool
    seen: Seen
    result: inspection.Result
    earlier: Mapping[str, Earlier]
    cleared: set[str]
    returned: dict[str, Any] | None = None
    roles: tuple[str, ...] = ()
    standing: Standing = Standing()
    edition: str = ""

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each question stands, by its code."""
        return {item.code: place for place, item in enumerate(self.items)}

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def no(self) -> str:
        return str(self.row["no"])

    def value(self, code: str) -> str:
        """The answer's code; empty if there is none."""
        return str(self.given.get(code, {}).get("value", ""))

    def texts(self, code: str) -> Texts:
        """Finding, reason and evidence as they stand, with what was typed last."""
        kept = {name: str(self.given.get(code, {}).get(name) or "") for name in ANSWER_TEXTS}
        return kept | self.drafts.get(code, {})

    def needs(self, code: str, value: str | None = None) -> str:
        """Which text the answer (or the one about to be given) asks for."""
        choice = self.scale.get(self.value(code) if value is None else value)
        return choice.needs if choice else ""

    def lacks(self, code: str) -> str:
        """What keeps this question from being complete: "answer", a text's name, or ""."""
        if not self.value(code):
            return "answer"
        needed = self.needs(code)
        return needed if needed and not str(self.given[code].get(needed) or "").strip() else ""

    def holes(self) -> list[Item]:
        """The questions that keep the sheet from being submitted."""
        return [item for item in self.items if self.lacks(item.code)]

    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(1 for item in self.items if self.value(item.code))

    def is_carried(self, code: str) -> bool:
        """Whether last year's answer stands here unconfirmed: it counts nowhere yet."""
        last = self.earlier.get(code)
        return last is not None and last.comparable and not self.value(code) and code not in self.cleared

    def fits(self, code: str, chosen: str) -> bool:
        """Whether the filter ``chosen`` shows the question."""
        if chosen == "carried":
            return self.is_carried(code)
        if chosen == "returned":
            return code in (self.returned or {}).get("items", ())
        if chosen == "open":
            return not self.value(code)
        if chosen == "weak":
            return bool(self.value(code)) and look_of(self.scale[self.value(code)]) in ("partly", "not")
        if chosen == "text":
            return self.lacks(code) not in ("", "answer")
        return True

    def shown(self, chosen: str) -> list[str]:
        """The codes that a filter shows."""
        return [item.code for item in self.items if self.fits(item.code, chosen)]

    def neighbour(self, code: str, step: int, chosen: str) -> str:
        """The next (1) or previous (-1) question that the filter shows; empty at the end."""
        place = self.places.get(code, -1)
        codes = [item.code for item in (self.items[place + 1 :] if step > 0 else self.items[:place][::-1])]
        return next((each for each in codes if self.fits(each, chosen)), "")

    def first_open(self) -> str:
        """Where to go on: the first question that was sent back or lacks something, else the first one."""
        wanted = [*self.shown("returned"), *(item.code for item in self.holes())]
        return wanted[0] if wanted else self.items[0].code

    def keep(self, code: str, value: str, texts: Texts) -> None:
        """Follow an answer that was just given."""
        self.drafts.pop(code, None)
        if not value:
            self.given.pop(code, None)
            self.cleared.add(code)
            return
        self.given[code] = {**self.given.get(code, {}), "item": code, "value": value, **texts}

    def chapters(self) -> list[Chapter]:
        """The progress of each chapter, in the order of the sheet."""
        found = []
        for key in dict.fromkeys(item.chapter for item in self.items):
            codes = [item.code for item in self.items if item.chapter == key]
            given = Counter(value for code in codes if (value := self.value(code)))
            title = inspection.chapter_title(self.result.edition, key, i18n.language())
            found.append(chapter_of(key, title, len(codes), given, self.scale))
        return found


def read_sheet(session: Session, drafts: Drafts, id: str) -> Sheet:
    """Everything the screen shows of a sheet; this reads the store."""
    result = inspection.result(session, id)
    row = result.sheet
    kept = drafts.all()
    open_texts = {item.code: kept[key] for item in result.items if (key := draft_key(id, item.code)) in kept}
    given = {code: dict(answer) for code, answer in result.answers.items()}
    respondent = str(row["respondent"])
    return Sheet(
        row=row,
        items=result.items,
        scale=result.edition.scale,
        given=given,
        drafts=open_texts,
        person=name_of(session, respondent),
        own=respondent == session.user,
        seen=Seen.of(row),
        result=result,
        earlier=earlier_answers(session, row),
        cleared=set(inspection.cleared(session, id)),
        returned=_returned(session, row),
        roles=tuple(people.roles_of(session, session.user)),
        standing=read_standing(
            session, record.form_of(session, "sheet"), row, "confirm" if row["state"] == "submitted" else ""
        ),
        edition=earlier_edition(result.edition, session.profile),
    )


def _returned(session: Session, row: Row) -> dict[str, Any] | None:
    """The remark with which an open sheet came back, and whose it is."""
    last = row["acts"][-1] if row["acts"] else None
    if row["state"] != "open" or last is None or not last["remark"]:
        return None
    return {**last, "name": last["shown"].get("name") or name_of(session, last["person"])}
