"""How other mail programs save and send a draft: each as values, to be played by `Mailbox`.

The facts are what users and their bug trackers report of these programs; where nothing is known of a habit the
plainest is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass


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

    def __str__(self) -> str:
        return self.name


THUNDERBIRD = MailClient("thunderbird")
K9 = MailClient("k9", keeps_message_id=False, keeps_other_headers=False)
ROUNDCUBE = MailClient("roundcube", keeps_other_headers=False, draft_flags=(rb"\Seen",))
NEOMUTT = MailClient("neomutt", removes_at_recall=True)
AERC = MailClient("aerc")
GMAIL_WEB = MailClient("gmail-web", keeps_message_id=False, keeps_other_headers=False, sends_same_message_id=False)
IOS = MailClient("ios", keeps_message_id=False, keeps_other_headers=False, sends_same_message_id=False)
OUTLOOK = MailClient("outlook", sends_same_message_id=False)
PROTON = MailClient("proton-bridge", keeps_in_reply_to=False, keeps_references=False, keeps_other_headers=False)
EXCHANGE = MailClient("exchange", adds_headers=(("X-MS-Has-Attach", ""), ("Thread-Topic", "unknown")))

ALL_CLIENTS = (THUNDERBIRD, K9, ROUNDCUBE, NEOMUTT, AERC, GMAIL_WEB, IOS, OUTLOOK, PROTON, EXCHANGE)
