"""The installer's decisions: what was asked, what is missing, what to say, and what is locked."""

import ast
import re
import string
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from installer import bootstrap, environment, lock, messages, system_libraries, verbs  # noqa: E402
from installer.system_libraries import COMMANDS, DISPLAY, OFFSCREEN  # noqa: E402

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'
MINT = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'
ROCKY = 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'
ALPINE = "ID=alpine\n"
LOCKS = [environment.RUNTIME_LOCK, environment.TEST_LOCK]


def locked(path: Path) -> dict[str, str]:
    return lock.blocks_of(path.read_text(encoding="utf-8"))


# What was asked


def test_what_follows_the_dashes_goes_to_the_program_untouched():
    options, passed = verbs.parse(["run", "--", "verify", "--", "a b"])
    assert (options.verb, passed) == ("run", ["verify", "--", "a b"])


def test_test_takes_slow_and_pytest_arguments():
    options, passed = verbs.parse(["test", "--slow", "--", "-k", "seal"])
    assert (options.slow, passed) == (True, ["-k", "seal"])


@pytest.mark.parametrize(
    "arguments", [["open"], ["run", "--city"], ["bench"], ["bench", "--out"], ["test", "--slo"], ["lock", "--", "x"]]
)
def test_wrong_usage_exits_2_and_shows_the_usage_in_both_languages(arguments, capsys):
    assert verbs.main(arguments) == 2
    told = capsys.readouterr().err
    assert "使い方" in told
    assert "Usage" in told


def test_help_exits_0_and_no_verb_exits_2(capsys):
    assert verbs.main(["--help"]) == 0
    assert verbs.main(["run", "-h"]) == 0
    assert verbs.main([]) == 2


def test_help_after_the_dashes_belongs_to_the_program(monkeypatch):
    asked = []
    monkeypatch.setattr(verbs, "run", asked.extend)
    verbs.main(["run", "--", "--help"])
    assert asked == ["--help"]


# Which Python


@pytest.mark.parametrize(
    ("version", "supported"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False), ((4, 0), False)]
)
def test_supported_versions(version, supported):
    assert bootstrap.is_supported(version) is supported


def test_the_supported_versions_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">=3.{bootstrap.OLDEST[1]},<3.{bootstrap.NEWEST[1] + 1}"


def test_an_old_python_can_read_the_front_door_and_is_told(monkeypatch, capsys):
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    assert bootstrap.main(["run"]) == 3
    told = capsys.readouterr().err
    assert "Python 3.11〜3.13 が必要です" in told
    assert "is needed" in told


# What is missing, and what to type


def test_only_what_does_not_load_is_missing():
    assert [need.debian for need in system_libraries.missing(OFFSCREEN, ["libEGL.so.1"])] == ["libegl1"]
    assert system_libraries.missing(OFFSCREEN, []) == []


def test_a_command_on_the_path_is_not_missing():
    assert system_libraries.absent(COMMANDS, lambda name: f"/usr/bin/{name}") == []
    assert [need.debian for need in system_libraries.absent(COMMANDS, lambda name: None)] == ["poppler-utils"]


def test_display_libraries_are_looked_for_only_with_a_display(monkeypatch):
    looked_for = []

    def run(command, **options):
        looked_for.append(command[3:])
        return type("Result", (), {"stdout": ""})

    monkeypatch.setattr(system_libraries.subprocess, "run", run)
    monkeypatch.delenv("DISPLAY", raising=False)
    system_libraries.lacking(Path("python"), with_tests=False)
    monkeypatch.setenv("DISPLAY", ":0")
    system_libraries.lacking(Path("python"), with_tests=False)
    names = {need.name for need in DISPLAY}
    assert not names & set(looked_for[0])
    assert names <= set(looked_for[1])


@pytest.mark.parametrize(
    ("os_release", "family"), [(DEBIAN, "debian"), (MINT, "debian"), (ROCKY, "fedora"), (ALPINE, ""), ("", "")]
)
def test_families_of_systems(os_release, family):
    assert system_libraries.family(os_release) == family


def test_the_one_line_to_type():
    needs = [OFFSCREEN[0], DISPLAY[2]]
    assert "\n  sudo apt-get install -y libglib2.0-0 libxcb-icccm4\n" in system_libraries.advice(needs, MINT)
    assert "\n  apt-get install -y libglib2.0-0 libxcb-icccm4\n" in system_libraries.advice(needs, DEBIAN, root=True)
    assert "\n  sudo dnf install -y glib2 xcb-util-wm\n" in system_libraries.advice(needs, ROCKY)


def test_an_unknown_system_is_told_the_names_of_the_libraries():
    told = system_libraries.advice([OFFSCREEN[0], *COMMANDS], ALPINE)
    assert told.count("libglib-2.0.so.0, pdftotext") == 2
    assert "apt-get" not in told


# What pip says


