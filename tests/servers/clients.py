"""How other mail programs save, send and delete a draft: each as values, to be played by `Mailbox`.

The facts are what users and their bug trackers report of these programs; where nothing is known of a habit the
plainest is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Rid(Enum):
    """How a program gets rid of a message that it has no more use for."""

    EXPUNGED = auto()
    TRASHED = auto()
    FLAGGED = auto()
    """Flagged ``\\Deleted``, and there until somebody expunges the folder."""
    LEFT = auto()
    """Not at all: by a fault, or because that program never does."""


class Body(Enum):
    """What a program makes of a plain text."""

    PLAIN = auto()
    FLOWED = auto()
    ALTERNATIVE = auto()
    HTML = auto()


class Waits(Enum):
    """Where a message is from "send later" until it is sent."""

    ELSEWHERE = auto()
    """On the device or with the provider: no longer in Drafts, and nowhere else on the server."""
    IN_DRAFTS = auto()
    """Saved once more."""
    IN_A_FOLDER = auto()
    """In a folder made for that."""


@dataclass(frozen=True, slots=True)
class MailClient:
    """What one mail program does to a draft that it opens, saves and sends."""

    name: str
    keeps_message_id: bool = True
    """A saved version has the Message-ID of the one before."""
    keeps_in_reply_to: bool = True
    keeps_references: bool = True
    keeps_other_headers: bool = True
    """Headers beyond the usual ones (X- headers, User-Agent) survive a save."""
    draft_flags: tuple[bytes, ...] = (rb"\Draft", rb"\Seen")
    removes_at_recall: bool = False
    """The draft leaves the folder when it is opened, and is absent while the user types."""
    sends_same_message_id: bool = True
    """The copy in Sent has the draft's Message-ID."""
    adds_headers: tuple[tuple[str, str], ...] = ()
    writes: Body = Body.PLAIN
    old_version: Rid = Rid.EXPUNGED
    """What becomes of the version before, once a new one is saved (or, with `removes_at_recall`, opened)."""
    after_sending: Rid = Rid.EXPUNGED
    """What becomes of the draft."""
    deletes: Rid = Rid.TRASHED
    waits: Waits = Waits.ELSEWHERE
    copies_in_sent: int = 1
    """Two, where the server keeps one of what it sends, and the program saves its own as well."""

    def __str__(self) -> str:
        return self.name


THUNDERBIRD = MailClient("thunderbird", writes=Body.FLOWED)
K9 = MailClient("k9", keeps_message_id=False, keeps_other_headers=False)
ROUNDCUBE = MailClient("roundcube", keeps_other_headers=False, draft_flags=(rb"\Seen",))
NEOMUTT = MailClient("neomutt", removes_at_recall=True, deletes=Rid.EXPUNGED)
AERC = MailClient("aerc", deletes=Rid.EXPUNGED)
GMAIL_WEB = MailClient(
    "gmail-web",
    keeps_message_id=False,
    keeps_other_headers=False,
    sends_same_message_id=False,
    writes=Body.ALTERNATIVE,
    deletes=Rid.EXPUNGED,  # "discard" asks no Trash
)
IOS = MailClient("ios", keeps_message_id=False, keeps_other_headers=False, sends_same_message_id=False)
OUTLOOK = MailClient("outlook", sends_same_message_id=False, writes=Body.ALTERNATIVE, copies_in_sent=2)
PROTON = MailClient("proton-bridge", keeps_in_reply_to=False, keeps_references=False, keeps_other_headers=False)
EXCHANGE = MailClient(
    "exchange",
    adds_headers=(("X-MS-Has-Attach", ""), ("Thread-Topic", "unknown")),
    writes=Body.ALTERNATIVE,
    waits=Waits.IN_DRAFTS,
)

ALL_CLIENTS = (THUNDERBIRD, K9, ROUNDCUBE, NEOMUTT, AERC, GMAIL_WEB, IOS, OUTLOOK, PROTON, EXCHANGE)

MUTT = MailClient("mutt", removes_at_recall=True, old_version=Rid.FLAGGED, deletes=Rid.FLAGGED)
APPLE_MAIL = MailClient(
    "apple-mail",
    keeps_message_id=False,
    keeps_other_headers=False,
    sends_same_message_id=False,
    adds_headers=(("X-Uniform-Type-Identifier", "com.apple.mail-draft"),),
    old_version=Rid.TRASHED,  # each version that it saves by itself: on Gmail Trash fills with them
)
NEW_OUTLOOK = MailClient(
    "new-outlook",
    keeps_message_id=False,
    keeps_other_headers=False,
    sends_same_message_id=False,
    adds_headers=(("Thread-Index", "AQHbPx1zQmFzZTY0"),),
    writes=Body.HTML,
    old_version=Rid.FLAGGED,
    waits=Waits.IN_DRAFTS,
)
NEXTCLOUD = MailClient("nextcloud", keeps_message_id=False, keeps_other_headers=False, old_version=Rid.LEFT)
SOGO = MailClient("sogo", keeps_other_headers=False, writes=Body.HTML, old_version=Rid.FLAGGED, deletes=Rid.FLAGGED)
SEND_LATER = MailClient(
    "thunderbird-send-later",
    keeps_message_id=False,
    writes=Body.FLOWED,
    adds_headers=(("X-Send-Later-Recur", "none"),),
    after_sending=Rid.LEFT,
    waits=Waits.IN_DRAFTS,
)
SPARK = MailClient(
    "spark", keeps_message_id=False, sends_same_message_id=False, writes=Body.ALTERNATIVE, waits=Waits.IN_A_FOLDER
)

EVERY_CLIENT = (*ALL_CLIENTS, MUTT, APPLE_MAIL, NEW_OUTLOOK, NEXTCLOUD, SOGO, SEND_LATER, SPARK)
"""With those that clear up after themselves otherwise, or not at all."""
