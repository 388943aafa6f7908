"""Working days, and the day that a promise comes due (C2, C3)."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from afterword.decide.believable import LAST_DAY, believable, believable_day
from afterword.feast_days import holidays_of
from afterword.model import Anchor, Promise, Span, Unit

MORNING = time(9)
ONE_DAY = timedelta(days=1)


class WorkCalendar(Struct, frozen=True):
    """Which days are worked: Monday to Friday, or as the public holidays and the weekend of a country say.

    ``country`` is an ISO 3166-1 code and ``subdivision`` an ISO 3166-2 part, as the ``holidays`` package knows them;
    a place that it does not know has Monday to Friday.
    """

    country: str | None = None
    subdivision: str | None = None

    def works_on(self, day: date) -> bool:
        """Is ``day`` a working day here?"""
        return _works_on(self.country, self.subdivision, day)

    def after(self, day: date, working_days: int) -> date:
        """The day that lies so many working days after ``day`` (0: ``day`` itself, worked or not), at most in 2100."""
        day = believable_day(day)
        while working_days > 0 and day < LAST_DAY:
            day += ONE_DAY
            working_days -= self.works_on(day)
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before ``day``."""
        day = believable_day(day)
        return day if self.works_on(day) else self.after(day, 1)


@lru_cache(maxsize=16384)
def _works_on(country: str | None, subdivision: str | None, day: date) -> bool:
    return _working_day_rule(country, subdivision)(day)


@lru_cache(maxsize=64)
def _working_day_rule(country: str | None, subdivision: str | None) -> Callable[[date], bool]:
    if country is None:
        return lambda day: day.weekday() < 5
    try:
        return holidays_of(country, subdivision).is_working_day
    except NotImplementedError:
        return _working_day_rule(country, None) if subdivision else _working_day_rule(None, None)


def promised_day(promise: Promise, written_on: date, interview_on: date | None, calendar: WorkCalendar) -> date:
    """The last day on which the promise is kept (C2).

    A span is counted from the day of the message, or from that of the interview where the promise says so and the
    interview is known.
    """
    if not isinstance(promise.until, Span):
        return believable_day(promise.until)
    base = interview_on if promise.until.anchor is Anchor.INTERVIEW and interview_on else written_on
    return span_end(promise.until, base, calendar)


def span_end(span: Span, base: date, calendar: WorkCalendar) -> date:
    """The day that lies one span after ``base``, at most in 2100. A month later than the 31st is the last of a shorter
    month."""
    base = believable_day(base)
    amount = min(span.amount, (LAST_DAY - base).days)
    match span.unit:
        case Unit.WORKING_DAY:
            return calendar.after(base, amount)
        case Unit.DAY:
            return believable_day(base + ONE_DAY * amount)
        case Unit.WEEK:
            return believable_day(base + ONE_DAY * 7 * amount)
        case Unit.MONTH:
            years, month = divmod(base.month - 1 + amount, 12)
            year, month = base.year + years, month + 1
            if year > LAST_DAY.year:
                return LAST_DAY
            return date(year, month, min(base.day, monthrange(year, month)[1]))


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of ``day`` in ``zone``."""
    return datetime.combine(believable_day(day), time(), zone)


def working_morning(moment: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> datetime:
    """09:00 of the first working morning in ``zone`` that is not before ``moment`` (C3)."""
    local = believable(moment).astimezone(zone)
    day = local.date() if local.time() <= MORNING else local.date() + ONE_DAY
    return datetime.combine(calendar.on_or_after(day), MORNING, zone)
