"""What should exist: follow-ups, why, and the facts that their words are made of."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct, field

from afterword.model.facts import Anchor, Notes, SentSeen, Span, Unit
from afterword.model.people import Owner, Person


class QuietHours(Struct, frozen=True):
    """From when until when, by the clock of the reader, nothing is due to be sent; mostly over midnight."""

    begin: time
    end: time


class FollowUpSettings(Struct, frozen=True):
    """``[follow_up]``: every number of the etiquette that the user may change."""

    thank_you_after: timedelta = timedelta(hours=1)
    thank_you_within: timedelta = timedelta(hours=24)
    default_feedback_after: Span = field(default=Span(5, Unit.WORKING_DAY, Anchor.INTERVIEW))
    chaser_after: timedelta = timedelta(hours=48)
    final_chaser_after: timedelta = timedelta(days=7)
    thank_coordinators: bool = False
    feedback_request: bool = True
    quiet_hours: QuietHours | None = QuietHours(time(21), time(7))
    debrief: bool = True
    look_back: timedelta = timedelta(days=30)
    invite_look_back: timedelta = timedelta(days=180)


class Kind(StrEnum):
    """The kinds of follow-up. ``THANK_YOU_ARRANGED`` is one of text alone: the thank-you to who only arranged (T9)."""

    THANK_YOU = "thank_you"
    THANK_YOU_ARRANGED = "thank_you_arranged"
    CHASER = "chaser"
    FINAL_CHASER = "final_chaser"
    ADDRESS_REQUEST = "address_request"
    FEEDBACK_REQUEST = "feedback_request"
    DEBRIEF = "debrief"


class Key(Struct, frozen=True):
    """What a follow-up is. ``occasion``: the day of the visit, or the promised day. A moved day is a new follow-up."""

    kind: Kind
    application: str
    recipient: str
    occasion: str


class Thread(Struct, frozen=True):
    """What a draft answers to. Only ever a message that the recipient has seen."""

    in_reply_to: str
    references: tuple[str, ...]
    subject: str


class Sheet(Struct, frozen=True):
    """What a debrief form shows (D1): the interview that it is ``about`` by its id, when that was (aware), whom the
    owner met, and ``not_read``, the lines of an earlier form that could not be read. ``invited`` are others of whom an
    earlier form may have said the same: those are nobody's answer."""

    about: str
    start: datetime
    people: tuple[Person, ...] = ()
    not_read: tuple[str, ...] = ()
    invited: tuple[Person, ...] = ()


class Brief(Struct, frozen=True):
    """The facts that a text is made of, and nothing else: two machines with the same facts write the same words.

    ``visit`` is the day of the visit and ``due`` the day the note is due, both in the reader's zone. ``promised`` is
    the day that *they* named, None where the default was used. ``panel`` are the e-mail addresses of everyone who gets
    such a note for this visit, in a fixed order; ``met`` the first names of the interviewers; ``round`` counts visits
    from 1. ``thanked``: a thank-you was sent. ``awaits_reply``: False once they have answered (C9).
    ``seed`` chooses among equal wordings. ``informal``: on first-name terms. ``familiar``: they say "tu". ``honorific``
    is how they name themselves where they do so formally ("Frau Nair", "Dr Nair"). ``notes`` are the user's (T7, C5).
    ``sheet`` is for a debrief form alone.
    """

    kind: Kind
    language: str
    recipient: Person
    writer: Owner
    visit: date
    due: date
    seed: str
    role: str | None = None
    company: str | None = None
    promised: date | None = None
    panel: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    round: int = 1
    thanked: bool = True
    awaits_reply: bool = True
    informal: bool = True
    familiar: bool = False
    honorific: str | None = None
    thread_subject: str | None = None
    notes: Notes = field(default=Notes())
    sheet: Sheet | None = None


class Letter(Struct, frozen=True):
    """Words: a subject and a body of plain text with LF line ends, signature included.

    ``left_out`` are the user's notes, by their names in ``Notes``, that found no room in it (T4). ``passed_over`` is a
    template of the user's that makes no fit text of these facts, with the reason.
    """

    subject: str
    body: str
    left_out: tuple[str, ...] = ()
    passed_over: str | None = None


class Wanted(StrEnum):
    """Should a follow-up be in Drafts now?"""

    YES = "yes"
    LATER = "later"
    HELD = "held"
    NO = "no"


class Wish(Struct, frozen=True):
    """A follow-up, whether it should be in Drafts now, and why.

    ``since``: nothing sent before it can be it. ``written`` is what the owner has sent that counts as it (C1).
    """

    key: Key
    wanted: Wanted
    recipient: Person
    sender: str
    account: str
    since: datetime
    reason: str
    brief: Brief
    thread: Thread | None = None
    due: datetime | None = None
    deadline: datetime | None = None
    best_time: datetime | None = None
    written: SentSeen | None = None


class FollowUpState(StrEnum):
    """Where a follow-up stands; the words of ``status --json``. ``held``: wanted, but not in Drafts."""

    PLANNED = "planned"
    PLACED = "placed"
    HELD = "held"
    RELEASED = "released"
    SENT = "sent"
    DELETED = "deleted"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class FollowUp(Struct, frozen=True):
    """A follow-up as the user is shown it: what the etiquette wants of it, and what has become of it.

    ``due`` is when it belongs into Drafts, ``placed_at`` when it came there, ``best_time`` when it is best sent.
    """

    id: str
    key: Key
    recipient: Person
    state: FollowUpState
    reason: str
    due: datetime | None = None
    deadline: datetime | None = None
    best_time: datetime | None = None
    placed_at: datetime | None = None


class Question(Struct, frozen=True):
    """Something only the user knows. ``about`` is the id of an interview or application."""

    id: str
    about: str
    text: str
