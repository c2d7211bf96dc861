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
