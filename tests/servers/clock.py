"""Another time of day for a child process, by libfaketime: the clock is moved, and then runs on as usual.

    clock = FakeClock(tmp_path / "clock", dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC))
    subprocess.run([...], env={**os.environ, **clock.environment()})
    clock.advance(dt.timedelta(days=2))       # seen by running children within a second, too

Only the time of day moves. The monotonic clocks stay as they are, so that time-outs and sleeps last as long as
they say; and the times of files stay real, so that Python does not compile everything anew.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from tests.servers.programs import find_libfaketime

_SITE = Path(__file__).with_name("faketime")  # a sitecustomize.py that mends time.sleep


class FakeClock:
    """A clock that is ahead of (or behind) the real one by an offset, kept in `file` for the children to read.

    `when` must be aware. Raises `MissingProgram` where libfaketime is not installed.
    """

    def __init__(self, file: Path, when: dt.datetime) -> None:
        self._library = find_libfaketime()
        self._file = file
        self._offset = dt.timedelta()
        self.set(when)

    def now(self) -> dt.datetime:
        """What a child would read right now, in UTC."""
        return dt.datetime.now(dt.UTC) + self._offset

    def set(self, when: dt.datetime) -> None:
        """Make it `when` from this moment on."""
        self._offset = when - dt.datetime.now(dt.UTC)
        scratch = self._file.with_name(f"{self._file.name}.new")
        scratch.write_text(f"{self._offset.total_seconds():+.3f}\n")
        scratch.replace(self._file)

    def advance(self, step: dt.timedelta) -> None:
        """Jump ahead (or back, if negative)."""
        self.set(self.now() + step)

    def environment(self) -> dict[str, str]:
        """What to add to a child's environment."""
        preload = f"{self._library} {os.environ.get('LD_PRELOAD', '')}".strip()
        python_path = os.pathsep.join(filter(None, [str(_SITE), os.environ.get("PYTHONPATH")]))
        return {
            "LD_PRELOAD": preload,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": python_path,
        }


def sweep_after_kills() -> None:
    """Remove the shared memory that libfaketime leaves behind for each child that was killed."""
    for pattern in ("faketime_shm_*", "sem.faketime_sem_*"):
        for file in Path("/dev/shm").glob(pattern):
            if file.stat().st_uid == os.geteuid() and not Path("/proc", file.name.rpartition("_")[2]).exists():
                file.unlink(missing_ok=True)
