"""A large iCalendar file as many small ones, one for each event with its exceptions (RFC 5545, 3.4).

Nothing is understood here but where components begin and end, so that 5,000 events can be compared with those of the
last time before any of them is read.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct, field

from afterword.adapters.calendars.changes import short

MOST_EVENTS = 50_000

_FOLD = re.compile(rb"\r?\n[ \t]")
_UID = re.compile(rb"UID(?:;[^:\n]*)?:(.*)", re.IGNORECASE)
_TZID = re.compile(rb";TZID=\"?([^\":;]+)", re.IGNORECASE)
_START = re.compile(rb"DTSTART(?:;[^:\n]*)?:\s*(\d{8})", re.IGNORECASE)
_STAMP = re.compile(rb"DTSTAMP[:;]", re.IGNORECASE)  # feeds write the time of asking there
_REPEATS = re.compile(rb"(?:RRULE|RDATE)[:;]", re.IGNORECASE)


class Piece(Struct):
    """All that a file says of one UID. ``digest`` changes when any of it does; ``last_day``: None is unknown."""

    name: str
    lines: list[bytes] = field(default_factory=list)
    zones: set[bytes] = field(default_factory=set)
    last_day: date | None = date.min
    digest: str = ""

    def is_over(self, since: datetime) -> bool:
        """Is it surely over, days before ``since``? Nothing that repeats, or says no day, is."""
        return self.last_day is not None and self.last_day < (since - timedelta(days=2)).date()


class Pieces(Struct, frozen=True):
    """The events of a file, by their names, with the head and the time zones that they share."""

    pieces: dict[str, Piece]
    head: tuple[bytes, ...]
    zones: dict[bytes, tuple[bytes, ...]]

    def data(self, piece: Piece) -> bytes:
        """An event as a calendar of its own."""
        zones = [line for name in sorted(piece.zones) for line in self.zones.get(name, ())]
        return b"\r\n".join([b"BEGIN:VCALENDAR", *self.head, *zones, *piece.lines, b"END:VCALENDAR", b""])


class NoCalendar(Exception):
    """It is no iCalendar, or was cut off."""


def pieces(data: bytes) -> Pieces:
    """Takes a file apart. Raises ``NoCalendar`` where it is none or lacks its end: what is missing proves nothing."""
    text = _FOLD.sub(b"", data.removeprefix(b"\xef\xbb\xbf"))
    lines = [line for raw in text.split(b"\n") if (line := raw.rstrip(b"\r"))]
    if not lines or lines[0].strip().upper() != b"BEGIN:VCALENDAR" or lines[-1].strip().upper() != b"END:VCALENDAR":
        raise NoCalendar("it is no complete iCalendar file")
    found: dict[str, Piece] = {}
    head: list[bytes] = []
    zones: dict[bytes, tuple[bytes, ...]] = {}
    for kind, block in _blocks(lines):
        if kind == b"":
            head += block
        elif kind == b"VTIMEZONE":
            name = next((line.partition(b":")[2].strip() for line in block if line.upper().startswith(b"TZID")), b"")
            zones.setdefault(name, tuple(block))
        elif kind == b"VEVENT":
            _add(found, block)
            if len(found) > MOST_EVENTS:
                raise NoCalendar(f"it holds more than {MOST_EVENTS} events")
    for piece in found.values():
        told = [line for line in piece.lines if not _STAMP.match(line)]
        piece.digest = short(*told, *(line for name in sorted(piece.zones) for line in zones.get(name, ())))
    return Pieces(found, tuple(head[:50]), zones)


def _blocks(lines: list[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """The components of the calendars, each with its lines; properties of a calendar itself under the name ``b""``."""
    open_, depth, block = b"", 0, list[bytes]()
    for line in lines:
        upper = line[:30].strip().upper()
        if upper in (b"BEGIN:VCALENDAR", b"END:VCALENDAR"):
            open_, depth = b"", 0  # a component without an end is torn, and says nothing
            continue
        if not depth:
            if not upper.startswith(b"BEGIN:"):
                yield b"", [line]
                continue
            open_, block = upper[6:], []
        block.append(line)
        depth += upper.startswith(b"BEGIN:") - upper.startswith(b"END:")
        if not depth:
            yield open_, block


def _add(found: dict[str, Piece], block: list[bytes]) -> None:
    uid = next((match[1].strip() for line in block if (match := _UID.match(line))), b"")
    name = uid.decode("utf-8", "replace")[:1000] or f"without-uid-{short(*block)}"
    piece = found.setdefault(name, Piece(name))
    piece.lines += block
    piece.zones |= {zone for line in block for zone in _TZID.findall(line.partition(b":")[0])}
    day = next((_day(match[1]) for line in block if (match := _START.match(line))), None)
    if day is None or any(_REPEATS.match(line) for line in block):
        piece.last_day = None
    elif piece.last_day is not None:
        piece.last_day = max(piece.last_day, day)


def _day(digits: bytes) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
