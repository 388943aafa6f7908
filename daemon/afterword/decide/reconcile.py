"""Wishes, the ledger, and what lies in the mailbox: what is to be done so that they agree.

The first rule that fits a follow-up decides:

    wanted     ledger       in Drafts / Sent / Trash          then
    any        –            by recipient, since the occasion  Drafts: placed if the text is ours, else released;
                                                              Sent: sent; Trash: deleted
    yes        –            absent                            place: write the intent, then append
    any        intended     found by Message-ID               placed (a crash came between append and note)
    yes        intended     absent                            append again, with the same Message-ID
    no         intended     absent                            closed
    any        placed       in Sent, gone from Drafts         sent
    any        placed       changed, or saved again           released: the user's for ever
    no         placed       unchanged                         withdraw
    new text   placed       unchanged                         place the new version, then withdraw the old one
    any        placed       absent on two looks               deleted by the user: never again
    any        withdrawing  gone                              withdrawn
    any        any other    in Sent / back in Drafts          sent / released

"No" is also "later" and "held". Nothing is concluded about an account that could not be read, and nothing is written
to one that looks as if it were another (``suspicious``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from afterword.decide.actions import Action, Note, Place, PlaceAgain, Reconciled, View, Withdraw
from afterword.decide.matching import recipients
from afterword.decide.standing import wrote_at
from afterword.model import Copy, Draft, DraftState, Key, Position, SentSeen, Wanted, Wish

TWO_LOOKS_APART = timedelta(minutes=10)
SUSPICION_LASTS = timedelta(minutes=1)
LIVE = frozenset({DraftState.INTENDED, DraftState.PLACED, DraftState.WITHDRAWING})
THE_USERS = frozenset({DraftState.RELEASED, DraftState.SENT, DraftState.DELETED})


def reconcile(
    wishes: Sequence[Wish],
    texts: Mapping[Key, str],
    drafts: Sequence[Draft],
    views: Sequence[View],
    sent: Sequence[SentSeen],
    now: datetime,
) -> Reconciled:
    """The actions that make the mailbox as the wishes want it, without touching what is the user's.

    ``texts`` has the digest of what would be placed, for every wish that is wanted now. ``drafts`` are the ledger's
    rows, oldest first. ``views`` has one view for each account that could be read; ``sent`` is all that is known of
    Sent, of all accounts.
    """
    return _Reconciliation(wishes, texts, drafts, views, sent, now).result()


class _Reconciliation:
    """One run of ``reconcile``, with what it looks up again and again."""

    def __init__(
        self,
        wishes: Sequence[Wish],
        texts: Mapping[Key, str],
        drafts: Sequence[Draft],
        views: Sequence[View],
        sent: Sequence[SentSeen],
        now: datetime,
    ) -> None:
        self.texts, self.now = texts, now
        self.looks: list[datetime] = []
        self.wishes = {wish.key: wish for wish in wishes}
        self.rows: dict[Key, list[Draft]] = {}
        for draft in drafts:
            self.rows.setdefault(draft.key, []).append(draft)
        self.known_ids = {draft.message_id for draft in drafts}
        self.views = {view.account: view for view in views}
        self.here: dict[tuple[str, str | None], list[Copy]] = {}
        for view in views:
            for copy in view.drafts:
                if not copy.deleted:  # a mail client that edits a draft may flag it first: it is away for a while
                    self.here.setdefault((view.account, copy.envelope.message_id), []).append(copy)
        self.sent_by_id = {one.envelope.message_id: one for one in sent if one.envelope.message_id}
        self.sent_to: dict[str, list[SentSeen]] = {}
        for one in sorted(sent, key=wrote_at):
            for address in recipients(one.envelope):
                self.sent_to.setdefault(address, []).append(one)
        self.copies = {draft.message_id: self._successor(draft) for draft in drafts if draft.state not in _GONE}
        self.suspicious = {account for account in self.views if self._looks_like_another(account, drafts)}
        self.looks += [now + SUSPICION_LASTS for _ in self.suspicious]

    def result(self) -> Reconciled:
        actions: list[Action] = []
        for key in dict.fromkeys((*self.rows, *self.wishes)):
            actions += self._for(key)
        # Notes first: they are what the mailbox already says. Then take away, then add: never two where one belongs.
        order = {Note: 0, Withdraw: 1, PlaceAgain: 2, Place: 3}
        actions.sort(key=lambda action: order[type(action)])
        return Reconciled(tuple(actions), min(self.looks, default=None))

    # --- one follow-up ---

    def _for(self, key: Key) -> Iterator[Action]:
        wish, rows = self.wishes.get(key), self.rows.get(key, [])
        users = any(row.state in THE_USERS for row in rows)
        live = [row for row in rows if row.state in LIVE]
        for row in rows:
            current = row is live[-1] if live else False
            if row.account in self.views:
                yield from self._for_row(row, wish if current and not users else None, superseded=users or not current)
        if wish and not live and not users and wish.account in self.views:
            yield from self._without_a_row(wish, started_anew=bool(rows))

    def _for_row(self, row: Draft, wish: Wish | None, *, superseded: bool) -> Iterator[Action]:
        match row.state:
            case DraftState.INTENDED:
                yield from self._intended(row, wish)
            case DraftState.PLACED:
                yield from self._placed(row, wish, superseded=superseded)
            case DraftState.WITHDRAWING:
                yield from self._withdrawing(row, wish)
            case DraftState.RELEASED:
                yield from self._released(row)
            case DraftState.DELETED | DraftState.WITHDRAWN | DraftState.CLOSED:
                yield from self._over(row)
            case DraftState.SENT:
                pass

    def _without_a_row(self, wish: Wish, *, started_anew: bool) -> Iterator[Action]:
        key, view = wish.key, self.views[wish.account]
        if note := self._found_without_a_row(wish, view, started_anew=started_anew):
            yield Note(note)
        elif wish.wanted is Wanted.YES and wish.account not in self.suspicious and not self._users_draft_to(key):
            yield Place(wish, self.texts[key])

    def _found_without_a_row(self, wish: Wish, view: View, *, started_anew: bool) -> Draft | None:
        """What the user did by hand (C1), or a draft of ours that the ledger has lost or another machine has placed."""
        key = wish.key
        if written := next((one for one in self.sent_to.get(key.recipient, ()) if wrote_at(one) >= wish.since), None):
            return self._row(
                wish, written.envelope.message_id, DraftState.SENT, wrote_at(written), "written by hand (C1)"
            )
        for copy in self._unclaimed(view.drafts, wish):
            ours = copy.digest is not None and copy.digest == self.texts.get(key)
            state, why = (
                (DraftState.PLACED, "found in Drafts, as we would write it")
                if ours
                else (DraftState.RELEASED, "your own draft to this person")
            )
            row = self._row(wish, copy.envelope.message_id, state, self.now, why)
            return replace(row, position=copy.position, placed_at=self.now, text=copy.digest or "")
        if not started_anew and (copies := self._unclaimed(view.trash, wish)):
            return self._row(wish, copies[0].envelope.message_id, DraftState.DELETED, self.now, "found in Trash")
        return None

    def _intended(self, row: Draft, wish: Wish | None) -> Iterator[Action]:
        copy = self._by_message_id(row)
        if copy:
            changed = copy.digest is not None and copy.digest != row.text
            state = DraftState.RELEASED if changed else DraftState.PLACED
            reason = "changed by you" if changed else row.reason
            yield Note(self._became(row, state, reason, position=copy.position, placed_at=self.now))
        elif copy := self.copies[row.message_id]:
            yield Note(self._became(row, DraftState.RELEASED, "your own draft to this person", position=copy.position))
        elif written := self._sent(row):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif self._in_trash(row):
            yield Note(self._became(row, DraftState.DELETED, "deleted by you"))
        elif wish is None or wish.wanted is not Wanted.YES or self.texts[row.key] != row.text:
            yield Note(self._became(row, DraftState.CLOSED, wish.reason if wish else "no longer wanted"))
        elif row.account not in self.suspicious:
            yield PlaceAgain(wish, row)

    def _placed(self, row: Draft, wish: Wish | None, *, superseded: bool) -> Iterator[Action]:
        copy = self.copies[row.message_id]
        if copy is None:
            yield from self._missing(row)
        elif row.position and copy.position.uidvalidity != row.position.uidvalidity and self._same(copy, row):
            # The folder was numbered anew: the same draft has another UID. Nothing is written in this pass.
            yield Note(replace(row, position=copy.position, absent_since=None))
        elif copy.position != row.position:
            yield Note(self._became(row, DraftState.RELEASED, "saved by you: it is yours", position=copy.position))
        elif row.account in self.suspicious:
            return
        elif twin := self._earlier_twin(row, copy):
            yield Withdraw(row, "the same draft lies there already, placed from elsewhere")
            yield Note(
                replace(
                    row,
                    message_id=str(twin.envelope.message_id),
                    position=twin.position,
                    reason="placed from elsewhere",
                )
            )
        elif superseded or wish is None or wish.wanted is not Wanted.YES:
            yield Withdraw(row, wish.reason if wish else "it is no longer wanted")
        elif self.texts[row.key] != row.text:
            yield Place(wish, self.texts[row.key])
        elif row.absent_since:
            yield Note(replace(row, absent_since=None))

    def _missing(self, row: Draft) -> Iterator[Action]:
        if written := self._sent(row):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif self._in_trash(row):
            yield Note(self._became(row, DraftState.DELETED, "deleted by you"))
        elif row.absent_since is None:
            self.looks.append(self.now + TWO_LOOKS_APART)
            yield Note(replace(row, absent_since=self.now))
        elif self.now - row.absent_since >= TWO_LOOKS_APART:
            yield Note(self._became(row, DraftState.DELETED, "deleted by you"))
        else:
            self.looks.append(row.absent_since + TWO_LOOKS_APART)

    def _withdrawing(self, row: Draft, wish: Wish | None) -> Iterator[Action]:
        copy = self.copies[row.message_id]
        if copy and copy.position != row.position:
            yield Note(self._became(row, DraftState.RELEASED, "saved by you: it is yours", position=copy.position))
        elif copy and wish and wish.wanted is Wanted.YES and self.texts[row.key] == row.text:
            yield Note(self._became(row, DraftState.PLACED, wish.reason))
        elif copy:
            if row.account not in self.suspicious:
                yield Withdraw(row, row.reason)
        elif written := self._sent_by_id(row):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        else:
            yield Note(self._became(row, DraftState.WITHDRAWN, row.reason))

    def _released(self, row: Draft) -> Iterator[Action]:
        copy = self.copies[row.message_id]
        if copy:
            if copy.position != row.position or row.absent_since:
                yield Note(replace(row, position=copy.position, absent_since=None))
        else:
            yield from self._missing(row)

    def _over(self, row: Draft) -> Iterator[Action]:
        copy = self._by_message_id(row)
        written = self._sent(row) if row.state is DraftState.DELETED else self._sent_by_id(row)
        if written:
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif copy:
            yield Note(
                self._became(row, DraftState.RELEASED, "brought back by you: it is yours", position=copy.position)
            )

    # --- what lies where ---

    def _by_message_id(self, row: Draft) -> Copy | None:
        copies = self.here.get((row.account, row.message_id), ())
        return next((copy for copy in copies if copy.position == row.position), copies[-1] if copies else None)

    def _successor(self, row: Draft) -> Copy | None:
        """The copy in Drafts that is this draft, or what the user's mail client has made of it.

        By Message-ID; else by thread and recipient; else by recipient and subject. None where there is none.
        """
        if same := self._by_message_id(row):
            return same
        view = self.views.get(row.account)
        free = [
            copy
            for copy in (view.drafts if view else ())
            if not copy.deleted
            and copy.envelope.message_id not in self.known_ids
            and row.key.recipient in recipients(copy.envelope)
        ]
        threaded = [copy for copy in free if row.in_reply_to and copy.envelope.in_reply_to == row.in_reply_to]
        alike = [copy for copy in free if copy.envelope.subject.casefold() == row.subject.casefold()]
        return next(iter(threaded or alike), None)

    def _unclaimed(self, copies: Sequence[Copy], wish: Wish) -> list[Copy]:
        """Copies to this person, no older than the occasion, that no row of the ledger speaks of."""
        return [
            copy
            for copy in copies
            if not copy.deleted
            and copy.envelope.message_id not in self.known_ids
            and wish.key.recipient in recipients(copy.envelope)
            and (copy.envelope.at is None or copy.envelope.at >= wish.since)
            and not any(copy is claimed for claimed in self.copies.values())
        ]

    def _earlier_twin(self, row: Draft, copy: Copy) -> Copy | None:
        """An equal draft with a lower UID, which another machine has placed: then ours goes."""
        return next(
            (
                other
                for other in self.views[row.account].drafts
                if other.position.uid < copy.position.uid
                and other.digest == row.text
                and other.envelope.message_id
                and other.envelope.message_id not in self.known_ids
                and not other.deleted
            ),
            None,
        )

    def _same(self, copy: Copy, row: Draft) -> bool:
        return copy.envelope.message_id == row.message_id and copy.digest in (None, row.text)

    def _sent_by_id(self, row: Draft) -> SentSeen | None:
        return self.sent_by_id.get(row.message_id)

    def _sent(self, row: Draft) -> SentSeen | None:
        """Clients send under a new Message-ID too: then the first message to this person since the occasion is it."""
        to_them = self.sent_to.get(row.key.recipient, ())
        return self._sent_by_id(row) or next((one for one in to_them if wrote_at(one) >= row.since), None)

    def _in_trash(self, row: Draft) -> bool:
        return any(copy.envelope.message_id == row.message_id for copy in self.views[row.account].trash)

    def _users_draft_to(self, key: Key) -> bool:
        """Does a draft that has become the user's, to the same person, lie in Drafts?"""
        return any(
            row.state is DraftState.RELEASED and row.key.recipient == key.recipient and self.copies.get(row.message_id)
            for rows in self.rows.values()
            for row in rows
        )

    def _looks_like_another(self, account: str, drafts: Sequence[Draft]) -> bool:
        """Was the folder numbered anew, or are all of our drafts, of two or more, gone at once?"""
        placed = [row for row in drafts if row.state is DraftState.PLACED and row.account == account and row.position]
        numbers = {copy.position.uidvalidity for copy in self.views[account].drafts}
        if any(row.position and numbers and row.position.uidvalidity not in numbers for row in placed):
            return True
        gone = [
            row
            for row in placed
            if self.copies[row.message_id] is None and not self._sent(row) and not self._in_trash(row)
        ]
        fresh = [row for row in gone if row.absent_since is None or self.now - row.absent_since < TWO_LOOKS_APART]
        return len(placed) > 1 and len(gone) == len(placed) and bool(fresh)

    def _became(
        self,
        row: Draft,
        state: DraftState,
        reason: str,
        *,
        at: datetime | None = None,
        position: Position | None = None,
        placed_at: datetime | None = None,
    ) -> Draft:
        return replace(
            row,
            state=state,
            reason=reason,
            at=at or self.now,
            position=position or row.position,
            placed_at=placed_at or row.placed_at,
            absent_since=None,
        )

    def _row(self, wish: Wish, message_id: str | None, state: DraftState, at: datetime, reason: str) -> Draft:
        key = wish.key
        return Draft(
            key=key,
            state=state,
            message_id=message_id or f"<{key.kind}.{key.application}.{key.recipient}.{key.occasion}>",
            account=wish.account,
            subject="",
            in_reply_to=wish.thread.in_reply_to if wish.thread else None,
            text=self.texts.get(key, ""),
            since=wish.since,
            at=at,
            reason=reason,
        )


_GONE = frozenset({DraftState.SENT, DraftState.CLOSED, DraftState.WITHDRAWN, DraftState.DELETED})
