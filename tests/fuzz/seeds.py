"""Where the fuzzer begins: the mail of the other tests, and the words that the phrases know."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

from afterword import compose, forms
from afterword.errors import BadMessage
from afterword.model import Brief, Kind, Owner, Person, Sheet
from afterword.understand import mime
from tests.fuzz.servers import PART
from tests.fuzz.targets import ABOUT, AT
from tests.understand import tnef_samples
from tests.understand.letters import FOLDER as ANSWERS
from tests.understand.samples import MAIL

_WORD = re.compile(r"[^\W\d_]{3,14}")
_SYNTAX = """
BEGIN:VCALENDAR END:VCALENDAR BEGIN:VEVENT END:VEVENT BEGIN:VTIMEZONE BEGIN:STANDARD TZID= RRULE: FREQ=YEARLY
BYDAY=-1SU DTSTART; DTEND: DURATION:PT1H RECURRENCE-ID: ORGANIZER;CN= ATTENDEE; mailto: METHOD:CANCEL SEQUENCE:
ENCODING=QUOTED-PRINTABLE Content-Type: multipart/alternative; boundary= message/rfc822 text/calendar text/html
charset=utf-7 charset=iso-2022-jp Content-Transfer-Encoding: base64 quoted-printable application/ms-tnef
message/delivery-status =?utf-8?B? =?utf-8?Q? filename*0*= Authentication-Results: dmarc=fail Auto-Submitted:
References: <blockquote> <div style="display:none"> <script> {{ }} {% %} (BODYSTRUCTURE ("TEXT" "CALENDAR"
BODY[HEADER.FIELDS NIL {5} RFC822.SIZE UIDVALIDITY UIDNEXT EXISTS FLAGS (\\Seen) APPENDUID
""".split()


def words() -> Iterator[bytes]:
    """A dictionary for the mutations: syntax, and what the phrases are made of."""
    yield from (word.encode() for word in _SYNTAX)
    known: set[str] = set()
    for path in sorted(_vocabulary()):
        known.update(word.lower() for word in _WORD.findall(path.read_text("utf-8")))
    yield from (word.encode() for word in sorted(known)[:: max(1, len(known) // 3_000)])


def _vocabulary() -> Iterator[Path]:
    return Path(str(files("afterword.understand") / "vocabulary")).rglob("*.toml")


def seeds(target: str) -> Iterable[bytes]:
    """The first inputs of a target."""
    match target:
        case "mime" | "message" | "draft":
            return _messages()
        case "calendar":
            return _calendars()
        case "winmail":
            return [tnef_samples.meeting(), tnef_samples.with_calendar(next(iter(_calendars())))]
        case "reply":
            return (subject + text.encode() for subject in (b"Re: Thank you\n", b"\n") for text, _ in _answers())
        case "html":
            return [part.html.encode() for raw in _messages() if (part := mime.parse(raw)).html]
        case "dates":
            return (b"\x25\x80" + text.encode() for text, promised in _answers() if promised)
        case "debrief":
            return (_form(language).encode() for language in forms.languages())
        case "imap":
            return _talks()
        case "idle":
            return [PART.join((b"+ idling\r\n", b"* 4 EXISTS\r\n", b"%T OK\r\n", b"* SEARCH 9\r\n%T OK\r\n"))]
        case "webdav":
            return [_MULTISTATUS]
    raise KeyError(target)


def _messages() -> list[bytes]:
    return [path.read_bytes() for path in sorted(MAIL.glob("*.eml"))]


def _calendars() -> Iterator[bytes]:
    for raw in _messages():
        try:
            yield from (part.body for part in mime.parse(raw).calendars)
        except BadMessage:
            continue


def _answers() -> Iterator[tuple[str, bool]]:
    for path in sorted(ANSWERS.glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["message"]:
            yield entry["text"].strip(), "by" in entry


def _form(language: str) -> str:
    people = (Person("priya.nair@halden.example", "Priya Nair", "Priya"),)
    owner = Owner("Sam Rivera", ("sam@rivera.example",), "Europe/London")
    sheet = Sheet(ABOUT, AT, people, ())
    myself = Person("sam@rivera.example", "Sam Rivera")
    brief = Brief(
        Kind.DEBRIEF, language, myself, owner, AT.date(), date(2026, 11, 25), "", "Engineer", "Halden", sheet=sheet
    )
    return re.sub(
        r":$", ": next Friday, Tom (tom@halden.example) and the tests", compose.write(brief).body, flags=re.MULTILINE
    )


_LIST = (
    b'* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\Drafts) "/" Drafts\r\n* LIST (\\Sent) "/" "Entw&APw-rfe"\r\n'
    b"* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)\r\n* STATUS Drafts (MESSAGES 1 UIDNEXT 9 UIDVALIDITY 7)\r\n"
    b'* STATUS "Entw&APw-rfe" (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 HIGHESTMODSEQ 12)'
)
_OPENED = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] \r\n* OK [UIDNEXT 9] "
_SHAPES = (
    b"* 1 FETCH (UID 3 RFC822.SIZE 90000 BODYSTRUCTURE "
    b'(("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 40 2 NIL NIL)'
    b'("TEXT" "CALENDAR" ("METHOD" "REQUEST" "NAME" "=?utf-8?Q?invite=2Eics?=") NIL NIL "BASE64" 900 12 NIL '
    b'("ATTACHMENT" ("FILENAME" {10}\r\ninvite.ics)))'
    b'("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 800 ("d" "s" NIL NIL NIL NIL NIL NIL NIL NIL) '
    b'("TEXT" "HTML" NIL NIL NIL "7BIT" 30 2) 9) "MIXED" ("BOUNDARY" "b")))'
)
_HEADER = (
    b"* 1 FETCH (UID 3 FLAGS (\\Seen) BODY[HEADER.FIELDS (DATE)] {41}\r\n"
    b"Message-ID: <1@rivera.example>\r\nTo: a\r\n\r\n)"
)


def _talks() -> Iterator[bytes]:
    """A pass in which all goes well, and the beginning of one with a login."""
    parts = (
        b"* 1 FETCH (UID 3 BODY[HEADER] {11}\r\nSubject: a\n BODY[1] {2}\r\nhi BODY[2.MIME] {0}\r\n BODY[2] {2}\r\nxy)"
    )
    sizes = b"* 1 FETCH (UID 3 RFC822.SIZE 90)\r\n* 2 FETCH (RFC822.SIZE 90000 UID 4)"
    whole = b"* 1 FETCH (UID 3 BODY[] {5}\r\nwhole)"
    answers = (
        _LIST, _OPENED, b'* ESEARCH (TAG "W") UID ALL 3:4,8', _SHAPES, parts, _HEADER, sizes, whole, whole, whole,
        _OPENED, _HEADER, _OPENED, b"* SEARCH 3 4", _HEADER, _OPENED, b"+ go on\r\n", b"%T OK [APPENDUID 7 9] in\r\n",
        _OPENED, b"%T OK [COPYUID 7 3 4] moved\r\n",
    )  # fmt: skip
    yield b"." + PART.join(answers)
    yield b"!" + PART.join((b"* OK ready\r\n", b"* CAPABILITY IMAP4rev1 AUTH=PLAIN", b"+ \r\n", b"%T OK in\r\n"))


_MULTISTATUS = b"""<?xml version="1.0"?>
<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:response><D:href>/a.ics</D:href><D:propstat><D:prop><D:getetag>"1"</D:getetag>
<C:calendar-home-set><D:href>/h/</D:href></C:calendar-home-set></D:prop><D:status>HTTP/1.1 200 OK</D:status>
</D:propstat></D:response><D:response><D:href>/b.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>
<D:sync-token>t</D:sync-token></D:multistatus>"""
