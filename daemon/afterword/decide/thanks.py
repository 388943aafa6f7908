"""Thank-yous: one for each interviewer of each visit (T1, T2, T3), and who of a panel has which place."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from afterword import addresses
from afterword.decide.briefs import brief_of, sender_of
from afterword.decide.case import Case
from afterword.decide.matching import recipients
from afterword.decide.noted import debriefs_of, named_late, others_met, with_known_address
from afterword.decide.quiet import out_of_quiet_hours
from afterword.decide.sharing import carriers, shares
from afterword.decide.standing import is_request, open_doubts, settled_a_doubt_of_before, wrote_at
from afterword.decide.visits import Visit, end_of, where_met
from afterword.decide.workdays import MORNING, ONE_DAY
from afterword.model import Choice, Draft, DraftState, Key, Kind, Notes, Owner, Person, SentSeen, Wanted, Wish

_THE_USERS = frozenset({DraftState.RELEASED, DraftState.SENT})
_LIVE = frozenset({DraftState.INTENDED, DraftState.PLACED, DraftState.WITHDRAWING})


def thank_yous(case: Case) -> Iterator[Wish]:
    """One for each interviewer of each visit (T1, T2); where two visits fall on one day, only the later one's."""
    latest: dict[Key, Wish] = {}
    for visit in case.visits:
        people = people_met(case, visit)
        wishes = [_thank_you(case, visit, person) for person in people]
        rows = _drafts_of(case, visit)
        panel = _panel(visit, wishes, rows)
        by_kind = {wish.key.recipient: wish.brief.kind for wish in wishes}
        arranged = tuple(one for one in panel if by_kind.get(one) is Kind.THANK_YOU_ARRANGED)
        notes = shares(debriefs_of(case.application, visit.interviews), carriers(panel, wishes, rows))
        for wish in sorted(
            wishes, key=lambda one: panel.index(one.key.recipient) if one.recipient.email else len(panel)
        ):
            share = notes.get(wish.key.recipient, Notes())
            among = panel if wish.brief.kind is Kind.THANK_YOU else arranged
            latest[wish.key] = replace(wish, brief=replace(wish.brief, panel=among, notes=share))
    yield from latest.values()


def people_met(case: Case, visit: Visit) -> list[Person]:
    """The interviewers, with the addresses that the user noted (T10), whom else they met, and those who arranged where
    the user wants to thank them too (T9)."""
    known = (with_known_address(person, case.application, visit) for person in visit.interviewers)
    met = (*known, *others_met(case.application, visit))
    noted = {person.email for person in met}
    people = (*met, *(person for person in _arrangers(case, visit) if person.email not in noted))
    return [one for one in people if not (one.email and _not_a_person(one.email, case.moment.owner))]


def _arrangers(case: Case, visit: Visit) -> Iterator[Person]:
    """Recruiters and coordinators of the visit who are persons, each once, if they are to be thanked (T9)."""
    known = {person.email for person in visit.interviewers}
    for interview in visit.interviews if case.moment.settings.thank_coordinators else ():
        for person in interview.invite.coordinators:
            if person.email and person.email not in known and not addresses.is_shared(person.email):
                known.add(person.email)
                yield person


def _drafts_of(case: Case, visit: Visit) -> list[Draft]:
    """The ledger's rows of this visit's thank-yous, whether their readers are still of the panel or not."""
    kind_and_day = Kind.THANK_YOU, visit.day.isoformat()
    return [row for row in case.drafts if (row.key.kind, row.key.occasion) == kind_and_day]


