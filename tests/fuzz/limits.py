"""How long one message may take, and how much memory: measured around one call."""

import os
import resource
import sys
import time
from collections.abc import Callable

MOST_SECONDS = 2.0
"""Of processor time; what is traced for coverage takes longer than what a user runs."""

MOST_BYTES = 200 * 2**20

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


class BeyondLimits(AssertionError):
    """A message took too long, or too much memory."""


def within_limits(target: Callable[[bytes], None], data: bytes) -> None:
    """Call ``target``. Raises ``BeyondLimits`` where it took more processor time, or its peak of memory rose higher."""
    before, began = _peak(), time.thread_time()
    target(data)
    seconds, grown = time.thread_time() - began, _peak(reset=False) - before
    if seconds > MOST_SECONDS:
        raise BeyondLimits(f"{len(data)} bytes took {seconds:.1f} s")
    if grown > MOST_BYTES:
        raise BeyondLimits(f"{len(data)} bytes took {grown // 2**20} MiB")


def _open_reset() -> int | None:
    try:
        return os.open("/proc/self/clear_refs", os.O_WRONLY)
    except OSError:  # no Linux: there the peak is that of the whole process
        return None


_RESET = _open_reset()


def _peak(*, reset: bool = True) -> int:
    """The highest resident size so far, in bytes; with ``reset`` it is counted from now on."""
    if reset and _RESET is not None:
        os.write(_RESET, b"5")  # proc(5): reset the peak resident set size
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
