"""The facts that every note is made of, whatever its kind: who writes to whom, in which language and tone."""

from datetime import datetime

from afterword.decide.case import Case, local_day
from afterword.decide.manner import address_of
from afterword.decide.noted import debriefs_of, notes_for
from afterword.decide.visits import Visit
from afterword.model import Brief, Kind, Person


def brief_of(case: Case, visit: Visit, person: Person, kind: Kind, due: datetime) -> Brief:
    """What every note to ``person`` after ``visit`` is made of; each kind adds its own."""
    application, address = case.application, address_of(case, visit, person, due)
    return Brief(
        kind=kind,
        language=address.language,
        recipient=person,
        writer=case.moment.owner,
        visit=visit.day,
        due=local_day(due, visit.zone),
        seed=f"{application.company}|{application.role}|{visit.day}",
        role=application.role,
        company=application.company,
        met=tuple(one.first_name for one in visit.interviewers if one.first_name),
        informal=address.informal,
        familiar=address.familiar,
        honorific=address.honorific,
        notes=notes_for(debriefs_of(application, visit.interviews), person),
    )


def sender_of(case: Case, visit: Visit) -> str:
    """The owner's address to which the invite was sent."""
    owner = case.moment.owner
    written_to = [one.invite.owner for one in reversed(visit.interviews)]
    return next((one for one in written_to if one in owner.addresses), None) or owner.addresses[0]
