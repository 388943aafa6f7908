"""Addresses that become known after the invite (T10), and those that a bounce shows to be none.

Never a guessed one: an address counts where a message of the application shows it beside the name, in a header or in
its text, or spells the name at the company's domain.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from msgspec.structs import replace

from afterword import addresses
from afterword.decide.index import organisation_key
from afterword.decide.interviews import written_at
from afterword.model import Application, Interview, Learned, Person, ReplySeen, SentSeen


class Acquaintance:
    """The people of one application, as its invites and then its messages, in their order, make them known."""

    def __init__(self, application: Application) -> None:
        self._firms = {organisation_key(domain) for domain in application.domains} - {None}
        if application.agency:
            self._firms.add(organisation_key(application.agency.domain))
        noted = (person for debrief in application.debriefs for person in debrief.people)
        people = (*noted, *application.interviewers, *application.coordinators)
        self._at = {person.email: person for person in people if person.email}
        self._sought = {person.name: person for person in people if person.name and not person.email}
        self._wrong: dict[str, Learned] = {}
        self._learned: dict[str, Learned] = {}
        for interview in application.interviews:
            self._look(_shown_by(interview), interview.announced_at)

    @property
    def learned(self) -> tuple[str, ...]:
        """The addresses that the invites themselves did not tell of those who interview."""
        return tuple(str(one.person.email) for one in self._learned.values())

    def tell(self, message: ReplySeen | SentSeen) -> tuple[str, ...]:
        """What a message of the application tells: the addresses that are known since."""
        at = written_at(message.envelope, message.seen_at)
        envelope = message.envelope
        shown = [envelope.sender, *envelope.to, *envelope.cc]
        if isinstance(message, ReplySeen):
            if message.reply.bounced:
                return ()
            shown += [*([envelope.reply_to] if envelope.reply_to else []), *message.reply.addresses]
        return tuple(self._look(shown, at))

    def introduced(self, application: Application) -> Application:
        """The application with everybody as they are known by now."""
        if not self._learned and not self._wrong:
            return application
        return replace(
            application,
            interviewers=_once(map(self._as_known, application.interviewers)),
            coordinators=_once(map(self._as_known, application.coordinators)),
            interviews=tuple(map(self._with_people, application.interviews)),
            debriefs=tuple(replace(one, people=_once(map(self._as_known, one.people))) for one in application.debriefs),
            learned=tuple(self._learned.values()),
            wrong=tuple(self._wrong.values()),
        )

    def came_back(self, address: str, at: datetime) -> bool:
        """A bounce has shown that there is no such address; is that news?"""
        person = self._at.pop(address, None)
        if address in self._wrong or person is None:
            return False
        self._wrong[address] = Learned(person, at)
        if person.name:
            self._learned.pop(person.name, None)
            self._sought[person.name] = replace(person, email=None)
        self._look(tuple(self._at.values()), at)  # another address of theirs may be known
        return True

    def _look(self, shown: Iterable[Person], at: datetime) -> list[str]:
        """Takes in what is shown; the addresses that are known since."""
        if not self._sought:
            return []
        fit = [one for one in shown if one.email and self._is_somebodys(one.email)]
        nameless = {one.email for one in fit if one.name is None and not self._spells_a_name(one)}
        found: list[str] = []
        for name, sought in list(self._sought.items()):
            emails = {one.email: one for one in fit if self._is(sought, one)}
            if not emails and len(self._sought) == 1 and len(nameless) == 1:
                emails = {one.email: one for one in fit if one.email in nameless and self._is_theirs(one.email)}
            if len(emails) != 1:
                continue
            (one,) = emails.values()
            fuller = one if one.name and len(_words(one.name)) > len(_words(name)) else sought
            person = Person(one.email, fuller.name, fuller.first_name or sought.first_name or one.first_name)
            self._learned[name] = Learned(person, at)
            del self._sought[name]
            self._at[str(one.email)] = replace(person, name=name)
            found.append(str(one.email))
        return found

    def _is_somebodys(self, email: str) -> bool:
        """Can it be that of somebody who is sought: one person's, and no other's of whom we know?"""
        if email in self._wrong or addresses.is_automated(email) or addresses.is_shared(email):
            return False
        known = self._at.get(email)
        return known is None or known.name is None or any(_same(known.name, name) for name in self._sought)

    def _is(self, sought: Person, shown: Person) -> bool:
        if shown.name is None:
            return self._is_theirs(shown.email) and _spelled_by(sought.name or "", shown.email or "")
        if _same(sought.name or "", shown.name):
            return True
        one, other = _words(sought.name or ""), _words(shown.name)
        return self._is_theirs(shown.email) and bool(one and other) and (one <= other or other <= one)

    def _spells_a_name(self, shown: Person) -> bool:
        return any(_spelled_by(name, shown.email or "") for name in self._sought)

    def _is_theirs(self, email: str | None) -> bool:
        return organisation_key(addresses.domain(email)) in self._firms

    def _as_known(self, person: Person) -> Person:
        if person.email in self._wrong:
            person = replace(person, email=None)
        if person.email is None and person.name in self._learned:
            return self._learned[person.name or ""].person
        return person

    def _with_people(self, interview: Interview) -> Interview:
        invite = interview.invite
        return replace(
            interview,
            invite=replace(
                invite,
                interviewers=_once(map(self._as_known, invite.interviewers)),
                coordinators=_once(map(self._as_known, invite.coordinators)),
                manager=self._as_known(invite.manager) if invite.manager else None,
            ),
        )


def _shown_by(interview: Interview) -> Iterator[Person]:
    invite, source = interview.invite, interview.source
    yield from (*invite.interviewers, *invite.coordinators, *([invite.organizer] if invite.organizer else []))
    yield from (source.sender, *source.to, *source.cc)


def _once(people: Iterable[Person]) -> tuple[Person, ...]:
    """Everybody with an address or a name, once."""
    known = {one.email or f"~{one.name}": one for one in people if one.email or one.name}
    return tuple(known.values())


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return frozenset(word for word in re.findall(r"\w+", plain) if len(word) > 1)


def _same(one: str, other: str) -> bool:
    """Are these two forms of one name: the same words, or two of them at least with more around them?"""
    a, b = _words(one), _words(other)
    return bool(a) and (a == b or (min(len(a), len(b)) > 1 and (a <= b or b <= a)))


def _spelled_by(name: str, email: str) -> bool:
    """Does the address spell the whole name: "max.moe@", "moe-max@", "maxmoe@"?"""
    words, local = _words(name), email.partition("@")[0].partition("+")[0]
    if len(words) < 2:
        return False
    return words == frozenset(re.split(r"[._\-]", local)) or (
        sorted("".join(words)) == sorted(local) and any(local.startswith(word) for word in words)
    )
