"""Whose clock and whose holidays count, and when a mail is best sent (T2, T3, C2, C3)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from afterword.decide.places import country_of_address, country_of_zone, place_of
from afterword.decide.quiet import out_of_quiet_hours
from afterword.decide.workdays import WorkCalendar
from afterword.model import Key, Kind, Owner, Person, QuietHours
from tests.decide.build import (
    DAY,
    JANE,
    OWNER,
    SETTINGS,
    application,
    at,
    chaser_in,
    draft,
    invite,
    look,
    thank_you_to,
    told,
)

NIGHT = QuietHours(time(21), time(7))
LENA = Person("lena@acme.de", "Lena Vogt", "Lena")


@pytest.mark.parametrize(
    "email, country",
    [
        ("lena@acme.de", "DE"),
        ("jo@acme.co.uk", "GB"),
        ("jo@acme.example", None),
        ("jo@acme.io", None),  # sold everywhere
        ("jo@acme.eu", None),
        ("jo@calendly.com", None),
        ("jo@acme.zz", None),
        (None, None),
    ],
)
def test_an_address_tells_a_country_by_its_ending(email: str | None, country: str | None) -> None:
    assert country_of_address(email) == country


@pytest.mark.parametrize("zone, country", [("Europe/Berlin", "DE"), ("Asia/Tokyo", "JP"), ("Etc/UTC", None)])
def test_a_zone_tells_a_country(zone: str, country: str | None) -> None:
    assert country_of_zone(zone) == country


def test_t3_a_zone_that_is_not_the_owners_tells_more_than_an_address() -> None:
    assert place_of([LENA], "Europe/Zurich", OWNER).calendar == WorkCalendar("CH")
    assert place_of([LENA], "Europe/London", OWNER).calendar == WorkCalendar("DE")  # a scheduler writes in the owner's
    assert place_of([JANE], None, OWNER).calendar == WorkCalendar("GB")
    assert place_of([JANE], "Australia/Perth", OWNER).calendar == WorkCalendar("AU", "WA")
    assert place_of([JANE], "Pacific/Auckland", OWNER).zone == ZoneInfo("Pacific/Auckland")


def test_t3_the_place_of_the_interview_tells_more_than_an_address() -> None:
    assert place_of([LENA], "Europe/London", OWNER, "AT").calendar == WorkCalendar("AT")
    assert place_of([JANE], "Europe/London", OWNER, "DE-BY").calendar == WorkCalendar("DE", "BY")
    assert place_of([JANE], None, OWNER, "GB-SCT").calendar == WorkCalendar("GB", "SCT")
    assert place_of([JANE], None, OWNER, "GB").calendar == WorkCalendar("GB")
    assert place_of([LENA], "Europe/Berlin", OWNER, "DE-BY").calendar == WorkCalendar("DE", "BY")
    assert place_of([LENA], "Europe/Zurich", OWNER, "DE-BY").calendar == WorkCalendar("CH")


def test_t3_c3_a_holiday_at_the_place_of_the_interview_is_none_elsewhere() -> None:
    """Epiphany, Wednesday 6 January 2027, is a holiday in Munich, and in London a day like any other."""
    for country, best in (("DE-BY", "2027-01-06 09:00"), (None, "2027-01-05 16:00")):
        event = replace(invite("2027-01-05 14:00"), country=country)
        found = look("2027-01-05 16:00", told(event, when="2026-12-20 10:00"))
        assert thank_you_to(JANE, found).best_time == at(best)
        assert chaser_in(found).key.occasion == ("2027-01-13" if country else "2027-01-12")


def test_what_an_update_leaves_unsaid_of_the_place_stays_known() -> None:
    first = replace(invite("2027-01-05 14:00"), country="DE-BY")
    later = invite("2027-01-05 15:00", sequence=1)
    facts = (told(first, when="2026-12-20 10:00"), told(later, when="2026-12-21 10:00", name="update"))
    assert application(*facts).interviews[0].invite.country == "DE-BY"


def test_in_the_owners_country_the_owners_subdivision_counts() -> None:
    bavarian = replace(OWNER, time_zone="Europe/Berlin", country="DE", subdivision="BY")
    assert place_of([LENA], "Europe/Berlin", bavarian).calendar == WorkCalendar("DE", "BY")


def test_t3_the_holidays_are_those_of_the_interviewers_country() -> None:
    """3 October 2026 is a Saturday; 6 April Easter Monday in Germany, and not in Japan."""
    before_easter_monday = "2026-04-05 12:00"
    for zone, best in (("Europe/Berlin", "2026-04-06 07:00"), ("Asia/Tokyo", "2026-04-05 22:00")):
        found = look("2026-04-05 11:00", told(invite(before_easter_monday, time_zone=zone), when="2026-03-20 10:00"))
        assert thank_you_to(JANE, found).best_time == at(best)


def test_c2_c3_working_days_are_those_of_the_interviewers_country() -> None:
    """Golden Week: 4, 5 and 6 May 2026 are no working days in Japan, and 4 May a holiday in England."""
    there = told(invite("2026-04-27 05:00", time_zone="Asia/Tokyo"), when="2026-04-20 10:00")
    wish = chaser_in(look("2026-04-28 10:00", there))
    assert wish.key.occasion == "2026-05-08"  # the 28th, the 30th, the 1st, the 7th, the 8th
    assert wish.due == datetime(2026, 5, 11, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_t3_everyone_of_a_panel_has_their_own_morning() -> None:
    friday = [
        told(invite("2026-11-27 14:00", uid="a", interviewers=(JANE,), time_zone="Europe/London"), name="a"),
        told(invite("2026-11-27 15:00", uid="b", interviewers=(LENA,), time_zone="Europe/Berlin"), name="b"),
    ]
    found = look("2026-11-27 18:00", *friday)
    assert thank_you_to(JANE, found).best_time == at("2026-11-28 09:00")
    assert thank_you_to(LENA, found).best_time == at("2026-11-28 08:00")


def test_t3_everyone_of_a_panel_has_their_own_day_off() -> None:
    """Wednesday 11 November 2026 is a holiday in France, and in London a day like any other."""
    joe, zoe = Person("joe@acme.co.uk", "Joe Hill", "Joe"), Person("zoe@acme.fr", "Zoé Roy", "Zoé")
    tuesday = [
        told(invite("2026-11-10 14:00", uid="a", interviewers=(joe,), time_zone="Europe/London"), name="a"),
        told(invite("2026-11-10 15:00", uid="b", interviewers=(zoe,), time_zone="Europe/Paris"), name="b"),
    ]
    found = look("2026-11-10 17:00", *tuesday)
    assert thank_you_to(joe, found).best_time == at("2026-11-10 17:00")
    assert thank_you_to(zoe, found).best_time == at("2026-11-11 08:00")


def test_t3_the_next_day_is_that_of_the_interviewers_clock() -> None:
    """At 23:30 on Thursday in London it is Friday in Tokyo, and the next day is a Saturday."""
    yui = Person("yui@acme.jp", "Yui Mori", "Yui")
    thursday = [
        told(invite("2026-11-26 21:30", uid="a", interviewers=(JANE,), time_zone="Europe/London"), name="a"),
        told(invite("2026-11-26 22:30", uid="b", interviewers=(yui,), time_zone="Asia/Tokyo"), name="b"),
    ]
    never_quiet = replace(SETTINGS, quiet_hours=None)
    found = look("2026-11-27 00:30", *thursday, settings=never_quiet)
    assert thank_you_to(JANE, found).best_time == at("2026-11-27 00:30")
    assert thank_you_to(yui, found).best_time == at("2026-11-27 23:30")  # Saturday 09:00 is past the 24 hours


def test_t3_of_two_sessions_with_one_person_the_clock_of_the_last_counts() -> None:
    friday = [
        told(invite("2026-11-27 14:00", uid="a", interviewers=(JANE,), time_zone="Europe/London"), name="a"),
        told(invite("2026-11-27 15:00", uid="b", interviewers=(JANE,), time_zone="America/New_York"), name="b"),
    ]
    found = look("2026-11-27 17:00", *friday)
    assert thank_you_to(JANE, found).best_time == at("2026-11-28 14:00")


def test_t3_where_nobody_arranges_those_who_interview_tell_the_country() -> None:
    """4 May 2026 is a holiday in London; Lena works in Germany, where it is none."""
    found = look("2026-05-03 14:00", told(invite("2026-05-03 12:00", interviewers=(LENA,), coordinators=())))
    assert thank_you_to(LENA, found).best_time == at("2026-05-03 14:00")
    assert chaser_in(found).key.occasion == "2026-05-08"


def test_t3_a_note_that_comes_after_that_morning_is_best_sent_at_once() -> None:
    event = told(invite("2026-11-27 16:00", interviewers=(JANE,)))
    key = Key(Kind.THANK_YOU, application(event).id, "jane@acme.example", "2026-11-27")
    placed = draft(key=key, when=at("2026-11-28 11:00"))
    assert thank_you_to(JANE, look("2026-11-28 11:05", event, drafts=[placed])).best_time == at("2026-11-28 11:00")


def test_t2_t3_the_hour_that_comes_twice_is_an_hour() -> None:
    """London's clocks go back on 25 October 2026 at 01:00 UTC: an hour after the end is one, and so are the 24."""
    awake = replace(SETTINGS, quiet_hours=None)
    found = look("2026-10-25 00:45", told(invite("2026-10-24 23:30"), when="2026-10-20 10:00"), settings=awake)
    wish = thank_you_to(JANE, found)
    assert (wish.due, wish.deadline) == (at("2026-10-25 01:30"), at("2026-10-26 00:30"))
    night = QuietHours(
        time(22), time(1, 30)
    )  # 01:30 has passed once when it is 01:45 of the summer, and 01:15 after it
    assert out_of_quiet_hours(at("2026-10-25 01:15"), ZoneInfo("Europe/London"), night) == at("2026-10-25 01:15")


