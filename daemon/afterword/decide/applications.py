"""Observations folded into applications: which interviews are one hiring process, and what was said in it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from msgspec import Struct, field
from msgspec.structs import replace

from afterword import addresses
from afterword.decide.agencies import agency_of
from afterword.decide.correspondence import Correspondence, message_name
from afterword.decide.interviews import LONG_AGO, interviews_in
from afterword.decide.matching import company_key, organisation_key, same_company, same_role
from afterword.decide.words import Words
from afterword.model import (
    Application,
    Choice,
    Debrief,
    Decision,
    Interview,
    InviteSeen,
    Observation,
    Person,
    ReplySeen,
    SentSeen,
    Undo,
    Verdict,
)


class Known(Struct, frozen=True):
    """What the observations add up to. ``unsure`` are events of which only the user can say what they are.

    ``undone`` name applications by their present ids.
    """

    applications: tuple[Application, ...] = ()
    unsure: tuple[Interview, ...] = ()
    undone: tuple[Undo, ...] = ()


def fold(observations: Iterable[Observation]) -> Known:
    """The applications, in the order in which their first interviews were announced."""
    return Folding().known(tuple(observations))


class Folding:
    """``fold`` for facts that only become more, as those of a ledger do: what was folded once is kept.

    A message later than all before it is taken in alone. After any other news the whole is folded anew. Applications
    that the news does not concern stay the same objects. The answer is that of ``fold`` at any time.
    """

    def __init__(self) -> None:
        self._facts: tuple[Observation, ...] = ()
        self._decisions = Words[Decision]()
        self._talk = Correspondence(())
        self._known = Known()

    def known(self, observations: tuple[Observation, ...]) -> Known:
        """What all of ``observations`` add up to."""
        begun, news = observations[: len(self._facts)] == self._facts, observations[len(self._facts) :]
        if begun and not news:
            return self._known
        messages = [item for item in news if isinstance(item, SentSeen | ReplySeen)]
        if begun and len(messages) == len(news) and self._talk.goes_on_with(messages):
            touched = self._talk.take(messages)
            self._known = replace(
                self._known,
                applications=tuple(
                    self._told(one.id) if one.id in touched else one for one in self._known.applications
                ),
            )
        else:
            before = {one.id: one for one in self._known.applications}
            found = self._folded(observations)
            same = (one if (old := before.get(one.id)) != one else old for one in found.applications)
            self._known = replace(found, applications=tuple(same))
        self._facts = observations
        return self._known

    def _folded(self, observations: Iterable[Observation]) -> Known:
        invites: list[InviteSeen] = []
        messages: list[SentSeen | ReplySeen] = []
        decisions: list[Decision] = []
        debriefs: list[Debrief] = []
        undone: list[Undo] = []
        for item in observations:
            match item:
                case InviteSeen():
                    invites.append(item)
                case ReplySeen() | SentSeen():
                    messages.append(item)
                case Decision():
                    decisions.append(item)
                case Debrief():
                    debriefs.append(item)
                case Undo():
                    undone.append(item)
        self._decisions, noted = Words(decisions), Words(debriefs)
        interviews = interviews_in(_latest_readings(invites), decisions)
        certain = [one for one in interviews if one.invite.verdict is Verdict.INTERVIEW]
        unsure = tuple(one for one in interviews if one.invite.verdict is Verdict.UNSURE)
        bare = tuple(_with_debriefs(process.application(), noted) for process in _processes(certain))
        self._talk = Correspondence(bare)
        self._talk.take(messages)
        applications = tuple(self._told(one.id) for one in bare)
        return Known(applications, unsure, tuple(_with_present_ids(undo, applications) for undo in undone))

    def _told(self, name: str) -> Application:
        return _with_decisions(self._talk.told(name), self._decisions)


def application_id(interview: Interview) -> str:
    """The id of an application that became known through this interview."""
    return _id_from(interview.id)


def _id_from(interview: str) -> str:
    return "a" + sha256(interview.encode()).hexdigest()[:10]


def _latest_readings(items: Sequence[InviteSeen]) -> list[InviteSeen]:
    """Of a message read again by a better reader the later reading counts, with the time at which it was first seen."""
    best: dict[str, int] = {}
    first: dict[tuple[str, str], datetime] = {}
    for item in items:
        name = message_name(item)
        best[name] = max(best.get(name, 0), item.reader)
        event = name, item.invite.uid
        first[event] = min(first.get(event, item.seen_at), item.seen_at)
    return [
        item if item.position.in_calendar else replace(item, seen_at=first[message_name(item), item.invite.uid])
        for item in items
        if item.position.in_calendar or item.reader == best[message_name(item)]
    ]


# --- Which interviews belong together ---


class _Process(Struct):
    """An application while its interviews are being gathered. ``number`` counts them as they become known."""

    number: int
    interviews: list[Interview] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    interviewers: dict[str, Person] = field(default_factory=dict)
    coordinators: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    def add(self, interview: Interview) -> None:
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


def _traits(interview: Interview) -> set[tuple[str, str]]:
    """What two interviews of one process have in common, at least one of these."""
    invite = interview.invite
    people = (*invite.interviewers, *invite.coordinators)
    traits = {("person", person.email) for person in people if person.email}
    traits |= {("organisation", key) for domain in _domains(interview) if (key := organisation_key(domain))}
    if invite.company:
        traits.add(("company", company_key(invite.company)))
    return traits


def _processes(interviews: Sequence[Interview]) -> list[_Process]:
    processes: list[_Process] = []
    having: dict[tuple[str, str], dict[int, _Process]] = {}
    for interview in interviews:
        traits = _traits(interview)
        answered = {("message", name) for name in _answered(interview)}
        alike = {number: one for trait in traits | answered for number, one in having.get(trait, {}).items()}
        # The most recent one that fits: an old process with the same people is likelier over.
        process = next(
            (alike[number] for number in sorted(alike, reverse=True) if alike[number].takes(interview)), None
        )
        if process is None:
            processes.append(process := _Process(len(processes)))
        process.add(interview)
        traits |= {("message", name) for name in interview.message_ids}
        for trait in traits:
            having.setdefault(trait, {})[process.number] = process
    return processes


# --- What the user said ---


def _with_decisions(application: Application, decisions: Words[Decision]) -> Application:
    names = {application.id, *application.also, *(one.id for one in application.interviews)}
    names |= {name for one in application.interviews for name in one.also}
    said = tuple(d for d in decisions.about(names) if d.choice not in (Choice.CONFIRM, Choice.IGNORE))
    return replace(application, decisions=said) if said else application


def _with_debriefs(application: Application, debriefs: Words[Debrief]) -> Application:
    visited = {name for interview in application.interviews for name in (interview.id, *interview.also)}
    about = sorted(debriefs.about(visited), key=lambda debrief: debrief.at)
    if not about:
        return application
    known = {person.email for person in (*application.interviewers, *application.coordinators)}
    met = {one.email: one for debrief in about for one in debrief.people if one.email and one.email not in known}
    named = {one.answers_from for one in about if one.answers_from and "@" in one.answers_from} - {*known, *met}
    return replace(
        application,
        debriefs=tuple(about),
        interviewers=(*application.interviewers, *met.values()),
        coordinators=(*application.coordinators, *(Person(email) for email in sorted(named))),
    )


def _with_present_ids(undo: Undo, applications: Sequence[Application]) -> Undo:
    present = {old: application.id for application in applications for old in application.also}
    keys = (replace(key, application=present.get(key.application, key.application)) for key in undo.taken_out)
    return replace(undo, taken_out=tuple(keys))
