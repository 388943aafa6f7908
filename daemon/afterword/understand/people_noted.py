"""People as a user notes them: "Priya Nair <priya@halden.example>; Tom Beckett - CTO", "Nair, Priya <...>"."""

import re
from collections.abc import Iterator

from afterword.model import Person
from afterword.understand import names
from afterword.understand.form_lines import as_unicode
from afterword.understand.vocabulary.naming import naming

ADDRESS = re.compile(r"(?:mailto:)?<?(?P<email>[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+)>?")
_BETWEEN = re.compile(r"(;|,(?![^<>]*>)|(?<=>)\s+(?=\w)|\s(?:and|und|et|y|e|en)\s)")
_PARTICLES = frozenset(
    "af al av bin d' da das de del della den der di do dos du e el i la le ten ter van von y zu".split()
)
_LONGEST_NAME = 200
_NOTHING = re.compile(r"[\W_]*")
# "Nair, Priya <priya@halden.example>", where nothing but another person stands before it.
_SURNAME_FIRST = re.compile(
    r"(?P<before>^|[;>]|,|\s(?:and|und|et|y|e|en)\s)\s*"
    rf"(?P<surname>(?:(?:{'|'.join(sorted(_PARTICLES))})\s+){{0,3}}[^\W\d_][\w'’-]{{0,60}}),\s*"
    r"(?P<given>[^\W\d_][\w'’.-]{0,60}(?:\s[^\W\d_][\w'’.-]{0,60})?)\s*(?P<address><[^<>\s]{1,320}@[^<>\s]{1,255}>)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s[-–—|]\s")


def people_in(line: str) -> Iterator[Person | str]:
    """The people whom a line names, and as text each piece of it that names nobody. Titles of theirs are left out."""
    pieces = _BETWEEN.split(_SURNAME_FIRST.sub(_given_name_first, line))
    before: Person | None = None
    for separator, piece in zip((None, *pieces[1::2]), pieces[::2], strict=True):
        own, *rest = _BESIDE.split(piece, maxsplit=1)
        address = ADDRESS.search(" ".join(rest))
        if rest and not own.strip().endswith(">") and address:  # "Priya Nair - CTO <priya@halden.example>"
            own, rest = f"{own} {address[0]}", [rest[0][: address.start()], rest[0][address.end() :]]
        person = _somebody(own)
        if before and separator == "," and not before.email and is_function(_name_in(own)):
            if person is None:
                continue  # "Priya Nair, CTO"
            person = Person(person.email)  # "Priya Nair, CTO <priya@halden.example>"
        if person is None:
            if not _NOTHING.fullmatch(piece):
                yield from _kept(before)
                yield piece
                before = None
            continue
        if before and not person.name and not before.email:  # "Ana Lima, ana@halden.example"
            before = Person(person.email, before.name, before.first_name)
        else:
            yield from _kept(before)
            before = person
        for text in rest:
            if not _NOTHING.fullmatch(text) and not is_function(text):
                yield from _kept(before)
                yield text.strip()
                before = None
    yield from _kept(before)


def person_of(text: str) -> Person | None:
    """One person: ``Priya Nair <priya@halden.example>``, either half of it; None where it is neither."""
    text = as_unicode(text)
    address = ADDRESS.search(text)
    email = address["email"].lower() if address else None
    name = _name_in(text)
    if not names.is_personal(name) or any(char.isdigit() for char in name) or is_function(name):
        return None if email is None else Person(email, None, names.first_name(None, email))
    return Person(email, name, names.first_name(name, email))


def somebody_in(text: str) -> str:
    """Whom a text is about: an address, else the name in "Lucy (HR)" or "Frau Marsh vom Personal"; else all of it,
    as it may be a name that is written otherwise."""
    text = as_unicode(text)
    if address := ADDRESS.search(text):
        return address["email"].lower()
    return names.without_titles(_first_name_written(_name_in(text))) or text[:_LONGEST_NAME]


def _first_name_written(text: str) -> str:
    """The words that begin as names do, up to the first that does not: no one letter alone, and no function."""
    found: list[str] = []
    for word in _BETWEEN.split(text)[0].split():
        if not word[0].islower() or (found and word in _PARTICLES):
            found.append(word.rstrip(",;:."))
        elif found:
            break
    while found and found[-1] in _PARTICLES:
        found.pop()
    name = " ".join(found)
    return "" if len(name) < 2 or is_function(name) else name


def is_function(text: str) -> bool:
    """Is it what somebody does, "VP Sales" or "Head of Engineering", and no name?"""
    words = [word for word in re.findall(r"[^\W\d_]+", text.casefold()) if word not in _PARTICLES]
    return bool(words) and all(word in naming().functions for word in words)


def _kept(person: Person | None) -> Iterator[Person]:
    if person is not None:
        yield person


def _somebody(piece: str) -> Person | None:
    person = None if _NOTHING.fullmatch(piece) else person_of(piece)
    if person and not person.email and not _is_written_as_a_name(person.name or ""):
        return None  # "the CTO", "same as above": nobody whose address could be asked for
    return person


def _name_in(text: str) -> str:
    """What is left beside the address, without remarks in parentheses."""
    address = ADDRESS.search(text)
    rest = (text[: address.start()] + text[address.end() :]) if address else text
    return " ".join(re.sub(r"\([^()]*\)|\[[^\[\]]*\]|[<>\"]", " ", rest).split()).strip(" ,;:-–—.*")


def _given_name_first(found: re.Match[str]) -> str:
    surname, given, address = found["surname"], found["given"], found["address"]
    if is_function(given):
        return found[0]  # "Priya, CTO <...>"
    shown = surname.casefold() in address.casefold()
    if not shown and (" " in given or names.is_given_name(surname)):
        return found[0]  # "Ana, Bo Ek <bo@halden.example>": two people
    return f"{found['before']} {given} {surname} {address}"


def _is_written_as_a_name(text: str) -> bool:
    """Does every word of it begin as names do: no small letter but in "van der", no capitals alone as in "CTO"?"""
    words = [word for word in text.split() if word not in _PARTICLES]
    capitals = len(words) == 1 and len(text) > 1 and text.isascii() and text.isupper()
    return bool(words) and not capitals and not any(word[0].islower() for word in words)
