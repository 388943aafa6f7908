"""The language that a text is written in, told by its small words."""

import re
from functools import cache
from importlib.resources import files

import msgspec

from afterword.understand import vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_KANA = re.compile(r"[\u3040-\u30ff]")
# Letters that one of the languages has alone: what tells where a text is mostly names and nouns.
_LETTERS = {"de": "äöüß", "es": "ñ¿¡", "fr": "œîû", "pl": "ąćęłńśźż", "pt": "ãõ"}
_ENOUGH = 400
"""Words that are looked at."""
_FEW = 25
"""Of so few words, no small one need be known, unless letters tell."""
_ELSEWHERE = re.compile("[åøæőűřůěđțșţğÅØÆŐŰŘŮĚĐȚȘŢĞİ]")


@cache
def _small_words() -> dict[str, frozenset[str]]:
    data = (files(vocabulary) / "languages.toml").read_bytes()
    return {code: frozenset(words.split()) for code, words in msgspec.toml.decode(data, type=dict[str, str]).items()}


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language of ``text``; "en" where nothing tells. Japanese is told by its script."""
    if len(_KANA.findall(text[:4000])) > 5:
        return "ja"
    words = _WORD.findall(text[:8000].replace("\u2019", "'").lower())[:_ENOUGH]
    scores = {code: float(sum(word in known for word in words)) for code, known in _small_words().items()}
    for code, letters in _LETTERS.items():
        known = frozenset(letters)
        scores[code] += 0.4 * sum(not word.isascii() and not known.isdisjoint(word) for word in words)
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > scores["en"] else "en"


def small_words(text: str, language: str) -> int:
    """How many words of ``text`` are small words of ``language``."""
    known = _small_words().get(language, frozenset())
    return sum(word in known for word in _WORD.findall(text[:8000].replace("\u2019", "'").lower())[:_ENOUGH])


def share_known(text: str, language: str) -> float:
    """Which share of the words of ``text`` are small words of ``language``; 1 where there are too few to tell.

    Scripts that do not set words apart count as known.
    """
    words = _WORD.findall(text[:8000].replace("\u2019", "'").lower())[:_ENOUGH]
    known = _small_words().get(language)
    if language == "ja" or known is None or not words:
        return 1.0
    foreign = sum(not _is_latin(word) for word in words)
    if foreign * 2 > len(words):
        return 0.0
    if len(words) < _FEW and not _ELSEWHERE.search(text[:8000]):
        return 1.0
    return sum(word in known for word in words) / len(words)


def _is_latin(word: str) -> bool:
    return all(letter < "\u0250" or "\u1e00" <= letter < "\u1f00" for letter in word)
