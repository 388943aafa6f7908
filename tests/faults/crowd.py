"""Other mail programs at work in the same folders, at random, in the spirit of imaptest.

    with Crowd(mailbox, 3, seed) as crowd:
        ...                              # passes
    crowd.assert_nothing_was_touched()

Each guest changes only what is its own, and keeps account of it.
"""

from __future__ import annotations

import random
import threading
import uuid
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Any

from imapclient.exceptions import IMAPClientError

from tests.scenarios.world import moment
from tests.servers.mailbox import DRAFTS, INBOX, Mailbox, parse

FLAGS = (b"\\Flagged", b"\\Answered", b"\\Seen")


class Guest(threading.Thread):
    """One mail program. `lying` is what must lie where in the end: by Message-ID the folder, the bytes, the flags."""

    def __init__(self, mailbox: Mailbox, number: int, seed: int) -> None:
        super().__init__(name=f"guest {number}", daemon=True)
        self.mailbox, self.domain = mailbox, f"guest-{number}.example"
        self.dice = random.Random(f"{seed}.{number}")
        self.lying: dict[str, tuple[str, bytes, frozenset[bytes]]] = {}
        self.folder = f"Guest {number}"
        self.done = 0
        self.stopped = threading.Event()
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Work until stopped; every so often with a new connection."""
        try:
            while not self.stopped.is_set():
                with self.mailbox.visit() as client:
                    if not client.folder_exists(self.folder):
                        client.create_folder(self.folder)
                    for _ in range(self.dice.randint(3, 20)):
                        if not self.stopped.is_set():
                            self._something(client)
                            self.done += 1
        except (IMAPClientError, OSError, AssertionError, LookupError) as problem:
            self.fault = problem

    def _something(self, client: Any) -> None:
        jobs = [self._add, self._add, self._edit, self._flag, self._move, self._remove, self._rename, self._look]
        self.dice.choice(jobs)(client)
        self.stopped.wait(self.dice.random() * 0.02)

    def _letter(self, message_id: str | None = None) -> tuple[str, bytes]:
        letter = EmailMessage()
        letter["From"] = "Sam Rivera <sam.rivera@example.org>"
        letter["To"] = f"somebody@{self.domain}"
        letter["Subject"] = self.dice.choice(["Sunday", "Re: the garden", "Interview with a gardener"])
        letter["Date"] = format_datetime(moment("2025-11-25 12:00"))
        letter["Message-ID"] = message_id or f"<{uuid.UUID(int=self.dice.getrandbits(128))}@{self.domain}>"
        letter.set_content(f"Words, {self.dice.random()}.\n" * self.dice.randint(1, 30))
        return str(letter["Message-ID"]), letter.as_bytes().replace(b"\n", b"\r\n")

    def _add(self, client: Any) -> None:
        name, raw = self._letter()
        folder = self.dice.choice([DRAFTS, DRAFTS, INBOX, self.folder])
        flags = frozenset({b"\\Draft"} if folder == DRAFTS else set())
        client.append(folder, raw, flags=sorted(flags))
        self.lying[name] = (folder, raw, flags)

    def _one(self, client: Any) -> tuple[str, int] | None:
        """One of its own, with the UID that it has now; its folder is open."""
        if not self.lying:
            return None
        name = self.dice.choice(sorted(self.lying))
        client.select_folder(self.lying[name][0])
        found = client.search(["HEADER", "Message-ID", name])
        assert len(found) == 1, f"{name} lies {len(found)} times in {self.lying[name][0]}"
        return name, found[0]

    def _edit(self, client: Any) -> None:
        if one := self._one(client):
            name, uid = one
            folder, _, _ = self.lying[name]
            new, raw = self._letter(name if self.dice.random() < 0.5 else None)
            client.append(folder, raw)
            client.add_flags([uid], [b"\\Deleted"], silent=True)
            client.uid_expunge([uid])
            del self.lying[name]
            self.lying[new] = (folder, raw, frozenset())

    def _flag(self, client: Any) -> None:
        if one := self._one(client):
            name, uid = one
            folder, raw, flags = self.lying[name]
            flag = self.dice.choice(FLAGS)
            (client.remove_flags if flag in flags else client.add_flags)([uid], [flag], silent=True)
            self.lying[name] = (folder, raw, flags ^ {flag})

    def _move(self, client: Any) -> None:
        if one := self._one(client):
            name, uid = one
            folder, raw, flags = self.lying[name]
            if folder != (target := self.dice.choice([DRAFTS, INBOX, self.folder])):
                client.move([uid], target)
                self.lying[name] = (target, raw, flags)

    def _remove(self, client: Any) -> None:
        if one := self._one(client):
            name, uid = one
            client.add_flags([uid], [b"\\Deleted"], silent=True)
            client.uid_expunge([uid])
            del self.lying[name]

    def _rename(self, client: Any) -> None:
        client.unselect_folder() if client._imap.state == "SELECTED" else None
        new = f"{self.folder.partition(',')[0]}, {self.dice.randrange(10**6)}"
        client.rename_folder(self.folder, new)
        moved = {name: one for name, one in self.lying.items() if one[0] == self.folder}
        self.lying |= {name: (new, raw, flags) for name, (_, raw, flags) in moved.items()}
        self.folder = new

    def _look(self, client: Any) -> None:
        client.select_folder(self.dice.choice([DRAFTS, INBOX]), readonly=self.dice.random() < 0.5)
        client.fetch(client.search("ALL"), ["FLAGS", "ENVELOPE"])
        client.noop()


class Crowd:
    """So many guests, at work from entry to exit."""

    def __init__(self, mailbox: Mailbox, count: int, seed: int) -> None:
        self.mailbox = mailbox
        self.guests = [Guest(mailbox, number, seed) for number in range(count)]

    def __enter__(self) -> Crowd:
        for guest in self.guests:
            guest.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for guest in self.guests:
            guest.stopped.set()
        for guest in self.guests:
            guest.join(30)

    def assert_nothing_was_touched(self) -> None:
        """All that the guests have, and nothing else of theirs, lies where they left it, as they left it."""
        assert [guest.fault for guest in self.guests] == [None] * len(self.guests)
        expected = {name: one for guest in self.guests for name, one in guest.lying.items()}
        found: dict[str, tuple[str, bytes, frozenset[bytes]]] = {}
        for folder, messages in self.mailbox.snapshot().items():
            for _, flags, raw in messages:
                if self.is_theirs(raw):
                    name = str(parse(raw)["Message-ID"])
                    assert name not in found, f"{name} lies twice"
                    found[name] = (folder, raw, frozenset(flag.encode() for flag in flags))
        assert found == expected

    @staticmethod
    def is_theirs(raw: bytes) -> bool:
        """Is it a guest's?"""
        return b"\r\nTo: somebody@guest-" in raw
