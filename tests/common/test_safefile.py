"""A file is whole under its name, or not there."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.common import safefile
from app.common.errors import BadInput, Fault, Unavailable

ROOT = Path(__file__).resolve().parents[2]


def accept(path):
    assert path.exists()


def fail_with(error):
    def call(*_):
        raise error

    return call


def only(path):
    return [found.name for found in path.parent.iterdir()] == [path.name]


def test_written_proved_and_named(tmp_path):
    path = tmp_path / "持出し管理簿.xlsx"
    seen = []
    result = safefile.write_beside(path, lambda beside: beside.write_text("new"), seen.append)
    assert result == path
    assert path.read_text() == "new"
    assert seen[0].parent == tmp_path
    assert seen[0].suffix == ".xlsx"
    assert only(path)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("step", ["write", "sync", "replace"])
def test_trouble_leaves_the_old_file_alone(tmp_path, monkeypatch, number, step):
    path = tmp_path / "a.pdf"
    path.write_text("old")
    trouble = fail_with(OSError(number, "x"))

    def write(beside):
        beside.write_text("half")
        if step == "write":
            trouble()

    if step == "sync":
        monkeypatch.setattr(os, "fsync", trouble)
    if step == "replace":
        monkeypatch.setattr(Path, "replace", trouble)
    with pytest.raises(Unavailable) as caught:
        safefile.write_beside(path, write, accept)
    assert "a.pdf" in str(caught.value)
    assert path.read_text() == "old"
    assert only(path)


def test_a_real_full_disk(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")

    def write(beside):
        with Path("/dev/full").open("wb", buffering=0) as full:
            beside.write_bytes(b"half")
            full.write(b"x")

    with pytest.raises(Unavailable) as caught:
        safefile.write_beside(tmp_path / "a.pdf", write, accept)
    assert caught.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("doubt", [ValueError("x"), KeyError("x"), EOFError()])
def test_what_reads_back_otherwise_is_not_kept(tmp_path, doubt):
    with pytest.raises(Unavailable) as caught:
        safefile.write_beside(tmp_path / "a.pdf", lambda beside: beside.write_text("x"), fail_with(doubt))
    assert caught.value.code == "not_readable_back"
    assert list(tmp_path.iterdir()) == []


def test_an_expected_doubt_keeps_its_own_words(tmp_path):
    doubt = BadInput(Fault("a", "required"))
    with pytest.raises(BadInput):
        safefile.write_beside(tmp_path / "a.pdf", lambda beside: beside.write_text("x"), fail_with(doubt))
    assert list(tmp_path.iterdir()) == []


def test_a_bug_while_writing_stays_a_bug(tmp_path):
    with pytest.raises(ZeroDivisionError):
        safefile.write_beside(tmp_path / "a.pdf", lambda beside: beside.write_text(str(1 / 0)), accept)
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(Unavailable) as caught:
        safefile.write_beside(tmp_path / "無い" / "a.pdf", lambda beside: beside.write_text("x"), accept)
    assert caught.value.code == "missing"
    assert "無い" in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX files")
def test_small_files_are_private(tmp_path):
    path = tmp_path / "new" / "settings.json"
    safefile.replace_bytes(path, b"one")
    safefile.replace_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o077 == 0
    assert only(path)


def test_killed_at_any_moment_leaves_a_whole_file(tmp_path):
    path = tmp_path / "draft.json"
    script = (
        "import sys, pathlib; from app.common.safefile import replace_bytes\n"
        "while True:\n"
        "    for letter in b'ab': replace_bytes(pathlib.Path(sys.argv[1]), bytes([letter]) * 300_000)\n"
    )
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT)
        while not path.exists():
            time.sleep(0.05)
        time.sleep(0.1)
        writer.kill()
        writer.wait()
        assert path.read_bytes() in (b"a" * 300_000, b"b" * 300_000)


def test_set_aside_keeps_the_content(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text("broken")
    assert safefile.set_aside(path).read_text() == "broken"
    assert not path.exists()
    assert safefile.set_aside(path).name == "settings.json.broken"


def test_old_leftovers_are_swept(tmp_path):
    old, new, other = tmp_path / ".0123abcd.part.json", tmp_path / ".4567abcd.part", tmp_path / "a.json"
    for path in (old, new, other):
        path.write_text("x")
    os.utime(old, (0, 0))
    os.utime(other, (0, 0))
    safefile.sweep(tmp_path)
    safefile.sweep(tmp_path / "none")
    assert sorted(tmp_path.iterdir()) == [new, other]
