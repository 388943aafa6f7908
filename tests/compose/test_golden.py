"""Every note of every language in every situation, to be read by people. ``make notes`` writes them anew.

``golden/LANGUAGE.txt`` has each block of a note once, numbered, and for each situation the numbers of its blocks; so
it is complete and can still be read. ``docs/notes/LANGUAGE.md`` shows the same notes as their readers see them.
"""

import os
from pathlib import Path

import pytest

from afterword.compose.language import languages
from afterword.compose.notes import written_with
from afterword.compose.rehearsal import situations
from afterword.compose.shelf import kind_of, variants
from afterword.model import Kind, Letter

GOLDEN = Path(__file__).parent / "golden"
DOCS = Path(__file__).parents[2] / "docs" / "notes"
LANGUAGES = sorted(languages())
KINDS = [kind for kind in Kind if variants("en", kind)]
SHOWN = ("all known", "formal", "nearly nothing known", "two notes", "all notes")
NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}


def letters(template: str) -> dict[str, Letter]:
    kind = kind_of(template)
    assert kind is not None
    briefs = situations(kind, template.partition("/")[0])
    return {situation: written_with(template, brief) for situation, brief in briefs.items()}


def blocks(letter: Letter) -> list[str]:
    return [f"Subject: {letter.subject}", *(block.replace("\n", " / ") for block in letter.body.strip().split("\n\n"))]


def compact(template: str) -> str:
    """The blocks of a note, numbered, and what each situation takes of them."""
    numbers: dict[str, int] = {}
    used = []
    for situation, letter in letters(template).items():
        places = [numbers.setdefault(block, len(numbers) + 1) for block in blocks(letter)]
        left_out = f"   left out: {', '.join(letter.left_out)}" if letter.left_out else ""
        used.append(f"  {situation}: {' '.join(map(str, places))}{left_out}")
    texts = [f"{number:>3} {block}" for block, number in numbers.items()]
    return "\n".join([template, *texts, *used])


def page(code: str) -> str:
    """The notes of a language as a page of the documentation."""
    parts = [
        f"# The notes in {NAMES.get(code, code)}",
        "",
        "Written by `make notes` from the templates; do not edit. Each note is shown with all facts, with nearly none,",
        "with two and with all notes of the user's debrief (they are the user's own words), and in the formal address.",
    ]
    for kind in KINDS:
        for template in variants(code, kind):
            parts += ["", f"## {template.partition('/')[2].partition('.')[0]}"]
            seen = set()
            written = letters(template)
            for situation in SHOWN:
                letter = written[situation]
                if letter in seen:
                    continue
                seen.add(letter)
                quoted = [f"> {line}".rstrip() for line in letter.body.strip().replace("\n", "  \n").split("\n")]
                parts += ["", f"*{situation}* – **{letter.subject}**", "", *(line.rstrip() or ">" for line in quoted)]
    return "\n".join(parts) + "\n"


def index() -> str:
    """The page that leads to the others."""
    lines = [f"- [{NAMES.get(code, code)}](notes/{code}.md)" for code in LANGUAGES]
    return "# The notes\n\nEvery note that a draft can be made of, as its reader sees it, by language:\n\n" + "\n".join(
        [*lines, "", "You can write [your own](writing-templates.md).", ""]
    )


def check(file: Path, text: str) -> None:
    if os.environ.get("AFTERWORD_UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    assert known == text, f"{file.name} is stale: `make notes` writes it anew, then read what has changed"


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_are_as_they_were_read(code: str) -> None:
    templates = [name for kind in KINDS for name in variants(code, kind)]
    check(GOLDEN / f"{code}.txt", "\n\n".join(map(compact, templates)) + "\n")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_documentation_shows_the_notes_as_they_are(code: str) -> None:
    check(DOCS / f"{code}.md", page(code))


def test_the_documentation_leads_to_every_language() -> None:
    check(DOCS.with_suffix(".md"), index())


def test_nothing_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(LANGUAGES)
    assert {file.stem for file in DOCS.iterdir()} == set(LANGUAGES)
