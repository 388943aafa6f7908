"""Wishes, the ledger, and what lies in the mailbox: what is to be done so that they agree.

The first rule that fits a follow-up decides:

    wanted     ledger       in Drafts / Sent / Trash          then
    any        –            in Sent, and counts as it (C1)    sent
    not "no"   –            to this person, since the         Drafts: placed if the text is ours, else released;
                            occasion                          Trash, where it is wanted now: deleted
    yes        –            absent                            place: write the intent, then append
    any        intended     found by Message-ID               placed (a crash came between append and note)
    yes        intended     absent                            append again, with the same Message-ID
    no         intended     absent                            closed
    any        placed       in Sent, gone from Drafts         sent
    any        released     in Sent by its Message-ID         sent, though a copy be left in Drafts
    any        placed       changed, or saved again           released: the user's for ever
    no         placed       unchanged                         withdraw
    new text   placed       has the new text already         the old one is withdrawn, the new one placed (elsewhere)
    new text   placed       unchanged                         place the new version; at the next look withdraw the old
    any        placed       absent on two looks               deleted by the user: never again
    any        withdrawing  gone                              withdrawn
    any        any other    in Sent / back in Drafts          sent / released
    no         released     a debrief form, all of it known   withdraw
    put back   withdrawn    in Trash                          write the intent, append it again: released

"No" is also "later" and "held". Nothing is concluded about an account that could not be read, and nothing is written
to one that looks as if it were another (``Whereabouts.suspicious``). Actions change what the next look sees: look and
reconcile again until no action is left.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from afterword.decide.actions import Action, Note, Place, PlaceAgain, PutBack, Reconciled, View, Withdraw
from afterword.decide.matching import recipients
from afterword.decide.rows import Rows
from afterword.decide.standing import CHASING, wrote_at
from afterword.decide.undone import ADOPTED, PUT_BACK
from afterword.decide.whereabouts import TWO_LOOKS_APART, SentMail, Whereabouts
from afterword.model import Copy, Draft, DraftState, Key, Kind, Position, Wanted, Wish

SUSPICION_LASTS = timedelta(minutes=1)
BROUGHT_BACK = "brought back by you: it is yours"
UNCHANGED_FOR = timedelta(minutes=1)  # a form that was saved later may still be open: clients save as one types
LIVE = frozenset({DraftState.INTENDED, DraftState.PLACED, DraftState.WITHDRAWING})
THE_USERS = frozenset({DraftState.RELEASED, DraftState.SENT, DraftState.DELETED})


def reconcile(
    wishes: Sequence[Wish],
    texts: Mapping[Key, str],
    rows: Rows,
    views: Sequence[View],
    sent: SentMail,
    now: datetime,
    put_back: Collection[str] = (),
) -> Reconciled:
    """The actions that make the mailbox as the wishes want it, without touching what is the user's.

    ``texts`` has the digest of what would be placed, for every wish that is wanted now. ``views`` has one view for each
    account that could be read; ``put_back`` are the Message-IDs of withdrawn drafts that are to come back.
    """
    return _Reconciliation(wishes, texts, rows, Whereabouts(rows, views, sent, now), now, put_back).result()


class _Reconciliation:
    """One run of ``reconcile``. ``looks`` gathers when to look again although nothing has happened."""

    def __init__(
        self,
        wishes: Sequence[Wish],
        texts: Mapping[Key, str],
        rows: Rows,
        where: Whereabouts,
        now: datetime,
        put_back: Collection[str],
    ) -> None:
        self.texts, self.where, self.now = texts, where, now
        self.wishes = {wish.key: wish for wish in wishes}
        self.rows: dict[Key, list[Draft]] = {}
        for draft in rows.in_play:
            self.rows.setdefault(draft.key, []).append(draft)
        self.names = rows.names
        self.new_names: set[str] = set()
        self.put_back = put_back
        released = [row for row in rows.in_play if row.state is DraftState.RELEASED and where.copy_of(row)]
        self.users_draft_to = {row.key.recipient for row in released if row.key.kind is not Kind.DEBRIEF}
        self.users_chaser_for = {row.key.application for row in released if row.key.kind in CHASING}
        self.found_sent = False  # has this run found a draft of ours in Sent?
        self.taken: set[Position] = set()  # drafts that this run has found to be a follow-up: no other is the same one
        self.looks = [now + SUSPICION_LASTS for _ in where.suspicious]

    def result(self) -> Reconciled:
        actions: list[Action] = []
        for key, rows in self.rows.items():
            actions += self._for_rows(rows, self.wishes.get(key))
        for wish in self.wishes.values():
            rows = self.rows.get(wish.key, [])
            begun = any(row.state in LIVE | THE_USERS or row.message_id in self.put_back for row in rows)
            if wish.account in self.where.views and not begun:
                actions += self._without_a_row(wish, started_anew=bool(rows))
        # What this run has found to be the user's keeps away what it had decided on before.
        actions = [one for one in actions if not (isinstance(one, Place | PlaceAgain) and self._is_blocked(one.wish))]
        # Notes first: they are what the mailbox already says. Then take away, then add: never two where one belongs.
        order = {Note: 0, Withdraw: 1, PutBack: 2, PlaceAgain: 3, Place: 4}
        actions.sort(key=lambda action: order[type(action)])
        return Reconciled(tuple(actions), min(self.looks, default=None))

    # --- one follow-up ---

    def _for_rows(self, rows: Sequence[Draft], wish: Wish | None) -> Iterator[Action]:
        users = any(row.state in THE_USERS for row in rows)
        live = [row for row in rows if row.state in LIVE]
        for row in rows:
            wanted_now = wish if live and row is live[-1] and not users else None
            if row.account in self.where.views:
                yield from self._for_row(row, wanted_now)

    def _for_row(self, row: Draft, wish: Wish | None) -> Iterator[Action]:
        """``wish`` is None for all but the latest version of a follow-up, and once the follow-up is the user's."""
        match row.state:
            case DraftState.INTENDED:
                yield from self._intended(row, wish)
            case DraftState.PLACED:
                yield from self._placed(row, wish)
            case DraftState.WITHDRAWING:
                yield from self._withdrawing(row, wish)
            case DraftState.RELEASED:
                yield from self._released(row)
            case DraftState.DELETED | DraftState.WITHDRAWN | DraftState.CLOSED:
                yield from self._over(row)
            case DraftState.SENT:
                pass

    def _without_a_row(self, wish: Wish, *, started_anew: bool) -> Iterator[Action]:
        if found := self._found_without_a_row(wish, started_anew=started_anew):
            yield Note(found)
        elif wish.wanted is Wanted.YES and wish.account not in self.where.suspicious and not self._is_blocked(wish):
            yield Place(wish, self.texts[wish.key])

    def _found_without_a_row(self, wish: Wish, *, started_anew: bool) -> Draft | None:
        """What the user did by hand (C1), or a draft of ours that the ledger has lost or another machine has placed."""
        if wish.written:
            if self.found_sent:
                return None  # what our own drafts were decides what else counts: the next look knows
            name = wish.written.envelope.message_id
            return self._row(wish, name, DraftState.SENT, "written by you (C1)", at=wrote_at(wish.written))
        form = wish.brief.sheet
        if wish.wanted is Wanted.NO and form is None:
            return None
        # A form that was read and withdrawn stays where the user has brought it back to; one that a client has saved
        # beside it under another name is one more.
        known = {row.text for row in self.rows.get(wish.key, ())} if form else set()
        unclaimed = [copy for copy in self.where.unclaimed(wish) if copy.position not in self.taken]
        copies = [copy for copy in unclaimed if copy.digest not in known]
        ours = self.texts.get(wish.key)
        if equal := next((copy for copy in copies if ours and copy.digest == ours), None):
            return self._row_of_copy(wish, equal, DraftState.PLACED, ADOPTED)
        if copies and not (form and form.not_read):  # what lies there asks what the first form asked
            return self._row_of_copy(wish, copies[0], DraftState.RELEASED, "your own draft to this person")
        if wish.wanted is Wanted.YES and not started_anew and (copy := self.where.thrown_away(wish)):
            return self._row(wish, copy.envelope.message_id, DraftState.DELETED, "found in Trash")
        return None

    def _is_blocked(self, wish: Wish) -> bool:
        """Does a draft of the user's lie in Drafts, to the same person, or a chaser of the same application (C4)?"""
        key = wish.key
        if key.kind is Kind.DEBRIEF:
            return bool(self.where.unclaimed(wish))
        users_chaser = key.kind in CHASING and key.application in self.users_chaser_for
        return key.recipient in self.users_draft_to or users_chaser or bool(self.where.unclaimed(wish))

    def _intended(self, row: Draft, wish: Wish | None) -> Iterator[Action]:
        if copy := self.where.by_name(row):
            changed = copy.digest is not None and copy.digest != row.text
            state = DraftState.RELEASED if changed or row.reason == PUT_BACK else DraftState.PLACED
            reason = "changed by you" if changed else row.reason
            yield Note(self._became(row, state, reason, position=copy.position, placed_at=self.now))
        elif copy := self.where.copy_of(row):
            if copy.digest == row.text:
                yield Note(self._became(row, DraftState.CLOSED, "the same draft lies there already"))
            else:
                yield Note(
                    self._became(row, DraftState.RELEASED, "your own draft to this person", position=copy.position)
                )
        elif written := self.where.sent_as(row):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif self.where.in_trash(row):
            yield Note(self._became(row, DraftState.DELETED, "deleted by you"))
        elif row.reason == PUT_BACK:
            yield from self._put_back(row)
        elif wish is None or wish.wanted is not Wanted.YES or self.texts[row.key] != row.text or self._is_blocked(wish):
            yield Note(self._became(row, DraftState.CLOSED, wish.reason if wish else "no longer wanted"))
        elif row.account not in self.where.suspicious:
            yield PlaceAgain(wish, row)

    def _placed(self, row: Draft, wish: Wish | None) -> Iterator[Action]:
        copy = self.where.copy_of(row)
        if copy is None:
            yield from self._missing(row)
        elif copy.position != row.position and self._only_numbered_anew(row, copy):
            # The same draft has another UID. Nothing is written in this pass.
            yield Note(replace(row, position=copy.position, absent_since=None))
        elif wish and wish.wanted is Wanted.YES and row.text != copy.digest == self.texts[row.key]:
            # Word for word what would be placed now: another machine was first.
            yield Note(self._row_of_copy(wish, copy, DraftState.PLACED, ADOPTED))
            yield Note(self._became(row, DraftState.WITHDRAWN, "a new version was placed from elsewhere"))
        elif copy.position != row.position or copy.digest not in (None, row.text):
            yield Note(self._became(row, DraftState.RELEASED, "saved by you: it is yours", position=copy.position))
        elif row.account in self.where.suspicious:
            return
        elif twin := self.where.earlier_twin(row, copy):
            why = "the same draft lies there already, placed from elsewhere"
            yield Note(replace(row, message_id=str(twin.envelope.message_id), position=twin.position, reason=why))
            yield Withdraw(row, why)
        elif wish is None or wish.wanted is not Wanted.YES:
            yield Withdraw(row, wish.reason if wish else "it is no longer wanted")
        elif self.texts[row.key] != row.text and not self._is_blocked(wish):
            yield Place(wish, self.texts[row.key])
        elif row.absent_since:
            yield Note(replace(row, absent_since=None))

    def _missing(self, row: Draft) -> Iterator[Action]:
        suspicious = row.account in self.where.suspicious
        if written := self.where.sent_by_name(row) if suspicious else self.where.sent_as(row):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif self.where.in_trash(row):
            yield Note(self._became(row, DraftState.DELETED, "deleted by you"))
        else:
            yield from self._absent(row, DraftState.DELETED, "deleted by you")

    def _absent(self, row: Draft, after_two_looks: DraftState, reason: str) -> Iterator[Action]:
        if row.absent_since is None or row.absent_since > self.now:  # the clock has gone back
            self.looks.append(self.now + TWO_LOOKS_APART)
            yield Note(replace(row, absent_since=self.now))
        elif self.now - row.absent_since >= TWO_LOOKS_APART:
            yield Note(self._became(row, after_two_looks, reason))
        else:
            self.looks.append(row.absent_since + TWO_LOOKS_APART)

    def _withdrawing(self, row: Draft, wish: Wish | None) -> Iterator[Action]:
        """A crash came while it was being withdrawn."""
        # Once it lies in Trash, a draft like it is another: what a client had saved beside it.
        copy = self.where.by_name(row) if self.where.in_trash(row) else self.where.copy_of(row)
        if copy and copy.position != row.position and self._only_numbered_anew(row, copy):
            yield Note(replace(row, position=copy.position, absent_since=None))
        elif copy and (copy.position != row.position or copy.digest not in (None, row.text)):
            yield Note(self._became(row, DraftState.RELEASED, "saved by you: it is yours", position=copy.position))
        elif copy and wish and wish.wanted is Wanted.YES and self.texts[row.key] == row.text:
            yield Note(self._became(row, DraftState.PLACED, wish.reason))
        elif copy:
            if row.account not in self.where.suspicious:
                yield Withdraw(row, row.reason)
        elif written := self.where.sent_by_name(row):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif self.where.in_trash(row):
            yield Note(self._became(row, DraftState.WITHDRAWN, row.reason))
        else:
            yield from self._absent(row, DraftState.WITHDRAWN, row.reason)

    def _released(self, row: Draft) -> Iterator[Action]:
        copy = self.where.copy_of(row)
        if copy is None:
            yield from self._missing(row)
        elif written := self.where.sent_and_left(copy):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif self._has_served(row, copy):
            yield Withdraw(replace(row, position=copy.position, text=copy.digest or ""), self._why_served(row, copy))
        elif copy.position != row.position or row.absent_since:
            yield Note(replace(row, position=copy.position, absent_since=None))

    def _has_served(self, row: Draft, copy: Copy) -> bool:
        """Is this a debrief form of which every line is known, or that stayed blank for as long as it is wanted (D2)?

        What ``copy.told`` says was written down before this is asked.
        """
        wish = self.wishes.get(row.key)
        over = wish is not None and wish.wanted is Wanted.NO
        if row.key.kind is not Kind.DEBRIEF or copy.told is None or row.account in self.where.suspicious:
            return False
        if (not copy.told and not over) or (row.reason in (BROUGHT_BACK, PUT_BACK) and copy.digest == row.text):
            return False
        saved_at = copy.envelope.at if copy.envelope.at and copy.envelope.at <= self.now else row.at
        if self.now < saved_at + UNCHANGED_FOR:
            self.looks.append(saved_at + UNCHANGED_FOR)
            return False
        return True

    def _why_served(self, row: Draft, copy: Copy) -> str:
        wish = self.wishes.get(row.key)
        return "your notes are known (D2)" if copy.told or wish is None else wish.reason

    def _over(self, row: Draft) -> Iterator[Action]:
        deleted = row.state is DraftState.DELETED
        if written := self.where.sent_as(row) if deleted else self.where.sent_by_name(row):
            yield Note(self._became(row, DraftState.SENT, "seen in Sent", at=wrote_at(written)))
        elif copy := self.where.by_name(row):
            yield Note(self._became(row, DraftState.RELEASED, BROUGHT_BACK, position=copy.position))
        elif row.message_id in self.put_back:
            yield from self._put_back(row)

    def _put_back(self, row: Draft) -> Iterator[Action]:
        """``row`` is the draft that was withdrawn, or the intent of putting it back."""
        rows = self.rows[row.key]
        begun = any(one.state is DraftState.INTENDED and one.reason == PUT_BACK for one in rows if one is not row)
        if begun or row.account in self.where.suspicious:
            return
        sources = [one for one in rows if one.message_id in self.put_back and one.text == row.text]
        copy = next(filter(None, map(self.where.trash_copy, sources)), None)
        if copy is None:
            yield Note(self._became(row, DraftState.CLOSED, "not put back: it is not in Trash any more"))
        elif self.where.others_to(row):
            yield Note(self._became(row, DraftState.CLOSED, "not put back: your own draft to this person lies there"))
        else:
            self.users_draft_to.add(row.key.recipient)  # for the rest of this run nothing is placed beside it
            yield PutBack(row, copy)

    # --- rows ---

    def _only_numbered_anew(self, row: Draft, copy: Copy) -> bool:
        """Has the folder another UIDVALIDITY or name (or was no UID known), and is the draft still as it was placed?"""
        old, new = row.position, copy.position
        anew = old is None or (new.folder, new.uidvalidity) != (old.folder, old.uidvalidity)
        return anew and copy.envelope.message_id == row.message_id and copy.digest in (None, row.text)

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
        self.found_sent |= state is DraftState.SENT
        if state is DraftState.RELEASED and row.key.kind is not Kind.DEBRIEF:
            self.users_draft_to.add(row.key.recipient)
            if row.key.kind in CHASING:
                self.users_chaser_for.add(row.key.application)
        return replace(
            row,
            state=state,
            reason=reason,
            at=at or self.now,
            position=position or row.position,
            placed_at=placed_at or row.placed_at,
            absent_since=None,
        )

    def _row(
        self, wish: Wish, message_id: str | None, state: DraftState, reason: str, *, at: datetime | None = None
    ) -> Draft:
        """A row for what the ledger knows nothing of. One message can be several follow-ups, a name only one row's."""
        key = wish.key
        if message_id is None or message_id in self.names or message_id in self.new_names:
            message_id = f"<{key.kind}.{key.application}.{key.recipient}.{key.occasion}>"
        self.new_names.add(message_id)
        return Draft(
            key=key,
            state=state,
            message_id=message_id,
            account=wish.account,
            subject="",
            in_reply_to=wish.thread.in_reply_to if wish.thread else None,
            text=self.texts.get(key, ""),
            since=wish.since,
            at=at or self.now,
            reason=reason,
        )

    def _row_of_copy(self, wish: Wish, copy: Copy, state: DraftState, reason: str) -> Draft:
        if state is DraftState.RELEASED and wish.key.kind is not Kind.DEBRIEF:
            # For the rest of this run nothing is placed beside it.
            self.users_draft_to |= recipients(copy.envelope)
        self.taken.add(copy.position)
        envelope = copy.envelope
        return replace(
            self._row(wish, envelope.message_id, state, reason),
            subject=envelope.subject,
            in_reply_to=envelope.in_reply_to,
            position=copy.position,
            placed_at=self.now,
            text=copy.digest or "",
        )
