"""The agenda as iCalendar (RFC 5545): the form in which it is published, and read again.

Times are UTC instants, so it needs no VTIMEZONE. There is no METHOD: that would make a message of it (RFC 5546).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Component, Event, Todo

from afterword.model.agenda import DOMAIN, Entry, Posted

PRODID = "-//Afterword//Agenda//EN"
LENGTH = timedelta(minutes=15)  # of an entry at an instant: without one, some programs show nothing
_REFRESH = timedelta(hours=1)
_SEAL = "X-AFTERWORD-SEAL"
_NO_AGENDA = (ValueError, KeyError, TypeError, AttributeError)  # what icalendar makes of what is none


class NotOurs(Exception):
    """What was read is nothing that Afterword has written."""


def written(posted: Sequence[Posted]) -> bytes:
    """The agenda as iCalendar, with CRLF ends and folded lines."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", "Afterword")  # RFC 7986; the second is what most programs read
    calendar.add("x-wr-calname", "Afterword")
    calendar.add("refresh-interval", _REFRESH, {"VALUE": "DURATION"})
    for one in posted:
        calendar.add_component(_component(one))
    return bytes(calendar.to_ical())


def _component(posted: Posted) -> Component:
    entry, at = posted.entry, posted.entry.at
    component: Component = Todo() if entry.task else Event()
    component.add("uid", entry.uid)
    component.add("dtstamp", posted.changed)
    component.add("last-modified", posted.changed)
    component.add("sequence", posted.sequence)
    if entry.task:
        component.add("due", at)
    else:
        component.add("dtstart", at)
        component.add("dtend", at + (LENGTH if isinstance(at, datetime) else timedelta(days=1)))
        component.add("transp", "TRANSPARENT")  # nobody is busy with it
    component.add("summary", entry.title)
    component.add("description", entry.text)
    component.add("class", "PRIVATE")
    live = "NEEDS-ACTION" if entry.task else "CONFIRMED"
    component.add("status", "CANCELLED" if posted.cancelled else live)
    return component


def parsed(data: bytes) -> tuple[Posted, ...]:
    """What ``written`` was given. Raises ``NotOurs`` where the data are no agenda of ours."""
    try:
        calendar = Calendar.from_ical(data)
        if str(calendar.get("prodid")) != PRODID:
            raise NotOurs
        return tuple(_posted(one) for one in calendar.subcomponents)
    except _NO_AGENDA:
        raise NotOurs from None


# --- One entry by itself, as a calendar server keeps it (RFC 4791, 4.1) ---


def written_alone(posted: Posted) -> bytes:
    """An entry as a resource of its own, under a seal: whoever changes it does not renew that."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    component = _component(posted)
    component.add(_SEAL, _seal_of(posted))
    calendar.add_component(component)
    return bytes(calendar.to_ical())


def untouched(data: bytes) -> Posted:
    """What ``written_alone`` was given, however a server writes it. Raises ``NotOurs`` where anybody has changed it.

    Servers put their own name into it, and their own way to write a time. A reminder that the user has set on it is a
    change: it would be lost if the entry were written over.
    """
    try:
        calendar = Calendar.from_ical(data)
        (component,) = (one for one in calendar.subcomponents if one.name != "VTIMEZONE")
        posted = _posted(component)
        live = "NEEDS-ACTION" if posted.entry.task else "CONFIRMED"
        as_it_was = not component.subcomponents and str(component["status"]) in (live, "CANCELLED")
        if as_it_was and str(component[_SEAL]) == _seal_of(posted):
            return posted
    except _NO_AGENDA:
        pass
    raise NotOurs


def _seal_of(posted: Posted) -> str:
    entry = posted.entry
    told = (entry.uid, entry.title, entry.text, entry.at.isoformat(), f"{entry.task} {posted.cancelled}")
    return sha256("\0".join((*told, str(posted.sequence))).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _posted(one: Component) -> Posted:
    task, uid = one.name == "VTODO", str(one["uid"])
    if one.name not in ("VEVENT", "VTODO") or not uid.endswith(DOMAIN):
        raise NotOurs
    at, changed = _time(one["due" if task else "dtstart"]), _time(one["dtstamp"])
    if not isinstance(changed, datetime):
        raise NotOurs
    entry = Entry(uid, str(one["summary"]), str(one["description"]), at, task)
    return Posted(entry, int(str(one["sequence"])), changed, str(one["status"]) == "CANCELLED")


def _time(value: object) -> date:
    at = getattr(value, "dt", None)
    if not isinstance(at, date):
        raise NotOurs
    return at.astimezone(UTC) if isinstance(at, datetime) else at
