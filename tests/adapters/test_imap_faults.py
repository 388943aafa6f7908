"""What servers do wrong, or only now and then, and what an attacker between us and them could do."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.adapters.imap import Mailbox
from afterword.errors import BadMessage, LoginRefused, MailboxChanged, Transient
from afterword.model import Role
from tests.adapters.accounts import account, mailbox_of
from tests.adapters.scripted import Script, ScriptedServer, Talk, mailbox_script
from tests.servers.certificates import make_certificates

PLAIN = b"IMAP4rev1 AUTH=PLAIN"


def on(server: ScriptedServer, **more: str) -> Mailbox:
    return mailbox_of(account(server.host, server.port, "sam", **more))


def listing(*lines: bytes) -> dict[str, list[bytes]]:
    return {"LIST": list(lines), "STATUS": [b'STATUS "INBOX" (UIDNEXT 1 UIDVALIDITY 7 MESSAGES 0)']}


# --- Connecting ---


def greeting(text: bytes) -> Script:
    def play(talk: Talk) -> None:
        talk.send(text)
        while True:
            tag, command = talk.command()
            talk.answer(tag, *([b"CAPABILITY " + PLAIN] if command == "CAPABILITY" else []))

    return play


@pytest.mark.parametrize(
    "text",
    [b"* PREAUTH welcome\r\n", b"* BYE too busy\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\xff\r\n", b"", b"* OK"],
)
def test_no_password_for_a_server_that_greets_strangely(text: bytes) -> None:
    asked: list[str] = []

    def secret() -> str:
        asked.append("!")
        return "pw"

    with ScriptedServer(greeting(text) if text not in (b"", b"* OK") else lambda talk: talk.send(text)) as server:
        ours = Mailbox(account(server.host, server.port), secret)
        with pytest.raises(Transient):
            ours.connect()
    assert not asked
    assert not any(command.startswith(("AUTH", "LOGIN")) for command in server.commands)


def test_starttls_taken_away_on_the_way(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    with ScriptedServer(greeting(b"* OK ready\r\n")) as server:
        ours = on(server, security="starttls", ca_file=str(certificates.ca_file))
        with pytest.raises(Transient, match="STARTTLS"):
            ours.connect()
    assert set(server.commands) == {"CAPABILITY"}


def test_nothing_from_before_tls_is_believed(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)

    def play(talk: Talk) -> None:
        talk.send(b"* OK ready\r\n")
        talk.answer(talk.expect("CAPABILITY"), b"CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN")
        tag = talk.expect("STARTTLS")
        talk.send(tag + b" OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN X-INJECTED\r\n")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates.cert_file, certificates.key_file)
        with context.wrap_socket(talk.connection, server_side=True) as secure:
            assert not secure.recv(1000), "the client went on"

    with ScriptedServer(play) as server, pytest.raises(Transient, match="between STARTTLS and TLS"):
        on(server, security="starttls", ca_file=str(certificates.ca_file)).connect()


def refusing(text: bytes) -> Script:
    def play(talk: Talk) -> None:
        talk.send(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        talk.answer(talk.expect("CAPABILITY"), b"CAPABILITY IMAP4rev1")
        talk.answer(talk.expect("LOGIN"), last=text)

    return play


@pytest.mark.parametrize(
    "text",
    [
        b"NO [UNAVAILABLE] the directory is down",
        b"NO [ALERT] Too many simultaneous connections. (Failure)",
        b"BAD what is a LOGIN?",
        b"NO Temporary authentication failure",
    ],
)
def test_a_login_that_fails_for_now(text: bytes) -> None:
    with ScriptedServer(refusing(text)) as server, pytest.raises(Transient):
        on(server).connect()


@pytest.mark.parametrize("text", [b"NO [AUTHENTICATIONFAILED] wrong", b"NO wrong password"])
def test_a_login_that_fails_for_good(text: bytes) -> None:
    with ScriptedServer(refusing(text)) as server, pytest.raises(LoginRefused):
        on(server).connect()


def test_a_referral_to_another_server_is_not_followed() -> None:
    """RFC 2221: what a server says of another one is words, wherever it says them."""

    def play(talk: Talk) -> None:
        talk.send(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        talk.answer(talk.expect("CAPABILITY"), b"CAPABILITY IMAP4rev1")
        talk.answer(talk.expect("LOGIN"), last=b"NO [REFERRAL " + there + b"] ask there")

    with ScriptedServer(lambda talk: talk.greet()) as other:
        there = f"imap://sam;AUTH=*@{other.host}:{other.port}/".encode()
        with ScriptedServer(play, greeting(b"* BYE [REFERRAL " + there + b"] gone\r\n")) as server:
            for error in (LoginRefused, Transient):
                with pytest.raises(error):
                    on(server).connect()
            assert len(server.talks) == 2
        assert not other.talks


def test_a_server_that_repeats_the_password_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    repeated = b"NO wrong: pw-7391 AHNhbQBwdy03Mzkx"
    with ScriptedServer(refusing(repeated)) as server, pytest.raises(LoginRefused, match="wrong: … …") as refused:
        mailbox_of(account(server.host, server.port), "pw-7391").connect()
    assert refused.value.__cause__ is None
    assert "7391" not in str(refused.value) + caplog.text


@pytest.mark.parametrize("password", ["", "two\r\nA1 DELETE INBOX", "nul\0"])
def test_a_password_that_cannot_be_one(password: str) -> None:
    with ScriptedServer(mailbox_script(capabilities=b"IMAP4rev1")) as server:
        ours = mailbox_of(account(server.host, server.port), password)
        with pytest.raises(LoginRefused):
            ours.connect()
    assert server.commands == ["CAPABILITY"]


def test_a_server_that_takes_no_passwords() -> None:
    script = mailbox_script(capabilities=b"IMAP4rev1 LOGINDISABLED")
    with ScriptedServer(script) as server, pytest.raises(LoginRefused, match="starttls"):
        on(server).connect()


def test_quotes_in_user_name_and_password_stay_quotes() -> None:
    with ScriptedServer(mailbox_script(capabilities=b"IMAP4rev1")) as server:
        ours = mailbox_of(account(server.host, server.port, 'sam" x'), 'p"w\\')
        ours.connect()
        ours.close()
    assert server.commands[1] == r'LOGIN "sam\" x" "p\"w\\"'


def test_a_stalled_server_can_be_left_from_another_thread() -> None:
    def play(talk: Talk) -> None:
        talk.greet(PLAIN)
        talk.line()
        talk.line()  # and never an answer

    with ScriptedServer(play) as server:
        ours = on(server)
        ours.connect()
        threading.Timer(0.2, ours.interrupt).start()
        began = time.monotonic()
        with pytest.raises(Transient):
            ours.folders()
        assert time.monotonic() - began < 2
        with pytest.raises(Transient):
            ours.connect()


# --- Folders ---


def test_a_list_without_inbox_is_not_believed() -> None:
    answers = {"LIST": [rb'LIST (\HasNoChildren) "/" Sent']}
    script = mailbox_script(answers=answers)
    with ScriptedServer(script) as server, on(server) as ours, pytest.raises(Transient, match="INBOX"):
        ours.folders()


def test_a_server_of_the_old_kind() -> None:
    answers = {
        "LIST": [
            rb'LIST (\HasChildren) "." "INBOX"',
            rb'LIST (\HasNoChildren) "." "INBOX.Entw&APw-rfe"',
            b'LIST () "." {10}\r\nINBOX.Sent',
            rb'LIST (\Noselect) "." "Public"',
            rb'LIST () "." "INBOX.007"',
            rb'LIST () "." "INBOX.secret"',
        ],
        'STATUS "INBOX" ': [b"STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)"],
        'STATUS "INBOX.Entw&APw-rfe"': [b'STATUS "INBOX.Entw&APw-rfe" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 8)'],
        'STATUS "INBOX.Sent"': [b'STATUS "INBOX.Sent" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 9)'],
        'STATUS "INBOX.007"': [b"STATUS INBOX.007 (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 5)"],
        'STATUS "INBOX.secret"': [b"NO not for you"],
        'EXAMINE "INBOX.Entw&APw-rfe"': [b"1 EXISTS", b"OK [UIDVALIDITY 8] "],
        "UID SEARCH": [b"SEARCH 1"],
    }
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        found = {status.name: status for status in ours.folders()}
        assert list(found) == ["INBOX", "INBOX.007", "INBOX.Entwürfe", "INBOX.Sent"]
        assert found["INBOX.Entwürfe"].role is Role.DRAFTS
        assert found["INBOX.Sent"].role is Role.SENT
        assert (found["INBOX"].messages, found["INBOX"].uidnext, found["INBOX"].uidvalidity) == (3, 9, 7)
        assert ours.uids("INBOX.Entwürfe") == [1]  # no UIDNEXT in EXAMINE
        assert ours.uids("INBOX.Entwürfe", above=1) == []  # though the server gives the last one again


def test_without_unselect_the_open_folder_is_refreshed() -> None:
    answers = listing(rb'LIST () "/" INBOX')
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        ours.open("INBOX")
        ours.folders()
        ours.folders()
    assert server.commands[2:6] == [
        'EXAMINE "INBOX"',
        "NOOP",
        'LIST "" "*"',
        'STATUS "INBOX" (MESSAGES UIDNEXT UIDVALIDITY)',
    ]


def test_gmail_in_another_language() -> None:
    lines = [
        rb'LIST (\HasNoChildren) "/" "INBOX"',
        rb'LIST (\HasNoChildren \Drafts) "/" "[Gmail]/Entw&APw-rfe"',
        rb'LIST (\All \HasNoChildren) "/" "[Gmail]/Alle Nachrichten"',
        rb'LIST (\HasNoChildren \Sent) "/" "[Gmail]/Gesendet"',
        rb'LIST (\HasNoChildren \Flagged) "/" "[Gmail]/Markiert"',
        rb'LIST (\HasNoChildren \Important) "/" "[Gmail]/Wichtig"',
        rb'LIST (\HasNoChildren) "/" "Drafts"',
    ]
    names = [b"INBOX", b"[Gmail]/Entw&APw-rfe", b"[Gmail]/Alle Nachrichten", b"[Gmail]/Gesendet", b"Drafts"]
    lines += [b'STATUS "%s" (UIDNEXT 1 UIDVALIDITY 7 MESSAGES 0)' % name for name in names]
    answers = {"LIST": lines}
    script = mailbox_script(capabilities=PLAIN + b" LIST-EXTENDED LIST-STATUS SPECIAL-USE", answers=answers)
    with ScriptedServer(script) as server, on(server) as ours:
        assert {status.name: status.role for status in ours.folders()} == {
            "INBOX": Role.INBOX,
            "Drafts": Role.OTHER,
            "[Gmail]/Alle Nachrichten": Role.ALL,
            "[Gmail]/Entwürfe": Role.DRAFTS,
            "[Gmail]/Gesendet": Role.SENT,
        }
    assert len([command for command in server.commands if command.startswith(("LIST", "STATUS"))]) == 1


def test_special_use_in_any_case() -> None:
    answers = listing(rb'LIST () "/" INBOX', rb'LIST (\dRaFtS) "/" "Unfinished"')
    answers['STATUS "Unfinished"'] = [b"STATUS Unfinished (UIDNEXT 1 UIDVALIDITY 7 MESSAGES 0)"]
    answers['STATUS "INBOX"'] = answers.pop("STATUS")
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        assert {status.name: status.role for status in ours.folders()}["Unfinished"] is Role.DRAFTS


# --- Answers that make no sense ---


def opened(messages: int, uidnext: int | None = None) -> list[bytes]:
    return [b"%d EXISTS" % messages, b"OK [UIDVALIDITY 7] ", *([b"OK [UIDNEXT %d] " % uidnext] if uidnext else [])]


@pytest.mark.parametrize(
    "answers",
    [
        {"EXAMINE": [b"3 EXISTS"]},
        {"EXAMINE": [b"OK [UIDVALIDITY 7] "]},
        {"EXAMINE": opened(3, 4), "UID SEARCH": [b"SEARCH 1 two 3"]},
        {"EXAMINE": opened(3, 4), "UID SEARCH": [b"BYE going down"]},
        {"EXAMINE": [b"BYE User is authenticated but not connected"]},
    ],
)
def test_nonsense_is_temporary_and_ends_the_connection(answers: dict[str, list[bytes]]) -> None:
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        with pytest.raises(Transient):
            ours.uids("INBOX")
        assert not ours.connected


@pytest.mark.parametrize(
    "answer",
    [
        b"1 FETCH (UID 1 FLAGS () BODY[HEADER.FIELDS (DATE)] {99999999999}",
        b"1 FETCH (UID 1 FLAGS",
        b"1 FETCH " + b"(" * 5000,
        b"1 FETCH (UID one FLAGS ())) (",
    ],
)
def test_a_fetch_that_makes_no_sense(answer: bytes) -> None:
    answers = {"EXAMINE": opened(1, 2), "UID FETCH": [answer]}
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours, pytest.raises(Transient):
        list(ours.headers("INBOX", [1]))


def test_news_between_the_lines_of_an_answer_is_no_part_of_it() -> None:
    header = b"BODY[HEADER.FIELDS (DATE)]"
    answers = {
        "EXAMINE": opened(2, 9),
        "UID FETCH": [
            b"3 EXISTS",
            rb"2 FETCH (FLAGS (\Seen))",
            b"OK [ALERT] your quota is at {5}",
            b"1 FETCH (" + header + b" {18}\r\nSubject: hello\r\n\r\n UID 4 FLAGS ())",
            b"2 FETCH (UID 5 " + header + rb' "" FLAGS (\Deleted))',
        ],
    }
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        found = list(ours.found("INBOX", [4, 5]))
    assert [(item.uid, item.header, item.deleted) for item in found] == [
        (4, b"Subject: hello\r\n\r\n", False),
        (5, b"", True),
    ]


def test_a_structure_that_makes_no_sense_is_fetched_whole() -> None:
    answers = {
        "EXAMINE": opened(1, 2),
        "UID FETCH 1 (UID RFC822.SIZE BODYSTRUCTURE)": [
            b'1 FETCH (UID 1 RFC822.SIZE 200000 BODYSTRUCTURE ("text" "calendar"))'
        ],
        "UID FETCH 1 (UID BODY.PEEK[]<0.": [b"1 FETCH (UID 1 BODY[]<0> {5}\r\nwhole)"],
    }
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        (shape,) = ours.calendar_structures("INBOX", [1])
        assert shape.root is None
        assert ours.message("INBOX", 1, shape) == b"whole"


def test_a_structure_beyond_all_measure_stops_no_other_message() -> None:
    endless = b'("text" "plain" {3}\r\nabc "x")' + b'("text" "plain" NIL NIL NIL "7bit" 9 1)' * 250_000
    answers = {
        "EXAMINE": opened(3, 4),
        "UID FETCH 1:3 (UID RFC822.SIZE BODYSTRUCTURE)": [
            b'1 FETCH (UID 1 RFC822.SIZE 200000 BODYSTRUCTURE ("text" "calendar" NIL NIL NIL "7bit" 9 1))',
            b"2 FETCH (UID 2 RFC822.SIZE 200000 BODYSTRUCTURE (" + endless[30:] + endless + b' "mixed"))',
            b'3 FETCH (UID 3 RFC822.SIZE 200000 BODYSTRUCTURE ("text" "calendar" NIL NIL NIL "7bit" 9 1))',
        ],
    }
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        found = list(ours.calendar_structures("INBOX", [1, 2, 3]))
    assert [(one.uid, one.root is None) for one in found] == [(1, False), (2, True), (3, False)]


def test_a_search_beyond_all_measure_is_no_answer() -> None:
    answers = {"EXAMINE": opened(5, 9), "UID SEARCH": [b"SEARCH " + b"5 " * 2**23]}
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours, pytest.raises(Transient):
        ours.uids("INBOX")


def test_a_great_folder_is_searched_in_windows() -> None:
    answers = {
        "EXAMINE": opened(250_000, 300_001),
        "UID SEARCH UID 1:100000": [b"SEARCH 5"],
        "UID SEARCH UID 100001:200000": [b"SEARCH", b"SEARCH 150000"],
        "UID SEARCH UID 200001:300000": [b"SEARCH 300000 200001"],
    }
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        assert ours.uids("INBOX") == [5, 150_000, 200_001, 300_000]


def test_a_range_that_is_larger_than_any_folder() -> None:
    answers = {"EXAMINE": opened(5, 9), "UID SEARCH": [b'ESEARCH (TAG "W2") UID ALL 1:4294967295']}
    script = mailbox_script(capabilities=PLAIN + b" ESEARCH", answers=answers)
    with ScriptedServer(script) as server, on(server) as ours, pytest.raises(Transient):
        ours.uids("INBOX")


# --- Drafts, on servers that can little ---

DRAFT = b"Message-ID: <1@rivera.example>\r\nSubject: Thank you\r\n\r\nDear Jane,\r\n"


def field(uid: int, message_id: bytes) -> bytes:
    header = b"Message-ID: %s\r\n\r\n" % message_id
    return b"1 FETCH (UID %d FLAGS () BODY[HEADER.FIELDS (DATE)] {%d}\r\n%s)" % (uid, len(header), header)


def test_without_appenduid_the_draft_is_searched() -> None:
    answers = {
        "EXAMINE": opened(2, 9),
        "UID SEARCH": [b"SEARCH 3 4"],
        "UID FETCH 3:4": [field(3, b"<11@rivera.example>"), field(4, b"<1@rivera.example>")],
    }
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        assert ours.append_draft("Drafts", DRAFT) == 4
    (append,) = [command for command in server.commands if command.startswith("APPEND")]
    assert append == rf'APPEND "Drafts" (\Draft \Seen) {{{len(DRAFT)}}}'


def test_where_search_finds_nothing_the_headers_are_read() -> None:
    answers = {"EXAMINE": opened(700, 900), "FETCH 201:*": [field(888, b"<1@rivera.example>")]}
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours:
        assert ours.find_message_id("Drafts", "<1@rivera.example>") == [888]


def test_a_folder_that_changes_while_a_draft_is_put_into_it() -> None:
    answers = {"APPEND": [b"OK [APPENDUID 8 1] done"]}
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours, pytest.raises(MailboxChanged):
        ours.append_draft("Drafts", DRAFT, uidvalidity=7)


@pytest.mark.parametrize(
    "refusal,error",
    [(b"NO [TRYCREATE] no such folder", MailboxChanged), (b"NO [OVERQUOTA] full", Transient)],
)
def test_a_refused_draft(refusal: bytes, error: type[Exception]) -> None:
    with ScriptedServer(mailbox_script(answers={"APPEND": [refusal]})) as server, on(server) as ours:
        with pytest.raises(error):
            ours.append_draft("Drafts", DRAFT)
        assert ours.connected


def test_a_read_only_folder_is_not_written_to() -> None:
    def play(talk: Talk) -> None:
        talk.greet(PLAIN)
        talk.answer(talk.expect("SELECT"), *opened(0, 1), last=b"OK [READ-ONLY] done")
        talk.line()

    with ScriptedServer(play) as server, on(server) as ours:
        with pytest.raises(Transient, match="read-only"):
            ours.append_draft("Drafts", DRAFT)
        assert not any(command.startswith("APPEND") for command in server.commands)


@pytest.mark.parametrize(
    "capabilities,commands",
    [
        (b" MOVE UIDPLUS", ['UID MOVE 5 "Trash"']),
        (b" UIDPLUS", ['UID COPY 5 "Trash"', r"UID STORE 5 +FLAGS.SILENT (\Deleted)", "UID EXPUNGE 5"]),
        (b"", ['UID COPY 5 "Trash"', r"UID STORE 5 +FLAGS.SILENT (\Deleted)"]),
    ],
)
def test_withdrawing_as_well_as_the_server_can(capabilities: bytes, commands: list[str]) -> None:
    with ScriptedServer(mailbox_script(capabilities=PLAIN + capabilities)) as server, on(server) as ours:
        ours.withdraw("Drafts", 5, "Trash", uidvalidity=7)
    assert server.commands[2:-1] == ['SELECT "Drafts"', *commands]


def test_a_refused_copy_leaves_the_draft_alone() -> None:
    answers = {"UID COPY": [b"NO [OVERQUOTA] full"]}
    with ScriptedServer(mailbox_script(answers=answers)) as server, on(server) as ours, pytest.raises(Transient):
        ours.withdraw("Drafts", 5, "Trash", uidvalidity=7)
    assert not any("STORE" in command or "EXPUNGE" in command for command in server.commands)


@pytest.mark.parametrize("act", [lambda ours: ours.find_message_id("Drafts", '<"1\\"\r\n@x.example>')])
def test_a_message_id_with_a_command_in_it(act: Callable[[Mailbox], object]) -> None:
    with ScriptedServer(mailbox_script()) as server, on(server) as ours, pytest.raises(BadMessage):
        act(ours)
    assert not any("SEARCH" in command for command in server.commands)
