"""What a calendar has to say, whatever it is kept in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

from msgspec import Struct


class CalendarObject(Struct, frozen=True):
    """One event with its exceptions, as iCalendar (RFC 4791, 4.1). ``name`` stays the same in its collection."""

    name: str
    data: bytes


class Changes(Struct, frozen=True):
    """What has changed in one collection since its bookmark, and the bookmark for the next time.

    ``objects`` are new or changed, ``gone`` the names of those that are there no more. ``present``: the names of all
    that is there; None where only the changes are known. ``skipped`` names objects that could not be had, with the
    reason.
    """

    collection: str
    bookmark: str
    objects: tuple[CalendarObject, ...] = ()
    gone: frozenset[str] = frozenset()
    present: frozenset[str] | None = None
    skipped: tuple[tuple[str, str], ...] = ()


class Window(Struct, frozen=True):
    """Of which time events are wanted (aware), and whether to look for collections that are new."""

    since: datetime
    until: datetime
    look_around: bool


class CalendarSource(Protocol):
    """A configured calendar. One thread at a time, but for ``interrupt``."""

    def changes(self, bookmarks: Mapping[str, str], window: Window) -> Iterable[Changes]:
        """What has changed in each collection since the bookmarks (by collection) that were given out before.

        :raises Transient: it cannot be read just now, or in part only: nothing is to be concluded.
        :raises LoginRefused: the secret is missing or not accepted.
        """

    def names(self) -> tuple[str, ...]:
        """The calendars that would be read, by their names for the user. Raises as ``changes``."""

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""

    def close(self) -> None:
        """Let go of the connection."""


def short(*parts: str | bytes) -> str:
    """A short digest, to remember that something is as it was."""
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()
