"""What a language is to a note: names of days, joints of lists, greetings, closes, banned phrases. Data, one file each.

A language is a folder of ``templates/`` with ``language.toml`` and the notes themselves; adding one is adding files.
"""

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct, field

DEFAULT = "en"


class Greeting(Struct, frozen=True):
    """One tone of greeting (T5): on first-name terms, by the full name, by the title they use, and for nobody known.

    ``titles`` are greetings that belong to one title alone, by its first word in lower case and without its stop:
    ``frau = "Sehr geehrte {honorific},"``, or with the ``{surname}`` where the title is spelled in another way there.
    Any other title is greeted by ``honorific``, which shows no gender.
    """

    first_name: str
    full_name: str
    honorific: str
    nobody: str
    titles: dict[str, str] = field(default_factory=dict)


class Greetings(Struct, frozen=True):
    """The two tones among which a note chooses: "Hi Priya," and "Dear Priya,"."""

    warm: Greeting
    plain: Greeting


class Language(Struct, frozen=True):
    """The content of ``language.toml``. Patterns take ``{weekday}``, ``{day}``, ``{month}``; greetings a name.

    ``first_day`` is the ``{day}`` of the first of a month: "1er". ``on_weekdays``, in the order of ``weekdays``, are
    what ``{on_weekday}`` stands for, where the preposition depends on the day: "na terça-feira", but "no sábado".
    ``list_end_before`` has other joints for names with certain beginnings (lower case, no accents; the longest counts):
    "y", but "e" before "i" and "hi". ``banned`` (T8, C10) and ``closes`` are in lower case. ``set_phrases`` are all
    that T1 lets two notes of a panel share. The rest is typography: ``blank_before`` and ``blank_after`` are the marks
    that have a blank there, ``opening_marks`` those that a closing mark asks for ("?": "¿"), ``may_double`` the words
    that may follow themselves ("vous vous"). Where ``lower_case_after_greeting``, the first paragraph opens in lower
    case, unless by one of the words ``capitalised``. ``only_formal`` and ``only_informal`` are words, as they are
    spelled, that show one form of address and have no place in the other. With ``polite_first_names`` people on
    first-name terms have the formal address too, but for who says "tu". ``again_words`` (lower case) thank a second
    time; only somebody who was thanked before reads one. ``wishes`` (lower case) open what asks in the form of a
    statement: "I wonder how".
    """

    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, str, str, str, str, str, str, str, str, str, str, str]
    day: str
    date: str
    on_day: str
    on_date: str
    of_day: str
    of_date: str
    by_date: str
    list_end: str
    many_people: str
    set_phrases: tuple[str, ...]
    closes: tuple[str, ...]
    banned: tuple[str, ...]
    greetings: Greetings
    first_day: str = "1"
    on_weekdays: tuple[str, str, str, str, str, str, str] | None = None
    list_end_before: dict[str, str] = field(default_factory=dict)
    blank_before: str = ""
    blank_after: str = ""
    opening_marks: dict[str, str] = field(default_factory=dict)
    may_double: tuple[str, ...] = ()
    lower_case_after_greeting: bool = False
    capitalised: tuple[str, ...] = ()
    only_formal: tuple[str, ...] = ()
    only_informal: tuple[str, ...] = ()
    polite_first_names: bool = False
    again_words: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


@cache
def languages() -> frozenset[str]:
    """The languages that notes are written in, as ISO 639-1 codes."""
    folders = (resources.files("afterword.compose") / "templates").iterdir()
    return frozenset(folder.name for folder in folders if (folder / "language.toml").is_file())


def closest_language(code: str) -> str:
    """The language to write in for an RFC 5646 tag: ``en`` for ``en-GB``, and English for one that we do not write."""
    primary = code.replace("_", "-").partition("-")[0].casefold()
    return primary if primary in languages() else DEFAULT


@cache
def load(code: str) -> Language:
    """The data of a language out of ``languages()``."""
    file = resources.files("afterword.compose") / "templates" / code / "language.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Language)


def signs_off(line: str, language: Language) -> bool:
    """Is this line a close of the language: "Best regards,"?"""
    return _bare(line) in language.closes


def signs_off_elsewhere(line: str, language: Language) -> bool:
    """Is it one of another language, and none of this?"""
    return not signs_off(line, language) and any(signs_off(line, load(code)) for code in languages())


def _bare(line: str) -> str:
    return line.strip().rstrip(" ,.!").casefold()
