"""`afterword report`: the same as `status`, as one HTML page that needs nothing from elsewhere, not even a script."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from afterword.cli.board import Board, Tone
from afterword.cli.private_file import write_private
from afterword.cli.seen import seen
from afterword.config import load

_MARKS = {Tone.URGENT: "!", Tone.WAITS: "●", Tone.COMING: "○", Tone.DONE: "✓", Tone.OVER: "–"}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path("afterword.html"), metavar="PATH",
        help="the file to write, or - for standard output; by default afterword.html in this folder",
    )  # fmt: skip


def run(options: Namespace) -> int:
    """Write the page, and say where.

    :raises UsageError: the file cannot be written.
    """
    found = seen(load(options.config), datetime.now(UTC))
    page = html(found.board(), found.config.me.time_zone)
    if str(options.path) == "-":
        sys.stdout.buffer.write(page.encode())  # as its head says, whatever the terminal is
        return 0
    path = options.path.expanduser().absolute()
    write_private(path, page.encode())
    print(path.as_uri())
    return 0


def html(board: Board, zone: str) -> str:
    """The page. Everything on it is escaped: what comes out of mail stays text."""
    # Here and not above: nothing else that reads the state alone needs it.
    from jinja2 import Environment, StrictUndefined

    source = files("afterword.cli").joinpath("report.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(source).render(board=board, zone=zone, marks=_MARKS)
