"""Days that a calendar names: Easter, Christmas and those that a language's ``[feasts]`` lists, before and after which
answers are promised.

A feast is "MM-DD"; "month nth weekday" with ISO numbers ("11 4 4" is the fourth Thursday of November, "5 -1 1" the
last Monday of May); "easter+N", so many days from Easter Sunday; or "advent N", the Nth Sunday of Advent. One of
several days has its first and its last ("12-29/01-03"), and counts by the last. Of several with "|" between them ("the
bank holiday") the one that comes first counts.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_FIXED = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)")


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876, as Meeus gives it)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return date(year, month, day + 1)


def easter_ahead(written_on: date) -> date:
    """The Easter that a message of ``written_on`` speaks of: this year's until a week after it."""
    easter = easter_sunday(written_on.year)
    if easter + _WEEK < written_on and written_on.year < date.max.year:
        return easter_sunday(written_on.year + 1)
    return easter


def feast_ahead(rule: str, written_on: date) -> date | None:
    """The day of the feast ``rule`` that a message of ``written_on`` speaks of; None past the last year there is.

    ValueError tells a rule that is none of the forms above.
    """
    if "|" in rule:
        days = (feast_ahead(one, written_on) for one in rule.split("|"))
        return min((day for day in days if day is not None and day >= written_on), default=None)
    rule = rule.rpartition("/")[2]
    this_year = _of_year(rule, written_on.year)
    if this_year >= written_on - _WEEK:
        return this_year
    return _of_year(rule, written_on.year + 1) if written_on.year < date.max.year else None


def first_day(rule: str, written_on: date) -> date | None:
    """The day on which that feast begins."""
    last = feast_ahead(rule, written_on)
    if last is None or "/" not in rule:
        return last
    first = _of_year(rule.partition("/")[0], last.year)
    return first if first <= last else _of_year(rule.partition("/")[0], last.year - 1)


def _of_year(rule: str, year: int) -> date:
    if rule.startswith("easter"):
        return easter_sunday(year) + _DAY * int(rule.removeprefix("easter"))
    if rule.startswith("advent"):
        fourth = date(year, 12, 24) - _DAY * (date(year, 12, 24).isoweekday() % 7)
        return fourth - _WEEK * (4 - int(rule.removeprefix("advent ")))
    fixed = _FIXED.fullmatch(rule)
    if fixed:
        return date(year, int(fixed["month"]), int(fixed["day"]))
    of_month, nth, weekday = map(int, rule.split())
    days = [date(year, of_month, day) for day in range(1, monthrange(year, of_month)[1] + 1)]
    found = [day for day in days if day.isoweekday() == weekday]
    return found[nth - 1 if nth > 0 else nth]
