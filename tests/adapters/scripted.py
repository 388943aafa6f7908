"""A server on the loopback that says what the test tells it to: for what a real one does only now and then."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType


class Talk:
    """One connection, seen from the server. A client that goes away ends the script."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._stream = connection.makefile("rb")
        self.commands: list[str] = []

    def send(self, text: bytes) -> None:
        """Say something, in one packet if it is short."""
        self.connection.sendall(text)

    def line(self) -> bytes:
        """The next line of the client, without its end; EOFError when it is gone."""
        line = self._stream.readline()
        if not line:
            raise EOFError
        return line.rstrip(b"\r\n")

    def command(self) -> tuple[bytes, str]:
        """The next command: its tag and the rest. ("", "DONE") for a line of its own."""
        tag, _, rest = self.line().partition(b" ")
        command = rest.decode("latin-1") if rest else tag.decode("latin-1")
        self.commands.append(command)
        return (tag, command) if rest else (b"", command)

    def literal(self, size: int) -> bytes:
        """Bytes of a literal."""
        return self._stream.read(size)

    def answer(self, tag: bytes, *untagged: bytes, last: bytes = b"OK done") -> None:
        """Untagged lines and the tagged end, in one packet."""
        self.send(b"".join(b"* " + line + b"\r\n" for line in untagged) + tag + b" " + last + b"\r\n")

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()
        self.connection.close()

    def greet(self, capabilities: bytes = b"IMAP4rev1 IDLE AUTH=PLAIN") -> None:
        """Greet, tell the capabilities, and let anybody in."""
        self.send(b"* OK ready\r\n")
        while True:
            tag, command = self.command()
            if command == "CAPABILITY":
                self.answer(tag, b"CAPABILITY " + capabilities)
            elif command.startswith("AUTHENTICATE"):
                self.send(b"+ \r\n")
                self.line()
                self.answer(tag, last=b"OK [CAPABILITY " + capabilities + b"] in")
                return
            elif command.startswith("LOGIN"):
                self.answer(tag, last=b"OK [CAPABILITY " + capabilities + b"] in")
                return
            else:
                self.answer(tag, last=b"BAD what?")

    def expect(self, wanted: str) -> bytes:
        """Wait for a command that begins so, and give its tag. Any other before it is a failure of the test."""
        tag, command = self.command()
        assert command.startswith(wanted), f"{command!r} where {wanted!r} was expected"
        return tag


Script = Callable[[Talk], None]


class ScriptedServer:
    """Plays the first script to the first client, the second to the second, and the last to all that follow."""

    def __init__(self, *scripts: Script) -> None:
        self._scripts = scripts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.host, self.port = "127.0.0.1", int(self._listener.getsockname()[1])
        self.talks: list[Talk] = []
        self.problems: list[BaseException] = []
        self._start(self._accept)

    def __enter__(self) -> ScriptedServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _cut(self._listener)
        for talk in self.talks:
            _cut(talk.connection)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()
        for talk in self.talks:
            talk.close()
        if kind is None and self.problems:
            raise self.problems[0]

    @property
    def commands(self) -> list[str]:
        """What all clients have sent, one after the other."""
        return [command for talk in self.talks for command in talk.commands]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            talk = Talk(connection)
            script = self._scripts[min(len(self.talks), len(self._scripts) - 1)]
            self.talks.append(talk)
            self._start(partial(self._play, script, talk))

    def _play(self, script: Script, talk: Talk) -> None:
        try:
            script(talk)
        except (EOFError, OSError, ValueError):
            pass  # the client went away
        except AssertionError as problem:
            self.problems.append(problem)
        finally:
            _cut(talk.connection)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="scripted server", daemon=True)
        self._threads.append(thread)
        thread.start()


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def mailbox_script(
    *, capabilities: bytes = b"IMAP4rev1 IDLE AUTH=PLAIN", answers: dict[str, list[bytes]] | None = None
) -> Script:
    """A server with one empty INBOX, that answers commands beginning with a key of `answers` with these lines.

    The last line of an answer is the tagged one when it begins with NO, BAD or OK [APPENDUID.
    """

    def play(talk: Talk) -> None:
        talk.greet(capabilities)
        while True:
            tag, command = talk.command()
            known = next((value for key, value in (answers or {}).items() if command.startswith(key)), None)
            if size := re.search(r"\{(\d+)\}$", command):
                talk.send(b"+ go on\r\n")
                talk.literal(int(size[1]) + 2)
            if known is not None:
                last = known[-1] if known and re.match(rb"NO |BAD |OK \[APPENDUID", known[-1]) else None
                talk.answer(tag, *(known[:-1] if last else known), last=last or b"OK done")
            elif command.startswith(("SELECT", "EXAMINE")):
                talk.answer(tag, b"0 EXISTS", b"OK [UIDVALIDITY 7] ", b"OK [UIDNEXT 1] ")
            elif command == "LOGOUT":
                talk.answer(tag, b"BYE bye")
                return
            else:
                talk.answer(tag)

    return play
