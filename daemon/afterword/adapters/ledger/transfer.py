"""The whole state as one text of JSON lines, to be kept elsewhere or taken to another machine (docs/moving.md).

Rows are carried as the tables have them, whatever their columns, with the number of their schema. So an old text goes
into a database of its own schema, and from there the way of every old ledger: through the migrations.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import msgspec
from msgspec import Struct

from afterword.adapters.ledger.files import (
    StateLock,
    decode_word,
    encode_word,
    read_decisions,
    read_last_pass,
    replace_decisions,
    replace_last_pass,
)
from afterword.adapters.ledger.rescue import remove_ledger
from afterword.adapters.ledger.schema import copy_to_memory, migrate, migrations, open_for_reading, open_for_writing
from afterword.adapters.ledger.store import Ledger, told
from afterword.errors import LedgerDamaged, StateUnusable
from afterword.model import Word

VERSION = 1
"""Of the form of the text. What stands in the rows goes by the number of the schema."""
LONGEST_LINE = 16 * 2**20
"""Bytes; the longest fact, a note of the user's, is far below."""

_JSON = "value"  # the column whose text is JSON, in whatever table
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


_NO_WORD = msgspec.Raw()  # None would do, but msgspec has no union with Raw


class Exported(Struct, frozen=True):
    """A state that was read from such a text, in memory. ``words`` and ``served`` stand in files beside the ledger."""

    connection: sqlite3.Connection
    words: tuple[Word, ...]
    served: Mapping[str, datetime]

    def counts(self) -> tuple[int, int]:
        """How many facts and drafts there are."""
        ledger = Ledger(self.connection, None)
        return len(ledger.observations()) + len(ledger.pending()), len(ledger.drafts())


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line between the first and the last: the row of a table, a word of the user's, or the times of last passes."""

    table: str | None = None
    row: dict[str, msgspec.Raw] | None = None
    word: msgspec.Raw = _NO_WORD
    served: dict[str, datetime] | None = None


class _Head(msgspec.Struct, frozen=True):
    """The first line."""

    afterword: str
    version: int
    schema: int


class _End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line: how many stand before it, and the SHA-256 of all their bytes."""

    lines: int
    sha256: str


_line_decoder = msgspec.json.Decoder(_Line)


def exported(state_dir: Path) -> bytes:
    """The state of a folder as text. Equal states give equal bytes; nothing is changed, and a service may run.

    :raises StateUnusable: it cannot be read, is damaged, or was written by a newer version.
    """
    with closing(open_for_reading(state_dir)) as source, closing(copy_to_memory(source)) as copy:
        words = read_decisions(state_dir)  # after the copy: a word that is in neither would be lost
        ledger = Ledger(copy, None)
        ledger.read_through()
        ledger.put_back(words)
        lines = [_encoded(_Head("state", VERSION, len(migrations()))), *_rows(copy)]
    lines += [_encoded(_Line(word=msgspec.Raw(encode_word(word)))) for word in words]
    if served := read_last_pass(state_dir):
        lines.append(_encoded(_Line(served=dict(served))))
    text = b"".join(lines)
    return text + _encoded(_End(len(lines), hashlib.sha256(text).hexdigest()))


def read_exported(lines: Iterable[bytes]) -> Exported:
    """The state that a text tells, all of it checked. ``lines`` are those of a file, each with its line feed.

    :raises StateUnusable: it is no such text, is damaged or cut short, or was written by a newer version.
    """
    given = iter(lines)
    first = next(given, b"")
    schema = _schema_of(first)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, migrations()[:schema])
        words, served = _take_in(connection, first, given)
        migrate(connection)
        Ledger(connection, None).read_through()
    except BaseException as problem:
        connection.close()
        if isinstance(problem, sqlite3.Error | OverflowError | LedgerDamaged):
            _refuse("its lines make no state")
        raise
    return Exported(connection, words, served)


def is_empty(state_dir: Path) -> bool:
    """Does the state of a folder hold nothing at all?

    :raises StateUnusable: it cannot be read, is damaged, or was written by a newer version.
    """
    with closing(open_for_reading(state_dir)) as connection:
        return not read_decisions(state_dir) and next(_rows(connection), None) is None


def replace_state(lock: StateLock, new: Exported) -> None:
    """Put ``new`` in the place of what the folder of ``lock`` holds. The ledger changes as a whole or not at all.

    :raises StateUnusable: the folder cannot be used, or its ledger was written by a newer version.
    :raises Transient: the disk is full.
    """
    try:
        target = open_for_writing(lock.state_dir)
    except LedgerDamaged:  # a copy is kept by now
        remove_ledger(lock.state_dir)
        target = open_for_writing(lock.state_dir)
    before = read_decisions(lock.state_dir)
    with closing(target):
        # The words go first, or the new ledger would take the old ones up, and come last: the ledger has them as well.
        replace_decisions(lock.state_dir, ())
        try:
            with told():
                new.connection.backup(target)
        except BaseException:
            replace_decisions(lock.state_dir, before)
            raise
    replace_decisions(lock.state_dir, new.words)
    replace_last_pass(lock.state_dir, new.served)


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _rows(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The line of each row of each table, in an order that is the same for equal tables."""
    with told():
        for table, columns in _columns(connection).items():
            names = ", ".join(columns)
            for row in connection.execute(f"SELECT {names} FROM {table} ORDER BY {names}"):  # noqa: S608 of our schema
                packed = {name: _packed(name, value) for name, value in zip(columns, row, strict=True)}
                yield _encoded(_Line(table=table, row=packed))


