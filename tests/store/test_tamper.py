"""Whatever is changed in a store by SQL is found and named; an untouched copy is sound under any name."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from app.__main__ import main
from app.common.errors import Unavailable
from app.domain.ledger import body_hash, event_hash
from app.services import verification
from app.store.tables import COLUMNS

LEDGER = {
    "event": (*("chain", "seq", "v", "id", "prev", "at", "by", "kind", "body", "salt", "body_sha256", "hash", "sig"),),
    "attachment": ("sha256", "size", "data"),
    "wrapped_key": ("key", "person", "wrapped"),
}
EVERY_COLUMN = [
    (table, column)
    for table, columns in {**LEDGER, **{name: tuple(columns) for name, columns in COLUMNS.items()}}.items()
    for column in columns
]
#: The ledger's own columns and some of each other table in every run; all of them in the long one.
COLUMN_BY_COLUMN = [
    pytest.param(*place, marks=() if place[0] in LEDGER or number % 5 == 0 else pytest.mark.slow)
    for number, place in enumerate(EVERY_COLUMN)
]
#: Every table of a store; the training year leaves rows in all of them.
FILLED = [*LEDGER, *COLUMNS]


def test_every_table_and_column_of_the_store_is_tried(victim):
    """What stands in the file is what is tampered with here: a new table or column cannot be forgotten."""
    with closing(sqlite3.connect(victim)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {(t, row[1]) for t in tables for row in db.execute(f'PRAGMA table_info("{t}")')}
    assert sorted(tables) == sorted(FILLED)
    assert columns == set(EVERY_COLUMN)


class Editor:
    """A person with an SQL tool: drops the triggers, edits, and puts them back as they were."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.execute("PRAGMA ignore_check_constraints = ON")
        self.triggers = self.db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in self.triggers:
            self.db.execute(f'DROP TRIGGER "{name}"')
        return self.db

    def __exit__(self, *_):
        for _, sql in self.triggers:
            self.db.execute(sql)
        self.db.close()


@pytest.fixture
def victim(practised, tmp_path):
    """A copy of the store alone, under another name."""
    return shutil.copyfile(practised.store, tmp_path / "別名の写し.tenken")


def findings(path, practised=None):
    return verification.verify(path, practised.paths if practised else None).findings


def test_an_untouched_copy_is_sound_under_another_name(victim, practised):
    assert findings(victim, practised) == []
    assert main(["verify", str(victim)]) == 0


def other(value, kind):
    """A value of the column's type that is not the one that stands there."""
    if kind == "INTEGER":
        return (value or 0) + 100_000
    if kind == "BLOB":
        return bytes(value) + b"x"
    if str(value).endswith("}"):
        return f'{value[:-1]},"zz":1}}'
    return f"{value}x" if value else "x"


@pytest.mark.parametrize(("table", "column"), COLUMN_BY_COLUMN, ids=lambda part: part)
def test_any_column_of_any_table_changed(victim, table, column):
    with Editor(victim) as db:
        kinds = {row[1]: row[2] for row in db.execute(f'PRAGMA table_info("{table}")')}
        found = db.execute(f'SELECT rowid, "{column}" FROM "{table}" ORDER BY rowid LIMIT 1').fetchone()
        assert found, f"the training year leaves {table} empty"
        new = other(found[1], kinds[column])
        db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, found[0]))
    assert findings(victim), f"{table}.{column} changed unnoticed"


@pytest.mark.parametrize("place", [1.0, *(pytest.param(place, marks=pytest.mark.slow) for place in (0.0, 0.5))])
@pytest.mark.parametrize("table", FILLED)
def test_any_row_deleted(victim, table, place):
    """The last one in every run, whose chain of hashes goes on to nothing; the first and a middle one in the long."""
    with Editor(victim) as db:
        rowids = [row[0] for row in db.execute(f'SELECT rowid FROM "{table}" ORDER BY rowid')]
        rowid = rowids[round((len(rowids) - 1) * place)]
        db.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
    assert findings(victim), f"row {rowid} of {table} deleted unnoticed"


