"""Vendors' departures from RFC 5545, each mended by a function of its own and shown by a fixture of its name.

``mend`` applies those that change a component before it is read.
"""

import re

from afterword.understand import headers
from afterword.understand.html import text_of
from afterword.understand.ics import Component, Property

_MAX_SEQUENCE = 2**62
_MARKED_UP = re.compile(
    r"<(?:html|body|p|br|b|i|u|ul|ol|li|div|span|strong|em|h[1-6]|table|a)\b[^<>]{0,300}>", re.IGNORECASE
)


def mend(component: Component) -> None:
    """Puts right, in place, what vendors are known to do to a VEVENT."""
    wrapped_uid(component)


def wrapped_uid(component: Component) -> None:
    """Gateways wrap a UID in angle brackets or quotes, or pad it: the bare text is the identity."""
    for index, item in enumerate(component.properties):
        if item.name == "UID":
            component.properties[index] = Property("UID", item.value.strip().strip('"<>').strip(), item.parameters)


def sequence(component: Component) -> int:
    """Outlook counts in X-MICROSOFT-CDO-APPT-SEQUENCE while SEQUENCE may stay 0; some numbers lie beyond 2^31."""
    values = (component.text(name) or "" for name in ("SEQUENCE", "X-MICROSOFT-CDO-APPT-SEQUENCE"))
    numbers = [int(text) for text in values if re.fullmatch(r"\d{1,18}", text)]
    return min(max(numbers, default=0), _MAX_SEQUENCE)


def description(component: Component) -> str:
    """The text of an event: Google sends DESCRIPTION as HTML, Outlook may have it in X-ALT-DESC alone, and replies say
    theirs in COMMENT."""
    text = component.text("DESCRIPTION") or ""
    if not text.strip():
        text = component.text("X-ALT-DESC") or component.text("COMMENT") or ""
    return text_of(text).strip() if _MARKED_UP.search(text[:2000]) else text


def name(common_name: str | None) -> str | None:
    """A CN with backslash escapes, doubled quotes, encoded words, or "'jane@acme.example'" as Outlook writes it."""
    if common_name is None:
        return None
    text = headers.text(re.sub(r"\\(.)", r"\1", common_name))
    return text.strip(" \"'") or None
