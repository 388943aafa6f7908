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

    joined = known.get("and", "(?!)")

    def compiled(name: str) -> re.Pattern[str]:
        return phrases.any_of(promise.get(name, ()), known)

    return Anchors(
        strong=compiled("strong"),
        weak=compiled("weak"),
        hopes=compiled("hopes"),
        past=compiled("past"),
        happened=compiled("happened"),
        requests=compiled("requests"),
        patience=compiled("patience"),
        conditional=compiled("conditional"),
        not_before=phrases.any_of(
            [f"(?:{phrase}) (?:(?!(?:{joined})\\b)\\w+ )?$" for phrase in promise.get("not_before", ())], known
        ),
        denied=phrases.any_of([f"(?:{phrase}) ?(?:\\w+ )?$" for phrase in promise.get("denied", ())], known),
        absent=phrases.any_of([f"(?:{phrase}) ?(?:\\w+ )?$" for phrase in promise.get("absent", ())], known),
        asks_time=compiled("asks_time"),
        recurring=compiled("recurring"),
        of_each=compiled("of_each"),
        meets_after=phrases.any_of(
            [f"(?:{phrase})(?: \\w+){{0,2}} ?$" for phrase in promise.get("not_before", ())], known
        ),
        disclaims=compiled("disclaims"),
        before=phrases.any_of((known.get("before", "(?!)"),), known),
        negations=phrases.any_of((known.get("negations", "(?!)"),), known),
        negated_late=phrases.any_of((known.get("negated_late", "(?!)"),), known),
        despite=re.compile(rf"\b(?:{known.get('despite', '(?!)')})\b"),
        conjunctions=re.compile(rf"\b(?:{known.get('and', '(?!)')})\b"),
        visits=compiled("visits"),
        context=compiled("context"),
        duties=compiled("duties"),
        away=phrases.any_of(table(language).absence.get("away", ()), known),
        until=phrases.any_of(table(language).absence.get("until", ()), known),
        latest=re.compile(rf"(?:{known.get('latest', '(?!)')})"),
        joints=re.compile(rf"{_JOINTS}|\b(?:{known.get('joints', '(?!)')})\b"),
        links=links(language),
    )
