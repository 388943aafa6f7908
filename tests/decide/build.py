"""Short names for the values that decisions are made of, so that a test reads like the story it tells.

The stage: Sam Rivera (London) talks to Jane Doe and Bob Roe of Acme; Tom Fox, Acme's recruiter, arranges. Times are
written "2026-11-25 14:00" and are UTC, which is London's time in winter.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from afterword.decide import Outlook, fold, outlook
from afterword.model import (
    Application,
    Brief,
    Choice,
    Copy,
    Decision,
    Draft,
    DraftState,
    Envelope,
    FollowUpSettings,
    Invite,
    InviteSeen,
    Key,
    Kind,
    Manner,
    Method,
    Observation,
    Owner,
    Person,
    Place,
    Position,
    Promise,
    Reply,
    ReplySeen,
    SentSeen,
    Signal,
    Thread,
    Verdict,
    Wanted,
    Wish,
)

OWNER = Owner("Sam Rivera", ("sam@rivera.example", "sam.rivera@example.org"), "Europe/London", "GB")
SETTINGS = FollowUpSettings(debrief=False)  # a form beside each draft would be in the way
SAM = Person("sam@rivera.example", "Sam Rivera", "Sam")
JANE = Person("jane@acme.example", "Jane Doe", "Jane")
BOB = Person("bob@acme.example", "Bob Roe", "Bob")
TOM = Person("tom@acme.example", "Tom Fox", "Tom")
ANN = Person("ann@talent.example", "Ann Lee", "Ann")
NO_MANNER = Manner()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    """ "2026-11-25 14:00" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def position(uid: int = 1, folder: str = "INBOX", account: str = "home", uidvalidity: int = 1) -> Position:
    return Position(account, folder, uidvalidity, uid)


def envelope(
    sender: Person = TOM,
    to: Iterable[Person] = (SAM,),
    *,
    when: str | datetime | None = None,
    name: str | None = None,
    answers: str | None = None,
    subject: str = "",
    forged: bool = False,
) -> Envelope:
    """The header of a message. ``name`` and ``answers`` are Message-IDs without their angle brackets."""
    written = at(when) if isinstance(when, str) else when
    return Envelope(
        message_id=f"<{name}>" if name else None,
        in_reply_to=f"<{answers}>" if answers else None,
        references=(f"<{answers}>",) if answers else (),
        at=written,
        day=written.date() if written else None,
        sender=sender,
        to=tuple(to),
        subject=subject,
        forged=forged,
    )


def invite(
    start: str | datetime | None = "2026-11-25 14:00",
    *,
    hours: float | None = 1,
    uid: str = "event-1",
    sequence: int = 0,
    dtstamp: str | None = None,
    recurrence_id: str | None = None,
    method: Method | None = Method.REQUEST,
    verdict: Verdict = Verdict.INTERVIEW,
    cancelled: bool = False,
    declined: bool = False,
    organizer: Person | None = TOM,
    interviewers: Iterable[Person] = (JANE, BOB),
    coordinators: Iterable[Person] = (TOM,),
    company: str | None = "Acme",
    role: str | None = "Backend Engineer",
    promise: Promise | None = None,
    time_zone: str | None = "Europe/London",
    owner: str | None = "sam@rivera.example",
    manager: Person | None = None,
    answers_from: str | None = None,
    for_client: bool = False,
    language: str = "en",
    manner: Manner = NO_MANNER,
) -> Invite:
    begins = at(start) if isinstance(start, str) else start
    return Invite(
        verdict=verdict,
        confidence=0.9,
        reasons=("a test",),
        uid=uid,
        method=method,
        sequence=sequence,
        dtstamp=at(dtstamp) if dtstamp else None,
        recurrence_id=recurrence_id,
        start=begins,
        end=begins + hours * HOUR if begins and hours is not None else None,
        time_zone=time_zone,
        cancelled=cancelled,
        declined=declined,
        title="Interview",
        organizer=organizer,
        company=company,
        role=role,
        interviewers=tuple(interviewers),
        coordinators=tuple(coordinators),
        owner=owner,
        promise=promise,
        manager=manager,
        answers_from=answers_from,
        for_client=for_client,
        language=language,
        manner=manner,
    )


def told(
    what: Invite | None = None,
    *,
    when: str = "2026-11-20 10:00",
    seen: str | None = None,
    name: str | None = "invite-1",
    answers: str | None = None,
    sender: Person | None = None,
    to: Iterable[Person] = (SAM, JANE, BOB),
    forged: bool = False,
    account: str = "home",
    reader: int = 1,
) -> InviteSeen:
    """A message of ``when`` brought the invite; it was read at once, or at ``seen``."""
    what = what or invite()
    by = sender or what.organizer or TOM
    header = envelope(by, to, when=when, name=name, answers=answers, subject="Interview", forged=forged)
    return InviteSeen(position(account=account), header, what, at(seen or when), reader)


