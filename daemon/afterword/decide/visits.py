"""When interviews really end, and which of them are one visit (T2)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from afterword.decide.interviews import written_at
from afterword.decide.matching import recipients
from afterword.decide.places import Place, country_of_address, place_of
from afterword.decide.workdays import WorkCalendar
from afterword.model import Application, FollowUpSettings, Interview, InterviewState, Invite, Owner, Person, SentSeen

SAME_VISIT = timedelta(hours=4)  # the longest gap within one visit (T2)
UNKNOWN_LENGTH = timedelta(hours=1)  # where the end is unknown (T2)


class Visit(Struct, frozen=True):
    """Interviews of one application that follow each other, whatever the date. ``day`` is its first, in ``zone``.

    ``zone`` is that of the first invite which names one, ``calendar`` the working days of those who interview.
    """

    interviews: tuple[Interview, ...]
    start: datetime
    end: datetime
    day: date
    zone: ZoneInfo
    calendar: WorkCalendar

    @property
    def interviewers(self) -> tuple[Person, ...]:
        """Everyone met, once, in the order of the sessions."""
        people = [person for interview in self.interviews for person in interview.invite.interviewers]
        return tuple({person.email or f"~{person.name}": person for person in people}.values())

    @property
    def first_seen(self) -> datetime:
        """When its first session became known."""
        return min(interview.first_seen for interview in self.interviews)

    @property
    def confirmed_at(self) -> datetime | None:
        """When the user last said of one of its sessions that it is, or was, an interview."""
        return max((one.confirmed_at for one in self.interviews if one.confirmed_at), default=None)


def end_of(interview: Interview) -> datetime | None:
    """When it ends; start + 1 h where the end is unknown (T2), None where the start is."""
    invite = interview.invite
    if invite.end and invite.start and invite.end > invite.start:
        return invite.end
    return invite.start + UNKNOWN_LENGTH if invite.start else None


def took_place(interview: Interview, sent: Sequence[SentSeen]) -> bool | None:
    """Did it, or will it, take place? None: it was cancelled after its end, and nothing tells.

    A thank-you that was sent to one of its people after the end says yes, and so does the user.
    """
    end = end_of(interview)
    if interview.cancelled_at is None:
        return True
    if end is None or interview.cancelled_at < end:
        return False
    if interview.confirmed_at and interview.confirmed_at >= interview.cancelled_at:
        return True
    met = {person.email for person in interview.invite.interviewers}
    thanked = any(written_at(one.envelope, one.seen_at) >= end and met & recipients(one.envelope) for one in sent)
    return True if thanked else None


def state_of(interview: Interview, settings: FollowUpSettings, now: datetime) -> InterviewState:
    """Where the interview stands."""
    end = end_of(interview)
    if interview.cancelled_at is not None:
        return InterviewState.CANCELLED
    if end is None or now < end:
        return InterviewState.SCHEDULED
    return InterviewState.MISSED if interview.first_seen > end + settings.thank_you_within else InterviewState.ENDED


def visits_of(application: Application, owner: Owner) -> tuple[Visit, ...]:
    """The visits that took place or will, in order. An interview without a known start is in none of them."""
    groups: list[list[Interview]] = []
    for interview in application.interviews:  # in the order of their starts
        if not interview.invite.start or not took_place(interview, application.sent):
            continue
        last = max((end for one in groups[-1] if (end := end_of(one))), default=None) if groups else None
        if last and interview.invite.start - last <= SAME_VISIT:
            groups[-1].append(interview)
        else:
            groups.append([interview])
    return tuple(_visit(group, owner) for group in groups)


def _visit(group: Sequence[Interview], owner: Owner) -> Visit:
    start = min(one.invite.start for one in group if one.invite.start)
    end = max(end for one in group if (end := end_of(one)))
    time_zone = next((one.invite.time_zone for one in group if one.invite.time_zone), None)
    people = [person for one in group for person in (*one.invite.interviewers, *one.invite.coordinators)]
    place = place_of(people, time_zone, owner, _told(one.invite for one in group))
    return Visit(tuple(group), start, end, start.astimezone(place.zone).date(), place.zone, place.calendar)


def where_met(person: Person, visit: Visit, owner: Owner) -> Place:
    """The clock and the working days of somebody who was met: of their own last session, where that names a zone."""
    theirs = [one.invite for one in visit.interviews if person in (*one.invite.interviewers, *one.invite.coordinators)]
    zone = next((one.time_zone for one in reversed(theirs) if one.time_zone), visit.zone.key)
    if zone == visit.zone.key and country_of_address(person.email) is None:
        return Place(visit.zone, visit.calendar)
    return place_of([person], zone, owner, _told(theirs))


def _told(invites: Iterable[Invite]) -> str | None:
    """The country that the invites tell; of several that of the first."""
    return next((one.country for one in invites if one.country), None)
