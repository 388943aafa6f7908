"""The notes that there are, by language and kind, and one of them filled in: data, run in a sandbox.

A template is a line ``Subject: ...`` and blocks between blank lines: the greeting, paragraphs, and the close.
"""

import re
from dataclasses import dataclass, fields
from functools import cache

from jinja2 import PackageLoader, StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from afterword.compose.facts import Facts
from afterword.errors import UnfitText
from afterword.model import Kind


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with the facts in it. ``blocks`` are one line each: the greeting, the paragraphs, the close."""

    subject: str
    blocks: tuple[str, ...]


@cache
def variants(code: str, kind: Kind) -> tuple[str, ...]:
    """The names of a language's notes of one kind, in a fixed order: ``en/thank_you-01.txt.j2`` and so on."""
    opening = f"{code}/{kind.value}-"
    return tuple(sorted(name for name in _environment().list_templates() if name.startswith(opening)))


def filled(name: str, facts: Facts) -> Filled:
    """The template of this name with these facts. Raises ``UnfitText`` where it cannot be filled in, or has no form."""
    try:
        text = _template(name).render({field.name: getattr(facts, field.name) for field in fields(Facts)})
    except TemplateError as fault:
        raise UnfitText([f"the text {name} cannot be filled in: {type(fault).__name__}"]) from fault
    first, _, rest = text.strip().partition("\n")
    blocks = tuple(" ".join(block.split()) for block in re.split(r"\n[ \t]*\n", rest) if block.strip())
    if not first.startswith("Subject: ") or len(blocks) < 3:
        raise UnfitText([f"the text {name} is not a subject, a greeting, paragraphs and a close"])
    return Filled(" ".join(first.removeprefix("Subject: ").split()), blocks)


@cache
def notes_of(name: str) -> frozenset[str]:
    """The kinds of the user's notes that a template has a place for: ``highlight``, ``forgot`` and so on."""
    environment = _environment()
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, name)
    named = environment.parse(source).find_all(nodes.Getattr)
    return frozenset(node.attr for node in named if isinstance(node.node, nodes.Name) and node.node.name == "notes")


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
