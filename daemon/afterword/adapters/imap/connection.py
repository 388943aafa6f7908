"""One connection to an IMAP server: the socket, TLS, and answers read piece by piece (RFC 3501).

The socket is read through a buffer of our own, so that on every Python one thing holds: what has been received
and not yet read is known. STARTTLS needs that (nothing may have come before TLS), and so does the watcher (a
line in a buffer wakes no selector).
"""

import contextlib
import imaplib
import io
import logging
import re
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from typing import Any

from imapclient import IMAPClient

from afterword.adapters.imap.spoken import as_heard, as_sent, sends_a_secret
from afterword.errors import BadMessage

_log = logging.getLogger(__name__)

IO_SECONDS = 60.0
"""A server that says nothing for so long, in the middle of something, is given up."""

MAX_LINE = 8 * 2**20
MAX_LITERAL = 32 * 2**20
_LONGEST = 256 * 2**20
_KEPT = 64 * 2**10
"""A line beyond MAX_LINE is read up to that length, and so much of it is kept."""

Response = list[bytes]
"""One untagged response: line, literal, line, literal, line ... A line before a literal keeps its ``{n}``."""

_LITERAL = re.compile(rb"\{(\d{1,12})\}$")


class Wire(imaplib.IMAP4):
    """imaplib's protocol over a socket and a buffer of our own. ``started`` is told the socket as soon as it exists."""

    def __init__(
        self, host: str, port: int, tls: ssl.SSLContext | None, started: Callable[[socket.socket], None]
    ) -> None:
        self._tls = tls
        self._started = started
        self._asked = 0
        self._tells, self._secret_was_sent = _log.isEnabledFor(logging.DEBUG), False
        self.completion = b""
        super().__init__(host, port, IO_SECONDS)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect; TLS first where it is wanted from the start."""
        self.host, self.port = host, port
        plain = self._connected(host, port, timeout)
        try:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the end of a literal must not wait 40 ms
            self._use(self._tls.wrap_socket(plain, server_hostname=host) if self._tls else plain)
        except BaseException:
            plain.close()
            raise

    def _connected(self, host: str, port: int, timeout: float | None) -> socket.socket:
        # As socket.create_connection, but that the socket is known before it waits, and can be cut.
        problem: OSError | None = None
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(timeout)
                self._started(sock)
                sock.connect(address)
            except OSError as found:
                sock.close()
                problem = found
            else:
                return sock
        raise problem or OSError(f"{host} has no address")

    def _use(self, sock: socket.socket) -> None:
        self._started(sock)
        self.sock = sock
        stream = sock.makefile("rb", 2**16)
        assert isinstance(stream, io.BufferedReader)
        self._buffer = stream

    def send(self, data: Any) -> None:
        """Send; the log is told, but for secrets and mail."""
        if self._tells:
            logged_in = self.state in ("AUTH", "SELECTED")
            self._secret_was_sent = not logged_in and (self._secret_was_sent or sends_a_secret(data))
            _log.debug("%s > %s", self.host, as_sent(data, logged_in=logged_in))
        super().send(data)

    def _heard(self, line: bytes) -> None:
        if self._tells:
            secret = self._secret_was_sent and self.state not in ("AUTH", "SELECTED")
            _log.debug("%s < %s", self.host, as_heard(line, secret_was_sent=secret))

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes.

        :raises imaplib.IMAP4.abort: the connection ended before, or ``size`` is beyond all measure.
        """
        if size > MAX_LITERAL:
            raise self.abort(f"a literal of {size} bytes")
        data = self._buffer.read(size)
        if len(data) < size:
            raise self.abort("the connection ended in the middle of a literal")
        return data

    def readline(self) -> bytes:
        """A line with its end.

        :raises imaplib.IMAP4.abort: the connection ended, or the line is beyond all measure.
        """
        line = self._buffer.readline(MAX_LINE)
        if not line.endswith(b"\n"):
            raise self.abort("a line without end" if len(line) >= MAX_LINE else "the server closed the connection")
        self._heard(line)
        return line

    def received(self) -> bytes:
        """What has come and was not yet read. Does not wait."""
        before = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            found = self._buffer.peek(1)
        except (ssl.SSLWantReadError, BlockingIOError):
            found = b""
        finally:
            self.sock.settimeout(before)
        return self._buffer.read(len(found)) if found else b""

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """STARTTLS with verification (RFC 3501, 6.2.1).

        :raises imaplib.IMAP4.abort: refused, or something came after the answer and before TLS (injection).
        """
        if ssl_context is None:
            raise ValueError("STARTTLS without a context would not verify the server")
        answer, data = self._simple_command("STARTTLS")
        if answer != "OK":
            raise self.abort("the server refuses STARTTLS")
        if self.received():
            raise self.abort("the server sent something between STARTTLS and TLS")
        self._use(ssl_context.wrap_socket(self.sock, server_hostname=self.host))
        self.untagged_responses = {}  # whatever was said before TLS is forgotten
        return answer, data

    def shutdown(self) -> None:
        """Close the socket, without a word to the server."""
        cut(self.sock)
        with contextlib.suppress(OSError):
            self._buffer.close()
        self.sock.close()

    def detach(self) -> tuple[socket.socket, bytes]:
        """The socket, and what has come on it and was not yet read. This object is of no use afterwards."""
        rest = self.received()
        self._buffer.close()
        return self.sock, rest

    def ask(self, command: bytes) -> Iterator[Response]:
        """Send one command (without its tag), and give each untagged response as it comes.

        To be read to its end. Nothing is kept, so the answer may be of any length.

        :raises imaplib.IMAP4.error: NO or BAD; the connection is still good.
        :raises imaplib.IMAP4.abort: BYE, or not IMAP; the connection is not.
        """
        self._asked += 1
        tag = b"W%d" % self._asked
        self.send(b"%s %s\r\n" % (tag, command))
        _acknowledge_at_once(self.sock)
        readline = self._buffer.readline
        while (line := readline(MAX_LINE))[:2] == b"* ":  # hot: once for each message
            if line[-1:] != b"\n":
                yield [self._cut_off(line)]
                continue
            response = [line.rstrip()]
            if line[-3:-2] == b"}":
                self._read_literals(response)
            if self._tells:
                self._heard(line)
            if line[2] in b"Bb" and line[2:6].upper() == b"BYE ":
                raise self.abort(said(line[6:]))
            yield response
        if not line.endswith(b"\n"):
            raise self.abort("a line without end" if len(line) >= MAX_LINE else "the server closed the connection")
        self._heard(line)
        if not line.startswith(tag + b" "):
            raise self.abort("an answer that is not IMAP")
        self.completion = line[len(tag) + 1 :].rstrip()
        if self.completion[:2].upper() != b"OK":
            raise self.error(said(self.completion))

    def _cut_off(self, line: bytes) -> bytes:
        # The structure of a message with a million parts is such a line. One message must not stop all others, so it is
        # read to its end, and only its beginning is kept. That its brackets do not close tells that there was more.
        if len(line) < MAX_LINE:
            raise self.abort("the server closed the connection")
        if b" FETCH " not in line[:32].upper():
            raise self.abort("a line without end")
        piece, total = line, len(line)
        while not piece.endswith(b"\n"):
            piece = self._buffer.readline(MAX_LINE)
            if literal := _LITERAL.search(piece.rstrip(b"\r\n")):
                self.read(int(literal[1]))
                total += int(literal[1])
                piece = b" "  # the line goes on behind it
            total += len(piece)
            if not piece or total > _LONGEST:
                raise self.abort("a line without end" if piece else "the server closed the connection")
        return line[:_KEPT]

    def _read_literals(self, response: Response) -> None:
        # Free text may end in "{5}" and mean nothing by it.
        if response[0][2:5].upper() in (b"OK ", b"NO ", b"BAD", b"BYE"):
            return
        total = 0
        while size := _LITERAL.search(response[-1]):
            total += int(size[1])
            if total > 2 * MAX_LITERAL:
                raise self.abort("an answer beyond all measure")
            response.append(self.read(int(size[1])))
            response.append(self.readline().rstrip(b"\r\n"))


