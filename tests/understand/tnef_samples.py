"""A winmail.dat made on the spot, as [MS-OXTNEF] lays it out."""

import struct
from datetime import UTC, datetime

APPOINTMENT = bytes.fromhex("0220060000000000c000000000000046")
MEETING = bytes.fromhex("90dad86e0b451b1098da00aa003f1305")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def attribute(name: int, body: bytes, level: int = 1) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(body)) + body + struct.pack("<H", sum(body) & 0xFFFF)


def text(tag: int, value: str) -> bytes:
    raw = value.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, tag, 1, len(raw)) + raw + bytes(-len(raw) % 4)


def named_time(space: bytes, number: int, at: datetime) -> bytes:
    ticks = int((at - _EPOCH).total_seconds()) * 10_000_000
    return struct.pack("<HH", 0x40, 0x8001) + space + struct.pack("<IIQ", 0, number, ticks)


def named_bytes(space: bytes, number: int, value: bytes) -> bytes:
    head = struct.pack("<HH", 0x102, 0x8002) + space + struct.pack("<II", 0, number)
    return head + struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)


def properties(*each: bytes) -> bytes:
    return struct.pack("<I", len(each)) + b"".join(each)


def winmail(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22" + struct.pack("<H", 1) + b"".join(attributes)


def meeting(message_class: str = "IPM.Schedule.Meeting.Request") -> bytes:
    """A meeting of Nadia Fell's on 25 November 2026, 14 to 15 o'clock UTC; Kim and a room are invited."""
    room = properties(
        text(0x3001, "Fjord"), text(0x39FE, "fjord@haldenworks.example"), struct.pack("<HHI", 3, 0x0C15, 3)
    )
    kim = properties(
        text(0x3001, "Kim Okoye"), text(0x39FE, "kim.okoye@example.org"), struct.pack("<HHI", 3, 0x0C15, 1)
    )
    return winmail(
        attribute(
            0x9003,
            properties(
                text(0x1A, message_class),
                text(0x37, "Technical interview: Backend Engineer"),
                text(0x42, "Nadia Fell"),
                text(0x5D02, "nadia.fell@haldenworks.example"),
                named_bytes(MEETING, 0x23, bytes(40) + b"vCal-Uid\x01\0\0\0interview@haldenworks.example\0"),
                named_time(APPOINTMENT, 0x820D, datetime(2026, 11, 25, 14, tzinfo=UTC)),
                named_time(APPOINTMENT, 0x820E, datetime(2026, 11, 25, 15, tzinfo=UTC)),
            ),
        ),
        attribute(0x9004, struct.pack("<I", 2) + kim + room),
    )


def with_calendar(ics: bytes) -> bytes:
    """A winmail.dat that holds a file of its own."""
    return winmail(attribute(0x9002, bytes(14), 2), attribute(0x8010, b"invite.ics\0", 2), attribute(0x800F, ics, 2))
