"""What a text says of people: addresses that it gives (T10), who will answer, and who the hiring manager is (C4)."""

import re
from collections.abc import Collection, Iterator

from msgspec.structs import replace

from afterword import addresses
from afterword.model import Manner, Person, Reply, Signal
from afterword.understand import names
from afterword.understand.language import small_words
from afterword.understand.sentences import sentences
from afterword.understand.text import NewText
from afterword.understand.vocabulary.manners import NAME, languages, manners

_MAX_TEXT = 20_000
_MAX_ADDRESSES = 20
_MAX_SENTENCES = 100
_LINES_ABOVE = 4
"""So far above its address stands a name in a signature."""
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = re.compile(NAME)
_LABEL = re.compile(r"\b(?:e-?mail|mail|correo|courriel|adresse|email address)\b\W*$", re.IGNORECASE)
_LONGEST_LINE = 500
_BESIDE = 60
"""So many characters away from a name, a title is that of its bearer."""


_SURELY = 0.5
"""What is taken for a message about something else with less confidence may still tell an address."""


def with_people(reply: Reply, written: NewText, manner: Manner, *, in_thread: bool) -> Reply:
    """The reply with what its text says of people, and whether it wants to be answered (F1).

    ``in_thread``: it answers another message. "Of course: Max Moe, max.moe@..." is about nothing but that then (T10).
    """
    language = manner.language
    unsure = reply.signal is Signal.UNRELATED and in_thread and reply.confidence < _SURELY
    if unsure and addresses_in(written.body, language):
        reply = replace(reply, signal=Signal.ACKNOWLEDGEMENT, reasons=("it gives an address", *reply.reasons))
    if reply.signal in (Signal.BOUNCE, Signal.UNRELATED):
        return reply
    rejects = reply.signal is Signal.REJECTION
    away = reply.signal is Signal.AUTO_REPLY  # it names who stands in, and not who answers
    return replace(
        reply,
        manner=manner,
        answers_from=None if away else answers_from(written.body, language),
        addresses=addresses_in(written.whole, language),
        no_answer_wanted=reply.no_answer_wanted or (rejects and refuses_feedback(written.body, language)),
    )


def addresses_in(text: str, language: str | None) -> tuple[Person, ...]:
    """The addresses that the text gives, each with every name that stands before it; without a name where the text
    says "her address is"."""
    found: dict[tuple[str, str | None], Person] = {}
    lines = text[:_MAX_TEXT].splitlines()
    speaks = manners(language).address if language in languages() else None
    for number, line in enumerate(lines):
        end = 0
        for match in _ADDRESS.finditer(line):
            email = addresses.normal(match[0])
            before, end = line[end : match.start()], match.end()
            if email is None or addresses.is_automated(email):
                continue
            if speaks is not None and speaks.search(before):
                found[email, None] = Person(email)
                continue
            for name in _names_before(before, lines[max(0, number - _LINES_ABOVE) : number]):
                found[email, name] = names.person(email, name)
        if len(found) >= _MAX_ADDRESSES:
            break
    return tuple(found.values())[:_MAX_ADDRESSES]


def answers_from(text: str, language: str | None) -> str | None:
    """The name of whom the reader is told to expect to hear from; the last one, None where nobody is named."""
    if language not in languages():
        return None
    patterns = manners(language or "").answers
    found = None
    for sentence in sentences(text[:_MAX_TEXT])[:_MAX_SENTENCES]:
        straight = sentence.replace("’", "'")
        for pattern in patterns:
            for match in pattern.finditer(straight):
                found = _bare(match["name"], language or "") or found
    return found


def manager_among(people: Collection[Person], title: str, text: str, language: str | None) -> Person | None:
    """The one of ``people`` who is said to be the hiring manager; None where that is nobody, or more than one.

    ``title`` is that of the event: "Hiring manager interview" with one person is with the hiring manager.
    """
    if language not in languages():
        return None
    known = [person for person in people if person.name]
    lines = [line[:_LONGEST_LINE] for line in (title, *text[:_MAX_TEXT].splitlines())]
    found = {person for line in lines for person in _titled(known, line, language or "")}
    if not found and len(people) == 1 and manners(language or "").manager.search(title):
        found = set(people)
    return found.pop() if len(found) == 1 else None


def refuses_feedback(text: str, language: str | None) -> bool:
    """Does it say that no feedback is given?"""
    if language not in languages():
        return False
    return any(manners(language or "").no_feedback.search(sentence.lower()) for sentence in sentences(text[:_MAX_TEXT]))


def _titled(people: list[Person], line: str, language: str) -> Iterator[Person]:
    """Who stands nearest to a title in the line: nobody else's name, and no end of a sentence, between."""
    for title in manners(language).manager.finditer(line):
        places = [
            (distance, person)
            for person in people
            for name in {person.name, person.first_name} - {None}
            for at in re.finditer(rf"(?<!\w){re.escape(name or '')}(?!\w)", line)
            if (distance := _distance(line, title.span(), at.span())) is not None
        ]
        if places:
            yield min(places, key=lambda place: place[0])[1]


def _distance(line: str, title: tuple[int, int], name: tuple[int, int]) -> int | None:
    (first, second) = sorted((title, name))
    between = line[first[1] : second[0]]
    return None if len(between) > _BESIDE or re.search(r"[.;!?]\s|\n", between) else len(between)


def _names_before(before: str, above: list[str]) -> Iterator[str]:
    bare = _LABEL.sub("", before)
    found = list(_names_in(bare))
    if not found and not re.search(r"\w{3,}", bare):  # the address has its line alone
        found = [name for line in above if len(line) < 80 and "@" not in line for name in _names_in(line)]
    yield from dict.fromkeys(found)


def _names_in(line: str) -> Iterator[str]:
    for match in _NAME.finditer(line.replace("’", "'")):
        name = names.without_titles(match[0].removesuffix("'s"))
        if name and names.is_personal(name):
            yield name


def _bare(name: str, language: str) -> str | None:
    """The name without titles and small words ("We", "A Lucy"); None where nothing is left."""
    words = name.split()
    while words and small_words(words[0], language):
        words = words[1:]
    return names.without_titles(" ".join(words))
