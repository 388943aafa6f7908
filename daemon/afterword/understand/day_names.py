"""Days as people name them ("Friday week", "mid-December", "within 5 working days"): found in a sentence.

How a language names them is data (vocabulary/dates, day_ways.py); what each way means is in day_meanings.py.
"""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct

from afterword.model import Span
from afterword.understand.day_meanings import AFTER, WEEKS, meaning, weekday_by, with_half, working_day_after
from afterword.understand.day_ways import Way, table, words
from afterword.understand.vocabulary import phrases
from afterword.understand.years import is_within_reason

_COUNTED = frozenset({Way.DAY_AFTER, Way.WEEKDAY_AFTER, Way.SPAN_AFTER_THAT, Way.WEEK_AFTER_THAT})
"""They may count from a day named right behind: "the day after the meeting of 4 June"."""
_FROM_A_FEAST = frozenset({Way.DAY_BEFORE, Way.WEEKDAY_AFTER})
"""They count from a feast itself ("Monday is a holiday, so on the Tuesday"), not from the working day after it."""
_DATES = frozenset({Way.ISO, Way.NUMERIC, Way.DAY_MONTH, Way.DAY_OF_MONTH})
_BY_THE_WAY = frozenset({Way.DAY_BEFORE, Way.END_OF_DAY})
"""What comes after them counts from the day before them."""
_BY_THE_WEEK = frozenset({Way.THAT_WEEK, Way.WEEK_AFTER_THAT})
_WEEKDAYS = frozenset({Way.WEEKDAY, Way.THAT_WEEKDAY, Way.WEEKDAY_AFTER})
_IN_PARTS = frozenset(
    {Way.THIS_WEEK, Way.NEXT_WEEK, Way.WEEK_AFTER_NEXT, Way.THAT_WEEK, Way.WEEK_AFTER_THAT, Way.WEEK_OF,
     Way.CALENDAR_WEEK}
)  # fmt: skip
"""Weeks whose beginning or middle may be told: "early in the week after next"."""
_BEHIND = 45
"""Characters to that day at most, and no punctuation."""

_IS = re.compile(r"\b(?:is|was|ist|war|est|es|será|é|è|sarà|jest|będzie)\b")
"""What says something else of the day behind than that one counts from it: "the Monday after is a holiday"."""

_EITHER = re.compile(
    r"\b(?:or|and|to|through|until|oder|und|bis|ou|et|o|u|y|e|ed|a|até|hasta|of|en|tot|lub|albo|i|do)\b|または|か|と"
)
"""What tells of another day than the one before, not of which day in that week."""

_UNTIL = "-|to|till|bis|au|al|ao|a|t/m|tot|do|até"
_SECOND_DATE = r"(?P<first>\d{1,2})(?P=sep)(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})\b"
_EVERYWHERE = {
    Way.DAY_RANGE: [rf"(?<![\d/.])\d{{1,2}}(?P<sep>[./-])\d{{1,2}}(?P=sep)\d{{2,4}} ?(?:{_UNTIL}) ?{_SECOND_DATE}"],
    Way.ISO: [r"\b(?P<year>\d{4})-(?P<monthnumber>\d{2})-(?P<day>\d{2})\b"],
    Way.NUMERIC: [
        r"(?<![\d/.])(?P<first>\d{1,2})(?P<sep>[./-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})\b(?![/.]?\d)",
        r"(?<![\d/.:-])(?P<first>\d{1,2})/(?P<second>\d{1,2})\b(?!/|\d)",
    ],
}
_GROUP = re.compile(r"\((?:[^()\\]|\\.)*\)[?*+]?")
_SLOT = re.compile(r"(?<!P)<(\w+)>(?![?*{])")


class Named(Struct, frozen=True):
    """A day that a sentence names: where, and which."""

    begin: int
    end: int
    until: date | Span
    way: Way


def last_day(named: list[Named], before: date | None) -> date | None:
    """The day that what follows ``named`` counts from; ``before`` where they hold none.

    Over a feast nothing happens: what comes "then" comes on the working day after it. "Nothing before that" and "by
    close of play" leave it as it was.
    """
    days = [(day.until, day.way) for day in named if isinstance(day.until, date) and day.way not in _BY_THE_WAY]
    if not days:
        return before
    until, way = days[-1]
    return working_day_after(until) if way is Way.FEAST else until


