"""The words of what is wanted now: a wish becomes a letter and a message, or is held because no fit text came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from afterword import compose
from afterword.errors import UnfitText
from afterword.model import Key, Letter, Wanted, Wish


@dataclass(frozen=True, slots=True)
class Worded:
    """The wishes, those without a fit text held, with the digest that each wanted one has in Drafts."""

    wishes: tuple[Wish, ...]
    letters: dict[Key, Letter]
    texts: dict[Key, str]


def worded(wishes: Iterable[Wish], now: datetime) -> Worded:
    """Letters for all that is wanted now (T8: what fails the proofread is not placed, and its reason is shown)."""
    kept: list[Wish] = []
    letters: dict[Key, Letter] = {}
    texts: dict[Key, str] = {}
    for wish in wishes:
        if wish.wanted is not Wanted.YES:
            kept.append(wish)
            continue
        try:
            subject = wish.thread.subject if wish.thread else None
            letter = compose.write(replace(wish.brief, thread_subject=subject))
            texts[wish.key] = compose.digest(raw_message(wish, letter, _ANY_ID, now))
        except UnfitText as problem:
            kept.append(replace(wish, wanted=Wanted.HELD, reason=f"its text is not fit to be sent: {problem} (T8)"))
        else:
            letters[wish.key] = letter
            kept.append(wish)
    return Worded(tuple(kept), letters, texts)


def raw_message(wish: Wish, letter: Letter, message_id: str, now: datetime) -> bytes:
    """The message that carries a wish out. Raises ``UnfitText`` where an address cannot be written in a header."""
    writer = wish.brief.writer
    return compose.message(
        letter,
        sender=wish.sender,
        writer_name=writer.name,
        recipient=wish.recipient,
        message_id=message_id,
        written_at=now.astimezone(ZoneInfo(writer.time_zone)),
        thread=wish.thread,
    )


_ANY_ID = "<digest@afterword.invalid>"  # a digest does not depend on it
