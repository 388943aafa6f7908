"""What a text promises that was written on Wednesday 6 May 2026."""

from datetime import date

from afterword.model import Span
from afterword.understand.dates import promise
from afterword.understand.day_meanings import later

WRITTEN = date(2026, 5, 6)


def promised(language: str, text: str) -> str | None:
    """The day until which an answer is promised, ISO; None where none is."""
    found = promise(text, WRITTEN, language)
    if found is None:
        return None
    return (later(WRITTEN, found.until) if isinstance(found.until, Span) else found.until).isoformat()
