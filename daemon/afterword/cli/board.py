"""Where everything stands, as people are shown it: what waits for them on top, then each application with what happened
and what is to come. Values of plain text alone; `status` and `report` put them on a terminal, into a pipe, on a page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from afterword.cli.overview import follow_ups_of, shown
from afterword.cli.plain import plain
from afterword.config import AGENDA, NOTIFY, Config
from afterword.decide import Standing, said_at, start_of, waiting
from afterword.decide import state_of as interview_state_of
from afterword.engine.state import State
from afterword.model import (
    AccountState,
    ApplicationState,
    Draft,
    DraftState,
    FollowUp,
    FollowUpState,
    Interview,
    InterviewState,
    Key,
    Kind,
    ReplySeen,
    SetAside,
    Signal,
)
from afterword.model.notices import Waiting

ANY_TIME = "when you like"


class Tone(StrEnum):
    """How a line is to be taken: it cannot wait, it waits for the user, is to come, is done, or is over."""

    URGENT = "urgent"
    WAITS = "waits"
    COMING = "coming"
    DONE = "done"
    OVER = "over"


class Line(Struct, frozen=True):
    """One thing: when (as text), what, and why."""

    when: str
    what: str
    why: str
    tone: Tone


class Card(Struct, frozen=True):
    """One application. ``timeline`` is in the order of time."""

    id: str
    title: str
    state: str
    expected: str
    reason: str
    timeline: tuple[Line, ...]
    is_open: bool


class Board(Struct, frozen=True):
    """Everything. ``unread`` are messages that could not be read, ``sources`` what was read when, and what is wrong."""

    at: str
    waiting: tuple[Line, ...]
    cards: tuple[Card, ...]
    unread: tuple[str, ...]
    sources: tuple[str, ...]


_SAID = {
    Signal.REJECTION: "a rejection",
    Signal.OFFER: "an offer",
    Signal.NEXT_STEP: "a next step",
    Signal.HOLDING: "it takes longer",
    Signal.TIMELINE: "by when they answer",
    Signal.ACKNOWLEDGEMENT: "they have your mail",
    Signal.DO_NOT_CONTACT: "do not write to us",
    Signal.AUTO_REPLY: "an automatic reply",
    Signal.BOUNCE: "the address is wrong",
}
_CALLED = {
    Kind.THANK_YOU: "thank-you to",
    Kind.CHASER: "reminder to",
    Kind.FINAL_CHASER: "last reminder to",
    Kind.ADDRESS_REQUEST: "request for an address to",
    Kind.FEEDBACK_REQUEST: "request for feedback to",
    Kind.DEBRIEF: "form for your notes",
}
_STANDS = {
    FollowUpState.PLANNED: ("planned", Tone.COMING),
    FollowUpState.PLACED: ("in Drafts", Tone.WAITS),
    FollowUpState.HELD: ("held", Tone.WAITS),
    FollowUpState.RELEASED: ("in Drafts, yours", Tone.WAITS),
    FollowUpState.SENT: ("sent", Tone.DONE),
    FollowUpState.DELETED: ("deleted by you", Tone.OVER),
    FollowUpState.WITHDRAWN: ("taken out of Drafts", Tone.OVER),
    FollowUpState.CLOSED: ("not drafted", Tone.OVER),
}
_INTERVIEW = {
    InterviewState.SCHEDULED: Tone.COMING,
    InterviewState.ENDED: Tone.DONE,
    InterviewState.CANCELLED: Tone.OVER,
    InterviewState.MISSED: Tone.OVER,
}


def board_of(
    state: State,
    config: Config,
    now: datetime,
    accounts: Mapping[str, AccountState],
    last_pass: Mapping[str, datetime],
    set_aside: Sequence[SetAside],
    faults: Iterable[str],
    unhindered: State | None = None,
) -> Board:
    """``state`` is that of the ledger, ``unhindered`` as it would be if every account had been read: of it follows what
    waits for the user."""
    zone, seen = ZoneInfo(config.me.time_zone), unhindered or state
    ours = [accounts[name] for name in (*config.names, AGENDA) if name in accounts]
    waits = waiting(seen.known, seen.outlook, seen.drafts, ours, config.settings, now)
    cards = [_card(standing, state, config, now, zone) for standing in state.outlook.standings]
    return Board(
        at=shown(now, zone),
        waiting=tuple(_waiting_line(one, now, zone) for one in waits),
        cards=tuple(sorted(cards, key=lambda card: not card.is_open)),
        unread=tuple(
            plain(f"{one.position.account}, {one.position.folder}, message {one.position.uid}: {one.reason}")
            for one in set_aside
        ),
        sources=tuple(map(plain, (*_sources(config, accounts, last_pass, zone), *faults))),
    )


def _waiting_line(one: Waiting, now: datetime, zone: ZoneInfo) -> Line:
    if one.by:
        when = f"by {shown(one.by, zone)}{_left(one.by - now)}"
    elif one.best and one.best > now:
        when = f"best {shown(one.best, zone)}"
    else:
        when = "now" if one.urgent else ANY_TIME
    best = f"best sent {shown(one.best, zone)}" if one.by and one.best and now < one.best < one.by else ""
    why = "; ".join(part for part in (best, one.reason) if part)
    return Line(when, plain(one.text), plain(why), Tone.URGENT if one.urgent else Tone.WAITS)


def _left(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 0:
        return ", which has passed"
    if minutes < 120:
        return f" (in {minutes} min)"
    return f" (in {minutes // 60} h)" if minutes < 72 * 60 else ""


# --- An application ---


def _card(standing: Standing, state: State, config: Config, now: datetime, zone: ZoneInfo) -> Card:
    application, feedback = standing.case.application, standing.case.feedback
    is_open = standing.state is ApplicationState.OPEN
    title = " / ".join(part for part in (application.company, application.role) if part) or "An application"
    return Card(
        id=application.id,
        title=plain(title),
        state=standing.state.value.replace("_", " "),
        expected=f"an answer is expected by {feedback.day:%a %d %b %Y}" if feedback and is_open else "",
        reason=plain(standing.reason),
        timeline=tuple(line for _, line in sorted(_events(standing, state, config, now, zone), key=lambda one: one[0])),
        is_open=is_open,
    )


def _events(
    standing: Standing, state: State, config: Config, now: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, Line]]:
    """What happened and what is to come, each with its time. What has no time stands at its end."""
    case = standing.case
    for interview in case.application.interviews:
        at = interview.invite.start or interview.announced_at
        yield at, _interview(interview, interview_state_of(interview, config.settings, now), zone)
    for answer in case.application.answers:
        yield said_at(answer), _answer(answer, zone)
    for doubt in case.application.doubts:
        yield said_at(doubt), Line(shown(said_at(doubt), zone), "they wrote", "only you know what it means", Tone.WAITS)
    expected = standing.state is ApplicationState.OPEN and case.outcome.chase and case.visit
    if case.feedback and expected and case.visit:
        day = case.feedback.day
        tone = Tone.COMING if day >= now.astimezone(case.visit.zone).date() else Tone.DONE
        said = "they promised an answer by this day" if case.feedback.stated else "an answer is expected by this day"
        yield start_of(day, case.visit.zone), Line(f"{day:%a %d %b %Y}", said, plain(case.feedback.reason), tone)
    rows = {row.key: row for row in state.drafts}
    for one in follow_ups_of(standing, state):
        moment = _time_of(one, rows)
        yield moment or now, _follow_up(one, moment, zone)


def _interview(interview: Interview, stands: InterviewState, zone: ZoneInfo) -> Line:
    people = ", ".join(person.name or person.email or "somebody" for person in interview.invite.interviewers)
    met = f" with {people}" if people else ""
    what = plain(f"interview{met} ({interview.id}): {stands.value}")
    return Line(shown(interview.invite.start, zone), what, "", _INTERVIEW[stands])


def _answer(answer: ReplySeen, zone: ZoneInfo) -> Line:
    sender = answer.envelope.sender.name or answer.envelope.sender.email or "somebody"
    what = f"{sender} wrote: {_SAID.get(answer.reply.signal, 'something')}"
    why = f"“{answer.reply.evidence}”" if answer.reply.evidence else ""
    return Line(shown(said_at(answer), zone), plain(what), plain(why), Tone.DONE)


def _time_of(one: FollowUp, rows: Mapping[Key, Draft]) -> datetime | None:
    row = rows.get(one.key)
    if one.state in (FollowUpState.PLACED, FollowUpState.RELEASED):
        return one.placed_at
    if row and row.state not in (DraftState.INTENDED, DraftState.PLACED):
        return row.at
    return one.due


def _follow_up(one: FollowUp, at: datetime | None, zone: ZoneInfo) -> Line:
    stands, tone = _STANDS[one.state]
    name, email = one.recipient.name or one.recipient.first_name, one.recipient.email
    whom = f"{name} <{email}>" if name and email else name or email or "nobody known"
    what = _CALLED[one.key.kind] if one.key.kind is Kind.DEBRIEF else f"{_CALLED[one.key.kind]} {whom}"
    waits = one.state in (FollowUpState.PLANNED, FollowUpState.PLACED)
    best = f", best sent {shown(one.best_time, zone)}" if one.best_time and waits else ""
    return Line(shown(at, zone) if at else "", plain(f"{what}: {stands}{best}"), plain(one.reason), tone)


# --- What was read ---


def _sources(
    config: Config, accounts: Mapping[str, AccountState], last_pass: Mapping[str, datetime], zone: ZoneInfo
) -> Iterator[str]:
    mailboxes = {account.name for account in config.account}
    for name in config.names:
        served = f"last read {shown(last_pass[name], zone)}" if name in last_pass else "never read yet"
        account = accounts.get(name)
        problem = f"; now {account.state.value}: {account.problem}" if account and account.problem else ""
        yield f"{'Account' if name in mailboxes else 'Calendar'} {name}: {served}{problem}"
    if config.agenda:
        yield problem_of(AGENDA, accounts) or f"Agenda: {config.agenda.place}"
    if config.notify and (untold := problem_of(NOTIFY, accounts)):
        yield untold


def problem_of(name: str, accounts: Mapping[str, AccountState]) -> str | None:
    """What prevented the last pass from serving it; None: nothing."""
    return accounts[name].problem if name in accounts else None
