"""`afterword log`: every decision with its time, reasons and evidence. Reads the local state and nothing else."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from afterword.adapters.ledger import Ledger
from afterword.cli.decisions import one_of
from afterword.cli.overview import Document, instant, printed, shown
from afterword.cli.plain import plain
from afterword.config import load
from afterword.decide import Decided, fold, history, names_of, with_present_ids


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", nargs="?", metavar="ID", help="of an application or interview; without it, everything")
    parser.add_argument("--json", action="store_true", help="print one JSON document (docs/json.md)")


def run(options: Namespace) -> int:
    """Print what was decided, the oldest first.

    :raises NothingFound: no application of that id is known. :raises UsageError: several are.
    """
    config = load(options.config)
    with Ledger.open(config.state_dir, read_only=True) as ledger:
        observations = (*ledger.observations(), *ledger.pending())
        drafts = ledger.drafts()
    known = fold(observations)
    found = history(observations, known, with_present_ids(drafts, known.applications))
    if options.id is not None:
        # What is no interview of any application has decisions as well, under the id of the event.
        names = {one.about: one.about for one in found if one.about} | names_of(known)
        about = names[one_of(names, options.id, "application")]
        found = tuple(one for one in found if one.about == about)
    if options.json:
        print(printed({"decisions": [_document(one) for one in found]}))
    else:
        for line in _lines(found, ZoneInfo(config.me.time_zone)):
            print(line)
    return 0


def _document(one: Decided) -> Document:
    return {
        "at": instant(one.at),
        "source": one.source.value,
        "about": one.about,
        "text": one.text,
        "reasons": list(one.reasons),
        "evidence": one.evidence,
    }


def _lines(found: Sequence[Decided], zone: ZoneInfo) -> Iterator[str]:
    if not found:
        yield "Nothing has been decided yet."
    for one in found:
        yield plain(f"{shown(one.at, zone)}  {one.text}{f' ({one.about})' if one.about else ''}")
        if reasons := "; ".join(reason for reason in one.reasons if reason):
            yield plain(f"    {reasons}")
        if one.evidence:
            yield plain(f"    “{one.evidence}”")
