"""Makes the two lists of locked parts from pyproject.toml: for maintainers only.

pip-tools resolves for the machine it runs on, so what other systems need besides is found from the parts' own
metadata and locked with its condition.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.environment import ROOT, RUNTIME_LOCK, TEST_LOCK, python_of
from installer.messages import CannotGoOn, say, show

PIP_TOOLS = "pip-tools==7.6.2"
_COMPILE_OPTIONS = (
    "--quiet",
    "--no-header",
    "--no-annotate",
    "--strip-extras",
    "--allow-unsafe",  # pip itself is a dependency of sqlite-utils
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-emit-options",
)
_HEADER = "# Made by `python3 installer/bootstrap.py lock`; see pyproject.toml for what is asked and why.\n"

# Run with the packaging library that comes with pip-tools: name and condition of what other systems need.
_OTHER_SYSTEMS = """
import itertools, json, sys
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
parts = [part["metadata"] for part in json.load(sys.stdin)["install"]]
here = {canonicalize_name(part["name"]) for part in parts}
systems = [("linux", "Linux", "posix"), ("win32", "Windows", "nt"), ("darwin", "Darwin", "posix")]
found = {}
for part in parts:
    for line in part.get("requires_dist", []):
        asked = Requirement(line)
        name = canonicalize_name(asked.name)
        if name in here or asked.marker is None:
            continue
        for (platform, system, os_name), version in itertools.product(systems, ["3.11", "3.12", "3.13"]):
            machine = {"sys_platform": platform, "platform_system": system, "os_name": os_name, "extra": "",
                       "python_version": version, "python_full_version": version + ".0"}
            if asked.marker.evaluate(machine):
                found.setdefault(name, set()).add(str(asked.marker))
print(json.dumps({name: " or ".join(sorted(markers)) for name, markers in found.items()}))
"""


def make(upgrade: bool) -> int:
    """Write both lists anew, keeping pinned versions unless `upgrade`; the old ones stay if anything fails."""
    say("lock_making")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tools = _tools(folder)
        runtime, tests = asked_for(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")))
        previous = "" if upgrade or not TEST_LOCK.exists() else TEST_LOCK.read_text(encoding="utf-8")
        pins = _compile(tools, folder, tests, previous)
        others = _for_other_systems(tools, folder, pins)
        blocks = blocks_of(_compile(tools, folder, [*tests, *others], previous or pins, "--generate-hashes"))
        conditional = {part: with_condition(text, others.get(part)) for part, text in blocks.items()}
        inner = blocks_of(_compile(tools, folder, runtime, pins))
    # The runtime list repeats the test list's entries, so that both always hold the same versions.
    TEST_LOCK.write_text(_HEADER + "".join(conditional.values()), encoding="utf-8")
    RUNTIME_LOCK.write_text(_HEADER + "".join(conditional[part] for part in sorted(inner)), encoding="utf-8")
    say("lock_done", files=", ".join(str(path.relative_to(ROOT)) for path in (RUNTIME_LOCK, TEST_LOCK)))
    return 0


def asked_for(project: dict[str, dict[str, dict[str, list[str]]]]) -> tuple[list[str], list[str]]:
    """Return what pyproject.toml asks for: the program's parts, and those with the tests' parts."""
    table = project["project"]
    runtime = list(table["dependencies"])
    return runtime, runtime + table["optional-dependencies"]["test"]


def blocks_of(text: str) -> dict[str, str]:
    """Return each part's lines of a compiled list by the part's name, sorted."""
    blocks = re.findall(r"^[a-z0-9][^\n]*\n(?:[ ]+--hash[^\n]*\n)*", text, re.MULTILINE)
    return {re.split(r"[=\s;]", block, maxsplit=1)[0]: block for block in sorted(blocks)}


def with_condition(block: str, marker: str | None) -> str:
    """Return a part's lines with the condition after its version."""
    return block if marker is None else re.sub(r"^(\S+)", lambda pin: f"{pin[1]} ; {marker}", block, count=1)


def _tools(folder: Path) -> Path:
    python = python_of(folder / "tools")
    _checked([sys.executable, "-m", "venv", str(folder / "tools")])
    _checked([str(python), "-m", "pip", "install", "--quiet", PIP_TOOLS])
    return python


def _compile(tools: Path, folder: Path, asked: Iterable[str], pins: str, *options: str) -> str:
    (folder / "asked.in").write_text("\n".join(asked) + "\n", encoding="utf-8")
    out = folder / "locked.txt"
    out.write_text(pins, encoding="utf-8")
    command = [str(tools), "-m", "piptools", "compile", *_COMPILE_OPTIONS, *options]
    _checked([*command, "--output-file", str(out), "asked.in"], folder)
    return out.read_text(encoding="utf-8")


def _for_other_systems(tools: Path, folder: Path, pins: str) -> dict[str, str]:
    (folder / "pins.txt").write_text(pins, encoding="utf-8")
    options = ["--dry-run", "--ignore-installed", "--no-deps", "--only-binary", ":all:", "--quiet"]
    report = _checked([str(tools), "-m", "pip", "install", *options, "--report", "-", "-r", "pins.txt"], folder)
    found: dict[str, str] = json.loads(_checked([str(tools), "-c", _OTHER_SYSTEMS], folder, report))
    return found


def _checked(command: Sequence[str], folder: Path = ROOT, given: str = "") -> str:
    result = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, check=False)
    if result.returncode:
        show(result.stderr[-3000:], sys.stderr)
        raise CannotGoOn("lock_failed")
    return result.stdout
