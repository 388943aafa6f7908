"""The ledger: facts, drafts, positions and the user's decisions, in SQLite. One object belongs to one thread."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from afterword.adapters.ledger.files import append_decision, decode_word, encode_word, read_decisions
from afterword.adapters.ledger.schema import (
    DAMAGE,
    PASSING,
    copy_to_memory,
    open_for_reading,
    open_for_writing,
    open_in_memory,
    primary_code,
)
from afterword.adapters.ledger.values import draft_of, fact_of, identity, kind_of, name_of_message, text_of
from afterword.errors import LedgerDamaged, StateUnusable, Transient
from afterword.model import (
    AccountState,
    Cursor,
    Draft,
    InviteSeen,
    Observation,
    Position,
    Reach,
    SetAside,
    Word,
)

_log = logging.getLogger(__name__)


class Ledger:
    """What is known, on disk. Every write outside :meth:`transaction` is on the disk when its method returns."""

    def __init__(self, connection: sqlite3.Connection, state_dir: Path | None) -> None:
        self._connection = connection
        self._state_dir = state_dir
        self._depth = 0
        self._facts: tuple[Observation, ...] = ()  # those read so far, up to this number
        self._facts_up_to = 0
        self._drafts: dict[str, Draft] = {}  # by Message-ID, as of this version of the file; None: not read
        self._drafts_version: int | None = None
        self._draft_rows: tuple[Draft, ...] | None = None

    @classmethod
    def open(cls, state_dir: Path, *, read_only: bool = False) -> Self:
        """The ledger of a folder. For writing it is made if missing, and lost decisions are put back into the inbox.

        Reading changes nothing, works beside a writer, and finds an empty ledger where there is none. Who makes
        passes must hold the :class:`StateLock` as well; commands that only submit need not.

        :raises StateUnusable: it cannot be written, is damaged, or was written by a newer version.
        """
        if read_only:
            return cls(open_for_reading(state_dir), None)
        ledger = cls(open_for_writing(state_dir), state_dir)
        try:
            ledger.put_back(read_decisions(state_dir))
        except BaseException:
            ledger.close()
            raise
        return ledger

    @classmethod
    def in_memory(cls) -> Self:
        """An empty ledger that is gone when it is closed."""
        return cls(open_in_memory(), None)

    def close(self) -> None:
        """Let go of the file. Closing twice does no harm."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def read_through(self) -> None:
        """Read everything once.

        :raises LedgerDamaged: something of it cannot be read.
        """
        _ = self.observations(), self.drafts(), self.pending()
        _ = self.cursors(), self.accounts(), self.set_aside_messages()

    def in_memory_copy(self) -> Self:
        """The same content in memory, to be changed without any effect: what ``plan`` works on."""
        return type(self)(copy_to_memory(self._connection), None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes within happen together or not at all. One inside another belongs to the outer one.

        :raises Transient: another process has been writing for too long, the disk is full, or it fails.
        """
        if self._depth == 0:
            self._execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
            if self._depth == 1:
                self._execute("COMMIT")
        except BaseException:
            # SQLite has rolled back by itself after some faults, such as a full disk.
            if self._depth == 1 and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._facts, self._facts_up_to, self._drafts_version = (), 0, None  # what was read within is not there
            raise
        finally:
            self._depth -= 1

    def _execute(self, statement: str, values: Sequence[str | int | None] = ()) -> sqlite3.Cursor:
        with told():
            return self._connection.execute(statement, values)

    def _rows(self, statement: str, values: Sequence[str | int | None] = ()) -> list[Any]:
        with told():
            return self._connection.execute(statement, values).fetchall()

    # --- Observations ---

    def observations(self) -> tuple[Observation, ...]:
        """Every fact, in the order of writing. They only become more: those read before are the same objects."""
        rows = self._rows(
            "SELECT number, kind, value FROM observation WHERE number > ? ORDER BY number", (self._facts_up_to,)
        )
        if rows:
            with told():
                self._facts += tuple(fact_of(kind, value) for _, kind, value in rows)
            self._facts_up_to = rows[-1][0]
        return self._facts

    def observe(self, items: Iterable[Observation]) -> int:
        """Write down what is new, as ``news_of`` does, and return how much that was."""
        return len(self.news_of(items))

    def news_of(self, items: Iterable[Observation]) -> tuple[Observation, ...]:
        """Write down what is new, and return that.

        The same message in two folders, or read again with the same result, is one fact. Where a newer reader says of
        a message what an older one had said before the last, that is written down again, as the latest word counts; and
        where it says anything else of one event in a message, all events of the message are, as they count together.

        :raises BadMessage: a fact holds what cannot be stored as text; none of ``items`` is written.
        """
        new: list[Observation] = []
        given = tuple(items)
        with self.transaction():
            invites = (item for item in given if isinstance(item, InviteSeen))
            otherwise = {name_of_message(item) for item in invites if self._is_news(*identity(item))}
            for item in given:
                source, digest, reader = identity(item)
                with_others = isinstance(item, InviteSeen) and name_of_message(item) in otherwise
                if not self._is_news(source, digest, reader, with_others=with_others):
                    continue
                written = self._execute(
                    "INSERT OR IGNORE INTO observation (kind, source, digest, reader, value) VALUES (?, ?, ?, ?, ?)",
                    (kind_of(item), source, digest, reader, text_of(item)),
                ).rowcount
                new += [item] if written else []
        return tuple(new)

    def _is_news(self, source: str, digest: str, reader: int, *, with_others: bool = False) -> bool:
        """Is this to be written down? ``with_others``: another event of its message is, so a newer reading counts."""
        latest = self._rows(
            "SELECT digest, reader FROM observation WHERE source = ? ORDER BY number DESC LIMIT 1", (source,)
        )
        if not self._rows("SELECT 1 FROM observation WHERE source = ? AND digest = ?", (source, digest)):
            return True
        return bool(latest[0][1] < reader and (with_others or latest[0][0] != digest))

    # --- Drafts ---

    def drafts(self) -> tuple[Draft, ...]:
        """Every row, in the order in which they were first written; the same objects until one is written."""
        ((version,),) = self._rows("PRAGMA data_version")  # another one after somebody else has written
        if version != self._drafts_version:
            rows = self._rows("SELECT message_id, value FROM draft ORDER BY number")
            with told():
                self._drafts = {name: draft_of(value) for name, value in rows}
            self._drafts_version, self._draft_rows = version, None
        if self._draft_rows is None:
            self._draft_rows = tuple(self._drafts.values())
        return self._draft_rows

    def save_draft(self, draft: Draft) -> None:
        """Write the row of this Message-ID, new or over the old one. On the disk when this returns."""
        text = text_of(draft)
        with self.transaction():
            self._execute(
                "INSERT INTO draft (message_id, value) VALUES (?, ?)"
                " ON CONFLICT (message_id) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
                (draft.message_id, text),
            )
        self._drafts[draft.message_id], self._draft_rows = draft_of(text), None

    # --- Folders ---

    def cursors(self) -> Mapping[tuple[str, str], Cursor]:
        """How far each folder was read, by (account, folder)."""
        rows = self._rows("SELECT account, folder, uidvalidity, uidnext, reader, context FROM cursor")
        return {(row[0], row[1]): Cursor(*row) for row in rows}

    def save_cursor(self, cursor: Cursor) -> None:
        """Remember how far a folder was read; nothing is written where that is no news."""
        where = cursor.account, cursor.folder
        rows = self._rows(
            "SELECT uidvalidity, uidnext, reader, context FROM cursor WHERE account = ? AND folder = ?", where
        )
        if [Cursor(*where, *row) for row in rows] == [cursor]:
            return
        with self.transaction():
            self._execute(
                "INSERT OR REPLACE INTO cursor (account, folder, uidvalidity, uidnext, reader, context)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (cursor.account, cursor.folder, cursor.uidvalidity, cursor.uidnext, cursor.reader, cursor.context),
            )

    def set_aside(self, position: Position, reason: str) -> None:
        """Remember a message that could not be read, and why."""
        if SetAside(position, reason) in self.set_aside_messages():
            return
        with self.transaction():
            self._execute(
                "INSERT OR REPLACE INTO set_aside (account, folder, uidvalidity, uid, reason) VALUES (?, ?, ?, ?, ?)",
                (position.account, position.folder, position.uidvalidity, position.uid, reason),
            )

    def take_back(self, position: Position) -> None:
        """Forget that a message could not be read: it was now, or it is gone."""
        if position not in {aside.position for aside in self.set_aside_messages()}:
            return
        with self.transaction():
            self._execute(
                "DELETE FROM set_aside WHERE account = ? AND folder = ? AND uidvalidity = ? AND uid = ?",
                (position.account, position.folder, position.uidvalidity, position.uid),
            )

    def set_aside_messages(self) -> tuple[SetAside, ...]:
        """The messages that could not be read, by account, folder and UID."""
        rows = self._rows(
            "SELECT account, folder, uidvalidity, uid, reason FROM set_aside ORDER BY account, folder, uidvalidity, uid"
        )
        return tuple(SetAside(Position(*where), reason) for *where, reason in rows)

    # --- The inbox of commands ---

    def submit(self, word: Word) -> bool:
        """Leave the user's word for the next pass, and in ``decisions.jsonl``, which outlives the ledger; is it new?"""
        if identity(word)[1] in self._known_words():
            return False
        if self._state_dir is not None:
            append_decision(self._state_dir, word)
        self.put_back((word,))
        return True

    def pending(self) -> tuple[Word, ...]:
        """What the user said and no pass has taken up yet, in the order of saying."""
        rows = self._rows("SELECT value FROM inbox ORDER BY number")
        with told():
            return tuple(decode_word(value) for (value,) in rows)

    def take(self) -> tuple[Word, ...]:
        """Move what is pending to the observations, all at once, and return it."""
        if not self.pending():
            return ()
        with self.transaction():
            decisions = self.pending()
            self.observe(decisions)
            self._execute("DELETE FROM inbox")
        return decisions

    def _known_words(self) -> set[str]:
        """The digests of what the user said, taken up or not.

        Made anew, not those that stand there: an earlier version may have known less of a word, and so called it
        otherwise.
        """
        taken = self._rows("SELECT kind, value FROM observation WHERE kind IN ('decision', 'debrief', 'undo')")
        with told():
            words = (*(fact_of(kind, value) for kind, value in taken), *self.pending())
        return {identity(word)[1] for word in words}

    def put_back(self, words: Iterable[Word]) -> None:
        """Into the inbox with the user's words that are neither there nor taken up."""
        known = self._known_words()
        new = {identity(word)[1]: word for word in words}
        missing = {digest: word for digest, word in new.items() if digest not in known}
        if not missing:
            return
        with self.transaction():
            for digest, word in missing.items():
                value = encode_word(word).decode()
                self._execute("INSERT OR IGNORE INTO inbox (digest, value) VALUES (?, ?)", (digest, value))

    # --- Accounts ---

    def accounts(self) -> Mapping[str, AccountState]:
        """How the last attempt to serve each account ended, by name."""
        rows = self._rows("SELECT name, state, problem FROM account ORDER BY name")
        return {name: AccountState(name, Reach(state), problem) for name, state, problem in rows}

    def save_account(self, name: str, state: Reach, problem: str | None = None) -> None:
        """Remember how serving an account ended; nothing is written where that is no news."""
        if self._rows("SELECT state, problem FROM account WHERE name = ?", (name,)) == [(state.value, problem)]:
            return
        with self.transaction():
            self._execute(
                "INSERT OR REPLACE INTO account (name, state, problem) VALUES (?, ?, ?)", (name, state.value, problem)
            )


@contextmanager
def told() -> Iterator[None]:
    """Faults of SQLite as ours; what only a bug can cause stays as it is."""
    try:
        yield
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise _damaged() from None
    except sqlite3.DatabaseError as problem:
        code = primary_code(problem)
        if code in PASSING:
            raise Transient(f"nothing can be written down in the ledger: {PASSING[code]}") from problem
        if code in DAMAGE:
            raise _damaged() from None  # no chaining: it may repeat what stands there
        if code == sqlite3.SQLITE_READONLY:
            raise StateUnusable("the ledger is open for reading only, or its file is write-protected") from problem
        raise


def _damaged() -> LedgerDamaged:
    return LedgerDamaged(
        "The ledger is damaged. The next `afterword run` keeps a copy of it and begins a new one of what can be read."
    )
