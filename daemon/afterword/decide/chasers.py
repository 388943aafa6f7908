"""Chasers: the friendly reminder and the final one, one for an application (C1, C3, C4, C6), and never two at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from afterword.decide.briefs import brief_of, sender_of
from afterword.decide.case import Case, Moment, local_day
from afterword.decide.questions import is_much_overdue
from afterword.decide.quiet import out_of_quiet_hours
from afterword.decide.standing import A_SECOND_MAIL, CHASING, Feedback, awaits_owner, open_doubts, thanked_by, wrote_at
from afterword.decide.visits import Visit
from afterword.decide.workdays import MORNING, ONE_DAY, start_of, working_morning
from afterword.model import ApplicationState, Draft, DraftState, Key, Kind, Person, SentSeen, Wanted, Wish

BETWEEN_CHASERS = 2  # working days between two chasers to one person (C4)


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
        sender=sender_of(case, visit),
        account=case.application.account,
        since=min(at, start_of(promised + ONE_DAY, visit.zone)) if kind is Kind.CHASER else at,
        reason=f"you wrote to them on {at:%d %B %Y} (C1)",
        brief=brief_of(case, visit, person, kind, at),
        written=sent,
    )


def _next_chaser(case: Case, visit: Visit, feedback: Feedback, contact: Person, key: Key, due: datetime) -> Wish:
    wanted, reason = _chaser_wanted(case, feedback, key, due)
    # "You mentioned that ..." is for the one who did.
    said_by_another = feedback.by is not None and feedback.by.email != contact.email
    brief = replace(
        brief_of(case, visit, contact, key.kind, due),
        promised=feedback.day if feedback.stated and not said_by_another else None,
        thanked=contact.email in thanked_by(case.application, visit, case.chase_from(visit), case.drafts),
    )
    passed = start_of(feedback.day + ONE_DAY, visit.zone)
    return Wish(
        key=key,
        wanted=wanted,
        recipient=contact,
        sender=sender_of(case, visit),
        account=case.application.account,
        since=wrote_at(case.chased[0]) + A_SECOND_MAIL if case.chased else passed,
        reason=reason,
        brief=brief,
        thread=case.thread_with(contact, due),
        due=due,
        best_time=_best_time(due, visit, case.moment) if wanted is not Wanted.NO else None,
    )


def _chaser_wanted(case: Case, feedback: Feedback, key: Key, due: datetime) -> tuple[Wanted, str]:
    moment = case.moment
    if not case.outcome.chase or case.state is not ApplicationState.OPEN:
        return Wanted.NO, f"{case.why} (C9)"
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


def spaced(wishes: Sequence[Wish], drafts: Sequence[Draft], visits: Mapping[str, Visit], moment: Moment) -> list[Wish]:
    """Chasers to one person stand two working days apart (C4); a later one waits. Of two that are due at once the one
    comes first whose interview ended first; ``visits`` has the last one of each application, by its id."""
    chasing = [wish for wish in wishes if wish.wanted is Wanted.YES and wish.key.kind in CHASING]
    if not chasing:
        return list(wishes)
    busy: dict[str, list[datetime]] = {}
    placed: set[Key] = set()
    for draft in drafts:
        if draft.key.kind not in CHASING:
            continue
        if draft.state is DraftState.SENT:
            busy.setdefault(draft.key.recipient, []).append(draft.at)
        elif draft.state is DraftState.PLACED:
            placed.add(draft.key)
            busy.setdefault(draft.key.recipient, []).extend([draft.placed_at] if draft.placed_at else [])

    def turn(wish: Wish) -> tuple[datetime, datetime, str]:
        return wish.due or moment.now, visits[wish.key.application].end, wish.key.application

    later: dict[Key, Wish] = {}
    for wish in sorted(chasing, key=turn):
        if wish.key in placed:
            continue
        others = busy.setdefault(wish.key.recipient, [])
        free = max((_working_days_later(at, visits[wish.key.application]) for at in others), default=moment.now)
        if free > moment.now:
            reason = f"another chaser to {wish.key.recipient} is less than two working days old (C4)"
            best = _best_time(free, visits[wish.key.application], moment)
            later[wish.key] = replace(wish, wanted=Wanted.LATER, due=free, best_time=best, reason=reason)
        else:
            others.append(moment.now)
    return [later.get(wish.key, wish) for wish in wishes] if later else list(wishes)


def _working_days_later(at: datetime, visit: Visit) -> datetime:
    day = visit.calendar.after(local_day(at, visit.zone), BETWEEN_CHASERS)
    return datetime.combine(day, MORNING, visit.zone)


def next_best_time(case: Case) -> datetime | None:
    """When the best time of a chaser that is due, and still wanted, is another: on the next day there."""
    if not case.outcome.chase or case.state is not ApplicationState.OPEN or len(case.chased) > 1:
        return None
    if case.visit is None or case.chaser_due is None or case.chaser_due > case.moment.now:
        return None
    return start_of(local_day(case.moment.now, case.visit.zone) + ONE_DAY, case.visit.zone)


def _best_time(due: datetime, visit: Visit, moment: Moment) -> datetime:
    """When it is due; of a late one, the next morning there that is worked. Never in quiet hours."""
    today = start_of(local_day(moment.now, visit.zone), visit.zone)
    this_morning = working_morning(today, visit.zone, visit.calendar)
    return out_of_quiet_hours(max(due, this_morning), visit.zone, moment.settings.quiet_hours)