@pytest.mark.parametrize(
    "interview, due",
    [
        (
            "2026-10-16 12:00",
            "2026-10-26 09:00",
        ),  # Friday; five days later is the 23rd, and 48 h from there change clocks
        ("2026-03-20 12:00", "2026-03-30 08:00"),
    ],
)
def test_c3_48_hours_over_a_change_of_clocks_end_on_a_morning_of_nine_o_clock(interview: str, due: str) -> None:
    found = look(due, told(invite(interview), when=interview))
    assert (chaser_in(found).due, chaser_in(found).wanted) == (at(due), "yes")


@pytest.mark.parametrize(
    "now, best",
    [
        ("2026-11-25 20:59", "2026-11-25 20:59"),
        ("2026-11-25 21:00", "2026-11-26 07:00"),
        ("2026-11-26 03:00", "2026-11-26 07:00"),
        ("2026-11-26 07:00", "2026-11-26 07:00"),
    ],
)
def test_t2_nothing_is_due_to_be_sent_in_quiet_hours(now: str, best: str) -> None:
    assert out_of_quiet_hours(at(now), ZoneInfo("Europe/London"), NIGHT) == at(best)
    assert out_of_quiet_hours(at(now), ZoneInfo("Europe/London"), None) == at(now)


def test_quiet_hours_can_lie_within_a_day() -> None:
    noon = QuietHours(time(12), time(14))
    london = ZoneInfo("Europe/London")
    assert out_of_quiet_hours(at("2026-11-25 13:00"), london, noon) == at("2026-11-25 14:00")
    assert out_of_quiet_hours(at("2026-11-25 15:00"), london, noon) == at("2026-11-25 15:00")


