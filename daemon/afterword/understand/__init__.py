"""Bytes in, facts out. No clock, no I/O. This is the door: `read`, `read_calendar`, `envelope`, the first two with
where everything stands: `read_with_sources`, `read_calendar_with_sources`, and what the
user notes: `read_debrief` (a message), `read_form` (a text), `with_field`, `person_of` and `as_unicode` (one value).

``READER`` is the version of the reading: it is raised whenever the same bytes would be read differently.
"""

from collections.abc import Collection
from datetime import datetime

from msgspec.structs import replace

from afterword.errors import BadMessage
from afterword.model import Debrief, Envelope, Reading
from afterword.understand import ics, invites, mime, provenance, reply
from afterword.understand.debrief import form_text, read_form, with_field
from afterword.understand.form_lines import as_unicode
from afterword.understand.given import with_people
from afterword.understand.mime import Message
from afterword.understand.people_noted import person_of
from afterword.understand.provenance import Sources
from afterword.understand.text import NewText, new_text
from afterword.understand.tone import manner_of

READER: int = 6

__all__ = [
    "READER",
    "Sources",
    "as_unicode",
    "envelope",
    "person_of",
    "read",
    "read_calendar",
    "read_calendar_with_sources",
    "read_debrief",
    "read_form",
    "read_with_sources",
    "with_field",
]


def read(raw: bytes, owner: Collection[str]) -> Reading:
    """What a whole message says. ``owner`` are the owner's addresses, aliases included. Raises BadMessage."""
    message = mime.parse(raw)
    return _reading(message, new_text(message), owner)


def read_with_sources(raw: bytes, owner: Collection[str]) -> tuple[Reading, tuple[Sources, ...]]:
    """What ``read`` says, and for each of its invites where the values stand. Raises BadMessage."""
    message = mime.parse(raw)
    written = new_text(message)
    reading = _reading(message, written, owner)
    return reading, provenance.of_message(message, reading.invites, owner, written.whole)


def read_calendar_with_sources(raw: bytes, owner: Collection[str]) -> tuple[Reading, tuple[Sources, ...]]:
    """The same for ``read_calendar``."""
    reading = read_calendar(raw, owner)
    return reading, provenance.of_calendar(raw, reading.invites, owner)


def _reading(message: Message, written: NewText, owner: Collection[str]) -> Reading:
    manner = manner_of(written.body, message.envelope.sender)
    found = invites.from_message(message, owner, written.whole)
    said = reply.read_reply(message, any(one.uid for one in found), owner)
    return Reading(
        envelope=message.envelope,
        # What the mail says beside the event tells more of its tone than what stands in the event.
        invites=tuple(replace(one, manner=manner) if manner.tone else one for one in found),
        reply=with_people(said, written, manner, in_thread=message.envelope.in_reply_to is not None) if said else None,
        text=written.whole,
    )


def read_calendar(raw: bytes, owner: Collection[str]) -> Reading:
    """What a bare iCalendar file says; its envelope is empty. Raises BadMessage where it holds no calendar."""
    if len(raw) > mime.MAX_BYTES:
        raise BadMessage(f"larger than {mime.MAX_BYTES // (1024 * 1024)} MiB")
    if not ics.calendars(raw, None):
        raise BadMessage("no calendar")
    return Reading(envelope=Envelope(), invites=invites.from_calendar(raw, owner))


def read_debrief(raw: bytes, about: str, at: datetime, blank: str) -> tuple[Debrief, ...]:
    """What the owner has filled in of the debrief form in a message, see ``debrief.read_form``. Raises BadMessage."""
    return read_form(form_text(mime.parse(raw)), about, at, blank)


def envelope(header_block: bytes) -> Envelope:
    """The envelope of a header alone, as the server gives it. Raises BadMessage where there is no header."""
    return mime.envelope(header_block)
