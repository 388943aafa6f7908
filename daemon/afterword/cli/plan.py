"""`afterword plan`: what a pass would do now, and why. Reads the mailboxes, and changes nothing anywhere."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from afterword.adapters.credentials import secrets_of
from afterword.adapters.ledger import Ledger
from afterword.cli import logs
from afterword.cli.overview import (
    Document,
    application_document,
    application_lines,
    instant,
    printed,
    question_document,
    shown,
)
from afterword.cli.passes import exit_status
from afterword.cli.plain import plain
from afterword.config import Config, load
from afterword.decide import PUT_BACK, Action, Note, Place, PlaceAgain, PutBack, Withdraw
from afterword.engine.passes import Engine, PassReport
from afterword.engine.state import State
from afterword.model import Key


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document (docs/json.md)")


def run(options: Namespace) -> int:
    """Print what a pass would do; the exit status is that of such a pass."""
    config, now = load(options.config), datetime.now(UTC)
    if not options.verbose:
        logs.leave_out_decisions()
    with Ledger.open(config.state_dir, read_only=True) as ledger, ledger.in_memory_copy() as copy:
        engine = Engine(config, copy, secrets_of(config))
        try:
            report, state = engine.plan(now)
        finally:
            engine.close()
    if options.json:
        print(printed(_document(report, state, config, now)))
    else:
        for line in _lines(report, state, config, now):
            print(line)
    return exit_status(report.problems)


def _document(report: PassReport, state: State, config: Config, now: datetime) -> Document:
    return {
        "actions": [_action(action) for action in report.done],
        "applications": [application_document(one, state, config, now) for one in state.outlook.standings],
        "questions": [question_document(question) for question in state.outlook.questions],
        "next_look": instant(report.next_look),
        "problems": [{"account": name, "problem": str(problem)} for name, problem in report.problems.items()],
    }


def _action(action: Action) -> Document:
    """An action as `plan --json` has it: ``do`` is "place", "withdraw" or "note" (nothing but a note in the ledger)."""
    match action:
        case Place(wish) | PlaceAgain(wish):
            return _step("place", wish.key, wish.account, "placed", wish.reason)
        case PutBack(draft):
            return _step("place", draft.key, draft.account, "released", PUT_BACK)
        case Withdraw(draft, reason):
            return _step("withdraw", draft.key, draft.account, "withdrawn", reason)
        case Note(draft):
            return _step("note", draft.key, draft.account, draft.state.value, draft.reason)


def _step(do: str, key: Key, account: str, state: str, reason: str) -> Document:
    return {
        "do": do,
        "kind": key.kind.value,
        "application": key.application,
        "to": key.recipient,
        "account": account,
        "state": state,
        "reason": reason,
    }


def _lines(report: PassReport, state: State, config: Config, now: datetime) -> Iterator[str]:
    for name, problem in report.problems.items():
        yield plain(f"{name} could not be read, and nothing is concluded about it: {problem}")
    for action in map(_action, report.done):
        kind = str(action["kind"]).replace("_", " ")
        what = {"place": f"Put a {kind} into Drafts", "withdraw": f"Take the {kind} out of Drafts"}
        does = what.get(str(action["do"]), f"Note that the {kind} is {action['state']}")
        yield plain(f"{does} (to {action['to']}, {action['account']}): {action['reason']}")
    if not report.done:
        yield "Nothing is to be done now."
    if report.next_look:
        yield f"Next look: {shown(report.next_look, ZoneInfo(config.me.time_zone))}, or when there is news."
    for standing in state.outlook.standings:
        yield ""
        yield from application_lines(standing, state, config, now)
    for question in state.outlook.questions:
        yield ""
        yield plain(question.text)
