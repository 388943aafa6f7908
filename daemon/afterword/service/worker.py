"""The thread that makes the passes, one after the other. It alone uses the engine and its ledger."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from msgspec import Struct

from afterword.adapters.memory import give_back
from afterword.config import Config
from afterword.errors import AfterwordError, Transient
from afterword.service.wakes import Patience, Tempo, Wakes

log = logging.getLogger(__name__)

A_MOMENT = 0.03
"""Seconds. A pass without news takes less, in all but the largest mailboxes."""


class Report(Protocol):
    """How a pass ended."""

    @property
    def next_look(self) -> datetime | None:
        """When there will be something to do without news."""

    @property
    def problems(self) -> Mapping[str, AfterwordError]:
        """What went wrong, by account."""


class PassMaker(Protocol):
    """The engine, as the service needs it. Used by one thread, but for ``interrupt``."""

    def run_pass(self, now: datetime, accounts: frozenset[str] | None = None) -> Report:
        """One pass over all accounts and calendars, or those named."""

    def interrupt(self) -> None:
        """From any thread: end the pass that goes on, at once and for good."""

    def close(self) -> None:
        """Let go of everything."""


MakeEngine = Callable[[Config, Callable[[str | None, str], None]], PassMaker]
"""An engine for a configuration; by the second it wakes us for whom it did not wait for."""


class Outcome(Struct, frozen=True):
    """What follows from the last pass: when there is something to do, and who failed and is tried again in how long."""

    next_look: datetime | None = None
    next_retry: tuple[str, float] | None = None

    def is_due(self, now: datetime) -> bool:
        """Is there something to do already?"""
        return self.next_look is not None and self.next_look <= now


class Worker(threading.Thread):
    """Makes the passes. ``changed`` is called when one ends otherwise than the last; what ends the thread early is in
    ``fault``."""

    def __init__(
        self,
        config: Config,
        make_engine: MakeEngine,
        wakes: Wakes,
        tempo: Tempo,
        changed: Callable[[], None],
    ) -> None:
        super().__init__(name="passes", daemon=True)
        self._config = config
        self._make_engine = make_engine
        self._wakes = wakes
        self._tempo = tempo
        self._changed = changed
        self._patience = Patience(tempo)
        self._engine: PassMaker | None = None
        self._began: float | None = None
        self.opened = False
        self.outcome = Outcome()
        self.fault: BaseException | None = None

    def interrupt(self) -> None:
        """From another thread: end the pass that goes on."""
        if self._engine is not None:
            self._engine.interrupt()

    def progress(self) -> bool:
        """Does it work, or wait for work?"""
        began = self._began
        return self.is_alive() and (began is None or time.monotonic() - began < self._tempo.longest_pass)

    def run(self) -> None:
        """Until ``Wakes.stop``, or a fault that no waiting mends."""
        try:
            self._run()
        except BaseException as problem:  # noqa: BLE001 - handed to the main thread, which raises it
            self.fault = problem
        finally:
            self._changed()

    def _run(self) -> None:
        self._engine = self._make_engine(self._config, self._wakes.wake)
        self.opened = True
        self._changed()
        try:
            while (taken := self._wakes.take()) is not None:
                accounts, config = taken
                if config is not None:
                    self._engine.close()
                    self._config, self._patience = config, Patience(self._tempo)
                    self._engine = self._make_engine(config, self._wakes.wake)
                before = self.outcome
                self._pass(self._engine, accounts)
                if self.outcome != before or self.outcome.is_due(datetime.now(UTC)):
                    self._changed()  # else it is as it was: the main thread need not wake up to see that
        finally:
            self._engine.close()

    def _pass(self, engine: PassMaker, accounts: frozenset[str] | None) -> None:
        known = frozenset(self._config.names)
        # Who is called by name has given a sign of life; the others wait for their time.
        wanted = known - self._patience.resting() if accounts is None else known & accounts
        if not wanted:
            return  # all of them rest
        now = datetime.now(UTC)
        next_look = self.outcome.next_look
        self._began = time.monotonic()
        try:
            report = engine.run_pass(now, None if wanted == known else wanted)
        except Transient as problem:
            log.warning("the pass could not be made: %s", problem)
            self._patience.served(wanted, dict.fromkeys(wanted, problem))
        else:
            self._patience.served(wanted, report.problems)
            next_look = report.next_look
        finally:
            began, self._began = self._began, None
        if time.monotonic() - began > A_MOMENT:  # it has read something, and that is gone by now
            give_back()
        self.outcome = Outcome(next_look, self._patience.next_retry())
