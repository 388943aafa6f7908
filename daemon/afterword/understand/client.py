"""For whom somebody writes: an agency names its client beside itself, in the title, or "on behalf of" it.

The domain of an agency bears the agency's own name, so that what outweighs all else elsewhere says nothing here.
"""

import re
from collections.abc import Iterator

from afterword.understand import names
from afterword.understand.candidates import (
    CONFIRMED,
    Tally,
    folded,
    is_headed,
    is_one_name,
    names_a_business,
    overlapping,
    squeezed,
)
from afterword.understand.clues import Clues
from afterword.understand.firm import Parties, named_after
from afterword.understand.labels import is_named_by
from afterword.understand.occupation import is_an_occupation

# Nobody writes 様 behind the name of the own firm.
_HONOURED = re.compile(
    r"((?:株式会社|合同会社|有限会社)[^\s。、・「」]{1,20}?|[^\s。、・「」のはがを]{1,20}?(?:株式会社|合同会社|有限会社))様(?=[のとにへより、。\s]|$)"
)


def behalf_of(known: Parties, line: str) -> Iterator[str]:
    """Organisations in whose name the writer says to act, as far as they are not persons, offices or the writer's."""
    clues = known.clues
    for found in _HONOURED.finditer(line):
        if not known.confirm(found[1]):
            yield found[1]
    for vocabulary in clues.vocabularies:
        for match in overlapping(vocabulary.company_behalf, line):
            name = named_after(line[match.end() :].lstrip(" ,(:"))
            if name is None or known.confirm(name) or is_headed(clues, name) or is_an_occupation(clues, name):
                continue
            if any(one.unit.fullmatch(name) or one.company_around.fullmatch(name) for one in clues.vocabularies):
                continue
            if " " in name or not names.starts_given(name):
                yield name


def client_of(known: Parties, tally: Tally, in_title: Tally, found: str) -> str | None:
    """The employer that a title names, where ``found`` is an agency, a group, or whoever else invites; or None.

    Who finds people for others does not put the own name into the title. What the title names is the employer where
    the sender is called an agency, where the text speaks of a client, or where a sentence says "at" it too.
    """
    clues = known.clues
    if any(squeezed(found) in key or key in squeezed(found) for key in in_title.weights):
        return None
    is_agency = any(
        vocabulary.agency.search(found)
        or vocabulary.company_client.search(clues.text)
        or vocabulary.sends.search(clues.plain_text)
        for vocabulary in clues.vocabularies
    )
    for key, name in in_title.written.items():
        is_name = len(name) > 2 and names.starts_like_a_name(name) and not is_headed(clues, name)
        is_other = in_title.weights[key] < CONFIRMED or (is_agency and _has_another_domain(known, found, name))
        if is_name and is_other and (is_agency or _is_told_of(clues, name)):
            return _in_full(tally, name)
    return next(_whose_talk_it_is(known, tally), None) if is_agency else None


def _has_another_domain(known: Parties, found: str, name: str) -> bool:
    """Does another of the domains bear ``name`` than those that bear ``found``, as where a client takes part?"""
    borne = [label for label in known.labels if is_named_by(name, label)]
    return bool(borne) and not any(is_named_by(found, label) for label in borne)


def _whose_talk_it_is(known: Parties, tally: Tally) -> Iterator[str]:
    """Firms that the text says the talk is "at", as agencies do who name their client nowhere else."""
    clues = known.clues
    for line in clues.text.splitlines():
        for vocabulary in clues.vocabularies:
            for match in overlapping(vocabulary.company_sure_before, line):
                name = named_after(line[match.end() :])
                if name is None or known.confirm(name) or tally.weight(name) < 1.9 or names.starts_given(name):
                    continue
                if folded(name) not in folded(clues.event.location) and match[0] not in (
                    "in",
                    "en",
                    "w",
                    "we",
                    "na",
                    "no",
                ):
                    yield name


def _is_told_of(clues: Clues, name: str) -> bool:
    """Is it a kind of business, or does a sentence say "at" it, or "at" the word that it begins with; and no place?"""
    if folded(name) in folded(clues.event.location) or any(v.unit.fullmatch(name) for v in clues.vocabularies):
        return False
    if names_a_business(clues, name):
        return True
    if names.starts_given(name):
        return False
    first = name.split()[0]
    for line in clues.text.splitlines():
        for found in re.finditer(rf"(?<!\w){re.escape(name if len(first) < 5 else first)}(?!\w)", line):
            before = line[max(0, found.start() - 40) : found.start()].rstrip()
            if any(
                match.end() == len(before)
                for vocabulary in clues.vocabularies
                for match in overlapping(vocabulary.company_sure_before, before)
            ):
                return True
    return False


def _in_full(tally: Tally, name: str) -> str:
    """``name`` as the text has it: "Kuijpers" of the title is "Installatiebedrijf Kuijpers" there."""

    def plain(text: str) -> str:
        return f" {text.casefold()} ".replace("’", "'").replace("'s ", " ")

    longer = [
        one
        for key, one in tally.written.items()
        if tally.weights[key] >= 1.0 and plain(name) in plain(one) and is_one_name(one)
    ]
    return max(longer, key=len, default=name)
