"""What reconciling looks at, and what it may ask for: values, carried out by the engine."""

from datetime import datetime

from msgspec import Struct

from afterword.model import Copy, Draft, Wish


class View(Struct, frozen=True):
    """What lies in Drafts of one account, all of it, and what was looked for in its Trash and found."""

    account: str
    drafts: tuple[Copy, ...] = ()
    trash: tuple[Copy, ...] = ()


class Place(Struct, frozen=True):
    """Write the intent of a new draft with a fresh Message-ID, append it, note where it lies."""

    wish: Wish
    text: str


class PlaceAgain(Struct, frozen=True):
    """Append what was intended before a crash, under the Message-ID of the intent."""

    wish: Wish
    draft: Draft


class PutBack(Struct, frozen=True):
    """Append what was withdrawn, as it lies in Trash, under a new Message-ID, and note that it is the user's.

    ``draft`` is its row or, where a crash came, the intent of putting it back.
    """

    draft: Draft
    copy: Copy


class Withdraw(Struct, frozen=True):
    """Note the intent, then take this one message out of Drafts, if it is still as it was placed."""

    draft: Draft
    reason: str


class Note(Struct, frozen=True):
    """Nothing to do in the mailbox: the ledger's row becomes this one."""

    draft: Draft


Action = Place | PlaceAgain | PutBack | Withdraw | Note


class Reconciled(Struct, frozen=True):
    """What to do, in this order, and when to look again although nothing has happened."""

    actions: tuple[Action, ...]
    look_again: datetime | None = None
