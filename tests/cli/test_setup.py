"""`afterword setup` from nothing to a configuration that works, on a real server, with and without a terminal."""

import os
import pty
import re
import subprocess
import sys
import termios
import textwrap
import time
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from afterword.adapters.providers import Server
from afterword.cli.first_config import Answers, config_text
from afterword.cli.main import main
from afterword.cli.whereabouts import country_of
from afterword.config import Config, FollowUp
from tests.adapters.test_credentials import in_a_session
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.recorder import Recorder
from tests.servers.running import PASSWORD, free_ports

_INVITE = """\
From: Jane Doe <jane@acme.example>
To: sam.rivera@example.org
Subject: Invitation: Interview with Acme: Backend Engineer
Date: {sent:%a, %d %b %Y %H:%M:%S} +0000
Message-ID: <invite-1@acme.example>
MIME-Version: 1.0
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Acme//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:invite-1@acme.example
DTSTAMP:{sent:%Y%m%dT%H%M%SZ}
DTSTART:{start:%Y%m%dT%H%M%SZ}
DTEND:{end:%Y%m%dT%H%M%SZ}
SUMMARY:Job interview with Acme: Backend Engineer
DESCRIPTION:We look forward to your interview for the role of Backend Engineer.
ORGANIZER;CN=Jane Doe:mailto:jane@acme.example
ATTENDEE;CN=Sam Rivera;PARTSTAT=ACCEPTED:mailto:sam.rivera@example.org
ATTENDEE;CN=Jane Doe;PARTSTAT=ACCEPTED:mailto:jane@acme.example
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def mailbox(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Mailbox:
    """A mailbox with an interview that ended three hours ago; state and configuration go to a home of their own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("AFTERWORD_CONFIG", raising=False)
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    box = Mailbox(dovecot)
    now = datetime.now(UTC)
    sent, start, end = (now - timedelta(hours=hours) for hours in (48, 4, 3))
    box.deliver(_INVITE.format(sent=sent, start=start, end=end).replace("\n", "\r\n").encode())
    return box


def flags(mailbox: Mailbox, *, port: int | None = None, security: str = "none") -> list[str]:
    return [
        "setup", "--name", 'Sam "Sunny" Rivera', "--address", "sam.rivera@example.org",
        "--address", "sam@rivera.example",
        "--time-zone", "Europe/London", "--host", mailbox.server.host, "--port", str(port or mailbox.server.imap_port),
        "--security", security, "--username", mailbox.user,
    ]  # fmt: skip


def test_from_nothing_to_a_pass(mailbox: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = mailbox.snapshot()
    with Recorder(mailbox.server) as recorder:
        command = [*flags(mailbox, port=recorder.port), "--password-command", f"printf {PASSWORD}"]
        assert main(command) == 0
        assert not recorder.writes()
    assert mailbox.snapshot() == before
    path = tmp_path / "config/afterword/config.toml"
    said = capsys.readouterr().out
    assert f"Wrote {path}; the password comes from your command." in said
    assert "Acme" in said
    assert "thank you to jane@acme.example: planned" in said
    assert "`afterword service install`" in said
    assert path.stat().st_mode & 0o777 == 0o600
    written = tomllib.loads(path.read_text())
    assert written["me"] == {
        "name": 'Sam "Sunny" Rivera', "addresses": ["sam.rivera@example.org", "sam@rivera.example"],
        "time_zone": "Europe/London", "country": "GB",
    }  # fmt: skip
    assert written["account"][0]["password_command"][0].startswith("/")
    assert not (tmp_path / "state").exists()

    text = path.read_text()
    assert main(command) == 64
    assert "is there already, and setup writes over nothing" in capsys.readouterr().err
    assert path.read_text() == text

    path.write_text(re.sub(r"port = \d+", f"port = {mailbox.server.imap_port}", text))
    assert main(["doctor"]) == 0
    assert main(["run", "--once"]) == 0
    assert [draft.to for draft in mailbox.drafts() if "jane@acme.example" in draft.to]


def test_a_wrong_password_leaves_nothing(mailbox: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*flags(mailbox), "--password-command", "printf hunter2"]) == 77
    captured = capsys.readouterr()
    assert "Nothing was written." in captured.err
    assert "hunter2" not in captured.out + captured.err
    assert list(tmp_path.rglob("*.toml")) == []


