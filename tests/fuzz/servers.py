"""The readers of what an IMAP server says, over a connection that plays the fuzzer's bytes.

An input is what the server says to one command after the other, the answers parted by a line ``---``. In it ``%T`` is
the tag of the command; an answer without any is ended with OK. What we send must stay IMAP, whatever was said.
"""

import contextlib
import io
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from afterword.adapters.imap import Mailbox, connection
from afterword.adapters.watch.connection import Connection, Lost, Pace, Watched
from afterword.config import Account
from afterword.errors import AfterwordError, BadMessage

PART = b"\n---\n"
LOGIN = (
    b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n",
    b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
    b"+ \r\n",
    b"%T OK in\r\n",
    b"* CAPABILITY IMAP4rev1 IDLE ESEARCH MOVE UIDPLUS LIST-EXTENDED LIST-STATUS SPECIAL-USE CONDSTORE UNSELECT\r\n",
)
DRAFT = b"Message-ID: <1@rivera.example>\r\nSubject: Thank you\r\n\r\nDear Jane,\r\n"

_COMMAND = re.compile(
    rb"\w+ (?:CAPABILITY|AUTHENTICATE PLAIN|LOGIN|NAMESPACE|NOOP|LOGOUT|UNSELECT|LIST|STATUS|EXAMINE|SELECT|APPEND|"
    rb"(?:UID )?(?:SEARCH|FETCH|MOVE|COPY|STORE|EXPUNGE))(?: [^\r\n\0]*)?\r\n"
)
_ACCOUNT = Account.of(
    {"name": "personal", "host": "127.0.0.1", "security": "none", "username": "sam"},
    Path("/"),
)


class _Said(io.RawIOBase):
    """What the server has said and nobody has read yet."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def say(self, data: bytes) -> None:
        self._waiting += data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        taken = self._waiting[: len(buffer)]
        buffer[: len(taken)] = taken
        del self._waiting[: len(taken)]
        return len(taken)


class _NoSocket:
    """Stands for the socket: takes all, and knows nothing."""

    def __init__(self) -> None:
        self.sent = bytearray()

    def send(self, data: bytes) -> int:
        self.sent += data
        return len(data)

    def gettimeout(self) -> float | None:
        return None

    def settimeout(self, _: float | None) -> None: ...
    def shutdown(self, _: int) -> None: ...
    def close(self) -> None: ...


class _Played(connection.Wire):
    """A connection to the answers of ``script``."""

    def __init__(self, script: Iterator[bytes], *rest: Any) -> None:
        self._script = script
        self._literal = 0
        self._last = b""
        random.seed(0)  # imaplib draws its tags
        super().__init__(*rest)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self._said = _Said()
        self.sock: Any = _NoSocket()
        self._buffer = io.BufferedReader(self._said)
        self._say(b"")

    def send(self, data: bytes) -> None:  # type: ignore[override] # the stubs allow any buffer
        if self._literal:
            self._literal = max(0, self._literal - len(data))
            return
        if re.fullmatch(rb"[A-Za-z0-9+/=]*", data):  # the secret
            return
        if data == b"\r\n":  # its end, or that of a literal
            self._say(self._last)
            return
        assert _COMMAND.fullmatch(data), f"no command of ours: {data!r}"
        if size := re.search(rb"\{(\d+)\}\r\n$", data):
            self._literal = int(size[1])
        self._last = data.partition(b" ")[0]
        self._say(self._last)

    def shutdown(self) -> None: ...

    def _say(self, tag: bytes) -> None:
        said = next(self._script, b"")
        if tag and said and b"%T" not in said and not said.startswith(b"+"):
            said += b"" if said.endswith(b"\n") else b"\r\n"
            said += b"%T OK done\r\n"
        self._said.say(said.replace(b"%T", tag))


def imap(data: bytes) -> None:
    """All that is asked of a server in a pass. The first byte says whether its login is the fuzzer's as well."""
    said = iter(data[1:].split(PART))
    scripts = [said] if data[:1] == b"!" else []

    def script(*rest: Any) -> connection.Wire:
        return _Played(scripts.pop() if scripts else _after_login(said), *rest)

    with mock.patch.object(connection, "Wire", script):
        mailbox = Mailbox(_ACCOUNT, lambda: "secret")
        for step in _steps(mailbox):
            with contextlib.suppress(AfterwordError):
                mailbox.connect()
                step()


def _after_login(said: Iterator[bytes]) -> Iterator[bytes]:
    yield from LOGIN
    yield from said


def _steps(mailbox: Mailbox) -> Iterator[Callable[[], object]]:
    yield mailbox.folders
    yield lambda: mailbox.uids("INBOX", above=2)
    yield lambda: [mailbox.message("INBOX", 3, shape) for shape in mailbox.calendar_structures("INBOX", [3, 4])]
    yield lambda: list(mailbox.headers("INBOX", [3, 4]))
    yield lambda: [(uid, isinstance(read, BadMessage)) for uid, read in mailbox.messages("INBOX", [3, 4])]
    yield lambda: mailbox.drafts("Drafts")
    yield lambda: mailbox.find_message_id("Drafts", "<1@rivera.example>")
    yield lambda: mailbox.append_draft("Drafts", DRAFT, uidvalidity=7)
    yield lambda: mailbox.withdraw("Drafts", 3, "Trash", uidvalidity=7)


class _Line:
    """A watched connection, as the session hands it over."""

    idles, messages, uidnext = True, 3, 9

    def __init__(self) -> None:
        self.sock: Any = _NoSocket()
        self.rest = b""


def idle(data: bytes) -> None:
    """What a server says while it is watched, in pieces as they come; ``%T`` is the tag of the last command."""
    watched = Connection(Watched("personal", _Line), Pace(), lambda account, why: None)
    with contextlib.suppress(Lost):
        line = _Line()
        watched.attach(line, 0.0)
        for number, piece in enumerate(data.split(PART)):
            tag = bytes(line.sock.sent).rpartition(b"I")[2].partition(b" ")[0]
            watched.feed(piece.replace(b"%T", b"I" + tag), float(number))
            watched.overdue(float(number))
