"""For whom somebody writes: an agency names its client beside itself, in the title, or "on behalf of" it.

The domain of an agency bears the agency's own name, so that what outweighs all else elsewhere says nothing here.
"""

from collections.abc import Iterator

from afterword.understand import names
from afterword.understand.candidates import CONFIRMED, Tally, is_headed, is_one_name, overlapping, squeezed
from afterword.understand.clues import Clues
from afterword.understand.firm import Parties, named_after
from afterword.understand.occupation import is_an_occupation


def behalf_of(known: Parties, line: str) -> Iterator[str]:
    """Organisations in whose name the writer says to act, as far as they are not persons, offices or the writer's."""
    clues = known.clues
    for vocabulary in clues.vocabularies:
        for match in overlapping(vocabulary.company_behalf, line):
            name = named_after(line[match.end() :].lstrip(" ,(:"))
            if name is None or known.confirm(name) or is_headed(clues, name) or is_an_occupation(clues, name):
                continue
            if any(one.unit.fullmatch(name) or one.company_around.fullmatch(name) for one in clues.vocabularies):
                continue
            if " " in name or not names.starts_given(name):
                yield name


def client_of(clues: Clues, tally: Tally, in_title: Tally, found: str) -> str | None:
    """The client that a title names, where ``found`` is an agency, or where the text speaks of a client; or None.

    Who finds people for others does not put the own name into the title.
    """
    if squeezed(found) in in_title.weights:
        return None
    is_agency = any(
        vocabulary.agency.search(found) or vocabulary.company_client.search(clues.text)
        for vocabulary in clues.vocabularies
    )
    if not is_agency:
        return None
    for key, name in in_title.written.items():
        is_name = len(name) > 2 and names.starts_like_a_name(name) and not is_headed(clues, name)
        if is_name and in_title.weights[key] < CONFIRMED:
            return _in_full(tally, name)
    return None


def _in_full(tally: Tally, name: str) -> str:
    """``name`` as the text has it: "Kuijpers" of the title is "Installatiebedrijf Kuijpers" there."""
    lowered = f" {name.casefold()} "
    longer = [
        one
        for key, one in tally.written.items()
        if tally.weights[key] >= 1.0 and lowered in f" {one.casefold()} " and is_one_name(one)
    ]
    return max(longer, key=len, default=name)
