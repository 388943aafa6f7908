"""Where in a text the labels of a debrief form stand, and what is written behind each.

A form comes back reflowed, quoted, top-posted, as HTML, with its labels in another language. A label counts in full
("Highlights (what stays of the talk):") wherever it stands, and by one of its names alone at the beginning of a line.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from afterword import forms
from afterword.forms import Field
from afterword.understand.html import END_QUOTE, QUOTE
from afterword.understand.vocabulary import history

_MOST_LINES = 2_000
_LONGEST_TEXT = 60_000

_MOST_COLONS = 1_000
_LONGEST_LABEL = 140

_QUOTED = re.compile(r"^[ \t]*(?:[>|][ \t]?)+")
_BULLET = re.compile(r"^[ \t*_]*[-*•·–—+][ \t]+")
_NUMBER = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+")
_FIRST = re.compile(r"^[ \t]*1[.)][ \t]+", re.MULTILINE)
_HINT = re.compile(r"\s*\([^()]*\)[\s*_]*$")
_COLONS = re.compile(r"[:：][*_]*")  # noqa: RUF001 - Chinese and Japanese keyboards
_QUOTATION = re.compile(r"\s*“[^“”]*”")
_LEFT_OUT = frozenset(" \t\n\r\xa0\u202f*_\"'“”„‘’«»")


class Part(Enum):
    """What stands in a form besides its fields: a line of ours, the opening words, what is for one alone, the end."""

    OURS = auto()
    INTRO = auto()
    ALONE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written under a label: ``what`` is None where it stands under none. ``person``: for whom alone it is.

    ``language`` is that of the label.
    """

    what: Field | Part | None
    text: str
    language: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class _Label:
    begin: int
    end: int
    what: Field | Part
    language: str
    person: str | None = None


def answers_in(text: str) -> list[Answer]:
    """Everything that is written in the form, in order. Text without a label is an answer to nothing."""
    lines = _lines(text)
    depths: list[tuple[int, int]] = []  # where a line begins in the joined text, and how deep it is quoted
    joined = ""
    for depth, line in lines:
        depths.append((len(joined), depth))
        joined += line + "\n"
    found = _labels(joined)
    language = found[0].language if found else forms.DEFAULT
    answers = [Answer(None, joined[: found[0].begin if found else None], language)]
    for number, label in enumerate(found, 1):
        behind = joined[label.end : found[number].begin if number < len(found) else None]
        own, rest = _split_where_deeper(behind, label.end, depths)
        is_read = isinstance(label.what, Field) or label.what is Part.ALONE
        if is_read:
            answers.append(Answer(label.what, own, label.language, label.person))
        elif label.what is not Part.OURS:
            answers.append(Answer(None, own, label.language))
        answers.append(Answer(None, rest, label.language))
    return answers


def has_labels(text: str) -> bool:
    """Does the text look like a form at all?"""
    return len({label.what for label in _labels("\n".join(line for _, line in _lines(text)))}) > 1


def lines_of(value: str) -> list[str]:
    """The lines of an answer, each without its bullet; those that a client has wrapped are one."""
    found: list[str] = []
    numbered = _FIRST.search(value) is not None  # else "4. Dezember" is a day
    for line in value.split("\n"):
        bare = line.strip()
        if not bare:
            continue
        bullet = _BULLET.match(line) or (numbered and _NUMBER.match(line))
        if not found or bullet:
            found.append(line[bullet.end() :] if bullet else bare)
        else:
            found[-1] = f"{found[-1]} {bare}"
    return [" ".join(line.split()) for line in found if line.strip()]


# --- Lines ---


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines with how deep they are quoted; signatures and what introduces a quote are left out."""
    kept: list[tuple[int, str]] = []
    signed_at: int | None = None
    raw = [line for line in text[:_LONGEST_TEXT].replace("\xa0", " ").splitlines() if line not in (QUOTE, END_QUOTE)]
    for line in raw[:_MOST_LINES]:
        marks = _QUOTED.match(line)
        depth = marks[0].count(">") + marks[0].count("|") if marks else 0
        bare = line[marks.end() :] if marks else line
        if signed_at is not None and depth <= signed_at:
            continue
        signed_at = depth if history.SIGNATURE.match(bare) else None
        if signed_at is None and not history.SENT_FROM.match(bare) and not history.ORIGINAL_LINE.match(bare):
            kept.append((depth, bare))
    return _without_introductions(kept)


def _without_introductions(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Without "On Tuesday, Sam Rivera wrote:", wrapped or not, and without the header lines above an old message."""
    kept: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        ahead = [line for _, line in lines[at : at + 8]]
        headers = _header_lines(ahead)
        introduces = _introduction_lines(lines, at)
        if headers or introduces:
            at += max(headers, introduces)
            continue
        kept.append(lines[at])
        at += 1
    return kept


