"""The only writer: looks into Drafts, and carries decided actions out, each step noted before and after.

Whatever step is the last before a crash, the next pass finds either the intent or its effect, and goes on from there.
"""

import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from afterword import compose, understand
from afterword.adapters.imap import Mailbox
from afterword.adapters.ledger import Ledger
from afterword.decide import PUT_BACK, Note, Place, PlaceAgain, PutBack, View, Withdraw, recipients
from afterword.engine.debriefs import Forms
from afterword.engine.lying import Lying, Remembered
from afterword.engine.reading import AccountReader
from afterword.engine.saying import said_of_draft
from afterword.engine.wording import Worded, raw_message
from afterword.errors import BadMessage
from afterword.model import Copy, Draft, DraftState, Envelope, FolderStatus, Owner, Position, Role, Undo, Wish
from afterword.model import Place as Where

_log = logging.getLogger(__name__)

CLOCKS_JITTER = timedelta(minutes=2)

Begun = PlaceAgain | PutBack | Withdraw | Note
"""An action that needs no intent any more before it can be carried out."""


class Desk(Struct):
    """Drafts and Trash of one account during one pass. ``digests`` outlives it: a message never changes under its UID
    (RFC 3501, 2.3.1.1). So does ``remembered``, by account: what may be believed to lie in Drafts (lying.py), and is
    where ``believing``, but not once Drafts is to be looked at ``anew``."""

    mailbox: Mailbox
    account: str
    drafts: FolderStatus | None
    trash: FolderStatus | None
    owner: Owner
    digests: dict[Position, str | None]
    remembered: dict[str, Remembered]
    believing: bool = False
    anew: bool = False

    @classmethod
    def of(
        cls, reader: AccountReader, digests: dict[Position, str | None], remembered: dict[str, Remembered]
    ) -> "Desk":
        """The desk of the account that was just read."""
        drafts, trash = reader.folder(Role.DRAFTS), reader.folder(Role.TRASH)
        return cls(reader.mailbox, reader.account.name, drafts, trash, reader.owner, digests, remembered)

    def believe_no_more(self) -> None:
        """From now on Drafts is looked into, whatever STATUS tells."""
        self.anew, self.believing = True, False

    def view(self, rows: Iterable[Draft], people: frozenset[str], forms: Forms, now: datetime, *, trash: bool) -> View:
        """What lies in Drafts; with ``trash`` also what the owner has thrown away. The text of a draft is looked at
        only where it may be one of ours: it has the Message-ID of a row, goes to one of ``people``, or is one of
        ``forms``."""
        known = {row.message_id: row for row in rows if row.account == self.account}
        copies: list[Copy] = []
        if self.drafts:
            lying = self._lying_in(self.drafts, now)
            copies = [self._copy(Where.DRAFTS, self.drafts, one, known, people) for one in lying]
            copies = [self._as_form(copy, known, forms, now) for copy in copies]
        thrown: list[Copy] = []
        if trash and self.trash:
            lying = self._look_into(self.trash)
            found = (self._copy(Where.TRASH, self.trash, one, {}, frozenset()) for one in lying)
            thrown = [copy for copy in found if copy.envelope.sender.email in self.owner.addresses]
        return View(self.account, tuple(copies), tuple(thrown))

    def _lying_in(self, drafts: FolderStatus, now: datetime) -> tuple[Lying, ...]:
        """What lies in Drafts, or is believed to."""
        kept = self.remembered.get(self.account)
        if kept and not self.anew and kept.holds(drafts, now):
            self.believing = True
            return kept.lying
        self.anew = True  # it is looked at again once it may have been changed, and STATUS was before that
        lying = self._look_into(drafts)
        if opened := self.mailbox.opened:
            self.remembered[self.account] = Remembered(opened, lying, now)
        return lying

    def _look_into(self, folder: FolderStatus) -> tuple[Lying, ...]:
        found = self.mailbox.drafts(folder.name, uidvalidity=_numbered(folder))
        return tuple(Lying(one.uid, _envelope(one.header), one.deleted) for one in found)

    def _copy(
        self, place: Where, folder: FolderStatus, found: Lying, known: Mapping[str, Draft], people: frozenset[str]
    ) -> Copy:
        envelope = found.envelope
        position = Position(self.account, folder.name, folder.uidvalidity, found.uid)
        row = known.get(envelope.message_id or "")
        digest = None
        if row and row.position == position:
            digest = row.text
        elif row or people & recipients(envelope):
            digest = self._digest(position)
        return Copy(place, position, envelope, digest, found.deleted)

    def _as_form(self, copy: Copy, known: Mapping[str, Draft], forms: Forms, now: datetime) -> Copy:
        """The copy with what the user has filled in, where it is a debrief form that they have touched."""
        if forms.about(copy.envelope) is None or copy.deleted:
            return copy
        row = known.get(copy.envelope.message_id or "")
        if row and row.position == copy.position and row.state is not DraftState.RELEASED:
            return copy
        position = copy.position
        try:
            raw = self.mailbox.raw(position.folder, position.uid, uidvalidity=position.uidvalidity)
        except BadMessage:
            return copy
        if raw is None:
            return copy
        return replace(copy, digest=compose.digest(raw), told=forms.told(raw, copy.envelope, now))

    def _digest(self, position: Position) -> str | None:
        if position not in self.digests:
            try:
                raw = self.mailbox.raw(position.folder, position.uid, uidvalidity=position.uidvalidity)
                self.digests[position] = compose.digest(raw) if raw is not None else None
            except BadMessage:
                self.digests[position] = None  # too large to be ours
        return self.digests[position]

    def drafts_folder(self) -> FolderStatus:
        """Drafts, made where there is none, with the UIDVALIDITY that it has for good."""
        if self.drafts is None or self.drafts.messages == 0:
            name = self.drafts.name if self.drafts else self.mailbox.create_drafts()
            opened = self.mailbox.open(name, writing=True)
            # From now on it counts as used: a message is put into it at once.
            self.drafts = FolderStatus(name, Role.DRAFTS, opened.uidvalidity, opened.uidnext or 1, opened.messages or 1)
        return self.drafts


