"""Untagged responses taken apart, and parts of a message told from them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.adapters.imap.structure import read_structure, sections, small_with_calendar, worth_parsing
from afterword.adapters.imap.syntax import Token, tokens
from afterword.adapters.imap.uids import expanded, sets


@pytest.mark.parametrize(
    "pieces,expected",
    [
        (
            [b'* LIST (\\HasNoChildren \\Drafts) "/" Drafts'],
            (b"LIST", (b"\\HasNoChildren", b"\\Drafts"), b"/", b"Drafts"),
        ),
        ([b'* LIST (\\Sent) "/" [Gmail]/Sent'], (b"LIST", (b"\\Sent",), b"/", b"[Gmail]/Sent")),
        ([b'* LIST () NIL "2024"'], (b"LIST", (), None, b"2024")),
        ([b"* LIST () nil 2024 007"], (b"LIST", (), None, 2024, b"007")),
        ([rb'* X "a \"b\" \\ (c" ""'], (b"X", rb'a "b" \ (c', b"")),
        ([b"* X ({3}", b"a)\0", b" {2}", b"\r\n", b" y)"], (b"X", (b"a)\0", b"\r\n", b"y"))),
        (
            [b"* 1 FETCH (BODY[HEADER.FIELDS (DATE FROM)]<0> {2}", b"hi", b" UID 5 FLAGS ())"],
            (1, b"FETCH", (b"BODY[HEADER.FIELDS (DATE FROM)]<0>", b"hi", b"UID", 5, b"FLAGS", ())),
        ),
    ],
)
def test_responses(pieces: list[bytes], expected: tuple[Token, ...]) -> None:
    assert tokens(pieces) == expected


@pytest.mark.parametrize("text", [b"* X (", b"* X )", b'* X "a', b"* X " + b"(" * 10_000, b'* X "\\'])
def test_nonsense(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        tokens([text])


@given(st.recursive(st.binary().map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"")), st.lists, max_leaves=20))
def test_whatever_is_quoted_comes_back(value: object) -> None:
    def written(item: object) -> bytes:
        if isinstance(item, list):
            return b"(" + b" ".join(map(written, item)) + b")"
        assert isinstance(item, bytes)
        return b'"' + item.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'

    def expected(item: object) -> object:
        return tuple(map(expected, item)) if isinstance(item, list) else item

    assert tokens([b"* " + written(value)]) == (expected(value),)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for text in (raw, b"1 FETCH (UID 1 BODYSTRUCTURE (" + raw + b"))"):
        with contextlib.suppress(ValueError):
            tokens([b"* " + text])
        found = read_structure([b"* " + text])
        assert found is None or found.root is None or list(sections(found.root)) is not None


@given(st.sets(st.integers(1, 2**32 - 1) | st.integers(1, 400)), st.integers(1, 50))
def test_sets_of_uids_name_each_once(uids: set[int], most: int) -> None:
    named = [expanded(chunk) for chunk in sets(uids, most)]
    assert sorted(uid for chunk in named for uid in chunk) == sorted(uids)
    assert all(len(chunk) <= most for chunk in named)


def test_no_set_is_too_long_for_a_server() -> None:
    assert all(len(chunk) < 4_100 for chunk in sets(range(1_000_000_000, 1_000_020_000, 2), 5_000))


HINTS = (b"calendar", b".ic", b"tnef", b"winmail", b".vcs", b".ifb", b"?")
PIECES = (*HINTS, b"CALENDAR", b".ICS", b"report.pdf", b".", b"i", b"c", b" ", b"\n")


@given(st.lists(st.tuples(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from((b")", b""))), max_size=30))
def test_lines_looked_through_together_are_those_that_are_found_alone(lines: list[tuple[list[bytes], bytes]]) -> None:
    responses = [[b"* 1 FETCH (" + b"".join(pieces) + end] for pieces, end in lines]
    alone = [one for one in responses if not one[0].endswith(b")") or any(hint in one[0].lower() for hint in HINTS)]
    assert worth_parsing(responses) == alone
    assert worth_parsing(responses * 40) == alone * 40


@pytest.mark.parametrize(
    "line,uid",
    [
        (b'* 3 FETCH (UID 7 RFC822.SIZE 900 BODYSTRUCTURE ("TEXT" "CALENDAR" ("METHOD" "REQUEST")))', 7),
        (b'* 3 FETCH (UID 7 RFC822.SIZE 901 BODYSTRUCTURE ("TEXT" "CALENDAR" ("METHOD" "REQUEST")))', None),
        (b'* 3 FETCH (BODYSTRUCTURE ("TEXT" "CALENDAR" NIL) UID 7 RFC822.SIZE 900)', None),
        (rb'* 3 FETCH (UID 7 RFC822.SIZE 900 BODYSTRUCTURE ("TEXT" "PLAIN" ("NAME" "\"text\" \"calendar\"")))', None),
    ],
)
def test_a_small_message_that_says_plainly_what_it_holds_is_not_looked_into(line: bytes, uid: int | None) -> None:
    found = small_with_calendar([line], 900)
    assert (found.uid if found else None) == uid


def test_many_spaces_take_no_time() -> None:
    with pytest.raises(ValueError, match="bracket"):
        tokens([b"* X (" + b" " * 2_000_000])
