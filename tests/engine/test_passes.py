"""A pass over several accounts, of which one fails or stalls in the middle."""

import threading
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
from msgspec.structs import replace

from afterword.adapters.ledger import Ledger
from afterword.config import Config
from afterword.decide import Directory
from afterword.engine.passes import Engine
from afterword.engine.reading import AccountReader, News
from afterword.engine.side_by_side import SideBySide
from afterword.errors import StillBusy, Transient
from afterword.model import DraftState, Envelope, Person, Undo
from tests.scenarios.letters import LUCY, PRIYA, SAM, TOM, Event, google_invite
from tests.scenarios.world import moment
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.recorder import CutLine, Recorder

START, END, INVITED = moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), moment("2025-11-18 09:30")


def account(name: str, mailbox: Mailbox, port: int) -> str:
    return (
        f'[[account]]\nname = "{name}"\nhost = "{mailbox.server.host}"\nport = {port}\n'
        f'security = "none"\nusername = "{mailbox.user}"\n'
    )


def test_drafts_of_one_account_cannot_be_opened_and_the_other_is_served(mailbox: Mailbox, tmp_path: Path) -> None:
    other = Mailbox(mailbox.server)
    mailbox.deliver(google_invite(Event(START, END, [PRIYA]), INVITED))
    other.deliver(
        google_invite(Event(START, END, [TOM], title="Interview: Designer at Halden", uid="d1@h.example"), INVITED)
    )

    def cut_at_drafts(command: str) -> None:
        if command.startswith(("EXAMINE", "SELECT")) and "Drafts" in command:
            raise CutLine

    with Recorder(mailbox.server, before=cut_at_drafts) as line, Ledger.open(tmp_path / "state") as ledger:
        settings = "[follow_up]\ndebrief = false\n"
        me = f'{settings}[me]\nname = "Sam Rivera"\naddresses = ["{SAM.email}"]\ntime_zone = "Europe/London"\n'
        accounts = account("cut", mailbox, line.port) + account("work", other, other.server.imap_port)
        config = Config.from_toml(f'state_dir = "{tmp_path / "state"}"\n{me}{accounts}', tmp_path)
        engine = Engine(config, ledger, lambda _: mailbox.password)
        report = engine.run_pass(moment("2025-11-25 16:05"))
        engine.close()
    assert {name: type(problem) for name, problem in report.problems.items()} == {"cut": Transient}
    assert mailbox.drafts() == []
    assert [draft.to for draft in other.drafts()] == [[TOM.email]]


