"""Who is who on the other side, and whom to ask for news (C4)."""

from afterword import addresses
from afterword.decide.matching import organisation_key
from afterword.decide.visits import Visit
from afterword.model import Application, Person


def contact_of(application: Application, visit: Visit, told_by: Person | None) -> Person | None:
    """Whom to chase (C4): who said by when, else the recruiter, else the first interviewer with an address."""
    if told_by and is_reachable(told_by, application) and _one_of_them(told_by, application):
        known = person_at(told_by.email or "", application)
        return known if known.name else told_by
    sessions = [person for interview in reversed(visit.interviews) for person in interview.invite.coordinators]
    return next((one for one in (*sessions, *everyone_of(application)) if is_reachable(one, application)), None)


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
    return email is not None and email not in application.wrong and not addresses.is_automated(email)


def _one_of_them(person: Person, application: Application) -> bool:
    if any(person.email == one.email for one in everyone_of(application)):
        return True
    firms = {*application.domains, *([application.agency.domain] if application.agency else [])}
    key = organisation_key(addresses.domain(person.email))
    return key is not None and key in {organisation_key(firm) for firm in firms}
