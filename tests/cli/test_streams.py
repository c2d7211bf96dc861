"""What the commands print on consoles that lack Japanese, on full disks, and where no folder can be made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(tmp_path, *words, stdout=subprocess.PIPE, **environ):
    place = {"PATH": os.environ["PATH"], "TENKENCHO_HOME": str(tmp_path / "home")} | environ
    return subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=ROOT, env=place, stdout=stdout, stderr=subprocess.PIPE, check=False
    )


@pytest.mark.parametrize("coding", ["ascii", "latin-1", "cp1252", "cp932"])
def test_a_console_without_our_script_gets_numbers_and_the_work_is_done(tmp_path, coding):
    done = run(tmp_path, "policy", "list", PYTHONIOENCODING=coding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"takasaki\t" in done.stdout


def test_a_rare_name_in_the_coding_of_japanese_windows(tmp_path):
    done = run(tmp_path, "verify", "𠮷田.tenken", PYTHONIOENCODING="cp932")
    assert done.returncode == 3
    assert "が見付かりません".encode("cp932") in done.stderr or "に見付かりません".encode("cp932") in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where the system plays a full disk")
@pytest.mark.parametrize("words", [("policy", "list"), ("policy", "check")])
def test_what_cannot_be_said_is_no_success(tmp_path, words):
    with Path("/dev/full").open("w") as full:
        done = run(tmp_path, *words, stdout=full)
    said = done.stderr.decode()
    assert (done.returncode, "空き容量が足りない" in said, "Exception" in said) == (3, True, False)


def test_a_reader_who_goes_is_not_complained_of(tmp_path):
    out, into = os.pipe()
    os.close(out)
    try:
        done = run(tmp_path, "policy", "list", stdout=into)
    finally:
        os.close(into)
    assert (done.returncode, done.stderr) == (3, b"")


def test_where_no_folder_can_be_made_the_folder_is_named(tmp_path):
    (tmp_path / "file").touch()
    done = run(tmp_path, "policy", "list", TENKENCHO_HOME=str(tmp_path / "file"))
    said = done.stderr.decode()
    assert (done.returncode, str(tmp_path / "file") in said, "Python" in said) == (3, True, False)
