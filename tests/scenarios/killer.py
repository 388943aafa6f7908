"""Run in a child before the program: it ends itself by SIGKILL at one of the boundaries between the steps of a pass.

A boundary is the moment before something goes to the server, the moment at which the server has done what it was asked
and the program does not know it yet, and the moments before and after each commit to the ledger. They are counted as
they are reached; `$KILL_AT` is the one to die at (0: none), and `$STEPS` a file for the name of each. With
`$KILL_AFTER` it dies after so many seconds, wherever it is.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from afterword.adapters.imap.connection import Response, Wire
from afterword.adapters.ledger import Ledger, write_last_pass
from afterword.engine import passes


class _Fuse:
    """Counts, and kills when it is time."""

    def __init__(self, kill_at: int, steps: Path) -> None:
        self.kill_at, self.steps, self.reached = kill_at, steps, 0
        steps.unlink(missing_ok=True)

    def step(self, name: str) -> None:
        self.reached += 1
        with self.steps.open("a") as stream:
            stream.write(f"{name}\n")
        if self.reached == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def arm() -> None:
    """Put a fuse at every boundary, or light one."""
    if "KILL_AFTER" in os.environ:
        timer = threading.Timer(float(os.environ["KILL_AFTER"]), os.kill, (os.getpid(), signal.SIGKILL))
        timer.daemon = True
        timer.start()
        return
    fuse = _Fuse(int(os.environ["KILL_AT"]), Path(os.environ["STEPS"]))
    _fuse_the_line(fuse)
    _fuse_the_ledger(fuse)
    _fuse_the_end(fuse)


def _fuse_the_line(fuse: _Fuse) -> None:
    send, readline, ask = Wire.send, Wire.readline, Wire.ask

    def fused_send(self: Wire, data: Any) -> None:
        fuse.step(f"before {bytes(data)[:40]!r}")
        send(self, data)

    def fused_readline(self: Wire) -> bytes:
        line = readline(self)
        if b" OK " in line and not line.startswith((b"*", b"+")):
            fuse.step(f"after {line[:40]!r}")
        return line

    def fused_ask(self: Wire, command: bytes) -> Iterator[Response]:
        yield from ask(self, command)
        fuse.step(f"after {command[:40]!r}")

    _replace(Wire, send=fused_send, readline=fused_readline, ask=fused_ask)


def _fuse_the_ledger(fuse: _Fuse) -> None:
    transaction = Ledger.transaction

    @contextmanager
    def fused(self: Ledger) -> Iterator[None]:
        if self._depth > 0:  # it belongs to the outer one
            yield
            return
        fuse.step("before a transaction")
        with transaction(self):
            yield
            fuse.step("before the commit")
        fuse.step("after the commit")

    _replace(Ledger, transaction=fused)


def _fuse_the_end(fuse: _Fuse) -> None:
    def fused(state_dir: Path, served: dict[str, datetime]) -> None:
        fuse.step("before the time of the pass")
        write_last_pass(state_dir, served)
        fuse.step("after the time of the pass")

    _replace(passes, write_last_pass=fused)


def _replace(where: object, **functions: Callable[..., object]) -> None:
    for name, function in functions.items():
        assert hasattr(where, name)
        setattr(where, name, function)
