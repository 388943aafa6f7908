"""A dozen situations in which every note has to read well, and what is wrong with one that does not.

The people are invented. ``afterword template check`` and the tests of every language go through the same situations.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from afterword.compose.facts import ORDER_OF_KEEPING, facts_of
from afterword.compose.language import load
from afterword.compose.likeness import runs_of
from afterword.compose.notes import written_with
from afterword.compose.proofread import discouraged
from afterword.compose.shelf import OURS, Shelf, kind_of, variants
from afterword.errors import UnfitText
from afterword.model import Brief, Kind, Notes, Owner, Person

# Short, so that each of them alone has room in every note. They are the user's words, whatever the language.
NOTES = Notes(
    highlight="The bootloader story has stayed with me",
    compliment="I liked how openly Tom spoke of the last failure",
    forgot="I wrote the CAN test tooling at my last company",
    correction="The board I spoke of had two cores and not four",
    question="How do you test a recovery in the field?",
    project="I am building a tracer for slow buses and it may help your bring-up",
    fit="I have brought up six boards from the first sketch to the field",
)

_WRITER = Owner("Sam Rivera", ("sam.rivera@example.org",), "Europe/London", "GB")
_PRIYA = Person("priya.nair@halden.example", "Priya Nair", "Priya")
_TOM = Person("tom.baker@halden.example", "Tom Baker", "Tom")
_LUCY = Person("lucy.lane@agency.example", "Lucy Lane", "Lucy")
_SIX = (
    _PRIYA,
    _TOM,
    Person("ana@halden.example", "Ana Sousa", "Ana"),
    Person("wei@halden.example", "Wei Zhang", "Wei"),
    Person("omar@halden.example", "Omar Haddad", "Omar"),
    Person("ingrid@halden.example", "Ingrid Solberg", "Ingrid"),
)
_LONG = Person("m@halden.example", "Maria del Carmen Fernández-Villaverde y Ortiz de Zárate", "Maria del Carmen")
_SARAH = Person("sarah@halden.example", "שרה לוי", "שרה")
_XIAOMING = Person("xm@halden.example", "王小明", "小明")
_NOBODY = Person("interviews@halden.example")
_LONG_ROLE = "Principal Distributed Storage and Streaming Platform Engineer (f/m/d)"
_LONG_COMPANY = "Institut für Angewandte Informationstechnik GmbH & Co. KG"


def only(name: str) -> Notes:
    """The notes, but for one kind all gone."""
    return Notes(**{name: getattr(NOTES, name)})


def base(kind: Kind, language: str) -> Brief:
    """All that can be known of a follow-up, but for the user's notes."""
    chases = kind in (Kind.CHASER, Kind.FINAL_CHASER)
    return Brief(
        kind=kind,
        language=language,
        recipient=_PRIYA,
        writer=_WRITER,
        visit=date(2026, 4, 14),
        due=date(2026, 4, 27) if chases else date(2026, 4, 14),
        seed="halden/1",
        role="Senior Firmware Engineer",
        company="Halden",
        promised=date(2026, 4, 24) if chases else None,
        panel=_addresses((_PRIYA, _TOM)),
        met=_met(_PRIYA, _TOM),
    )


def _addresses(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.email for person in people if person.email is not None)


def _met(*people: Person) -> tuple[str, ...]:
    return tuple(person.first_name for person in people if person.first_name is not None)


def situations(kind: Kind, language: str) -> dict[str, Brief]:
    """The briefs by the name of their situation. Everything is known in the first one."""
    known = base(kind, language)
    plain = {
        "all known": known,
        "familiar": replace(known, familiar=True),
        "formal": replace(known, informal=False),
        "formal, with a title": replace(known, informal=False, honorific="Dr Nair"),
        "nearly nothing known": replace(
            known, recipient=_NOBODY, panel=_addresses((_NOBODY,)), met=(), role=None, company=None, promised=None,
            thanked=False,
        ),
        "no role": replace(known, role=None),
        "no company": replace(known, company=None),
        "no role and no company": replace(known, role=None, company=None),
        "long names": replace(
            known, recipient=_LONG, panel=_addresses((_LONG,)), met=_met(_LONG, _TOM), role=_LONG_ROLE,
            company=_LONG_COMPANY,
        ),
        "right to left, and Chinese": replace(
            known, recipient=_SARAH, panel=_addresses((_SARAH, _XIAOMING)), met=_met(_SARAH, _XIAOMING),
        ),
        "a panel of six": replace(known, panel=_addresses(_SIX), met=_met(*_SIX)),
        "a second round": replace(known, round=2),
        "already answered": replace(known, awaits_reply=False),
        "weeks later": replace(known, due=date(2026, 5, 6)),
        "to a recruiter who was not there": replace(known, recipient=_LUCY, panel=_addresses((_LUCY,))),
        "to a recruiter, one person met": replace(known, recipient=_LUCY, panel=_addresses((_LUCY,)), met=("Ana",)),
        "to a recruiter, nobody known": replace(
            known, recipient=_LUCY, panel=_addresses((_LUCY,)), met=(), promised=None,
        ),
        "to an agency that keeps its client to itself": replace(
            known, recipient=_LUCY, panel=_addresses((_LUCY,)), met=_met(_TOM), company=None,
        ),
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


class Rehearsal(Struct, frozen=True):
    """How a template did. ``faults`` keep it from being used, by situation; ``advice`` does not."""

    faults: Mapping[str, tuple[str, ...]]
    advice: tuple[str, ...]


def rehearse(name: str, shelf: Shelf = OURS, writer: Owner | None = None) -> Rehearsal:
    """Writes a template in every situation, signed by ``writer`` or by somebody invented."""
    kind, code = kind_of(name), name.partition("/")[0]
    if kind is None:
        return Rehearsal({"its name": ("it is not LANGUAGE/KIND-NN.txt.j2, with a language and a kind there are",)}, ())
    faults: dict[str, tuple[str, ...]] = {}
    advice: set[str] = set()
    for situation, brief in situations(kind, code).items():
        try:
            letter = written_with(name, replace(brief, writer=writer or brief.writer), shelf)
        except UnfitText as fault:
            faults[situation] = fault.faults
        else:
            advice |= {f"we would not write “{words}”" for words in discouraged(letter.body, load(code))}
    alike = () if faults else _alike(name, kind, code, shelf)
    return Rehearsal(faults, (*sorted(advice), *alike))


def _alike(name: str, kind: Kind, code: str, shelf: Shelf) -> Iterator[str]:
    """Other notes of the kind in force that share too many words in a row with this one (T1)."""
    brief, language = base(kind, code), load(code)
    facts = facts_of(brief, language)
    own = runs_of(written_with(name, brief, shelf), facts, language)
    for other in variants(code, kind, shelf):
        if other == name:
            continue
        try:
            letter = written_with(other, brief, shelf)
        except UnfitText:
            continue  # it is not in force
        if shared := min(own & runs_of(letter, facts, language), default=None):
            yield f"it shares “{shared}” with {other}; people of one panel compare (T1)"
