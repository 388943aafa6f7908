"""Facts as words: what a mail calls somebody or something, made fit to stand in a sentence.

Whatever comes from mail is cleaned here before it meets a template: one line, bounded, no control characters, no
characters that turn the direction of the text. What cannot stand in a sentence is unknown, and the note does without.
"""

import re
import unicodedata
from datetime import date, timedelta

from afterword.compose.language import Language

LONGEST_NAME = 60
LONGEST_ROLE = 80
LONGEST_COMPANY = 60
LONGEST_SUBJECT = 400
LONGEST_NOTE = 1200
MOST_WORDS = 10  # of a role or a company; more would be a sentence of its own

_JOINERS = "\u200c\u200d"  # Persian, Indic scripts and emoji are spelled with these
_INVISIBLE = ("Cc", "Cf", "Cs")  # controls, formats (bidi among them), lone surrogates
_BLANKS = "\t\n\r\v\f\x1c\x1d\x1e\x85"

_MARKUP = re.compile(r"[<>{}\[\]\\|]|://|\$\(|%%")
_NOTHING = frozenset(("tbd", "tba", "tbc", "n/a", "none", "null", "unknown", "undefined"))  # said of a role, a company
_NOT_A_NAME = re.compile(r"[\d@/:;=_*#?!()\"]")

_MAILBOXES = frozenset(  # local parts that are now and then taken for a name (T5)
    "admin calendar careers donotreply do-not-reply hello hiring hr info interviews invitation jobs mail mailer "
    "noreply no-reply office people recruiting recruitment scheduling support talent team".split()
)

