"""By when an answer is promised (C2), and when somebody who is away is back.

A day counts as promised only where a verb of promising stands beside it ("hear", "let you know", "get back"): a mail
names many days, and most are of something else.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest

from afterword.model import Promise, Span
from afterword.understand.day_names import Named, Way, days_named, table, words, working_day_after
from afterword.understand.sentences import plain, sentences
from afterword.understand.vocabulary import phrases
from afterword.understand.years import day_within_reason

_LONGEST_ABSENCE = timedelta(days=400)
_NEAR = 36
"""Characters between "back" or "until" and the day that belongs to it."""


@dataclass(frozen=True, slots=True)
class _Anchors:
    """Compiled phrases of one language: see ``[promise]`` and ``[absence]`` in vocabulary/dates."""

    strong: re.Pattern[str]
    weak: re.Pattern[str]
    hopes: re.Pattern[str]
    past: re.Pattern[str]
    requests: re.Pattern[str]
    conditional: re.Pattern[str]
    not_before: re.Pattern[str]
    back: re.Pattern[str]
    until: re.Pattern[str]
    through: re.Pattern[str]
    inclusive: re.Pattern[str]
    away: re.Pattern[str]


@lru_cache(maxsize=16)
def _anchors(language: str) -> _Anchors:
    known = words(language)
    promise, absence = table(language).promise, table(language).absence

    def compiled(name: str) -> re.Pattern[str]:
        return phrases.any_of(promise.get(name, ()), known)

    def beside(name: str) -> re.Pattern[str]:
        return phrases.any_of(absence.get(name, ()), known)

    return _Anchors(
        strong=compiled("strong"),
        weak=compiled("weak"),
        hopes=compiled("hopes"),
        past=compiled("past"),
        requests=compiled("requests"),
        conditional=compiled("conditional"),
        not_before=phrases.any_of([f"(?:{phrase}) (?:\\w+ )?$" for phrase in promise.get("not_before", ())], known),
        back=beside("anchors"),
        until=beside("until"),
        through=beside("through"),
        inclusive=beside("inclusive"),
        away=beside("away"),
    )


def promise(text: str, written_on: date, language: str) -> Promise | None:
    """The day, or the span, within which ``text`` promises an answer, with the sentence that does; None without one.

    ``written_on`` is the sender's own day. Of several promises the last counts, but one under a condition ("if you
    have not heard by") only where there is no other.
    """
    anchors = _anchors(language)
    best: tuple[int, Promise] | None = None
    previous: date | None = None
    for sentence in sentences(text):
        line = plain(sentence)
        if not _names_a_day(line, language):
            continue
        named = days_named(line, written_on, language, previous)
        previous = next((day.until for day in reversed(named) if isinstance(day.until, date)), previous)
        strength, until = _promised(line, named, anchors)
        if until is not None and (best is None or strength >= best[0]):
            best = (strength, Promise(until, sentence))
    return best[1] if best else None


def loose_promise(text: str, written_on: date, language: str) -> Promise | None:
    """The last day ahead that ``text`` names at all, for a message known to be about when the answer comes."""
    anchors = _anchors(language)
    for sentence in reversed(sentences(text)):
        line = anchors.requests.sub("", plain(sentence))
        if anchors.past.search(line) or _is_a_name(sentence):
            continue
        for day in reversed(days_named(line, written_on, language)):
            if isinstance(day.until, Span) or day.until >= written_on:
                return Promise(day.until, sentence)
    return None


def _is_a_name(sentence: str) -> bool:
    """Does it stand alone, all its words in capitals ("Quinta do Ameal"), as in a signature?"""
    if sentence.endswith((".", "!", "?", "…")):
        return False
    telling = [word for word in sentence.split() if len(word) > 3]
    return len(telling) > 1 and all(word[:1].isupper() for word in telling)


def return_day(text: str, written_on: date, language: str) -> date | None:
    """The day on which the writer of an absence note is back at work; None where it does not say.

    "Until the 8th" is read as back on the 8th, "through the 8th" and "1-8 May" as back on the working day after.
    """
    anchors = _anchors(language)
    fallback: date | None = None
    for sentence in sentences(text):
        line = plain(sentence)
        if not _names_a_day(line, language):
            continue
        named = days_named(line, written_on, language)
        for day, following in zip_longest(named, named[1:]):
            until = day.until
            if not isinstance(until, date) or not written_on <= until < written_on + _LONGEST_ABSENCE:
                continue
            before, after = (
                line[max(0, day.begin - _NEAR) : day.begin],
                line[day.end : following.begin if following else None][:_NEAR],
            )
            if anchors.back.search(before):
                return until
            through = _ends_with(anchors.through, before) or anchors.inclusive.match(after.lstrip(" ,("))
            if day.way is Way.DAY_RANGE or (through and anchors.away.search(line)):
                fallback = working_day_after(until)
            elif anchors.until.search(before) or (fallback is None and anchors.back.search(after)):
                fallback = until
    return day_within_reason(fallback)


def _ends_with(pattern: re.Pattern[str], text: str) -> bool:
    """Does ``text`` end with a match of ``pattern``, or with one and a word more ("including the")?"""
    return any(len(text[match.end() :].split()) <= 1 for match in pattern.finditer(text))


@lru_cache(maxsize=16)
def _hint(language: str) -> re.Pattern[str]:
    known = table(language)
    names = {**known.months, **known.weekdays, **dict.fromkeys(known.feasts, 0)}
    units = "|".join(known.units.values())
    return re.compile(rf"\d|\b(?:{phrases.names_of(names)}|{units})\b|{'|'.join(known.words['hint'].split())}")


def _names_a_day(line: str, language: str) -> bool:
    return bool(_hint(language).search(line))


def _beside(anchors: list[re.Match[str]], named: list[Named]) -> Named:
    """The day that belongs to the last verb of promising that a day follows; else the last day before them."""
    for anchor in reversed(anchors):
        behind = [day for day in named if day.end > anchor.start()]
        if behind:
            return next((day for day in behind if day.way is not Way.TODAY), behind[0])
    return named[-1]


def _promised(line: str, named: list[Named], anchors: _Anchors) -> tuple[int, date | Span | None]:
    """How strongly the sentence promises (0 to 2), and what; (0, None) where it does not."""
    request = anchors.requests.search(line)
    eligible = [day for day in named if request is None or not request.start() <= day.begin < request.end()]
    if not eligible or anchors.past.search(line):
        return 0, None
    found, strength = list(anchors.strong.finditer(line)), 2
    if not found and anchors.hopes.search(line):
        found, strength = list(anchors.weak.finditer(line)), 1
    found = [anchor for anchor in found if request is None or not request.start() <= anchor.start() < request.end()]
    if not found:
        return 0, None
    if anchors.conditional.search(line):
        strength = 0
    chosen = _beside(found, eligible)
    until = chosen.until
    if isinstance(until, date) and anchors.not_before.search(line[: chosen.begin]):
        return strength, day_within_reason(working_day_after(until))
    return strength, until
