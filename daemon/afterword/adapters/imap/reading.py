"""Reading messages: what is new, which of it may be an invite, headers, and the parts that matter.

Everything is read with EXAMINE and PEEK. Answers come in chunks, so that memory does not grow with the mailbox.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from afterword.adapters.imap import structure as shapes
from afterword.adapters.imap.progress import Progress
from afterword.adapters.imap.session import Session
from afterword.adapters.imap.syntax import Token
from afterword.adapters.imap.uids import expanded, sets, windows
from afterword.errors import BadMessage, MailboxChanged

HEADER_FIELDS = (
    "Date From Sender Reply-To To Cc Subject Message-ID In-Reply-To References Content-Type Content-Class Return-Path "
    "Authentication-Results ARC-Authentication-Results Auto-Submitted Precedence List-Id List-Unsubscribe "
    "X-Failed-Recipients X-Autoreply X-Autorespond X-Auto-Response-Suppress X-MS-Exchange-Inbox-Rules-Loop "
    "X-Apple-Action X-Mailer User-Agent"
).upper()

_HEADER = f"BODY.PEEK[HEADER.FIELDS ({HEADER_FIELDS})]".encode()
_MAX_HEADER = 2**16
_WHOLE = b"BODY.PEEK[]<0.%d>" % (shapes.LARGEST + 1)
_SMALL = 64 * 2**10
"""Up to this size a message is fetched as it is: its parts one by one would take as long."""

NEWEST_DRAFTS = 500
_STRUCTURE_CHUNK = 5_000
_HEADER_CHUNK = 200
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Found(Struct, frozen=True):
    """A message in a folder: its flags as the server writes them, and the fields of its header that matter."""

    uid: int
    flags: frozenset[str]
    header: bytes

    @property
    def deleted(self) -> bool:
        r"""Is it flagged ``\\Deleted``?"""
        return "\\deleted" in {flag.lower() for flag in self.flags}


class Reader(Session):
    """A session that reads."""

    def uids(
        self, folder: str, *, above: int = 0, since: date | None = None, uidvalidity: int | None = None
    ) -> list[int]:
        """The UIDs above one, in order. With ``since``: only what was received that day, later, or the day before."""
        opened = self.open(folder, uidvalidity=uidvalidity)
        if opened.messages == 0 or (opened.uidnext is not None and opened.uidnext <= above + 1):
            return []
        criteria = b""
        if since is not None:
            day = since - timedelta(days=1)  # servers take the day of some zone of their own
            criteria = b" SINCE %d-%s-%d" % (day.day, _MONTHS[day.month - 1].encode(), day.year)
        found: set[int] = set()
        for window in windows(above + 1, opened.messages, opened.uidnext):
            found.update(self._search(b"UID " + window + criteria))
        return sorted(uid for uid in found if uid > above)  # "n:*" means the last one, even below n

    def _search(self, criteria: bytes) -> list[int]:
        returning = b"RETURN (ALL) " if self._connection().offers(b"ESEARCH") else b""
        found: list[int] = []
        responses = self._ask(b"UID SEARCH %s%s" % (returning, criteria))
        with self._fault_is_transient():
            for response in responses:
                line = response[0].upper()
                if line.startswith(b"* SEARCH"):
                    found += [int(word) for word in line.split(b"(")[0].split()[2:]]
                elif line.startswith(b"* ESEARCH") and (spans := re.search(rb"\bALL ([\d:,]+)", line)):
                    found += expanded(spans[1])
        return found

    def calendar_structures(
        self, folder: str, uids: Iterable[int], *, uidvalidity: int | None = None
    ) -> Iterator[shapes.Structure]:
        """The shapes of those messages that hold a calendar part, or may hide one."""
        self._stay_in(folder, uidvalidity)
        wanted = list(uids)
        progress = Progress(f"{self.account.name}, {folder}", len(wanted))
        for chunk in sets(wanted, _STRUCTURE_CHUNK):
            with self._fault_is_transient():
                answers = self._connection().wire.ask(b"UID FETCH %s (UID RFC822.SIZE BODYSTRUCTURE)" % chunk)
                hits = shapes.worth_parsing(answers)
            progress.passed(_STRUCTURE_CHUNK)
            for response in hits:
                found = shapes.small_with_calendar(response, _SMALL) or shapes.read_structure(response)
                if found is not None and (found.root is None or shapes.holds_calendar(found.root)):
                    yield found

    def headers(
        self, folder: str, uids: Iterable[int], *, uidvalidity: int | None = None
    ) -> Iterator[tuple[int, bytes]]:
        """The fields of the header that matter (``HEADER_FIELDS``) of each message; 64 KiB of them at most."""
        for found in self.found(folder, uids, uidvalidity=uidvalidity):
            yield found.uid, found.header

    def found(self, folder: str, uids: Iterable[int], *, uidvalidity: int | None = None) -> Iterator[Found]:
        """Flags and headers of each message that is still there."""
        self._stay_in(folder, uidvalidity)
        wanted = list(uids)
        progress = Progress(f"{self.account.name}, {folder}", len(wanted))
        for chunk in sets(wanted, _HEADER_CHUNK):
            found = self._found(b"UID FETCH " + chunk)
            progress.passed(_HEADER_CHUNK)
            yield from found

    def drafts(self, folder: str, *, uidvalidity: int | None = None) -> tuple[Found, ...]:
        """Flags and headers of everything in a folder; of the newest 500 where there are more."""
        opened = self.open(folder, uidvalidity=uidvalidity)
        if opened.messages == 0:
            return ()
        first = max(1, opened.messages - NEWEST_DRAFTS + 1)
        return tuple(self._found(b"FETCH %d:*" % first))

    def _found(self, command: bytes) -> list[Found]:
        found: list[Found] = []
        with self._fault_is_transient():
            for response in self._connection().wire.ask(b"%s (UID FLAGS %s)" % (command, _HEADER)):
                items = shapes.fetched(response)
                uid, header, flags = items.get("UID"), _body(items), items.get("FLAGS")
                if isinstance(uid, int) and header is not None:
                    words = flags if isinstance(flags, tuple) else ()
                    names = frozenset(str(word, "latin-1") for word in words if isinstance(word, bytes))
                    found.append(Found(uid, names, header[:_MAX_HEADER]))
        return sorted(found, key=lambda item: item.uid)

    def raw(self, folder: str, uid: int, *, uidvalidity: int | None = None) -> bytes | None:
        """One message as it is now; None where it is gone.

        :raises BadMessage: it is larger than 25 MiB.
        """
        self.open(folder, uidvalidity=uidvalidity)
        return self._whole(uid)

    def message(
        self, folder: str, uid: int, shape: shapes.Structure | None = None, *, uidvalidity: int | None = None
    ) -> bytes:
        """The parts of a message that matter, put together as one; a small message as it is.

        :raises BadMessage: too much of it matters.
        :raises MailboxChanged: it is gone.
        """
        for _ in range(2):
            for _, content in self.messages(folder, [shape or uid], uidvalidity=uidvalidity):
                if isinstance(content, BadMessage):
                    raise content
                return content
            self._opened = None  # it may have come after the folder was opened: look once more
        raise MailboxChanged(f"{self.account.name}: message {uid} is gone from {folder}")

    def messages(
        self, folder: str, wanted: Iterable[int | shapes.Structure], *, uidvalidity: int | None = None
    ) -> Iterator[tuple[int, bytes | BadMessage]]:
        """``message`` of many, in few commands. Those that are gone are left out."""
        self._stay_in(folder, uidvalidity)
        for batch in _batches(wanted, _HEADER_CHUNK):
            known = {item.uid: item for item in batch if isinstance(item, shapes.Structure)}
            sizes = {uid: item.size for uid, item in known.items()}
            for chunk in sets((item for item in batch if isinstance(item, int)), _HEADER_CHUNK):
                for items in self._fetched(b"UID FETCH %s (UID RFC822.SIZE)" % chunk):
                    uid, size = items.get("UID"), items.get("RFC822.SIZE")
                    if isinstance(uid, int) and isinstance(size, int):
                        sizes[uid] = size
            small = sorted(uid for uid, size in sizes.items() if 0 < size <= _SMALL)
            for chunk in sets(small, 32):
                for items in self._fetched(b"UID FETCH %s (UID BODY.PEEK[])" % chunk):
                    uid, whole = items.get("UID"), _body(items)
                    if isinstance(uid, int) and whole is not None:
                        yield uid, whole
            for uid in sorted(sizes.keys() - small):
                try:
                    content = self._parts(uid, known.get(uid))
                except BadMessage as problem:
                    yield uid, problem
                else:
                    if content is not None:
                        yield uid, content

    def _parts(self, uid: int, shape: shapes.Structure | None) -> bytes | None:
        if shape is None:
            responses = self._ask(b"UID FETCH %d (UID RFC822.SIZE BODYSTRUCTURE)" % uid)
            shape = next((item for item in map(shapes.read_structure, responses) if item and item.uid == uid), None)
        if shape is None or shape.root is None:
            return self._whole(uid)
        names = shapes.sections(shape.root)
        items = b" ".join(b"BODY.PEEK[%s]" % name.encode() for name in ("HEADER", *names))
        content: dict[str, bytes] = {}
        for fetched in self._fetched(b"UID FETCH %d (UID %s)" % (uid, items)):
            if fetched.get("UID") == uid:
                values = {key: value for key, value in fetched.items() if isinstance(value, bytes)}
                content |= {key[5:-1]: value for key, value in values.items() if key.startswith("BODY[")}
        if not content:
            return None
        return shapes.assembled(content.get("HEADER", b""), shape.root, content)

    def _whole(self, uid: int) -> bytes | None:
        for items in self._fetched(b"UID FETCH %d (UID %s)" % (uid, _WHOLE)):
            if items.get("UID") == uid and (whole := _body(items)) is not None:
                if len(whole) > shapes.LARGEST:
                    raise BadMessage(f"it is larger than {shapes.LARGEST // 2**20} MiB")
                return whole
        return None

    def _fetched(self, command: bytes) -> list[dict[str, Token]]:
        with self._fault_is_transient():
            return [shapes.fetched(response) for response in self._connection().wire.ask(command)]


def _batches(wanted: Iterable[int | shapes.Structure], most: int) -> Iterator[list[int | shapes.Structure]]:
    batch: list[int | shapes.Structure] = []
    for item in wanted:
        batch.append(item)
        if len(batch) == most:
            yield batch
            batch = []
    if batch:
        yield batch


def _body(items: dict[str, Token]) -> bytes | None:
    value = next((value for key, value in items.items() if key.startswith("BODY[")), None)
    return value if isinstance(value, bytes) else None
