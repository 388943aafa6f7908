"""What the facts add up to: hiring processes and their interviews."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from afterword.model.facts import Debrief, Decision, Invite, ReplySeen, SentSeen
from afterword.model.mail import Envelope
from afterword.model.people import Agency, Person


class Named(Struct, frozen=True):
    """An address, and the header of the message that first named it, ``seen_at`` then; ``by`` None: the user did."""

    address: str
    by: Envelope | None
    at: datetime
    seen_at: datetime


class Interview(Struct, frozen=True):
    """One event (UID and RECURRENCE-ID) in which the owner is the candidate, after all its updates.

    ``source`` is the envelope of the mail that brought its latest version (for threading), ``message_ids`` are of all
    the mails that told of it. ``announced_at`` is when the
    first message about it was written, ``first_seen`` when that was first read here; ``cancelled_at`` when a
    cancellation was written. ``confirmed_at`` is when the user said that it is one, or took place, or None. ``also``
    are the ids that it would have under other UIDs: that of the event which the user entered by hand. ``invited`` are
    all whom any version named as interviewers, whoever they are by now; ``named`` says who first named an address.
    """

    id: str
    invite: Invite
    source: Envelope
    account: str
    announced_at: datetime
    first_seen: datetime
    cancelled_at: datetime | None = None
    confirmed_at: datetime | None = None
    message_ids: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    invited: tuple[Person, ...] = ()
    named: tuple[Named, ...] = ()


class Learned(Struct, frozen=True):
    """What a mail told of an address after the invite (T10): ``person`` with it, ``at`` when it was written."""

    person: Person
    at: datetime


class Application(Struct, frozen=True):
    """One hiring process: a company, a role, its people, its interviews, and what was said and written about it.

    ``answers``, ``doubts`` and ``sent`` are in the order of their dates; a doubt is an answer of which only the user
    can say what it means or whether it belongs here. ``account`` received the first invite. ``sent_ids`` are
    Message-IDs known to be the owner's in this application's threads. ``also`` are ids under which it may have been
    known before another of its invites turned up. ``learned`` are addresses that mail has told since (T10), and
    ``wrong`` those that a bounce showed to be none: whoever had one stands here without, until one is learned.
    """

    id: str
    company: str | None = None
    role: str | None = None
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    agency: Agency | None = None
    interviewers: tuple[Person, ...] = ()
    coordinators: tuple[Person, ...] = ()
    interviews: tuple[Interview, ...] = ()
    answers: tuple[ReplySeen, ...] = ()
    doubts: tuple[ReplySeen, ...] = ()
    sent: tuple[SentSeen, ...] = ()
    sent_ids: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    debriefs: tuple[Debrief, ...] = ()
    account: str = ""
    language: str = "en"
    also: tuple[str, ...] = ()
    learned: tuple[Learned, ...] = ()
    wrong: tuple[Learned, ...] = ()


class ApplicationState(StrEnum):
    """Where an application stands; the words of ``status --json``."""

    OPEN = "open"
    REJECTED = "rejected"
    OFFER = "offer"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


class InterviewState(StrEnum):
    """Where an interview stands. ``missed``: it had ended more than 24 h before it was first seen."""

    SCHEDULED = "scheduled"
    ENDED = "ended"
    CANCELLED = "cancelled"
    MISSED = "missed"
