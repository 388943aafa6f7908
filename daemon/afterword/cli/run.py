"""`afterword run`: the service in the foreground; with `--once`, one pass over every account."""

import signal
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from functools import partial

from afterword.adapters.credentials import secrets_of
from afterword.adapters.ledger import StateLock, open_ledger
from afterword.cli.passes import exit_status
from afterword.config import Config, load
from afterword.engine.passes import Engine


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--once", action="store_true", help="make one full pass, and end")


def run(options: Namespace) -> int:
    """Serve until SIGTERM; or make one pass: 75 when an account could not be reached, 77 when refused logins were all
    that was wrong."""
    # Other commands wake whoever holds the lock by this; it must not end a process that has no ear for it (yet).
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    if options.once:
        return _once(load(options.config))
    # Here and not above: the scheduler is not needed for a single pass.
    from afterword.service import serve

    serve(partial(load, options.config))
    return 0


def _once(config: Config) -> int:
    with StateLock(config.state_dir) as lock, open_ledger(lock) as ledger:
        engine = Engine(config, ledger, secrets_of(config))
        try:
            report = engine.run_pass(datetime.now(UTC))
        finally:
            engine.close()
    return exit_status(report.problems)
