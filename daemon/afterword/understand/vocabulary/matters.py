"""What a message can be about: the lists of ``matters/<language>.toml``, compiled, and those of ``matters.toml``.

A language is added by adding its file; ``en.toml`` says what each list is for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from afterword.understand.vocabulary import phrases

FOLDER = "matters"
_UNSPACED = "ja"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    job: list[str]
    weak: list[str]
    engagement: list[str]
    apart: list[str]
    not_met: list[str]
    beside_others: list[str]
    met: list[str]
    somebody: list[str]
    other: dict[str, list[str]]


class _Everywhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    desks: list[str]
    letters: list[str]
    prices: list[str]
    scales: list[str]
    rating: list[str]
    nicknames: list[list[str]]


class Matters(Struct, frozen=True):
    """The compiled lists of one language."""

    job: re.Pattern[str]
    weak: re.Pattern[str]
    engagement: re.Pattern[str]
    apart: re.Pattern[str]
    not_met: re.Pattern[str]
    beside_others: re.Pattern[str]
    met: re.Pattern[str]
    somebody: re.Pattern[str]
    other: re.Pattern[str]


@cache
def languages() -> frozenset[str]:
    """The languages that have a file, as ISO 639-1 codes."""
    return frozenset(phrases.languages(FOLDER))


@cache
def matters(language: str) -> Matters:
    """The lists of a language out of ``languages()``."""
    file = phrases.load(FOLDER, language, _File)
    edge = "" if language == _UNSPACED else r"\b"
    lists = (
        file.job,
        file.weak,
        file.engagement,
        file.apart,
        file.not_met,
        file.beside_others,
        file.met,
        file.somebody,
    )
    others = [word for words in file.other.values() for word in words]
    return Matters(*(_words(words, edge) for words in (*lists, others)))


@cache
def kinds(language: str) -> tuple[str, ...]:
    """The kinds of matters that a language has words of, in the order of its file."""
    return tuple(phrases.load(FOLDER, language, _File).other)


def _words(words: Iterable[str], edge: str) -> re.Pattern[str]:
    """One pattern for all of them, sorted by their first letter: most places of a text are done with after one look."""
    by_first: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        begins = word[0] if word[0].isalpha() and word[1:2] not in {"?", "*", "{"} and "|" not in word else ""
        by_first[begins].append(word.removeprefix(begins))
    if not by_first:
        return phrases.NEVER
    rest = by_first.pop("", [])
    branches = [*(f"{first}(?:{'|'.join(tails)})" for first, tails in sorted(by_first.items())), *rest]
    return re.compile(rf"{edge}(?:{'|'.join(branches)}){edge}")


@cache
def _everywhere() -> _Everywhere:
    return msgspec.toml.decode((files(__package__) / "matters.toml").read_bytes(), type=_Everywhere)


@cache
def desks() -> frozenset[str]:
    """Words of mailboxes that serve customers, members or guests and hire nobody ("memberships@")."""
    return frozenset(_everywhere().desks)


@cache
def letters() -> frozenset[str]:
    """Words of mailboxes and hosts that send to many ("news.acme.example")."""
    return frozenset(_everywhere().letters)


@cache
def scales() -> re.Pattern[str]:
    """From which mark to which ("0 to 10")."""
    return phrases.any_of(_everywhere().scales, {})


@cache
def rating() -> re.Pattern[str]:
    """That something is to be marked ("how likely are you to recommend us?")."""
    return phrases.any_of(_everywhere().rating, {})


@cache
def prices() -> re.Pattern[str]:
    """Sums that one pays at a counter; no wages, which are larger or for a time."""
    return phrases.any_of(_everywhere().prices, {})


@cache
def nicknames() -> tuple[frozenset[str], ...]:
    """Given names that one person may bear, none of which is the beginning of the other."""
    return tuple(frozenset(names) for names in _everywhere().nicknames)
