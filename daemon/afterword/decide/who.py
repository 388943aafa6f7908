"""Who is who on the other side, and whom to ask for news (C4)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from afterword import addresses
from afterword.decide.index import organisation_key
from afterword.decide.interviews import written_at
from afterword.decide.names_alike import folded
from afterword.decide.noted import answers_from
from afterword.decide.visits import Visit
from afterword.model import Application, Invite, Owner, Person


class Told(Struct, frozen=True):
    """Somebody from whom the user is told to expect an answer, or who has said by when; and when that was."""

    person: Person
    at: datetime


def contact_of(
    application: Application, visit: Visit, owner: Owner, said_by: Told | None, since: datetime
) -> Person | None:
    """Whom to chase (C4): who will answer, as the user noted it. Else an agency's candidate the agency; else the person
    that the user was told to expect to hear from; else the hiring manager, the recruiter, the first-named interviewer.

    ``said_by`` is who said by when; what was said up to ``since`` is of an earlier round. Never ``owner``.
    """
    if (noted := _noted(application, visit, owner)) and is_reachable(noted, application):
        return noted
    told = [*_told(application, visit, since), *([said_by] if said_by else [])]
    sessions = [interview.invite for interview in reversed(visit.interviews)]
    candidates = (
        *_at_the_agency(application, sessions),
        *(one.person for one in sorted(told, key=lambda one: one.at, reverse=True)),
        *(invite.manager for invite in sessions if invite.manager),
        *(one.invite.manager for one in reversed(application.interviews) if one.invite.manager),
        *(person for invite in sessions for person in invite.coordinators),
        *everyone_of(application),
    )
    fit = (one for one in candidates if is_reachable(one, application) and _one_of_them(one, application))
    fit = (one for one in fit if one.email not in owner.addresses)
    contact = next(fit, None)
    if contact is None:
        return None
    known = person_at(contact.email or "", application)
    return known if known.name else contact


def _noted(application: Application, visit: Visit, owner: Owner) -> Person | None:
    said = answers_from(application, visit, owner)
    if said is None:
        return None
    return person_at(said, application) if "@" in said else named(said, application)


def _told(application: Application, visit: Visit, since: datetime) -> Iterator[Told]:
    """Those of whom mails and the visit's invites say that they will answer, as far as they are known by name."""
    said = [(one.announced_at, one.invite.answers_from) for one in visit.interviews]
    answers = ((written_at(one.envelope, one.seen_at), one.reply.answers_from) for one in application.answers)
    said += [(at, name) for at, name in answers if at > since]
    for at, name in said:
        if name and (person := named(name, application)):
            yield Told(person, at)


def named(name: str, application: Application) -> Person | None:
    """Who is called ``name``, whole or by a part of it; None where that is nobody, or more than one."""
    said = set(folded(name).split())
    writers = [answer.envelope.sender for answer in application.answers]
    people = {one.email: one for one in (*writers, *everyone_of(application)) if one.email and one.name}
    found = [one for one in people.values() if said and said <= set(folded(one.name or "").split())]
    return found[0] if len(found) == 1 else None


def _at_the_agency(application: Application, sessions: Sequence[Invite]) -> Iterator[Person]:
    if application.agency is None:
        return
    firm = organisation_key(application.agency.domain)
    writers = [answer.envelope.sender for answer in reversed(application.answers)]
    arranging = [person for invite in sessions for person in (*invite.coordinators, invite.organizer) if person]
    for person in (*writers, *arranging, *everyone_of(application)):
        if firm is not None and organisation_key(addresses.domain(person.email)) == firm:
            yield person


def arranger_of(application: Application, visit: Visit) -> Person | None:
    """Whom to ask for an address (T10): who arranged the visit, else whoever of theirs arranges or wrote, else the one
    who invited."""
    arranged = [person for interview in reversed(visit.interviews) for person in interview.invite.coordinators]
    wrote = [answer.envelope.sender for answer in reversed(application.answers)]
    met = {person.email for person in application.interviewers}
    writers = [person for person in wrote if person.email not in met and _one_of_them(person, application)]
    invited = [interview.invite.organizer for interview in reversed(visit.interviews) if interview.invite.organizer]
    people = (*arranged, *application.coordinators, *writers, *invited)
    return next((one for one in people if is_reachable(one, application)), None)


def everyone_of(application: Application) -> tuple[Person, ...]:
    """Those who arrange, then those who interview."""
    return (*application.coordinators, *application.interviewers)


def person_at(email: str, application: Application) -> Person:
    """Whoever has this address, as the application knows them."""
    return next((one for one in everyone_of(application) if one.email == email), Person(email=email))


def is_reachable(person: Person, application: Application) -> bool:
    """Is there an address that a person reads, as far as is known?"""
    email = person.email
    if email is None or addresses.is_automated(email):
        return False
    return not any(email == one.person.email for one in application.wrong)


def _one_of_them(person: Person, application: Application) -> bool:
    if any(person.email == one.email for one in everyone_of(application)):
        return True
    firms = {*application.domains, *([application.agency.domain] if application.agency else [])}
    key = organisation_key(addresses.domain(person.email))
    return key is not None and key in {organisation_key(firm) for firm in firms}