class _Form(Struct, frozen=True):
    """A form compiled; ``needs`` are the words without which it matches nothing, such as the name of a month.

    A group ``at`` in it is the day itself, where what stands before only tells which ("not this week but >next<").
    """

    way: Way
    pattern: re.Pattern[str]
    needs: tuple[str, ...]


@lru_cache(maxsize=16)
def _forms(language: str) -> tuple[_Form, ...]:
    known = words(language)
    given = [*_EVERYWHERE.items(), *table(language).forms.items()]
    return tuple(
        _Form(way, re.compile(phrases.expand(phrase, known)), _needs(phrase))
        for way, forms in given
        for phrase in forms
    )


def _needs(phrase: str) -> tuple[str, ...]:
    """The <names> that stand in no group of ``phrase`` and are not optional; none where it has alternatives."""
    flat, before = phrase, ""
    while flat != before:
        before, flat = flat, _GROUP.sub("", flat)
    return () if "|" in flat else tuple(_SLOT.findall(flat))


@lru_cache(maxsize=16)
def _slots(language: str) -> dict[str, re.Pattern[str]]:
    known = words(language)
    return {name: re.compile(phrases.expand(f"<{name}>", known)) for form in _forms(language) for name in form.needs}


def days_named(
    sentence: str, written_on: date, language: str, previous: date | None = None, dated: date | None = None
) -> list[Named]:
    """The days that a plain sentence names, in order; where readings overlap the longest counts.

    ``previous`` is the day last named before this sentence: "the Friday after" counts from it. ``dated`` is the one
    that the sentence before told by its date (``date_told``): a Friday soon after it is that one, not one before it.
    None outside the years within reason is named, nor any where ``written_on`` is outside them.
    """
    if not is_within_reason(written_on) or (previous is not None and not is_within_reason(previous)):
        return []
    present = {name for name, slot in _slots(language).items() if slot.search(sentence)}
    found = [
        (match.start("at") if "at" in form.pattern.groupindex else match.start(), match.end(), form.way, match)
        for form in _forms(language)
        if present.issuperset(form.needs)
        for match in form.pattern.finditer(sentence)
        if match.end() > match.start()
    ]
    found.sort(key=lambda entry: (entry[0] - entry[1], entry[0]))
    kept: list[tuple[int, int, Way, re.Match[str]]] = []
    for entry in found:
        if all(entry[1] <= other[0] or entry[0] >= other[1] for other in kept):
            kept.append(entry)
    return _resolved(sorted(kept, key=lambda entry: entry[0]), sentence, written_on, language, previous, dated)


def _resolved(
    found: list[tuple[int, int, Way, re.Match[str]]],
    sentence: str,
    written_on: date,
    language: str,
    previous: date | None,
    dated: date | None,
) -> list[Named]:
    known, counts_from, within = table(language), _counts_from(language), _within(language)
    half = _half(language)
    named: list[Named] = []
    waiting: tuple[int, Way, re.Match[str]] | None = None  # one that counts from the day to come
    earlier = previous  # the day named before the last one
    for number, (begin, end, way, match) in enumerate(found):
        behind = sentence[end : found[number + 1][0]] if number + 1 < len(found) else None
        if way in _COUNTED and behind is not None and _leads_to_a_day(match[0], behind, counts_from):
            waiting = (begin, way, match)
            continue
        if way is Way.THAT_DAY and named and isinstance(named[-1].until, Span):
            continue  # "in ten days, and then": the span itself is named already
        beside = bool(named) and within.fullmatch(sentence[named[-1].end : begin]) is not None
        # The week of "Friday of that week" is not that of this Friday.
        counts = earlier if beside and named[-1].way in _WEEKDAYS and way in _BY_THE_WEEK else previous
        if way is Way.SPAN_INTERVIEW and match.groupdict().get("that") and previous and previous > written_on:
            way = Way.SPAN_AFTER_THAT  # "two days after that meeting", of which the date was told
        if way in _FROM_A_FEAST and named and named[-1].way is Way.FEAST and isinstance(named[-1].until, date):
            counts = named[-1].until
        until = meaning(way, match, written_on, known, counts, _told(named) or (dated if way is Way.WEEKDAY else None))
        if isinstance(until, Span) and half.match(sentence[end:].lstrip()):
            until = with_half(until)
        if waiting is not None and isinstance(until, date):
            begin, way, match = waiting
            until = meaning(way, match, written_on, known, until)
        waiting = None
        if until is None or (isinstance(until, date) and not is_within_reason(until)):
            continue
        one = _in_part(Named(begin, end, until, way), sentence, language, written_on)
        narrows = bool(named) and way is Way.WEEKDAY and named[-1].way in WEEKS
        if narrows and not beside:  # "the week after next, probably Tuesday"
            between = sentence[named[-1].end : begin]
            narrows = links(language).fullmatch(between) is not None and not _EITHER.search(between)
        joined = _joined(named[-1], one, written_on) if beside or narrows else None
        if joined is not None:
            named.pop()
        named.append(joined or one)
        earlier, previous = previous, last_day(named[-1:], previous)
    return named


