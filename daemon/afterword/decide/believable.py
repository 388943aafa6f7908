"""What is believed of the times that mail and calendars tell: any date may be written there, from year 1 to 9999."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from afterword.model import Envelope, Invite, Promise

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)  # far enough from 1 and 9999 for all that is added here
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 12, 31, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(days=1)


def believable_day(day: date) -> date:
    """``day``, or the nearest of the years 1990 to 2100."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def believable(moment: datetime) -> datetime:
    """``moment`` (aware), or the nearest of the years 1990 to 2100."""
    return moment if EARLIEST <= moment <= LATEST else min(max(moment, EARLIEST), LATEST)


def in_believable_times(invite: Invite) -> Invite:
    """The invite with a start between 1990 and 2100; an end outside of these years is unknown."""
    start, end = invite.start and believable(invite.start), invite.end
    if end and not EARLIEST <= end <= LATEST:
        end = None
    return invite if (start, end) == (invite.start, invite.end) else replace(invite, start=start, end=end)


def is_postdated(envelope: Envelope, seen_at: datetime) -> bool:
    """Does its Date lie further after the moment at which it was seen than clocks and zones explain?"""
    return envelope.at is not None and envelope.at > seen_at + CLOCKS_DIFFER


def written_on(envelope: Envelope, seen_at: datetime) -> date:
    """The day on which a message was written, where it was: the one it was seen where it has no Date or a later one."""
    seen_on = seen_at.date()
    if envelope.day is None or envelope.day > seen_on + CLOCKS_DIFFER or is_postdated(envelope, seen_at):
        return seen_on
    return believable_day(envelope.day)


def believed_promise(promise: Promise | None, envelope: Envelope, seen_at: datetime) -> Promise | None:
    """The promise, unless it is a day that was counted from a Date in the future. A span can be counted anew."""
    by_its_date = promise is not None and isinstance(promise.until, date)
    return None if by_its_date and is_postdated(envelope, seen_at) else promise
