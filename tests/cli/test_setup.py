"""`afterword setup` from nothing to a configuration that works, on a real server, with and without a terminal."""

import json
import os
import pty
import re
import subprocess
import sys
import termios
import textwrap
import threading
import time
import tomllib
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from afterword.adapters.credentials.oauth.device import by_device
from afterword.adapters.providers import PROVIDERS, Server
from afterword.cli import giving_access, setup
from afterword.cli.asking import Questions
from afterword.cli.first_config import Answers, config_text, must_be_free, write_new
from afterword.cli.folder_choice import chosen
from afterword.cli.main import main
from afterword.cli.way_in import way_in
from afterword.cli.whereabouts import country_of
from afterword.config import Config, FollowUp, NotifyBy
from afterword.errors import UsageError
from tests.adapters.keeping import keyring_in_memory
from tests.adapters.test_credentials import in_a_session
from tests.conftest import missing
from tests.servers.authorization import AuthorizationServer
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot, start_dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.programs import MissingProgram
from tests.servers.recorder import Recorder
from tests.servers.running import PASSWORD, free_ports
from tests.servers.submission import USER, Submission

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
    sent, start, end = (now - timedelta(days=days, hours=hours) for days, hours in ((70, 0), (60, 4), (60, 3)))
    earlier = _INVITE.replace("Acme", "Borealis").replace("acme", "borealis")
    box.deliver(earlier.format(sent=sent, start=start, end=end).replace("\n", "\r\n").encode())
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
        command += ["--notify", "mailbox"]
        assert main(command) == 0
        assert not recorder.writes()
    assert mailbox.snapshot() == before
    path = tmp_path / "config/afterword/config.toml"
    captured = capsys.readouterr()
    said = captured.out
    assert captured.err == "", "it says itself what it sees; the log of decisions would only repeat it"
    assert f"Wrote {path}; the password comes from your command." in said
    assert "Acme" in said
    assert "thank you to jane@acme.example: planned" in said
    assert "Borealis" not in said, "that was more than 30 days ago"
    assert "`afterword service install`" in said
    assert path.stat().st_mode & 0o777 == 0o600
    written = tomllib.loads(path.read_text())
    assert written["me"] == {
        "name": 'Sam "Sunny" Rivera', "addresses": ["sam.rivera@example.org", "sam@rivera.example"],
        "time_zone": "Europe/London", "country": "GB",
    }  # fmt: skip
    assert written["account"][0]["password_command"][0].startswith("/")
    assert written["notify"] == "mailbox"
    assert not (tmp_path / "state").exists()

    text = path.read_text()
    assert main(command) == 64
    assert "is there already, and setup writes over nothing" in capsys.readouterr().err
    assert path.read_text() == text

    path.write_text(re.sub(r"port = \d+", f"port = {mailbox.server.imap_port}", text))
    assert main(["doctor"]) == 0
    assert main(["plan"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["run", "--once"]) == 0
    assert "placed a thank_you in personal" in capsys.readouterr().err
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


def test_what_is_missing_is_named_at_once(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup"]) == 64
    assert "--name, --address, --password-command, --password-stdin or --oauth" in capsys.readouterr().err


def test_a_domain_that_tells_nothing(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["setup", "--name", "Sam", "--time-zone", "UTC", "--password-command", "printf pw"]
    assert main([*base, "--address", "sam@rivera.invalid"]) == 69
    assert "Name it with --host" in capsys.readouterr().err
    # On a terminal it is asked for, by its name or the provider's.
    terminal = Terminal("setup", "--name", "Sam", "--address", "sam@rivera.invalid", "--time-zone", "UTC")
    terminal.answer("holidays", "-")
    terminal.answer("IMAP server", "microsoft")
    terminal.answer("User name [sam@rivera.invalid]", "")
    terminal.answer("Tell you what waits", "")
    terminal.answer("client id", "")
    terminal.answer("client id", "\x04")
    assert terminal.end() == 64
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


def test_microsoft_says_what_it_wants(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--name", "Sam", "--address", "sam@outlook.com", "--oauth", "microsoft"]) == 64
    captured = capsys.readouterr()
    assert "OAuth wants --client-id" in captured.err
    assert "entra.microsoft.com" in captured.out


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
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    done = without_a_terminal(*flags(mailbox), "--password-stdin", given="pw\n")
    assert done.returncode == 77
    assert "the keyring is switched off" in done.stderr
    assert list(tmp_path.rglob("*.toml")) == []
    monkeypatch.setattr("sys.stdin", StringIO())
    assert main([*flags(mailbox), "--password-stdin"]) == 64
    assert "no password on standard input" in capsys.readouterr().err


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
    terminal.answer("Tell you what waits", "pigeon")
    terminal.answer("Tell you what waits", "mail")
    terminal.answer("SMTP server", "127.0.0.1")
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
    assert written.notify is not None
    assert (written.notify.by, written.notify.host, written.notify.account) == (NotifyBy.MAIL, "127.0.0.1", "personal")
    assert "You cannot be told what waits: 127.0.0.1" in terminal.shown


def test_notes_by_mail_take_the_login_of_the_mailbox(
    mailbox: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config/afterword/config.toml"
    command = [*flags(mailbox), "--password-command", f"printf {PASSWORD}", "--notify", "mail"]
    assert main(command) == 69
    assert "name it with --smtp-host" in capsys.readouterr().err
    assert main([*command, "--smtp-port", "465"]) == 64
    assert not path.exists()
    with Submission(tmp_path, "none") as server:
        where = ["--smtp-host", "127.0.0.1", "--smtp-port", str(server.port), "--smtp-security", "none"]
        assert main([*command, *where]) == 0
        said = capsys.readouterr().out
        assert "You cannot be told what waits: the server refuses the login" in said, "it knows another user name"
        written = Config.from_toml(path.read_text(), tmp_path)
        assert written.notify is not None
        assert (written.notify.by, written.notify.account, written.notify.username) == (NotifyBy.MAIL, "personal", None)
        path.write_text(path.read_text().replace('account = "personal"', f'account = "personal"\nusername = "{USER}"'))
        assert main(["doctor"]) == 0
        assert "What waits for you goes to sam.rivera@example.org" in capsys.readouterr().out
        assert main(["run", "--once"]) == 0
    assert [right for _, right in server.logins] == [False, True], "a draft that can wait is told by the hour"


@pytest.mark.parametrize(
    "address, given, expected",
    [
        ("sam@gmail.com", ["--password-command", "printf pw"], ("smtp.gmail.com", 465, "tls", None)),
        ("sam@me.com", ["--password-command", "printf pw"], ("smtp.mail.me.com", 587, "starttls", "sam@me.com")),
        ("sam@outlook.com", ["--client-id", "x"], ("smtp.office365.com", 587, "starttls", None)),
    ],
)
def test_where_a_provider_takes_mail_is_known(address: str, given: list[str], expected: tuple[object, ...]) -> None:
    parser = ArgumentParser()
    setup.add_arguments(parser)
    options = parser.parse_args(
        ["--name", "Sam", "--address", address, "--time-zone", "UTC", "--notify", "mail", *given]
    )
    answers, provider = setup._answers(options, Questions(possible=False))
    assert provider is not None
    written = Config.from_toml(
        config_text(replace(answers, password_command=("printf", "pw"))), Path("/nowhere")
    ).notify
    assert written is not None
    assert (written.host, written.port, written.security.value, written.username) == expected
    assert written.account == "personal"


def test_a_file_that_has_come_meanwhile_is_written_over_by_nobody(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_new(path, "ours")
    assert path.read_text() == "mine"
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "nowhere.toml")
    for write in (must_be_free, lambda file: write_new(file, "ours")):
        with pytest.raises(UsageError, match="is there already"):
            write(link)
    assert not (tmp_path / "nowhere.toml").exists()
    write_new(tmp_path / "new" / "config.toml", "ours")
    assert (tmp_path / "new" / "config.toml").stat().st_mode & 0o777 == 0o600


def test_a_bridge_is_asked_for_its_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = ArgumentParser()
    setup.add_arguments(parser)
    command = [
        "--name",
        "Sam",
        "--address",
        "sam@proton.me",
        "--time-zone",
        "UTC",
        "--country",
        "-",
        "--notify",
        "mail",
    ]
    asked: list[str] = []
    monkeypatch.chdir(tmp_path)

    def typed(question: str) -> str:
        asked.append(question)
        return "cert.pem"

    monkeypatch.setattr("builtins.input", typed)
    answers, provider = setup._answers(parser.parse_args(command), Questions(possible=True))
    assert asked == ["The file with its certificate: "]
    assert provider is not None
    assert provider.bridge
    assert (answers.ca_file, answers.server.host, answers.server.port) == (
        str(tmp_path / "cert.pem"),
        "127.0.0.1",
        1143,
    )
    (tmp_path / "cert.pem").touch()
    config = Config.from_toml(config_text(answers), tmp_path)
    assert config.notify is not None
    assert (config.notify.host, config.notify.port) == ("127.0.0.1", 1025)
    assert config.notify.ca_file == config.account[0].ca_file == tmp_path / "cert.pem"


def test_an_app_password_is_typed_as_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """In groups of letters, where the provider shows it so; any other is taken as it is."""
    parser = ArgumentParser()
    setup.add_arguments(parser)
    for provider, typed in ((PROVIDERS["gmail"], "abcdefghijklmnop"), (None, "abcd efgh ijkl mnop")):
        monkeypatch.setattr("sys.stdin", StringIO("abcd efgh ijkl mnop\n"))
        options = parser.parse_args(["--password-stdin"])
        assert way_in(options, provider, Questions(possible=False)).typed == typed


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


# --- OAuth ---


@pytest.fixture(scope="module")
def guarded() -> Iterator[tuple[AuthorizationServer, Dovecot]]:
    """A Dovecot that takes tokens alone, and the server that gives them to whoever types its code."""
    authority = AuthorizationServer(interval=1, agrees=True)
    try:
        server = start_dovecot(authority, "oauthbearer xoauth2")
    except MissingProgram as problem:
        missing(problem)
    yield authority, server
    server.close()
    authority.close()


def oauth_flags(authority: AuthorizationServer, server: Dovecot) -> list[str]:
    return [
        "setup", "--name", "Sam Rivera", "--address", "sam.rivera@example.org", "--time-zone", "Europe/London",
        "--host", server.host, "--port", str(server.imap_port), "--security", "none", "--username", authority.username,
        "--oauth", "other", "--client-id", authority.client_id, "--scope", "imap",
        "--device-url", f"{authority.url}/device", "--token-url", f"{authority.url}/token",
    ]  # fmt: skip


_A_LIFE = """
    import sys, urllib.request
    from afterword.cli.main import main
    url, *flags = sys.argv[1:]
    def do(*arguments):
        print("==", *arguments[:2], flush=True)
        print("status", main(arguments), flush=True)
    do(*flags)
    do("doctor")
    do("run", "--once")
    urllib.request.urlopen(url + "/the-owner-ends-everything", data=b"x=y").read()
    do("doctor")
    do("run", "--once")
    do("status")
    do("setup", "--renew", "personal")
    do("doctor")
"""


def test_oauth_from_the_code_to_the_end_of_access_and_beyond_with_a_real_keyring(
    mailbox: Mailbox, guarded: tuple[AuthorizationServer, Dovecot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, server = guarded
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    program = [sys.executable, "-c", textwrap.dedent(_A_LIFE), authority.url, *oauth_flags(authority, server)]
    said = in_a_session(tmp_path, *program, unlocked=True)
    shown = dict(re.findall(r"== (.*)\n((?:(?!==).*\n?)*)", said.replace("== doctor", "== doctor 1", 1)))
    setup = shown["setup --name"]
    assert f"Open {authority.url}/type in a browser, on whatever device, and type WDJB-MJHT." in setup
    assert "The refresh token comes from the keyring (“personal:sam”); an access token was given for it." in setup
    assert "access is in the keyring." in setup
    assert setup.endswith("status 0\n")
    assert shown["doctor 1"].endswith("status 0\n")
    ended = re.search(r"fault +personal: the access that you gave has ended: .*\n +-> (.*)", said, re.IGNORECASE)
    assert ended is not None
    assert ended[1] == "Give it anew: `afterword setup --renew personal`."
    assert said.count("status 77") == 2
    assert "the access that you gave has ended" in shown["status"]
    assert "The keyring has it now" in shown["setup --renew"]
    assert shown["doctor"].endswith("status 0")
    assert not any(token in said for token in (*authority.access, *authority.refresh, *authority.used))
    config = Config.from_toml((tmp_path / "config/afterword/config.toml").read_text(), tmp_path)
    assert config.account[0].oauth is not None
    assert config.account[0].oauth.endpoints.device == f"{authority.url}/device"


def test_a_browser_here_and_the_programs_secret_of_google_which_stays_out_of_the_file(
    mailbox: Mailbox,
    guarded: tuple[AuthorizationServer, Dovecot],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    authority, server = guarded
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    monkeypatch.setattr(authority, "client_secret", "not-so-secret")
    monkeypatch.setenv("DISPLAY", ":0")
    kept = keyring_in_memory(monkeypatch)
    browsers: list[threading.Thread] = []

    def browse(address: str) -> None:
        browsers.append(threading.Thread(target=lambda: urllib.request.urlopen(address, timeout=10).close()))
        browsers[-1].start()

    monkeypatch.setattr("webbrowser.open", browse)
    download = tmp_path / "client.json"
    download.write_text(json.dumps({"installed": {"client_id": "the-client", "client_secret": "not-so-secret"}}))
    flags = [flag for flag in oauth_flags(authority, server) if flag not in ("--client-id", authority.client_id)]
    at = flags.index("--device-url")
    flags[at : at + 2] = ["--authorization-url", f"{authority.url}/authorize"]
    assert main([*flags, "--client-file", str(download)]) == 0
    shown = capsys.readouterr().out
    assert f"{authority.url}/authorize?response_type=code" in shown
    assert json.loads(kept.secrets["personal:sam"])["client_secret"] == "not-so-secret"
    assert json.loads(kept.secrets["personal:sam"])["refresh_token"] in authority.refresh
    assert "not-so-secret" not in (tmp_path / "config/afterword/config.toml").read_text() + shown
    authority.end_everything()
    assert main(["setup", "--renew", "personal"]) == 0  # the program's secret is known by now
    download.write_text('{"web": {}}')
    assert main(["setup", "--renew", "personal", "--client-file", str(download)]) == 64
    assert "of the type “Desktop app”" in capsys.readouterr().err
    for browser in browsers:
        browser.join()


_IMAP_ALONE = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
_TO_SEND_TOO = f"https://outlook.office.com/SMTP.Send {_IMAP_ALONE}"


def test_microsoft_is_asked_for_leave_to_send_only_where_notes_go_by_mail(
    mailbox: Mailbox,
    guarded: tuple[AuthorizationServer, Dovecot],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The server gives access for the scope alone that it expects, as Microsoft gives none beyond what was asked."""
    authority, server = guarded
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    monkeypatch.setattr(authority, "scope", _IMAP_ALONE)
    monkeypatch.setattr(giving_access, "by_device", partial(by_device, wait=lambda _: None))
    keyring_in_memory(monkeypatch)
    flags = oauth_flags(authority, server)
    flags[flags.index("other")] = "microsoft"
    at = flags.index("--scope")
    del flags[at : at + 2]
    path = tmp_path / "config/afterword/config.toml"
    without = ["--config", str(tmp_path / "without.toml"), *flags]
    assert main(without) == 0
    with Submission(tmp_path, "none") as smtp:
        # Access that was given before notes were wished for.
        table = (
            f'[notify]\nby = "mail"\nhost = "127.0.0.1"\nsecurity = "none"\nport = {smtp.port}\naccount = "personal"\n'
        )
        (tmp_path / "without.toml").write_text((tmp_path / "without.toml").read_text() + table)
        smtp.takes_tokens = False
        capsys.readouterr()
        assert main(["--config", str(tmp_path / "without.toml"), "doctor"]) == 0
        assert "To be asked for leave to send too: `afterword setup --renew personal`." in capsys.readouterr().out
        authority.scope, smtp.takes_tokens = _TO_SEND_TOO, True
        assert main(["--config", str(tmp_path / "without.toml"), "setup", "--renew", "personal"]) == 0
        assert "What waits for you goes to sam.rivera@example.org" in capsys.readouterr().out

        where = ["--smtp-host", "127.0.0.1", "--smtp-port", str(smtp.port), "--smtp-security", "none"]
        assert main([*flags, "--notify", "mail", *where]) == 0
        assert "What waits for you goes to sam.rivera@example.org" in capsys.readouterr().out
    asked = [fields["scope"] for asked_path, fields in authority.requests if asked_path == "/device"]
    assert asked[-3:] == [_IMAP_ALONE, _TO_SEND_TOO, _TO_SEND_TOO]
    assert "scope" not in path.read_text(), "it follows from the rest"
    tokens = [one.partition("auth=Bearer ")[2].rstrip("\1") for one in smtp.tokens]
    assert all(token in authority.access for token in tokens[1:])


def test_renewing_a_password(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept = keyring_in_memory(monkeypatch)
    name = f"personal:{mailbox.user}"
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    assert main([*flags(mailbox), "--password-stdin"]) == 0
    assert kept.secrets[name] == PASSWORD
    for typed, status in (("wrong\n", 77), ("", 64), (f"{PASSWORD}\n", 0)):
        monkeypatch.setattr("sys.stdin", StringIO(typed))
        assert main(["setup", "--renew", "personal", "--password-stdin"]) == status
        assert kept.secrets[name] == PASSWORD
    assert main(["setup", "--renew", "work", "--password-stdin"]) == 69
    path = tmp_path / "config/afterword/config.toml"
    path.write_text(path.read_text().replace("[follow_up]", ""))
    path.write_text(path.read_text().replace("\nusername", '\npassword_env = "MAIL"\nusername'))
    assert main(["setup", "--renew", "personal", "--password-stdin"]) == 64
    assert "comes from the environment variable MAIL: change it there" in capsys.readouterr().err


# --- The folders ---


def test_folders_that_the_server_does_not_tell_are_asked_for(
    cyrus: Cyrus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Mailbox(cyrus)
    with box.visit() as client:
        assert client._imap.xatom("SETMETADATA", "Sent", "(/private/specialuse NIL)")[0] == "OK"
        client.rename_folder("Sent", "Outbound")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    command = [*flags(box), "--password-command", f"printf {PASSWORD}", "--no-service"]
    assert main(["--config", str(tmp_path / "a.toml"), *command]) == 78
    assert "Set sent_folder to one of" in capsys.readouterr().out
    assert main(["--config", str(tmp_path / "b.toml"), *command, "--sent-folder", "Outbound"]) == 0
    assert "sent is “Outbound”" in (tmp_path / "b.toml").read_text()

    account = Config.from_toml((tmp_path / "a.toml").read_text(), tmp_path).account[0]
    typed = iter(["Sentt", "Outbound"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    assert chosen(account, Questions(possible=True)) == (("sent_folder", "Outbound"),)
    assert "There is no folder “Sentt”." in capsys.readouterr().out