def not_before(undone: Iterable[Undo], now: datetime) -> datetime:
    """When it is acted on what the user has undone: not before they said so, though the pass began before that."""
    return max((now, *(undo.at for undo in undone if undo.at - now < CLOCKS_JITTER)))


@lru_cache(maxsize=512)  # the same few drafts are looked at in every pass
def _envelope(header: bytes) -> Envelope:
    return understand.envelope(header)


def _numbered(folder: FolderStatus) -> int | None:
    """The UIDVALIDITY that it must have; None where it was empty. Courier gives a folder a lasting one only when it is
    opened for writing, and until then another one every second."""
    return folder.uidvalidity if folder.messages else None


class Hands(Struct, frozen=True):
    """Carries out actions at the desks of the accounts that could be read."""

    ledger: Ledger
    desks: Mapping[str, Desk]
    now: datetime

    def intended(self, placing: Iterable[Place], words: Worded) -> list[PlaceAgain]:
        """What is to be placed, its intents noted: all in one transaction, before any of it is placed."""
        with self.ledger.transaction():
            return [PlaceAgain(one.wish, self._intent(one.wish, one.text, words)) for one in placing]

    def carry_out(self, action: Begun, words: Worded) -> None:
        """One action, step by step. What was noted before a fault stays noted, and the next pass goes on from there."""
        match action:
            case Note(draft):
                before = {row.message_id: row.state for row in self.ledger.drafts()}
                self.ledger.save_draft(draft)
                if before.get(draft.message_id) is not draft.state:
                    said_of_draft(_log, f"noted: a %s in %s is {draft.state.value}", draft, draft.state.value)
            case PlaceAgain(wish, draft):
                self._place(wish, draft, words)
            case PutBack(draft, copy):
                self._put_back(draft, copy)
            case Withdraw(draft, reason):
                self._withdraw(draft, reason)

    def _intent(self, wish: Wish, text: str, words: Worded) -> Draft:
        draft = Draft(
            key=wish.key,
            state=DraftState.INTENDED,
            message_id=compose.new_message_id(wish.sender, secrets.token_hex(12)),
            account=wish.account,
            subject=words.letters[wish.key].subject,
            in_reply_to=wish.thread.in_reply_to if wish.thread else None,
            text=text,
            since=wish.since,
            at=self.now,
            reason=wish.reason,
        )
        self.ledger.save_draft(draft)
        return draft

    def _place(self, wish: Wish, draft: Draft, words: Worded) -> None:
        desk = self.desks[draft.account]
        folder = desk.drafts_folder()
        raw = raw_message(wish, words.letters[wish.key], draft.message_id, self.now)
        uid = desk.mailbox.append_draft(folder.name, raw, uidvalidity=folder.uidvalidity)
        if uid is not None:  # else it is found by its Message-ID at the next look
            position = Position(draft.account, folder.name, folder.uidvalidity, uid)
            placed = replace(draft, state=DraftState.PLACED, position=position, placed_at=self.now, at=self.now)
            self.ledger.save_draft(placed)
        said_of_draft(_log, "placed a %s in %s", draft, "placed")

    def _put_back(self, draft: Draft, copy: Copy) -> None:
        desk, place = self.desks[draft.account], copy.position
        raw = desk.mailbox.raw(place.folder, place.uid, uidvalidity=place.uidvalidity)
        if raw is None or compose.digest(raw) != draft.text:
            reason = "not put back: in Trash it is not what it was"
            self.ledger.save_draft(replace(draft, state=DraftState.CLOSED, at=self.now, reason=reason))
            return
        if draft.state is not DraftState.INTENDED:
            name = compose.new_message_id(copy.envelope.sender.email or "", secrets.token_hex(12))
            anew = replace(draft, state=DraftState.INTENDED, message_id=name, at=self.now, reason=PUT_BACK)
            draft = replace(anew, position=None, placed_at=None)
            self.ledger.save_draft(draft)
        folder = desk.drafts_folder()
        renamed = compose.renamed(raw, draft.message_id)
        uid = desk.mailbox.append_draft(folder.name, renamed, uidvalidity=folder.uidvalidity)
        if uid is not None:  # else it is found by its Message-ID at the next look
            position = Position(draft.account, folder.name, folder.uidvalidity, uid)
            released = replace(draft, state=DraftState.RELEASED, position=position, placed_at=self.now, at=self.now)
            self.ledger.save_draft(released)
        said_of_draft(_log, "put back a %s in %s", draft, "put_back")

    def _withdraw(self, draft: Draft, reason: str) -> None:
        desk, position = self.desks[draft.account], draft.position
        if position is None:
            return
        self.ledger.save_draft(replace(draft, state=DraftState.WITHDRAWING, at=self.now, reason=reason))
        raw = desk.mailbox.raw(position.folder, position.uid, uidvalidity=position.uidvalidity)
        if raw is None:
            return  # gone in this very moment: the next look finds out where to
        if compose.digest(raw) != draft.text:
            self.ledger.save_draft(replace(draft, state=DraftState.RELEASED, at=self.now, reason="changed by you"))
            return
        trash = desk.trash.name if desk.trash else None
        desk.mailbox.withdraw(position.folder, position.uid, trash, uidvalidity=position.uidvalidity)
        self.ledger.save_draft(replace(draft, state=DraftState.WITHDRAWN, at=self.now, reason=reason))
        said_of_draft(_log, "withdrew a %s from %s", draft, "withdrawn")
