"""The labels of a debrief form in a text, in whatever language and however its lines are broken.

A label counts in full ("Highlights (what stays of the talk):") wherever it stands. Where a line begins it counts
without its colon too, and by one of its names alone before a colon, or before a dash between blanks. Labels are
compared by their letters: white space, quotation marks and emphasis are what mail programs change.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache

from msgspec import Struct

from afterword import forms
from afterword.forms import Field

BULLET = re.compile(r"^[ \t*_]*[-*•·–—+][ \t]+")
NUMBER = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+")
_MOST_COLONS = 1_000
_LONGEST_LABEL = 140
_HINT = re.compile(r"\s*\([^()]*\)[\s*_]*$")
_COLONS = re.compile(r"[:：][*_]*")  # noqa: RUF001 - Chinese and Japanese keyboards
_DASHES = re.compile(r"(?<=\S)[ \t]+[-–—=][ \t]+")  # what stands in place of a colon
_QUOTATION = re.compile(r"\s*“[^“”]*”")
_LEFT_OUT = frozenset(" \t\n\r\xa0\u202f*_\"'“”„‘’«»")


class Part(Enum):
    """What stands in a form besides its fields: a line of ours, the opening words, what is for one alone, the end."""

    OURS = auto()
    INTRO = auto()
    ALONE = auto()
    END = auto()


class Label(Struct, frozen=True):
    """A label, where it stands in a text, and the language that it is in. ``person`` as in ``Answer``."""

    begin: int
    end: int
    what: Field | Part
    language: str
    person: str | None = None


class _Known(Struct, frozen=True):
    """What may head a line, by its letters alone: in full anywhere, by its name where a line begins."""

    in_full: dict[str, tuple[str, Field | Part]]
    names: dict[str, tuple[str, Field | Part]]
    sentences: tuple[tuple[str, str, Part], ...]
    alone: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _known() -> _Known:
    in_full: dict[str, tuple[str, Field | Part]] = {}
    names: dict[str, tuple[str, Field | Part]] = {}
    sentences: list[tuple[str, str, Part]] = []
    alone: list[tuple[str, re.Pattern[str]]] = []
    for language in forms.languages():
        form = forms.load(language)
        for field, label in form.labels.items():
            in_full.setdefault(_letters(f"{label.name}({label.hint})"), (language, field))
            for name in (label.name, *label.also):
                names.setdefault(_letters(name), (language, field))
        in_full[_letters(form.not_read)] = language, Part.OURS
        names[_letters(form.interview)] = language, Part.OURS
        sentences += [(_letters(form.intro), language, Part.INTRO), (_letters(form.end), language, Part.END)]
        before, after = (re.escape(part.strip()).replace(r"\ ", r"\s+") for part in form.alone.split("{person}"))
        name = rf"(?:(?!(?<!\w){before}\s)[^:<>])"  # from the last "for" on
        person = rf"{name}{{0,80}}<[^<>\s@]{{1,64}}@[^<>\s@]{{1,255}}>|{name}{{1,80}}?"
        alone.append(
            (language, re.compile(rf"(?<!\w){before}\s+(?P<person>{person})\s*{after}[*_\s]*$", re.IGNORECASE))
        )
    return _Known(in_full, names, tuple(sentences), tuple(alone))


def labels_in(text: str) -> list[Label]:
    """The labels in the text, none within another; of two that begin together the longer one."""
    known, letters = _known(), _Letters(text)
    found = [
        Label(letters.at[begin], letters.at[begin + len(sentence) - 1] + 1, part, language)
        for sentence, language, part in known.sentences
        for begin in letters.all_of(sentence)
    ]
    found += _without_colon(letters)
    for colon in list(_COLONS.finditer(text))[:_MOST_COLONS]:
        label = _in_full(text, colon, letters) or _at_line_begin(text, colon) or _alone(text, colon)
        if label:
            found.append(label)
    for dash in list(_DASHES.finditer(text))[:_MOST_COLONS]:
        if label := _by_name(text, dash):
            found.append(label)
    found.sort(key=lambda label: (label.begin, -label.end))
    kept: list[Label] = []
    for label in found:
        if not kept or label.begin >= kept[-1].end:
            kept.append(label)
    return kept


def _without_colon(letters: "_Letters") -> Iterator[Label]:
    """The labels in full with which a line begins, whatever follows. One that a colon ends is found by that as well,
    and is longer."""
    for label, (language, what) in _known().in_full.items():
        if what is not Part.OURS:
            for begin in letters.all_of(label):
                if letters.begins_a_line(begin):
                    yield Label(letters.at[begin], letters.at[begin + len(label) - 1] + 1, what, language)


def _in_full(text: str, colon: re.Match[str], letters: "_Letters") -> Label | None:
    """A label in full that ends at the colon; of what was not understood the quotation belongs to it."""
    end = letters.before(colon.start())
    for length in _lengths():
        begin = end - length
        found = _known().in_full.get(letters.text[begin:end]) if begin >= 0 else None
        if found is None or letters.is_in_word(begin):
            continue
        language, what = found
        first = letters.at[begin]
        first -= len(text[:first]) - len(text[:first].rstrip("*_"))
        if what is not Part.OURS:
            return Label(first, colon.end(), what, language)
        if quotation := _QUOTATION.match(text, colon.end()):
            return Label(first, quotation.end(), what, language)
    return None


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(key) for key in _known().in_full}, reverse=True))


def _at_line_begin(text: str, colon: re.Match[str]) -> Label | None:
    """A label by one of its names, with whatever in brackets, that is all of its line before the colon."""
    begin = text.rfind("\n", 0, colon.start()) + 1
    head = text[begin : colon.start()]
    if len(head) > _LONGEST_LABEL:
        return None
    bare = NUMBER.sub("", BULLET.sub("", head))
    for candidate in (bare, _HINT.sub("", bare)):
        if found := _known().names.get(_letters(candidate)):
            return Label(begin, colon.end(), found[1], found[0])
    return None


def _by_name(text: str, dash: re.Match[str]) -> Label | None:
    """A label by one of its names that is all of its line before the dash; a point of a list is none."""
    begin = text.rfind("\n", 0, dash.start()) + 1
    head = text[begin : dash.start()]
    found = _known().names.get(_letters(head)) if len(head) <= _LONGEST_LABEL else None
    return Label(begin, dash.end(), found[1], found[0]) if found else None


def _alone(text: str, colon: re.Match[str]) -> Label | None:
    """What heads something for one person alone: with their address anywhere, by a name where a line begins."""
    start = max(0, colon.start() - _LONGEST_LABEL * 3)
    begin = max(text.rfind("\n", 0, colon.start()) + 1, start)
    for language, pattern in _known().alone:
        window = text[start : colon.start()]
        if ">" in window and (match := pattern.search(window)) and match["person"].endswith(">"):
            return Label(start + match.start(), colon.end(), Part.ALONE, language, " ".join(match["person"].split()))
        if match := pattern.match(text[begin : colon.start()].lstrip(" \t*_")):
            return Label(begin, colon.end(), Part.ALONE, language, " ".join(match["person"].split()))
    return None


def _letters(text: str) -> str:
    return _Letters(text).text


class _Letters:
    """A text without white space, quotation marks and emphasis, its case folded: what no mail program changes.

    ``at`` says where in the text each of the characters stands.
    """

    def __init__(self, text: str) -> None:
        pairs = [(folded, at) for at, char in enumerate(text) if char not in _LEFT_OUT for folded in char.casefold()]
        self.text = "".join(char for char, _ in pairs)
        self.at = [at for _, at in pairs]
        self._source = text

    def before(self, at: int) -> int:
        """How many of the characters stand before this place of the text."""
        return bisect_left(self.at, at)

    def is_in_word(self, begin: int) -> bool:
        """Is the character at this place of ``at`` within a word, and not at its beginning?"""
        return self.at[begin] > 0 and self._source[self.at[begin] - 1].isalnum()

    def begins_a_line(self, begin: int) -> bool:
        """Does the character at this place of ``at`` stand where a line, or the point of a list, begins?"""
        line = self._source[self._source.rfind("\n", 0, self.at[begin]) + 1 : self.at[begin]]
        return not NUMBER.sub("", BULLET.sub("", line)).strip(" \t*_")

    def all_of(self, letters: str) -> Iterator[int]:
        """Where these letters stand, as places in ``at``."""
        begin = self.text.find(letters)
        while begin >= 0:
            yield begin
            begin = self.text.find(letters, begin + len(letters))
