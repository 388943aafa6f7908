"""What leaves the program: to the owner alone, encrypted, by one login; and what a desktop is shown."""

import inspect
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from afterword.adapters import notify
from afterword.adapters.credentials import secrets_of
from afterword.adapters.notify import Desktop, Post
from afterword.compose import notice_message
from afterword.config import NOTIFY, Config
from afterword.errors import ConfigError, LoginRefused, Transient
from afterword.model import Letter
from tests.decide.build import at
from tests.servers.certificates import make_certificates
from tests.servers.running import PASSWORD, free_ports
from tests.servers.submission import Submission

ADDRESS = "sam.rivera@example.org"
_CONFIG = """
{before}
[me]
name = "Sam Rivera"
addresses = ["sam@rivera.example", "sam.rivera@example.org"]
time_zone = "Europe/London"
[[account]]
name = "personal"
host = "imap.example.org"
username = "sam"
{table}
"""


def config(table: str, before: str = "") -> Config:
    return Config.from_toml(_CONFIG.format(table=table, before=before), Path("/nowhere"))


def message(to: str = ADDRESS) -> bytes:
    letter = Letter("Afterword: a draft waits", ".\nFrom here on\n..\n")
    return notice_message(letter, address=to, message_id="<1@example.org>", written_at=at("2026-11-26 08:00"))


def post(server: Submission, *, password: str | None = None, more: str = f'address = "{ADDRESS}"\n') -> Post:
    table = server.table(more=more) if password is None else server.table(password=password, more=more)
    found = config(table)
    return Post(found, lambda: secrets_of(found)(NOTIFY))


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_message_goes_to_the_owner_alone(tmp_path: Path, security: str) -> None:
    with Submission(tmp_path, security) as server:
        post(server).send(message())
    (sunk,) = server.messages
    assert (sunk.sender, sunk.recipients) == (ADDRESS, (ADDRESS,))
    assert sunk.raw.rstrip() == message().rstrip()
    assert server.logins == [("PLAIN", True)]
    assert set(server.hellos) == {"[127.0.0.1]"}, "the name of this machine is nobody's business"


def test_there_is_no_way_to_name_a_recipient(tmp_path: Path) -> None:
    for name in notify.__all__:
        for member, function in inspect.getmembers(getattr(notify, name), inspect.isfunction):
            words = {word for parameter in inspect.signature(function).parameters for word in parameter.split("_")}
            assert not words & {"to", "recipient", "recipients", "address", "addresses", "rcpt"}, member
    with Submission(tmp_path, "none") as server:
        more = (b"To: a@b.example\r\n", b"Cc: a@b.example\r\n", b"Bcc: a@b.example\r\n")
        for wrong in (message("jane@acme.example"), *(line + message() for line in more)):
            with pytest.raises(ValueError, match="to the owner alone"):
                post(server).send(wrong)
    assert server.messages == []
    with pytest.raises(ConfigError, match="nobody else is told"):
        config('[notify]\nby = "mail"\nhost = "smtp.example.org"\naddress = "jane@acme.example"\n')


def test_a_check_logs_in_and_sends_nothing(tmp_path: Path) -> None:
    with Submission(tmp_path, "starttls") as server:
        post(server).check()
        assert server.logins == [("PLAIN", True)]
        assert server.messages == []


