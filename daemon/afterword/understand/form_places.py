"""Labels of a form that a mail program has translated into words that are not ours: known by their place.

A heading is what stands at the beginning of a line as our labels do, ``words (a hint):``. The fields have an order, so
where as many headings stand between two labels as there are fields between them, each is the field of its place.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from afterword import forms
from afterword.forms import Field
from afterword.understand import form_labels
from afterword.understand.form_labels import Label, Part

_ORDER = tuple(Field)
_COLON = "[:\N{FULLWIDTH COLON}][*_]*"
_OPEN, _CLOSE = "(\N{FULLWIDTH LEFT PARENTHESIS}", ")\N{FULLWIDTH RIGHT PARENTHESIS}"
_NO_MARK = rf"[^\n:\N{{FULLWIDTH COLON}}<>{_OPEN}{_CLOSE}]"
_HEADING = re.compile(
    rf"^[ \t*_]{{0,4}}(?=[^\W\d_]){_NO_MARK}{{1,60}}[{_OPEN}][^{_OPEN}{_CLOSE}]{{2,140}}[{_CLOSE}]\s{{0,2}}{_COLON}",
    re.MULTILINE,
)
_ALONE = re.compile(
    rf"^{_NO_MARK}{{1,100}}(?P<address><[^<>\s@]{{1,64}}@[^<>\s]{{1,255}}>){_NO_MARK}{{0,40}}{_COLON}", re.MULTILINE
)
_END = re.compile(rf"^[{_OPEN}][^\n{_OPEN}{_CLOSE}]{{5,80}}[{_CLOSE}]\s*\Z", re.MULTILINE)


class _Heading(Struct, frozen=True):
    """A heading of the text. ``what`` is None where its words are not ours."""

    begin: int
    end: int
    what: Field | None


def labels_in(text: str) -> list[Label]:
    """The labels in the text, by their words and by their place, none within another.

    A heading whose place does not say which label it is, is ``Part.OURS``: what is written there is no other field's.
    """
    known = form_labels.labels_in(text)
    headings = _headings(text, known)
    if all(heading.what for heading in headings):
        return known
    language = next((label.language for label in known), forms.DEFAULT)
    found = [
        Label(heading.begin, heading.end, what, language)
        for heading, what in zip(headings, _places([heading.what for heading in headings]), strict=True)
        if heading.what is None and what is not None
    ]
    if not found:
        return known
    fields = sorted([*known, *found], key=lambda label: label.begin)
    for match in (*_ALONE.finditer(text), *_END.finditer(text)):
        before = next((label for label in reversed(fields) if label.begin < match.start()), None)
        if before is None or any(label.begin < match.end() and match.start() < label.end for label in fields):
            continue
        if match.re is _END:
            fields.append(Label(match.start(), match.end(), Part.END, language))
        elif before.what in (Field.FIT, Part.ALONE):
            fields.append(Label(match.start(), match.end(), Part.ALONE, language, match["address"]))
        fields.sort(key=lambda label: label.begin)
    return fields


def _headings(text: str, known: Sequence[Label]) -> list[_Heading]:
    found = [
        _Heading(label.begin, label.end, label.what)
        for label in known
        if isinstance(label.what, Field) and any(mark in text[label.begin : label.end] for mark in _OPEN)
    ]
    found += [
        _Heading(match.start(), match.end(), None)
        for match in _HEADING.finditer(text)
        if "\n\n" not in match[0] and not any(one.begin < match.end() and match.start() < one.end for one in known)
    ]
    return sorted(found, key=lambda heading: heading.begin)


def _places(fields: Sequence[Field | None]) -> list[Field | Part | None]:
    """Which label each heading is; None for one that is the user's own, because nothing is missing where it stands."""
    found: list[Field | Part | None] = []
    waiting, last = 0, -1
    for field in (*fields, None):
        at_end = len(found) + waiting == len(fields)
        if field is None and not at_end:
            waiting += 1
            continue
        place = len(_ORDER) if field is None else _ORDER.index(field)
        missing = _ORDER[last + 1 : place]
        found += missing if waiting == len(missing) else [Part.OURS if missing else None] * waiting
        if field is not None:
            found.append(field)
            waiting, last = 0, place
    return found
