"""By when an answer is promised (C2).

A day counts as promised where a verb of promising stands beside it ("hear", "let you know", "get back"): a mail names
many days, and most are of something else. Where no such verb is found in all of it, a day counts that stands in a
sentence about deciding ("the board meets on", "my answer will be a matter of") and about nothing that is asked of the
candidate.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from afterword.model import Anchor, Promise, Span
from afterword.understand.day_anchors import Anchors
from afterword.understand.day_anchors import anchors as anchors_of
from afterword.understand.day_meanings import BEFORE, later, working_day_after
from afterword.understand.day_names import Named, date_told, days_named, last_day
from afterword.understand.day_ways import Way, table
from afterword.understand.sentences import plain, sentences
from afterword.understand.vocabulary import phrases
from afterword.understand.years import day_within_reason

_VAGUE = frozenset({Way.TODAY, Way.END_OF_DAY, Way.THAT_DAY, Way.ON_RETURN, Way.BARE_SPAN})
"""Ways that a day is named by the way ("today we...", "then"): any other goes before."""
_COUNTED = frozenset({Way.DAY_AFTER, Way.WEEKDAY_AFTER, Way.SPAN_AFTER_THAT, Way.WEEK_AFTER_THAT})
"""Ways to name a day that count from the one before."""
_BY_CONTEXT = -1
"""The strength of a promise without a verb of promising: any other goes before."""
_CLOCK = re.compile(r"\b\d{1,2}(?::\d{2}| ?(?:h(?:\d\d)?|uhr|[ap]\.?m\.?)\b)", re.IGNORECASE)
"""A time of day: whose message names one speaks of a meeting, and its days are no promise without a verb of it."""
_STOP = re.compile(r"[,;.:!?()]")
_HOLIDAY = re.compile(r" \(?(?:[^\W\d]{1,4} ){0,2}")
"""What stands between a holiday and its date: "on", "am", "del"."""
_SHORT = 12
"""Characters in which "before the" stands."""
_CLOSE = 24
"""Characters between a negation and the verb of promising that it denies."""
_ELLIPTIC, _ELLIPTIC_UNSPACED = 30, 12
"""Characters of a sentence that is hardly more than its day ("Wednesday, maybe?"); the fewer without spaces."""
_VERDICT = re.compile(
    r"\b(?:yes|ja|oui|sí|sim|sì|si|tak)(?: (?:or|oder|of|ou|o|lub|albo|czy)){1,2} "
    r"(?:an? |eine? |een |une? |um |uno? )?\w+|"
    r"\b(?:or|oder|of|ou|o|czy|lub) (?:not|nicht|niet|non|pas|não|no|nie)\b"
)
"""Both answers there can be, whose "no" denies nothing."""


def promise(text: str, written_on: date, language: str, *, by_context: bool = True) -> Promise | None:
    """The day, or the span, within which ``text`` promises an answer, with the sentence that does; None without one.

    ``written_on`` is the sender's own day. Of several promises the last counts, but one under a condition ("if you
    have not heard by") only where there is no other, and one without a verb of promising last of all; not at all
    where the text says that it names no date, nor without ``by_context``, for a text whose days are those of an
    interview.
    """
    anchors = anchors_of(language)
    by_context = by_context and not _CLOCK.search(text)
    best: tuple[int, Promise] | None = None
    previous: date | None = None
    dated: date | None = None
    visit = False
    for sentence in sentences(text):
        line = plain(sentence)
        if previous is None and not names_a_day(line, language):
            continue
        named = days_named(line, written_on, language, previous, dated)
        previous, dated = last_day(named, previous), date_told(named, written_on)
        # What comes after an interview does not come on its day.
        eligible = [day for day in named if not (visit and day.way is Way.THAT_DAY)]
        visit = bool(anchors.visits.search(line))
        strength, until = _promised(line, eligible, anchors, written_on) if eligible else (0, None)
        if strength == _BY_CONTEXT and not by_context:
            continue
        if isinstance(until, Span) and until.anchor is Anchor.MESSAGE and strength > 0:
            previous = later(written_on, until)  # "give us ten days. Then"
        if until is not None and (best is None or strength >= best[0]):
            best = (strength, Promise(until, sentence))
    if best is None or (best[0] == _BY_CONTEXT and _names_no_date(map(plain, sentences(text)), anchors)):
        return None
    return best[1]


def loose_promise(text: str, written_on: date, language: str) -> Promise | None:
    """The last day ahead that ``text`` names as if for the answer, for a message known to be about when that comes.

    Such a day stands in a sentence that is hardly more than the day ("Wednesday?").
    """
    anchors = anchors_of(language)
    said = sentences(text)
    lines = [plain(sentence) for sentence in said]
    if _names_no_date(lines, anchors):
        return None
    for sentence, line in zip(reversed(said), reversed(lines), strict=True):
        if not _is_elliptic(line) or anchors.past.search(line) or _is_a_name(sentence):
            continue
        line = anchors.requests.sub("", line).strip("?¿ ")
        if len(said) > 1 and (line.endswith("!") or anchors.duties.search(line) or anchors.away.search(line)):
            continue
        for day in reversed(days_named(line, written_on, language)):
            ahead = isinstance(day.until, Span) or day.until >= written_on
            idle = _denied(line, day, anchors) or _of_an_absence(line, day, anchors)
            if ahead and day.way not in {Way.THAT_DAY, Way.ON_RETURN} and not idle:
                return Promise(day.until, sentence)
    return None


def _names_no_date(lines: Iterable[str], anchors: Anchors) -> bool:
    """Does one of the plain sentences say that no date can be named?"""
    return any(anchors.disclaims.search(line) for line in lines)


def _is_elliptic(line: str) -> bool:
    return len(line) <= (_ELLIPTIC if " " in line else _ELLIPTIC_UNSPACED)


def _is_a_name(sentence: str) -> bool:
    """Does it stand alone, all its words in capitals ("Quinta do Ameal"), as in a signature?"""
    if sentence.endswith((".", "!", "?", "…")):
        return False
    telling = [word for word in sentence.split() if len(word) > 3]
    return len(telling) > 1 and all(word[:1].isupper() for word in telling)


@lru_cache(maxsize=16)
def _hint(language: str) -> re.Pattern[str]:
    known = table(language)
    names = {**known.months, **known.weekdays, **dict.fromkeys(known.feasts, 0)}
    units = "|".join(known.units.values())
    return re.compile(rf"\d|\b(?:{phrases.names_of(names)}|{units})|{'|'.join(known.words['hint'].split())}")


def names_a_day(line: str, language: str) -> bool:
    """May a plain sentence name a day at all? A quick look."""
    return bool(_hint(language).search(line))


def _denied(line: str, day: Named, anchors: Anchors) -> bool:
    """Is it the day that it is not ("not on Friday but on Monday", "nothing before the 12th", "before May nothing")?"""
    denied = anchors.denied.search(line[: day.begin])
    if denied and not anchors.meets_after.search(line[: denied.start()]):  # "after the meeting on Thursday"
        return True
    cuts = _parts(line, anchors)
    part = bisect(cuts, day.begin)
    rest = _VERDICT.sub("", line[day.end : [*cuts, len(line)][bisect(cuts, day.end)]])
    said = _VERDICT.sub("", line[[0, *cuts][part] : day.begin])
    if anchors.before.search(line[day.begin : day.end]) and anchors.negations.search(said):
        return True
    return bool(anchors.before.search(line[max(0, day.begin - _SHORT) : day.end]) and anchors.negations.search(rest))


def _of_an_absence(line: str, day: Named, anchors: Anchors) -> bool:
    """Is it the day until which somebody is away ("off until Friday")? What comes "then" may be the answer."""
    # Some ways to name a day begin with the "until", or with the end of it.
    until = [
        one for one in anchors.until.finditer(line, 0, day.end) if one.start() <= day.begin and one.end() < day.end
    ]
    begin = max(day.begin, until[-1].end() + 1) if until else day.begin
    absent = anchors.absent.search(line[:begin])
    if absent and not _goes_on_to_promise(absent[0], anchors):
        return True
    away = anchors.away.search(line[day.end : day.end + _CLOSE])
    if not away or not until or anchors.patience.search(line[: until[-1].end()]):
        return False
    between, behind = line[until[-1].end() : day.begin], line[day.end : day.end + away.start()]
    parted = _STOP.search(between + behind) or anchors.conjunctions.search(behind)
    return len(between.split()) <= 1 and not parted


def _goes_on_to_promise(absent: str, anchors: Anchors) -> bool:
    """Does what began with an absence go on with a promise ("im Urlaub und melde mich bis")?"""
    joint = anchors.conjunctions.search(absent)
    return joint is not None and anchors.strong.search(absent, joint.end()) is not None


def _of_a_holiday(line: str, day: Named, named: list[Named]) -> bool:
    """Is it the day of a holiday just mentioned ("the bank holiday on 25 May")?"""
    return any(
        other.way is Way.FEAST and other.end <= day.begin and _HOLIDAY.fullmatch(line[other.end : day.begin])
        for other in named
    )


def _recurs(line: str, day: Named, anchors: Anchors) -> bool:
    """Is it a day of each week or month ("every Friday", "the 20th of each month")?"""
    before = [*anchors.recurring.finditer(line, 0, day.begin)]
    behind = anchors.of_each.match(line, day.end + (line[day.end : day.end + 1] == " "))
    return behind is not None or bool(before and before[-1].end() >= day.begin - 1)


def _negated(line: str, verb: re.Match[str], cuts: list[int], anchors: Anchors) -> bool:
    """Is it said not to happen ("we can't tell you this week"), and not just not until then or no later?"""
    part = bisect(cuts, verb.start())
    begin, end = [0, *cuts][part], [*cuts, len(line)][part]
    if anchors.despite.search(line[begin:]):
        return False
    before = line[max(begin, verb.start() - _CLOSE) : verb.start()]
    denials = [*anchors.negations.finditer(before)]
    if denials and not anchors.conjunctions.search(before[denials[-1].end() :]):
        return True
    return bool(anchors.negated_late.search(line[verb.start() : end]))


def _happened(line: str, named: list[Named], cuts: list[int], anchors: Anchors) -> Iterator[tuple[int, int]]:
    """Where it is told what has been ("the panel met on Monday"): not behind the "and" that goes on from there."""
    for verb in anchors.happened.finditer(line):
        part = bisect(cuts, verb.end() - 1)
        end = [*cuts, len(line)][part]
        for joint in anchors.conjunctions.finditer(line, verb.end(), end):
            # "on Monday and Tuesday" goes on with a day.
            behind = (line[joint.end() : day.begin] for day in named if day.begin > joint.end())
            if not any(map(anchors.links.fullmatch, behind)):
                end = joint.start()
                break
        yield [0, *cuts][part], end


def _asked_for(line: str, named: list[Named], anchors: Anchors) -> list[re.Match[str]]:
    """Where time is asked for until one of the days ``named``, or for as long as one of them."""
    return [
        asked
        for asked in anchors.asks_time.finditer(line)
        if any(asked.start() - _SHORT < day.end and day.begin <= asked.end() + _SHORT for day in named)
    ]


def _parts(line: str, anchors: Anchors) -> list[int]:
    """Where the parts of a sentence begin: behind its commas, and at words such as "but"."""
    return [joint.start() for joint in anchors.joints.finditer(line)]


def _beside(line: str, found: list[re.Match[str]], named: list[Named], anchors: Anchors) -> Named:
    """The day that belongs to the last verb of promising that has one.

    It stands in the same part of the sentence, rather behind the verb than before it; else somewhere behind; else
    before.
    """
    cuts = _parts(line, anchors)
    for anchor in reversed(found):
        part = bisect(cuts, anchor.start())
        here = [day for day in named if bisect(cuts, day.begin) == part]
        behind = [day for day in here if day.end > anchor.start()]
        if here and not behind and anchors.conjunctions.search(line, here[-1].end, anchor.start()):
            # "The interviews end on Monday and all will hear, one way or the other, before the month is out."
            behind = [day for day in named if day.begin >= anchor.end()]
        if here:
            near = behind or here[::-1]
            return next((day for day in near if day.way not in _VAGUE), near[0])
    for anchor in reversed(found):
        behind = [day for day in named if day.end > anchor.start()]
        if behind:
            return next((day for day in behind if day.way not in _VAGUE), behind[0])
    return named[-1]


def _at_the_latest(line: str, chosen: Named, named: list[Named], anchors: Anchors) -> Named:
    """The day that is told as the last one where ``chosen`` is not: a later one behind it ("once I know, by Friday at
    the latest"), or one before it that it only repeats ("by Wednesday at the latest, surely before the holidays")."""
    for day in named:
        if not isinstance(day.until, date) or not isinstance(chosen.until, date):
            continue
        goes_on = day.begin >= chosen.end and day.until > chosen.until
        repeated = day.end <= chosen.begin and day.until <= chosen.until and chosen.way in BEFORE
        if (goes_on or repeated) and _is_the_latest(line, day, anchors):
            return day
    return chosen


def _is_the_latest(line: str, day: Named, anchors: Anchors) -> bool:
    if anchors.latest.match(line, day.end + (line[day.end : day.end + 1] == " ")):
        return True
    told = [*anchors.latest.finditer(line, max(0, day.begin - _CLOSE), day.begin + 1)]
    between = line[told[-1].end() : day.begin] if told else "."
    return not _STOP.search(between) and anchors.links.fullmatch(between) is not None


def more_exactly(line: str, chosen: Named, named: list[Named], links: re.Pattern[str]) -> Named:
    """The day that ``chosen`` is narrowed or drawn out to: "next week, on Thursday", "Monday or Tuesday"."""
    for day in named:
        if day.begin < chosen.end or not isinstance(day.until, date):
            continue
        if day.way is Way.TODAY or not links.fullmatch(line[chosen.end : day.begin]):
            break
        chosen = day
    return chosen


def _promised(line: str, named: list[Named], anchors: Anchors, written_on: date) -> tuple[int, date | Span | None]:
    """How strongly the sentence promises (``_BY_CONTEXT`` to 2), and what; (0, None) where it does not."""
    cuts = _parts(line, anchors)
    void = [
        (request.start(), request.end())
        for request in anchors.requests.finditer(line)
        if not anchors.patience.search(request[0])
        and not anchors.asks_time.search(line[[0, *cuts][bisect(cuts, request.start())] : request.end()])
    ]
    for past in (*anchors.past.finditer(line), *anchors.disclaims.finditer(line)):
        part = bisect(cuts, past.start())
        void.append(([0, *cuts][part], [*cuts, len(line)][max(part, bisect(cuts, past.end() - 1))]))
    void += _happened(line, named, cuts, anchors)

    if line.endswith("?") and not anchors.patience.search(line):
        # "By Friday, okay?" asks only whether that is okay.
        void.append((max([cut for cut in cuts if cut < len(line) - 1], default=0), len(line)))

    def is_void(at: int) -> bool:
        return any(begin <= at < end for begin, end in void)

    def is_promised(verb: re.Match[str]) -> bool:
        return not is_void(verb.start()) and not _negated(line, verb, cuts, anchors)

    denied = {day.until for day in named if _denied(line, day, anchors)}
    eligible = [
        day
        for day in named
        if not is_void(day.begin)
        and day.way is not Way.FEAST
        and (isinstance(day.until, Span) or day.until >= written_on)
        and not _denied(line, day, anchors)
        and not _of_an_absence(line, day, anchors)
        and not _of_a_holiday(line, day, named)
        and not _recurs(line, day, anchors)
        and not (day.way is Way.THAT_DAY and day.until in denied)
    ]
    if not eligible:
        return 0, None
    found, strength = [*anchors.strong.finditer(line)] or _asked_for(line, eligible, anchors), 2
    if line.endswith("?"):
        found = found or list(anchors.patience.finditer(line))  # "Can you wait two more weeks?"
    if not found and anchors.hopes.search(line):
        found, strength = list(anchors.weak.finditer(line)), 1
    found = [anchor for anchor in found if is_promised(anchor)]
    if not found and not anchors.duties.search(line):
        found, strength = [at for at in anchors.context.finditer(line) if is_promised(at)], _BY_CONTEXT
    if not found:
        return 0, None
    chosen = more_exactly(line, _beside(line, found, eligible, anchors), eligible, anchors.links)
    if strength > 0:
        chosen = _at_the_latest(line, chosen, eligible, anchors)
    # "Don't worry if you hear nothing in August; we write by the 18th" promises without a condition.
    if strength > 0 and anchors.conditional.search(line[line.rfind(";", 0, chosen.begin) + 1 :]):
        strength = 0
    if strength == _BY_CONTEXT and eligible[-1].way in _COUNTED:
        chosen = eligible[-1]  # "the board meets on the 11th, letters leave the day after"
    until = chosen.until
    if isinstance(until, date) and anchors.not_before.search(line[: chosen.begin]):
        return strength, day_within_reason(working_day_after(until))
    return strength, until
