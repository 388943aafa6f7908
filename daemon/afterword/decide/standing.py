"""Where an application stands: what they said, by when they promised to answer, whom to ask, what the owner wrote."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from afterword.decide.beforehand import as_written_before
from afterword.decide.believable import believable_day, believed_promise, written_on
from afterword.decide.interviews import LONG_AGO, written_at
from afterword.decide.matching import recipients
from afterword.decide.noted import debriefs_of
from afterword.decide.visits import Visit, end_of, took_place
from afterword.decide.who import everyone_of
from afterword.decide.workdays import ONE_DAY, promised_day, span_end, start_of
from afterword.model import (
    Application,
    ApplicationState,
    Choice,
    Debrief,
    Decision,
    Draft,
    DraftState,
    FollowUpSettings,
    Interview,
    Kind,
    Person,
    Promise,
    ReplySeen,
    SentSeen,
    Signal,
    Span,
    Unit,
)

CHASING = frozenset({Kind.CHASER, Kind.FINAL_CHASER})
REQUESTS = frozenset({Kind.ADDRESS_REQUEST, Kind.FEEDBACK_REQUEST})  # sent, they neither thank nor chase
DELAY_WITHOUT_A_DATE = Span(5, Unit.WORKING_DAY)  # C2
A_SECOND_MAIL = timedelta(days=2)  # what follows a chaser sooner belongs to it ("and the attachment ...")
NO_SUCH_DATE = timedelta(days=90)  # a Date that lies further back than any look-back is of a clock that was never set
LATE = timedelta(days=7)
WATCHED = timedelta(days=1)


class Outcome(Struct, frozen=True):
    """The last word on an application, from them or from the user. ``chase`` is False once chasing has ended.

    ``silence``: they asked not to be written to, whatever else was said (C8).
    """

    state: ApplicationState
    chase: bool
    thank: bool
    reason: str
    at: datetime | None = None
    next_step_at: datetime | None = None
    silence: bool = False


class Feedback(Struct, frozen=True):
    """By when an answer is due (C2). ``stated``: they named the day; ``by`` is who did; ``at`` is when."""

    day: date
    stated: bool
    reason: str
    at: datetime
    by: Person | None = None


STATES = {
    Signal.REJECTION: ApplicationState.REJECTED,
    Signal.OFFER: ApplicationState.OFFER,
    Choice.REJECTION: ApplicationState.REJECTED,
    Choice.OFFER: ApplicationState.OFFER,
    Choice.WITHDRAWN: ApplicationState.WITHDRAWN,
}
NEXT_STEPS = frozenset({Signal.NEXT_STEP, Choice.NEXT_STEP})


def said_at(answer: ReplySeen) -> datetime:
    """When an answer was written: by its Date, unless no message of that day could have been read."""
    at = written_at(answer.envelope, answer.seen_at)
    return at if answer.seen_at - at <= NO_SUCH_DATE else answer.seen_at


def _counts_from(answer: ReplySeen, known: Iterable[Interview]) -> datetime:
    """When an answer was written, as far as that ends the chasing.

    A Date that lies days before the answer was seen is right where all was read at once, for the first time or after
    a pause. Where an interview was known long before the answer was seen, the mailbox was being read, and the Date is
    likelier wrong: then the answer counts from when it was seen. That errs on the side of not chasing after an answer.
    """
    at = said_at(answer)
    watched = any(one.first_seen < answer.seen_at - WATCHED for one in known)
    return answer.seen_at if watched and answer.seen_at - at > LATE else at


def wrote_at(sent: SentSeen) -> datetime:
    """When the owner wrote something."""
    return written_at(sent.envelope, sent.seen_at)


def corrected_at(application: Application) -> datetime:
    """Every reading of what was written before this has been overruled by the user's word."""
    return max((decision.at for decision in application.decisions), default=LONG_AGO)


def open_doubts(application: Application) -> tuple[ReplySeen, ...]:
    """Answers of which only the user can say what they mean, and has not."""
    corrected = corrected_at(application)
    return tuple(
        doubt
        for doubt in application.doubts
        if _counts_from(doubt, application.interviews) > corrected
        and not _is_overtaken(doubt, application)
        and not _is_about_an_interview_to_come(doubt, application)
    )


def _is_about_an_interview_to_come(doubt: ReplySeen, application: Application) -> bool:
    """Is it no doubt any more once it is read as what was written before an interview?"""
    written = written_on(doubt.envelope, doubt.seen_at)
    ends = (end_of(interview) for interview in application.interviews)
    read = (as_written_before(doubt.reply, written, end.date()) for end in ends if end is not None)
    return any(one is not doubt.reply and not one.ask for one in read)


def settled_a_doubt_of_before(deadline: datetime, decision: Decision, application: Application) -> bool:
    """Was it this word of the user that settled a doubt which they wrote before ``deadline``?"""
    before = max((one.at for one in application.decisions if one.at < decision.at), default=LONG_AGO)
    return any(
        before < said_at(doubt) <= decision.at and said_at(doubt) < deadline and not _is_overtaken(doubt, application)
        for doubt in application.doubts
    )


