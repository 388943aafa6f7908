"""What a sentence means, told by the small meanings that its words carry and by how these stand together.

A language's words are sorted into classes (vocabulary/meanings: "chosen" and "opted for" are ``choose``, "somebody
else" is ``other``), and rules that all languages share say what classes mean together (vocabulary/rules.toml: who has
chosen another has rejected). Fixed phrases know one wording; classes know every wording that is made of them.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

import msgspec
from msgspec import Struct

from afterword.understand import vocabulary
from afterword.understand.vocabulary import phrases

WINDOW = 14
"""Words between the first and the last of what stands together."""
_BEFORE = 4
"""A negation reaches so many words forward."""
_GAP = 3
_HINTS = 2
DENIAL, MOVING, GENERAL = "denial", "moving", "general"
MEETING = "meeting"
NO_VERDICT = (DENIAL, MOVING, GENERAL)
"""What a clause denies ("this is no rejection"), says of a date ("Thursday is off") or of anybody ("unsuccessful
candidates may ask for feedback") is no verdict on the owner."""
_SENTENCES_AT_HAND = 256
_VERDICTS = frozenset({"rejection", "offer"})
_TOKEN = re.compile(r"[^\W_]+|[;()?£]|:(?!\w)| - ")
_PAY = re.compile(
    r"[£$€] ?\d[\d.,]*(?: ?k\b)?|\b\d[\d.,]* ?(?:[£$€]|k\b|(?:pounds?|dollars?|euros?|gbp|usd|eur|chf|pln|zł|"
    r"reais|francs?|franken|an hour|per hour)\b)"
)
_NOT = re.compile(r"\bcannot\b|(?<=n)n't\b|n't\b")
_BREAKS = frozenset({";", ":", "(", ")", " - "})


@dataclass(frozen=True, slots=True)
class Span:
    """A class found at words ``begin`` to ``end`` (exclusive) of a clause; ``gap``: other words stand between them."""

    begin: int
    end: int
    gap: bool = field(default=False, compare=False)

    def apart_from(self, other: "Span") -> bool:
        """What stands in the gap of another ("bieten ... die Stelle ... an") is apart from it."""
        if self.end <= other.begin or self.begin >= other.end:
            return True
        return (self.gap and self.begin < other.begin and other.end < self.end) or (
            other.gap and other.begin < self.begin and self.end < other.end
        )


class Rule(Struct, frozen=True):
    """Classes that stand together in a clause, and what must not stand with them. ``ordered``: in this order."""

    needs: tuple[str, ...]
    unless: tuple[str, ...]
    ordered: bool


class _Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sure: dict[str, list[str]]
    likely: dict[str, list[str]]
    hints: dict[str, str]


class Lexicon:
    """The classes of one language, ready to be found in its sentences.

    An entry is a word, the beginning of one ("decid*"), the end of one ("*stelle"), or several words joined by "_";
    ".." among these stands for up to three words, "£" for any sum of money. A word may be one of several
    ("chose|picked_another"), and with an empty one among them it may be missing ("found_a|_nurse"). What an ``idiom``
    takes up means nothing else ("not only").
    """

    def __init__(self, classes: dict[str, str]) -> None:
        self.classes = frozenset(classes)
        words: _Index = {"?": {"": ["asking:"]}}
        begins: _Index = {}
        ends: _Index = {}
        for name, entries in classes.items():
            for entry in entries.split():
                for first, rest in _beginnings(entry.split("_")):
                    if first.endswith("*"):
                        _put(begins, first[:-1], "", name, rest)
                    elif first.startswith("*"):
                        _put(ends, first[1:], "", name, rest)
                    else:
                        for second, others in _beginnings(rest):
                            known = second != ".." and "*" not in second
                            _put(words, first, second if known else "", name, others if known else [second, *others])
        self._words, self._begins, self._ends = _written(words), _written(begins), _written(ends)
        self._shortest = min(map(len, (*self._begins, *self._ends)), default=99)

    def clauses(self, line: str) -> tuple[dict[str, list[Span]], ...]:
        """The classes of each clause of a plain sentence. "But" and its like begin a new clause, as ";" does."""
        return _clauses(line, self)

    def parted(self, line: str) -> Iterator[dict[str, list[Span]]]:
        """The work of ``clauses``."""
        words: list[str] = []
        tokens = _TOKEN.findall(_PAY.sub(" £ ", _NOT.sub(" not", line)))
        for number, token in enumerate(tokens):
            if token in _BREAKS or (words and self._breaks(tokens, number)):
                if words:
                    yield self._found(words)
                words = []
            else:
                words.append(token)
        if words:
            yield self._found(words)

    def _breaks(self, tokens: Sequence[str], number: int) -> bool:
        """Does a word of ``but`` stand there? Of several ("so we") the first breaks, the rest begins the next one."""
        starting = self._starting(tokens, number)
        return any(name == "but" and any(_ends(rest, tokens, at)) for name, rest, at in starting)

    def _found(self, words: Sequence[str]) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for begin in range(len(words)):
            for name, rest, at in self._starting(words, begin):
                for end, gap in _ends(rest, words, at):
                    found.setdefault(name, []).append(Span(begin, end, gap))
        idioms = found.pop("idiom", ())
        if not idioms:
            return found
        kept = {name: [span for span in spans if not _within(span, idioms)] for name, spans in found.items()}
        return {name: spans for name, spans in kept.items() if spans}

    def _starting(self, words: Sequence[str], at: int) -> Iterator[tuple[str, str, int]]:
        """What may begin at ``at``, as far as two words tell: the class, and what must follow from where on."""
        word = words[at]
        if lines := self._words.get(word):
            yield from _entries(lines, "", at + 1)
            if at + 1 < len(words):
                yield from _entries(lines, words[at + 1], at + 2)
        for length in range(self._shortest, len(word) + 1):
            for lines in (self._begins.get(word[:length]), self._ends.get(word[-length:])):
                if lines:
                    yield from _entries(lines, "", at + 1)

    def weight(self, text: str) -> int:
        """How many words of ``text`` are of this language, as far as classes know it."""
        words = _TOKEN.findall(text)
        return sum(any(True for _ in self._starting(words, at)) for at in range(len(words)))


_Index = dict[str, dict[str, list[str]]]
"""By the first word and the second ("": whichever it is), what they begin: a class and the words that must follow."""


def _beginnings(words: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The words that ``words`` can begin with, for each choice that they leave, and what follows then; "" and nothing
    where all of them may be missing."""
    if not words:
        yield "", ()
        return
    for choice in words[0].split("|"):
        if choice:
            yield choice, words[1:]
        else:
            yield from _beginnings(words[1:])


def _put(index: _Index, first: str, second: str, name: str, rest: Sequence[str]) -> None:
    index.setdefault(first, {}).setdefault(second, []).append(f"{name}:{'_'.join(rest)}")


def _written(index: _Index) -> dict[str, str]:
    """For each first word a line for each second one. As objects, a language would take five times the room; more than
    half of the lines are those of other words, or languages, too."""
    return {
        sys.intern(first): sys.intern(
            "".join(f"\n{second} {' '.join(entries)}" for second, entries in seconds.items()) + "\n"
        )
        for first, seconds in index.items()
    }


def _entries(lines: str, second: str, at: int) -> Iterator[tuple[str, str, int]]:
    begin = lines.find(f"\n{second} ")
    if begin >= 0:
        begin += len(second) + 2
        for entry in lines[begin : lines.index("\n", begin)].split():
            name, _, rest = entry.partition(":")
            yield name, rest, at


def _ends(rest: str, words: Sequence[str], at: int) -> Iterator[tuple[int, bool]]:
    """Where ``rest`` ends when it follows at ``at``, for each choice of it that does, and whether a gap is in it."""
    if not rest:
        yield at, False
        return
    for chosen in product(*(word.split("|") for word in rest.split("_"))):
        following = tuple(word for word in chosen if word)
        end = _follows(words, at, following)
        if end:
            yield end, ".." in following


def _within(span: Span, others: Sequence[Span]) -> bool:
    return any(other.begin <= span.begin and span.end <= other.end for other in others)


def _follows(words: Sequence[str], at: int, rest: Sequence[str]) -> int:
    """Where ``rest`` ends when it follows at ``at``; 0 where it does not."""
    if not rest:
        return at
    if rest[0] == "..":
        ends = (_follows(words, at + skipped, rest[1:]) for skipped in range(_GAP + 1))
        return next((end for end in ends if end), 0)
    if at >= len(words) or not _fits(words[at], rest[0]):
        return 0
    return _follows(words, at + 1, rest[1:])


def _fits(word: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word.endswith(pattern[1:]) if pattern.startswith("*") else word == pattern


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon:
    """The classes of ``language``, which must be among ``phrases.languages("meanings")``."""
    return Lexicon(phrases.load("meanings", language, dict[str, str]))


@cache
def _data() -> _Rules:
    return msgspec.toml.decode((files(vocabulary) / "rules.toml").read_bytes(), type=_Rules)


@cache
def rules() -> dict[str, tuple[tuple[Rule, ...], tuple[Rule, ...]]]:
    """The rules by the group that they speak for: those that decide alone, and those that only hint."""
    data = _data()
    names = {*data.sure, *data.likely}
    return {
        name: (tuple(map(_rule, data.sure.get(name, ()))), tuple(map(_rule, data.likely.get(name, ()))))
        for name in names
    }


def _rule(text: str) -> Rule:
    ordered = ">" in text
    words = text.replace(">", " ").split()
    return Rule(
        tuple(word for word in words if not word.startswith("-")),
        tuple(word[1:] for word in words if word.startswith("-")),
        ordered,
    )


def holds(rule: Rule, clause: dict[str, list[Span]]) -> bool:
    """Do the classes of ``rule`` stand together in ``clause``, with nothing that takes their meaning away?"""
    for name in rule.needs:  # hot: each rule for each clause
        if name not in clause:
            return False
    return any(not _blocked(rule, clause, spans) for spans in _placed(rule, clause, 0, ()))


def _placed(
    rule: Rule, clause: dict[str, list[Span]], number: int, taken: tuple[Span, ...]
) -> Iterator[tuple[Span, ...]]:
    """The ways in which all that ``rule`` needs stands in ``clause``, each apart from the others."""
    if number == len(rule.needs):
        yield taken
        return
    for span in clause[rule.needs[number]]:
        apart = all(span.apart_from(other) for other in taken)
        near = all(abs(span.begin - other.begin) <= WINDOW for other in taken)
        if apart and near and not (rule.ordered and taken and span.begin < taken[-1].end):
            yield from _placed(rule, clause, number + 1, (*taken, span))


def _blocked(rule: Rule, clause: dict[str, list[Span]], taken: tuple[Span, ...]) -> bool:
    begin, end = min(span.begin for span in taken), max(span.end for span in taken)
    for name in rule.unless:
        for span in clause.get(name, ()):
            if name == "not":
                blocks = begin - _BEFORE <= span.begin < end and not _within(span, taken)
            elif name in {"maybe", "before"}:
                blocks = span.begin < end and not _within(span, taken)
            elif name == "until":
                blocks = span.begin >= begin
            else:
                blocks = True
            if blocks:
                return True
    return False


@lru_cache(maxsize=_SENTENCES_AT_HAND)
def _clauses(line: str, words: Lexicon) -> tuple[dict[str, list[Span]], ...]:
    """Rules and models ask for the same sentence one after the other."""
    return tuple(words.parted(line))


@lru_cache(maxsize=_SENTENCES_AT_HAND)
def said(line: str, words: Lexicon) -> tuple[tuple[str, bool, Rule], ...]:
    """What a plain sentence means: the group, whether that decides alone, and the rule that says so."""
    return tuple(_said(line, words))


def _said(line: str, words: Lexicon) -> Iterator[tuple[str, bool, Rule]]:
    for clause in words.clauses(line):
        denied = [(name, True, rule) for name in NO_VERDICT for rule in rules()[name][0] if holds(rule, clause)]
        yield from denied
        barred = _barred(name for name, _, _ in denied)
        for group, (sure, likely) in rules().items():
            if group in barred:
                continue
            yield from ((group, True, rule) for rule in sure if holds(rule, clause))
            yield from ((group, False, rule) for rule in likely if holds(rule, clause))


def _barred(found: Iterable[str]) -> frozenset[str]:
    """The groups that a clause cannot speak for where it says ``found`` of ``NO_VERDICT``."""
    said_so = frozenset(found)
    barred = frozenset(NO_VERDICT)
    if said_so:
        barred |= _VERDICTS
    return barred | {"next_step"} if GENERAL in said_so else barred


def hint(lines: Iterable[str], words: Lexicon) -> tuple[str, int] | None:
    """The group that most classes of these plain sentences speak for, and how many; None where fewer than two do."""
    occurring = {name for line in lines for clause in words.clauses(line) for name in clause}
    counts = {group: len(occurring & set(names.split())) for group, names in _data().hints.items()}
    best = max(counts, key=lambda group: counts[group])
    return (best, counts[best]) if counts[best] >= _HINTS else None
