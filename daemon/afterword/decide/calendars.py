"""What calendars say of events: which of it counts, and which event of a calendar is one that came by mail.

A calendar tells how things are, a mail what has happened. So of a calendar the last version alone counts; and where a
mail tells of the same event, that knows more: the calendar adds what the mail leaves unsaid, and a newer time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from afterword.decide.names_alike import same_company
from afterword.model import Invite, InviteSeen, Method

EventKey = tuple[str, str | None]
"""UID and RECURRENCE-ID."""


class Told(Struct):
    """All that is told of one event: by mail, and by calendars (``entries``: what stands there now; ``entered``: every
    version). ``keys`` begin with the one that was seen first; there are several where the user entered it by hand."""

    keys: list[EventKey]
    mails: list[InviteSeen] = field(default_factory=list)
    entries: list[InviteSeen] = field(default_factory=list)
    entered: list[InviteSeen] = field(default_factory=list)


def event_key(invite: Invite) -> EventKey:
    """What tells one event from another (RFC 5545, 3.8.4.7 and 3.8.4.4)."""
    return invite.uid, invite.recurrence_id


def told_of_events(seen: Iterable[InviteSeen]) -> list[Told]:
    """What is told of each event, in the order in which events became known.

    An event that stands in calendars alone, and begins when another does and has a person or the company with it in
    common, is that other one.
    """
    found: dict[EventKey, Told] = {}
    for item in seen:
        told = found.setdefault(event_key(item.invite), Told([event_key(item.invite)]))
        (told.entered if item.position.in_calendar else told.mails).append(item)
    for told in found.values():
        told.entries = _standing(told)
    return _without_twins(list(found.values()))


def _standing(told: Told) -> list[InviteSeen]:
    """The last version at each place. What was deleted counts where it stands nowhere else and no mail tells of it."""
    last = {(item.position, event_key(item.invite)): item for item in told.entered}
    standing = [item for item in last.values() if item.invite.method is not Method.CANCEL]
    return standing or ([] if told.mails else list(last.values()))


def _without_twins(found: Sequence[Told]) -> list[Told]:
    by_start: defaultdict[object, list[Told]] = defaultdict(list)
    for told in found:
        for start in {item.invite.start for item in (*told.mails, *told.entries)} - {None}:
            by_start[start].append(told)
    merged: set[int] = set()
    for told in found:
        if told.mails or not told.entries:
            continue
        others = [one for one in by_start[told.entries[-1].invite.start] if one is not told and id(one) not in merged]
        twin = next((one for one in sorted(others, key=lambda one: not one.mails) if _are_one(told, one)), None)
        if twin is not None:
            _merge(told, twin)
            merged.add(id(told))
    return [told for told in found if id(told) not in merged]


def _are_one(told: Told, other: Told) -> bool:
    entry = told.entries[-1].invite
    return any(_have_in_common(entry, item.invite) for item in (*other.mails, *other.entries))


def _have_in_common(one: Invite, other: Invite) -> bool:
    if one.start is None or one.start != other.start:
        return False
    if one.company and other.company and same_company(one.company, other.company):
        return True
    return bool(_people(one) & _people(other))


def _people(invite: Invite) -> set[str]:
    people = (*invite.interviewers, *invite.coordinators)
    addresses = {person.email for person in people if person.email}
    return addresses | {person.name.casefold() for person in people if person.name and " " in person.name.strip()}


def _merge(told: Told, into: Told) -> None:
    first = min((*told.mails, *told.entered), key=lambda item: item.seen_at).seen_at
    known = min((*into.mails, *into.entered), key=lambda item: item.seen_at).seen_at
    into.keys = [*told.keys, *into.keys] if first < known else [*into.keys, *told.keys]
    into.entered += told.entered
    into.entries = _standing(into)


def completed(invite: Invite, entry: Invite, *, newer: bool) -> Invite:
    """What a mail tells, with what it leaves unsaid taken from a calendar; and the time, where that is ``newer``."""
    result = replace(
        invite,
        organizer=invite.organizer or entry.organizer,
        company=invite.company or entry.company,
        role=invite.role or entry.role,
        interviewers=invite.interviewers or entry.interviewers,
        coordinators=invite.coordinators or entry.coordinators,
        owner=invite.owner or entry.owner,
        promise=invite.promise or entry.promise,
    )
    if entry.start is not None and (invite.start is None or (newer and entry.start != invite.start)):
        return replace(result, start=entry.start, end=entry.end, time_zone=entry.time_zone)
    if entry.start == invite.start and entry.end is not None and (invite.end is None or newer):
        return replace(result, end=entry.end)
    return result
