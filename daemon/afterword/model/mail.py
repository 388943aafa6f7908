"""Messages and folders as a server shows them, and how far they were read."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from afterword.model.people import Person

_NOBODY = Person()


class Position(Struct, frozen=True):
    """Where a message lies. Only (uidvalidity, uid) together name it (RFC 3501, 2.3.1.1).

    What a calendar holds has a position too: ``account`` is the calendar's name, ``folder`` the collection in it,
    ``uidvalidity`` 0, which no folder has, and ``uid`` a number made of the object's name.
    """

    account: str
    folder: str
    uidvalidity: int
    uid: int

    @property
    def in_calendar(self) -> bool:
        """Is it an object of a calendar, and no message?"""
        return self.uidvalidity == 0


class Envelope(Struct, frozen=True):
    """The headers that matter.

    ``at`` is the instant of Date; ``day`` is the sender's own calendar day of it, the base of "by Friday".
    ``forged`` is a DMARC failure that the receiving server recorded (RFC 8601): nothing follows from such a message.
    """

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    at: datetime | None = None
    day: date | None = None
    sender: Person = _NOBODY
    reply_to: Person | None = None
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    subject: str = ""
    forged: bool = False


class Role(StrEnum):
    """What a folder is for (RFC 6154 special use, INBOX, or none of these)."""

    INBOX = "inbox"
    DRAFTS = "drafts"
    SENT = "sent"
    TRASH = "trash"
    JUNK = "junk"
    ARCHIVE = "archive"
    ALL = "all"
    OTHER = "other"


class FolderStatus(Struct, frozen=True):
    """What STATUS says of a selectable folder (RFC 3501, 6.3.10; RFC 7162). ``name`` is decoded from modified UTF-7."""

    name: str
    role: Role
    uidvalidity: int
    uidnext: int
    messages: int
    highestmodseq: int | None = None


class Cursor(Struct, frozen=True):
    """How far a folder was read: every message below ``uidnext``, with this version of the reader.

    ``context`` is a digest of what else the reading depended on; another one means that the folder is to be read anew.
    """

    account: str
    folder: str
    uidvalidity: int
    uidnext: int
    reader: int
    context: str


class SetAside(Struct, frozen=True):
    """A message that could not be read, and why (in our words, not the message's)."""

    position: Position
    reason: str


class Reach(StrEnum):
    """How the last attempt to serve an account ended; the words of ``status --json``."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


class AccountState(Struct, frozen=True):
    """An account as the last pass found it. ``problem`` says what is wrong and how to mend it, None when OK."""

    name: str
    state: Reach
    problem: str | None = None