def test_t2_a_note_after_a_late_interview_lies_there_in_time_and_is_best_sent_in_the_morning() -> None:
    wish = thank_you_to(JANE, look("2026-11-25 21:30", told(invite("2026-11-25 19:30"))))
    assert (wish.due, wish.wanted, wish.best_time) == (at("2026-11-25 21:30"), "yes", at("2026-11-26 07:00"))


def test_t2_quiet_hours_never_move_the_best_time_past_the_deadline() -> None:
    day = QuietHours(time(8), time(23))
    settings = replace(SETTINGS, quiet_hours=day, thank_you_within=6 * (DAY / 24))
    wish = thank_you_to(JANE, look("2026-11-25 16:00", told(), settings=settings))
    assert wish.best_time == at("2026-11-25 16:00")


def test_c3_the_best_time_of_a_chaser_is_out_of_quiet_hours() -> None:
    late_sleepers = replace(SETTINGS, quiet_hours=QuietHours(time(20), time(10, 30)))
    wish = chaser_in(look("2026-12-07 09:00", told(), settings=late_sleepers))
    assert (wish.due, wish.best_time) == (at("2026-12-07 09:00"), at("2026-12-07 10:30"))


def test_t3_the_best_time_does_not_drift_through_the_night() -> None:
    application_id = application(told(invite("2026-11-25 19:30"))).id
    key = Key(Kind.THANK_YOU, application_id, "jane@acme.example", "2026-11-25")
    placed = draft(key=key, when=at("2026-11-25 22:00"))
    for now in ("2026-11-25 23:00", "2026-11-26 08:00"):
        wish = thank_you_to(JANE, look(now, told(invite("2026-11-25 19:30")), drafts=[placed]))
        assert wish.best_time == at("2026-11-26 07:00")


ZONES = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"])
TIMES = st.times(timezones=st.none()).map(lambda one: one.replace(microsecond=0, second=0))


MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: at("2025-01-01 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, ZONES, TIMES, TIMES)
def test_the_end_of_quiet_hours_is_never_earlier_and_less_than_a_day_away(
    moment: datetime, zone_name: str, begin: time, end: time
) -> None:
    """In every zone and in every night, those in which clocks are changed too."""
    if begin == end:
        return
    zone, quiet = ZoneInfo(zone_name), QuietHours(begin, end)
    moved = out_of_quiet_hours(moment, zone, quiet).astimezone(UTC)
    assert moment <= moved < moment + DAY + DAY / 24
    if moved != moment:
        assert out_of_quiet_hours(moved, zone, quiet).astimezone(UTC) == moved


@given(st.text(max_size=9), st.text(max_size=9))
def test_no_address_breaks_the_reckoning(local: str, ending: str) -> None:
    owner = Owner("Sam", ("sam@rivera.example",), "Europe/London")
    assert place_of([Person(f"{local}@x.{ending}")], None, owner).zone == ZoneInfo("Europe/London")
