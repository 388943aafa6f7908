"""The agenda as an iCalendar file (RFC 5545), which is its own memory: versions are read back from it.

Times are UTC instants, so the file needs no VTIMEZONE. There is no METHOD: that would make a message of it (RFC 5546).
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Component, Event, Todo

from afterword.errors import Transient
from afterword.model.agenda import DOMAIN, Entry, Posted

PRODID = "-//Afterword//Agenda//EN"
MOST_BYTES = 8 * 2**20
LENGTH = timedelta(minutes=15)  # of an entry at an instant: without one, some programs show nothing
_REFRESH = timedelta(hours=1)


class AgendaFile:
    """The agenda at a path. Whatever stands there that is not ours is never written over."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[Posted, ...]:
        """What was last published, in the order of the file; () where there is no file yet.

        :raises Transient: the file cannot be read, or is not one that ``update`` has made.
        """
        data = self._data()
        return parsed(data, self.path) if data.strip() else ()

    def update(self, revise: Callable[[tuple[Posted, ...]], Sequence[Posted]]) -> bool:
        """Publish what ``revise`` makes of what stands there; was there news? Without, nothing is written.

        The file is for its owner alone (0600), and changes all at once. An agenda that has become empty stays as it
        last was, all cancelled, since a calendar must hold something (RFC 5545, 3.6); so none is made for nothing.

        :raises Transient: it cannot be read or written, or what stands there is not ours.
        """
        before = self.read()
        posted = tuple(revise(before))
        if not posted or (posted == before and _is_private(self.path)):
            return False
        target = self.path.resolve()  # a link stays one
        scratch = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, 0o600)  # whatever the umask, or a crash, has left there
                file.write(written(posted))
                file.flush()
                os.fsync(descriptor)
            scratch.replace(target)
        except OSError as problem:
            with suppress(OSError):
                scratch.unlink()
            raise Transient(f"agenda: {self.path} cannot be written: {problem.strerror}") from None
        return True

    def _data(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return b""
        except OSError as problem:
            raise Transient(f"agenda: {self.path} cannot be read: {problem.strerror}") from None
        if len(data) > MOST_BYTES:
            raise _not_ours(self.path)
        return data


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


def parsed(data: bytes, path: Path) -> tuple[Posted, ...]:
    """What ``written`` was given, out of the data at ``path``.

    :raises Transient: they are no agenda of ours.
    """
    try:
        calendar = Calendar.from_ical(data)
        if str(calendar.get("prodid")) != PRODID:
            raise _not_ours(path)
        return tuple(_entries(calendar))
    except (ValueError, KeyError, TypeError, AttributeError):  # what icalendar makes of what is none
        raise _not_ours(path) from None


def _entries(calendar: Component) -> Iterator[Posted]:
    for one in calendar.subcomponents:
        task, uid = one.name == "VTODO", str(one["uid"])
        if one.name not in ("VEVENT", "VTODO") or not uid.endswith(DOMAIN):
            raise ValueError("a component that we did not write")
        at, changed = _time(one["due" if task else "dtstart"]), _time(one["dtstamp"])
        if not isinstance(changed, datetime):
            raise ValueError("a stamp without a time")
        entry = Entry(uid, str(one["summary"]), str(one["description"]), at, task)
        yield Posted(entry, int(str(one["sequence"])), changed, str(one["status"]) == "CANCELLED")


def _time(value: object) -> date:
    at = getattr(value, "dt", None)
    if not isinstance(at, date):
        raise ValueError("a time that is none")
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def _is_private(path: Path) -> bool:
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode) == 0o600
    return False


def _not_ours(path: Path) -> Transient:
    return Transient(
        f"agenda: {path} holds something that Afterword has not written, and is left as it is. Move it away, or name "
        "another path."
    )
