"""`afterword run --once`: one pass over every account."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from afterword.adapters.ledger import Ledger, StateLock
from afterword.cli.passes import exit_status, secrets_of
from afterword.config import load
from afterword.engine import Engine


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--once", action="store_true", required=True, help="make one full pass, and end")


def run(options: Namespace) -> int:
    """Make one pass; 75 when an account could not be reached, 77 when refused logins were all that was wrong."""
    config = load(options.config)
    with StateLock(config.state_dir), Ledger.open(config.state_dir) as ledger:
        engine = Engine(config, ledger, secrets_of(config))
        try:
            report = engine.run_pass(datetime.now(UTC))
        finally:
            engine.close()
    return exit_status(report.problems)
