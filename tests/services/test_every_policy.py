"""The same year under every policy on board: what is alike works everywhere, and what must differ does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.common import i18n
from app.common.clock import JAPAN, FixedClock
from app.common.errors import Refused
from app.common.paths import Paths
from app.services import (
    carryout,
    department,
    disposal,
    inspection,
    media,
    people,
    policy,
    printing,
    record,
    training,
    verification,
)
from app.services.approval import Seen, signet
from app.services.session import Session, sign_in
from app.services.training_city import CLERK, COLLEAGUE, MANAGER, PASSWORD, PHOTO, STEP, SUPERIOR
from tests.conftest import CHEAP

START = datetime(2026, 5, 11, 9, 0, tzinfo=JAPAN)
FREE: tuple[str, ...] = ()


@dataclass(frozen=True)
class City:
    """What a policy demands, as read in its text; a refusal is its code and the clauses that stand behind it."""

    inspection: str
    outside: str
    manager: str
    above: str
    strictest: str
    carry_title: str
    boxes: tuple[str, ...]
    dept_sheet_to: str
    #: A USB stick of the strictest class, unprotected: carried, sent, provided, mailed with personal information.
    refused: Mapping[str, tuple[str, ...]]
    #: What the request to carry it needs to be lawful.
    lawful: Mapping[str, object]
    format_only: tuple[str, ...]
    separation: tuple[str, ...]
    confidential: bool = False
    not_published: bool = False
    security: str = "情報セキュリティ"
    knows_exceptions: bool = False


ALL_FREE = dict.fromkeys(("carry", "transport", "provide", "send_mail"), FREE)
BY_EXCEPTION = {"exception_reason": "訓練：規則の定める場合に当たり、部長の了解を得た。"}
ONLY_BY_EXCEPTION = ("carryout_only_by_exception", "8(4)-b")
TEMPLATE = {
    "inspection": "自己点検",
    "outside": "外部",
    "manager": "情報セキュリティ管理者",
    "above": "情報セキュリティ責任者",
    "strictest": "機密性３",
    "carry_title": "情報資産持出許可申請書",
    "dept_sheet_to": "統括情報セキュリティ責任者",
    "format_only": ("format_only",),
    "separation": FREE,
    "confidential": True,
    "not_published": True,
    "knows_exceptions": True,
}
CITIES: dict[str, City] = {
    "takasaki": City(
        inspection="自己点検",
        outside="外部",
        manager="情報セキュリティ管理者",
        above="情報セキュリティ責任者",
        strictest="A",
        carry_title="情報資産持出許可申請書",
        boxes=("部局長等", "課室長等", "点検者"),
        dept_sheet_to="情報セキュリティ責任者",
        refused={
            "carry": FREE,
            "transport": ("safeguard_one_missing", "2.3(2)8-a"),
            "provide": ("safeguard_one_missing", "2.3(2)9-a"),
            "send_mail": ("carryout_forbidden", "2.3(2)7-b"),
        },
        lawful={"safeguards": ["encryption"]},
        format_only=("format_only", "2.3(2)10-a"),
        separation=("2.2(10)1",),
    ),
    "sendai": City(
        inspection="自主点検",
        outside="執務室外",
        manager="情報管理者",
        above="局(区)情報管理者",
        strictest="S",
        carry_title="行政情報・機器持出許可申請書",
        boxes=("局・区長", "課長", "点検者"),
        dept_sheet_to="",
        refused={
            "carry": ("safeguard_one_missing", "2.3.3(1)#6"),
            "transport": ("safeguard_one_missing", "2.3.3(2)#2"),
            "provide": FREE,
            "send_mail": ("carryout_forbidden", "2.7.1(6)#5"),
        },
        lawful={"safeguards": ["locked_case"]},
        format_only=("format_only", "2.3.3(4)#1"),
        separation=FREE,
    ),
    "minato": City(
        inspection="点検",
        security="情報安全",
        outside="庁舎外",
        manager="セキュリティ責任者",
        above="システム統括管理者",
        strictest="レベル3",
        carry_title="情報資産持出し・搬送承認申請書",
        boxes=("課等の長", "係長", "点検者"),
        dept_sheet_to="",
        refused={
            "carry": FREE,
            "transport": ("carryout_not_recorded", "S3(5)3", "S3(6)3"),
            "provide": FREE,
            "send_mail": FREE,
        },
        lawful={"safeguards": ["locked_case"]},
        format_only=("format_only", "S6(9)1"),
        separation=("S2(6)1",),
    ),
    "tonami": City(
        **TEMPLATE,
        boxes=("部長", "課長", "点検者"),
        refused={**dict.fromkeys(ALL_FREE, ONLY_BY_EXCEPTION), "send_mail": FREE},
        lawful=BY_EXCEPTION,
    ),
    "gunma": City(**TEMPLATE, boxes=("部局長", "所属長", "点検者"), refused=ALL_FREE, lawful={}),
}


@dataclass
class Year:
    """One training department under one policy."""

    session: Session
    folder: Path
    media: dict[str, str] = field(default_factory=dict)

    @property
    def city(self) -> City:
        return CITIES[self.session.profile.id]

    def person(self, name: str) -> str:
        return next(row["id"] for row in people.all_people(self.session) if row["name"] == name)

    def staff(self) -> None:
        s, role = self.session, self.session.profile.escalation("dept")
        with signet(s, self.person(MANAGER), PASSWORD) as seal:
            people.enrol(s, self.person(SUPERIOR), PASSWORD, seal)
            people.grant(s, self.person(SUPERIOR), role, s.today, "", seal)
        sign_in(s, self.person(CLERK))

    def register(self, kind: str, no: str) -> None:
        s = self.session
        values = {"medium_no": no, "medium_kind": kind, "name": "訓練用", "info_class": next(iter(s.profile.classes))}
        values |= {"place": "鍵付き書庫", "zone": list(s.profile.zones)[-1], "locked": 1, "serial": f"S-{no}"}
        self.media[kind] = media.register(s, values).id

    def asked(self, **more: object) -> dict[str, object]:
        s = self.session
        return {
            "media": [self.media["usb"]],
            "info_class": next(iter(s.profile.classes)),
            "purpose": "訓練の調査のため",
            "destination": "見本市民会館",
            "starts_on": s.today,
            "due_on": s.today,
            **more,
        }

    def discarded(self, method: str) -> dict[str, object]:
        today = self.session.today
        values = {"disposition": "discard", "reason": "broken", "method": method, "place": "inside"}
        return {**values, "media": [self.media["hdd"]], "planned_on": today}

    def seal(self, form: str, id: str, act, who: str = MANAGER) -> None:
        seen = Seen.of(record.get(self.session, form, id))
        with signet(self.session, self.person(who), PASSWORD) as opened:
            act(opened, seen)

    def text(self, name: str, id: str = "") -> list[str]:
        """The words of every page of a paper."""
        path = self.folder / f"{name}.pdf"
        printing.export(self.session, name, id, "pdf", path)
        return [page.extract_text() for page in PdfReader(path).pages]


@pytest.fixture(scope="module", params=[item.id for item in policy.built_in()])
def year(request, tmp_path_factory) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp(request.param)
    i18n.use("ja")
    i18n.use_words(policy.find(request.param).words)
    clock = FixedClock(START, timedelta(seconds=2))
    plan = training.plan(request.param)
    session = department.found(folder / "city.tenken", Paths.under(folder / "home").make(), plan, clock, CHEAP)
    made = Year(session, folder)
    made.staff()
    for kind in ("usb", "hdd"):
        made.register(kind, f"{kind.upper()}-1")
    yield made
    session.close()


@pytest.fixture(autouse=True)
def _city_words(year):
    i18n.use_words(year.session.profile.words)


def refusal(act) -> tuple[str, ...]:
    """The code and the clauses of a refusal; empty if the act is allowed."""
    try:
        act()
    except Refused as error:
        return (error.code, *sorted(error.clauses))
    return ()


def plain(pages: list[str]) -> str:
    """The words of a paper without the breaks of its lines."""
    return "".join("".join(pages).split())


def test_the_words_are_the_citys(year):
    city, profile = year.city, year.session.profile
    assert (i18n.word("inspection"), i18n.word("outside")) == (city.inspection, city.outside)
    i18n.use("en")
    permits = {"許可": ("Permit", "Permitted by"), "承認": ("Approve", "Approved by")}[
        profile.words["permission"]["ja"]
    ]
    assert (i18n.t("decision.permit"), i18n.t("field.disposal.permission")) == permits
    i18n.use("ja")
    assert profile.roles["dept"].label.ja == city.manager
    assert profile.roles[profile.escalation("dept")].label.ja == city.above
    assert next(iter(profile.classes.values())).label.ja == city.strictest
    told = profile.roles.get(profile.inspections["dept"].reports_to)
    assert (told.label.ja if told else "") == city.dept_sheet_to
    assert bool(profile.section("adoption")) == city.not_published


def test_what_leaves_is_refused_by_the_citys_clauses(year):
    found = {}
    for activity in year.city.refused:
        personal = {"personal": 1, "personal_count": 3} if activity == "send_mail" else {}
        asked = year.asked(activities=[activity], **personal)
        demand = carryout.demand(year.session, asked)
        said = refusal(lambda asked=asked: carryout.request(year.session, asked))
        assert bool(said) == bool(demand.refused or demand.any_of or demand.safeguards or demand.fields), activity
        found[activity] = said
    assert found == dict(year.city.refused)


def test_formatting_alone_is_refused_everywhere(year):
    assert refusal(lambda: disposal.request(year.session, year.discarded("format_only"))) == year.city.format_only


def test_one_hand_for_both_is_refused_where_the_city_says_so_and_told_elsewhere(year):
    s, city = year.session, year.city
    sign_in(s, year.person(MANAGER))
    id = carryout.request(s, year.asked(**city.lawful)).id
    permit = lambda k, seen: carryout.decide(s, id, k, seen, decision="permit")  # noqa: E731
    own = refusal(lambda: year.seal("carryout", id, permit))
    assert own[1:] == city.separation
    if own:
        year.seal("carryout", id, permit, SUPERIOR)
    assert ("二つの役割を同じ人が行いました" in plain(year.text("carryout", id))) == (not own)
    assert ("二つの役割を同じ人が行った記録" in plain(year.text("inspection_result"))) == (not own)
    sign_in(s, year.person(CLERK))


def test_the_letter_goes_to_whom_the_policy_names_and_lists_the_papers_in_the_citys_words(year):
    s, city = year.session, year.city
    said = plain(year.text("cover_letter"))
    told = s.profile.roles.get(s.profile.inspections["dept"].reports_to)
    to = told.post.ja if told else s.profile.words["collecting_office"]["ja"]
    assert f"{to}様" in said
    assert f"1{city.inspection}結果報告書" in said
    assert f"年度{city.security}{city.inspection}の結果について（報告）" in said


def test_a_whole_year_is_sealed_printed_and_verified(year):
    s, city = year.session, year.city
    sheet = inspection.open_sheet(s, "dept", year.person(CLERK)).id
    first, *others = record.get(s, "sheet", sheet)["items"]
    profile = s.profile
    doubted = next((code for code in (first, *others) if profile.items[code].template), first)
    for code in (first, *others):
        inspection.answer(s, sheet, code, "partly" if code == doubted else "yes", {"finding": "訓練の所見"})
    inspection.submit(s, sheet)
    year.seal("sheet", sheet, lambda k, seen: inspection.confirm(s, sheet, k, seen))

    out = carryout.request(s, year.asked(**city.lawful)).id
    year.seal("carryout", out, lambda k, seen: carryout.decide(s, out, k, seen, decision="permit"))

    gone = disposal.request(s, year.discarded("destroy")).id
    year.seal("disposal", gone, lambda k, seen: disposal.decide(s, gone, k, seen, decision="permit"))
    step = {**STEP, "medium": year.media["hdd"], "started": s.clock.now().strftime("%Y-%m-%dT%H:%M")}
    disposal.perform(s, gone, [{**step, "performer": year.person(CLERK), "witness": year.person(COLLEAGUE)}])
    photo = year.folder / "photo.png"
    photo.write_bytes(PHOTO)
    record.attach(s, "disposal", gone, photo, "photo")
    year.seal("disposal", gone, lambda k, seen: disposal.close(s, gone, k, seen))

    pages = {name: year.text(name, id) for name, id in (("sheet", sheet), ("carryout", out), ("disposal_record", gone))}
    for name, texts in pages.items():
        assert all("訓練" in text for text in texts), name
        assert all(("取扱注意" in text) for text in texts) or not city.confidential, name
    assert [len(pages["carryout"]), len(year.text("carryout_blank")), len(pages["disposal_record"])] == [1, 1, 1]
    whole = plain(pages["carryout"])
    assert city.carry_title in whole
    assert "確認R8.5.11" in plain(pages["disposal_record"])  # closing confirms, whatever a permission is called
    assert ("例外とする理由と根拠" in whole) == city.knows_exceptions
    assert all(box in pages["sheet"][0] for box in city.boxes)
    pages |= {name: year.text(name) for name in ("weak_list", "inspection_result", "improvement_plan")}
    for name in ("sheet", "weak_list", "inspection_result", "improvement_plan"):
        said = plain(pages[name])
        assert ("ひな型" in said) == city.not_published, name
        assert (f"{s.profile.municipality.ja}の基準ではありません" in said) == city.not_published, name
    book = load_workbook(printing.export(s, "sheet_blank", sheet, "xlsx", year.folder / "blank.xlsx")).worksheets[0]
    assert ("（取扱注意）" in book["A1"].value) == city.confidential
    assert "（訓練）" in book["A1"].value
    assert (f"{s.profile.municipality.ja}の基準ではありません" in book["A5"].value) == city.not_published
    assert verification.verify(s.store.path, s.paths).findings == []
