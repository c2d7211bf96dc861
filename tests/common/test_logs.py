"""Logs and reports tell where, never what."""

import logging
import tomllib
from pathlib import Path

import pytest

from app.common import logs
from app.common.errors import Refused, from_os_error
from app.common.paths import Paths
from app.common.version import VERSION

SECRET = "髙﨑 花子の健康診断"
ROOT = Path(__file__).resolve().parents[2]


def caught(raiser):
    try:
        raiser()
    except Exception as error:
        return error
    raise AssertionError


def bug():
    record = {"name": SECRET}
    try:
        raise KeyError(record["name"])
    except KeyError as error:
        raise RuntimeError(f"cannot handle {SECRET}") from error


@pytest.fixture(autouse=True)
def _restore():
    yield
    logger = logging.getLogger("app")
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True
    logger.setLevel(logging.NOTSET)


def test_a_report_has_kinds_places_and_versions():
    text = logs.report(caught(bug))
    assert text.startswith(f"Tenkencho {VERSION}\nPython ")
    assert "RuntimeError\n" in text
    assert "because of\nKeyError\n" in text
    assert "common/test_logs.py:" in text
    assert " bug" in text


def test_a_report_has_no_values_and_no_folders_of_the_user():
    text = logs.report(caught(bug))
    assert SECRET not in text
    assert str(ROOT) not in text
    assert "cannot handle" not in text


def test_a_report_names_codes_of_what_was_expected(tmp_path):
    assert "Refused required" in logs.report(Refused("required", name=SECRET))
    error = caught(lambda: (tmp_path / SECRET).read_text())
    assert "FileNotFoundError errno 2" in logs.report(error)
    assert SECRET not in logs.report(from_os_error(error, tmp_path / SECRET))


def test_a_report_of_a_ring_of_causes_ends():
    first, second = RuntimeError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert logs.report(first).count("because of") == 2


def test_the_log_file_has_no_exception_messages(home):
    paths = Paths.user()
    logs.setup(paths)
    logs.setup(paths)
    logging.getLogger("app.some").error("cannot go on", exc_info=caught(bug))
    text = paths.log_file.read_text("utf-8")
    assert text.count("cannot go on") == 1
    assert "RuntimeError" in text
    assert SECRET not in text


def test_debug_speaks_on_stderr_too(home, capsys):
    logs.setup(Paths.user(), debug=True)
    logging.getLogger("app.some").debug("step")
    assert "step" in capsys.readouterr().err


def test_an_unwritable_log_does_not_stop_the_program(tmp_path):
    (tmp_path / "file").write_text("")
    logs.setup(Paths.under(tmp_path / "file"))
    logging.getLogger("app.some").error("x")


def test_the_version_is_the_projects():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION


def test_a_long_log_is_turned_over_at_the_next_start_and_three_are_kept(tmp_path):
    paths = Paths.under(tmp_path).make()
    for start in range(5):
        logs.setup(paths)
        logging.getLogger("app").info("start %d %s", start, "x" * 1_000_000)
    names = sorted(file.name for file in paths.log_file.parent.iterdir())
    assert names == [paths.log_file.name, *(f"{paths.log_file.name}.{number}" for number in (1, 2, 3))]
    started = [paths.log_file.with_name(name).read_text("utf-8").split("start ")[1][0] for name in names]
    assert started == ["4", "3", "2", "1"]


def test_a_short_log_is_written_on(tmp_path):
    paths = Paths.under(tmp_path).make()
    for start in range(2):
        logs.setup(paths)
        logging.getLogger("app").info("start %d", start)
    assert [line[-7:] for line in paths.log_file.read_text("utf-8").splitlines()] == ["start 0", "start 1"]
