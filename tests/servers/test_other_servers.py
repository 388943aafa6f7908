"""Courier, and the server with the habits of Gmail: what sets them apart from the other two."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.servers import gmail_labels as labels
from tests.servers.courier import Courier
from tests.servers.gmail import GmailLike
from tests.servers.mailbox import DRAFTS, INBOX, JUNK, SENT, TRASH, Mailbox

NOVEMBER = dt.datetime(2025, 11, 25, 15, 0, tzinfo=dt.UTC)
ALL_MAIL = labels.ALL_MAIL


def note(number: int = 1, text: str = "hi") -> bytes:
    return (
        f"From: sam@example.org\r\nTo: jane@acme.example\r\nDate: Tue, 25 Nov 2025 15:00:00 +0000\r\n"
        f"Message-ID: <{number}@example.org>\r\nSubject: Hello\r\n\r\n{text}\r\n"
    ).encode()


def test_courier_keeps_folders_below_inbox_and_tells_no_uidnext_when_one_is_opened(courier: Courier) -> None:
    mailbox = Mailbox(courier)
    assert mailbox.folders() == [DRAFTS, INBOX, JUNK, SENT, TRASH]
    assert mailbox.deliver_many([note(1), note(2)], date=NOVEMBER) == 2
    mailbox.move(1, INBOX, "Trash")
    assert [(one.uid, one.received, one.raw) for one in mailbox.messages()] == [(2, NOVEMBER, note(2))]
    assert [one.raw for one in mailbox.messages(TRASH)] == [note(1)]
    with mailbox.visit() as client:
        assert {name for _, _, name in client.list_folders()} >= {"INBOX.Drafts", "INBOX.Sent"}
        assert b"UIDNEXT" not in client.select_folder("INBOX.Drafts")
        assert not client.has_capability("MOVE")
        assert not client.has_capability("SPECIAL-USE")


def test_courier_keeps_its_mail_over_a_kill(courier: Courier) -> None:
    mailbox = Mailbox(courier)
    mailbox.deliver(note())
    courier.kill()
    courier.start()
    assert len(mailbox.messages()) == 1


@pytest.fixture
def gmail_box(gmail: GmailLike) -> Mailbox:
    """An empty mailbox."""
    return Mailbox(gmail)


def where(mailbox: Mailbox) -> dict[str, list[bytes]]:
    """In which folders which texts lie."""
    return {
        folder: [raw.rpartition(b"\r\n\r\n")[2].strip() for _, _, raw in lying]
        for folder, lying in mailbox.snapshot().items()
        if lying
    }


def test_on_gmail_all_mail_has_what_bears_any_label_under_another_uid(gmail_box: Mailbox) -> None:
    uid = gmail_box.deliver(note(), DRAFTS, flags=[r"\Draft"])
    assert where(gmail_box) == {DRAFTS: [b"hi"], ALL_MAIL: [b"hi"]}
    (lying,) = gmail_box.messages(ALL_MAIL)
    assert lying.uid != uid
    gmail_box.create_folder("Jobs")
    gmail_box.move(uid, DRAFTS, "Jobs")
    assert where(gmail_box) == {"Jobs": [b"hi"], ALL_MAIL: [b"hi"]}


def test_on_gmail_what_is_flagged_deleted_loses_the_label_at_once_and_stays_in_all_mail(gmail_box: Mailbox) -> None:
    gmail_box.flag(gmail_box.deliver(note(), DRAFTS), r"\Deleted", folder=DRAFTS)
    assert where(gmail_box) == {ALL_MAIL: [b"hi"]}
    assert not gmail_box.messages(ALL_MAIL)[0].flags & {r"\Deleted"}


def test_on_gmail_trash_takes_all_labels_and_what_leaves_it_is_in_all_mail_again(gmail_box: Mailbox) -> None:
    gmail_box.delete(gmail_box.deliver(note(), DRAFTS))
    assert where(gmail_box) == {TRASH: [b"hi"]}
    gmail_box.move(gmail_box.messages(TRASH)[0].uid, TRASH, DRAFTS)
    assert where(gmail_box) == {DRAFTS: [b"hi"], ALL_MAIL: [b"hi"]}


def test_on_gmail_the_old_copy_comes_back_under_a_known_message_id(gmail_box: Mailbox) -> None:
    gmail_box.delete(gmail_box.deliver(note(text="old"), DRAFTS))
    gmail_box.deliver(note(text="new"), DRAFTS)
    assert where(gmail_box) == {DRAFTS: [b"old"], ALL_MAIL: [b"old"]}
    gmail_box.deliver(note(2, text="another"), DRAFTS)
    assert where(gmail_box)[DRAFTS] == [b"old", b"another"]


def test_on_gmail_flags_are_the_messages_and_special_use_names_the_folders(gmail_box: Mailbox) -> None:
    gmail_box.flag(gmail_box.deliver(note()), r"\Flagged")
    assert gmail_box.messages(ALL_MAIL)[0].flags - {r"\Recent"} == {r"\Flagged"}
    with gmail_box.visit() as client:
        roles = {name: flags for flags, _, name in client.list_folders()}
    assert rb"\Drafts" in roles["[Gmail]/Entwürfe"]
    assert rb"\All" in roles["[Gmail]/Alle Nachrichten"]
    assert rb"\Noselect" in roles["[Gmail]"]
