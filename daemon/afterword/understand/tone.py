"""How a message is written: its language, whether on first-name terms, and how its writer names themselves (T5).

The pronouns tell most; then the greeting. Gender is never guessed: a title counts where the writer bears it.
"""

import re

from afterword.model import Manner, Person, Tone
from afterword.understand import names
from afterword.understand.language import language_of, small_words
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.manners import Manners, languages, manners

_LONGEST = 6_000
_GREETING_LINES = 3
_LEAST = 3
"""Small words of a language that a text must hold, so that it is told to be of that language."""
_ALONE = re.compile(r"^[^\W\d_a-z][\w'’-]+\s*[,!:.–-]*\s*$")
_TWO = re.compile(r"^[^\W\d_a-z][\w'’-]+\s+[^\W\d_a-z][\w'’ -]+[,!:.–-]*\s*$")
_IMPERSONAL = re.compile(
    r"^(?:candidat\w*|applicant|bewerber\w*|all|team|everyone|colleague\w*|sollicitant|kandyda\w*|interessent\w*)\b",
    re.IGNORECASE,
)


def manner_of(text: str, writer: Person | None = None) -> Manner:
    """The manner of a newly written text, signature and disclaimers apart; ``writer`` is named by its From."""
    honorific = honorific_of(writer.name) if writer else None
    language = told_language(text)
    if language is None or language not in languages():
        return Manner(language, None, honorific)
    tone, familiar = _tone(text[:_LONGEST], manners(language))
    return Manner(language, tone, honorific, familiar)


def told_language(text: str) -> str | None:
    """The language of a text (ISO 639-1), None where too little of it tells."""
    language = language_of(text)
    return language if language == "ja" or small_words(text, language) >= _LEAST else None


def honorific_of(name: str | None) -> str | None:
    """ "Dr. Nair" of "Dr. Priya Nair", "Frau Nair" of "Frau Nair": the first title that somebody bears in their own
    name, and the surname. None where there is no title."""
    if name is None or "," in name or not names.is_personal(name):
        return None
    words = name.split()
    titles = [word for word in words[:-1] if _is_borne(word)]
    if not titles or words[0] != titles[0] or names.is_title(words[-1]) or len(words) > 6:
        return None
    return f"{titles[0]} {words[-1]}"


_BORNE = frozenset(
    "dr prof professor frau herr mr mrs ms mx madame monsieur sra sr dott dott.ssa ing mevrouw dra mme".split()
)


def _is_borne(word: str) -> bool:
    return word.casefold().rstrip(".") in _BORNE and word[:1].isupper()


def _tone(text: str, words: Manners) -> tuple[Tone | None, bool]:
    """The tone, and whether it is surely that of "tu" and its like: two of these words, and more than polite ones."""
    written = " ".join(text.split())
    informal, formal = len(words.informal.findall(plain(text))), len(words.formal.findall(written))
    if informal != formal:
        polite = len(words.polite.findall(plain(text)))
        return (Tone.INFORMAL, informal > max(1, polite)) if informal > formal else (Tone.FORMAL, False)
    return _tone_of_greeting(text, words), False


def _tone_of_greeting(text: str, words: Manners) -> Tone | None:
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_GREETING_LINES]
    for number, line in enumerate(lines):
        greeting = words.greeting.match(line)
        whom = greeting["whom"].partition(",")[0].strip() if greeting else ""
        if whom:
            if words.titled.match(whom):
                return Tone.FORMAL
            if _IMPERSONAL.match(whom):
                return None
            if _ALONE.match(whom):
                return Tone.INFORMAL
            return Tone.FORMAL if _TWO.match(whom) else None
        if number == 0 and line.endswith(",") and _ALONE.match(line) and not words.greeting.match(line):
            return Tone.INFORMAL  # "Sam,"
    return None
