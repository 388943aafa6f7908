"""One account's connection as the rest sees it: made, kept, cut, and every fault told as one of ours."""

import contextlib
import imaplib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from imapclient.exceptions import ProtocolError
from imapclient.imap_utf7 import encode as to_utf7
from msgspec import Struct

from afterword import outages
from afterword.adapters.imap.connection import Client, Response, cut, quoted, said
from afterword.adapters.imap.login import logged_in
from afterword.config import Account
from afterword.errors import MailboxChanged, Transient


class Opened(Struct, frozen=True):
    """What SELECT (``writing``) or EXAMINE says of a folder; ``uidnext`` is None where the server keeps it to itself
    (Courier), ``highestmodseq`` where the folder has none (RFC 7162, 3.1.2)."""

    folder: str
    uidvalidity: int
    uidnext: int | None
    messages: int
    writing: bool
    highestmodseq: int | None = None


class Detached(Struct, frozen=True):
    """A logged-in connection with a folder open for reading, handed over to somebody who reads it in his own way.

    ``rest`` has come on ``sock`` already; it begins with a new line of the server. ``idles``: it offers IDLE.
    """

    sock: socket.socket
    rest: bytes
    idles: bool
    messages: int
    uidnext: int | None


class Session:
    """One connection at a time to one account's server. Not for two threads, but for ``interrupt``."""

    def __init__(self, account: Account, secret: Callable[[], str]) -> None:
        self.account = account
        self._secret = secret
        self._client: Client | None = None
        self._opened: Opened | None = None
        self._open = False
        """Is any folder open on the server's side?"""
        self._names: dict[str, bytes] = {}
        self._socket: socket.socket | None = None
        self._interrupted = threading.Event()

    # --- The connection ---

    @property
    def connected(self) -> bool:
        """Is there a connection, as far as is known?"""
        return self._client is not None

    def connect(self) -> None:
        """Connect and log in, if not connected.

        :raises LoginRefused: the server does not take the secret, or there is none.
        """
        if self._client is None:
            with self._fault_is_transient():
                self._client = logged_in(self.account, self._secret, self._started)
                self._open = False
                self._client.capabilities()

    def capabilities(self) -> frozenset[str]:
        """What the server can do once logged in, in capitals: "IDLE", "UIDPLUS" (RFC 3501, 6.1.1)."""
        with self._fault_is_transient():
            return frozenset(item.decode("ascii", "replace").upper() for item in self._connection().capabilities())

    def detach(self, folder: str) -> Detached:
        """Open a folder and give the connection away; this session is without one then."""
        opened = self.open(folder)
        client = self._connection()
        with self._fault_is_transient():
            idles = client.offers(b"IDLE")
            sock, rest = client.wire.detach()
        self._client = self._opened = self._socket = None
        return Detached(sock, rest, idles, opened.messages, opened.uidnext)

    def close(self) -> None:
        """Log out. Says nothing of any fault: the connection is of no use any more."""
        client, self._client, self._opened = self._client, None, None
        if client is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError, ValueError):
                client.wire.sock.settimeout(3)
                for _ in client.wire.ask(b"LOGOUT"):
                    pass
            client.wire.shutdown()

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good. Whoever waits gets ``Transient``."""
        self._interrupted.set()
        if self._socket is not None:
            cut(self._socket)

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self, sock: socket.socket) -> None:
        self._socket = sock
        if self._interrupted.is_set():
            raise OSError("interrupted")

    @contextlib.contextmanager
    def _fault_is_transient(self) -> Iterator[None]:
        try:
            yield
        except (imaplib.IMAP4.abort, OSError) as problem:  # first: a bad certificate is a ValueError too
            # Nobody knows what the next line would answer to: this connection is done with.
            self._drop()
            told = outages.why(problem) if isinstance(problem, OSError) else str(problem)
            reason = said(told.encode("utf-8", "replace")) or type(problem).__name__
            raise Transient(f"{self.account.name}: {reason}") from problem
        except (ProtocolError, ValueError, LookupError, TypeError, AttributeError):
            self._drop()
            # No chaining: a parser's complaint repeats what it was given, and that may be mail.
            raise Transient(f"{self.account.name}: the server's answer makes no sense") from None
        except imaplib.IMAP4.error as problem:
            raise Transient(f"{self.account.name}: the server refuses: {said(str(problem).encode())}") from problem

    def _drop(self) -> None:
        client, self._client, self._opened = self._client, None, None
        if client is not None:
            client.wire.shutdown()

    def _connection(self) -> Client:
        if self._client is None or self._interrupted.is_set():
            raise Transient(f"{self.account.name}: not connected")
        return self._client

    def _ask(self, command: bytes) -> list[Response]:
        with self._fault_is_transient():
            return list(self._connection().wire.ask(command))

    def _leave(self) -> None:
        """Have no folder open: what STATUS says of an open one is as old as its opening (Dovecot)."""
        if self._open:
            self._opened = None
            self._ask(b"UNSELECT" if self._connection().offers(b"UNSELECT") else b"NOOP")
            self._open = False

    def _quoted(self, folder: str) -> bytes:
        return quoted(self._names.get(folder) or to_utf7(folder))

    # --- Opening ---

    @property
    def opened(self) -> Opened | None:
        """What the server said of the folder that is open, when it was opened; None where it is not known to be."""
        return self._opened

    def open(self, folder: str, *, uidvalidity: int | None = None, writing: bool = False) -> Opened:
        """Open a folder anew: EXAMINE, or SELECT for writing.

        :raises MailboxChanged: it cannot be opened, or has another UIDVALIDITY.
        """
        self._opened = None
        client = self._connection()
        name = self._quoted(folder)
        self._open = False  # what cannot be opened closes what was open
        with self._fault_is_transient():
            try:
                responses = list(client.wire.ask((b"SELECT " if writing else b"EXAMINE ") + name))
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as problem:
                raise MailboxChanged(f"{self.account.name}: {folder} cannot be opened: {problem}") from problem
            self._open = True
            text = b"\n".join(response[0] for response in responses)
            validity = re.search(rb"\[UIDVALIDITY (\d+)", text, re.IGNORECASE)
            exists = re.findall(rb"^\* (\d+) EXISTS", text, re.IGNORECASE | re.MULTILINE)
            uidnext = re.search(rb"\[UIDNEXT (\d+)", text, re.IGNORECASE)
            modseq = re.search(rb"\[HIGHESTMODSEQ (\d+)", text, re.IGNORECASE)
            if validity is None or not exists:
                raise ValueError(f"{folder} was opened without UIDVALIDITY or EXISTS")
        if writing and b"[READ-ONLY]" in client.wire.completion.upper():
            raise Transient(f"{self.account.name}: {folder} is read-only")
        opened = Opened(
            folder,
            int(validity[1]),
            int(uidnext[1]) if uidnext else None,
            int(exists[-1]),
            writing,
            (int(modseq[1]) or None) if modseq else None,
        )
        if uidvalidity is not None and opened.uidvalidity != uidvalidity:
            raise MailboxChanged(f"{self.account.name}: {folder} is not the folder that it was (UIDVALIDITY)")
        self._opened = opened
        return opened

    def _stay_in(self, folder: str, uidvalidity: int | None, *, writing: bool = False) -> Opened:
        """As ``open``; a folder that is open in this way already stays so."""
        opened = self._opened
        if opened is None or (opened.folder, opened.writing) != (folder, writing):
            return self.open(folder, uidvalidity=uidvalidity, writing=writing)
        if uidvalidity not in (None, opened.uidvalidity):
            return self.open(folder, uidvalidity=uidvalidity, writing=writing)
        return opened
