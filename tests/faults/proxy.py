"""A bad line to a server: at the command that you name, it does what lines and servers do on a bad day.

    with BadLine(server) as line:
        line.trouble = lambda number, command: Fault.RESET if number == 7 else None
        ...                                    # let the product connect to line.host, line.port
        assert line.met == [(7, "UID FETCH 1 (UID BODY.PEEK[])", Fault.RESET)]

Commands are counted over all connections, from 1 on, and again after ``calm()``.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import BinaryIO

from tests.servers.recorder import CutLine, Line, Recorder
from tests.servers.running import RunningServer

Trouble = Callable[[int, str], "Fault | None"]

LATE = 0.05
"""Seconds by which an answer is late; as long as a byte takes that comes alone is a hundredth of it."""

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n$")


class Fault(Enum):
    """What happens to one command."""

    LOST = auto()
    """The line ends before the server has the command."""
    LOST_HALFWAY = auto()
    """The line ends in the middle of the command; in the middle of its literal, if it has one."""
    RESET = auto()
    """The server has done it; instead of the answer the line is reset (RST)."""
    UNHEARD = auto()
    """The server has done it; the line ends before the answer."""
    CUT_SHORT = auto()
    """The line ends in the middle of the answer; in the middle of its first literal, if it has one."""
    SILENCE = auto()
    """The server never gets it, nobody answers, and the line stays open."""
    DONE_IN_SILENCE = auto()
    """The server has done it; nobody answers, and the line stays open."""
    GOODBYE = auto()
    """BYE instead of an answer, and the end."""
    NO = auto()
    """Refused."""
    BAD = auto()
    """Not understood."""
    LIED = auto()
    """The server has done it, and says NO."""
    NOISE = auto()
    """Bytes that are no IMAP instead of an answer."""
    NONSENSE = auto()
    """An untagged answer that no grammar allows, before the real one."""
    CRUMBS = auto()
    """The answer comes byte by byte. Nobody should mind."""
    LATE = auto()
    """The answer comes late. Nobody should mind."""


HARMLESS = frozenset({Fault.CRUMBS, Fault.LATE})
_INSTEAD = {
    Fault.NO: b"NO not now\r\n",
    Fault.BAD: b"BAD what is that?\r\n",
    Fault.NOISE: bytes(range(256)) + b"\r\n",
    Fault.GOODBYE: b"* BYE see you\r\n",
}
_SWALLOWED = frozenset({Fault.LOST, Fault.LOST_HALFWAY, Fault.SILENCE, *_INSTEAD})


class BadLine(Recorder):
    """A ``Recorder`` whose line breaks. ``trouble`` is asked about each command, with its number."""

    def __init__(self, server: RunningServer) -> None:
        super().__init__(server)
        self.trouble: Trouble = lambda number, command: None
        self.met: list[tuple[int, str, Fault]] = []

    def calm(self) -> None:
        """All is well from here on. Counting begins anew."""
        self.trouble = lambda number, command: None
        self.met.clear()
        self.clear()

    def meets(self, command: str) -> Fault | None:
        """What happens to the command that has just come."""
        number = len(self.commands)
        fault = self.trouble(number, command)
        if fault is not None:
            self.met.append((number, command, fault))
        return fault

    def _line(self, client: socket.socket, upstream: socket.socket) -> Line:
        return _BadLine(self, client, upstream)


class _BadLine(Line):
    def __init__(self, line: BadLine, client: socket.socket, upstream: socket.socket) -> None:
        super().__init__(line, client, upstream)
        self._bad = line
        self._faults: dict[bytes, Fault] = {}  # of commands that the server has
        self._held: list[bytes] = []
        self._answered = threading.Event()

    def _command(self, tag: bytes, command: str, line: bytes, stream: BinaryIO) -> None:
        fault = self._bad.meets(command)
        if fault not in _SWALLOWED:
            if fault is not None:
                self._faults[tag] = fault
            super()._command(tag, command, line, stream)
            if fault is Fault.RESET:
                self._reset(stream)
            return
        self._pending.pop(tag, None)
        if fault is Fault.LOST_HALFWAY:
            self._half_of_it(line, stream)
        elif fault is Fault.SILENCE:
            while stream.readline():  # until the client gives up
                pass
        elif fault in _INSTEAD:
            refused = fault in (Fault.NO, Fault.BAD)
            self._client.sendall(tag + b" " + _INSTEAD[fault] if refused else _INSTEAD[fault])
            if refused:
                return
        raise CutLine

    def _half_of_it(self, line: bytes, stream: BinaryIO) -> None:
        if literal := _LITERAL.search(line):
            self._upstream.sendall(line)  # the server says "+", which is passed on by the other thread
            self._upstream.sendall(stream.read(int(literal.group(1)) // 2))
        else:
            self._upstream.sendall(line[: len(line) // 2])

    def _reset(self, stream: BinaryIO) -> None:
        # By the thread that reads: as long as anybody waits on a socket, closing it sends nothing.
        self._answered.wait(20)
        self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()
        self._client.close()
        raise CutLine

    def _answer(self, completed: bytes, piece: bytes) -> None:
        if not self._faults or piece.startswith(b"+"):
            super()._answer(completed, piece)
            return
        self._held.append(piece)
        if completed:
            held, self._held = self._held, []
            self._told(self._faults.pop(completed), completed, held)

    def _told(self, fault: Fault, tag: bytes, answer: list[bytes]) -> None:
        """What comes of the answer to a command that the server has carried out."""
        whole = b"".join(answer)
        match fault:
            case Fault.CRUMBS:
                for number in range(len(whole)):
                    self._client.sendall(whole[number : number + 1])
                    time.sleep(LATE / 100 if len(whole) < 1000 else 0)
            case Fault.LATE:
                time.sleep(LATE)
                self._client.sendall(whole)
            case Fault.CUT_SHORT:
                self._client.sendall(_half(answer))
                raise CutLine
            case Fault.LIED:
                self._client.sendall(tag + b" NO not done\r\n")
            case Fault.NONSENSE:
                self._client.sendall(b'* 1 FETCH (UID ((( "\r\n' + whole)
            case Fault.DONE_IN_SILENCE:
                with contextlib.suppress(OSError):
                    self._upstream.recv(1)  # until the client gives up, and the other thread cuts the line
                raise CutLine
            case Fault.RESET:
                self._answered.set()
            case _:
                raise CutLine


def _half(answer: list[bytes]) -> bytes:
    """The answer up to the middle of its first literal, else of its bytes."""
    for number, piece in enumerate(answer):
        if _LITERAL.search(piece):
            return b"".join(answer[: number + 1]) + answer[number + 1][: len(answer[number + 1]) // 2]
    whole = b"".join(answer)
    return whole[: len(whole) // 2]
