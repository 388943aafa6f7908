"""What `status` and `plan` show alike: applications, interviews, follow-ups and questions, as text and as JSON.

Text shows times in the owner's zone, JSON in UTC.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from afterword.cli.plain import plain
from afterword.config import Config
from afterword.decide import Standing
from afterword.decide import state_of as interview_state_of
from afterword.engine.state import State
from afterword.model import FollowUp, Interview, InterviewState, Person, Question

Document = Mapping[str, object]


def printed(document: Document) -> str:
    """A document as JSON for standard output."""
    return json.dumps(document, ensure_ascii=False, indent=2)


def instant(at: datetime | None) -> str | None:
    """An instant as JSON has it: "2026-11-25T14:00:00Z"."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# --- JSON ---


def application_document(standing: Standing, state: State, config: Config, now: datetime) -> Document:
    """An application as `status --json` has it."""
    application, feedback = standing.case.application, standing.case.feedback
    return {
        "id": application.id,
        "company": application.company,
        "role": application.role,
        "state": standing.state.value,
        "feedback_by": feedback.day.isoformat() if feedback else None,
        "interviews": [
            {
                "id": interview.id,
                "start": instant(interview.invite.start),
                "end": instant(interview.invite.end),
                "state": interview_state_of(interview, config.settings, now).value,
                "interviewers": [_person(person) for person in interview.invite.interviewers],
            }
            for interview in application.interviews
        ],
        "follow_ups": [follow_up_document(one) for one in follow_ups_of(standing, state)],
    }


def follow_up_document(one: FollowUp) -> Document:
    """A follow-up as `status --json` has it."""
    return {
        "id": one.id,
        "kind": one.key.kind.value,
        "to": one.recipient.email,
        "state": one.state.value,
        "due": instant(one.due),
        "deadline": instant(one.deadline),
        "best_time": instant(one.best_time),
        "reason": one.reason,
    }


def question_document(question: Question) -> Document:
    """A question as `status --json` has it."""
    return {"id": question.id, "about": question.about, "text": question.text}


def follow_ups_of(standing: Standing, state: State) -> tuple[FollowUp, ...]:
    """The follow-ups of one application."""
    return state.follow_ups.get(standing.case.application.id, ())


def _person(person: Person) -> Document:
    return {"email": person.email, "name": person.name, "first_name": person.first_name}


# --- Text ---


def application_lines(standing: Standing, state: State, config: Config, now: datetime) -> Iterator[str]:
    """An application, its interviews and follow-ups, for people."""
    application, feedback = standing.case.application, standing.case.feedback
    zone = ZoneInfo(config.me.time_zone)
    title = " / ".join(part for part in (application.company, application.role) if part) or "An application"
    expected = f", an answer is expected by {feedback.day:%a %d %b %Y}" if feedback and standing.state == "open" else ""
    yield plain(f"{title} ({application.id}): {standing.state.value.replace('_', ' ')}{expected}")
    if standing.reason:
        yield plain(f"  {standing.reason}")
    for interview in application.interviews:
        yield plain(f"  {_interview_line(interview, interview_state_of(interview, config.settings, now), zone)}")
    for one in follow_ups_of(standing, state):
        yield plain(f"  {follow_up_line(one, zone)}")


def _interview_line(interview: Interview, state: InterviewState, zone: ZoneInfo) -> str:
    people = ", ".join(person.name or person.email or "somebody" for person in interview.invite.interviewers)
    met = f", with {people}" if people else ""
    return f"interview {shown(interview.invite.start, zone)} ({interview.id}): {state.value}{met}"


def follow_up_line(one: FollowUp, zone: ZoneInfo) -> str:
    """A follow-up, for people."""
    kind = one.key.kind.value.replace("_", " ")
    when = ""
    if one.state == "planned" and one.due:
        when = f", for {shown(one.due, zone)}"
    elif one.state == "placed" and one.placed_at:
        when = f" {shown(one.placed_at, zone)}"
    if one.state in ("planned", "placed") and one.best_time:
        when += f", best sent {shown(one.best_time, zone)}"
    return (
        f"{kind} to {one.recipient.email or 'nobody known'}: {one.state.value}{when}{one.reason and f'; {one.reason}'}"
    )


def shown(at: datetime | None, zone: ZoneInfo) -> str:
    """An instant for people, in a zone."""
    return "at a time unknown" if at is None else f"{at.astimezone(zone):%a %d %b %Y %H:%M}"
