"""S9 at length: a user, a clock and a killer, all at random, on each server; what must always hold is looked at often.

`$SOAK_KILLS` is how often a pass is to be killed on each server: 500 in the long run (docs/reliability.md).
`$SOAK_SEED` repeats one life; every failure names its own.
"""

import datetime as dt
import itertools
import os
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.scenarios.letters import PANEL, Event, Someone, google_invite, outlook_invite, rejection
from tests.scenarios.world import Starter, World, moment
from tests.servers.clients import ALL_CLIENTS
from tests.servers.mailbox import Mailbox, StoredMessage
from tests.servers.running import RunningServer

pytestmark = [pytest.mark.system, pytest.mark.timeout(7200)]
KILLS = int(os.environ.get("SOAK_KILLS", "40"))
TURNS = 25
COMPANIES = ("abelia", "birchwood", "corvane", "drumlin")


@dataclass(slots=True)
class Life:
    """One mailbox over some weeks.

    `own` is what the user has saved, by recipient; `done` are those to whom they sent, or whose draft they deleted;
    `seen` are the drafts that there were, `kills` counts the passes that were killed.
    """

    world: World
    dice: random.Random
    now: dt.datetime = field(default_factory=lambda: moment("2025-11-24 08:00"))
    own: dict[str, bytes] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    invited: int = 0
    seen: set[str | None] = field(default_factory=set)
    kills: int = 0

    def begin(self) -> None:
        """The first invite has come."""
        self.world.at(self.now)
        self._invited()

    def turn(self) -> None:
        """Something happens, some time passes, and a pass is made, or two, that may be killed."""
        self.dice.choice([self._invited, self._edits, self._sends, self._deletes, self._rejected, self._nothing])()
        self.now += dt.timedelta(minutes=self.dice.choice([3, 15, 70, 600, 1500, 4000]))
        self.world.at(self.now)
        for _ in range(self.dice.randrange(4)):
            if self.dice.random() < 0.5:
                self.kills += self.world.killed_at(self.dice.randrange(1, 75))
            else:
                self.kills += self.world.killed_after(self.dice.random() * 0.25)
            self.look()
        self.world.once()
        self.look()
        if self.dice.random() < 0.3:
            self.nothing_is_lost()

    def nothing_is_lost(self) -> None:
        """Once what is absent was looked for twice: what is said to lie in Drafts lies there; nothing is left to do."""
        self.now += dt.timedelta(minutes=11)
        self.world.once(self.now)
        self.look()
        shown = [one for each in self.world.status()["applications"] for one in each["follow_ups"]]
        placed = {one["to"] for one in shown if one["state"] == "placed"}
        lying = set(self.world.drafted_to())
        assert placed <= lying, f"lost: {placed - lying}"
        assert self.world.plan()["actions"] == []

    def look(self) -> None:
        """What must hold at any moment, killed or not."""
        drafts = self.world.drafts()
        self.seen |= {one.message_id for one in drafts}
        to = [one.to[0] for one in drafts]
        assert len(to) == len(set(to)), f"two drafts to one person: {to}"
        lying = {one.to[0]: one.raw for one in drafts}
        for address, raw in self.own.items():
            assert lying.get(address) == raw, f"the user's draft to {address} was touched"
        assert not self.done & set(to), f"drafted again: {self.done & set(to)}"

    def _invited(self) -> None:
        if self.invited >= len(COMPANIES):
            return
        name = COMPANIES[self.invited]
        people = [
            Someone(one.name, f"{one.email.partition('.')[0]}@{name}.example")
            for one in self.dice.sample(PANEL, self.dice.randint(1, 3))
        ]
        recruiter = Someone(f"Nora {name.capitalize()}", f"nora@{name}.example")
        start = self.now.replace(minute=0) + dt.timedelta(hours=self.dice.randint(-3, 30))
        event = Event(
            start, start + dt.timedelta(hours=1), people, recruiter, None,
            f"Interview: Test Engineer at {name.capitalize()} Works", uid=f"{name}-1@{name}.example",
        )  # fmt: skip
        style = self.dice.choice([google_invite, outlook_invite])
        self.world.deliver(style(event, self.now - dt.timedelta(days=1)))
        self.invited += 1

    def _one(self) -> StoredMessage | None:
        drafts = self.world.drafts()
        return self.dice.choice(drafts) if drafts else None

    def _edits(self) -> None:
        if one := self._one():
            client = self.dice.choice(ALL_CLIENTS)
            uid = self.world.mailbox.edit_draft(one.uid, f"My words, with {client}.\n", client)
            self.own[one.to[0]] = self.world.mailbox.message(uid, "Drafts").raw

    def _sends(self) -> None:
        if one := self._one():
            self.world.mailbox.send_draft(one.uid, client=self.dice.choice(ALL_CLIENTS))
            self.own.pop(one.to[0], None)
            if not one.to[0].startswith("nora@"):  # to the contact a last one may follow
                self.done.add(one.to[0])

    def _deletes(self) -> None:
        if one := self._one():
            self.world.mailbox.delete(one.uid, through_trash=self.dice.random() < 0.6)
            self.own.pop(one.to[0], None)
            if not one.to[0].startswith("nora@"):
                self.done.add(one.to[0])

    def _rejected(self) -> None:
        if self.invited and self.dice.random() < 0.3:
            name = self.dice.choice(COMPANIES[: self.invited])
            self.world.deliver(rejection(self.now, Someone(f"Nora {name.capitalize()}", f"nora@{name}.example")))

    def _nothing(self) -> None:
        pass


def test_s9_killed_at_random_over_weeks_with_a_busy_user(
    imap_server: RunningServer, starter: Starter, tmp_path: Path
) -> None:
    given = os.environ.get("SOAK_SEED")
    seeds = [int(given)] if given else (random.randrange(10**6) for _ in itertools.count())
    drafts = kills = lives = 0
    for seed in seeds:
        place = tmp_path / f"{seed}"
        place.mkdir()
        life = Life(World(Mailbox(imap_server), starter, place), random.Random(seed))
        try:
            life.begin()
            for _ in range(TURNS):
                life.turn()
            life.nothing_is_lost()
            life.world.assert_no_other_way_out()
        except AssertionError as problem:
            said = life.world.command("status").out
            raise AssertionError(f"SOAK_SEED={seed}: {problem}\n{said}") from problem
        drafts, kills, lives = drafts + len(life.seen), kills + life.kills, lives + 1
        if kills >= KILLS:
            break
    print(f"{imap_server.name}: {kills} kills in {lives} lives, {drafts} drafts: 0 doubled, 0 lost, 0 touched")
    assert drafts >= lives  # there was something to get wrong
