"""Whose address came by a stranger's message, and whose only looks like a known one.

Whoever wrote the first invite, and all whom it names, are the application; what they, their firms, and answers in
their threads name later belongs to it. Whom anybody else names, with an update, another invite or an answer, is
written to all the same, since strangers are often real: a new recruiter, another agency. But it is said.
"""

from collections.abc import Iterator, Set

from msgspec import Struct, field
from msgspec.structs import replace

from afterword import addresses
from afterword.decide.interviews import written_at
from afterword.decide.lookalikes import ascii_domain, is_mixed, skeleton
from afterword.decide.questions import question_about
from afterword.model import Application, Envelope, Named, Owner, Question, Wanted, Wish


class Wariness(Struct, frozen=True):
    """``brought``: an address, and that of the stranger whose message alone names it. ``posing``: one that looks like a
    known one, and that; "" where it looks like no honest one at all."""

    brought: dict[str, str] = field(default_factory=dict)
    posing: dict[str, str] = field(default_factory=dict)


class _Circle(Struct):
    """Those who belong to an application so far."""

    addresses: set[str]
    firms: set[str] = field(default_factory=set)
    threads: set[str] = field(default_factory=set)
    looks: dict[str, str] = field(default_factory=dict)  # skeletons, of addresses and of domains -> what has them

    def __post_init__(self) -> None:
        for address in sorted(self.addresses):
            self.take(address)

    def take(self, address: str) -> None:
        self.addresses.add(address)
        if firm := _firm(address):
            self.firms.add(firm)
        domain = addresses.domain(address) or ""
        self.looks.setdefault(skeleton(address), address)
        self.looks.setdefault(skeleton(domain), domain)

    def holds(self, envelope: Envelope) -> bool:
        """Is it written by one of them, at one of their firms, or in their thread?"""
        sender = envelope.sender.email
        if sender is None or sender in self.addresses or _firm(sender) in self.firms:
            return True
        return not self.threads.isdisjoint({envelope.in_reply_to, *envelope.references} - {None})

    def like(self, address: str) -> str | None:
        """What the address looks like, and is not; "" where it mixes alphabets, None where all is well."""
        domain = addresses.domain(address) or ""
        for shown in (address, domain):
            known = self.looks.get(skeleton(shown), shown)
            if known != shown:
                return known
        return "" if is_mixed(domain) else None


def wariness_of(application: Application, owner: Owner) -> Wariness:
    """What there is to be wary of among the people of an application."""
    found = Wariness()
    users = {*owner.addresses, *_named_by_the_user(application)}
    circle = _Circle({address.lower() for address in users})
    circle.threads.update(application.sent_ids)
    namings = sorted(_namings(application), key=lambda one: (one.seen_at, one.at))
    for naming in namings:
        by, address = naming.by or Envelope(), naming.address
        trusted = by == namings[0].by or circle.holds(by)
        if trusted:
            circle.threads.update([by.message_id] if by.message_id else [])
        if address in circle.addresses:
            continue
        like = circle.like(address)
        if like is not None:
            found.posing.setdefault(address, like)
        elif trusted:
            circle.take(address)
            found.brought.pop(address, None)
        elif _firm(address) not in circle.firms:
            found.brought.setdefault(address, by.sender.email or "")
    return found


def _firm(email: str) -> str | None:
    """The domain that an organisation owns behind an address; None for mailboxes that anybody can have."""
    domain = addresses.domain(email)
    return addresses.registrable(domain) if domain and addresses.organisation(domain) else None


def _named_by_the_user(application: Application) -> set[str]:
    """Those to whom the user has written, and whom notes and decisions name: the user's own word."""
    noted = (person for debrief in application.debriefs for person in debrief.people)
    written = (person for one in application.sent for person in (*one.envelope.to, *one.envelope.cc))
    confirmed = {one.address for interview in application.interviews for one in interview.named if one.by is None}
    awaited = {one.answers_from for one in application.debriefs if one.answers_from and "@" in one.answers_from}
    return {person.email for person in (*noted, *written) if person.email} | confirmed | awaited


def _namings(application: Application) -> Iterator[Named]:
    for interview in application.interviews:
        yield from (one for one in interview.named if one.by is not None)
    for answer in application.answers:
        envelope, at = answer.envelope, written_at(answer.envelope, answer.seen_at)
        people = (envelope.sender, envelope.reply_to, *envelope.to, *envelope.cc, *answer.reply.addresses)
        for email in dict.fromkeys(person.email for person in people if person and person.email):
            yield Named(email, envelope, at, answer.seen_at)


def with_care(wish: Wish, wariness: Wariness) -> Wish:
    """The wish as the user is to see it: to an address that only looks like a known one there is no draft, and with one
    of a stranger's the reason says so."""
    email = wish.recipient.email or ""
    if wish.wanted is Wanted.NO:
        return wish
    if email in wariness.posing:
        return replace(wish, wanted=Wanted.HELD, reason=_why(email, wariness.posing[email]))
    if email in wariness.brought:
        by = wariness.brought[email]
        whose = "their own message" if by == email else f"a message of {by}"
        said = f"mind the address {email}: it is known by {whose} alone, and nobody of this application is there"
        return replace(wish, reason=f"{wish.reason}; {said}")
    return wish


def questions_about_looks(application: Application, held: Set[str | None], wariness: Wariness) -> Iterator[Question]:
    """Whether an address that looks like a known one is theirs after all: only the user can say that. ``held`` are
    those to whom something is held."""
    for email in sorted(filter(None, held & wariness.posing.keys())):
        about = application.interviews[-1].id
        text = (
            f"Look twice: {_why(email, wariness.posing[email])}. Nothing is drafted to it. If it is right: "
            f'`afterword confirm {about} --with "NAME <ADDRESS>"`, once for each interviewer'
        )
        yield question_about(f"looks {email}", about, text)


def _why(email: str, known: str) -> str:
    local, _, domain = email.rpartition("@")
    shown = email if domain.isascii() else f"{email} ({local}@{ascii_domain(domain)})"
    return f"the address {shown} " + (f"looks like {known}, and is another" if known else "mixes alphabets")
