"""The training city 見本市: an invented department and the year that a new clerk practises with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common.clock import JAPAN, FixedClock
from app.common.i18n import t
from app.common.paths import Paths
from app.services import (
    bureau,
    carryout,
    department,
    disposal,
    entry,
    improvement,
    inspection,
    media,
    paper_sheets,
    people,
    policy,
    printing,
    received,
    record,
    results,
    stocktake,
)
from app.services.approval import Seen, signet
from app.services.keys import STANDARD, Cost
from app.services.session import Session, sign_in
from app.services.training_city import (
    BUREAU,
    CARRYOUT,
    CD_DISPOSAL,
    CITY,
    CLERK,
    COLLEAGUE,
    DISPOSAL,
    LAST_YEAR,
    LATE,
    MANAGER,
    MEASURES,
    MEDIA,
    NEIGHBOUR,
    NEW_PASSWORD,
    OVERDUE,
    OWN,
    PASSWORD,
    PEOPLE,
    PHOTO,
    PLAN,
    PROGRESS,
    SCAN,
    STEP,
    SUMMARY,
    SUPERIOR,
    SYSTEM,
    UNIT,
    WEAK,
)

Say = Callable[[str], None]


def start_of_practice(now: datetime | None = None) -> datetime:
    """When the practice year begins: three weeks ago at nine, so that something can be overdue today."""
    today = (now or datetime.now(JAPAN)).replace(hour=9, minute=0, second=0, microsecond=0)
    return today - timedelta(days=21)


def plan(profile_id: str = "takasaki", password: str = PASSWORD) -> department.Foundation:
    """The foundation of the training department: the city's rules, an invented city's name, 訓練 on every page."""
    profile = policy.find(profile_id)
    kind = next(iter(profile.unit_kinds))
    return department.Foundation(
        profile, UNIT, kind, PEOPLE, 0, password, bureau=BUREAU, municipality=CITY, training=True
    )


class Practice(Struct):
    """One run through the year over the services alone; the window's demonstration does the same by its screens."""

    session: Session
    clock: FixedClock
    scratch: Path
    say: Say
    names: dict[str, str] = {}
    system: str = ""
    media: dict[str, str] = {}

    def run(self) -> None:
        """The whole year, one line of progress a step."""
        self.enrol()
        self.register()
        self.take_stock()
        self.take_over_last_year()
        self.answer_year()
        self.count_in()
        self.improve()
        self.take_in()
        self.compile()
        self.dispose()
        self.dispose_on_paper()
        self.carry_out()
        self.own_request()
        self.leave_overdue()
        self.discard_mistake()
        self.forget_password()

    def day(self, days: int = 1) -> None:
        """Let days pass."""
        self.clock.advance(timedelta(days=days))

    def enrol(self) -> None:
        """The superior gets a seal and a dated role, granted under the manager's seal."""
        self.names = {row["name"]: row["id"] for row in people.all_people(self.session)}
        manager, superior = self.names[MANAGER], self.names[SUPERIOR]
        role = self.session.profile.escalation("dept")
        with signet(self.session, manager, PASSWORD) as seal:
            people.enrol(self.session, superior, PASSWORD, seal)
            people.grant(self.session, superior, role, self.session.today, "", seal)
            people.grant(self.session, manager, "system", self.session.today, "", seal)
        self.say(t("demo.enrolled", n=len(self.names)))

    def register(self) -> None:
        """A PC, a USB stick, a drive, and 40 CDs in one line."""
        sign_in(self.session, self.names[CLERK])
        for key, values in MEDIA.items():
            self.media[key] = media.register(self.session, values).id
        system = {**SYSTEM, "x_manager": self.names[MANAGER]}
        self.system = entry.open(self.session, "system", system).id
        self.say(t("demo.registered", n=len(self.media)))

    def take_stock(self) -> None:
        """A stocktaking: all is there but one CD, which is explained and sealed."""
        s = self.session
        id = stocktake.start(s).id
        counts = stocktake.scanned(record.get(s, "stocktake", id), [row["medium_no"] for row in MEDIA.values()])
        stocktake.count(s, id, {**counts, MEDIA["cds"]["medium_no"]: 39})
        stocktake.submit(s, id, "1枚は割れて使えなくなり、所属長の立会いで細断した。台帳の枚数を直す。")
        self.seal("stocktake", id, lambda seal, seen: stocktake.confirm(s, id, seal, seen))
        self.say(t("demo.stock_taken"))

    def take_over_last_year(self) -> None:
        """Last year's results of the clerks' sheet, from the Excel file of the time before this program."""
        scale, asked = ("yes", "partly", "no"), inspection.items_for(self.session, "staff")
        lines = [
            {"item": item.code, "value": scale[min(number % 9, 2)] if number % 3 else "yes"}
            for number, item in enumerate(asked, 1)
        ]
        values = {"fiscal_year": self.session.year - 1, "sheet": "staff", "subject": UNIT, "source": LAST_YEAR}
        record.open(self.session, "prior", {**values, "results": lines})

    def answer_year(self) -> None:
        """Two clerks and the manager answer their sheets; the manager reviews and seals them."""
        total = 0
        for name, sheet in ((CLERK, "staff"), (COLLEAGUE, "staff"), (MANAGER, "dept")):
            sign_in(self.session, self.names[name])
            id = inspection.open_sheet(self.session, sheet, self.names[name]).id
            total += self.answer_sheet(id)
            inspection.submit(self.session, id)
            self.seal("sheet", id, lambda seal, seen, id=id: inspection.confirm(self.session, id, seal, seen))
        id = inspection.open_sheet(self.session, "system", self.names[MANAGER], system=self.system).id
        total += self.answer_sheet(id)
        inspection.submit(self.session, id)
        self.seal("sheet", id, lambda seal, seen: inspection.confirm(self.session, id, seal, seen))
        self.say(t("demo.answered", n=total))

    def count_in(self) -> None:
        """Three colleagues without a PC answered on paper."""
        asked = inspection.items_for(self.session, "staff")
        counts = [{"item": item.code, "value": "yes", "count": 2 if n < 3 else 3} for n, item in enumerate(asked)]
        counts += [{"item": item.code, "value": "unknown", "count": 1} for item in asked[:3]]
        results.count_in(
            self.session, {"sheet": "staff", "source": "paper", "asked": 4, "returned": 3, "counts": counts}
        )

    def improve(self) -> None:
        """The first matter is planned, reported on and done; the second is under way, the others wait for a plan."""
        s = self.session
        sign_in(s, self.names[CLERK])
        matters = improvement.all_open(s)
        for number, matter in enumerate(matters[:2]):
            due = (self.clock.start.date() + timedelta(days=90 + 60 * number)).isoformat()
            plan = {**PLAN, "owner": self.names[CLERK], "due_on": due}
            improvement.plan(s, matter["id"], plan)
            improvement.report(s, matter["id"], {"term": "mid_year", "progress": "under_way", "note": PROGRESS})
        done = matters[0]["id"]
        improvement.finish(s, done, "表示を貼り、全員で確かめた。")
        self.seal("improvement", done, lambda seal, seen: improvement.confirm(s, done, seal, seen))
        self.say(t("demo.improved", n=len(matters)))

    def take_in(self) -> None:
        """A neighbouring section hands in its sealed sheet as an Excel book; another one has not done so yet."""
        s = self.session
        id = next(str(row["id"]) for row in inspection.sheets(s) if row["sheet"] == "dept")
        bureau.expect(s, [UNIT, NEIGHBOUR, LATE])
        file = self.scratch / f"【{NEIGHBOUR}】自己点検票.xlsx"
        file.parent.mkdir(parents=True, exist_ok=True)
        handed, envelope = received.handed_out(s, inspection.result(s, id))
        other = {"unit": NEIGHBOUR, "subject": NEIGHBOUR, "sheet_head": s.profile.digest}
        book = paper_sheets.handed_sheet_of(s, id, {**handed, **other}, {**envelope, "store": s.ids()})
        received.take_in(s, received.preview(s, [printing.render_here(book, "xlsx", file)]))
        self.say(t("demo.taken_in", unit=NEIGHBOUR))

    def compile(self) -> None:
        """The head of the bureau compiles the sheets, and seals the result and the measures."""
        s = self.session
        sign_in(s, self.names[MANAGER])
        id = bureau.compile_sheets(s, {"summary": SUMMARY, "measures": MEASURES}).id
        self.seal("compilation", id, lambda seal, seen: bureau.seal_compilation(s, id, seal, seen), who=SUPERIOR)
        self.say(t("demo.compiled"))

    def answer_sheet(self, id: str) -> int:
        """Answer every question of a sheet, with a few honest weaknesses."""
        row = record.get(self.session, "sheet", id)
        for number, code in enumerate(row["items"], 1):
            value, text = WEAK.get(number, ("yes", ""))
            if value == "na" and not self.session.profile.items[code].na:
                value, text = "yes", ""
            name = "reason" if value == "na" else "finding"
            inspection.answer(self.session, id, code, value, {name: text} if text else None)
        return len(row["items"])

    def seal(self, form: str, id: str, act: Callable[..., Any], who: str = MANAGER) -> None:
        """Look at the record as it stands and set a seal on it."""
        seen = Seen.of(record.get(self.session, form, id))
        with signet(self.session, self.names[who], PASSWORD) as opened:
            act(opened, seen)

    def dispose(self) -> None:
        """A drive: permission, destruction with a witness and a photo, closed; a remark added afterwards (追記)."""
        s = self.session
        sign_in(s, self.names[CLERK])
        planned = (self.clock.start.date() + timedelta(days=2)).isoformat()
        id = disposal.request(s, {**DISPOSAL, "media": [self.media["hdd"]], "planned_on": planned}).id
        self.seal("disposal", id, lambda seal, seen: disposal.decide(s, id, seal, seen, decision="permit"))
        self.say(t("demo.disposal_permitted"))
        self.day(2)
        started = self.clock.now().strftime("%Y-%m-%dT%H:%M")
        who = {"performer": self.names[CLERK], "witness": self.names[COLLEAGUE]}
        disposal.perform(s, id, [{**STEP, **who, "medium": self.media["hdd"], "started": started}])
        record.attach(s, "disposal", id, self._photo(), "photo")
        self.seal("disposal", id, lambda seal, seen: disposal.close(s, id, seal, seen))
        note = "穴をあけたディスクは金属ごみとして本庁舎の集積所へ出した。"
        self.seal("disposal", id, lambda seal, seen: record.annotate(s, "disposal", id, "remark", note, seal, seen))
        self.say(t("demo.disposal_closed"))

    def _photo(self) -> Path:
        target = self.scratch / "WX21-009-KZ.png"
        target.write_bytes(PHOTO)
        return target

    def dispose_on_paper(self) -> None:
        """The CDs were decided on paper (紙決裁) with a scan; the shredding waits to be done."""
        s = self.session
        planned = (self.clock.start.date() + timedelta(days=5)).isoformat()
        id = disposal.request(s, {**CD_DISPOSAL, "media": [self.media["cds"]], "planned_on": planned}).id
        scan = self.scratch / "見市税第12号.pdf"
        scan.write_bytes(SCAN)
        sha256 = record.attach(s, "disposal", id, scan, "scan")
        record.decide_on_paper(
            s, "disposal", id, "decide", decision="permit", decider=MANAGER, post="課長",
            decided_on=s.today, document_no="見市税第12号", scan=sha256,
        )  # fmt: skip
        self.say(t("demo.paper_decision"))

    def carry_out(self) -> None:
        """A laptop: requested, sealed, out, back, return confirmed."""
        s = self.session
        sign_in(s, self.names[CLERK])
        id = self._request(CARRYOUT, "pc", days=1)
        self.seal("carryout", id, lambda seal, seen: carryout.decide(s, id, seal, seen, decision="permit"))
        self.say(t("demo.carryout_permitted"))
        out = {"out_at": self.clock.now().strftime("%Y-%m-%dT%H:%M"), "out_virus_check": "clean"}
        carryout.take_out(s, id, out)
        self.day()
        back = {"back_at": self.clock.now().strftime("%Y-%m-%dT%H:%M"), "back_virus_check": "clean"}
        carryout.bring_back(s, id, {**back, "erasure": "no_data"})
        self.seal("carryout", id, lambda seal, seen: carryout.confirm_return(s, id, seal, seen))
        self.say(t("demo.carryout_returned"))

    def _request(self, values: dict[str, Any], medium: str, days: int) -> str:
        start = self.clock.start.date()
        dates = {"starts_on": start.isoformat(), "due_on": (start + timedelta(days=days)).isoformat()}
        return carryout.request(self.session, {**values, **dates, "media": [self.media[medium]]}).id

    def own_request(self) -> None:
        """The manager's own request: refused to herself, decided by the superior with a condition."""
        s = self.session
        sign_in(s, self.names[MANAGER])
        id = self._request(OWN, "pc", days=14)
        self.seal(
            "carryout",
            id,
            lambda seal, seen: carryout.decide(
                s, id, seal, seen, decision="permit_with_conditions", remark="会議の間も手元から離さないでください。"
            ),
            who=SUPERIOR,
        )
        self.say(t("demo.own_request"))

    def leave_overdue(self) -> None:
        """A USB stick that should be back by now: the home screen says so."""
        s = self.session
        sign_in(s, self.names[COLLEAGUE])
        id = self._request(OVERDUE, "usb", days=2)
        self.seal("carryout", id, lambda seal, seen: carryout.decide(s, id, seal, seen, decision="permit"))
        out = {"out_at": self.clock.now().strftime("%Y-%m-%dT%H:%M"), "out_virus_check": "clean"}
        carryout.take_out(s, id, out)
        self.day(4)
        self.say(t("demo.overdue", n=len(carryout.overdue(s))))

    def discard_mistake(self) -> None:
        """A request that should never have been typed: its content goes, its hashes stay."""
        s = self.session
        id = self._request({**CARRYOUT, "purpose": "入力の練習で作った申請です"}, "pc", days=1)
        with signet(s, self.names[MANAGER], PASSWORD) as seal:
            record.discard(s, "carryout", id, "never", "練習で入力したため", seal)
        self.say(t("demo.discarded"))

    def forget_password(self) -> None:
        """The superior forgot the password: a new key under the manager's seal, old seals stay valid."""
        s = self.session
        with signet(s, self.names[MANAGER], PASSWORD) as seal:
            people.enrol(s, self.names[SUPERIOR], NEW_PASSWORD, seal)
        sign_in(s, self.names[MANAGER])
        self.say(t("demo.enrolled_again"))


def practise(
    path: Path, paths: Paths, scratch: Path, say: Say, *, start: datetime | None = None, cost: Cost = STANDARD
) -> Session:
    """Found the training department and run its year through the services; returns the store open."""
    clock = FixedClock(start or start_of_practice(), timedelta(seconds=2))
    scratch.mkdir(parents=True, exist_ok=True)
    session = department.found(path, paths, plan(), clock, cost)
    say(t("demo.founded", unit=UNIT, policy=session.profile.name.ja))
    Practice(session, clock, scratch, say).run()
    return session