_GENDERS = re.compile(
    r"""
    \s*[(\[]\s*
    (?: [mwfdxhniag]\*? (?: \s*[/|,.:·-]\s* [mwfdxhniag]\*? ){1,4} | mwd | wmd | mfd | fmd | mfx | gn | gn\*
      | all\ genders | alle\ geschlechter | any\ gender | div\.? )
    \s*[)\]]
    | [\s,–—-]+ [mwfdx] (?: /[mwfdx] ){2} (?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ROLE_WORD = re.compile(r"\s+(?:role|position|job|vacancy|opening|opportunity)$", re.IGNORECASE)
_CAPITALS = "A-ZÀ-ÖØ-Þ"
_NAME_IN_CAPITALS = re.compile(  # with a vowel: not "JRR"
    rf"(?<![\w'’.])(?=[{_CAPITALS}]*[AEIOUYÀ-ÖØ-Þ])[{_CAPITALS}]{{3,}}(?![\w'’.])"
)
_SPELLED_IN_WAYS = re.compile(
    r"\b(?:MA?C[A-Z]{3,}|VAN|VON|VOM|DE|DER|DEN|DEL|DELLA|DI|DA|DO|DOS|DAS|LA|LE|AL|EL|BIN|IBN)\b|['’]"
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_NO_ROLE = frozenset(("the", "role", "position", "job", "vacancy", "opening", "opportunity", "interview"))
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_WORD, _LONGEST_ACRONYM = 4, 5  # "LEAD" is a word, "SRE" and "SCADA" are none
_ACRONYMS = frozenset("apac asic benelux dach emea fpga hvac latam saas scada".split())
_SMALL_WORDS = frozenset(
    "a an and at by da das de del della dem den der des di do dos du e el en et for für im in la le mit of on op per "
    "pour to und van von voor with y zu".split()
)
_LEGAL_FORM = re.compile(
    r"""
    [,\s]+
    (?: GmbH(?:\s*&\s*Co\.?\s*KG(?:aA)?)? | gGmbH | mbH | AG | SE | KG | KGaA | UG | e\.\s?V\. | Ltd\.? | Limited
      | LLC | LLP | PLC | plc | Inc\.? | Corp\.? | S\.?A\.?S\.? | S\.?A\.?R\.?L\.? | S\.?A\.? | S\.?L\.?
      | B\.?V\.? | N\.?V\.? | S\.?p\.?A\.? | S\.?r\.?l\.? | Oyj? | AB | ASA? | A/S | ApS | Pty\.?(?:\ Ltd\.?)?
      | Ltda\.? | Lda\.? )
    $
    """,
    re.VERBOSE,
)
_REPLY_PREFIX = re.compile(
    r"^(?:(?:re|aw|antw|antwort|sv|vs|ref|rif|res|odp|ynt|atb)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+",  # noqa: RUF001 - Chinese clients write it
    re.IGNORECASE,
)
_OPENING = "¿¡«“„\"'( "  # what may stand before the first letter
_LIST_MARK = re.compile(r"^(?:[-*•–]\s+)+")
_ENDED = re.compile(r"[.!?…。！？؟][\"'”’»)]*$")  # noqa: RUF001 - the stops of other scripts
_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|mx|herr|frau|ing|dipl)\.?(?:-ing\.?)?\s+)+", re.IGNORECASE)


def one_line(text: str) -> str:
    """The text on one line: runs of white space are one blank, invisible characters are gone, NFC."""
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    seen = (char for char in text if char in _JOINERS or unicodedata.category(char) not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split()).strip(_JOINERS)


def term(text: str | None, longest: int) -> str | None:
    """A value from mail that may stand in a sentence, or None: markup, a placeholder and a novel may not."""
    if text is None or len(text) > 8 * longest:
        return None
    line = one_line(text)
    fits = 0 < len(line) <= longest and len(line.split()) <= MOST_WORDS
    return line if fits and any(char.isalnum() for char in line) and not _MARKUP.search(line) else None


def name(text: str | None) -> str | None:
    """The name of a person as one may write it, not shouted; None where it is no name (an address, a mailbox)."""
    line = term(text, LONGEST_NAME)
    known = line is not None and not _NOT_A_NAME.search(line) and line.casefold() not in _MAILBOXES
    return _without_shouting(line) if line is not None and known else None


def full_name(text: str | None) -> str | None:
    """``Priya Nair`` out of ``Nair, Priya`` and ``Priya NAIR`` too; None where only one part of the name is known."""
    line = name(text)
    if line is None:
        return None
    last, comma, first = line.partition(", ")
    if comma:
        line = f"{first} {last}"
    return line if " " in line and "," not in line else None


def _without_shouting(line: str) -> str:
    """A name of which a part is in capitals, as lists have surnames. Initials stay, and what may be spelled in more
    than one way ("MCDONALD", "VAN DER BERG")."""
    if _SPELLED_IN_WAYS.search(line):
        return line
    return _NAME_IN_CAPITALS.sub(lambda part: part[0].capitalize(), line)


def role(text: str | None) -> str | None:
    """The role without "(m/w/d)", without an article and a word for "role" of its own, and without shouting; None where
    there is none to name."""
    line = term(_GENDERS.sub("", one_line((text or "")[: 4 * LONGEST_ROLE])), LONGEST_ROLE)
    if line is None or line.casefold() in _NOTHING:
        return None
    named = term(_ROLE_WORD.sub("", _ARTICLE.sub("", line.strip(" ,;:–—-*"))), LONGEST_ROLE)
    if named is None or named.casefold() in _NO_ROLE:
        return None
    return _WORD.sub(_said_calmly, named) if named.isupper() and len(named) > _LONGEST_ACRONYM else named


def _said_calmly(word: re.Match[str]) -> str:
    """A word of a role that an advertisement has in capitals; a short one may be an acronym."""
    plain = word[0].lower()
    if plain in _SMALL_WORDS:
        return plain if word.start() else plain.capitalize()
    return word[0] if len(plain) < _SHORTEST_WORD or plain in _ACRONYMS else plain.capitalize()


def company(text: str | None) -> str | None:
    """The company as one says it: without its legal form."""
    line = term(text, LONGEST_COMPANY)
    if line is None or line.casefold() in _NOTHING:
        return None
    return term(_LEGAL_FORM.sub("", line).rstrip(" .,;"), LONGEST_COMPANY)


def reply_subject(subject: str | None) -> str | None:
    """The subject of an answer: the thread's own after one "Re:"; None where the thread has no subject."""
    line = _REPLY_PREFIX.sub("", one_line((subject or "")[: 4 * LONGEST_SUBJECT]))
    return f"Re: {line[:LONGEST_SUBJECT].rstrip()}" if line else None


def own_first_name(full: str) -> str:
    """What the writer signs with among people on first-name terms: the first word of the name, titles apart."""
    line = one_line(full)
    last, comma, first = line.partition(", ")
    words = _TITLE.sub("", f"{first} {last}" if comma else line).split()
    return words[0] if words else line


def day(when: date, read_on: date, language: Language) -> str:
    """``Tuesday``, or ``Tuesday 14 April`` where a reader could take it for another Tuesday."""
    return _filled(language.day if _is_near(when, read_on) else language.date, when, language)


def on_day(when: date, read_on: date, language: Language) -> str:
    """``on Tuesday``, or ``on Tuesday 14 April`` where a week or more lies between."""
    return _filled(language.on_day if _is_near(when, read_on) else language.on_date, when, language)


def of_day(when: date, read_on: date, language: Language) -> str:
    """``of Tuesday``, or ``of Tuesday 14 April`` where a week or more lies between."""
    return _filled(language.of_day if _is_near(when, read_on) else language.of_date, when, language)


def dated(when: date, language: Language) -> str:
    """``Friday 4 December``, always with its date."""
    return _filled(language.date, when, language)


def by_date(when: date, language: Language) -> str:
    """``by Friday 4 December``, always with its date."""
    return _filled(language.by_date, when, language)


def people(first_names: tuple[str, ...], language: Language) -> str | None:
    """``Priya and Tom``; more than three are "the team"; None for nobody. A name is said once."""
    known = tuple(dict.fromkeys(known for known in map(name, first_names) if known))
    if not known or len(known) > 3:
        return language.many_people if known else None
    *rest, last = known
    return f"{', '.join(rest)}{_joint_before(last, language)}{last}" if rest else last


def honorific(text: str | None) -> str | None:
    """``Dr Nair``: a title and a name; None where it is not both."""
    line = name(text)
    return line if line is not None and " " in line and "," not in line else None


def note(text: str | None) -> str | None:
    """What the user noted, as prose: on one line, opened by a capital, ended by a stop.

    None where there is nothing, or more than any note has room for. Its words stay as they are; a first word that has a
    capital of its own ("iOS") keeps its shape.
    """
    if text is None or len(text) > LONGEST_NOTE:
        return None
    line = _LIST_MARK.sub("", one_line(text))
    if not any(char.isalnum() for char in line):
        return None
    first = line.split(maxsplit=1)[0]
    if first == first.lower():
        opens_at = len(line) - len(line.lstrip(_OPENING))
        line = line[:opens_at] + line[opens_at : opens_at + 1].upper() + line[opens_at + 1 :]
    line = line.rstrip(" ,;:–—-")
    return line if _ENDED.search(line) else f"{line}."


def question(text: str | None, language: Language) -> str | None:
    """What the user noted as a question: as ``note``, but where they set no stop it ends by a question mark, with the
    mark before it that the language asks for. A wish ("I wonder how ...") is none."""
    line = note(text)
    if line is None or text is None or _ENDED.search(one_line(text).rstrip(" ,;:–—-")):
        return line
    if line.casefold().startswith(language.wishes):
        return line
    mark = language.opening_marks.get("?", "")
    return f"{'' if mark in line else mark}{line[:-1]}{' ' if '?' in language.blank_before else ''}?"


def _joint_before(name: str, language: Language) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(char))
    beginnings = [opening for opening in language.list_end_before if plain.startswith(opening)]
    return language.list_end_before[max(beginnings, key=len)] if beginnings else language.list_end


def _is_near(when: date, read_on: date) -> bool:
    return abs(read_on - when) < timedelta(days=7)


def _filled(pattern: str, when: date, language: Language) -> str:
    day = language.first_day if when.day == 1 else when.day
    number, month = when.weekday(), language.months[when.month - 1]
    weekday, on_weekday = language.weekdays[number], (language.on_weekdays or language.weekdays)[number]
    return pattern.format(weekday=weekday, on_weekday=on_weekday, day=day, month=month)
