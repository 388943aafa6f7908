"""How far a long reading is, such as that of the first scan: every few seconds a line in the log."""

import logging
import time
from collections.abc import Callable

EVERY = 5.0  # seconds

_log = logging.getLogger(__name__)


class Progress:
    """Counts what was looked through of ``total`` messages; ``where`` is the account and the folder."""

    def __init__(self, where: str, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._where, self._total, self._clock = where, total, clock
        self._done, self._said_at = 0, clock()

    def passed(self, count: int) -> None:
        """So many more, at most: the last command of several may have asked for fewer."""
        self._done = min(self._done + count, self._total)
        if self._clock() - self._said_at >= EVERY:
            self._said_at = self._clock()
            part = 100 * self._done // max(self._total, 1)
            _log.info("%s: %d of %d messages looked through (%d%%)", self._where, self._done, self._total, part)
