"""Finds the system libraries that Qt and the checks lack, and installs or names them."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.messages import CannotGoOn, say, show, text_of

LOCK_SECONDS = 300  # another program may be installing just now
LISTS = Path("/var/lib/apt/lists")
OS_RELEASE = Path("/etc/os-release")


@dataclass(frozen=True)
class Need:
    """A library or command, and the package that brings it on Debian's and Fedora's families."""

    name: str
    debian: str
    fedora: str


OFFSCREEN = (
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Need("libGL.so.1", "libgl1", "libglvnd-glx"),
    Need("libEGL.so.1", "libegl1", "libglvnd-egl"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
)
# Without icccm or keysyms Qt names xcb-cursor, so each one is looked for by itself.
DISPLAY = (
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
)
COMMANDS = (Need("pdftotext", "poppler-utils", "poppler-utils"),)

_FEDORA_NAMES = {"python3-venv": "python3-pip"}  # there venv comes with python3 itself

# Loaded in a process of its own: some graphics drivers start threads when they are loaded.
_LOADS = """
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
"""


def prepare(python: Path, with_tests: bool) -> bool:
    """Install what is missing, or print the one line that does; return whether everything is there now."""
    if not sys.platform.startswith("linux"):
        return True
    needs = lacking(python, with_tests)
    if needs and is_debian_root():
        apt_install([need.debian for need in needs])
        needs = lacking(python, with_tests)
    if needs:
        show(advice(needs, _os_release(), is_root()), sys.stderr)
    return not needs


def install_or_explain(debian_packages: Sequence[str], message_id: str) -> None:
    """Install the packages on Debian as root.

    Raises CannotGoOn with the message and the line to type where that cannot be done.
    """
    if is_debian_root() and apt_install(debian_packages):
        return
    system = family(_os_release()) or "debian"
    packages = [_FEDORA_NAMES.get(name, name) if system == "fedora" else name for name in debian_packages]
    raise CannotGoOn(message_id, line=install_line(system, packages, is_root()))


def lacking(python: Path, with_tests: bool) -> list[Need]:
    """Return what is missing for a window on this display, or for offscreen work where there is none."""
    libraries = [*OFFSCREEN, *(DISPLAY if "DISPLAY" in os.environ else ())]
    loads = subprocess.run(
        [str(python), "-c", _LOADS, *(need.name for need in libraries)], capture_output=True, text=True, check=False
    )
    return [*missing(libraries, loads.stdout.split()), *absent(COMMANDS if with_tests else ())]


def missing(needs: Iterable[Need], unloadable_names: Sequence[str]) -> list[Need]:
    """Return the needs whose library does not load, in their order."""
    return [need for need in needs if need.name in unloadable_names]


def absent(commands: Iterable[Need], find: Callable[[str], str | None] = shutil.which) -> list[Need]:
    """Return the needs whose command is not on the path."""
    return [need for need in commands if find(need.name) is None]


def advice(needs: Sequence[Need], os_release: str, root: bool = False) -> str:
    """Return the sentence with the one line to type on this system, or with the bare names on an unknown one."""
    packages = {"debian": [need.debian for need in needs], "fedora": [need.fedora for need in needs]}
    system = family(os_release)
    if system not in packages:
        return text_of("system_missing_unknown", names=", ".join(need.name for need in needs))
    return text_of("system_missing", line=install_line(system, packages[system], root))


def family(os_release: str) -> str:
    """Return "debian" or "fedora" from the text of /etc/os-release, or "" for any other system."""
    pairs = (line.partition("=") for line in os_release.splitlines())
    values = {key: value.strip("\"'") for key, _, value in pairs}
    names = [values.get("ID", ""), *values.get("ID_LIKE", "").split()]
    if "debian" in names or "ubuntu" in names:
        return "debian"
    return "fedora" if "fedora" in names or "rhel" in names else ""


def install_line(system: str, packages: Sequence[str], root: bool) -> str:
    """Return the line that installs the packages on a system of this family."""
    tool = "apt-get" if system == "debian" else "dnf"
    return ("" if root else "sudo ") + " ".join([tool, "install", "-y", *packages])


def qt_loads(python: Path) -> bool:
    """Tell whether Qt starts offscreen in the environment."""
    code = "from PySide6.QtWidgets import QApplication; QApplication([])"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([str(python), "-c", code], env=environment, capture_output=True, check=False).returncode == 0


def is_root() -> bool:
    """Tell whether this process may install packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_debian_root() -> bool:
    """Tell whether apt-get can be used here without asking anybody."""
    return is_root() and family(_os_release()) == "debian" and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages, with fresh lists where there are none or where the old ones failed; True when done."""
    say("system_installing", packages=" ".join(packages))
    install = ["install", "-y", "--no-install-recommends", *packages]
    if _has_lists() and _apt(install).returncode == 0:
        return True
    _apt(["update"])
    result = _apt(install)
    if result.returncode:
        show((result.stdout + result.stderr)[-2000:], sys.stderr)
        show(text_of("system_failed", line=install_line("debian", packages, root=True)), sys.stderr)
    return result.returncode == 0


def _has_lists() -> bool:
    return any(LISTS.glob("*_Packages*"))


def _apt(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run apt-get without questions, waiting while another one works."""
    command = ["apt-get", "-o", f"DPkg::Lock::Timeout={LOCK_SECONDS}", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        result = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
        )
        # apt's own waiting does not cover the lock on the lists, so `update` beside another apt fails at once.
        if "Could not get lock" not in result.stderr or time.monotonic() > deadline:
            return result
        time.sleep(2)


def _os_release() -> str:
    return OS_RELEASE.read_text(encoding="utf-8") if OS_RELEASE.exists() else ""
