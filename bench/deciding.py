"""Deciding and reconciling alone, without a mailbox: a long history, and what is open today."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from afterword.adapters.ledger import Ledger
from afterword.config import Config
from afterword.decide import Directory, Index, View, reconcile
from afterword.engine.state import Thinking
from afterword.engine.wording import shelf_of, worded
from afterword.model import Application, Draft, DraftState, Key, Kind, Observation, Person, Position, Signal
from bench.figures import Figure, Goal, seconds
from bench.mailboxes import OWNER, Employer
from bench.stage import Stage
from tests.decide.build import answer, by, invite, told, wrote

ROUNDS = 7
SECOND = dt.timedelta(seconds=1)
OPEN = 200
HISTORIES = (0, 1_000, 10_000)
_GOAL = Goal(most=0.050)


def figures(stage: Stage) -> list[Figure]:
    """A pass with no news, one after an answer, and one after an invite, as history grows and as what is open does; and
    the directory that mail is read with after news."""
    found = []
    for history in HISTORIES[:2] if stage.quick else HISTORIES:
        words = f"decide and reconcile, {OPEN} open, {history:,} of history"
        quiet, replied, invited, directory = _passes(stage, history, OPEN)
        found += [
            Figure(f"{words}: no news", quiet, "ms", goal=_GOAL),
            Figure("the same: an answer has come", replied, "ms", goal=_GOAL),
            Figure("the same: an invite has come", invited, "ms", goal=_GOAL),
            Figure("the directory of a pass with news", directory, "ms", goal=_GOAL),
        ]
    for open_ones in () if stage.quick else (20, 2_000):
        quiet, replied, *_ = _passes(stage, 1_000, open_ones)
        words = f"decide and reconcile, {open_ones:,} open, 1,000 of history"
        found += [
            Figure(f"{words}: no news", quiet, "ms"),
            Figure("the same: an answer has come", replied, "ms"),
        ]
    return found


def _passes(stage: Stage, history: int, open_ones: int) -> tuple[float, float, float, float]:
    """Seconds, the best of some, of a pass with no news, with one answer and with one invite, and of the directory that
    follows an invite."""
    config = stage.configured(stage.dovecot, "nobody", state=f"deciding-{history}-{open_ones}")
    with Ledger.open(config.state_dir) as ledger:
        with ledger.transaction():
            ledger.observe(_facts(stage.now, history, open_ones))
            known = Thinking(ledger, config).known().applications
            for row in _rows(known, stage.now, history):
                ledger.save_draft(row)
        thinking, index = Thinking(ledger, config), Index()

        def look() -> None:
            _look(thinking, config, stage.now)

        look()
        quiet = min(seconds(look) for _ in range(ROUNDS))
        replied = min(
            _after(ledger, look, _answer_of(stage.now + one * SECOND, history + one)) for one in range(ROUNDS)
        )
        invited = min(_after(ledger, look, _invite_of(stage.now, history + open_ones + one)) for one in range(ROUNDS))

        def directory() -> None:
            index.update(thinking.known().applications)
            Directory.over(index).fingerprint()

        directory()
        found = []
        for number in range(ROUNDS):
            _after(ledger, look, _invite_of(stage.now, history + open_ones + ROUNDS + number))
            found.append(seconds(directory))
    return quiet, replied, invited, min(found)


def _look(thinking: Thinking, config: Config, now: dt.datetime) -> None:
    """What a pass does between reading the mailbox and writing to it."""
    state = thinking.state(now)
    words = worded(state.in_play.outlook.wishes, shelf_of(config))
    reconcile(words.wishes, words.texts, state.rows, [View("personal")], state.sent, now)


def _after(ledger: Ledger, look: Callable[[], None], news: Observation) -> float:
    with ledger.transaction():
        ledger.observe([news])
    return seconds(look)


# --- What has been observed ---


def _facts(now: dt.datetime, history: int, open_ones: int) -> Iterator[Observation]:
    """Interviews that were thanked for: of ``history`` a no has come, ``open_ones`` of them wait for an answer."""
    for number in range(history + open_ones):
        start = _start(now, number, history)
        yield _invite_of(now, number, start)
        employer = Employer(number)
        for place in (1, 2):
            yield replace(
                wrote(start + dt.timedelta(hours=3), _person(employer, place), name=f"thanks-{number}-{place}"),
                position=Position("personal", "Sent", 1, 2 * number + place),
            )
        if number < history:
            yield _answer_of(start + dt.timedelta(days=5), number)


def _start(now: dt.datetime, number: int, history: int) -> dt.datetime:
    long_ago = now - dt.timedelta(days=30 + (history - number) % 700)
    return long_ago if number < history else now - dt.timedelta(days=3, minutes=number)


def _invite_of(now: dt.datetime, number: int, start: dt.datetime | None = None) -> Observation:
    employer, start = Employer(number), start or now + dt.timedelta(days=3)
    event = invite(
        start,
        uid=_uid(number),
        organizer=_person(employer, 0),
        coordinators=(_person(employer, 0),),
        interviewers=(_person(employer, 1), _person(employer, 2)),
        company=employer.company,
        role="Software Engineer",
        promise=by((start + dt.timedelta(days=9)).date().isoformat()),
        owner=OWNER.email,
    )
    sent = f"{start - dt.timedelta(days=5):%Y-%m-%d %H:%M}"
    seen = told(event, when=sent, name=f"invite-{number}", account="personal")
    return replace(seen, position=Position("personal", "INBOX", 1, 2 * number + 1))


def _answer_of(at: dt.datetime, number: int) -> Observation:
    said = answer(
        Signal.REJECTION, at, sender=_person(Employer(number), 0), name=f"no-{number}", answers=f"invite-{number}"
    )
    return replace(said, position=Position("personal", "INBOX", 1, 2 * number + 2))


def _rows(known: Iterable[Application], now: dt.datetime, history: int) -> Iterator[Draft]:
    """The ledger's rows of the thank-yous of long ago, which were sent."""
    names = {application.interviews[0].invite.uid: application.id for application in known}
    for number in range(history):
        start = _start(now, number, history)
        for place in (1, 2):
            person = _person(Employer(number), place)
            yield Draft(
                key=Key(Kind.THANK_YOU, names[_uid(number)], person.email or "", start.date().isoformat()),
                state=DraftState.SENT,
                message_id=f"<thanks-{number}-{place}>",
                account="personal",
                subject="Thank you",
                in_reply_to=f"<invite-{number}>",
                text="0" * 64,
                since=start + dt.timedelta(hours=1),
                at=start + dt.timedelta(hours=3),
                reason="you sent it",
                placed_at=start + dt.timedelta(hours=2),
            )


def _uid(number: int) -> str:
    return f"{number}@works{number}.example"


def _person(employer: Employer, place: int) -> Person:
    someone = employer.person(place)
    return Person(someone.email, someone.name, someone.name.split()[0])
