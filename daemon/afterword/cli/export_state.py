"""`afterword export`: all that it remembers, as one file for a backup or another machine (docs/moving.md)."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from afterword.adapters.ledger import exported, is_empty
from afterword.cli.private_file import write_private
from afterword.config import load
from afterword.errors import NothingFound


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path("-"), metavar="PATH",
        help="the file to write, readable by you alone; - or nothing for standard output",
    )  # fmt: skip
    parser.epilog = "The configuration and the secrets are not in it. The service may run meanwhile."


def run(options: Namespace) -> int:
    """Write it.

    :raises NothingFound: there is nothing to be exported.
    :raises UsageError: the file cannot be written.
    """
    state_dir = load(options.config).state_dir
    if is_empty(state_dir):
        raise NothingFound(f"There is no state in {state_dir}, so there is nothing to export.")
    text = exported(state_dir)
    if str(options.path) == "-":
        sys.stdout.buffer.write(text)
    else:
        write_private(options.path.expanduser().absolute(), text)
    return 0
