"""Sample mail for these tests: files under tests/mail, and small calendars made on the spot."""

from pathlib import Path

from afterword import understand
from afterword.model import Invite

MAIL = Path(__file__).parent.parent / "mail" / "invites"
OWN = ("kim.okoye@example.org", "kim@okoye.example")


def raw(name: str) -> bytes:
    return (MAIL / f"{name}.eml").read_bytes()


def invite(name: str) -> Invite:
    """The one invite of a sample."""
    (found,) = understand.read(raw(name), OWN).invites
    return found


def calendar(*lines: str, around: tuple[str, ...] = (), method: str = "REQUEST") -> bytes:
    """A calendar with one event of ``lines``; ``around`` are lines beside the event, such as a VTIMEZONE."""
    begin = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *around, "BEGIN:VEVENT", "UID:u1@example.org"]
    return "\r\n".join([*begin, *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def only(data: bytes) -> Invite:
    """The one invite of a bare calendar."""
    (found,) = understand.read_calendar(data, OWN).invites
    return found