def _columns(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The columns of each table."""
    tables = [name for (name,) in connection.execute(_TABLES)]
    return {name: tuple(row[1] for row in connection.execute(f"PRAGMA table_info({name})")) for name in tables}


def _packed(column: str, value: str | int | None) -> msgspec.Raw:
    """A value of a row as JSON, byte by byte as it is where it is JSON already."""
    return msgspec.Raw(value.encode() if column == _JSON and isinstance(value, str) else msgspec.json.encode(value))


def _unpacked(column: str, value: msgspec.Raw) -> str | int | None:
    return bytes(value).decode() if column == _JSON else msgspec.json.decode(value, type=str | int | None)


def _schema_of(first: bytes) -> int:
    try:
        head = msgspec.json.decode(first, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        head = _Head("", 0, 0)
    if head.afterword != "state" or head.version < 1 or head.schema < 1:
        raise StateUnusable("This is no export of a state: its first line is not that of one. Nothing was imported.")
    if head.version > VERSION or head.schema > len(migrations()):
        raise StateUnusable(
            f"This was exported by a newer version of Afterword (form {head.version}, schema {head.schema}; this one "
            f"knows {VERSION} and {len(migrations())}). Nothing was imported: use that version."
        )
    return head.schema


def _take_in(
    connection: sqlite3.Connection, first: bytes, lines: Iterator[bytes]
) -> tuple[tuple[Word, ...], Mapping[str, datetime]]:
    """Write the rows into the database, and return what stands in files; the last line must be the sum of the rest."""
    columns, digest = _columns(connection), hashlib.sha256(first)
    words: list[Word] = []
    served: dict[str, datetime] = {}
    number, line = 1, first
    for number, line in enumerate(lines, 2):
        if line.startswith(b'{"lines":'):
            break
        try:
            match _line_decoder.decode(line):
                case _Line(table=str(table), row=dict(row)) if tuple(row) == columns.get(table):
                    marks = ", ".join("?" * len(row))
                    values = [_unpacked(name, value) for name, value in row.items()]
                    connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 of our schema
                case _Line(served=dict(times)):
                    served = times
                case _Line(word=word) if bytes(word):
                    words.append(decode_word(bytes(word)))
                case _:
                    _refuse(f"line {number} is none of an export")
        except (msgspec.MsgspecError, UnicodeDecodeError):
            _refuse(f"line {number} cannot be read")
        digest.update(line)
    try:
        end = msgspec.json.decode(line, type=_End)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        _refuse("its end is missing")
    if end != _End(number - 1, digest.hexdigest()) or next(lines, None) is not None:
        _refuse("the sum at its end is not that of its lines")
    return tuple(words), served


def _refuse(why: str) -> NoReturn:
    raise StateUnusable(f"This export is damaged: {why}. Nothing was imported.") from None
