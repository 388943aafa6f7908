"""The last look at a text before it may be placed (T8): every fault it has, in plain words.

The words of a mail (names, a role, a company) and the user's own notes are exempt from the rules of style: "Duran
Duran" is a name. What is right typography differs by language, and ``language.toml`` says it.
"""

import re
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from afterword.compose.language import Language, signs_off_elsewhere

MOST_WORDS = 120  # T4: of the body without its signature
_MASK = "\N{OBJECT REPLACEMENT CHARACTER}"

_RULES = (
    (re.compile(r"[{}]|%\w+%|\$[^\W\d]\w*"), "a template leftover"),
    (re.compile(r"\[[^\]]*\]|<[^>]*>|\bX{3,}\b|\bTBD\b|\bTODO\b|\bNone\b|\blorem\b|_{2,}"), "a placeholder"),
    (re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});"), "an HTML entity"),
    (re.compile("\N{REPLACEMENT CHARACTER}"), "a character that was lost: the file has to be UTF-8"),
    (re.compile(r"  |[\t\r\v\f\u00a0]"), "doubled or odd white space"),
    (re.compile(r"[,;:]\s*[,.;:!?]|(?<!\.)\.\.(?!\.)|\(\s*\)"), "punctuation without words"),
    (re.compile(r"![^!]*!", re.DOTALL), "more than one exclamation mark"),
)
_DOUBLED = re.compile(r"(?<!\w)([^\W\d_]+)\s+\1(?!\w)", re.IGNORECASE)
_MARKS = ",.;:!?»)"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class Note(Struct, frozen=True):
    """A letter in its parts. ``paragraphs`` are one line each; ``signature`` is the user's own and is not judged.

    ``is_reply``: the subject is the thread's own, whatever it reads like. ``formal`` is its form of address, None
    where that does not matter.
    """

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    close: str
    signature: str
    is_reply: bool = False
    formal: bool | None = None

    @property
    def words(self) -> int:
        """Of greeting, paragraphs and close."""
        return len(" ".join((self.greeting, *self.paragraphs, self.close)).split())


def faults(
    note: Note,
    *,
    greetings: tuple[str, ...],
    values: tuple[str, ...],
    language: Language,
    notes: tuple[str, ...] = (),
    ours: bool = True,
) -> tuple[str, ...]:
    """Every fault of the note, none of them quoting a mail.

    ``greetings`` are right ones; ``values`` come from mail; ``notes`` are the user's, as sentences. The words that we
    do not use are no fault where the text is not ``ours``.
    """
    not_ours = (*values, *notes)
    but_stops = (*values, *(text.rstrip(".!?") for text in notes))  # the stops of notes end sentences, however spaced
    judged = {"body": "\n".join((note.greeting, *note.paragraphs, note.close))}
    if not note.is_reply:
        judged["subject"] = note.subject
    found: list[str] = []
    for where, text in judged.items():
        own = _masked(text, not_ours)
        found += _faults_of_style(where, own, language)
        found += [f"{where}: the words “{phrase}”" for phrase in discouraged(own, language) if ours]
        if note.formal is not None:
            wrong = language.only_informal if note.formal else language.only_formal
            shown = _any_of(wrong).findall(own)
            found += [f"{where}: “{word}” in the other form of address" for word in shown]
    for number, paragraph in enumerate(note.paragraphs, start=1):
        first, *sentences = _SENTENCE_END.split(_masked(paragraph, but_stops))
        if number == 1 and language.lower_case_after_greeting:
            if first[:1].isupper() and first.split(maxsplit=1)[0].strip(".,") not in language.capitalised:
                found.append("paragraph 1: it opens in upper case after the greeting")
        else:
            sentences.insert(0, first)
        if any(sentence.lstrip("¿¡«“„(")[:1].islower() for sentence in sentences):
            found.append(f"paragraph {number}: a sentence opens in lower case")
        if not paragraph.endswith((".", "?", "!", *notes)):  # a note ends as its writer has it: “well done!”
            found.append(f"paragraph {number}: the last sentence has no end")
    if note.words > MOST_WORDS:
        found.append(f"the body has {note.words} words, {MOST_WORDS} are the most (T4)")
    if note.greeting not in greetings:
        found.append("the greeting does not match the recipient (T5)")
    if signs_off_elsewhere(note.close, language):
        found.append("the sign-off is of another language")
    if not ours and _words_of(note.close) & _words_of(note.signature.partition("\n")[0]):
        found.append("the close has your name in it, which follows it by itself")
    if not note.paragraphs or not all(any(char.isalnum() for char in block) for block in note.paragraphs):
        found.append("an empty block")
    if not note.subject.strip():
        found.append("no subject")
    if not note.signature.strip():
        found.append("no signature")
    return tuple(dict.fromkeys(found))


def _faults_of_style(where: str, text: str, language: Language) -> list[str]:
    found = [f"{where}: {fault}" for rule, fault in _RULES if rule.search(text)]
    found += [f"{where}: {fault}" for fault in _faults_of_typography(text, language)]
    doubled = (word.casefold() for word in _DOUBLED.findall(text))
    if any(word not in language.may_double for word in doubled):
        found.append(f"{where}: a doubled word")
    if _is_shouted(text):
        found.append(f"{where}: words in capitals alone")
    return found


def _words_of(line: str) -> set[str]:
    return {word for word in re.split(r"\W+", line.casefold()) if len(word) > 1}


def _is_shouted(text: str) -> bool:
    """Do two words in capitals follow each other? One alone may be an acronym."""
    words = [word.strip(".,;:!?()«»“”") for word in text.split()]
    loud = [len(word) > 2 and word.isalpha() and word.isupper() for word in words]
    return any(one and other for one, other in pairwise(loud))


def discouraged(text: str, language: Language) -> tuple[str, ...]:
    """The words of a text that no note of ours contains."""
    return tuple(sorted(set(_any_of(language.banned).findall(text.casefold()))))


def _faults_of_typography(text: str, language: Language) -> list[str]:
    """Blanks about marks, and marks that come in pairs, as the language has them."""
    tight = "".join(mark for mark in _MARKS if mark not in language.blank_before)
    found = ["a blank before punctuation"] if re.search(rf"\s[{re.escape(tight)}]", text) else []
    if language.blank_before and re.search(
        rf"[^\s{re.escape(_MARKS)}][{re.escape(language.blank_before)}](?!\d)", text
    ):
        found.append("no blank before punctuation")
    if language.blank_after and re.search(rf"[{re.escape(language.blank_after)}]\S", text):
        found.append("no blank after punctuation")
    for closing, opening in language.opening_marks.items():
        if text.count(closing) != text.count(opening):
            found.append(f"“{closing}” without “{opening}”")
    return found


@lru_cache(maxsize=256)  # of values, which differ from brief to brief, and of lists of a language
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases)) or '(?!)'})(?!\w)")


def _masked(text: str, values: tuple[str, ...]) -> str:
    """The text with every value that is not ours made opaque, longest first."""
    return _any_of(tuple(sorted(values, key=len, reverse=True))).sub(_MASK, text)
