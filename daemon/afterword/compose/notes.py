"""From the facts of a follow-up to its words: which note, with which facts, proofread.

The same brief gives the same letter anywhere: nothing here knows a clock, a random number or another draft.
"""

import hashlib

from msgspec.structs import replace

from afterword.compose import language as languages
from afterword.compose import words
from afterword.compose.debrief import form
from afterword.compose.facts import Facts, facts_of, noted
from afterword.compose.language import Language
from afterword.compose.proofread import MOST_WORDS, Note, faults
from afterword.compose.shelf import OURS, Filled, Shelf, filled, notes_of, variants
from afterword.errors import UnfitText
from afterword.model import Brief, Kind, Letter, Notes, Owner


def write(brief: Brief, shelf: Shelf = OURS) -> Letter:
    """The letter for these facts, signature included. Raises ``UnfitText`` with every fault of its proofread (T8).

    A template of the user's that makes no fit text gives way to one of ours, and the letter says which.
    """
    if brief.kind is Kind.DEBRIEF:
        return form(brief)
    code = languages.closest_language(brief.language)
    if not variants(code, brief.kind, shelf):
        code = languages.DEFAULT
    choices = variants(code, brief.kind, shelf)
    if not choices:
        raise UnfitText([f"there is no text for a {brief.kind.value}"])
    template = choices[variant_for(brief, len(choices))]
    try:
        return written_with(template, brief, shelf)
    except UnfitText as fault:
        ours = variants(code, brief.kind)
        if not shelf.has_own(template) or not ours:
            raise
        instead = template if template in ours else ours[variant_for(brief, len(ours))]
        return replace(written_with(instead, brief), passed_over=f"{template}: {'; '.join(fault.faults)}")


def written_with(template: str, brief: Brief, shelf: Shelf = OURS) -> Letter:
    """The letter that one template makes of these facts: ``en/thank_you-01.txt.j2``. Raises as ``write`` does.

    T4: notes of the user that do not fit beside more important ones are left out, and the letter names them.
    """
    language = languages.load(template.partition("/")[0])
    facts = facts_of(brief, language)
    wanted = [name for name in noted(brief.notes) if name in notes_of(template, shelf)]
    kept: dict[str, str] = {}
    note = _note(filled(template, replace(facts, notes=Notes()), shelf), facts, brief, language)
    for name in wanted:
        text = getattr(facts.notes, name)
        if text is None:  # longer than any letter
            continue
        with_one_more = replace(facts, notes=Notes(**{**kept, name: text}))
        longer = _note(filled(template, with_one_more, shelf), facts, brief, language)
        if longer.words <= MOST_WORDS:
            kept[name] = text
            note = longer
    recipient = brief.recipient
    names = (*brief.met, recipient.first_name, recipient.name, brief.honorific)
    formally = words.full_name(recipient.name), words.honorific(brief.honorific)
    told = (facts.role, facts.company, facts.others, *formally, *map(words.name, names))
    found = faults(
        note,
        greetings=(facts.warm, facts.plain),
        values=tuple(value for value in told if value),
        notes=tuple(kept.values()),
        language=language,
        ours=not shelf.has_own(template),
    )
    if found:
        raise UnfitText(found)
    ending = "\n".join(filter(None, (note.close, note.signature)))
    body = "\n\n".join((note.greeting, *note.paragraphs, ending)) + "\n"
    return Letter(note.subject, body, left_out=tuple(name for name in wanted if name not in kept))


def variant_for(brief: Brief, count: int) -> int:
    """Which of ``count`` notes (T1): another for everyone of a panel, and another for the same person next round.

    The notes lie in two halves that take turns from round to round, so that nobody gets the same one twice running
    wherever they stand in the panel. Within a half the seed says who gets which.
    """
    chance = _number(brief.seed)
    halves = (tuple(range(0, count, 2)), tuple(range(1, count, 2)))
    first = (chance // 7919 + brief.round) % 2 if count > 1 else 0
    shift = chance + brief.round // 2
    turned = (halves[first], halves[1 - first])
    order = [half[(place + shift) % len(half)] for half in turned for place in range(len(half))]
    return order[_place(brief) % count]


def _place(brief: Brief) -> int:
    """Where the recipient stands in the panel; somebody outside of it stands anywhere, but always there."""
    address = brief.recipient.email or ""
    if not brief.panel:
        return 0
    return brief.panel.index(address) if address in brief.panel else _number(address)


def _note(text: Filled, facts: Facts, brief: Brief, language: Language) -> Note:
    """The filled template as a note, with the thread's subject and the user's signature."""
    reply = words.reply_subject(brief.thread_subject)
    signature = _signature(brief, language)
    return Note(
        subject=reply or text.subject,
        greeting=text.blocks[0],
        paragraphs=text.blocks[1:-1],
        close="" if languages.signs_off(signature.partition("\n")[0], language) else text.blocks[-1],
        signature=signature,
        is_reply=reply is not None,
        formal=not facts.familiar if language.polite_first_names else facts.formal,
    )


def _signature(brief: Brief, language: Language) -> str:
    """The user's own signature; else the first name among people on first-name terms, the full name to others.

    A close of another language that it opens with gives way to that of the note.
    """
    own = own_signature(brief.writer)
    first, _, rest = own.partition("\n")
    if languages.signs_off_elsewhere(first, language):
        own = rest.strip()
    if own and not own.startswith("--"):
        return own
    on_first_names = brief.informal and words.name(brief.recipient.first_name) is not None
    name = words.own_first_name(brief.writer.name) if on_first_names else words.one_line(brief.writer.name)
    return f"{name}\n\n{own}" if own else name


def own_signature(writer: Owner) -> str:
    """The signature of the configuration, its lines clean; a "-- " that opens it stays (RFC 3676, 4.3)."""
    lines = (writer.signature or "").strip().splitlines()
    clean = [words.one_line(line) for line in lines]
    if clean and clean[0] == "--":
        clean[0] = "-- "
    return "\n".join(clean)


def _number(text: str) -> int:
    """A number that depends on the text alone, on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
