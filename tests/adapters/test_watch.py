"""The watcher: every way in which IDLE fails to tell, and that none of them costs a message, a spin or a neighbour."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from msgspec.structs import replace

from afterword.adapters.imap import Detached
from afterword.adapters.watch import Pace, Watched, Watcher, retry_after, seconds_asleep, suggested_wait
from afterword.config import Account
from afterword.errors import LoginRefused, Transient
from tests.adapters.accounts import account, account_on, mailbox_of
from tests.adapters.scripted import Script, ScriptedServer, Talk
from tests.servers.mailbox import Mailbox
from tests.servers.recorder import Recorder
from tests.servers.running import RunningServer

QUICK = Pace(
    idle=0.3,
    answer=1.0,
    poll=0.2,
    first_retry=0.05,
    last_retry=0.2,
    first_refused=5,
    last_refused=5,
    tick=0.2,
    steady=60,
)
SLOW = Pace(tick=1.0)

MESSAGE = b"From: jane@acme.example\r\nMessage-ID: <%d@acme.example>\r\nSubject: Your interview\r\n\r\nHello.\r\n"


class Wakes:
    """What the watcher calls; `next` waits for a call."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()

    def __call__(self, name: str, reason: str) -> None:
        self._calls.put((name, reason))

    def next(self, within: float = 5.0) -> str:
        return self.of_account(within)[1]

    def of_account(self, within: float = 5.0) -> tuple[str, str]:
        try:
            return self._calls.get(timeout=within)
        except queue.Empty:
            raise AssertionError(f"no wake within {within} s") from None

    def none(self, within: float) -> bool:
        try:
            found = self._calls.get(timeout=within)
        except queue.Empty:
            return True
        raise AssertionError(f"woken by {found}")


def line_to(found: Account) -> Callable[[], Detached]:
    def connect() -> Detached:
        mailbox = mailbox_of(found)
        mailbox.connect()
        return mailbox.detach("INBOX")

    return connect


@contextmanager
def watching(
    connects: Iterable[tuple[str, Callable[[], Detached]]],
    pace: Pace = SLOW,
    asleep: Callable[[], float] = seconds_asleep,
) -> Iterator[tuple[Watcher, Wakes]]:
    wakes = Wakes()
    watcher = Watcher(wakes, pace=pace, asleep=asleep)
    watcher.start(Watched(name, connect) for name, connect in connects)
    try:
        yield watcher, wakes
        assert watcher.progress()
    finally:
        watcher.stop()
    assert not watcher.progress()


@contextmanager
def watching_script(*scripts: Script, pace: Pace = SLOW) -> Iterator[tuple[ScriptedServer, Wakes]]:
    with ScriptedServer(*scripts) as server:
        found = account(server.host, server.port)
        with watching([("personal", line_to(found))], pace) as (_, wakes):
            yield server, wakes


def examined(
    talk: Talk, messages: int = 3, uidnext: int = 10, capabilities: bytes = b"IMAP4rev1 IDLE AUTH=PLAIN"
) -> None:
    """Up to the moment when the watcher takes over."""
    talk.greet(capabilities)
    tag = talk.expect("EXAMINE")
    talk.answer(tag, b"3 EXISTS", b"OK [UIDVALIDITY 7] ", b"OK [UIDNEXT %d] " % uidnext)


def stay(talk: Talk) -> None:
    """Serve as an ordinary server does, until the client goes away."""
    examined(talk)
    idle = b""
    while True:
        tag, command = talk.command()
        if command == "IDLE":
            idle = tag
            talk.send(b"+ idling\r\n")
        elif command == "DONE":
            talk.answer(idle)
        else:
            talk.answer(tag, *([b"SEARCH 9"] if "SEARCH" in command else []))


# --- Real servers ---


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_new_mail_wakes(imap_server: RunningServer, mailbox: Mailbox, security: str) -> None:
    mailbox.deliver(MESSAGE % 1)
    connect = line_to(account_on(imap_server, mailbox.user, security))
    with watching([("personal", connect)]) as (_, wakes):
        assert wakes.of_account() == ("personal", "connected")
        for number in range(2, 5):
            mailbox.deliver(MESSAGE % number)
            assert wakes.next() == "new mail"


def test_mail_between_opening_and_idle_is_not_missed(imap_server: RunningServer, mailbox: Mailbox) -> None:
    def connect() -> Detached:
        found = line_to(account_on(imap_server, mailbox.user, "tls"))()
        mailbox.deliver(MESSAGE % 1)  # the server tells of it in one breath with "+ idling"
        return found

    with watching([("personal", connect)]) as (_, wakes):
        assert {wakes.next(), wakes.next()} == {"connected", "new mail"}


