"""Events in schema.org markup (JSON-LD), which some hiring services put into the HTML of a mail instead of a calendar.

Only what stands in ``<script type="application/ld+json">`` is read, with bounds on size and depth; nothing is fetched.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice

from afterword import addresses
from afterword.model import Method
from afterword.understand import names
from afterword.understand.characters import seen_on_one_line
from afterword.understand.events import Attendee, Event
from afterword.understand.years import instant_within_reason

MAX_SCRIPTS = 10
MAX_SCRIPT = 100_000
MAX_EVENTS = 20
_MAX_NODES = 2_000

_SCRIPT = re.compile(
    r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>(.{1,100000}?)</script", re.IGNORECASE | re.DOTALL
)
_EVENT_TYPES = ("Event", "Festival", "BusinessEvent", "SocialEvent", "EducationEvent", "JobInterview", "Interview")
_CANCELLED = ("Cancelled", "Canceled")


def events(html: str) -> list[Event]:
    """The events that the HTML of a mail marks up; [] where there are none. Never raises on malformed markup."""
    found = (event for data in _data(html) for node in _nodes(data) if (event := _event(node)) is not None)
    return list(islice(found, MAX_EVENTS))


def other_kinds(html: str) -> tuple[str, ...]:
    """What is marked up like an event and is none, such as "FlightReservation"; () where there is no such thing."""
    found = (_type(node) for data in _data(html) for node in _nodes(data) if _event(node) is None)
    return tuple(dict.fromkeys(found))[:10]


def _data(html: str) -> Iterator[object]:
    if "ld+json" not in html:
        return
    for script in islice(_SCRIPT.finditer(html), MAX_SCRIPTS):
        try:
            yield json.loads(script[1].strip().removeprefix("<!--").removesuffix("-->"))
        except (ValueError, RecursionError):
            continue


def _nodes(data: object) -> Iterator[dict[str, object]]:
    """Every reservation or event, the outermost first; the event of a reservation is not given again."""
    waiting, seen = [data], 0
    while waiting and seen < _MAX_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if _type(node).endswith("Reservation") or _is_event(node):
                yield node
            else:
                waiting.extend(value for value in node.values() if isinstance(value, dict | list))


def _type(node: dict[str, object]) -> str:
    value = node.get("@type")
    value = value[0] if isinstance(value, list) and value else value
    return value.rpartition("/")[2] if isinstance(value, str) else ""


def _is_event(node: dict[str, object]) -> bool:
    return _type(node) in _EVENT_TYPES or (_type(node).endswith("Event") and "startDate" in node)


def _event(node: dict[str, object]) -> Event | None:
    reserved = node.get("reservationFor")
    inner = reserved if isinstance(reserved, dict) else node
    if not _is_event(inner):
        return None
    summary, start = _text(inner, "name"), _instant(inner, "startDate")
    number = _text(node, "reservationNumber") or _text(node, "reservationId") or _text(inner, "@id")
    status = f"{_text(node, 'reservationStatus')} {_text(inner, 'eventStatus')}"
    told = f"{number}\n{summary}\n{_text(inner, 'startDate')}"
    organizer = inner.get("organizer")
    return Event(
        uid=f"markup-{sha256((number or told).encode()).hexdigest()[:24]}",
        method=Method.PUBLISH,
        sequence=0,
        dtstamp=_instant(node, "modifiedTime") or _instant(node, "bookingTime"),
        recurrence_id=None,
        start=start,
        end=_instant(inner, "endDate"),
        time_zone=None,
        all_day=False,
        repeats=False,
        cancelled=any(word in status for word in _CANCELLED),
        summary=summary[:500],
        description=_text(inner, "description")[:8000],
        location="",
        organizer=_person(organizer),
        attendees=tuple(person for one in _several(inner.get("performer")) if (person := _person(one)) is not None),
        product=f"schema.org {_type(inner)}",
    )


def _several(value: object) -> list[object]:
    return value[:50] if isinstance(value, list) else [value]


def _text(node: dict[str, object], key: str) -> str:
    value = node.get(key)
    return " ".join(seen_on_one_line(value).split()) if isinstance(value, str) else ""


def _person(value: object) -> Attendee | None:
    if not isinstance(value, dict):
        return None
    email = addresses.normal(_text(value, "email"))
    name = _text(value, "name")
    return Attendee(names.person(email, name)) if email else None


def _instant(node: dict[str, object], key: str) -> datetime | None:
    """ISO 8601 with its offset; a time without one is nobody's."""
    text = _text(node, key)
    if "T" not in text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
        return instant_within_reason(parsed.astimezone(UTC)) if parsed.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
