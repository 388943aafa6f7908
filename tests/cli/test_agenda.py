"""The agenda beside real passes (K1): written at the end of each, shown when it cannot be, never taken for invites."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from afterword.cli.main import main
from tests.agendas import components
from tests.cli.configs import account_table, write_config
from tests.scenarios.letters import PRIYA, SAM, Event, google_invite
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.radicale import CalendarProgram, Radicale
from tests.servers.running import PASSWORD

NOW = datetime.now(UTC).replace(microsecond=0)
EVENT = Event(NOW - timedelta(hours=3), NOW - timedelta(hours=2), [PRIYA])


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """A mailbox with an invite to an interview that ended two hours ago."""
    mailbox = Mailbox(dovecot)
    mailbox.deliver(google_invite(EVENT, NOW - timedelta(days=2)), date=NOW - timedelta(days=2))
    return mailbox


def configured(folder: Path, mailbox: Mailbox, lines: str) -> Path:
    config = write_config(folder, account_table(mailbox.server, mailbox.user), lines)
    config.write_text(config.read_text().replace("sam.rivera@example.org", SAM.email or ""))
    return config


def run(config: Path, *arguments: str) -> int:
    return main(["--config", str(config), *arguments])


def status(config: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert run(config, "status", "--json") == 0
    return json.loads(capsys.readouterr().out)


def titles(file: Path, state: str = "CONFIRMED") -> list[str]:
    found = components(file.read_bytes())
    return sorted(properties["SUMMARY"][1] for _, properties in found if properties["STATUS"][1] == state)


def test_k1_a_pass_keeps_the_agenda_and_one_without_news_writes_nothing(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    config, file = configured(tmp_path, mailbox, '[agenda]\nfile = "agenda.ics"\n'), tmp_path / "agenda.ics"
    assert run(config, "plan") == 0
    assert not file.exists(), "plan touches nothing"
    assert run(config, "run", "--once") == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (draft,) = mailbox.drafts()
    thanks, answer, reminder = sorted(titles(file), key=lambda title: ("remind" in title, "answer" in title))
    assert thanks.startswith("Send the thank-you to Priya")
    assert answer.startswith("An answer is to be expected by today")
    assert reminder.startswith("If no answer has come: remind ")
    before = (file.stat().st_mtime_ns, file.stat().st_ino)
    assert run(config, "run", "--once") == 0
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before

    mailbox.send_draft(draft.uid)
    assert run(config, "run", "--once") == 0
    assert titles(file) == sorted([answer, reminder])
    assert titles(file, "CANCELLED") == [thanks]
    assert status(config, capsys)["agenda"] == {"file": str(file), "url": None, "problem": None}
    assert run(config, "status") == 0
    assert f"Agenda: {file}" in capsys.readouterr().out


def test_k1_a_pass_keeps_the_agenda_in_a_calendar_on_a_server(
    tmp_path: Path, mailbox: Mailbox, radicale: Radicale, capsys: pytest.CaptureFixture[str]
) -> None:
    program = CalendarProgram(radicale)
    path = program.make_calendar("Follow-ups", "VEVENT")
    lines = f'[agenda]\nurl = "{radicale.url}"\nusername = "{program.user}"\npassword_command = ["echo", "{{}}"]\n'
    config = configured(tmp_path, mailbox, lines.format("wrong"))
    assert run(config, "run", "--once") == 0
    assert len(mailbox.drafts()) == 1
    shown = status(config, capsys)["agenda"]
    assert (shown["file"], shown["url"]) == (None, radicale.url)
    assert "refuses the login" in shown["problem"]
    assert run(config, "doctor") == 0
    assert "refuses the login" in capsys.readouterr().out

    config.write_text(config.read_text().replace('"wrong"', f'"{PASSWORD}"'))
    assert run(config, "run", "--once") == 0
    assert status(config, capsys)["agenda"]["problem"] is None
    found = program.resources(path)
    kinds = sorted(properties["SUMMARY"][1].split()[0] for data in found.values() for _, properties in components(data))
    assert kinds == ["An", "If", "Send"]
    assert run(config, "run", "--once") == 0
    assert program.resources(path) == found
    assert run(config, "doctor") == 0
    assert "The agenda is kept in the calendar “Follow-ups”." in capsys.readouterr().out
    assert run(config, "status") == 0
    assert f"Agenda: {radicale.url}" in capsys.readouterr().out

    config.write_text(f"{config.read_text()}suggestions = true\n")
    assert run(config, "doctor") == 0
    assert "takes no tasks" in capsys.readouterr().out


def test_what_cannot_be_written_is_shown_and_stops_nothing(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.ics"
    file.write_text("my own notes\n")
    config = configured(tmp_path, mailbox, '[agenda]\nfile = "mine.ics"\nsuggestions = true\n')
    assert run(config, "run", "--once") == 0
    assert len(mailbox.drafts()) == 1
    assert file.read_text() == "my own notes\n"
    shown = status(config, capsys)
    assert "has not written" in shown["agenda"]["problem"]
    assert [one["name"] for one in shown["accounts"]] == ["personal"]
    assert run(config, "status") == 0
    assert "has not written" in capsys.readouterr().out
    assert run(config, "doctor") == 0
    assert "has not written" in capsys.readouterr().out

    file.unlink()
    assert run(config, "run", "--once") == 0
    assert status(config, capsys)["agenda"]["problem"] is None
    assert any("LinkedIn" in title for title in titles(file, "NEEDS-ACTION"))
    assert run(config, "doctor") == 0
    assert f"The agenda {file} has 5 entries." in capsys.readouterr().out


def test_an_agenda_that_cannot_be_written_holds_no_reminder_up(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = NOW - timedelta(days=25)  # long overdue: what becomes of the reminder is asked
    long_ago = Event(
        ended - timedelta(hours=1), ended, [PRIYA], uid="earlier@halden.example", title="Interview: Nurse at Oak"
    )
    mailbox.deliver(google_invite(long_ago, NOW - timedelta(days=29)), date=NOW - timedelta(days=29))
    config = configured(tmp_path, mailbox, '[agenda]\nfile = "no-such-folder/agenda.ics"\n')
    assert run(config, "run", "--once") == 0
    shown = status(config, capsys)
    assert "cannot be written" in shown["agenda"]["problem"]
    chasers = [one for each in shown["applications"] for one in each["follow_ups"] if one["kind"] == "chaser"]
    assert len(chasers) == len(shown["applications"])
    assert not any("not read since" in one["reason"] for one in chasers)


def test_an_agenda_among_the_calendars_that_are_read_holds_no_interviews(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = '[agenda]\nfile = "agenda.ics"\n[[calendar]]\nname = "ours"\ntype = "ics"\npath = "agenda.ics"\n'
    config = configured(tmp_path, mailbox, lines)
    assert run(config, "run", "--once") in (0, 75)  # the file comes at the end of the first pass
    assert run(config, "run", "--once") == 0
    before = (tmp_path / "agenda.ics").read_bytes()
    assert run(config, "run", "--once") == 0
    assert (tmp_path / "agenda.ics").read_bytes() == before
    shown = status(config, capsys)
    assert len(shown["applications"]) == 1
    assert len(shown["applications"][0]["interviews"]) == 1
    assert (shown["questions"], shown["set_aside"]) == ([], [])