def test_the_server_restarts(imap_server: RunningServer, mailbox: Mailbox) -> None:
    pace = Pace(first_retry=0.1, last_retry=0.3, tick=1)
    with watching([("personal", line_to(account_on(imap_server, mailbox.user)))], pace) as (_, wakes):
        assert wakes.next() == "connected"
        imap_server.restart()
        assert wakes.next(15) == "connected"
        mailbox.deliver(MESSAGE % 1)
        assert wakes.next() == "new mail"


def test_a_line_that_goes_dead_is_made_anew(imap_server: RunningServer, mailbox: Mailbox) -> None:
    with Recorder(imap_server) as recorder:
        found = replace(account_on(imap_server, mailbox.user), port=recorder.port)
        with watching([("personal", line_to(found))], Pace(first_retry=0.1, tick=1)) as (_, wakes):
            assert wakes.next() == "connected"
            recorder.cut()
            assert wakes.next() == "connected"
            assert recorder.connections == 2


def test_it_keeps_idling_past_its_end(imap_server: RunningServer, mailbox: Mailbox) -> None:
    with Recorder(imap_server) as recorder:
        found = replace(account_on(imap_server, mailbox.user), port=recorder.port)
        with watching([("personal", line_to(found))], Pace(idle=0.2, tick=1)) as (_, wakes):
            assert wakes.next() == "connected"
            deadline = time.monotonic() + 10
            while recorder.commands.count("IDLE") < 3 and time.monotonic() < deadline:
                time.sleep(0.05)
            assert recorder.connections == 1
            mailbox.deliver(MESSAGE % 1)
            assert wakes.next() == "new mail"
    cycle = [command.split(" UID ")[0] for command in recorder.commands]
    assert "IDLE DONE NOOP UID SEARCH IDLE DONE NOOP UID SEARCH IDLE" in " ".join(cycle)
    assert recorder.commands.count("CAPABILITY") <= 2
    assert not recorder.writes()


def test_many_accounts_on_one_thread(imap_server: RunningServer) -> None:
    users = [Mailbox(imap_server) for _ in range(20)]
    before = threading.active_count()
    accounts = [(user.user, line_to(account_on(imap_server, user.user))) for user in users]
    with watching(accounts) as (_, wakes):
        assert {wakes.of_account(20)[0] for _ in users} == {user.user for user in users}
        deadline = time.monotonic() + 5
        while threading.active_count() > before + 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert threading.active_count() <= before + 1
        for user in users[:5]:
            user.deliver(MESSAGE % 1)
            assert wakes.of_account() == (user.user, "new mail")


# --- The traps, one by one ---


def idle_with(*packets: bytes, after: float = 0.05) -> Script:
    """A server that says these packets once IDLE is asked for ("<tag>" stands for its tag), and then nothing."""

    def play(talk: Talk) -> None:
        examined(talk)
        tag = talk.expect("IDLE")
        for packet in packets:
            talk.send(packet.replace(b"<tag>", tag))
            time.sleep(after)
        talk.line()

    return play


@pytest.mark.parametrize(
    "packets",
    [
        [b"+ idling\r\n* 4 EXISTS\r\n"],
        [b"* 4 EXISTS\r\n+ idling\r\n"],
        [b"* 4 EXISTS\r\n", b"+ idling\r\n"],
        [b"+ idling\r\n", b"* 4 EX", b"ISTS\r\n"],
        [b"+ idling\r\n", *(bytes([byte]) for byte in b"* 4 EXISTS\r\n")],
        [b"+ idling\r\n", b"* 2 EXPUNGE\r\n* 3 EXISTS\r\n"],
        [b"+ idling\r\n", b"* OK Still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 4 exists\r\n* 1 RECENT\r\n"],
    ],
)
def test_however_it_is_told(packets: list[bytes]) -> None:
    with watching_script(idle_with(*packets, after=0.02)) as (server, wakes):
        assert [wakes.next(), wakes.next()].count("new mail") == 1
        assert len(server.talks) == 1


def test_what_was_read_before_the_watcher_took_over_is_not_lost() -> None:
    def hasty(talk: Talk) -> None:
        talk.greet()
        tag = talk.expect("EXAMINE")
        talk.send(b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] \r\n" + tag + b" OK done\r\n* 4 EXISTS\r\n* 5 EX")
        talk.expect("IDLE")
        talk.send(b"ISTS\r\n+ idling\r\n")
        talk.line()

    with watching_script(hasty) as (server, wakes):
        assert [wakes.next() for _ in range(3)].count("new mail") == 2
        assert len(server.talks) == 1


