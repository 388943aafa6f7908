"""Opening the database file: private, sound, and brought to the newest schema by numbered SQL files."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path

from afterword.adapters.ledger.files import LEDGER_FILE, make_private_folder, open_private, unusable
from afterword.errors import LedgerDamaged, StateUnusable, Transient

DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
PASSING = {
    sqlite3.SQLITE_BUSY: "another process is writing to it",
    sqlite3.SQLITE_FULL: "there is no room left on the disk",
    sqlite3.SQLITE_IOERR: "the disk does not take, or give, what it should",
}
"""The faults that may be over the next time, and what to say of them."""

# How long a writer waits for another one, in seconds: commands write while the service runs.
_PATIENCE = 10.0


def migrations() -> tuple[str, ...]:
    """The scripts in their order; the one at index n brings a schema n to n + 1."""
    folder = resources.files("afterword.adapters.ledger") / "migrations"
    scripts = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    for number, script in enumerate(scripts, 1):
        assert script.name.startswith(f"{number:04}_"), f"{script.name} leaves a gap"
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


def open_for_writing(state_dir: Path) -> sqlite3.Connection:
    """The ledger of a folder, made if it is missing, at the newest schema.

    :raises StateUnusable: it cannot be written, is damaged (``LedgerDamaged``), or was written by a newer version.
    :raises Transient: the disk is full, or another process has been writing for too long.
    """
    make_private_folder(state_dir)
    path = state_dir / LEDGER_FILE
    os.close(open_private(path, os.O_RDWR))
    with _opening(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
        return connection


def open_for_reading(state_dir: Path) -> sqlite3.Connection:
    """The ledger of a folder as it is, never changed; an empty one in memory where there is none.

    :raises StateUnusable: as for :func:`open_for_writing`.
    """
    path = state_dir / LEDGER_FILE
    try:
        if path.stat().st_size == 0:
            return open_in_memory()
    except FileNotFoundError:
        return open_in_memory()
    except OSError as problem:
        raise unusable(path, problem) from problem
    # Not SQLite's read-only mode: that would leave the files of the write-ahead log behind.
    with _opening(path) as connection:
        connection.execute("PRAGMA query_only = ON")
        if _version(connection) == len(migrations()):
            return connection
        with closing(connection):
            return copy_to_memory(connection)


def open_in_memory() -> sqlite3.Connection:
    """An empty ledger that nobody else sees."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    return connection


def copy_to_memory(source: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of ``source`` in memory, at the newest schema."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    source.backup(connection)
    migrate(connection)
    return connection


def migrate(connection: sqlite3.Connection, scripts: tuple[str, ...] | None = None) -> None:
    """Bring the schema to the newest version, each step in a transaction of its own."""
    for number, script in enumerate(migrations() if scripts is None else scripts):
        if _version(connection) > number:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Looked up again under the lock: another process may have done it meanwhile.
            if _version(connection) == number:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # after some faults, such as a full disk, SQLite has done it by itself
                connection.execute("ROLLBACK")
            raise


@contextmanager
def _opening(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that stays open after the block, unless the block fails."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
    try:
        _refuse_what_is_not_ours(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        # A note that a draft was placed must outlive a power cut, or the draft would be placed twice.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        # All that is read of it is kept as values, and the system has its pages at hand: by default SQLite keeps 2 MB.
        connection.execute("PRAGMA cache_size = -64")
        yield connection
    except (sqlite3.Error, UnicodeDecodeError) as problem:  # a complaint may quote what is no text
        connection.close()
        raise _broken(path, problem) from problem
    except BaseException:
        connection.close()
        raise


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _refuse_what_is_not_ours(connection: sqlite3.Connection, path: Path) -> None:
    version, newest = _version(connection), len(migrations())
    if version > newest:
        raise StateUnusable(
            f"The ledger {path} was written by a newer version of Afterword (schema {version}; this one knows "
            f"{newest}). It was left as it is: use that version again."
        )
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and not _version(connection):  # asked again: another process may be making the ledger just now
        raise StateUnusable(f"{path} is a database of another program. Choose another `state_dir`.")


def _broken(path: Path, problem: Exception) -> StateUnusable | Transient:
    """The error for a file that SQLite cannot use; of a damaged one a copy is kept, one for each damage."""
    code = primary_code(problem)
    if code in PASSING:
        return Transient(f"the ledger {path} cannot be used just now: {PASSING[code]}")
    if code not in DAMAGE:
        return StateUnusable(f"The ledger {path} cannot be used: {problem}. See the rights to it, and to its folder.")
    copy = keep_copy(path)
    return LedgerDamaged(
        f"The ledger {path} is damaged ({' '.join(str(problem).split())}). A copy is kept as {copy.name}. Put a backup "
        "in its place if you have one; else the next `afterword run` begins a new one: what can be read of the old one "
        "is taken over, the mailbox is read anew, drafts that are there are recognised, and your decisions are taken "
        "from decisions.jsonl."
    )


def keep_copy(path: Path) -> Path:
    """A copy of a damaged file beside it, and of its log; one for each damage.

    :raises StateUnusable: there cannot be one.
    :raises Transient: the disk is full.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:8]
    copy = path.with_name(f"ledger-damaged-{digest}.db")
    if copy.exists():
        return copy
    try:
        for ending in ("-wal", ""):  # the copy of the ledger itself comes last: where it is, all of it is
            if (source := path.with_name(path.name + ending)).exists():
                kept = copy.with_name(copy.name + ending)
                os.close(open_private(kept, os.O_WRONLY))
                shutil.copyfile(source, kept)
    except OSError as problem:
        copy.unlink(missing_ok=True)
        raise unusable(copy, problem) from problem
    return copy


def primary_code(problem: Exception) -> int:
    """SQLite's own code for a fault, without its details; that of a damaged file where there is none."""
    return getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _statements(script: str) -> Iterator[str]:
    """The statements of a script: ``executescript`` would end the transaction before it begins."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    assert not statement.strip(), f"an unfinished statement: {statement}"
