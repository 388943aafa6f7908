"""Dates that cannot be, clocks that are wrong, and news of what is long past: none of it breaks or reopens anything."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from afterword.decide import WorkCalendar, promised_day
from afterword.decide.believable import FIRST_DAY, LAST_DAY
from afterword.decide.workdays import span_end, start_of, working_morning
from afterword.model import (
    ApplicationState,
    Choice,
    Envelope,
    InviteSeen,
    Observation,
    Position,
    Promise,
    ReplySeen,
    SentSeen,
    Signal,
    Span,
    Unit,
    Wanted,
)
from tests.decide.build import (
    JANE,
    SAM,
    TOM,
    answer,
    application,
    at,
    by,
    chaser_in,
    decided,
    envelope,
    invite,
    look,
    position,
    thank_you_to,
    told,
    wrote,
)
from tests.decide.test_workdays import BERLIN, GB, PLAIN

APP = application(told()).id
EXTREMES = (date.min, date.max)
LONG = Promise(Span(5, Unit.WORKING_DAY), "within five working days")


def dated(item: ReplySeen, written: str | datetime | None, seen: str) -> ReplySeen:
    """The answer with that Date, first seen then."""
    moment = at(written) if isinstance(written, str) else written
    header = replace(item.envelope, at=moment, day=moment.date() if moment else None)
    return replace(item, envelope=header, seen_at=at(seen))


def rejected(written: str | None, seen: str) -> ReplySeen:
    return dated(answer(Signal.REJECTION, seen), written, seen)


def state(now: str, *facts: Observation) -> ApplicationState:
    return look(now, *facts).standings[0].state


# --- No date breaks anything ---


@pytest.mark.parametrize("day", EXTREMES)
@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("amount", [0, 1, 99_999_999])
def test_a_span_ends_in_believable_years(day: date, unit: Unit, amount: int) -> None:
    assert FIRST_DAY <= span_end(Span(amount, unit), day, PLAIN) <= LAST_DAY


@pytest.mark.parametrize("calendar", [PLAIN, GB, WorkCalendar("DE", "BE")])
def test_days_saturate(calendar: WorkCalendar) -> None:
    assert calendar.after(date.max, 3) == LAST_DAY
    assert calendar.on_or_after(date.max) >= LAST_DAY
    assert FIRST_DAY < calendar.after(date.min, 1) < FIRST_DAY + timedelta(days=7)
    assert promised_day(by("9999-12-31"), date.min, None, calendar) == LAST_DAY
    for day in EXTREMES:
        begins = start_of(day, BERLIN)
        assert begins.date() in (FIRST_DAY, LAST_DAY)
        assert working_morning(datetime.combine(day, begins.timetz()), BERLIN, calendar).year in (1990, 2100, 2101)


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("now", ["2026-11-25 16:00", "2026-12-07 09:00"])
def test_mail_of_any_year_is_looked_at(year: str, now: str) -> None:
    absurd = at(f"{year} 00:30")
    event = told(replace(invite(absurd, hours=None), end=absurd + timedelta(minutes=30), dtstamp=absurd))
    assert look(now, event).standings[0].case.visits[0].start.year in (1990, 2100)
    assert look(now, replace(event, envelope=replace(event.envelope, at=absurd, day=absurd.date()))).standings
    for signal in Signal:
        for promise in (None, LONG, by(year)):
            reply = answer(signal, "2026-11-26 10:00", promise=promise)
            assert look(now, told(), dated(reply, absurd, "2026-11-26 10:00")).standings
    assert look(now, told(), decided(APP, Choice.NOTHING, "2026-11-26 10:00", until=year)).standings
    sent = wrote(absurd, JANE)
    assert look(now, told(), SentSeen(sent.position, sent.envelope, at("2026-11-26 10:00"))).standings


def test_an_end_in_an_absurd_year_is_unknown() -> None:
    event = told(replace(invite(), end=at("9999-01-01 00:00")))
    assert look("2026-11-25 16:00", event).standings[0].case.visits[0].end == at("2026-11-25 15:00")


# --- A Date in the future ---


def test_b4_a_date_in_the_future_moves_no_promise() -> None:
    late = dated(answer(Signal.TIMELINE, "2026-11-27 10:00", promise=LONG), "2036-11-27 10:00", "2026-11-27 10:00")
    honest = answer(Signal.TIMELINE, "2026-11-27 10:00", promise=LONG)
    assert (
        chaser_in(look("2026-11-28 10:00", told(), late)).due == chaser_in(look("2026-11-28 10:00", told(), honest)).due
    )


def test_b4_a_day_counted_from_a_date_in_the_future_is_none() -> None:
    late = answer(Signal.TIMELINE, "2026-11-27 10:00", promise=by("2036-12-04"))
    late = dated(late, "2036-11-27 10:00", "2026-11-27 10:00")
    assert chaser_in(look("2026-11-28 10:00", told(), late)).key.occasion == "2026-12-02"


def test_b4_nor_does_an_invite_with_such_a_date() -> None:
    for promise in (LONG, by("2036-12-04")):
        event = told(invite(promise=promise), when="2036-11-20 10:00", seen="2026-11-25 10:00")
        assert chaser_in(look("2026-11-28 10:00", event)).key.occasion == "2026-12-02"


def test_b4_a_date_of_another_zone_is_believed() -> None:
    ahead = answer(Signal.TIMELINE, "2026-11-27 10:00", promise=by("2026-12-16"))
    ahead = dated(ahead, "2026-11-28 00:30", "2026-11-27 10:00")
    assert chaser_in(look("2026-11-28 10:00", told(), ahead)).key.occasion == "2026-12-16"


# --- What reopens an application, and what does not (C7, C9) ---


def test_c9_an_interview_that_was_over_when_they_wrote_reopens_nothing() -> None:
    slot = replace(
        invite("2026-11-25 15:30", uid="cal-9", hours=0.5, interviewers=(JANE,), organizer=None), method=None
    )
    seen = at("2026-12-06 10:00")
    entry = InviteSeen(Position("cal", "c", 0, 5), Envelope(at=seen), slot, seen, 1)
    assert state("2026-12-07 09:30", told(), rejected("2026-11-27 10:00", "2026-11-27 10:00"), entry) is (
        ApplicationState.REJECTED
    )


@pytest.mark.parametrize("written", ["2026-11-22 10:00", "2026-11-27 10:00"])
def test_c9_an_invite_without_date_for_a_past_slot_reopens_nothing(written: str) -> None:
    undated = InviteSeen(position(), envelope(TOM, (SAM,), name="invite-1"), invite(), at("2026-12-01 10:00"), 1)
    assert state("2026-12-07 09:30", undated, rejected(written, "2026-12-01 10:00")) is ApplicationState.REJECTED


@pytest.mark.parametrize("written", ["1970-01-01 00:00", "2026-11-01 10:00"])
def test_c9_a_wrong_date_does_not_hide_a_rejection(written: str) -> None:
    no = rejected(written, "2026-11-27 10:00")
    assert state("2026-12-07 09:30", told(), no) is ApplicationState.REJECTED
    assert state("2026-12-07 09:30", told(), decided(APP, Choice.NOTHING, "2026-11-26 10:00"), no) is (
        ApplicationState.REJECTED
    )


def test_c9_nor_where_all_is_read_for_the_first_time() -> None:
    no = rejected("1970-01-01 00:00", "2026-11-27 10:00")
    assert state("2026-12-07 09:30", told(seen="2026-11-27 10:00"), no) is ApplicationState.REJECTED


def test_c7_after_a_pause_a_rejection_before_a_new_interview_is_of_the_round_before() -> None:
    no = rejected("2026-11-27 10:00", "2026-12-10 10:00")
    again = told(invite("2026-12-09 14:00", uid="e2"), when="2026-12-01 10:00", seen="2026-12-10 10:00", name="i2")
    assert state("2026-12-10 11:00", told(), no) is ApplicationState.REJECTED
    assert state("2026-12-10 11:00", told(), no, again) is ApplicationState.OPEN


def test_c9_a_doubt_stays_open_when_a_past_interview_becomes_known() -> None:
    doubt = answer(Signal.REJECTION, "2026-11-27 10:00", ask=True)
    seen = at("2026-12-06 10:00")
    entry = InviteSeen(
        Position("cal", "c", 0, 5),
        Envelope(at=seen),
        replace(invite("2026-11-25 15:30", uid="c9"), method=None),
        seen,
        1,
    )
    assert chaser_in(look("2026-12-07 09:30", told(), doubt, entry)).wanted is Wanted.HELD


# --- The user's "nothing", and the 24 hours (T2) ---


@pytest.mark.parametrize(
    "doubted, wanted",
    [("2026-11-26 10:00", Wanted.YES), ("2026-11-27 10:00", Wanted.NO), (None, Wanted.NO)],
)
def test_t2_nothing_lifts_the_24_hours_only_where_a_doubt_stood_in_the_way(doubted: str | None, wanted: Wanted) -> None:
    facts: list[Observation] = [told(), decided(APP, Choice.NOTHING, "2026-11-28 09:00")]
    if doubted:
        facts.append(answer(Signal.REJECTION, doubted, ask=True))
    assert thank_you_to(JANE, look("2026-11-28 10:00", *facts)).wanted is wanted


def test_t2_nothing_lifts_them_once() -> None:
    doubt = answer(Signal.REJECTION, "2026-11-25 15:30", ask=True)
    twice = [decided(APP, Choice.NOTHING, when) for when in ("2026-11-25 15:45", "2026-11-28 09:00")]
    assert thank_you_to(JANE, look("2026-11-28 10:00", told(), doubt, *twice)).wanted is Wanted.NO
