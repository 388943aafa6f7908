"""What the benches share: servers, the big mailbox, the state after its first pass; each made when asked for."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from afterword.adapters.imap import Mailbox
from afterword.adapters.ledger import Ledger
from afterword.config import Config, load
from afterword.engine.passes import Engine
from bench.figures import seconds
from bench.mailboxes import big_mailbox, configured
from tests.servers.cyrus import Cyrus, start_cyrus
from tests.servers.dovecot import Dovecot, start_dovecot
from tests.servers.running import PASSWORD, RunningServer

DAY, QUICK_DAY = (10_000, 200), (2_000, 50)
"""Messages and applications of an account in use."""


@dataclass
class Stage:
    """``messages`` and ``invites`` are those of the big mailbox; ``folder`` is for what is written. ``quick``: there is
    less of everything, for a shorter time."""

    folder: Path
    messages: int
    invites: int
    quick: bool = False
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    closing: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def dovecot(self) -> Dovecot:
        """A running Dovecot. Raises `MissingProgram` where there is none."""
        server = start_dovecot()
        self.closing.callback(server.close)
        return server

    @cached_property
    def cyrus(self) -> Cyrus:
        """A running Cyrus. Raises `MissingProgram` where there is none."""
        server = start_cyrus()
        self.closing.callback(server.close)
        return server

    @cached_property
    def big(self) -> str:
        """The user of the big mailbox."""
        return self.filled("big")

    def filled(self, user: str) -> str:
        """A user with a big mailbox that the server has never looked into."""
        self.dovecot.fill(user, big_mailbox(self.messages, self.invites, self.now))
        return user

    @cached_property
    def settled(self) -> "Settled":
        """The big mailbox after its first pass."""
        config = self.configured(self.dovecot, self.big)
        with engine(config) as made:
            took = seconds(lambda: made.run_pass(now()))
        return Settled(self.folder / self.big / "config.toml", took, self.messages, self.invites)

    @cached_property
    def day(self) -> "Settled":
        """An account in use, read once: the messages and applications of ``DAY``."""
        messages, applications = QUICK_DAY if self.quick else DAY
        self.dovecot.fill("day", big_mailbox(messages, applications, self.now))
        config = self.configured(self.dovecot, "day")
        with engine(config) as made:
            took = seconds(lambda: made.run_pass(now()))
        return Settled(self.folder / "day" / "config.toml", took, messages, applications)

    def configured(self, server: RunningServer, user: str, port: int | None = None, state: str | None = None) -> Config:
        """A configuration, loaded; in a folder called ``state``, by default as the user."""
        return load(configured(self.folder / (state or user), server, user, port))


@dataclass(frozen=True, slots=True)
class Settled:
    """A configuration whose mailbox was read once, how many seconds that took, and what there was to read."""

    config: Path
    first_pass: float
    messages: int
    applications: int


@contextmanager
def engine(config: Config) -> Iterator[Engine]:
    """An engine with its ledger."""
    with Ledger.open(config.state_dir) as ledger, closing(Engine(config, ledger, lambda _: PASSWORD)) as made:
        yield made


def now() -> dt.datetime:
    """Of a pass: not before that of any other, or it would leave Drafts alone until it knows which clock is right."""
    return dt.datetime.now(dt.UTC)


def mailbox(config: Config) -> Mailbox:
    """The mailbox of the one account; to be used in a `with`."""
    return Mailbox(config.account[0], lambda: PASSWORD)
