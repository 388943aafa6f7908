"""A message's new text taken apart, for the answer that may be in it: its sentences, what is found in them, and what
its envelope tells beside."""

import re

from msgspec import Struct

from afterword.model import Promise
from afterword.understand import dates, hits, meanings
from afterword.understand.automatic import has_automatic_subject
from afterword.understand.hits import Group, Hit
from afterword.understand.language import language_of, share_known, small_words
from afterword.understand.mime import Message
from afterword.understand.sentences import plain, sentences

LONGEST_EVIDENCE = 400
FEW = 40
"""Words of a short text."""
_REPLY_SUBJECT = re.compile(r"^\s*(?:re|aw|antw|sv|vs|rif|odp|res|ré|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_MAX_SENTENCES = 150
_LEAST_KNOWN = 0.12
"""Of the words of a text, as many are small words of its language at least."""
_HIRING = re.compile(
    r"\b(?:hr|rh|rrhh|hiring|recruit\w*|recrut\w*|reclut\w*|rekrut\w*|talento?s?|people|jobs?|careers?|personal(?:abteilung)?|"
    r"bewerb\w*|karriere|emploi\w*|carri[eè]res?|empleo|sele[cz]\w*|vagas|lavor\w*|risorse|personale|werving|werkenbij|vacatures?|"
    r"kadry|p&o|candida\w*)\b",
    re.IGNORECASE,
)


class Apart(Struct, frozen=True):
    """A message's new text, taken apart. ``in_thread``: it answers another message; ``automatic``: its subject is that
    of an automatic reply."""

    said: list[str]
    body: str
    found: dict[Group, Hit]
    words: hits.Vocabulary
    promise: Promise | None
    in_thread: bool
    about_job: bool
    automatic: bool

    def sure(self, group: Group) -> bool:
        """Does a sentence say it plainly?"""
        return bool(self.found[group].sure)

    def likely(self, group: Group) -> int:
        """How many different turns of phrase hint at it."""
        return len(self.found[group].kinds)

    def evidence(self, group: Group) -> str | None:
        """The sentence that says it, or hints at it first."""
        first = self.found[group].first
        return None if first is None else self.said[first][:LONGEST_EVIDENCE]

    def asks(self) -> bool:
        """Does it ask the owner for something?"""
        return any(self.words.asks.search(plain(sentence)) for sentence in self.said)


def language_understood(body: str) -> str:
    """The language of ``body``; "" for one that is none of those known here."""
    language = language_of(body)
    words = body.split()
    if len(words) < FEW and language in hits.known_languages() and language != "ja":
        # So short a text may hold no small word; what it says then tells the language.
        line = plain(body)
        scores = {
            name: small_words(body, name) + meanings.lexicon(name).weight(line) for name in hits.known_languages()
        }
        best = max(scores, key=lambda name: (scores[name], name == language))
        language = best if scores[best] > scores[language] else language
    return "" if share_known(body, language) < _LEAST_KNOWN else language


def taken_apart(message: Message, body: str, language: str) -> Apart:
    envelope = message.envelope
    said = sentences(body)[:_MAX_SENTENCES]
    in_thread = (
        envelope.in_reply_to is not None or bool(envelope.references) or bool(_REPLY_SUBJECT.match(envelope.subject))
    )
    if envelope.subject and not in_thread:
        said = [*said, envelope.subject]
    words = hits.vocabulary(language)
    found = hits.find(said, words)
    if envelope.subject and not in_thread:
        # "Invitation to interview" heads what comes before the interview as well as a next step.
        found[Group.NEXT_STEP].sure = [number for number in found[Group.NEXT_STEP].sure if number < len(said) - 1]
    written_on = envelope.day
    promise = dates.promise(body, written_on, language) if written_on else None
    about_job = bool(words.application.search(plain(f"{body[:4000]} {envelope.subject}")))
    return Apart(said, body, found, words, promise, in_thread, about_job, has_automatic_subject(message))


def from_hiring(message: Message) -> bool:
    """Does the sender's address or name say that it is a person, or those who hire?"""
    sender = message.envelope.sender
    local = (sender.email or "").partition("@")[0]
    if _HIRING.search(f"{local} {sender.name or ''}"):
        return True
    names = (sender.name or "").lower().split()
    return any(len(name) > 2 and name in local for name in names) and not is_mailing(message)


def is_mailing(message: Message) -> bool:
    return message.header("list-id") is not None or message.header("list-unsubscribe") is not None
