"""The mail of the scenarios, as the calendars and the people of an invented company send it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import format_datetime
from zlib import crc32
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with an address."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


SAM = Someone("Sam Rivera", "sam.rivera@example.org")
PRIYA = Someone("Priya Nair", "priya.nair@halden.example")
TOM = Someone("Beckett, Tom", "tom.beckett@halden.example")
LUCY = Someone("Lucy Marsh", "lucy.marsh@halden.example")
ROOM = Someone("Room Faraday (8)", "room-faraday@halden.example")
COMPANY, JOB = "Halden Robotics", "Senior Firmware Engineer"

# A panel for those scenarios that want something else to happen to each draft.
PANEL = tuple(
    Someone(f"{first} {last}", f"{first}.{last}@halden.example".lower().replace("ö", "o"))
    for first, last in (
        ("Amara", "Diallo"), ("Björn", "Lund"), ("Chloe", "Marchetti"), ("Dmitri", "Volkov"), ("Elena", "Costa"),
        ("Farid", "Haddad"), ("Greta", "Nilsen"), ("Hugo", "Almeida"), ("Ines", "Moreau"), ("Jonas", "Keller"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """An interview in somebody's calendar. `start` and `end` are aware."""

    start: dt.datetime
    end: dt.datetime
    interviewers: Sequence[Someone] = (PRIYA, TOM)
    recruiter: Someone = LUCY
    room: Someone | None = ROOM
    title: str = f"Interview: {JOB} at {COMPANY}"
    text: str = ""
    uid: str = "3k9d7v@halden.example"
    sequence: int = 0
    stamp: dt.datetime | None = None
    owner: Someone = SAM

    def moved(self, by: dt.timedelta, *, sequence: int | None = None) -> "Event":
        """The same event at another time; some calendars raise SEQUENCE for that, some do not."""
        return replace(
            self,
            start=self.start + by,
            end=self.end + by,
            sequence=self.sequence if sequence is None else sequence,
        )

    @property
    def description(self) -> str:
        """What stands in the event."""
        names = " and ".join(_plain_name(one) for one in self.interviewers)
        said = f"Hi Sam,\nthank you for applying. You will speak with {names}."
        return "\n".join(filter(None, (said, self.text, f"Best regards,\n{self.recruiter.name}\nTalent Acquisition")))


def google_invite(event: Event, sent: dt.datetime, method: str = "REQUEST") -> bytes:
    """As Google Calendar sends it: the event twice, times in UTC, the organizer among the attendees."""
    calendar = _calendar(
        event,
        method,
        sent,
        product="-//Google Inc//Google Calendar 70.9054//EN",
        times=[f"DTSTART:{_utc(event.start)}", f"DTEND:{_utc(event.end)}"],
        more=["CREATED:20251101T080000Z", "TRANSP:OPAQUE"],
    )
    when = event.start.astimezone(LONDON)
    title = {"CANCEL": "Canceled event", "REQUEST": "Invitation" if event.stamp is None else "Updated invitation"}
    subject = f"{title[method]}: {event.title} @ {when:%a %d %b %Y %H:%M} (GMT) ({event.owner.email})"
    message = _message(event.recruiter, event.owner, subject, sent, _message_id(event, sent))
    message.set_content(event.description)
    message.add_alternative(f"<p>{event.description}</p>", subtype="html")
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return bytes(message)


def outlook_invite(event: Event, sent: dt.datetime, method: str = "REQUEST") -> bytes:
    """As Outlook and Exchange send it: a time zone of Windows, the room as a resource, SEQUENCE raised."""
    local = [f"{value.astimezone(LONDON):%Y%m%dT%H%M%S}" for value in (event.start, event.end)]
    calendar = _calendar(
        event,
        method,
        sent,
        product="Microsoft Exchange Server 2010",
        times=[f"DTSTART;TZID=GMT Standard Time:{local[0]}", f"DTEND;TZID=GMT Standard Time:{local[1]}"],
        more=[
            f"X-MICROSOFT-CDO-APPT-SEQUENCE:{event.sequence}",
            "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
            "CLASS:PUBLIC",
        ],
        zone=_WINDOWS_ZONE,
    )
    prefix = "Canceled: " if method == "CANCEL" else ""
    message = _message(event.recruiter, event.owner, prefix + event.title, sent, _message_id(event, sent))
    message["Thread-Topic"] = event.title
    message["X-MS-Has-Attach"] = ""
    message.set_content(event.description)
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    return bytes(message)


