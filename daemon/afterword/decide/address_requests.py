"""Asking for an address (T10): one draft for a visit, to whoever arranged it, about all of whom none is known."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from afterword.decide.briefs import brief_of, sender_of
from afterword.decide.case import Case
from afterword.decide.questions import question_about
from afterword.decide.quiet import out_of_quiet_hours
from afterword.decide.standing import open_doubts
from afterword.decide.visits import Visit
from afterword.decide.who import arranger_of, is_reachable, person_at
from afterword.model import DraftState, Key, Kind, Person, Question, Wanted, Wish

_THE_USERS = frozenset({DraftState.RELEASED, DraftState.SENT, DraftState.DELETED})


def address_requests(case: Case, thank_yous: Sequence[Wish]) -> Iterator[Wish]:
    """What is to be asked so that each of ``thank_yous``, the case's own, can have an address; and what is asked no
    more of what lies in Drafts."""
    wanted = {wish.key: wish for wish in _requests(case, thank_yous)}
    yield from wanted.values()
    visits = {visit.day.isoformat(): visit for visit in case.visits}
    for row in case.drafts:
        visit = visits.get(row.key.occasion)
        if row.key.kind is Kind.ADDRESS_REQUEST and row.key not in wanted and visit is not None:
            person = person_at(row.key.recipient, case.application)
            wanted[row.key] = _no_longer(case, visit, row.key, person)
            yield wanted[row.key]


def _no_longer(case: Case, visit: Visit, key: Key, person: Person) -> Wish:
    over = case.moment.now >= case.chase_from(visit)
    reason = "it is too late for a thank-you (C6)" if over else "every address is known by now (T10)"
    if not case.outcome.thank:
        reason = f"{case.outcome.reason} (C9)"
    due = visit.end + case.moment.settings.thank_you_after
    return Wish(
        key=key,
        wanted=Wanted.NO,
        recipient=person,
        sender=sender_of(case, visit),
        account=case.application.account,
        since=visit.end,
        reason=reason,
        brief=brief_of(case, visit, person, Kind.ADDRESS_REQUEST, due),
        due=due,
        deadline=case.chase_from(visit),
    )


def _whom_to_ask(case: Case, visit: Visit) -> Person | None:
    """Whoever arranged it; what the user has made of a request holds, whoever has written since."""
    for row in case.drafts:
        asked = row.key.kind is Kind.ADDRESS_REQUEST and row.key.occasion == visit.day.isoformat()
        person = person_at(row.key.recipient, case.application)
        if asked and row.state in _THE_USERS and is_reachable(person, case.application):
            return person
    return arranger_of(case.application, visit)


def _requests(case: Case, thank_yous: Sequence[Wish]) -> Iterator[Wish]:
    for visit, sought in _sought(case, thank_yous):
        person = _whom_to_ask(case, visit)
        if person is None or not person.email or not _names(sought):
            continue
        due = visit.end + case.moment.settings.thank_you_after
        key = Key(Kind.ADDRESS_REQUEST, case.application.id, person.email, visit.day.isoformat())
        wanted, reason = _wanted(case, key, sought)
        placed_at = next((row.placed_at for row in case.rows(key) if row.placed_at), None)
        yield Wish(
            key=key,
            wanted=wanted,
            recipient=person,
            sender=sender_of(case, visit),
            account=case.application.account,
            since=visit.end,
            reason=reason,
            brief=replace(brief_of(case, visit, person, Kind.ADDRESS_REQUEST, due), met=_names(sought), thanked=False),
            thread=case.thread_with(person, due),
            due=due,
            deadline=case.chase_from(visit),
            best_time=out_of_quiet_hours(placed_at or due, visit.zone, case.moment.settings.quiet_hours),
        )


def questions_about_addresses(case: Case, thank_yous: Sequence[Wish]) -> Iterator[Question]:
    """Where nobody is known who could be asked, or was asked before an address came back, only the user can tell it."""
    for visit, sought in _sought(case, thank_yous):
        if not any(one.wanted is Wanted.HELD for one in sought):
            continue
        person = _whom_to_ask(case, visit)
        if not _names(sought):
            yield _question_who(visit)
        elif person is None:
            yield _question(visit, _names(sought), "No mail tells it, and nobody is known who could be asked")
        elif returned := [name for name in _names(sought) if _came_back_since(case, visit, person, name)]:
            yield _question(visit, returned, f"Mail to it came back after {person.name or person.email} had been asked")


def _question_who(visit: Visit) -> Question:
    """About somebody of whom not even a name is known: no letter could say whose address it asks for."""
    about = visit.interviews[-1].id
    return question_about(
        "address of somebody without a name",
        about,
        f"Who else interviewed you, and what is their address? No mail tells it (T10). {_how(about)}",
    )


def _how(about: str) -> str:
    return f'`afterword confirm {about} --with "NAME <ADDRESS>"`, once for each interviewer'


def _question(visit: Visit, names: Sequence[str], why: str) -> Question:
    whose, about = " and ".join(names), visit.interviews[-1].id
    return question_about(
        f"address {whose}",
        about,
        f"What is the address of {whose}? {why} (T10). {_how(about)}",
    )


def _came_back_since(case: Case, visit: Visit, asked: Person, name: str) -> bool:
    """Has the address of ``name`` come back since the request about others was out of our hands?"""
    requests = [
        row
        for row in case.drafts
        if (row.key.kind, row.key.recipient) == (Kind.ADDRESS_REQUEST, asked.email)
        and row.key.occasion == visit.day.isoformat()
        and row.state in _THE_USERS
    ]
    wrong = [one.at for one in case.application.wrong if one.person.name == name]
    return any(row.at < at for row in requests for at in wrong)


def _sought(case: Case, thank_yous: Sequence[Wish]) -> Iterator[tuple[Visit, list[Wish]]]:
    """The last visit of each day on which somebody was met whose address is not known, with the notes to them."""
    by_day = {visit.day.isoformat(): visit for visit in case.visits}
    for day, visit in by_day.items():
        sought = [
            wish
            for wish in thank_yous
            if wish.key.occasion == day and wish.recipient.email is None and wish.wanted in (Wanted.HELD, Wanted.LATER)
        ]
        if sought:
            yield visit, sought


def _names(sought: Sequence[Wish]) -> tuple[str, ...]:
    people: list[Person] = [wish.recipient for wish in sought]
    return tuple(person.name or person.first_name or "" for person in people if person.name or person.first_name)


def _wanted(case: Case, key: Key, sought: Sequence[Wish]) -> tuple[Wanted, str]:
    names = " and ".join(_names(sought))
    if all(wish.wanted is Wanted.LATER for wish in sought):
        return Wanted.LATER, f"no address of {names} is known; it is asked for after the interview (T10)"
    if case.lies_in_drafts(key):
        return Wanted.YES, "it waits in Drafts (T10)"
    if open_doubts(case.application):
        return Wanted.HELD, "only you can say what their message means (C9)"
    return Wanted.YES, f"no address of {names} is known (T10)"