def date_told(named: list[Named], written_on: date) -> date | None:
    """The day ahead that ``named`` end with, where it was told by its date."""
    until = named[-1].until if named and named[-1].way in _DATES else None
    return until if isinstance(until, date) and until > written_on else None


def _told(named: list[Named]) -> date | None:
    """The day last named in the sentence; a feast in passing tells none."""
    return last_day([day for day in named if day.way is not Way.FEAST], None)


def _joined(first: Named, second: Named, written_on: date) -> Named | None:
    """A weekday together with what tells which one: "Friday of that week", "week 21, on Thursday"; None for others."""
    if first.way in _WEEKDAYS:
        weekday, other = first, second
    elif second.way in _WEEKDAYS and first.way in WEEKS | AFTER:
        weekday, other = second, first
    else:
        return None
    if not isinstance(other.until, date) or not isinstance(weekday.until, date):
        return None
    day = weekday_by(weekday.until.isoweekday(), other.way, other.until)
    # "Busy this week, on Monday I call": that is no Monday gone by.
    if day is None or (day < written_on and other.way is not Way.LAST_WEEK):
        return None
    return Named(first.begin, second.end, day, Way.WEEKDAY)


def _in_part(week: Named, sentence: str, language: str, written_on: date) -> Named:
    """``week`` as the beginning (its Tuesday) or the middle (its Wednesday) of it, where that is said beside it."""
    if week.way not in _IN_PARTS or not isinstance(week.until, date):
        return week
    for weekday, (before, after) in _parts_of_week(language).items():
        leading, trailing = before.search(sentence[: week.begin]), after.match(sentence, week.end)
        day = weekday_by(weekday, week.way, week.until)
        if (leading or trailing) and day is not None and day >= written_on:
            begin = leading.start() if leading else week.begin
            return Named(begin, trailing.end() if trailing else week.end, day, week.way)
    return week


@lru_cache(maxsize=16)
def _parts_of_week(language: str) -> dict[int, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By the ISO number of the weekday that is meant: what says so before the week, and behind it."""
    known = words(language)

    def said(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
        before, after = (known.get(f"{name}_{side}", "(?!)") for side in ("of", "behind"))
        return re.compile(rf"\b(?:{before}) ?$"), re.compile(after)

    return {2: said("early"), 3: said("middle")}


@lru_cache(maxsize=16)
def _half(language: str) -> re.Pattern[str]:
    return re.compile(words(language).get("half", "(?!)"))


@lru_cache(maxsize=16)
def links(language: str) -> re.Pattern[str]:
    """What may stand between a day and one that narrows it or draws it out: "or", "at the latest on the"."""
    return re.compile(rf"(?:[ ,(/-]|\b(?:{words(language).get('links', '(?!)')})\b\.?)*")


@lru_cache(maxsize=16)
def _within(language: str) -> re.Pattern[str]:
    """What may stand between a weekday and its week: "of", "in", "on the"."""
    return re.compile(rf"(?:[ ,(]|\b(?:{words(language).get('within', '(?!)')})\b|\b(?:d'|l'|dell'|nell'))*")


@lru_cache(maxsize=16)
def _counts_from(language: str) -> re.Pattern[str]:
    return re.compile(words(language).get("counts_from", "(?!)"))


def _leads_to_a_day(counted: str, behind: str, counts_from: re.Pattern[str]) -> bool:
    if len(behind) > _BEHIND or re.search(r"[,;:.!?()]", behind) or _IS.search(behind):
        return False
    last = counted.split()[-1]
    return bool(counts_from.fullmatch(last) or counts_from.match(behind.lstrip()))
