"""A long reading says how far it is; a short one says nothing."""

import logging

import pytest

from afterword.adapters.imap import progress
from afterword.adapters.imap.progress import Progress
from tests.adapters.accounts import account_on, mailbox_of
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox


def test_every_few_seconds_it_says_how_far_it_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "afterword")
    now = [0.0]
    one = Progress("personal, INBOX", 25_000, lambda: now[0])
    for _ in range(13):
        now[0] += 2
        one.passed(2_000)
    assert [record.getMessage() for record in caplog.records] == [
        "personal, INBOX: 6000 of 25000 messages looked through (24%)",
        "personal, INBOX: 12000 of 25000 messages looked through (48%)",
        "personal, INBOX: 18000 of 25000 messages looked through (72%)",
        "personal, INBOX: 24000 of 25000 messages looked through (96%)",
    ]


def test_a_real_reading_tells_it_where_it_takes_long(
    dovecot: Dovecot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "afterword")
    user = Mailbox(dovecot)
    user.deliver(b"Subject: one\r\nFrom: a@b.example\r\n\r\nhello\r\n")
    with mailbox_of(account_on(dovecot, user.user)) as mailbox:
        mailbox.folders()
        assert len(list(mailbox.headers("INBOX", [1]))) == 1
        assert not caplog.records
        monkeypatch.setattr(progress, "EVERY", 0.0)
        assert len(list(mailbox.headers("INBOX", [1]))) == 1
        assert list(mailbox.calendar_structures("INBOX", [1])) == []
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "1 of 1 messages looked through (100%)"
    ] * 2
