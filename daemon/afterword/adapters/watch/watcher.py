"""Who has new mail? One thread watches all accounts, by IDLE (RFC 2177) or, where that is missing, by NOOP.

It carries no data: it calls ``wake(account, reason)``, and a lost or doubled wake does no harm. Every byte that a
server sends goes through one reader of lines, in whatever state the connection is; so nothing is lost that came
before the ``+``, in one packet with it, or in two halves. Whatever is not expected ends the connection, and a new
connection always wakes: what came in between is found by looking, not by listening.
"""

import contextlib
import logging
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable

from afterword.adapters.watch.connection import (
    Connection,
    Line,
    Lost,
    Pace,
    State,
    Watched,
    seconds_asleep,
    suggested_wait,
)
from afterword.errors import AfterwordError, LoginRefused

log = logging.getLogger(__name__)

_MAX_CONNECTING = 32


class Watcher:
    """Watches accounts on a thread of its own. ``wake`` is called from there, and must neither wait nor raise."""

    def __init__(
        self,
        wake: Callable[[str, str], None],
        *,
        pace: Pace | None = None,
        asleep: Callable[[], float] = seconds_asleep,
    ) -> None:
        self._wake = wake
        self._pace = pace or Pace()
        self._asleep = asleep
        self._news: queue.SimpleQueue[Callable[[float], None]] = queue.SimpleQueue()
        self._poker, self._poked = socket.socketpair()
        self._poked.settimeout(0)
        self._poker.settimeout(0)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._poked, selectors.EVENT_READ)
        self._connections: dict[str, Connection] = {}
        self._connecting = 0
        self._stopping = threading.Event()
        self._last_turn = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    # --- For other threads ---

    def start(self, accounts: Iterable[Watched]) -> None:
        """Begin to watch."""
        self.replace(accounts)
        self._thread.start()

    def replace(self, accounts: Iterable[Watched]) -> None:
        """Watch these accounts from now on, and connect anew to all of them."""
        wanted = tuple(accounts)
        self._tell(lambda _: self._watch(wanted))

    def stop(self) -> None:
        """Close every connection, and end. Takes a moment at most: who is just connecting is left to himself."""
        self._stopping.set()
        self._poke()
        if self._thread.ident is not None:
            self._thread.join(2)

    def progress(self) -> bool:
        """Is the thread alive, and has it looked round within the last minute or so? For the watchdog."""
        return self._thread.is_alive() and time.monotonic() - self._last_turn < self._pace.tick + 60

    def _tell(self, news: Callable[[float], None]) -> None:
        self._news.put(news)
        self._poke()

    def _poke(self) -> None:
        with contextlib.suppress(OSError):  # full: it is poked already; closed: it has ended
            self._poker.send(b"!")

    # --- On the watcher's thread ---

    def _run(self) -> None:
        slept = self._asleep()
        try:
            while not self._stopping.is_set():
                self._turn()
                slept = self._after_sleep(slept)
        finally:
            for connection in self._connections.values():
                connection.close()
            self._selector.close()
            self._poker.close()
            self._poked.close()
            self._throw_away()

    def _turn(self) -> None:
        now = self._last_turn = time.monotonic()
        due = min((item.due for item in self._connections.values() if self._waits(item)), default=now + self._pace.tick)
        for key, _ in self._selector.select(max(0.0, min(due - now, self._pace.tick))):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    self._poked.recv(4096)
            else:
                self._guarded(key.data, key.data.receive)
        now = time.monotonic()
        with contextlib.suppress(queue.Empty):
            while True:
                self._news.get_nowait()(now)
        for connection in list(self._connections.values()):
            if connection.due <= now and self._waits(connection):
                if connection.state is State.CLOSED:
                    self._connect(connection)
                else:
                    self._guarded(connection, connection.overdue)

    def _waits(self, connection: Connection) -> bool:
        if connection.state is State.CLOSED:
            return self._connecting < _MAX_CONNECTING
        return connection.state is not State.CONNECTING

    def _guarded(self, connection: Connection, act: Callable[[float], None]) -> None:
        now = time.monotonic()
        try:
            act(now)
        except Lost as problem:
            self._forget(connection)
            connection.lost(now, str(problem), wait=problem.wait)

    def _forget(self, connection: Connection) -> None:
        if connection.sock is not None:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(connection.sock)

    def _watch(self, accounts: tuple[Watched, ...]) -> None:
        for connection in self._connections.values():
            self._forget(connection)
            connection.close()
        self._connections = {item.account: Connection(item, self._pace, self._wake) for item in accounts}

    def _after_sleep(self, before: float) -> float:
        slept = self._asleep()
        if slept - before > 5:
            log.info("the machine has slept for %.0f s; connecting anew", slept - before)
            now = time.monotonic()
            for connection in self._connections.values():
                if connection.state is not State.CONNECTING:
                    self._forget(connection)
                    connection.close()
                    connection.failures, connection.due = 0, now
                self._wake(connection.watched.account, "awake again")
        return slept

    def _connect(self, connection: Connection) -> None:
        connection.state = State.CONNECTING
        self._connecting += 1
        threading.Thread(target=self._make, args=(connection,), name="connecting", daemon=True).start()

    def _make(self, connection: Connection) -> None:
        """On a thread of its own: whoever is slow keeps only himself."""
        try:
            line = connection.watched.connect()
        except AfterwordError as problem:
            text, refused = str(problem), isinstance(problem, LoginRefused)
            self._tell(lambda now: self._failed(connection, now, text, refused=refused))
            return
        if self._stopping.is_set():
            line.sock.close()
        else:
            self._tell(lambda now: self._made(connection, line, now))

    def _throw_away(self) -> None:
        # Connections that came too late: each piece of news closes its own, as nobody is watched any more.
        self._connections = {}
        with contextlib.suppress(queue.Empty):
            while True:
                self._news.get_nowait()(0.0)

    def _failed(self, connection: Connection, now: float, text: str, *, refused: bool) -> None:
        self._connecting -= 1
        if self._is_current(connection):
            connection.lost(now, text, refused=refused, wait=suggested_wait(text))

    def _made(self, connection: Connection, line: Line, now: float) -> None:
        self._connecting -= 1
        if not self._is_current(connection) or self._stopping.is_set():
            line.sock.close()
            return
        self._guarded(connection, lambda _: connection.attach(line, now))
        if connection.sock is not None:
            self._selector.register(connection.sock, selectors.EVENT_READ, connection)
            if isinstance(connection.sock, ssl.SSLSocket) and connection.sock.pending():
                self._guarded(connection, connection.receive)  # decrypted already: no selector will tell

    def _is_current(self, connection: Connection) -> bool:
        return self._connections.get(connection.watched.account) is connection
