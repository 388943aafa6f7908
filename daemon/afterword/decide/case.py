"""One application as the etiquette looks at it at one moment: its visits, its outcome, its promised day, its drafts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from afterword.decide.interviews import LONG_AGO
from afterword.decide.mended import NOTHING_MENDED, Mended, mended_by_notes, visit_with_mended, with_mended
from afterword.decide.standing import (
    Feedback,
    Outcome,
    chasers_sent,
    feedback_for,
    outcome_of,
    passes_at,
    said_at,
    wrote_at,
)
from afterword.decide.visits import Visit, visits_of
from afterword.decide.who import Told, contact_of, person_at
from afterword.decide.workdays import ONE_DAY, WorkCalendar, start_of, working_morning
from afterword.model import (
    Application,
    ApplicationState,
    Choice,
    Draft,
    DraftState,
    Envelope,
    FollowUpSettings,
    Key,
    Kind,
    Owner,
    Person,
    SentSeen,
    Signal,
    Thread,
)

CHASER_LIES_AT_MOST = timedelta(days=14)  # C6
NO_ANSWER_AFTER = 10  # working days, C7
BY_MACHINES = frozenset({Signal.AUTO_REPLY, Signal.BOUNCE})  # nothing answers to these
_TAKEN_OUT = frozenset({DraftState.WITHDRAWING, DraftState.WITHDRAWN})
_THE_USERS = frozenset({DraftState.RELEASED, DraftState.DELETED})


class Moment(Struct, frozen=True):
    """What every decision of one pass shares."""

    now: datetime
    owner: Owner
    settings: FollowUpSettings
    calendar: WorkCalendar
    home: ZoneInfo
    unread: tuple[str, ...] = ()


class Case(Struct, frozen=True, dict=True):
    """An application at a moment. ``visit`` is the last one, ended or not; ``chased`` what the owner sent to chase;
    ``mended`` the addresses that the user has replaced, as they are in it already.

    What follows from these is worked out once: every follow-up and every question asks for it.
    """

    application: Application
    drafts: tuple[Draft, ...]
    moment: Moment
    visits: tuple[Visit, ...]
    outcome: Outcome
    feedback: Feedback | None
    contact: Person | None
    chased: tuple[SentSeen, ...]
    mended: Mended = NOTHING_MENDED

    @property
    def visit(self) -> Visit | None:
        """The last visit, ended or not."""
        return self.visits[-1] if self.visits else None

    @cached_property
    def state(self) -> ApplicationState:
        """Where the application stands now; "no answer" is a matter of time (C7)."""
        open_ended = self.outcome.state is ApplicationState.OPEN and self.outcome.chase
        closes = self.closes_at if open_ended else None
        return ApplicationState.NO_ANSWER if closes and self.moment.now >= closes else self.outcome.state

    @cached_property
    def why(self) -> str:
        """Why it stands where it stands, in words for the user."""
        if self.state is ApplicationState.NO_ANSWER:
            if self.closes_at == self.passed_by_at:
                return "no answer, and the day of a reminder is long past (C7)"
            return "no answer 10 working days after the last chaser (C7)"
        return self.outcome.reason

    @cached_property
    def chaser_key(self) -> Key | None:
        """The chaser that is next in turn, sent or not."""
        if not self.contact or not self.contact.email or not self.feedback:
            return None
        kind = Kind.FINAL_CHASER if self.chased else Kind.CHASER
        return Key(kind, self.application.id, self.contact.email, self.feedback.day.isoformat())

    @cached_property
    def chaser_due(self) -> datetime | None:
        """When the chaser that is next in turn belongs into Drafts (C3, C6)."""
        if not self.visit or not self.feedback:
            return None
        settings, zone, calendar = self.moment.settings, self.visit.zone, self.visit.calendar
        free = passes_at(self.feedback.day, zone) + settings.chaser_after
        if self.chased and self.feedback.at <= wrote_at(self.chased[0]):  # perhaps in spite of a day yet to come
            free = max(free, wrote_at(self.chased[0]) + settings.final_chaser_after)
        return working_morning(free, zone, calendar)

    @cached_property
    def chaser_expires_at(self) -> datetime | None:
        """When the chaser has lain in Drafts long enough (C6). What was taken out sooner may come back."""
        ends = [
            row.placed_at + CHASER_LIES_AT_MOST
            for row in self.rows(self.chaser_key)
            if row.placed_at and (row.state is DraftState.PLACED or _lay_long(row, row.placed_at))
        ]
        return min(ends, default=None)

    @cached_property
    def closes_at(self) -> datetime | None:
        """When silence has lasted long enough (C7): None while a chaser may still come, lie there, or be sent."""
        if not self.visit:
            return None
        if len(self.chased) > 1:
            last: datetime | None = wrote_at(self.chased[1])
            if self.feedback and self.feedback.at > wrote_at(self.chased[1]):  # they have asked for more time since
                last = passes_at(self.feedback.day, self.visit.zone)
        else:
            gone = [row.at for row in self.rows(self.chaser_key) if row.state is DraftState.DELETED]
            released = any(row.state is DraftState.RELEASED for row in self.rows(self.chaser_key))
            last = max(gone) if gone else None if released else self.chaser_expires_at
            if last and last > self.moment.now:
                return None
        if last is None:
            return self.passed_by_at
        day = last.astimezone(self.visit.zone).date()
        return start_of(self.visit.calendar.after(day, NO_ANSWER_AFTER) + ONE_DAY, self.visit.zone)

    @property
    def passed_by_at(self) -> datetime | None:
        """When a chaser that was never in Drafts is not worth a question any more, as after months without a pass, or
        in a mailbox with a past (C7): ``look_back`` after its day, or after the last that they wrote."""
        due = self.chaser_due
        if due is None or self.wants_a_late_chaser or self.rows(self.chaser_key):
            return None
        said = (*self.application.answers, *self.application.doubts)
        return max([due, *map(said_at, said)]) + self.moment.settings.look_back

    @property
    def wants_a_late_chaser(self) -> bool:
        """Has the user said, after the day of the chaser, that no answer has come?"""
        due = self.chaser_due
        return due is not None and any(
            one.choice is Choice.NOTHING and one.at >= due for one in self.application.decisions
        )

    def rows(self, key: Key | None) -> tuple[Draft, ...]:
        """The ledger's rows of one follow-up, oldest first."""
        return tuple(draft for draft in self.drafts if draft.key == key)

    def lies_in_drafts(self, key: Key) -> bool:
        """Is this follow-up in Drafts, untouched, as far as the ledger knows?"""
        return any(draft.state is DraftState.PLACED for draft in self.rows(key))

    def feedback_after(self, visit: Visit, until: datetime | None = None) -> Feedback:
        """By when they answer after this visit (C2), as far as it was known at ``until``."""
        at = self.visits.index(visit)
        earlier = self.visits[at - 1] if at else None
        return feedback_for(self.application, visit, earlier, self.moment.settings, until)

    def chase_from(self, visit: Visit) -> datetime:
        """When a first chaser after this visit is due (C3); until then a thank-you still makes sense (C6)."""
        return self._chased_from[self.visits.index(visit)]

    @cached_property
    def _chased_from(self) -> tuple[datetime, ...]:
        """``chase_from`` of each visit."""
        after = self.moment.settings.chaser_after
        passed = [(visit, passes_at(self.feedback_after(visit).day, visit.zone)) for visit in self.visits]
        return tuple(working_morning(at + after, visit.zone, visit.calendar) for visit, at in passed)

    def thread_with(self, person: Person, before: datetime) -> Thread | None:
        """The latest message that this person wrote or openly received, to answer to: their invite, or one up to
        ``before``, so that what comes later does not change a draft."""
        latest: tuple[datetime, Envelope] | None = None
        for at, envelope in self._messages():
            seen_by = {one.email for one in (envelope.sender, *envelope.to, *envelope.cc)}
            known = envelope.message_id and self.mended.addresses_of(person) & seen_by and at <= before
            if known and (latest is None or at > latest[0]):
                latest = at, envelope
        if latest is None or not latest[1].message_id:
            return None
        envelope = latest[1]
        message_id = latest[1].message_id
        earlier = envelope.references or ((envelope.in_reply_to,) if envelope.in_reply_to else ())
        chain = tuple(name for name in earlier if name != message_id)
        return Thread(message_id, (*chain, message_id), envelope.subject)

    def _messages(self) -> Iterator[tuple[datetime, Envelope]]:
        for interview in self.application.interviews:
            yield interview.announced_at, interview.source
        for answer in self.application.answers:
            if answer.reply.signal not in BY_MACHINES:
                yield said_at(answer), answer.envelope
        for sent in self.application.sent:
            yield wrote_at(sent), sent.envelope


