"""Read by every Python that runs under a `FakeClock`, before anything else.

libfaketime 0.9.10 with FAKETIME_DONT_FAKE_MONOTONIC takes the monotonic deadline of clock_nanosleep(2), with
which `time.sleep` waits, for a time of day and answers EINVAL. select(2) waits for a span, which it leaves alone.
"""

import select
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex, /) -> None:
    """Wait that long."""
    span = float(seconds)
    if span < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], span)


time.sleep = sleep
