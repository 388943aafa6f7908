"""Where a text ends and its signature begins: the mark of a mail program, a disclaimer, or the writer's own name.

What stands below says nothing of an answer: a card, the small print of a firm ("unfortunately we cannot accept service
by e-mail"), but not a postscript, nor a letter of which the name stands in the head.
"""

import re
from collections.abc import Sequence
from itertools import filterfalse

from afterword.understand.names import is_title
from afterword.understand.vocabulary import history

_WORD = re.compile(r"[^\W\d_]+")
_TALKS = re.compile(r"[.!?,;]\s*$")
_LONGEST_LINE = 60
_LEAST_SAID = 5
"""Words above a name by which a text is signed."""
_BESIDE = 3
"""Words beside a whole name in its line: a title, "i. A.", pronouns."""
_OF_A_LETTER = 8
"""Words that a line of a letter has, and one of a card seldom."""
_CARD = re.compile(r"(?<=\S)\s+[|·•]\s")
"""What divides the fields of a card in one line: name | title | firm. What a line begins with is the dot of a list."""


class Signer:
    """Who signs: a line that is their name ends the letter."""

    def __init__(self, name: str) -> None:
        shown = name.partition("(")[0].partition("|")[0]
        words = tuple(word.casefold() for word in _WORD.findall(shown) if not is_title(word))
        turned = "," in shown and len(words) > 1
        self._name = (*words[1:], words[0]) if turned else words

    def signs(self, line: str) -> bool:
        """Is ``line`` the name: whole, the first or the last of it, or its initials? Of a card in one line its first
        field counts."""
        line = _CARD.split(line)[0]
        if not self._name or len(line) > _LONGEST_LINE or "," in line.strip().rstrip(","):
            return False
        words = tuple(word.casefold() for word in _WORD.findall(line))
        if not words:
            return False
        first, last = self._name[0], self._name[-1]
        initials = tuple(word[0] for word in self._name)
        if words in {(first,), (last,), (first, last[0]), (first[0], last)} and len(max(words, key=len)) > 1:
            return True
        if len(self._name) > 1 and words in {initials, ("".join(initials),)}:
            return True
        return len(self._name) > 1 and set(self._name) <= set(words) and len(words) <= len(self._name) + _BESIDE


def split_signature(text: str, signer: Signer | None = None) -> tuple[str, str, str]:
    """A text, all that stands below it, and as much of that as only its writer's name divides from it. A postscript
    below a name stays with the text."""
    lines = text.split("\n")
    at = _end(lines)
    named = _signed_at(lines[:at], signer) if signer else None
    if named is None:
        return _joined(lines[:at]), _joined(lines[at:]), ""
    begin = next((n for n in range(named, len(lines)) if history.POSTSCRIPT.match(lines[n])), len(lines))
    ends = begin + _end(lines[begin:])
    body, below = [*lines[:named], *lines[begin:ends]], [*lines[named:begin], *lines[ends:]]
    return _joined(body), _joined(below), _joined([*filterfalse(_CARD.search, lines[named : min(at, begin)])])


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()


def _end(lines: Sequence[str]) -> int:
    """The first line that is no longer the letter's, by a mark."""
    written = False
    for index, line in enumerate(lines):
        paragraph = index == 0 or not lines[index - 1].strip() or bool(history.RULE.match(lines[index - 1]))
        ends = (
            history.SIGNATURE.match(line)
            or (history.RULE.match(line) and not history.RULE.match(lines[index - 1]) and line.strip()[0] == "_")
            or history.SENT_FROM.match(line)
            or (paragraph and history.DISCLAIMER.match(line))
        )
        if written and ends:
            return index
        written = written or bool(line.strip())
    return len(lines)


def _signed_at(lines: Sequence[str], signer: Signer) -> int | None:
    """The line by which a letter is signed; None where none does.

    A letterhead, a logo or a notice of new mail shows the name above the letter: so it is the last such line that
    counts, and none if more of a letter stands below it than above.
    """
    found, said, above, below = None, 0, 0, 0
    for index, line in enumerate(lines):
        if found is not None and history.POSTSCRIPT.match(line):
            break
        words = len(line.split())
        if said >= _LEAST_SAID and signer.signs(line) and _stands_apart(lines, index):
            found, above, below = index, said, 0
        elif words >= _OF_A_LETTER and not _CARD.search(line):
            below += words
        said += words
    return found if below <= above else None


def _stands_apart(lines: Sequence[str], index: int) -> bool:
    """Is the line above empty, a greeting or the end of a sentence, so that the name goes on with none?"""
    above = lines[index - 1].strip()
    return not above or bool(_TALKS.search(above)) or len(above.split()) <= _BESIDE
