"""Phrases from the data files beside this module, compiled once for a language, when first asked for.

A phrase is a regular expression over text as `sentences.plain` leaves it: lower case, single spaces. In it

    <name>   stands for the entry ``name`` of the file's ``[words]``, or for a table of names such as <month>
    a… b     lets up to six words stand between, within the sentence
"""

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import TypeVar

import msgspec

NEVER = re.compile(r"(?!)")
_SLOT = re.compile(r"(?<!P)<(\w+)>")
_BETWEEN = r"(?: \S+){0,6}? "


Shape = TypeVar("Shape")


def languages(folder: str) -> tuple[str, ...]:
    """The languages that ``folder`` has a file for, as ISO 639-1 codes in alphabetical order."""
    names = (entry.name for entry in (files(__package__) / folder).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load(folder: str, language: str, shape: type[Shape]) -> Shape:
    """The file of ``language`` in ``folder`` as a ``shape``. ``msgspec.ValidationError`` tells a fault of the file."""
    data = (files(__package__) / folder / f"{language}.toml").read_bytes()
    return msgspec.toml.decode(data, type=shape)


def expand(phrase: str, words: Mapping[str, str]) -> str:
    """``phrase`` with every <name> and every … replaced. KeyError names a word that the file does not have."""
    before = ""
    while before != phrase:
        before, phrase = phrase, _SLOT.sub(lambda slot: words[slot[1]], phrase)
    return phrase.replace("… ", _BETWEEN)


def any_of(phrases: Iterable[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for all of ``phrases``; without any, one that never matches."""
    parts = [f"(?:{expand(phrase, words)})" for phrase in phrases]
    return re.compile("|".join(parts)) if parts else NEVER


def names_of(table: Mapping[str, int]) -> str:
    """An alternation of the names in ``table``, the longest first."""
    return "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
