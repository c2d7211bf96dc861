"""Copies in folders: verified, thinned by day, week, month and year, never somebody else's."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.common.errors import Refused, Unavailable
from app.services import copies, verification

TODAY = date(2026, 11, 21)
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2026, 11, 21, 23, 59))


@pytest.fixture
def session(practised, tmp_path):
    made = practised.copy(tmp_path).open()
    yield made
    made.close()


def test_a_copy_lies_in_each_folder_and_verifies(session, tmp_path):
    folders = [tmp_path / "共有", tmp_path / "外付け"]
    for folder in folders:
        folder.mkdir()
    kept = copies.keep(session, folders)
    assert [path.parent for path in kept.made] == folders
    assert not kept.failed
    for path in kept.made:
        assert verification.verify(path).findings == []
        assert verification.business_digest(path) == verification.business_digest(session.store.path)
    assert [path for path, _ in copies.copies(session, folders[0])] == kept.made[:1]


def test_one_folder_that_fails_does_not_keep_the_other_from_its_copy(session, tmp_path):
    good = tmp_path / "共有"
    good.mkdir()
    kept = copies.keep(session, [tmp_path / "なし", session.store.path.parent, good])
    assert [path.parent for path in kept.made] == [good]
    assert [error.code for _, error in kept.failed] == ["copy_folder_missing", "copy_beside_store"]
    with pytest.raises(Refused):
        copies.keep(session, [])


def test_old_copies_go_and_strangers_stay(session, tmp_path):
    folder = tmp_path / "共有"
    folder.mkdir()
    now, stem = session.clock.now(), session.store.path.stem
    first = copies.keep(session, [folder]).made[0]
    names = {days: f"{stem}_{now - timedelta(days=days):%Y%m%d}-120000.tenken" for days in (3, 20, 21, 22, 400, 401)}
    for name in names.values():
        (folder / name).write_bytes(first.read_bytes())
    stranger = folder / f"{stem}_{now - timedelta(days=402):%Y%m%d}-120000.tenken"
    stranger.write_text("not a store")
    (folder / "ほかの帳面_20200101-000000.tenken").write_text("another")
    session.clock.advance(timedelta(minutes=1))
    kept = copies.keep(session, [folder])
    left = {path.name for path in folder.iterdir()}
    assert stranger.name in left
    assert "ほかの帳面_20200101-000000.tenken" in left
    assert {first.name, kept.made[0].name, names[3], names[400]} <= left
    assert names[401] not in left
    assert {path.name for path in kept.thinned} & {names[20], names[21], names[22]}


@given(st.sets(MOMENTS, max_size=60))
def test_what_stays_reaches_as_far_back_as_what_was_there(stamps):
    gone = copies.superfluous(stamps, TODAY)
    left = stamps - gone
    assert gone <= stamps
    if stamps:
        assert max(stamps) in left
        assert {at.year - (at.month < 4) for at in left} == {at.year - (at.month < 4) for at in stamps}
    assert {at for at in stamps if (TODAY - at.date()).days < copies.DAYS} <= left
    assert copies.superfluous(left, TODAY) == set()


def test_a_daily_copy_never_fills_the_disk():
    left: set[datetime] = set()
    for day in range(3 * 365):
        today = date(2023, 11, 22) + timedelta(days=day)
        left.add(datetime.combine(today, datetime.min.time()))
        left -= copies.superfluous(left, today)
    assert len(left) <= copies.DAYS + copies.WEEKS + copies.MONTHS + 6


def test_a_clock_that_jumped_deletes_nothing_of_the_future():
    future = datetime(2030, 1, 1)
    assert future not in copies.superfluous({future, datetime(2026, 11, 20)}, TODAY)


def test_a_full_folder_is_said_without_fright(session, tmp_path, monkeypatch):
    """What was typed is safe: only the copy is missing, and the sentence names the folder."""

    def full(*_args):
        raise Unavailable("store_disk_full", file="x", folder="y")

    monkeypatch.setattr(verification.database, "backup", full)
    folder = tmp_path / "full"
    folder.mkdir()
    ((where, error),) = copies.keep(session, [folder]).failed
    assert (where, error.code) == (folder, "copy_disk_full")
    assert str(folder) in str(error)
