"""A dozen situations in which every note of every language has to read well."""

from dataclasses import fields, replace
from datetime import date

from afterword.compose.facts import ORDER_OF_KEEPING
from afterword.compose.language import languages
from afterword.compose.shelf import variants
from afterword.model import Brief, Kind, Notes, Person
from tests.compose.examples import LUCY, MONDAY_AFTER_NEXT, PRIYA, SIX, TOM, TUESDAY, addresses, chaser, thank_you

KINDS = tuple(kind for kind in Kind if variants("en", kind))
TEMPLATES = tuple(name for code in sorted(languages()) for kind in KINDS for name in variants(code, kind))

# Short, so that each of them alone has room in every note. Their words stay as they are in every language.
NOTES = Notes(
    highlight="The bootloader story has stayed with me",
    compliment="I liked how openly Tom spoke of the last failure",
    forgot="I wrote the CAN test tooling at my last company",
    correction="The board I spoke of had two cores and not four",
    question="How do you test a recovery in the field?",
    project="I am building a tracer for slow buses and it may help your bring-up",
    fit="I have brought up six boards from the first sketch to the field",
)
NO_NOTES = Notes()

LONG = Person("m@halden.example", "Maria del Carmen Fernández-Villaverde y Ortiz de Zárate", "Maria del Carmen")
SARAH = Person("sarah@halden.example", "שרה לוי", "שרה")
XIAOMING = Person("xm@halden.example", "王小明", "小明")
NOBODY = Person("interviews@halden.example")
LONG_ROLE = "Principal Distributed Storage and Streaming Platform Engineer (f/m/d)"
LONG_COMPANY = "Institut für Angewandte Informationstechnik GmbH & Co. KG"


def only(name: str) -> Notes:
    """The notes, but for one kind all gone."""
    return Notes(**{name: getattr(NOTES, name)})


def base(kind: Kind, language: str) -> Brief:
    """All that can be known of a follow-up, but for the user's notes."""
    if kind is Kind.THANK_YOU:
        return replace(thank_you(), language=language)
    promised = date(2026, 4, 24) if kind in (Kind.CHASER, Kind.FINAL_CHASER) else None
    due = MONDAY_AFTER_NEXT if promised else TUESDAY
    return replace(chaser(PRIYA, kind), language=language, promised=promised, due=due)


def _met(*people: Person) -> tuple[str, ...]:
    return tuple(person.first_name for person in people if person.first_name is not None)


def situations(kind: Kind, language: str) -> dict[str, Brief]:
    """The briefs by the name of their situation. Everything is known in the first one."""
    known = base(kind, language)
    plain = {
        "all known": known,
        "formal": replace(known, informal=False),
        "formal, with a title": replace(known, informal=False, honorific="Dr Nair"),
        "nearly nothing known": replace(
            known, recipient=NOBODY, panel=addresses((NOBODY,)), met=(), role=None, company=None, promised=None,
            thanked=False,
        ),
        "no role": replace(known, role=None),
        "no company": replace(known, company=None),
        "no role and no company": replace(known, role=None, company=None),
        "long names": replace(
            known, recipient=LONG, panel=addresses((LONG,)), met=_met(LONG, TOM), role=LONG_ROLE, company=LONG_COMPANY,
        ),
        "right to left, and Chinese": replace(
            known, recipient=SARAH, panel=addresses((SARAH, XIAOMING)), met=_met(SARAH, XIAOMING),
        ),
        "a panel of six": replace(known, panel=addresses(SIX), met=_met(*SIX)),
        "a second round": replace(known, round=2),
        "already answered": replace(known, awaits_reply=False),
        "weeks later": replace(known, due=date(2026, 5, 6)),
        "to a recruiter who was not there": replace(known, recipient=LUCY, panel=addresses((LUCY,))),
        "to a recruiter, one person met": replace(known, recipient=LUCY, panel=addresses((LUCY,)), met=("Ana",)),
        "to a recruiter, nobody known": replace(known, recipient=LUCY, panel=addresses((LUCY,)), met=(), promised=None),
        "never thanked": replace(known, thanked=False, promised=None),
    }  # fmt: skip
    noted = {f"only the note: {name}": replace(known, notes=only(name)) for name in ORDER_OF_KEEPING}
    noted |= {
        "two notes": replace(known, notes=Notes(highlight=NOTES.highlight, forgot=NOTES.forgot)),
        "all notes": replace(known, notes=NOTES),
        "all notes, formal": replace(known, notes=NOTES, informal=False),
        "all notes, nearly nothing else": replace(plain["nearly nothing known"], notes=NOTES),
    }
    return plain | noted


assert {field.name for field in fields(Notes)} == set(ORDER_OF_KEEPING)
