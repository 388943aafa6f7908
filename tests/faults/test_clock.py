"""The clock on a bad day: it jumps, stands still for a day, and is put forward and back by law."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from afterword.decide import Place
from tests.faults.grid import Undisturbed
from tests.faults.stage import AFTER, INTERVIEW, LATER, MINUTE, Stage
from tests.scenarios.letters import google_invite
from tests.scenarios.world import moment
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox

pytestmark = pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
NOTED = [one.email for one in INTERVIEW.interviewers]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def stage(dovecot: Dovecot, imap_server: object, quick_folder: Path) -> Iterator[Stage]:
    """The interview is over, and its drafts are placed."""
    with Stage(Mailbox(dovecot), dovecot.imap_port, quick_folder) as one:
        one.interviewed()
        one.look(AFTER)
        yield one


@pytest.mark.parametrize(
    "back_to", [AFTER - HOUR, AFTER - DAY, moment("2025-11-01 00:00"), moment("2000-01-01 00:00")], ids=str
)
def test_a_clock_that_goes_back_for_a_pass_changes_nothing(
    stage: Stage, wanted: Undisturbed, back_to: dt.datetime
) -> None:
    lying = stage.mailbox.snapshot()
    report = stage.look(back_to)
    assert (report.problems, report.done) == ({}, ())
    assert report.next_look is not None
    assert report.next_look <= back_to + MINUTE
    assert stage.mailbox.snapshot() == lying
    assert stage.look(AFTER + MINUTE).done == ()
    stage.rejected()
    stage.look(LATER)
    assert stage.seen(LATER) == wanted.withdrawn


def test_a_clock_that_goes_back_for_good_is_believed_in_the_end(stage: Stage) -> None:
    stage.look(AFTER - 2 * HOUR)
    stage.look(AFTER - 2 * HOUR + MINUTE)
    assert stage.mailbox.drafts() == []  # by this clock the interview goes on
    stage.look(AFTER)
    assert len(stage.mailbox.drafts()) == 4


@pytest.mark.parametrize("ahead", [AFTER + 20 * DAY, moment("2035-01-01 12:00")], ids=str)
def test_after_a_pass_in_the_future_drafts_are_as_they_were(
    stage: Stage, wanted: Undisturbed, ahead: dt.datetime
) -> None:
    stage.look(ahead)
    assert not {one.to[0] for one in stage.mailbox.drafts()} & set(NOTED)  # by that clock it is too late for them
    for minutes in (1, 3, 14):
        stage.look(AFTER + minutes * MINUTE)
    seen = stage.seen(AFTER + 14 * MINUTE)
    assert (seen.drafts, seen.follow_ups) == (wanted.placed.drafts, wanted.placed.follow_ups)
    stage.rejected()
    stage.look(LATER)
    seen = stage.seen(LATER)
    assert (seen.drafts, seen.own, seen.others) == (wanted.withdrawn.drafts, 1, wanted.withdrawn.others)


def test_after_a_sleep_of_a_day_all_is_as_if_it_had_been_awake(stage: Stage, quick_folder: Path) -> None:
    server = stage.mailbox.server
    with Stage(Mailbox(server), server.imap_port, quick_folder, "awake") as awake:
        awake.interviewed()
        awake.look(AFTER)
        awake.rejected()
        for hours in range(25):
            awake.look(LATER + hours * HOUR)
        stage.rejected()
        stage.look(LATER + DAY)
        assert stage.seen(LATER + DAY) == awake.seen(LATER + DAY)


@pytest.mark.parametrize("start", ["2025-10-25 23:30", "2026-03-29 00:00"])  # in London the clock changes at 01:00 UTC
def test_each_draft_is_placed_once_while_the_clock_is_put_forward_or_back(
    dovecot: Dovecot, imap_server: object, quick_folder: Path, start: str
) -> None:
    begin = moment(start)
    event = replace(INTERVIEW, start=begin, end=begin + HOUR)
    with Stage(Mailbox(dovecot), dovecot.imap_port, quick_folder, "summer") as stage:
        stage.mailbox.deliver(google_invite(event, begin - 7 * DAY))
        placed: list[str] = []
        for step in range(19):
            report = stage.look(begin + step * 10 * MINUTE)
            placed += [one.wish.key.recipient for one in report.done if isinstance(one, Place)]
        assert len(placed) == len(set(placed)) == len(stage.mailbox.drafts()) == 4
        assert stage.seen(begin + 3 * HOUR).trash == ()
