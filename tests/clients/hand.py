"""One person's hand on one draft, in one mail program: whatever can be done to it there."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.servers.clients import MailClient, Rid, Waits
from tests.servers.mailbox import DRAFTS, SENT, TRASH, Mailbox, StoredMessage

SCHEDULED = "Scheduled"


@dataclass(slots=True)
class Hand:
    """`client`, held over the draft to `address`. It has that draft in sight until it is sent or deleted."""

    mailbox: Mailbox
    client: MailClient
    address: str
    opened: StoredMessage | None = None
    waiting: StoredMessage | None = None
    """What is to be sent later."""
    sent: int = 0
    """Its UID in Sent."""
    lying: dict[str, int] = field(default_factory=dict)
    """Where else it lies: folder and UID."""

    def draft(self) -> StoredMessage:
        """The draft as the program shows it: the last version."""
        return [one for one in self.mailbox.drafts() if one.to == [self.address]][-1]

    # Editing

    def opens(self) -> None:
        """Opens the draft; some programs take it out of the folder now."""
        self.opened = self.mailbox.recall_draft(self.draft().uid, self.client)

    def saves(self, text: str) -> None:
        """Saves what is open, and goes on typing."""
        assert self.opened is not None
        uid = self.mailbox.save_draft(self.opened, text, self.client)
        self.opened = None if self.client.removes_at_recall else self.mailbox.message(uid, DRAFTS)

    def closes(self) -> None:
        """Closes what is open without a change: it is as before, or put back as it was."""
        if self.opened and self.client.removes_at_recall:
            self.mailbox.deliver(self.opened.raw, DRAFTS, flags=sorted(self.opened.flags - {r"\Recent", r"\Deleted"}))
        self.opened = None

    def edits(self, text: str) -> None:
        """Opens, types, saves and closes."""
        self.opens()
        self.saves(text)
        self.opened = None

    # Sending

    def sends(self, text: str | None = None) -> None:
        """Sends it, with another text if given."""
        self.sent = self.mailbox.send_draft(self.draft().uid, text, self.client)

    def sends_later(self, text: str) -> None:
        """Says when it is to be sent."""
        draft = self.draft()
        match self.client.waits:
            case Waits.IN_DRAFTS:
                self.edits(text)
                return
            case Waits.IN_A_FOLDER:
                self.edits(text)
                self.waiting = self.draft()
                self._moves(self.waiting.uid, DRAFTS, SCHEDULED)
            case Waits.ELSEWHERE:
                self.waiting = draft
                self.mailbox.get_rid_of(draft.uid, DRAFTS, Rid.EXPUNGED)

    def the_time_has_come(self, text: str) -> None:
        """What was to be sent later is sent."""
        if self.waiting is None:
            self.sends(text)
            return
        self.sent = self.mailbox.send_opened(self.waiting, text, self.client)
        if SCHEDULED in self.lying:
            self.mailbox.delete(self.lying.pop(SCHEDULED), SCHEDULED, through_trash=False)

    def undoes_sending(self) -> None:
        """The message comes back as a draft, in the manner of a new version."""
        sent = self.mailbox.message(self.sent, SENT)
        for one in self.mailbox.messages(SENT):
            if one.to == [self.address]:
                self.mailbox.delete(one.uid, SENT, through_trash=False)
        self.mailbox.deliver(sent.raw, DRAFTS, flags=[flag.decode() for flag in self.client.draft_flags])

    # Putting away

    def deletes(self) -> None:
        """Deletes it, in the manner of the program."""
        self.mailbox.get_rid_of(self.draft().uid, DRAFTS, self.client.deletes)

    def undoes_deleting(self, draft: StoredMessage) -> None:
        """Brings back what `draft` was: from Trash, from under the flag, or from the program's memory."""
        match self.client.deletes:
            case Rid.TRASHED:
                (thrown,) = [one for one in self.mailbox.messages(TRASH) if one.to == [self.address]]
                self.mailbox.move(thrown.uid, TRASH, DRAFTS)
            case _ if any(one.uid == draft.uid for one in self.mailbox.messages(DRAFTS)):
                self.mailbox.unflag(draft.uid, r"\Deleted", folder=DRAFTS)
            case _:
                self.mailbox.deliver(draft.raw, DRAFTS, flags=sorted(draft.flags - {r"\Recent"}))

    def moves_to(self, folder: str) -> None:
        """Moves it to another folder."""
        self._moves(self.draft().uid, DRAFTS, folder)

    def moves_back(self, folder: str) -> None:
        """Moves it back to Drafts."""
        self.mailbox.move(self.lying.pop(folder), folder, DRAFTS)

    def sends_from(self, folder: str, text: str) -> None:
        """Opens it in another folder, and sends it from there."""
        uid = self.lying.pop(folder)
        self.sent = self.mailbox.send_opened(self.mailbox.message(uid, folder), text, self.client)
        self.mailbox.get_rid_of(uid, folder, self.client.after_sending)

    def _moves(self, uid: int, source: str, target: str) -> None:
        if target not in self.mailbox.folders():
            self.mailbox.create_folder(target)
        self.mailbox.move(uid, source, target)
        (moved,) = [one for one in self.mailbox.messages(target) if one.to == [self.address]]
        self.lying[target] = moved.uid
