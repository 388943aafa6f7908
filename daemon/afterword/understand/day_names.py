"""Days as people name them ("Friday week", "mid-December", "within 5 working days"): found in a sentence, and resolved.

How a language names them is data (vocabulary/dates); what each way means is here, once for all languages.
A vague period means its last working day: next week its Friday, the end of a month its last Monday-to-Friday day.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import msgspec

from afterword.model import Anchor, Span, Unit
from afterword.understand import feasts
from afterword.understand.vocabulary import phrases
from afterword.understand.years import is_within_reason

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
FRIDAY = 5

# Before an unnamed year, a day that lies further back than this belongs to the next year.
_RECENT = timedelta(days=60)


class Way(StrEnum):
    """The ways to name a day; keys of ``[forms]``."""

    ISO = "iso"
    NUMERIC = "numeric"
    DAY_MONTH = "day_month"
    DAY_RANGE = "day_range"
    DAY_OF_MONTH = "day_of_month"
    WEEK_OF = "week_of"
    CALENDAR_WEEK = "calendar_week"
    WEEKDAY = "weekday"
    NEXT_WEEKDAY = "next_weekday"
    WEEKDAY_AFTER_NEXT = "weekday_after_next"
    WEEKDAY_AFTER = "weekday_after"
    DAY_AFTER = "day_after"
    TODAY = "today"
    TOMORROW = "tomorrow"
    DAY_AFTER_TOMORROW = "day_after_tomorrow"
    THIS_WEEK = "this_week"
    WEEKEND = "weekend"
    NEXT_WEEK = "next_week"
    EARLY_NEXT_WEEK = "early_next_week"
    MID_NEXT_WEEK = "mid_next_week"
    WEEK_AFTER_NEXT = "week_after_next"
    EARLY_MONTH = "early_month"
    MID_MONTH = "mid_month"
    IN_MONTH = "in_month"
    EARLY_NEXT_MONTH = "early_next_month"
    MID_NEXT_MONTH = "mid_next_month"
    NEXT_MONTH = "next_month"
    MID_THIS_MONTH = "mid_this_month"
    THIS_MONTH = "this_month"
    AFTER_EASTER = "after_easter"
    BEFORE_EASTER = "before_easter"
    BEFORE_CHRISTMAS = "before_christmas"
    AFTER_CHRISTMAS = "after_christmas"
    AFTER_FEAST = "after_feast"
    BEFORE_FEAST = "before_feast"
    SPAN_INTERVIEW = "span_interview"
    SPAN = "span"
    VAGUE_DAYS = "vague_days"
    VAGUE_WEEKS = "vague_weeks"


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of vocabulary/dates."""

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    units: dict[str, str]
    words: dict[str, str]
    forms: dict[Way, list[str]]
    promise: dict[str, list[str]]
    absence: dict[str, list[str]]
    feasts: dict[str, str] = {}


_UNITS = {
    "working day": (1, Unit.WORKING_DAY),
    "day": (1, Unit.DAY),
    "week": (1, Unit.WEEK),
    "fortnight": (2, Unit.WEEK),
    "month": (1, Unit.MONTH),
}
_HOUR = "hour"
_UNIT_NAMES = (*_UNITS, _HOUR)

_EVERYWHERE = {
    Way.ISO: [r"\b(?P<year>\d{4})-(?P<monthnumber>\d{2})-(?P<day>\d{2})\b"],
    Way.NUMERIC: [
        r"(?<![\d/.])(?P<first>\d{1,2})(?P<sep>[./-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})\b(?![/.]?\d)",
        r"(?<![\d/.:-])(?P<first>\d{1,2})/(?P<second>\d{1,2})\b(?!/|\d)",
    ],
}


@dataclass(frozen=True, slots=True)
class Named:
    """A day that a sentence names: where, and which."""

    begin: int
    end: int
    until: date | Span
    way: Way


@lru_cache(maxsize=16)
def table(language: str) -> Table:
    """The date vocabulary of ``language``; English where there is none."""
    known = language if language in phrases.languages("dates") else "en"
    return phrases.load("dates", known, Table)


@lru_cache(maxsize=16)
def words(language: str) -> dict[str, str]:
    """What a <name> in the date vocabulary stands for."""
    known = table(language)
    number = rf"\d{{1,3}}|{phrases.names_of(known.numbers)}"
    units = "|".join(f"(?P<u{_UNIT_NAMES.index(name)}>{pattern})" for name, pattern in known.units.items())
    return {
        **known.words,
        "month": rf"\b(?P<month>{phrases.names_of(known.months)})\b",
        "weekday": rf"\b(?P<weekday>{phrases.names_of(known.weekdays)})\b\.?",
        "day": r"\b(?P<day>\d{1,2})",
        "year": r"(?P<year>\d{4})\b",
        "feast": rf"\b(?P<feast>{phrases.names_of(dict.fromkeys(known.feasts, 0))})\b",
        "number": rf"\b(?:(?:{number}) ?(?:-|to|or|bis|oder|à|ou|o|a|of|tot) ?)?(?P<number>{number})",
        "unit": rf"(?:{units})\b",
    }


@lru_cache(maxsize=16)
def _forms(language: str) -> tuple[tuple[Way, re.Pattern[str]], ...]:
    known = words(language)
    given = {**_EVERYWHERE, **table(language).forms}
    return tuple((way, re.compile(phrases.expand(phrase, known))) for way, forms in given.items() for phrase in forms)


