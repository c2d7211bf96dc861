"""Expected errors speak in sentences and survive the way from another process."""

import errno
import pickle

import pytest

from app.common import i18n
from app.common.errors import BadInput, Expected, Fault, Refused, Unavailable, WrongPassword, from_os_error

SPECIMENS = (
    Expected("too_long", limit=3, n=4),
    Refused("required", clauses=("2.6.1(1)8",)),
    BadInput(Fault("name", "required"), Fault("note", "too_long", {"limit": 3, "n": 4})),
    Unavailable("io", file="a", folder="b"),
    WrongPassword(),
)


@pytest.mark.parametrize("error", SPECIMENS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_is_a_finished_sentence(error, language):
    i18n.use(language)
    assert str(error)
    assert "⟦" not in str(error)
    assert "{" not in str(error)


@pytest.mark.parametrize("error", SPECIMENS, ids=lambda error: type(error).__name__)
def test_pickled_whole(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_value_may_be_called_code():
    assert Expected("io", code="x").values == {"code": "x"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EACCES, "no_permission"),
        (errno.EBUSY, "busy"),
        (errno.EROFS, "read_only"),
        (errno.ENOENT, "missing"),
        (errno.ENAMETOOLONG, "name_too_long"),
        (errno.EIO, "io"),
    ],
)
def test_system_errors_name_the_file_and_the_folder(number, code, tmp_path):
    error = from_os_error(OSError(number, "x"), tmp_path / "持出し管理簿.xlsx")
    assert error.code == code
    assert "持出し管理簿.xlsx" in str(error)
    assert str(tmp_path) in str(error)
    assert i18n.has(f"error.{code}")


def test_a_lock_on_windows_is_not_a_missing_right(tmp_path):
    error = PermissionError(errno.EACCES, "x")
    error.winerror = 32
    assert from_os_error(error, tmp_path / "a.xlsx").code == "busy"
