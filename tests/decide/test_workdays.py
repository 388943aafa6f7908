"""Working days and promised days (C2, C3)."""

import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from afterword.decide import WorkCalendar, promised_day
from afterword.decide.workdays import span_end, start_of, working_morning
from afterword.feast_days import holidays_of
from afterword.model import Anchor, Promise, Span, Unit

LONDON, BERLIN = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin")
GB, PLAIN = WorkCalendar("GB"), WorkCalendar()


def test_c2_five_working_days_pass_over_the_weekend() -> None:
    assert PLAIN.after(date(2026, 11, 25), 5) == date(2026, 12, 2)  # a Wednesday to the next


def test_c2_working_days_know_the_holidays_of_the_country() -> None:
    assert PLAIN.after(date(2026, 12, 23), 2) == date(2026, 12, 25)
    assert WorkCalendar("GB", "ENG").after(date(2026, 12, 23), 2) == date(2026, 12, 29)  # 28 December is a substitute


def test_c2_holidays_of_a_subdivision_are_its_own() -> None:
    corpus_christi = date(2026, 6, 4)
    assert not WorkCalendar("DE", "BY").works_on(corpus_christi)
    assert WorkCalendar("DE", "BE").works_on(corpus_christi)


def test_c2_the_weekend_is_that_of_the_country() -> None:
    assert not WorkCalendar("SA").works_on(date(2026, 11, 27))  # a Friday
    assert WorkCalendar("SA").works_on(date(2026, 11, 29))  # a Sunday


@pytest.mark.parametrize("place", [WorkCalendar("ZZ"), WorkCalendar("ZZ", "Q")])
def test_a_place_that_nobody_knows_works_from_monday_to_friday(place: WorkCalendar) -> None:
    assert [place.works_on(date(2026, 11, day)) for day in range(23, 30)] == [True] * 5 + [False] * 2


def test_an_unknown_subdivision_falls_back_to_its_country() -> None:
    assert not WorkCalendar("DE", "QQ").works_on(date(2025, 10, 3))  # a Friday


@pytest.mark.parametrize(
    "span, day",
    [
        (Span(3, Unit.DAY), date(2026, 2, 3)),
        (Span(3, Unit.WORKING_DAY), date(2026, 2, 4)),
        (Span(2, Unit.WEEK), date(2026, 2, 14)),
        (Span(1, Unit.MONTH), date(2026, 2, 28)),  # the 31st of a month that has none
        (Span(14, Unit.MONTH), date(2027, 3, 31)),
    ],
)
def test_c2_a_span_ends(span: Span, day: date) -> None:
    assert span_end(span, date(2026, 1, 31), PLAIN) == day


def test_c2_a_promise_counts_from_its_anchor() -> None:
    from_interview = Promise(Span(1, Unit.WEEK, Anchor.INTERVIEW), "within a week of the interview")
    written, held = date(2026, 11, 20), date(2026, 11, 25)
    assert promised_day(from_interview, written, held, GB) == date(2026, 12, 2)
    assert promised_day(from_interview, written, None, GB) == date(2026, 11, 27)
    assert promised_day(Promise(Span(1, Unit.WEEK), "within a week"), written, held, GB) == date(2026, 11, 27)
    assert promised_day(Promise(date(2026, 12, 9), "by 9 December"), written, held, GB) == date(2026, 12, 9)


def test_c3_a_day_begins_at_its_own_midnight() -> None:
    assert start_of(date(2026, 6, 1), BERLIN).astimezone(UTC) == datetime(2026, 5, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment, morning",
    [
        (datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2026, 11, 25, 9, tzinfo=UTC)),
        (datetime(2026, 11, 25, 9, 1, tzinfo=UTC), datetime(2026, 11, 26, 9, tzinfo=UTC)),
        (datetime(2026, 11, 28, 0, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC)),  # Saturday
        (datetime(2026, 12, 25, 0, tzinfo=UTC), datetime(2026, 12, 29, 9, tzinfo=UTC)),  # Christmas, and its substitute
        (datetime(2026, 3, 29, 10, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)),  # summer time has begun
        (datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)),  # and has ended in the night
    ],
)
def test_c3_the_next_working_morning(moment: datetime, morning: datetime) -> None:
    assert working_morning(moment, LONDON, WorkCalendar("GB", "ENG")) == morning


def test_a_country_is_loaded_without_all_the_others() -> None:
    """All 250 weigh 90 ms and 14 MB in every process, the calendars of all faiths 20 ms and 2 MB; and some countries
    are made of others, which come with them."""
    script = (
        "import sys; from datetime import date; from afterword.feast_days import holidays_of\n"
        "assert not holidays_of('GB').is_working_day(date(2026, 12, 25)), 'GB'\n"
        "assert not holidays_of('DE', 'BY').is_working_day(date(2026, 1, 6)), 'DE-BY'\n"
        "assert not holidays_of('PR').is_working_day(date(2026, 7, 4)), 'PR is made of US'\n"
        "print(sum(name.startswith('holidays.countries.') for name in sys.modules))\n"
        "print('holidays.calendars.islamic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    countries, others = done.stdout.split()
    assert int(countries) < 10
    assert others == "False"


def test_a_country_has_the_holidays_that_it_has_with_all_the_others_loaded() -> None:
    """Of every faith and calendar that the package knows; some take from it what its countries do not take."""
    script = (
        "import sys; from datetime import date, timedelta; {}\n"
        "for code in 'SA IN IL CN TH KY SR NE IR ET MY LK MN BT KH MM ID IQ UA RS'.split():\n"
        "    calendar = {}(code)\n"
        "    days = [date(2026, 1, 1) + timedelta(number) for number in range(365)]\n"
        "    print(code, *(day for day in days if not calendar.is_working_day(day)))"
    )
    ways = (
        ("from afterword.feast_days import holidays_of", "holidays_of"),
        ("import holidays", "holidays.country_holidays"),
    )
    ours, theirs = (
        subprocess.run([sys.executable, "-c", script.format(*way)], capture_output=True, text=True, check=True).stdout
        for way in ways
    )
    assert ours == theirs
    assert ours.count("\n") == 20


def test_an_unknown_country_has_no_holidays_to_load() -> None:
    with pytest.raises(NotImplementedError):
        holidays_of("XX")
