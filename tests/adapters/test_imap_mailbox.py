"""Our mailbox against real servers: folders, reading without a trace, and the writes in Drafts."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from msgspec.structs import replace

from afterword.adapters.imap import Mailbox
from afterword.errors import BadMessage, LoginRefused, MailboxChanged, Transient
from afterword.model import Role
from tests.adapters.accounts import account_on, mailbox_of
from tests.servers.mailbox import Mailbox as OtherProgram
from tests.servers.recorder import Recorder
from tests.servers.running import RunningServer

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def ours(imap_server: RunningServer, mailbox: OtherProgram) -> Iterator[Mailbox]:
    """Our connection to the mailbox that `mailbox` is another program's view of."""
    with mailbox_of(account_on(imap_server, mailbox.user)) as found:
        yield found


def letter(number: int = 1, text: str = "Thank you for your time.", subject: str = "Your interview") -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "Jane Doe <jane@acme.example>"
    message["To"] = "Sam Rivera <sam@rivera.example>"
    message["Subject"] = subject
    message["Date"] = "Mon, 09 Mar 2026 10:00:00 +0000"
    message["Message-ID"] = f"<{number}@acme.example>"
    message.set_content(text)
    return message


def invite(number: int, attachment: int = 0) -> EmailMessage:
    message = letter(number, "See the invitation.")
    message.add_alternative("<p>See the invitation.</p>", subtype="html")
    message.add_alternative(ICS.encode(), maintype="text", subtype="calendar", params={"method": "REQUEST"})
    if attachment:
        message.add_attachment(b"\0" * attachment, maintype="application", subtype="pdf", filename="offices.pdf")
    return message


def draft(number: int) -> bytes:
    message = letter(number, "Dear Jane,\n\nthank you.\n", "Thank you")
    return message.as_bytes()


# --- Connecting ---


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_logs_in_over_every_kind_of_protection(imap_server: RunningServer, security: str) -> None:
    with mailbox_of(account_on(imap_server, imap_server.add_user(), security)) as ours:
        assert {status.role for status in ours.folders()} >= {Role.INBOX, Role.DRAFTS, Role.SENT, Role.TRASH}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_does_not_speak_to_a_server_that_nobody_vouches_for(imap_server: RunningServer, security: str) -> None:
    ours = mailbox_of(account_on(imap_server, imap_server.add_user(), security, ca_file=None))
    with pytest.raises(Transient, match=r"(?i)certificate"):
        ours.connect()


def test_a_wrong_password_is_refused_for_good(imap_server: RunningServer) -> None:
    ours = mailbox_of(account_on(imap_server, imap_server.add_user()), password="wr\u00f6ng")
    with pytest.raises(LoginRefused) as refused:
        ours.connect()
    assert "wr" not in str(refused.value)
    assert not ours.connected


def test_without_a_server_it_is_temporary(imap_server: RunningServer) -> None:
    with Recorder(imap_server) as recorder:
        port = recorder.port
    ours = mailbox_of(replace(account_on(imap_server, "sam"), port=port))
    with pytest.raises(Transient):
        ours.connect()


def test_a_cut_line_is_temporary_and_can_be_mended(imap_server: RunningServer, mailbox: OtherProgram) -> None:
    with Recorder(imap_server) as recorder:
        ours = mailbox_of(replace(account_on(imap_server, mailbox.user), port=recorder.port))
        ours.connect()
        recorder.cut()
        with pytest.raises(Transient):
            ours.folders()
        assert not ours.connected
        with pytest.raises(Transient, match="not connected"):
            ours.folders()
        ours.connect()
        assert ours.folders()
        ours.close()


def test_a_look_at_every_folder_takes_few_commands(imap_server: RunningServer, mailbox: OtherProgram) -> None:
    for number in range(5):
        mailbox.create_folder(f"Folder {number}")
    with Recorder(imap_server) as recorder:
        account = replace(account_on(imap_server, mailbox.user), port=recorder.port)
        with mailbox_of(account) as ours:
            ours.folders()
            ours.drafts("Drafts")
        assert len(recorder.commands) <= 8, recorder.commands
        assert not recorder.writes()


# --- Folders ---


