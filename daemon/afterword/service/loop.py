"""The main thread: signals, what the clock says, the watchdog, and how the service starts, reloads and ends."""

import logging
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from functools import partial
from types import FrameType

from afterword.adapters.supervisor import Supervisor
from afterword.adapters.watch import Line, Watched, Watcher
from afterword.config import Account, Config
from afterword.errors import ConfigError, UserError
from afterword.service.clock import Clock
from afterword.service.wakes import Tempo, Wakes
from afterword.service.worker import MakeEngine, Outcome, Worker

log = logging.getLogger(__name__)


class _Event(Enum):
    STOP = auto()
    RELOAD = auto()
    LOOK = auto()
    CHANGED = auto()


class Service:
    """The loop of the main thread."""

    def __init__(
        self,
        config: Config,
        load: Callable[[], Config],
        make_engine: MakeEngine,
        connect: Callable[[Account], Line],
        tempo: Tempo | None = None,
    ) -> None:
        self._config = config
        self._load = load
        self._connect = connect
        self._tempo = tempo or Tempo()
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._wakes = Wakes()
        self._supervisor = Supervisor()
        self._clock = Clock(self._wakes, self._tempo)
        self._watcher = Watcher(self._wakes.wake, pace=self._tempo.watch)
        changed = partial(self._events.put, _Event.CHANGED)
        self._worker = Worker(config, make_engine, self._wakes, self._tempo, changed)
        self._ready = False
        self._followed: Outcome | None = None
        self._bug: BaseException | None = None

    def run(self) -> bool:
        """Serve until SIGTERM or SIGINT. False: a pass goes on that could not be ended in time.

        :raises BaseException: whatever ended the worker, or another thread.
        """
        with self._handlers():
            self._wakes.wake(None, "start")
            self._worker.start()
            try:
                while (event := self._next_event()) is not _Event.STOP:
                    self._handle(event)
            finally:
                self._end()
        if problem := self._worker.fault or self._bug:
            raise problem
        return not self._worker.is_alive()

    # --- Events ---

    def _next_event(self) -> _Event:
        wait = min(self._tempo.tick, self._clock.turn())
        if self._supervisor.watchdog is not None:
            wait = min(wait, self._supervisor.watchdog / 2)  # as sd_watchdog_enabled(3) advises
        try:
            return self._events.get(timeout=wait)
        except queue.Empty:
            return _Event.CHANGED

    def _handle(self, event: _Event) -> None:
        if event is _Event.RELOAD:
            self._reload()
        elif event is _Event.LOOK:
            self._wakes.wake(None, "asked to")
        if self._worker.fault is not None or self._bug is not None or not self._worker.is_alive():
            self._events.put(_Event.STOP)
            return
        if self._worker.opened and not self._ready:
            self._ready = True
            self._watcher.start(self._watched())
            self._clock.start()
            self._supervisor.ready("Watching.")
        if self._ready:
            self._keep_time()

    def _keep_time(self) -> None:
        outcome = self._worker.outcome
        if outcome is not self._followed:
            self._followed = outcome
            self._clock.follow(outcome)
        if self._watcher.progress() and self._worker.progress() and self._clock.progress():
            self._supervisor.alive()

    def _reload(self) -> None:
        self._supervisor.reloading()
        try:
            config = self._load()
            if config.state_dir != self._config.state_dir:
                raise ConfigError([f"state_dir: another folder than {self._config.state_dir} takes a restart"])
        except UserError as problem:
            log.error("The configuration stays as it was:\n%s", problem)  # noqa: TRY400 - the user's to mend
            self._supervisor.ready("Watching. The new configuration was refused.")
            return
        self._config = config
        self._wakes.reconfigure(config)
        if self._ready:
            self._watcher.replace(self._watched())
        self._supervisor.ready("Watching.")
        log.info("The configuration was read again.")

    def _watched(self) -> list[Watched]:
        return [Watched(account.name, partial(self._connect, account)) for account in self._config.account]

    # --- Beginning and end ---

    @contextmanager
    def _handlers(self) -> Iterator[None]:
        events = {signal.SIGTERM: _Event.STOP, signal.SIGINT: _Event.STOP, signal.SIGHUP: _Event.RELOAD}
        events[signal.SIGUSR1] = _Event.LOOK

        def note(number: int, _: FrameType | None) -> None:
            # A SimpleQueue may be put to wherever the signal found us, even in the middle of `get`.
            self._events.put(events[signal.Signals(number)])

        def crash(problem: threading.ExceptHookArgs) -> None:
            self._bug = problem.exc_value
            self._events.put(_Event.CHANGED)

        before = {number: signal.signal(number, note) for number in events}
        hook, threading.excepthook = threading.excepthook, crash
        try:
            yield
        finally:
            threading.excepthook = hook
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self) -> None:
        """At most 5 seconds: a pass may finish, and is cut short when it does not."""
        self._supervisor.stopping()
        self._clock.stop()
        self._wakes.stop()
        self._worker.join(self._tempo.grace)
        if self._worker.is_alive():
            self._worker.interrupt()
        if self._ready:
            self._watcher.stop()
        self._worker.join(self._tempo.grace / 2)
        if self._worker.is_alive():
            log.warning("The pass does not end; it is left, and the next start goes on from there.")
