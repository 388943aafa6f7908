"""The etiquette: which follow-ups should exist now, which later, which not, each with its reason and its rule."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from afterword import addresses
from afterword.decide.applications import Known
from afterword.decide.case import Case, Moment, case_of, local_day
from afterword.decide.matching import recipients
from afterword.decide.questions import (
    invite_overdue_at,
    is_much_overdue,
    is_worth_asking,
    much_overdue_at,
    questions_of,
    unsure_question,
)
from afterword.decide.standing import (
    A_SECOND_MAIL,
    CHASING,
    Feedback,
    awaits_owner,
    open_doubts,
    settled_a_doubt_of_before,
    thanked_by,
    wrote_at,
)
from afterword.decide.visits import Visit, end_of
from afterword.decide.workdays import MORNING, ONE_DAY, WorkCalendar, start_of, working_morning
from afterword.model import (
    Application,
    ApplicationState,
    Brief,
    Choice,
    Draft,
    DraftState,
    FollowUpSettings,
    Key,
    Kind,
    Owner,
    Person,
    Question,
    SentSeen,
    Wanted,
    Wish,
)

FIRST_NAME_LANGUAGES = frozenset({"en", "nl"})  # where strangers in business are on first-name terms
BETWEEN_CHASERS = 2  # working days between two chasers to one person (C4)
ONLY_LOOK_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """An application and where it stands, for ``status``."""

    case: Case
    state: ApplicationState
    reason: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the etiquette wants of everything known. ``next_look`` is when time alone may change it, None: never."""

    standings: tuple[Standing, ...] = ()
    wishes: tuple[Wish, ...] = ()
    questions: tuple[Question, ...] = ()
    next_look: datetime | None = None


def outlook(
    known: Known,
    drafts: Sequence[Draft],
    owner: Owner,
    settings: FollowUpSettings,
    now: datetime,
    unread: Collection[str] = (),
) -> Outlook:
    """The follow-ups that should exist at ``now``.

    ``drafts`` are the ledger's rows, whose keys name applications by their present ids. ``unread`` are accounts that
    could not be read just now: an answer may lie there, so no chaser is placed (C1).
    """
    calendar = WorkCalendar(owner.country, owner.subdivision)
    moment = Moment(now, owner, settings, calendar, ZoneInfo(owner.time_zone), tuple(unread))
    rows: dict[str, list[Draft]] = {}
    for draft in drafts:
        rows.setdefault(draft.key.application, []).append(draft)
    # What the user wrote by hand has a row too, and counts for every application that it can be of (C1).
    drafted_for = {draft.message_id: draft.key.application for draft in drafts if draft.placed_at}
    cases = [
        case_of(application, rows.get(application.id, ()), moment, drafted_for) for application in known.applications
    ]
    wishes = list(chain.from_iterable((*thank_yous(case), *chasers(case)) for case in cases))
    ends = {case.application.id: case.visit.end for case in cases if case.visit}
    wishes = _spaced(wishes, drafts, ends, moment)
    questions = [unsure_question(interview) for interview in known.unsure if is_worth_asking(interview, moment)]
    questions += chain.from_iterable(map(questions_of, cases))
    times = chain(
        chain.from_iterable((wish.due, wish.deadline) for wish in wishes if wish.wanted is not Wanted.NO),
        chain.from_iterable(map(_turning_points, cases)),
    )
    return Outlook(
        standings=tuple(Standing(case, case.state, _why(case)) for case in cases),
        wishes=tuple(wishes),
        questions=tuple(questions),
        next_look=min((at for at in times if at and at > now), default=None),
    )


def with_present_ids(drafts: Sequence[Draft], applications: Sequence[Application]) -> tuple[Draft, ...]:
    """The ledger's rows, each naming its application by the id that it has now."""
    present = {old: application.id for application in applications for old in application.also}
    return tuple(
        replace(draft, key=replace(draft.key, application=present.get(draft.key.application, draft.key.application)))
        for draft in drafts
    )


def _why(case: Case) -> str:
    if case.state is ApplicationState.NO_ANSWER:
        return "no answer 10 working days after the last chaser (C7)"
    return case.outcome.reason


