"""Settings are typed, bounded, and survive a broken file."""

import json

import pytest

from app.common.errors import Unavailable
from app.common.settings import Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config" / "settings.json"


def test_defaults_without_a_file(file):
    settings = Settings(file)
    assert (settings.language, settings.theme, settings.scale) == ("ja", "system", 1.0)
    assert (settings.era_first_year, settings.western_year) == ("元年", False)
    assert (settings.idle_lock_minutes, settings.clerk_password) == (5, False)
    assert (settings.last_store, settings.recent_stores, settings.ui) == ("", [], {})
    assert not file.exists()


def test_kept_at_once(file):
    settings = Settings(file)
    settings.language = "en"
    settings.scale = 1.5
    settings.ui = {"main": {"geometry": "AAEC", "columns": [80, 200]}}
    again = Settings(file)
    assert (again.language, again.scale) == ("en", 1.5)
    assert again.ui["main"]["columns"] == [80, 200]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("theme", ""),
        ("scale", 2.5),
        ("scale", float("nan")),
        ("idle_lock_minutes", 0),
        ("idle_lock_minutes", 16),
        ("idle_lock_minutes", True),
        ("clerk_password", 1),
        ("recent_stores", [1]),
        ("last_store", None),
    ],
)
def test_what_does_not_fit_is_refused_and_ignored_when_read(file, name, value):
    settings = Settings(file)
    with pytest.raises(ValueError, match=name):
        setattr(settings, name, value)
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({name: value}))
    assert getattr(Settings(file), name) == getattr(Settings, name).default


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_a_broken_file_is_kept_aside(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    settings = Settings(file)
    assert settings.language == "ja"
    assert file.with_name("settings.json.broken").read_bytes() == content
    settings.theme = "dark"
    assert Settings(file).theme == "dark"


def test_what_a_newer_version_wrote_stays(file):
    file.parent.mkdir()
    file.write_text('{"later": [1, 2]}')
    Settings(file).theme = "dark"
    assert json.loads(file.read_text()) == {"later": [1, 2], "theme": "dark"}


def test_changing_what_was_read_changes_nothing(file):
    settings = Settings(file)
    settings.ui["main"] = 1
    settings.recent_stores.append("x")
    assert settings.ui == {}
    assert settings.recent_stores == []


def test_unwritable_profile_keeps_the_old_value(tmp_path):
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")
    with pytest.raises(Unavailable):
        settings.theme = "dark"
    assert settings.theme == "system"


def test_recent_stores_are_few_and_newest_first(file, tmp_path):
    settings = Settings(file)
    for number in (*range(10), 3):
        settings.remember_store(tmp_path / f"{number}.tenken")
    assert settings.last_store == settings.recent_stores[0] == str(tmp_path / "3.tenken")
    assert len(settings.recent_stores) == len(set(settings.recent_stores)) == 8


def test_every_setting_is_declared_with_a_default_it_allows():
    for setting in Settings.declared():
        assert setting.allows(setting.default), setting.name
    assert {setting.name for setting in Settings.declared() if not setting.shown} == {
        "last_store",
        "recent_stores",
        "ui",
    }
