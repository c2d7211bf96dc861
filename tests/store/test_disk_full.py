"""When the disk is full: a calm sentence, the store as it was, and no file under its final name."""

import os
import shutil
import subprocess

import pytest

from app.common.errors import Unavailable
from app.services import media, paper, printing, training_city, verification
from app.services.session import open_session, sign_in


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 3 MiB where the tests may mount one (root), filled up by the test itself."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
    )
    yield place, mounted
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=False)


def fill(place, leave):
    """Fill the disk up to ``leave`` bytes."""
    free = shutil.disk_usage(place).free - leave
    (place / "ballast").write_bytes(b"x" * max(free, 0))


def opened(practised, folder, tmp_path):
    store = shutil.copyfile(practised.store, folder / "帳面.tenken")
    shutil.copytree(practised.home, tmp_path / "home")
    session = open_session(store, type(practised.paths).under(tmp_path / "home"))
    sign_in(session, next(iter(session.rows.table("person"))))
    return session


def limit(session, place, mounted):
    """Make the next pages impossible: by the disk itself, or by SQLite's own limit where no disk can be mounted."""
    if mounted:
        fill(place, 0)
    else:
        pages = session.store.conn.execute("PRAGMA page_count").fetchone()[0]
        session.store.conn.execute(f"PRAGMA max_page_count = {pages}")


def test_saving_on_a_full_disk_says_so_and_changes_nothing(practised, small_disk, tmp_path):
    place, mounted = small_disk
    session = opened(practised, place, tmp_path)
    before = verification.business_digest(session.store.path)
    limit(session, place, mounted)
    refused = []
    for number in range(400):
        try:
            media.register(
                session, {**training_city.MEDIA["pc"], "medium_no": f"P-{number}", "name": "あ" * 200, "serial": ""}
            )
        except Unavailable as error:
            refused.append(error)
            if len(refused) == 3:
                break
    assert {error.code for error in refused} <= {"store_disk_full", "store_disk"}
    assert all("帳面.tenken" in str(error) for error in refused)
    kept = len(session.store.query("SELECT id FROM medium WHERE medium_no LIKE 'P-%'"))
    session.store.close()
    assert kept == number - 2
    if mounted:
        (place / "ballast").unlink()
    assert verification.verify(session.store.path).findings == []
    if kept == 0:
        assert verification.business_digest(session.store.path) == before


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_an_export_on_a_full_disk_leaves_no_file(practised, small_disk, tmp_path, kind):
    place, mounted = small_disk
    session = opened(practised, tmp_path, tmp_path)
    made = paper.document(session, "carryout", paper.record_for(session, "carryout"))
    session.store.close()
    target = place / f"申請書.{kind}"
    if mounted:
        fill(place, 2048)
        with pytest.raises(Unavailable) as refused:
            printing.render_here(made, kind, target)
        assert "申請書" in str(refused.value)
        assert sorted(path.name for path in place.iterdir()) == ["ballast"]
        (place / "ballast").unlink()
    printing.render_here(made, kind, target)
    assert [path.name for path in place.iterdir()] == [target.name]


def test_a_backup_on_a_full_disk_leaves_no_file(practised, small_disk, tmp_path):
    place, mounted = small_disk
    if mounted:
        fill(place, 20_000)
        with pytest.raises(Unavailable):
            verification.backup(practised.store, place / "控え.tenken")
        assert sorted(path.name for path in place.iterdir()) == ["ballast"]
        (place / "ballast").unlink()
    target = verification.backup(practised.store, place / "控え.tenken")
    assert verification.verify(target).findings == []
