"""The notes that there are, by language and kind, and one of them filled in: data, run in a sandbox.

A template is a line ``Subject: ...`` and blocks between blank lines: the greeting, paragraphs, and the close. Its name
is ``en/thank_you-01.txt.j2``. Beside ours may lie the user's own; one by the name of ours takes its place.
"""

import re
from functools import cache, lru_cache

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.ext import Extension
from jinja2.sandbox import SandboxedEnvironment
from msgspec import Struct
from msgspec.structs import asdict

from afterword.compose.facts import Facts
from afterword.compose.form import faults_of_form, notes_named
from afterword.compose.language import languages
from afterword.errors import UnfitText
from afterword.model import Kind

_BREAK = "\x1e"  # stands where the template has a blank line; no fact has one in it
_NAME = re.compile(rf"(?P<code>[a-z]{{2,3}})/(?P<kind>{'|'.join(Kind)})-\d{{2}}\.txt\.j2")


class Shelf(Struct, frozen=True):
    """The notes at hand. ``own`` are names and texts of the user's, in a fixed order; ours are always there."""

    own: tuple[tuple[str, str], ...] = ()

    def has_own(self, name: str) -> bool:
        """Whether the note of this name is the user's."""
        return any(name == known for known, _ in self.own)


OURS = Shelf()


class Filled(Struct, frozen=True):
    """A template with the facts in it. ``blocks`` are one line each: the greeting, the paragraphs, the close."""

    subject: str
    blocks: tuple[str, ...]


def kind_of(name: str) -> Kind | None:
    """The kind of follow-up that a template of this name is for; None where it is no name of a template."""
    match = _NAME.fullmatch(name)
    return Kind(match["kind"]) if match and match["code"] in languages() else None


@lru_cache(maxsize=256)
def variants(code: str, kind: Kind, shelf: Shelf = OURS) -> tuple[str, ...]:
    """The names of a language's notes of one kind, in a fixed order: ``en/thank_you-01.txt.j2`` and so on."""
    opening = f"{code}/{kind.value}-"
    return tuple(name for name in names(shelf) if name.startswith(opening))


@lru_cache(maxsize=8)
def names(shelf: Shelf = OURS) -> tuple[str, ...]:
    """The names of all notes, in a fixed order."""
    return tuple(sorted(name for name in _environment(shelf).list_templates() if kind_of(name) is not None))


def source_of(name: str, shelf: Shelf = OURS) -> str:
    """The text of a template out of ``names()``."""
    environment = _environment(shelf)
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def filled(name: str, facts: Facts, shelf: Shelf = OURS) -> Filled:
    """The template of this name with these facts. Raises ``UnfitText`` where it cannot be filled in, or has no form."""
    environment = _environment(shelf)
    if wrong := _faults_of_form(name, shelf):
        raise UnfitText(wrong)
    try:
        text = environment.get_template(name).render(asdict(facts))
    except _Unknown as fault:
        raise UnfitText(["it writes a fact that is not known; ask first: {% if role %}…{% endif %}"]) from fault
    except _NoWords as fault:
        raise UnfitText(
            ["it writes what has no words, yes or no or all notes at once: {% if several %}…{% endif %}"]
        ) from fault
    except (TemplateError, SyntaxError, RecursionError, MemoryError) as fault:  # what Python cannot compile, too
        raise UnfitText([f"it cannot be filled in: {type(fault).__name__}"]) from fault
    first, _, rest = text.strip(f"{_BREAK} \n").partition(_BREAK)
    blocks = tuple(" ".join(block.split()) for block in rest.split(_BREAK) if block.strip())
    if not first.startswith("Subject: ") or len(blocks) < 3:
        raise UnfitText(["it is not a line “Subject: …”, a greeting, paragraphs and a close, with blank lines between"])
    return Filled(" ".join(first.removeprefix("Subject: ").split()), blocks)


@lru_cache(maxsize=1024)
def notes_of(name: str, shelf: Shelf = OURS) -> frozenset[str]:
    """The kinds of the user's notes that a template has a place for: ``highlight``, ``forgot`` and so on."""
    if _faults_of_form(name, shelf):
        return frozenset()
    return notes_named(source_of(name, shelf), _environment(shelf))


@lru_cache(maxsize=1024)
def _faults_of_form(name: str, shelf: Shelf) -> tuple[str, ...]:
    return faults_of_form(source_of(name, shelf), _environment(shelf))


@cache
def _ours() -> PackageLoader:
    return PackageLoader("afterword.compose")


@lru_cache(maxsize=8)
def _environment(shelf: Shelf) -> SandboxedEnvironment:
    loader: BaseLoader = ChoiceLoader([DictLoader(dict(shelf.own)), _ours()]) if shelf.own else _ours()
    return SandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,  # the notes are plain text; escaping would put "&amp;" into names
        finalize=_known,
        extensions=[_BlankLines],
    )


class _BlankLines(Extension):
    """Marks the blank lines of a template before it is filled in: a line whose facts are all unknown is none."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """The template with the same lines."""
        return re.sub(r"(?m)^[ \t\r]*$", _BREAK, source)


class _Unknown(TemplateError):
    """A template writes out a fact that is not known."""


class _NoWords(TemplateError):
    """A template writes out a yes or no, or all notes at once: "True" is no word of a letter."""


def _known(value: object) -> object:
    """Refuses to write out a fact that is not known, since a template has to ask first, and one that has no words."""
    if value is None:
        raise _Unknown
    if not isinstance(value, str):
        raise _NoWords
    return value
