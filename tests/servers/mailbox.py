"""The user's mailbox as seen by another mail program: whatever the product is not doing in a test, this does."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import islice
from typing import Any, cast

from imapclient import IMAPClient

from tests.servers.clients import THUNDERBIRD, MailClient, Rid
from tests.servers.rewriting import MESSAGES, fresh_message_id, put_header, rewritten
from tests.servers.running import PASSWORD, RunningServer

DRAFTS, SENT, TRASH, JUNK, INBOX = "Drafts", "Sent", "Trash", "Junk", "INBOX"


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it lies in a folder. `received` is the INTERNALDATE, an aware datetime."""

    folder: str
    uid: int
    flags: frozenset[str]
    received: dt.datetime
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        """The message, parsed by the standard library."""
        return parse(self.raw)

    def header(self, name: str) -> str | None:
        """One header, decoded and unfolded; None where it is absent."""
        value = self.parsed[name]
        return None if value is None else str(value).strip()

    @property
    def message_id(self) -> str | None:
        """With its angle brackets."""
        return self.header("Message-ID")

    @property
    def subject(self) -> str:
        """The subject, or ""."""
        return self.header("Subject") or ""

    @property
    def to(self) -> list[str]:
        """The addresses of To, in order."""
        return [address for _, address in email.utils.getaddresses([self.header("To") or ""])]

    @property
    def text(self) -> str:
        """The plain text as it is shown: with LF as line end, and flowed lines as one (RFC 3676)."""
        body = self.parsed.get_body(("plain",))
        if body is None:
            return ""
        text = cast(str, body.get_content()).replace("\r\n", "\n")
        return text.replace(" \n", " ") if body.get_param("format") == "flowed" else text


def parse(raw: bytes) -> EmailMessage:
    """Bytes as a message of the modern kind."""
    return email.message_from_bytes(raw, policy=MESSAGES)


