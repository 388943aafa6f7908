"""What of Drafts and Trash a pass has to look at: nothing, where nothing of ours can lie there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from afterword.decide import View, to_put_back
from afterword.engine.debriefs import Forms
from afterword.engine.hands import Desk
from afterword.engine.state import State
from afterword.engine.wording import Worded
from afterword.errors import MailboxChanged
from afterword.model import Draft, DraftState, Kind, Wanted, Wish

_LOOKED_FOR = frozenset({DraftState.INTENDED, DraftState.PLACED, DraftState.WITHDRAWING, DraftState.RELEASED})


def view_of(state: State, words: Worded, desk: Desk, forms: Forms, now: datetime) -> View | None:
    """Drafts of one account, and Trash where something is missing or new; None where nothing of ours matters.

    :raises MailboxChanged: the folder for drafts is gone.
    """
    rows = [row for row in state.drafts if row.account == desk.account]
    new = _has_no_row(words.wishes, rows, desk.account)
    if not (rows or new):
        return None
    if desk.drafts is None and any(row.state in _LOOKED_FOR and row.position for row in rows):
        # That does not say what became of what lay in it, and a new one is not to be made behind the user's back.
        raise MailboxChanged(f"{desk.account}: the folder for drafts is gone; make one, or name it (drafts_folder)")
    people = _readers_of(state, words)
    view = desk.view(rows, people, forms, now, trash=False)
    coming_back = to_put_back(state.drafts, state.known.undone)
    back = any(row.message_id in coming_back for row in rows)
    return desk.view(rows, people, forms, now, trash=True) if new or back or _is_any_missing(rows, view) else view


def _readers_of(state: State, words: Worded) -> frozenset[str]:
    """To whom drafts of ours go. What the owner writes to themselves is many things: of these the forms tell which are
    theirs."""
    keys = [wish.key for wish in words.wishes]
    keys += [row.key for row in state.drafts if row.state in _LOOKED_FOR]
    return frozenset(key.recipient for key in keys if key.kind is not Kind.DEBRIEF)


def _is_any_missing(rows: Iterable[Draft], view: View) -> bool:
    names = {copy.envelope.message_id for copy in view.drafts}
    places = {copy.position for copy in view.drafts}
    return any(row.state in _LOOKED_FOR and row.message_id not in names and row.position not in places for row in rows)


def _has_no_row(wishes: Iterable[Wish], rows: Sequence[Draft], account: str) -> bool:
    """Is anything to be placed, or was anything written by hand, of which the ledger does not tell yet?"""
    known = {row.key for row in rows}
    return any(
        (wish.wanted is Wanted.YES or wish.written) and wish.account == account and wish.key not in known
        for wish in wishes
    )