@pytest.mark.parametrize(
    "news", [b"* 3 EXISTS\r\n", b"* 1 EXPUNGE\r\n", b"* OK Still here\r\n", b"* 3 FETCH (FLAGS ())\r\n"]
)
def test_what_is_no_news_does_not_wake(news: bytes) -> None:
    with watching_script(idle_with(b"+ idling\r\n", news)) as (server, wakes):
        assert wakes.next() == "connected"
        assert wakes.none(0.3)
        assert len(server.talks) == 1


@pytest.mark.parametrize(
    "packet",
    [
        b"+ idling\r\n* BYE idle for too long\r\n",
        b"+ idling\r\n* 1 FETCH (BODY {16}\r\n* OK not a line\r\n",
        b"+ idling\r\n<tag> OK enough of that\r\n",
        b"+ idling\r\nX99 OK whose is this?\r\n",
        b"+ idling\r\n\0\xff\r\n",
        b"+ idling\r\n" + b"x" * 100_000,
        b"* 1 FETCH (",
    ],
)
def test_after_anything_unexpected_a_new_connection(packet: bytes) -> None:
    def once(talk: Talk) -> None:
        examined(talk)
        talk.send(packet.replace(b"<tag>", talk.expect("IDLE")))
        if packet.endswith(b"("):
            return  # the end of the connection in the middle of a line
        talk.line()

    with watching_script(once, stay, pace=Pace(first_retry=0.1, tick=1)) as (server, wakes):
        assert wakes.next() == "connected"
        assert wakes.next() == "connected"
        assert len(server.talks) == 2


def test_the_end_of_a_connection_does_not_spin() -> None:
    def gone(talk: Talk) -> None:
        examined(talk)
        talk.expect("IDLE")
        talk.send(b"+ idling\r\n")

    with watching_script(gone, pace=Pace(first_retry=30, last_retry=30, tick=1)) as (server, wakes):
        assert wakes.next() == "connected"
        before = time.process_time()
        assert wakes.none(1.0)
        assert time.process_time() - before < 0.2
        assert len(server.talks) == 1


def test_what_idle_did_not_tell_the_search_finds() -> None:
    def silent(talk: Talk) -> None:
        examined(talk, uidnext=10)
        idle = talk.expect("IDLE")
        talk.send(b"+ idling\r\n")
        assert talk.line() == b"DONE"
        talk.answer(idle)
        talk.answer(talk.expect("NOOP"))
        talk.answer(talk.expect("UID SEARCH UID 10:*"), b"SEARCH 10 11")
        idle = talk.expect("IDLE")
        talk.send(b"+ idling\r\n")
        assert talk.line() == b"DONE"
        talk.answer(idle)
        talk.answer(talk.expect("NOOP"))
        talk.answer(talk.expect("UID SEARCH UID 12:*"), b"SEARCH 11")  # the last one, again
        talk.expect("IDLE")
        talk.line()

    with watching_script(silent, pace=Pace(idle=0.1, tick=1)) as (server, wakes):
        assert wakes.next() == "connected"
        assert wakes.next() == "new mail"
        assert wakes.none(0.5)
        assert server.commands.count("IDLE") == 3


@pytest.mark.parametrize("silent_at", ["IDLE", "DONE", "NOOP"])
def test_a_server_that_dies_silently(silent_at: str) -> None:
    def dying(talk: Talk) -> None:
        examined(talk)
        tag = talk.expect("IDLE")
        if silent_at != "IDLE":
            talk.send(b"+ idling\r\n")
            talk.line()
        if silent_at == "NOOP":
            talk.answer(tag)
            talk.expect("NOOP")
        talk.line()

    pace = Pace(idle=0.1, answer=0.2, first_retry=0.05, tick=0.5)
    with watching_script(dying, stay, pace=pace) as (server, wakes):
        assert wakes.next() == "connected"
        assert wakes.next() == "connected"
        assert len(server.talks) == 2


def test_without_idle_it_asks_from_time_to_time() -> None:
    def old(talk: Talk) -> None:
        examined(talk, capabilities=b"IMAP4rev1 AUTH=PLAIN")
        talk.answer(talk.expect("NOOP"))
        talk.answer(talk.expect("UID SEARCH UID 10:*"), b"SEARCH 9")
        talk.answer(talk.expect("NOOP"), b"4 EXISTS")
        talk.answer(talk.expect("UID SEARCH UID 11:*"), b"SEARCH 10")
        talk.line()

    with watching_script(old, pace=Pace(poll=0.1, tick=0.5)) as (server, wakes):
        assert wakes.next() == "connected"
        assert wakes.next() == "new mail"
        assert wakes.none(0.3)
        assert "IDLE" not in server.commands


