"""What makes Gmail another kind of IMAP server: a message is one, and folders are labels that it bears.

The rest of the protocol is pymap's. What is modelled here, as Google's help pages and those who write clients tell it:

- every message but those in Trash and Spam also lies in All Mail, under a UID of its own in each folder;
- a message is known by its Message-ID and Date: appended again, the *old* copy gets the label, out of Trash too;
- what is flagged ``\\Deleted`` loses the label at once ("Auto-Expunge on"); what has no label left stays in All Mail;
- what comes to Trash or Spam loses all its other labels, and what leaves them is in All Mail again;
- flags are the message's, not the folder's;
- folder names are in the owner's language, and only SPECIAL-USE (RFC 6154) says what they are for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pymap.backend.dict import Session
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.flags import FlagOp
from pymap.interfaces.message import CachedMessage
from pymap.mime import MessageContent
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import ObjectId
from pymap.parsing.specials.flag import Deleted, Flag
from pymap.selected import SelectedMailbox

DRAFTS, SENT, TRASH, SPAM, ALL_MAIL, STARRED, IMPORTANT = (
    f"[Gmail]/{name}"
    for name in ("Entwürfe", "Gesendet", "Papierkorb", "Spam", "Alle Nachrichten", "Markiert", "Wichtig")
)
ROLES = {
    DRAFTS: b"Drafts",
    SENT: b"Sent",
    TRASH: b"Trash",
    SPAM: b"Junk",
    ALL_MAIL: b"All",
    STARRED: b"Flagged",
    IMPORTANT: b"Important",
}
_APART = frozenset({TRASH, SPAM})  # what lies here bears no other label


class Label(MailboxData):
    """The messages that bear one label."""

    def __init__(self, labels: Labels, name: str) -> None:
        super().__init__(labels.contents, labels.threads)
        self.name = name
        self._labels = labels
        self._max_uid = 100 * len(labels.existing)  # no UID means the same in two folders by chance

    def bearing(self) -> list[Message]:
        """The messages, by UID."""
        return list(self._messages.values())

    def same(self, email: ObjectId) -> Message | None:
        """This label's entry of a message."""
        return next((one for one in self._messages.values() if one.email_id == email), None)

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        literal = self._labels.known(append_msg.literal)
        when = append_msg.when or dt.datetime.now(dt.UTC)
        added = await super().append(AppendMessage(literal, when, append_msg.flag_set), recent=recent)
        same = [one for one in self._messages.values() if one.email_id == added.email_id]
        if len(same) > 1:  # it has the label already
            await super().delete([added.uid])
            return same[0]
        await self._labels.placed(added, self)
        return added

    async def copy(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        assert isinstance(destination, Label)
        message = self._messages.get(uid)
        if message is None:
            return None
        if there := destination.same(message.email_id):
            return there.uid
        added = await super().copy(uid, destination, recent=recent)
        await self._labels.placed(message, destination)
        return added

    async def move(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        added = await self.copy(uid, destination, recent=recent)
        if self.name != ALL_MAIL and destination is not self and uid in self._messages:
            await super().delete([uid])
        return added

    async def update(self, uid: int, cached_msg: CachedMessage, flag_set: frozenset[Flag], mode: FlagOp) -> Message:
        message = await super().update(uid, cached_msg, flag_set, mode)
        deleted = Deleted in message.permanent_flags
        for other in list(self._labels.everywhere(message.email_id)):
            other.permanent_flags = message.permanent_flags - {Deleted}
        if deleted:
            await self.delete([uid])
            return Message.copy(message, expunged=True)
        return message

    async def delete(self, uids: Iterable[int]) -> None:
        gone = [message for uid in uids if (message := self._messages.get(uid))]
        await super().delete([message.uid for message in gone])
        for message in gone:
            if self.name == ALL_MAIL:  # without any label it would be nowhere
                await self._labels.existing[TRASH].take(message)

    async def take(self, message: Message) -> None:
        """Give a message this label, if it does not bear it."""
        if self.same(message.email_id) is None:
            self._max_uid += 1
            self._messages[self._max_uid] = Message.copy(message, uid=self._max_uid)
            self._mod_sequences.update([self._max_uid])
            self._updated.set()
            await self._labels.placed(message, self)

    async def drop(self, email: ObjectId) -> None:
        """Take this label from a message."""
        if found := self.same(email):
            await super().delete([found.uid])


@dataclass(frozen=True, slots=True)
class _Copy:
    literal: bytes
    content: MessageContent


class Labels(MailboxSet):
    """One user's mailbox."""

    def __init__(self) -> None:
        super().__init__()
        self.contents, self.threads = self._content_cache, self._thread_cache
        self.existing: dict[str, Label] = {}
        self._copies: dict[str, _Copy] = {}
        for name in ("INBOX", *ROLES):
            self._new(name)
        self._inbox = self.existing["INBOX"]

    def _new(self, name: str) -> Label:
        self.existing[name] = label = Label(self, name)
        if name != "INBOX":
            self._set[name] = label
            self._subscribed[name] = True
        return label

    async def add_mailbox(self, name: str) -> ObjectId:
        if name in self._set:
            raise ValueError(name)
        return self._new(name).mailbox_id

    async def delete_mailbox(self, name: str) -> None:
        if name in ROLES:
            raise KeyError(name)
        await super().delete_mailbox(name)
        del self.existing[name]

    def everywhere(self, email: ObjectId) -> Iterator[Message]:
        """The entries of one message under each of its labels."""
        return (found for label in self.existing.values() if (found := label.same(email)))

    def known(self, literal: bytes) -> bytes:
        """The old copy of the message with this Message-ID and Date, if there is one anywhere; else `literal`."""
        content = MessageContent.parse(literal)
        header = content.header.parsed
        name = f"{header.message_id} {header.date}"
        old = self._copies.get(name)
        if header.message_id and old and any(self.everywhere(self.contents.add(old.content))):
            return old.literal
        self.contents.add(content)  # by this object, which lives on, all equal ones are the same message
        self._copies[name if header.message_id else str(content)] = _Copy(literal, content)
        return literal

    async def placed(self, message: Message, where: Label) -> None:
        """What follows for the other labels once a message bears this one."""
        for label in list(self.existing.values()):
            if label is not where and (where.name in _APART or label.name in _APART):
                await label.drop(message.email_id)
        if where.name not in _APART:
            await self.existing[ALL_MAIL].take(message)


class GmailSession(Session):
    """A logged-in connection. LIST says what each folder is for."""

    async def list_mailboxes(
        self, ref_name: str, filter_: str, subscribed: bool = False, selected: SelectedMailbox | None = None
    ) -> tuple[Iterable[tuple[str, str | None, Sequence[bytes]]], SelectedMailbox | None]:
        found, selected = await super().list_mailboxes(ref_name, filter_, subscribed, selected)
        return [(name, mark, [*flags, *filter(None, [ROLES.get(name)])]) for name, mark, flags in found], selected
