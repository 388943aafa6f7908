"""Which application a message belongs to: by thread, people, domains, names, and never by guessing."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import IntEnum
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from afterword import addresses
from afterword.decide.index import By, Index, companies_of, digest, organisation_key
from afterword.decide.names_alike import LONGEST_NAME, SCRIPTS_WITHOUT_SPACES, folded, is_about_another, same_role
from afterword.decide.relevance import Concern, concern, names_of_people, people_named, speaks_of, writes_as_one_of_them
from afterword.decide.role_words import stems_of
from afterword.model import Application, Envelope, Reply, Signal


class Tie(IntEnum):
    """What ties a message to an application, the weaker first."""

    SPOKEN = 0
    NAMED = 1
    AGENCY = 2
    DOMAIN = 3
    PERSON = 4
    THREAD = 5


class Match(Struct, frozen=True):
    """The one application that a message belongs to; or None, and all between which the message does not decide.

    ``doubtful``: whether it concerns the application at all is for the user to say. ``by_words``: nothing ties it but
    what it says, if that does. ``elsewhere``: it comes from where an application is known, and is about none.
    """

    application: str | None
    candidates: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    doubtful: bool = False
    by_words: bool = False
    elsewhere: bool = False


def _names_another(reply: Reply, application: Application) -> bool:
    """Does an answer say that it is about another role than the application's, by a name with no telling word in
    common? Where a role was looked for, the company's name may stand ("the post at Acme")."""
    return not _names_the_company(reply, application) and is_about_another(reply.role, application.role)


def _may_be_about_another(application: Application, reply: Reply, envelope: Envelope, spoken: frozenset[str]) -> bool:
    """Does an answer name another role, and neither the application's nor who interviews for it? Where it speaks of an
    application without an interview, or of one of several, any other name of the role will do."""
    if _names_its_role(application, spoken) or (not reply.not_met and people_named(application, envelope, spoken)):
        return False
    if not (reply.not_met or reply.beside_others):
        return _names_another(reply, application)
    return not _names_the_company(reply, application) and not same_role(reply.role, application.role)


def _names_the_company(reply: Reply, application: Application) -> bool:
    words = set(folded(reply.role or "").split())
    return bool(words) and any(words <= set(folded(name).split()) for name in companies_of(application))


def _names_its_role(application: Application, spoken: frozenset[str]) -> bool:
    return application.role in spoken


def recipients(envelope: Envelope) -> frozenset[str]:
    """Addresses of everybody to whom a message went openly."""
    return frozenset(person.email for person in (*envelope.to, *envelope.cc) if person.email)


# Of these signals, and of every promise, it matters which application they belong to; else the user is asked.
MATTERS = frozenset({Signal.REJECTION, Signal.OFFER, Signal.NEXT_STEP, Signal.HOLDING, Signal.DO_NOT_CONTACT})
_WHY = {
    Concern.NONE: "its text is about something else",
    Concern.ELSEWHERE: "its text may be about something else, or meant for somebody else",
    Concern.DOUBTFUL: "its text does not show that it is about this application",
}


def _matters(reply: Reply) -> bool:
    return reply.signal in MATTERS or reply.promise is not None


def _by_service(envelope: Envelope) -> bool:
    return addresses.is_service(addresses.domain(envelope.sender.email))


def _concern(application: Application, reply: Reply, envelope: Envelope, spoken: frozenset[str], tie: Tie) -> Concern:
    """What a message outside its threads is to the application that ``tie`` ties it to."""
    if tie is Tie.SPOKEN:
        return speaks_of(application, reply, envelope, spoken)
    found = concern(application, reply, envelope, spoken, of_its_people=tie is Tie.PERSON)
    if found is not Concern.PLAIN or tie is not Tie.NAMED or _by_service(envelope):
        return found
    if envelope.in_reply_to:
        return Concern.ELSEWHERE  # a talk with somebody else, who names the company and the role
    if _names_its_role(application, spoken) or people_named(application, envelope, spoken):
        return found
    return Concern.DOUBTFUL  # another firm of that name?


