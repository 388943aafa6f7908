"""What the user noted of a visit (D1): for whom which notes are, whom else they met, and what could not be read."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import asdict, replace

from afterword.decide.names_alike import folded
from afterword.decide.visits import Visit
from afterword.forms import NOTES
from afterword.model import Application, Debrief, Interview, Notes, Owner, Person


def debriefs_of(application: Application, interviews: Iterable[Interview]) -> tuple[Debrief, ...]:
    """What the user told of these interviews, in the order of telling."""
    names = {name for interview in interviews for name in (interview.id, *interview.also)}
    return tuple(one for one in application.debriefs if one.about in names)


def notes_for(debriefs: Sequence[Debrief], person: Person) -> Notes:
    """The notes for the one letter of its kind (a chaser): those for this person before those for everybody, later
    before earlier. Letters to a panel have a share of them each: ``sharing.shares``."""
    notes = Notes()
    for for_one in (False, True):
        for debrief in debriefs:
            if (debrief.whose is not None) is for_one and is_for(debrief, person):
                notes = replace(notes, **told_in(debrief))
    return notes


def told_in(debrief: Debrief) -> dict[str, str]:
    """The notes that it has, by their names in ``Notes``."""
    return {name: text for name, text in asdict(debrief.notes).items() if text}


def is_for(debrief: Debrief, person: Person) -> bool:
    """Are its notes for this person: for them alone, or for everybody?"""
    whose = debrief.whose
    if whose is None:
        return True
    if whose.startswith("~"):
        return is_named(whose[1:], person)
    return whose == person.email


def is_named(name: str, person: Person) -> bool:
    """Is this what the person is called: all of the name in any order, or a part of it that is no initial?"""
    said, known = set(folded(name).split()), set(folded(person.name or person.first_name or "").split())
    return bool(said) and said <= known and max(map(len, said)) > 1


def others_met(application: Application, visit: Visit) -> tuple[Person, ...]:
    """Whom the user met besides those of the invite (T9): each once, with the address where it is known."""
    met: dict[str, Person] = {}
    for debrief in debriefs_of(application, visit.interviews):
        for person in debrief.people:
            if not any(is_same(person, known) for known in visit.interviewers):
                met[person.email or f"~{folded(person.name or '')}"] = person
    with_address = [one for one in met.values() if one.email]
    return tuple(one for one in met.values() if one.email or not any(is_same(one, other) for other in with_address))


def with_known_address(person: Person, application: Application, visit: Visit) -> Person:
    """An interviewer of whom the invite gives no address, with the one that the user noted (T10)."""
    if person.email:
        return person
    noted = [one for debrief in debriefs_of(application, visit.interviews) for one in debrief.people]
    email = next((one.email for one in reversed(noted) if one.email and is_same(one, person)), None)
    return replace(person, email=email)


def answers_from(application: Application, visit: Visit, owner: Owner) -> str | None:
    """Whom the user was told to expect to hear from (C4), as they noted it: a name or an address, not their own."""
    debriefs = debriefs_of(application, visit.interviews)
    said = [one.answers_from for one in debriefs if one.answers_from and not _is_owner(one.answers_from, owner)]
    return said[-1] if said else None


def _is_owner(said: str, owner: Owner) -> bool:
    return said.lower() in owner.addresses or (folded(said).split() == folded(owner.name or "").split())


def named_late(person: Person, application: Application, visit: Visit, due: datetime) -> bool:
    """Did the address of this person, who got no note for want of it, become known by the user's word after ``due``?"""
    if any(person.email == one.email for one in visit.interviewers):
        return False
    debriefs = debriefs_of(application, visit.interviews)
    told = [one.at for one in debriefs if any(person.email == other.email for other in one.people)]
    return bool(told) and told[0] >= due


def is_same(one: Person, other: Person) -> bool:
    """Are these one person: by address, or by name where one of them has none?"""
    if one.email and other.email:
        return one.email == other.email
    return is_named(one.name or "", other) or is_named(other.name or "", one)


# --- What could not be read ---


def not_read(debriefs: Sequence[Debrief]) -> tuple[str, ...]:
    """The lines that could not be read and that nothing has answered since: a line of a field by that field, any
    other by whatever was noted later."""
    open_lines: list[tuple[datetime, str]] = []
    for debrief in debriefs:
        told = _fields_told(debrief)
        open_lines = [
            (at, line)
            for at, line in open_lines
            if at == debrief.at or (field_of(line) is not None and field_of(line) not in told)
        ]
        open_lines += [(debrief.at, line) for line in debrief.unread]
    return tuple(dict.fromkeys(line for _, line in open_lines))


def field_of(line: str) -> str | None:
    """The field under which a line stood that could not be read."""
    name, colon, _ = line.partition(": ")
    return name if colon and name in _FIELDS else None


def _fields_told(debrief: Debrief) -> set[str]:
    told: set[str] = {name.value for name in NOTES if getattr(debrief.notes, name.value)}
    if debrief.people:
        told |= {"people", "others"}
    for name in ("feedback_by", "answers_from", "do_not_chase"):
        if getattr(debrief, name) is not None:
            told.add(name)
    return told


_FIELDS = frozenset({"people", "others", "feedback_by", "answers_from", "do_not_chase", *(one.value for one in NOTES)})
