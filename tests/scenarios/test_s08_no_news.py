"""S8: where nothing is new a pass writes nothing, anywhere, and asks the server little, however much mail there is."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email.utils import format_datetime
from pathlib import Path

import pytest

from afterword.understand import READER
from tests.scenarios.letters import LUCY, PRIYA, TOM, Event, delay, google_invite
from tests.scenarios.world import World, account, moment
from tests.servers.recorder import Recorder

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
MOST_COMMANDS = 12


def everyday_mail(count: int) -> Iterator[bytes]:
    """Messages of the year 2025 that have nothing to do with interviews."""
    first = moment("2025-01-05 08:00")
    for number in range(count):
        sent = first + dt.timedelta(minutes=4 * number)  # 100,000 of them end in October
        head = f"From: A shop <shop@news.example>\r\nTo: sam.rivera@example.org\r\nSubject: Offer {number}\r\n"
        more = f"Date: {format_datetime(sent)}\r\nMessage-ID: <{number}@news.example>\r\n"
        yield f"{head}{more}\r\nWinter coats, now for less.\r\n".encode()


def assert_a_quiet_pass(world: World, recorder: Recorder) -> None:
    """Another pass, now: it writes nothing, and asks little."""
    before = world.mailbox.modseqs()
    ledger = world.ledger_bytes()
    recorder.clear()
    world.once()
    assert not recorder.writes()
    assert len(recorder.commands) <= MOST_COMMANDS, "\n".join(recorder.commands)
    assert world.ledger_bytes() == ledger
    assert world.mailbox.modseqs() == before


@pytest.mark.parametrize("size", [10, 2_000])
def test_s8_a_second_pass_without_news_writes_nothing_and_asks_at_most_12_times(world: World, size: int) -> None:
    world.mailbox.deliver_many(everyday_mail(size - 1))
    assert_quiet_when_nothing_is_new(world, whole_story=size == 10)


def assert_quiet_when_nothing_is_new(world: World, *, whole_story: bool = False) -> None:
    """An interview ahead, two notes in Drafts, and so on: after each there is a pass without news."""
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    with Recorder(world.mailbox.server) as recorder:
        world.ports.append(recorder.port)
        world.configure(account(world.mailbox, port=recorder.port))
        world.once("2025-11-18 10:00")
        assert_a_quiet_pass(world, recorder)  # an interview ahead
        world.once("2025-11-25 16:05")
        assert world.drafted_to() == sorted([PRIYA.email, TOM.email])
        assert_a_quiet_pass(world, recorder)  # two drafts wait
        if not whole_story:
            return
        world.mailbox.edit_draft(world.draft_to(TOM.email).uid, "Hi Tom!\n")
        world.mailbox.send_draft(world.draft_to(PRIYA.email).uid)
        world.once("2025-11-25 16:35")
        assert_a_quiet_pass(world, recorder)  # one is the user's, one is sent
        world.once("2025-12-05 09:01")
        assert world.drafted_to() == sorted([LUCY.email, TOM.email])
        assert_a_quiet_pass(world, recorder)  # a chaser waits
        world.mailbox.delete(world.draft_to(LUCY.email).uid)
        world.once("2025-12-05 10:01")
        assert_a_quiet_pass(world, recorder)  # the chaser was deleted


def test_s8_a_ledger_of_an_older_reader_is_read_anew_and_nothing_doubles(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.once("2025-11-25 16:05")
    world.deliver(delay(moment("2025-11-26 10:00"), "Friday 12 December"))
    world.once("2025-11-26 10:05")
    drafts, status = world.drafts(), world.status()
    log = world.command("log", "--json").out
    age(world.folder / "state" / "ledger.db")
    world.once("2025-11-26 10:10")
    assert [one.uid for one in world.drafts()] == [one.uid for one in drafts]
    after = world.status()
    assert after["applications"] == status["applications"]
    assert after["questions"] == status["questions"]
    assert world.command("log", "--json").out == log
    ledger = world.ledger_bytes()
    world.once("2025-11-26 10:15")
    assert world.ledger_bytes() == ledger


def age(file: Path) -> None:
    """Let all of it be written by the reader before this one, which told nothing of manner, addresses and the like."""
    with closing(sqlite3.connect(file)) as ledger, ledger:
        ((trigger,),) = ledger.execute("SELECT sql FROM sqlite_master WHERE name = 'observation_is_not_changed'")
        ledger.execute("DROP TRIGGER observation_is_not_changed")
        for number, kind, text in ledger.execute("SELECT number, kind, value FROM observation").fetchall():
            fact = json.loads(text)
            assert fact["reader"] == READER
            fact["reader"] -= 1
            for name in ("manner", "answers_from", "addresses", "manager", "no_answer_wanted", "for_client"):
                fact[kind].pop(name, None)
            row = json.dumps(fact, separators=(",", ":")), fact["reader"], f"old {number}", number
            ledger.execute("UPDATE observation SET value = ?, reader = ?, digest = ? WHERE number = ?", row)
        ledger.execute("UPDATE cursor SET reader = reader - 1")
        ledger.execute(trigger)


def test_s8_plan_touches_nothing_and_tells_what_a_pass_would_do(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.at("2025-11-25 16:05")
    before = world.mailbox.modseqs(), world.mailbox.snapshot()
    foreseen = world.plan()  # there is no state yet at all
    assert sorted(one["to"] for one in foreseen["actions"]) == sorted([PRIYA.email, TOM.email])
    assert {one["do"] for one in foreseen["actions"]} == {"place"}
    assert not (world.folder / "state").exists() or world.ledger_bytes() == {}
    assert (world.mailbox.modseqs(), world.mailbox.snapshot()) == before
    world.once()
    ledger, before = world.ledger_bytes(), (world.mailbox.modseqs(), world.mailbox.snapshot())
    assert world.plan()["actions"] == []
    assert world.ledger_bytes() == ledger
    assert (world.mailbox.modseqs(), world.mailbox.snapshot()) == before