def _panel(visit: Visit, wishes: Sequence[Wish], drafts: Sequence[Draft]) -> tuple[str, ...]:
    """Everyone who gets a note for this visit, in an order that a panel which grows or shrinks leaves as it was.

    First those for whom there is a draft in the ledger, whether they are still of the panel or not: their place says
    which text they have, and nobody else may get that (T1). Then the others by session and address, and at the end
    those who get none.
    """
    have_one = [row.key.recipient for row in drafts]
    sessions = [{one.email for one in interview.invite.interviewers} for interview in visit.interviews]
    others = sorted(
        (wish.wanted is Wanted.NO, next((at for at, met in enumerate(sessions) if email in met), len(sessions)), email)
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
    to_them = [one for one in case.application.sent if _is_to(one, case, person) and not is_request(one, case.drafts)]
    written = next((one for one in to_them if since <= wrote_at(one) < until), None)
    if _states_formerly(case, key, person) & _THE_USERS:
        written = None  # noted under the address to which it was drafted
    wanted, reason = _thank_you_wanted(case, visit, person, key, written, due, deadline)
    placed_at = next((row.placed_at for row in case.rows(key) if row.placed_at), None)
    text = Kind.THANK_YOU_ARRANGED if person in _arrangers(case, visit) else Kind.THANK_YOU
    brief = replace(
        brief_of(case, visit, person, text, due),
        round=1
        + sum(person.email in {p.email for p in one.interviewers} for one in case.visits if one.end < visit.start),
        awaits_reply=case.outcome.chase,
    )
    return Wish(
        key=key,
        wanted=wanted,
        recipient=person,
        sender=sender_of(case, visit),
        account=case.application.account,
        since=since,
        reason=reason,
        brief=brief,
        thread=case.thread_with(person, due) if person.email else None,
        due=due,
        deadline=deadline,
        best_time=_best_time(case, visit, person, placed_at or due, deadline),
        written=written,
    )


def _is_to(sent: SentSeen, case: Case, person: Person) -> bool:
    return bool(case.mended.addresses_of(person) & recipients(sent.envelope))


def _states_formerly(case: Case, key: Key, person: Person) -> set[DraftState]:
    """What has become of the drafts to addresses that the user has replaced since."""
    former = {replace(key, recipient=email) for email in case.mended.formerly(person)}
    return {row.state for row in case.drafts if row.key in former}


def _thank_you_wanted(
    case: Case, visit: Visit, person: Person, key: Key, written: SentSeen | None, due: datetime, deadline: datetime
) -> tuple[Wanted, str]:
    now = case.moment.now
    if written:
        return Wanted.NO, f"you wrote to them on {wrote_at(written):%d %B %Y} (C1)"
    formerly = _states_formerly(case, key, person)
    if formerly & _THE_USERS:
        return Wanted.NO, "the note to the address that you have replaced since is yours (D1)"
    if not case.outcome.thank:
        return Wanted.NO, f"{case.outcome.reason} (C9)"
    if now < due:
        return Wanted.LATER, f"due {_hours(due - visit.end)} after the interview ends (T2)"
    if now >= case.chase_from(visit):
        return Wanted.NO, "it is too late for a thank-you: the time to chase has come (C6)"
    if case.lies_in_drafts(key):
        return Wanted.YES, "it waits in Drafts (T2)"
    users_word_came_late = (
        (visit.confirmed_at is not None and visit.confirmed_at >= due)
        or named_late(person, case.application, visit, due)
        or any(
            one.choice is Choice.NOTHING
            and one.at >= due
            and settled_a_doubt_of_before(deadline, one, case.application)
            for one in case.application.decisions
        )
    )
    came_late = users_word_came_late or any(
        one.person.email == person.email and one.at >= due for one in case.application.learned
    )
    if visit.first_seen > deadline and not users_word_came_late:
        return Wanted.NO, f"it had ended more than {_hours(deadline - visit.end)} before it was first seen (T2)"
    if person.email is None:
        return Wanted.HELD, f"no address of {person.name or 'this interviewer'} is known (T10)"
    if now >= deadline and not came_late:
        return Wanted.NO, f"{_hours(deadline - visit.end)} after the interview have passed (T2)"
    if formerly & _LIVE:  # the user may just be writing in it
        return Wanted.HELD, "the draft to the address that you have replaced is withdrawn first (D1)"
    if open_doubts(case.application):
        return Wanted.HELD, "only you can say what their message means (C9)"
    return Wanted.YES, f"the interview ended {_hours(due - visit.end)} ago or more (T2)"


def _best_time(case: Case, visit: Visit, person: Person, placed: datetime, deadline: datetime) -> datetime:
    """When it is placed, but not in their quiet hours; and where a day off follows, on its morning, so that it is on
    top on the next working morning (T3). Never past the deadline."""
    place = where_met(person, visit, case.moment.owner)
    tomorrow = visit.end.astimezone(place.zone).date() + ONE_DAY
    best = placed
    if not place.calendar.works_on(tomorrow):
        best = min(max(placed, datetime.combine(tomorrow, MORNING, place.zone)), deadline)
    later = out_of_quiet_hours(best, place.zone, case.moment.settings.quiet_hours)
    return later if later <= deadline else best


def _hours(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
