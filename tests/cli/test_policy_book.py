"""``policy template|export|import``: a book goes out and comes in by the command line alone."""

import pytest
from openpyxl import load_workbook

from app.cli import commands
from app.services import policy
from tests.exchange.policy_books import at, rows_of, small_city


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "home"))


def run(*words):
    return commands.run(["policy", *map(str, words)], qt={})


def test_export_import_and_digest_agree(tmp_path, capsys):
    assert run("export", "sendai", "--out", tmp_path / "s") == 0
    assert (tmp_path / "s.xlsx").exists()
    assert run("import", tmp_path / "s.xlsx", "--out", tmp_path / "made") == 0
    capsys.readouterr()
    assert run("digest", "sendai") == 0
    assert run("digest", tmp_path / "made") == 0
    before, after = capsys.readouterr().out.splitlines()
    assert before == after
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == [
        "checklist.toml",
        "clauses.csv",
        "profile.toml",
    ]


def test_an_own_policy_is_listed_checked_and_exported(tmp_path, capsys):
    assert run("import", small_city(tmp_path / "b.xlsx")) == 0
    capsys.readouterr()
    assert run("list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == len(policy.built_in()) + 1
    assert listed[-1].startswith("mihon\t見本市")
    assert run("export", "mihon", "--out", tmp_path / "again.xlsx") == 0
    assert run("import", tmp_path / "again.xlsx", "--out", tmp_path / "made") == 0
    capsys.readouterr()
    run("digest", "mihon")
    run("digest", tmp_path / "made")
    before, after = capsys.readouterr().out.splitlines()
    assert before == after


def test_a_book_with_faults_is_named_cell_by_cell_and_nothing_is_kept(tmp_path, capsys):
    assert run("template", "--out", tmp_path / "t.xlsx") == 0
    assert run("import", tmp_path / "t.xlsx") == 1
    path = small_city(tmp_path / "b.xlsx")
    book = load_workbook(path)
    at(book["情報の分類"], rows_of(book["情報の分類"])[0], "rank").value = "高"
    book.save(path)
    capsys.readouterr()
    assert run("import", path, "--out", tmp_path / "made") == 1
    said = capsys.readouterr().out
    assert "情報の分類 D7" in said
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "home" / "data" / "policies").exists()


def test_what_is_kept_is_replaced_only_with_a_word_and_comes_back(tmp_path, capsys):
    assert run("import", small_city(tmp_path / "b.xlsx")) == 0
    assert run("import", tmp_path / "b.xlsx") == 0
    capsys.readouterr()
    run("digest", "mihon")
    before = capsys.readouterr().out
    book = load_workbook(tmp_path / "b.xlsx")
    at(book["情報の分類"], rows_of(book["情報の分類"])[0], "label.ja").value = "甲"
    book.save(tmp_path / "c.xlsx")
    assert run("import", tmp_path / "c.xlsx") == 3
    said = capsys.readouterr().err
    assert "--replace" in said
    assert "同じ項目 5" in said
    assert "情報の分類" in said
    assert run("import", "--replace", tmp_path / "c.xlsx") == 0
    assert "policy restore mihon-001" in capsys.readouterr().out
    assert run("restore") == 0
    assert capsys.readouterr().out.startswith("mihon-001\t")
    assert run("restore", "mihon-001") == 0
    capsys.readouterr()
    run("digest", "mihon")
    assert capsys.readouterr().out == before
    assert run("restore", "mihon-009") == 3


def test_wrong_usage_and_wrong_files_have_their_own_codes(tmp_path, capsys):
    assert run("export") == 2
    assert run("import") == 2
    assert run("import", tmp_path / "missing.xlsx") == 3
    assert run("export", "nowhere") == 3
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").touch()
    assert run("import", small_city(tmp_path / "b.xlsx"), "--out", tmp_path / "full") == 3
    assert run("export", "takasaki", "--out", tmp_path / "k.xlsx") == 0
    assert run("import", tmp_path / "k.xlsx") == 3
    assert "⟦" not in "".join(capsys.readouterr())


def test_two_policies_that_differ_beside_their_items_alone_are_told_apart(tmp_path, capsys):
    run("export", "takasaki", "--out", str(tmp_path / "b.xlsx"))
    for name in ("one", "other"):
        run("import", str(tmp_path / "b.xlsx"), "--out", str(tmp_path / name))
    assert run("compare", str(tmp_path / "one"), str(tmp_path / "other")) == 0
    file = tmp_path / "other" / "profile.toml"
    said = file.read_text("utf-8")
    changed = said.replace("[kind_groups]", '[kind_groups]\nsmall = ["usb"]', 1)
    assert changed != said
    file.write_text(changed, "utf-8")
    capsys.readouterr()
    assert run("compare", str(tmp_path / "one"), str(tmp_path / "other")) == 1
    assert "kind_groups.small" in capsys.readouterr().out
