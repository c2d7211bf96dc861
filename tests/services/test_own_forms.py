"""A city's own form is kept for a paper, filled with its records, and found again on another day."""

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from app.common.errors import BadInput, Refused, Unavailable
from app.services import own_forms, paper, record, search, verification
from app.services.entry import forms
from app.services.paper_registers import fiscal
from tests.conftest import Practised


@pytest.fixture
def city(practised, tmp_path) -> Practised:
    return practised.copy(tmp_path)


@pytest.fixture
def session(city):
    opened = city.open()
    yield opened
    if opened.store.conn is not None:
        opened.close()


def book(path, names=(), cells=()):
    made = Workbook()
    made.active.title = "様式"
    for at, text in cells:
        made.active[at] = text
    for name, at in names:
        made.defined_names[name] = DefinedName(name, attr_text=f"様式!${at[0]}${at[1:]}")
    made.save(path)
    return path


NAMES = (("持出_目的", "C5"), ("decide.name", "C6"), ("番号", "C3"), ("safeguards.encryption", "C7"), ("所属", "C4"))


def out(path):
    return load_workbook(path)["様式"]


def permitted(session):
    ids = paper.records_of(session, "carryout")
    return next(id for id in ids if record.get(session, "carryout", id)["state"] == "permitted" or True)


def test_from_a_named_form_to_a_filled_one(session, tmp_path):
    path = book(tmp_path / "様式第3号.xlsx", NAMES)
    found = own_forms.inspect(path)
    guess = own_forms.guess(session, "carryout", found)
    assert set(guess.named) == {"purpose", "decide.name", "no", "safeguards.encryption", "unit"}
    own_forms.keep(session, "carryout", path, guess.named)
    path.unlink()
    id = permitted(session)
    [made] = own_forms.fill(session, "carryout", id, tmp_path / "out.xlsx")
    row, sheet = record.get(session, "carryout", id), out(made)
    assert (sheet["C3"].value, sheet["C5"].value, sheet["C4"].value) == (row["no"], row["purpose"], "市民税課")
    assert sheet["C7"].value in "■□"
    assert "訓練" in sheet.oddHeader.right.text
    acts = [act for act in row["acts"] if act["action"] == "decide" and not act["void"]]
    if acts:
        name = acts[-1]["paper"].get("decider") or acts[-1]["shown"].get("name")
        assert sheet["C6"].value == name


def test_what_was_kept_is_sound_and_known_on_another_day(city, tmp_path):
    session = city.open()
    own_forms.keep(session, "carryout", book(tmp_path / "a.xlsx", NAMES), {"purpose": "C5"})
    own_forms.keep(session, "carryout", book(tmp_path / "b.xlsx", NAMES), {"purpose": "C9"})
    session.close()
    assert verification.verify(city.store, city.paths).findings == []
    session = city.open()
    kept = own_forms.kept(session, "carryout")
    assert kept is not None
    assert (kept.file, kept.places) == ("b.xlsx", {"purpose": "C9"})
    assert not [hit for hit in search.find(session, "様式-R08") if hit.kind == "own_form"]
    own_forms.drop(session, "carryout")
    assert own_forms.kept(session, "carryout") is None
    with pytest.raises(Refused, match="持出"):
        own_forms.prepare(session, "carryout", "")
    session.close()


def test_places_are_checked_before_a_form_is_kept(session, tmp_path):
    path = book(tmp_path / "a.xlsx", cells=[("A1", "=1+1")])
    with pytest.raises(BadInput) as told:
        own_forms.keep(session, "carryout", path, {"purpose": "A1", "nothing": "B1", "no": "どこか"})
    assert {fault.field for fault in told.value.faults} == {"purpose", "nothing", "no"}
    with pytest.raises(Refused):
        own_forms.keep(session, "carryout", path, {"purpose": " "})
    with pytest.raises(Unavailable):
        own_forms.inspect(tmp_path / "gone.xlsx")
    assert own_forms.kept(session, "carryout") is None


