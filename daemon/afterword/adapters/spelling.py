"""Words of the user's notes that look misspelled, each with what may be meant (T8). Nothing is ever changed by it.

The word lists come with pyspellchecker, an extra (``pip install 'afterword[spelling]'``); without it only doubled words
are seen.
A word is doubted only where a usual one is a single slip away, and never for its ending, its first letter or its
capitals: the lists know many forms and many names not, and a wrong doubt is worse than a missed one.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

_LONGEST_TEXT = 5_000  # characters; all notes of a visit
_MOST = 5  # doubts at once
_SHORTEST = 4  # letters; shorter words are a slip away from too many others
_MOST_STRANGE = 1 / 3  # of the words are like none in the list; where more are, the text is in another language
_WORD = re.compile(r"(?<![\w@./_’'-])[^\W\d_]+(?![\w@_]|[.][\w])")
_DOUBLED = re.compile(r"(?<![\w'’-])([^\W\d_]+)\s+\1(?![\w'’-])")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]\s+)[\"'“„«¿¡(]*$")


@lru_cache(maxsize=256)
def doubts(text: str, language: str, right: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Pairs of what is written and what may be meant, doubled words first, then in the order of the text.

    ``language`` is an ISO 639-1 code; ``right`` are names and terms that are spelled rightly whatever a list says.
    """
    text = text[:_LONGEST_TEXT]
    doubled = {match.group(): match.group(1) for match in _DOUBLED.finditer(text) if match.group(1).islower()}
    return (*doubled.items(), *_slips(text, language, right))[:_MOST]


def _slips(text: str, language: str, right: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    try:
        from spellchecker import SpellChecker
    except ImportError:
        return
    exempt = {word.casefold() for term in right for word in re.findall(r"[^\W\d_]+", term)}
    words = [word for word in dict.fromkeys(_words(text, language)) if word.casefold() not in exempt]
    try:
        checker = SpellChecker(language=language, distance=1)  # not kept: a list takes some 50 MB
    except ValueError:  # a language without a list
        return
    meant = {word: checker.correction(word) for word in checker.unknown(words)}
    strange = [word for word, other in meant.items() if other is None]
    if len(strange) > max(2, _MOST_STRANGE * len(words)):
        return
    for word in words:
        other = meant.get(word.lower())
        if other is not None and _is_a_slip(word.lower(), other):
            yield word, other.capitalize() if word[0].isupper() else other


def _words(text: str, language: str) -> list[str]:
    """The words that can be judged: no abbreviation, no identifier, and no name."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        opens = _SENTENCE_START.search(text[: match.start()]) is not None
        named = word[0].isupper() and not opens and language != "de"  # German has its nouns in capitals
        if len(word) >= _SHORTEST and word[1:] == word[1:].lower() and not named:
            found.append(word)
    return found


def _is_a_slip(word: str, meant: str) -> bool:
    """Whether somebody who meant one could have typed the other: an accent left out, or a slip inside the word."""
    if _bare(meant) == word:
        return True
    return _bare(word) != _bare(meant) and word[0] == meant[0] and not _differ_at_the_end(word, meant)


def _differ_at_the_end(one: str, other: str) -> bool:
    """Whether all but the last letter or two is the same: then it may be another form of the word."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same >= max(len(one), len(other)) - 2


def _bare(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