def test_folders_with_their_roles_and_counts(ours: Mailbox, mailbox: OtherProgram) -> None:
    mailbox.create_folder("Entwürfe & mehr")
    mailbox.create_folder("2024")
    uid = mailbox.deliver(letter())
    found = {status.name: status for status in ours.folders()}
    assert found["INBOX"].role is Role.INBOX
    assert found["INBOX"].messages == 1
    assert found["INBOX"].uidnext == uid + 1
    assert (found["INBOX"].highestmodseq or 0) > 0
    assert [found[name].role for name in ("Drafts", "Sent", "Trash", "Junk")] == [
        Role.DRAFTS,
        Role.SENT,
        Role.TRASH,
        Role.JUNK,
    ]
    assert found["Entwürfe & mehr"].role is Role.OTHER
    assert ours.uids("Entwürfe & mehr") == ours.uids("2024") == []


def test_the_config_names_the_folder_for_drafts(imap_server: RunningServer, mailbox: OtherProgram) -> None:
    mailbox.create_folder("Notes")
    with mailbox_of(account_on(imap_server, mailbox.user, drafts_folder="Notes")) as ours:
        found = {status.name: status.role for status in ours.folders()}
    assert found["Notes"] is Role.DRAFTS
    assert found["Drafts"] is Role.OTHER


def test_a_missing_folder_for_drafts_is_made(imap_server: RunningServer, mailbox: OtherProgram) -> None:
    with mailbox_of(account_on(imap_server, mailbox.user, drafts_folder="Follow-ups")) as ours:
        assert Role.DRAFTS not in {status.role for status in ours.folders() if status.name == "Follow-ups"}
        assert ours.create_drafts() == "Follow-ups"
        assert {status.name: status.role for status in ours.folders()}["Follow-ups"] is Role.DRAFTS


@pytest.mark.parametrize("folder", ["INBOX", "Drafts"])
def test_news_of_a_folder_that_is_open_is_told(ours: Mailbox, mailbox: OtherProgram, folder: str) -> None:
    for number in range(3):
        ours.drafts(folder)
        uid = mailbox.deliver(letter(number), folder)
        found = {status.name: status for status in ours.folders()}
        assert (found[folder].uidnext, found[folder].messages) == (uid + 1, number + 1)


# --- Reading ---


def test_uids_above_one(ours: Mailbox, mailbox: OtherProgram) -> None:
    uids = [mailbox.deliver(letter(number)) for number in range(4)]
    assert ours.uids("INBOX") == uids
    assert ours.uids("INBOX", above=uids[1]) == uids[2:]
    assert ours.uids("INBOX", above=uids[3]) == []
    assert ours.uids("INBOX", above=uids[3] + 100) == []  # "UID n:*" would give the last one


def test_uids_since_a_day(ours: Mailbox, mailbox: OtherProgram) -> None:
    old = mailbox.deliver(letter(1), date=dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC))
    new = mailbox.deliver(letter(2), date=dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC))
    assert ours.uids("INBOX", since=dt.date(2026, 3, 5)) == [new]
    assert ours.uids("INBOX", since=dt.date(2026, 1, 5)) == [old, new]


def test_another_uidvalidity_is_noticed(ours: Mailbox, mailbox: OtherProgram) -> None:
    mailbox.create_folder("Jobs")
    before = {status.name: status.uidvalidity for status in ours.folders()}["Jobs"]
    with pytest.raises(MailboxChanged):
        ours.uids("Jobs", uidvalidity=before + 1)
    with pytest.raises(MailboxChanged):
        ours.append_draft("Jobs", draft(1), uidvalidity=before + 1)
    with pytest.raises(MailboxChanged):
        ours.withdraw("Jobs", 1, "Trash", uidvalidity=before + 1)
    assert ours.uids("Jobs", uidvalidity=before) == []


def test_a_folder_that_is_gone(ours: Mailbox) -> None:
    with pytest.raises(MailboxChanged):
        ours.uids("No such folder")
    assert ours.connected
    assert ours.folders()


def test_invites_are_found_however_deep(ours: Mailbox, mailbox: OtherProgram) -> None:
    plain = mailbox.deliver(letter(1))
    nested = mailbox.deliver(invite(2, attachment=200_000))
    as_file = letter(3)
    as_file.add_attachment(ICS.encode(), maintype="application", subtype="octet-stream", filename="invité.ics")
    by_name = mailbox.deliver(as_file)
    forwarded = letter(4)
    forwarded.add_attachment(invite(5))
    inside = mailbox.deliver(forwarded)
    picture = letter(6)
    picture.add_attachment(b"x" * 90, maintype="image", subtype="png", filename="größe.png")
    mailbox.deliver(picture)
    found = list(ours.calendar_structures("INBOX", ours.uids("INBOX")))
    assert [item.uid for item in found] == [nested, by_name, inside]
    assert plain not in [item.uid for item in found]


