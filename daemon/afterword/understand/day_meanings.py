"""What each way to name a day means, once for all languages.

A vague period means its last working day: next week its Friday, the end of a month its last Monday-to-Friday day.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from afterword.model import Anchor, Span, Unit
from afterword.understand import feasts
from afterword.understand.day_ways import HOUR, UNIT_NAMES, UNITS, Table, Way

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
FRIDAY = 5

_AS_AT_EASTER = {Way.BEFORE_CHRISTMAS: Way.BEFORE_EASTER, Way.AFTER_CHRISTMAS: Way.AFTER_EASTER}
WEEKS = frozenset(
    {Way.LAST_WEEK, Way.THIS_WEEK, Way.NEXT_WEEK, Way.WEEK_AFTER_NEXT, Way.THAT_WEEK, Way.WEEK_AFTER_THAT, Way.WEEK_OF,
     Way.CALENDAR_WEEK, Way.EARLY_NEXT_WEEK, Way.MID_NEXT_WEEK}
)  # fmt: skip
AFTER = frozenset({Way.AFTER_FEAST, Way.AFTER_EASTER, Way.AFTER_CHRISTMAS, Way.AFTER_THE_WEEKEND, Way.AFTER_A_HOLIDAY})
BEFORE = frozenset({Way.BEFORE_FEAST, Way.BEFORE_EASTER, Way.BEFORE_CHRISTMAS, Way.BEFORE_MONTH})
_EASTER = frozenset({"easter+0", "easter+1"})
# Before an unnamed year, a day that lies further back than this belongs to the next year.
_RECENT = timedelta(days=60)
_FEW_HOURS = 12
# "The 12th is a holiday, so on the Tuesday": the one so soon after the day just told.
_SHORTLY = timedelta(days=4)


def working_day_after(day: date) -> date:
    """The first Monday-to-Friday day after ``day``."""
    day += DAY
    while day.isoweekday() > FRIDAY:
        day += DAY
    return day


def _working_day_until(day: date) -> date:
    while day.isoweekday() > FRIDAY:
        day -= DAY
    return day


def weekday_by(weekday: int, way: Way, day: date) -> date | None:
    """The day with ISO number ``weekday`` that a ``day`` named beside it by ``way`` tells; None where that tells none.

    Of a week it is the one in it, which begins on a Monday; else the first one after, or the last one before.
    """
    if way in WEEKS:
        return day + DAY * (weekday - day.isoweekday())
    if way in AFTER:
        return _next(weekday, day - DAY)
    return _next(weekday, day - WEEK) if way in BEFORE else None


def meaning(
    way: Way,
    match: re.Match[str],
    written_on: date,
    known: Table,
    previous: date | None,
    told: date | None = None,
) -> date | Span | None:
    """The day, or the span, that ``match`` of a form of ``way`` names; None for one that there is not.

    ``previous`` is the day named last before, ``told`` the one in this same sentence.
    """
    slots = {name: value for name, value in match.groupdict().items() if value is not None}
    weekday = known.weekdays[slots["weekday"]] if "weekday" in slots else 0
    month = known.months[slots["month"]] if "month" in slots else 0
    year = int(slots["year"]) if "year" in slots else None
    nth = known.ordinals[slots["ordinal"]] if "ordinal" in slots else 1
    monday = written_on - DAY * (written_on.isoweekday() - 1)
    match way:
        case Way.ISO:
            return _day(int(slots["year"]), int(slots["monthnumber"]), int(slots["day"]))
        case Way.NUMERIC | Way.DAY_RANGE if "first" in slots:
            return _numeric(int(slots["first"]), int(slots["second"]), year, written_on)
        case Way.DAY_RANGE if not month and "monthnumber" not in slots:
            return _next_day_of_month(int(slots["day"]), written_on)
        case Way.DAY_MONTH | Way.DAY_RANGE:
            return _of_year(int(slots.get("day", nth)), month or int(slots["monthnumber"]), year, written_on)
        case Way.DAY_OF_MONTH:
            return _next_day_of_month(int(slots.get("day", nth)), written_on, weekday)
        case Way.WEEK_OF:
            number = int(slots["day"])
            begin = _of_year(number, month, year, written_on) if month else _next_day_of_month(number, written_on)
            return begin and begin + DAY * (FRIDAY - begin.isoweekday() if begin.isoweekday() <= FRIDAY else 5)
        case Way.CALENDAR_WEEK:
            return _friday_of(int(slots["number"]), written_on)
        case Way.WEEKDAY:
            if told and told.isoweekday() == weekday and written_on < told <= written_on + 2 * WEEK:
                return told
            if told and written_on <= told <= written_on + 2 * WEEK and _next(weekday, told) <= told + _SHORTLY:
                return _next(weekday, told)
            return _next(weekday, written_on)
        case Way.LAST_WEEKDAY:
            return _next(weekday, written_on - WEEK - DAY)
        case Way.LAST_WEEK:
            return monday - 3 * DAY
        case Way.NEXT_WEEKDAY:
            return monday + WEEK + DAY * (weekday - 1)
        case Way.WEEKDAY_AFTER_NEXT:
            return _next(weekday, written_on) + WEEK
        case Way.FORTNIGHT_FROM_WEEKDAY:
            return _next(weekday, written_on) + 2 * WEEK
        case Way.WEEKDAY_AFTER:
            return _next(weekday, previous or written_on)
        case Way.WEEKDAY_BEFORE:
            return previous and _next(weekday, previous) - (2 if previous.isoweekday() == weekday else 1) * WEEK
        case Way.THAT_WEEKDAY:
            return previous if previous and previous.isoweekday() == weekday else _next(weekday, written_on)
        case Way.NTH_WEEKDAY:
            first = _first_of(month, written_on)
            return _nth(nth, [day for day in _month_of(first) if day.isoweekday() == weekday])
        case Way.THAT_DAY | Way.THAT_DATE | Way.ON_RETURN:
            return previous
        case Way.DAY_AFTER:
            return (previous or written_on) + DAY
        case Way.DAY_BEFORE:
            return previous and _working_day_until(previous - DAY)
        case Way.THAT_WEEK:
            return previous and previous + DAY * (FRIDAY - previous.isoweekday())
        case Way.WEEK_AFTER_THAT:
            # "The interview was on the 2nd; the week after" that is to come is not one gone by.
            base = max(previous or written_on, written_on)
            return base + DAY * (FRIDAY - base.isoweekday()) + WEEK
        case Way.SPAN_AFTER_THAT:
            span = _span(slots, known, Anchor.MESSAGE)
            return later(previous, span) if previous and span else None
        case Way.END_OF_DAY:
            return told if told and told >= written_on else written_on
        case Way.TODAY:
            return written_on
        case Way.TOMORROW:
            return written_on + DAY
        case Way.DAY_AFTER_TOMORROW:
            return written_on + 2 * DAY
        case Way.WEEK_FROM_TODAY:
            return written_on + WEEK
        case Way.WEEK_FROM_TOMORROW:
            return written_on + WEEK + DAY
        case Way.FORTNIGHT_FROM_TODAY:
            return written_on + 2 * WEEK
        case Way.FORTNIGHT_FROM_TOMORROW:
            return written_on + 2 * WEEK + DAY
        case Way.OVER_THE_WEEKEND:
            return monday + 6 * DAY
        case Way.AFTER_THE_WEEKEND:
            return monday + WEEK
        case Way.AFTER_A_HOLIDAY:
            # Which one is not said: most lie on a Monday or beside a weekend.
            return monday + WEEK + DAY
        case Way.THIS_WEEK | Way.WEEKEND:
            # On a weekend, "the end of the week" is that of the week to come.
            return monday + (4 if written_on.isoweekday() <= FRIDAY else 11) * DAY
        case Way.NEXT_WEEK:
            return monday + WEEK + 4 * DAY
        case Way.EARLY_NEXT_WEEK:
            return monday + WEEK + DAY
        case Way.MID_NEXT_WEEK:
            return monday + WEEK + 2 * DAY
        case Way.WEEK_AFTER_NEXT:
            return monday + 2 * WEEK + 4 * DAY
        case Way.DAY_OF_NEXT_MONTH:
            following = (written_on.replace(day=28) + WEEK).replace(day=1)
            return _day(following.year, following.month, int(slots["day"]))
        case Way.NTH_WEEK:
            first = _first_of(month, written_on)
            if "full" in slots:
                return _next(1, first - DAY) + (nth - 1) * WEEK + 4 * DAY
            if nth < 0:
                return _nth(nth, [day for day in _month_of(first) if day.isoweekday() == FRIDAY])
            return next(
                day for day in (first + DAY * (7 * nth - 6 + n) for n in range(7)) if day.isoweekday() == FRIDAY
            )
        case Way.NTH_HALF:
            days = list(_month_of(_first_of(month, written_on)))
            return _working_day_until(days[14] if nth == 1 else days[-1])
        case Way.NTH_DECADE:
            days = list(_month_of(_first_of(month, written_on)))
            return _working_day_until(days[10 * nth - 1] if 0 < nth < 3 else days[-1])
        case Way.QUARTER:
            this_one = (written_on.month + 2) // 3
            quarter = int(slots["quarter"]) if "quarter" in slots else nth if "ordinal" in slots else this_one
            if not 0 < quarter <= 4:
                return None
            return _working_day_until(list(_month_of(_month_ahead(3 * quarter, written_on)))[-1])
        case Way.SEASON:
            return _working_day_until(list(_month_of(_month_ahead(known.seasons[slots["season"]], written_on)))[-1])
        case Way.THIS_YEAR:
            return _working_day_until(date(written_on.year, 12, 31))
        case Way.FIRST_DAYS:
            first = _first_of(month, written_on)
            last = int(slots["number"]) if slots["number"].isdigit() else known.numbers[slots["number"]]
            return _working_day_until(first + DAY * (min(last, 28) - 1))
        case Way.BEFORE_MONTH:
            return _working_day_until(_month_ahead(month, written_on) - DAY)
        case Way.SPAN | Way.SPAN_INTERVIEW:
            return _span(slots, known, Anchor.INTERVIEW if way is Way.SPAN_INTERVIEW else Anchor.MESSAGE)
        case Way.WEEK_AND_A_HALF:
            return Span(10, Unit.DAY)
        case Way.BARE_SPAN:
            bare = _span(slots, known, Anchor.MESSAGE)
            return bare if bare and (bare.amount > 1 or bare.unit is Unit.WEEK) else None
        case Way.VAGUE_DAYS:
            return Span(5, Unit.WORKING_DAY)
        case Way.VAGUE_WEEKS:
            return Span(3, Unit.WEEK)
        case Way.ON_FEAST | Way.FEAST:
            return feasts.feast_ahead(known.feasts[slots["feast"]], written_on)
        case Way.BEFORE_FEAST if known.feasts[slots["feast"]] in _EASTER:
            return feasts.easter_ahead(written_on) - 3 * DAY
        case Way.AFTER_FEAST | Way.BEFORE_FEAST:
            return _around(way, known.feasts[slots["feast"]], written_on)
        case _:
            return _of_months(way, month, year, written_on) or _of_feasts(way, written_on)


def _of_months(way: Way, month: int, year: int | None, written_on: date) -> date | None:
    """Early, middle, end: of a named month, of this one, of the next."""
    following = (written_on.replace(day=28) + WEEK).replace(day=1)
    first: date | None
    if month:
        first = date(year, month, 1) if year and year > 1 else _month_ahead(month, written_on)
    else:
        first = following if "next" in way else written_on.replace(day=1)
    if way in {Way.EARLY_MONTH, Way.EARLY_NEXT_MONTH}:
        return _working_day_until(first.replace(day=7))
    if way in {Way.MID_MONTH, Way.MID_NEXT_MONTH, Way.MID_THIS_MONTH}:
        return _working_day_until(first.replace(day=15))
    if way in {Way.IN_MONTH, Way.NEXT_MONTH, Way.THIS_MONTH}:
        return _working_day_until(first.replace(day=monthrange(first.year, first.month)[1]))
    return None


def _of_feasts(way: Way, written_on: date) -> date | None:
    year = written_on.year
    # "The holidays" of spring are not those of Christmas.
    if way in _AS_AT_EASTER and written_on <= feasts.easter_ahead(written_on) + DAY <= written_on + 3 * WEEK:
        way = _AS_AT_EASTER[way]
    match way:
        case Way.AFTER_EASTER:
            return feasts.easter_ahead(written_on) + 2 * DAY
        case Way.BEFORE_EASTER:
            return feasts.easter_ahead(written_on) - 3 * DAY
        case Way.BEFORE_CHRISTMAS:
            return _working_day_until(date(year, 12, 23))
        case Way.AFTER_CHRISTMAS:
            return _working_day_until(date(year + (written_on.month > 1), 1, 9))
        case _:
            return None


def _around(way: Way, feast: str, written_on: date) -> date | None:
    if way is Way.AFTER_FEAST:
        last = feasts.feast_ahead(feast, written_on)
        return last and working_day_after(last)
    first = feasts.first_day(feast, written_on)
    return first and _working_day_until(first - DAY)


def _span(slots: dict[str, str], known: Table, anchor: Anchor) -> Span | None:
    written = slots.get("number", "1")
    amount = int(written) if written.isdigit() else known.numbers[written]
    name = next(UNIT_NAMES[int(slot[1:])] for slot in slots if slot[0] == "u" and slot[1:].isdigit())
    if name == HOUR and amount < _FEW_HOURS:
        return None  # so long a meeting takes
    if name == HOUR:
        return Span(max(1, -(-amount // 24)), Unit.DAY, anchor)
    times, unit = UNITS[name]
    if not 0 < amount * times <= 365:
        return None
    span = Span(amount * times, unit, anchor)
    return with_half(span) if re.search(known.words.get("halved", "(?!)"), written) else span


def with_half(span: Span) -> Span:
    """``span`` and half a unit more, as days: "two weeks and a half"."""
    days = {Unit.WEEK: 7, Unit.MONTH: 30}.get(span.unit)
    return Span(span.amount * days + days // 2, Unit.DAY, span.anchor) if days else span


def _first_of(month: int, written_on: date) -> date:
    """The first day of the month of that number ahead; of the month of ``written_on`` for 0."""
    return _month_ahead(month, written_on) if month else written_on.replace(day=1)


def _month_of(first: date) -> Iterator[date]:
    return (first + DAY * n for n in range(monthrange(first.year, first.month)[1]))


def _nth(nth: int, days: list[date]) -> date | None:
    return days[nth - 1 if nth > 0 else nth] if abs(nth) <= len(days) else None


def later(base: date, span: Span) -> date:
    """``span`` after ``base``; working days are Monday to Friday, a month has 30 days here."""
    if span.unit is Unit.WORKING_DAY:
        for _ in range(span.amount):
            base = working_day_after(base)
        return base
    return base + DAY * span.amount * {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30}[span.unit]


def _next(weekday: int, after: date) -> date:
    return after + DAY * ((weekday - after.isoweekday() - 1) % 7 + 1)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_year(day: int, month: int, year: int | None, written_on: date) -> date | None:
    if year is not None:
        return _day(year, month, day)
    this_year = _day(written_on.year, month, day)
    if this_year is None or this_year >= written_on - _RECENT:
        return this_year
    return _day(written_on.year + 1, month, day)


def _friday_of(week: int, written_on: date) -> date | None:
    """The Friday of a week by its number (ISO 8601), of this year or, where that lies well behind, of the next."""
    try:
        friday = date.fromisocalendar(written_on.year, week, FRIDAY)
        return friday if friday >= written_on - _RECENT else date.fromisocalendar(written_on.year + 1, week, FRIDAY)
    except ValueError:
        return None


def _month_ahead(month: int, written_on: date) -> date:
    return date(written_on.year + (month < written_on.month), month, 1)


def _numeric(first: int, second: int, year: int | None, written_on: date) -> date | None:
    """Day and month are told apart by which reading lies soonest ahead; else the day comes first."""
    if year is None and (first, second) in {(24, 7), (50, 50)}:
        return None
    full = year + 2000 if year is not None and year < 100 else year
    readings = [day for day in _readings(first, second, full, written_on) if day is not None]
    ahead = [day for day in readings if day >= written_on]
    return min(ahead) if ahead else next(iter(readings), None)


def _readings(first: int, second: int, year: int | None, written_on: date) -> Iterator[date | None]:
    yield _of_year(first, second, year, written_on)
    yield _of_year(second, first, year, written_on)


def _next_day_of_month(day: int, written_on: date, weekday: int = 0) -> date | None:
    """The next day of that number; where a weekday is said with it, the one of these months that is such a day."""
    first, ahead = written_on.replace(day=1), []
    for _ in range(3):
        named = _day(first.year, first.month, day)
        if named is not None and named >= written_on:
            ahead.append(named)
        first = (first + 31 * DAY).replace(day=1)
    return next((named for named in ahead if named.isoweekday() == weekday), next(iter(ahead), None))
