"""The ways to name a day, and what a language's file of vocabulary/dates says of them."""

from enum import StrEnum
from functools import lru_cache

import msgspec

from afterword.model import Unit
from afterword.understand.vocabulary import phrases


class Way(StrEnum):
    """The ways to name a day; keys of ``[forms]``.

    "That" is the day named last before: ``THAT_DAY`` is "the same evening", ``SPAN_AFTER_THAT`` "two days later".
    ``END_OF_DAY`` ("by close of play") is that of the day named before in its sentence, else of today.
    ``BARE_SPAN`` stands alone ("ten working days"), without a word such as "within", and gives way to any other.
    ``FEAST`` only mentions one ("Easter is late this year"): nothing is promised for it, others count from it.
    """

    ISO = "iso"
    NUMERIC = "numeric"
    DAY_MONTH = "day_month"
    DAY_RANGE = "day_range"
    DAY_OF_MONTH = "day_of_month"
    WEEK_OF = "week_of"
    CALENDAR_WEEK = "calendar_week"
    WEEKDAY = "weekday"
    LAST_WEEKDAY = "last_weekday"
    LAST_WEEK = "last_week"
    NEXT_WEEKDAY = "next_weekday"
    WEEKDAY_AFTER_NEXT = "weekday_after_next"
    FORTNIGHT_FROM_WEEKDAY = "fortnight_from_weekday"
    WEEKDAY_AFTER = "weekday_after"
    WEEKDAY_BEFORE = "weekday_before"
    THAT_WEEKDAY = "that_weekday"
    NTH_WEEKDAY = "nth_weekday"
    THAT_DAY = "that_day"
    THAT_DATE = "that_date"
    ON_RETURN = "on_return"
    DAY_AFTER = "day_after"
    DAY_BEFORE = "day_before"
    THAT_WEEK = "that_week"
    WEEK_AFTER_THAT = "week_after_that"
    SPAN_AFTER_THAT = "span_after_that"
    END_OF_DAY = "end_of_day"
    TODAY = "today"
    TOMORROW = "tomorrow"
    DAY_AFTER_TOMORROW = "day_after_tomorrow"
    WEEK_FROM_TODAY = "week_from_today"
    WEEK_FROM_TOMORROW = "week_from_tomorrow"
    FORTNIGHT_FROM_TODAY = "fortnight_from_today"
    FORTNIGHT_FROM_TOMORROW = "fortnight_from_tomorrow"
    THIS_WEEK = "this_week"
    WEEKEND = "weekend"
    OVER_THE_WEEKEND = "over_the_weekend"
    AFTER_THE_WEEKEND = "after_the_weekend"
    AFTER_A_HOLIDAY = "after_a_holiday"
    NEXT_WEEK = "next_week"
    EARLY_NEXT_WEEK = "early_next_week"
    MID_NEXT_WEEK = "mid_next_week"
    WEEK_AFTER_NEXT = "week_after_next"
    FIRST_DAYS = "first_days"
    EARLY_MONTH = "early_month"
    MID_MONTH = "mid_month"
    IN_MONTH = "in_month"
    EARLY_NEXT_MONTH = "early_next_month"
    MID_NEXT_MONTH = "mid_next_month"
    NEXT_MONTH = "next_month"
    MID_THIS_MONTH = "mid_this_month"
    THIS_MONTH = "this_month"
    DAY_OF_NEXT_MONTH = "day_of_next_month"
    NTH_WEEK = "nth_week"
    NTH_HALF = "nth_half"
    NTH_DECADE = "nth_decade"
    QUARTER = "quarter"
    SEASON = "season"
    THIS_YEAR = "this_year"
    BEFORE_MONTH = "before_month"
    AFTER_EASTER = "after_easter"
    BEFORE_EASTER = "before_easter"
    BEFORE_CHRISTMAS = "before_christmas"
    AFTER_CHRISTMAS = "after_christmas"
    AFTER_FEAST = "after_feast"
    BEFORE_FEAST = "before_feast"
    ON_FEAST = "on_feast"
    FEAST = "feast"
    SPAN_INTERVIEW = "span_interview"
    WEEK_AND_A_HALF = "week_and_a_half"
    SPAN = "span"
    BARE_SPAN = "bare_span"
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
    ordinals: dict[str, int] = {}
    seasons: dict[str, int] = {}
    """The month with which one ends."""


UNITS = {
    "working day": (1, Unit.WORKING_DAY),
    "day": (1, Unit.DAY),
    "week": (1, Unit.WEEK),
    "fortnight": (2, Unit.WEEK),
    "month": (1, Unit.MONTH),
}
HOUR = "hour"
UNIT_NAMES = (*UNITS, HOUR)
"""The keys of ``[units]``, in the order of the slots ``u0``, ``u1``... that ``words`` makes of them."""


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
    units = "|".join(f"(?P<u{UNIT_NAMES.index(name)}>{pattern})" for name, pattern in known.units.items())
    part = known.words.get("part_of_day", "(?!)")
    return {
        **known.words,
        "month": rf"\b(?P<month>{phrases.names_of(known.months)})\b",
        "month_in": rf"\b(?P<month>{phrases.names_of(known.months)})",
        "weekday": rf"\b(?P<weekday>{phrases.names_of(known.weekdays)})(?:{part})?(?!\w)\.?",
        "day": r"\b(?P<day>\d{1,2})",
        "year": r"(?P<year>\d{4})\b",
        "nth_of": rf"(?<!\w)(?P<ordinal>{phrases.names_of(known.ordinals) or '(?!)'})(?!\w)",
        "feast_name": rf"(?P<feast>{phrases.names_of(dict.fromkeys(known.feasts, 0)) or '(?!)'})",
        "season": rf"\b(?P<season>{phrases.names_of(known.seasons) or '(?!)'})\b",
        "feast": rf"\b(?P<feast>{phrases.names_of(dict.fromkeys(known.feasts, 0))})\b",
        "number": rf"\b(?:(?:{number}) ?(?:-|to|or|bis|oder|à|ou|o|a|of|tot) ?)?(?P<number>{number})",
        "unit": rf"(?:{units})\b",
        "units": f"(?:{'|'.join(known.units.values())})\\b",
        "so_long": rf"(?:(?:{number}) (?:\w+ )?)(?:{'|'.join(known.units.values())})\b",
    }
