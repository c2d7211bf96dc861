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
