"""Passes for ever.

Three threads. The main one takes signals, turns the scheduler, whose jobs wake, and feeds the watchdog; the worker
makes one pass after the other and is alone with engine and ledger; the watcher listens to the mailboxes. Nobody but
the worker acts: all others only say that there may be a reason to look. Whatever is said while a pass goes on is one
more pass.
"""

import logging
import os
import resource
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import partial

from afterword.adapters.credentials import secret_for, secrets_of
from afterword.adapters.imap import Mailbox
from afterword.adapters.ledger import StateLock, open_ledger
from afterword.adapters.watch import Line
from afterword.config import Account, Config
from afterword.engine.passes import Engine
from afterword.engine.side_by_side import SideBySide
from afterword.service.loop import Service
from afterword.service.wakes import Tempo
from afterword.service.worker import PassMaker, Report

__all__ = ["PassMaker", "Report", "Service", "Tempo", "line_to", "serve"]

PATIENCE = 2.0
"""So many seconds a pass waits for an account in each step, where there are others; then it goes on without it."""
MOST_FILES = 65_536


def serve(load: Callable[[], Config]) -> None:
    """The service, in the foreground, until SIGTERM or SIGINT; SIGHUP loads again, SIGUSR1 makes it look at once.

    :raises ConfigError: the configuration cannot be used.
    :raises AnotherRuns: another process works on the same state.
    :raises UserError: the state cannot be used.
    :raises Transient: the state cannot be used just now.
    """
    config = load()
    _allow_many_files()
    with StateLock(config.state_dir) as lock:
        if not Service(config, load, partial(_RealEngine, lock), line_to).run():
            # Some thread still waits, for a name server perhaps, and Python would wait for it. A pass may be cut
            # anywhere: the next one goes on from what is written down.
            logging.shutdown()
            os._exit(0)


def _allow_many_files() -> None:
    """Two connections an account: the usual limit of 1,024 open files is none that the system means to keep."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # as macOS may; then the accounts beyond it say what is wrong
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _RealEngine:
    """The engine with a ledger of its own, both made and used on the worker's thread."""

    def __init__(self, lock: StateLock, config: Config, wake: Callable[[str | None, str], None]) -> None:
        patience = PATIENCE if len(config.names) > 1 else None  # one alone keeps nobody waiting
        with ExitStack() as stack:
            ledger = stack.enter_context(open_ledger(lock))
            side_by_side = SideBySide(patience, lambda name: wake(name, "an answer at last"))
            self._engine = Engine(config, ledger, secrets_of(config), side_by_side)
            stack.callback(self._engine.close)
            self._closing = stack.pop_all()

    def run_pass(self, now: datetime, accounts: frozenset[str] | None = None) -> Report:
        return self._engine.run_pass(now, accounts)

    def interrupt(self) -> None:
        self._engine.interrupt()

    def close(self) -> None:
        self._closing.close()


def line_to(account: Account) -> Line:
    """A connection for the watcher.

    :raises AfterwordError: there is none to be had.
    """
    mailbox = Mailbox(account, lambda: secret_for(account))
    mailbox.connect()
    return mailbox.detach("INBOX")
