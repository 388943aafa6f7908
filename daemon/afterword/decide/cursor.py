"""What is to be read: which folders, and what of each, its saved position beside what STATUS says of it now."""

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec import Struct

from afterword.model import Cursor, FolderStatus, Role


class ToRead(Struct, frozen=True):
    """The messages above ``above``; of those only what was received since ``since``, where that is not None."""

    above: int
    since: datetime | None


_WITHOUT_NEWS = frozenset({Role.TRASH, Role.DRAFTS})
_ALWAYS = frozenset({Role.INBOX, Role.SENT})
_WITH_ALL_MAIL = _ALWAYS | {Role.JUNK, Role.ALL}


def folders_to_read(
    folders: Iterable[FolderStatus], only: Collection[str] = (), skipped: Collection[str] = ()
) -> tuple[FolderStatus, ...]:
    """Every folder in which something can come: all but Trash and Drafts, and those that the user skips.

    With ``only`` these, and INBOX and Sent. Where one folder holds all mail (``\\All`` of RFC 6154, as Gmail has it),
    the others but Junk show the same messages under labels, and are left, if that folder itself is read.
    """
    given = tuple(folders)
    all_mail = any(
        status.role is Role.ALL and status.name not in skipped and (not only or status.name in only) for status in given
    )
    return tuple(
        status
        for status in given
        if status.role not in _WITHOUT_NEWS
        and (not all_mail or status.role in _WITH_ALL_MAIL)
        and status.name not in skipped
        and (not only or status.name in only or status.role in _ALWAYS)
    )


def news_in(saved: Cursor | None, status: FolderStatus, reader: int, look_back_to: datetime) -> ToRead | None:
    """What has come into a folder since it was last read; None where nothing has.

    A folder that is new, was numbered anew (RFC 3501, 2.3.1.1), or was read by an older reader is read from
    ``look_back_to`` on. In one that never held a message all is news, whatever its numbers.
    """
    if saved is not None and saved.uidnext <= 1 and saved.reader == reader:
        return ToRead(0, None) if status.messages else None
    if saved is None or saved.uidvalidity != status.uidvalidity or saved.reader != reader:
        return ToRead(0, look_back_to) if status.messages else None
    return ToRead(saved.uidnext - 1, None) if status.uidnext > saved.uidnext else None


def looks_lost(saved: Cursor | None, status: FolderStatus) -> bool:
    """Is a folder that held mail empty now, and another: numbered anew, or its numbers begin again?

    So looks what a server shows while it has lost a mailbox, or not brought it back yet; whoever has only cleared the
    folder leaves its numbers as they were.
    """
    if saved is None or saved.uidnext <= 1 or status.messages:
        return False
    return saved.uidvalidity != status.uidvalidity or status.uidnext < saved.uidnext


def answers_in(
    saved: Cursor | None, status: FolderStatus, reader: int, context: str, look_back_to: datetime
) -> ToRead | None:
    """What of a folder may hold answers that were not read yet: besides the news all that is recent, once the
    applications are others than at the last reading (``context``)."""
    if saved is not None and saved.context != context and status.messages:
        return ToRead(0, look_back_to)
    return news_in(saved, status, reader, look_back_to)


def read_so_far(saved: Cursor | None, status: FolderStatus, account: str, reader: int, context: str) -> Cursor:
    """The cursor of a folder that was read as far as ``status`` says.

    While nothing was ever in it, it keeps its first UIDVALIDITY: Courier tells another one every second until the
    folder is opened for writing.
    """
    unused = saved is not None and saved.uidnext == status.uidnext <= 1
    uidvalidity = saved.uidvalidity if saved and unused else status.uidvalidity
    return Cursor(account, status.name, uidvalidity, status.uidnext, reader, context)
