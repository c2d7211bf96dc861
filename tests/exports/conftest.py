"""Every test has a user profile of its own and speaks Japanese."""

import pytest

from app.common import i18n


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("TENKENCHO_HOME", str(folder))
    i18n.use("ja")
    yield folder
    i18n.use("ja")
