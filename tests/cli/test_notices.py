"""Telling the user at the end of real passes: by mail, into INBOX, on the desktop; once, and never read as mail."""

import json
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from afterword.adapters.ledger import Ledger
from afterword.cli.main import main
from afterword.config import NOTIFY
from tests.cli.configs import account_table, write_config
from tests.scenarios.letters import PRIYA, SAM, Event, google_invite
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.submission import Submission

NOW = datetime.now(UTC).replace(microsecond=0)
# Its 24 hours end in two.
EVENT = Event(NOW - timedelta(hours=23), NOW - timedelta(hours=22), [PRIYA])
SUBJECT = "Afterword: a thank-you should be sent by"


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """A mailbox with an invite to an interview of yesterday."""
    mailbox = Mailbox(dovecot)
    mailbox.deliver(google_invite(EVENT, NOW - timedelta(days=2)), date=NOW - timedelta(days=2))
    return mailbox


def configured(folder: Path, mailbox: Mailbox, notify: str) -> Path:
    config = write_config(folder, account_table(mailbox.server, mailbox.user), notify)
    config.write_text(config.read_text().replace("sam.rivera@example.org", SAM.email or ""))
    return config


def run(config: Path, *arguments: str) -> int:
    return main(["--config", str(config), *arguments])


def status(config: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert run(config, "status", "--json") == 0
    return json.loads(capsys.readouterr().out)


def subjects(mailbox: Mailbox) -> list[str]:
    return [one.subject for one in mailbox.messages() if "Afterword" in str(one.header("From"))]


def test_by_mail_the_owner_alone_is_told_and_once(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    with Submission(tmp_path, "starttls") as server:
        config = configured(tmp_path, mailbox, server.table(password="wrong"))
        assert run(config, "run", "--once") == 0
        assert len(mailbox.drafts()) == 1
        assert "refuses the login" in status(config, capsys)["notify"]["problem"]
        assert run(config, "status") == 0
        assert "refuses the login" in capsys.readouterr().out
        assert run(config, "doctor") == 0
        assert "refuses the login" in capsys.readouterr().out

        config = configured(tmp_path, mailbox, server.table())
        assert run(config, "plan") == 0
        assert server.messages == [], "plan tells nobody"
        assert run(config, "run", "--once") == 0
        assert run(config, "run", "--once") == 0
        assert run(config, "doctor") == 0
        assert "takes the login" in capsys.readouterr().out
    (sunk,) = server.messages
    assert (sunk.sender, sunk.recipients) == (SAM.email, (SAM.email,))
    fields = message_from_bytes(sunk.raw, policy=default)
    assert fields["Subject"].startswith(SUBJECT)
    assert fields["Auto-Submitted"] == "auto-generated"
    assert "Priya" in fields.get_content()
    assert status(config, capsys)["notify"] == {"by": "mail", "problem": None}

    # It comes back by the server, into INBOX and, with some, into Sent: that is no news.
    before = status(config, capsys)
    for folder in ("INBOX", "Sent"):
        mailbox.deliver(sunk.raw, folder)
    assert run(config, "run", "--once") == 0
    after = status(config, capsys)
    for one in (*before["accounts"], *after["accounts"]):
        del one["last_pass"]
    assert after == before
    assert len(mailbox.drafts()) == 1


def test_into_the_mailbox_unread_and_once_even_if_that_was_forgotten(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(tmp_path, mailbox, "")
    config.write_text(f'notify = "mailbox"\n{config.read_text()}')
    assert run(config, "run", "--once") == 0
    (subject,) = subjects(mailbox)
    assert subject.startswith(SUBJECT)
    (notice,) = [one for one in mailbox.messages() if one.subject == subject]
    assert not notice.flags & {r"\Seen", r"\Draft"}
    assert run(config, "run", "--once") == 0  # the notice itself is read past
    ledger = {file: file.read_bytes() for file in (tmp_path / "state").glob("ledger.db*") if "shm" not in file.name}
    assert run(config, "run", "--once") == 0
    assert {file: file.read_bytes() for file in ledger} == ledger, "no news, no write"
    # As after a crash between the message and the note that it was told: it lies there under its own name.
    with Ledger.open(tmp_path / "state") as forgetful:
        told = forgetful.cursors()[NOTIFY, ""]
        forgetful.save_cursor(replace(told, context=re.sub(r'"said":"[^"]*"', '"said":null', told.context)))
    assert run(config, "run", "--once") == 0
    assert len(subjects(mailbox)) == 1
    assert run(config, "doctor") == 0
    assert "INBOX" in capsys.readouterr().out


def test_without_a_word_nobody_is_told(tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    config = configured(tmp_path, mailbox, "")
    assert run(config, "run", "--once") == 0
    assert subjects(mailbox) == []
    assert status(config, capsys)["notify"] is None


def test_what_cannot_be_told_stops_nothing_and_is_shown(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {tmp_path}/shown\n')
    program.chmod(0o700)
    config = configured(tmp_path, mailbox, '[notify]\nby = "desktop"\ndigest_at = "none"\n')
    assert run(config, "run", "--once") == 0
    assert len(mailbox.drafts()) == 1
    assert "no session of D-Bus" in status(config, capsys)["notify"]["problem"]
    assert run(config, "doctor") == 0
    assert "no session of D-Bus" in capsys.readouterr().out

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert run(config, "run", "--once") == 0
    assert run(config, "run", "--once") == 0
    shown = (tmp_path / "shown").read_text()
    assert shown.count(SUBJECT) == 1
    assert "--urgency=critical" in shown
    assert status(config, capsys)["notify"] == {"by": "desktop", "problem": None}


def test_a_refused_login_is_told_at_once(tmp_path: Path, mailbox: Mailbox) -> None:
    with Submission(tmp_path) as server:
        table = account_table(mailbox.server, mailbox.user, password="wrong")
        config = write_config(tmp_path, table, server.table())
        assert run(config, "run", "--once") == 77
        assert run(config, "run", "--once") == 77
    (sunk,) = server.messages
    assert "a login is refused" in str(message_from_bytes(sunk.raw, policy=default)["Subject"])
