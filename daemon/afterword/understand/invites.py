"""From a message to its invites: the events of all its parts, each once, judged and with its people."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from itertools import islice

from msgspec.structs import replace

from afterword.model import Envelope, Invite, Method, Promise, Verdict
from afterword.understand import dates, employer, events, interview, markup, people, tnef
from afterword.understand.clues import MAX_TEXT, Clues, clues
from afterword.understand.country import country_of
from afterword.understand.events import Event
from afterword.understand.given import answers_from, manager_among
from afterword.understand.mime import Message, Part
from afterword.understand.tnef import Winmail
from afterword.understand.tone import manner_of

MAX_CALENDARS = 20
MAX_EVENTS = 200
_UNREADABLE = "a calendar that cannot be read"
MAX_TEXT_OF_ALL = 40_000  # characters that are judged, over all events of a message
MAX_GUESTS_OF_ALL = 1_000  # guests beside the owner that are looked at, over all events of a message
_A_PANEL = 5  # guests of each event that are looked at in any case


def from_message(message: Message, own: Collection[str], text: str) -> tuple[Invite, ...]:
    """The invites of a message; ``text`` is its newly written text, ``own`` the owner's addresses."""
    winmail = _winmail_of(message)
    found = _events_told(message, winmail)
    if found:
        return _judged(found, message.envelope, own, text)
    parts = [_no_event_in(part.body, part.charset) for part in message.calendars[:MAX_CALENDARS]]
    broken = [one.problem for one in winmail if one.problem is not None]
    if _UNREADABLE in parts or broken:
        perhaps = _perhaps(message.envelope, own, text)
        if perhaps is not None:
            return (perhaps,)
    return _without_event([*parts, *broken, *(f"markup of a {kind}" for kind in markup.other_kinds(message.html))])


def from_calendar(data: bytes, own: Collection[str]) -> tuple[Invite, ...]:
    """The invites of a bare iCalendar file."""
    found = events_in(data)
    return _judged(found, Envelope(), own, "") if found else _without_event([_no_event_in(data, None)])


def events_of(message: Message) -> list[Event]:
    """The events that the invites of a message are made of, in their order; [] where it tells of none."""
    return _events_told(message, _winmail_of(message))


def events_in(data: bytes) -> list[Event]:
    """The same of a bare iCalendar file."""
    return _unique(events.events(data, None))


def _winmail_of(message: Message) -> list[Winmail]:
    return [tnef.read(part.body) for part in message.tnef[:MAX_CALENDARS]]


def _events_told(message: Message, winmail: list[Winmail]) -> list[Event]:
    return _events_of(message.calendars, winmail) or _unique(markup.events(message.html))


def _no_event_in(data: bytes, charset: str | None) -> str:
    kinds = events.kinds(data, charset)
    return f"a calendar of {', '.join(kinds)}" if kinds else _UNREADABLE


def _perhaps(envelope: Envelope, own: Collection[str], text: str) -> Invite | None:
    """What a message with a broken calendar may be about, judged by its subject and text; None where by no interview.

    When it is, nobody knows: the user is asked.
    """
    said = f"{envelope.message_id}\n{envelope.subject}"
    invite = _invite(
        events.untold(f"unreadable-{sha256(said.encode()).hexdigest()[:24]}"), envelope, own, text, MAX_TEXT
    )
    if invite.verdict is Verdict.NOT_INTERVIEW:
        return None
    reason = f"{_UNREADABLE}, in a message that may be an invite"
    return replace(invite, verdict=Verdict.UNSURE, confidence=0.5, reasons=(reason, *invite.reasons))


def _without_event(problems: Iterable[str]) -> tuple[Invite, ...]:
    """One entry that says what was found where no event could be read, so that nothing is lost in silence."""
    told = tuple(f"{problem}: no event in it" for problem in dict.fromkeys(problems))
    return (Invite(Verdict.NOT_INTERVIEW, 1.0, told, uid=""),) if told else ()


