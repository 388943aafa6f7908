"""Two machines, each with a state of its own, before one mailbox: the second adopts what the first has placed."""

import threading
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.grid import Undisturbed
from tests.faults.proxy import BadLine
from tests.faults.stage import AFTER, LATER, MINUTE, Seen, Stage
from tests.scenarios.letters import PRIYA, Event, google_invite
from tests.scenarios.world import World, moment
from tests.servers.mailbox import Mailbox
from tests.servers.running import RunningServer


def _as_by_the_other(seen: Seen) -> list[tuple[str, str, str]]:
    """What the other machine has taken out was, as far as one can see, deleted by the user."""
    return [(kind, to, state.replace("deleted", "withdrawn")) for kind, to, state in seen.follow_ups]


def settled(first: Stage, second: Stage, story: Undisturbed, number: int, where: str) -> None:
    """Once both have looked again, all is as if there were one machine; only Trash may hold a twin that went."""
    wanted = story.placed if number == 1 else story.withdrawn
    now = AFTER + MINUTE if number == 1 else LATER + 3 * MINUTE
    for _ in range(2):
        for one in (first, second):
            report = one.look(now)
            assert not report.problems, (where, report.problems)
    for one in (first, second):
        seen = one.seen(now)
        assert seen.drafts == wanted.drafts, where
        assert _as_by_the_other(seen) == _as_by_the_other(wanted), where
        assert seen.others == wanted.others, where
        assert set(seen.trash) <= {*wanted.trash, *wanted.drafts, *story.placed.drafts}, where
        assert one.look(now).done == (), where
    if wanted.own:
        assert first.seen(now).own == wanted.own


def meet(server: RunningServer, folder: Path, wanted: Undisturbed, number: int, position: int) -> None:
    """The second machine makes its pass at that very command of the first one's."""
    where = f"at command {position} of pass {number}"
    mailbox = Mailbox(server)

    def other() -> Stage:
        return Stage(mailbox, server.imap_port, folder, f"second-{number}-{position}")

    with BadLine(server) as line, Stage(mailbox, line.port, folder, f"first-{number}-{position}") as first:
        first.interviewed()
        if number == 2:
            first.look(AFTER)
            with other() as second:
                second.look(AFTER)
                assert second.seen(AFTER).follow_ups == wanted.placed.follow_ups
                assert len(mailbox.drafts()) == len(wanted.placed.drafts)
            first.rejected()
            line.calm()
        now = AFTER if number == 1 else LATER
        met: list[str] = []

        def trouble(count: int, command: str) -> None:
            if count == position:
                with other() as second:  # in the thread of the line, which waits for it
                    second.look(now)
                met.append(command)

        line.trouble = trouble
        first.look(now)
        assert met, where
        line.calm()
        with other() as second:
            second._own = first._own
            settled(first, second, wanted, number, f"{where}, {met}")


def every(wanted: Undisturbed, step: int, offset: int = 0) -> Iterable[tuple[int, int]]:
    """Every so-manieth command of both passes, and every change."""
    for index, (number, position, name) in enumerate(wanted.cells()):
        if index % step == offset or (step < 8 and name in ("APPEND", "UID MOVE")):
            yield number, position


@pytest.mark.timeout(120)
@pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
def test_two_machines_that_meet_at_any_command_make_one_draft_of_each(
    imap_server: RunningServer, quick_folder: Path, wanted: Undisturbed
) -> None:
    for number, position in every(wanted, 7, 3):
        meet(imap_server, quick_folder, wanted, number, position)


def test_two_machines_at_the_same_time(imap_server: RunningServer, quick_folder: Path, wanted: Undisturbed) -> None:
    mailbox = Mailbox(imap_server)
    start = threading.Barrier(2)

    def passes(name: str, steps: Iterable[int]) -> None:
        with Stage(mailbox, imap_server.imap_port, quick_folder, name) as one:  # a ledger belongs to one thread
            for minutes in steps:
                start.wait(20)
                one.look((AFTER if minutes < 20 else LATER) + minutes % 20 * MINUTE)

    def both(steps: Iterable[int]) -> None:
        threads = [threading.Thread(target=passes, args=(name, list(steps))) for name in ("first", "second")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(50)

    with ExitStack() as stack:
        first = stack.enter_context(Stage(mailbox, imap_server.imap_port, quick_folder, "first"))
        first.interviewed()
        first.stop()
        both(range(3))
        first.start()
        assert first.seen(AFTER).drafts == wanted.placed.drafts
        first.rejected()
        first.stop()
        both(range(20, 23))
        first.start()
        second = stack.enter_context(Stage(mailbox, imap_server.imap_port, quick_folder, "second"))
        second._own = first._own
        settled(first, second, wanted, 2, "at the same time")


@pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
def test_two_services_on_one_state_are_refused_and_the_first_goes_on(world: World) -> None:
    world.at("2025-11-25 16:05")
    with world.service() as process:
        world.settle()
        for command in (["run"], ["run", "--once"]):
            said = world.command(*command, status=75).err
            assert f"Another Afterword (process {process.pid})" in said
        event = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), [PRIYA])
        world.deliver(google_invite(event, moment("2025-11-18 09:30")))
        world.wait_for("the draft", 10, lambda: world.drafted_to() == [PRIYA.email])
