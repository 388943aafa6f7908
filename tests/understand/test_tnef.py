"""Meetings in Outlook's winmail.dat."""

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword import understand
from afterword.model import Invite, Method, Verdict
from afterword.understand import tnef
from tests.understand.samples import OWN, calendar
from tests.understand.test_invites import at
from tests.understand.tnef_samples import attribute, meeting, winmail, with_calendar

HEAD = (
    b"From: Nadia Fell <nadia.fell@haldenworks.example>\r\nTo: kim.okoye@example.org\r\nSubject: Interview\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n"
)


def invites(data: bytes) -> tuple[Invite, ...]:
    return understand.read(HEAD + base64.encodebytes(data), OWN).invites


def test_a_meeting_is_read_from_its_properties() -> None:
    (found,) = invites(meeting())
    assert found.verdict is Verdict.INTERVIEW
    assert (found.start, found.end) == (at(2026, 11, 25, 14), at(2026, 11, 25, 15))
    assert (found.method, found.uid) == (Method.REQUEST, "interview@haldenworks.example")
    assert [person.email for person in found.interviewers] == ["nadia.fell@haldenworks.example"]
    assert found.owner == "kim.okoye@example.org"


def test_a_cancelled_meeting() -> None:
    (found,) = invites(meeting("IPM.Schedule.Meeting.Canceled"))
    assert found.cancelled


def test_a_calendar_inside_comes_first() -> None:
    (found,) = invites(with_calendar(calendar("DTSTART:20261125T140000Z", "SUMMARY:Job interview")))
    assert found.uid == "u1@example.org"


def test_an_ordinary_message_in_it_is_no_invite() -> None:
    assert invites(meeting("IPM.Note").replace(b"\x0d\x82", b"\x00\x00").replace(b"\x0e\x82", b"\x00\x00")) == ()


@pytest.mark.parametrize("data", [b"", b"no winmail at all", meeting()[:60], winmail(attribute(0x9003, b"\1"))])
def test_what_cannot_be_read_is_said(data: bytes) -> None:
    (found,) = invites(data)
    assert (found.verdict, found.start, found.cancelled) == (Verdict.UNSURE, None, False)
    assert found.uid.startswith("unreadable-")
    assert "cannot be read" in found.reasons[0]


@pytest.mark.timeout(2)
@pytest.mark.parametrize(
    "block",
    [
        struct.pack("<IHHI", 1, 0x1002, 0x37, 0xFFFFFFFF),
        struct.pack("<IHHI", 0xFFFFFFFF, 0x02, 0x37, 0),
        struct.pack("<IHHII", 1, 0x1F, 0x37, 0xFFFFFFFF, 0xFFFFFFFF),
    ],
)
def test_a_count_is_never_believed(block: bytes) -> None:
    assert tnef.read(winmail(attribute(0x9003, block), attribute(0x9004, block))).event is None


@pytest.mark.timeout(2)
def test_a_flood_of_attributes_is_cut_off() -> None:
    assert tnef.read(winmail(*[attribute(0x8005, b"")] * 100_000)).event is None
    assert tnef.read(bytes(tnef.MAX_BYTES + 1)).problem is not None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_one_cut_short_or_changed_is_never_wrongly_timed(data: st.DataObject) -> None:
    whole = meeting()
    cut = whole[: data.draw(st.integers(min_value=0, max_value=len(whole)))]
    found = tnef.read(cut).event
    if found is not None:
        assert found.start == at(2026, 11, 25, 14)
        assert found.end in (at(2026, 11, 25, 15), None)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise(data: bytes) -> None:
    tnef.read(b"\x78\x9f\x3e\x22\1\0" + data)
    tnef.read(winmail(attribute(0x9003, data), attribute(0x9004, data)))
