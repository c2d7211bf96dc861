"""The verbs of the installer: run, test, bench and lock."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from installer import environment, system_libraries
from installer.messages import CannotGoOn, say, show, text_of

DONE, CHECK_FAILED, WRONG_USAGE, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 3, 130
NO_SPACE = 28  # errno.ENOSPC, the same number on Windows

# lint-imports has no `-m` form, and its script would break when the folder is moved.
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS = (
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("mypy", ("-m", "mypy")),
    ("lint-imports", ("-c", _LINT_IMPORTS)),
)


class WrongUsage(Exception):
    """The command line asks for something that does not exist."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUsage(message)


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Split the command line at `--` and return the verb's options and what is passed on.

    Raises WrongUsage.
    """
    own = list(arguments)
    passed: list[str] = []
    if "--" in own:
        place = own.index("--")
        own, passed = own[:place], own[place + 1 :]
    parser = _Parser(add_help=False, allow_abbrev=False)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("run", "test", "bench", "lock"):
        verbs.add_parser(name, add_help=False, allow_abbrev=False)
    verbs.choices["test"].add_argument("--slow", action="store_true")
    verbs.choices["bench"].add_argument("--out", type=Path, required=True)
    verbs.choices["lock"].add_argument("--upgrade", action="store_true")
    options = parser.parse_args(own)
    if passed and options.verb not in ("run", "test"):
        raise WrongUsage(" ".join(["--", *passed]))
    return options, passed


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return the exit code: 0 done, 1 a check failed, 2 wrong usage, 3 could not run.

    `run` and `bench` end with the program's own code once it has started.
    """
    if not arguments or any(word in ("-h", "--help") for word in arguments[:2]):
        show(text_of("usage"), sys.stdout)
        return DONE if arguments else WRONG_USAGE
    try:
        options, passed = parse(arguments)
        return _dispatch(options, passed)
    except WrongUsage as wrong:
        show(text_of("usage_wrong", what=str(wrong)) + "\n\n" + text_of("usage"), sys.stderr)
        return WRONG_USAGE
    except CannotGoOn as reason:
        show(reason.text, sys.stderr)
    except OSError as error:
        show(_sentence(error), sys.stderr)
    except KeyboardInterrupt:
        show(text_of("stopped"), sys.stderr)
        return INTERRUPTED
    return COULD_NOT_RUN


def _dispatch(options: argparse.Namespace, passed: Sequence[str]) -> int:
    if options.verb == "run":
        return run(passed)
    if options.verb == "test":
        return test(options.slow, passed)
    if options.verb == "bench":
        return bench(options.out)
    from installer import lock  # reads package metadata with tools that only maintainers install

    return lock.make(upgrade=options.upgrade)


def run(program_options: Sequence[str]) -> NoReturn:
    """Become the program, in the folder where the command was typed."""
    python = environment.prepare(with_tests=False)
    system_libraries.prepare(python, with_tests=False)  # without Qt the program still does its job and says so
    paths = [str(environment.ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    # -P: a file `app.py` in the folder where the command was typed is not the program.
    command = [str(python), "-P", "-m", "app", *program_options]
    if os.name == "nt":  # there a replaced process would run on beside the console
        sys.exit(subprocess.run(command, env=variables, check=False).returncode)
    os.execve(command[0], command, variables)  # noqa: S606  # the program itself gets the signals


def test(slow: bool, pytest_arguments: Sequence[str]) -> int:
    """Run every check, report each, and end with pytest's own closing line. `slow` runs the long tests only."""
    python = _prepare_for_checks()
    results = [] if slow else [_check(python, name, command) for name, command in CHECKS]
    say("check_starting", name="pytest")
    marker = ["-m", "slow"] if slow else []
    pytest = subprocess.run(
        [str(python), "-m", "pytest", "-n", "2", "--dist", "loadscope", *marker, *pytest_arguments],
        cwd=environment.ROOT,
        env=_offscreen(),
        check=False,
    )
    return DONE if all(results) and pytest.returncode == 0 else CHECK_FAILED


def bench(out: Path) -> int:
    """Measure and write the figures to `out`."""
    python = _prepare_for_checks()
    command = [str(python), "-m", "tests.bench", "--out", str(out.absolute())]
    return subprocess.run(command, cwd=environment.ROOT, env=_offscreen(), check=False).returncode


def _prepare_for_checks() -> Path:
    python = environment.prepare(with_tests=True)
    if not system_libraries.prepare(python, with_tests=True) and not system_libraries.qt_loads(python):
        raise CannotGoOn("qt_cannot_load")
    return python


def _check(python: Path, name: str, command: Sequence[str]) -> bool:
    say("check_starting", name=name)
    passed = subprocess.run([str(python), *command], cwd=environment.ROOT, check=False).returncode == 0
    say("check_passed" if passed else "check_failed", name=name)
    return passed


def _offscreen() -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "offscreen", **os.environ}


def _sentence(error: OSError) -> str:
    if error.errno == NO_SPACE:
        return text_of("disk_full")
    if isinstance(error, PermissionError):
        return text_of("not_writable", where=str(error.filename))
    return text_of("failed", what=str(error))
