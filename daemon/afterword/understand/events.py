"""A VEVENT as values: when, who, what. Times that cannot be known are None (RFC 5545, 3.6.1; RFC 5546).

Vendors' departures from the standard are put right in ``quirks`` before anything is read here.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from msgspec import Struct

from afterword import addresses
from afterword.model import Method, Person
from afterword.understand import ics, names, quirks, zones
from afterword.understand.ics import Component, Property
from afterword.understand.years import instant_within_reason

MAX_ATTENDEES = 500
_MAX_TEXT = 16 * 1024
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DURATION = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")


class Kind(Enum):
    """What stands behind an attendee line (CUTYPE and ROLE of RFC 5545, 3.2.3 and 3.2.16)."""

    PERSON = "person"
    ROOM = "room"
    GROUP = "group"


class Attendee(Struct, frozen=True):
    """ORGANIZER or ATTENDEE. ``partstat`` is in upper case; ``sent_by`` is the address of who acts for them."""

    person: Person
    kind: Kind = Kind.PERSON
    optional: bool = False
    partstat: str = "NEEDS-ACTION"
    sent_by: str | None = None


class Event(Struct, frozen=True):
    """One event instance. ``recurrence_id`` is as in ``Invite``.

    ``start``, ``end`` and ``dtstamp`` are UTC instants in years within reason (years.py), or None.
    """

    uid: str
    method: Method | None
    sequence: int
    dtstamp: datetime | None
    recurrence_id: str | None
    start: datetime | None
    end: datetime | None
    time_zone: str | None
    all_day: bool
    repeats: bool
    cancelled: bool
    summary: str
    description: str
    location: str
    organizer: Attendee | None
    attendees: tuple[Attendee, ...]
    product: str


def events(data: bytes, charset: str | None, method: str | None = None) -> list[Event]:
    """The events of an iCalendar part. ``method`` is the Content-Type's, used where the text names none."""
    return [event for event, _ in with_lines(data, charset, method)]


def with_lines(data: bytes, charset: str | None, method: str | None = None) -> list[tuple[Event, Component]]:
    """The same, each with the component that it was read from."""
    found: list[tuple[Event, Component]] = []
    for calendar in ics.calendars(data, charset):
        own = {tzid: item for item in calendar.children if item.name == "VTIMEZONE" and (tzid := item.text("TZID"))}
        product = calendar.text("PRODID") or ""
        told = _method(calendar.text("METHOD")) or _method(method)
        blocks = (child for child in calendar.children if child.name == "VEVENT")
        found.extend((_event(block, own, told, product), block) for block in blocks)
    return found


def untold(uid: str) -> Event:
    """An event of which nothing is known, as a calendar that cannot be read has it."""
    return Event(
        uid=uid,
        method=None,
        sequence=0,
        dtstamp=None,
        recurrence_id=None,
        start=None,
        end=None,
        time_zone=None,
        all_day=False,
        repeats=False,
        cancelled=False,
        summary="",
        description="",
        location="",
        organizer=None,
        attendees=(),
        product="",
    )


def kinds(data: bytes, charset: str | None) -> tuple[str, ...]:
    """What an iCalendar part holds beside events: "VFREEBUSY", "VTODO"; () where no calendar can be read in it."""
    inside = (child.name for calendar in ics.calendars(data, charset) for child in calendar.children)
    return tuple(dict.fromkeys(name for name in inside if name not in ("VEVENT", "VTIMEZONE")))[:10]


def _event(component: Component, own: Mapping[str, Component], method: Method | None, product: str) -> Event:
    quirks.mend(component)
    start = _when(component, "DTSTART", own)
    end = _when(component, "DTEND", own)
    organizer = next((person for item in component.all("ORGANIZER") if (person := _attendee(item))), None)
    attendees = [person for item in component.all("ATTENDEE")[:MAX_ATTENDEES] if (person := _attendee(item))]
    status = (component.text("STATUS") or "").upper()
    summary = " ".join((component.text("SUMMARY") or "").split())[:500]
    return Event(
        uid=(component.text("UID") or "")[:1000],
        method=method,
        sequence=quirks.sequence(component),
        dtstamp=_stamp(component, "DTSTAMP") or _stamp(component, "LAST-MODIFIED") or _stamp(component, "CREATED"),
        recurrence_id=_recurrence_id(component, own, start),
        start=instant_within_reason(start.instant),
        end=instant_within_reason(_end(component, start, end)),
        time_zone=start.zone,
        all_day=start.day is not None,
        repeats=any(component.first(name) for name in ("RRULE", "RDATE")),
        cancelled=method is Method.CANCEL or status == "CANCELLED",
        summary=summary,
        description=quirks.description(component)[:_MAX_TEXT],
        location=(component.text("LOCATION") or "")[:500],
        organizer=organizer,
        attendees=tuple(attendees),
        product=product[:200],
    )


