"""The language that a text is written in, told by its small words."""

import re
from functools import cache
from importlib.resources import files

import msgspec

from afterword.understand import vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_KANA = re.compile(r"[\u3040-\u30ff]")
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
    scores = {code: sum(word in known for word in words) for code, known in _small_words().items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > scores["en"] else "en"
