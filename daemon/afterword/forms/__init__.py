"""The words of the debrief form in each language: what writing it and reading it must agree on. Data, one file each.

A field is a label and, behind its colon, what the user noted. Adding a language is adding a file.
"""

from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

DEFAULT = "en"


class Field(StrEnum):
    """What the form asks for (D1), in the order in which it does; also the keys of ``afterword note``."""

    PEOPLE = "people"
    HIGHLIGHT = "highlight"
    COMPLIMENT = "compliment"
    FORGOT = "forgot"
    CORRECTION = "correction"
    QUESTION = "question"
    PROJECT = "project"
    FIT = "fit"
    FEEDBACK_BY = "feedback_by"
    ANSWERS_FROM = "answers_from"
    DO_NOT_CHASE = "do_not_chase"
    OTHERS = "others"


NOTES = (
    Field.HIGHLIGHT,
    Field.COMPLIMENT,
    Field.FORGOT,
    Field.CORRECTION,
    Field.QUESTION,
    Field.PROJECT,
    Field.FIT,
)
"""The fields that are prose for a letter: the names of the same fields of ``Notes``."""


class Label(Struct, frozen=True):
    """How a field is headed: ``name (hint):``. ``also`` are other names for it, as people and translators write."""

    name: str
    hint: str
    also: tuple[str, ...] = ()


class Form(Struct, frozen=True):
    """The content of a language's file. Names and words are compared without regard to case.

    ``interview`` and ``not_read`` head lines of ours that are never read; ``alone`` heads what is meant for one person
    alone and takes ``{person}``; ``intro`` and ``end`` open and close the form. ``nothing``, ``yes`` and ``no`` are
    how people answer a blank; ``not_before`` are words before a day on which nothing is promised yet.
    """

    subject: str
    interview: str
    not_read: str
    alone: str
    intro: str
    end: str
    nothing: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    not_before: tuple[str, ...]
    labels: dict[Field, Label]


@cache
def languages() -> tuple[str, ...]:
    """The languages of the form, as ISO 639-1 codes, English first."""
    names = sorted(entry.name for entry in resources.files("afterword.forms").iterdir())
    codes = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    return tuple(sorted(codes, key=lambda code: code != DEFAULT))


def closest_language(code: str) -> str:
    """The language of the form for an RFC 5646 tag; English for one in which there is none."""
    primary = code.replace("_", "-").partition("-")[0].casefold()
    return primary if primary in languages() else DEFAULT


@cache
def load(code: str) -> Form:
    """The form in a language out of ``languages()``."""
    file = resources.files("afterword.forms") / f"{code}.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Form)