def _turning_points(case: Case) -> Iterator[datetime | None]:
    """When a case changes by itself, besides the due times of its follow-ups."""
    yield case.closes_at
    yield case.chaser_expires_at
    for visit in case.visits:
        yield visit.end
        yield case.chase_from(visit)
    yield invite_overdue_at(case)
    yield much_overdue_at(case)
    if case.outcome.chase and case.state is ApplicationState.OPEN and case.chaser_due:
        yield case.chaser_due
    if case.state is ApplicationState.OPEN and case.chaser_due and case.chaser_due <= case.moment.now:
        yield case.moment.now + ONLY_LOOK_AGAIN


# --- Thank-yous ---


def thank_yous(case: Case) -> Iterator[Wish]:
    """One for each interviewer of each visit (T1, T2); where two visits fall on one day, only the later one's."""
    latest: dict[Key, Wish] = {}
    for visit in case.visits:
        people = [one for one in visit.interviewers if not (one.email and _not_a_person(one.email, case.moment.owner))]
        wishes = [_thank_you(case, visit, person) for person in people]
        panel = _panel(case, visit, wishes)
        for wish in sorted(
            wishes, key=lambda one: panel.index(one.key.recipient) if one.recipient.email else len(panel)
        ):
            latest[wish.key] = replace(wish, brief=replace(wish.brief, panel=panel))
    yield from latest.values()


def _panel(case: Case, visit: Visit, wishes: Sequence[Wish]) -> tuple[str, ...]:
    """Everyone who gets a note for this visit, in an order that a panel which grows or shrinks leaves as it was.

    First those for whom there is a draft in the ledger, whether they are still of the panel or not: their place says
    which text they have, and nobody else may get that (T1). Then the others by session and address, and at the end
    those who get none.
    """
    kind_and_day = Kind.THANK_YOU, visit.day.isoformat()
    have_one = [row.key.recipient for row in case.drafts if (row.key.kind, row.key.occasion) == kind_and_day]
    sessions = [{one.email for one in interview.invite.interviewers} for interview in visit.interviews]
    others = sorted(
        (wish.wanted is Wanted.NO, [email in session for session in sessions].index(True), email)
        for wish in wishes
        if (email := wish.recipient.email)
    )
    return tuple(dict.fromkeys((*have_one, *(email for _, _, email in others))))


def _not_a_person(email: str, owner: Owner) -> bool:
    return addresses.is_automated(email) or email in owner.addresses


def _thank_you(case: Case, visit: Visit, person: Person) -> Wish:
    settings = case.moment.settings
    due = visit.end + settings.thank_you_after
    deadline = visit.end + settings.thank_you_within
    recipient = person.email or f"~{person.name or person.first_name}"
    key = Key(Kind.THANK_YOU, case.application.id, recipient, visit.day.isoformat())
    met_until = [end_of(one) for one in visit.interviews if person.email in {p.email for p in one.invite.interviewers}]
    since = min((end for end in met_until if end), default=visit.end)
    until = case.chase_from(visit)
    to_them = [one for one in case.application.sent if _is_to(one, person)]
    written = next((one for one in to_them if since <= wrote_at(one) < until), None)
    wanted, reason = _thank_you_wanted(case, visit, person, key, written, due, deadline)
    placed_at = next((row.placed_at for row in case.rows(key) if row.placed_at), None)
    brief = replace(
        _brief(case, visit, person, Kind.THANK_YOU, due),
        round=1
        + sum(person.email in {p.email for p in one.interviewers} for one in case.visits if one.end < visit.start),
        awaits_reply=case.outcome.chase,
    )
    return Wish(
        key=key,
        wanted=wanted,
        recipient=person,
        sender=_sender(case, visit),
        account=case.application.account,
        since=since,
        reason=reason,
        brief=brief,
        thread=case.thread_with(person, due) if person.email else None,
        due=due,
        deadline=deadline,
        best_time=_best_time_to_thank(visit, placed_at or due, deadline, case.moment.calendar),
        written=written,
    )


def _is_to(sent: SentSeen, person: Person) -> bool:
    return person.email is not None and person.email in recipients(sent.envelope)


