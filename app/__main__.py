"""The front door: the window by default, a command if one is named, the demonstration where there is no display."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

#: What the demonstration leaves behind when nothing else is asked for.
DEMO_FOLDER = "tenkencho-demo"


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code (0 done, 1 findings, 2 wrong usage, 3 could not run)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and not words[0].endswith(".tenken"):
        from app.cli import commands

        return commands.finish(commands.run(words, qt={"demo": _demo, "screens": _screens}))
    if not has_display():
        from app import bootstrap
        from app.common.i18n import t

        bootstrap.prepare()
        print(t("cli.no_display", folder=DEMO_FOLDER))
        return _demo(Path(DEMO_FOLDER))
    return _window(words)


def _window(words: list[str]) -> int:
    try:
        from app.gui import app
    except ImportError as error:
        return _without_qt(error)
    return app.main(words)


def _sit_at_a_screen_that_nobody_sees() -> None:
    """Qt's offscreen platform, with a screen as in an office: its own is too small for our dialogs."""
    from app.common import resources

    screen = resources.path("office-screen.json")
    os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={screen}")


def _demo(out: Path) -> int:
    """The main job, by driving the real window offscreen; where Qt cannot load, over the services alone."""
    from app.cli import demo

    if not has_display():
        _sit_at_a_screen_that_nobody_sees()
    try:
        from app.gui.demo import drive, screens
    except ImportError as error:
        print(_no_qt_text(error), file=sys.stderr)
        return demo.run(out)
    return demo.run(out, drive, screens)


def _screens(out: Path, language: str, theme: str, scale: float) -> int:
    if not has_display():
        _sit_at_a_screen_that_nobody_sees()
    try:
        from app.gui import screens
    except ImportError as error:
        return _without_qt(error)
    for path in screens.take(out, language, theme, scale):
        print(path)
    return 0


def _without_qt(error: ImportError) -> int:
    print(_no_qt_text(error), file=sys.stderr)
    return 3


def _no_qt_text(error: ImportError) -> str:
    from app.common.i18n import t

    return t("cli.no_qt", said=str(error).splitlines()[0])


if __name__ == "__main__":
    code = main()
    if "PySide6.QtCore" in sys.modules:
        # Everything is written and closed by now; Qt's own teardown at interpreter exit may crash on Python 3.11.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