def answer(
    signal: Signal,
    when: str | datetime,
    *,
    sender: Person = TOM,
    name: str | None = None,
    answers: str | None = "invite-1",
    promise: Promise | None = None,
    ask: bool = False,
    awaits_owner: bool = False,
    named: Iterable[str] = (),
    evidence: str | None = None,
    forged: bool = False,
    bounced: str | None = None,
    addresses: Iterable[Person] = (),
    answers_from: str | None = None,
    no_answer_wanted: bool = False,
    manner: Manner = NO_MANNER,
    to: Iterable[Person] = (SAM,),
    seen: str | None = None,
) -> ReplySeen:
    """They wrote at ``when``; in the thread of the first invite if nothing else is said."""
    written = at(when) if isinstance(when, str) else when
    name = name or f"{signal}-{written:%Y%m%d%H%M}"
    header = envelope(sender, to, when=written, name=name, answers=answers, subject="Re: Interview", forged=forged)
    reply = Reply(
        signal,
        0.9,
        ("a test",),
        evidence,
        promise,
        ask=ask,
        awaits_owner=awaits_owner,
        bounced=bounced,
        addresses=tuple(addresses),
        answers_from=answers_from,
        no_answer_wanted=no_answer_wanted,
        manner=manner,
    )
    return ReplySeen(position(), header, reply, tuple(named), at(seen) if seen else written, 1)


def wrote(
    when: str | datetime, *to: Person, answers: str | None = None, name: str | None = None, subject: str = ""
) -> SentSeen:
    """Sam wrote to them at ``when``."""
    written = at(when) if isinstance(when, str) else when
    name = name or f"sent-{written:%Y%m%d%H%M}"
    header = envelope(SAM, to, when=written, name=name, answers=answers, subject=subject)
    return SentSeen(position(folder="Sent"), header, written)


def by(day: str, evidence: str = "we will let you know") -> Promise:
    """ "By" that day."""
    return Promise(date.fromisoformat(day), evidence)


def decided(about: str, choice: Choice, when: str, *, until: str | None = None) -> Decision:
    return Decision(about, choice, at(when), date.fromisoformat(until) if until else None)


def application(*facts: Observation) -> Application:
    """The one application that these facts add up to."""
    (found,) = fold(facts).applications
    return found


def look(
    now: str | datetime,
    *facts: Observation,
    drafts: Iterable[Draft] = (),
    settings: FollowUpSettings = SETTINGS,
    owner: Owner = OWNER,
    unread: Iterable[str] = (),
) -> Outlook:
    """The outlook at ``now``."""
    return outlook(fold(facts), tuple(drafts), owner, settings, at(now) if isinstance(now, str) else now, tuple(unread))


def wishes_of(found: Outlook, *kinds: Kind) -> list[Wish]:
    return [wish for wish in found.wishes if wish.key.kind in (kinds or tuple(Kind))]


def thank_you_to(person: Person, found: Outlook) -> Wish:
    (wish,) = [one for one in wishes_of(found, Kind.THANK_YOU) if one.recipient.email == person.email]
    return wish


def chaser_in(found: Outlook) -> Wish:
    """The chaser that is next in turn; there is one."""
    (wish,) = [one for one in wishes_of(found, Kind.CHASER, Kind.FINAL_CHASER) if one.written is None]
    return wish


# --- For reconciling ---

KEY = Key(Kind.THANK_YOU, "a1", "jane@acme.example", "2026-11-25")
CHASER_KEY = Key(Kind.CHASER, "a1", "tom@acme.example", "2026-12-02")
THREAD = Thread("<invite-1>", ("<invite-1>",), "Interview")
ENDED = at("2026-11-25 15:00")
NOW = at("2026-11-25 16:30")


def wish(
    wanted: Wanted = Wanted.YES,
    *,
    key: Key = KEY,
    thread: Thread | None = THREAD,
    written: SentSeen | None = None,
    account: str = "home",
    since: datetime = ENDED,
) -> Wish:
    recipient = Person(key.recipient)
    brief = Brief(key.kind, "en", recipient, OWNER, since.date(), since.date(), "seed")
    return Wish(key, wanted, recipient, SAM.email or "", account, since, "a reason", brief, thread, written=written)


def draft(
    state: DraftState = DraftState.PLACED,
    *,
    key: Key = KEY,
    name: str = "ours-1",
    uid: int | None = 7,
    text: str = "ours",
    uidvalidity: int = 1,
    when: datetime = ENDED + HOUR,
    absent_since: datetime | None = None,
    answers: str | None = "invite-1",
    account: str = "home",
    placed_at: datetime | None = None,
    since: datetime = ENDED,
    reason: str = "a reason",
) -> Draft:
    lies_at = position(uid, "Drafts", account, uidvalidity) if uid else None
    return Draft(
        key=key,
        state=state,
        message_id=f"<{name}>",
        account=account,
        subject="Re: Interview",
        in_reply_to=f"<{answers}>" if answers else None,
        text=text,
        since=since,
        at=when,
        reason=reason,
        position=lies_at,
        placed_at=placed_at or (when if lies_at else None),
        absent_since=absent_since,
    )


def copy(
    *,
    name: str | None = "ours-1",
    uid: int = 7,
    text: str | None = "ours",
    to: Person | str = JANE,
    answers: str | None = "invite-1",
    subject: str = "Re: Interview",
    when: datetime | None = ENDED + HOUR,
    uidvalidity: int = 1,
    deleted: bool = False,
    account: str = "home",
    place: Place = Place.DRAFTS,
) -> Copy:
    person = Person(to) if isinstance(to, str) else to
    header = envelope(SAM, (person,), when=when, name=name, answers=answers, subject=subject)
    folder = {Place.DRAFTS: "Drafts", Place.TRASH: "Trash", Place.SENT: "Sent"}[place]
    return Copy(place, position(uid, folder, account, uidvalidity), header, text, deleted)


def in_state(row: Draft, state: DraftState) -> Draft:
    return replace(row, state=state)
