"""Outlook's winmail.dat (TNEF, [MS-OXTNEF]): the .ics in it, or else the meeting that its MAPI properties tell.

Read here and not with tnefparse: a count of 2^32 values in a file of fifty bytes keeps that library busy for ever, and
each object costs it a copy of all that follows. Here a count is never believed: every value must lie within the data,
and whatever came whole before the fault is used.
"""

import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct, field

from afterword import addresses
from afterword.model import Method
from afterword.understand import headers, names
from afterword.understand.characters import seen, seen_on_one_line
from afterword.understand.events import Attendee, Event, Kind
from afterword.understand.years import instant_within_reason

MAX_BYTES = 4 * 1024 * 1024
MAX_OBJECTS = 2_000
MAX_PROPERTIES = 5_000
MAX_RECIPIENTS = 500
_MAX_TEXT = 16 * 1024

_SIGNATURE = b"\x78\x9f\x3e\x22"
# Attributes of [MS-OXTNEF] 2.1.3.2
_SUBJECT, _BODY, _MESSAGE_CLASS, _CODEPAGE = 0x8004, 0x800C, 0x8008, 0x9007
_PROPERTIES, _RECIPIENTS, _ATTACHMENT = 0x9003, 0x9004, 0x9005
_ATTACHED_TITLE, _ATTACHED_DATA, _NEW_ATTACHMENT = 0x8010, 0x800F, 0x9002
# Property types of [MS-OXCDATA] 2.11.1; the sizes of those that have one
_SIZES = {0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x0102)
_STRING8, _UNICODE, _TIME, _SEVERAL = 0x1E, 0x1F, 0x40, 0x1000
# Named properties, by property set and number ([MS-OXPROPS])
_APPOINTMENT = bytes.fromhex("0220060000000000c000000000000046")
_MEETING = bytes.fromhex("90dad86e0b451b1098da00aa003f1305")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Key = int | tuple[bytes, int]
Value = int | str | bytes | datetime


