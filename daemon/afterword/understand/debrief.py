"""A debrief form that the owner has filled in (D1, D2): what it tells, and the lines that could not be read."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from afterword import forms
from afterword.forms import NOTES, Field
from afterword.model import Debrief, Notes, Person, Span
from afterword.understand.dates import loose_promise
from afterword.understand.day_names import days_named
from afterword.understand.form_labels import Part
from afterword.understand.form_lines import Answer, answers_in, as_unicode, has_labels, lines_of
from afterword.understand.html import text_of
from afterword.understand.mime import Message
from afterword.understand.people_noted import people_in, person_of, somebody_in
from afterword.understand.sentences import plain

LONGEST_NOTE = 1_000
"""Characters of one note; what goes beyond is a line that could not be read."""

_LONGEST_UNREAD = 300
_MOST_UNREAD = 200
_MOST_PEOPLE = 30
_HEADING = re.compile(r".{0,300}\b\d{4}-\d\d-\d\d \d{1,2}\.\d\d")
"""Our own line on which interview it is. Its blank may say otherwise by now: another company, another zone."""

_EMPTY = re.compile(r"[\W_]*")


def form_text(message: Message) -> str:
    """The text of a form as it came back: the plain one, or that of the HTML where the plain one is no form."""
    return text_of(message.html) if message.html and not has_labels(message.plain) else message.plain


def read_form(text: str, about: str, at: datetime, blank: str = "") -> tuple[Debrief, ...]:
    """What a form tells of the interview ``about``: first of everybody, then of each person alone.

    () where nothing is filled in. ``at`` is when it was written, by the clock of the user: days are read relative to
    its day, and it is kept as UTC. ``blank`` is the form as it was before: what can be read in that is nobody's answer.
    Never raises.
    """
    found, before = _Found(at.date()), _Found(at.date())
    for reader, source in ((found, text), (before, blank)):
        for answer in answers_in(as_unicode(source)):
            reader.add(answer)
    at = at.astimezone(UTC)
    everybody = Debrief(
        about,
        at,
        Notes(**{name.value: text for name, text in found.notes.items() if text != before.notes.get(name)}),
        people=tuple(person for person in found.people if person not in before.people)[:_MOST_PEOPLE],
        feedback_by=found.feedback_by,
        answers_from=found.answers_from,
        do_not_chase=found.do_not_chase,
        unread=tuple(line for line in dict.fromkeys(found.unread) if line not in before.unread)[:_MOST_UNREAD],
    )
    alone = (
        Debrief(about, at, Notes(highlight=text), whose=whose)
        for whose, text in found.alone.items()
        if text != before.alone.get(whose)
    )
    return (everybody, *alone) if everybody != Debrief(about, at) else tuple(alone)


def with_field(debrief: Debrief, what: Field, text: str) -> Debrief:
    """``debrief`` with what is written behind one label; what cannot be read is added to its ``unread``.

    Days are read relative to the day of its ``at``, which is to be by the clock of the user.
    """
    found = _Found(debrief.at.date())
    found.add(Answer(what, as_unicode(text), forms.DEFAULT))
    notes = {name.value: text for name, text in found.notes.items()}
    return replace(
        debrief,
        notes=replace(debrief.notes, **notes),
        people=(*debrief.people, *found.people),
        feedback_by=debrief.feedback_by if found.feedback_by is None else found.feedback_by,
        answers_from=found.answers_from or debrief.answers_from,
        do_not_chase=debrief.do_not_chase if found.do_not_chase is None else found.do_not_chase,
        unread=(*debrief.unread, *found.unread),
    )


class _Found(Struct):
    """What was read so far of a form that was written on ``day``."""

    day: date
    notes: dict[Field, str] = field(default_factory=dict)
    alone: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    feedback_by: date | Span | None = None
    answers_from: str | None = None
    do_not_chase: bool | None = None
    unread: list[str] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        lines = lines_of(answer.text)
        text = _prose(lines) if lines else ""
        if _is_blank(text) and not (answer.what is Field.DO_NOT_CHASE and _yes_or_no(text) is not None):
            return
        match answer.what:
            case None if not _HEADING.fullmatch(text):
                self._not_read(None, text)
            case Part.ALONE:
                self._add_alone(answer.person or "", text)
            case Field.PEOPLE | Field.OTHERS:
                self._add_people(answer.what, lines)
            case Field.FEEDBACK_BY:
                day = _day(text, self.day, answer.language)
                self.feedback_by = self.feedback_by or day
                if day is None:
                    self._not_read(answer.what, text)
            case Field.ANSWERS_FROM:
                self.answers_from = self.answers_from or somebody_in(text)
            case Field.DO_NOT_CHASE:
                said = _yes_or_no(text)
                self.do_not_chase = said if self.do_not_chase is None else self.do_not_chase
                if said is None:
                    self._not_read(answer.what, text)
            case Field() as name if name in NOTES:
                self.notes[name] = self._bounded(name, _joined(self.notes.get(name), text))

    def _add_alone(self, person: str, text: str) -> None:
        known = person_of(person)
        if known is None:
            self._not_read(None, f"{person}: {text}")
        else:
            whose = known.email or f"~{known.name}"
            self.alone[whose] = self._bounded(Field.HIGHLIGHT, _joined(self.alone.get(whose), text))

    def _add_people(self, what: Field, lines: Iterable[str]) -> None:
        for line in lines:
            for one in people_in(line):
                if isinstance(one, str):
                    self._not_read(what, one)
                elif len(self.people) >= _MOST_PEOPLE:
                    self._not_read(what, " ".join(filter(None, (one.name, one.email and f"<{one.email}>"))))
                elif one not in self.people:
                    self.people.append(one)

    def _bounded(self, what: Field, text: str) -> str:
        if len(text) <= LONGEST_NOTE:
            return text
        kept = text[:LONGEST_NOTE].rpartition(" ")[0] or text[:LONGEST_NOTE]
        self._not_read(what, text[len(kept) :])
        return kept

    def _not_read(self, what: Field | None, text: str) -> None:
        # Nothing of it is cut off: a form goes once every line of it is known.
        lines = textwrap.wrap(" ".join(text.split()), _LONGEST_UNREAD)
        self.unread += [f"{what.value}: {line}" if what else line for line in lines]


def _is_blank(text: str) -> bool:
    """Nothing, a dash, or a word for nothing."""
    return bool(_EMPTY.fullmatch(text)) or _word(text) in _words("nothing")


def _word(text: str) -> str:
    return text.strip(" \t\n.!()[]*_…").casefold()


@cache
def _words(kind: str) -> frozenset[str]:
    """The words for "nothing", "yes" or "no" in all languages of the form."""
    known = (getattr(forms.load(language), kind) for language in forms.languages())
    return frozenset(word.casefold() for words in known for word in words)


@cache
def _not_before() -> re.Pattern[str]:
    phrases = sorted(re.escape(phrase) for phrase in _words("not_before"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)".replace(r"\ ", r"\s+"), re.IGNORECASE)


def _yes_or_no(text: str) -> bool | None:
    for said in (_word(text), _word(re.split(r"[,.;–—-]", text.strip())[0])):
        if said in _words("yes"):
            return True
        if said in _words("no"):
            return False
    return None


def _prose(lines: Sequence[str]) -> str:
    """Several points as one text: each begins and ends as a sentence does. How the first begins is the letter's."""
    text = lines[0]
    for line in lines[1:]:
        if text[-1] in ";:,":
            text += f" {line}"
        else:
            text += (" " if text[-1] in ".!?…。！？" else ". ") + _capitalised(line)  # noqa: RUF001
    return text


def _capitalised(line: str) -> str:
    """With a capital at its beginning, but for words that have theirs elsewhere ("iPhone")."""
    return line[0].upper() + line[1:] if line.split(maxsplit=1)[0].islower() else line


def _joined(before: str | None, text: str) -> str:
    if before is None or text == before or text in before:
        return before or text
    return _prose([before, text])


def _day(text: str, written_on: date, language: str) -> date | Span | None:
    """The day, or the span, by which an answer is promised: in the language of its label, else in any.

    None where it names only the day before which there is none.
    """
    if _not_before().search(text):
        return None
    for code in (language, *forms.languages()):
        named = days_named(plain(text), written_on, code)
        if named:
            promised = loose_promise(text, written_on, code)
            return promised.until if promised else named[-1].until
    return None
