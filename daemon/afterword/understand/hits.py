"""What the sentences of a text match of a language's vocabulary of answers (vocabulary/replies)."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

import msgspec
from msgspec import Struct, field

from afterword.understand import meanings
from afterword.understand.sentences import plain
from afterword.understand.vocabulary import phrases


class Group(StrEnum):
    """The groups of a file; most are a signal's."""

    REJECTION = "rejection"
    OFFER = "offer"
    NEXT_STEP = "next_step"
    HOLDING = "holding"
    DO_NOT_CONTACT = "do_not_contact"
    RECEIPT = "receipt"
    ACKNOWLEDGEMENT = "acknowledgement"
    ABSENCE = "absence"
    UNRELATED = "unrelated"


_VERDICTS = frozenset({Group.REJECTION, Group.OFFER})


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``sure`` decides alone; ``likely`` with another; a sentence that matches ``unless`` does not count."""

    sure: list[str] = []
    likely: list[str] = []
    unless: list[str] = []


class Context(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``application``: about a job; ``about_answer``: about whether one gets it; ``asks``: it asks for something.

    ``role``: what stands before the name of the role that a message is about, written with a capital; ``role_of``: what
    nothing but a role follows, so that it may be written small; ``role_named``: a phrase with
    the role in it, for a script without capitals; ``beside``: a sentence with it names a role by the way ("if you also
    applied for", "or try the one in York instead").
    """

    application: list[str] = []
    about_answer: list[str] = []
    asks: list[str] = []
    role: list[str] = []
    role_of: list[str] = []
    role_named: str | None = None
    beside: list[str] = []


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: dict[str, str] = {}
    rejection: Phrases = Phrases()
    offer: Phrases = Phrases()
    next_step: Phrases = Phrases()
    holding: Phrases = Phrases()
    do_not_contact: Phrases = Phrases()
    receipt: Phrases = Phrases()
    acknowledgement: Phrases = Phrases()
    absence: Phrases = Phrases()
    unrelated: Phrases = Phrases()
    context: Context = Context()


_WITHIN_A_ROLE = frozenset("of and for de des du di da do e et und für y en voor la le der & - /".split())
_AFTER_A_ROLE = frozenset(
    "at with role position post vacancy job opening here in has is was on via by from bei chez presso bij en na no "
    "dans stelle position interview process team".split()
)


class Patterns(Struct, frozen=True):
    """The compiled phrases of one group. ``likely`` stay apart: how many different ones match counts."""

    sure: re.Pattern[str]
    likely: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]


class Vocabulary(Struct, frozen=True):
    """All that one language knows of answers."""

    lexicon: meanings.Lexicon
    groups: dict[Group, Patterns]
    application: re.Pattern[str]
    about_answer: re.Pattern[str]
    asks: re.Pattern[str]
    role: re.Pattern[str]
    role_of: re.Pattern[str]
    beside: re.Pattern[str]


class Hit(Struct):
    """Where one group was found: sentences by their number, in order, and which of the likely phrases.

    ``ruled``: a rule of meanings says so, and no phrase alone.
    """

    sure: list[int] = field(default_factory=list)
    likely: list[int] = field(default_factory=list)
    kinds: set[int | meanings.Rule] = field(default_factory=set)
    ruled: bool = False

    @property
    def first(self) -> int | None:
        """The sentence that decided."""
        return next(iter(self.sure), next(iter(self.likely), None))


@lru_cache(maxsize=16)
def known_languages() -> tuple[str, ...]:
    """The languages that answers are understood in."""
    return phrases.languages("replies")


@lru_cache(maxsize=16)
def vocabulary(language: str) -> Vocabulary:
    """The compiled vocabulary of ``language``, which must be among ``known_languages``."""
    file = phrases.load("replies", language, _File)

    def compiled(group: Phrases) -> Patterns:
        return Patterns(
            phrases.any_of(group.sure, file.words),
            tuple(phrases.any_of([phrase], file.words) for phrase in group.likely),
            phrases.any_of(group.unless, file.words),
        )

    return Vocabulary(
        meanings.lexicon(language),
        {group: compiled(getattr(file, group)) for group in Group},
        phrases.any_of(file.context.application, file.words),
        phrases.any_of(file.context.about_answer, file.words),
        phrases.any_of(file.context.asks, file.words),
        _role(file),
        _role_of(file),
        phrases.any_of(file.context.beside, file.words),
    )