def _method(text: str | None) -> Method | None:
    try:
        return Method((text or "").strip().upper())
    except ValueError:
        return None


# --- When ---


class _When(Struct, frozen=True):
    """A DATE or DATE-TIME property. ``local`` is the wall clock's reading; ``instant`` is None where it is unknown."""

    present: bool = False
    instant: datetime | None = None
    day: date | None = None
    local: datetime | None = None
    zone: str | None = None
    resolved: zones.Zone | None = None


def _when(component: Component, name: str, own: Mapping[str, Component]) -> _When:
    found = [_one(item, own) for item in component.all(name)[:10]]
    if not found:
        return _When()
    # A property given twice is fine where both say the same; else nobody knows.
    return found[0] if all(item == found[0] for item in found) else _When(present=True)


def _one(item: Property, own: Mapping[str, Component], floating_in: zones.Zone | None = None) -> _When:
    text = item.value.strip().upper()
    day = _DATE.fullmatch(text)
    if day is not None:
        try:
            return _When(present=True, day=date(int(day[1]), int(day[2]), int(day[3])))
        except ValueError:
            return _When(present=True)
    local = zones.stamp(text)
    tzid = item.parameter("TZID")
    if local is None:
        return _When(present=True)
    if text.endswith("Z"):
        # A zone and a Z contradict each other, unless the zone is UTC itself.
        zone = zones.resolved(tzid, own) if tzid else None
        if tzid and (zone is None or zone.name not in ("UTC", "Etc/UTC", "GMT")):
            return _When(present=True, local=local)
        return _When(present=True, instant=local.replace(tzinfo=UTC), local=local)
    if tzid:
        zone = zones.resolved(tzid, own)
        if zone is None:
            return _When(present=True, local=local)
        return _When(present=True, instant=zone.instant(local), local=local, zone=zone.name, resolved=zone)
    if floating_in is not None:
        instant = floating_in.instant(local)
        return _When(present=True, instant=instant, local=local, zone=floating_in.name, resolved=floating_in)
    return _When(present=True, local=local)


def _end(component: Component, start: _When, end: _When) -> datetime | None:
    by_duration = _after_duration(component, start)
    if not end.present:
        return by_duration  # where both are given, DTEND is the one that calendars show
    if end.instant is not None and start.instant is not None and end.instant < start.instant:
        return None  # no event ends before it begins (RFC 5545, 3.8.2.2)
    return end.instant


def _after_duration(component: Component, start: _When) -> datetime | None:
    """Days are of the calendar, hours are exact (RFC 5545, 3.3.6)."""
    found = _DURATION.fullmatch((component.text("DURATION") or "").strip().upper())
    if found is None or start.instant is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        base = start.instant
        if (weeks or days) and start.resolved is not None and start.local is not None:
            moved = start.resolved.instant(start.local + timedelta(weeks=weeks, days=days))
            if moved is None:
                return None
            base = moved
        else:
            base += timedelta(weeks=weeks, days=days)
        return base + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None


def _recurrence_id(component: Component, own: Mapping[str, Component], start: _When) -> str | None:
    item = component.first("RECURRENCE-ID")
    if item is None:
        return None
    when = _one(item, own, floating_in=start.resolved)
    if when.day is not None:
        return when.day.isoformat()
    if when.instant is not None:
        return when.instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    # It still tells this instance from its sisters, though not when it was.
    return when.local.isoformat() if when.local is not None else item.value.strip()[:100] or None


def _stamp(component: Component, name: str) -> datetime | None:
    when = _one(found, {}) if (found := component.first(name)) is not None else _When()
    if when.instant is not None:
        return instant_within_reason(when.instant)
    # They are UTC by definition.
    return instant_within_reason(when.local.replace(tzinfo=UTC)) if when.local is not None else None


# --- Who ---

_ROOMS = frozenset({"RESOURCE", "ROOM"})


def _attendee(item: Property) -> Attendee | None:
    # An organizer's value may be a path on a server, with the address in EMAIL (calendarserver, Zimbra, iCloud).
    email = addresses.normal(item.parameter("EMAIL")) or addresses.normal(item.value)
    name = item.parameter("CN")
    if email is None and not name:
        return None
    kind = Kind.PERSON
    user_type, role = ((item.parameter(key) or "").upper() for key in ("CUTYPE", "ROLE"))
    if user_type in _ROOMS or role == "NON-PARTICIPANT":
        kind = Kind.ROOM
    elif user_type == "GROUP":
        kind = Kind.GROUP
    return Attendee(
        person=names.person(email, quirks.name(name)),
        kind=kind,
        optional=role == "OPT-PARTICIPANT",
        partstat=(item.parameter("PARTSTAT") or "NEEDS-ACTION").upper(),
        sent_by=addresses.normal(item.parameter("SENT-BY")),
    )
