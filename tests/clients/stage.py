"""A mailbox in which each mail program has drafts of its own: a company, an interviewer and a recruiter each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.clients.hand import Hand
from tests.scenarios.letters import JOB, Event, Someone, google_invite, rejection
from tests.scenarios.world import World, moment
from tests.servers.clients import MailClient
from tests.servers.mailbox import StoredMessage

BEGINS = moment("2025-11-25 08:00")
INVITED = moment("2025-11-18 09:30")
THANKS = "2025-11-25 17:45"
"""When all interviews are over for an hour at least."""
CHASERS = "2025-12-05 09:01"
"""When an answer is late everywhere."""
_NAMES = (
    "Abelia", "Birchwood", "Corvane", "Drumlin", "Eskdale", "Fenwright", "Gannet", "Hollis", "Ironbark", "Juniper",
    "Kestrel", "Lindale", "Marlow", "Norwick", "Ormond", "Penhale", "Quillon", "Rushton", "Stanmere", "Thornby",
)  # fmt: skip
_PEOPLE = ("Amara Diallo", "Chloe Marchetti", "Elena Costa", "Farid Haddad", "Greta Nilsen", "Hugo Almeida")
Lying = dict[str, list[tuple[int, frozenset[str], bytes]]]


@dataclass(frozen=True, slots=True)
class Company:
    """Whose drafts one mail program holds."""

    name: str
    interviewer: Someone
    recruiter: Someone

    @classmethod
    def numbered(cls, number: int) -> Company:
        """One of many."""
        name = _NAMES[number]
        domain = f"{name.lower()}.example"
        person = _PEOPLE[number % len(_PEOPLE)]
        interviewer = Someone(person, f"{person.split()[0].lower()}@{domain}")
        return cls(f"{name} Works", interviewer, Someone(f"Nora {name}son", f"nora@{domain}"))

    def invite(self, start: dt.datetime) -> bytes:
        """To an interview of half an hour."""
        event = Event(
            start, start + dt.timedelta(minutes=30), [self.interviewer], self.recruiter, None,
            f"Interview: {JOB} at {self.name}", uid=f"{self.name.split()[0].lower()}-1@calendar.example",
        )  # fmt: skip
        return google_invite(event, INVITED)


class Stage:
    """`world` with an interview at a company of its own for each of `clients`. `hands` are those over its drafts."""

    def __init__(self, world: World, clients: Sequence[MailClient]) -> None:
        self.world, self.mailbox = world, world.mailbox
        self.clients = clients
        self.companies = [Company.numbered(number) for number in range(len(clients))]
        self.mailbox.deliver_many(
            company.invite(BEGINS + dt.timedelta(minutes=30 * number)) for number, company in enumerate(self.companies)
        )
        world.once("2025-11-18 10:00")

    def thank_yous(self) -> list[Hand]:
        """After the interviews: each program over its thank-you."""
        self.world.once(THANKS)
        return self._hands([company.interviewer for company in self.companies])

    def chasers(self) -> list[Hand]:
        """After the promised day: each program over its chaser, which stands in a thread."""
        self.world.once(CHASERS)
        return self._hands([company.recruiter for company in self.companies])

    def _hands(self, people: Sequence[Someone]) -> list[Hand]:
        assert {one.email for one in people} <= set(self.world.drafted_to())
        # Gmail takes what has a Message-ID and a Date that it knows for the old copy: nobody saves in the same second.
        self.world.at(self.world.now() + dt.timedelta(minutes=1))
        return [Hand(self.mailbox, client, person.email) for client, person in zip(self.clients, people, strict=True)]

    def rejected(self) -> None:
        """Every company says no, now."""
        now = self.world.now()
        self.mailbox.deliver_many(bytes(rejection(now, company.recruiter)) for company in self.companies)

    # What is looked at

    def lying(self) -> Lying:
        """The whole mailbox."""
        return self.mailbox.snapshot()

    def passes(self, *times: str) -> None:
        """Passes at these times. None of them changes anything in the mailbox."""
        before = self.lying()
        for when in times:
            self.world.once(when)
            self.is_untouched(before, f"a pass at {when} has changed the mailbox")

    def is_untouched(self, before: Lying, fault: str) -> None:
        """The mailbox is as it was."""
        now = self.lying()
        for folder in before.keys() | now.keys():
            was, lies = before.get(folder, []), now.get(folder, [])
            gone = [one for one in was if one not in lies]
            new = [one for one in lies if one not in was]
            assert not gone, f"{fault}: gone from {folder}: {gone}"
            assert not new, f"{fault}: new in {folder}: {new}"

    def states(self, kind: str) -> dict[str, str]:
        """The state of each follow-up of that kind, by mail program."""
        found = {
            one["to"]: one["state"]
            for application in self.world.status()["applications"]
            for one in application["follow_ups"]
            if one["kind"] == kind
        }
        return {
            str(client): state
            for client, company in zip(self.clients, self.companies, strict=True)
            if (state := found.get(company.interviewer.email) or found.get(company.recruiter.email))
        }

    def are(self, kind: str, expected: Mapping[str, str]) -> None:
        """Of that kind, each mail program has one in the state given."""
        found = self.states(kind)
        wrong = {name: (state, found.get(name)) for name, state in expected.items() if found.get(name) != state}
        assert not wrong, f"{kind}: expected and found: {wrong}"
        assert found.keys() == expected.keys()

    def all_are(self, kind: str, state: str) -> None:
        """Of that kind, every mail program has one in that state."""
        self.are(kind, dict.fromkeys(map(str, self.clients), state))

    def drafts_to(self, hands: Sequence[Hand]) -> list[StoredMessage]:
        """What lies in Drafts for these."""
        addresses = [[hand.address] for hand in hands]
        return [one for one in self.world.drafts() if one.to in addresses]