class Client(IMAPClient):  # type: ignore[misc] # imapclient ships no types
    """imapclient's commands over a ``Wire``."""

    def __init__(
        self, host: str, port: int, tls: ssl.SSLContext | None, started: Callable[[socket.socket], None]
    ) -> None:
        self._tls = tls
        self._started = started
        super().__init__(host, port, ssl=tls is not None, timeout=IO_SECONDS)
        # imapclient would format every line for its debug log; a mailbox has many.
        self.wire.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - imapclient's name
        return Wire(self.host, self.port, self._tls, self._started)

    @property
    def wire(self) -> Wire:
        """The protocol below."""
        wire: Wire = self._imap
        return wire

    def offers(self, *capabilities: bytes) -> bool:
        """Does the server have all of these capabilities?"""
        return set(capabilities) <= set(self.capabilities())


def _acknowledge_at_once(sock: socket.socket) -> None:
    """Have the next that comes acknowledged without delay (tcp(7), for Linux alone; it lasts until the next command).

    Cyrus sends an answer in pieces, and the second waits until the first is acknowledged (Nagle): 40 ms otherwise.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a fault of the connection is told by who reads from it
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def cut(sock: socket.socket) -> None:
    """End a connection from any thread; whoever waits on it wakes up with an error."""
    # Not sock.shutdown(): on a TLS socket that takes away the state another thread may be using.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def quoted(value: bytes) -> bytes:
    """A quoted string (RFC 3501, 4.3).

    :raises BadMessage: CR, LF, NUL or another control character: it would end the command, and begin another.
    """
    if any(byte < 32 or byte == 127 for byte in value):
        raise BadMessage("there is a control character in what was to be sent to the server")
    return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def said(text: bytes) -> str:
    """What a server said, fit for an error message: one short line."""
    line = "".join(char if char.isprintable() else " " for char in text.decode("utf-8", "replace"))
    return line.strip()[:200]
