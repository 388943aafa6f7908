"""Logging for every command: to standard error, one line for each event.

At info stand our decisions, in our words: nothing of the text of a mail, and never a secret. The libraries are held
to warnings even with ``--verbose``, since at debug some of them log whole protocol lines.
"""

import logging
import os
import sys
from datetime import UTC, datetime
from typing import TextIO

# What journald understands at the beginning of a line (sd-daemon(3)).
_PRIORITY = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class OneLine(logging.Formatter):
    """A record as one line. ``journal``: as journald wants it, which knows the time by itself."""

    def __init__(self, *, journal: bool) -> None:
        super().__init__()
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback, where there is one, follows it."""
        # Whatever a server or a file name brings: no second line, and nothing that a terminal would obey.
        message = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in record.getMessage())
        name = record.name.removeprefix("afterword.")
        if self._journal:
            line = f"<{_PRIORITY.get(record.levelno, 5)}>{name}: {message}"
        else:
            at = datetime.fromtimestamp(record.created, UTC)
            line = f"{at:%Y-%m-%dT%H:%M:%SZ} {record.levelname.lower()} {name}: {message}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


class _ToStandardError(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except OSError:
            self.handleError(record)


def set_up(*, verbose: bool) -> None:
    """Log to standard error: info and above, with ``verbose`` our debug lines too. Setting up again changes it."""
    handler = _ToStandardError()
    handler.setFormatter(OneLine(journal=_is_the_journal(sys.stderr)))
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if isinstance(one, _ToStandardError)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("afterword").setLevel(logging.DEBUG if verbose else logging.INFO)


def _is_the_journal(stream: TextIO) -> bool:
    """Does this stream end in journald? ``$JOURNAL_STREAM`` names device and inode of the one that does."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
