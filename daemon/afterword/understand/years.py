"""The years that an interview can lie in. A date outside is a slip or an attack, and counts as unknown.

Later arithmetic adds days and weeks to what was read, and would fail for good near the ends of the calendar.
"""

from datetime import date, datetime

FIRST_YEAR, LAST_YEAR = 1990, 2100


def is_within_reason(when: date) -> bool:
    """Does a day, or an instant (in UTC), lie in one of these years, both ends included?"""
    return FIRST_YEAR <= when.year <= LAST_YEAR


def instant_within_reason(when: datetime | None) -> datetime | None:
    """The instant itself; None where it is unknown or outside these years."""
    return when if when is not None and is_within_reason(when) else None


def day_within_reason(day: date | None) -> date | None:
    """The day itself; None where it is unknown or outside these years."""
    return day if day is not None and is_within_reason(day) else None