@pytest.mark.parametrize("table", FILLED)
def test_any_row_inserted(victim, table):
    with Editor(victim) as db:
        info = db.execute(f'PRAGMA table_info("{table}")').fetchall()
        row = list(db.execute(f'SELECT * FROM "{table}" ORDER BY rowid DESC LIMIT 1').fetchone())
        unique = {"id", "no", "hash", "sha256", "key", "seq"}
        for place, (_, name, kind, *_) in enumerate(info):
            if name in unique:
                row[place] = (
                    row[place] + 1 if kind == "INTEGER" else row[place][:-1] + ("0" if row[place][-1] != "0" else "1")
                )
        db.execute(f'INSERT INTO "{table}" VALUES ({",".join("?" * len(row))})', row)
    assert findings(victim), f"a row of {table} inserted unnoticed"


def test_two_events_swapped(victim):
    with Editor(victim) as db:
        db.execute("UPDATE event SET seq = 100000 WHERE seq = 30")
        db.execute("UPDATE event SET seq = 30 WHERE seq = 31")
        db.execute("UPDATE event SET seq = 31 WHERE seq = 100000")
    assert "chain_broken" in {item.code for item in findings(victim)}


def rechain(db, edit):
    """Edit one event's body and compute every hash after it anew, as somebody without the keys can."""
    prev = "0" * 64
    first = db.execute("SELECT chain FROM event GROUP BY chain ORDER BY count(*) DESC").fetchone()
    sql = 'SELECT v, id, chain, seq, at, "by", kind, body, salt, body_sha256 FROM event WHERE chain = ? ORDER BY seq'
    for v, id, chain, seq, at, by, kind, body, salt, body_sha256 in db.execute(sql, first).fetchall():
        new = edit(seq, body) if body else body
        sha = body_hash(salt, new.encode()) if new else body_sha256
        hashed = event_hash(v, id, chain, seq, prev, at, by, kind, sha)
        db.execute(
            "UPDATE event SET prev = ?, body = ?, body_sha256 = ?, hash = ? WHERE id = ?",
            (prev, new, sha, hashed, id),
        )
        prev = hashed


def test_the_whole_chain_computed_anew(victim):
    with Editor(victim) as db:
        rechain(db, lambda seq, body: body.replace("家屋の現地調査", "私用の現地調査"))
    assert "signature_wrong" in {item.code for item in findings(victim)}


def test_the_tail_cut_off_is_found_against_the_head_seen_before(victim, practised):
    with Editor(victim) as db:
        last = db.execute("SELECT max(seq) FROM event").fetchone()[0]
        db.execute("DELETE FROM event WHERE seq > ?", (last - 3,))
        key = db.execute("SELECT key, person FROM wrapped_key").fetchall()
        assert key
    verification.rebuild(victim)
    assert "head_missing" in {item.code for item in findings(victim, practised)}


def test_a_trigger_left_out(victim):
    with closing(sqlite3.connect(victim)) as db:
        db.execute("DROP TRIGGER event_stays")
        db.commit()
    assert [(item.code, item.record) for item in findings(victim)] == [("schema_changed", "trigger event_stays")]


def test_a_table_replaced_by_a_view(victim):
    with closing(sqlite3.connect(victim)) as db:
        db.executescript("ALTER TABLE medium RENAME TO hidden; CREATE VIEW medium AS SELECT * FROM hidden")
    assert "schema_changed" in {item.code for item in findings(victim)}


def test_the_finding_names_table_and_record_and_the_command_exits_1(victim, capsys):
    with Editor(victim) as db:
        db.execute("UPDATE carryout SET destination = '自宅' WHERE no = '持-R08-0001'")
    assert main(["verify", str(victim)]) == 1
    said = capsys.readouterr().out
    assert "carryout 持-R08-0001" in said
    assert "destination" in said


def test_what_is_no_store_could_not_be_verified(tmp_path, capsys):
    path = tmp_path / "x.tenken"
    path.write_text("これは帳面ではありません" * 100, "utf-8")
    assert main(["verify", str(path)]) == 3
    assert main(["verify"]) == 2
    assert main(["verify", str(tmp_path / "nothing.tenken")]) == 3
    assert "x.tenken" in capsys.readouterr().err


def test_a_discarded_body_put_back_in_part(victim):
    with Editor(victim) as db:
        seq = db.execute("SELECT seq FROM event WHERE body IS NULL").fetchone()[0]
        db.execute("UPDATE event SET body = ?, salt = ? WHERE seq = ?", (json.dumps({}), "00" * 16, seq))
    assert findings(victim)


