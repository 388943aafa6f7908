"""The ledger's rows of drafts, ready to be looked up."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from afterword.model import Draft, DraftState, Key


class Rows(Struct, frozen=True, dict=True):
    """``everything`` is all rows, oldest first. Of the applications that are ``over`` nothing is wished for, and no row
    can change: they are known, and not gone through. To be kept while neither changes."""

    everything: tuple[Draft, ...] = ()
    over: AbstractSet[str] = frozenset()

    @cached_property
    def in_play(self) -> tuple[Draft, ...]:
        """Those that are gone through."""
        over = self.over
        return tuple(row for row in self.everything if row.key.application not in over) if over else self.everything

    @cached_property
    def names(self) -> AbstractSet[str]:
        """The Message-IDs."""
        return frozenset(row.message_id for row in self.everything)

    @cached_property
    def threads(self) -> AbstractSet[str | None]:
        """The Message-IDs that they answer."""
        return frozenset(row.in_reply_to for row in self.everything) - {None}

    @cached_property
    def counted(self) -> dict[tuple[str, datetime], Key]:
        """What was sent to whom and when, and as which follow-up it counts."""
        sent = (row for row in self.everything if row.state is DraftState.SENT)
        return {(row.key.recipient, row.at): row.key for row in sent}
