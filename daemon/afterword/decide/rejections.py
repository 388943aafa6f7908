"""After a "no" (F1): a short, gracious draft that thanks, asks where one fell short, and keeps the door open."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from afterword import addresses
from afterword.decide.briefs import brief_of, sender_of
from afterword.decide.case import Case
from afterword.decide.matching import recipients
from afterword.decide.questions import question_about
from afterword.decide.quiet import out_of_quiet_hours
from afterword.decide.standing import open_doubts, rejections_of, said_at, thanked_by, wrote_at
from afterword.decide.who import contact_of, is_reachable, person_at
from afterword.model import (
    Application,
    ApplicationState,
    Choice,
    DraftState,
    Key,
    Kind,
    Person,
    Question,
    ReplySeen,
    SentSeen,
    Wanted,
    Wish,
)

OLD_NEWS = timedelta(days=7)  # one that is first seen so long after it was written is answered no more
LIES_AT_MOST = timedelta(days=14)  # as a chaser does (C6)
SURE_FROM = 0.75  # the confidence of a reading; below it only the user's word makes this letter
_NOT_SURE = "it reads like a rejection, but only you can say that it is one (F1)"
_THE_USERS = frozenset({DraftState.RELEASED, DraftState.SENT, DraftState.DELETED})


def feedback_requests(case: Case) -> Iterator[Wish]:
    """One for an application, to whoever wrote the rejection, if that is a person; else to the contact."""
    if case.outcome.state is not ApplicationState.REJECTED:
        return
    said_no, sure = _said_no(case.application)
    by_a_person = [one for one in said_no if _is_of_a_person(one, case)]
    answer = next(iter((*by_a_person, *said_no)), None)
    at = _known_at(case, answer)
    visit = next((one for one in reversed(case.visits) if at and one.end <= at), None)
    if at is None or visit is None:
        return
    writer = _writer(answer, case) if answer and answer in by_a_person else None
    person = writer or contact_of(case.application, visit, case.moment.owner, None, visit.start)
    if person is None or not person.email:
        return
    since = said_at(answer) if answer else at
    key = Key(Kind.FEEDBACK_REQUEST, case.application.id, person.email, f"{since:%Y-%m-%d}")
    written = _answered_by_hand(case, answer, person, since)
    wanted, reason = _wanted(case, key, answer, written, at)
    if wanted is Wanted.YES and not sure:
        wanted, reason = Wanted.HELD, _NOT_SURE
    placed_at = next((row.placed_at for row in case.rows(key) if row.placed_at), None)
    thanked = thanked_by(case.application, visit, since, case.drafts)
    yield Wish(
        key=key,
        wanted=wanted,
        recipient=person,
        sender=sender_of(case, visit),
        account=case.application.account,
        since=since,
        reason=reason,
        brief=replace(
            brief_of(case, visit, person, Kind.FEEDBACK_REQUEST, at),
            thanked=person.email in thanked,
            awaits_reply=False,
        ),
        thread=case.thread_with(person, at),
        due=at,
        deadline=at + LIES_AT_MOST,
        best_time=out_of_quiet_hours(placed_at or at, visit.zone, case.moment.settings.quiet_hours),
        written=written,
    )


def questions_about_rejections(case: Case, requests: Sequence[Wish]) -> Iterator[Question]:
    """Whether it is a rejection at all, where the reading alone is not sure enough for a letter that says so."""
    answers, _ = _said_no(case.application)
    if answers and any(one.wanted is Wanted.HELD and one.reason == _NOT_SURE for one in requests):
        written = f" of {answers[-1].envelope.at:%d %B %Y}" if answers[-1].envelope.at else ""
        sender = answers[-1].envelope.sender.name or answers[-1].envelope.sender.email or "somebody"
        about = case.application.id
        yield question_about(
            f"rejection {answers[-1].envelope.message_id}",
            about,
            f"Is the message{written} from {sender} a rejection? It reads like one, but not plainly (F1). "
            f"`afterword answered {about} rejection|offer|next-step|withdrawn|nothing`",
        )


def _said_no(application: Application) -> tuple[tuple[ReplySeen, ...], bool]:
    """The messages that a letter can rest on, and whether it can: they say no plainly, or the user has said it."""
    said_no = rejections_of(application)
    last_word = max(application.decisions, key=lambda one: one.at, default=None)
    if last_word and last_word.choice is Choice.REJECTION:
        return said_no, True
    plainly = tuple(one for one in said_no if one.reply.confidence >= SURE_FROM)
    return plainly or said_no, bool(plainly)


def _known_at(case: Case, answer: ReplySeen | None) -> datetime | None:
    """When the rejection was written, or the user said that it is one, whichever came later."""
    words = [one.at for one in case.application.decisions if one.choice is Choice.REJECTION]
    times = [*([said_at(answer)] if answer else []), *words[-1:]]
    return max(times, default=None)


def _is_of_a_person(answer: ReplySeen, case: Case) -> bool:
    writer = _writer(answer, case)
    return is_reachable(writer, case.application) and not addresses.is_shared(writer.email or "")


def _writer(answer: ReplySeen, case: Case) -> Person:
    """Who wrote it; where a service sent it for somebody, whom it says to answer (RFC 5322, 3.6.2: Reply-To)."""
    sender, reply_to = answer.envelope.sender, answer.envelope.reply_to
    writer = sender if reply_to is None or is_reachable(sender, case.application) else reply_to
    known = person_at(writer.email or "", case.application)
    return known if known.name else writer


def _answered_by_hand(case: Case, answer: ReplySeen | None, person: Person, since: datetime) -> SentSeen | None:
    """What the user has written to them since, or to that message."""
    them = {person.email, *([answer.envelope.sender.email, _writer(answer, case).email] if answer else [])} - {None}
    named = answer.envelope.message_id if answer else None
    for sent in case.application.sent:
        to_it = named is not None and named in (sent.envelope.in_reply_to, *sent.envelope.references)
        if wrote_at(sent) > since and (to_it or them & recipients(sent.envelope)):
            return sent
    return None


def _wanted(
    case: Case, key: Key, answer: ReplySeen | None, written: SentSeen | None, at: datetime
) -> tuple[Wanted, str]:
    moment = case.moment
    rows = [row for row in case.drafts if row.key.kind is Kind.FEEDBACK_REQUEST]
    lies_there = case.lies_in_drafts(key)
    if written:
        return Wanted.NO, f"you wrote to them on {wrote_at(written):%d %B %Y} (F1)"
    if not moment.settings.feedback_request:
        return Wanted.NO, "such drafts are switched off (F1)"
    if case.outcome.silence or any(one.reply.no_answer_wanted for one in rejections_of(case.application)):
        return Wanted.NO, "they asked not to be written to (C8)"
    if any(row.state in _THE_USERS and row.key != key for row in rows):
        return Wanted.NO, "there was one for this application (F1)"
    if moment.now >= at + LIES_AT_MOST:
        return Wanted.NO, "the rejection is 14 days old (F1)"
    if answer and answer.seen_at - said_at(answer) > OLD_NEWS and not lies_there:
        return Wanted.NO, "the rejection was old when it was first seen (F1)"
    if lies_there:
        return Wanted.YES, "it waits in Drafts (F1)"
    if open_doubts(case.application):
        return Wanted.HELD, "only you can say what their message means (C9)"
    if moment.unread:
        return Wanted.HELD, f"not read since then: {', '.join(moment.unread)} (C1)"
    return Wanted.YES, f"{case.outcome.reason} (F1)"
