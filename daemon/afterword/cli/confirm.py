"""`afterword confirm ID`: yes, this is (or was) an interview of mine."""

from argparse import ArgumentParser, Namespace

from afterword.cli.decisions import settle
from afterword.model import Choice


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "id", metavar="ID", help="the interview, as `afterword status` names it; its beginning is enough"
    )


def run(options: Namespace) -> int:
    """Note it, and say so."""
    print(settle(options.config, options.id, Choice.CONFIRM))
    return 0
