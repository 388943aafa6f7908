"""Whole messages in each language: by when they promise an answer, or when their writer is back."""

import tomllib
from datetime import date

import pytest

from afterword.model import Anchor, Span
from afterword.understand.absences import return_day
from afterword.understand.dates import loose_promise, promise
from afterword.understand.day_meanings import later
from tests.understand.samples import MAIL

MESSAGES = [
    pytest.param(path.stem, message, id=f"{path.stem}: {message['text'][:50]}")
    for path in sorted((MAIL.parent / "dates").glob("*.toml"))
    for message in tomllib.loads(path.read_text("utf-8"))["message"]
]


@pytest.mark.parametrize("language, message", MESSAGES)
def test_the_day_that_is_meant(language: str, message: dict[str, object]) -> None:
    text, written_on = str(message["text"]), message["written"]
    assert isinstance(written_on, date)
    if "back" in message:
        assert return_day(text, written_on, language) == message["back"]
        return
    found = promise(text, written_on, language) or loose_promise(text, written_on, language)
    until = found.until if found else None
    if isinstance(until, Span):
        base = message["met"] if until.anchor is Anchor.INTERVIEW else written_on
        assert isinstance(base, date)
        until = later(base, until)
    assert until == message.get("by")
