"""The facts that a template may name: all that is known of a follow-up, as words of its language (T6).

``docs/writing-templates.md`` lists them for people who write templates; the two change together.
"""

from collections.abc import Iterator

from msgspec import Struct

from afterword.compose import words
from afterword.compose.language import Greeting, Language
from afterword.model import Brief, Notes

_LONGEST_ROLE_IN_SUBJECT = 50

# From the most important to the least: what was wrong or missing comes before what is merely nice to read (T4).
ORDER_OF_KEEPING = ("correction", "forgot", "question", "highlight", "compliment", "fit", "project")


class Facts(Struct, frozen=True):
    """All that a template may name. Strings from mail are clean and never rendered themselves; None is "not known".

    ``warm`` and ``plain`` are the greeting in two tones, ``formal`` the address that goes with it, ``familiar``
    the one of who says "tu", for a language in which first names alone do not ask for it. ``day``,
    ``on_day`` and ``of_day`` are the visit's; ``promised`` is the day they named, ``by_promised`` with its
    preposition. ``others`` are the people met, the recipient apart, as a list in words; ``met_recipient`` says that
    the recipient interviewed. ``again``: it was not the first visit. ``notes`` are the user's, as finished prose.
    """

    warm: str
    plain: str
    formal: bool
    familiar: bool
    role: str | None
    short_role: str | None
    company: str | None
    day: str
    on_day: str
    of_day: str
    promised: str | None
    by_promised: str | None
    others: str | None
    several: bool
    met_recipient: bool
    thanked: bool
    awaits_reply: bool
    again: bool
    notes: Notes


def facts_of(brief: Brief, language: Language) -> Facts:
    """The facts of a brief in the words of its language."""
    role = words.role(brief.role)
    first_name = words.name(brief.recipient.first_name)
    met = tuple(dict.fromkeys(known for known in map(words.name, brief.met) if known))
    others = tuple(known for known in met if known != first_name)
    promised = brief.promised
    return Facts(
        warm=_greeting(brief, language.greetings.warm),
        plain=_greeting(brief, language.greetings.plain),
        formal=not brief.informal or first_name is None,
        familiar=brief.familiar and brief.informal and first_name is not None,
        role=role,
        short_role=role if role is not None and len(role) <= _LONGEST_ROLE_IN_SUBJECT else None,
        company=words.company(brief.company),
        day=words.day(brief.visit, brief.due, language),
        on_day=words.on_day(brief.visit, brief.due, language),
        of_day=words.of_day(brief.visit, brief.due, language),
        promised=None if promised is None else words.dated(promised, language),
        by_promised=None if promised is None else words.by_date(promised, language),
        others=words.people(others, language),
        several=len(others) > 1,
        met_recipient=first_name is not None and first_name in met,
        thanked=brief.thanked,
        awaits_reply=brief.awaits_reply,
        again=brief.round > 1,
        notes=Notes(**{name: _said(name, text, language) for name, text in noted(brief.notes).items()}),
    )


def noted(notes: Notes) -> dict[str, str]:
    """The notes that there are, by their names, from the most important to the least."""
    texts: Iterator[tuple[str, str | None]] = ((name, getattr(notes, name)) for name in ORDER_OF_KEEPING)
    return {name: text for name, text in texts if text is not None and any(char.isalnum() for char in text)}


def _said(name: str, text: str, language: Language) -> str | None:
    return words.question(text, language) if name == "question" else words.note(text)


def _greeting(brief: Brief, greeting: Greeting) -> str:
    """T5: the first name where it is known and the tone allows it; else the title that they use themselves, else the
    full name, else nobody's. A gender is never guessed: it shows only where their own title shows it."""
    first_name = words.name(brief.recipient.first_name)
    full_name = words.full_name(brief.recipient.name)
    honorific = words.honorific(brief.honorific)
    if brief.informal:
        return greeting.nobody if first_name is None else greeting.first_name.format(first_name=first_name)
    if honorific is not None:
        title, _, surname = honorific.partition(" ")
        pattern = greeting.titles.get(title.rstrip(".").casefold(), greeting.honorific)
        return pattern.format(honorific=honorific, surname=surname)
    return greeting.nobody if full_name is None else greeting.full_name.format(name=full_name)


assert set(ORDER_OF_KEEPING) == set(Notes.__struct_fields__)  # a new kind has to find its place
