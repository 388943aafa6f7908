"""A thousand mailboxes in one process: memory and threads while all wait, and a burst of mail, a message to each."""

import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from afterword.adapters.ledger import read_last_pass
from bench.figures import Figure, Goal
from bench.mailboxes import Employer, Message, big_mailbox
from bench.processes import running, settled, usage
from bench.raw import PASSWORD, Bare
from bench.stage import Stage
from bench.startup import PROGRAM
from tests.cli.configs import account_table, write_config
from tests.scenarios.letters import google_invite
from tests.servers.dovecot import Dovecot

MAILBOXES, QUICKLY = 1_000, 30
_MAIL_IN_EACH = 5
_LONGEST = 300


def figures(stage: Stage) -> list[Figure]:
    """Beside them stand two accounts whose servers take connections and never answer."""
    count = QUICKLY if stage.quick else MAILBOXES
    server = Dovecot(clients_a_process=100)
    server.start()
    with closing(server), _silent() as dead:
        users = [f"u{number}" for number in range(count)]
        for user in users:
            server.fill(user, _mail(stage.now))
        folder = stage.folder / "fleet"
        folder.mkdir()
        tables = [account_table(server, user, name=user) for user in users]
        tables += [account_table(server, name, name=name, port=dead) for name in ("dead1", "dead2")]
        config = write_config(folder, *(one.replace(_COMMAND, _VARIABLE) for one in tables))
        with running(*PROGRAM, "--config", str(config), "run", more={"PASSWORD_OF_ALL": PASSWORD}) as process:
            _wait_until_all_were_read(folder / "state", users)
            (idle,) = settled(process, longest=_LONGEST)
            took = _burst(server, users)
            after = usage(process)
    words = f"{count:,} mailboxes in IDLE, two dead servers beside them"
    return [
        Figure(f"{words}: memory", idle.resident, "MB", goal=Goal(most=400 * 2**20)),
        Figure("the same: threads", idle.threads, ""),
        Figure("the same: a message comes to each, all drafts lie there", took, "s", goal=Goal(most=60)),
        Figure("the same: memory after that", after.resident, "MB", goal=Goal(most=400 * 2**20)),
    ]


_COMMAND = f'password_command = ["printf", "{PASSWORD}"]'
_VARIABLE = 'password_env = "PASSWORD_OF_ALL"'


def _mail(now: dt.datetime) -> Sequence[Message]:
    return list(big_mailbox(_MAIL_IN_EACH, 0, now - dt.timedelta(days=2)))


@contextmanager
def _silent() -> Iterator[int]:
    """The port of a server that takes connections, and says nothing."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    taken: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                taken.append(listener.accept()[0])
            except OSError:
                return

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        for one in (listener, *taken):
            one.close()


def _wait_until_all_were_read(state: Path, users: Sequence[str]) -> None:
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        if set(users) <= set(read_last_pass(state)):
            return
        time.sleep(1)
    raise AssertionError(f"{len(set(users) - set(read_last_pass(state)))} mailboxes were not read in {_LONGEST} s")


def _burst(server: Dovecot, users: Sequence[str]) -> float:
    """An invite of an interview that has just been held comes to everybody: seconds until all have their drafts."""
    now = dt.datetime.now(dt.UTC)
    start = now - dt.timedelta(hours=4)
    connections = [Bare(server.host, server.imap_port, user) for user in users]
    began = time.monotonic()
    for number, one in enumerate(connections):
        raw = google_invite(Employer(number).event(start), start - dt.timedelta(days=3))
        one.append(b"INBOX", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    # One after the other: to ask all of them again and again would be work for the same cores.
    for place, one in enumerate(connections):
        while b"(MESSAGES 2)" not in b"".join(one.answer(b"STATUS Drafts (MESSAGES)")):
            if time.monotonic() - began > _LONGEST:
                raise AssertionError(f"{len(users) - place} mailboxes may have no drafts after {_LONGEST} s")
            time.sleep(0.1)
    took = time.monotonic() - began
    for one in connections:
        one.close()
    return took
