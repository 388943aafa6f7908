"""Jobs for many accounts, a few at a time. Who is slow keeps only himself: nobody else is waited for longer."""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, auto
from functools import partial
from typing import Any, Generic, TypeVar

from afterword.errors import AfterwordError, LoginRefused, StillBusy, Transient

_log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 8
"""Accounts that are served side by side."""
MOST_LATE = 64
"""Jobs that may go on behind the passes; while there are so many, the next is waited for."""
_LATE_BEFORE = 0.1  # seconds for who was late the last time: a whole second for each dead server would add up


class Step(IntEnum):
    """What is asked of an account in a pass, in this order."""

    REACH = auto()
    INVITES = auto()
    SENT = auto()
    ANSWERS = auto()
    DRAFTS = auto()


@dataclass(slots=True, eq=False)
class _Job(Generic[T]):
    """Of one account. ``late``: the pass that began it has gone on without it."""

    name: str
    step: Step
    work: Callable[[], T]
    began: float = 0.0
    late: bool = False
    in_full: bool = False
    answer: T | AfterwordError | None = None
    fault: BaseException | None = None
    ended: bool = False


@dataclass(slots=True)
class SideBySide:
    """Runs the steps of a pass. For one thread; the jobs have threads of their own, and nothing of the pass's thread.

    With ``patience`` (seconds) a job that takes longer is left behind: the pass goes on without its account, which
    gets ``StillBusy``. The job goes on; ``ready(name)`` is called from its thread when it has ended (``None`` where the
    pass was to be over all accounts, and is to be made up for), and in the next pass that account goes on where it
    was. Without ``patience`` everybody is waited for.
    """

    patience: float | None = None
    ready: Callable[[str | None], None] = lambda _: None
    _late: dict[str, _Job[Any]] = field(default_factory=dict)
    _slow: set[str] = field(default_factory=set)
    _ended: "queue.SimpleQueue[_Job[Any]]" = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def step_of(self, name: str) -> Step | None:
        """The step in which an account was left behind, as long as nobody has asked for its answer."""
        job = self._late.get(name)
        return job.step if job else None

    @property
    def busy(self) -> frozenset[str]:
        """Whose connection a job may be using still."""
        return frozenset(self._late)

    def run(
        self,
        step: Step,
        names: Iterable[str],
        work: Callable[[str], T],
        *,
        in_full: bool = False,
        asks: Callable[[str], bool] = lambda _: True,
    ) -> Mapping[str, T | AfterwordError]:
        """The answer for each account, or its fault, in their order. One that was left behind in a later step has none.
        For whom ``work`` ``asks`` no server, it is done here: a thread for it would be woken for nothing.

        :raises BaseException: what no account is to blame for.
        """
        wanted = list(names)
        waiting: deque[_Job[T]] = deque()
        found: dict[str, T | AfterwordError] = {}
        for name in wanted:
            late = self._late.get(name)
            if late is None:
                job: _Job[T] = _Job(name, step, partial(work, name), in_full=in_full)
                if asks(name):
                    waiting.append(job)
                else:
                    _do(job)
                    answer = _answer(job)
                    found[name] = answer
            elif late.step is step:
                found[name] = self._made_up(late)
        if self.patience is None and len(waiting) <= 1:
            for alone in waiting:
                _do(alone)
                answer = _answer(alone)
                found[alone.name] = answer
        else:
            self._gather(waiting, found)
        return {name: found[name] for name in wanted if name in found}

    def _made_up(self, job: _Job[T]) -> T | AfterwordError:
        """The answer of one that was left behind, if it has come by now."""
        with self._lock:
            if not job.ended:
                return _still_busy(job)
        del self._late[job.name]
        return _answer(job)

    def _gather(self, waiting: "deque[_Job[T]]", found: dict[str, T | AfterwordError]) -> None:
        running: dict[str, _Job[T]] = {}
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                job = waiting.popleft()
                job.began = time.monotonic()
                running[job.name] = job
                threading.Thread(target=self._do_and_tell, args=(job,), name="read", daemon=True).start()
            try:
                ended = self._ended.get(timeout=self._wait(running.values()))
            except queue.Empty:
                self._leave_behind(running, found)
                continue
            if running.get(ended.name) is ended:  # else it was left behind
                del running[ended.name]
                self._slow.discard(ended.name)
                found[ended.name] = _answer(ended)

    def _wait(self, running: Iterable[_Job[Any]]) -> float | None:
        if self.patience is None or len(self._late) >= MOST_LATE:
            return None
        return max(0.0, min(job.began + self._patience(job) for job in running) - time.monotonic())

    def _patience(self, job: _Job[Any]) -> float:
        assert self.patience is not None
        return min(_LATE_BEFORE, self.patience) if job.name in self._slow else self.patience

    def _leave_behind(self, running: dict[str, _Job[T]], found: dict[str, T | AfterwordError]) -> None:
        now = time.monotonic()
        for job in [job for job in running.values() if now >= job.began + self._patience(job)]:
            with self._lock:
                if job.ended:
                    continue  # just now: it is in the queue
                job.late = True
            del running[job.name]
            self._late[job.name] = job
            self._slow.add(job.name)
            found[job.name] = _still_busy(job)
            _log.info("%s takes its time; the others are not kept waiting", job.name)

    def _do_and_tell(self, job: _Job[Any]) -> None:
        _do(job)
        with self._lock:
            job.ended = True
        if job.late:
            # Who has answered at last may hold up what waits for all (C1); a fault says only when to try it again.
            self.ready(None if job.in_full and not isinstance(job.answer, AfterwordError) else job.name)
        self._ended.put(job)


def _do(job: _Job[Any]) -> None:
    try:
        job.answer = job.work()
    except (Transient, LoginRefused) as problem:
        job.answer = problem
    except BaseException as fault:  # noqa: BLE001 - raised where the answer is asked for
        job.fault = fault


def _answer(job: _Job[T]) -> T | AfterwordError:
    if job.fault is not None:
        raise job.fault
    return job.answer  # type: ignore[return-value] # it has ended


def _still_busy(job: _Job[Any]) -> StillBusy:
    return StillBusy(f"{job.name}: the server takes its time; it is waited for")
