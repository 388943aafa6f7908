"""The user's mailbox as seen by another mail program: whatever the product is not doing in a test, this does."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, cast

from imapclient import IMAPClient

from tests.servers.clients import THUNDERBIRD, MailClient
from tests.servers.running import PASSWORD, RunningServer

DRAFTS, SENT, TRASH, JUNK, INBOX = "Drafts", "Sent", "Trash", "Junk", "INBOX"

_USUAL_HEADERS = {
    "from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version",
    "content-type", "content-transfer-encoding",
}  # fmt: skip
_POLICY = email.policy.SMTP.clone(max_line_length=78, utf8=False)


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
        """The plain text, with LF as line end."""
        body = self.parsed.get_body(("plain",))
        return "" if body is None else cast(str, body.get_content()).replace("\r\n", "\n")


def parse(raw: bytes) -> EmailMessage:
    """Bytes as a message of the modern kind."""
    return email.message_from_bytes(raw, policy=_POLICY)


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
                client.select_folder(folder, readonly=readonly)
            yield client

    # Looking

    def folders(self) -> list[str]:
        """The names of all folders, sorted."""
        with self.visit() as client:
            return sorted(name for _, _, name in client.list_folders())

    def messages(self, folder: str = INBOX) -> list[StoredMessage]:
        r"""What lies in `folder`, by UID. Messages flagged \Deleted are there until they are expunged."""
        with self.visit() as client:
            return _lying_in(client, folder)

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
            names = sorted(name for _, _, name in client.list_folders())
            return {name: [(m.uid, m.flags - {r"\Recent"}, m.raw) for m in _lying_in(client, name)] for name in names}

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
        """Append many messages quickly (MULTIAPPEND, RFC 3502) and return how many."""
        count = 0
        with self.visit() as client:
            pending: list[dict[str, object]] = []
            for raw in raws:
                pending.append({"msg": raw, "date": date or _date_of(raw) or dt.datetime.now(dt.UTC)})
                if len(pending) >= batch:
                    count += len(pending)
                    client.multiappend(folder, pending)
                    pending = []
            if pending:
                client.multiappend(folder, pending)
        return count + len(pending)

    def create_folder(self, name: str) -> None:
        """A new folder, subscribed."""
        with self.visit() as client:
            client.create_folder(name)
            client.subscribe_folder(name)

    def recreate_folder(self, name: str) -> None:
        """Delete a folder with all its mail and make it anew: its UIDVALIDITY changes."""
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
            self._expunge(DRAFTS, uid)
        return opened

    def save_draft(self, opened: StoredMessage, text: str, client: MailClient = THUNDERBIRD) -> int:
        """Save what `recall_draft` opened, with another text: a new message, then the old one is expunged."""
        saved = self._dated(_rewritten(opened.parsed, text, client))
        uid = self._put(DRAFTS, saved, client.draft_flags)
        if not client.removes_at_recall:
            self._expunge(DRAFTS, opened.uid)
        return uid

    def write_draft(self, message: EmailMessage, client: MailClient = THUNDERBIRD) -> int:
        """A draft that the user wrote by hand."""
        return self._put(DRAFTS, message, client.draft_flags)

    def send_draft(self, uid: int, text: str | None = None, client: MailClient = THUNDERBIRD) -> int:
        """Send the draft (with another text, if given): a copy comes to Sent, the draft is expunged; its UID there.

        Nothing goes anywhere but to Sent. Whether the copy keeps the Message-ID is the habit of `client`.
        """
        draft = self.message(uid, DRAFTS)
        sent = draft.parsed
        if text is not None:
            sent = _rewritten(sent, text, client)
        if not client.sends_same_message_id:
            _set(sent, "Message-ID", _fresh_message_id(sent))
        elif draft.message_id is not None:
            _set(sent, "Message-ID", draft.message_id)
        new = self._put(SENT, self._dated(sent), (rb"\Seen",))
        self._expunge(DRAFTS, uid)
        return new

    def move(self, uid: int, source: str, target: str) -> None:
        """Move one message (RFC 6851)."""
        with self.visit(source) as client:
            client.move([uid], target)

    def send_by_hand(self, message: EmailMessage) -> int:
        """A message that the user wrote and sent without any draft of ours: it appears in Sent."""
        return self._put(SENT, message, (rb"\Seen",))

    def delete(self, uid: int, folder: str = DRAFTS, *, through_trash: bool = True) -> None:
        """Delete a message: it goes to Trash, or (`through_trash=False`) is gone at once."""
        if through_trash:
            self.move(uid, folder, TRASH)
        else:
            self._expunge(folder, uid)

    def empty_trash(self) -> None:
        """Remove everything from Trash for good."""
        for item in self.messages(TRASH):
            self._expunge(TRASH, item.uid)

    def flag(self, uid: int, *flags: str, folder: str = INBOX) -> None:
        r"""Add flags, as reading (`\Seen`) or starring (`\Flagged`) does."""
        with self.visit(folder) as client:
            client.add_flags([uid], [flag.encode() for flag in flags])

    def _dated(self, message: EmailMessage) -> EmailMessage:
        if self.clock is not None:
            _set(message, "Date", email.utils.format_datetime(self.clock()))
        return message

    def _put(self, folder: str, message: EmailMessage, flags: Sequence[bytes]) -> int:
        with self.visit() as client:
            return self._append(client, folder, _as_bytes(message), None, flags)

    @staticmethod
    def _append(client: Any, folder: str, raw: bytes, date: dt.datetime | None, flags: Sequence[bytes]) -> int:
        answer: bytes = client.append(folder, raw, flags=flags, msg_time=date)
        match = re.match(rb"\[APPENDUID \d+ (\d+)\]", answer)  # RFC 4315; both servers have it
        assert match, answer
        return int(match.group(1))

    def _expunge(self, folder: str, uid: int) -> None:
        with self.visit(folder) as client:
            client.add_flags([uid], [rb"\Deleted"], silent=True)
            client.uid_expunge([uid])


def _lying_in(client: Any, folder: str) -> list[StoredMessage]:
    client.select_folder(folder, readonly=True)
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


def _as_bytes(message: bytes | EmailMessage) -> bytes:
    raw = message if isinstance(message, bytes) else message.as_bytes(policy=_POLICY)
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _date_of(raw: bytes) -> dt.datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(str(parse(raw)["Date"]))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)


def _rewritten(old: EmailMessage, text: str, client: MailClient) -> EmailMessage:
    """The version that `client` saves: the old headers as far as it keeps them, and a new text."""
    new = EmailMessage(policy=_POLICY)
    for name, value in old.items():
        lower = name.lower()
        if lower.startswith("content-") or lower == "mime-version":
            continue
        if not client.keeps_other_headers and lower not in _USUAL_HEADERS:
            continue
        if lower == "in-reply-to" and not client.keeps_in_reply_to:
            continue
        if lower == "references" and not client.keeps_references:
            continue
        new[name] = str(value)
    if not client.keeps_message_id:
        _set(new, "Message-ID", _fresh_message_id(old))
    for name, value in client.adds_headers:
        new[name] = value
    new.set_content(text)
    return new


def _set(message: EmailMessage, name: str, value: str) -> None:
    del message[name]
    message[name] = value


def _fresh_message_id(message: EmailMessage) -> str:
    _, address = email.utils.parseaddr(str(message["From"] or "nobody@example.org"))
    return f"<{uuid.uuid4()}@{address.rpartition('@')[2] or 'example.org'}>"
