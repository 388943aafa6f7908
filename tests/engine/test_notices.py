"""When telling fails: a refused login is left alone for a while, a server that is away is tried at the next pass."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from afterword.adapters.ledger import Ledger
from afterword.config import NOTIFY, Config
from afterword.engine.notices import REFUSED_FOR, Teller
from afterword.engine.state import Thinking
from afterword.errors import LoginRefused, Transient
from afterword.model import Reach
from tests.decide.build import at
from tests.servers.running import PASSWORD
from tests.servers.submission import Submission

NOW = at("2026-11-26 12:00")
_CONFIG = """
[me]
name = "Sam Rivera"
addresses = ["sam.rivera@example.org"]
time_zone = "Europe/London"
[[account]]
name = "personal"
host = "imap.example.org"
username = "sam"
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which a login is refused: that cannot wait."""
    with Ledger.open(tmp_path / "state") as one:
        one.save_account("personal", Reach.REFUSED, "personal: the server refuses the login")
        yield one


def teller(ledger: Ledger, server: Submission, password: dict[str, str]) -> Teller:
    config = Config.from_toml(_CONFIG + server.table(), Path("/nowhere"))
    return Teller(config, ledger, Thinking(ledger, config), lambda name: password[name], lambda: ())


def test_after_a_refused_login_the_server_is_left_alone_for_a_while(tmp_path: Path, ledger: Ledger) -> None:
    with Submission(tmp_path) as server:
        password = {NOTIFY: "wrong"}
        one = teller(ledger, server, password)
        assert isinstance(one.tell(NOW).problem, LoginRefused)
        assert ledger.accounts()[NOTIFY].state is Reach.REFUSED
        password[NOTIFY] = PASSWORD
        assert one.tell(NOW + REFUSED_FOR - timedelta(minutes=1)).problem is None
        assert server.logins == [("PLAIN", False)], "servers lock out who goes on knocking"
        assert one.tell(NOW + REFUSED_FOR).problem is None
        assert len(server.messages) == 1
        assert ledger.accounts()[NOTIFY].state is Reach.OK
        # Something new is told at once again.
        ledger.save_account("personal", Reach.OK)
        one.tell(NOW + timedelta(days=2))
        ledger.save_account("personal", Reach.REFUSED, "personal: again")
        one.tell(NOW + timedelta(days=4))
        one.tell(NOW + timedelta(days=4, minutes=1))
    assert len(server.messages) == 2


def test_a_server_that_does_not_take_it_now_is_tried_at_the_next_pass(tmp_path: Path, ledger: Ledger) -> None:
    with Submission(tmp_path, refuses="451 4.3.0 try again later") as server:
        one = teller(ledger, server, {NOTIFY: PASSWORD})
        assert isinstance(one.tell(NOW).problem, Transient)
        assert ledger.accounts()[NOTIFY].state is Reach.UNREACHABLE
        server.refuses = ""
        assert one.tell(NOW + timedelta(minutes=1)).problem is None
    assert len(server.messages) == 1
