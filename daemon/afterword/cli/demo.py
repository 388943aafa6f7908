"""`afterword demo`: the main job on a mail server inside the program. Needs no configuration and no account."""

import logging
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from afterword.demo import play

PAUSE = 6.0  # seconds before each scene: about a minute in all


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--keep", action="store_true", help="leave the mail server running, to look at it")
    parser.add_argument("--pause", type=float, default=PAUSE, metavar="SECONDS", help="before each scene (default: 6)")


def run(options: Namespace) -> int:
    """Play it."""
    if not options.verbose:
        logging.getLogger("afterword").setLevel(logging.WARNING)  # the play tells what happens
    play(datetime.now(UTC), pause=max(0.0, options.pause), keep=options.keep)
    return 0
