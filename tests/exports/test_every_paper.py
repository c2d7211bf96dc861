"""Every paper of the reports page, filled and blank: what it says, how it stands on the page, how it opens in Excel."""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from msgspec import Struct
from openpyxl import load_workbook

from app.common import i18n
from app.common.i18n import t
from app.domain import entry as entry_forms
from app.domain.inspection import score
from app.exports import forms, results
from app.exports.document import ApprovalBoxes, Bars, Chart, Document, Labels, Note, Pairs, Table
from app.services import disposal, entry, inspection, media, paper, policy, printing, record, training_city
from app.services.approval import Seen, signet
from app.services.paper_setting import setting_of
from app.services.session import Session
from tests.acts import sealed
from tests.inventions import TEXT, filled

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtPdf import QPdfDocument

PROFILE = policy.find("takasaki")
FORMS = entry_forms.forms_of(PROFILE)
KINDS = dict.fromkeys(entry_forms.LISTS, ("_register", "", "_register_blank", "_blank"))
NAMES = tuple(each.name for each in paper.PAPERS) + tuple(
    f"{name}{kind}" for name, form in FORMS.items() for kind in KINDS.get(form.flow, ("", "_register", "_blank"))
)
BLANKS = tuple(name for name in NAMES if name.endswith("_blank"))
PEOPLE = ("髙﨑", "𠮷田", "葛\U000e0100西")
#: What no reader should meet: a placeholder, a missing value, a name of the program's own.
UNSAID = re.compile(r"\{\w+\}|None|\bx_\w+|⟦|^[a-z]\w+(\.\w+)+$")
#: Points: what a glyph's box may stand over its cell, and a paper's margins as (left, right, top, bottom) in mm.
SLACK = 1.5
MM = 72 / 25.4
MARGINS = {"portrait": (25, 15, 8, 17), "landscape": (14, 14, 12, 16)}


@dataclass
class Year:
    """The training year with a record of every further form, and the papers of it that were made so far."""

    session: Session
    folder: Path
    made: dict[str, list[Document]] = field(default_factory=dict)

    def documents(self, name: str) -> list[Document]:
        """The paper of every record that it can be made of."""
        if name not in self.made:
            i18n.use_words(self.session.profile.words)
            ids = paper.records_of(self.session, name)
            self.made[name] = [paper.document(self.session, name, id) for id in ids]
        return self.made[name]

    def file(self, name: str, kind: str) -> tuple[Document, Path]:
        """The latest paper of that name, written."""
        path, made = self.folder / f"{name}.{kind}", self.documents(name)[-1]
        return made, path if path.exists() else printing.render_here(made, kind, path)


