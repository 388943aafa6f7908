"""Passes for ever.

Four threads. The main one takes signals and feeds the watchdog; the worker makes one pass after the other and is alone
with engine and ledger; the watcher listens to the mailboxes; the scheduler's jobs wake. Nobody but the worker acts:
all others only say that there may be a reason to look. Whatever is said while a pass goes on is one more pass.
"""

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial

from afterword.adapters.credentials import secret_for, secrets_of
from afterword.adapters.imap import Mailbox
from afterword.adapters.ledger import StateLock, open_ledger
from afterword.adapters.watch import Line
from afterword.config import Account, Config
from afterword.engine.passes import Engine
from afterword.service.loop import Service
from afterword.service.wakes import Tempo
from afterword.service.worker import PassMaker, Report

__all__ = ["PassMaker", "Report", "Service", "Tempo", "line_to", "serve"]


def serve(load: Callable[[], Config]) -> None:
    """The service, in the foreground, until SIGTERM or SIGINT; SIGHUP loads again, SIGUSR1 makes it look at once.

    :raises ConfigError: the configuration cannot be used.
    :raises AnotherRuns: another process works on the same state.
    :raises UserError: the state cannot be used.
    :raises Transient: the state cannot be used just now.
    """
    config = load()
    with StateLock(config.state_dir) as lock:
        if not Service(config, load, partial(_RealEngine, lock), line_to).run():
            # Some thread still waits, for a name server perhaps, and Python would wait for it. A pass may be cut
            # anywhere: the next one goes on from what is written down.
            logging.shutdown()
            os._exit(0)


class _RealEngine:
    """The engine with a ledger of its own, both made and used on the worker's thread."""

    def __init__(self, lock: StateLock, config: Config) -> None:
        with ExitStack() as stack:
            ledger = stack.enter_context(open_ledger(lock))
            self._engine = Engine(config, ledger, secrets_of(config))
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