def _lay_long(row: Draft, placed_at: datetime) -> bool:
    return row.state in _TAKEN_OUT and row.at >= placed_at + CHASER_LIES_AT_MOST


def case_of(
    application: Application, drafts: Sequence[Draft], moment: Moment, sent: tuple[SentSeen, ...] | None = None
) -> Case:
    """Everything that is known of an application at a moment. ``sent``: see ``sent_for``; by default all of it."""
    if sent is not None and sent != application.sent:
        application = replace(application, sent=sent)
    visits = visits_of(application, moment.owner)
    mended = mended_by_notes(application, visits)
    application = with_mended(application, mended)
    visits = tuple(visit_with_mended(visit, mended) for visit in visits)
    ended = [visit for visit in visits if visit.end <= moment.now]
    outcome = outcome_of(application, ended[-1] if ended else None)
    feedback = contact = None
    chased: tuple[SentSeen, ...] = ()
    if visits:
        visit, earlier = visits[-1], visits[-2] if len(visits) > 1 else None
        feedback = feedback_for(application, visit, earlier, moment.settings)
        chased = chasers_sent(application, visit, earlier, moment.settings, drafts)
        since = earlier.end if earlier else LONG_AGO
        said_by = Told(feedback.by, feedback.at) if feedback.by else None
        contact = contact_of(application, visit, moment.owner, said_by, since)
        if contact and contact.email != (present := mended.at_present(contact.email)):
            contact = person_at(present or "", application)
        kind, day = Kind.FINAL_CHASER if chased else Kind.CHASER, feedback.day.isoformat()
        for row in drafts:  # what the user has made of a chaser holds, whoever would be the contact by now (C4)
            if row.state in _THE_USERS and (row.key.kind, row.key.occasion) == (kind, day):
                contact = person_at(row.key.recipient, application)
    return Case(application, tuple(drafts), moment, visits, outcome, feedback, contact, chased, mended)


def sent_for(application: Application, drafted_for: Mapping[str, str]) -> tuple[SentSeen, ...]:
    """What of the messages in Sent counts for an application.

    ``drafted_for`` says by Message-ID which application a draft of ours was for: sent, it counts for that one alone.
    """
    name = application.id
    if all(drafted_for.get(one.envelope.message_id or "", name) == name for one in application.sent):
        return application.sent
    return tuple(one for one in application.sent if drafted_for.get(one.envelope.message_id or "", name) == name)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant in a zone."""
    return moment.astimezone(zone).date()