def _judged(found: list[Event], envelope: Envelope, own: Collection[str], text: str) -> tuple[Invite, ...]:
    longest = min(MAX_TEXT, MAX_TEXT_OF_ALL // max(1, len(found)))
    most = max(_A_PANEL, MAX_GUESTS_OF_ALL // max(1, len(found)))
    return tuple(_invite(_with_guests(event, own, most), envelope, own, text, longest) for event in found)


def _with_guests(event: Event, own: Collection[str], most: int) -> Event:
    """The event with the owner and at most so many other guests."""
    if len(event.attendees) <= most:
        return event
    owners = tuple(one for one in event.attendees if one.person.email in own)
    others = (one for one in event.attendees if one.person.email not in own)
    return replace(event, attendees=(*owners, *islice(others, most)))


def _events_of(parts: Iterable[Part], winmail: Iterable[Winmail]) -> list[Event]:
    calendars = [(part.body, part.charset, part.parameter("method")) for part in parts]
    calendars += [(body, None, None) for one in winmail for body in one.calendars]
    found: list[Event] = []
    seen: set[bytes] = set()
    for body, charset, method in calendars:
        # Google and Exchange attach what they also send in the body: the same bytes are one calendar.
        digest = sha256(body).digest()
        if digest in seen:
            continue
        seen.add(digest)
        if len(seen) > MAX_CALENDARS:
            break
        found.extend(events.events(body, charset, method))
    return _unique(found or [one.event for one in winmail if one.event is not None])


def _unique(found: Iterable[Event]) -> list[Event]:
    """Each event once. Two parts of a message that tell of one instance at one time are one; the fuller one is kept."""
    kept: dict[tuple[object, ...], Event] = {}
    for event in found:
        key = (event.uid, event.recurrence_id, event.start, event.end, event.cancelled)
        known = kept.get(key)
        if known is None or _fullness(event) > _fullness(known):
            kept[key] = event
    return list(kept.values())[:MAX_EVENTS]


def _fullness(event: Event) -> tuple[bool, int, int]:
    return event.method is not None, len(event.attendees), len(event.description)


def _invite(event: Event, envelope: Envelope, own: Collection[str], text: str, longest: int) -> Invite:
    given = clues(event, envelope, own, text, longest)
    hiring = employer.employer(given)
    finding = interview.judged(given, hiring)
    if finding.verdict is not Verdict.NOT_INTERVIEW:
        hiring = employer.completed(given, hiring)
    who = people.roles(given, hiring.company)
    organizer = event.organizer.person if event.organizer else None
    if envelope.forged and finding.verdict is Verdict.INTERVIEW:
        doubt = "the receiving server found that the sender is not who it claims to be"
        finding = interview.Finding(Verdict.UNSURE, 0.5, (doubt, *finding.reasons))
    return Invite(
        verdict=finding.verdict,
        confidence=finding.confidence,
        reasons=finding.reasons,
        uid=event.uid or _made_up_uid(event),
        method=event.method,
        sequence=event.sequence,
        dtstamp=event.dtstamp or envelope.at,
        recurrence_id=event.recurrence_id,
        start=event.start,
        end=event.end,
        time_zone=event.time_zone,
        country=country_of(event.location, given.text),
        cancelled=event.cancelled,
        declined=_is_declined(given),
        title=event.summary or given.title,
        organizer=organizer,
        company=hiring.company,
        role=hiring.role,
        interviewers=who.interviewers,
        coordinators=who.coordinators,
        owner=_addressed(given),
        promise=_promise(given),
        language=given.language,
        manner=manner_of(given.text, envelope.sender),
        answers_from=answers_from(given.text, given.language),
        manager=manager_among(who.interviewers, given.title, given.text, given.language),
        for_client=any(vocabulary.company_client.search(given.text) for vocabulary in given.vocabularies),
    )


def _made_up_uid(event: Event) -> str:
    """An event without UID (RFC 5545 demands one) is known by what it says; the same event gives the same."""
    told = "\n".join((event.summary, str(event.start), event.organizer.person.email or "" if event.organizer else ""))
    return f"without-uid-{sha256(told.encode()).hexdigest()[:24]}"


def _is_declined(given: Clues) -> bool:
    """Did the owner decline, or was the owner taken off the list (RFC 5546, 3.2.5: a CANCEL for one attendee)?"""
    mine = [attendee for attendee in given.event.attendees if given.is_own(attendee.person.email)]
    return any(attendee.partstat == "DECLINED" for attendee in mine)


def _addressed(given: Clues) -> str | None:
    """The owner's address that was invited: among the attendees, else that the mail was sent to."""
    invited = (attendee.person for attendee in given.event.attendees)
    for person in (*invited, *given.envelope.to, *given.envelope.cc):
        own = given.own_address(person.email)
        if own is not None:
            return own
    return None


def _promise(given: Clues) -> Promise | None:
    written_on = given.envelope.day or (given.event.dtstamp.date() if given.event.dtstamp else None)
    if written_on is None or not given.text or given.event.method in (Method.REPLY, Method.COUNTER):
        return None
    return dates.promise(given.text, written_on, given.language, by_context=False)
