"""What `--verbose` shows of the protocol: no secret, whatever a server repeats, and nothing of a mail."""

import base64
import logging

import pytest

from afterword.adapters.imap import Mailbox
from afterword.adapters.imap.spoken import as_heard, as_sent, sends_a_secret
from afterword.errors import LoginRefused
from tests.adapters.accounts import account_on
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox as User
from tests.servers.running import PASSWORD


@pytest.mark.parametrize(
    "sent, shown",
    [
        (b"ABCD1 CAPABILITY\r\n", "ABCD1 CAPABILITY"),
        (b'ABCD2 LOGIN "sam" "hunter2"\r\n', "ABCD2 LOGIN ***"),
        (b"ABCD2 AUTHENTICATE PLAIN\r\n", "ABCD2 AUTHENTICATE PLAIN ***"),
        (b"ABCD2 AUTHENTICATE PLAIN AHNhbQBodW50ZXIy\r\n", "ABCD2 AUTHENTICATE PLAIN ***"),
        (b"AHNhbQBodW50ZXIy", "***"),
        (b"\r\n", "***"),
    ],
)
def test_before_the_login_nothing_secret_is_shown(sent: bytes, shown: str) -> None:
    assert as_sent(sent, logged_in=False) == shown
    assert sends_a_secret(sent) == shown.endswith("***")


def test_after_it_commands_are_shown_and_what_is_appended_is_counted() -> None:
    assert as_sent(b'W7 EXAMINE "INBOX"\r\n', logged_in=True) == 'W7 EXAMINE "INBOX"'
    assert as_sent(b"From: sam\r\n\r\nDear Jane", logged_in=True) == "(22 bytes)"
    assert as_sent(b"DONE\r\n", logged_in=True) == "DONE"
    assert len(as_sent(b"W8 UID FETCH " + b"1," * 900 + b"\r\n", logged_in=True)) < 230


def test_what_a_server_repeats_of_a_secret_is_not_shown() -> None:
    refused = b"ABCD2 NO [AUTHENTICATIONFAILED] hunter2 is wrong\r\n"
    assert as_heard(refused, secret_was_sent=True) == "ABCD2 NO [AUTHENTICATIONFAILED] ***"
    assert as_heard(b"hunter2\r\n", secret_was_sent=True) == "***"
    assert as_heard(b"+ aHVudGVyMg==\r\n", secret_was_sent=True) == "+ ***"


def test_of_what_is_fetched_no_string_is_shown() -> None:
    line = b'* 3 FETCH (UID 9 BODYSTRUCTURE ("text" "plain" ("name" "my \\"cv\\".pdf")))\r\n'
    shown = as_heard(line, secret_was_sent=False)
    assert shown.startswith("* 3 FETCH (UID 9 ")
    assert "cv" not in shown
    assert as_heard(b'* LIST () "/" "Drafts"\r\n', secret_was_sent=False) == '* LIST () "/" "Drafts"'


def test_over_a_real_line_the_log_has_the_protocol_and_no_secret(
    dovecot: Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    user = User(dovecot)
    user.deliver(b"Subject: geheim\r\nFrom: a@b.example\r\n\r\nvery private\r\n")
    caplog.set_level(logging.DEBUG, "afterword")
    account = account_on(dovecot, user.user)
    with Mailbox(account, lambda: PASSWORD) as mailbox:
        mailbox.folders()
        mailbox.open("INBOX")
        assert list(mailbox.headers("INBOX", [1]))
        mailbox.append_notice(b"Subject: also private\r\nMessage-ID: <1@b.example>\r\n\r\nhello\r\n")
    with pytest.raises(LoginRefused):
        Mailbox(account, lambda: "wrong-but-secret").connect()
    said = caplog.text
    for shown in (
        "> W1 LIST",
        "AUTHENTICATE PLAIN ***",
        "EXAMINE",
        "< * LIST",
        "APPEND",
        "NO [AUTHENTICATIONFAILED] ***",
    ):
        assert shown in said
    token = base64.b64encode(f"\0{account.username}\0{PASSWORD}".encode()).decode()
    for secret in (f" {PASSWORD}", token, "wrong-but-secret", "geheim", "private"):
        assert secret not in said