def _header_lines(ahead: Sequence[str]) -> int:
    if not history.HEADER_FIRST.match(ahead[0]):
        return 0
    count = 0
    while count < len(ahead) and history.HEADER_LINE.match(ahead[count]):
        count += 1
    return count if count >= 3 else 0


def _introduction_lines(lines: Sequence[tuple[int, str]], at: int) -> int:
    depth, first = lines[at]
    if not history.ATTRIBUTION_BEGIN.match(first):
        return 0
    joined = ""
    for count, (level, line) in enumerate(lines[at : at + 4], 1):
        if level != depth or not line.strip():
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if history.WROTE.search(joined) and not _labels(first):
            following = next((other for other, text in lines[at + count :] if text.strip()), depth)
            return count if following > depth or "@" in joined else 0
    return 0


# --- Labels ---


@dataclass(frozen=True, slots=True)
class _Known:
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


def _labels(text: str) -> list[_Label]:
    """The labels in the text, none within another; of two that begin together the longer one."""
    known, letters = _known(), _Letters(text)
    found = [
        _Label(letters.at[begin], letters.at[begin + len(sentence) - 1] + 1, part, language)
        for sentence, language, part in known.sentences
        for begin in letters.all_of(sentence)
    ]
    for colon in list(_COLONS.finditer(text))[:_MOST_COLONS]:
        label = _in_full(text, colon, letters) or _at_line_begin(text, colon) or _alone(text, colon)
        if label:
            found.append(label)
    found.sort(key=lambda label: (label.begin, -label.end))
    kept: list[_Label] = []
    for label in found:
        if not kept or label.begin >= kept[-1].end:
            kept.append(label)
    return kept


def _in_full(text: str, colon: re.Match[str], letters: "_Letters") -> _Label | None:
    """A label in full that ends at the colon; of what was not understood the quotation belongs to it."""
    end = letters.before(colon.start())
    for length in _lengths():
        begin = end - length
        found = _known().in_full.get(letters.text[begin:end]) if begin >= 0 else None
        if found is None or (letters.at[begin] > 0 and text[letters.at[begin] - 1].isalnum()):
            continue
        language, what = found
        first = letters.at[begin]
        first -= len(text[:first]) - len(text[:first].rstrip("*_"))
        if what is not Part.OURS:
            return _Label(first, colon.end(), what, language)
        if quotation := _QUOTATION.match(text, colon.end()):
            return _Label(first, quotation.end(), what, language)
    return None


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(key) for key in _known().in_full}, reverse=True))


def _at_line_begin(text: str, colon: re.Match[str]) -> _Label | None:
    """A label by one of its names, with whatever in brackets, that is all of its line before the colon."""
    begin = text.rfind("\n", 0, colon.start()) + 1
    head = text[begin : colon.start()]
    if len(head) > _LONGEST_LABEL:
        return None
    bare = _NUMBER.sub("", _BULLET.sub("", head))
    for candidate in (bare, _HINT.sub("", bare)):
        if found := _known().names.get(_letters(candidate)):
            return _Label(begin, colon.end(), found[1], found[0])
    return None


def _alone(text: str, colon: re.Match[str]) -> _Label | None:
    """What heads something for one person alone: with their address anywhere, by a name where a line begins."""
    start = max(0, colon.start() - _LONGEST_LABEL * 3)
    begin = max(text.rfind("\n", 0, colon.start()) + 1, start)
    for language, pattern in _known().alone:
        window = text[start : colon.start()]
        if ">" in window and (match := pattern.search(window)) and match["person"].endswith(">"):
            return _Label(start + match.start(), colon.end(), Part.ALONE, language, " ".join(match["person"].split()))
        if match := pattern.match(text[begin : colon.start()].lstrip(" \t*_")):
            return _Label(begin, colon.end(), Part.ALONE, language, " ".join(match["person"].split()))
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

    def before(self, at: int) -> int:
        """How many of the characters stand before this place of the text."""
        return bisect_left(self.at, at)

    def all_of(self, letters: str) -> Iterator[int]:
        """Where these letters stand, as places in ``at``."""
        begin = self.text.find(letters)
        while begin >= 0:
            yield begin
            begin = self.text.find(letters, begin + len(letters))


def _split_where_deeper(text: str, begin: int, depths: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """What is no deeper quoted than the label at ``begin``, and what follows from where it is."""
    own_depth = next((depth for start, depth in reversed(depths) if start <= begin - 1), 0)
    for start, depth in depths:
        if begin < start < begin + len(text) and depth > own_depth and text[start - begin :].strip():
            return text[: start - begin], text[start - begin :]
    return text, ""
