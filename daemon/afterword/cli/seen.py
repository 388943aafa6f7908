"""What `status` and `report` know: the local state, and nothing else."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from afterword.adapters.ledger import Ledger, faults_of_state, read_last_pass
from afterword.cli.board import Board, board_of
from afterword.config import Config
from afterword.engine.state import State, state_of
from afterword.model import AccountState, Reach, SetAside


class Seen(Struct, frozen=True):
    """The state at ``now``. ``unhindered`` is what it would be if every account had been read."""

    config: Config
    now: datetime
    state: State
    unhindered: State
    accounts: Mapping[str, AccountState]
    last_pass: Mapping[str, datetime]
    set_aside: tuple[SetAside, ...]
    faults: tuple[str, ...]

    def board(self) -> Board:
        """All of it as people are shown it."""
        return board_of(
            self.state,
            self.config,
            self.now,
            self.accounts,
            self.last_pass,
            self.set_aside,
            self.faults,
            self.unhindered,
        )


def seen(config: Config, now: datetime) -> Seen:
    """Read it.

    :raises StateUnusable: the ledger is damaged, or was written by a newer version.
    """
    with Ledger.open(config.state_dir, read_only=True) as ledger:
        accounts = ledger.accounts()
        mailboxes = {account.name for account in config.account}
        unread = [name for name, one in accounts.items() if one.state is not Reach.OK and name in mailboxes]
        state = state_of(ledger, config, now, unread)
        unhindered = state_of(ledger, config, now) if unread else state
        set_aside = ledger.set_aside_messages()
    last_pass, faults = read_last_pass(config.state_dir), tuple(faults_of_state(config.state_dir))
    return Seen(config, now, state, unhindered, accounts, last_pass, set_aside, faults)