@pytest.mark.parametrize("column", ["salt", "sig", "hash", "prev", "body_sha256"])
def test_another_spelling_of_the_same_bytes(victim, column):
    """Upper-case digits or a blank mean the same bytes to a reader of hex, and are a change all the same."""
    with Editor(victim) as db:
        db.execute(f"UPDATE event SET {column} = upper({column}) WHERE seq = 20 AND body IS NOT NULL")
    assert findings(victim)


@pytest.mark.parametrize("column", ["kind", "at", "body", "salt", "sig"])
def test_a_text_that_became_bytes(victim, column):
    with Editor(victim) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'event'")
    with Editor(victim) as db:
        db.execute(f"UPDATE event SET {column} = CAST({column} AS BLOB) WHERE seq = 20")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_schema SET sql = rtrim(sql) || ' STRICT' WHERE name = 'event'")
    assert findings(victim)


def test_a_store_of_an_earlier_version_is_named_as_that(victim):
    """Its tables lack what came later; opening it once makes them anew."""
    with Editor(victim) as db:
        db.execute("ALTER TABLE carryout DROP COLUMN transport")
        db.execute("PRAGMA user_version = 1")
    assert {found.code for found in findings(victim)} == {"tables_older", "schema_changed"}


def test_a_policy_that_nobody_can_read_any_more_is_named(victim):
    """The adopted profile is in the ledger; what hangs on it (forms, rules) must not end the verification."""
    data = victim.read_bytes()
    assert b'"label"' in data
    victim.write_bytes(data.replace(b'"label"', b'"lbbel"'))
    assert {found.code for found in findings(victim)} >= {"body_changed", "rule_broken"}


BY_HAND = [
    *(
        f"UPDATE event SET body = json_set(body, '$.profile', {value}) WHERE kind = 'policy.adopted'"
        for value in ("json('[]')", "'x'", "1", "json('null')", "json('{}')", "json('{\"roles\":1}')")
    ),
    "UPDATE event SET body = '{}' WHERE kind = 'policy.adopted'",
    "UPDATE event SET body = json_set(body, '$.profile.roles', 1) WHERE kind = 'policy.adopted'",
    "UPDATE event SET body = '{}' WHERE kind = 'record.opened' AND body IS NOT NULL",
    "DELETE FROM policy",
    "DELETE FROM store",
    "DELETE FROM person",
    "DELETE FROM sheet",
    "DROP TABLE person",
    "DROP TABLE policy",
    "DROP TABLE store",
    "DROP TABLE event",
]


@pytest.mark.parametrize("sql", BY_HAND)
def test_whoever_reads_an_edited_store_is_told_calmly(victim, tmp_path, capsys, monkeypatch, sql):
    """Verification names what is wrong; the other commands do their work or say what to do, and change nothing."""
    monkeypatch.setenv("TENKENCHO_HOME", str(tmp_path / "home"))
    with closing(sqlite3.connect(victim, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(sql)
    assert main(["verify", str(victim)]) == 1
    paper = ("--form", "media_register", "--format", "xlsx", "--out", str(tmp_path / "x.xlsx"))
    for words in (("digest",), ("export", *paper), ("backup", "--out", str(tmp_path / "b.tenken")), ("rebuild",)):
        code = main([words[0], str(victim), *words[1:]])
        said = capsys.readouterr().err
        assert (code == 0, "Python" in said) in ((True, False), (False, False)), said
        assert code == 0 or said.strip()


@pytest.mark.parametrize("count", [15, pytest.param(200, marks=pytest.mark.slow)])
def test_random_bytes_never_go_unnoticed_or_crash(victim, count):
    """A flipped bit is found, or it changed nothing that the store holds."""
    import random

    data, rnd = victim.read_bytes(), random.Random(count)
    content = dump(victim)
    for _ in range(count):
        place = rnd.randrange(100, len(data))
        broken = victim.with_suffix(".bits.tenken")
        broken.write_bytes(data[:place] + bytes([data[place] ^ (1 << rnd.randrange(8))]) + data[place + 1 :])
        try:
            found = findings(broken)
        except Unavailable:  # refused at opening, with a sentence
            continue
        assert found or dump(broken) == content, f"byte {place}"


def dump(path):
    with closing(sqlite3.connect(path)) as db:
        return {t: sorted(map(repr, db.execute(f'SELECT * FROM "{t}"'))) for t in FILLED}
