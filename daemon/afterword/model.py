"""The vocabulary of the program: what is read, what is decided, what is written. Values only.

Instants are aware datetimes in UTC; days are whole dates in the zone that the comment names.
E-mail addresses are lower-cased addr-specs (RFC 5322); Message-IDs keep their angle brackets.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

# --- People ---


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address, or known by name alone. ``name`` is as written; ``first_name`` is what T5 greets by."""

    email: str | None = None
    name: str | None = None
    first_name: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mailbox it is (``[me]``). ``country`` is ISO 3166-1, ``subdivision`` its ISO 3166-2 part or None."""

    name: str
    addresses: tuple[str, ...]
    time_zone: str
    country: str | None = None
    subdivision: str | None = None
    signature: str | None = None


# --- What is read ---


@dataclass(frozen=True, slots=True)
class Position:
    """Where a message lies. Only (uidvalidity, uid) together name it (RFC 3501, 2.3.1.1).

    What a calendar holds has a position too: ``account`` is the calendar's name, ``folder`` the collection in it,
    ``uidvalidity`` 0, which no folder has, and ``uid`` a number made of the object's name.
    """

    account: str
    folder: str
    uidvalidity: int
    uid: int

    @property
    def in_calendar(self) -> bool:
        """Is it an object of a calendar, and no message?"""
        return self.uidvalidity == 0


@dataclass(frozen=True, slots=True)
class Envelope:
    """The headers that matter.

    ``at`` is the instant of Date; ``day`` is the sender's own calendar day of it, the base of "by Friday".
    ``forged`` is a DMARC failure that the receiving server recorded (RFC 8601): nothing follows from such a message.
    """

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    at: datetime | None = None
    day: date | None = None
    sender: Person = Person()
    reply_to: Person | None = None
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    subject: str = ""
    forged: bool = False


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


@dataclass(frozen=True, slots=True)
class Span:
    """So many units from an anchor: "within the next 5 working days"."""

    amount: int
    unit: Unit
    anchor: Anchor = Anchor.MESSAGE


@dataclass(frozen=True, slots=True)
class Promise:
    """By when an answer was promised (C2): a day, or a span that ``decide`` resolves; and their sentence."""

    until: date | Span
    evidence: str


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


@dataclass(frozen=True, slots=True)
class Invite:
    """One event instance as one message tells it (RFC 5545 VEVENT, RFC 5546 method).

    ``recurrence_id`` is canonical text: "2026-11-25T14:00:00Z", or "2026-11-25" for all-day events.
    ``start`` and ``end`` are None where they cannot be known; they are never guessed.
    ``time_zone`` is the IANA name that the organizer wrote the start in, where known.
    ``owner`` is the address of the owner that the invite was sent to; ``declined`` says that the owner declined
    or was removed. ``promise`` is what the invite's text says about the answer.
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


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message says, whichever application it belongs to. ``evidence`` is the one sentence that decided.

    ``ask``: the text does not decide; rather ask than act. ``awaits_owner``: they wait for something from the
    owner (C1). ``bounced`` is the address that a bounce shows to be wrong, ``returned`` the Message-ID of what came back.
    ``role`` is the role that the message says it is about. ``needs_tie``: its words do not show that it is about an
    application at all, so it counts only where it answers a thread or comes from one of the people.
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


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one message says. ``text`` is its newly written text, for matching names only; it is never stored.

    ``reply`` is None where a calendar message says nothing of an answer beyond the event.
    """

    envelope: Envelope
    invites: tuple[Invite, ...] = ()
    reply: Reply | None = None
    text: str = ""


# --- Folders ---


class Role(StrEnum):
    """What a folder is for (RFC 6154 special use, INBOX, or none of these)."""

    INBOX = "inbox"
    DRAFTS = "drafts"
    SENT = "sent"
    TRASH = "trash"
    JUNK = "junk"
    ARCHIVE = "archive"
    ALL = "all"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """What STATUS says of a selectable folder (RFC 3501, 6.3.10; RFC 7162). ``name`` is decoded from modified UTF-7."""

    name: str
    role: Role
    uidvalidity: int
    uidnext: int
    messages: int
    highestmodseq: int | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was read: every message below ``uidnext``, with this version of the reader.

    ``context`` is a digest of what else the reading depended on; another one means that the folder is to be read anew.
    """

    account: str
    folder: str
    uidvalidity: int
    uidnext: int
    reader: int
    context: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that could not be read, and why (in our words, not the message's)."""

    position: Position
    reason: str


class Reach(StrEnum):
    """How the last attempt to serve an account ended; the words of ``status --json``."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as the last pass found it. ``problem`` says what is wrong and how to mend it, None when OK."""

    name: str
    state: Reach
    problem: str | None = None


# --- Observations: facts with their source, written down once ---


@dataclass(frozen=True, slots=True)
class InviteSeen:
    """An event as a message (or calendar) told it, and when it was first read here."""

    position: Position
    envelope: Envelope
    invite: Invite
    seen_at: datetime
    reader: int


@dataclass(frozen=True, slots=True)
class ReplySeen:
    """An incoming message. ``named``: companies and roles of known applications that its text or subject names."""

    position: Position
    envelope: Envelope
    reply: Reply
    named: tuple[str, ...]
    seen_at: datetime
    reader: int


@dataclass(frozen=True, slots=True)
class SentSeen:
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


@dataclass(frozen=True, slots=True)
class Decision:
    """The user's word. ``about`` is the id of an interview or application; ``by`` a promised day, with NOTHING."""

    about: str
    choice: Choice
    at: datetime
    by: date | None = None


Observation = InviteSeen | ReplySeen | SentSeen | Decision

# --- What is known: folded from observations ---


@dataclass(frozen=True, slots=True)
class Interview:
    """One event (UID and RECURRENCE-ID) in which the owner is the candidate, after all its updates.

    ``source`` is the envelope of the mail that brought its latest version (for threading), ``message_ids`` are of all
    the mails that told of it. ``announced_at`` is when the
    first message about it was written, ``first_seen`` when that was first read here; ``cancelled_at`` when a
    cancellation was written. ``confirmed_at`` is when the user said that it is one, or took place, or None. ``also``
    are the ids that it would have under other UIDs: that of the event which the user entered by hand.
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


@dataclass(frozen=True, slots=True)
class Agency:
    """A recruiter's firm that stands between the owner and the company."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Application:
    """One hiring process: a company, a role, its people, its interviews, and what was said and written about it.

    ``answers``, ``doubts`` and ``sent`` are in the order of their dates; a doubt is an answer of which only the user
    can say what it means or whether it belongs here. ``account`` received the first invite. ``sent_ids`` are
    Message-IDs known to be the owner's in this application's threads. ``also`` are ids under which it may have been
    known before another of its invites turned up.
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
    account: str = ""
    language: str = "en"
    also: tuple[str, ...] = ()


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


# --- What should exist ---


class Kind(StrEnum):
    """The kinds of follow-up."""

    THANK_YOU = "thank_you"
    CHASER = "chaser"
    FINAL_CHASER = "final_chaser"
    ADDRESS_REQUEST = "address_request"
    FEEDBACK_REQUEST = "feedback_request"
    DEBRIEF = "debrief"


@dataclass(frozen=True, slots=True)
class Key:
    """What a follow-up is. ``occasion``: the day of the visit, or the promised day. A moved day is a new follow-up."""

    kind: Kind
    application: str
    recipient: str
    occasion: str


@dataclass(frozen=True, slots=True)
class Thread:
    """What a draft answers to. Only ever a message that the recipient has seen."""

    in_reply_to: str
    references: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The facts that a text is made of, and nothing else: two machines with the same facts write the same words.

    ``visit`` is the day of the visit and ``due`` the day the note is due, both in the reader's zone. ``promised`` is
    the day that *they* named, None where the default was used. ``panel`` are the e-mail addresses of everyone who gets
    such a note for this visit, in a fixed order; ``met`` the first names of the interviewers; ``round`` counts visits
    from 1. ``thanked``: a thank-you was sent. ``awaits_reply``: False once they have answered (C9).
    ``seed`` chooses among equal wordings.
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
    thread_subject: str | None = None


class Wanted(StrEnum):
    """Should a follow-up be in Drafts now?"""

    YES = "yes"
    LATER = "later"
    HELD = "held"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Wish:
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


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up as the user is shown it: what the etiquette wants of it, and what has become of it."""

    id: str
    key: Key
    recipient: Person
    state: FollowUpState
    reason: str
    due: datetime | None = None
    deadline: datetime | None = None
    best_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the user knows. ``about`` is the id of an interview or application."""

    id: str
    about: str
    text: str


# --- What is in the mailbox, and what the ledger says of it ---


class Place(StrEnum):
    """The three folders in which a draft of ours can turn up."""

    DRAFTS = "drafts"
    SENT = "sent"
    TRASH = "trash"


@dataclass(frozen=True, slots=True)
class Copy:
    """A message found in Drafts, Sent or Trash. ``digest`` is of the normalised text, None where it was not read.

    ``deleted``: flagged ``\\Deleted``, as NeoMutt leaves a draft while it is being edited.
    """

    place: Place
    position: Position
    envelope: Envelope
    digest: str | None = None
    deleted: bool = False


class DraftState(StrEnum):
    """The life of a draft. The last five are final for writing; what is found later in Sent is still sent."""

    INTENDED = "intended"
    PLACED = "placed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    SENT = "sent"
    DELETED = "deleted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Letter:
    """Words: a subject and a body of plain text with LF line ends, signature included."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of the ledger: one version of one follow-up, named by its Message-ID.

    ``position`` is None until it was seen in Drafts. ``since`` is as in the wish. ``at`` is when the state was
    reached (for SENT: when it was sent), ``placed_at`` when it came into Drafts. ``absent_since``: it was missing at a
    first look. ``text`` is the digest of the message as it was placed.
    """

    key: Key
    state: DraftState
    message_id: str
    account: str
    subject: str
    in_reply_to: str | None
    text: str
    since: datetime
    at: datetime
    reason: str
    position: Position | None = None
    placed_at: datetime | None = None
    absent_since: datetime | None = None


# --- Settings that decisions depend on ---


@dataclass(frozen=True, slots=True)
class FollowUpSettings:
    """``[follow_up]``: every number of the etiquette that the user may change."""

    thank_you_after: timedelta = timedelta(hours=1)
    thank_you_within: timedelta = timedelta(hours=24)
    default_feedback_after: Span = field(default=Span(5, Unit.WORKING_DAY, Anchor.INTERVIEW))
    chaser_after: timedelta = timedelta(hours=48)
    final_chaser_after: timedelta = timedelta(days=7)
    debrief: bool = True
    look_back: timedelta = timedelta(days=30)
    invite_look_back: timedelta = timedelta(days=180)
