"""Messages: found, filled, cached, and never in the user's way."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from app.common import catalogue, i18n, resources

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def messages(tmp_path, monkeypatch):
    """A small catalogue of two files instead of the shipped one."""
    folder = tmp_path / "i18n"
    english = "{n} {n|day is|days are} left"
    for language, hello, yes, left in (
        ("ja", "{name}様、{w_outside}です。", "はい", "残り {n} 日"),
        ("en", "{name}: {W_outside}.", "Yes", english),
    ):
        (folder / language).mkdir(parents=True)
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        (folder / language / "a.po").write_text(f'{head}msgid "a.hello"\nmsgstr "{hello}"\n', "utf-8")
        (folder / language / "b.po").write_text(
            f'{head}msgid "b.yes"\nmsgstr "{yes}"\n\nmsgid "b.left"\nmsgstr "{left}"\n', "utf-8"
        )
    monkeypatch.setattr(resources, "i18n_path", lambda *parts: folder.joinpath(*parts))
    i18n.use("ja")
    return folder


def test_files_are_merged_and_words_filled(messages):
    i18n.use_words({"outside": {"ja": "外部", "en": "outside"}})
    assert i18n.t("a.hello", name="髙﨑 花子") == "髙﨑 花子様、外部です。"
    assert i18n.t("b.yes") == "はい"
    i18n.use("en")
    assert i18n.language() == "en"
    assert i18n.t("a.hello", name="葛󠄀西 薫") == "葛󠄀西 薫: Outside."


def test_empty_english_word_falls_back_to_japanese(messages):
    i18n.use("en")
    i18n.use_words({"outside": {"ja": "庁舎外", "en": ""}})
    assert i18n.word("outside") == "庁舎外"


def test_neutral_word_stands_in_before_a_policy_is_adopted():
    assert i18n.word("sheet") == "点検票"


def test_values_are_not_read_as_templates(messages):
    i18n.use_words({"outside": {"ja": "{name}", "en": ""}})
    assert i18n.t("a.hello", name="{w_outside}") == "{w_outside}様、{name}です。"


def test_a_word_goes_with_its_number(messages):
    assert i18n.t("b.left", n=1) == "残り 1 日"
    i18n.use("en")
    assert [i18n.t("b.left", n=n) for n in (0, 1, 2, "1,001")] == [
        "0 days are left",
        "1 day is left",
        "2 days are left",
        "1,001 days are left",
    ]
    assert i18n.t("b.left") == "{n} {n|day is|days are} left"


def test_unknown_id_is_shown_in_brackets_and_logged_once(messages, caplog):
    logging.getLogger("app").propagate = True
    with caplog.at_level(logging.WARNING, logger="app"):
        assert i18n.t("no.such") == "⟦no.such⟧"
        i18n.t("no.such")
    # another test may have left the same handler at two loggers, so that a record is caught twice
    assert len({id(said) for said in caplog.records if "no.such" in said.getMessage()}) == 1
    assert not i18n.has("no.such")
    assert i18n.has("b.yes")


def test_unfilled_placeholder_stays(messages):
    i18n.use_words({"outside": {"ja": "外部", "en": ""}})
    assert i18n.t("a.hello") == "{name}様、外部です。"


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="language"):
        i18n.use("fr")


def test_changed_catalogue_is_compiled_again(messages, home):
    first = list(home.glob("cache/*.json"))
    file = messages / "ja" / "b.po"
    file.write_text(file.read_text("utf-8").replace("はい", "はい。そうです"), "utf-8")
    i18n.use("ja")
    assert i18n.t("b.yes") == "はい。そうです"
    assert [path.name for path in home.glob("cache/*.json")] != [path.name for path in first]
    assert len(list(home.glob("cache/*.json"))) == 1


@pytest.mark.parametrize("damage", [b"", b"[1]", b"nonsense" * 40, b'{"b.yes": 1}', b"[" * 20_000])
def test_broken_cache_is_mended(messages, home, damage):
    (cached,) = home.glob("cache/*.json")
    cached.write_bytes(damage)
    i18n.use("ja")
    assert i18n.t("b.yes") == "はい"
    assert cached.read_bytes() != damage


def test_what_a_killed_start_left_goes_with_the_next_writing(messages, home):
    (cached,) = home.glob("cache/*.json")
    cached.with_name(f"{cached.name}.4711").write_bytes(b"{")
    cached.with_suffix(".mo").write_bytes(b"")
    cached.unlink()
    i18n.use("ja")
    assert list(home.glob("cache/*")) == [cached]


def test_unwritable_cache_does_not_matter(messages, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "file" / "below"))
    i18n.use("ja")
    assert i18n.t("b.yes") == "はい"


def test_warm_start_does_not_import_babel():
    catalogue.load("ja")
    script = "import sys; from app.common import i18n; i18n.t('error.io'); sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