def _thank_you_wanted(
    case: Case, visit: Visit, person: Person, key: Key, written: SentSeen | None, due: datetime, deadline: datetime
) -> tuple[Wanted, str]:
    now = case.moment.now
    if written:
        return Wanted.NO, f"you wrote to them on {wrote_at(written):%d %B %Y} (C1)"
    if not case.outcome.thank:
        return Wanted.NO, f"{case.outcome.reason} (C9)"
    if now < due:
        return Wanted.LATER, f"due {_hours(due - visit.end)} after the interview ends (T2)"
    if now >= case.chase_from(visit):
        return Wanted.NO, "it is too late for a thank-you: the time to chase has come (C6)"
    if case.lies_in_drafts(key):
        return Wanted.YES, "it waits in Drafts (T2)"
    users_word_came_late = (visit.confirmed_at is not None and visit.confirmed_at >= due) or any(
        one.choice is Choice.NOTHING and one.at >= due and settled_a_doubt_of_before(deadline, one, case.application)
        for one in case.application.decisions
    )
    if visit.first_seen > deadline and not users_word_came_late:
        return Wanted.NO, f"it had ended more than {_hours(deadline - visit.end)} before it was first seen (T2)"
    if person.email is None:
        return Wanted.HELD, f"no address of {person.name or 'this interviewer'} is known (T10)"
    if now >= deadline and not users_word_came_late:
        return Wanted.NO, f"{_hours(deadline - visit.end)} after the interview have passed (T2)"
    if open_doubts(case.application):
        return Wanted.HELD, "only you can say what their message means (C9)"
    return Wanted.YES, f"the interview ended {_hours(due - visit.end)} ago or more (T2)"


def _best_time_to_thank(visit: Visit, placed: datetime, deadline: datetime, calendar: WorkCalendar) -> datetime:
    """T3: on the morning of a day off that follows, so that it is on top on the next working morning."""
    tomorrow = visit.end.astimezone(visit.zone).date() + ONE_DAY
    if calendar.works_on(tomorrow):
        return placed
    return min(max(placed, datetime.combine(tomorrow, MORNING, visit.zone)), deadline)


# --- Chasers ---


def chasers(case: Case) -> Iterator[Wish]:
    """One for an application, never one for each interviewer (C4): those sent already, and the one next in turn."""
    if case.visit is None or case.feedback is None:
        return
    for kind, sent in zip((Kind.CHASER, Kind.FINAL_CHASER), case.chased, strict=False):
        yield _sent_chaser(case, case.visit, kind, sent)
    if case.contact and case.chaser_key and case.chaser_due and len(case.chased) < 2:
        yield _next_chaser(case, case.visit, case.feedback, case.contact, case.chaser_key, case.chaser_due)


def _sent_chaser(case: Case, visit: Visit, kind: Kind, sent: SentSeen) -> Wish:
    """One that the owner has sent, as we drafted it or not (C1): a draft of it that still lies there is not wanted."""
    at = wrote_at(sent)
    promised = case.feedback_after(visit, until=at).day
    theirs = {one.email: one for one in (*case.application.coordinators, *case.application.interviewers)}
    written_to = [theirs.get(one.email, one) for one in (*sent.envelope.to, *sent.envelope.cc)]
    known = [one for one in written_to if one.email in theirs]
    person = next(iter(known or written_to), Person())
    return Wish(
        key=Key(kind, case.application.id, person.email or "", promised.isoformat()),
        wanted=Wanted.NO,
        recipient=person,
        sender=_sender(case, visit),
        account=case.application.account,
        since=min(at, start_of(promised + ONE_DAY, visit.zone)) if kind is Kind.CHASER else at,
        reason=f"you wrote to them on {at:%d %B %Y} (C1)",
        brief=_brief(case, visit, person, kind, at),
        written=sent,
    )


def _next_chaser(case: Case, visit: Visit, feedback: Feedback, contact: Person, key: Key, due: datetime) -> Wish:
    wanted, reason = _chaser_wanted(case, feedback, key, due)
    brief = replace(
        _brief(case, visit, contact, key.kind, due),
        promised=feedback.day if feedback.stated else None,
        thanked=contact.email in thanked_by(case.application, visit, case.chase_from(visit)),
    )
    passed = start_of(feedback.day + ONE_DAY, visit.zone)
    today = start_of(local_day(case.moment.now, visit.zone), visit.zone)
    this_morning = working_morning(today, visit.zone, case.moment.calendar)  # of a late one, the next that is worked
    return Wish(
        key=key,
        wanted=wanted,
        recipient=contact,
        sender=_sender(case, visit),
        account=case.application.account,
        since=wrote_at(case.chased[0]) + A_SECOND_MAIL if case.chased else passed,
        reason=reason,
        brief=brief,
        thread=case.thread_with(contact, due),
        due=due,
        best_time=max(due, this_morning),
    )


