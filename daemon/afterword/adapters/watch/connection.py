"""One watched connection: IDLE and what may come of it, line by line (RFC 2177). Nothing here waits."""

import contextlib
import logging
import random
import re
import socket
import ssl
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from msgspec import Struct

log = logging.getLogger(__name__)
_SHOWN = 200  # bytes of a line, with `--verbose`; of mail none comes here

_MAX_LINE = 2**16
_MAX_BURST = 2**20
_LONGEST_WAIT = 300.0
_BROKEN_OFF = 2
"""So many long IDLEs in a row that ended otherwise than by us: this server, or what lies between, wants short ones."""

_SUGGESTED = re.compile(r"Suggested Backoff Time: (\d{1,9}) milliseconds", re.IGNORECASE)  # Microsoft 365


class Line(Protocol):
    """A logged-in connection with a folder open; ``rest`` has come and was not read."""

    @property
    def sock(self) -> socket.socket: ...
    @property
    def rest(self) -> bytes: ...
    @property
    def idles(self) -> bool: ...
    @property
    def messages(self) -> int: ...
    @property
    def uidnext(self) -> int | None: ...


class Watched(Struct, frozen=True):
    """An account to be watched. ``connect`` runs on a thread of its own, and may wait, or raise AfterwordError."""

    account: str
    connect: Callable[[], Line]


class Pace(Struct, frozen=True):
    """All waiting, in seconds. ``idle``: an IDLE in which the server says nothing ends so, before AOL's 300 s;
    ``longest_idle``: one in which the server shows that it is there ends before the 29 minutes of RFC 2177; where such
    were broken off they are tried again ``forgiven`` after the last. ``tick`` bounds how late the end of a sleep is
    noticed."""

    idle: float = 270.0
    longest_idle: float = 1500.0
    forgiven: float = 86_400.0
    answer: float = 60.0
    poll: float = 60.0
    first_retry: float = 2.0
    last_retry: float = 300.0
    first_refused: float = 300.0
    last_refused: float = 3600.0
    tick: float = 30.0
    steady: float = 60.0


class State(Enum):
    CLOSED = auto()
    CONNECTING = auto()
    ASKED = auto()
    IDLE = auto()
    ENDING = auto()
    NOOP = auto()
    SEARCH = auto()
    RESTING = auto()


class Lost(Exception):
    """This connection is of no use any more; the text says why, free of what the server said."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def seconds_asleep() -> float:
    """How long the machine has slept since some moment; only the difference of two answers means anything."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    now = time.time() if clock is None else time.clock_gettime(clock)
    return now - time.monotonic()


def retry_after(failures: int, first: float, last: float) -> float:
    """Seconds to wait after so many failures in a row: doubling from ``first`` to ``last``, with jitter below."""
    longest = min(last, first * 2.0 ** min(failures, 30))
    return max(min(first, last), longest * random.uniform(0.5, 1.0))  # noqa: S311 - no secret hangs on it


def suggested_wait(text: str) -> float | None:
    """How long the server asks us to stay away, in seconds, at most 5 minutes; None where it says nothing."""
    found = _SUGGESTED.search(text)
    return min(int(found[1]) / 1000, _LONGEST_WAIT) if found else None


