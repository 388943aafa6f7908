"""`afterword status`: where everything stands and what waits for the user. Reads the local state and nothing else."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import UTC, datetime

from afterword.cli.board import problem_of
from afterword.cli.board_text import board_lines
from afterword.cli.overview import Document, application_document, instant, printed, question_document
from afterword.cli.seen import Seen, seen
from afterword.config import AGENDA, NOTIFY, Agenda, load
from afterword.model import AccountState

# Of an account that no pass has looked at yet.
_NEW = "new"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document (docs/json.md)")


def run(options: Namespace) -> int:
    """Print where everything stands: in colours on a terminal, plainly elsewhere."""
    found = seen(load(options.config), datetime.now(UTC))
    if options.json:
        print(printed(_document(found)))
    elif sys.stdout.isatty():
        # Here and not above: it takes a moment to load, and pipes do without.
        from afterword.cli.board_rich import show

        show(found.board())
    else:
        for line in board_lines(found.board()):
            print(line)
    return 0


def _document(found: Seen) -> Document:
    state, config, accounts = found.state, found.config, found.accounts
    notify = config.notify
    return {
        "applications": [application_document(one, state, config, found.now) for one in state.outlook.standings],
        "questions": [question_document(question) for question in state.outlook.questions],
        "set_aside": [
            {
                "account": one.position.account,
                "folder": one.position.folder,
                "uid": one.position.uid,
                "reason": one.reason,
            }
            for one in found.set_aside
        ],
        "accounts": [
            {
                "name": name,
                "state": accounts[name].state.value if name in accounts else _NEW,
                "last_pass": instant(found.last_pass.get(name)),
                "problem": accounts[name].problem if name in accounts else None,
            }
            for name in config.names
        ],
        "agenda": _agenda_document(config.agenda, accounts) if config.agenda else None,
        "notify": {"by": notify.by.value, "problem": problem_of(NOTIFY, accounts)} if notify else None,
        "faults": found.faults,
    }


def _agenda_document(agenda: Agenda, accounts: Mapping[str, AccountState]) -> Document:
    file = str(agenda.file) if agenda.file else None
    return {"file": file, "url": agenda.url, "problem": problem_of(AGENDA, accounts)}
