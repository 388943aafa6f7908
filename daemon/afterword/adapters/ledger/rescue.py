"""A damaged ledger is no reason to stop: a copy is kept, a new one begun, and what can be read of it taken over.

The mailbox tells the rest again. What it cannot tell is in the rows of drafts: which of them the user has deleted. So
the rows are sought from both ends of each table, around the pages that are broken, and each is believed only if it is
whole: a fact by its digest, a draft by its name.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from afterword.adapters.ledger.files import LEDGER_FILE, StateLock, unusable
from afterword.adapters.ledger.schema import keep_copy
from afterword.adapters.ledger.store import Ledger
from afterword.adapters.ledger.values import draft_from, fact_from
from afterword.errors import LedgerDamaged
from afterword.model import Draft, Observation

_log = logging.getLogger(__name__)

_FACTS = (
    "SELECT number, kind, digest, value FROM observation ORDER BY number",
    "SELECT number, kind, digest, value FROM observation ORDER BY number DESC",
)
_DRAFTS = (
    "SELECT number, message_id, value FROM draft ORDER BY number",
    "SELECT number, message_id, value FROM draft ORDER BY number DESC",
)


def open_ledger(lock: StateLock) -> Ledger:
    """The ledger of who holds the lock, for writing; begun anew where it was damaged.

    :raises StateUnusable: it cannot be written, or was written by a newer version.
    :raises Transient: the disk is full, or another process has been writing for too long.
    """
    try:
        return _whole(lock.state_dir)
    except LedgerDamaged as problem:
        _log.error("%s", problem)
    path = lock.state_dir / LEDGER_FILE
    keep_copy(path)
    facts, drafts = _rescued(path)
    remove_ledger(lock.state_dir)
    ledger = Ledger.open(lock.state_dir)
    try:
        with ledger.transaction():
            ledger.observe(facts)
            for draft in drafts:
                ledger.save_draft(draft)
    except BaseException:
        ledger.close()
        raise
    _log.warning("a new ledger was begun, with %d facts and %d drafts of the old one", len(facts), len(drafts))
    return ledger


def _whole(state_dir: Path) -> Ledger:
    # SQLite's own check looks at the structure alone; a text that is none would be found by a pass, and again by the
    # next.
    ledger = Ledger.open(state_dir)
    try:
        ledger.read_through()
    except BaseException:
        ledger.close()
        raise
    return ledger


def _rescued(path: Path) -> tuple[list[Observation], list[Draft]]:
    """What can still be read of a damaged file, in the order of writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        rows = {number: fact_from(*rest) for number, *rest in _rows(connection, _FACTS)}
        facts = [fact for _, fact in sorted(rows.items()) if fact is not None]
        found = {number: draft_from(*rest) for number, *rest in _rows(connection, _DRAFTS)}
        return facts, [draft for _, draft in sorted(found.items()) if draft is not None]


def _rows(connection: sqlite3.Connection, statements: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    for statement in statements:
        try:
            yield from connection.execute(statement)
        except (sqlite3.Error, UnicodeDecodeError):
            continue  # from the other end, up to the same place


def remove_ledger(state_dir: Path) -> None:
    """Take the ledger away, of which a copy is kept.

    :raises StateUnusable: the system refuses it.
    """
    for name in (f"{LEDGER_FILE}-wal", f"{LEDGER_FILE}-shm", LEDGER_FILE):
        try:
            (state_dir / name).unlink(missing_ok=True)
        except OSError as problem:
            raise unusable(state_dir / name, problem) from problem
