"""To whom a message speaks, and about whom: a greeting by another person's name than the owner's means that it is not
for the owner, and the answer to "your son's application" is none of the owner's own.

A name counts only where both are known for certain: the owner's from the display name or the address of the copy that
came (``sam.rivera@``), the other's from the greeting. Short forms, initials and usual nicknames are the owner's own.
"""

import re
import unicodedata
from collections.abc import Collection

from afterword import addresses
from afterword.model import Envelope
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.manners import Manners, languages, manners
from afterword.understand.vocabulary.matters import languages as languages_of_matters
from afterword.understand.vocabulary.matters import matters, nicknames

_MOST = 3_000
_FIRST_LINES = 2
_MOST_WORDS = 4
_ALIKE = 3
"""Letters with which two forms of one name begin ("Samuel", "Sammy", the vocative "Samie")."""
_NAMES = re.compile(r"(?:[^\W\d_]{2}[\w'’-]*(?:\.\s?|\s|$)){1,4}")
_AND = frozenset("and und et y e en i &".split())
_IMPERSONAL = re.compile(
    r"\b(?:candid\w*|kandid\w*|kandyd\w*|applicants?|bewerber\w*|interessent\w*|sollicitant\w*|colleague\w*|kolleg\w*|collègue\w*|collega|team|all|everyone|"
    r"everybody|friends?|sir|madam|damen|herren|zusammen|there|again|back|tous|toutes|todos|todas|tutti|allemaal|wszyscy|państwo|"
    r"hiring|manager|morning|afternoon|evening|tag|morgen|abend|tardes|noches|noche|giorno|dia|tarde)\b",
    re.IGNORECASE,
)


def somebody_else(body: str, language: str, envelope: Envelope, own: Collection[str]) -> str | None:
    """Whom ``body`` greets, where that cannot be the owner, or is about ("your son's application"); else None."""
    if language in languages_of_matters() and (about := matters(language).somebody.search(plain(body[:_MOST]))):
        return about[0]
    if language not in languages():
        return None
    known = _names_of_owner(envelope, own)
    greeted = _greeted(body, manners(language))
    if greeted is None or len(known) < 2:
        return None
    words = [_folded(word) for word in re.findall(r"[^\W\d_]{2,}", greeted)]
    words = [word for word in words if word not in _AND]
    if not words or any(_same_name(word, name) for word in words for name in known):
        return None
    return greeted


def _greeted(body: str, words: Manners) -> str | None:
    """Who is greeted in the first lines, as written, without a title; None where that is no person's name."""
    lines = [line.strip() for line in body.splitlines() if line.strip()][:_FIRST_LINES]
    for line in lines:
        found = words.greeting.match(line)
        if found is None:
            continue
        whom = re.split(r"[,:;!.–—]\s|[,:;!.–—]?$|\s[-–—]\s", found["whom"].strip(), maxsplit=1)[0].strip()
        while title := words.titled.match(whom):
            whom = whom[title.end() :].lstrip(". ")
        named = whom.split()
        capitals = all(word[:1].isupper() or word in _AND for word in named)
        if named and len(named) <= _MOST_WORDS and capitals and _NAMES.fullmatch(whom) and not _IMPERSONAL.search(whom):
            return whom
        return None
    return None


def _names_of_owner(envelope: Envelope, own: Collection[str]) -> frozenset[str]:
    """The owner's given and family names; none where it is not certain that both are known."""
    found: set[str] = set()
    copies = [person for person in (*envelope.to, *envelope.cc) if person.email in own]
    if not copies:
        return frozenset()  # it came by an address that is not known here, which may bear another name
    for person in copies:
        if person.name:
            found |= _two_or_more(re.findall(r"[^\W\d_]+", person.name))
    for address in own:
        local = (addresses.normal(address) or "").partition("@")[0].partition("+")[0]
        found |= _two_or_more(re.split(r"[._\-]", local))
    return frozenset(found)


def _two_or_more(words: Collection[str]) -> set[str]:
    names = {_folded(word) for word in words if len(word) >= _ALIKE and word.isalpha()}
    return names if len(names) > 1 else set()


def _same_name(one: str, other: str) -> bool:
    """May these be forms of one name? Not told apart where their scripts differ."""
    if one[:_ALIKE] == other[:_ALIKE] or one in other or other in one or one.isascii() != other.isascii():
        return True
    return any(one in names and other in names for names in nicknames())


def _folded(word: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
