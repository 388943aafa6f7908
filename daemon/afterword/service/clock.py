"""APScheduler, and all that it does here: wake."""

import math
import time
from datetime import UTC, datetime, timedelta

from afterword.service.scheduler import Scheduler
from afterword.service.wakes import Tempo, Wakes
from afterword.service.worker import Outcome


class Clock:
    """APScheduler with three jobs, each of which only wakes: nothing is persisted, all follows from the facts."""

    def __init__(self, wakes: Wakes, tempo: Tempo) -> None:
        self._wakes = wakes
        self._tempo = tempo
        self._last_poll = time.monotonic()
        self._due: list[tuple[str | None, str]] = []
        self._scheduler = Scheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin to poll."""
        self._scheduler.add_job(self._poll, "interval", seconds=self._tempo.poll, id="poll")
        self._scheduler.start()

    def turn(self) -> float:
        """Do what is due by now. In how many seconds there is more; it may be wanted sooner after ``follow``, or when
        the clock is set."""
        if not self._scheduler.running:
            return math.inf
        wait = self._scheduler.turn()
        # Last of all, as we are about to sleep: who is woken while we work waits for us, and is woken a second time.
        due, self._due = self._due, []
        for account, reason in due:
            self._wakes.wake(account, reason)
        return wait

    def _poll(self) -> None:
        self._last_poll = time.monotonic()
        self._note(None, "poll")

    def _note(self, account: str | None, reason: str) -> None:
        self._due.append((account, reason))

    def follow(self, outcome: Outcome) -> None:
        """Wake when the last pass said so, and for those that failed in it."""
        now = datetime.now(UTC)
        soonest = now + timedelta(seconds=self._tempo.shortest_wait)
        when = None if outcome.next_look is None else max(outcome.next_look, soonest)
        self._at("look", when, None, "the time has come")
        name, seconds = outcome.next_retry or (None, 0.0)
        self._at("retry", now + timedelta(seconds=seconds) if name else None, name, "another try")

    def _at(self, job: str, when: datetime | None, account: str | None, reason: str) -> None:
        if when is not None:
            self._scheduler.add_job(
                self._note, "date", run_date=when, args=(account, reason), id=job, replace_existing=True
            )
        elif self._scheduler.get_job(job) is not None:
            self._scheduler.remove_job(job)

    def progress(self) -> bool:
        """Has the poll come round?"""
        return bool(self._scheduler.running) and time.monotonic() - self._last_poll < 2 * self._tempo.poll + 60

    def stop(self) -> None:
        """No more jobs."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
