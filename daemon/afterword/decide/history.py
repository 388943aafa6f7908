"""Everything that was decided, in the order of time: each with its reasons and the evidence.

Nothing is decided here. An invite or answer stands at the time when it was read, a draft when it was placed and when it
ended; of a draft the last reason is kept alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from afterword.decide.applications import Known
from afterword.decide.interviews import interview_id
from afterword.model import (
    Debrief,
    Decision,
    Draft,
    DraftState,
    Envelope,
    InviteSeen,
    Observation,
    Position,
    ReplySeen,
    SentSeen,
    Undo,
    Verdict,
)


class Source(StrEnum):
    """What a decision is about; the words of ``log --json``."""

    INVITE = "invite"
    ANSWER = "answer"
    SENT = "sent"
    WORD = "word"
    NOTES = "notes"
    DRAFT = "draft"


class Decided(Struct, frozen=True):
    """One decision. ``about`` is the id of its application, else that of the interview; None where it belongs to none.

    ``evidence`` is a sentence of theirs. Texts may hold what stands in mail.
    """

    at: datetime
    source: Source
    about: str | None
    text: str
    reasons: tuple[str, ...] = ()
    evidence: str | None = None


_TAKEN = {
    Verdict.INTERVIEW: "is taken for an interview",
    Verdict.NOT_INTERVIEW: "is taken for no interview",
    Verdict.UNSURE: "may be an interview; you are asked",
}
_BECAME = {
    DraftState.INTENDED: "is to be put into Drafts",
    DraftState.WITHDRAWING: "is being taken out of Drafts",
    DraftState.WITHDRAWN: "was taken out of Drafts",
    DraftState.RELEASED: "is yours, since you have touched it",
    DraftState.SENT: "was sent by you",
    DraftState.DELETED: "was deleted by you",
    DraftState.CLOSED: "was given up",
}


def history(observations: Sequence[Observation], known: Known, drafts: Sequence[Draft]) -> tuple[Decided, ...]:
    """All decisions, the oldest first. ``drafts`` name applications by their present ids."""
    names = names_of(known)
    belongs: dict[tuple[Position, Envelope], str] = {}
    for application in known.applications:
        replies = (*application.answers, *application.doubts)
        belongs |= {(one.position, one.envelope): application.id for one in replies}
        belongs |= {(one.position, one.envelope): application.id for one in application.sent}
    found = [_observed(item, names, belongs) for item in _read_otherwise(observations)]
    found += [one for draft in drafts for one in _of_a_draft(draft)]
    return tuple(sorted(found, key=lambda one: one.at))


def _read_otherwise(observations: Sequence[Observation]) -> Iterator[Observation]:
    """All but the readings by a newer reader that take a message, or an event in it, for what it was taken for before:
    then nothing was decided."""
    last: dict[tuple[object, ...], tuple[int, object]] = {}
    for item in observations:
        if isinstance(item, InviteSeen | ReplySeen):
            message = item.envelope.message_id or item.position
            if isinstance(item, InviteSeen):
                invite = item.invite
                of: tuple[object, ...] = (message, invite.uid, invite.recurrence_id)
                taken: object = (invite.verdict, invite.cancelled, invite.title)
            else:
                of, taken = (message,), (item.reply.signal, item.reply.ask)
            reader, before = last.get(of, (item.reader, None))
            last[of] = item.reader, taken
            if item.reader > reader and taken == before:
                continue
        yield item


def names_of(known: Known) -> dict[str, str]:
    """Every id that an application answers to, its own and those of its interviews, with its present one."""
    names: dict[str, str] = {}
    for application in known.applications:
        interviews = (name for one in application.interviews for name in (one.id, *one.also))
        names |= dict.fromkeys((application.id, *application.also, *interviews), application.id)
    return names


def _observed(item: Observation, names: Mapping[str, str], belongs: Mapping[tuple[Position, Envelope], str]) -> Decided:
    match item:
        case InviteSeen(invite=invite):
            about = interview_id(invite.uid, invite.recurrence_id)
            taken = "is cancelled" if invite.cancelled else _TAKEN[invite.verdict]
            text = f"“{invite.title or 'An event without a title'}” {taken}"
            evidence = invite.promise.evidence if invite.promise else None
            return Decided(item.seen_at, Source.INVITE, names.get(about, about), text, invite.reasons, evidence)
        case ReplySeen(reply=reply):
            doubt = "; you are asked" if reply.ask else ""
            text = f"A message of {_sender(item.envelope)} is taken for: {_spoken(reply.signal)}{doubt}"
            evidence = reply.evidence or (reply.promise.evidence if reply.promise else None)
            about_reply = belongs.get((item.position, item.envelope))
            return Decided(item.seen_at, Source.ANSWER, about_reply, text, reply.reasons, evidence)
        case SentSeen():
            to = ", ".join(one.email for one in item.envelope.to if one.email) or "somebody"
            about_sent = belongs.get((item.position, item.envelope))
            return Decided(item.seen_at, Source.SENT, about_sent, f"You wrote to {to}")
        case Decision():
            by = f", an answer is promised by {item.by}" if item.by else ""
            text = f"You said “{item.choice}”{by}"
            return Decided(item.at, Source.WORD, names.get(item.about, item.about), text)
        case Debrief():
            return Decided(item.at, Source.NOTES, names.get(item.about, item.about), "You noted how it went")
        case Undo():
            return Decided(item.at, Source.WORD, None, "You said “undo”")


def _of_a_draft(draft: Draft) -> Iterator[Decided]:
    about, what = draft.key.application, f"The {_spoken(draft.key.kind)} to {draft.key.recipient.removeprefix('~')}"
    lies = draft.state is DraftState.PLACED
    if draft.placed_at:
        yield Decided(
            draft.placed_at, Source.DRAFT, about, f"{what} was put into Drafts", (draft.reason,) if lies else ()
        )
    if not lies:
        yield Decided(draft.at, Source.DRAFT, about, f"{what} {_BECAME[draft.state]}", (draft.reason,))


def _sender(envelope: Envelope) -> str:
    return envelope.sender.email or envelope.sender.name or "somebody"


def _spoken(word: str) -> str:
    return word.replace("_", " ")
