"""The words by which a promised day is told from others, compiled: see ``[promise]`` in vocabulary/dates."""

import re
from functools import lru_cache

from msgspec import Struct

from afterword.understand.day_names import links
from afterword.understand.day_ways import table, words
from afterword.understand.vocabulary import phrases

_JOINTS = r"[;:!?()]|,(?! ?\d)|、|\s-+\s"
"""What parts a sentence in any language."""


class Anchors(Struct, frozen=True):
    """Compiled phrases of one language."""

    strong: re.Pattern[str]
    weak: re.Pattern[str]
    hopes: re.Pattern[str]
    past: re.Pattern[str]
    happened: re.Pattern[str]
    requests: re.Pattern[str]
    patience: re.Pattern[str]
    conditional: re.Pattern[str]
    not_before: re.Pattern[str]
    denied: re.Pattern[str]
    absent: re.Pattern[str]
    asks_time: re.Pattern[str]
    recurring: re.Pattern[str]
    of_each: re.Pattern[str]
    meets_after: re.Pattern[str]
    disclaims: re.Pattern[str]
    before: re.Pattern[str]
    negations: re.Pattern[str]
    negated_late: re.Pattern[str]
    despite: re.Pattern[str]
    conjunctions: re.Pattern[str]
    visits: re.Pattern[str]
    context: re.Pattern[str]
    duties: re.Pattern[str]
    away: re.Pattern[str]
    until: re.Pattern[str]
    latest: re.Pattern[str]
    joints: re.Pattern[str]
    links: re.Pattern[str]


@lru_cache(maxsize=16)
def anchors(language: str) -> Anchors:
    """The words of ``language``; the English ones where there are none."""
    known = words(language)
    promise = table(language).promise

    def compiled(name: str, behind: str = "") -> re.Pattern[str]:
        return phrases.any_of([f"(?:{phrase}){behind}" for phrase in promise.get(name, ())], known)

    def alternatives(name: str) -> str:
        return known.get(name, "(?!)")

    return Anchors(
        strong=compiled("strong"),
        weak=compiled("weak"),
        hopes=compiled("hopes"),
        past=compiled("past"),
        happened=compiled("happened"),
        requests=compiled("requests"),
        patience=compiled("patience"),
        conditional=compiled("conditional"),
        not_before=compiled("not_before", rf" (?:(?!(?:{alternatives('and')})\b)\w+ )?$"),
        denied=compiled("denied", r" ?(?:\w+ )?$"),
        absent=compiled("absent", r" ?(?:\w+ )?$"),
        asks_time=compiled("asks_time"),
        recurring=compiled("recurring"),
        of_each=compiled("of_each"),
        meets_after=compiled("not_before", r"(?: \w+){0,2} ?$"),
        disclaims=compiled("disclaims"),
        before=phrases.any_of((alternatives("before"),), known),
        negations=phrases.any_of((alternatives("negations"),), known),
        negated_late=phrases.any_of((alternatives("negated_late"),), known),
        despite=re.compile(rf"\b(?:{alternatives('despite')})\b"),
        conjunctions=re.compile(rf"\b(?:{alternatives('and')})\b"),
        visits=compiled("visits"),
        context=compiled("context"),
        duties=compiled("duties"),
        away=phrases.any_of(table(language).absence.get("away", ()), known),
        until=phrases.any_of(table(language).absence.get("until", ()), known),
        latest=re.compile(alternatives("latest")),
        joints=re.compile(rf"{_JOINTS}|\b(?:{alternatives('joints')})\b"),
        links=links(language),
    )
