"""`run --once`, `plan` and `status` on real servers, with an interview that has just ended in the ledger."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from afterword.adapters.ledger import Ledger, StateLock
from afterword.cli.main import main
from afterword.model import Envelope, Invite, InviteSeen, Person, Position, Verdict
from tests.cli.configs import account_table, write_config
from tests.cli.documented import sample, shape
from tests.servers.mailbox import Mailbox
from tests.servers.recorder import Recorder
from tests.servers.running import free_ports

NOW = datetime.now(UTC)
JANE = Person("jane@acme.example", "Jane Doe", "Jane")
POSITION = Position("personal", "INBOX", 1, 1)


def interview(uid: str = "uid-1", verdict: Verdict = Verdict.INTERVIEW, title: str = "Interview") -> InviteSeen:
    """An interview that ended two hours ago and has been known for two days."""
    start = NOW - timedelta(hours=3)
    invite = Invite(
        verdict, 1.0, (), uid, start=start, end=start + timedelta(hours=1), title=title, company="Acme",
        role="Backend Engineer", organizer=JANE, interviewers=(JANE,), owner="sam.rivera@example.org",
    )  # fmt: skip
    seen = NOW - timedelta(days=2)
    envelope = Envelope(message_id=f"<{uid}@acme.example>", at=seen, day=seen.date(), sender=JANE, subject="Interview")
    return InviteSeen(POSITION, envelope, invite, seen, 1)


@pytest.fixture
def config(tmp_path: Path, mailbox: Mailbox) -> Path:
    """A configuration with one account on a real server, whose ledger knows the interview."""
    with Ledger.open(tmp_path / "state") as ledger:
        ledger.observe([interview()])
    return write_config(tmp_path, account_table(mailbox.server, mailbox.user))


def run(config: Path, *arguments: str) -> int:
    return main(["--config", str(config), *arguments])


def document(config: Path, command: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> Any:
    capsys.readouterr()
    assert run(config, command, "--json") == status
    return json.loads(capsys.readouterr().out)


def state_files(config: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (config.parent / "state").iterdir()}


def test_a_pass_does_what_was_planned(config: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    before, files = mailbox.snapshot(), state_files(config)
    planned = document(config, "plan", capsys)
    assert (mailbox.snapshot(), state_files(config)) == (before, files)
    (action,) = planned["actions"]
    assert (action["do"], action["kind"], action["to"]) == ("place", "thank_you", "jane@acme.example")
    assert run(config, "plan") == 0
    assert "Put a thank you into Drafts (to jane@acme.example, personal): " in capsys.readouterr().out

    assert run(config, "run", "--once") == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    # No reason: it may quote a mail, and a mail is never logged.
    assert [line.partition(": ")[2] for line in captured.err.splitlines()] == ["placed a thank_you in personal"]
    (draft,) = mailbox.drafts()
    assert draft.to == ["jane@acme.example"]

    assert document(config, "plan", capsys)["actions"] == []
    assert run(config, "plan") == 0
    assert capsys.readouterr().out.startswith("Nothing is to be done now.\n")
    told = document(config, "status", capsys)
    (follow_up,) = [one for one in told["applications"][0]["follow_ups"] if one["kind"] == "thank_you"]
    assert follow_up["state"] == "placed"
    assert follow_up["due"] < follow_up["deadline"]
    (account,) = told["accounts"]
    assert (account["state"], account["problem"]) == ("ok", None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", account["last_pass"])


def test_a_second_pass_writes_nothing(config: Path, mailbox: Mailbox) -> None:
    assert run(config, "run", "--once") == 0
    assert run(config, "run", "--once") == 0
    before, files = mailbox.modseqs(), state_files(config)
    assert run(config, "run", "--once") == 0
    after = state_files(config)
    assert mailbox.modseqs() == before
    assert {name for name in files | after if files.get(name) != after.get(name)} == {"last-pass.json"}


def test_a_plan_on_a_new_machine_leaves_no_state(tmp_path: Path, mailbox: Mailbox) -> None:
    with Recorder(mailbox.server) as recorder:
        table = account_table(mailbox.server, mailbox.user, host=recorder.host, port=recorder.port)
        assert run(write_config(tmp_path, table), "plan") == 0
        assert recorder.connections == 1
        assert not recorder.writes()
    assert not (tmp_path / "state").exists()


def test_a_second_run_is_told_of_the_first(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with StateLock(config.parent / "state"):
        assert run(config, "run", "--once") == 75
        assert "Another Afterword (process " in capsys.readouterr().err
        assert run(config, "status") == 0


def test_accounts_that_fail_and_one_that_does_not(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    away = account_table(mailbox.server, mailbox.user, name="away", port=port)
    refused = account_table(mailbox.server, mailbox.user, name="refused", password="hunter2")
    well = account_table(mailbox.server, mailbox.user)
    with Ledger.open(tmp_path / "state") as ledger:
        ledger.observe([interview()])

    config = write_config(tmp_path, refused, well)
    assert run(config, "run", "--once") == 77
    assert len(mailbox.drafts()) == 1
    planned = document(config, "plan", capsys, status=77)
    assert [problem["account"] for problem in planned["problems"]] == ["refused"]

    config = write_config(tmp_path, refused, away, well)
    assert run(config, "run", "--once") == 75
    told = {account["name"]: account for account in document(config, "status", capsys)["accounts"]}
    assert {name: account["state"] for name, account in told.items()} == {
        "refused": "refused",
        "away": "unreachable",
        "personal": "ok",
    }
    assert told["away"]["last_pass"] is None
    assert told["away"]["problem"]
    assert run(config, "status") == 0
    said = capsys.readouterr().out
    assert "Account away: never read yet; now unreachable: " in said
    assert "hunter2" not in said


def test_status_before_the_first_pass(tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user))
    assert document(config, "status", capsys) == {
        "applications": [],
        "questions": [],
        "set_aside": [],
        "accounts": [{"name": "personal", "state": "new", "last_pass": None, "problem": None}],
        "agenda": None,
        "faults": [],
        "notify": None,
    }
    assert run(config, "status") == 0
    assert capsys.readouterr().out == "No interviews are known yet.\n\nAccount personal: never read yet\n"
    assert not (tmp_path / "state").exists()


def test_status_shows_everything_and_a_terminal_obeys_nothing(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger.open(config.parent / "state") as ledger:
        ledger.observe([interview("uid-2", Verdict.UNSURE, title="Coffee\x1b[2J\r\nwith Ann")])
        ledger.set_aside(POSITION, "nested too deeply")
    assert run(config, "status") == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\r" not in said
    for words in (
        "Acme / Backend Engineer (a",
        "with Jane Doe",
        "thank-you to Jane Doe <jane@acme.example>: planned",
        "Coffee",
    ):
        assert words in said
    assert "personal, INBOX, message 1: nested too deeply" in said


def test_what_is_printed_is_what_is_documented(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger.open(config.parent / "state") as ledger:
        ledger.observe([interview("uid-2", Verdict.UNSURE)])
        ledger.set_aside(POSITION, "nested too deeply")
    assert shape(document(config, "status", capsys)) == shape(sample("status"))

    (port,) = free_ports(1)
    config.write_text(config.read_text() + f'[[account]]\nname = "away"\nhost = "127.0.0.1"\nport = {port}\n'
                      'security = "none"\nusername = "sam"\npassword_command = ["printf", "pw"]\n')  # fmt: skip
    planned = document(config, "plan", capsys, status=75)
    nested = {f"{part}[].{place.partition('[].')[2]}" for part in ("applications", "questions")
              for place in shape(sample("status")) if place.startswith(f"{part}[].")}  # fmt: skip
    assert shape(planned) == shape(sample("plan")) | nested

    assert shape(document(config, "doctor", capsys, status=75)) == shape(sample("doctor"))


def test_the_users_word_reaches_the_service_at_once(
    config: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "afterword.cli.main", "--config", str(config), "run"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as service:
        try:
            until(lambda: len(mailbox.drafts()) == 1)
            (event,) = document(config, "status", capsys)["applications"][0]["interviews"]
            assert run(config, "ignore", event["id"]) == 0
            assert "The service acts on it now." in capsys.readouterr().out
            until(lambda: not mailbox.drafts())
        finally:
            service.terminate()
        assert service.wait(5) == 0


def until(done: Callable[[], bool]) -> None:
    """Wait until something is so, 20 seconds at most."""
    for _ in range(100):
        if done():
            return
        time.sleep(0.2)
    pytest.fail("it did not happen in time")
