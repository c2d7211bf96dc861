"""A profile that somebody wrote by hand, with nonsense in it: named by its place, never a fault of the program."""

import re
import shutil

import pytest

from app.cli import commands
from app.common import resources
from app.common.errors import Unavailable
from app.services import policies, policy


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "home"))
    return shutil.copytree(resources.path("policies", "takasaki"), tmp_path / "own")


def edit(folder, file, before, after):
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


PROFILE = [
    ("[[zones]]\nkey = ", "[[zones]]\nkey = [] #", "zones[1].key"),
    ("[pages]\n", "[pages]\nhome = 2026-04-01\n#", "pages.home"),
    ("[[roles]]\n", "[[roles]]\nweight = 2.5\n", "roles[1].weight"),
    ("[[disposal_rules]]\n", "[[disposal_rules]]\nmax_days = 'x'\n", "disposal_rules[1].max_days"),
    ("[[disposal_rules]]\n", "[[disposal_rules]]\nactivities = [{}]\n", "disposal_rules[1].activities"),
    ("[[carryout_rules]]\n", "[[carryout_rules]]\n'手段' = 1\n", "carryout_rules[1].手段"),
    ("[scale]", "[scale.choices]", "scale.choices"),
    ("[[separation]]\n", "[[separation]]\nmost = 100000000000000000000\n", "separation[1].most"),
]


@pytest.mark.parametrize(("before", "after", "place"), PROFILE)
def test_the_place_is_named(folder, capsys, before, after, place):
    edit(folder, "profile.toml", before, after)
    assert commands.run(["policy", "check", str(folder)], qt={}) == 3
    said = capsys.readouterr().err
    assert f"「profile.toml」を読めません（{place} " in said
    assert "Python" not in said


def test_what_is_missing_is_called_so(folder):
    edit(folder, "checklist.toml", "[[item]]\ncode =", "[[item]]\ncoda =")
    with pytest.raises(Unavailable, match=r"「checklist.toml」を読めません（item\[1\].code がありません）"):
        policy.find(str(folder))


@pytest.mark.parametrize(
    "text", ["id\na\n", "\xff\xfe", "id,citation,heading,kind,role,topic,records\na\n", '"' + "x" * 200000]
)
def test_a_list_of_clauses_that_is_none(folder, text):
    (folder / "clauses.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(Unavailable):
        policy.find(str(folder))


def test_it_does_not_hide_the_others(folder, workplace_paths):
    edit(folder, "profile.toml", "[scale]", "[[scale]]")
    shutil.move(folder, (workplace_paths.data / policies.FOLDER).joinpath("own"))
    (found,) = policies.own(workplace_paths)
    assert (found.profile, "scale" in found.error) == (None, True)


@pytest.fixture
def workplace_paths(tmp_path):
    from app.common.paths import Paths

    paths = Paths.under(tmp_path / "home").make()
    (paths.data / policies.FOLDER).mkdir()
    return paths


def test_the_check_names_what_nothing_reads(folder, capsys):
    edit(folder, "profile.toml", "[password]\n", "[password]\nmin_lenght = 20\n")
    edit(folder, "profile.toml", "[[roles]]\n", "[[roles]]\nreport_to = 'central'\n")
    edit(folder, "clauses.csv", ",duty,city,", ",duty,town,")
    assert commands.run(["policy", "check", str(folder)], qt={}) == 1
    said = capsys.readouterr().out
    assert "password: 「min_lenght」" in said
    assert "「report_to」" in said
    assert "town という役割" in said


FORM = """
[[forms]]
key = "keys"
title = {{ ja = "鍵の貸出" }}
prefix = "鍵"
flow = "log"
due = ["back"]

  [[forms.fields]]
  name = "until"
  kind = "date"
  label = {{ ja = "返す日" }}
  {more}
"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[[forms.fields]]\nname = '鍵'\nlabel = { ja = '鍵' }", "forms[1].fields[2].name：欄の名前「鍵」"),
        ("[[forms.fields]]\nname = 'a'", "forms[1].fields[2].label がありません"),
        ("[[forms.fields]]\nname = 'a'\nkind = 'txt'\nlabel = { ja = '鍵' }", "forms[1].fields[2].kind：「txt」"),
        ("offers = 1", "forms[1].fields[1].offers の書き方"),
    ],
)
def test_a_form_that_could_not_be_used_is_refused_with_its_place(folder, more, said):
    path = folder / "profile.toml"
    path.write_text(path.read_text("utf-8") + FORM.format(more=more), "utf-8")
    with pytest.raises(Unavailable) as found:
        policy.find(str(folder))
    assert said in str(found.value)


def test_the_check_names_what_a_form_misspells(folder, capsys):
    path = folder / "profile.toml"
    path.write_text(path.read_text("utf-8") + FORM.format(more="stage = 'end'"), "utf-8")
    assert commands.run(["policy", "check", str(folder)], qt={}) == 1
    said = capsys.readouterr().out
    assert "].due：「back」は、この様式の日付か日時の欄ではありません。次から選ぶか、空欄にしてください: until" in said
    assert "].fields[1].stage：この扱い方の記録には後の段階がない" in said


BROKEN = [
    ("profile.toml", b'[profile]\nid = "x\n', "2行目の8文字目：引用符"),
    ("profile.toml", b"[profile]\nid 'x'\n", "2行目の4文字目：「キー = 値」"),
    ("profile.toml", b"[profile]\nid = x\n", "2行目の6文字目：値の書き方"),
    ("profile.toml", b"[words]\n[words]\n", "2行目の7文字目：同じキーか見出し"),
    ("profile.toml", b"[profile]\nname = '\x8d\x82'\n", "2行目の文字コード"),
    ("checklist.toml", b"a = [\n", "ファイルの終わり：値の書き方"),
    ("clauses.csv", b"id,citation\na,b\n", "role がありません"),
    ("clauses.csv", b"id,citation,heading,kind,role,topic,records\na\n", "決まった形"),
]


@pytest.mark.parametrize(("file", "data", "said"), BROKEN)
def test_why_a_file_cannot_be_read_is_said_in_japanese_alone(folder, file, data, said):
    (folder / file).write_bytes(data)
    with pytest.raises(Unavailable) as found:
        policy.find(str(folder))
    assert f"「{file}」を読めません（" in str(found.value)
    assert said in str(found.value)
    assert not re.search("[a-z]{2,} [a-z]{2,}", str(found.value))