def test_where_nothing_can_be_placed_the_drafts_that_were_to_be_replaced_stay(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.deliver(google_invite(Event(START, END, [PRIYA, TOM, LUCY]), INVITED))

    def cut_at_appends(command: str) -> None:
        if command.startswith("APPEND") and full:
            raise CutLine

    with Recorder(mailbox.server, before=cut_at_appends) as line, Ledger.open(tmp_path / "state") as ledger:
        for signature, full in (("Sam", False), ("Sam Rivera", True), ("Sam Rivera", True)):
            me = f'[me]\nname = "Sam Rivera"\naddresses = ["{SAM.email}"]\ntime_zone = "Europe/London"\n'
            text = f'[follow_up]\ndebrief = false\n{me}signature = "{signature}"\n'
            text = f'state_dir = "{tmp_path / "state"}"\n{text}{account("home", mailbox, line.port)}'
            engine = Engine(Config.from_toml(text, tmp_path), ledger, lambda _: mailbox.password)
            report = engine.run_pass(moment("2025-11-25 16:05"))
            engine.close()
            assert bool(report.problems) == full
    assert len(mailbox.drafts()) == 2  # the one whose place the first was to take is in Trash


@pytest.mark.parametrize("command", ["LIST", "UID SEARCH", "UID FETCH", "EXAMINE Drafts"])
def test_a_server_that_stalls_holds_up_nobody_else_and_its_own_account_is_served_when_it_goes_on(
    mailbox: Mailbox, tmp_path: Path, command: str
) -> None:
    other = Mailbox(mailbox.server)
    mailbox.deliver(google_invite(Event(START, END, [PRIYA]), INVITED))
    other.deliver(
        google_invite(Event(START, END, [TOM], title="Interview: Designer at Halden", uid="d1@h.example"), INVITED)
    )
    go, stalled = threading.Event(), threading.Event()
    ready: SimpleQueue[str | None] = SimpleQueue()

    def stall(asked: str) -> None:
        if asked.replace('"', "").startswith(command):
            stalled.set()
            assert go.wait(30)

    with Recorder(mailbox.server, before=stall) as line, Ledger.open(tmp_path / "state") as ledger:
        me = f'[me]\nname = "Sam Rivera"\naddresses = ["{SAM.email}"]\ntime_zone = "Europe/London"\n'
        accounts = account("slow", mailbox, line.port) + account("work", other, other.server.imap_port)
        settings = "[follow_up]\ndebrief = false\n"
        config = Config.from_toml(f'state_dir = "{tmp_path / "state"}"\n{settings}{me}{accounts}', tmp_path)
        engine = Engine(config, ledger, lambda _: mailbox.password, SideBySide(0.5, ready.put))
        now = moment("2025-11-25 16:05")
        report = engine.run_pass(now)
        assert stalled.is_set()
        assert {name: type(problem) for name, problem in report.problems.items()} == {"slow": StillBusy}
        assert [draft.to for draft in other.drafts()] == [[TOM.email]]
        assert isinstance(engine.run_pass(now).problems["slow"], StillBusy)
        assert "slow" not in ledger.accounts()
        go.set()
        while engine.run_pass(now).problems:
            assert ready.get(timeout=20) is None
        engine.close()
    assert [draft.to for draft in mailbox.drafts()] == [[PRIYA.email]]
    assert [draft.to for draft in other.drafts()] == [[TOM.email]]


def test_who_was_left_behind_goes_on_with_the_applications_of_that_pass(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Mailbox(mailbox.server)
    mailbox.deliver(google_invite(Event(START, END, [PRIYA]), INVITED))
    go = threading.Event()
    ready: SimpleQueue[str | None] = SimpleQueue()
    given: list[Directory] = []
    answers = AccountReader.answers

    def answers_seen(reader: AccountReader, directory: Directory) -> News:
        given.append(directory)
        if reader.account.name == "slow":
            assert go.wait(30)
        return answers(reader, directory)

    monkeypatch.setattr(AccountReader, "answers", answers_seen)
    with Ledger.open(tmp_path / "state") as ledger:
        me = f'[me]\nname = "Sam Rivera"\naddresses = ["{SAM.email}"]\ntime_zone = "Europe/London"\n'
        accounts = account("slow", mailbox, mailbox.server.imap_port) + account("work", other, other.server.imap_port)
        settings = "[follow_up]\ndebrief = false\n"
        config = Config.from_toml(f'state_dir = "{tmp_path / "state"}"\n{settings}{me}{accounts}', tmp_path)
        engine = Engine(config, ledger, lambda _: mailbox.password, SideBySide(0.5, ready.put))
        now = moment("2025-11-25 16:05")
        engine.run_pass(now)
        event = Event(START, END, [PRIYA, TOM], title="Interview: Designer at Halden", uid="d1@h.example")
        other.deliver(google_invite(event, INVITED))
        engine.run_pass(now)
        go.set()
        while engine.run_pass(now).problems:
            assert ready.get(timeout=20) is None
        engine.close()
    # Both accounts of the first pass, then the second of the next; what an index is now would be the same for all.
    to_tom = Envelope(sender=Person(SAM.email), to=(Person(TOM.email),))
    assert [len(directory.written_to(to_tom)) for directory in given][:3] == [0, 0, 1]


def test_a_login_that_is_refused_again_and_again_is_said_once(
    dovecot: Dovecot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox = Mailbox(dovecot)
    answers = iter(["wrong", "wrong", mailbox.password, "wrong"])
    me = f'[me]\nname = "Sam Rivera"\naddresses = ["{SAM.email}"]\ntime_zone = "Europe/London"\n'
    config = Config.from_toml(f"{me}{account('personal', mailbox, dovecot.imap_port)}", tmp_path)
    config = replace(config, state_dir=tmp_path / "state")
    with Ledger.open(config.state_dir) as ledger:
        engine = Engine(config, ledger, lambda _: next(answers))
        said = []
        for _ in range(4):
            caplog.clear()
            engine.run_pass(moment("2025-11-25 16:05"))
            engine.close()
            said.append("the server refuses the login" in caplog.text)
            assert (ledger.accounts()["personal"].problem is None) == (len(said) == 3)
    assert said == [True, False, False, True]


def test_what_is_said_as_a_pass_begins_is_said_before_it_acts(dovecot: Dovecot, tmp_path: Path) -> None:
    mailbox = Mailbox(dovecot)
    mailbox.deliver(google_invite(Event(START, END, [PRIYA]), INVITED))
    me = f'[me]\nname = "Sam Rivera"\naddresses = ["{SAM.email}"]\ntime_zone = "Europe/London"\n'
    accounts = account("home", mailbox, dovecot.imap_port)
    config = Config.from_toml(f"[follow_up]\ndebrief = false\n{me}{accounts}", tmp_path)
    config = replace(config, state_dir=tmp_path / "state")
    with Ledger.open(config.state_dir) as ledger:
        engine = Engine(config, ledger, lambda _: mailbox.password)
        engine.run_pass(moment("2025-11-25 16:05"))
        (row,) = ledger.drafts()
        undone = moment("2025-11-25 16:10")
        ledger.submit(Undo(undone, (row.key,), ()))
        engine.run_pass(undone - timedelta(seconds=1))  # its clock was read a moment before
        engine.close()
        (row,) = ledger.drafts()
    assert row.state is DraftState.WITHDRAWN
    assert row.at >= undone  # else it does not count as undone by the user, and is wanted again
