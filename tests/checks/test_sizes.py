"""The house stays small: short files and functions, a sentence at the head of each, nothing of one machine."""

import ast
import os
import re
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
# What is too long today, with its length; it may only shrink. "path" for a file, "path:name" for a function.
ALLOWED: dict[str, int] = {}
FORBIDDEN_NAMES = {"utils.py", "util.py", "helpers.py", "misc.py"}
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.:/])/(?:home|Users|work)/[\w.]+")
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".po",
    ".csv",
    ".qss",
    ".svg",
    ".txt",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".sh",
    ".lock",
    "",
}


def modules():
    return sorted((ROOT / "app").rglob("*.py"))


def shown(path):
    return path.relative_to(ROOT).as_posix()


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    files = [ROOT / name for name in names if name] or [*(ROOT / "app").rglob("*"), *(ROOT / "i18n").rglob("*")]
    return [file for file in files if file.suffix in TEXT and file.is_file()]


def functions(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{shown(file)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def too_long(lengths, limit):
    return {name: lines for name, lines in lengths if lines > ALLOWED.get(name, limit)}


def test_every_module_opens_with_one_sentence():
    without = [shown(file) for file in modules() if not ast.get_docstring(ast.parse(file.read_text("utf-8")))]
    assert not without


def test_files_are_short():
    lengths = [(shown(file), len(file.read_text("utf-8").splitlines())) for file in modules()]
    assert not too_long(lengths, MAX_FILE_LINES)


def test_functions_are_short():
    assert not too_long((found for file in modules() for found in functions(file)), MAX_FUNCTION_LINES)


def test_the_list_of_what_is_too_long_only_shrinks():
    lengths = dict(found for file in modules() for found in functions(file))
    lengths |= {shown(file): len(file.read_text("utf-8").splitlines()) for file in modules()}
    assert not {name: lengths.get(name) for name, lines in ALLOWED.items() if lengths.get(name) != lines}


def test_no_room_for_odds_and_ends():
    assert not [shown(file) for file in modules() if file.name in FORBIDDEN_NAMES]


def test_nothing_of_this_machine_is_kept():
    marks = machine_marks()
    found = []
    for file in tracked():
        text = file.read_text("utf-8", errors="replace")
        found += [f"{shown(file)}: {mark}" for mark in marks if mark in text]
        found += [f"{shown(file)}: {match}" for match in SOMEBODYS_FOLDER.findall(text)]
    assert not found


def machine_marks():
    """The folder of this copy, the name of this machine and the package servers it was told to use."""
    marks = {str(ROOT)} if len(ROOT.parts) > 2 else set()
    if len(socket.gethostname()) > 5:
        marks.add(socket.gethostname())
    for variable in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"):
        marks |= set(re.findall(r"//(?:[^@/\s]*@)?([^/:\s]+)", os.environ.get(variable, "")))
    return marks


def test_locked_packages_name_no_server():
    locks = [*ROOT.glob("*.lock"), *ROOT.glob("**/requirements*.txt"), *ROOT.glob("installer/*lock*")]
    locks = [lock for lock in locks if lock.is_file() and ".venv" not in lock.parts]
    assert not [shown(lock) for lock in locks if "://" in lock.read_text("utf-8")]
