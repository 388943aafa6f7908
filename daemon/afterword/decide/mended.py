"""Addresses that the user mends (D1): what the debrief notes of an interviewer replaces what the invite gave."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from afterword.decide.names_alike import folded
from afterword.decide.noted import debriefs_of
from afterword.decide.visits import Visit
from afterword.model import Application, Debrief, Interview, Person


class Mended(Struct, frozen=True):
    """Pairs of an address that is replaced and the one that replaces it."""

    moves: tuple[tuple[str, str], ...] = ()

    def at_present(self, email: str | None) -> str | None:
        """The address that is used now for this one."""
        return dict(self.moves).get(email or "", email)

    def addresses_of(self, person: Person) -> frozenset[str]:
        """The address of a person, and those that the user has replaced by it."""
        return frozenset({*([person.email] if person.email else []), *self.formerly(person)})

    def formerly(self, person: Person) -> frozenset[str]:
        """The addresses in whose place this person's stands."""
        return frozenset(old for old, new in self.moves if new == person.email)


def mended_by_notes(application: Application, visits: Iterable[Visit]) -> Mended:
    """What the user's notes on these visits mend; a later word counts before an earlier."""
    moves: dict[str, str] = {}
    for visit in visits:
        for debrief in debriefs_of(application, visit.interviews):
            for person in debrief.people:
                known = [replace(one, email=moves.get(one.email, one.email)) for one in visit.interviewers if one.email]
                old = _whose_address(person, known, application)
                if old is not None and person.email is not None:
                    moves = {before: person.email if now == old else now for before, now in moves.items()}
                    moves[old] = person.email
    return Mended(tuple((old, new) for old, new in moves.items() if old != new))


def _whose_address(person: Person, known: Sequence[Person], application: Application) -> str | None:
    """The address that the noted one replaces: that of the one interviewer of the whole name, or of the first name."""
    said = folded(person.name or "").split()
    if not person.email or not said or person.email in {one.email for one in known}:
        return None
    if any(one.email == person.email and not _is_called(said, one) for one in application.coordinators):
        return None  # somebody else's
    found = [one for one in known if _is_called(said, one)]
    if not found and len(said) == 1:
        found = [one for one in known if said == folded(one.first_name or "").split()]
    return found[0].email if len(found) == 1 else None


def _is_called(said: Sequence[str], person: Person) -> bool:
    return sorted(said) == sorted(folded(person.name or "").split())


def with_mended(application: Application, mended: Mended) -> Application:
    """The application with the new addresses in the place of the old; messages stay as they were written."""
    if not mended.moves:
        return application
    return replace(
        application,
        interviewers=_moved(application.interviewers, mended),
        coordinators=_moved(application.coordinators, mended),
        interviews=tuple(_with_people(one, mended) for one in application.interviews),
        debriefs=tuple(_about_them(one, mended) for one in application.debriefs),
    )


def visit_with_mended(visit: Visit, mended: Mended) -> Visit:
    """The visit with the new addresses; its day and its clock stay, since its follow-ups are named by them."""
    if not mended.moves:
        return visit
    return replace(visit, interviews=tuple(_with_people(one, mended) for one in visit.interviews))


def _with_people(interview: Interview, mended: Mended) -> Interview:
    invite = interview.invite
    return replace(
        interview,
        invite=replace(
            invite,
            interviewers=_moved(invite.interviewers, mended),
            coordinators=_moved(invite.coordinators, mended),
            manager=_at_present(invite.manager, mended) if invite.manager else None,
        ),
    )


def _about_them(debrief: Debrief, mended: Mended) -> Debrief:
    whose, answers_from = mended.at_present(debrief.whose), mended.at_present(debrief.answers_from)
    return replace(debrief, whose=whose, answers_from=answers_from, people=_moved(debrief.people, mended))


def _at_present(person: Person, mended: Mended) -> Person:
    return replace(person, email=mended.at_present(person.email))


def _moved(people: Iterable[Person], mended: Mended) -> tuple[Person, ...]:
    """Each once, as they were known first."""
    found: dict[str, Person] = {}
    for person in people:
        one = _at_present(person, mended)
        found.setdefault(one.email or f"~{one.name}", one)
    return tuple(found.values())


NOTHING_MENDED = Mended()