def _role(file: _File) -> re.Pattern[str]:
    """A role's name is up to seven words from a capital on, behind what announces it."""
    before = "|".join(phrases.expand(phrase, file.words) for phrase in file.context.role)
    if not before:
        return phrases.NEVER
    name = r"(?-i:[A-ZÀ-ÖØ-Þ0-9])[^\s,;:.!?()|]*(?: (?:[-/&+]|[^\s,;:.!?()|]+)){0,6}"
    return re.compile(rf"\b(?:{before}) [\"'“„«]?(?P<role>{name})", re.IGNORECASE)


def _role_of(file: _File) -> re.Pattern[str]:
    """Up to four words behind what only a role follows: the more of them, the less is taken for another role."""
    if file.context.role_named:
        return re.compile(file.context.role_named)
    if not file.context.role_of:
        return phrases.NEVER
    before = "|".join(phrases.expand(phrase, file.words) for phrase in file.context.role_of)
    return re.compile(rf"\b(?:{before}) (?P<role>[^\W\d_][^\s,;:.!?()|]*(?: [^\s,;:.!?()|]+){{0,3}})", re.IGNORECASE)


def role_in(subject: str, said: Sequence[str], words: Vocabulary) -> str | None:
    """The role that a subject and sentences, as written, say they are about; None where they name none but by the
    way."""
    sentences = [subject, *(sentence for sentence in said if not words.beside.search(plain(sentence)))]
    for sentence in sentences:
        found = words.role.search(sentence)
        if found:
            kept: list[str] = []
            for word in found["role"].split():
                if kept and (word.lower() in _AFTER_A_ROLE or (word.islower() and word not in _WITHIN_A_ROLE)):
                    break
                kept.append(word)
            if any(word.isalpha() for word in kept):  # no number of a vacancy
                return " ".join(kept)
    return next((found["role"] for sentence in sentences if (found := words.role_of.search(sentence))), None)


def find(sentences: Sequence[str], words: Vocabulary) -> dict[Group, Hit]:
    """What each group matches, sentence by sentence."""
    found = {group: Hit() for group in Group}
    for number, line in enumerate(map(plain, sentences)):
        for group, sure, kinds, ruled in _in_line(line, words):
            hit = found[group]
            hit.ruled = hit.ruled or ruled
            if sure:
                hit.sure.append(number)
            if kinds:
                hit.likely.append(number)
                hit.kinds |= kinds
    return found


def _in_line(line: str, words: Vocabulary) -> Iterator[tuple[Group, bool, set[int | meanings.Rule], bool]]:
    """The groups that one plain sentence speaks for: whether surely, by which of the likely
    turns of phrase, and whether a rule says so."""
    meant: dict[str, set[meanings.Rule]] = {}
    hinted: dict[str, set[meanings.Rule]] = {}
    for name, sure, rule in meanings.said(line, words.lexicon):
        (meant if sure else hinted).setdefault(name, set()).add(rule)
    denied = not meant.keys().isdisjoint(meanings.NO_VERDICT) or bool(words.groups[Group.UNRELATED].sure.search(line))
    for group, patterns in words.groups.items():
        sure = bool(patterns.sure.search(line))
        kinds: set[int | meanings.Rule] = {index for index, phrase in enumerate(patterns.likely) if phrase.search(line)}
        if (sure or kinds) and patterns.unless.search(line):
            sure, kinds = False, set()
        if (denied and group in _VERDICTS) or (meanings.GENERAL in meant and group is Group.NEXT_STEP):
            sure, kinds = False, set()  # a phrase does not see which clause it stands in
        if group is Group.OFFER and meanings.MEETING in meant:
            sure = False  # "we would like to offer you a second interview"
        if group is Group.REJECTION and line.endswith("?"):
            continue  # nobody says no by asking ("not the right time? know somebody?")
        sure = sure or group in meant or (group is Group.HOLDING and meanings.DENIAL in meant)
        kinds = max(kinds, set(hinted.get(group, ())), key=len)  # the same word may be found by both
        if sure or kinds:
            yield group, sure, kinds, group in meant