def test_a_refused_idle_is_polling_then() -> None:
    def refusing(talk: Talk) -> None:
        examined(talk)
        talk.answer(talk.expect("IDLE"), last=b"NO not today")
        talk.answer(talk.expect("NOOP"), b"4 EXISTS")
        talk.answer(talk.expect("UID SEARCH"), b"SEARCH 10")
        talk.line()

    with watching_script(refusing, pace=Pace(poll=0.1, tick=0.5)) as (server, wakes):
        assert wakes.next() == "connected"
        assert wakes.next() == "new mail"
        assert len(server.talks) == 1


def test_an_idle_that_always_ends_in_goodbye_is_given_up() -> None:
    def goodbye(talk: Talk) -> None:
        examined(talk)
        tag, command = talk.command()
        if command == "IDLE":
            talk.send(b"* BYE no idling here\r\n")
            return
        talk.answer(tag)
        talk.line()

    with watching_script(goodbye, pace=QUICK) as (server, wakes):
        for _ in range(4):
            assert wakes.next() == "connected"
        deadline = time.monotonic() + 5
        while "NOOP" not in server.commands and time.monotonic() < deadline:
            time.sleep(0.02)
    assert "NOOP" in server.commands
    assert server.commands.count("IDLE") == 3


def test_the_server_says_how_long_to_stay_away() -> None:
    def busy(talk: Talk) -> None:
        examined(talk)
        talk.answer(talk.expect("IDLE"), last=b"BAD Request is throttled. Suggested Backoff Time: 700 milliseconds")
        talk.line()

    with watching_script(busy, stay, pace=QUICK) as (_, wakes):
        assert wakes.next() == "connected"
        began = time.monotonic()
        assert wakes.next() == "connected"
        assert 0.6 < time.monotonic() - began < 2


def test_a_refused_login_is_tried_again_slowly() -> None:
    tries: list[float] = []

    def connect() -> Detached:
        tries.append(time.monotonic())
        raise LoginRefused("personal: wrong password")

    with watching([("personal", connect)], QUICK) as (_, wakes):
        assert wakes.none(1.0)
    assert len(tries) == 1


def test_a_server_that_is_away_is_tried_again_with_patience() -> None:
    tries: list[float] = []

    def connect() -> Detached:
        tries.append(time.monotonic())
        raise Transient("personal: no route to host")

    pace = Pace(first_retry=0.1, last_retry=0.8, tick=1)
    with watching([("personal", connect)], pace):
        time.sleep(1.5)
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert 3 <= len(tries) <= 8
    assert gaps[-1] > gaps[0]


def test_one_that_hangs_holds_up_nobody() -> None:
    release = threading.Event()

    def hang() -> Detached:
        release.wait(20)
        raise Transient("too late")

    with ScriptedServer(stay) as server:
        good = line_to(account(server.host, server.port))
        with watching([("dead", hang), ("personal", good)]) as (_, wakes):
            assert wakes.of_account(2) == ("personal", "connected")
        release.set()


def test_after_sleep_it_connects_at_once() -> None:
    slept = [0.0]
    with ScriptedServer(stay) as server:
        connect = line_to(account(server.host, server.port))
        with watching([("personal", connect)], Pace(tick=0.1), lambda: slept[0]) as (_, wakes):
            assert wakes.next() == "connected"
            slept[0] = 3600.0
            assert wakes.next(2) == "awake again"
            assert wakes.next(2) == "connected"
            assert len(server.talks) == 2
            assert wakes.none(0.4)


def test_other_accounts_after_a_new_configuration() -> None:
    with ScriptedServer(stay) as server:
        connect = line_to(account(server.host, server.port))
        with watching([("old", connect)]) as (watcher, wakes):
            assert wakes.of_account() == ("old", "connected")
            watcher.replace([Watched("new", connect)])
            assert wakes.of_account() == ("new", "connected")
            assert wakes.none(0.3)


def test_stopping_takes_a_moment_even_while_somebody_connects() -> None:
    release = threading.Event()

    def hang() -> Detached:
        release.wait(20)
        raise Transient("too late")

    watcher = Watcher(lambda account, reason: None, pace=SLOW)
    watcher.start([Watched("dead", hang)])
    time.sleep(0.1)
    began = time.monotonic()
    watcher.stop()
    assert time.monotonic() - began < 1
    release.set()


# --- Waiting ---


def test_waits_double_and_never_pass_their_bounds() -> None:
    for failures in range(60):
        for _ in range(20):
            wait = retry_after(failures, 2, 300)
            assert 2 <= wait <= 300
            assert wait >= min(300, 2 * 2**failures) / 2
    assert len({retry_after(8, 2, 300) for _ in range(10)}) > 1


def test_suggested_waits() -> None:
    assert suggested_wait("NO Server Unavailable. Suggested Backoff Time: 299961 milliseconds") == 299.961
    assert suggested_wait("suggested backoff time: 99999999 milliseconds") == 300
    assert suggested_wait("NO something else") is None
