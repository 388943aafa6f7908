"""Bytes in, facts out. No clock, no I/O. This is the door: `read`, `read_calendar`, `envelope`.

``READER`` is the version of the reading: it is raised whenever the same bytes would be read differently.
"""

from collections.abc import Collection
from dataclasses import replace

from afterword.errors import BadMessage
from afterword.model import Envelope, Reading
from afterword.understand import ics, invites, mime, reply
from afterword.understand.given import with_people
from afterword.understand.text import new_text
from afterword.understand.tone import manner_of

READER: int = 1


def read(raw: bytes, owner: Collection[str]) -> Reading:
    """What a whole message says. ``owner`` are the owner's addresses, aliases included. Raises BadMessage."""
    message = mime.parse(raw)
    written = new_text(message)
    manner = manner_of(written.body, message.envelope.sender)
    found = invites.from_message(message, owner, written.whole)
    said = reply.read_reply(message, any(one.uid for one in found), owner)
    return Reading(
        envelope=message.envelope,
        # What the mail says beside the event tells more of its tone than what stands in the event.
        invites=tuple(replace(one, manner=manner) if manner.tone else one for one in found),
        reply=with_people(said, written, manner) if said else None,
        text=written.whole,
    )


def read_calendar(raw: bytes, owner: Collection[str]) -> Reading:
    """What a bare iCalendar file says; its envelope is empty. Raises BadMessage where it holds no calendar."""
    if len(raw) > mime.MAX_BYTES:
        raise BadMessage(f"larger than {mime.MAX_BYTES // (1024 * 1024)} MiB")
    if not ics.calendars(raw, None):
        raise BadMessage("no calendar")
    return Reading(envelope=Envelope(), invites=invites.from_calendar(raw, owner))


def envelope(header_block: bytes) -> Envelope:
    """The envelope of a header alone, as the server gives it. Raises BadMessage where there is no header."""
    return mime.envelope(header_block)
