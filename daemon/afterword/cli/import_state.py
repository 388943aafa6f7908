"""`afterword import`: takes over what `afterword export` has written, on this machine or another (docs/moving.md)."""

import hashlib
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from afterword.adapters.ledger import (
    LONGEST_LINE,
    Exported,
    StateLock,
    exported,
    is_empty,
    read_exported,
    replace_state,
)
from afterword.cli.private_file import write_private
from afterword.config import load
from afterword.errors import LedgerDamaged, NothingFound, UsageError


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("path", type=Path, metavar="PATH", help="what was exported; - for standard input")
    parser.add_argument("--replace", action="store_true", help="in the place of a state that is there; a copy is kept")
    parser.epilog = "The service must not run meanwhile (`systemctl --user stop afterword`)."


def run(options: Namespace) -> int:
    """Take it over, all of it or nothing, and say what it was.

    :raises NothingFound: there is no such file.
    :raises UsageError: there is a state already, or the file cannot be read.
    :raises StateUnusable: the export is damaged, or of a newer version.
    :raises AnotherRuns: the service runs.
    """
    state_dir = load(options.config).state_dir
    new = _read(options.path)
    with closing(new.connection):
        facts, drafts = new.counts()
        with StateLock(state_dir) as lock:
            kept = _make_room(state_dir, replace=options.replace)
            replace_state(lock, new)
    if kept:
        print(f"What was there before is kept as {kept}.")
    print(f"Taken over: {_number(facts, 'fact')} and {_number(drafts, 'draft')}. The next pass goes on from there.")
    return 0


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _read(path: Path) -> Exported:
    if str(path) == "-":
        return read_exported(_lines(sys.stdin.buffer))
    try:
        with path.expanduser().open("rb") as file:
            return read_exported(_lines(file))
    except FileNotFoundError:
        raise NothingFound(f"There is no file {path}.") from None
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from problem


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Line by line, none longer than an export has any: what goes on is the next one, and none of ours."""
    while line := file.readline(LONGEST_LINE):
        yield line


def _make_room(state_dir: Path, *, replace: bool) -> Path | None:
    """See that nothing is lost; where a state is there that can be read, keep it as an export beside, and return that.

    :raises UsageError: a state is there, and is not to be replaced.
    """
    try:
        if is_empty(state_dir):
            return None
        old = exported(state_dir) if replace else b""
    except LedgerDamaged:
        old = b""  # the file itself is kept when it is found damaged
    if not replace:
        raise UsageError(
            f"There is a state in {state_dir} already. Nothing was imported; --replace puts this one in its place."
        )
    if not old:
        return None
    kept = state_dir / f"replaced-{hashlib.sha256(old).hexdigest()[:8]}.jsonl"
    write_private(kept, old)
    return kept
