"""The sample mail. Everybody in it is invented; the domains are reserved (RFC 2606)."""

from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime

OWNER = "sam.rivera@example.org"
TUESDAY = 1


def next_tuesday(now: datetime) -> datetime:
    """Nine in the morning of the Tuesday after ``now``: the day of the interview in the story."""
    ahead = (TUESDAY - now.weekday()) % 7 or 7
    return datetime.combine(now.date() + timedelta(days=ahead), time(9), UTC)


def invite(written: datetime, start: datetime, promised: datetime) -> bytes:
    """An invite from a recruiter, with two interviewers and a room, that says by when an answer comes."""
    end = start + timedelta(hours=1)
    said = f"You will hear from us by {promised:%A} {promised.day} {promised:%B}."
    return f"""\
From: Ruth Calder <ruth.calder@kestrel.example>
To: Sam Rivera <{OWNER}>
Subject: Interview: Firmware Engineer at Kestrel Instruments
Date: {format_datetime(written)}
Message-ID: <invite.1@kestrel.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

Hi Sam,

we are glad to invite you to an interview for the Firmware Engineer role
with Maya Okafor and Jonas Lind. {said}

Best regards
Ruth
--part
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Kestrel Instruments//Calendar//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:interview.1@kestrel.example
SEQUENCE:0
DTSTAMP:{written:%Y%m%dT%H%M%SZ}
DTSTART:{start:%Y%m%dT%H%M%SZ}
DTEND:{end:%Y%m%dT%H%M%SZ}
SUMMARY:Interview: Firmware Engineer at Kestrel Instruments
DESCRIPTION:{said}
LOCATION:Room Harrier
ORGANIZER;CN=Ruth Calder (Recruiter):mailto:ruth.calder@kestrel.example
ATTENDEE;CN=Sam Rivera;PARTSTAT=NEEDS-ACTION:mailto:{OWNER}
ATTENDEE;CN=Maya Okafor;PARTSTAT=ACCEPTED:mailto:maya.okafor@kestrel.example
ATTENDEE;CN=Jonas Lind;PARTSTAT=ACCEPTED:mailto:jonas.lind@kestrel.example
ATTENDEE;CN=Room Harrier;CUTYPE=ROOM:mailto:harrier@kestrel.example
END:VEVENT
END:VCALENDAR
--part--
""".replace("\n", "\r\n").encode()


def rejection(written: datetime) -> bytes:
    """A friendly no."""
    return f"""\
From: Ruth Calder <ruth.calder@kestrel.example>
To: Sam Rivera <{OWNER}>
Subject: Your interview with Kestrel Instruments
Date: {format_datetime(written)}
Message-ID: <answer.1@kestrel.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hi Sam,

thank you for your patience, and for the conversation with Maya and Jonas.
Unfortunately we have decided to go ahead with another candidate.
We wish you all the best.

Ruth
""".replace("\n", "\r\n").encode()
