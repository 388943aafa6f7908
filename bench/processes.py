"""What a running process holds and does, as Linux tells it (proc(5))."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_SETTLED, _A_LITTLE = 6, 0.02
"""Seconds without work after which a process is taken to wait, and of CPU that are no work."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Of all threads of a process: bytes in memory, how often it was woken from waiting, seconds of CPU."""

    resident: int
    wakes: int
    cpu: float
    threads: int


def usage(process: int) -> Usage:
    """What a process has used until now."""
    status = _status(Path("/proc", str(process), "status"))
    tasks = list(Path("/proc", str(process), "task").iterdir())
    wakes = sum(int(_status(task / "status").get("voluntary_ctxt_switches", 0)) for task in tasks)
    # Nanoseconds: the clock ticks of /proc/PID/stat are too coarse for who sleeps.
    cpu = sum(int((_text(task / "schedstat") or "0").split()[0]) for task in tasks) / 1e9
    return Usage(int(status["VmRSS"].split()[0]) * 1024, wakes, cpu, int(status["Threads"]))


def settled(*processes: int, longest: float = 300) -> list[Usage]:
    """What each has used, once none has done anything for some seconds; or after ``longest``, whatever they do."""
    until = time.monotonic() + longest
    last, since = [usage(one) for one in processes], time.monotonic()
    while time.monotonic() < until and time.monotonic() - since < _SETTLED:
        time.sleep(1)
        now = [usage(one) for one in processes]
        if any(one.cpu - before.cpu > _A_LITTLE for one, before in zip(now, last, strict=True)):
            since = time.monotonic()
        last = now
    return [usage(one) for one in processes]


def _status(file: Path) -> dict[str, str]:
    return {name: value.strip() for name, _, value in (line.partition(":") for line in _text(file).splitlines())}


def _text(file: Path) -> str:
    """Nothing where the thread has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return file.read_text()
    return ""


@contextmanager
def running(*command: str, more: Mapping[str, str] | None = None) -> Iterator[int]:
    """A process by its number, ended at the end. Where the work with it fails, what it has said is shown."""
    with tempfile.TemporaryFile() as said:  # a pipe that nobody reads would stop it
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, **(more or {})})
        try:
            yield process.pid
        except AssertionError:
            process.kill()
            said.seek(0)
            print(said.read().decode("utf-8", "replace")[-3000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(30)


def largest(command: Sequence[str]) -> int:
    """Run a command to its end: the most bytes that it had in memory.

    Not by getrusage(2): that counts what this process had in memory when it made the other.
    """
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        most = 0
        while process.poll() is None:
            status = _status(Path("/proc", str(process.pid), "status"))
            most = int(status.get("VmHWM", "0").split()[0]) or most
            time.sleep(0.02)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most * 1024