def test_a_wrong_password_is_tried_once_and_shown_nowhere(tmp_path: Path) -> None:
    with Submission(tmp_path) as server, pytest.raises(LoginRefused, match="refuses the login of sam") as caught:
        post(server, password="geheim").send(message())
    assert server.logins == [("PLAIN", False)]
    assert "geheim" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_a_login_that_is_refused_for_now_is_no_refused_login_and_a_server_that_repeats_the_password_is_not_quoted(
    tmp_path: Path,
) -> None:
    with Submission(tmp_path) as server:
        server.refusal = "454 4.7.0 Temporary authentication failure"  # RFC 4954, 6
        with pytest.raises(Transient, match="Temporary"):
            post(server, password="geheim").send(message())
        server.refusal = "535 5.7.8 no such password: geheim"
        with pytest.raises(LoginRefused, match="no such password: …") as caught:
            post(server, password="geheim").send(message())
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("answer", ["451 4.3.0 try again later", "550 5.7.1 not from here"])
def test_what_is_not_taken_may_be_taken_later(tmp_path: Path, answer: str) -> None:
    with Submission(tmp_path, refuses=answer) as server, pytest.raises(Transient, match=answer.split(" ", 2)[2]):
        post(server).send(message())
    assert server.messages == []


def test_a_server_without_starttls_is_told_nothing(tmp_path: Path) -> None:
    with Submission(tmp_path, "none") as server:
        server.security = "starttls"
        with pytest.raises(Transient, match="STARTTLS"):
            post(server).send(message())
    assert server.logins == []
    assert server.messages == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_cannot_be_verified_is_told_nothing(tmp_path: Path, security: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with Submission(tmp_path, security) as server:
        trusted = server.ca_file
        server.ca_file = make_certificates(other).ca_file
        with pytest.raises(Transient, match=r"(?i)certificate"):
            post(server).send(message())
        server.ca_file, server.host = trusted, "127.0.0.2"
        with pytest.raises(Transient):
            post(server).send(message())
    assert server.logins == []
    assert server.messages == []


def test_a_server_that_is_away_is_tried_later() -> None:
    (port,) = free_ports(1)
    found = config(f'[notify]\nby = "mail"\nhost = "127.0.0.1"\nsecurity = "none"\nport = {port}\n')
    with pytest.raises(Transient, match=r"127\.0\.0\.1"):
        Post(found, lambda: "").send(message("sam@rivera.example"))


def test_the_login_of_an_account_serves_and_its_token_too(tmp_path: Path) -> None:
    with Submission(tmp_path, "tls") as server:
        table = f'[notify]\nby = "mail"\nhost = "localhost"\nport = {server.port}\naccount = "personal"\n'
        table += f'ca_file = "{server.ca_file}"\n'
        one = config(table)
        assert one.notify_login == one.account[0]
        Post(one, lambda: PASSWORD).check()
        assert server.logins == [("PLAIN", True)]
        text = _CONFIG.format(table=table, before="").replace(
            'username = "sam"', 'username = "sam"\nlogin = "token"\npassword_command = ["printf", "t0ken"]'
        )
        by_token = Config.from_toml(text, Path("/nowhere"))
        Post(by_token, lambda: secrets_of(by_token)(NOTIFY)).check()
        assert server.tokens == ["user=sam\1auth=Bearer t0ken\1\1"]


@pytest.mark.parametrize(
    "without, shown, farewell",
    [
        ("", "user=sam\1auth=Bearer {token}\1\1", b""),
        ("XOAUTH2", "n,a=sam,\1auth=Bearer {token}\1\1", b"\1"),
    ],
)
def test_a_token_is_shown_as_the_server_knows_it_however_long_it_is(
    tmp_path: Path, without: str, shown: str, farewell: bytes
) -> None:
    token = "t" * 3000
    with Submission(tmp_path, without=without) as server:
        table = f'[notify]\nby = "mail"\nhost = "localhost"\nport = {server.port}\naccount = "personal"\n'
        table += f'ca_file = "{server.ca_file}"\n'
        text = _CONFIG.format(table=table, before="").replace(
            'username = "sam"', 'username = "sam"\nlogin = "token"\npassword_command = ["printf", "x"]'
        )
        by_token = Config.from_toml(text, Path("/nowhere"))
        Post(by_token, lambda: token).check()
        assert server.tokens == [shown.format(token=token)]
        server.takes_tokens = False
        with pytest.raises(LoginRefused, match="Authentication unsuccessful"):
            Post(by_token, lambda: token).check()
        assert server.farewells == [farewell], "without an answer the server would wait for ever"


def test_another_user_name_with_the_secret_of_the_account(tmp_path: Path) -> None:
    """As with iCloud: what stands before the @ for IMAP, the whole address for SMTP, one password."""
    with Submission(tmp_path) as server:
        table = f'[notify]\nby = "mail"\nhost = "localhost"\nport = {server.port}\naccount = "personal"\n'
        table += f'username = "sam"\nca_file = "{server.ca_file}"\n'
        text = _CONFIG.format(table=table, before="").replace('username = "sam"', 'username = "imap-sam"', 1)
        text = text.replace('"imap-sam"', f'"imap-sam"\npassword_command = ["printf", "{PASSWORD}"]')
        one = Config.from_toml(text, Path("/nowhere"))
        Post(one, lambda: secrets_of(one)(NOTIFY)).check()
        assert server.logins == [("PLAIN", True)]
        with pytest.raises(LoginRefused, match="the login of sam:"):
            Post(one, lambda: "wrong").check()


def test_a_relay_without_a_login_gets_none(tmp_path: Path) -> None:
    with Submission(tmp_path, "none", asks_for_login=False) as server:
        table = f'[notify]\nby = "mail"\nhost = "localhost"\nsecurity = "none"\nport = {server.port}\n'
        Post(config(table), lambda: "never asked").send(message("sam@rivera.example"))
    assert server.logins == []
    assert [one.recipients for one in server.messages] == [("sam@rivera.example",)]


def test_it_can_be_interrupted_while_the_server_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        table = f'[notify]\nby = "mail"\nhost = "127.0.0.1"\nsecurity = "none"\nport = {silent.getsockname()[1]}\n'
        one = Post(config(table), lambda: "")
        timer = threading.Timer(0.3, one.interrupt)
        timer.start()
        started = time.monotonic()
        with pytest.raises(Transient, match="interrupted"):
            one.send(message("sam@rivera.example"))
        assert time.monotonic() - started < 3
        with pytest.raises(Transient, match="interrupted"):  # for good
            one.send(message("sam@rivera.example"))
        timer.join()


# --- The desktop ---


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose notify-send writes down what it is given, one word a line."""
    program, log = tmp_path / "notify-send", tmp_path / "shown"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {log}\necho "$DBUS_SESSION_BUS_ADDRESS" >> {log}\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setattr("sys.platform", "linux")
    return log


def test_a_notification_is_text_and_no_markup_and_no_option(shown: Path) -> None:
    Desktop().show("--help", "<b>Jane</b> & Bob\n$(touch /tmp/x)", urgent=True)
    assert shown.read_text().splitlines() == [
        "--app-name=Afterword",
        "--urgency=critical",
        "--",
        "--help",
        "&lt;b&gt;Jane&lt;/b&gt; &amp; Bob",
        "$(touch /tmp/x)",
        "unix:path=/nowhere",
    ]
    Desktop().show("a", "b", urgent=False)
    assert "--urgency=normal" in shown.read_text()


def test_where_there_is_no_desktop_it_says_so(shown: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Desktop().check()
    assert not shown.exists()
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "none"))
    with pytest.raises(Transient, match="no session of D-Bus"):
        Desktop().show("a", "b", urgent=False)
    (tmp_path / "bus").touch()  # as systemd keeps it for a user's services
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    Desktop().show("a", "b", urgent=False)
    assert shown.read_text().splitlines()[-1] == f"unix:path={tmp_path}/bus"
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    with pytest.raises(Transient, match="no `notify-send`"):
        Desktop().check()


def test_a_desktop_that_refuses_is_told_of(shown: Path) -> None:
    program = shown.with_name("notify-send")
    program.write_text("#!/bin/sh\necho no daemon >&2\nexit 1\n")
    with pytest.raises(Transient, match="does not take it: no daemon"):
        Desktop().show("a", "b", urgent=False)
