"""What lies in the mailbox of all that, and what the ledger says of it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from afterword.model.facts import Debrief
from afterword.model.follow_ups import Key
from afterword.model.mail import Envelope, Position


class Place(StrEnum):
    """The three folders in which a draft of ours can turn up."""

    DRAFTS = "drafts"
    SENT = "sent"
    TRASH = "trash"


class Copy(Struct, frozen=True):
    """A message found in Drafts, Sent or Trash. ``digest`` is of the normalised text, None where it was not read.

    ``told`` is what the user has filled in, where it is a debrief form (D2): () a blank one; None elsewhere.
    ``deleted``: flagged ``\\Deleted``, as NeoMutt leaves a draft while it is being edited.
    """

    place: Place
    position: Position
    envelope: Envelope
    digest: str | None = None
    deleted: bool = False
    told: tuple[Debrief, ...] | None = None


class DraftState(StrEnum):
    """The life of a draft. The last five are final for writing; what is found later in Sent is still sent."""

    INTENDED = "intended"
    PLACED = "placed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    SENT = "sent"
    DELETED = "deleted"
    CLOSED = "closed"


class Draft(Struct, frozen=True):
    """A row of the ledger: one version of one follow-up, named by its Message-ID.

    ``position`` is None until it was seen in Drafts. ``since`` is as in the wish. ``at`` is when the state was
    reached (for SENT: when it was sent), ``placed_at`` when it came into Drafts. ``absent_since``: it was missing at a
    first look. ``text`` is the digest of the message as it was placed.
    """

    key: Key
    state: DraftState
    message_id: str
    account: str
    subject: str
    in_reply_to: str | None
    text: str
    since: datetime
    at: datetime
    reason: str
    position: Position | None = None
    placed_at: datetime | None = None
    absent_since: datetime | None = None