@pytest.mark.parametrize(
    ("output", "message_id"),
    [
        ("OSError: [Errno 28] No space left on device", "disk_full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "parts_hash_wrong"),
        ("Failed to establish a new connection\nNo matching distribution found for x", "parts_no_network"),
        ("ERROR: No matching distribution found for x==1", "parts_no_match"),
        ("something else", "parts_failed"),
    ],
)
def test_a_failure_of_pip_is_explained(output, message_id):
    assert environment.explain(output) == message_id
    assert messages.text_of(message_id)


def test_a_full_disk_exits_3_with_a_sentence(monkeypatch, capsys):
    def full(with_tests):
        raise OSError(verbs.NO_SPACE, "No space left on device")

    monkeypatch.setattr(environment, "prepare", full)
    assert verbs.main(["run"]) == 3
    assert "ディスクの空きが足りません" in capsys.readouterr().err


# The environment


def test_paths_of_the_environment():
    venv = Path("v")
    assert environment.python_of(venv, windows=False) == venv / "bin" / "python"
    assert environment.python_of(venv, windows=True) == venv / "Scripts" / "python.exe"


@pytest.fixture
def installs(monkeypatch, tmp_path):
    """An environment whose interpreter runs; returns the locks that pip was asked to install."""
    asked: list[str] = []
    (tmp_path / "venv").mkdir()
    monkeypatch.setattr(environment, "VENV", tmp_path / "venv")
    for name in ("RUNTIME_LOCK", "TEST_LOCK"):
        copy = tmp_path / name
        copy.write_text(name, encoding="utf-8")
        monkeypatch.setattr(environment, name, copy)
    monkeypatch.setattr(environment, "_runs", lambda python: True)
    monkeypatch.setattr(environment, "_pip_for", lambda python: ["pip"])
    monkeypatch.setattr(environment, "_install", lambda pip, locked: asked.append(locked.name))
    return asked


def test_nothing_is_installed_twice(installs):
    environment.prepare(with_tests=False)
    environment.prepare(with_tests=False)
    assert installs == ["RUNTIME_LOCK"]
    environment.prepare(with_tests=True)
    environment.prepare(with_tests=True)
    environment.prepare(with_tests=False)
    assert installs == ["RUNTIME_LOCK", "TEST_LOCK"]


def test_a_changed_lock_is_installed(installs):
    environment.prepare(with_tests=False)
    environment.RUNTIME_LOCK.write_text("newer", encoding="utf-8")
    environment.prepare(with_tests=False)
    assert installs == ["RUNTIME_LOCK", "RUNTIME_LOCK"]


# What is locked


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_part_has_an_exact_version_and_hashes(path):
    for name, block in locked(path).items():
        assert re.match(rf"{re.escape(name)}==[0-9][\w.]*( ; [^\\]+)? \\\n", block), block
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_nothing_but_parts_and_no_address(path):
    text = path.read_text(encoding="utf-8")
    rest = [line for line in text.splitlines() if not line.startswith(("#", "    --hash=sha256:"))]
    assert len(rest) == len(locked(path))
    assert not re.search(r"://|@|file:|--(index|extra|find|trusted)|/(tmp|opt|home|root|usr)\b", text)


def test_the_test_lock_holds_the_runtime_lock_and_the_runtime_lock_no_test_parts():
    runtime, tests = (locked(path) for path in LOCKS)
    assert runtime.items() <= tests.items()
    assert not {"pytest", "ruff", "mypy", "hypothesis", "import-linter"} & runtime.keys()


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for path, asked in zip(LOCKS, lock.asked_for(project), strict=True):
        pins = {block.split()[0] for block in locked(path).values()}
        assert {pin.lower() for pin in asked} <= pins


def test_a_part_for_another_system_keeps_its_condition():
    block = "colorama==0.4.6 \\\n    --hash=sha256:00\n"
    conditional = 'colorama==0.4.6 ; sys_platform == "win32" \\\n    --hash=sha256:00\n'
    assert lock.with_condition(block, 'sys_platform == "win32"') == conditional
    assert lock.with_condition(block, None) == block
    assert lock.blocks_of(conditional) == {"colorama": conditional}


# What is said


def test_every_message_is_in_both_languages_with_the_same_values():
    for message_id, texts in messages.catalogue().items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(texts[at]) if name} for at in messages.LANGUAGES]
        assert fields[0] == fields[1], message_id


def test_the_messages_are_exactly_those_that_are_said():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "installer").glob("*.py"))
    said = set(re.findall(r'(?:say|text_of|CannotGoOn)\(\s*"(\w+)"', sources))
    assert said <= messages.catalogue().keys()
    assert [message_id for message_id in messages.catalogue() if f'"{message_id}"' not in sources] == []


def test_a_console_without_japanese_does_not_stop_the_installer(tmp_path):
    with (tmp_path / "console").open("w", encoding="cp1252") as console:
        messages.show("点検帳 Tenkencho", console)
    assert "Tenkencho" in (tmp_path / "console").read_text(encoding="cp1252")
