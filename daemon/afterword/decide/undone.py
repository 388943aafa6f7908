"""What the last pass did to Drafts, and what follows from it that the user has undone it (``afterword undo``).

What was placed is taken out, if it is still as it was placed, and counts as deleted by the user: never again. What was
withdrawn comes back from Trash as it was, under a new Message-ID, and is the user's from then on; a version that had
come in its place goes. Facts stay: an answer remains an answer. What the user has touched is no part of it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from afterword.model import Draft, DraftState, Key, Undo, Wanted, Wish

PUT_BACK = "put back by you: it is yours"
TAKEN_OUT = "undone by you"
ADOPTED = "found in Drafts, as we would write it"
_CAME = frozenset({DraftState.INTENDED, DraftState.PLACED})
_WENT = frozenset({DraftState.WITHDRAWING, DraftState.WITHDRAWN})
_THE_USERS = frozenset({DraftState.RELEASED, DraftState.SENT, DraftState.DELETED})


class LastChange(Struct, frozen=True):
    """What the last pass that changed Drafts did: ``placed`` lie there now, ``withdrawn`` do not. Not undone yet."""

    at: datetime
    placed: tuple[Draft, ...]
    withdrawn: tuple[Draft, ...]

    def undo(self, now: datetime) -> Undo:
        """The user's word that puts it back."""
        taken_out = dict.fromkeys(row.key for row in self.placed)
        return Undo(now, tuple(taken_out), tuple(row.message_id for row in self.withdrawn))


def last_change(drafts: Sequence[Draft], undone: Sequence[Undo]) -> LastChange | None:
    """What can be undone now; None: nothing. ``drafts`` are the ledger's rows, oldest first, with present ids.

    An undo is not undone, and nothing before it either.
    """
    at = max((time for row in drafts for time in _changed_at(row)), default=None)
    if at is None:
        return None
    keys, names = _taken_out(undone), _put_back(undone)
    rows = [row for row in drafts if row.key not in keys]
    placed = [row for row in rows if row.state in _CAME and at in _changed_at(row)]
    withdrawn = {row.key: row for row in rows if row.state in _WENT and row.at == at}
    for row in placed:  # beside an equal one of another machine one's own goes: nothing was lost
        if row.key in withdrawn and withdrawn[row.key].text == row.text:
            del withdrawn[row.key]
    placed = [row for row in placed if row.key not in withdrawn]  # a new version goes when the old one is back
    gone = [row for row in withdrawn.values() if row.message_id not in names]
    return LastChange(at, tuple(placed), tuple(gone)) if placed or gone else None


def _changed_at(row: Draft) -> Iterator[datetime]:
    """When passes put this draft into Drafts and took it out, as far as the row tells."""
    if row.state in _WENT or row.state is DraftState.INTENDED:
        yield row.at
    users_own = row.state not in _CAME | _WENT and row.at == row.placed_at  # it lay there when it was first seen
    if row.placed_at and row.reason != ADOPTED and not users_own:
        yield row.placed_at


def to_put_back(drafts: Sequence[Draft], undone: Sequence[Undo]) -> frozenset[str]:
    """The Message-IDs of the withdrawn drafts that are to come back, and have not yet."""
    names = _put_back(undone)
    if not names:
        return names
    users = {row.key for row in drafts if row.state in _THE_USERS}
    came: dict[Key, datetime] = {}  # later than it went: it is back, or was (a form goes when it is filled in again)
    for row in drafts:
        if row.placed_at:
            came[row.key] = max(row.placed_at, came.get(row.key, row.placed_at))
    gone = [row for row in drafts if row.message_id in names and row.state is DraftState.WITHDRAWN]
    return frozenset(row.message_id for row in gone if row.key not in users and came.get(row.key, row.at) <= row.at)


def as_undone(drafts: Sequence[Draft], undone: Sequence[Undo]) -> tuple[Draft, ...]:
    """The ledger's rows; those that an undo has taken out of Drafts count as deleted by the user."""
    taken = {key: undo.at for undo in undone for key in undo.taken_out}
    if not taken:
        return tuple(drafts)
    return tuple(
        replace(row, state=DraftState.DELETED)
        if row.state is DraftState.WITHDRAWN and row.key in taken and row.at >= taken[row.key]
        else row
        for row in drafts
    )


def overruled(wishes: Sequence[Wish], drafts: Sequence[Draft], undone: Sequence[Undo]) -> list[Wish]:
    """The wishes, without those that the user has undone. What is the user's by now is not ours to undo."""
    taken_out = _taken_out(undone)
    if not taken_out:
        return list(wishes)
    keys = taken_out - {row.key for row in drafts if row.state is DraftState.RELEASED}
    return [
        replace(wish, wanted=Wanted.NO, reason=TAKEN_OUT) if wish.key in keys and wish.wanted is not Wanted.NO else wish
        for wish in wishes
    ]


def _put_back(undone: Sequence[Undo]) -> frozenset[str]:
    return frozenset(name for undo in undone for name in undo.put_back)


def _taken_out(undone: Sequence[Undo]) -> frozenset[Key]:
    return frozenset(key for undo in undone for key in undo.taken_out)
