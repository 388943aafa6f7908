"""In which language and tone to write to somebody: as they wrote, else as the thread is written (T5)."""

from datetime import datetime

from msgspec import Struct

from afterword.decide.case import BY_MACHINES, Case
from afterword.decide.standing import said_at
from afterword.decide.visits import Visit, where_met
from afterword.model import Manner, Person, Tone

FIRST_NAME_LANGUAGES = frozenset({"en", "nl"})  # where strangers in business are on first-name terms
FIRST_NAME_COUNTRIES = {"pt": frozenset({"BR"})}  # ... and where only in these countries


class Address(Struct, frozen=True):
    """How somebody is written to. ``informal``: on first-name terms; ``familiar``: they say "tu"; ``honorific``: the
    title that they bear."""

    language: str
    informal: bool
    familiar: bool
    honorific: str | None


class _Written(Struct, frozen=True):
    at: datetime
    by: str | None
    manner: Manner
    invites: bool


def address_of(case: Case, visit: Visit, person: Person, before: datetime) -> Address:
    """How to write to ``person`` after ``visit``, as far as it is known from what was written up to ``before``."""
    written = sorted((one for one in _messages(case) if one.at <= before), key=lambda one: one.at, reverse=True)
    theirs = [one.manner for one in written if one.by is not None and one.by == person.email]
    invites = [one.manner for one in written if one.invites]
    everything = [one.manner for one in written]
    language = _first_language(theirs) or _first_language(invites) or _first_language(everything)
    language = language or case.application.language
    tone = next((one.tone for one in (*theirs, *everything) if one.tone), None)
    informal = tone is Tone.INFORMAL if tone else _first_names_by_custom(language, case, visit, person)
    familiar = next((one.familiar for one in theirs if one.tone), False)  # what others say says nothing of it
    return Address(language, informal, familiar, next((one.honorific for one in theirs if one.honorific), None))


def _messages(case: Case) -> list[_Written]:
    found = []
    for interview in case.application.interviews:
        writer = interview.source.sender.email or (interview.invite.organizer or Person()).email
        found.append(_Written(interview.announced_at, writer, interview.invite.manner, invites=True))
    for answer in case.application.answers:
        if answer.reply.signal not in BY_MACHINES:
            manner = answer.reply.manner
            found.append(_Written(said_at(answer), answer.envelope.sender.email, manner, invites=False))
    return found


def _first_language(manners: list[Manner]) -> str | None:
    return next((one.language for one in manners if one.language), None)


def _first_names_by_custom(language: str, case: Case, visit: Visit, person: Person) -> bool:
    """Nothing tells the tone: what is usual among strangers in business there?"""
    if language in FIRST_NAME_LANGUAGES:
        return True
    country = where_met(person, visit, case.moment.owner).calendar.country
    return country in FIRST_NAME_COUNTRIES.get(language, ())
