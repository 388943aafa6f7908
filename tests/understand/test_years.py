"""Years out of reason, which would fail date arithmetic later: unknown, wherever they stand, and nothing raises."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword import understand
from afterword.understand import absences, dates
from tests.understand.samples import OWN, calendar

TEXT = "We will get back to you by {day}. I am back on {day}. You will hear from us the week after next."


def mail(
    date_field: str, text: str = "Hello", stamp: str = "20261101T090000Z", start: str = "20261125T140000Z"
) -> bytes:
    event = calendar(
        f"DTSTAMP:{stamp}", f"DTSTART:{start}", f"DTEND:{start}", "SUMMARY:Interview", f"DESCRIPTION:{text}"
    )
    head = f"From: a@acme.example\r\nDate: {date_field}\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n"
    return head.encode() + event


@pytest.mark.parametrize("stamp", ["99991231T230000Z", "00010101T000000Z", "18991231T000000"])
def test_a_stamp_out_of_reason_is_none(stamp: str) -> None:
    (found,) = understand.read_calendar(calendar(f"DTSTAMP:{stamp}", "DTSTART:20261125T140000Z"), OWN).invites
    assert found.dtstamp is None


@pytest.mark.parametrize(
    "date_field",
    [
        "Fri, 31 Dec 9999 23:00:00 +0000",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Fri, 31 Dec 9999 23:00:00 -1200",
        "Mon, 01 Jan 0001 00:00:00 +1200",
        "Fri, 31 Dec 2100 23:00:00 -1200",
        "Mon, 01 Jan 1990 00:00:00 +1200",
    ],
)
def test_a_mail_dated_out_of_reason_has_no_date(date_field: str) -> None:
    read = understand.read(mail(date_field), OWN)
    assert (read.envelope.at, read.envelope.day) == (None, None)
    assert read.invites[0].dtstamp == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_the_first_and_the_last_day_within_reason_are_kept() -> None:
    for day, field in ((date(1990, 1, 1), "1 Jan 1990"), (date(2100, 12, 31), "31 Dec 2100")):
        assert understand.read(mail(f"{field} 12:00:00 +0000"), OWN).envelope.day == day


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "31 December 9999", "2101-01-01", "1989-12-31"])
def test_no_day_out_of_reason_is_promised(day: str) -> None:
    assert dates.promise(f"We will get back to you by {day}.", date(2026, 11, 1), "en") is None
    assert dates.loose_promise(f"So {day} it is.", date(2026, 11, 1), "en") is None


def test_at_the_end_of_the_years_no_day_beyond_is_named() -> None:
    last = date(2100, 12, 31)
    for text in ("tomorrow", "next week", "in mid-January", "after Christmas", "not before today", "the 3rd"):
        assert dates.promise(f"We will get back to you {text}.", last, "en") is None
    assert absences.return_day("I am away through today.", last, "en") is None


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_nothing_raises_in_any_year(written_on: date, day: date) -> None:
    text = TEXT.format(day=day.isoformat())
    for language in ("en", "de"):
        for found in (dates.promise(text, written_on, language), dates.loose_promise(text, written_on, language)):
            assert found is None or not isinstance(found.until, date) or 1990 <= found.until.year <= 2100
        back = absences.return_day(text, written_on, language)
        assert back is None or 1990 <= back.year <= 2100
    compact = f"{day.year:04}{day.month:02}{day.day:02}T230000"
    field = f"{written_on.day} Jan {written_on.year:04} 23:00:00 -0500"
    read = understand.read(mail(field, text, f"{compact}Z", f"{compact}Z"), OWN)
    (found_invite,) = read.invites
    for instant in (read.envelope.at, found_invite.start, found_invite.end, found_invite.dtstamp):
        assert instant is None or 1990 <= instant.year <= 2100
