"""What one message says, and what is written down of it: facts with their source."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from afterword.model.mail import Envelope, Position
from afterword.model.people import Person


class Unit(StrEnum):
    """What a promise counts in."""

    DAY = "day"
    WORKING_DAY = "working day"
    WEEK = "week"
    MONTH = "month"


class Anchor(StrEnum):
    """What a promise counts from: the day of the message, or the day of the interview."""

    MESSAGE = "message"
    INTERVIEW = "interview"


class Span(Struct, frozen=True):
    """So many units from an anchor: "within the next 5 working days"."""

    amount: int
    unit: Unit
    anchor: Anchor = Anchor.MESSAGE


class Promise(Struct, frozen=True):
    """By when an answer was promised (C2): a day, or a span that ``decide`` resolves; and their sentence."""

    until: date | Span
    evidence: str

    @property
    def counts_from_interview(self) -> bool:
        """Is it a span that begins with the interview?"""
        return isinstance(self.until, Span) and self.until.anchor is Anchor.INTERVIEW


class Tone(StrEnum):
    """How one addresses another: on first-name terms (du, tu, "Hi Sam"), or formally (Sie, vous, "Dear Mr Rivera")."""

    INFORMAL = "informal"
    FORMAL = "formal"


class Manner(Struct, frozen=True):
    """How a message is written (T5), as far as its words tell: its ``language`` (ISO 639-1), and its ``tone``.

    ``honorific`` is how its writer signs, where that is formal: "Dr Nair", "Frau Nair". ``familiar``: it says "tu" or
    its like, and the tone is not the greeting's alone.
    """

    language: str | None = None
    tone: Tone | None = None
    honorific: str | None = None
    familiar: bool = False


class Verdict(StrEnum):
    """Is this event a job interview in which the owner is the candidate?"""

    INTERVIEW = "interview"
    NOT_INTERVIEW = "not_interview"
    UNSURE = "unsure"


class Method(StrEnum):
    """iTIP methods (RFC 5546, 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    REPLY = "REPLY"
    ADD = "ADD"
    CANCEL = "CANCEL"
    REFRESH = "REFRESH"
    COUNTER = "COUNTER"
    DECLINECOUNTER = "DECLINECOUNTER"


class Invite(Struct, frozen=True):
    """One event instance as one message tells it (RFC 5545 VEVENT, RFC 5546 method).

    ``recurrence_id`` is canonical text: "2026-11-25T14:00:00Z", or "2026-11-25" for all-day events.
    ``start`` and ``end`` are None where they cannot be known; they are never guessed.
    ``time_zone`` is the IANA name that the organizer wrote the start in, ``country`` where the interview or
    their telephone is (ISO 3166-1, "DE-BY" with a subdivision), each where known.
    ``owner`` is the address of the owner that the invite was sent to; ``declined`` says that the owner declined
    or was removed. ``promise`` is what the invite's text says about the answer.
    Of the people in it: ``answers_from`` is the name of who is said to answer, ``manager`` who is said to be the hiring
    manager (C4). ``for_client``: it speaks of the company as an agency speaks of its client.
    """

    verdict: Verdict
    confidence: float
    reasons: tuple[str, ...]
    uid: str
    method: Method | None = None
    sequence: int = 0
    dtstamp: datetime | None = None
    recurrence_id: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    time_zone: str | None = None
    country: str | None = None
    cancelled: bool = False
    declined: bool = False
    title: str = ""
    organizer: Person | None = None
    company: str | None = None
    role: str | None = None
    interviewers: tuple[Person, ...] = ()
    coordinators: tuple[Person, ...] = ()
    owner: str | None = None
    promise: Promise | None = None
    language: str = "en"
    manner: Manner = Manner()
    answers_from: str | None = None
    manager: Person | None = None
    for_client: bool = False


class Signal(StrEnum):
    """What an incoming message means for the follow-ups."""

    REJECTION = "rejection"
    OFFER = "offer"
    NEXT_STEP = "next_step"
    HOLDING = "holding"
    TIMELINE = "timeline"
    ACKNOWLEDGEMENT = "acknowledgement"
    DO_NOT_CONTACT = "do_not_contact"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    UNRELATED = "unrelated"


class Reply(Struct, frozen=True):
    """What a message says, whichever application it belongs to. ``evidence`` is the one sentence that decided.

    ``ask``: the text does not decide; rather ask than act. ``awaits_owner``: they wait for something from the
    owner (C1). ``bounced`` is the address that a bounce shows to be wrong, ``returned`` the Message-ID of what came
    back. ``role`` is the role that the message says it is about. ``needs_tie``: its words do not show that it is about
    an application at all, so it counts only where it answers a thread or comes from one of the people.
    ``answers_from`` is the name of whom the owner is told to expect to hear from (C4); ``addresses`` are people whose
    addresses the text gives (T10), without a name where it says "her address is ..."; ``no_answer_wanted``: it asks
    the owner not to write back, or says that no feedback is given (F1). ``about_job``: its text shows that it is
    about a job, ``weakly_about_job`` that it has a word of one, ``plainly_about_job`` that it has several, or that
    somebody by name or who hires wrote it. ``engagement`` and ``matters`` are the words by which it speaks of other
    work than an ordinary job ("volunteer") and of things that are no work ("membership", "fee"), ``apart`` those by
    which it says itself that it is about something else ("nothing to do with the job"). ``not_met``: the application
    that it is about has led to no interview; ``beside_others``: it is said to be one of several. ``addressee`` is
    somebody whom it greets or is about, and who is not the owner. ``beside`` is a promise that stands beside a signal
    which wants none: it counts where the message asks the owner to an interview that is to come.
    """

    signal: Signal
    confidence: float
    reasons: tuple[str, ...]
    evidence: str | None = None
    promise: Promise | None = None
    returns_on: date | None = None
    bounced: str | None = None
    ask: bool = False
    awaits_owner: bool = False
    returned: str | None = None
    role: str | None = None
    needs_tie: bool = False
    manner: Manner = Manner()
    answers_from: str | None = None
    addresses: tuple[Person, ...] = ()
    no_answer_wanted: bool = False
    about_job: bool = True
    engagement: str | None = None
    matters: tuple[str, ...] = ()
    addressee: str | None = None
    weakly_about_job: bool = False
    plainly_about_job: bool = True
    apart: str | None = None
    not_met: bool = False
    beside_others: bool = False
    beside: Promise | None = None


class Reading(Struct, frozen=True):
    """All that one message says. ``text`` is its newly written text, for matching names only; it is never stored.

    ``reply`` is None where a calendar message says nothing of an answer beyond the event.
    """

    envelope: Envelope
    invites: tuple[Invite, ...] = ()
    reply: Reply | None = None
    text: str = ""


class InviteSeen(Struct, frozen=True):
    """An event as a message (or calendar) told it, and when it was first read here."""

    position: Position
    envelope: Envelope
    invite: Invite
    seen_at: datetime
    reader: int


class ReplySeen(Struct, frozen=True):
    """An incoming message. ``named``: companies and roles of known applications that its text or subject names."""

    position: Position
    envelope: Envelope
    reply: Reply
    named: tuple[str, ...]
    seen_at: datetime
    reader: int


class SentSeen(Struct, frozen=True):
    """A message in Sent: the only proof that the owner wrote something."""

    position: Position
    envelope: Envelope
    seen_at: datetime


class Choice(StrEnum):
    """What the user can say about an interview or an application; it outweighs every reading."""

    CONFIRM = "confirm"
    IGNORE = "ignore"
    REJECTION = "rejection"
    OFFER = "offer"
    NEXT_STEP = "next-step"
    WITHDRAWN = "withdrawn"
    NOTHING = "nothing"


class Decision(Struct, frozen=True):
    """The user's word. ``about`` is the id of an interview or application; ``by`` a promised day, with NOTHING.

    ``company``, ``role`` and ``people`` (the interviewers, all of them) go with CONFIRM and stand for what was read;
    None or () leaves that as it was.
    """

    about: str
    choice: Choice
    at: datetime
    by: date | None = None
    company: str | None = None
    role: str | None = None
    people: tuple[Person, ...] = ()


class Notes(Struct, frozen=True):
    """What the user noted of a visit for its follow-ups (D1, T7, C5), in the user's own words; None: nothing.

    ``highlight``: what stays of the talk. ``compliment``: what they liked, and what was said kindly. ``forgot`` and
    ``correction``: what they left out or misspoke. ``question``: one that came up since. ``project``: what they are
    at, and how it would help. ``fit``: why they fit.
    """

    highlight: str | None = None
    compliment: str | None = None
    forgot: str | None = None
    correction: str | None = None
    question: str | None = None
    project: str | None = None
    fit: str | None = None


class Debrief(Struct, frozen=True):
    """What the user told of a visit, by the form or by ``afterword note`` (D1). A later one adds to and overrules it.

    ``about`` is the id of an interview of the visit; ``at`` when the user wrote it. ``whose`` is the interviewer that
    the notes are about (an address, or "~" and a name), None: everybody of the visit. ``people`` are others who were
    met (T9), ``feedback_by`` the promised day (C2), or a span from ``at``, ``answers_from`` who is to be asked (C4: a
    name or an address), ``do_not_chase`` whether they asked not to (C8). None: nothing was said. ``unread`` are lines
    that could not be read, for a question, each as "field: text" or, where no field is known, "text".
    """

    about: str
    at: datetime
    notes: Notes = Notes()
    whose: str | None = None
    people: tuple[Person, ...] = ()
    feedback_by: date | Span | None = None
    answers_from: str | None = None
    do_not_chase: bool | None = None
    unread: tuple[str, ...] = ()
