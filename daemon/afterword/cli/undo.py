"""`afterword undo`: what the last pass that changed Drafts did there is put back, and not done again."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from afterword.adapters.ledger import Ledger
from afterword.cli.decisions import when_it_counts
from afterword.cli.overview import shown
from afterword.cli.plain import plain
from afterword.config import load
from afterword.decide import fold, last_change, with_present_ids
from afterword.model import Draft


def add_arguments(parser: ArgumentParser) -> None:
    """There are none."""
    parser.epilog = "What you have touched stays as it is. An undo is not undone."


def run(options: Namespace) -> int:
    """Note it, and say what will be put back."""
    config = load(options.config)
    with Ledger.open(config.state_dir) as ledger:
        known = fold((*ledger.observations(), *ledger.pending()))
        change = last_change(with_present_ids(ledger.drafts(), known.applications), known.undone)
        if change is not None:
            ledger.submit(change.undo(datetime.now(UTC)))
    if change is None:
        print("There is nothing to undo.")
        return 0
    print(f"Noted: what was done in Drafts on {shown(change.at, ZoneInfo(config.me.time_zone))} is put back.")
    for line in (*_lines("taken out again", change.placed), *_lines("brought back, as yours", change.withdrawn)):
        print(line)
    print(f"What you have touched stays as it is. {when_it_counts(config.state_dir)}")
    return 0


def _lines(what: str, rows: Sequence[Draft]) -> Iterator[str]:
    for row in rows:
        yield plain(f"    {row.key.kind.replace('_', ' ')} to {row.key.recipient}: {what}")
