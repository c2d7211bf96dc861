"""Each dialog for files begins where one was last for the same purpose."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.common.settings import Settings
from app.gui import file_dialog


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """What the system's dialogs were given; each answers with a file of the folder named 共有."""
    begun = []
    (tmp_path / "共有").mkdir()
    file = str(tmp_path / "共有" / "帳票.xlsx")
    monkeypatch.setattr(file_dialog._kept, "settings", Settings(tmp_path / "settings.toml"))

    def answer(found):
        def ask(_parent, _title, start, *_):
            begun.append(Path(start))
            return found

        return ask

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer((file, "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer((file, "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer(([file], "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answer(str(tmp_path / "共有")))
    return begun


def test_the_folder_used_last_for_a_purpose_comes_again(asked, tmp_path):
    assert file_dialog.save_as(None, "帳票を保存", "帳票.xlsx") == tmp_path / "共有" / "帳票.xlsx"
    assert asked[0].name == "帳票.xlsx"
    assert asked[0].parent != Path.cwd()
    file_dialog.save_as(None, "帳票を保存", "別.xlsx")
    assert asked[1] == tmp_path / "共有" / "別.xlsx"
    file_dialog.open_file(None, "読み込む")
    assert asked[2] != tmp_path / "共有"
    file_dialog.open_files(None, "読み込む")
    assert asked[3] == tmp_path / "共有"


def test_a_folder_is_remembered_itself_and_one_that_is_gone_is_not_offered(asked, tmp_path):
    file_dialog.choose_folder(None, "控え")
    file_dialog.choose_folder(None, "控え")
    assert asked[1] == tmp_path / "共有"
    (tmp_path / "共有").rmdir()
    file_dialog.choose_folder(None, "控え")
    assert asked[2] != tmp_path / "共有"
    file_dialog.choose_folder(None, "控え", str(tmp_path))
    assert asked[3] == tmp_path


@pytest.mark.parametrize(
    ("name", "chosen", "meant"),
    [
        ("一覧.xlsx", "PDF (*.pdf)", "一覧.pdf"),
        ("一覧", "PDF (*.pdf)", "一覧.pdf"),
        ("一覧", "Excel (*.xlsx)", "一覧.xlsx"),
        ("一覧.pdf", "Excel (*.xlsx)", "一覧.pdf"),  # typed by hand while the first type stands chosen
        ("R8.4", "PDF (*.pdf)", "R8.4.pdf"),
        ("一覧.PDF", "PDF (*.pdf)", "一覧.PDF"),
    ],
)
def test_a_file_ends_as_the_type_that_was_chosen(asked, tmp_path, monkeypatch, name, chosen, meant):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), chosen))
    assert file_dialog.save_as(None, "一覧", name, "Excel (*.xlsx);;PDF (*.pdf)") == tmp_path / meant


def test_a_file_of_that_name_is_asked_about(asked, tmp_path, monkeypatch):
    (tmp_path / "一覧.pdf").touch()
    answers = [(str(tmp_path / "一覧.xlsx"), "PDF (*.pdf)"), ("", "")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answers.pop(0))
    assert file_dialog.save_as(None, "一覧", "一覧.xlsx", "Excel (*.xlsx);;PDF (*.pdf)") is None
