"""The debrief form as a letter to the owner (D1): the facts that are known, and blanks to fill in.

``understand`` reads it when it comes back. What comes from mail stands in it without colons, so that no name of a
company can be taken for a label of ours.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from afterword import forms
from afterword.compose import words
from afterword.errors import UnfitText
from afterword.forms import Field, Form
from afterword.model import Brief, Letter, Person

_LONGEST_SUBJECT_PART = 60
_LONGEST_NOT_READ = 200
_OPENING = dict.fromkeys(map(ord, ":：“”"), " ")  # noqa: RUF001
_MOST_ALONE = 6  # persons for whom there is a blank of their own; a larger panel has the command


def form(brief: Brief) -> Letter:
    """The form of ``brief.sheet``, in the language of the brief if there is one, else in English.

    Its subject ends in the id of the interview, by which the form is known again whatever a client makes of it. Blocks
    stand between blank lines, so that wrapping lines anew joins no two of them. Raises ``UnfitText`` without a sheet.
    """
    sheet = brief.sheet
    if sheet is None:
        raise UnfitText(["there is no text for a debrief without its sheet"])
    known = forms.load(forms.closest_language(brief.language))
    firm, role = words.company(brief.company), words.role(brief.role)
    named = [_plain(part)[:_LONGEST_SUBJECT_PART].rstrip() for part in (firm, role) if part]
    start = sheet.start.astimezone(ZoneInfo(brief.writer.time_zone))
    subject = known.subject.format(interview=", ".join((*named, f"{start:%Y-%m-%d}"))) + f" ({sheet.about})"
    people = [described for person in sheet.people if (described := _person(person))]
    blocks = [
        f"{known.interview}: {', '.join((*named, _time(start)))}",
        known.intro,
        *_asked_again(sheet.not_read, known, None),
    ]
    for field in Field:
        blocks += _asked_again(sheet.not_read, known, field)
        blocks.append(
            " ".join((_label(known, field), *([", ".join(people)] if field is Field.PEOPLE else []))).rstrip()
        )
        if field is Field.FIT and len(people) > 1:
            blocks += [f"{known.alone.format(person=person)}:" for person in people[:_MOST_ALONE]]
    blocks.append(known.end)
    return Letter(subject, "\n\n".join(blocks) + "\n")


def _label(known: Form, field: Field) -> str:
    label = known.labels[field]
    return f"{label.name} ({label.hint}):"


def _asked_again(not_read: tuple[str, ...], known: Form, field: Field | None) -> list[str]:
    """What was written behind this label in an earlier form, and could not be read; without a field, under none."""
    found = []
    for line in not_read:
        name, colon, text = line.partition(": ")
        of_field = Field(name) if colon and name in set(Field) else None
        if of_field is field:
            found.append(f"{known.not_read}: “{_plain(text if of_field else line)[:_LONGEST_NOT_READ]}”")
    return found


def _person(person: Person) -> str:
    name = words.full_name(person.name) or words.name(person.name) or ""
    return " ".join(filter(None, (name.replace(",", ""), f"<{person.email}>" if person.email else "")))


def _time(start: datetime) -> str:
    return f"{start:%Y-%m-%d} {start.hour}.{start:%M}"


def _plain(text: str) -> str:
    """On one line and without what opens an answer, or ends a quotation."""
    return " ".join(words.one_line(text.translate(_OPENING)).split())
