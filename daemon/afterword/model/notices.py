"""What waits for the owner, and what they are told of it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Matter(StrEnum):
    """What kind of thing waits; ``ASKED`` is a question that is of use for some hours alone."""

    ENDS = "ends"
    OVERTAKEN = "overtaken"
    HELD = "held"
    ASKED = "asked"
    REFUSED = "refused"
    DRAFT = "draft"
    NOTES = "notes"
    QUESTION = "question"
    UNREACHABLE = "unreachable"


CANNOT_WAIT = frozenset({Matter.ENDS, Matter.OVERTAKEN, Matter.HELD, Matter.ASKED, Matter.REFUSED})


class Waiting(Struct, frozen=True):
    """Something that waits for the owner. ``id`` is the same on every machine, and another one once it is urgent.

    ``text`` is one line that says what to do, ``reason`` why it waits; both may hold what stands in mail. After ``by``
    it is too late; ``best`` is the best time for it.
    """

    id: str
    matter: Matter
    text: str
    reason: str = ""
    by: datetime | None = None
    best: datetime | None = None

    @property
    def urgent(self) -> bool:
        """Can it not wait for the digest?"""
        return self.matter in CANNOT_WAIT


class Mention(Struct, frozen=True):
    """When something that waits was first noticed, and when the owner was told; ``said`` is None until then."""

    id: str
    noticed: datetime
    said: datetime | None = None


class Notice(Struct, frozen=True):
    """One message to the owner: ``news``, and in a digest the ``others`` that they were told of before and that still
    wait. ``id`` names it: the same news at the same moment make the same notice. ``noticed`` is when its first news
    was noticed."""

    id: str
    noticed: datetime
    news: tuple[Waiting, ...]
    others: tuple[Waiting, ...] = ()

    @property
    def urgent(self) -> bool:
        """Is anything in it that cannot wait?"""
        return any(one.urgent for one in self.news)
