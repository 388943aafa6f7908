"""What reconciling looks at, and what it may ask for: values, carried out by the engine."""

from dataclasses import dataclass
from datetime import datetime

from afterword.model import Copy, Draft, Wish


@dataclass(frozen=True, slots=True)
class View:
    """What lies in Drafts of one account, all of it, and what was looked for in its Trash and found."""

    account: str
    drafts: tuple[Copy, ...] = ()
    trash: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Write the intent of a new draft with a fresh Message-ID, append it, note where it lies."""

    wish: Wish
    text: str


@dataclass(frozen=True, slots=True)
class PlaceAgain:
    """Append what was intended before a crash, under the Message-ID of the intent."""

    wish: Wish
    draft: Draft


@dataclass(frozen=True, slots=True)
class PutBack:
    """Append what was withdrawn, as it lies in Trash, under a new Message-ID, and note that it is the user's.

    ``draft`` is its row or, where a crash came, the intent of putting it back.
    """

    draft: Draft
    copy: Copy


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Note the intent, then take this one message out of Drafts, if it is still as it was placed."""

    draft: Draft
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Nothing to do in the mailbox: the ledger's row becomes this one."""

    draft: Draft


Action = Place | PlaceAgain | PutBack | Withdraw | Note


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What to do, in this order, and when to look again although nothing has happened."""

    actions: tuple[Action, ...]
    look_again: datetime | None = None