class Mailbox:
    """One user's mailbox on a server, held by the standard habits of a mail program.

    Every method is one visit on a connection of its own, so that nothing lingers and a server may be restarted
    between two of them. Folders are named as on the server: "INBOX", "Drafts", "Sent", "Trash", "Junk".
    UIDs are ints. Where a method makes a message, it returns that one's UID.
    """

    def __init__(self, server: RunningServer, user: str | None = None) -> None:
        self.server = server
        self.user = server.add_user(user)
        self.password = PASSWORD
        self.clock: Callable[[], dt.datetime] | None = None
        """Where it is set, what the user saves or sends is dated by it, else drafts keep their Date."""

    def __repr__(self) -> str:
        return f"<Mailbox {self.user} on {self.server.name}>"

    @contextmanager
    def visit(self, folder: str | None = None, *, readonly: bool = False) -> Iterator[Any]:
        """A logged-in IMAPClient, with `folder` selected if one is given."""
        with IMAPClient(self.server.host, port=self.server.imap_port, ssl=False, timeout=20) as client:
            client.login(self.user, self.password)
            if folder is not None:
                client.select_folder(self.server.folder_called(folder), readonly=readonly)
            yield client

    # Looking

    def folders(self) -> list[str]:
        """The names of all folders, sorted."""
        with self.visit() as client:
            return self._folders(client)

    def _folders(self, client: Any) -> list[str]:
        listed = client.list_folders()
        return sorted(self.server.known_as(name) for flags, _, name in listed if not _is_path(flags))

    def messages(self, folder: str = INBOX) -> list[StoredMessage]:
        r"""What lies in `folder`, by UID. Messages flagged \Deleted are there until they are expunged."""
        with self.visit() as client:
            return self._messages(client, folder)

    def _messages(self, client: Any, folder: str) -> list[StoredMessage]:
        client.select_folder(self.server.folder_called(folder), readonly=True)
        uids = client.search("ALL")
        found = client.fetch(uids, ["BODY.PEEK[]", "FLAGS", "INTERNALDATE"]) if uids else {}
        return [
            StoredMessage(
                folder=folder,
                uid=uid,
                flags=frozenset(flag.decode() for flag in data[b"FLAGS"]),
                received=data[b"INTERNALDATE"].astimezone(dt.UTC),
                raw=data[b"BODY[]"],
            )
            for uid, data in sorted(found.items())
        ]

    def message(self, uid: int, folder: str = INBOX) -> StoredMessage:
        """The message with that UID; LookupError where it is not."""
        for item in self.messages(folder):
            if item.uid == uid:
                return item
        raise LookupError(f"no message {uid} in {folder}")

    def drafts(self) -> list[StoredMessage]:
        r"""What a user sees in Drafts: without those flagged \Deleted."""
        return [item for item in self.messages(DRAFTS) if r"\Deleted" not in item.flags]

    def snapshot(self) -> dict[str, list[tuple[int, frozenset[str], bytes]]]:
        r"""Everything in every folder (uid, flags but \Recent, raw), to compare before and after."""
        with self.visit() as client:
            return {
                folder: [(m.uid, m.flags - {r"\Recent"}, m.raw) for m in self._messages(client, folder)]
                for folder in self._folders(client)
            }

    def modseqs(self) -> dict[str, int]:
        """HIGHESTMODSEQ of every folder: equal before and after means that nothing at all was written."""
        with self.visit() as client:
            names = [name for _, _, name in client.list_folders()]
            return {name: client.folder_status(name, ["HIGHESTMODSEQ"])[b"HIGHESTMODSEQ"] for name in names}

    # Receiving

    def deliver(
        self,
        raw: bytes | EmailMessage,
        folder: str = INBOX,
        date: dt.datetime | None = None,
        flags: Sequence[str] = (),
    ) -> int:
        """Put a message into `folder` as the mail server does on arrival.

        `date` is its INTERNALDATE, by default what its Date header says (else the real time of day). Dovecot
        takes none from the future and puts the real time instead: let scenarios play in the past.
        """
        raw = _as_bytes(raw)
        with self.visit() as client:
            return self._append(client, folder, raw, date or _date_of(raw), [flag.encode() for flag in flags])

    def deliver_many(
        self, raws: Iterable[bytes], folder: str = INBOX, date: dt.datetime | None = None, batch: int = 500
    ) -> int:
        """Append many messages quickly (by MULTIAPPEND, RFC 3502, where it is offered) and return how many."""
        count = 0
        messages = ((raw, date or _date_of(raw)) for raw in map(_as_bytes, raws))
        with self.visit() as client:
            at_once = batch if client.has_capability("MULTIAPPEND") else 1
            while several := list(islice(messages, at_once)):
                count += len(several)
                if at_once == 1:
                    self._append(client, folder, *several[0], ())
                else:
                    pending = [{"msg": raw, "date": when or dt.datetime.now(dt.UTC)} for raw, when in several]
                    client.multiappend(self.server.folder_called(folder), pending)
        return count

    def create_folder(self, name: str) -> None:
        """A new folder, subscribed."""
        name = self.server.folder_called(name)
        with self.visit() as client:
            client.create_folder(name)
            client.subscribe_folder(name)

    def recreate_folder(self, name: str) -> None:
        """Delete a folder with all its mail and make it anew: its UIDVALIDITY changes."""
        name = self.server.folder_called(name)
        with self.visit() as client:
            client.delete_folder(name)
            client.create_folder(name)

    # What a user does with drafts

    def edit_draft(self, uid: int, text: str, client: MailClient = THUNDERBIRD) -> int:
        """Open the draft, replace its text, save it in the manner of `client`; the new version's UID."""
        opened = self.recall_draft(uid, client)
        return self.save_draft(opened, text, client)

    def recall_draft(self, uid: int, client: MailClient = THUNDERBIRD) -> StoredMessage:
        """Open the draft for editing. Some programs take it out of the folder at this moment."""
        opened = self.message(uid, DRAFTS)
        if client.removes_at_recall:
            self.get_rid_of(uid, DRAFTS, client.old_version)
        return opened

    def save_draft(self, opened: StoredMessage, text: str, client: MailClient = THUNDERBIRD) -> int:
        """Save what `recall_draft` opened, with another text: a new message, then the old one goes; the new UID."""
        saved = self._dated(rewritten(opened.parsed, text, client))
        uid = self._put(DRAFTS, saved, client.draft_flags)
        if not client.removes_at_recall:
            self.get_rid_of(opened.uid, DRAFTS, client.old_version)
        return uid

    def write_draft(self, message: EmailMessage, client: MailClient = THUNDERBIRD) -> int:
        """A draft that the user wrote by hand."""
        return self._put(DRAFTS, message, client.draft_flags)

    def send_draft(self, uid: int, text: str | None = None, client: MailClient = THUNDERBIRD) -> int:
        """Send the draft (with another text, if given): a copy comes to Sent, the draft goes; its UID there.

        Nothing goes anywhere but to Sent. Whether the copy keeps the Message-ID is the habit of `client`.
        """
        new = self.send_opened(self.message(uid, DRAFTS), text, client)
        self.get_rid_of(uid, DRAFTS, client.after_sending)
        return new

    def send_opened(self, draft: StoredMessage, text: str | None, client: MailClient) -> int:
        """Send what was opened, whatever has become of the draft meanwhile; the UID in Sent."""
        sent = draft.parsed if text is None else rewritten(draft.parsed, text, client)
        if not client.sends_same_message_id:
            put_header(sent, "Message-ID", fresh_message_id(sent))
        elif draft.message_id is not None:
            put_header(sent, "Message-ID", draft.message_id)
        sent = self._dated(sent)
        copies = [self._put(SENT, sent, (rb"\Seen",)) for _ in range(client.copies_in_sent)]
        return copies[0]

    def move(self, uid: int, source: str, target: str) -> None:
        """Move one message (RFC 6851), or copy and expunge it where the server cannot."""
        target = self.server.folder_called(target)
        with self.visit(source) as client:
            if client.has_capability("MOVE"):
                client.move([uid], target)
            else:
                client.copy([uid], target)
                client.add_flags([uid], [rb"\Deleted"], silent=True)
                client.uid_expunge([uid])

    def send_by_hand(self, message: EmailMessage) -> int:
        """A message that the user wrote and sent without any draft of ours: it appears in Sent."""
        return self._put(SENT, message, (rb"\Seen",))

    def delete(self, uid: int, folder: str = DRAFTS, *, through_trash: bool = True) -> None:
        """Delete a message: it goes to Trash, or (`through_trash=False`) is gone at once."""
        if through_trash:
            self.move(uid, folder, TRASH)
        else:
            self._expunge(folder, uid)

    def get_rid_of(self, uid: int, folder: str, how: Rid) -> None:
        """As a mail program does it."""
        match how:
            case Rid.EXPUNGED:
                self._expunge(folder, uid)
            case Rid.TRASHED:
                self.move(uid, folder, TRASH)
            case Rid.FLAGGED:
                self.flag(uid, r"\Deleted", folder=folder)
            case Rid.LEFT:
                pass

    def empty_trash(self) -> None:
        """Remove everything from Trash for good."""
        for item in self.messages(TRASH):
            self._expunge(TRASH, item.uid)

    def flag(self, uid: int, *flags: str, folder: str = INBOX) -> None:
        r"""Add flags, as reading (`\Seen`) or starring (`\Flagged`) does."""
        with self.visit(folder) as client:
            client.add_flags([uid], [flag.encode() for flag in flags])

    def unflag(self, uid: int, *flags: str, folder: str = INBOX) -> None:
        """Take flags away."""
        with self.visit(folder) as client:
            client.remove_flags([uid], [flag.encode() for flag in flags])

    def _dated(self, message: EmailMessage) -> EmailMessage:
        if self.clock is not None:
            put_header(message, "Date", email.utils.format_datetime(self.clock()))
        return message

    def _put(self, folder: str, message: EmailMessage, flags: Sequence[bytes]) -> int:
        with self.visit() as client:
            return self._append(client, folder, _as_bytes(message), None, flags)

    def _append(self, client: Any, folder: str, raw: bytes, date: dt.datetime | None, flags: Sequence[bytes]) -> int:
        answer: bytes = client.append(self.server.folder_called(folder), raw, flags=flags, msg_time=date)
        match = re.match(rb"\[APPENDUID \d+ (\d+)\]", answer)  # RFC 4315; all servers have it
        assert match, answer
        return int(match.group(1))

    def _expunge(self, folder: str, uid: int) -> None:
        with self.visit(folder) as client:
            client.add_flags([uid], [rb"\Deleted"], silent=True)
            client.uid_expunge([uid])


def _is_path(flags: Sequence[bytes]) -> bool:
    return rb"\noselect" in {flag.lower() for flag in flags}


def _as_bytes(message: bytes | EmailMessage) -> bytes:
    raw = message if isinstance(message, bytes) else message.as_bytes(policy=MESSAGES)
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _date_of(raw: bytes) -> dt.datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(str(parse(raw)["Date"]))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)
