"""What a message can be about: the lists of ``matters/<language>.toml``, compiled, and those of ``matters.toml``.

A language is added by adding its file; ``en.toml`` says what each list is for.
"""

import re
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
    engagement: list[str]
    other: list[str]


class _Everywhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    desks: list[str]
    letters: list[str]
    nicknames: list[list[str]]


class Matters(Struct, frozen=True):
    """The compiled lists of one language."""

    job: re.Pattern[str]
    engagement: re.Pattern[str]
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
    return Matters(*(_words(words, edge) for words in (file.job, file.engagement, file.other)))


def _words(words: Iterable[str], edge: str) -> re.Pattern[str]:
    return re.compile(rf"{edge}(?:{'|'.join(words)}){edge}")


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
def nicknames() -> tuple[frozenset[str], ...]:
    """Given names that one person may bear, none of which is the beginning of the other."""
    return tuple(frozenset(names) for names in _everywhere().nicknames)
