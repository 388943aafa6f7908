"""One fault at one command of one pass: what it leaves behind, compared with a story that nothing has disturbed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from afterword.model import Reach
from tests.faults.proxy import HARMLESS, BadLine, Fault
from tests.faults.stage import AFTER, LATER, MINUTE, Seen, Stage
from tests.servers.mailbox import Mailbox
from tests.servers.running import RunningServer


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What is there after each of the two passes, and what was asked in them."""

    placed: Seen
    withdrawn: Seen
    placing: tuple[str, ...]
    withdrawing: tuple[str, ...]

    def cells(self) -> Iterator[tuple[int, int, str]]:
        """Each command: of which pass (1, 2), the how-manieth, and its name."""
        for number, commands in enumerate((self.placing, self.withdrawing), start=1):
            for position, command in enumerate(commands, start=1):
                yield number, position, name_of(command)


def name_of(command: str) -> str:
    """ "UID FETCH" of "UID FETCH 1 (UID)"."""
    words = command.split()
    return " ".join(words[: 1 + (words[0] == "UID")])


def undisturbed(server: RunningServer, folder: Path) -> Undisturbed:
    """The story as it should be."""
    with BadLine(server) as line, Stage(Mailbox(server), line.port, folder, "undisturbed") as stage:
        stage.interviewed()
        assert not stage.look(AFTER).problems
        placed, placing = stage.seen(AFTER), tuple(line.commands)
        line.calm()
        stage.rejected()
        assert not stage.look(LATER).problems
        withdrawn, withdrawing = stage.seen(LATER), tuple(line.commands)
        assert stage.look(LATER + MINUTE).done == ()
    assert len(placed.drafts) == 4  # three notes, and the form
    assert withdrawn.own == 1
    return Undisturbed(placed, withdrawn, placing, withdrawing)


def disturbed(
    server: RunningServer, folder: Path, wanted: Undisturbed, number: int, position: int, fault: Fault
) -> str | None:
    """What the user was told. The fault came in pass `number` (1, 2); after one more, all must be as it should be."""
    where = f"{fault.name} at command {position} of pass {number}"
    with BadLine(server) as line, Stage(Mailbox(server), line.port, folder, f"{number}-{position}-{fault.name}") as one:
        one.interviewed()
        before = None
        if number == 2:
            assert not one.look(AFTER).problems, where
            one.rejected()
            before = AFTER
            line.calm()
        now, end = (AFTER, wanted.placed) if number == 1 else (LATER, wanted.withdrawn)
        line.trouble = lambda count, command: fault if count == position else None
        report = one.look(now)
        assert [(count, kind) for count, _, kind in line.met] == [(position, fault)], where
        met = f"{where}, {line.met[0][1]}"
        reach, problem, served = one.said()
        if report.problems:
            assert fault not in HARMLESS, (met, report.problems)
            assert reach is not Reach.OK, met
            assert problem, met
            assert problem.startswith("personal: "), (met, problem)
            assert served == before, met
        else:  # who says that all is well has done everything
            assert (reach, problem, served) == (Reach.OK, None, now), met
            assert one.seen(now) == end, met
        line.calm()
        report = one.look(now + MINUTE)
        assert not report.problems, (met, report.problems)
        assert one.said() == (Reach.OK, None, now + MINUTE), met
        assert one.seen(now + MINUTE) == end, met
        assert one.look(now + 2 * MINUTE).done == (), met
    return problem


def failures(
    server: RunningServer, folder: Path, wanted: Undisturbed, cells: Iterable[tuple[int, int, Fault]]
) -> list[str]:
    """What does not hold, a line for each cell (pass, position of the command, fault)."""
    found: list[str] = []
    for number, position, fault in cells:
        try:
            disturbed(server, folder, wanted, number, position, fault)
        except AssertionError as problem:
            found.append(str(problem))
    return found
