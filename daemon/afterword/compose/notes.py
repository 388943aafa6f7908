"""From the facts of a follow-up to its words: which note, with which facts, proofread.

The same brief gives the same letter anywhere: nothing here knows a clock, a random number or another draft.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from jinja2 import PackageLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from afterword.compose import language as languages
from afterword.compose import words
from afterword.compose.language import Language
from afterword.compose.proofread import Note, faults
from afterword.errors import UnfitText
from afterword.model import Brief, Kind, Letter, Owner

_LONGEST_ROLE_IN_SUBJECT = 50


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that a template may name. Strings from mail are clean and never rendered themselves; None is "not known".

    ``warm`` and ``plain`` are the greeting in two tones. ``on_day`` and ``day`` are the visit's. ``others`` are the
    people met, the recipient apart, as a list in words; ``met_recipient`` says that the recipient interviewed.
    ``again``: it was not the first visit.
    """

    warm: str
    plain: str
    role: str | None
    short_role: str | None
    company: str | None
    day: str
    on_day: str
    promised: str | None
    others: str | None
    several: bool
    met_recipient: bool
    thanked: bool
    awaits_reply: bool
    again: bool


def write(brief: Brief) -> Letter:
    """The letter for these facts, signature included. Raises ``UnfitText`` with every fault of its proofread (T8)."""
    code = languages.closest_language(brief.language)
    if not variants(code, brief.kind):
        code = languages.DEFAULT
    choices = variants(code, brief.kind)
    if not choices:
        raise UnfitText([f"there is no text for a {brief.kind.value}"])
    language = languages.load(code)
    facts = _facts(brief, language)
    note = _note(choices[variant_for(brief, len(choices))], facts, brief, language)
    recipient = brief.recipient
    names = (*brief.met, recipient.first_name, recipient.name)
    told = (facts.role, facts.company, facts.others, words.full_name(recipient.name), *map(words.name, names))
    values = tuple(value for value in told if value)
    found = faults(note, greetings=(facts.warm, facts.plain), values=values, language=language)
    if found:
        raise UnfitText(found)
    ending = "\n".join(filter(None, (note.close, note.signature)))
    return Letter(note.subject, "\n\n".join((note.greeting, *note.paragraphs, ending)) + "\n")


@cache
def variants(code: str, kind: Kind) -> tuple[str, ...]:
    """The names of a language's notes of one kind, in a fixed order: ``en/thank_you-01.txt.j2`` and so on."""
    opening = f"{code}/{kind.value}-"
    return tuple(sorted(name for name in _environment().list_templates() if name.startswith(opening)))


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


def _facts(brief: Brief, language: Language) -> _Facts:
    role = words.role(brief.role)
    first_name = words.name(brief.recipient.first_name)
    met = tuple(dict.fromkeys(known for known in map(words.name, brief.met) if known))
    others = tuple(known for known in met if known != first_name)
    greetings = language.greetings
    return _Facts(
        warm=_greeting(brief, greetings.warm),
        plain=_greeting(brief, greetings.plain),
        role=role,
        short_role=role if role is not None and len(role) <= _LONGEST_ROLE_IN_SUBJECT else None,
        company=words.company(brief.company),
        day=words.day(brief.visit, brief.due, language),
        on_day=words.on_day(brief.visit, brief.due, language),
        promised=None if brief.promised is None else words.dated(brief.promised, language),
        others=words.people(others, language),
        several=len(others) > 1,
        met_recipient=first_name is not None and first_name in met,
        thanked=brief.thanked,
        awaits_reply=brief.awaits_reply,
        again=brief.round > 1,
    )


def _greeting(brief: Brief, greeting: languages.Greeting) -> str:
    """T5: the first name where it is known and the tone allows it; else the full name; else nobody's."""
    first_name = words.name(brief.recipient.first_name)
    full_name = words.full_name(brief.recipient.name)
    if first_name is not None and brief.informal:
        return greeting.first_name.format(first_name=first_name)
    if full_name is not None and not brief.informal:
        return greeting.full_name.format(name=full_name)
    return greeting.nobody


def _note(template_name: str, facts: _Facts, brief: Brief, language: Language) -> Note:
    """The rendered template in its parts: a subject line, then blocks between blank lines, the last one the close."""
    try:
        text = _template(template_name).render({name: getattr(facts, name) for name in _Facts.__slots__})
    except TemplateError as fault:
        raise UnfitText([f"the text {template_name} cannot be filled in: {type(fault).__name__}"]) from fault
    first, _, rest = text.strip().partition("\n")
    blocks = [" ".join(block.split()) for block in re.split(r"\n[ \t]*\n", rest) if block.strip()]
    if not first.startswith("Subject: ") or len(blocks) < 3:
        raise UnfitText([f"the text {template_name} is not a subject, a greeting, paragraphs and a close"])
    reply = words.reply_subject(brief.thread_subject)
    signature = _signature(brief)
    close = "" if _opens_with_a_close(signature, language) else blocks[-1]
    return Note(
        subject=reply or " ".join(first.removeprefix("Subject: ").split()),
        greeting=blocks[0],
        paragraphs=tuple(blocks[1:-1]),
        close=close,
        signature=signature,
        is_reply=reply is not None,
    )


def _signature(brief: Brief) -> str:
    """The user's own signature; else the first name among people on first-name terms, the full name to others."""
    own = own_signature(brief.writer)
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


def _opens_with_a_close(signature: str, language: Language) -> bool:
    return signature.partition("\n")[0].rstrip(" ,.!").casefold() in language.closes


def _number(text: str) -> int:
    """A number that depends on the text alone, on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=PackageLoader("afterword.compose"),
        undefined=StrictUndefined,
        autoescape=False,  # the notes are plain text; escaping would put "&amp;" into names
        finalize=_known,
    )


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


def _known(value: object) -> object:
    """Refuses to write out a fact that is not known: a template has to ask first."""
    if value is None:
        raise TemplateError
    return value
