"""Messages as they come: parts, headers, people, bounds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword import understand
from afterword.errors import BadMessage
from afterword.understand import headers, mime
from tests.understand.samples import OWN, raw

HEAD = b"From: Jane Doe <jane@acme.example>\r\nTo: Kim <kim.okoye@example.org>\r\nSubject: Hello\r\n"


def test_the_parts_of_a_google_mail_are_all_there() -> None:
    message = mime.parse(raw("google"))
    assert [part.content_type for part in message.parts] == ["text/plain", "text/calendar", "application/ics"]
    assert [part.is_calendar for part in message.parts] == [False, True, True]
    assert message.parts[1].parameter("method") == "REQUEST"
    assert message.parts[2].filename == "invite.ics"
    assert message.plain.startswith("Hi Kim")


def test_a_calendar_can_be_the_whole_message() -> None:
    (part,) = mime.parse(raw("outlook")).calendars
    assert part.body.startswith(b"BEGIN:VCALENDAR")


def test_the_envelope_says_who_when_and_in_which_thread() -> None:
    block = HEAD + (
        b"Date: Tue, 01 Dec 2026 23:30:00 -0800\r\nMessage-ID: <2@acme.example>\r\nIn-Reply-To: <1@example.org>\r\n"
        b"References: <0@example.org>\r\n <1@example.org>\r\nReply-To: =?utf-8?Q?J=C3=A4ne?= <j@acme.example>\r\n\r\n"
    )
    found = understand.envelope(block)
    assert found.at == datetime(2026, 12, 2, 7, 30, tzinfo=UTC)
    assert found.day == date(2026, 12, 1)  # the sender's own day
    assert found.references == ("<0@example.org>", "<1@example.org>")
    assert found.in_reply_to == "<1@example.org>"
    assert found.reply_to is not None
    assert found.reply_to.name == "Jäne"


@pytest.mark.parametrize(
    "field, people",
    [
        (
            b'"Doe, Jane" <jane@acme.example>, bob@acme.example',
            [("jane@acme.example", "Doe, Jane"), ("bob@acme.example", None)],
        ),
        (b"Doe, Jane <JANE@acme.example>", [("jane@acme.example", "Doe, Jane")]),
        (b"Panel: jane@acme.example, bob@acme.example;", [("jane@acme.example", None), ("bob@acme.example", None)]),
        (b"jane@acme.example (Jane Doe)", [("jane@acme.example", "Jane Doe")]),
        (b"=?iso-8859-1?Q?J=F6rg?= Maier <joerg@acme.example>", [("joerg@acme.example", "Jörg Maier")]),
        (b"undisclosed-recipients:;", []),
        (b"<>", []),
        (b'"', []),
    ],
)
def test_people_are_read_however_the_field_is_written(field: bytes, people: list[tuple[str, str | None]]) -> None:
    found = understand.envelope(b"From: a@b.example\r\nTo: " + field + b"\r\n\r\n").to
    assert [(person.email, person.name) for person in found] == people


def test_a_character_split_between_encoded_words_is_whole_again() -> None:
    assert headers.text("=?utf-8?B?Ss8=?= =?utf-8?Q?=80?=") == "Jπ"


def test_a_broken_reply_to_and_an_unknown_charset_do_no_harm() -> None:
    message = mime.parse(
        HEAD + b"Reply-To: <<@@>>,,\r\nContent-Type: text/plain; charset=klingon\r\n\r\nJ\xc3\xb6rg\r\n"
    )
    assert message.envelope.reply_to is None
    assert message.plain.strip() == "Jörg"


def test_continued_and_encoded_file_names_are_joined() -> None:
    assert headers.parameters("attachment; filename*0*=utf-8''J%C3%B6; filename*1=rg.ics") == {"filename": "Jörg.ics"}


@pytest.mark.parametrize(
    "results, forged",
    [
        ([b"mx.example.org; dmarc=fail (p=none) header.from=acme.example"], True),
        ([b"mx.example.org; spf=pass", b"mx.example.org; dmarc=fail"], True),
        ([b"mx.example.org; dmarc=pass", b"elsewhere.example; dmarc=fail"], False),
        ([b"mx.example.org; dkim=pass (dmarc=fail) header.d=acme.example"], False),
        ([], False),
    ],
)
def test_only_the_receiving_server_tells_of_forgery(results: list[bytes], forged: bool) -> None:
    block = b"".join(b"Authentication-Results: " + result + b"\r\n" for result in results) + HEAD + b"\r\n"
    assert understand.envelope(block).forged is forged


def test_an_attached_message_is_reached_but_is_not_the_body() -> None:
    inner = HEAD + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    outer = (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n" + inner
    )
    message = mime.parse(outer + b"\r\n--x--\r\n")
    assert message.plain == ""
    assert len(message.calendars) == 1


@pytest.mark.parametrize("data", [b"", b"\r\n \r\n", b"no header at all", b"\xff" * 50])
def test_what_is_no_message_is_said_so(data: bytes) -> None:
    with pytest.raises(BadMessage):
        mime.parse(data)


def test_nesting_without_end_is_refused_quickly() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000))
    with pytest.raises(BadMessage, match="nested"):
        mime.parse(HEAD + deep)


def test_the_number_of_parts_is_bounded() -> None:
    many = b"".join(b"--x\r\nContent-Type: text/plain\r\n\r\n%d\r\n" % n for n in range(3000))
    message = mime.parse(HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + many + b"--x--\r\n")
    assert len(message.parts) == mime.MAX_PARTS


@given(st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_reading_or_a_bad_message(data: bytes) -> None:
    for one in (data, HEAD + data, HEAD + b"Content-Type: text/calendar\r\n\r\n" + data):
        try:
            understand.read(one, OWN)
        except BadMessage:
            continue
