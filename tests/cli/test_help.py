"""The command line's help, in both languages."""

import pytest

from app.cli import commands

VERBS = ("verify", "rebuild", "digest", "export", "backup", "demo", "screens", "policy")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("language", "usage"), [("ja", "使い方: tenkencho"), ("en", "usage: tenkencho")])
def test_each_verb_explains_itself(verb, language, usage, capsys):
    assert commands.run(["--lang", language, verb, "--help"], qt={}) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{usage} {verb} ")
    assert said.count(usage.split()[0]) == 1


@pytest.mark.parametrize(
    "verb", ["list", "check", "digest", "template", "export", "import", "restore", "draft", "compare"]
)
def test_each_command_about_a_policy_offers_only_what_is_its_own(verb, capsys):
    assert commands.run(["--lang", "ja", "policy", verb, "--help"], qt={}) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"使い方: tenkencho policy {verb} ")
    assert ("--replace" in said) == (verb == "import")
    assert ("--base" in said) == (verb == "draft")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export"], "必要な指定がありません: store, --form, --out"),
        (["nosuch"], "「nosuch」は使えません"),
        (["policy", "import"], "必要な指定がありません: ブック"),
        (["policy", "compare", "takasaki"], "必要な指定がありません: 新しい版"),
        (["verify", "a.tenken", "--more"], "知らない指定です: --more"),
        (["screens", "--out"], "--out に値がありません"),
        (["screens", "--out", "x", "--scale", "big"], "--scale の値「big」を読み取れません"),
        (["export", "a.tenken", "--form", "sheet", "--out", "x"], "どれか一つを指定してください: --format --own"),
        (["export", "--format", "pdf", "--own", "x.xlsx"], "--format と一緒に使えません"),
    ],
)
def test_what_cannot_be_read_is_said_in_japanese(words, said, capsys):
    assert commands.run([*words, "--lang", "ja"], {}) == 2
    assert said in capsys.readouterr().err


def test_a_folder_is_not_said_to_be_lost(tmp_path, capsys):
    assert commands.run(["verify", str(tmp_path), "--lang", "ja"], {}) == 3
    assert "フォルダーです" in capsys.readouterr().err
