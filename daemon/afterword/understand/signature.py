"""Names that stand alone: letterheads, lines of a signature, and their parts ("Head of Retail | Acme Ltd").

What is left of such a line when people, occupations, departments and greetings are taken away is likely the name of
the organisation that writes.
"""

import re
from collections.abc import Callable, Iterator
from enum import IntEnum

from msgspec import Struct

from afterword.understand import names
from afterword.understand.candidates import JOINERS, LEGAL, MAX_NAME, QUOTES, folded, is_a_person, is_said
from afterword.understand.clues import Clues

_LAST_LINES = 7
_MAX_LINE = 100
_PARTS = re.compile(
    rf"\s*[|·•\uff5c\u3000\uff0f]\s*|\s+[-–—/]+\s+|,\s+(?!{LEGAL})|"
    r"\s+(?:@|at|bei|chez|bij|presso)\s+|\s*[()\uff08\uff09]\s*|\s{2,}"
)
_JAPANESE_PARTS = re.compile(r"[\s\u3000|·•\uff5c\uff0f,]+|\s*[()\uff08\uff09]\s*")
_ENDS_A_SENTENCE = re.compile(r"[.!?:,;…。、\uff01\uff1f\uff1a]$")
_ABBREVIATED_FORM = re.compile(
    r"\b(?:inc|ltd|co|corp|bros|jr|s\.?l|s\.?a|s\.?r\.?l|s\.?p\.?a|s\.?a\.?s|b\.?v|n\.?v|e\.?v|e\.?k|e\.?g|lda|ltda|"
    r"z ?o\. ?o|j|k)\.$",
    re.IGNORECASE,
)
_TALKS = re.compile(r"[@\d#:=<>\"“”„?!]|https?|www\.", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:n[rºo°]|no)\.? ?\d{1,3}\b", re.IGNORECASE)  # "Szkoła Podstawowa nr 7"
# "Centre hospitalier de Vaubrun", "Comune di Altavalle": small words, if a name follows upon them.
_INSTITUTION = re.compile(
    r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_]{4,}){0,3}"
    r"(?: (?:de|du|des|di|da|do|dos|das|del|della|dell|van|voor|for|of|für|am|im|w|we)"
    r"(?: la| las| los| le| het| de| der)?| d['’]| dell['’]| de l['’]) ?[^\W\d_a-z].*"
)


class Place(IntEnum):
    """Where a name stands alone, the more telling the greater."""

    AMONG_LINES = 0
    PART_OF_A_LINE = 1
    LETTERHEAD = 2
    SIGNATURE = 3


class Alone(Struct, frozen=True):
    """A name, and where it stands alone."""

    name: str
    place: Place


def names_alone(clues: Clues, confirm: Callable[[str], bool]) -> Iterator[Alone]:
    """What stands alone in the text and may be the name of an organisation, in order.

    ``confirm`` tells whether a domain of who writes bears a name.
    """
    for text in dict.fromkeys((clues.about, clues.text)):
        lines = [line.strip() for line in text.splitlines()]
        kept = [line for line in lines if line][:80]
        closed = False
        for index, line in enumerate(kept):
            if _closes(clues, line):
                closed = True
                continue
            last = index >= len(kept) - _LAST_LINES and index > 0
            yield from _in_line(
                clues, confirm, line, last=last and (closed or index >= len(kept) - 4), first=index == 0
            )


def _closes(clues: Clues, line: str) -> bool:
    bare = line.strip(QUOTES + ".,;:!")
    return any(vocabulary.closing.fullmatch(bare) for vocabulary in clues.vocabularies)


def _in_line(clues: Clues, confirm: Callable[[str], bool], line: str, *, last: bool, first: bool) -> Iterator[Alone]:
    if len(line) > _MAX_LINE or (_ENDS_A_SENTENCE.search(line) and not _ABBREVIATED_FORM.search(line)):
        tail = re.search(r"[.!]\s+(\S[^.!?:]{2,60})$", line) if last else None
        if tail is None:
            return
        line = tail[1]  # "See you then. Jane Doe, Acme Robotics"
    whole = _cleaned(line)
    parts = [_cleaned(part) for part in _PARTS.split(line) if part.strip()]
    if any("\u3040" <= ch <= "\u9fff" for ch in line):
        parts = [_cleaned(part) for part in _JAPANESE_PARTS.split(line) if part.strip()]
    if len(parts) < 2 and _may_name(clues, confirm, whole):
        yield Alone(whole, Place.SIGNATURE if last else Place.LETTERHEAD if first else Place.AMONG_LINES)
    if len(parts) < 2 or not (last or first):
        return
    for part in parts[:5]:
        if _may_name(clues, confirm, part):
            yield Alone(part, Place.PART_OF_A_LINE)


def _cleaned(part: str) -> str:
    return part.strip(QUOTES + ",;:-–—|·•>")


def _may_name(clues: Clues, confirm: Callable[[str], bool], part: str) -> bool:
    words = part.split()
    if not 1 < len(part) <= MAX_NAME or not words or len(words) > 8 or _TALKS.search(_NUMBERED.sub("", part)):
        return False
    if not (names.starts_like_a_name(part) or any(v.institution.match(part) for v in clues.vocabularies)):
        return False
    if clues.names_owner(part) or is_a_person(clues, part) or folded(words[0]) in clues.owner_names:
        return False
    words = re.sub(rf",? {LEGAL}$", "", part).split()
    small = [word for word in words[1:] if word[:1].islower() and word.lower() not in JOINERS]
    if small and not _INSTITUTION.fullmatch(part) and not any(v.institution.match(part) for v in clues.vocabularies):
        return False
    for vocabulary in clues.vocabularies:
        if (
            is_said(vocabulary, part)
            or (vocabulary.unit.fullmatch(part) and not confirm(part))
            or vocabulary.closing.fullmatch(part)
        ):
            return False
        if all(vocabulary.never.fullmatch(word.strip(".,'’")) for word in words):
            return False
    return True
