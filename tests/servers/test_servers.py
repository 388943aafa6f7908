"""The test servers and the other mail program, tried on each server: what the other tests stand on."""

from __future__ import annotations

import datetime as dt
import os
import smtplib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from tests.servers.clients import ALL_CLIENTS, NEOMUTT, OUTLOOK, THUNDERBIRD, MailClient
from tests.servers.clock import FakeClock, sweep_after_kills
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import DRAFTS, INBOX, JUNK, SENT, TRASH, Mailbox
from tests.servers.recorder import CutLine, Recorder
from tests.servers.running import PASSWORD, RunningServer
from tests.servers.smtpsink import SmtpSink

ClockMaker = Callable[[dt.datetime], FakeClock]
NOVEMBER = dt.datetime(2025, 11, 25, 15, 0, tzinfo=dt.UTC)


def note(subject: str = "Hello", text: str = "Some words.\n") -> EmailMessage:
    """A message in a thread, with a header that only its author cares for."""
    message = EmailMessage()
    message["From"] = "Sam Rivera <sam.rivera@example.org>"
    message["To"] = "Jane Doe <jane@acme.example>"
    message["Subject"] = subject
    message["Date"] = "Tue, 25 Nov 2025 15:00:00 +0000"
    message["Message-ID"] = "<one@example.org>"
    message["In-Reply-To"] = "<invite@acme.example>"
    message["References"] = "<first@acme.example> <invite@acme.example>"
    message["X-Own"] = "yes"
    message.set_content(text)
    return message


def test_a_fresh_user_has_the_usual_folders_and_no_mail(mailbox: Mailbox) -> None:
    assert mailbox.folders() == [DRAFTS, INBOX, JUNK, SENT, TRASH]
    assert all(mailbox.messages(folder) == [] for folder in mailbox.folders())


def test_special_use_and_list_status_are_offered(mailbox: Mailbox) -> None:
    with mailbox.visit() as client:
        roles = {name: {flag.lower() for flag in flags} for flags, _, name in client.list_folders()}
        assert client.has_capability("LIST-STATUS")
    assert all(b"\\" + role.lower().encode() in roles[role] for role in (DRAFTS, SENT, TRASH, JUNK))


def test_two_mailboxes_know_nothing_of_each_other(imap_server: RunningServer) -> None:
    first, second = Mailbox(imap_server), Mailbox(imap_server)
    first.deliver(note())
    assert len(first.messages()) == 1
    assert second.messages() == []


def test_a_wrong_password_is_refused(imap_server: RunningServer) -> None:
    client = IMAPClient(imap_server.host, port=imap_server.imap_port, ssl=False)
    with pytest.raises(LoginError):
        client.login(imap_server.add_user(), "wrong")
    client.shutdown()


def test_tls_is_verified_with_the_ca_file(imap_server: RunningServer) -> None:
    context = ssl.create_default_context(cafile=str(imap_server.ca_file))
    for secure in (True, False):
        port = imap_server.imaps_port if secure else imap_server.imap_port
        client = IMAPClient("localhost", port=port, ssl=secure, ssl_context=context if secure else None)
        if not secure:
            client.starttls(context)
        client.login(imap_server.add_user(), PASSWORD)
        client.logout()
    with pytest.raises(ssl.SSLCertVerificationError):
        IMAPClient("localhost", port=imap_server.imaps_port, ssl=True, ssl_context=ssl.create_default_context())


def test_delivery_keeps_the_bytes_the_date_and_the_flags(mailbox: Mailbox) -> None:
    uid = mailbox.deliver(note(), flags=[r"\Flagged"])
    other = mailbox.deliver(b"From: a@b.test\r\n\r\nhi\r\n", JUNK, date=NOVEMBER)
    found = mailbox.message(uid)
    assert found.received == NOVEMBER
    assert found.flags - {r"\Recent"} == {r"\Flagged"}
    assert (found.to, found.subject, found.text) == (["jane@acme.example"], "Hello", "Some words.\n")
    assert mailbox.message(other, JUNK).received == NOVEMBER
    assert mailbox.message(other, JUNK).raw == b"From: a@b.test\r\n\r\nhi\r\n"


def test_many_messages_are_delivered_at_once(mailbox: Mailbox) -> None:
    raw = note().as_bytes().replace(b"\n", b"\r\n")
    started = time.monotonic()
    assert mailbox.deliver_many(raw for _ in range(1200)) == 1200
    took = time.monotonic() - started
    with mailbox.visit(INBOX) as client:
        assert len(client.search("ALL")) == 1200
    assert took < 10


def test_dovecot_is_filled_through_its_files(dovecot: Dovecot) -> None:
    user = dovecot.add_user()
    raw = note().as_bytes().replace(b"\n", b"\r\n")
    assert dovecot.fill(user, ((raw, NOVEMBER + dt.timedelta(minutes=n)) for n in range(300))) == 300
    mailbox = Mailbox(dovecot, user)
    found = mailbox.messages()
    assert [item.received for item in found[:2]] == [NOVEMBER, NOVEMBER + dt.timedelta(minutes=1)]
    assert len(found) == 300
    assert found[0].raw == raw
    assert mailbox.deliver(note()) == 301


