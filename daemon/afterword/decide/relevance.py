"""Does what a message says concern the application that its sender is tied to?

The people and companies of an application also write about other things: a claim, an order, a volunteer's evening,
another candidate. A careful reader takes a yes or no for the application's only where the text shows that it is.
"""

import re
from collections.abc import Iterator
from enum import IntEnum

from afterword.model import Application, Envelope, Person, Reply, Signal

_SHORTEST_NAME = 4
SHORTEST_WITHIN = 3
"""Letters of a name that an address shows among others."""
_GOOD_NEWS = frozenset({Signal.OFFER, Signal.NEXT_STEP})
_PLAINLY = 0.9
_STEM = 5
_SHORTEST_STEM = 4


class Concern(IntEnum):
    """What a message outside the application's threads is to it."""

    NONE = 0
    """It is about something else."""
    ELSEWHERE = 1
    """It is likely about something else; the user is asked."""
    DOUBTFUL = 2
    """It may be about it, but does not show it; the user is asked."""
    PLAIN = 3


def names_of_people(application: Application) -> frozenset[str]:
    """What those who interview are called: whole, by their first names, by their surnames."""
    return frozenset(name for person in application.interviewers for name in _names_of(person))


def people_named(application: Application, envelope: Envelope, spoken: frozenset[str]) -> int:
    """How many of those who interview a message names, its own sender apart."""
    sender = set((envelope.sender.name or "").split())
    return sum(
        not spoken.isdisjoint(_names_of(person)) and sender.isdisjoint((person.name or "").split())
        for person in application.interviewers
    )


def writes_as_one_of_them(application: Application, envelope: Envelope) -> bool:
    """Does its sender bear the name of somebody who interviews, or have both names in the address ("joroe88@")?"""
    shown = (envelope.sender.name or "").casefold().split()
    local = (envelope.sender.email or "").partition("@")[0]
    for words in names_of_writers(application):
        if words == shown or all(len(word) >= SHORTEST_WITHIN and word in local for word in (words[0], words[-1])):
            return True
    return False


def names_of_writers(application: Application) -> Iterator[list[str]]:
    """The words of the names, of two or more, of those who interview, as an address may hold them."""
    for person in application.interviewers:
        words = (person.name or "").casefold().split()
        if len(words) > 1:
            yield words


def speaks_of(application: Application, reply: Reply, envelope: Envelope, spoken: frozenset[str]) -> Concern:
    """What a message from an unknown address is to an application, by all that it names: who interviews, the role, the
    company. One name alone may be anybody's."""
    people = people_named(application, envelope, spoken)
    known = writes_as_one_of_them(application, envelope)
    role = application.role in spoken
    company = not spoken.isdisjoint({application.company, *application.aliases} - {None, ""})
    if reply.addressee or reply.apart or not (people or known):
        return Concern.NONE
    if reply.engagement or reply.matters:
        # From home one writes of other things as well.
        return Concern.DOUBTFUL if known and reply.about_job else Concern.NONE
    if known and people:
        return Concern.PLAIN
    if (role or company) and (known or people > 1 or (role and company)):
        return Concern.PLAIN if reply.about_job else Concern.DOUBTFUL
    return Concern.DOUBTFUL if reply.about_job and (role or company or known or people > 1) else Concern.NONE


def _names_of(person: Person) -> frozenset[str]:
    words = (person.name or "").split()
    if not words:
        return frozenset()
    names = {" ".join(words), person.first_name or words[0], words[-1]}
    return frozenset(name for name in names if len(name) >= _SHORTEST_NAME)


def concern(
    application: Application, reply: Reply, envelope: Envelope, spoken: frozenset[str], *, of_its_people: bool
) -> Concern:
    """What an answer is to the application that it is tied to by its sender or by names, not by a thread.

    ``spoken`` are the names of applications that it names; ``of_its_people``: one of them wrote it.
    """
    if reply.addressee is not None:
        return Concern.ELSEWHERE
    others = _other_matters(application, reply)
    if reply.apart is not None:
        return Concern.NONE if others and not of_its_people and not reply.weakly_about_job else Concern.ELSEWHERE
    names_role = application.role in spoken
    people = people_named(application, envelope, spoken)
    if reply.engagement is not None and not names_role and not _is_its_trade(application, reply.engagement):
        return Concern.NONE if reply.not_met else Concern.ELSEWHERE
    if reply.about_job:
        # A library or a shop of the same employer writes of candidates, too.
        shows = of_its_people or names_role or people or reply.plainly_about_job
        return Concern.PLAIN if shows else Concern.DOUBTFUL
    if others:
        if people > 1:
            return Concern.PLAIN
        if of_its_people and reply.signal in _GOOD_NEWS and reply.confidence >= _PLAINLY and len(others) == 1:
            return Concern.PLAIN  # what one is shown, or is to work at, on a trial day is not what the mail is about
        # The title of who writes may be that of the role; and what the company lives by is spoken of to all.
        known = of_its_people or names_role or people or reply.weakly_about_job
        return Concern.DOUBTFUL if known or _speaks_of_its_trade(application, reply) else Concern.NONE
    if names_role or people:
        return Concern.PLAIN
    return Concern.PLAIN if of_its_people and envelope.in_reply_to is None else Concern.DOUBTFUL


def _other_matters(application: Application, reply: Reply) -> list[str]:
    """The matters that it speaks of, without those that the role or the company is called after."""
    return [word for word in reply.matters if not _is_its_trade(application, word)]


def _speaks_of_its_trade(application: Application, reply: Reply) -> bool:
    return any(_is_its_trade(application, word) for word in reply.matters)


def _is_its_trade(application: Application, word: str) -> bool:
    """Is a matter what the role or the company is called after: "repairs" for a Repair Technician?"""
    own = " ".join(filter(None, (application.role, application.company, *application.aliases))).casefold()
    stems = {name[:_STEM] for name in re.findall(r"\w+", own) if len(name) >= _SHORTEST_STEM}
    words = [one for one in re.findall(r"\w+", word.casefold()) if len(one) >= _SHORTEST_STEM]
    return word.casefold() in own or any(one[:_STEM] in stems for one in words)
