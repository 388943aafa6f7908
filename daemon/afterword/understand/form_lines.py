"""What is written behind each label of a debrief form that comes back reflowed, quoted, top-posted, or as HTML."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from math import inf

from msgspec import Struct

from afterword import forms
from afterword.forms import Field
from afterword.understand.form_labels import BULLET, NUMBER, Part
from afterword.understand.form_places import labels_in
from afterword.understand.html import END_QUOTE, QUOTE
from afterword.understand.vocabulary import history

_MOST_LINES = 2_000
_LONGEST_TEXT = 60_000


_QUOTED = re.compile(r"^[ \t]*(?:[>|][ \t]?)+")
_FIRST = re.compile(r"^[ \t]*1[.)][ \t]+", re.MULTILINE)
_LINK = re.compile(r"\s?[<\[](?:mailto:|https?://)(?P<to>[^<>\[\]\s]{1,1000})[>\]]", re.IGNORECASE)


class Answer(Struct, frozen=True):
    """What is written under a label: ``what`` is None where it stands under none. ``person``: for whom alone it is.

    ``language`` is that of the label.
    """

    what: Field | Part | None
    text: str
    language: str
    person: str | None = None


def answers_in(text: str) -> list[Answer]:
    """Everything that is written in the form, in order. Text without a label is an answer to nothing.

    So is what stands behind a label of ours: it can be told from what the user wrote there by the blank form alone.
    """
    lines = _lines(unicodedata.normalize("NFC", text[:_LONGEST_TEXT]))
    depths: list[tuple[int, int]] = []  # where a line begins in the joined text, and how deep it is quoted
    joined = ""
    for depth, line in lines:
        depths.append((len(joined), depth))
        joined += line + "\n"
    found = labels_in(joined)
    language = found[0].language if found else forms.DEFAULT
    answers = [Answer(None, joined[: found[0].begin if found else None], language)]
    for number, label in enumerate(found, 1):
        behind = joined[label.end : found[number].begin if number < len(found) else None]
        own, rest = _split_where_deeper(behind, label.end, depths)
        is_read = isinstance(label.what, Field) or label.what is Part.ALONE
        answers.append(Answer(label.what if is_read else None, own, label.language, label.person))
        answers.append(Answer(None, rest, label.language))
    return answers


def as_unicode(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which nothing could write down."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def has_labels(text: str) -> bool:
    """Does the text look like a form at all?"""
    return len({label.what for label in labels_in("\n".join(line for _, line in _lines(text)))}) > 1


def lines_of(value: str) -> list[str]:
    """The lines of an answer, each without its bullet; those that a client has wrapped are one."""
    found: list[str] = []
    numbered = _FIRST.search(value) is not None  # else "4. Dezember" is a day
    for line in value.split("\n"):
        bare = line.strip()
        if not bare:
            continue
        bullet = BULLET.match(line) or (numbered and NUMBER.match(line))
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
    text = _LINK.sub(_without_its_double, text[:_LONGEST_TEXT].replace("\xa0", " "))
    raw = [line for line in text.splitlines() if line not in (QUOTE, END_QUOTE)]
    split = [_unquoted(line) for line in raw[:_MOST_LINES]]
    for (depth, bare), below in zip(split, _depths_of_labels_below(split), strict=True):
        if signed_at is not None and depth <= signed_at:
            continue
        # A dash above another label is an answer.
        signed_at = depth if below > depth and history.SIGNATURE.match(bare) else None
        if signed_at is None and not history.SENT_FROM.match(bare) and not history.ORIGINAL_LINE.match(bare):
            kept.append((depth, bare))
    return _without_introductions(kept)


def _without_its_double(link: re.Match[str]) -> str:
    """Nothing in place of a link that its text shows already: Exchange makes "<ana@x.example<mailto:ana@x.example>>" of
    an address when it writes the plain text of an HTML message."""
    to = link["to"].rstrip("/")
    shown = link.string[max(0, link.start() - len(to) - 1) : link.start()].rstrip("/")
    return "" if shown.casefold().endswith(to.casefold()) else link[0]


def _unquoted(line: str) -> tuple[int, str]:
    marks = _QUOTED.match(line)
    return (marks[0].count(">") + marks[0].count("|"), line[marks.end() :]) if marks else (0, line)


def _depths_of_labels_below(lines: Sequence[tuple[int, str]]) -> list[float]:
    """For each line how deep the least quoted of the labels below it is, up to where the form ends or an old
    message begins."""
    above = next((at for at, (_, line) in enumerate(lines) if _introduces(line)), len(lines))
    text = "\n".join(line for _, line in lines[:above])
    form = takewhile(lambda label: label.what is not Part.END, labels_in(text))
    labelled = {text.count("\n", 0, label.begin) for label in form}
    found = [inf] * len(lines)
    for at in range(above - 1, 0, -1):
        found[at - 1] = min(found[at], lines[at][0] if at in labelled else inf)
    return found


def _introduces(line: str) -> bool:
    old = history.ORIGINAL_LINE.match(line) or history.HEADER_FIRST.match(line)
    return old is not None or history.WROTE.search(line) is not None


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
        if history.WROTE.search(joined) and not labels_in(first):
            following = next((other for other, text in lines[at + count :] if text.strip()), depth)
            return count if following > depth or "@" in joined else 0
    return 0


def _split_where_deeper(text: str, begin: int, depths: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """What is no deeper quoted than the label at ``begin``, and what follows from where it is."""
    own_depth = next((depth for start, depth in reversed(depths) if start <= begin - 1), 0)
    for start, depth in depths:
        if begin < start < begin + len(text) and depth > own_depth and text[start - begin :].strip():
            return text[: start - begin], text[start - begin :]
    return text, ""
