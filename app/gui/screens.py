"""Pictures of every screen: the real window, offscreen, on the training store."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.bootstrap import Workplace, prepare
from app.common.errors import Expected
from app.common.paths import Paths
from app.gui.app import Desk, application, dress
from app.gui.main_window import MainWindow
from app.gui.pages import PAGES
from app.gui.widgets.pdf_view import PdfView
from app.services import policy, training, training_city
from app.services.keys import Cost
from app.services.session import open_session, sign_in

#: Nobody waits for a password here.
QUICK = Cost(memory=64, passes=1, lanes=1)
#: How long a picture waits for a paper, in seconds.
PATIENCE = 20.0
#: How often events are handled at the least before a picture.
ROUNDS = 20
SIZES = {"": (1280, 800), "-small": (1024, 700)}


def take(out: Path, language: str = "ja", theme: str = "light", scale: float = 1.0) -> list[Path]:
    """Practise the year in a store of its own and save a PNG of every page, its dialogs and the wizard."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.under(Path(folder) / "home").make()
        store = Path(folder) / "screens.tenken"
        training.practise(store, paths, Path(folder) / "scratch", lambda _text: None, cost=QUICK).close()
        return of_store(store, paths, out, language, theme, scale)


def of_store(store: Path, paths: Paths, out: Path, language: str, theme: str, scale: float) -> list[Path]:
    """Save a PNG of every screen with this store open."""
    out.mkdir(parents=True, exist_ok=True)
    place = prepare(paths, language)
    place.settings.update({"language": language, "theme": theme, "scale": scale})
    app = application()
    dress(app, place)
    desk = Desk(place)
    session = open_session(store, paths)
    session.cost = QUICK
    sign_in(session, str(session.unit["founder"]))
    window = desk.open(session)
    try:
        made = list(_pages(window, out, scale))
        made += _shell(window, out)
        made += _wizard(place, out, scale)
    finally:
        window.close()
        desk.close()
    return made


def _pages(window: MainWindow, out: Path, scale: float) -> Iterator[Path]:
    for number, spec in enumerate(PAGES, 1):
        window.show_page(spec.key)
        for suffix, (width, height) in SIZES.items():
            window.resize(round(width * min(scale, 1.25)), round(height * min(scale, 1.25)))
            _calm(window)
            yield save(window, out / f"{number}-{spec.key}{suffix}.png")
        window.resize(round(1280 * min(scale, 1.25)), round(800 * min(scale, 1.25)))
        for name, show in _scenes(window, spec.key):
            show()
            _calm(window)
            yield save(_topmost(window), out / f"{number}-{spec.key}-{name}.png")
            _close_dialogs()
        settle()


def _shell(window: MainWindow, out: Path) -> Iterator[Path]:
    """What lies over the pages: who sits here, the manual, the lock."""
    window.show_page("home")
    shown = {"who": window.choose_person, "manual": window.manual, "search": window.search, "locked": window.lock}
    for name, show in shown.items():
        show()
        _calm(window)
        yield save(_topmost(window), out / f"9-{name}.png")
        _close_dialogs()


def _calm(window: MainWindow) -> None:
    """Wait until everything that was asked for is done and shown; Qt draws the pages of a PDF a moment later."""
    until = time.monotonic() + PATIENCE
    settle()
    while not window.context.tasks.is_idle() and time.monotonic() < until:
        settle(0.1)
    drawn = any(view.isVisible() for view in window.findChildren(PdfView))
    settle(1.5 if drawn else 0.35)


def _scenes(window: MainWindow, key: str) -> list[tuple[str, Callable[[], object]]]:
    """What a page itself says can be shown: ``scenes()`` gives names and what shows them."""
    scenes = getattr(window.pages[key], "scenes", None)
    return list(scenes()) if scenes is not None else []


def _topmost(window: QWidget) -> QWidget:
    over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if over is not None:
        return over
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    return shown[-1] if shown else window


def _close_dialogs() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
    settle(0.05)


def _wizard(place: Workplace, out: Path, scale: float) -> list[Path]:
    """The first run, step by step, with the training city's names."""
    from app.gui.first_run.wizard import Wizard

    wizard = Wizard(place, lambda _session: None, QUICK)
    wizard.resize(round(900 * min(scale, 1.25)), round(680 * min(scale, 1.25)))
    wizard.show()
    made = []
    leaves_open = next((item.id for item in policy.built_in() if policy.find(item.id).section("adoption")), "")
    if leaves_open:
        chosen = wizard.policy.profile().id
        wizard.policy.choose(leaves_open)
        wizard.go_on()
        settle()
        made.append(save(wizard, out / "0-first-run-1-open-points.png"))
        wizard.go_back()
        wizard.policy.choose(chosen)
    for number in range(4):
        if number == 1:
            wizard.department.fill(
                training_city.CITY, training_city.UNIT, training_city.BUREAU, Path(tempfile.gettempdir())
            )
        if number == 2:
            wizard.names.fill(training_city.PEOPLE)
        settle()
        made.append(save(wizard, out / f"0-first-run-{number + 1}.png"))
        if number < 3:
            wizard.go_on()
    wizard.close()
    return made


def save(widget: QWidget, path: Path) -> Path:
    """One picture. ``Expected`` if it cannot be written."""
    if not widget.grab().save(str(path)):
        raise Expected("io", file=path.name, folder=str(path.parent))
    return path


def settle(seconds: float = 0.35) -> None:
    """Let the worker answer and the window lay itself out, which takes several rounds, however slow the machine is."""
    until, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < until or rounds < ROUNDS:
        QApplication.processEvents()
        time.sleep(0.005)
        rounds += 1
