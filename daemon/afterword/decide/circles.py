"""The correspondence of all applications, in circles that have nothing to do with each other.

A message is compared with the applications that something ties it to. So applications that no message ties together,
and the messages of each, can be gone through by themselves: news touches its own circle, however many others there are.
What may tie is told by keys: an application shows some, a message seeks some, and who seeks what another shows belongs
to its circle. There may be more keys than ties in the end, never fewer; circles grow together, and never apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from afterword import addresses
from afterword.decide.correspondence import Correspondence, Message, message_name
from afterword.decide.index import companies_of, organisation_key, people_of
from afterword.decide.matching import recipients
from afterword.decide.names_alike import LONGEST_NAME, SCRIPTS_WITHOUT_SPACES, company_key, folded
from afterword.decide.relevance import SHORTEST_WITHIN, names_of_people, names_of_writers
from afterword.model import Application, ReplySeen, SentSeen

KEPT = 50
"""Messages from which on a circle is kept as it was gone through; a smaller one is gone through anew."""

Key = int
"""A hash, since there are many. Two that happen to be equal put two circles together that need not be."""

_Numbered = tuple[int, Message]


class _Circle:
    """``news`` was not gone through yet; ``stale``: all of it is to be gone through anew."""

    __slots__ = ("applications", "messages", "news", "stale", "talk", "within")

    def __init__(self) -> None:
        self.applications: dict[str, Application] = {}
        self.messages: list[_Numbered] = []
        self.news: list[_Numbered] = []
        self.stale = False
        self.talk: Correspondence | None = None
        self.within: _Circle | None = None  # which it has become a part of

    def whole(self) -> "_Circle":
        """The circle that it is a part of by now."""
        circle = self
        while circle.within is not None:
            circle = circle.within
        return circle

    def take_in(self, other: "_Circle") -> None:
        """Make another a part of this one."""
        other.within = self
        if other.applications:
            self.applications |= other.applications
            self.messages += other.messages
            self.news += other.news
            self.stale = True
        else:
            self.news += other.messages + other.news
        other.applications, other.messages, other.news, other.talk = {}, [], [], None


class Circles:
    """``Correspondence`` for applications and messages that become more, and are mostly the same as before."""

    def __init__(self) -> None:
        self._circle_of: dict[str, _Circle] = {}
        self._showing: dict[Key, list[_Circle]] = {}
        self._seeking: dict[Key, list[_Circle]] = {}
        self._count = 0

    def take(
        self, changed: Iterable[Application], gone: Iterable[str], messages: Iterable[Message]
    ) -> Mapping[str, Application]:
        """Applications that are new or others than before, the ids of those that are no more, and more messages, in the
        order in which they were seen. What the news has touched, by id, with all that was said and written."""
        touched = [self._without(name) for name in gone]
        for application in changed:
            circle = self._circle_of.setdefault(application.id, _Circle()).whole()
            circle.applications[application.id], circle.stale = application, True
            touched.append(circle)
            self._show(circle, _shown_by(application))
        for message in messages:
            self._count += 1
            circle = _Circle()
            circle.news.append((self._count, message))
            touched.append(circle)
            self._seek(circle, _sought_by(message))
            self._show(circle, (_key("thread", message_name(message)),))
        told: dict[str, Application] = {}
        while touched:
            circle = touched.pop().whole()
            if circle.stale or circle.news:
                told |= self._gone_through(circle)
                touched.append(circle)  # what it has taught may have made it a part of another
        return told

    def _without(self, name: str) -> _Circle:
        circle = self._circle_of.pop(name).whole()
        del circle.applications[name]
        circle.stale = True
        return circle

    def _gone_through(self, circle: _Circle) -> Mapping[str, Application]:
        news, circle.news = sorted(circle.news, key=itemgetter(0)), []
        talk = circle.talk
        if talk is not None and not circle.stale and talk.goes_on_with(message for _, message in news):
            circle.messages += news
            touched = talk.take(message for _, message in news)
        else:
            circle.messages = sorted([*circle.messages, *news], key=itemgetter(0))
            talk = Correspondence(tuple(circle.applications.values()))
            touched = set(circle.applications)
            talk.take(message for _, message in circle.messages)
        circle.stale = False
        circle.talk = talk if len(circle.messages) >= KEPT else None
        told = {name: talk.told(name) for name in touched}
        self._show(circle, (_key("address", address) for address in talk.learned))
        for message in talk.untied:
            self._seek(circle, _sought_by_its_words(message))
        return told

    def _show(self, circle: _Circle, keys: Iterable[Key]) -> None:
        self._meet(circle, keys, self._showing, self._seeking)

    def _seek(self, circle: _Circle, keys: Iterable[Key]) -> None:
        self._meet(circle, keys, self._seeking, self._showing)

    @staticmethod
    def _meet(
        circle: _Circle, keys: Iterable[Key], own: dict[Key, list[_Circle]], others: Mapping[Key, list[_Circle]]
    ) -> None:
        for key in keys:
            for other in others.get(key, ()):
                _put_together(circle.whole(), other.whole())
            having = own.get(key)
            if having is None:
                own[key] = [circle]
            elif having[-1] is not circle:
                having.append(circle)


def _put_together(one: _Circle, other: _Circle) -> None:
    if one is other:
        return
    size = [(len(circle.applications), len(circle.messages)) for circle in (one, other)]
    if size[0] >= size[1]:
        one.take_in(other)
    else:
        other.take_in(one)


# --- What may tie a message to an application: all that ``Directory`` looks at ---


def _key(kind: str, value: str) -> Key:
    return hash((kind, value))


def _shown_by(application: Application) -> Iterator[Key]:
    for interview in application.interviews:
        for message_id in interview.message_ids:
            yield _key("thread", message_id)
    noted = (person.email for debrief in application.debriefs for person in debrief.people)
    for address in {*people_of(application), *filter(None, noted)}:
        yield _key("address", address)
    domains = (*application.domains, *([application.agency.domain] if application.agency else ()))
    for firm in filter(None, map(organisation_key, domains)):
        yield _key("firm", firm)
    for company in companies_of(application):
        yield _key("company", company)
        for name in {company_key(company), folded(company)}:
            yield _key("name", name)
            if SCRIPTS_WITHOUT_SPACES.search(name):
                yield _key("name", "")
    for name in names_of_people(application):
        yield _key("person", name)
    for words in names_of_writers(application):
        yield _key("writer", " ".join(words))
        yield _key("part", words[0])


def _sought_by(message: Message) -> Iterator[Key]:
    envelope = message.envelope
    for message_id in (message_name(message), envelope.in_reply_to, *envelope.references):
        if message_id:
            yield _key("thread", message_id)
    if isinstance(message, SentSeen):
        yield from (_key("address", address) for address in recipients(envelope))
        return
    if message.reply.returned:
        yield _key("thread", message.reply.returned)
    if message.reply.bounced:
        yield _key("address", message.reply.bounced)
    for person in (envelope.sender, envelope.reply_to):
        if person and person.email:
            yield _key("address", person.email)
            if firm := organisation_key(addresses.domain(person.email)):
                yield _key("firm", firm)
    yield from (_key("company", name) for name in message.named)
    shown = envelope.sender.name or ""
    words = folded(shown).split()
    for first in range(len(words)):
        for end in range(first + 1, min(first + LONGEST_NAME, len(words)) + 1):
            yield _key("name", " ".join(words[first:end]))
    if SCRIPTS_WITHOUT_SPACES.search(shown):
        yield _key("name", "")


def _sought_by_its_words(message: ReplySeen) -> Iterator[Key]:
    """What only counts where nothing else ties a message: of whom it speaks, and by whose name it is written."""
    sender = message.envelope.sender
    for name in {*message.named, " ".join((sender.name or "").split())}:
        yield _key("person", name)
    yield _key("writer", " ".join((sender.name or "").casefold().split()))
    local = (sender.email or "").partition("@")[0]
    for first in range(len(local)):
        for end in range(first + SHORTEST_WITHIN, len(local) + 1):
            yield _key("part", local[first:end])
