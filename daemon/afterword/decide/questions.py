"""What only the user knows: asked in ``status``, answered by ``confirm``, ``ignore`` and ``answered``."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from afterword.decide.case import Case, Moment, local_day
from afterword.decide.noted import answers_from
from afterword.decide.standing import open_doubts
from afterword.decide.visits import end_of, took_place
from afterword.decide.who import named
from afterword.decide.workdays import ONE_DAY, start_of
from afterword.model import Application, ApplicationState, Interview, Question

MUCH_OVERDUE = 5  # working days; a chaser first seen later than that is a question
INVITE_WITHIN = 5  # working days after a next step was announced (F3)


def is_worth_asking(interview: Interview, moment: Moment) -> bool:
    """Would the answer still change anything? Not for an event that was called off, or is long past."""
    end = end_of(interview)
    if end is None:
        return interview.cancelled_at is None
    called_off = interview.cancelled_at is not None and interview.cancelled_at < end
    return not called_off and moment.now < end + moment.settings.look_back


def unsure_question(interview: Interview) -> Question:
    """An event that may be an interview."""
    when = f" on {interview.invite.start:%d %B %Y}" if interview.invite.start else ""
    text = (
        f"Is “{interview.invite.title}”{when} a job interview of yours? "
        f"`afterword confirm {interview.id}` or `afterword ignore {interview.id}`"
    )
    return question_about("unsure", interview.id, text)


def questions_of(case: Case) -> Iterator[Question]:
    """What an application cannot go on without, or not well."""
    application = case.application
    yield from _about_interviews(case)
    if case.state is not ApplicationState.OPEN:
        return
    if doubts := open_doubts(application):
        latest = doubts[-1]
        written = f" of {latest.envelope.at:%d %B %Y}" if latest.envelope.at else ""
        sender = latest.envelope.sender.name or latest.envelope.sender.email or "somebody"
        yield question_about(
            f"doubt {latest.envelope.message_id}",
            application.id,
            f"What does the message{written} from {sender} mean for {_named(application)}? "
            f"`afterword answered {application.id} rejection|offer|next-step|withdrawn|nothing`",
        )
    announced, overdue_at = case.outcome.next_step_at, invite_overdue_at(case)
    if announced and overdue_at and case.moment.now >= overdue_at:
        yield question_about(
            f"next step {announced:%Y-%m-%d}",
            application.id,
            f"{_named(application)} announced a next step on {announced:%d %B %Y}, but no invite has come. "
            f"`afterword answered {application.id} nothing` if they should be reminded (F3)",
        )
    yield from _about_who_answers(case)
    yield from _about_the_chaser(case)


def invite_overdue_at(case: Case) -> datetime | None:
    """From when on an announced next step without an invite is worth a question (F3); None where nothing is awaited."""
    announced, home = case.outcome.next_step_at, case.moment.home
    if announced is None or any(visit.end > case.moment.now for visit in case.visits):
        return None
    return start_of(case.moment.calendar.after(local_day(announced, home), INVITE_WITHIN) + ONE_DAY, home)


def _about_interviews(case: Case) -> Iterator[Question]:
    for interview in case.application.interviews:
        if interview.invite.start is None and interview.cancelled_at is None:
            text = f"When is “{interview.invite.title}”? The invite does not say it in a way that can be read."
            yield question_about("when", interview.id, text)
        elif took_place(interview, case.application.sent) is None:
            text = (
                f"“{interview.invite.title}” was cancelled after it should have ended. Did it take place? "
                f"`afterword confirm {interview.id}` or `afterword ignore {interview.id}`"
            )
            yield question_about("took place", interview.id, text)


def _about_who_answers(case: Case) -> Iterator[Question]:
    """The user noted who will answer, and nobody whose address is known is called so (C4)."""
    visit, application = case.visit, case.application
    said = answers_from(application, visit, case.moment.owner) if visit and case.outcome.chase else None
    if visit is None or said is None or "@" in said or named(said, application):
        return
    instead = f"; until then a reminder is for {case.contact.name or case.contact.email}" if case.contact else ""
    about = visit.interviews[0].id
    yield question_about(
        f"who answers {said}",
        about,
        f"What is the address of “{said}”, who will answer for {_named(application)}? None is known, or more than "
        f"one{instead} (C4). `afterword note {about} answers_from=ADDRESS`",
    )


def _about_the_chaser(case: Case) -> Iterator[Question]:
    application, due, visit = case.application, case.chaser_due, case.visit
    if not case.outcome.chase or not case.feedback or not visit or not due or case.moment.now < due:
        return
    if len(case.chased) > 1:
        return
    if case.contact is None:
        yield question_about(
            "whom", application.id, f"Whom to ask for news of {_named(application)}? No address is known."
        )
    elif is_much_overdue(case) and not open_doubts(application):  # of those it is asked whether they are it
        yield question_about(
            f"overdue {case.feedback.day}",
            application.id,
            f"An answer of {_named(application)} was due by {case.feedback.day:%d %B %Y}. Has one come? "
            f"`afterword answered {application.id} rejection|offer|next-step|withdrawn|nothing`; "
            f"with “nothing” a reminder is drafted",
        )


def is_much_overdue(case: Case) -> bool:
    """Is it now too late to chase without asking first?"""
    at = much_overdue_at(case)
    return at is not None and case.moment.now >= at


def much_overdue_at(case: Case) -> datetime | None:
    """From when on it is too late to chase without asking first. None for a chaser that has been in Drafts before."""
    due, visit = case.chaser_due, case.visit
    if not due or not visit or any(row.placed_at for row in case.rows(case.chaser_key)):
        return None
    if case.wants_a_late_chaser:
        return None
    return start_of(visit.calendar.after(local_day(due, visit.zone), MUCH_OVERDUE + 1), visit.zone)


def _named(application: Application) -> str:
    parts = [part for part in (application.company, application.role) if part]
    return " / ".join(parts) or f"application {application.id}"


def question_about(kind: str, about: str, text: str) -> Question:
    """A question; ``kind`` tells it from others about the same interview or application, the same on every machine."""
    return Question("q" + sha256(f"{kind}\0{about}".encode()).hexdigest()[:10], about, text)