class Connection:
    """What is known of one account. Touched by the watcher's thread alone."""

    def __init__(self, watched: Watched, pace: Pace, wake: Callable[[str, str], None]) -> None:
        self.watched = watched
        self.state = State.CLOSED
        self.due = 0.0
        """When something must be done, on the monotonic clock."""
        self.sock: socket.socket | None = None
        self.failures = 0
        self._refusal: str | None = None
        self._pace = pace
        self._wake = wake
        self._pending = bytearray()
        self._since = 0.0
        self._tags = 0
        self._tag = b""
        self._messages = 0
        self._uidnext: int | None = None
        self._idles = False
        self._short_idles = 0
        self._idle_since = 0.0
        self._prolonged = False
        self._broken_off, self._broken_at = 0, 0.0

    # --- Opening and closing ---

    def attach(self, line: Line, now: float) -> None:
        """Begin to watch a fresh connection."""
        line.sock.settimeout(0)
        self.sock, self._since = line.sock, now
        self._pending = bytearray()
        self._messages, self._uidnext = line.messages, line.uidnext
        # Three times in a row it ended an IDLE at once: it offers what it does not have.
        self._idles = line.idles and self._short_idles < 3
        self._rest_or_idle(now)
        self.feed(line.rest, now)
        self._wake(self.watched.account, "connected")

    def lost(self, now: float, reason: str, *, refused: bool = False, wait: float | None = None) -> None:
        """The connection failed, or could not be made: when to try again."""
        if self.state is not State.CONNECTING and now - self._since >= self._pace.steady:
            self.failures = 0
        if self.state in (State.ASKED, State.IDLE) and now - self._since < 5:
            self._short_idles += 1
        if self.state in (State.IDLE, State.ENDING) and self._is_long(now):
            self._broken_off, self._broken_at = self._broken_off + 1, now
        first, last = self._pace.first_retry, self._pace.last_retry
        if refused:
            first, last = self._pace.first_refused, self._pace.last_refused
        delay = retry_after(self.failures, first, last) if wait is None else wait
        self.failures += 1
        again = refused and reason == self._refusal
        self._refusal = reason if refused else None
        log.log(
            logging.DEBUG if again else logging.INFO, "%s: %s; next try in %.0f s", self.watched.account, reason, delay
        )
        self.close()
        self.due = now + delay

    def close(self) -> None:
        """Let go of the connection."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.close()
        self.sock = None
        self.state = State.CLOSED

    # --- Talking ---

    def receive(self, now: float) -> None:
        """Read all that is there.

        :raises Lost: the connection is at its end.
        """
        assert self.sock is not None
        total = 0
        while True:
            try:
                data = self.sock.recv(2**16)
            except (BlockingIOError, ssl.SSLWantReadError):
                return
            except OSError as problem:
                raise Lost(f"the connection failed: {problem.strerror or type(problem).__name__}") from problem
            if not data:
                raise Lost("the server closed the connection")
            total += len(data)
            if total > _MAX_BURST:
                raise Lost("the server does not stop talking")
            self.feed(data, now)

    def feed(self, data: bytes, now: float) -> None:
        """Take in bytes, whole lines or not."""
        self._pending += data
        *lines, rest = self._pending.split(b"\n")
        if len(rest) > _MAX_LINE:
            raise Lost("a line without end")
        self._pending = rest
        for line in lines:
            self._hear(bytes(line.rstrip(b"\r")), now)

    def _hear(self, line: bytes, now: float) -> None:
        log.debug("%s < %s", self.watched.account, line[:_SHOWN].decode("utf-8", "replace"))
        forgiven = self._broken_off < _BROKEN_OFF or now - self._broken_at >= self._pace.forgiven
        if self.state is State.IDLE and forgiven:
            # Its "still here", every two minutes or so, shows that the line is alive, and keeps it so on its way.
            self.due, self._prolonged = min(now + self._pace.idle, self._idle_since + self._pace.longest_idle), True
        if line.startswith(b"* "):
            self._hear_news(line[2:])
        elif line.startswith(b"+") and self.state is State.ASKED:
            self.state, self.due, self._idle_since, self._prolonged = State.IDLE, now + self._pace.idle, now, False
        elif self._tag and line.startswith(self._tag + b" "):
            self._hear_end(line[len(self._tag) + 1 :], now)
        else:
            raise Lost("something that is not IMAP")

    def _hear_news(self, news: bytes) -> None:
        if found := re.match(rb"(\d{1,10}) (EXISTS|EXPUNGE)\b", news, re.IGNORECASE):
            if found[2].upper() == b"EXPUNGE":
                self._messages -= 1
            else:
                messages, self._messages = self._messages, int(found[1])
                if self._messages > messages:
                    # At least so many UIDs are used up by it; the next search need not tell of them again.
                    self._uidnext = self._uidnext and self._uidnext + self._messages - messages
                    self._wake(self.watched.account, "new mail")
        elif found := re.match(rb"SEARCH((?: \d{1,10})*)", news, re.IGNORECASE):
            self._hear_uids([int(uid) for uid in found[1].split()])
        elif news[:3].upper() == b"BYE":
            text = news.decode("latin-1")
            raise Lost("the server says goodbye", suggested_wait(text))
        elif news.endswith(b"}") and news[:3].upper() not in (b"OK ", b"NO ", b"BAD"):
            raise Lost("a literal where none belongs")  # what follows would be taken for lines

    def _hear_uids(self, uids: list[int]) -> None:
        # "UID n:*" gives the last message even where it is older than n.
        highest = max(uids, default=0)
        if self._uidnext is not None and highest >= self._uidnext:
            self._wake(self.watched.account, "new mail")
        self._uidnext = max(self._uidnext or 1, highest + 1)

    def _hear_end(self, answer: bytes, now: float) -> None:
        if answer[:2].upper() != b"OK":
            text = answer.decode("latin-1")
            if self.state is State.ASKED and suggested_wait(text) is None and b"not connected" not in answer:
                self._idles = False
                self._rest_or_idle(now)
                return
            raise Lost("the server refuses a command", suggested_wait(text))
        if self.state in (State.ASKED, State.IDLE):
            self._short_idles += 1
            raise Lost("the server ended IDLE by itself")
        if self.state is State.ENDING:
            self._short_idles = 0
            if self._is_long(now):
                self._broken_off = 0
            self._command(State.NOOP, b"NOOP", now)
        elif self.state is State.NOOP:
            self._command(State.SEARCH, b"UID SEARCH UID %d:*" % (self._uidnext or 1), now)
        elif self.state is State.SEARCH:
            self._rest_or_idle(now)
        else:
            raise Lost("an answer that nobody asked for")

    def _is_long(self, now: float) -> bool:
        """Has this IDLE lasted longer than one in which nothing is heard?"""
        return self._prolonged and now - self._idle_since > self._pace.idle

    def _rest_or_idle(self, now: float) -> None:
        if self._idles:
            self._command(State.ASKED, b"IDLE", now)
        else:
            self._tag = b""
            self.state, self.due = State.RESTING, now + self._pace.poll

    def overdue(self, now: float) -> None:
        """The time of ``due`` has come.

        :raises Lost: an answer did not come in time.
        """
        if self.state is State.IDLE:
            self._send(b"DONE\r\n")
            self.state, self.due = State.ENDING, now + self._pace.answer
        elif self.state is State.RESTING:
            self._command(State.NOOP, b"NOOP", now)
        else:
            raise Lost("the server does not answer")

    def _command(self, state: State, command: bytes, now: float) -> None:
        self._tags += 1
        self._tag = b"I%d" % self._tags
        self._send(self._tag + b" " + command + b"\r\n")
        self.state, self.due = state, now + self._pace.answer

    def _send(self, data: bytes) -> None:
        assert self.sock is not None
        log.debug("%s > %s", self.watched.account, data[:_SHOWN].rstrip().decode("ascii", "replace"))
        try:
            sent = self.sock.send(data)
        except OSError as problem:  # also when it would have to wait: so few bytes always fit on a sound line
            raise Lost("nothing can be sent") from problem
        if sent != len(data):
            raise Lost("nothing can be sent")
