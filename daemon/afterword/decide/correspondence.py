"""What was said and written, given to the applications that it belongs to, one message after the other."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from afterword.decide.acquaintance import Acquaintance
from afterword.decide.interviews import LONG_AGO, written_at
from afterword.decide.matching import MATTERS, Directory
from afterword.model import Application, InviteSeen, ReplySeen, SentSeen, Signal

Message = SentSeen | ReplySeen


class Correspondence:
    """The messages of some applications, in the order of their dates.

    Each teaches something, a thread or an address, that decides to which application later ones belong.
    """

    def __init__(self, applications: Sequence[Application]) -> None:
        self._applications = {one.id: one for one in applications}
        self._directory = Directory(applications)
        self._people = {one.id: Acquaintance(one) for one in applications}
        self._written: dict[str, list[SentSeen]] = {one.id: [] for one in applications}
        self._answers: dict[str, list[ReplySeen]] = {one.id: [] for one in applications}
        self._doubts: dict[str, list[ReplySeen]] = {one.id: [] for one in applications}
        self._taken: set[str] = set()  # names of the answers
        self._latest = LONG_AGO
        self.learned: set[str] = set()
        """Addresses that became known of somebody after the invites."""
        self.untied: list[ReplySeen] = []
        """Answers that nothing but what they say could tie to an application, as far as was known when they came."""
        for name, known in self._people.items():
            self._know(known.learned, name)

    def goes_on_with(self, messages: Iterable[Message]) -> bool:
        """Are these later than all that was taken so far, and none of them another reading of one?

        Of one second answers come last, in the order in which they were seen: one more of them goes on with the rest.
        """
        return all(map(self._goes_on_with, messages))

    def _goes_on_with(self, message: Message) -> bool:
        if isinstance(message, SentSeen):
            return _when(message) > self._latest
        return _when(message) >= self._latest and message_name(message) not in self._taken

    def take(self, messages: Iterable[Message]) -> set[str]:
        """Give these to their applications; the names of those that have changed. To be asked first: ``goes_on_with``,
        but of the first messages."""
        given = list(messages)
        replies = _latest_replies([one for one in given if isinstance(one, ReplySeen)])
        sent = [one for one in given if isinstance(one, SentSeen)]
        self._taken.update(map(message_name, replies))
        touched: set[str] = set()
        ordered: list[Message] = [*sent, *replies]
        for message in sorted(ordered, key=_when):
            touched.update(self._sent(message) if isinstance(message, SentSeen) else self._answer(message))
            self._latest = max(self._latest, _when(message))
        return touched

    def told(self, name: str) -> Application:
        """The application of this id with all that was said and written."""
        application = self._applications[name]
        sent = tuple(self._written[name])
        return replace(
            self._people[name].introduced(application),
            sent=sent,
            sent_ids=tuple(one.envelope.message_id for one in sent if one.envelope.message_id),
            answers=tuple(self._answers[name]),
            doubts=tuple(self._doubts[name]),
        )

    def _sent(self, message: SentSeen) -> Iterator[str]:
        for name in self._directory.written_to(message.envelope):
            self._written[name].append(message)
            self._learn(name, message)
            yield name

    def _answer(self, message: ReplySeen) -> Iterator[str]:
        if message.envelope.forged or message.reply.signal is Signal.UNRELATED:
            return
        if message.reply.bounced:  # there is no such address, whichever application the mail was about
            for name, known in self._people.items():
                if known.came_back(message.reply.bounced, _when(message)):
                    yield name
        found = self._directory.match(message.envelope, message.named, message.reply)
        if found.by_words:
            self.untied.append(message)
        if found.application is None:
            if message.reply.signal in MATTERS or message.reply.promise:
                for name in found.candidates:
                    self._doubts[name].append(message)
                    yield name
            return
        if not found.doubtful:
            self._learn(found.application, message)
        doubt = message.reply.ask or found.doubtful
        (self._doubts if doubt else self._answers)[found.application].append(message)
        yield found.application

    def _learn(self, name: str, message: Message) -> None:
        self._directory.learn_thread(message.envelope.message_id, name)
        self._know(self._people[name].tell(message), name)

    def _know(self, found: Iterable[str], name: str) -> None:
        for address in found:
            self._directory.learn_person(address, name)
            self.learned.add(address)


def message_name(item: InviteSeen | ReplySeen | SentSeen) -> str:
    """What a message is known by, in whatever folder it lies: its Message-ID, else its place."""
    place = item.position
    return item.envelope.message_id or f"{place.account}/{place.folder}/{place.uidvalidity}/{place.uid}"


def _when(item: Message) -> datetime:
    return written_at(item.envelope, item.seen_at)


def _latest_replies(items: Sequence[ReplySeen]) -> list[ReplySeen]:
    """Of a message read again by a better reader the later reading counts, with the time at which it was first seen."""
    best: dict[str, ReplySeen] = {}
    for item in items:
        name = message_name(item)
        if name not in best or item.reader >= best[name].reader:
            best[name] = replace(item, seen_at=best[name].seen_at) if name in best else item
    return list(best.values())
