"""Where each value of an invite was read, in words for its owner.

Found after the fact: the rules that read an invite say what is in it, and here is looked up where that stands, the
most telling place first. So a rule need not carry its places along, and a pass, which asks for none, pays nothing.
All phrases are for people; what they quote of a mail is one short line that a terminal can show.
"""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from afterword import addresses
from afterword.model import Envelope, Invite, Person
from afterword.understand import events, invites, names, tnef, zones
from afterword.understand.candidates import squeezed
from afterword.understand.clues import MAX_TEXT
from afterword.understand.events import Attendee, Event
from afterword.understand.ics import Component
from afterword.understand.labels import is_named_by
from afterword.understand.mime import Message

_MAX_QUOTED = 80
_STEM = 4  # letters of a name that no case ending reaches: "Dobromirem" is Dobromir
_ADDRESS_OR_PAGE = re.compile(r"(?<!\S)\S+@\S+|\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_NO_EVENT = "no event can be read"
_NO_TIME = "which tells no time"
_IN_OTHER_WORDS = "the message, in other words"


class Sources(Struct, frozen=True):
    """Where the values of one invite stand. ``company`` and ``role`` are None where the invite has none.

    ``start`` and ``end`` also say why there is none. ``interviewers`` and ``coordinators`` are in the invite's order.
    """

    start: str
    end: str
    company: str | None
    role: str | None
    interviewers: tuple[str, ...]
    coordinators: tuple[str, ...]


def of_message(message: Message, found: tuple[Invite, ...], own: Collection[str], text: str) -> tuple[Sources, ...]:
    """Those of ``found``, the invites of ``message``; ``text`` and ``own`` are as for ``invites.from_message``."""
    if not found:
        return ()
    calendars: dict[bytes, tuple[str | None, str | None]] = {}
    for part in message.calendars:
        calendars.setdefault(part.body, (part.charset, part.parameter("method")))
    for part in message.tnef[: invites.MAX_CALENDARS]:
        for body in tnef.read(part.body).calendars:
            calendars.setdefault(body, (None, None))
    read = [(body, *rest) for body, rest in calendars.items()][: invites.MAX_CALENDARS]
    return _each(found, invites.events_of(message), read, message.envelope, own, text)


def of_calendar(data: bytes, found: tuple[Invite, ...], own: Collection[str]) -> tuple[Sources, ...]:
    """Those of ``found``, the invites of a bare iCalendar file."""
    return _each(found, invites.events_in(data), [(data, None, None)], Envelope(), own, "")


def _each(
    found: tuple[Invite, ...],
    told: list[Event],
    calendars: list[tuple[bytes, str | None, str | None]],
    envelope: Envelope,
    own: Collection[str],
    text: str,
) -> tuple[Sources, ...]:
    if not told:
        return tuple(_sources(invite, _Told(None, None, envelope, own, "", text[:MAX_TEXT])) for invite in found)
    lines = dict(pair for calendar in reversed(calendars) for pair in reversed(events.with_lines(*calendar)))
    longest = min(MAX_TEXT, invites.MAX_TEXT_OF_ALL // len(told))
    return tuple(
        _sources(
            invite,
            _Told(
                event=event,
                lines=lines.get(event),
                envelope=envelope,
                own=own,
                text=event.description[: 2 * longest],
                around=text[: 2 * longest],
            ),
        )
        for invite, event in zip(found, told, strict=True)
    )


class _Told(Struct, frozen=True):
    """An event with its lines in the calendar (None for markup and winmail.dat), and the mail around it.

    ``text`` is the event's own, ``around`` that of the mail.
    """

    event: Event | None
    lines: Component | None
    envelope: Envelope
    own: Collection[str]
    text: str
    around: str

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """(phrase, text) of what heads the event and its mail."""
        return ("the title", self.event.summary if self.event else ""), ("the subject", self.envelope.subject)

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """(phrase, text) of what is written below."""
        return ("the text", self.text), ("the text of the mail", self.around)

    @property
    def people(self) -> Iterator[tuple[str, Person]]:
        """Everybody but the owner who may stand for the company, with what they are here."""
        yield "the sender", self.envelope.sender
        if self.envelope.reply_to is not None:
            yield "whom to reply to", self.envelope.reply_to
        if self.event is not None:
            if self.event.organizer is not None:
                yield "the organizer", self.event.organizer.person
            for attendee in self.event.attendees:
                if not any(addresses.same_mailbox(attendee.person.email, email) for email in self.own):
                    yield attendee.person.email or "an attendee", attendee.person

    @property
    def lines_of_people(self) -> Iterator[tuple[str, Attendee]]:
        """The lines of the event that name people, by the name of such a line."""
        if self.event is None:
            return
        origin = self.event.product.partition(" ")[0] if self.lines is None else ""
        organizer, attendee = _LINES.get(origin, ("ORGANIZER", "ATTENDEE"))
        if self.event.organizer is not None:
            yield organizer, self.event.organizer
        for one in self.event.attendees:
            yield attendee, one


# By the ``product`` of an event that comes from no calendar.
_LINES = {
    "schema.org": ("the organizer in the markup", "a performer in the markup"),
    "TNEF": ("the sender of the meeting in winmail.dat", "a recipient of the meeting in winmail.dat"),
}


def _sources(invite: Invite, told: _Told) -> Sources:
    return Sources(
        start=_start(told),
        end=_end(told),
        company=_company(invite.company, told) if invite.company else None,
        role=_place(invite.role, (*told.titles, *told.texts)) or _IN_OTHER_WORDS if invite.role else None,
        interviewers=tuple(_person(person, told) for person in invite.interviewers),
        coordinators=tuple(_person(person, told) for person in invite.coordinators),
    )


# --- When ---


def _start(told: _Told) -> str:
    if told.event is None:
        return _NO_EVENT
    if told.lines is not None:
        counted = _counted("DTSTART", told.lines, told.event.time_zone)
        if told.event.start is not None:
            return counted
        return _fault("DTSTART", "start", told.lines) or f"{counted}, {_NO_TIME}"
    return _elsewhere("start", "startDate", told.event.start is not None, told.event)


def _end(told: _Told) -> str:
    event, lines = told.event, told.lines
    if event is None:
        return _NO_EVENT
    if lines is None:
        return _elsewhere("end", "endDate", event.end is not None, event)
    if lines.first("DTEND") is None:
        if lines.text("DURATION") is None:
            return "no end is given"
        if event.end is not None:
            return "DURATION"
        return "DURATION, from a start that is not known" if event.start is None else "DURATION, which cannot be read"
    in_one_zone = _zone_of(lines, "DTEND") == _zone_of(lines, "DTSTART")
    if event.end is not None:
        return "DTEND" if in_one_zone else _counted("DTEND", lines, None)
    fault = _fault("DTEND", "end", lines)
    if fault is None and event.start is not None and (in_one_zone or not _zone_of(lines, "DTEND")):
        fault = "DTEND, which does not fit the start"
    return fault or f"{_counted('DTEND', lines, None)}, {_NO_TIME}"


def _zone_of(lines: Component, name: str) -> str:
    found = lines.first(name)
    return _quoted(found.parameter("TZID") or "") if found is not None else ""


def _counted(name: str, lines: Component, zone: str | None) -> str:
    """DTSTART or DTEND with what it is counted by; ``zone`` is the IANA name of its TZID, where it is known."""
    tzid = _zone_of(lines, name)
    if not tzid:
        return f"{name} in UTC"
    return f"{name} in the zone {tzid}" + (f", that is {zone}" if zone is not None and zone != tzid else "")


def _fault(name: str, what: str, lines: Component) -> str | None:
    """Why DTSTART or DTEND tells no instant, where its own line shows it."""
    written = lines.all(name)
    if not written:
        return f"no {what} is given"
    value, tzid = written[0].value.strip().upper(), _zone_of(lines, name)
    if any(other != written[0] for other in written):
        return f"{name} is given twice, each time another"
    if re.fullmatch(r"\d{8}", value):
        return f"{name}, a day without a time"
    if zones.stamp(value) is None:
        return f"{name}, which cannot be read"
    if tzid and value.endswith("Z"):
        return f"{name}, in UTC and in the zone {tzid} at once"
    return None if tzid or value.endswith("Z") else f"{name} without a zone"


def _elsewhere(what: str, key: str, known: bool, event: Event) -> str:
    if event.product == "TNEF":
        return f"the {what} of the meeting in winmail.dat" if known else f"winmail.dat gives no {what}"
    return f"{key} in the markup" if known else f"no {what} with its zone in the markup"


# --- Which company, which role ---


def _company(company: str, told: _Told) -> str:
    """In a title, as somebody is called, in the texts, at the place; else whose domain bears the name."""
    displays = tuple(
        (f"the display name of {who}", person.name)
        for who, person in told.people
        if person.name and not _is_surname(company, person.name)
    )
    location = ("the location", told.event.location if told.event else "")
    place = _place(company, (*told.titles, *displays, *told.texts, location))
    if place is not None:
        return place
    for _, person in told.people:
        label = addresses.organisation(addresses.domain(person.email))
        if label is not None and is_named_by(company, squeezed(label)):
            return f"the domain of {person.email}"
    return _IN_OTHER_WORDS


def _is_surname(company: str, name: str) -> bool:
    """Is it part of what a person is called: "Baker" of "Ann Baker", whose firm is Baker?"""
    words = names.name_words(company)
    return bool(words) and names.is_personal(name) and words <= names.name_words(name)


def _place(value: str, places: tuple[tuple[str, str], ...]) -> str | None:
    """The first place that has the value as written; else all its letters in order, else all its words."""
    spaced = r"\s+".join(map(re.escape, value.split()))
    written = re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
    looked_at = [(phrase, _ADDRESS_OR_PAGE.sub(" ", text)) for phrase, text in places if text]
    letters = squeezed(value)
    for phrase, text in looked_at:
        if written.search(text):
            return phrase
    for phrase, text in looked_at:
        if letters and letters in squeezed(text):
            return phrase
    words = {squeezed(word) for word in value.split()} - {""}
    for phrase, text in looked_at:
        if words and words <= {squeezed(word) for word in re.split(r"[\s/,;:|()–—-]+", text)}:
            return phrase
    return None


# --- Who ---


def _person(person: Person, told: _Told) -> str:
    """The line or header that has the address, and where the name is from if not from there; else who names them."""
    sender = told.envelope.sender
    if person.email is None:
        return _named(person.name or "", told)
    lines = [(phrase, one.person.name) for phrase, one in told.lines_of_people if one.person.email == person.email]
    if lines:
        phrase = lines[0][0]
        if person.name is None or any(name == person.name for _, name in lines):
            return phrase
        header = (sender, *told.envelope.to, *told.envelope.cc)
        if any(other.email == person.email and other.name == person.name for other in header):
            return f"{phrase}, with the name in the header of the mail"
        return f"{phrase}, {_named(person.name, told)}"
    if any(one.sent_by == person.email for _, one in told.lines_of_people):
        return "SENT-BY of ORGANIZER"
    return "the sender" if person.email == sender.email else _named(person.name or "", told)


def _named(name: str, told: _Told) -> str:
    places = (*told.titles, *told.texts)
    place = _place(name, places) or _place_of_stems(name, places) or "the text"
    return f"named in {place}"


def _place_of_stems(name: str, places: tuple[tuple[str, str], ...]) -> str | None:
    """Where the name stands bent, as it does in Polish."""
    stems = [word[:_STEM].casefold() for word in name.split()]
    return next((phrase for phrase, text in places if stems and all(stem in text.casefold() for stem in stems)), None)


def _quoted(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).strip(' "')[:_MAX_QUOTED]
