"""What of a folder is to be read: its saved position beside what STATUS says of it now."""

from dataclasses import dataclass
from datetime import datetime

from afterword.model import Cursor, FolderStatus


@dataclass(frozen=True, slots=True)
class ToRead:
    """The messages above ``above``; of those only what was received since ``since``, where that is not None."""

    above: int
    since: datetime | None


def news_in(saved: Cursor | None, status: FolderStatus, reader: int, look_back_to: datetime) -> ToRead | None:
    """What has come into a folder since it was last read; None where nothing has.

    A folder that is new, was numbered anew (RFC 3501, 2.3.1.1), or was read by an older reader is read from
    ``look_back_to`` on.
    """
    if saved is None or saved.uidvalidity != status.uidvalidity or saved.reader != reader:
        return ToRead(0, look_back_to) if status.messages else None
    return ToRead(saved.uidnext - 1, None) if status.uidnext > saved.uidnext else None


def answers_in(
    saved: Cursor | None, status: FolderStatus, reader: int, context: str, look_back_to: datetime
) -> ToRead | None:
    """What of a folder may hold answers that were not read yet: besides the news all that is recent, once the
    applications are others than at the last reading (``context``)."""
    if saved is not None and saved.context != context and status.messages:
        return ToRead(0, look_back_to)
    return news_in(saved, status, reader, look_back_to)
