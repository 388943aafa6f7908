"""The user's word from the shell: `confirm`, `ignore`, `answered` and `note` leave it for the next pass.

Ids are those of `status`, or as much of one as is unmistakable.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from afterword import understand
from afterword.adapters.ledger import Ledger, wake_writer
from afterword.cli.plain import plain
from afterword.config import load
from afterword.decide import fold
from afterword.decide.interviews import interview_id
from afterword.errors import NothingFound, UsageError
from afterword.model import Choice, Decision, InviteSeen, Observation, Person

_LEAST = 3


class Named(Struct, frozen=True):
    """What the user says of an interview beside that it is one; None and () leave what was read."""

    company: str | None = None
    role: str | None = None
    people: tuple[Person, ...] = ()


def settle(config: Path | None, given: str, choice: Choice, named: Named | None = None) -> str:
    """Note whether an event is an interview; what was noted, for the user.

    :raises NothingFound: no event of that id is known. :raises UsageError: several are.
    """
    state_dir = load(config).state_dir
    with Ledger.open(state_dir) as ledger:
        events = _events(ledger.observations())
        about = one_of(events, given, "interview")
        named = named or Named()
        said = (understand.as_unicode(name or "") for name in (named.company, named.role))
        company, role = (" ".join(name.split()) or None for name in said)
        ledger.submit(Decision(about, choice, datetime.now(UTC), None, company, role, named.people))
    what = "an interview of yours" if choice is Choice.CONFIRM else "no interview of yours"
    return f"Noted: “{plain(events[about])}” ({about}) is {what}. {when_it_counts(state_dir)}"


def answer(config: Path | None, given: str, choice: Choice, by: date | None) -> str:
    """Note how an application was answered, by the id of the application or of one of its interviews.

    :raises NothingFound: no application of that id is known. :raises UsageError: several are.
    """
    state_dir = load(config).state_dir
    with Ledger.open(state_dir) as ledger:
        known = fold((*ledger.observations(), *ledger.pending())).applications
        applications = {application.id: application for application in known}
        names = {name: application.id for application in known for name in application.also}
        names |= {one.id: application.id for application in known for one in application.interviews}
        names |= {name: name for name in applications}
        about = names[one_of(names, given, "application")]
        ledger.submit(Decision(about, choice, datetime.now(UTC), by))
    application = applications[about]
    named = " / ".join(part for part in (application.company, application.role) if part) or "the application"
    until = f", and they promised to answer by {by}" if by else ""
    return f"Noted: {plain(named)} ({about}): {choice.value}{until}. {when_it_counts(state_dir)}"


def when_it_counts(state_dir: Path) -> str:
    """When the user's word is acted on; a service that runs is woken."""
    return "The service acts on it now." if wake_writer(state_dir) else "The next pass acts on it."


def _events(observations: Iterable[Observation]) -> dict[str, str]:
    """The title of every event that was ever read, by its id; those taken for no interview too."""
    seen = [item.invite for item in observations if isinstance(item, InviteSeen)]
    return {interview_id(invite.uid, invite.recurrence_id): invite.title or "without a title" for invite in seen}


def one_of(known: Mapping[str, str], given: str, kind: str) -> str:
    """The id that begins with ``given``. Ids of one thing have one value in ``known``.

    :raises NothingFound: there is none. :raises UsageError: several things have such an id.
    """
    if given in known:
        return given
    found = sorted(name for name in known if name.startswith(given)) if len(given) >= _LEAST else []
    if len({known[name] for name in found}) > 1 or (len(found) > 1 and kind == "interview"):
        raise UsageError(f"“{given}” could be any of {', '.join(found)}. Write more of it.")
    if not found:
        raise NothingFound(f"There is no {kind} “{given}”. `afterword status` shows the ids.")
    return found[0]
