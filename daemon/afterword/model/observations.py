"""What the user has undone; and all that is ever written down."""

from datetime import datetime

from msgspec import Struct

from afterword.model.facts import Debrief, Decision, InviteSeen, ReplySeen, SentSeen
from afterword.model.follow_ups import Key


class Undo(Struct, frozen=True):
    """What a pass did to Drafts is put back, and not done again: the user's word (``afterword undo``).

    ``taken_out`` are follow-ups that it placed, ``put_back`` the Message-IDs of drafts that it withdrew.
    """

    at: datetime
    taken_out: tuple[Key, ...] = ()
    put_back: tuple[str, ...] = ()


Word = Decision | Debrief | Undo
"""What the user says by a command or a form."""

Observation = InviteSeen | ReplySeen | SentSeen | Word
