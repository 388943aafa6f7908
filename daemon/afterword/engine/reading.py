"""Observe: what one account's mailbox says that was not known. Reads, and changes nothing anywhere."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.parser import BytesHeaderParser

from msgspec import Struct, field

from afterword import understand
from afterword.adapters.imap import Mailbox, Structure
from afterword.decide import Directory, ToRead, answers_in, folders_to_read, news_in, read_so_far, recipients
from afterword.engine.debriefs import Forms, FormSeen
from afterword.errors import BadMessage
from afterword.model import (
    Cursor,
    Envelope,
    FolderStatus,
    InviteSeen,
    Observation,
    Owner,
    Position,
    Reading,
    ReplySeen,
    Role,
    SentSeen,
    SetAside,
    Signal,
)
from afterword.model import FollowUpSettings as Settings

_log = logging.getLogger(__name__)

LIST_FIELDS = (b"\nlist-id:", b"\nlist-unsubscribe:")


class News(Struct):
    """What was read of one account: facts to write down, messages to set aside, and how far each folder was read.

    ``read`` is where messages lay that could be read; ``forms`` are debrief forms that came back.
    """

    observations: list[Observation] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    read: set[Position] = field(default_factory=set)
    cursors: list[Cursor] = field(default_factory=list)
    forms: list[FormSeen] = field(default_factory=list)


class AccountReader:
    """One account during one pass. ``folders`` is what the server said of its folders at the beginning; ``forms`` are
    the debrief forms that were placed anywhere."""

    def __init__(
        self,
        mailbox: Mailbox,
        folders: tuple[FolderStatus, ...],
        cursors: Mapping[tuple[str, str], Cursor],
        owner: Owner,
        settings: Settings,
        now: datetime,
        forms: Forms,
    ) -> None:
        self.forms = forms
        self.mailbox, self.account, self.folders, self.cursors = mailbox, mailbox.account, folders, cursors
        self.owner, self.settings, self.now = owner, settings, now
        self._read: dict[tuple[str, int], Reading] = {}  # read for an invite, to be looked at as an answer too
        self._news: dict[tuple[str, ToRead], list[int]] = {}  # invites and answers are mostly sought in the same

    def folder(self, role: Role) -> FolderStatus | None:
        """The folder of a role, None where there is none."""
        return next((status for status in self.folders if status.role is role), None)

    def asks_for_invites(self) -> bool:
        """Is there anything that ``invites`` will ask the server for?"""
        return any(part for _, part in self._newly_come())

    def asks_for_answers(self, directory: Directory) -> bool:
        """Is there anything that ``sent`` or ``answers`` will ask the server for?"""
        context, back = directory.fingerprint(), self.now - self.settings.look_back
        return any(
            answers_in(self._cursor(status), status, understand.READER, context, back) for status in self._to_be_read()
        )

    def _newly_come(self) -> Iterator[tuple[FolderStatus, ToRead | None]]:
        back = self.now - self.settings.invite_look_back
        for status in self._to_be_read():
            if status.role is not Role.SENT:
                yield status, news_in(self._cursor(status), status, understand.READER, back)

    def invites(self) -> News:
        """The invites among new messages; in a folder that was never read, of the last ``invite_look_back``."""
        news = News()
        for status, part in self._newly_come():
            uids = self._uids(status, part)
            if not uids:
                continue
            shapes = self.mailbox.calendar_structures(status.name, uids, uidvalidity=status.uidvalidity)
            for position, raw in self._messages(status, list(shapes)):
                reading = self._reading(position, raw, news)
                if reading is None:
                    continue
                if reading.invites:
                    self._read[status.name, position.uid] = reading
                news.observations += [
                    InviteSeen(position, reading.envelope, invite, self.now, understand.READER)
                    for invite in reading.invites
                ]
        return news

    def sent(self, directory: Directory) -> News:
        """What the owner wrote to people of the known applications. To be read before ``answers``, of all accounts:
        an answer may be known by the thread alone."""
        news = News()
        for status, part in self._concerning(directory, news, sent=True):
            news.observations += self._sent(status, part, directory, news)
        return news

    def answers(self, directory: Directory) -> News:
        """What was written to the owner that concerns the known applications.

        Where the applications are others than at the last reading, recent messages are looked at once more.
        """
        news = News()
        for status, part in self._concerning(directory, news, sent=False):
            news.observations += self._replies(status, part, directory, news)
        return news

    def _concerning(self, directory: Directory, news: News, *, sent: bool) -> Iterator[tuple[FolderStatus, ToRead]]:
        """What of each folder is to be read; and its new cursor, once that was done."""
        context = directory.fingerprint()
        for status in self._to_be_read():
            if (status.role is Role.SENT) is not sent:
                continue
            saved = self._cursor(status)
            back = self.now - self.settings.look_back
            if part := answers_in(saved, status, understand.READER, context, back):
                yield status, part
            cursor = read_so_far(saved, status, self.account.name, understand.READER, context)
            if cursor != saved:
                news.cursors.append(cursor)

    def _sent(self, status: FolderStatus, part: ToRead, directory: Directory, news: News) -> Iterator[SentSeen]:
        uids = self._uids(status, part)
        found: dict[int, Envelope] = {}
        forms: dict[int, Envelope] = {}
        for uid, header in self.mailbox.headers(status.name, uids, uidvalidity=status.uidvalidity) if uids else ():
            envelope = understand.envelope(header)
            if self.forms.about(envelope) and recipients(envelope) & frozenset(self.owner.addresses):
                forms[uid] = envelope
            elif _is_written(header) and directory.written_to(envelope):
                found[uid] = envelope
        self._forms_came_back(status, forms, news)
        yield from (SentSeen(self._position(status, uid), envelope, self.now) for uid, envelope in forms.items())
        # An accepted invite, or an invite of the owner's own, is no letter.
        shapes = self.mailbox.calendar_structures(status.name, list(found), uidvalidity=status.uidvalidity)
        for shape in shapes if found else ():
            found.pop(shape.uid, None)
        for uid, envelope in found.items():
            for application in directory.written_to(envelope):
                directory.learn_thread(envelope.message_id, application)
            yield SentSeen(self._position(status, uid), envelope, self.now)

    def _replies(self, status: FolderStatus, part: ToRead, directory: Directory, news: News) -> Iterator[ReplySeen]:
        uids = self._uids(status, part)
        wanted = []
        forms: dict[int, Envelope] = {}
        for uid, header in self.mailbox.headers(status.name, uids, uidvalidity=status.uidvalidity) if uids else ():
            is_list = any(name in b"\n" + header.lower() for name in LIST_FIELDS)
            envelope = understand.envelope(header)
            if self._is_own(envelope):
                if self.forms.answered(envelope) and not envelope.forged:
                    forms[uid] = envelope
            # Nobody else has seen a form: what comes in by the name of one is neither a form nor an answer.
            elif not self.forms.about(envelope) and directory.may_concern(envelope, is_list=is_list):
                wanted.append(uid)
        self._forms_came_back(status, forms, news)
        unread = [uid for uid in wanted if (status.name, uid) not in self._read]
        readings = {uid: self._read[status.name, uid] for uid in wanted if (status.name, uid) in self._read}
        for position, raw in self._messages(status, unread):
            if reading := self._reading(position, raw, news):
                readings[position.uid] = reading
        for uid, reading in sorted(readings.items()):
            reply = reading.reply
            if reply is None or reply.signal is Signal.UNRELATED:
                continue
            named = directory.names_in(f"{reading.envelope.subject}\n{reading.text}")
            found = directory.match(reading.envelope, named, reply)
            if found.application and not found.doubtful:
                directory.learn_thread(reading.envelope.message_id, found.application)
            if found.candidates:
                yield ReplySeen(
                    self._position(status, uid), reading.envelope, reply, named, self.now, understand.READER
                )

    def _forms_came_back(self, status: FolderStatus, forms: Mapping[int, Envelope], news: News) -> None:
        for position, raw in self._messages(status, list(forms)):
            if not isinstance(raw, BadMessage):
                news.forms.append(FormSeen(forms[position.uid], raw))

    def _reading(self, position: Position, raw: bytes | BadMessage, news: News) -> Reading | None:
        try:
            if isinstance(raw, BadMessage):
                raise raw
            reading = understand.read(raw, self.owner.addresses)
        except BadMessage as problem:
            _log.info("%s/%s %d set aside: %s", position.account, position.folder, position.uid, problem)
            news.set_aside.append(SetAside(position, str(problem)))
            return None
        news.read.add(position)
        return reading

    def _messages(
        self, status: FolderStatus, wanted: Sequence[int | Structure]
    ) -> Iterator[tuple[Position, bytes | BadMessage]]:
        if wanted:
            for uid, raw in self.mailbox.messages(status.name, wanted, uidvalidity=status.uidvalidity):
                yield self._position(status, uid), raw

    def _to_be_read(self) -> tuple[FolderStatus, ...]:
        return folders_to_read(self.folders, self.account.folders, self.account.skip_folders)

    def _uids(self, status: FolderStatus, part: ToRead | None) -> list[int]:
        if part is None:
            return []
        if (status.name, part) not in self._news:
            since = part.since.date() if part.since else None
            found = self.mailbox.uids(status.name, above=part.above, since=since, uidvalidity=status.uidvalidity)
            self._news[status.name, part] = found
        return self._news[status.name, part]

    def _cursor(self, status: FolderStatus) -> Cursor | None:
        return self.cursors.get((self.account.name, status.name))

    def _position(self, status: FolderStatus, uid: int) -> Position:
        return Position(self.account.name, status.name, status.uidvalidity, uid)

    def _is_own(self, envelope: Envelope) -> bool:
        return envelope.sender.email in self.owner.addresses


def _is_written(header: bytes) -> bool:
    """Did the owner write it, as far as the header tells: no automatic reply (RFC 3834), no answer to an invite?"""
    fields = BytesHeaderParser().parsebytes(header)
    automatic = str(fields.get("Auto-Submitted", "no")).partition(";")[0].strip().lower() != "no"
    calendar = "calendarmessage" in str(fields.get("Content-Class", "")).lower()
    return not automatic and not calendar and fields.get_content_type() != "text/calendar"
