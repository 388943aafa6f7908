"""What a language is to a note: names of days, joints of lists, greetings, closes, banned phrases. Data, one file each.

A language is a folder of ``templates/`` with ``language.toml`` and the notes themselves; adding one is adding files.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec

DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Greeting:
    """One tone of greeting (T5): on first-name terms, by the full name, and where no name is known."""

    first_name: str
    full_name: str
    nobody: str


@dataclass(frozen=True, slots=True)
class Greetings:
    """The two tones among which a note chooses: "Hi Priya," and "Dear Priya,"."""

    warm: Greeting
    plain: Greeting


@dataclass(frozen=True, slots=True)
class Language:
    """The content of ``language.toml``. Patterns take ``{weekday}``, ``{day}``, ``{month}``; greetings a name.

    ``banned`` and ``closes`` are in lower case. ``set_phrases`` are all that T1 lets two notes of a panel share.
    """

    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, str, str, str, str, str, str, str, str, str, str, str]
    day: str
    date: str
    on_day: str
    on_date: str
    list_end: str
    many_people: str
    set_phrases: tuple[str, ...]
    closes: tuple[str, ...]
    banned: tuple[str, ...]
    greetings: Greetings


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
