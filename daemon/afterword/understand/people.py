"""Who interviews and who only arranges, from the attendees and from the text.

Rooms, resources, machines, groups and shared mailboxes never interview, and neither does the owner. Whoever the text
names as an interviewer is one; an organizer beside them who is not named is a coordinator.
"""

import re

from msgspec import Struct

from afterword import addresses
from afterword.model import Method, Person
from afterword.understand import names
from afterword.understand.clues import Clues
from afterword.understand.events import Attendee
from afterword.understand.mentions import Mention, is_whole, means, mentions, signers
from afterword.understand.sentences import plain, sentences
from afterword.understand.vocabulary.invites import Vocabulary

MAX_INTERVIEWERS = 30
_FORWARDED = ("fw", "wg:", "tr:", "rv:", "enc:", "doorst:", "pd:", "i:")
_ANSWERS = frozenset({Method.REPLY, Method.COUNTER, Method.DECLINECOUNTER, Method.REFRESH})


class Roles(Struct, frozen=True):
    """Interviewers in the order in which they are named, coordinators the organizer first."""

    interviewers: tuple[Person, ...]
    coordinators: tuple[Person, ...]


def roles(clues: Clues, company: str | None) -> Roles:
    """Who is who in an event."""
    humans: list[Attendee] = []
    coordinators: list[Person] = []
    everyone = clues.others or _host(clues)
    for attendee in everyone:
        if _is_human(attendee.person):
            if attendee.partstat != "DECLINED" or clues.event.method is Method.CANCEL:
                humans.append(attendee)
        elif attendee is clues.organizer or _is_mailbox(attendee.person):
            coordinators.append(attendee.person)
    named = mentions(clues, company)
    humans = [_with_name(attendee, named, clues) for attendee in humans]

    interviewers: list[Person] = []
    for attendee in humans:
        if _interviews(attendee, humans, named, clues):
            interviewers.append(attendee.person)
        else:
            coordinators.append(attendee.person)
    interviewers += _only_named(named, humans, interviewers, clues)
    if not interviewers and not named:
        interviewers += [names.person(None, name) for name in signers(clues)]
    if clues.organizer is not None and clues.organizer.sent_by:
        coordinators.append(_sender_of(clues, clues.organizer.sent_by))
    sender = clues.envelope.sender
    if sender.email and not clues.is_owner(sender) and _is_human(sender):
        coordinators.append(sender)
    known = {person.email for person in interviewers if person.email}
    arranging = {
        person.email: person for person in reversed(coordinators) if person.email and person.email not in known
    }
    return Roles(tuple(interviewers[:MAX_INTERVIEWERS]), tuple(reversed(arranging.values())))


def _host(clues: Clues) -> tuple[Attendee, ...]:
    """Who sends an event that names nobody, as events made by hand do: they stand for its organizer."""
    sender = clues.envelope.sender
    if sender.email is None or clues.event.organizer is not None or clues.is_owner(sender):
        return ()
    if addresses.is_service(addresses.domain(sender.email)) or clues.envelope.subject.lower().startswith(_FORWARDED):
        return ()
    return (Attendee(sender),)


def _is_human(person: Person) -> bool:
    email = person.email
    if email is None or addresses.is_automated(email):
        return False
    if person.name is None:
        return not addresses.is_shared(email)
    if addresses.is_shared(email) and addresses.is_service(addresses.domain(email)):
        return names.looks_like_given_and_surname(person.name)
    return names.is_personal(person.name) and not _is_of_an_organisation(person)


def _is_of_an_organisation(person: Person) -> bool:
    """Is a shared mailbox called by the organisation's name ("Almrausch Dairy" at info@almrausch.example)?"""
    if person.email is None or person.name is None or not addresses.is_shared(person.email):
        return False
    if names.looks_like_given_and_surname(person.name):
        return False  # "Ann Baker" at info@baker.example
    label = addresses.organisation(addresses.domain(person.email)) or ""
    words = names.name_words(person.name)
    return any(len(word) > 3 and word in label for word in words)


def _is_mailbox(person: Person) -> bool:
    """Does a team or a machine of theirs stand behind it (rather than a room)?"""
    return person.email is not None and (addresses.is_shared(person.email) or addresses.is_automated(person.email))


def _sender_of(clues: Clues, email: str) -> Person:
    sender = clues.envelope.sender
    return sender if sender.email == email else names.person(email, None)


def _interviews(attendee: Attendee, humans: list[Attendee], named: list[Mention], clues: Clues) -> bool:
    person = attendee.person
    organizer = clues.organizer.person if clues.organizer else clues.envelope.sender
    is_organizer = person.email == organizer.email
    listed = [one for one in named if means(person, one.name)]
    if any(one.surely for one in listed):
        return True
    if _forwards(person, clues):
        return False
    context = _context(person, clues)
    arranges = _any(clues, "arranges", context)
    if is_organizer and clues.organizer is not None and clues.organizer.sent_by not in (None, person.email):
        return True  # somebody else sent it for them, so it is not they who arrange
    if is_organizer and not arranges and _speaks_of_both(clues):
        return True  # "my colleague and I"
    if is_organizer and _any(clues, "absent", clues.plain_text):
        return False
    if is_organizer and len(humans) > 1 and _any(clues, "recruiter", clues.plain_text):
        return False
    if is_organizer and not arranges and any(one.beside and not one.surely for one in named):
        return True  # "Jane Doe will also be there"
    if is_organizer and any(one.surely for one in named):
        return _any(clues, "writer", clues.plain_text)  # the list is there, and the organizer is not on it
    if addresses.is_shared(person.email or "") and not names.looks_like_given_and_surname(person.name or ""):
        return bool(listed) or _any(clues, "writer", clues.plain_text)
    if listed:
        return not arranges or len(humans) == 1
    if arranges and (len(humans) > 1 or named):
        return False
    if is_organizer and clues.event.method in _ANSWERS and (len(humans) > 1 or _is_of_a_firm(person)):
        return False  # an answer goes to the organizer, whoever interviews
    others_listed = any(one.surely or not is_organizer or is_whole(one.name) for one in named)
    if is_organizer:
        if _any(clues, "writer", clues.plain_text):
            return True
        if others_listed:
            return False
        return not (len(humans) > 1 and _any(clues, "recruits", f"{context} {plain(person.name or '')}"))
    if any(means(other.person, one.name) for other in humans for one in named if one.listed):
        return False  # the list of interviewers is there, and this attendee is not on it
    return not (attendee.optional and _any(clues, "recruits", context))


