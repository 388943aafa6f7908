"""The other channels (K1), as suggestions for the user's own agenda: never an action, and only while they are in play.

Nothing is looked up about anybody (K2): all that is named here stands in the mail.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from afterword.decide.case import Case
from afterword.decide.thanks import people_met
from afterword.decide.visits import Visit
from afterword.decide.workdays import ONE_DAY
from afterword.model import ApplicationState, Person, Tone
from afterword.model.agenda import Entry, uid_of

OF_USE_FOR = timedelta(days=14)  # after the visit; a note that comes later looks odd
MOST_PEOPLE = 8  # of one visit


def suggestions_of(case: Case, now: datetime) -> Iterator[Entry]:
    """Tasks for the last visit that has ended, while the application is open.

    None once there is an answer, or where they asked not to be written to (C8).
    """
    ended = [visit for visit in case.visits if visit.end <= now]
    if not ended or case.state is not ApplicationState.OPEN or not case.outcome.chase:
        return
    visit = ended[-1]
    if now < visit.end + OF_USE_FOR:
        people = [one for one in people_met(case, visit) if one.name][:MOST_PEOPLE]
        yield from _handwritten(case, visit, people)
        yield from (_invitation(case, visit, person) for person in people)
    if case.feedback and case.application.company:
        yield Entry(
            uid_of("informed", case.application.id),
            f"Mutual contacts and public events of {case.application.company}",
            "While you wait: whom you both know may tell how things go there, and so do talks and fairs that are open"
            " to everybody. Come to nothing uninvited, and do not ask after one person.",
            case.feedback.day,
            task=True,
        )


def _handwritten(case: Case, visit: Visit, people: list[Person]) -> Iterator[Entry]:
    """For an employer of the old school, as far as letters tell: they write formally, and never otherwise."""
    if people and _tones(case) == {Tone.FORMAL}:
        yield Entry(
            uid_of("handwritten", case.application.id, f"{visit.day}"),
            f"A handwritten note to {people[0].name}, perhaps",
            "They write formally, and a traditional employer may like a card by post beside your mail. To the office:"
            " nobody's private address.",
            visit.day + ONE_DAY,
            task=True,
        )


def _tones(case: Case) -> set[Tone]:
    application = case.application
    manners = (
        *(one.invite.manner for one in application.interviews),
        *(one.reply.manner for one in application.answers),
    )
    return {manner.tone for manner in manners if manner.tone}


def _invitation(case: Case, visit: Visit, person: Person) -> Entry:
    return Entry(
        uid_of("linkedin", case.application.id, f"{visit.day}", person.email or person.name or ""),
        f"An invitation on LinkedIn to {person.name}, with a word of thanks, perhaps",
        "Once, after the thank-you by mail, and only if it suits you. No comments, and no second message.",
        visit.day + ONE_DAY,
        task=True,
    )
