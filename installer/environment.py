"""Makes `.venv` and installs exactly the locked parts in it, only when they changed."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import system_libraries
from installer.bootstrap import is_supported
from installer.messages import CannotGoOn, say, show

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
RUNTIME_LOCK = ROOT / "installer" / "requirements.lock"
TEST_LOCK = ROOT / "installer" / "requirements-test.lock"

# Debian keeps pip's wheel here for its own venv module, also where the module itself was left out.
DEBIAN_WHEELS = Path("/usr/share/python-wheels")

_SIGNS = (
    ("disk_full", ("No space left on device", "Errno 28", "not enough space on the disk")),
    ("parts_hash_wrong", ("DO NOT MATCH THE HASHES",)),
    (
        "parts_no_network",
        (
            "Failed to establish a new connection",
            "NewConnectionError",
            "Name or service not known",
            "Temporary failure in name resolution",
            "NameResolutionError",
            "getaddrinfo failed",
            "Network is unreachable",
            "Connection refused",
            "ConnectTimeout",
            "Read timed out",
            "ProxyError",
            "SSLError",
            "CERTIFICATE_VERIFY_FAILED",
        ),
    ),
    ("parts_no_match", ("No matching distribution found", "not a supported wheel")),
)


def python_of(venv: Path, windows: bool = os.name == "nt") -> Path:
    """Return the path of the environment's interpreter."""
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


def scripts_of(venv: Path, windows: bool = os.name == "nt") -> Path:
    """Return the folder of the environment's commands."""
    return python_of(venv, windows).parent


def prepare(with_tests: bool) -> Path:
    """Make the environment and install what is locked; return its interpreter. No network when all is in place.

    Raises CannotGoOn where it cannot.
    """
    python = python_of(VENV)
    lock = TEST_LOCK if with_tests else RUNTIME_LOCK
    if _runs(python) and _digest(lock) in _stamped():
        make_command(python)
        return python
    if not _runs(python):
        say("environment_making")
        _make(VENV)
    say("parts_installing")
    _install(_pip_for(python), lock)
    # The test lock holds all of the runtime lock, so either verb is served afterwards.
    _stamp([RUNTIME_LOCK, TEST_LOCK] if with_tests else [RUNTIME_LOCK])
    make_command(python)
    return python


def make_command(python: Path, windows: bool = os.name == "nt") -> Path:
    """Put the command `tenkencho` beside the interpreter; it runs the program from this folder."""
    target = python.parent / ("tenkencho.cmd" if windows else "tenkencho")
    start = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import runpy; runpy.run_module('app', run_name='__main__')"
    )
    if windows:
        text = f'@"{python}" -c "{start}" "{ROOT}" %*\r\n'
    else:
        text = f'#!/bin/sh\nexec "{python}" -c "{start}" "{ROOT}" "$@"\n'
    if target.parent.is_dir() and (not target.exists() or target.read_text("utf-8") != text):
        target.write_text(text, "utf-8")
        target.chmod(0o755)
    return target


def explain(output: str) -> str:
    """Return the id of the message that tells why pip or venv failed, from what it printed."""
    for message_id, signs in _SIGNS:
        if any(sign in output for sign in signs):
            return message_id
    return "parts_failed"


def _runs(python: Path) -> bool:
    """Tell whether the interpreter is there, starts, and is of a version that the parts are locked for."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return is_supported([int(part) for part in answer.stdout.split()])


def _make(venv: Path) -> None:
    """Make the environment, with pip where this Python carries it."""
    if importlib.util.find_spec("venv") is None or not _can_get_pip():
        system_libraries.install_or_explain(["python3-venv"], "pip_absent")
    options = [] if _carries_pip() else ["--without-pip"]
    result = _captured([sys.executable, "-m", "venv", "--clear", *options, str(venv)])
    if result.returncode:
        output = result.stdout + result.stderr
        show(output, sys.stderr)
        if "Permission denied" in output:
            raise CannotGoOn("not_writable", where=str(venv.parent))
        raise CannotGoOn("disk_full" if explain(output) == "disk_full" else "environment_failed")


def _carries_pip() -> bool:
    # Asked of a new process: python3-venv may have been installed a moment ago.
    return _captured([sys.executable, "-c", "import ensurepip"]).returncode == 0


def _can_get_pip() -> bool:
    return _carries_pip() or bool(_wheels()) or _host_pip_helps()


def _host_pip_helps() -> bool:
    """Tell whether this Python's own pip can install into another environment (`--python`, pip 22.3 or newer)."""
    return _captured([sys.executable, "-m", "pip", "--python", sys.executable, "--version"]).returncode == 0


def _wheels() -> list[Path]:
    return sorted(DEBIAN_WHEELS.glob("pip-*.whl"))


def _pip_for(python: Path) -> list[str]:
    """Return the command that is pip for the environment: its own, else Debian's wheel, else this Python's."""
    if _captured([str(python), "-m", "pip", "--version"]).returncode == 0:
        return [str(python), "-m", "pip"]
    if _carries_pip() and _captured([str(python), "-m", "ensurepip"]).returncode == 0:
        return [str(python), "-m", "pip"]
    if wheels := _wheels():
        return [str(python), str(wheels[-1] / "pip")]
    if _host_pip_helps():
        return [sys.executable, "-m", "pip", "--python", str(python)]
    raise CannotGoOn("environment_failed")


def _install(pip: Sequence[str], lock: Path) -> None:
    """Install the lock's parts with hashes checked; wheels only, so nothing is built here."""
    _stamp([])
    options = ["--require-hashes", "--only-binary", ":all:", "--no-input", "--progress-bar", "off"]
    command = [*pip, "install", *options, "-r", str(lock)]
    # A user-wide "install for the user" setting makes no sense inside an environment and would stop pip.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "PIP_USER": "0"},
    )
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if line.lstrip().startswith("Downloading "):
            show("  " + line.strip(), sys.stdout)
    if process.wait():
        show("".join(lines[-12:]), sys.stderr)
        raise CannotGoOn(explain("".join(lines)))


def _stamp_file() -> Path:
    return VENV / "tenkencho.stamp"


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _stamped() -> list[str]:
    try:
        return _stamp_file().read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []


def _stamp(locks: Sequence[Path]) -> None:
    _stamp_file().write_text("".join(_digest(lock) + "\n" for lock in locks), encoding="ascii")


def _captured(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
