"""What of Drafts and Trash a pass has to look at: nothing, where nothing of ours can lie there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from afterword.decide import View, to_put_back
from afterword.engine.debriefs import Forms
from afterword.engine.hands import Desk
from afterword.engine.state import State
from afterword.engine.wording import Worded
from afterword.errors import MailboxChanged
from afterword.model import Draft, DraftState, Kind, Wanted, Wish

_LOOKED_FOR = frozenset({DraftState.INTENDED, DraftState.PLACED, DraftState.WITHDRAWING, DraftState.RELEASED})


class Lookout(Struct, frozen=True):
    """What is looked for in all accounts: ``rows`` of each, ``new`` where anything is to be placed or was written by
    hand of which the ledger does not tell yet, ``back`` where a withdrawn draft is to come back; ``people`` are those
    to whom drafts of ours go. It is worked out once, since there may be a thousand accounts."""

    rows: Mapping[str, Sequence[Draft]]
    new: frozenset[str]
    back: frozenset[str]
    people: frozenset[str]
    forms: Forms

    @classmethod
    def of(cls, state: State, words: Worded) -> "Lookout":
        """That of what is known and wanted."""
        rows: defaultdict[str, list[Draft]] = defaultdict(list)
        for row in state.drafts:
            rows[row.account].append(row)
        coming_back = to_put_back(state.drafts, state.known.undone)
        return cls(
            rows=rows,
            new=frozenset(_accounts_without_a_row(words.wishes, state.drafts)),
            back=frozenset(row.account for row in state.drafts if row.message_id in coming_back),
            people=_readers_of(state, words),
            forms=Forms.of(state.drafts, words.wishes),
        )

    def matters(self, account: str) -> bool:
        """May anything of ours lie in its Drafts, or belong there?"""
        return bool(self.rows.get(account)) or account in self.new

    def view(self, desk: Desk, now: datetime) -> View | None:
        """Drafts of one account, and Trash where something is missing or new; None where nothing of ours matters.

        :raises MailboxChanged: the folder for drafts is gone.
        """
        if not self.matters(desk.account):
            return None
        rows = self.rows.get(desk.account, ())
        if desk.drafts is None and any(row.state in _LOOKED_FOR and row.position for row in rows):
            # That does not say what became of what lay in it, and a new one is not to be made behind the user's back.
            raise MailboxChanged(f"{desk.account}: the folder for drafts is gone; make one, or name it (drafts_folder)")
        view = desk.view(rows, self.people, self.forms, now, trash=False)
        if desk.account in self.new | self.back or _is_any_missing(rows, view):
            return desk.view(rows, self.people, self.forms, now, trash=True)
        return view


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


def _accounts_without_a_row(wishes: Iterable[Wish], rows: Iterable[Draft]) -> Iterable[str]:
    """Where anything is to be placed, or was written by hand, of which the ledger does not tell yet."""
    known = {(row.account, row.key) for row in rows}
    for wish in wishes:
        if (wish.wanted is Wanted.YES or wish.written) and (wish.account, wish.key) not in known:
            yield wish.account
