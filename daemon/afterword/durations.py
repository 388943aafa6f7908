"""Times as people write them in the configuration: "48h", "7 days", "5 working days", "21:00-07:00"."""

import json
import re
from datetime import time, timedelta

from afterword.model import Anchor, QuietHours, Span, Unit

# Long enough for any search for work, short enough that no sum with a date overflows.
_LONGEST = timedelta(days=3650)


def duration(value: object) -> timedelta:
    """A length of time as people write it: "90 min", "1h", "48 hours", "7 days", "2 weeks".

    :raises ValueError: what is wrong with it, and what would be right.
    """
    units = {"m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400, "week": 604800}
    match = re.fullmatch(r"(\d{1,6})\s*([a-z]+?)s?", value.strip().lower()) if isinstance(value, str) else None
    seconds = units.get(match[2]) if match else None
    if match is None or seconds is None:
        raise ValueError(f'must be a length of time such as "90 min", "48h" or "7 days", not {as_written(value)}')
    length = timedelta(seconds=int(match[1]) * seconds)
    if length > _LONGEST:
        raise ValueError(f"must be ten years at most, not {as_written(value)}")
    return length


def day_span(value: object) -> Span:
    """A span counted in days from the interview: "5 working days", "10 days", "2 weeks", "1 month".

    :raises ValueError: what is wrong with it, and what would be right.
    """
    match = re.fullmatch(r"(\d{1,3})\s+([a-z ]+?)s?", value.strip().lower()) if isinstance(value, str) else None
    unit = {str(unit): unit for unit in Unit}.get(" ".join(match[2].split())) if match else None
    if match is None or unit is None or int(match[1]) == 0:
        raise ValueError(
            f'must be a number of days, weeks or months such as "5 working days" or "1 week", not {as_written(value)}'
        )
    return Span(int(match[1]), unit, Anchor.INTERVIEW)


def hours_between(value: object) -> QuietHours | None:
    """Two times of day, "21:00-07:00", or "none".

    :raises ValueError: what is wrong with it, and what would be right.
    """
    text = value.strip().lower() if isinstance(value, str) else ""
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)", text)
    if text == "none":
        return None
    if match is None or match.group(1, 2) == match.group(3, 4):
        raise ValueError(f'must be two times of day such as "21:00-07:00", or "none", not {as_written(value)}')
    return QuietHours(time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4])))


def time_of_day(value: object) -> time | None:
    """A time of day, "08:00", or "none".

    :raises ValueError: what is wrong with it, and what would be right.
    """
    text = value.strip().lower() if isinstance(value, str) else ""
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if match is None and text != "none":
        raise ValueError(f'must be a time of day such as "08:00", or "none", not {as_written(value)}')
    return time(int(match[1]), int(match[2])) if match else None


def as_written(value: object) -> str:
    """A value as it stands in the file, or nearly so, and not at length."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"
