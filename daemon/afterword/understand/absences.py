"""When somebody who is away is back at work.

"Until the 8th" is read as back on the 8th; "through the 8th", "1-8 May", "away next week" and anything until a day on
a weekend as back on the working day after.
"""

import re
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from afterword.model import Span
from afterword.understand.dates import more_exactly, names_a_day
from afterword.understand.day_meanings import FRIDAY, later, working_day_after
from afterword.understand.day_names import Named, days_named, last_day, links
from afterword.understand.day_ways import Way, table, words
from afterword.understand.sentences import plain, sentences
from afterword.understand.vocabulary import phrases
from afterword.understand.years import day_within_reason

_LONGEST_ABSENCE = timedelta(days=400)
_NEAR = 60
"""Characters between "back" or "until" and the day that belongs to it."""
_WEEKS = frozenset(
    {Way.THIS_WEEK, Way.NEXT_WEEK, Way.WEEK_AFTER_NEXT, Way.WEEK_AFTER_THAT, Way.WEEK_OF, Way.CALENDAR_WEEK}
)
_WHOLE = _WEEKS | {Way.IN_MONTH, Way.THIS_MONTH, Way.NEXT_MONTH}
"""Periods after which, on the next working day, somebody is back who is away in them."""
_TODAY = frozenset({Way.TODAY, Way.TOMORROW, Way.END_OF_DAY})
_JOINED = re.compile(r"[^.;!?()]{0,25}")
"""Between a period and the day that is meant in it."""
_COUNTED_ON = frozenset({Way.THAT_DATE, Way.DAY_AFTER, Way.WEEKDAY_AFTER, Way.SPAN_AFTER_THAT})
"""Who names a day by the one before has told until when they are away: "back" may stand behind it."""


class _Sure(IntEnum):
    """How surely a day is that of the return."""

    AWAY_TODAY = 1
    FOR_SO_LONG = 2
    BACK_BEHIND = 3
    READS = 4
    UNTIL = 5
    THROUGH = 6


class _Turns(Struct, frozen=True):
    """Compiled phrases of one language: see ``[absence]`` in vocabulary/dates."""

    back: re.Pattern[str]
    reads: re.Pattern[str]
    until: re.Pattern[str]
    through: re.Pattern[str]
    inclusive: re.Pattern[str]
    away: re.Pattern[str]
    last_off: re.Pattern[str]
    deputies: re.Pattern[str]
    begins: re.Pattern[str]
    links: re.Pattern[str]


@lru_cache(maxsize=16)
def _turns(language: str) -> _Turns:
    known, absence = words(language), table(language).absence

    def compiled(name: str) -> re.Pattern[str]:
        return phrases.any_of(absence.get(name, ()), known)

    return _Turns(
        back=compiled("anchors"),
        reads=compiled("reads"),
        until=compiled("until"),
        through=compiled("through"),
        inclusive=compiled("inclusive"),
        away=compiled("away"),
        last_off=phrases.any_of([f"(?:{phrase})[^;.!?]{{0,25}}$" for phrase in absence.get("last_off", ())], known),
        deputies=compiled("deputies"),
        begins=phrases.any_of([f"\\b(?:{phrase})(?: \\w+)? ?$" for phrase in absence.get("begins", ())], known),
        links=links(language),
    )


def return_day(text: str, written_on: date, language: str) -> date | None:
    """The day on which the writer of an absence note is back at work; None where it does not say."""
    turns = _turns(language)
    own, of_deputies = _Found(), _Found()
    previous: date | None = None
    for sentence in sentences(text):
        line = plain(sentence)
        if previous is None and not names_a_day(line, language):
            continue
        named = days_named(line, written_on, language, previous)
        previous = last_day(named, previous)
        ahead = [day for day in named if _is_ahead(day, written_on)]
        deputy = turns.deputies.search(line)
        begins = [day.until for day in named if turns.begins.search(line[: day.begin]) and isinstance(day.until, date)]
        begin = begins[0] if begins and turns.away.search(line) else written_on
        for day, following in pairwise([*ahead, None]):
            if day is None:
                continue
            end = following.begin if following else len(line)
            found = own if deputy is None or day.begin < deputy.start() else of_deputies
            _look_at(day, line, end, ahead, turns, written_on, begin, found)
    for found in (own, of_deputies):
        if found.sure is not None:
            return day_within_reason(found.sure)
        if found.best is not None:
            return day_within_reason(found.best[1])
        if found.alone is not None and turns.away.search(plain(text)):
            return day_within_reason(found.alone)
    return None


@lru_cache(maxsize=16)
def _back_alone(language: str) -> re.Pattern[str]:
    # Apart from the other turns: it is looked for in messages that are about no absence.
    return phrases.any_of(table(language).absence.get("back_alone", ()), words(language))


def says_when_back(text: str, written_on: date, language: str) -> bool:
    """Does a sentence of its own name a day ahead for being back, as where no other says that its writer is away
    ("Up a mountain with one bar of signal. Back at my desk on Thursday")?"""
    back_alone = _back_alone(language)
    lines = [line for line in map(plain, sentences(text)) if back_alone.search(line)]
    named = [day for line in lines for day in days_named(line, written_on, language)]
    return any(_is_ahead(day, written_on) and day.way not in _WHOLE for day in named)  # "back in May you wrote"


