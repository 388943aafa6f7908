"""Which interviews are one hiring process: the bare applications, before anything was said in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from msgspec import Struct, field

from afterword import addresses
from afterword.decide.agencies import agency_of
from afterword.decide.index import organisation_key
from afterword.decide.interviews import LONG_AGO
from afterword.decide.names_alike import company_key, same_company, same_role
from afterword.model import Application, Interview, Person

Trait = tuple[str, str]


class Processes:
    """The processes of interviews that become more, and are mostly the same as before.

    Only interviews with a trait in common are ever compared. So where some are new or others than before, those are
    gathered anew that a chain of traits leads to; all other processes stay as they are.
    """

    def __init__(self) -> None:
        self._interviews: dict[str, Interview] = {}
        # Hashes of traits, those of each interview included that it once had. Two that are equal by chance do no harm.
        self._traits: dict[str, tuple[int, ...]] = {}
        self._having: dict[int, list[str]] = {}
        self._application_of: dict[str, str] = {}
        self._found: dict[str, tuple[tuple[datetime, str], Application]] = {}  # by id, with its place in the order

    @property
    def ids(self) -> Iterable[str]:
        """Of the applications, in the order in which their first interviews were announced."""
        return self._found.keys()

    def application(self, name: str) -> Application | None:
        """The one of this id."""
        found = self._found.get(name)
        return found[1] if found else None

    def update(self, changed: Sequence[Interview], gone: Iterable[str]) -> tuple[list[Application], list[str]]:
        """Take in interviews that are new or others than before, and the ids of those that are none any more. The
        applications that are new or others than before, and the ids of those that are no more."""
        begin = set(gone)
        if not begin and not changed:
            return [], []
        for name in begin:
            self._interviews.pop(name, None)
        for interview in changed:
            begin.add(interview.id)
            self._interviews[interview.id] = interview
            known = self._traits.get(interview.id, ())
            new = {hash(trait) for trait in _all_traits(interview)}.difference(known)
            self._traits[interview.id] = (*known, *new)
            for trait in new:
                self._having.setdefault(trait, []).append(interview.id)
        near = self._led_to(begin)
        before = {self._application_of.pop(name) for name in near if name in self._application_of}
        again = sorted((self._interviews[name] for name in near & self._interviews.keys()), key=_place)
        processes = {application_id(one.interviews[0]): one for one in processes_of(again)}
        for name in (no_more := sorted(before - processes.keys())):
            del self._found[name]
        found, in_order = [], True
        for name, process in processes.items():
            application, known_as = process.application(), self._found.get(name)
            if known_as is None or known_as[1] != application:
                in_order = self._put(application, _place(process.interviews[0])) and in_order
                found.append(application)
            self._application_of.update((one.id, name) for one in process.interviews)
        if not in_order:
            self._found = dict(sorted(self._found.items(), key=lambda one: one[1][0]))
        return found, no_more

    def _put(self, application: Application, place: tuple[datetime, str]) -> bool:
        """Where it was before, else behind all others; is that its place?"""
        known_as, last = self._found.get(application.id), next(reversed(self._found.values()), None)
        self._found[application.id] = place, application
        return known_as[0] == place if known_as else last is None or last[0] < place

    def _led_to(self, begin: Iterable[str]) -> set[str]:
        """The interviews that a chain of traits leads to from these, themselves included."""
        found, ahead, followed = set(begin), list(begin), set[int]()
        while ahead:
            for trait in set(self._traits.get(ahead.pop(), ())) - followed:
                followed.add(trait)
                new = [name for name in self._having[trait] if name not in found]
                found.update(new)
                ahead += new
        return found


def _place(interview: Interview) -> tuple[datetime, str]:
    return interview.announced_at, interview.id


def application_id(interview: Interview) -> str:
    """The id of an application that became known through this interview."""
    return _id_from(interview.id)


def _id_from(interview: str) -> str:
    return "a" + sha256(interview.encode()).hexdigest()[:10]


class Process(Struct):
    """An application while its interviews are being gathered. ``number`` counts them as they become known."""

    number: int
    interviews: list[Interview] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    interviewers: dict[str, Person] = field(default_factory=dict)
    coordinators: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    def add(self, interview: Interview) -> None:
        """One more of it."""
        invite = interview.invite
        self.interviews.append(interview)
        if invite.company and invite.company not in self.companies:
            self.companies.append(invite.company)
        if invite.role and invite.role not in self.roles:
            self.roles.append(invite.role)
        for people, known in ((invite.interviewers, self.interviewers), (invite.coordinators, self.coordinators)):
            for person in people:
                known[person.email or f"~{person.name}"] = person
        for domain in _domains(interview):
            if key := organisation_key(domain):
                self.organisations.setdefault(key, domain)

    def takes(self, interview: Interview) -> bool:
        """Is the interview, which shares a trait with this process, one more of it?"""
        invite = interview.invite
        if any(name in _answered(interview) for one in self.interviews for name in one.message_ids):
            return True
        if invite.role not in self.roles and not all(same_role(role, invite.role) for role in self.roles):
            return False
        if self.companies and invite.company:
            return any(same_company(name, invite.company) for name in self.companies)
        return True

    def application(self) -> Application:
        """What its interviews alone tell of it."""
        ids = tuple(application_id(one) for one in self.interviews)
        interviewers = tuple(self.interviewers.values())
        met = {person.email for person in interviewers} - {None}
        latest = self.interviews[-1].invite
        company = self.companies[-1] if self.companies else None
        agency = agency_of(self.interviews, company)
        between = organisation_key(agency.domain) if agency else None
        return Application(
            id=ids[0],
            also=(*ids[1:], *(_id_from(name) for one in self.interviews for name in one.also)),
            company=company,
            role=self.roles[-1] if self.roles else None,
            aliases=tuple(name for name in self.companies[:-1] if company_key(name) != company_key(self.companies[-1])),
            domains=tuple(domain for key, domain in self.organisations.items() if key != between),
            agency=agency,
            interviewers=interviewers,
            coordinators=tuple(person for person in self.coordinators.values() if person.email not in met),
            interviews=tuple(sorted(self.interviews, key=lambda one: (one.invite.start or LONG_AGO, one.id))),
            account=self.interviews[0].account,
            language=latest.language,
        )


def _domains(interview: Interview) -> list[str]:
    invite = interview.invite
    people = (*invite.interviewers, *invite.coordinators, invite.organizer or Person(), interview.source.sender)
    own = addresses.domain(invite.owner)
    domains = [addresses.domain(person.email) for person in people if person.email]
    return [domain for domain in domains if domain and domain != own]


def _answered(interview: Interview) -> set[str]:
    return {name for name in (interview.source.in_reply_to, *interview.source.references) if name}


def _traits(interview: Interview) -> set[Trait]:
    """What two interviews of one process have in common, at least one of these."""
    invite = interview.invite
    people = (*invite.interviewers, *invite.coordinators)
    traits = {("person", person.email) for person in people if person.email}
    traits |= {("organisation", key) for domain in _domains(interview) if (key := organisation_key(domain))}
    if invite.company:
        traits.add(("company", company_key(invite.company)))
    return traits


def _all_traits(interview: Interview) -> set[Trait]:
    """Those with the messages that it came by, and that it answers."""
    names = {*interview.message_ids, *_answered(interview)}
    return _traits(interview) | {("message", name) for name in names}


def processes_of(interviews: Sequence[Interview]) -> list[Process]:
    """The processes of all these interviews, given in the order in which they were announced."""
    processes: list[Process] = []
    having: dict[Trait, dict[int, Process]] = {}
    for interview in interviews:
        traits = _traits(interview)
        answered = {("message", name) for name in _answered(interview)}
        alike = {number: one for trait in traits | answered for number, one in having.get(trait, {}).items()}
        # The most recent one that fits: an old process with the same people is likelier over.
        process = next(
            (alike[number] for number in sorted(alike, reverse=True) if alike[number].takes(interview)), None
        )
        if process is None:
            processes.append(process := Process(len(processes)))
        process.add(interview)
        traits |= {("message", name) for name in interview.message_ids}
        for trait in traits:
            having.setdefault(trait, {})[process.number] = process
    return processes
