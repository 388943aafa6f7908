"""How alike two notes are (T1): people of one panel read each other's."""

import re

from afterword.compose.facts import Facts, noted
from afterword.compose.language import Language
from afterword.model import Letter

LONGEST_SHARED_RUN = 5  # words
_WORD = re.compile(r"[\w'’]+|…")
_BREAK = "\0"


def runs_of(letter: Letter, facts: Facts, language: Language) -> frozenset[str]:
    """All runs of one word more than two notes may share, in lower case, of the text between greeting and close.

    A fact counts as one word ("…"), whatever it is; set phrases and the user's own words break a run.
    """
    text = letter.body.rpartition("\n\n")[0].partition("\n\n")[2]
    for note in noted(facts.notes).values():
        text = text.replace(note, _BREAK)
    for value in filter(None, (facts.role, facts.company, facts.promised, facts.others, facts.day)):
        text = text.replace(value, "…")
    text = text.casefold()
    for phrase in language.set_phrases:
        text = text.replace(phrase, _BREAK)
    length = LONGEST_SHARED_RUN + 1
    parts = [_WORD.findall(part) for part in text.split(_BREAK)]
    return frozenset(
        " ".join(words[place : place + length]) for words in parts for place in range(len(words) - length + 1)
    )
