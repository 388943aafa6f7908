"""What the user should hear at once, and not only when they next look into ``status`` (C9, T2).

An answer that has overtaken a draft of theirs, before they send it; and a question whose answer is of use only for some
hours. Each has an id that stays the same, so that whoever tells it can tell it once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from afterword.decide.applications import Known
from afterword.decide.case import Case
from afterword.decide.overview import follow_up_id
from afterword.decide.policy import Outlook
from afterword.decide.questions import unsure_question
from afterword.decide.standing import CHASING, open_doubts, said_at
from afterword.decide.visits import end_of
from afterword.decide.who import person_at
from afterword.model import Draft, DraftState, FollowUpSettings, Kind

_CALLED = {
    Kind.THANK_YOU: "thank-you",
    Kind.CHASER: "reminder",
    Kind.FINAL_CHASER: "last reminder",
    Kind.ADDRESS_REQUEST: "request for an address",
    Kind.FEEDBACK_REQUEST: "request for feedback",
}


class Urgent(Struct, frozen=True):
    """Something to be told at once. ``about`` is the id of an interview or application, ``follow_up`` that of a draft.

    ``since`` is when it became so, None where that is not known; ``until`` from when on it is of no use any more.
    """

    id: str
    about: str
    text: str
    reason: str
    since: datetime | None = None
    until: datetime | None = None
    follow_up: str | None = None


def urgent(
    known: Known, view: Outlook, drafts: Sequence[Draft], settings: FollowUpSettings, now: datetime
) -> tuple[Urgent, ...]:
    """What is urgent at ``now``, each with its reason; ``view``: the outlook on ``known`` and ``drafts`` at that time.

    ``drafts`` are the ledger's rows, whose keys name applications by their present ids.
    """
    released = [row for row in drafts if row.state is DraftState.RELEASED]
    cases = {standing.case.application.id: standing.case for standing in view.standings}
    overtaken = [
        found for row in released if (case := cases.get(row.key.application)) and (found := _overtaken(row, case))
    ]
    return (*overtaken, *_to_be_asked(known, settings, now))


# --- A draft of the user's, and an answer that came since (C9) ---


def _overtaken(row: Draft, case: Case) -> Urgent | None:
    told = _why_overtaken(row, case)
    if told is None or row.key.kind not in _CALLED:
        return None
    reason, since = told
    what, company = _CALLED[row.key.kind], case.application.company or "They"
    whom = person_at(row.key.recipient, case.application).name or row.key.recipient
    text = f"{company} wrote since you edited the {what} to {whom}, which lies in Drafts: look before you send it."
    return Urgent(
        id=_id("overtaken", follow_up_id(row.key), since.isoformat()),
        about=case.application.id,
        text=text,
        reason=reason,
        since=since,
        follow_up=follow_up_id(row.key),
    )


def _why_overtaken(row: Draft, case: Case) -> tuple[str, datetime] | None:
    """What came between this draft and its purpose, and when; None: nothing."""
    outcome, feedback, chasing = case.outcome, case.feedback, row.key.kind in CHASING
    if row.key.kind is Kind.FEEDBACK_REQUEST:  # a "no" is what it answers
        ended = outcome.silence and outcome.at is not None and outcome.at > row.since
    else:
        ended = not (outcome.chase if chasing else outcome.thank)
    if ended and outcome.at:
        return f"{outcome.reason} (C9)", outcome.at
    if chasing and feedback and feedback.stated and row.key.occasion < feedback.day.isoformat():
        return f"{feedback.reason}: an answer by {feedback.day:%d %B %Y} (F4)", feedback.at
    doubts = [doubt for doubt in open_doubts(case.application) if said_at(doubt) > row.since]
    if chasing and doubts:
        return "a message has come of which only you can say what it means (C9)", said_at(doubts[-1])
    return None


# --- A question that cannot wait (T2) ---


def _to_be_asked(known: Known, settings: FollowUpSettings, now: datetime) -> Iterator[Urgent]:
    """Events that may be interviews and have ended: for as long as thanks would be in time."""
    for interview in known.unsure:
        end = end_of(interview)
        if end is None or interview.cancelled_at is not None:
            continue
        since, until = end + settings.thank_you_after, end + settings.thank_you_within
        if since <= now < until:
            question = unsure_question(interview)
            yield Urgent(
                id=question.id,
                about=question.about,
                text=question.text,
                reason="a thank-you is in time for a day alone (T2)",
                since=since,
                until=until,
            )


def _id(*parts: str) -> str:
    return "n" + sha256("\0".join(parts).encode()).hexdigest()[:10]