@pytest.fixture(scope="module")
def year(practised, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    session = practised.copy(folder).open(training_city.CLERK)
    for key in FORMS:
        entry.open(session, key, filled(session, record.form_of(session, key)))
    hand_over(session)
    reopen(session)
    yield Year(session, folder)
    session.close()


def hand_over(session: Session) -> None:
    """A leased PC goes back; its certificate names it, and a number that is not on the list."""
    names = {row["name"]: id for id, row in session.rows.table("person").items()}
    pc = {**training_city.MEDIA["pc"], "medium_no": "PC-0090", "serial": "LEASE-90", "name": "リースのPC"}
    asked = {"media": [media.register(session, pc).id], "disposition": "lease_return", "reason": "lease_end"}
    asked |= {"method": "overwrite", "place": "inside", "planned_on": session.today, "vendor": "見本リース（訓練）"}
    id = disposal.request(session, asked).id
    with signet(session, names[training_city.MANAGER], training_city.PASSWORD) as seal:
        disposal.decide(session, id, seal, Seen.of(record.get(session, "disposal", id)), decision="permit")
    who = {"performer": names[training_city.CLERK], "witness": names[training_city.COLLEAGUE]}
    step = {**training_city.STEP, "method": "overwrite", "medium": asked["media"][0], **who}
    started = session.clock.now().strftime("%Y-%m-%dT%H:%M")
    disposal.perform(session, id, [{**step, "started": started}], session.today)
    line = {"number": "証-1", "issuer": "見本リース（訓練）", "issued_on": session.today, "serials": "lease-90\nZZ-9"}
    disposal.certify(session, id, [line])


def reopen(session: Session) -> None:
    """A sealed sheet is opened again and sealed once more: what it said before has a paper of its own."""
    mine = [row for row in inspection.sheets(session) if row["respondent"] == session.user]
    id = next(str(row["id"]) for row in mine if row["state"] == "confirmed")
    inspection.reopen(session, id, "根拠を書き足すため")
    inspection.submit(session, id)
    sealed(session, "sheet", id, inspection.confirm)


def test_certificates_are_laid_beside_the_media(year):
    text = str(year.documents("certificates")[-1].blocks)
    assert all(word in text for word in ("証-1", "照合済み", "一覧にない番号", "PC-0090"))


def strings(value):
    """Every text of a block, however deep, as it is printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, Struct) and not isinstance(value, Labels):
        for name in value.__struct_fields__:
            if name not in ("align", "kind", "mark"):
                yield from strings(getattr(value, name))


def glyphs(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


def test_no_paper_of_the_page_is_forgotten(year):
    session = year.session
    assert [each.name for each in paper.papers(session)] == list(NAMES)
    assert all(paper.records_of(session, name) for name in NAMES)


def test_every_title_and_every_approval_column_of_the_profile_is_printed(year):
    printed = {made.title for name in NAMES for made in year.documents(name)}
    assert {row["title"]["ja"] for row in PROFILE.raw["paper_titles"]} <= printed
    assert {row["form"] for row in PROFILE.raw["approval_boxes"]} <= {each.form for each in paper.PAPERS}


@pytest.mark.parametrize("name", NAMES)
def test_what_it_says(year, name):
    for made in year.documents(name):
        assert made.marks[0] == "訓練"
        assert made.title
        title = PROFILE.title(name)[0].ja
        if title:
            assert made.title == title
        assert (made.footer.form, made.footer.unit, made.footer.fiscal_year) == (made.title, "市民税課", "令和8年度")
        assert re.fullmatch(r"\d+(-[0-9A-F]{4}){3}", made.footer.verification)
        for table in (block for block in made.blocks if isinstance(block, Table)):
            assert all(len(row) == len(table.columns) for row in table.rows)
        assert not [text for text in strings(made.blocks) if UNSAID.search(text)]


def test_every_paper_can_be_had_in_english(year):
    i18n.use("en")
    i18n.use_words(year.session.profile.words)
    made = [paper.document(year.session, name, paper.records_of(year.session, name)[-1]) for name in NAMES]
    assert {each.marks[0] for each in made} == {"TRAINING"}
    assert not [each.title for each in made if re.search("[ぁ-んァ-ヶ]", each.title)]


def boxes_of(made: Document) -> tuple:
    return next((block.boxes for block in made.blocks if isinstance(block, ApprovalBoxes)), ())


@pytest.mark.parametrize("row", PROFILE.raw["approval_boxes"], ids=lambda row: row["form"])
def test_the_approval_column_is_the_profiles(year, row):
    titles = {tuple(box["label"]["ja"] for box in row[which]) for which in ("boxes", "escalated") if which in row}
    found = [boxes_of(made) for each in paper.PAPERS if each.form == row["form"] for made in year.documents(each.name)]
    shown = [tuple(box.title for box in boxes) for boxes in found if boxes]
    assert shown
    for boxes in shown:
        assert any(set(wanted) <= set(boxes) for wanted in titles)


@pytest.mark.parametrize("each", [each for each in paper.PAPERS if each.needs_record and each.name != "rollup"])
def test_whoever_sealed_stands_in_the_approval_column(year, each):
    rows = [record.get(year.session, each.form, id) for id in paper.records_of(year.session, each.name)]
    for row, made in zip(rows, year.documents(each.name), strict=True):
        boxes = boxes_of(made)
        stamped = [box for box in boxes if box.mark]
        steps = {"disposal_record": "close"}.get(each.name) or {"decide", "confirm"}
        acts = [act for act in row["acts"] if act["action"] in steps and not act["void"]]
        if each.name in ("sheet_blank", "sheet_versions", "certificates") or not acts:
            assert not stamped, row["no"]
            continue
        decider = acts[-1]["paper"].get("decider") or acts[-1]["shown"]["name"]
        assert [box.name for box in stamped] == [decider.split(" ")[0]], row["no"]


def heads(year, name):
    """What stands in the head of each paper of that name, by the kind of its sheet."""
    rows = [record.get(year.session, "sheet", id) for id in paper.records_of(year.session, name)]
    found = [[pair.value for block in made.blocks if isinstance(block, Pairs) for pair in block.items]
             for made in year.documents(name)]  # fmt: skip
    return {row["sheet"]: values for row, values in zip(rows, found, strict=True)}


def test_a_blank_staff_sheet_may_go_to_anybody_and_a_systems_sheet_says_which(year):
    blank = heads(year, "sheet_blank")
    assert not [value for value in blank["staff"] if any(name in value for name in PEOPLE) or "点-" in value]
    assert [value for value in blank["dept"] if "髙﨑" in value]
    for name in ("sheet", "sheet_blank"):
        assert [value for value in heads(year, name)["system"] if "市税窓口支援システム" in value]


def test_counts_and_weak_items_are_there_as_data(year):
    for made in year.documents("rollup"):
        table = next(block for block in made.blocks if isinstance(block, Table))
        assert [row[3:] for row in made.data[0].rows] == [tuple(row[2:-1]) for row in table.rows]
    made = year.documents("weak_list")[0]
    table = next(block for block in made.blocks if isinstance(block, Table))
    assert [f"{row[1]}\n{row[0]}" for row in made.data[0].rows] == [row[0] for row in table.rows]
    assert len({(row[0], row[2]) for row in made.data[0].rows}) == len(made.data[0].rows), "each sheet once"
    assert any(isinstance(cell, date) for row in made.data[0].rows for cell in row)


def test_the_report_says_where_answers_on_paper_are_counted(year):
    said = [block.text for block in year.documents("inspection_result")[0].blocks if isinstance(block, Note)]
    assert any("3 人分" in text and t("paper.title.rollup") in text for text in said)


@pytest.mark.parametrize("name", BLANKS)
def test_a_blank_paper_is_empty(year, name):
    like = {"improvement_blank": "improvement_plan"}.get(name, name.removesuffix("_blank"))
    wanted = {len(boxes_of(made)) > 0 for made in year.documents(like)}
    assert {len(boxes_of(made)) > 0 for made in year.documents(name)} == wanted
    for made in year.documents(name):
        head = name == "sheet_blank"  # which names whose sheet it is
        blocks = [block for block in made.blocks if not (head and isinstance(block, Pairs))]
        known = {"", "令和8年度", "見本市", "市民税課", t("paper.blank_day"), t("paper.blank_moment")}
        for block in blocks:
            if isinstance(block, Pairs):
                assert {pair.value for pair in block.items if "□" not in pair.value} <= known
            elif isinstance(block, ApprovalBoxes):
                assert {box.name + box.date_text + box.mark + box.note for box in block.boxes} == {""}
            elif isinstance(block, Table) and block.columns[0].title != t("reporting.by"):  # the policy's own
                cells = [row[3:] if head else row for row in block.rows]
                assert {str(cell).strip() for row in cells for cell in row} == {""}
            assert not isinstance(block, Bars | Chart)
        said = "".join(strings(blocks))
        assert "■" not in said
        assert not [person for person in PEOPLE if person in said]


def test_a_paper_for_the_pen_offers_what_there_is_to_tick(year):
    cells = {
        pair.label: pair.value
        for made in (*year.documents("carryout_blank"), *year.documents("disposal_record_blank"))
        for block in made.blocks
        if isinstance(block, Pairs)
        for pair in block.items
    }
    assert cells["重要性分類"] == "□A　□B"
    assert cells["個人情報"] == "□あり　□なし"
    assert cells["判定"] == "□合格　□不合格　□未検証"
    assert "□公用車" in cells["運び方"]
    assert cells["返却予定日"] == t("paper.blank_day")
    assert cells["許可する人"] == ""


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", ["disposal_request_blank", "disposal_record_blank", "carryout_blank"])
def test_a_form_for_the_pen_stands_on_one_page_in_both_languages(year, name, language, tmp_path):
    i18n.use(language)
    i18n.use_words(year.session.profile.words)
    made = paper.document(year.session, name, "")
    assert len(pages(printing.render_here(made, "pdf", tmp_path / "p.pdf"))) == 1
    said = {pair.label: pair.value for block in made.blocks if isinstance(block, Pairs) for pair in block.items}
    assert name == "carryout_blank" or t("choice.method.incinerate") in said[t("field.disposal.method")]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_choice_of_a_further_record_can_be_ticked_by_hand(year, language):
    """The kinds of incident and what a contract settles were left to be known by heart."""
    i18n.use(language)
    setting = setting_of(year.session)
    for form in FORMS.values():
        for item in form.fields:
            if item.kind in ("choice", "choices"):
                assert "□" in forms.filled_in(setting, {"opened_at": ""}, item, None), (form.name, item.name)


@pytest.mark.parametrize("each", paper.PAPERS, ids=lambda each: each.name)
def test_a_paper_is_called_what_the_list_calls_it(year, each):
    i18n.use_words(year.session.profile.words)
    listed = paper.find(year.session, each.name).title
    said = {"received_sheet", "compilation"}
    assert all(made.title in listed for made in year.documents(each.name)) or each.name in said


def test_the_letter_names_what_is_enclosed_as_it_is_called(year):
    (letter,) = year.documents("cover_letter")
    said = "".join(strings(letter.blocks))
    names = ("inspection_result", "weak_list", "improvement_plan")
    assert all(paper.find(year.session, name).title in said for name in names)


@pytest.mark.parametrize("name", [*FORMS, *(f"{form}_register" for form in FORMS)])
def test_a_filled_paper_holds_what_was_entered(year, name):
    said = "\n".join(strings(year.documents(name)[-1].blocks))
    form = entry_forms.forms_of(PROFILE)[name.removesuffix("_register")]
    if any(item.kind == "text" and not item.stage for item in form.fields) and not name.endswith("_register"):
        assert TEXT in said
    if form.flow not in entry_forms.LISTS and not name.endswith("_register"):
        assert "𠮷田 健" in said


class Page:
    """A page of a PDF as a reader sees it: its text and the boxes of its lines, from the upper left, in points."""

    def __init__(self, document: QPdfDocument, number: int) -> None:
        size, found = document.pagePointSize(number), document.getAllText(number)
        self.width, self.height, self.text = size.width(), size.height(), found.text()
        self.boxes = [polygon.boundingRect() for polygon in found.bounds()]


def pages(path: Path) -> list[Page]:
    document = QPdfDocument()
    assert document.load(str(path)) == QPdfDocument.Error.None_
    made = [Page(document, number) for number in range(document.pageCount())]
    document.close()
    return made


@pytest.mark.parametrize("name", NAMES)
def test_as_pdf(year, name):
    made, path = year.file(name, "pdf")
    found = pages(path)
    for number, page in enumerate(found, 1):
        for part in ("訓練", made.footer.unit, made.footer.verification, f"{number}/{len(found)}"):
            assert part in page.text, (part, number)
        stands_in_its_frame(page, made.orientation)
    printed, text = "".join(strings(made.blocks)), "".join(page.text for page in found)
    assert [person for person in PEOPLE if person in printed and person not in re.sub(r"\s", "", text)] == []
    lost = glyphs(printed) - glyphs(text)
    assert not lost


def stands_in_its_frame(page: Page, orientation: str) -> None:
    """Nothing leaves the margins, the body keeps off the footer, and no text lies over another."""
    left, right, top, bottom = (mm * MM for mm in MARGINS[orientation])
    foot = page.height - bottom
    for box in page.boxes:
        assert box.left() >= left - SLACK, box
        assert box.right() <= page.width - right + SLACK, box
        assert box.top() >= top - 3 * MM, box
        assert box.bottom() <= foot + SLACK or box.top() >= foot - SLACK, box
        assert box.bottom() <= page.height - 5 * MM, box
    small = [box.adjusted(SLACK, box.height() * 0.3, -SLACK, -box.height() * 0.3) for box in page.boxes]
    for one, other in combinations(small, 2):
        assert not one.intersects(other), (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_as_excel(year, name):
    made, path = year.file(name, "xlsx")
    book = load_workbook(path)
    shown = [sheet for sheet in book if sheet.sheet_state == "visible"]
    assert shown
    said = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type not in ("e", "f"), (sheet.title, cell.coordinate)
                if cell.value is not None:
                    said.append(str(cell.value))
    for sheet in shown:
        assert sheet.print_area, sheet.title
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert "訓練" in (sheet.oddHeader.right.text or ""), sheet.title
        first = sheet.firstHeader.right.text if sheet.HeaderFooter.differentFirst else sheet.oddHeader.right.text
        assert "訓練" in (first or "") or "訓練" in "".join(str(cell.value) for cell in sheet[1]), sheet.title
    if name != "sheet_blank":  # whoever fills it in writes the name
        printed, text = "".join(strings(made.blocks)), "".join(said)
        assert [person for person in PEOPLE if person in printed and person not in text] == []


@pytest.mark.parametrize("name", BLANKS)
def test_a_blank_book_is_empty(year, name):
    _, path = year.file(name, "xlsx")
    book = load_workbook(path)
    said = "".join(str(cell.value or "") for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "■" not in said
    if name != "sheet_blank":  # its hidden sheet names nobody, but whose sheet it is may stand above
        assert not [person for person in PEOPLE if person in said]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, date)]


def test_decisions_stand_in_words_under_the_form(year):
    """Whatever the stamps look like, or a printer makes of them."""
    rows = [record.get(year.session, "carryout", id) for id in paper.records_of(year.session, "carryout")]
    for row, made in zip(rows, year.documents("carryout"), strict=True):
        said = "".join(block.text for block in made.blocks if isinstance(block, Note))
        assert all(act["shown"]["name"] in said for act in row["acts"] if act["sealed"]), row["no"]


def test_the_chart_has_no_bars_of_a_year_that_nobody_answered(year):
    setting = setting_of(year.session)
    best = next(code for code, choice in PROFILE.scale.items() if choice.points == "1")
    now = score([(item, best) for item in list(PROFILE.items.values())[:3]], PROFILE.scale)
    assert [len(results.chapter_chart(setting, [("2.3", now, before)]).series) for before in (None, now)] == [1, 2]


def test_a_box_is_headed_by_a_post_or_by_a_title_never_by_a_sentence(year):
    heads = {
        box.title
        for name in ("software", "software_blank", "sheet")
        for made in year.documents(name)
        for block in made.blocks
        if isinstance(block, ApprovalBoxes)
        for box in block.boxes
    }
    assert PROFILE.roles["system"].label.ja in heads
    assert PROFILE.roles["system"].post.ja not in heads
    assert PROFILE.boxes("sheet")[0][1].ja in heads