def _is_overtaken(word: ReplySeen | Decision | Debrief, application: Application) -> bool:
    """Has an interview been announced since, which was still to come then (C7, F3)?

    One that was over when the word was written, or when it became known itself, is no new round: a calendar that was
    added later shows it, or an invite without a Date.
    """
    for interview in application.interviews:
        at = word.at if isinstance(word, Decision | Debrief) else _counts_from(word, (interview,))
        end = end_of(interview)
        to_come = end is None or (end > at and end > interview.announced_at)
        if interview.announced_at >= at and to_come and took_place(interview, application.sent) is not False:
            return True
    return False


def outcome_of(application: Application, visit: Visit | None) -> Outcome:
    """What has come of it (C8, C9, F2, F3), the clock aside. ``visit`` is the last one that has ended."""
    ended = visit.end if visit else None
    outcome = Outcome(ApplicationState.OPEN, chase=True, thank=True, reason="no answer yet")
    asked_for_silence = False  # a next step does not take that back
    for at, word, evidence in _words(application):
        if isinstance(word, Debrief):
            outcome = replace(outcome, chase=False, reason="you noted that they asked not to be chased (C8)", at=at)
            continue
        because = f"{_named(word)} on {at:%d %B %Y}" + (f": “{evidence}”" if evidence else "")
        if state := STATES.get(word):
            outcome = Outcome(state, chase=False, thank=False, reason=because, at=at)
        elif word in NEXT_STEPS and (at <= ended if ended else isinstance(word, Signal)):
            continue  # it announced the interview that has taken place since, or is to come
        elif word in NEXT_STEPS and outcome.state is not ApplicationState.OFFER:
            thank = not asked_for_silence
            outcome = Outcome(ApplicationState.OPEN, chase=False, thank=thank, reason=because, at=at, next_step_at=at)
        elif word is Signal.DO_NOT_CONTACT:
            asked_for_silence = True
            outcome = Outcome(outcome.state, chase=False, thank=False, reason=because, at=at)
        elif word is Choice.NOTHING:
            outcome = Outcome(ApplicationState.OPEN, chase=True, thank=True, reason=because, at=at)
    return replace(outcome, silence=asked_for_silence)


def rejections_of(application: Application) -> tuple[ReplySeen, ...]:
    """The messages that say no and still hold, in order: by their own words, or since the user has said it of them."""
    corrected = corrected_at(application)
    found = [
        answer
        for answer in application.answers
        if answer.reply.signal is Signal.REJECTION and _counts_from(answer, application.interviews) > corrected
    ]
    word = max(application.decisions, key=lambda one: one.at, default=None)
    if word and word.choice is Choice.REJECTION:
        before = max((one.at for one in application.decisions if one.at < word.at), default=LONG_AGO)
        read_so = [one for one in application.answers if one.reply.signal is Signal.REJECTION]
        found += [one for one in (*application.doubts, *read_so) if before < said_at(one) <= word.at]
    return tuple(sorted((one for one in found if not _is_overtaken(one, application)), key=said_at))


def _words(application: Application) -> Iterator[tuple[datetime, Signal | Choice | Debrief, str | None]]:
    """Answers and the user's words in order, but nothing that a new interview has overtaken, and no reading of what
    the user has overruled."""
    corrected = corrected_at(application)
    words: list[tuple[datetime, Signal | Choice | Debrief, str | None]] = [
        (at, answer.reply.signal, answer.reply.evidence)
        for answer in application.answers
        if (at := _counts_from(answer, application.interviews)) > corrected and not _is_overtaken(answer, application)
    ]
    words += [
        (decision.at, decision.choice, None)
        for decision in application.decisions
        if not _is_overtaken(decision, application)
    ]
    told = [debrief for debrief in application.debriefs if debrief.do_not_chase is not None]
    if told and told[-1].do_not_chase and not _is_overtaken(told[-1], application):
        words.append((told[-1].at, told[-1], None))
    yield from sorted(words, key=lambda word: word[0])


def _named(word: Signal | Choice) -> str:
    return f"the user said “{word}”" if isinstance(word, Choice) else str(word).replace("_", " ")


def feedback_for(
    application: Application,
    visit: Visit,
    earlier: Visit | None,
    settings: FollowUpSettings,
    until: datetime | None = None,
) -> Feedback:
    """By when they answer after ``visit``: the latest statement, else the default (C2, F4).

    Only what was said after the visit before it counts, and what its own invites say; with ``until``, only what was
    said up to then. A delay without a date never brings the day forward.
    """
    day = span_end(settings.default_feedback_after, visit.day, visit.calendar)
    latest = Feedback(day, stated=False, reason="nothing was said; the default", at=visit.end)
    since = earlier.end if earlier else LONG_AGO
    said = [one for one in _said(application, visit) if one.at > since]
    statements = [*_invites_say(visit), *said]
    for one in sorted(statements, key=lambda one: one.at):
        told = one.day >= visit.day and (until is None or one.at <= until)
        if told and (one.stated or not latest.stated or one.day > latest.day):
            latest = one
    return latest