def test_a_register_has_a_line_for_each_record(session, tmp_path):
    path = book(tmp_path / "台帳.xlsx", cells=[("A1", "番号"), ("B1", "目的"), ("C1", "行き先")])
    places = {"rows.no": "A2", "rows.purpose": "B2", "rows.decide.date": "C2"}
    own_forms.keep(session, "carryout_register", path, places)
    [made] = own_forms.fill(session, "carryout_register", "", tmp_path / "out.xlsx")
    numbers = [record.get(session, "carryout", id)["no"] for id in paper.records_of(session, "carryout")]
    assert [cell.value for cell in out(made)["A"]][1:] == sorted(numbers)


@pytest.mark.parametrize("name", [item.name for item in paper.PAPERS if own_forms.fits(item)])
def test_every_paper_of_the_program_fills_a_form(session, tmp_path, name):
    filled(session, tmp_path, name)


def test_every_further_record_and_register_fills_a_form(session, tmp_path):
    for key in forms(session):
        for name in (key, f"{key}_register"):
            filled(session, tmp_path, name)


def filled(session, folder, name):
    """Every value of the paper into a cell of its own: the form holds what the paper says."""
    ids = paper.records_of(session, name)
    id = ids[-1] if ids else ""
    slots = own_forms.slots(session, name, id)
    assert len({slot.key for slot in slots}) == len(slots)
    assert all(slot.label and not slot.label.startswith(("field.", "own_form.", "action.")) for slot in slots)
    path = book(folder / "form.xlsx")
    places = {slot.key: f"様式!{chr(65 + n % 26)}{1 + (n // 26) * 2000}" for n, slot in enumerate(slots)}
    job = own_forms.trial(session, name, id, own_forms.inspect(path), places)
    [made] = own_forms.write(job, folder / f"{name}.xlsx")
    sheet = out(made)
    for value in job.contents.values:
        said = sheet[places[value.key].split("!")[1]].value
        assert (said or "") == (value.datum if value.datum is not None else "")
    made.unlink()


def test_blanks_and_labels_have_no_own_form(session):
    unfit = {item.name for item in paper.papers(session) if not own_forms.fits(item)}
    assert {"carryout_blank", "media_labels", "cover_letter"} <= unfit
    with pytest.raises(Refused):
        own_forms.slots(session, "media_labels")


def test_a_book_is_filled_once_by_its_names(session, tmp_path):
    id = permitted(session)
    path = book(tmp_path / "a.xlsx", NAMES)
    [made] = own_forms.fill_unkept(session, "carryout", id, path, tmp_path / "o.xlsx")
    assert out(made)["C3"].value == record.get(session, "carryout", id)["no"]
    with pytest.raises(Refused, match=r"b\.xlsx"):
        own_forms.fill_unkept(session, "carryout", id, book(tmp_path / "b.xlsx"), tmp_path / "o.xlsx")


def test_the_command_line_fills_it_too(city, tmp_path, monkeypatch, capsys):
    from app.cli.commands import run

    monkeypatch.setenv("TENKENCHO_HOME", str(city.home))
    path, made = book(tmp_path / "a.xlsx", NAMES), tmp_path / "o.xlsx"
    words = ["export", str(city.store), "--form", "carryout", "--out", str(made)]
    assert run([*words, "--own", str(path)], {}) == 0
    assert out(made)["C4"].value == "市民税課"
    assert str(made) in capsys.readouterr().out
    assert run([*words, "--format", "own"], {}) == 3
    assert run(words, {}) == 2


def test_a_register_heeds_what_was_chosen_of_it(session, tmp_path):
    path = book(tmp_path / "台帳.xlsx", cells=[("A1", "番号")])
    own_forms.keep(session, "carryout_register", path, {"rows.no": "A2", "selection": "D1"})
    none = own_forms.prepare(session, "carryout_register", "", fiscal(1999))
    [made] = own_forms.write(none, tmp_path / "out.xlsx")
    assert [cell.value for cell in out(made)["A"]] == ["番号"]
    assert "平成11年4月1日" in out(made)["D1"].value
