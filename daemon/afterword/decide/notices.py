"""When the user is told of what waits, and of what: everything once, while it lasts.

What cannot wait is told at once. All else is told by a digest at a set hour, and only where something is new in it; a
digest also names what was told before and still waits. What is noticed after the hour waits for the next one, and an
hour at which nothing ran is made up for.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from afterword.model.notices import Mention, Notice, Waiting

REMEMBERED_FOR = timedelta(days=1)
"""What has ended and comes back sooner is not told again: a server that now takes the login and now does not."""


def noticed(waiting: Sequence[Waiting], mentions: Sequence[Mention], now: datetime) -> tuple[Mention, ...]:
    """The mentions of all that waits at ``now``, new ones with that time; of what is gone, those told lately."""
    before = {one.id: one for one in mentions}
    there = {one.id: before.get(one.id) or Mention(one.id, now) for one in waiting}
    gone = (one for one in mentions if one.id not in there)
    kept = {one.id: one for one in gone if one.said and now - one.said < REMEMBERED_FOR}
    return tuple(sorted((there | kept).values(), key=lambda one: one.id))


def notice(
    waiting: Sequence[Waiting], mentions: Sequence[Mention], digest_at: time | None, zone: ZoneInfo, now: datetime
) -> Notice | None:
    """What is to be told now; None: nothing. ``mentions`` are of all of ``waiting``; without ``digest_at`` there is no
    digest. The hour is that of ``zone``."""
    unsaid = {one.id: one.noticed for one in mentions if one.said is None}
    hour = _last(digest_at, zone, now) if digest_at else None
    digest = hour is not None and any(at <= hour for at in (unsaid.get(one.id) for one in waiting) if at)
    news = tuple(one for one in waiting if one.id in unsaid and (digest or one.urgent))
    if not news:
        return None
    first = min(unsaid[one.id] for one in news)
    others = tuple(one for one in waiting if one not in news) if digest else ()
    parts = sorted(f"{one.id}\0{unsaid[one.id].isoformat()}" for one in news)
    name = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return Notice(name, first, news, others)


def told(mentions: Sequence[Mention], said: Notice, now: datetime) -> tuple[Mention, ...]:
    """The mentions once ``said`` has been told."""
    news = {one.id for one in said.news}
    return tuple(Mention(one.id, one.noticed, now) if one.id in news else one for one in mentions)


def next_digest(mentions: Sequence[Mention], digest_at: time | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the next digest is due; None where nothing is left to be told in one."""
    if digest_at is None or all(one.said for one in mentions):
        return None
    tomorrow = _last(digest_at, zone, now).astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, digest_at, zone).astimezone(UTC)


def _last(hour: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The latest moment, in UTC, at which it was that time of day."""
    today = now.astimezone(zone).date()
    at = datetime.combine(today, hour, zone).astimezone(UTC)
    if at > now:
        at = datetime.combine(today - timedelta(days=1), hour, zone).astimezone(UTC)
    return at