def plain_invite(event: Event, sent: dt.datetime, method: str = "REQUEST") -> bytes:
    """As a plain scheduler sends it: a mail with an .ics file attached, and nothing about it in the MIME structure."""
    calendar = _calendar(
        event,
        method,
        sent,
        product="-//Halden//Scheduler//EN",
        times=[f"DTSTART:{_utc(event.start)}", f"DTEND:{_utc(event.end)}"],
    )
    message = _message(event.recruiter, event.owner, event.title, sent, _message_id(event, sent))
    message.set_content(event.description)
    message.add_attachment(calendar.encode(), maintype="application", subtype="octet-stream", filename="interview.ics")
    return bytes(message)


def letter(
    sender: Someone,
    subject: str,
    text: str,
    sent: dt.datetime,
    *,
    to: Someone = SAM,
    answers: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> EmailMessage:
    """An ordinary mail. `answers` is the Message-ID of the one that it replies to."""
    name = f"{sent:%Y%m%d%H%M%S}.{crc32((sender.email + subject + text).encode())}"
    message = _message(sender, to, subject, sent, f"<{name}@{sender.email.partition('@')[2]}>")
    if answers:
        message["In-Reply-To"] = answers
        message["References"] = answers
    for key, value in headers:
        message[key] = value
    message.set_content(text)
    return message


def rejection(sent: dt.datetime, sender: Someone = LUCY) -> EmailMessage:
    """A plain no."""
    return letter(
        sender,
        f"Your application as {JOB}",
        "Hi Sam,\n\nthank you for taking the time to speak with us. Unfortunately, we have decided not to move forward "
        "with your application.\n\nWe wish you all the best.\nLucy\n",
        sent,
    )


def delay(sent: dt.datetime, until: str) -> EmailMessage:
    """An answer about time (F4): `until` is as a person writes it, "Friday 5 December"."""
    return letter(
        LUCY,
        f"Your interview as {JOB}",
        f"Hi Sam,\n\nthis takes a little longer than planned. We will get back to you by {until}.\n\nBest,\nLucy\n",
        sent,
    )


# --- How it is made ---

_WINDOWS_ZONE = """BEGIN:VTIMEZONE
TZID:GMT Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def _calendar(
    event: Event,
    method: str,
    sent: dt.datetime,
    *,
    product: str,
    times: Sequence[str],
    more: Sequence[str] = (),
    zone: str | None = None,
) -> str:
    people = (event.recruiter, *event.interviewers)
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{product}",
        "VERSION:2.0",
        f"METHOD:{method}",
        *(zone.splitlines() if zone else ()),
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.stamp or sent)}",
        f"SEQUENCE:{event.sequence}",
        *times,
        f"SUMMARY:{_escaped(event.title)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        f'ORGANIZER;CN="{event.recruiter.name}":mailto:{event.recruiter.email}',
        f'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="{event.owner.name}":mailto:{event.owner.email}',
        *(f'ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN="{one.name}":mailto:{one.email}' for one in people),
        *([f'ATTENDEE;CUTYPE=RESOURCE;CN="{event.room.name}":mailto:{event.room.email}'] if event.room else ()),
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(map(_folded, lines)) + "\r\n"


def _message(sender: Someone, to: Someone, subject: str, sent: dt.datetime, message_id: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = str(sender) if "," not in sender.name else f'"{sender.name}" <{sender.email}>'
    message["To"] = str(to)
    message["Subject"] = subject
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = message_id
    return message


def _message_id(event: Event, sent: dt.datetime) -> str:
    name, _, domain = event.uid.partition("@")
    return f"<{name}.{sent:%Y%m%d%H%M%S}@{domain}>"


def _plain_name(one: Someone) -> str:
    last, comma, first = one.name.partition(", ")
    return f"{first} {last}" if comma else one.name


def _utc(value: dt.datetime) -> str:
    return f"{value.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _folded(line: str) -> str:
    """RFC 5545, 3.1: no line longer than 75 octets."""
    parts, rest = [], line.encode()
    while len(rest) > 73:
        cut = 73
        while rest[cut] & 0xC0 == 0x80:  # never within a character
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*parts, rest]).decode()
