"""The debrief form (D1, D2): when it is wanted, how it is known again, and what is asked about it."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import sha256

from msgspec.structs import replace

from afterword.decide.briefs import brief_of, sender_of
from afterword.decide.case import Case
from afterword.decide.noted import debriefs_of, field_of, not_read, with_known_address
from afterword.decide.visits import Visit
from afterword.model import Key, Kind, Notes, Person, Question, Sheet, Wanted, Wish

LIES_AT_MOST = timedelta(days=7)  # D2
_ABOUT = re.compile(r"\((i[0-9a-f]{10})\)")


def form_about(subject: str) -> str | None:
    """The interview that a message is the debrief form of, by the id at the end of its subject; None for any other.

    That tells which it is, and not that it is to be believed: only what lies in the owner's Drafts or Sent is.
    """
    found = _ABOUT.findall(subject)
    return str(found[-1]) if found else None


def debrief_forms(case: Case) -> Iterator[Wish]:
    """A form for each visit: placed with its thank-yous, until it has served or for a week (D2).

    What could not be read of one that came back is asked in another. Where there never was a form, and is to be none,
    there is nothing to say of it.
    """
    if not case.moment.settings.debrief:
        return
    for visit in case.visits:
        found = [debrief_form(case, visit)]
        if lines := _not_read(case, visit):
            found.append(debrief_form(case, visit, lines))
        yield from (one for one in found if one.wanted is not Wanted.NO or case.rows(one.key))


def debrief_form(case: Case, visit: Visit, lines: tuple[str, ...] = ()) -> Wish:
    """The form of a visit, wanted or not; with ``lines`` that could not be read, the one that asks about them."""
    owner, due = case.moment.owner, visit.end + case.moment.settings.thank_you_after
    address = sender_of(case, visit)
    myself = Person(address, owner.name)
    occasion = visit.day.isoformat()
    if any(one.day == visit.day and one.start < visit.start for one in case.visits):
        occasion += f"/{visit.interviews[0].id}"  # another form than that of the morning
    if lines:  # another form than the first, which the user may have sent or thrown away
        occasion += "/" + sha256("\0".join(lines).encode()).hexdigest()[:6]
    wanted, reason = _form_wanted(case, visit, lines)
    first = visit.interviews[0]
    people = tuple(with_known_address(one, case.application, visit) for one in visit.interviewers)
    return Wish(
        key=Key(Kind.DEBRIEF, case.application.id, address, occasion),
        wanted=wanted,
        recipient=myself,
        sender=address,
        account=case.application.account,
        since=visit.end,
        reason=reason,
        brief=replace(
            brief_of(case, visit, myself, Kind.DEBRIEF, due),
            notes=Notes(),
            sheet=Sheet(first.id, visit.start, people, lines, _others_invited(visit, people)),
        ),
        due=due,
        deadline=due + LIES_AT_MOST,
    )


def _others_invited(visit: Visit, people: Sequence[Person]) -> tuple[Person, ...]:
    """Whom an invite named that does not count any more: an update or the user has taken them out since."""
    invited = dict.fromkeys(person for interview in visit.interviews for person in interview.invited)
    return tuple(one for one in invited if one not in (*people, *visit.interviewers))


def _form_wanted(case: Case, visit: Visit, lines: Sequence[str]) -> tuple[Wanted, str]:
    now, settings = case.moment.now, case.moment.settings
    due = visit.end + settings.thank_you_after
    if now < due:
        return Wanted.LATER, "due when the thank-yous are (D1)"
    if now >= due + LIES_AT_MOST:
        return Wanted.NO, "a week has passed (D2)"
    if not case.outcome.thank:
        return Wanted.NO, f"{case.outcome.reason} (C9)"
    if lines:
        return Wanted.YES, "something in your notes could not be read (D2)"
    if debriefs_of(case.application, visit.interviews):
        return Wanted.NO, "your notes are known (D2)"
    confirmed = visit.confirmed_at is not None and visit.confirmed_at >= due
    if visit.first_seen > visit.end + settings.thank_you_within and not confirmed:
        return Wanted.NO, "it was over for long when it was first seen (T2)"
    return Wanted.YES, "for your notes on the interview, while they are fresh (D1)"


def questions_about_notes(case: Case) -> Iterator[Question]:
    """What of the user's notes could not be read (D2)."""
    for visit in case.visits:
        about = visit.interviews[0].id
        if case.moment.now >= visit.end + case.moment.settings.look_back:
            continue
        for line in _not_read(case, visit):
            name = field_of(line)
            text = line.partition(": ")[2] if name else line
            under = f" under “{name.replace('_', ' ')}”" if name else ""
            name_of_question = "q" + sha256(f"notes {line}\0{about}".encode()).hexdigest()[:10]
            command = f"afterword note {about} {name or 'highlight'}=..."
            yield Question(name_of_question, about, f"What is “{text}”{under} in your notes? `{command}`")


def _not_read(case: Case, visit: Visit) -> tuple[str, ...]:
    return not_read(debriefs_of(case.application, visit.interviews))
