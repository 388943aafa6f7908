"""APScheduler without threads of its own, and without what it would load and not use."""

import math
import sys
from inspect import iscoroutinefunction
from types import ModuleType

if "asyncio" not in sys.modules and sys.version_info < (3, 14):
    # Before Python 3.14 it takes this one function from asyncio, all of which is loaded for that: 1.4 MB for as long as
    # a service runs. From 3.14 on it takes the one of `inspect`; here it is given that one before.
    _stand_in = ModuleType("asyncio")
    vars(_stand_in)["iscoroutinefunction"] = iscoroutinefunction
    sys.modules["asyncio"] = _stand_in
    try:
        import apscheduler.util  # noqa: F401 - loaded once
    except ImportError:
        pass  # a version that wants more of it: it gets all of it below
    finally:
        del sys.modules["asyncio"]

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler


class Scheduler(BaseScheduler):  # type: ignore[misc] # it ships no types
    """A scheduler that is turned by who waits for other things too, as AsyncIOScheduler is one; its jobs run in that
    thread, so they must take no time. A thread that sleeps beside costs memory, and five wake-ups for each job."""

    def __init__(self, **options: object) -> None:
        super().__init__(executors={"default": DebugExecutor()}, **options)

    def wakeup(self) -> None:
        """Nothing sleeps: what was added is seen at the next turn."""

    def shutdown(self, wait: bool = True) -> None:
        """No more jobs."""
        super().shutdown(wait)

    def turn(self) -> float:
        """Run the jobs that are due by the clock of the day; seconds until the next one."""
        wait: float | None = self._process_jobs()
        return math.inf if wait is None else wait
