"""The words of what is wanted now: a wish becomes a letter and a message, or is held because no fit text came of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from afterword import compose
from afterword.adapters.own_templates import own_templates
from afterword.adapters.spelling import doubts
from afterword.compose import Shelf
from afterword.config import Config
from afterword.errors import UnfitText
from afterword.model import Brief, Key, Letter, Notes, Owner, Person, Thread, Wanted, Wish


class Worded(Struct, frozen=True):
    """The wishes, those without a fit text held, with the digest that each wanted one has in Drafts.

    The reason of a wish says what of the user's own did not go into its text as it is: notes that found no room, words
    that look misspelled, a template that is broken.
    """

    wishes: tuple[Wish, ...]
    letters: dict[Key, Letter]
    texts: dict[Key, str]


def shelf_of(config: Config) -> Shelf:
    """Our notes and the user's own, as they are at the moment."""
    return Shelf(own_templates(config.templates))


def worded(wishes: Iterable[Wish], shelf: Shelf) -> Worded:
    """Letters for all that is wanted now (T8: what fails the proofread is not placed, and its reason is shown)."""
    kept: list[Wish] = []
    letters: dict[Key, Letter] = {}
    texts: dict[Key, str] = {}
    for wish in wishes:
        if wish.wanted is not Wanted.YES:
            kept.append(wish)
            continue
        try:
            brief = replace(wish.brief, thread_subject=wish.thread.subject if wish.thread else None)
            letters[wish.key], texts[wish.key] = _words_of(brief, wish.recipient, wish.sender, wish.thread, shelf)
        except UnfitText as problem:
            kept.append(replace(wish, wanted=Wanted.HELD, reason=f"its text is not fit to be sent: {problem} (T8)"))
        else:
            kept.append(replace(wish, reason="; ".join((wish.reason, *_remarks(letters[wish.key], brief)))))
    return Worded(tuple(kept), letters, texts)


@lru_cache(maxsize=4096)  # the same facts make the same words: most are asked for again in every pass
def _words_of(brief: Brief, recipient: Person, sender: str, thread: Thread | None, shelf: Shelf) -> tuple[Letter, str]:
    letter = compose.write(brief, shelf)
    raw = _message(letter, brief.writer, recipient, sender, thread, _ANY_ID, _ANY_TIME)
    return letter, compose.digest(raw)


def _remarks(letter: Letter, brief: Brief) -> Iterable[str]:
    """What the user should know of a text of theirs, for ``status`` (T4, T8)."""
    if letter.passed_over is not None:
        yield f"your template is not used, one of ours is: {letter.passed_over}"
    if letter.left_out:
        yield f"no room in 120 words for what you noted as {', '.join(letter.left_out)} (T4)"
    if brief.notes != Notes():
        right = (brief.company, brief.role, brief.recipient.name, brief.writer.name, brief.honorific, *brief.met)
        known = tuple(term for term in right if term is not None)
        found = doubts(" ".join(compose.noted(brief.notes).values()), compose.closest_language(brief.language), known)
        if found:
            yield f"in your notes {', '.join(f'“{word}” may be “{meant}”' for word, meant in found)} (T8)"


def raw_message(wish: Wish, letter: Letter, message_id: str, now: datetime) -> bytes:
    """The message that carries a wish out. Raises ``UnfitText`` where an address cannot be written in a header."""
    return _message(letter, wish.brief.writer, wish.recipient, wish.sender, wish.thread, message_id, now)


def _message(
    letter: Letter,
    writer: Owner,
    recipient: Person,
    sender: str,
    thread: Thread | None,
    message_id: str,
    now: datetime,
) -> bytes:
    return compose.message(
        letter,
        sender=sender,
        writer_name=writer.name,
        recipient=recipient,
        message_id=message_id,
        written_at=now.astimezone(ZoneInfo(writer.time_zone)),
        thread=thread,
    )


# A digest depends on neither.
_ANY_ID = "<digest@afterword.invalid>"
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
