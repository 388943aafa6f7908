"""What is fuzzed, and what must hold of every input: nothing is raised but ``BadMessage``, and what is read is fit to
be written down and shown.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

from afterword import compose, understand
from afterword.adapters.calendars import multistatus, pieces
from afterword.errors import BadMessage
from afterword.model import Notes, Person, Reading
from afterword.understand import absences, dates, html, mime, tnef
from afterword.understand.characters import seen, seen_on_one_line
from afterword.understand.vocabulary import phrases
from tests.fuzz import servers

OWN = ("kim.okoye@example.org", "kim@okoye.example")
ABOUT = "i3fa2c1d0e9"
AT = datetime(2026, 11, 25, 17, tzinfo=UTC)

_HEAD = (
    b"From: Mara Lindholm <mara@tern-vale.example>\r\nTo: Kim Okoye <kim.okoye@example.org>\r\n"
    b"Date: Wed, 06 May 2026 10:00:00 +0100\r\nMessage-ID: <answer@tern-vale.example>\r\n"
    b"In-Reply-To: <thanks@example.org>\r\nMIME-Version: 1.0\r\n"
)


def split(data: bytes) -> None:
    """A message taken apart: its header, its parts, their texts."""
    with contextlib.suppress(BadMessage):
        whole = mime.parse(data)
        fit(Reading(whole.envelope))
        assert mime.envelope(data).subject == whole.envelope.subject
        for part in whole.leaves:
            assert part.text == seen(part.text)
        for name, _ in whole.fields:
            whole.header(name)


def message(data: bytes) -> None:
    """A whole message, as a server gives it, with all that is understood of it."""
    with contextlib.suppress(BadMessage):
        reading, sources = understand.read_with_sources(data, OWN)
        assert len(sources) in (0, len(reading.invites))
        fit(reading)


def calendar(data: bytes) -> None:
    """A bare iCalendar file, from a message or a calendar server."""
    with contextlib.suppress(BadMessage):
        fit(understand.read_calendar_with_sources(data, OWN)[0])
    with contextlib.suppress(pieces.NoCalendar):
        whole = pieces.pieces(data)
        for piece in whole.pieces.values():
            whole.data(piece)


def winmail(data: bytes) -> None:
    """Outlook's winmail.dat."""
    tnef.read(data)


def reply(data: bytes) -> None:
    """An answer: a line of Subject, then the text; HTML where that begins with a tag."""
    subject, _, body = data.partition(b"\n")
    kind = b"html" if body.lstrip().startswith(b"<") else b"plain"
    head = _HEAD + b"Subject: " + subject.replace(b"\r", b"") + b"\r\n"
    fit(understand.read(head + b"Content-Type: text/" + kind + b"; charset=utf-8\r\n\r\n" + body, OWN))


def markup(data: bytes) -> None:
    """HTML as text."""
    text = html.text_of(data.decode("utf-8", "replace"))
    assert html.QUOTE not in data.decode("utf-8", "replace") or "\0" not in text


def days(data: bytes) -> None:
    """A text with days: two bytes for the day on which it was written, then the text."""
    written_on = date(2000, 1, 1) + timedelta(int.from_bytes(data[:2]) % 36_500)
    text = data[2:].decode("utf-8", "replace")
    for language in phrases.languages("dates"):
        dates.promise(text, written_on, language)
        dates.loose_promise(text, written_on, language)
        absences.return_day(text, written_on, language)


def debrief(data: bytes) -> None:
    """The user's form, as text and as a message."""
    text = data.decode("utf-8", "replace")
    told = understand.read_form(text, ABOUT, AT, "")
    msgspec.json.encode(told)
    for again in understand.read_form(text, ABOUT, AT, text):
        assert not again.people, "who stands in the form as it was before is nobody's answer"
        assert again.notes == Notes(), "what stands in the form as it was before is nobody's answer"
    with contextlib.suppress(BadMessage):
        understand.read_debrief(_HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + data, ABOUT, AT, "")


def draft(data: bytes) -> None:
    """A draft as some client has left it: what of it the user could have changed."""
    assert len(compose.digest(data)) == len(compose.digest(b""))


def webdav(data: bytes) -> None:
    """An answer of a calendar server."""
    with contextlib.suppress(multistatus.NoMultistatus):
        for part in multistatus.multistatus(data).parts:
            part.text(f"{multistatus.DAV}getetag")
            part.hrefs(f"{multistatus.CALDAV}calendar-home-set")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "mime": split,
    "message": message,
    "calendar": calendar,
    "winmail": winmail,
    "reply": reply,
    "html": markup,
    "dates": days,
    "debrief": debrief,
    "draft": draft,
    "imap": servers.imap,
    "idle": servers.idle,
    "webdav": webdav,
}


def fit(reading: Reading) -> None:
    """Can it be written down; do the values that go into headers, commands and lines of the log stay on their line?"""
    msgspec.json.encode(reading)
    for text in _short_texts(reading):
        assert text == seen_on_one_line(text), f"what is not seen in {text!r}"


def _short_texts(reading: Reading) -> Iterator[str]:
    people: list[Person | None] = [reading.envelope.sender, reading.envelope.reply_to, *reading.envelope.to]
    yield reading.envelope.subject
    yield from (one for one in (reading.envelope.message_id, reading.envelope.in_reply_to) if one)
    yield from reading.envelope.references
    for invite in reading.invites:
        people += [*invite.interviewers, *invite.coordinators, invite.organizer]
        yield from (one for one in (invite.company, invite.role, invite.owner, invite.title) if one)
    for person in people:
        if person is not None:
            yield from (one for one in (person.email, person.name, person.first_name) if one)