class Directory:
    """The applications, ready to be found by what a message shows; and what was learned of them meanwhile.

    What is learned lies beside the index, and is gone with this directory.
    """

    def __init__(self, applications: Iterable[Application] = ()) -> None:
        self._index = Index()
        self._index.update(applications)
        # A table each, and sets that are replaced: accounts that are read side by side learn at the same time.
        self._learned: Mapping[By, dict[str, frozenset[str]]] = {By.THREAD: {}, By.PERSON: {}}

    @classmethod
    def over(cls, index: Index) -> Self:
        """That of the applications of ``index``, at no cost; to be used while these stay the same."""
        made = cls()
        made._index = index
        return made

    def learn_thread(self, message_id: str | None, application: str) -> None:
        """From now on an answer to ``message_id`` belongs to ``application``."""
        if message_id:
            self._learn(By.THREAD, message_id, application)

    def learn_person(self, address: str, application: str) -> None:
        """From now on ``address`` is of one of the people of ``application``."""
        self._learn(By.PERSON, address, application)

    def _learn(self, by: By, key: str, application: str) -> None:
        if application not in self._index.having(by, key):
            learned = self._learned[by]
            learned[key] = learned.get(key, frozenset()) | {application}

    def _known(self, by: By, key: str | None) -> AbstractSet[str]:
        """The applications that show a thread or a person, or of which it was learned."""
        shown, learned = self._index.having(by, key), self._learned[by].get(key or "")
        return shown | learned if learned else shown

    def may_concern(self, envelope: Envelope, *, is_list: bool) -> bool:
        """Is the text of this message worth reading, as far as its header tells?

        What people and services write may be an answer; what a mailing list sends (``is_list``) only if its header
        ties it to an application.
        """
        if not self._index.applications:
            return False
        domain = addresses.domain(envelope.sender.email)
        return (
            not is_list
            or addresses.is_service(domain)
            or bool(self.match(envelope, self.names_in(envelope.subject)).candidates)
        )

    def fingerprint(self) -> str:
        """A digest of all that decides what a message is tied to, but for threads: another one, and old mail may
        belong to an application that it did not belong to before."""
        learned = ((address, name) for address, names in self._learned[By.PERSON].items() for name in names)
        more = sum(digest(By.PERSON.name, address, name) for address, name in learned)
        return f"{(self._index.digests() + more) % 2**64:016x}"

    def written_to(self, envelope: Envelope) -> frozenset[str]:
        """The applications that a message of the owner's own belongs to: by thread, else those of its recipients."""
        for answered in (envelope.in_reply_to, *envelope.references):
            if found := self._known(By.THREAD, answered):
                return frozenset(found)
        return frozenset(name for address in recipients(envelope) for name in self._known(By.PERSON, address))

    def names_in(self, text: str) -> tuple[str, ...]:
        """The companies and roles of known applications that ``text`` names, as the applications spell them.

        Worked out while the text is at hand, so that the text need not be kept.
        """
        named = self._called_in(text)
        if named.isdisjoint(self._index.roles):
            words, tokens = folded(text).split(), frozenset(text.split())
            stems = stems_of(words)
            possible = [(role, known) for role, known in self._index.roles.items() if known.may_be_in(stems, tokens)]
            named |= {role for role, known in possible if known.are_in(words, tokens)}
        return tuple(sorted(named))

    def _called_in(self, text: str) -> set[str]:
        """The names that stand in ``text`` in so many words."""
        words = folded(text).split()
        runs = {" ".join(words[i : i + n]) for n in range(1, LONGEST_NAME + 1) for i in range(len(words) - n + 1)}
        shown = [run for run in runs if run in self._index.names]
        if SCRIPTS_WITHOUT_SPACES.search(text):
            joined = "".join(words)
            shown += [key for key in self._index.unspaced if key in joined]
        return {name for key in shown if len(key) > 1 for name in self._index.names[key]}

    def match(self, envelope: Envelope, named: Iterable[str], reply: Reply | None = None) -> Match:
        """The application that a message belongs to.

        ``reply`` is what it says: a bounce belongs where the message that it returns does, or the address that it shows
        to be wrong; one whose words do not show that it is about an application needs a tie of its own (``needs_tie``);
        one about another role than the application's is nobody's until the user has said so, nor is one
        outside the threads that is about something else (relevance.py). ``named`` is what ``names_in`` found in its
        subject and text. Of several applications with an equally strong tie
        the one that is named is it, the role before the company, then one of its people; where that does not decide,
        none is.
        """
        spoken = frozenset(named)
        found_by = [*self._bounced(reply), *self._ties(envelope, spoken)]
        if reply is None or found_by or reply.signal not in MATTERS:
            return self._strongest(found_by, envelope, spoken, reply)
        found = self._strongest(list(self._spoken(envelope, spoken, reply)), envelope, spoken, reply)
        return replace(found, by_words=True)

    def _strongest(
        self,
        found_by: Iterable[tuple[Tie, str, AbstractSet[str]]],
        envelope: Envelope,
        spoken: frozenset[str],
        reply: Reply | None,
    ) -> Match:
        """What follows from all that ties a message to applications."""
        ties: dict[str, tuple[Tie, str]] = {}
        for tie, reason, applications in found_by:
            for application in applications:
                if reply is not None and reply.needs_tie and Tie.SPOKEN < tie < Tie.PERSON:
                    known = self._index.applications[application]
                    if not _names_its_role(known, spoken) and not people_named(known, envelope, spoken):
                        continue
                ties.setdefault(application, (tie, reason))  # the strongest come first
        if not ties:
            return Match(None, (), ("nothing ties it to an application",))
        strongest = max(tie for tie, _ in ties.values())
        best = [self._index.applications[name] for name, (tie, _) in ties.items() if tie == strongest]
        reasons = [next(reason for tie, reason in ties.values() if tie == strongest)]
        if len(best) > 1 and (by_role := [app for app in best if app.role in spoken]):
            best = by_role
            reasons.append("of several it names this role")
        if len(best) > 1 and (by_company := [app for app in best if not spoken.isdisjoint(companies_of(app))]):
            best = by_company
            reasons.append("of several it names this company")
        if len(best) > 1 and (by_people := [app for app in best if not spoken.isdisjoint(names_of_people(app))]):
            best = by_people
            reasons.append("of several it names somebody of this one")
        ids = tuple(sorted(app.id for app in best))
        if len(ids) > 1:
            return Match(None, ids, (*reasons, f"it could belong to any of {len(ids)} applications"))
        if reply is None:
            return Match(ids[0], ids, tuple(reasons))
        if strongest is Tie.THREAD:
            aside = reply.apart is not None and _matters(reply)
            return Match(ids[0], ids, (*reasons, *([_WHY[Concern.ELSEWHERE]] if aside else ())), doubtful=aside)
        found = _concern(best[0], reply, envelope, spoken, strongest) if _matters(reply) else Concern.PLAIN
        if _may_be_about_another(best[0], reply, envelope, spoken):
            # Known for sure where it has led to no interview, or is about no work at all.
            nobodys = _names_another(reply, best[0]) and (reply.not_met or found is Concern.NONE)
            reasons.append(f"it is about another role ({reply.role})")
            return Match(None, () if nobodys else ids, tuple(reasons), elsewhere=nobodys)
        if found is not Concern.PLAIN:
            reasons.append(_WHY[found])
        if found < Concern.DOUBTFUL:
            elsewhere = found is Concern.NONE
            return Match(None, () if elsewhere else ids, tuple(reasons), elsewhere=elsewhere)
        return Match(ids[0], ids, tuple(reasons), doubtful=found is Concern.DOUBTFUL)

    def _spoken(
        self, envelope: Envelope, spoken: frozenset[str], reply: Reply
    ) -> Iterator[tuple[Tie, str, AbstractSet[str]]]:
        """Ties of a message from an address that nothing ties, by the people of whom it speaks."""
        names = spoken | {" ".join((envelope.sender.name or "").split())}
        applications = self._index.applications
        near = {one for name in names for one in self._index.having(By.CALLED, name)}
        near |= {name for name, one in applications.items() if writes_as_one_of_them(one, envelope)}
        told = {one: speaks_of(applications[one], reply, envelope, spoken) for one in near}
        best = max(told.values(), default=Concern.NONE)
        if best is not Concern.NONE:
            yield Tie.SPOKEN, "it speaks of its people", {one for one, found in told.items() if found is best}

    def _bounced(self, reply: Reply | None) -> Iterator[tuple[Tie, str, AbstractSet[str]]]:
        if reply is None:
            return
        if found := self._known(By.THREAD, reply.returned):
            yield Tie.THREAD, "it returns a message of this application", found
        if found := self._known(By.PERSON, reply.bounced):
            yield Tie.PERSON, f"{reply.bounced} is one of its people", found

    def _ties(self, envelope: Envelope, spoken: frozenset[str]) -> Iterator[tuple[Tie, str, AbstractSet[str]]]:
        for answered in (envelope.in_reply_to, *envelope.references):
            if found := self._known(By.THREAD, answered):
                yield Tie.THREAD, "it answers a message of this application", found
        senders = [person.email for person in (envelope.sender, envelope.reply_to) if person and person.email]
        for address in senders:
            if found := self._known(By.PERSON, address):
                yield Tie.PERSON, f"{address} is one of its people", found
        services = False
        for domain in filter(None, map(addresses.domain, senders)):
            services = services or addresses.is_service(domain)
            key = organisation_key(domain)
            if found := self._index.having(By.FIRM, key):
                yield Tie.DOMAIN, f"it comes from {domain}", found
            if found := self._index.having(By.AGENCY, key):
                yield Tie.AGENCY, f"it comes from the agency at {domain}", found
        for company in sorted(self._called_in(envelope.sender.name or "")):
            if found := self._index.having(By.COMPANY, company):
                yield Tie.NAMED, "the sender's name shows the company", found
        for company in sorted(spoken):
            for name in sorted(self._index.having(By.COMPANY, company)):
                if services or self._index.applications[name].role in spoken:
                    yield Tie.NAMED, "it names the company", {name}