def _chaser_wanted(case: Case, feedback: Feedback, key: Key, due: datetime) -> tuple[Wanted, str]:
    moment = case.moment
    if not case.outcome.chase or case.state is not ApplicationState.OPEN:
        return Wanted.NO, f"{_why(case)} (C9)"
    said = f"{feedback.reason}: by {feedback.day:%d %B %Y}"
    if moment.now < due:
        return Wanted.LATER, f"{said} (C2, {'C6' if case.chased else 'C3'})"
    if case.chaser_expires_at and moment.now >= case.chaser_expires_at:
        return Wanted.NO, "it lay untouched in Drafts for 14 days (C6)"
    if open_doubts(case.application):
        return Wanted.HELD, "only you can say what their message means (C9)"
    if awaits_owner(case.application):
        return Wanted.HELD, "they wait for an answer from you (C1)"
    if case.lies_in_drafts(key):
        return Wanted.YES, "it waits in Drafts (C3)"
    if moment.unread:
        return Wanted.HELD, f"not read since then: {', '.join(moment.unread)} (C1)"
    if is_much_overdue(case):
        return Wanted.HELD, "its day is more than 5 working days past: first tell whether they have answered"
    return Wanted.YES, f"{said}, and nothing came (C1, {'C6' if case.chased else 'C3'})"


def _spaced(
    wishes: Sequence[Wish], drafts: Sequence[Draft], ends: Mapping[str, datetime], moment: Moment
) -> list[Wish]:
    """Chasers to one person stand two working days apart (C4); a later one waits. Of two that are due at once the one
    comes first whose interview ended first; ``ends`` says when, by application."""
    busy: dict[str, list[datetime]] = {}
    for draft in drafts:
        if draft.key.kind not in CHASING:
            continue
        if draft.state is DraftState.SENT:
            busy.setdefault(draft.key.recipient, []).append(draft.at)
        elif draft.placed_at and draft.state is DraftState.PLACED:
            busy.setdefault(draft.key.recipient, []).append(draft.placed_at)
    placed = {draft.key for draft in drafts if draft.state is DraftState.PLACED}
    spaced = {}

    def turn(wish: Wish) -> tuple[datetime, datetime, str]:
        return wish.due or moment.now, ends.get(wish.key.application, moment.now), wish.key.application

    for wish in sorted(wishes, key=turn):
        if wish.key.kind not in CHASING or wish.wanted is not Wanted.YES or wish.key in placed:
            continue
        others = busy.setdefault(wish.key.recipient, [])
        free = max((_working_days_later(at, moment) for at in others), default=moment.now)
        if free > moment.now:
            reason = f"another chaser to {wish.key.recipient} is less than two working days old (C4)"
            spaced[wish.key] = replace(wish, wanted=Wanted.LATER, due=free, best_time=free, reason=reason)
        else:
            others.append(moment.now)
    return [spaced.get(wish.key, wish) for wish in wishes]


def _working_days_later(at: datetime, moment: Moment) -> datetime:
    day = moment.calendar.after(local_day(at, moment.home), BETWEEN_CHASERS)
    return datetime.combine(day, MORNING, moment.home)


# --- What both share ---


def _brief(case: Case, visit: Visit, person: Person, kind: Kind, due: datetime) -> Brief:
    application = case.application
    return Brief(
        kind=kind,
        language=application.language,
        recipient=person,
        writer=case.moment.owner,
        visit=visit.day,
        due=local_day(due, visit.zone),
        seed=f"{application.company}|{application.role}|{visit.day}",
        role=application.role,
        company=application.company,
        met=tuple(one.first_name for one in visit.interviewers if one.first_name),
        informal=application.language in FIRST_NAME_LANGUAGES,
    )


def _sender(case: Case, visit: Visit) -> str:
    """The owner's address to which the invite was sent."""
    owner = case.moment.owner
    written_to = [one.invite.owner for one in reversed(visit.interviews)]
    return next((one for one in written_to if one in owner.addresses), None) or owner.addresses[0]


def _hours(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
