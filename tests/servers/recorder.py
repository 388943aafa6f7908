"""A proxy on the loopback between an IMAP client and a server: it writes down every command, and cuts the line.

    with Recorder(server) as recorder:
        ...                                   # let the product connect to recorder.host, recorder.port
        assert len(recorder.commands) <= 12
        assert not recorder.writes()

It reads plain IMAP only (`security = "none"`).
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, Self

from tests.servers.running import RunningServer

Hook = Callable[[str], None]

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n$")
_WRITES = re.compile(
    r"(UID )?(APPEND|STORE|COPY|MOVE|EXPUNGE|CLOSE|CREATE|DELETE|RENAME|SUBSCRIBE|UNSUBSCRIBE|REPLACE|SETMETADATA)\b"
)


class CutLine(Exception):
    """Raised by a hook to cut the connection at this point."""


class Recorder:
    """Listens on `host`:`port` and passes everything on to `server`.

    `commands` holds what all clients have sent, in order, without tags and without the contents of literals
    ("APPEND Drafts (...) {812}"); "DONE" ends an IDLE. What follows AUTHENTICATE is left out.

    `before` is called with each command before the server gets it, `after` when the server has carried it out
    and before the client hears of it. A hook may do anything (kill the product, stop the server, deliver mail)
    and may raise `CutLine`. `cut()` cuts all lines; `refusing = True` turns new connections away.
    """

    def __init__(self, server: RunningServer, *, before: Hook | None = None, after: Hook | None = None) -> None:
        self.server = server
        self.before = before
        self.after = after
        self.refusing = False
        self.commands: list[str] = []
        self.connections = 0
        self._lines: list[Line] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = "127.0.0.1", int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, name="recorder", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def writes(self) -> list[str]:
        """The commands that change a mailbox."""
        return [command for command in self.commands if _WRITES.match(command)]

    def clear(self) -> None:
        """Forget the commands so far."""
        self.commands.clear()

    def cut(self) -> None:
        """Cut every line, as when a laptop leaves the network."""
        for line in self._lines:
            line.cut()

    def close(self) -> None:
        """Stop listening and cut every line."""
        self.refusing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self._lines:
            line.close()

    def _line(self, client: socket.socket, upstream: socket.socket) -> Line:
        return Line(self, client, upstream)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.refusing:
                client.close()
                continue
            try:
                upstream = socket.create_connection((self.server.host, self.server.imap_port), timeout=20)
            except OSError:
                client.close()
                continue
            upstream.settimeout(None)
            for end in (client, upstream):  # lines are small, and each waits for an answer
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            line = self._line(client, upstream)
            self._lines.append(line)
            line.start()


class Line:
    """One connection. A thread for each direction; the one from the server knows which command is under way."""

    def __init__(self, recorder: Recorder, client: socket.socket, upstream: socket.socket) -> None:
        self._recorder = recorder
        self._client = client
        self._upstream = upstream
        self._pending: dict[bytes, str] = {}  # tag -> command that the server has not completed
        self._threads = [
            threading.Thread(target=self._guarded, args=(direction,), name="recorder line", daemon=True)
            for direction in (self._from_client, self._from_server)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self.cut()
        for thread in self._threads:
            thread.join(timeout=5)
        self._client.close()
        self._upstream.close()

    def cut(self) -> None:
        for end in (self._client, self._upstream):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (OSError, CutLine, ValueError):  # ValueError: the file was closed under us
            pass
        finally:
            self.cut()

    def _from_client(self) -> None:
        with self._client.makefile("rb") as stream:
            while line := stream.readline():
                if self._is_continuation():
                    self._upstream.sendall(line)
                    continue
                tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
                command = (rest or tag).decode("utf-8", "replace")
                self._recorder.commands.append(command)
                if self._recorder.before:
                    self._recorder.before(command)
                if rest:
                    self._pending[tag] = command
                self._command(tag, command, line, stream)

    def _command(self, tag: bytes, command: str, line: bytes, stream: BinaryIO) -> None:
        """Pass a command on; ``stream`` is behind its first line."""
        self._upstream.sendall(line)
        while match := _LITERAL.search(line):
            self._upstream.sendall(stream.read(int(match.group(1))))
            line = stream.readline()
            self._upstream.sendall(line)

    def _is_continuation(self) -> bool:
        return any(command.upper().startswith("AUTHENTICATE") for command in self._pending.values())

    def _from_server(self) -> None:
        with self._upstream.makefile("rb") as stream:
            while line := stream.readline():
                tag, _, _ = line.partition(b" ")
                command = self._pending.pop(tag, None)
                if command is not None and self._recorder.after:
                    self._recorder.after(command)
                while match := _LITERAL.search(line):
                    self._answer(b"", line)
                    self._answer(b"", stream.read(int(match.group(1))))
                    line = stream.readline()
                self._answer(tag if command is not None else b"", line)

    def _answer(self, completed: bytes, piece: bytes) -> None:
        """Pass a piece of an answer on; ``completed`` is the tag of the command that ends with it, else empty."""
        self._client.sendall(piece)