def test_a_server_that_is_away_leaves_nothing(
    mailbox: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    assert main([*flags(mailbox, port=port), "--password-command", f"printf {PASSWORD}"]) == 75
    assert f"Nothing listens at port {port}" in capsys.readouterr().err
    assert list(tmp_path.rglob("*.toml")) == []


def test_tls_with_an_authority_of_its_own(mailbox: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [*flags(mailbox, port=mailbox.server.imaps_port, security="tls"), "--password-command", "printf pw"]
    path = tmp_path / "here.toml"
    assert main(["--config", str(path), *command]) == 75
    assert "`ca_file`" in capsys.readouterr().err
    assert main(["--config", str(path), *command, "--ca-file", str(mailbox.server.ca_file)]) == 0
    assert "(TLS)" in capsys.readouterr().out
    assert main(["--config", str(path), "doctor"]) == 0


def without_a_terminal(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "afterword.cli.main", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=50)


def test_what_is_missing_is_named_at_once(mailbox: Mailbox) -> None:
    done = without_a_terminal("setup")
    assert done.returncode == 64
    assert "--name, --address, --password-command or --password-stdin" in done.stderr


def test_a_domain_that_tells_nothing(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["setup", "--name", "Sam", "--time-zone", "UTC", "--password-command", "printf pw"]
    assert main([*base, "--address", "sam@rivera.invalid"]) == 69
    assert "Name it with --host" in capsys.readouterr().err
    # On a terminal it is asked for, by its name or the provider's.
    terminal = Terminal("setup", "--name", "Sam", "--address", "sam@rivera.invalid", "--time-zone", "UTC")
    terminal.answer("holidays", "-")
    terminal.answer("IMAP server", "microsoft")
    assert terminal.end() == 69
    assert "takes no passwords over IMAP" in terminal.shown
    assert main([*base, "--address", "sam@rivera.invalid", "--port", "993"]) == 64


@pytest.mark.parametrize(
    "wrong, said",
    [
        (["--address", "sam"], '“sam”|"sam" is not a plain address'),
        (["--time-zone", "Europe/Londn"], "did you mean"),
        (["--country", "Utopia"], "is no ISO 3166-1 country"),
        (["--host", "imap.example.org/x"], "must be the server's name alone"),
        (["--security", "none", "--host", "imap.example.org"], "would show your password"),
        (["--password-command", "'"], "cannot be read"),
    ],
)
def test_answers_that_do_not_fit(
    mailbox: Mailbox, wrong: Sequence[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    base = ["setup", "--name", "Sam", "--time-zone", "UTC", "--host", "127.0.0.1", "--password-command", "printf pw"]
    address = [] if "--address" in wrong else ["--address", "sam@example.org"]
    assert main([*base, *address, *wrong]) == 64
    assert re.search(said, capsys.readouterr().err)
    assert list(tmp_path.rglob("*.toml")) == []


def test_microsoft_says_what_to_do_instead(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["setup", "--name", "Sam", "--time-zone", "UTC", "--password-command", "printf pw"]
    assert main([*base, "--address", "sam@outlook.com"]) == 69
    said = capsys.readouterr().err
    assert "OAuth" in said
    assert "--host 127.0.0.1" in said


def test_the_password_goes_to_a_real_keyring_and_only_a_right_one_stays(
    mailbox: Mailbox, dovecot: Dovecot, tmp_path: Path
) -> None:
    """A GNOME Keyring in a session of its own."""
    arguments = [sys.executable, "-m", "afterword.cli.main", *flags(mailbox), "--password-stdin"]
    kept = f"{sys.executable} -m keyring get afterword personal:{mailbox.user}"
    setup = " ".join(f"'{word}'" for word in arguments)
    program = f"echo wrong | {setup}; echo status $?; {kept} || echo none; echo pw | {setup}; echo status $?; {kept}"
    said = in_a_session(tmp_path, "sh", "-c", program, unlocked=True)
    first, _, second = said.partition("status 77\nnone\n")
    assert "The password comes from the keyring" in first
    assert "the password is in the keyring." in second
    assert second.endswith("\nstatus 0\npw")
    assert "wrong" not in said
    account = tomllib.loads((tmp_path / "config/afterword/config.toml").read_text())["account"][0]
    assert "password_command" not in account


def test_a_keyring_that_is_switched_off_is_said(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    done = without_a_terminal(*flags(mailbox), "--password-stdin", given="pw\n")
    assert done.returncode == 77
    assert "the keyring is switched off" in done.stderr
    assert list(tmp_path.rglob("*.toml")) == []
    empty = without_a_terminal(*flags(mailbox), "--password-stdin")
    assert empty.returncode == 64
    assert "no password on standard input" in empty.stderr


_ON_A_TERMINAL = """
    import fcntl, sys, termios
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    from afterword.cli.main import main
    sys.exit(main(sys.argv[1:]))
"""


class Terminal:
    """A program on a terminal of its own, and somebody who types what it asks for."""

    def __init__(self, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_ON_A_TERMINAL), *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""

    def answer(self, question: str, typed: str) -> None:
        seen = len(self.shown)
        deadline = time.monotonic() + 30
        while question not in self.shown[seen:]:
            assert time.monotonic() < deadline, self.shown
            self._read()
        # getpass throws away what was typed before it listens.
        while typed and "assword" in question and _echoes(self._ours):
            time.sleep(0.01)
        os.write(self._ours, f"{typed}\n".encode())

    def _read(self) -> bool:
        try:
            got = os.read(self._ours, 10000)
        except OSError:  # the program has closed its side
            return False
        self.shown += got.decode(errors="replace")
        return bool(got)

    def end(self) -> int:
        while self._read():
            pass
        os.close(self._ours)
        return self._process.wait(timeout=20)


def _echoes(descriptor: int) -> bool:
    """Does the terminal show what is typed?"""
    return bool(termios.tcgetattr(descriptor)[3] & termios.ECHO)


def test_on_a_terminal_it_asks_and_bears_with_slips(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    terminal = Terminal(
        "setup", "--host", mailbox.server.host, "--port", str(mailbox.server.imap_port), "--security", "none"
    )
    terminal.answer("Your name", "Sam Rivera")
    terminal.answer("address of your mailbox", "sam.rivera")
    terminal.answer("address of your mailbox", "sam.rivera@example.org")
    terminal.answer("time zone", "Europe/Berlin")
    terminal.answer("[DE]", "DE-BY")
    terminal.answer("User name [sam.rivera@example.org]", mailbox.user)
    terminal.answer("Password", "secret-that-is-not-shown")
    terminal.answer("Password", "")  # there is no keyring, it has said
    terminal.answer("command", f"printf {PASSWORD}")
    terminal.answer("Install the service", "n")
    status = terminal.end()
    assert status == 0, terminal.shown
    assert "there is no keyring here" in terminal.shown
    assert "secret-that-is-not-shown" not in terminal.shown
    written = Config.from_toml((tmp_path / "config/afterword/config.toml").read_text(), tmp_path)
    assert (written.me.country, written.me.addresses) == ("DE-BY", ("sam.rivera@example.org",))
    assert written.account[0].username == mailbox.user


def test_the_file_says_the_defaults_that_hold() -> None:
    answers = Answers("Sam", ("sam@example.org",), "UTC", None, "personal", Server("imap.example.org"), "sam")
    text = config_text(answers)
    table = text.partition("[follow_up]")[2]
    keys = re.findall(r"^#(\w+ = .*)$", table, re.MULTILINE)
    assert len(keys) == 4
    config = Config.from_toml(text.replace(table, "\n" + "\n".join(keys) + "\n"), Path())
    assert config.follow_up == FollowUp()
    assert Config.from_toml(text, Path()).account[0].port == 993


def test_zone_and_country_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Lisbon")
    asked = [sys.executable, "-c", "from afterword.cli.whereabouts import local_zone; print(local_zone())"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "Europe/Lisbon\n"
    assert country_of("Europe/Lisbon") == "PT"
    assert country_of("UTC") is None
