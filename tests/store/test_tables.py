"""The tables' version: whoever changes a column raises it, so that an older store is rebuilt and not misread."""

import hashlib
import json
import sqlite3
from contextlib import closing

import pytest

from app.domain.policy import load
from app.services import verification
from app.store import ledger
from app.store.tables import COLUMNS, USER_VERSION, further

#: The digest of all columns by the version that has them. A changed column needs a new line here and a new version.
KNOWN = {3: "3b8582711cb717fa", 4: "bff6dedefe3784c8", 5: "c918fb430c475c9b", 6: "c918fb430c475c9b"}
KNOWN |= {7: "2296b77f7bd4784f"}


def columns_digest() -> str:
    plain = {table: {name: kind.__name__ for name, kind in columns.items()} for table, columns in COLUMNS.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def test_columns_change_only_with_the_version():
    assert KNOWN.get(USER_VERSION) == columns_digest(), "raise USER_VERSION and note the new digest"


@pytest.mark.parametrize("name", ["x_date", "x_it's", 'x_"quoted"', "x_料 金", "x_a.b"])
def test_a_further_field_is_read_whatever_it_is_called(name):
    with closing(sqlite3.connect(":memory:")) as db:
        held = json.dumps({"x_other": "1", name: ["a", "b"]})
        assert json.loads(db.execute(f"SELECT {further(name)} FROM (SELECT ? AS extra)", (held,)).fetchone()[0]) == [
            "a",
            "b",
        ]


def test_an_older_store_is_rebuilt_when_it_is_opened(own):
    before = verification.business_digest(own.store)
    with closing(sqlite3.connect(own.store, isolation_level=None)) as db:
        db.execute("DROP TABLE entry")
        db.execute("ALTER TABLE answer DROP COLUMN origin")
        db.execute("PRAGMA user_version = 1")
    own.open().close()
    assert verification.verify(own.store, own.paths).findings == []
    assert verification.business_digest(own.store) == before


def test_the_policy_read_from_the_ledger_is_the_one_adopted_to_the_letter(own):
    """Its digest is that of the text, so SQLite must hand out the very text that was written."""
    session = own.open()
    found = ledger.adopted_profile(session.store)
    assert found.text == load(found.raw).text
    assert found.digest in session.rows.table("policy")
    session.close()
