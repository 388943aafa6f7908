"""By what applications are found, in tables that are kept up: news moves its own entries, and leaves all others."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

from afterword import addresses
from afterword.decide.names_alike import SCRIPTS_WITHOUT_SPACES, company_key, folded
from afterword.decide.relevance import names_of_people
from afterword.decide.role_words import RoleWords
from afterword.model import Application


class By(IntEnum):
    """What an application shows, and is found by."""

    THREAD = 0
    """The Message-ID of one of its messages."""
    PERSON = 1
    """The address of one of its people."""
    FIRM = 2
    """The key of an organisation whose people write (``organisation_key``)."""
    AGENCY = 3
    """The same of the agency between."""
    COMPANY = 4
    """A name of the company, as the application spells it."""
    ROLE = 5
    CALLED = 6
    """What one of its people is called."""


Table = dict[str, AbstractSet[str]]
"""What is shown, and the ids of the applications that show it, one at least."""

_NOBODY: frozenset[str] = frozenset()
_NAMES = (By.COMPANY, By.ROLE, By.CALLED)
_FINGERPRINTED = frozenset({By.PERSON, By.FIRM, By.AGENCY, By.COMPANY})
_SPELLED = "NAME"


class Index:
    """What applications show, and which show it. It is the same whatever applications it had before.

    For one thread while ``update`` runs; who is to go on reading what it was takes a ``copy`` first.
    """

    def __init__(self) -> None:
        self.applications: Mapping[str, Application] = {}
        """By id."""
        self.names: dict[str, tuple[str, ...]] = {}
        """Names as words show them, and as applications spell them."""
        self.unspaced: set[str] = set()
        """Those of scripts that put no spaces between words."""
        self.roles: dict[str, RoleWords] = {}
        """As applications spell them."""
        self._tables: tuple[Table, ...] = tuple({} for _ in By)
        self._digests: int | None = None  # the sum of them; None until somebody asks

    def having(self, by: By, key: str | None) -> AbstractSet[str]:
        """The ids of the applications that show ``key``."""
        return self._tables[by].get(key, _NOBODY) if key else _NOBODY

    def copy(self) -> "Index":
        """Another with the same content, that changes by itself."""
        made = Index()
        made.applications = self.applications  # replaced, and never changed
        made.names, made.unspaced, made.roles = dict(self.names), set(self.unspaced), dict(self.roles)
        made._tables = tuple(
            {key: set(names) if isinstance(names, set) else names for key, names in table.items()}
            for table in self._tables
        )
        made._digests = self._digests
        return made

    def update(self, applications: Iterable[Application]) -> None:
        """Have these, in the place of those that it had; ids are unique. It costs by those that are others."""
        before, now = self.applications, {one.id: one for one in applications}
        for name, application in now.items():
            known = before.get(name)
            if known is not application and known != application:
                self._move(name, known, application)
        for name in before.keys() - now.keys():
            self._move(name, before[name], None)
        self.applications = now

    def digests(self) -> int:
        """The sum of the digests of all that ties messages to applications, but for threads; modulo 2^64."""
        if self._digests is None:
            shown = (
                digest(by.name, key, name)
                for by in _FINGERPRINTED
                for key, ids in self._tables[by].items()
                for name in ids
            )
            spelled = (digest(_SPELLED, form, one) for form, spellings in self.names.items() for one in spellings)
            self._digests = sum(shown) + sum(spelled)
        return self._digests % 2**64

    def _move(self, name: str, before: Application | None, now: Application | None) -> None:
        """Take out what an application showed before, and put in what it shows now, where that differs."""
        old, new = _shown_by(before), _shown_by(now)
        own = frozenset((name,))  # all its entries share it
        for by in By:
            for key in new[by] - old[by]:
                self._put(by, key, own)
            for key in old[by] - new[by]:
                self._take(by, key, own)
            if by in _FINGERPRINTED and self._digests is not None:
                self._digests += sum(digest(by.name, key, name) for key in new[by] - old[by])
                self._digests -= sum(digest(by.name, key, name) for key in old[by] - new[by])

    def _put(self, by: By, key: str, own: frozenset[str]) -> None:
        table = self._tables[by]
        known = table.get(key)
        if known is None:
            table[key] = own
            if by in _NAMES:
                self._spell(by, key)
        elif isinstance(known, set):
            known |= own
        else:
            table[key] = {*known, *own}

    def _take(self, by: By, key: str, own: frozenset[str]) -> None:
        table = self._tables[by]
        left = table[key]
        if isinstance(left, set):
            left -= own
        if not isinstance(left, set) or not left:
            del table[key]
            if by in _NAMES:
                self._spell_no_more(by, key)

    def _spell(self, by: By, name: str) -> None:
        """Of a name that was none of its kind until now."""
        if by is By.ROLE:
            self.roles[name] = RoleWords(name)
        form = _form(by, name)
        known = self.names.get(form, ())
        if name in known:
            return  # as a name of another kind
        self.names[form] = (*known, name)
        if not known and SCRIPTS_WITHOUT_SPACES.search(form):
            self.unspaced.add(form)
        if self._digests is not None:
            self._digests += digest(_SPELLED, form, name)

    def _spell_no_more(self, by: By, name: str) -> None:
        if by is By.ROLE:
            del self.roles[name]
        form = _form(by, name)
        if any(name in self._tables[other] and _form(other, name) == form for other in _NAMES):
            return
        if left := tuple(one for one in self.names[form] if one != name):
            self.names[form] = left
        else:
            del self.names[form]
            self.unspaced.discard(form)
        if self._digests is not None:
            self._digests -= digest(_SPELLED, form, name)


def digest(*parts: str) -> int:
    """64 bits that tell these apart from all others, the same in every process."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest())


# --- What an application shows ---


def people_of(application: Application) -> frozenset[str]:
    """Addresses of everyone on the other side."""
    people = (*application.interviewers, *application.coordinators)
    return frozenset(person.email for person in people if person.email)


def companies_of(application: Application) -> tuple[str, ...]:
    """The company's name and its other names."""
    return tuple(name for name in (application.company, *application.aliases) if name)


@lru_cache(maxsize=4096)
def organisation_key(domain: str | None) -> str | None:
    """One key for all domains of one organisation; None for a public mailbox host or a service."""
    label = addresses.organisation(domain)
    if label is None or domain is None:
        return None
    return label if len(label) > 3 else addresses.registrable(domain)


def _form(by: By, name: str) -> str:
    """A name as words show it."""
    return company_key(name) if by is By.COMPANY else folded(name)


def _shown_by(application: Application | None) -> tuple[AbstractSet[str], ...]:
    """All that an application shows, of each kind."""
    if application is None:
        return (_NOBODY,) * len(By)
    agency = organisation_key(application.agency.domain) if application.agency else None
    shown: dict[By, AbstractSet[str]] = {
        By.THREAD: set(_messages_of(application)),
        By.PERSON: people_of(application),
        By.FIRM: set(filter(None, map(organisation_key, application.domains))),
        By.AGENCY: {agency} if agency else _NOBODY,
        By.COMPANY: set(companies_of(application)),
        By.ROLE: {application.role} if application.role else _NOBODY,
        By.CALLED: names_of_people(application),
    }
    return tuple(shown[by] for by in By)


def _messages_of(application: Application) -> Iterator[str]:
    yield from application.sent_ids
    for interview in application.interviews:
        yield from interview.message_ids
    written = (*(one.envelope for one in application.sent), *(one.envelope for one in application.answers))
    yield from (one.message_id for one in written if one.message_id)