def days_named(sentence: str, written_on: date, language: str, previous: date | None = None) -> list[Named]:
    """The days that a plain sentence names, in order; where readings overlap the longest counts.

    ``previous`` is the day last named before this sentence: "the Friday after" counts from it.
    None outside the years within reason is named, nor any where ``written_on`` is outside them.
    """
    if not is_within_reason(written_on) or (previous is not None and not is_within_reason(previous)):
        return []
    found = [
        (match.start(), match.end(), way, match)
        for way, form in _forms(language)
        for match in form.finditer(sentence)
        if match.end() > match.start()
    ]
    found.sort(key=lambda entry: (entry[0] - entry[1], entry[0]))
    kept: list[tuple[int, int, Way, re.Match[str]]] = []
    for entry in found:
        if all(entry[1] <= other[0] or entry[0] >= other[1] for other in kept):
            kept.append(entry)
    named = []
    for begin, end, way, match in sorted(kept, key=lambda entry: entry[0]):
        until = _meaning(way, match, written_on, table(language), previous)
        if until is None or (isinstance(until, date) and not is_within_reason(until)):
            continue
        named.append(Named(begin, end, until, way))
        previous = until if isinstance(until, date) else previous
    return named


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


def _meaning(
    way: Way, match: re.Match[str], written_on: date, known: Table, previous: date | None
) -> date | Span | None:
    slots = {name: value for name, value in match.groupdict().items() if value is not None}
    weekday = known.weekdays[slots["weekday"]] if "weekday" in slots else 0
    month = known.months[slots["month"]] if "month" in slots else 0
    year = int(slots["year"]) if "year" in slots else None
    monday = written_on - DAY * (written_on.isoweekday() - 1)
    match way:
        case Way.ISO:
            return _day(int(slots["year"]), int(slots["monthnumber"]), int(slots["day"]))
        case Way.NUMERIC:
            return _numeric(int(slots["first"]), int(slots["second"]), year, written_on)
        case Way.DAY_MONTH | Way.DAY_RANGE:
            return _of_year(int(slots["day"]), month or int(slots["monthnumber"]), year, written_on)
        case Way.DAY_OF_MONTH:
            return _next_day_of_month(int(slots["day"]), written_on)
        case Way.WEEK_OF:
            number = int(slots["day"])
            begin = _of_year(number, month, year, written_on) if month else _next_day_of_month(number, written_on)
            return begin and begin + DAY * (FRIDAY - begin.isoweekday() if begin.isoweekday() <= FRIDAY else 5)
        case Way.CALENDAR_WEEK:
            return _friday_of(int(slots["number"]), written_on)
        case Way.WEEKDAY:
            return _next(weekday, written_on)
        case Way.NEXT_WEEKDAY:
            return monday + WEEK + DAY * (weekday - 1)
        case Way.WEEKDAY_AFTER_NEXT:
            return _next(weekday, written_on) + WEEK
        case Way.WEEKDAY_AFTER:
            return _next(weekday, previous or written_on)
        case Way.DAY_AFTER:
            return (previous or written_on) + DAY
        case Way.TODAY:
            return written_on
        case Way.TOMORROW:
            return written_on + DAY
        case Way.DAY_AFTER_TOMORROW:
            return written_on + 2 * DAY
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
        case Way.SPAN | Way.SPAN_INTERVIEW:
            return _span(slots, known, Anchor.INTERVIEW if way is Way.SPAN_INTERVIEW else Anchor.MESSAGE)
        case Way.VAGUE_DAYS:
            return Span(5, Unit.WORKING_DAY)
        case Way.VAGUE_WEEKS:
            return Span(3, Unit.WEEK)
        case Way.AFTER_FEAST | Way.BEFORE_FEAST:
            return _around(way, feasts.feast_ahead(known.feasts[slots["feast"]], written_on))
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


def _around(way: Way, feast: date | None) -> date | None:
    if feast is None:
        return None
    return working_day_after(feast) if way is Way.AFTER_FEAST else _working_day_until(feast - DAY)


def _span(slots: dict[str, str], known: Table, anchor: Anchor) -> Span | None:
    written = slots.get("number", "1")
    amount = int(written) if written.isdigit() else known.numbers[written]
    name = next(_UNIT_NAMES[int(slot[1:])] for slot in slots if slot[0] == "u" and slot[1:].isdigit())
    if name == _HOUR:
        return Span(max(1, -(-amount // 24)), Unit.DAY, anchor)
    times, unit = _UNITS[name]
    return Span(amount * times, unit, anchor) if 0 < amount * times <= 365 else None


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
    if (first, second) in {(24, 7), (50, 50)}:
        return None
    full = year + 2000 if year is not None and year < 100 else year
    readings = [day for day in _readings(first, second, full, written_on) if day is not None]
    ahead = [day for day in readings if day >= written_on]
    return min(ahead) if ahead else next(iter(readings), None)


def _readings(first: int, second: int, year: int | None, written_on: date) -> Iterator[date | None]:
    yield _of_year(first, second, year, written_on)
    yield _of_year(second, first, year, written_on)


def _next_day_of_month(day: int, written_on: date) -> date | None:
    first = written_on.replace(day=1)
    for _ in range(3):
        named = _day(first.year, first.month, day)
        if named is not None and named >= written_on:
            return named
        first = (first + 31 * DAY).replace(day=1)
    return None
