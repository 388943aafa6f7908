"""Days as people name them ("Friday week", "mid-December", "within 5 working days"): found in a sentence.

How a language names them is data (vocabulary/dates, day_ways.py); what each way means is in day_meanings.py.
"""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct

from afterword.model import Span
from afterword.understand.day_meanings import meaning, working_day_after
from afterword.understand.day_ways import Way, table, words
from afterword.understand.vocabulary import phrases
from afterword.understand.years import is_within_reason

_COUNTED = frozenset({Way.DAY_AFTER, Way.WEEKDAY_AFTER, Way.SPAN_AFTER_THAT, Way.WEEK_AFTER_THAT})
"""They may count from a day named right behind: "the day after the meeting of 4 June"."""
_BEHIND = 45
"""Characters to that day at most, and no punctuation."""

_EVERYWHERE = {
    Way.ISO: [r"\b(?P<year>\d{4})-(?P<monthnumber>\d{2})-(?P<day>\d{2})\b"],
    Way.NUMERIC: [
        r"(?<![\d/.])(?P<first>\d{1,2})(?P<sep>[./-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})\b(?![/.]?\d)",
        r"(?<![\d/.:-])(?P<first>\d{1,2})/(?P<second>\d{1,2})\b(?!/|\d)",
    ],
}


class Named(Struct, frozen=True):
    """A day that a sentence names: where, and which."""

    begin: int
    end: int
    until: date | Span
    way: Way


def last_day(named: list[Named], before: date | None) -> date | None:
    """The day that what follows ``named`` counts from; ``before`` where they hold none.

    Over a feast nothing happens: what comes "then" comes on the working day after it.
    """
    days = [(day.until, day.way) for day in named if isinstance(day.until, date)]
    if not days:
        return before
    until, way = days[-1]
    return working_day_after(until) if way is Way.FEAST else until


@lru_cache(maxsize=16)
def _forms(language: str) -> tuple[tuple[Way, re.Pattern[str]], ...]:
    known = words(language)
    given = {**_EVERYWHERE, **table(language).forms}
    return tuple((way, re.compile(phrases.expand(phrase, known))) for way, forms in given.items() for phrase in forms)


def days_named(sentence: str, written_on: date, language: str, previous: date | None = None) -> list[Named]:
    """The days that a plain sentence names, in order; where readings overlap the longest counts.

    ``previous`` is the day last named before this sentence: "the Friday after" counts from it.
    None outside the years within reason is named, nor any where ``written_on`` is outside them.
    """
    if not is_within_reason(written_on) or (previous is not None and not is_within_reason(previous)):
        return []
    found = [
        (match.start(), match.end(), way, match)
        for way, form in _forms(language)
        for match in form.finditer(sentence)
        if match.end() > match.start()
    ]
    found.sort(key=lambda entry: (entry[0] - entry[1], entry[0]))
    kept: list[tuple[int, int, Way, re.Match[str]]] = []
    for entry in found:
        if all(entry[1] <= other[0] or entry[0] >= other[1] for other in kept):
            kept.append(entry)
    return _resolved(sorted(kept, key=lambda entry: entry[0]), sentence, written_on, language, previous)


def _resolved(
    found: list[tuple[int, int, Way, re.Match[str]]],
    sentence: str,
    written_on: date,
    language: str,
    previous: date | None,
) -> list[Named]:
    known, counts_from = table(language), _counts_from(language)
    named: list[Named] = []
    waiting: tuple[int, Way, re.Match[str]] | None = None  # one that counts from the day to come
    for number, (begin, end, way, match) in enumerate(found):
        behind = sentence[end : found[number + 1][0]] if number + 1 < len(found) else None
        if way in _COUNTED and behind is not None and _leads_to_a_day(match[0], behind, counts_from):
            waiting = (begin, way, match)
            continue
        until = meaning(way, match, written_on, known, previous, last_day(named, None))
        if waiting is not None and isinstance(until, date):
            begin, way, match = waiting
            until = meaning(way, match, written_on, known, until)
        waiting = None
        if until is None or (isinstance(until, date) and not is_within_reason(until)):
            continue
        named.append(Named(begin, end, until, way))
        previous = last_day(named[-1:], previous)
    return named


@lru_cache(maxsize=16)
def _counts_from(language: str) -> re.Pattern[str]:
    return re.compile(words(language).get("counts_from", "(?!)"))


def _leads_to_a_day(counted: str, behind: str, counts_from: re.Pattern[str]) -> bool:
    if len(behind) > _BEHIND or re.search(r"[,;:.!?()]", behind):
        return False
    last = counted.split()[-1]
    return bool(counts_from.fullmatch(last) or counts_from.match(behind.lstrip()))