def test_a_small_message_comes_as_it_is(ours: Mailbox, mailbox: OtherProgram) -> None:
    uid = mailbox.deliver(invite(1))
    assert ours.message("INBOX", uid) == mailbox.message(uid).raw
    assert ours.raw("INBOX", uid) == mailbox.message(uid).raw
    assert ours.raw("INBOX", uid + 1) is None
    with pytest.raises(MailboxChanged):
        ours.message("INBOX", uid + 1)


def test_of_a_large_message_only_what_matters(ours: Mailbox, mailbox: OtherProgram) -> None:
    whole = invite(1, attachment=300_000)
    uid = mailbox.deliver(whole)
    (shape,) = ours.calendar_structures("INBOX", [uid])
    raw = ours.message("INBOX", uid, shape)
    assert len(raw) < 5_000
    found = message_from_bytes(raw, policy=policy.default)
    assert found["Message-ID"] == "<1@acme.example>"
    assert not found.defects
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    (calendar,) = [part for part in found.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert b"UID:1@acme.example" in calendar.get_payload(decode=True)


def test_a_large_forwarded_invite_keeps_its_shape(ours: Mailbox, mailbox: OtherProgram) -> None:
    forwarded = letter(1, "Please see below.")
    forwarded.add_attachment(invite(2, attachment=300_000))
    uid = mailbox.deliver(forwarded)
    found = message_from_bytes(ours.message("INBOX", uid), policy=policy.default)
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "text/plain",
        "message/rfc822",
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_a_large_text_alone_and_a_large_picture_alone(ours: Mailbox, mailbox: OtherProgram) -> None:
    long = mailbox.deliver(letter(1, "A long story.\n" * 10_000))
    assert ours.message("INBOX", long) == mailbox.message(long).raw
    picture = EmailMessage(policy=policy.SMTP)
    picture["Message-ID"] = "<2@acme.example>"
    picture.set_content(b"\0" * 200_000, maintype="image", subtype="png")
    alone = message_from_bytes(ours.message("INBOX", mailbox.deliver(picture)), policy=policy.default)
    assert alone["Message-ID"] == "<2@acme.example>"
    assert alone.get_content().strip() == ""


def test_a_message_beyond_all_measure_is_set_aside_and_the_rest_goes_on(ours: Mailbox, mailbox: OtherProgram) -> None:
    huge = mailbox.deliver(letter(1, "All work and no play.\n" * 1_300_000))
    fine = mailbox.deliver(letter(2))
    found = dict(ours.messages("INBOX", [huge, fine]))
    assert isinstance(found[huge], BadMessage)
    assert isinstance(found[fine], bytes)
    with pytest.raises(BadMessage, match="25 MiB"):
        ours.message("INBOX", huge)
    with pytest.raises(BadMessage, match="25 MiB"):
        ours.raw("INBOX", huge)


def test_many_messages_in_few_commands(imap_server: RunningServer, mailbox: OtherProgram) -> None:
    mailbox.deliver_many(letter(number).as_bytes() for number in range(450))
    with Recorder(imap_server) as recorder:
        account = replace(account_on(imap_server, mailbox.user), port=recorder.port)
        with mailbox_of(account) as ours:
            uids = ours.uids("INBOX")
            recorder.clear()
            headers = dict(ours.headers("INBOX", uids))
            assert len(recorder.commands) <= 3
            recorder.clear()
            messages = dict(ours.messages("INBOX", uids))
            assert len(recorder.commands) <= 25
    assert sorted(headers) == sorted(messages) == uids
    assert all(b"Message-ID: <" in header and b"Subject:" in header for header in headers.values())


def test_reading_leaves_no_trace(imap_server: RunningServer, ours: Mailbox, mailbox: OtherProgram) -> None:
    uids = [mailbox.deliver(letter(1)), mailbox.deliver(invite(2, attachment=100_000))]
    before, modseqs = mailbox.snapshot(), mailbox.modseqs()
    ours.folders()
    list(ours.calendar_structures("INBOX", uids))
    list(ours.headers("INBOX", uids))
    list(ours.messages("INBOX", uids))
    ours.raw("INBOX", uids[0])
    ours.drafts("INBOX")
    ours.find_message_id("INBOX", "<1@acme.example>")
    ours.close()
    assert mailbox.snapshot() == before
    assert mailbox.modseqs() == modseqs


# --- Drafts ---


def test_a_draft_is_put_and_found(ours: Mailbox, mailbox: OtherProgram) -> None:
    validity = {status.name: status.uidvalidity for status in ours.folders()}["Drafts"]
    uid = ours.append_draft("Drafts", draft(1), uidvalidity=validity)
    (stored,) = mailbox.drafts()
    assert (stored.uid, stored.raw) == (uid, draft(1))
    assert stored.flags - {"\\Recent"} == {"\\Draft", "\\Seen"}
    (found,) = ours.drafts("Drafts")
    assert found.uid == uid
    assert not found.deleted
    assert b"Message-ID: <1@acme.example>" in found.header
    assert ours.find_message_id("Drafts", "<1@acme.example>") == [uid]
    assert ours.find_message_id("Drafts", "<1@acme.exampl>") == []


def test_a_draft_that_is_being_edited_is_seen_as_deleted(ours: Mailbox, mailbox: OtherProgram) -> None:
    uid = ours.append_draft("Drafts", draft(1))
    assert uid is not None
    mailbox.flag(uid, "\\Deleted", folder="Drafts")
    assert ours.drafts("Drafts")[0].deleted


def test_withdrawing_moves_one_draft_to_trash(ours: Mailbox, mailbox: OtherProgram) -> None:
    validity = {status.name: status.uidvalidity for status in ours.folders()}["Drafts"]
    mine, theirs = ours.append_draft("Drafts", draft(1)), ours.append_draft("Drafts", draft(2))
    assert mine is not None
    ours.withdraw("Drafts", mine, "Trash", uidvalidity=validity)
    assert [item.uid for item in mailbox.drafts()] == [theirs]
    assert [item.raw for item in mailbox.messages("Trash")] == [draft(1)]
    ours.withdraw("Drafts", mine, "Trash", uidvalidity=validity)  # it is gone: nothing happens
    assert [item.uid for item in mailbox.drafts()] == [theirs]


def test_withdrawing_without_trash_expunges_that_one_alone(ours: Mailbox, mailbox: OtherProgram) -> None:
    validity = {status.name: status.uidvalidity for status in ours.folders()}["Drafts"]
    mine, theirs = ours.append_draft("Drafts", draft(1)), ours.append_draft("Drafts", draft(2))
    assert mine is not None
    assert theirs is not None
    mailbox.flag(theirs, "\\Deleted", folder="Drafts")
    ours.withdraw("Drafts", mine, None, uidvalidity=validity)
    assert [item.uid for item in mailbox.messages("Drafts")] == [theirs]


def test_withdrawing_into_a_trash_that_is_gone_changes_nothing(ours: Mailbox, mailbox: OtherProgram) -> None:
    validity = {status.name: status.uidvalidity for status in ours.folders()}["Drafts"]
    mine = ours.append_draft("Drafts", draft(1))
    assert mine is not None
    with pytest.raises(MailboxChanged):
        ours.withdraw("Drafts", mine, "No such folder", uidvalidity=validity)
    assert [item.uid for item in mailbox.drafts()] == [mine]


@pytest.mark.parametrize("character", ["\r", "\n", "\0", "\r\nX1 DELETE Drafts\r\n"])
def test_nothing_from_a_mail_becomes_a_command(ours: Mailbox, mailbox: OtherProgram, character: str) -> None:
    with pytest.raises(BadMessage):
        ours.find_message_id("Drafts", f"<1{character}@acme.example>")
    with pytest.raises(MailboxChanged):  # in modified UTF-7 it is a strange name, and no more
        ours.uids(f"INBOX{character}")
    assert ours.connected
    assert "Drafts" in mailbox.folders()


def test_an_answer_that_comes_in_pieces_does_not_wait_for_our_acknowledgements(
    ours: Mailbox, mailbox: OtherProgram
) -> None:
    """Cyrus waits with the second piece until the first is acknowledged, which Linux else puts off for 40 ms."""
    for number in range(12):
        mailbox.deliver(draft(number), "Drafts")
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert len(ours.drafts("Drafts")) == 12
        took.append(time.perf_counter() - began)
    assert min(took) < 0.03