@pytest.mark.parametrize("client", ALL_CLIENTS, ids=str)
def test_editing_a_draft_changes_what_the_client_is_known_to_change(mailbox: Mailbox, client: MailClient) -> None:
    uid = mailbox.write_draft(note())
    new = mailbox.edit_draft(uid, "Other words.\n", client)
    (draft,) = mailbox.messages(DRAFTS)
    assert draft.uid == new != uid
    assert draft.text == "Other words.\n"
    assert (draft.message_id == "<one@example.org>") is client.keeps_message_id
    assert (draft.header("In-Reply-To") == "<invite@acme.example>") is client.keeps_in_reply_to
    assert (draft.header("References") is not None) is client.keeps_references
    assert (draft.header("X-Own") == "yes") is client.keeps_other_headers
    assert draft.flags - {r"\Recent"} == {flag.decode() for flag in client.draft_flags}
    assert mailbox.messages(TRASH) == []


def test_neomutt_takes_the_draft_away_while_the_user_types(mailbox: Mailbox) -> None:
    opened = mailbox.recall_draft(mailbox.write_draft(note()), NEOMUTT)
    assert mailbox.drafts() == []
    mailbox.save_draft(opened, "Later.\n", NEOMUTT)
    assert [draft.message_id for draft in mailbox.drafts()] == ["<one@example.org>"]


@pytest.mark.parametrize("client", [THUNDERBIRD, OUTLOOK], ids=str)
def test_sending_moves_the_draft_to_sent(mailbox: Mailbox, client: MailClient) -> None:
    uid = mailbox.write_draft(note())
    sent_uid = mailbox.send_draft(uid, "As sent.\n", client)
    assert mailbox.messages(DRAFTS) == []
    sent = mailbox.message(sent_uid, SENT)
    assert sent.text == "As sent.\n"
    assert sent.header("In-Reply-To") == "<invite@acme.example>"
    assert (sent.message_id == "<one@example.org>") is client.sends_same_message_id


def test_deleting_goes_through_trash_or_not(mailbox: Mailbox) -> None:
    mailbox.delete(mailbox.write_draft(note("kept in Trash")))
    mailbox.delete(mailbox.write_draft(note("gone")), through_trash=False)
    assert mailbox.drafts() == []
    assert [item.subject for item in mailbox.messages(TRASH)] == ["kept in Trash"]
    mailbox.empty_trash()
    assert mailbox.messages(TRASH) == []


def test_looking_writes_nothing_and_writing_shows(mailbox: Mailbox) -> None:
    uid = mailbox.deliver(note())
    counts, content = mailbox.modseqs(), mailbox.snapshot()
    assert (mailbox.modseqs(), mailbox.snapshot()) == (counts, content)
    mailbox.flag(uid, r"\Seen")
    assert mailbox.modseqs()[INBOX] > counts[INBOX]
    assert mailbox.snapshot() != content


def test_a_recreated_folder_has_another_uidvalidity(mailbox: Mailbox) -> None:
    mailbox.create_folder("Jobs")

    def uidvalidity() -> int:
        with mailbox.visit() as client:
            return int(client.folder_status("Jobs", ["UIDVALIDITY"])[b"UIDVALIDITY"])

    before = uidvalidity()
    mailbox.recreate_folder("Jobs")
    assert uidvalidity() != before


def test_idle_tells_of_a_delivery(mailbox: Mailbox, imap_server: RunningServer) -> None:
    with mailbox.visit(INBOX) as client:
        client.idle()
        mailbox.deliver(note())
        started = time.monotonic()
        answers = client.idle_check(timeout=10)
        took = time.monotonic() - started
        client.idle_done()
    assert (1, b"EXISTS") in answers
    assert took < (0.5 if isinstance(imap_server, Cyrus) else 3)


def test_a_server_can_be_killed_and_restarted_with_its_mail(imap_server: RunningServer) -> None:
    mailbox = Mailbox(imap_server)
    mailbox.deliver(note())
    port = imap_server.imap_port
    imap_server.kill()
    with pytest.raises(OSError, match=r"refused|reset"):
        mailbox.messages()
    imap_server.start()
    imap_server.restart()
    assert imap_server.imap_port == port
    assert len(mailbox.messages()) == 1


