"""Damage to a calendar never moves its times: they are those of the whole, or unknown."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword import understand
from afterword.errors import BadMessage
from afterword.model import Verdict
from afterword.understand import mime
from tests.understand.samples import OWN, raw

VENDORS = ("google", "outlook", "deutsch", "zone-custom-west", "zone-custom-east", "zone-windows", "exception-only")

# Lines that say when. A digit changed in one of them says another time, and nobody can tell.
_WHEN = re.compile(rb"^(?:DT|DURATION|TZ|RRULE|RDATE|RECURRENCE|X-LIC|[ \t])", re.IGNORECASE)


def _calendar_of(sample: str) -> bytes:
    return mime.parse(raw(sample)).calendars[0].body


def _open_places(data: bytes) -> list[int]:
    """Where a byte may be damaged: not in a line that says when, nor at its end."""
    places: list[int] = []
    at = 0
    for line in data.splitlines(keepends=True):
        if not _WHEN.match(line):
            places += range(at, at + len(line))
        at += len(line)
    return places


def _times(data: bytes) -> set[tuple[object, object]]:
    try:
        return {(one.start, one.end) for one in understand.read_calendar(data, OWN).invites if one.uid}
    except BadMessage:
        return set()


@pytest.mark.parametrize("sample", VENDORS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_byte_moves_no_time(sample: str, data: st.DataObject) -> None:
    whole = _calendar_of(sample)
    damaged = whole
    for _ in range(data.draw(st.integers(min_value=1, max_value=3))):
        place = data.draw(st.sampled_from(_open_places(damaged)))
        new = data.draw(st.sampled_from([b"", b"?", b"\n", b":", b";", b'"', b"\\", b"\xc3", b"A", b"0"]))
        damaged = damaged[:place] + new + damaged[place + 1 :]
    known = _times(whole)
    starts, ends = {start for start, _ in known} | {None}, {end for _, end in known} | {None}
    for start, end in _times(damaged):
        assert start in starts
        assert end in ends


@pytest.mark.parametrize("sample", VENDORS)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_lost_lines_move_no_time(sample: str, data: st.DataObject) -> None:
    whole = _calendar_of(sample)
    lines = whole.splitlines(keepends=True)
    lost = data.draw(st.sets(st.integers(min_value=0, max_value=len(lines) - 1), max_size=4))
    kept = b"".join(
        line for index, line in enumerate(lines) if index not in lost or _WHEN.match(line) or line.startswith(b"BEGIN")
    )
    known = _times(whole)
    assert {start for start, _ in _times(kept)} <= {start for start, _ in known} | {None}
    assert {end for _, end in _times(kept)} <= {end for _, end in known} | {None}


def _mail(subject: str, body: str) -> bytes:
    return (
        f"From: Jane Doe <jane@acme.example>\r\nTo: kim.okoye@example.org\r\nSubject: {subject}\r\n"
        "Message-ID: <m1@acme.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        f"{body}\r\n--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEG\r\n--b--\r\n"
    ).encode()


def test_a_calendar_that_cannot_be_read_is_asked_about_where_it_may_be_an_interview() -> None:
    (found,) = understand.read(_mail("Your interview for Miller", "Thank you for applying."), OWN).invites
    assert found.verdict is Verdict.UNSURE
    assert found.title == "Your interview for Miller"
    assert found.start is None
    assert found.uid
    assert "cannot be read" in found.reasons[0]


def test_a_calendar_that_cannot_be_read_is_passed_over_where_it_is_none() -> None:
    (found,) = understand.read(_mail("Boiler check", "Our technician will come."), OWN).invites
    assert found.verdict is Verdict.NOT_INTERVIEW


@pytest.mark.parametrize("charset, half", [("utf-7", b"+2AA-"), ("raw_unicode_escape", b"\\ud800")])
def test_half_a_surrogate_pair_is_read_as_something_that_can_be_written_down(charset: str, half: bytes) -> None:
    head = b"From: Jane <jane@acme.example>\nTo: sam@rivera.example\nSubject: Interview\nMIME-Version: 1.0\n"
    head += b"Content-Type: text/%s; charset=" + charset.encode() + b"\n\n"
    calendar = head % b"calendar" + b"\n".join((
        b"BEGIN:VCALENDAR", b"METHOD:REQUEST", b"BEGIN:VEVENT", b"UID:u" + half, b"DTSTART:20261125T140000Z",
        b"SUMMARY:Job interview " + half + b" Engineer", b"ORGANIZER:mailto:jane@acme.example",
        b"ATTENDEE:mailto:sam@rivera.example", b"END:VEVENT", b"END:VCALENDAR",
    ))  # fmt: skip
    answer = head % b"plain" + b"Dear Sam, unfortunately we have " + half + b" decided not to move forward.\n"
    for reading in (understand.read(calendar, OWN), understand.read(answer, OWN)):
        assert reading.invites or reading.reply
        msgspec.json.encode(reading)
