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