def test_the_recorder_writes_down_commands_and_tells_writes_from_reads(mailbox: Mailbox) -> None:
    with Recorder(mailbox.server) as recorder:
        client = IMAPClient(recorder.host, port=recorder.port, ssl=False)
        client.login(mailbox.user, PASSWORD)
        client.select_folder(DRAFTS)
        recorder.clear()
        client.noop()
        assert recorder.writes() == []
        client.append(DRAFTS, note().as_bytes())
        client.idle()
        client.idle_done()
        assert recorder.commands[0] == "NOOP"
        assert recorder.commands[1].startswith('APPEND "Drafts"')
        assert recorder.commands[-2:] == ["IDLE", "DONE"]
        assert recorder.writes() == recorder.commands[1:2]
        assert recorder.connections == 1
        client.logout()
    assert len(mailbox.messages(DRAFTS)) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_recorder_cuts_the_line_before_or_after_a_command(mailbox: Mailbox, moment: str) -> None:
    def cut(command: str) -> None:
        if command.startswith("APPEND"):
            raise CutLine

    hooks = {moment: cut}
    with Recorder(mailbox.server, before=hooks.get("before"), after=hooks.get("after")) as recorder:
        client = IMAPClient(recorder.host, port=recorder.port, ssl=False)
        client.login(mailbox.user, PASSWORD)
        with pytest.raises((OSError, IMAPClient.AbortError)):
            client.append(DRAFTS, note().as_bytes())
        client.shutdown()
        recorder.refusing = True
        with pytest.raises((OSError, IMAPClient.AbortError)):
            IMAPClient(recorder.host, port=recorder.port, ssl=False)
    assert len(mailbox.messages(DRAFTS)) == (0 if moment == "before" else 1)


def test_the_sink_counts_callers_and_mail(smtp_sink: SmtpSink) -> None:
    assert (smtp_sink.connections, smtp_sink.messages) == (0, [])
    with smtplib.SMTP(smtp_sink.host, smtp_sink.port) as client:
        client.send_message(note())
    assert smtp_sink.connections == 1
    (message,) = smtp_sink.messages
    assert message.sender == "sam.rivera@example.org"
    assert message.recipients == ("jane@acme.example",)
    assert b"Some words." in message.raw


def child(program: str, clock: FakeClock, *arguments: str) -> str:
    """The output of a Python program that runs under the clock."""
    command = [sys.executable, "-c", program, *arguments]
    environment = {**os.environ, **clock.environment()}
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, env=environment)
    return done.stdout


def test_a_child_sees_the_clock_and_its_sleep_lasts_as_long_as_ever(fake_clock: ClockMaker) -> None:
    clock = fake_clock(NOVEMBER)
    program = (
        "import time, datetime as d; m = time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME)\n"
        "time.sleep(0.2); print(d.datetime.now(d.UTC).isoformat()); print(*m)"
    )
    monotonic = time.monotonic()
    said, clocks = child(program, clock).splitlines()
    assert abs(dt.datetime.fromisoformat(said) - NOVEMBER) < dt.timedelta(seconds=20)
    child_monotonic, child_boottime = map(float, clocks.split())
    assert 0 <= child_monotonic - monotonic < 20
    assert abs(child_boottime - time.clock_gettime(time.CLOCK_BOOTTIME)) < 20
    assert time.monotonic() - monotonic > 0.2


def test_a_running_child_sees_the_clock_jump(fake_clock: ClockMaker) -> None:
    clock = fake_clock(NOVEMBER)
    program = "import sys, time\nfor _ in sys.stdin: print(time.time(), flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **clock.environment()},
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None

        def asked() -> float:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("now\n")
            process.stdin.flush()
            return float(process.stdout.readline())

        assert abs(asked() - NOVEMBER.timestamp()) < 20
        clock.advance(dt.timedelta(days=2))
        deadline = time.monotonic() + 5
        while asked() < (NOVEMBER + dt.timedelta(days=2)).timestamp() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert 0 <= asked() - (NOVEMBER + dt.timedelta(days=2)).timestamp() < 20
        process.stdin.close()


def test_a_killed_child_leaves_nothing_in_shared_memory(fake_clock: ClockMaker) -> None:
    environment = {**os.environ, **fake_clock(NOVEMBER).environment()}
    program = "print('up', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.kill()
    assert list(Path("/dev/shm").glob(f"*faketime*_{process.pid}"))
    sweep_after_kills()
    assert not list(Path("/dev/shm").glob(f"*faketime*_{process.pid}"))


@pytest.mark.parametrize("secure", [True, False], ids=["tls", "plain"])
def test_a_child_under_another_clock_talks_to_the_server(
    mailbox: Mailbox, fake_clock: ClockMaker, secure: bool
) -> None:
    mailbox.deliver(note())
    program = """
import datetime, ssl, sys
from imapclient import IMAPClient
host, port, user, password, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca) if ca else None
client = IMAPClient(host, port=int(port), ssl=bool(ca), ssl_context=context, timeout=10)
client.login(user, password)
client.select_folder("INBOX", readonly=True)
print(datetime.date.today().year, client.search("ALL"))
client.logout()
"""
    server = mailbox.server
    port = server.imaps_port if secure else server.imap_port
    ca = str(server.ca_file) if secure else ""
    said = child(program, fake_clock(NOVEMBER), server.host, str(port), mailbox.user, PASSWORD, ca)
    assert said.split(maxsplit=1) == ["2025", "[1]\n"]


def test_servers_listen_on_one_address_of_the_loopback_only(imap_server: RunningServer) -> None:
    # On Linux every 127.x.y.z is this machine: a server that listens on all addresses would answer here.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", imap_server.imap_port), timeout=2)
