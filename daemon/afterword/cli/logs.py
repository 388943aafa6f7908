"""Logging for every command: one line for each event, to standard error; a service's to the journal, with fields.

At info stand our decisions, in our words: nothing of the text of a mail, and never a secret. With ``--verbose`` also
what is said to the servers, as ``adapters/imap/spoken.py`` shows it. The libraries are held to warnings even then,
since at debug some of them log whole protocol lines.
"""

import logging
import os
import sys
from datetime import UTC, datetime
from typing import TextIO

from afterword.cli.journal import Journal, entry

_DECISIONS = "afterword.engine"

# What journald understands at the beginning of a line (sd-daemon(3)).
_PRIORITY = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class OneLine(logging.Formatter):
    """A record as one line. ``journal``: as journald wants it, which knows the time by itself."""

    def __init__(self, *, journal: bool) -> None:
        super().__init__()
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback, where there is one, follows it."""
        message, name = one_line(record), record.name.removeprefix("afterword.")
        if self._journal:
            line = f"<{_PRIORITY.get(record.levelno, 5)}>{name}: {message}"
        else:
            at = datetime.fromtimestamp(record.created, UTC)
            line = f"{at:%Y-%m-%dT%H:%M:%SZ} {record.levelname.lower()} {name}: {message}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def one_line(record: logging.LogRecord) -> str:
    """What a record says. Whatever a server brings: no second line, and nothing that a terminal would obey."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in record.getMessage())


class _Ours(logging.Handler):
    """Those that `set_up` adds and takes away."""


class _ToTheJournal(_Ours):
    def __init__(self, journal: Journal, otherwise: logging.Handler) -> None:
        super().__init__()
        self._journal, self._otherwise = journal, otherwise

    def emit(self, record: logging.LogRecord) -> None:
        message = one_line(record)
        if record.exc_info:
            message += "\n" + logging.Formatter().formatException(record.exc_info)
        try:
            self._journal.send(entry(record, message, _PRIORITY.get(record.levelno, 5)))
        except OSError:  # it is being started anew, perhaps; a line must not be lost for that
            self._otherwise.emit(record)

    def close(self) -> None:
        self._journal.close()
        super().close()


class _ToStandardError(_Ours):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except OSError:
            self.handleError(record)


def set_up(*, verbose: bool) -> None:
    """Log info and above, with ``verbose`` our debug lines too. Setting up again changes it."""
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if isinstance(one, _Ours)]:
        root.removeHandler(earlier)
        earlier.close()
    root.addHandler(_handler())
    root.setLevel(logging.WARNING)
    logging.getLogger("afterword").setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger(_DECISIONS).setLevel(logging.NOTSET)


def leave_out_decisions() -> None:
    """Until it is set up again: for a command that touches nothing, and says itself what would be decided.

    How far a long reading is, and what goes wrong, is logged all the same.
    """
    logging.getLogger(_DECISIONS).setLevel(logging.WARNING)


def _handler() -> logging.Handler:
    """Standard error; where that is the journal, the journal itself, which takes fields."""
    journal = _is_the_journal(sys.stderr)
    handler = _ToStandardError()
    handler.setFormatter(OneLine(journal=journal))
    if not journal:
        return handler
    try:
        return _ToTheJournal(Journal(), handler)
    except OSError:  # a sandbox may hide it; lines without fields come there all the same
        return handler


def _is_the_journal(stream: TextIO) -> bool:
    """Does this stream end in journald? ``$JOURNAL_STREAM`` names device and inode of the one that does."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
