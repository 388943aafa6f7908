"""How long an IDLE lasts, on a clock of the test's own: seldom renewed where the server shows that it is there."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from afterword.adapters.imap import Detached
from afterword.adapters.watch import Pace, Watched
from afterword.adapters.watch.connection import Connection, Lost

PATIENT = Pace(idle=270.0, longest_idle=1500.0)


class Idling:
    """A connection in IDLE on a clock of the test's own, and the server's end of it."""

    def __init__(self, pace: Pace = PATIENT) -> None:
        ours, self.server = socket.socketpair()
        self.server.settimeout(5)
        self.connection = Connection(Watched("personal", lambda: self.line(ours)), pace, lambda *_: None)
        self.begin(ours, 0.0)

    def line(self, sock: socket.socket) -> Detached:
        return Detached(sock, b"", True, 3, 10)

    def begin(self, sock: socket.socket, now: float) -> None:
        self.connection.attach(self.line(sock), now)
        assert self.said().endswith(b" IDLE\r\n")
        self.hear(b"+ idling\r\n", now)

    def hear(self, text: bytes, now: float) -> None:
        self.server.sendall(text)
        self.connection.receive(now)

    def said(self) -> bytes:
        return self.server.recv(4096)

    def renew(self, now: float) -> None:
        """The time has come: the server lets it end, and it begins the next one."""
        self.connection.overdue(now)
        assert self.said() == b"DONE\r\n"
        for last in (b"NOOP", b"UID SEARCH UID 10:*", b"IDLE"):
            tag = b"I%d" % self.connection._tags
            self.hear(tag + b" OK done\r\n", now)
            assert last in self.said()
        self.hear(b"+ idling\r\n", now)

    def end(self, text: bytes, now: float) -> None:
        """The connection is lost, and made anew."""
        with pytest.raises(Lost) as lost:
            self.hear(text, now)
        self.connection.lost(now, str(lost.value))
        self.server.close()
        ours, self.server = socket.socketpair()
        self.begin(ours, now)

    def close(self) -> None:
        self.connection.close()
        self.server.close()


@pytest.fixture
def idling() -> Iterator[Idling]:
    found = Idling()
    yield found
    found.close()


def test_an_idle_in_which_the_server_says_nothing_ends_before_five_minutes(idling: Idling) -> None:
    assert idling.connection.due == 270


def test_an_idle_in_which_it_says_that_it_is_there_lasts_25_minutes(idling: Idling) -> None:
    for minute in range(2, 26, 2):
        idling.hear(b"* OK Still here\r\n", 60.0 * minute)
        assert idling.connection.due == min(60 * minute + 270, 1500)
    idling.renew(1500)
    assert idling.connection.due == 1770


def test_who_falls_silent_after_that_is_asked_as_soon_as_any_other(idling: Idling) -> None:
    idling.hear(b"* OK Still here\r\n", 120)
    assert idling.connection.due == 390


def test_who_breaks_off_long_idles_is_given_short_ones(idling: Idling) -> None:
    idling.hear(b"* OK Still here\r\n", 240)
    idling.end(b"* BYE five minutes are over\r\n", 300)
    idling.hear(b"* OK Still here\r\n", 540)
    assert idling.connection.due == 810  # once is no habit: a server restarts now and then
    idling.end(b"I%d OK Idle completed.\r\n" % idling.connection._tags, 600)
    for began in range(600, 1500, 270):
        idling.hear(b"* OK Still here\r\n", began + 240)
        assert idling.connection.due == began + 270
        idling.renew(began + 270)


def test_a_long_idle_that_lasts_clears_the_one_that_was_broken_off(idling: Idling) -> None:
    began = 0.0
    for _ in range(3):
        idling.hear(b"* OK Still here\r\n", began + 240)
        idling.end(b"* BYE restarting\r\n", began + 300)
        idling.hear(b"* OK Still here\r\n", began + 400)
        assert idling.connection.due == began + 670
        idling.renew(began + 670)
        began += 670


def test_after_a_day_a_long_idle_is_tried_again(idling: Idling) -> None:
    for began in (0.0, 300.0):
        idling.hear(b"* OK Still here\r\n", began + 240)
        idling.end(b"* BYE restarting\r\n", began + 300)
    idling.hear(b"* OK Still here\r\n", 840)
    assert idling.connection.due == 870
    idling.renew(870)
    idling.renew(600 + 86_400)
    idling.hear(b"* OK Still here\r\n", 600 + 86_520)
    assert idling.connection.due == 600 + 86_520 + 270
