"""Events: times, updates, answers, and everything that may stand in the way of reading them."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword import understand
from afterword.errors import BadMessage
from afterword.model import Anchor, Method, Span, Unit, Verdict
from tests.understand.samples import OWN, calendar, invite, only, raw


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # a shorthand for the numbers of an instant


def test_googles_two_parts_are_one_event() -> None:
    found = invite("google")
    assert found.verdict is Verdict.INTERVIEW
    assert found.uid == "7kd93h2halden@google.com"
    assert found.method is Method.REQUEST
    assert (found.start, found.end) == (at(2026, 11, 25, 14), at(2026, 11, 25, 15))
    assert found.time_zone == "Europe/Berlin"
    assert found.owner == "kim.okoye@example.org"
    assert found.promise is not None
    assert found.promise.until == Span(5, Unit.WORKING_DAY, Anchor.MESSAGE)


def test_t3_the_country_is_that_of_the_place_or_of_their_telephone() -> None:
    begin = ("SUMMARY:Interview: Nurse", "DTSTART:20261125T140000Z")
    here = only(calendar(*begin, "LOCATION:Musterstraße 12\\, 80331 München"))
    assert here.country == "DE-BY"
    called = only(calendar(*begin, "LOCATION:Zoom", "DESCRIPTION:See you then.\\nLena Vogt\\nTel.: +41 44 123 45 67"))
    assert called.country == "CH"
    assert only(calendar(*begin, "LOCATION:Room Vienna")).country is None


def test_an_update_is_told_by_its_stamp_where_the_sequence_stays() -> None:
    first, moved = invite("google"), invite("google-moved")
    assert (first.uid, first.sequence) == (moved.uid, moved.sequence)
    assert first.dtstamp is not None
    assert moved.dtstamp is not None
    assert first.dtstamp < moved.dtstamp
    assert moved.start == at(2026, 11, 26, 9)


def test_a_cancellation_stays_an_interview() -> None:
    found = invite("google-cancelled")
    assert found.cancelled
    assert found.method is Method.CANCEL
    assert found.verdict is Verdict.INTERVIEW


@pytest.mark.parametrize("method", ["REQUEST", "PUBLISH"])
def test_a_cancelled_status_cancels_under_any_method(method: str) -> None:
    assert only(calendar("STATUS:CANCELLED", method=method)).cancelled


def test_the_owner_can_decline_under_any_alias() -> None:
    assert invite("declined").declined
    assert not invite("google").declined


@pytest.mark.parametrize(
    "lines, start, end",
    [
        (["DTSTART:20261125T140000Z", "DTEND:20261125T150000Z"], at(2026, 11, 25, 14), at(2026, 11, 25, 15)),
        (["DTSTART:20261125T140000Z"], at(2026, 11, 25, 14), None),
        (["DTSTART:20261125T140000"], None, None),
        (["DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261126"], None, None),
        (
            ["DTSTART;TZID=Europe/Berlin:20261125T140000", "DURATION:PT90M"],
            at(2026, 11, 25, 13),
            at(2026, 11, 25, 14, 30),
        ),
        (["DTSTART;TZID=Customized Time Zone:20261125T140000"], None, None),
        (["DTSTART;TZID=Europe/Berlin:20261125T140000Z"], None, None),
        (["DTSTART;TZID=W. Europe Standard Time:20261125T140000"], at(2026, 11, 25, 13), None),
        (["DTSTART;TZID=/freeassociation.sourceforge.net/Europe/London:20261125T140000"], at(2026, 11, 25, 14), None),
        (["DTSTART;TZID=../../etc/passwd:20261125T140000"], None, None),
        (["DTSTART;TZID=Europe:20261125T140000"], None, None),
        (["DTSTART:20261125T140000Z", "DTSTART:20261125T140000Z"], at(2026, 11, 25, 14), None),
        (["DTSTART:20261125T140000Z", "DTSTART:20261126T140000Z"], None, None),
        (
            ["DTSTART:20261125T140000Z", "DTEND:20261125T160000Z", "DURATION:PT1H"],
            at(2026, 11, 25, 14),
            at(2026, 11, 25, 16),
        ),
        (["DTSTART:20261125T140000Z", "DTEND:20261125T120000Z"], at(2026, 11, 25, 14), None),
        (["DTSTART:", "DTEND:20261125T150000Z"], None, at(2026, 11, 25, 15)),
        (["DTSTART:20261125T140000Z", "DTEND:20261125T240000Z"], at(2026, 11, 25, 14), None),
        (["DTSTART:20261345T140000Z"], None, None),
        (["DTSTART:00010101T000000Z", "DURATION:P9999W"], None, None),
        (["DTSTART:00010101T000000Z", "DTEND:20261125T150000Z"], None, at(2026, 11, 25, 15)),
        (["DTSTART:99991231T230000Z", "DTEND:99991231T235900Z"], None, None),
        (["DTSTART:99991231T230000Z", "DURATION:P1D"], None, None),
        (["DTSTART:19900101T000000Z", "DTEND:21001231T235959Z"], at(1990, 1, 1), at(2100, 12, 31, 23, 59, 59)),
        (["DTSTART:19891231T235959Z", "DTEND:21010101T000000Z"], None, None),
        (["DTSTART:20261125T140000Z", "DURATION:P9999W"], at(2026, 11, 25, 14), None),
        (["DTSTART;TZID=localtime:20261125T140000"], None, None),
        (["DTSTART;TZID=posixrules:20261125T140000"], None, None),
        (["DTSTART;TZID=Factory:20261125T140000"], None, None),
        (["DTSTART;TZID=right/Europe/Berlin:20261125T140000"], None, None),
        (["DTSTART;TZID=posix/Europe/Berlin:20261125T140000"], None, None),
        (["DTSTART;TZID=/usr/share/zoneinfo/right/America/Argentina/Salta:20261125T140000"], None, None),
    ],
)
def test_a_time_is_what_is_written_or_unknown(lines: list[str], start: datetime | None, end: datetime | None) -> None:
    found = only(calendar(*lines))
    assert (found.start, found.end) == (start, end)


def test_hours_over_a_change_of_clocks_are_exact_and_days_are_of_the_calendar() -> None:
    night = "DTSTART;TZID=Europe/Berlin:20261024T220000"
    assert only(calendar(night, "DURATION:PT8H")).end == at(2026, 10, 25, 4)
    assert only(calendar(night, "DURATION:P1D")).end == at(2026, 10, 25, 21)


CUSTOM = (
    "BEGIN:VTIMEZONE",
    "TZID:Customized Time Zone",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:{daylight}",
    "TZOFFSETTO:{standard}",
    "RRULE:FREQ={freq};BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:{standard}",
    "TZOFFSETTO:{daylight}",
    "RRULE:FREQ={freq};BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)


def in_custom_zone(
    local: str, standard: str = "+0100", daylight: str = "+0200", freq: str = "YEARLY"
) -> datetime | None:
    zone = tuple(line.format(standard=standard, daylight=daylight, freq=freq) for line in CUSTOM)
    return only(calendar(f"DTSTART;TZID=Customized Time Zone:{local}", around=zone)).start


def test_a_zone_of_the_files_own_is_read_by_its_rules_and_forgotten() -> None:
    assert in_custom_zone("20261125T140000") == at(2026, 11, 25, 13)
    assert in_custom_zone("20260725T140000") == at(2026, 7, 25, 12)
    assert in_custom_zone("20261125T140000", "-0500", "-0400") == at(2026, 11, 25, 19)
    assert only(calendar("DTSTART;TZID=Customized Time Zone:20261125T140000")).start is None


@pytest.mark.timeout(2)
@pytest.mark.parametrize("freq", ["MINUTELY", "HOURLY", "SECONDLY", "DAILY"])
def test_a_zone_whose_rules_are_an_attack_is_no_zone(freq: str) -> None:
    assert in_custom_zone("20261125T140000", freq=freq) is None


def test_an_absurd_offset_makes_the_time_unknown() -> None:
    assert in_custom_zone("20261125T140000", "+9900", "+9900") is None


@pytest.mark.parametrize(
    "line, expected",
    [
        ("RECURRENCE-ID:20261125T140000Z", "2026-11-25T14:00:00Z"),
        ("RECURRENCE-ID;TZID=Europe/Berlin:20261125T150000", "2026-11-25T14:00:00Z"),
        ("RECURRENCE-ID:20261125T150000", "2026-11-25T14:00:00Z"),
        ("RECURRENCE-ID;VALUE=DATE:20261125", "2026-11-25"),
    ],
)
def test_an_instance_has_one_name_however_it_is_written(line: str, expected: str) -> None:
    assert only(calendar("DTSTART;TZID=Europe/Berlin:20261125T150000", line)).recurrence_id == expected


def test_several_calendars_in_one_part_are_all_read() -> None:
    one = calendar("DTSTART:20261125T140000Z")
    two = one.replace(b"u1@", b"u2@")
    found = understand.read_calendar(one + two, OWN).invites
    assert [each.uid for each in found] == ["u1@example.org", "u2@example.org"]


@pytest.mark.timeout(2)
def test_a_flood_of_events_is_cut_off() -> None:
    event = b"BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20261125T140000Z\r\nEND:VEVENT\r\n"
    flood = b"BEGIN:VCALENDAR\r\n" + b"".join(event % n for n in range(20_000))
    assert 0 < len(understand.read_calendar(flood, OWN).invites) <= 200


def test_what_is_no_calendar_is_said_so() -> None:
    with pytest.raises(BadMessage):
        understand.read_calendar(b"Dear Kim,", OWN)


WHOLE = calendar(
    "DTSTART;TZID=Europe/Berlin:20261125T150000",
    "DTEND;TZID=Europe/Berlin:20261125T160000",
    "SUMMARY:Technical interview at Søndermølle",
    "ORGANIZER;CN=Jörg Maier:mailto:joerg.maier@soendermoelle.example",
    "ATTENDEE;CN=Kim Okoye:mailto:kim.okoye@example.org",
    "DESCRIPTION:Interview for Miller at Søndermølle with Jörg Maier.",
)


def folded(data: bytes, width: int) -> bytes:
    """Every line folded after ``width`` bytes, in the middle of a character too."""
    lines = data.split(b"\r\n")
    cut = [b"\r\n ".join(line[i : i + width] for i in range(0, len(line), width)) or line for line in lines]
    return b"\r\n".join(cut)


MANGLINGS = st.sampled_from(
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data.replace(b"\r\n", b"\r\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"Some text before it.\r\n" + data,
        lambda data: data.replace(b"END:VEVENT\r\nEND:VCALENDAR\r\n", b""),
        lambda data: data.replace(b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nthis is no property\r\nTRIGGER;X=:\r\n"),
        lambda data: data.replace(b"END:VEVENT", b"BEGIN:VALARM\r\nTRIGGER:soon\r\nEND:VALARM\r\nEND:VEVENT"),
        lambda data: data.rstrip(),
        lambda data: data + data,
    ]
)
# These are done before the lines are folded.
REWRITINGS = st.lists(
    st.sampled_from(
        [
            lambda data: re.sub(rb"(?m)^[A-Z-]+(?=[;:])", lambda name: name[0].lower(), data),
            lambda data: data.replace(b"BEGIN:VEVENT", b"begin:vevent").replace(b"END:VEVENT", b"end:vevent"),
            lambda data: data.replace(b"SUMMARY:", b"X-UNKNOWN;X-P=1:20300101T000000Z\r\nSUMMARY:"),
            lambda data: data.replace(b";CN=Kim Okoye", b";X-NUM-GUESTS=0;CN=Kim Okoye;RSVP=TRUE"),
            lambda data: data.replace(b"ORGANIZER;CN=", b'ORGANIZER;LANGUAGE=de;X-A="a:b;c";CN='),
            lambda data: data.replace(b"mailto:", b"MAILTO:"),
            lambda data: data.replace(b"SUMMARY:", b"SUMMARY;LANGUAGE=de:"),
        ]
    ),
    max_size=3,
)


@given(st.integers(min_value=1, max_value=80), MANGLINGS, REWRITINGS)
@settings(max_examples=250, deadline=None)
def test_a_mangled_invite_is_read_the_same(width: int, mangled: object, rewritten: list[object]) -> None:
    data = WHOLE
    for change in rewritten:
        assert callable(change)
        data = change(data)
    assert callable(mangled)
    assert only(mangled(folded(data, width))) == only(WHOLE)


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_an_invite_with_lines_lost_is_never_wrongly_timed(data: st.DataObject) -> None:
    """Lost, doubled or in another order: the times are those of the whole, or unknown."""
    lines = WHOLE.split(b"\r\n")
    drawn = data.draw(st.lists(st.sampled_from(lines), max_size=2 * len(lines)))
    try:
        found = understand.read_calendar(b"\r\n".join([b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", *drawn]), OWN).invites
    except BadMessage:
        return
    whole = only(WHOLE)
    assert all(one.start in (whole.start, None) and one.end in (whole.end, None) for one in found)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_the_encoding_is_told_by_the_bytes(encoding: str) -> None:
    assert only(WHOLE.decode().encode(encoding)) == only(WHOLE)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_an_invite_cut_short_is_never_wrongly_timed(data: st.DataObject) -> None:
    cut = WHOLE[: data.draw(st.integers(min_value=0, max_value=len(WHOLE)))]
    try:
        found = understand.read_calendar(cut, OWN).invites
    except BadMessage:
        return
    whole = only(WHOLE)
    for one in found:
        assert one.start in (whole.start, None)
        assert one.end in (whole.end, None)


def test_the_same_mail_is_read_the_same_twice() -> None:
    assert understand.read(raw("outlook"), OWN) == understand.read(raw("outlook"), OWN)


def test_no_reason_quotes_more_than_a_phrase() -> None:
    for reason in invite("google").reasons:
        assert len(reason) < 200
        assert not re.search(r"[\r\n]", reason)
