"""The commands by name: reads the command line, runs one, turns what happens into words and an exit code."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from app import bootstrap
from app.cli import backup, digest, export, policy, rebuild, verify
from app.cli.wrong_usage import told
from app.common import i18n, logs
from app.common.errors import Expected, from_os_error
from app.common.i18n import t

#: Exit codes: sound or done, findings, wrong usage, could not run.
DONE, FINDINGS, USAGE, FAILED = 0, 1, 2, 3


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the user's language, errors included."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **settings)
        self._positionals.title = t("cli.arguments")
        self._optionals.title = t("cli.options")
        self.add_argument("-h", "--help", action="help", help=t("cli.help"))

    def error(self, message: str) -> NoReturn:
        print(t("cli.usage_wrong", usage=self.format_usage().strip(), said=told(message)), file=sys.stderr)
        raise SystemExit(USAGE)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, t("cli.usage") + " " if prefix is None else prefix)


def parser(qt: Sequence[str] = ("demo", "screens")) -> argparse.ArgumentParser:
    """The whole command line, in the language in use."""
    top = _Parser(prog="tenkencho", description=t("cli.description"))
    top.add_argument("--lang", choices=("ja", "en"), help=t("cli.lang"))
    top.add_argument("--debug", action="store_true", help=t("cli.debug"))
    verbs = top.add_subparsers(dest="command", required=True, metavar=t("cli.command"), parser_class=_Parser)

    def add(name: str, help: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=help, description=help)

    for module in (policy, verify, rebuild, digest, export, backup):
        module.declare(add)
    if "demo" in qt:
        add("demo", t("cli.demo.help")).add_argument(
            "--out", type=Path, required=True, metavar=t("cli.folder"), help=t("cli.demo.out")
        )
    if "screens" in qt:
        _declare_screens(add("screens", t("cli.screens.help")))
    return top


def _declare_screens(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--out", type=Path, required=True, metavar=t("cli.folder"), help=t("cli.screens.out"))
    verb.add_argument("--theme", choices=("light", "dark"), default="light", help=t("cli.screens.theme"))
    verb.add_argument("--scale", type=float, choices=(1.0, 1.5), default=1.0, help=t("cli.screens.scale"))


def run(words: Sequence[str], qt: Mapping[str, Callable[..., int]]) -> int:
    """Run one command. ``qt`` holds those that need a window and stand in the other front end."""
    speak_any_script()
    _choose_language(words)
    try:
        chosen = parser().parse_args(_language_first(words))
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        place = bootstrap.prepare(language=i18n.language())
        if chosen.command == "demo":
            return qt["demo"](chosen.out)
        if chosen.command == "screens":
            return qt["screens"](chosen.out, i18n.language(), chosen.theme, chosen.scale)
        return int(chosen.act(chosen, place))
    except Expected as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(t("cli.stopped"), file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # whoever read what we print has gone
        return FAILED
    except OSError as error:  # the machine's trouble, whatever we were doing
        print(from_os_error(error, error.filename or t("cli.output")), file=sys.stderr)
        return FAILED
    except Exception as error:  # a bug: a report without contents instead of a bare traceback
        print(t("cli.bug"), logs.report(error), sep="\n", file=sys.stderr)
        if chosen.debug:
            raise
        return FAILED


def speak_any_script() -> None:
    """A console or a file in an older coding lacks 𠮷 and 葛󠄀: it gets their numbers then, and the work is done."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def finish(code: int) -> int:
    """The exit code once everything said has really gone out; 3 if it could not, on a full disk for one."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            print(from_os_error(error, t("cli.output")), file=sys.stderr)
        # or the interpreter tries again at its end, and complains in its own words
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _language_first(words: Sequence[str]) -> list[str]:
    """``--lang`` may stand anywhere; argparse wants the general options first."""
    rest, front = list(words), []
    for place, word in enumerate(rest):
        if word == "--lang" and place + 1 < len(rest):
            front = rest[place : place + 2]
            del rest[place : place + 2]
            break
        if word.startswith("--lang="):
            front = [rest.pop(place)]
            break
    return [*front, *rest]


def _choose_language(words: Sequence[str]) -> None:
    named = _language_first(words)
    if len(named) > 1 and named[0] == "--lang" and named[1] in ("ja", "en"):
        i18n.use(named[1])
    elif named and named[0] in ("--lang=ja", "--lang=en"):
        i18n.use(named[0][-2:])
    else:
        i18n.use(bootstrap.language())
