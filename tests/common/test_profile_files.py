"""What lies in the user's profile: folders, drafts and heads."""

from pathlib import Path

import pytest

from app.common import resources
from app.common.drafts import Drafts
from app.common.heads import Heads
from app.common.paths import Paths


def test_one_variable_moves_everything(home):
    paths = Paths.user().make()
    assert paths == Paths.under(home)
    assert all(folder.is_dir() for folder in (paths.data, paths.config, paths.cache, paths.log))


def test_without_it_the_system_decides(monkeypatch):
    monkeypatch.delenv("TENKENCHO_HOME")
    paths = Paths.user()
    assert "Tenkencho" in str(paths.data)
    assert paths.settings_file.parent == paths.config
    assert paths.installation_key.parent == paths.drafts.parent == paths.heads.parent == paths.data
    assert paths.log_file.parent == paths.log


def test_shipped_files_are_found():
    assert resources.path("fonts", "BIZUDPGothic-Regular.ttf").is_file()
    assert resources.i18n_path("ja", "common.po").is_file()


def test_shipped_files_in_a_frozen_build(monkeypatch, tmp_path):
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resources.path("icons") == tmp_path / "resources" / "icons"


def test_drafts_come_back(tmp_path):
    drafts = Drafts(tmp_path / "drafts")
    assert drafts.load("a") is None
    assert drafts.all() == {}
    drafts.save("店/持出し/申請 1", {"holder": "葛󠄀西 薫", "days": 3, "broken": "\ud800"})
    drafts.save("b", {"text": "一"})
    drafts.save("b", {"text": "二"})
    again = Drafts(tmp_path / "drafts")
    assert again.load("b") == {"text": "二"}
    assert again.all() == {
        "店/持出し/申請 1": {"holder": "葛󠄀西 薫", "days": 3, "broken": "\ud800"},
        "b": {"text": "二"},
    }
    again.clear("b")
    again.clear("b")
    assert list(again.all()) == ["店/持出し/申請 1"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"key": "b", "data": 1}', b"\xff"])
def test_a_broken_draft_is_kept_aside(tmp_path, content):
    drafts = Drafts(tmp_path)
    drafts.save("b", {})
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert drafts.all() == {}
    assert Path(f"{file}.broken").read_bytes() == content
    assert drafts.load("b") is None


def test_heads_come_back(tmp_path):
    heads = Heads(tmp_path / "heads")
    assert heads.get("store") == {}
    heads.put("store", {"pc-1": (1, "aa")})
    heads.put("store", {"pc-1": (12, "ab"), "pc-2": (3, "cd")})
    assert Heads(tmp_path / "heads").get("store") == {"pc-1": (12, "ab"), "pc-2": (3, "cd")}
    assert heads.get("other") == {}


@pytest.mark.parametrize("content", [b"", b"{}", b'{"heads": {"a": 1}}', b'{"heads": []}', b"[]"])
def test_broken_heads_are_kept_aside(tmp_path, content):
    heads = Heads(tmp_path)
    heads.put("store", {"pc-1": (1, "aa")})
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert heads.get("store") == {}
    assert Path(f"{file}.broken").read_bytes() == content
