"""The training city 見本市: an invented department and the year that a new clerk practises with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.common.clock import JAPAN, FixedClock
from app.common.i18n import t
from app.common.paths import Paths
from app.services import carryout, department, disposal, inspection, media, people, policy, record
from app.services.approval import Seen, signet
from app.services.keys import STANDARD, Cost
from app.services.session import Session, sign_in

CITY = "見本市"
UNIT = "市民税課"
BUREAU = "財務部"
PASSWORD = "ひまわり畑の風車は七つある"  # noqa: S105 - shown to whoever practises
NEW_PASSWORD = "朝もやの橋を渡る三毛猫の影"  # noqa: S105
#: 髙﨑, 𠮷田 and 葛󠄀西 (with its variation selector) stand here so that every run proves rare kanji on paper.
PEOPLE: tuple[dict[str, str], ...] = (
    {"name": "髙﨑 花子", "kana": "タカサキ ハナコ", "post": "課長"},
    {"name": "𠮷田 健", "kana": "ヨシダ ケン", "post": "主査"},
    {"name": "葛\U000e0100西 薫", "kana": "カサイ カオル", "post": "主任"},
    {"name": "德永 進", "kana": "トクナガ ススム", "post": "部長"},
)
MANAGER, CLERK, COLLEAGUE, SUPERIOR = (person["name"] for person in PEOPLE)
MEDIA: dict[str, dict[str, Any]] = {
    "pc": {
        "medium_no": "PC-0001",
        "medium_kind": "pc",
        "name": "ノートパソコン",
        "info_class": "B",
        "place": "執務室 施錠ロッカー",
        "zone": "lgwan",
        "serial": "MHN8-4471",
    },
    "usb": {
        "medium_no": "USB-0001",
        "medium_kind": "usb",
        "name": "USBメモリ 32GB",
        "info_class": "A",
        "place": "鍵付き書庫 上段",
        "zone": "lgwan",
        "locked": 1,
    },
    "hdd": {
        "medium_no": "HDD-0001",
        "medium_kind": "hdd",
        "name": "旧サーバの内蔵ディスク",
        "info_class": "A",
        "place": "鍵付き書庫 下段",
        "zone": "mynumber",
        "locked": 1,
        "serial": "WX21-009-KZ",
    },
    "cds": {
        "medium_no": "CD-0001〜0040",
        "medium_kind": "optical",
        "name": "配布済みデータCD",
        "quantity": 40,
        "info_class": "B",
        "place": "倉庫 棚3",
        "zone": "internet",
    },
}
DISPOSAL = {"disposition": "discard", "reason": "broken", "method": "destroy", "place": "inside"}
CD_DISPOSAL = {"disposition": "discard", "reason": "unneeded", "method": "shred", "place": "inside"}
STEP = {
    "method": "destroy",
    "place": "inside",
    "tool": "卓上穿孔機",
    "detail": "ディスク板まで4か所を貫通する穴をあけた",
    "verified_by": "穴の位置を目で確かめた",
    "verdict": "passed",
}
CARRYOUT = {
    "info_class": "B",
    "purpose": "家屋の現地調査で図面を見るため",
    "destination": "市内 東町の調査先",
    "safeguards": ["password", "kept_on_person"],
}
OVERDUE = {
    "info_class": "A",
    "purpose": "申告会場で受付データを受け取るため",
    "destination": "見本市民会館",
    "safeguards": ["encryption", "locked_case"],
}
OWN = {
    "info_class": "B",
    "purpose": "県の説明会で資料を映すため",
    "destination": "県庁 第2会議室",
    "safeguards": ["password"],
}
#: A few honest weaknesses, so that the sheet shows all marks: item number from 1 → (value, text).
WEAK: dict[int, tuple[str, str]] = {
    4: ("partly", "一部の書類に分類の表示がありませんでした。次の月曜に表示します。"),
    9: ("no", "手順を書いた紙が見つかりません。今月中に作り直します。"),
    15: ("na", "この事務では扱っていません。"),
    21: ("unknown", ""),
}
#: The smallest PNG there is: one white pixel.
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8ffffff7f0009fb03fd05"
    "43456a0000000049454e44ae426082"
)
SCAN = b"%PDF-1.4\n% kunren\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

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


@dataclass
class Practice:
    """One run through the year over the services alone; the window's demonstration does the same by its screens."""

    session: Session
    clock: FixedClock
    scratch: Path
    say: Say
    names: dict[str, str] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """The whole year, one line of progress a step."""
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
        self.say(t("demo.enrolled", n=len(self.names)))

    def register(self) -> None:
        """A PC, a USB stick, a drive, and 40 CDs in one line."""
        sign_in(self.session, self.names[CLERK])
        for key, values in MEDIA.items():
            self.media[key] = media.register(self.session, values).id
        self.say(t("demo.registered", n=len(self.media)))

    def answer_year(self) -> None:
        """Two clerks and the manager answer their sheets; the manager reviews and seals them."""
        total = 0
        for name, sheet in ((CLERK, "staff"), (COLLEAGUE, "staff"), (MANAGER, "dept")):
            sign_in(self.session, self.names[name])
            id = inspection.open_sheet(self.session, sheet, self.names[name]).id
            total += self.answer_sheet(id)
            inspection.submit(self.session, id)
            self.seal("sheet", id, lambda seal, seen, id=id: inspection.confirm(self.session, id, seal, seen))
        self.say(t("demo.answered", n=total))

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
