"""The mailbox of one account: its folders, its messages, and the few things that are changed in Drafts."""

import contextlib
import imaplib
import re

from afterword.adapters.imap import folders as folder_list
from afterword.adapters.imap.connection import Response, quoted, said
from afterword.adapters.imap.reading import NEWEST_DRAFTS, Reader
from afterword.errors import MailboxChanged, Transient
from afterword.model import FolderStatus, Role

_PASSING = re.compile(r"\[(INUSE|UNAVAILABLE|SERVERBUG|LIMIT|CONTACTADMIN)\b")  # RFC 5530: may be right the next time
_NEEDED = frozenset({Role.INBOX, Role.DRAFTS, Role.SENT, Role.ALL})  # without these nothing can be concluded


class Mailbox(Reader):
    """One account's mailbox, over one connection at a time. Not for two threads, but for ``interrupt``.

    Every method but ``connect`` needs a connection, and raises ``Transient`` without one: after a fault the caller
    decides when to connect again. All raise ``Transient`` when the server fails or talks nonsense, and
    ``MailboxChanged`` when a folder is gone or its UIDVALIDITY is not the one given.
    """

    # --- Folders ---

    def folders(self) -> tuple[FolderStatus, ...]:
        """Every folder that can be opened, with its role and counts; by one command where the server can (RFC 5819).

        Views of messages that lie elsewhere (``\\Flagged``, ``\\Important``) are left out.
        """
        self._leave()
        client = self._connection()
        with self._fault_is_transient():
            items = b"MESSAGES UIDNEXT UIDVALIDITY" + (b" HIGHESTMODSEQ" if client.offers(b"CONDSTORE") else b"")
            at_once = client.offers(b"LIST-EXTENDED", b"LIST-STATUS")
            options = [b"SPECIAL-USE"] if client.offers(b"LIST-EXTENDED", b"SPECIAL-USE") else []
            options += [b"STATUS (%s)" % items] if at_once else []
            returning = b" RETURN (%s)" % b" ".join(options) if options else b""
            found: list[folder_list.Listed] = []
            counts: dict[bytes, folder_list.Counts] = {}
            for response in client.wire.ask(b'LIST "" "*"' + returning):
                self._note(response, found, counts)
            usable = {item.raw: item for item in found if item.selectable}
            self._names = {item.name: raw for raw, item in usable.items()}
            if "INBOX" not in self._names:
                raise Transient(f"{self.account.name}: the server lists no INBOX; nothing is concluded from that")
        for raw in usable.keys() - counts.keys():
            self._ask_status(raw, items, found, counts)
        roles = folder_list.roles(usable.values(), self.account)
        for raw in usable.keys() - counts.keys():
            if roles[usable[raw].name] in _NEEDED:
                raise Transient(f"{self.account.name}: the server says nothing of {usable[raw].name}")
        with self._fault_is_transient():
            return folder_list.statuses(usable.values(), counts, self.account)

    def _ask_status(
        self, raw: bytes, items: bytes, found: list[folder_list.Listed], counts: dict[bytes, folder_list.Counts]
    ) -> None:
        with self._fault_is_transient():
            try:
                for response in self._connection().wire.ask(b"STATUS %s (%s)" % (quoted(raw), items)):
                    self._note(response, found, counts)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as problem:
                if _PASSING.search(str(problem).upper()):
                    raise ValueError(f"STATUS is refused for the moment: {problem}") from problem
                return  # listed, but not ours to read

    @staticmethod
    def _note(response: Response, found: list[folder_list.Listed], counts: dict[bytes, folder_list.Counts]) -> None:
        kind = response[0][2:9].upper()
        if kind.startswith(b"LIST ") and (item := folder_list.listed(response)):
            found.append(item)
        elif kind == b"STATUS ":
            status = folder_list.counted(response)
            # "INBOX" may come back as it was asked for, or as "Inbox".
            known = next((item.raw for item in found if item.raw.upper() == status.raw.upper() == b"INBOX"), status.raw)
            counts[known] = status

    def create_drafts(self) -> str:
        """Make a folder for drafts among the user's own (RFC 2342), and mark it as such if the server can; its name."""
        client = self._connection()
        with self._fault_is_transient():
            prefix = ""
            if client.offers(b"NAMESPACE") and (personal := client.namespace().personal):
                prefix = str(personal[0][0])
            name = self.account.drafts_folder or f"{prefix}Drafts"
            marked = client.offers(b"CREATE-SPECIAL-USE")
        try:
            self._ask(b"CREATE %s%s" % (self._quoted(name), rb" (USE (\Drafts))" if marked else b""))
        except Transient:
            if not (marked and self.connected):
                raise
            self._ask(b"CREATE %s" % self._quoted(name))  # another folder has the mark, and it is not to be shared
        with contextlib.suppress(Transient):  # not to be subscribed to is no reason to do without
            self._ask(b"SUBSCRIBE %s" % self._quoted(name))
        return name

    # --- Drafts: the only things that are changed ---

    def find_message_id(self, folder: str, message_id: str, *, uidvalidity: int | None = None) -> list[int]:
        """The UIDs of messages with just this Message-ID. What the server finds is checked; where it finds nothing,
        the newest headers are looked through, since not every server searches well.

        :raises Transient: the Message-ID has line breaks in it, or another control character.
        """
        self.open(folder, uidvalidity=uidvalidity)
        with self._fault_is_transient():
            hits = self._search(b"HEADER Message-ID " + quoted(message_id.encode("ascii")))
        candidates = list(self.found(folder, hits[-NEWEST_DRAFTS:])) if hits else []
        found = [item.uid for item in candidates if _has_message_id(item.header, message_id)]
        return found or [item.uid for item in self.drafts(folder) if _has_message_id(item.header, message_id)]

    def append_draft(self, folder: str, raw: bytes, *, uidvalidity: int | None = None) -> int | None:
        r"""Put a message into Drafts, flagged ``\\Draft`` and ``\\Seen``; its UID, or None where it cannot be found.

        :raises MailboxChanged: there is no such folder, or it is another.
        :raises Transient: the server refuses (quota), or does not answer: it may be there, or not.
        """
        return self._append(folder, raw, r"(\Draft \Seen)", uidvalidity)

    def append_notice(self, raw: bytes) -> None:
        """Put a message to the owner into INBOX, unread. Only ever a notice of ours, where the owner asked for that.

        :raises Transient: the server refuses (quota), or does not answer: it may be there, or not.
        """
        self._append("INBOX", raw, "()", None)

    def _append(self, folder: str, raw: bytes, flags: str, uidvalidity: int | None) -> int | None:
        opened = self._stay_in(folder, uidvalidity, writing=True)
        name = self._quoted(folder).decode("latin-1")
        with self._fault_is_transient():
            answer, data = self._connection().wire.append(name, flags, "", raw)
            text = data[0] or b""
        if answer != "OK":
            kind = MailboxChanged if b"TRYCREATE" in text.upper() else Transient
            raise kind(f"{self.account.name}: {folder} does not take the message: {said(text)}")
        if given := re.search(rb"\[APPENDUID (\d+) (\d+)\]", text, re.IGNORECASE):
            if int(given[1]) != opened.uidvalidity:
                raise MailboxChanged(f"{self.account.name}: {folder} changed while a message was put into it")
            return int(given[2])
        header = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
        written = re.search(rb"^Message-ID:\s*(<[^<>\s]+>)", header, re.IGNORECASE | re.MULTILINE)
        if written is None:
            return None
        return max(self.find_message_id(folder, written[1].decode("ascii", "replace")), default=None)

    def withdraw(self, folder: str, uid: int, trash: str | None, *, uidvalidity: int) -> None:
        r"""Move one draft to Trash. Nothing else in the folder is touched: there is never a plain EXPUNGE.

        Without MOVE (RFC 6851) it is copied, flagged ``\\Deleted``, and that UID alone is expunged; without UIDPLUS
        (RFC 4315) it stays flagged. Without a Trash it is not copied.

        :raises MailboxChanged: Drafts or Trash is not there, or Drafts is another folder.
        """
        client = self._connection()
        self.open(folder, uidvalidity=uidvalidity, writing=True)
        try:
            if trash is not None and client.offers(b"MOVE"):
                self._ask(b"UID MOVE %d %s" % (uid, self._quoted(trash)))
                return
            if trash is not None:
                self._ask(b"UID COPY %d %s" % (uid, self._quoted(trash)))
        except Transient as problem:
            if "TRYCREATE" in str(problem).upper():
                raise MailboxChanged(f"{self.account.name}: there is no {trash}") from problem
            raise
        self._ask(rb"UID STORE %d +FLAGS.SILENT (\Deleted)" % uid)
        if client.offers(b"UIDPLUS"):
            self._ask(b"UID EXPUNGE %d" % uid)


def _has_message_id(header: bytes, message_id: str) -> bool:
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", header)
    found = re.search(rb"^Message-ID:[ \t]*(\S+)", unfolded, re.IGNORECASE | re.MULTILINE)
    return found is not None and found[1] == message_id.encode()