class _Contents(Struct):
    """What was found in a winmail.dat, by tag or by (property set, number)."""

    properties: dict[Key, Value] = field(default_factory=dict)
    recipients: list[dict[Key, Value]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    message_class: str = ""
    is_whole: bool = True

    def text(self, *keys: Key) -> str:
        """The first of these properties that is a text."""
        return next((value for key in keys if isinstance(value := self.properties.get(key), str) and value), "")


class Winmail(Struct, frozen=True):
    """``calendars`` are the iCalendar files in it; ``event`` is the meeting that its properties tell.

    ``problem`` says why a meeting could not be read; None where there is none to be read.
    """

    calendars: tuple[bytes, ...] = ()
    event: Event | None = None
    problem: str | None = None


def read(data: bytes) -> Winmail:
    """What a winmail.dat holds. Never raises: a faulty one is read up to its fault."""
    if len(data) > MAX_BYTES:
        return Winmail(problem=f"a winmail.dat of more than {MAX_BYTES // (1024 * 1024)} MiB")
    if not data.startswith(_SIGNATURE):
        return Winmail(problem="a winmail.dat that is none")
    found = _contents(data)
    calendars = tuple(
        body for name, body in found.files if name.lower().endswith(".ics") or body[:15].upper() == b"BEGIN:VCALENDAR"
    )
    event = None if calendars else _event(found)
    problem = None
    if not calendars and event is None:
        if _is_meeting(found):
            problem = "a winmail.dat with a meeting, and no time in it"
        elif not (found.is_whole or _class_of(found).startswith("ipm.note")):
            problem = "a winmail.dat that is cut short"
    return Winmail(calendars, event, problem)


# --- The format ---


def _contents(data: bytes) -> _Contents:
    found = _Contents()
    codepage = "cp1252"
    at = 6
    for _ in range(MAX_OBJECTS):
        if at + 11 > len(data):
            break
        _, name, _, size = struct.unpack_from("<BHHI", data, at)
        body = data[at + 9 : at + 9 + size]
        at += 9 + size + 2
        if len(body) < size:
            found.is_whole = False
        if name == _CODEPAGE and len(body) >= 4:
            number = int.from_bytes(body[:4], "little")
            codepage = "utf-8" if number == 65001 else f"cp{number}"
        elif name == _MESSAGE_CLASS:
            found.message_class = _string(body, codepage)
        elif name == _SUBJECT:
            found.properties.setdefault(0x37, _string(body, codepage))
        elif name == _BODY:
            found.properties.setdefault(0x1000, _string(body, codepage))
        elif name == _PROPERTIES:
            found.properties.update(_block(body, 0, codepage, found)[0])
        elif name == _RECIPIENTS:
            found.recipients = _table(body, codepage, found)
        elif name == _NEW_ATTACHMENT:
            found.files.append(("", b""))
        elif found.files and name in (_ATTACHED_TITLE, _ATTACHED_DATA, _ATTACHMENT):
            found.files[-1] = _attached(name, body, codepage, found)
    found.is_whole = found.is_whole and bool(found.properties or found.files) and at >= len(data)
    return found


def _attached(name: int, body: bytes, codepage: str, found: _Contents) -> tuple[str, bytes]:
    title, content = found.files[-1]
    if name == _ATTACHED_TITLE:
        return title or _string(body, codepage), content
    if name == _ATTACHED_DATA:
        return title, body
    properties, _ = _block(body, 0, codepage, found)
    long_name, data = properties.get(0x3707) or properties.get(0x3704), properties.get(0x3701)
    return (
        long_name if isinstance(long_name, str) and long_name else title,
        data if isinstance(data, bytes) and not content else content,
    )


def _table(body: bytes, codepage: str, found: _Contents) -> list[dict[Key, Value]]:
    rows: list[dict[Key, Value]] = []
    count, at = int.from_bytes(body[:4], "little"), 4
    while len(rows) < min(count, MAX_RECIPIENTS) and at + 4 <= len(body):
        row, at = _block(body, at, codepage, found)
        rows.append(row)
    return rows


def _block(body: bytes, at: int, codepage: str, found: _Contents) -> tuple[dict[Key, Value], int]:
    """A list of properties that begins at ``at``, and where it ends. A property that is not whole ends it."""
    properties: dict[Key, Value] = {}
    count = int.from_bytes(body[at : at + 4], "little")
    at += 4
    try:
        for _ in range(min(count, MAX_PROPERTIES)):
            kind, tag = struct.unpack_from("<HH", body, at)
            key: Key = tag
            at += 4
            if tag >= 0x8000:
                space, named_by, number = body[at : at + 16], *struct.unpack_from("<II", body, at + 16)
                at += 24
                if named_by:
                    at += _padded(number)
                key = (space, number if named_by == 0 else -1)
            values, at = _values(body, at, kind, codepage)
            if values and not kind & _SEVERAL:
                properties.setdefault(key, values[0])
    except struct.error:
        found.is_whole = False
        at = len(body)
    return properties, at


def _values(body: bytes, at: int, kind: int, codepage: str) -> tuple[list[Value], int]:
    base = kind & ~_SEVERAL
    size = _SIZES.get(base)
    if size is None and base not in _VARIABLE:
        raise struct.error(f"property type {kind:#x}")
    count = 1
    if kind & _SEVERAL or size is None:
        (count,) = struct.unpack_from("<I", body, at)
        at += 4
        if count * 4 > len(body) - at:
            raise struct.error("more values than bytes")
    values: list[Value] = []
    for _ in range(count):
        length = size
        if length is None:
            (length,) = struct.unpack_from("<I", body, at)
            at += 4
        if length > len(body) - at:
            raise struct.error("a value beyond the end")
        values.append(_value(body[at : at + length], base, codepage))
        at += _padded(length)
    return values, at


def _value(raw: bytes, kind: int, codepage: str) -> Value:
    if kind == _UNICODE:
        return seen(raw.decode("utf-16-le", "replace").partition("\0")[0])
    if kind == _STRING8:
        return _string(raw, codepage)
    if kind == _TIME:
        try:
            return _EPOCH + timedelta(microseconds=int.from_bytes(raw, "little") // 10)
        except OverflowError:
            return b""
    if kind in (0x02, 0x03, 0x0B):
        return int.from_bytes(raw, "little")
    return raw


def _string(raw: bytes, codepage: str) -> str:
    return seen(headers.decoded(raw.partition(b"\0")[0], codepage))


def _padded(length: int) -> int:
    return length + (-length % 4)


def _parts_of(properties: Mapping[Key, Value], *keys: Key) -> Iterator[str]:
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str) and value:
            yield value


# --- The meeting ---


def _is_meeting(found: _Contents) -> bool:
    return _class_of(found).startswith(("ipm.appointment", "ipm.schedule.meeting", "ipm.microsoft schedule"))


def _class_of(found: _Contents) -> str:
    return (found.text(0x1A) or found.message_class).lower()


def _method(found: _Contents) -> Method | None:
    name = _class_of(found)
    if ".resp" in name or ".mtgresp" in name:
        return Method.REPLY
    if ".canceled" in name or ".mtgcncl" in name:
        return Method.CANCEL
    if ".request" in name or ".mtgreq" in name:
        return Method.REQUEST
    return None


def _event(found: _Contents) -> Event | None:
    """None where there is no meeting, or none with a start."""
    start = _time(found, (_APPOINTMENT, 0x820D), (_MEETING, 0x1), 0x60)
    end = _time(found, (_APPOINTMENT, 0x820E), (_MEETING, 0x28), 0x61)
    if start is None or not (_is_meeting(found) or end):
        return None
    if end is not None and end < start:
        end = None
    method = _method(found)
    sequence = found.properties.get((_APPOINTMENT, 0x8201))
    replaced = _time(found, (_APPOINTMENT, 0x8228))
    email = next(iter(filter(None, map(addresses.normal, _parts_of(found.properties, 0x5D02, 0x65)))), None)
    organizer = Attendee(names.person(email, found.text(0x42))) if email and method is not Method.REPLY else None
    return Event(
        uid=_uid(found),
        method=method,
        sequence=sequence if isinstance(sequence, int) and sequence < 2**31 else 0,
        dtstamp=instant_within_reason(_time(found, 0x39)),
        recurrence_id=replaced.strftime("%Y-%m-%dT%H:%M:%SZ") if replaced else None,
        start=instant_within_reason(start),
        end=instant_within_reason(end),
        time_zone=None,
        all_day=bool(found.properties.get((_APPOINTMENT, 0x8215))),
        repeats=bool(found.properties.get((_APPOINTMENT, 0x8223))),
        cancelled=method is Method.CANCEL,
        summary=" ".join(found.text(0x37).split())[:500],
        description=found.text(0x1000)[:_MAX_TEXT],
        location=found.text((_APPOINTMENT, 0x8208))[:500],
        organizer=organizer,
        attendees=tuple(person for row in found.recipients if (person := _recipient(row)) is not None),
        product="TNEF",
    )


def _time(found: _Contents, *keys: Key) -> datetime | None:
    """The first of these that is a time; the MAPI ones are UTC by definition ([MS-OXOCAL] 2.2.1.5)."""
    return next((value for key in keys if isinstance(value := found.properties.get(key), datetime)), None)


def _recipient(row: Mapping[Key, Value]) -> Attendee | None:
    email = next(iter(filter(None, map(addresses.normal, _parts_of(row, 0x39FE, 0x3003)))), None)
    if email is None:
        return None
    kind = row.get(0x0C15)
    name = next(_parts_of(row, 0x3001, 0x5FF6), None)
    # Blind copies of a meeting are its resources ([MS-OXOCAL] 2.2.4.10.7).
    return Attendee(names.person(email, name), kind=Kind.ROOM if kind == 3 else Kind.PERSON, optional=kind == 2)


def _uid(found: _Contents) -> str:
    """The UID that Exchange would write ([MS-OXCICAL] 2.1.3.1.1.20.26): "" where there is no id."""
    value = found.properties.get((_MEETING, 0x23)) or found.properties.get((_MEETING, 0x3))
    if not isinstance(value, bytes) or len(value) < 40:
        return ""
    if value[40:48] == b"vCal-Uid":
        return seen_on_one_line(value[52:].partition(b"\0")[0].decode("utf-8", "replace"))[:1000]
    return (value[:16] + bytes(4) + value[20:]).hex().upper()[:1000]
