"""What lay in Drafts at the last look, and is believed to lie there still.

Whatever changes in a folder raises its HIGHESTMODSEQ (RFC 7162, 3.1) or its UIDNEXT, and a message never changes under
its UID: where STATUS tells the same numbers as the opening before the last look did, there is nothing new to see. That
is believed for a while, and only as long as nothing is to be done: before anything is, Drafts is looked into
(passes.py). A server whose numbers are wrong makes us late, no more.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from afterword.adapters.imap import Opened
from afterword.model import Envelope, FolderStatus

BELIEVED_FOR = timedelta(hours=1)


class Lying(Struct, frozen=True):
    r"""A message in a folder. ``deleted``: it is flagged ``\\Deleted``."""

    uid: int
    envelope: Envelope
    deleted: bool


class Remembered(Struct, frozen=True):
    """What lay in a folder when it was opened at ``at``."""

    opened: Opened
    lying: tuple[Lying, ...]
    at: datetime

    def holds(self, status: FolderStatus, now: datetime) -> bool:
        """Is it the same folder, and has nothing changed in it, as far as the server tells?"""
        if self.opened.highestmodseq is None or not timedelta(0) <= now - self.at < BELIEVED_FOR:
            return False
        opened = self.opened
        then = opened.folder, opened.uidvalidity, opened.uidnext, opened.messages, opened.highestmodseq
        return then == (status.name, status.uidvalidity, status.uidnext, status.messages, status.highestmodseq)
