"""Reasons for a pass, and how long to wait for one."""

import logging
import threading
import time
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from afterword.adapters.watch import Pace, retry_after
from afterword.config import Config
from afterword.errors import AfterwordError, LoginRefused, StillBusy

log = logging.getLogger(__name__)


class Tempo(Struct, frozen=True):
    """How often what happens, in seconds.

    ``poll``: all folders are looked at, not only those that are watched. ``tick``: how late a jump of the clock is
    noticed, where nothing else happens. ``longest_pass``: a pass that takes longer is taken for stuck.
    """

    poll: float = 300.0
    tick: float = 300.0
    first_retry: float = 2.0
    last_retry: float = 300.0
    first_refused: float = 300.0
    last_refused: float = 3600.0
    shortest_wait: float = 5.0
    longest_pass: float = 1800.0
    grace: float = 1.5
    watch: Pace = field(default_factory=lambda: Pace(tick=150.0))


class Wakes:
    """Reasons for a pass, collected until the worker takes them all at once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._accounts: set[str] = set()
        self._all = False
        self._stopped = False
        self._config: Config | None = None

    def wake(self, account: str | None, reason: str) -> None:
        """Look at an account soon; None: at all of them."""
        log.debug("woken: %s (%s)", account or "everything", reason)
        with self._changed:
            self._all = self._all or account is None
            if account is not None:
                self._accounts.add(account)
            self._changed.notify()

    def reconfigure(self, config: Config) -> None:
        """Go on with another configuration."""
        with self._changed:
            self._config, self._all = config, True
            self._changed.notify()

    def stop(self) -> None:
        """No more passes."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def take(self) -> tuple[frozenset[str] | None, Config | None] | None:
        """Wait for a reason. The accounts (None: all) and a new configuration, if any; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._all or self._accounts)
            if self._stopped:
                return None
            accounts = None if self._all else frozenset(self._accounts)
            config, self._config = self._config, None
            self._all, self._accounts = False, set()
            return accounts, config


class Patience:
    """Which accounts are left in peace for a while after a fault, and for how long."""

    def __init__(self, tempo: Tempo) -> None:
        self._tempo = tempo
        self._failures: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def served(self, accounts: Iterable[str], problems: Mapping[str, AfterwordError]) -> None:
        """A pass has ended."""
        for name in accounts:
            problem = problems.get(name)
            if problem is None:
                self.forgive(name)
                continue
            if isinstance(problem, StillBusy):
                continue  # it wakes us itself
            refused = isinstance(problem, LoginRefused)
            first = self._tempo.first_refused if refused else self._tempo.first_retry
            last = self._tempo.last_refused if refused else self._tempo.last_retry
            wait = retry_after(self._failures.get(name, 0), first, last)
            self._failures[name] = self._failures.get(name, 0) + 1
            self._until[name] = time.monotonic() + wait
            log.info("%s: looked at again in %.0f s", name, wait)

    def forgive(self, name: str) -> None:
        """All is well with it."""
        self._failures.pop(name, None)
        self._until.pop(name, None)

    def resting(self) -> frozenset[str]:
        """Accounts whose time has not come."""
        return frozenset(name for name, until in self._until.items() if until > time.monotonic())

    def next_retry(self) -> tuple[str, float] | None:
        """Which of them may be tried again first, and in how many seconds."""
        if not self._until:
            return None
        name = min(self._until, key=self._until.__getitem__)
        return name, max(0.0, self._until[name] - time.monotonic())
