"""The user's agenda: what stands in the calendar that they can subscribe to, and in which version."""

from datetime import date, datetime
from hashlib import sha256

from msgspec import Struct

DOMAIN = "@agenda.afterword.invalid"
"""Ends the UID of every entry, so that an agenda which comes back by one of the user's calendars is known as ours."""


class Entry(Struct, frozen=True):
    """One line of the agenda: an event, or a ``task`` (a suggestion, K1).

    ``title`` is one line, ``text`` has LF ends; neither has a backslash, since readers differ in what one means.
    ``at`` is an instant in UTC, whole seconds, or a whole day of the other side's; of a task, the time when it is due.
    """

    uid: str
    title: str
    text: str
    at: date
    task: bool = False


class Posted(Struct, frozen=True):
    """An entry as it was last published: how often it has changed before (RFC 5545, 3.8.7.4), and when it last did."""

    entry: Entry
    sequence: int
    changed: datetime
    cancelled: bool = False


def uid_of(*parts: str) -> str:
    """The UID of the entry that is about this: the same on every machine, and telling nothing (RFC 7986, 5.3)."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24] + DOMAIN
