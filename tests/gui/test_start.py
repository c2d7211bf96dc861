"""The start over a store that cannot be opened: the wizard says so, and every other store can be opened."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from app import bootstrap
from app.common.errors import Unavailable
from app.gui import app as front
from app.gui.app import Desk, try_open
from app.gui.errors import ErrorDialog, Reporter
from app.gui.main_window import MainWindow
from app.services import people
from app.services.session import open_session


@pytest.fixture
def store(desk, tmp_path):
    return shutil.copyfile(desk.session.store.path, tmp_path / "copy.tenken")


@pytest.fixture
def heard():
    reporter, found = Reporter(), []
    reporter.caught.disconnect()
    reporter.caught.connect(found.append)
    return reporter, found


@pytest.mark.parametrize("sql", ["DELETE FROM store", "DROP TABLE person", "UPDATE policy SET event = ''"])
def test_an_edited_store_is_named_and_no_fault_of_the_program(store, heard, sql):
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(sql)
    place = Desk(bootstrap.prepare())
    assert try_open(place, store, heard[0])
    assert (place.window, place.context, heard[1]) == (None, None, [])


def test_a_bug_while_opening_is_told_and_leaves_nothing_open(store, heard, monkeypatch):
    def stumble(*_):
        raise KeyError("bug")

    monkeypatch.setattr(MainWindow, "__init__", stumble)
    place = Desk(bootstrap.prepare())
    assert "copy.tenken" in try_open(place, store, heard[0])
    assert (place.window, place.context, [type(error) for error in heard[1]]) == (None, None, [KeyError])


def test_without_folders_of_its_own_it_says_which_and_ends(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "file" / "below"))
    said = []
    monkeypatch.setattr(ErrorDialog, "exec", lambda dialog: said.append(dialog.report))
    assert front.main([]) == 3
    assert said == [""]
    with pytest.raises(Unavailable, match="below"):
        bootstrap.prepare()


def test_who_has_left_meanwhile_is_not_seated(store, heard):
    """The last one who sat here would be seated again; whoever may sit is asked instead."""
    place = Desk(bootstrap.prepare())
    session = open_session(store, place.place.paths)
    ids = list(session.rows.table("person"))
    gone = next(id for id in ids if id != str(session.unit["founder"]))
    session.user = str(session.unit["founder"])
    people.revise(session, gone, {"active_to": "2020-03-31"}, "異動の入力")
    unit = str(session.unit["id"])
    session.close()
    place.place.settings.ui = {**place.place.settings.ui, "user": {unit: gone}}
    assert not try_open(place, store, heard[0])
    assert (place.context.session.user, heard[1]) == ("", [])
    place.close()