class _Found(Struct):
    """What was found so far: the day that surely is that of the return, the likeliest, and the last one with no word of
    being away or back beside it."""

    sure: date | None = None
    best: tuple[_Sure, date] | None = None
    alone: date | None = None


def _look_at(
    day: Named, line: str, end: int, ahead: list[Named], turns: _Turns, written_on: date, begin: date, found: _Found
) -> None:
    """What ``line`` up to ``end`` says of ``day``, noted in ``found``. ``ahead`` are all days of the line,
    ``begin`` is the one from which a span in it counts."""
    if day.way is Way.ON_RETURN or (day.way is Way.THAT_DAY and found.best is not None):
        return  # "back after that" says no more than what was said of the absence
    if isinstance(day.until, date) and day.way is not Way.FEAST and not turns.away.search(line):
        found.alone = day.until
    # Of a feast the word before it is part of its name: "until Easter Monday".
    before = line[max(0, day.begin - _NEAR) : day.end if day.way is Way.ON_FEAST else day.begin]
    after = line[day.end : end][:_NEAR]
    # What is said of the day before this one is not said of this one.
    near = before.rpartition(";")[2]
    begins = turns.begins.search(near)
    if (
        begins
        and day.way is not Way.DAY_RANGE
        and turns.away.search(near)
        and not turns.back.search(near[: begins.start()] + after)
    ):
        return  # "two weeks off from the 14th"
    following = next((other for other in ahead if other.begin >= day.end), None)
    if day.way is Way.AFTER_CHRISTMAS and following is not None and _JOINED.fullmatch(line[day.end : following.begin]):
        return  # "our first day in the new year is 4 January"
    leaves = day.way is Way.TODAY and turns.away.search(line)  # "closed as of today"
    if found.sure is None and isinstance(day.until, date) and turns.last_off.search(near):
        # "My last day off is Friday 15 May, on Monday 18 May I'm back" names no other last day.
        last = (more_exactly(line, day, ahead, turns.links) if day.way in _WEEKS else day).until
        found.sure = working_day_after(last) if isinstance(last, date) else None
    elif (
        found.sure is None
        and not leaves
        and day.way is not Way.FEAST
        and (turns.back.search(near) or (day.way in _COUNTED_ON and turns.back.search(after)))
    ):
        back = more_exactly(line, day, ahead, turns.links)
        found.sure = _first_day(back, written_on)
    since = max((other.end for other in ahead if other.end <= day.begin), default=0)
    sign = _last_away(day, before, line[since : day.begin][-_NEAR:], after, line, turns, begin)
    if sign is not None and (found.best is None or sign[0] >= found.best[0]):
        found.best = sign


def _is_ahead(day: Named, written_on: date) -> bool:
    return isinstance(day.until, Span) or written_on <= day.until < written_on + _LONGEST_ABSENCE


def _first_day(day: Named, written_on: date) -> date:
    """The day on which who is back then begins: of a week its Monday."""
    if isinstance(day.until, Span):
        return later(written_on, day.until)
    return day.until - timedelta(days=4) if day.way in _WEEKS and day.until.isoweekday() == FRIDAY else day.until


def _last_away(
    day: Named, before: str, own: str, after: str, line: str, turns: _Turns, begin: date
) -> tuple[_Sure, date] | None:
    """How surely, and on which day somebody is back of whom the words around ``day`` say something else than "back".

    ``own`` is what stands ``before`` it without what is said of the day before.
    """
    until = day.until
    if isinstance(until, Span):
        return (_Sure.FOR_SO_LONG, later(begin, until)) if turns.away.search(line) else None
    through = _ends_with(turns.through, before)
    inclusive = turns.inclusive.match(after.lstrip(" ,(")) or turns.inclusive.search(own)
    away = turns.away.search(line)
    is_until = turns.until.search(before)
    if day.way is Way.DAY_RANGE or inclusive or (through and away) or (day.way in _WHOLE and away):
        return _Sure.THROUGH, working_day_after(until)
    if is_until:
        return _Sure.UNTIL, until if until.isoweekday() <= FRIDAY else working_day_after(until)
    if day.way is Way.FEAST:
        return None
    if day.way is Way.TODAY and away:
        return _Sure.AWAY_TODAY, working_day_after(until)
    if turns.reads.search(before) or (turns.reads.search(after) and not away):
        return _Sure.READS, _first_day(day, begin)
    if turns.back.search(after):
        return _Sure.BACK_BEHIND, _first_day(day, begin)
    return (_Sure.AWAY_TODAY, working_day_after(until)) if day.way in _TODAY and away else None


def _ends_with(pattern: re.Pattern[str], text: str) -> bool:
    """Does ``text`` end with a match of ``pattern``, or with one and a word more ("including the")?"""
    return any(len(text[match.end() :].split()) <= 1 for match in pattern.finditer(text))
