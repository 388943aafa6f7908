"""The file of `explain --applications`: open applications, one JSON object a line."""

from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from afterword.errors import NothingFound, UsageError
from afterword.model import Agency, Application, Person


class _Person(msgspec.Struct, frozen=True):
    name: str | None = None
    email: str | None = None


class _Agency(msgspec.Struct, frozen=True):
    name: str = ""
    domain: str = ""


class _Line(msgspec.Struct, frozen=True):
    id: str
    company: str | None = None
    aliases: list[str] = []
    domains: list[str] = []
    role: str | None = None
    interviewers: list[_Person] = []
    coordinators: list[_Person] = []
    agency: _Agency | None = None
    interview_at: datetime | None = None
    thanked_at: datetime | None = None
    sent: list[str] = []


class OpenApplication(Struct, frozen=True):
    """A line of the file. ``interview_on`` is the day of the interview at its place, None where it is not known."""

    application: Application
    interview_on: date | None


def read_applications(path: Path) -> tuple[OpenApplication, ...]:
    """The applications of a file, in order. Raises NothingFound without the file, UsageError naming a faulty line."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as fault:
        raise NothingFound(f"{path}: {fault.strerror or 'cannot be read'}") from fault
    decoder = msgspec.json.Decoder(_Line)
    found: dict[str, OpenApplication] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = decoder.decode(line)
        except msgspec.DecodeError as fault:
            raise UsageError(f"{path}, line {number}: {fault}") from fault
        if entry.id in found:
            raise UsageError(f"{path}, line {number}: the id “{entry.id}” was used before")
        found[entry.id] = _open_application(entry)
    return tuple(found.values())


def _open_application(entry: _Line) -> OpenApplication:
    agency = Agency(entry.agency.name, entry.agency.domain.lower()) if entry.agency else None
    application = Application(
        id=entry.id,
        company=entry.company,
        role=entry.role,
        aliases=tuple(entry.aliases),
        domains=tuple(domain.lower() for domain in entry.domains),
        agency=agency,
        interviewers=_people(entry.interviewers),
        coordinators=_people(entry.coordinators),
        sent_ids=tuple(entry.sent),
    )
    return OpenApplication(application, entry.interview_at.date() if entry.interview_at else None)


def _people(entries: list[_Person]) -> tuple[Person, ...]:
    return tuple(Person(entry.email.lower() if entry.email else None, entry.name) for entry in entries)
