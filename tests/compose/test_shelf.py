"""Which templates there are, and how the lines of one become blocks."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.compose.facts import facts_of
from afterword.compose.language import load
from afterword.compose.shelf import OURS, Shelf, filled, kind_of, names, notes_of, source_of, variants
from afterword.errors import UnfitText
from afterword.model import Kind
from tests.compose.examples import thank_you

NAME = "en/thank_you-01.txt.j2"
_PIECES = (
    "{{ ", " }}", "{% ", " %}", "{# ", " #}", "if ", "role", "else", "elif ", "endif", "notes", ".forgot", ".", " or ",
    " and ", "not ", " == ", "(", ")", "'", "1", "-", "*", "~", "|upper", "[0]", "for x in role", "endfor", "set x = 1",
    "block a", "macro a()", "call", "include 'x'", "raw", "endraw", "\n\n", "\x1e", "\0", "warm", "promised",
)  # fmt: skip
FACTS = facts_of(thank_you(), load("en"))


def blocks(text: str) -> tuple[str, ...]:
    return filled(NAME, FACTS, Shelf(((NAME, text),))).blocks


def test_blank_lines_part_the_blocks_and_all_else_is_folded() -> None:
    text = "Subject: A\n\nHi,\n\nOne\n  line.\n \t\nTwo.\r\n\r\nBest,\n"
    assert blocks(text) == ("Hi,", "One line.", "Two.", "Best,")


def test_a_line_whose_facts_are_not_known_parts_nothing() -> None:
    line = "{% if promised %}X{% endif %}"
    text = f"Subject: A\n\nHi,\n\nOne.\n{line}\n\nTwo.\n{line}\nThree.\n\nBest,"
    assert blocks(text) == ("Hi,", "One.", "Two. Three.", "Best,")


def test_a_block_without_words_is_dropped() -> None:
    text = "Subject: A\n\nHi,\n\n{% if promised %}\nX\n{% endif %}\n\n{% if role %}\nOne.\n\nTwo.\n{% endif %}\n\nBest,"
    assert blocks(text) == ("Hi,", "One.", "Two.", "Best,")


@pytest.mark.parametrize("text", ["Subject: A", "Subject: A\n\nHi,\n\nBest,", "Hi,\n\nSubject: A\n\nOne.\n\nBest,"])
def test_what_is_not_a_note_is_refused(text: str) -> None:
    with pytest.raises(UnfitText, match="it is not a line “Subject"):
        blocks(text)


def test_the_own_take_the_place_of_ours_or_stand_beside_them() -> None:
    shelf = Shelf((("en/thank_you-01.txt.j2", "x"), ("en/thank_you-13.txt.j2", "y"), ("en/other.txt.j2", "z")))
    assert set(names(shelf)) == {*names(OURS), "en/thank_you-13.txt.j2"}
    assert len(variants("en", Kind.THANK_YOU, shelf)) == 13
    assert source_of(NAME, shelf) == "x"
    assert source_of(NAME) != "x"


@pytest.mark.parametrize(
    "name,kind",
    [(NAME, Kind.THANK_YOU), ("en/final_chaser-03.txt.j2", Kind.FINAL_CHASER), ("xx/chaser-01.txt.j2", None),
     ("en/chaser-1.txt.j2", None), ("en/other-01.txt.j2", None), ("../en/chaser-01.txt.j2", None)],
)  # fmt: skip
def test_names_of_templates(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind


def test_a_template_says_which_notes_it_has_a_place_for() -> None:
    shelf = Shelf(((NAME, "{% if notes.forgot or notes.fit %}{{ notes.fit }}{% endif %}"),))
    assert notes_of(NAME, shelf) == {"forgot", "fit"}


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=40).map("".join))
def test_whatever_is_written_is_filled_in_or_refused(text: str) -> None:
    shelf = Shelf(((NAME, "Subject: A\n\nHi,\n\n" + text),))
    try:
        done = filled(NAME, FACTS, shelf)
    except UnfitText:
        return
    assert sum(map(len, done.blocks)) <= len(text) * 70 + 20  # each fact is written out where it stands, and no more


@pytest.mark.parametrize(
    "text",
    ["{{ " + "1" * 5_000 + " }}", "{{ 1e999999 }}", "{{ role" + " or role" * 1_500 + " }}",
     "{{ " + "-" * 9_000 + "1 }}",
     "{% if role %}" * 1_000, "{{ " + "not " * 3_000 + "role }}", "{{ role" + " == role" * 1_500 + " }}",
     "{{ role" + " if role else role" * 600 + " }}", "{#" * 5_000,
     "{{ '" + "\\x41" * 3_000 + "' }}", "{{ role }}" * 1_500],
)  # fmt: skip
def test_nothing_takes_long(text: str) -> None:
    shelf = Shelf(((NAME, "Subject: A\n\nHi,\n\n" + text + "\n\nBest,"),))
    begun = time.perf_counter()
    with suppress(UnfitText):
        filled(NAME, FACTS, shelf)
    assert time.perf_counter() - begun < 3