def _invites_say(visit: Visit) -> Iterator[Feedback]:
    for interview in visit.interviews:
        if promise := interview.invite.promise:
            written = interview.source.day or interview.announced_at.date()
            day = promised_day(promise, written, visit.day, visit.calendar)
            at = min(written_at(interview.source, interview.first_seen), visit.end)
            yield Feedback(day, stated=True, reason=f"the invite says “{promise.evidence}”", at=at)


def _said(application: Application, visit: Visit) -> Iterator[Feedback]:
    """What answers and the user say. The user's word that a message was nothing leaves a day that was named there."""
    corrected = corrected_at(application)
    for answer in application.answers:
        at = said_at(answer)
        written = written_on(answer.envelope, answer.seen_at)
        told = as_written_before(answer.reply, written, visit.day).promise
        if promise := believed_promise(told, answer.envelope, answer.seen_at):
            day = promised_day(promise, written, visit.day, visit.calendar)
            because = f"they wrote “{promise.evidence}”"
            yield Feedback(day, stated=True, reason=because, at=at, by=answer.envelope.sender)
        elif answer.reply.signal is Signal.HOLDING and at > max(visit.end, corrected):
            day = span_end(DELAY_WITHOUT_A_DATE, written, visit.calendar)
            yield Feedback(day, stated=False, reason="a delay without a date", at=at, by=answer.envelope.sender)
    for debrief in debriefs_of(application, visit.interviews):
        if debrief.feedback_by is not None:
            written = debrief.at.astimezone(visit.zone).date()
            day = promised_day(Promise(debrief.feedback_by, "your notes"), written, visit.day, visit.calendar)
            yield Feedback(day, stated=True, reason="you noted it", at=debrief.at)
    for decision in application.decisions:
        if decision.by:
            yield Feedback(believable_day(decision.by), stated=True, reason="the user said so", at=decision.at)


def passes_at(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a promised day has passed: its midnight (C3)."""
    return start_of(day + ONE_DAY, zone)


def awaits_owner(application: Application) -> ReplySeen | None:
    """The message to which the other side waits for the owner's answer, if there is one (C1)."""
    asked = [one for one in application.answers if one.reply.awaits_owner and said_at(one) > corrected_at(application)]
    if asked and not any(wrote_at(sent) > said_at(asked[-1]) for sent in application.sent):
        return asked[-1]
    return None


def is_request(sent: SentSeen, drafts: Sequence[Draft]) -> bool:
    """Was this message a draft of ours that asked for something (T10, F1), and so neither thanks nor chaser?"""
    return any(
        row.key.kind in REQUESTS
        and row.state is DraftState.SENT
        and row.placed_at is not None
        and (row.message_id == sent.envelope.message_id or row.at == wrote_at(sent))
        and row.key.recipient in recipients(sent.envelope)
        for row in drafts
    )


def thanked_by(
    application: Application, visit: Visit, before: datetime, drafts: Sequence[Draft] = ()
) -> frozenset[str]:
    """The addresses to which the owner wrote after ``visit`` and before the promised day passed: the thanks (C1)."""
    sent_then = [sent for sent in application.sent if visit.end <= wrote_at(sent) < before]
    notes = [sent for sent in sent_then if not is_request(sent, drafts)]
    return frozenset(address for sent in notes for address in recipients(sent.envelope))


def chasers_sent(
    application: Application,
    visit: Visit,
    earlier: Visit | None,
    settings: FollowUpSettings,
    drafts: Sequence[Draft],
) -> tuple[SentSeen, ...]:
    """What the owner sent to chase, at most two: to one of them, after the day promised then had passed (C1).

    A thank-you of ours that was sent late is none; a chaser of ours is one, even if they have named a new day since.
    After the first, a new day that they name is to pass before a mail is the second.
    """
    sent_drafts = [draft for draft in drafts if draft.state is DraftState.SENT]
    late_thanks = {draft.at for draft in sent_drafts if draft.key.kind is Kind.THANK_YOU and draft.placed_at}
    our_chasers = {draft.at for draft in sent_drafts if draft.key.kind in CHASING}
    theirs = {person.email for person in everyone_of(application)}
    theirs |= {answer.envelope.sender.email for answer in application.answers}
    theirs |= {draft.key.recipient for draft in sent_drafts}
    found: list[SentSeen] = []
    for sent in application.sent:
        at = wrote_at(sent)
        if at <= visit.end or at in late_thanks or not theirs & recipients(sent.envelope):
            continue
        if is_request(sent, drafts):
            continue
        feedback = feedback_for(application, visit, earlier, settings, until=at)
        last = wrote_at(found[-1]) if found else None
        too_early = at < passes_at(feedback.day, visit.zone) and (last is None or feedback.at > last)
        if too_early and at not in our_chasers:
            continue
        if last is None or at >= last + A_SECOND_MAIL:
            found.append(sent)
    return tuple(found[:2])