def _forwards(person: Person, clues: Clues) -> bool:
    """Did this person only pass on what somebody else organizes?"""
    organizer = clues.event.organizer
    passed_on = clues.envelope.subject.lower().startswith(_FORWARDED)
    return (
        passed_on
        and person.email == clues.envelope.sender.email
        and organizer is not None
        and (organizer.person.email != person.email)
    )


def _speaks_of_both(clues: Clues) -> bool:
    """Does the writer speak of somebody and himself: "my sister and I"?"""
    return any(_any(clues, name, clues.plain_text) for name in ("beside_me", "me_and"))


def _is_of_a_firm(person: Person) -> bool:
    """Does the name show whom they write for, as agencies' do ("Jane Doe | Acme Search")?"""
    return person.name is not None and bool(re.search(r"[|(@]", person.name))


def _any(clues: Clues, list_name: str, text: str) -> bool:
    return any(_pattern(vocabulary, list_name).search(text) for vocabulary in clues.vocabularies)


def _pattern(vocabulary: Vocabulary, name: str) -> re.Pattern[str]:
    found = getattr(vocabulary, name)
    assert isinstance(found, re.Pattern)
    return found


def _context(person: Person, clues: Clues) -> str:
    """What the text says next to a person's name: the rest of the sentence, or the line below in a signature."""
    if person.name is None:
        return ""
    found: list[str] = []
    lines = [line.strip() for line in clues.text.splitlines()]
    for index, line in enumerate(lines):
        at = _position(line, person.name)
        if at is None and (person.first_name is None or person.first_name not in line):
            continue
        alone = at is not None and len(line) - len(person.name) < 4
        if alone:
            found.append(" ".join(lines[index + 1 : index + 2]))
            continue
        for sentence in sentences(line):
            where = _position(sentence, person.name)
            if where is None:
                called = sentence.find(person.first_name) if person.first_name else -1
                found.append(sentence[max(0, called - 25) : max(0, called)])  # "scheduled by Jane"
            else:
                # What stands before the name belongs to it only where it is close: "your coordinator Jane Doe".
                found.append(sentence[max(0, where - 40) : where] + sentence[where + len(person.name) :][:120])
    return plain(" ".join(found))


def _position(line: str, name: str) -> int | None:
    at = line.find(name)
    if at >= 0:
        return at
    tokens = [token for token in re.split(r"[\s,]+", name) if len(token) > 1]
    for order in (tokens, tokens[::-1], tokens[1:] + tokens[:1]):
        at = line.find(" ".join(order))
        if at >= 0 and len(order) > 1:
            return at
    return None


def _with_name(attendee: Attendee, named: list[Mention], clues: Clues) -> Attendee:
    """An attendee whose line has no name gets the one that the headers or the text give to the address."""
    person = attendee.person
    if person.name is not None or person.email is None:
        return attendee
    for other in (clues.envelope.sender, *clues.envelope.to, *clues.envelope.cc):
        if other.email == person.email and other.name:
            return Attendee(other, attendee.kind, attendee.optional, attendee.partstat, attendee.sent_by)
    for one in named:
        is_local = names.name_words(one.name) == {person.email.partition("@")[0]}  # "Jane" at jane@
        if (is_whole(one.name) or is_local) and means(person, one.name):
            renamed = names.renamed(person, one.name)
            return Attendee(renamed, attendee.kind, attendee.optional, attendee.partstat, attendee.sent_by)
    return attendee


def _only_named(named: list[Mention], humans: list[Attendee], interviewers: list[Person], clues: Clues) -> list[Person]:
    """Interviewers whom the text names and nobody's address is known of."""
    found: list[Person] = []
    said_surely = any(one.surely and is_whole(one.name) and not clues.names_owner(one.name) for one in named)
    for one in named:
        if any(means(attendee.person, one.name) for attendee in humans):
            continue
        if any(names.name_words(one.name) < names.name_words(other.name) for other in named):
            continue  # "Ms Doe" where "Jane Doe" is named as well
        if any(person.name and names.same_person(person.name, one.name) for person in found):
            continue
        is_enough = is_whole(one.name) or (not humans and names.is_given_name(one.name.split()[-1]))
        if not one.surely and (interviewers or said_surely or not is_enough):
            continue
        if not is_whole(one.name) and not one.beside and (interviewers or humans):
            continue
        person = names.person(None, one.name)
        if person.first_name is not None and not clues.is_owner(person):
            found.append(person)
    return found
