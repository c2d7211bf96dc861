"""Every test has a user profile of its own and speaks Japanese."""

import pytest

from app.common import i18n


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "home"))
    i18n.use("ja")
    i18n.use_words({})
    yield tmp_path / "home"
    i18n.use("ja")
    i18n.use_words({})
