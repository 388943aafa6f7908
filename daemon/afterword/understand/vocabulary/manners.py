"""How a language addresses people and speaks of who is who: the lists of ``manners/<language>.toml``, compiled.

A language is added by adding its file; ``en.toml`` says what each list is for.
"""

import re
from collections.abc import Iterable
from functools import cache

import msgspec
from msgspec import Struct

from afterword.understand.vocabulary import phrases

FOLDER = "manners"
# A name as it is written: one to four words that begin with a capital, "de" and "van" among them.
NAME = (
    r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*(?:\s(?:(?:de|da|do|di|van|von|der|den|la|le)\s){0,2}[^\W\d_a-zß-öø-ÿ][\w'’.-]+){0,3}"
)
_ASIDE = (
    r"(?:,[^,.;:]{1,60},|\s(?:from|of|in|at|aus|vom|von|de|du|des|del|van|uit|z)\s[^,.;:]{1,40}?|\s\([^()]{1,60}\))?"
)


class _Tone(msgspec.Struct, forbid_unknown_fields=True):
    greetings: list[str]
    titles: list[str]
    informal: list[str]
    formal: list[str]
    polite: list[str] = []


class _People(msgspec.Struct, forbid_unknown_fields=True):
    answers: list[str]
    answered_by: list[str]
    manager: list[str]
    address: list[str]
    no_feedback: list[str]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    tone: _Tone
    people: _People


class Manners(Struct, frozen=True):
    """The compiled lists of a language. ``greeting`` has the group "whom"; ``answers`` have the group "name"."""

    greeting: re.Pattern[str]
    titled: re.Pattern[str]
    informal: re.Pattern[str]
    formal: re.Pattern[str]
    polite: re.Pattern[str]
    answers: tuple[re.Pattern[str], ...]
    manager: re.Pattern[str]
    address: re.Pattern[str]
    no_feedback: re.Pattern[str]


@cache
def languages() -> frozenset[str]:
    """The languages that have a file, as ISO 639-1 codes."""
    return frozenset(phrases.languages(FOLDER))


@cache
def manners(language: str) -> Manners:
    """The lists of a language out of ``languages()``."""
    file = phrases.load(FOLDER, language, _File)
    tone, people = file.tone, file.people
    answers = []
    if people.answers:
        answers.append(re.compile(rf"(?P<name>{NAME}){_ASIDE},?\s(?i:{'|'.join(people.answers)})"))
    if people.answered_by:
        answers.append(re.compile(rf"(?i:{'|'.join(people.answered_by)})\s(?P<name>{NAME})"))
    return Manners(
        greeting=_any(tone.greetings, r"^\W*(?:{})\b[\s,]*(?P<whom>[^\n]*)$", re.IGNORECASE),
        titled=_any(tone.titles, r"^(?:{})\b", re.IGNORECASE),
        informal=_any(tone.informal, "{}"),
        formal=_any(tone.formal, "{}"),
        polite=_any(tone.polite, "{}"),
        answers=tuple(answers),
        manager=_any(people.manager, "{}", re.IGNORECASE),
        address=_any(people.address, r"(?:{})\W*$", re.IGNORECASE),
        no_feedback=_any(people.no_feedback, "{}", re.IGNORECASE),
    )


def _any(parts: Iterable[str], around: str, flags: int = 0) -> re.Pattern[str]:
    joined = "|".join(parts)
    return re.compile(around.replace("{}", f"(?:{joined})"), flags) if joined else phrases.NEVER
