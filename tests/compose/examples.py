"""Invented people and briefs that the tests of composing share."""

import re
from datetime import date

from afterword.model import Brief, Kind, Owner, Person

SAM = Owner("Sam Rivera", ("sam.rivera@example.org",), "Europe/London", "GB")
PRIYA = Person("priya.nair@halden.example", "Priya Nair", "Priya")
TOM = Person("tom.baker@halden.example", "Tom Baker", "Tom")
LUCY = Person("lucy.lane@agency.example", "Lucy Lane", "Lucy")
SIX = (
    PRIYA,
    TOM,
    Person("ana@halden.example", "Ana Sousa", "Ana"),
    Person("wei@halden.example", "Wei Zhang", "Wei"),
    Person("omar@halden.example", "Omar Haddad", "Omar"),
    Person("ingrid@halden.example", "Ingrid Solberg", "Ingrid"),
)
TUESDAY = date(2026, 4, 14)
MONDAY_AFTER_NEXT = date(2026, 4, 27)


def addresses(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.email for person in people if person.email is not None)


def thank_you(recipient: Person = PRIYA, panel: tuple[Person, ...] = (PRIYA, TOM), seed: str = "halden/1") -> Brief:
    return Brief(
        kind=Kind.THANK_YOU,
        language="en",
        recipient=recipient,
        writer=SAM,
        visit=TUESDAY,
        due=TUESDAY,
        seed=seed,
        role="Senior Firmware Engineer",
        company="Halden",
        panel=addresses(panel),
        met=tuple(person.first_name for person in panel if person.first_name is not None),
    )


def chaser(recipient: Person = LUCY, kind: Kind = Kind.CHASER, seed: str = "halden/1") -> Brief:
    return Brief(
        kind=kind,
        language="en",
        recipient=recipient,
        writer=SAM,
        visit=TUESDAY,
        due=MONDAY_AFTER_NEXT,
        seed=seed,
        role="Senior Firmware Engineer",
        company="Halden",
        promised=date(2026, 4, 24),
        panel=addresses((recipient,)),
        met=("Priya", "Tom"),
    )


def sentences(body: str) -> list[str]:
    """The sentences of a body without its sign-off, lower-cased, for comparing."""
    text = body.rpartition("\n\n")[0]
    return [part.strip(" .!?").casefold() for part in re.split(r"(?<=[.!?,:])\n+|(?<=[.!?])\s+", text) if part.strip()]
