"""`afterword status`: where everything stands and what waits for the user. Reads the local state and nothing else."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from afterword.adapters.ledger import Ledger, faults_of_state, read_last_pass
from afterword.cli.overview import (
    Document,
    application_document,
    application_lines,
    instant,
    printed,
    question_document,
    shown,
)
from afterword.cli.plain import plain
from afterword.config import AGENDA, NOTIFY, Agenda, Config, load
from afterword.engine.state import State, state_of
from afterword.model import AccountState, Reach, SetAside

# Of an account that no pass has looked at yet.
_NEW = "new"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document (docs/json.md)")


def run(options: Namespace) -> int:
    """Print where everything stands."""
    config, now = load(options.config), datetime.now(UTC)
    with Ledger.open(config.state_dir, read_only=True) as ledger:
        accounts = ledger.accounts()
        mailboxes = {account.name for account in config.account}
        unread = [name for name, one in accounts.items() if one.state is not Reach.OK and name in mailboxes]
        state = state_of(ledger, config, now, unread)
        set_aside = ledger.set_aside_messages()
    last_pass, faults = read_last_pass(config.state_dir), faults_of_state(config.state_dir)
    if options.json:
        document = _document(state, config, now, accounts, last_pass, set_aside)
        print(printed({**document, "faults": faults}))
    else:
        for line in (*_lines(state, config, now, accounts, last_pass, set_aside), *map(plain, faults)):
            print(line)
    return 0


def _document(
    state: State,
    config: Config,
    now: datetime,
    accounts: Mapping[str, AccountState],
    last_pass: Mapping[str, datetime],
    set_aside: tuple[SetAside, ...],
) -> Document:
    return {
        "applications": [application_document(one, state, config, now) for one in state.outlook.standings],
        "questions": [question_document(question) for question in state.outlook.questions],
        "set_aside": [
            {
                "account": one.position.account,
                "folder": one.position.folder,
                "uid": one.position.uid,
                "reason": one.reason,
            }
            for one in set_aside
        ],
        "accounts": [
            {
                "name": name,
                "state": accounts[name].state.value if name in accounts else _NEW,
                "last_pass": instant(last_pass.get(name)),
                "problem": accounts[name].problem if name in accounts else None,
            }
            for name in config.names
        ],
        "agenda": _agenda_document(config.agenda, accounts) if config.agenda else None,
        "notify": {"by": config.notify.by.value, "problem": _problem_of(NOTIFY, accounts)} if config.notify else None,
    }


def _agenda_document(agenda: Agenda, accounts: Mapping[str, AccountState]) -> Document:
    file = str(agenda.file) if agenda.file else None
    return {"file": file, "url": agenda.url, "problem": _problem_of(AGENDA, accounts)}


def _problem_of(name: str, accounts: Mapping[str, AccountState]) -> str | None:
    return accounts[name].problem if name in accounts else None


def _lines(
    state: State,
    config: Config,
    now: datetime,
    accounts: Mapping[str, AccountState],
    last_pass: Mapping[str, datetime],
    set_aside: tuple[SetAside, ...],
) -> Iterator[str]:
    zone = ZoneInfo(config.me.time_zone)
    if not state.outlook.standings:
        yield "No interviews are known yet."
        yield ""
    for standing in state.outlook.standings:
        yield from application_lines(standing, state, config, now)
        yield ""
    if state.outlook.questions:
        yield "Only you know:"
        yield from (plain(f"  {question.text}") for question in state.outlook.questions)
        yield ""
    if set_aside:
        yield "Could not be read:"
        for one in set_aside:
            yield plain(f"  {one.position.account}, {one.position.folder}, message {one.position.uid}: {one.reason}")
        yield ""
    accounts_of_mail = {account.name for account in config.account}
    for name in config.names:
        served = f"last read {shown(last_pass[name], zone)}" if name in last_pass else "never read yet"
        account = accounts.get(name)
        problem = f"; now {account.state.value}: {account.problem}" if account and account.problem else ""
        what = "Account" if name in accounts_of_mail else "Calendar"
        yield plain(f"{what} {name}: {served}{problem}")
    if config.agenda:
        yield plain(_problem_of(AGENDA, accounts) or f"Agenda: {config.agenda.place}")
    if config.notify and (untold := _problem_of(NOTIFY, accounts)):
        yield plain(untold)
