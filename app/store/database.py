"""Opening a store: the settings that every open asserts, its transactions, its backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlite

from app.common.errors import Expected, Unavailable, from_os_error
from app.common.safefile import write_beside
from app.store import tables

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Asserted at every open, because SQLite and sqlite-utils default to other values. TRUNCATE + EXTRA lost no
#: acknowledged commit in simulated power failures; DELETE + FULL did.
PRAGMAS: tuple[tuple[str, str, Any], ...] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("secure_delete", "ON", 1),
    ("mmap_size", "0", 0),
)
_BUSY_MS = 5000
#: Prepared statements that are kept. The driver's 100 are full after the opening, and then it prepares each anew.
_STATEMENTS = 1000


class _Connection(sqlite.Connection):  # type: ignore[misc]  # the driver brings no types
    """Says that somebody else holds the store, whoever asks; damage stays what the driver calls it."""

    path = Path()

    def execute(self, *given: Any) -> Any:
        try:
            return super().execute(*given)
        except sqlite.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise _explain(error, self.path) from error
            raise


class Store:
    """An open store. It belongs to the thread that opened it."""

    def __init__(self, path: Path, conn: Any) -> None:
        self.path = path
        self.conn = conn

    @cached_property
    def db(self) -> Database:
        """The store through sqlite-utils; imported when first asked for, which opening a window does not do."""
        from sqlite_utils import Database

        return Database(self.conn)

    def close(self) -> None:
        """Let go of the file; a closed store stays closed."""
        self.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """``BEGIN IMMEDIATE`` … ``COMMIT``; any error rolls back, and expected ones become calm sentences."""
        with calm(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    def query(self, sql: str, values: tuple[Any, ...] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """The rows of a SELECT as dicts."""
        with calm(self.path):
            cursor = self.conn.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def interrupt(self) -> None:
        """Stop the query that runs now; may be called from another thread."""
        self.conn.interrupt()


def create(path: Path) -> Store:
    """A new, empty store; refused if the file is there already."""
    if path.exists():
        raise Unavailable("exists", file=path.name, folder=str(path.parent))
    with calm(path):
        store = Store(path, _connect(path))
        with store.transaction():
            tables.create(store.db)
            store.conn.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
            store.conn.execute(f"PRAGMA user_version = {tables.USER_VERSION}")
    return store


def assert_whole(store: Store) -> None:
    """``Unavailable`` if a table or the department's own row is gone: somebody else worked on the file."""
    there = {row["name"] for row in store.query("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not there.issuperset(tables.COLUMNS) or not store.query("SELECT id FROM store"):
        raise Unavailable("store_damaged", file=store.path.name)


def open_store(path: Path, *, read_only: bool = False) -> Store:
    """Open an existing store and assert what it is; a newer one than this program knows is refused by name."""
    try:
        is_there = path.is_file()
    except OSError as error:  # longer than any name of a file, for one
        raise from_os_error(error, path) from error
    if not is_there:
        raise Unavailable("is_folder" if path.is_dir() else "missing", file=path.name, folder=str(path.parent))
    with calm(path):
        if read_only:
            _recover(path)
        conn = _connect(path, read_only=read_only)
        try:
            _assert_kind(conn, path)
        except BaseException:
            conn.close()
            raise
    return Store(path, conn)


def _connect(path: Path, *, read_only: bool = False) -> Any:
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    wait = _BUSY_MS / 1000
    conn = sqlite.connect(
        uri,
        uri=True,
        isolation_level=None,
        timeout=wait,
        check_same_thread=False,
        factory=_Connection,
        cached_statements=_STATEMENTS,
    )
    conn.path = path
    for name, value, expected in PRAGMAS:
        if read_only and name in ("journal_mode", "synchronous"):
            continue
        conn.execute(f"PRAGMA {name} = {value}")
        found = conn.execute(f"PRAGMA {name}").fetchone()
        if found is not None and found[0] != expected:
            conn.close()
            raise Unavailable("store_setting", file=path.name, setting=name)
    return conn


def _recover(path: Path) -> None:
    """Roll back what a killed program left half-written: SQLite cannot do it through a read-only handle."""
    journal = path.with_name(path.name + "-journal")
    if journal.exists() and journal.stat().st_size:
        conn = _connect(path)
        conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        conn.close()


def _assert_kind(conn: Any, path: Path) -> None:
    if conn.execute("PRAGMA application_id").fetchone()[0] != tables.APPLICATION_ID:
        raise Unavailable("not_a_store", file=path.name)
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version > tables.USER_VERSION:
        raise Unavailable("store_newer", file=path.name, version=version, known=tables.USER_VERSION)


@contextmanager
def calm(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the machine into a sentence a clerk can act on; bugs stay bugs."""
    try:
        yield
    except sqlite.Error as error:
        raise _explain(error, path) from error


def _explain(error: Exception, path: Path) -> Expected | Exception:
    said = str(error).lower()
    for words, code in (
        ("full", "store_disk_full"),
        ("locked", "store_locked"),
        ("busy", "store_locked"),
        ("readonly", "store_read_only"),
        ("unable to open", "store_cannot_open"),
        ("not a database", "not_a_store"),
        ("malformed", "store_damaged"),
        ("no such table", "store_damaged"),
        ("no such column", "store_damaged"),
        ("disk i/o", "store_disk"),
    ):
        if words in said:
            return Unavailable(code, file=path.name, folder=str(path.parent))
    return error


def backup(store: Store, target: Path) -> Path:
    """A copy through SQLite's backup API, checked before it gets its name; an older copy is replaced only then."""

    def write(temporary: Path) -> None:
        copy = sqlite.connect(str(temporary), isolation_level=None)
        try:
            store.conn.backup(copy)
        finally:
            copy.close()

    def reread(temporary: Path) -> None:
        copy = sqlite.connect(f"{temporary.resolve().as_uri()}?mode=ro", uri=True)
        try:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            count = "SELECT count(*), max(hash) FROM event"
            same = copy.execute(count).fetchone() == store.conn.execute(count).fetchone()
        finally:
            copy.close()
        if not (sound and same):
            raise Unavailable("backup_differs", file=target.name)

    with calm(target):
        return write_beside(target, write, reread)
