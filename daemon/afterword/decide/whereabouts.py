"""What lies where: which message in Drafts, Sent or Trash is which draft, whatever a mail client has made of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from msgspec import Struct

from afterword.decide.actions import View
from afterword.decide.debriefs import form_about
from afterword.decide.judged import OVER
from afterword.decide.matching import recipients
from afterword.decide.rows import Rows
from afterword.decide.standing import wrote_at
from afterword.model import Copy, Draft, DraftState, Envelope, Kind, Position, SentSeen, Wish

TWO_LOOKS_APART = timedelta(minutes=10)
SENT_SOON_AFTER = timedelta(days=1)  # what is sent later than this after its draft was deleted is another message
SENT_LATER = timedelta(days=14)  # unless it has the thread or the subject: "send later" takes the draft out of Drafts


class SentMail(Struct, frozen=True, dict=True):
    """All that is known of Sent, of all accounts, to be found by its Message-ID and by whom it went to."""

    messages: tuple[SentSeen, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str | None, SentSeen]:
        """The first with each Message-ID."""
        return {one.envelope.message_id: one for one in reversed(self._in_order)}

    @cached_property
    def to(self) -> Mapping[str, Sequence[SentSeen]]:
        """Those that went to each address, in the order of their dates."""
        found: defaultdict[str, list[SentSeen]] = defaultdict(list)
        for one in self._in_order:
            for address in recipients(one.envelope):
                found[address].append(one)
        return found

    @cached_property
    def _in_order(self) -> list[SentSeen]:
        return sorted(self.messages, key=wrote_at)


class Whereabouts:
    """One look into the mailboxes, compared with the rows of the ledger.

    A copy is a draft by its Message-ID, else by its UID, else by thread and recipient, else by recipient and subject.
    The owner writes much to themselves: of that only what bears the id of its interview is a debrief form.
    Copies flagged ``\\Deleted`` are away: a client that edits a draft may flag it first.
    """

    def __init__(self, rows: Rows, views: Iterable[View], sent: SentMail, now: datetime) -> None:
        self.views = {view.account: view for view in views}
        self._now, self._rows, self._sent = now, rows, sent
        self._index_drafts()
        lasting = [draft for draft in rows.in_play if draft.state not in OVER]
        exact = {draft.message_id: self.by_name(draft) for draft in lasting}
        self._claimed = {copy.position for copy in exact.values() if copy}
        self._copies = {draft.message_id: exact[draft.message_id] or self._successor(draft) for draft in lasting}
        self._claimed |= {copy.position for copy in self._copies.values() if copy}
        self.suspicious = frozenset(self._those_that_look_like_others())

    def _index_drafts(self) -> None:
        self._by_id: defaultdict[tuple[str, str | None], list[Copy]] = defaultdict(list)
        self._at: dict[Position, Copy] = {}
        self._to: defaultdict[tuple[str, str], list[Copy]] = defaultdict(list)
        for view in self.views.values():
            for copy in view.drafts:
                if copy.deleted:
                    continue
                self._at[copy.position] = copy
                self._by_id[view.account, copy.envelope.message_id].append(copy)
                for address in recipients(copy.envelope):
                    self._to[view.account, address].append(copy)

    # --- Drafts ---

    def copy_of(self, row: Draft) -> Copy | None:
        """The copy in Drafts that is this draft, or what the user's mail client has made of it. None: there is none."""
        return self._copies.get(row.message_id)

    def by_name(self, row: Draft) -> Copy | None:
        """The copy with the Message-ID of the row, else the one that lies where the row says.

        Where a client has saved it again and the old one is still there, it is the new one.
        """
        copies = self._by_id.get((row.account, row.message_id), ())
        own = self._at.get(row.position) if row.position else None
        if row.state is DraftState.RELEASED and own:
            return own
        elsewhere = [copy for copy in copies if copy.position != row.position]
        return max(elsewhere, key=lambda copy: copy.position.uid) if elsewhere else own

    def _successor(self, row: Draft) -> Copy | None:
        free = self._unclaimed_to(row.account, row.key.recipient, row.since)
        if row.state is DraftState.INTENDED:  # what a client has left of a message that was sent is no new draft
            free = [copy for copy in free if self.sent_and_left(copy) is None]
        if row.key.kind is Kind.DEBRIEF:
            return next((copy for copy in free if _is_form_of(row.subject, copy.envelope)), None)
        threaded = [copy for copy in free if row.in_reply_to and copy.envelope.in_reply_to == row.in_reply_to]
        alike = [copy for copy in free if copy.envelope.subject.casefold() == row.subject.casefold()]
        return next(iter(threaded or alike), None)

    def unclaimed(self, wish: Wish) -> list[Copy]:
        """Drafts to this person, no older than the occasion, that no row of the ledger speaks of."""
        free = self._unclaimed_to(wish.account, wish.key.recipient, wish.since)
        if wish.brief.sheet is None:
            return free
        return [one for one in free if _is_wished(wish, one.envelope) and self.sent_and_left(one) is None]

    def others_to(self, row: Draft) -> list[Copy]:
        """Drafts to the same person, no older than the occasion, that no row of the ledger speaks of."""
        return self._unclaimed_to(row.account, row.key.recipient, row.since)

    def _unclaimed_to(self, account: str, recipient: str, since: datetime) -> list[Copy]:
        return [
            copy
            for copy in self._to.get((account, recipient), ())
            if copy.position not in self._claimed
            and copy.envelope.message_id not in self._rows.names
            and (copy.envelope.at is None or copy.envelope.at >= since)
        ]

    def earlier_twin(self, row: Draft, copy: Copy) -> Copy | None:
        """An equal draft with a lower UID, which another machine has placed: then ours goes."""
        equal = [one for one in self._to.get((row.account, row.key.recipient), ()) if one.digest == row.text]
        return next(
            (
                other
                for other in equal
                if other.position.uid < copy.position.uid
                and other.envelope.message_id
                and other.envelope.message_id not in self._rows.names
            ),
            None,
        )

    # --- Sent and Trash ---

    def sent_by_name(self, row: Draft) -> SentSeen | None:
        """The message in Sent with the Message-ID of the row."""
        return self._sent.by_name.get(row.message_id)

    def sent_as(self, row: Draft) -> SentSeen | None:
        """The message in Sent that this draft has become, under whatever Message-ID.

        Else by thread, else by subject, else the first to this person since the occasion that answers no other of our
        threads and counts as no other follow-up. Long after the draft was deleted a message is another one.
        """
        if named := self.sent_by_name(row):
            return named
        free = [
            one
            for one in self._sent.to.get(row.key.recipient, ())
            if row.since <= wrote_at(one) <= self._until(row, SENT_LATER)
            and one.envelope.message_id not in self._rows.names
            and self._rows.counted.get((row.key.recipient, wrote_at(one)), row.key) == row.key
        ]
        if row.key.kind is Kind.DEBRIEF:
            # What was sent before a form was to be placed was the form before it.
            begun = row.at if row.state is DraftState.INTENDED else row.since
            forms = [one for one in free if _is_form_of(row.subject, one.envelope)]
            return next((one for one in forms if wrote_at(one) > begun), None)
        threaded = [one for one in free if row.in_reply_to and one.envelope.in_reply_to == row.in_reply_to]
        alike = [one for one in free if one.envelope.subject.casefold() == row.subject.casefold()]
        soon = self._until(row, SENT_SOON_AFTER)
        others = [one for one in free if wrote_at(one) <= soon and one.envelope.in_reply_to not in self._rows.threads]
        return next(iter(threaded or alike or others), None)

    def _until(self, row: Draft, after: timedelta) -> datetime:
        """By when a message must have been sent to be this draft."""
        return row.at + after if row.state is DraftState.DELETED else self._now

    def sent_and_left(self, copy: Copy) -> SentSeen | None:
        """The message in Sent with the Message-ID of this draft, which the client has forgotten in Drafts."""
        return self._sent.by_name.get(copy.envelope.message_id) if copy.envelope.message_id else None

    def in_trash(self, row: Draft) -> bool:
        """Does the draft lie in Trash?"""
        return self.trash_copy(row) is not None

    def trash_copy(self, row: Draft) -> Copy | None:
        """The copy in Trash with the Message-ID of the row; of several, as clients keep names, the last."""
        lying = (copy for copy in self.views[row.account].trash if copy.envelope.message_id == row.message_id)
        return max(lying, key=lambda copy: copy.position.uid, default=None)

    def thrown_away(self, wish: Wish) -> Copy | None:
        """A message in Trash to this person, of this thread if there is one, that no row of the ledger speaks of.

        Where a form asks once more, the one before lies there.
        """
        if wish.brief.sheet and wish.brief.sheet.not_read:
            return None
        return next(
            (
                copy
                for copy in self.views[wish.account].trash
                if wish.key.recipient in recipients(copy.envelope)
                and copy.envelope.message_id not in self._rows.names
                and (copy.envelope.at is None or copy.envelope.at >= wish.since)
                and (wish.thread is None or copy.envelope.in_reply_to == wish.thread.in_reply_to)
                and (wish.brief.sheet is None or _is_wished(wish, copy.envelope))
            ),
            None,
        )

    # --- Suspicion ---

    def _those_that_look_like_others(self) -> Iterator[str]:
        placed: defaultdict[str, list[Draft]] = defaultdict(list)
        for row in self._rows.in_play:
            if row.state is DraftState.PLACED and row.position:
                placed[row.account].append(row)
        yield from (account for account in self.views if self._looks_like_another(account, placed[account]))

    def _looks_like_another(self, account: str, placed: Sequence[Draft]) -> bool:
        """Was the folder numbered anew, or are all of our drafts, of two or more, gone at once and without a trace?"""
        numbers = {copy.position.uidvalidity for copy in self.views[account].drafts}
        if any(row.position and numbers and row.position.uidvalidity not in numbers for row in placed):
            return True
        if len(placed) < 2 or any(self.copy_of(row) or self.sent_by_name(row) or self.in_trash(row) for row in placed):
            return False
        return any(row.absent_since is None or self._now - row.absent_since < TWO_LOOKS_APART for row in placed)


def _is_form_of(subject: str, envelope: Envelope) -> bool:
    about = form_about(subject)
    return about is not None and about == form_about(envelope.subject)


def _is_wished(wish: Wish, envelope: Envelope) -> bool:
    return wish.brief.sheet is not None and wish.brief.sheet.about == form_about(envelope.subject)
