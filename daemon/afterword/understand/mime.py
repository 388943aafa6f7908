"""A message as it came over the wire, in parts that can be read: bytes in, ``Message`` out (RFC 5322, RFC 2045–2047).

Python's parser does the splitting, under its old policy, the default: the new one raises on malformed headers, and only
to name it would load a grammar of them. Every header is decoded here, one at a time, and every bound is checked before
the work that it bounds.
"""

import re
from collections.abc import Iterator
from email.message import Message as ParsedMessage
from email.parser import BytesHeaderParser, BytesParser

from msgspec import Struct

from afterword.errors import BadMessage
from afterword.model import Envelope, Person
from afterword.understand import headers as fields
from afterword.understand.characters import seen

MAX_BYTES = 25 * 1024 * 1024
MAX_PARTS = 200
MAX_DEPTH = 30
MAX_TEXT = 512 * 1024  # of one text part; what lies beyond is never a sentence that matters
_MAX_CONTAINERS = 250
_MAX_HEADER = 256 * 1024
_MAX_WITHOUT_ATTACHMENTS = 8 * 1024 * 1024  # Python's parser takes about ten times that in memory
_MAX_LINE_CHECKS = 5_000_000  # the parser looks at each line once for every container that is open

_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
# Encoded lines of more than about 1.4 MB: no calendar and no letter is that long.
_LONG_ATTACHMENT = re.compile(rb"(?:[A-Za-z0-9+/=]{60,78}+\r?\n){20000,}+")
_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar"})
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


class Part(Struct, frozen=True):
    """A leaf of the message. ``body`` is free of its transfer encoding.

    ``content_type`` is "type/subtype" in lower case; ``disposition`` is "inline", "attachment" or "". ``message`` is
    the message of a message/rfc822 part, whose own parts are not among those of the outer message.
    """

    content_type: str
    body: bytes
    charset: str | None = None
    filename: str | None = None
    disposition: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    message: "Message | None" = None

    @property
    def text(self) -> str:
        """The body as text that is seen, with LF line ends, at most ``MAX_TEXT`` bytes of it."""
        return seen(fields.decoded(self.body[:MAX_TEXT], self.charset))

    @property
    def is_calendar(self) -> bool:
        """Does it hold iCalendar, by type, by name, or by its first line?"""
        name = (self.filename or "").lower()
        return (
            self.content_type in _CALENDAR_TYPES
            or name.endswith((".ics", ".ical", ".vcs", ".ifb", ".icalendar"))
            or self.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"
        )

    @property
    def is_tnef(self) -> bool:
        """Is it Outlook's winmail.dat?"""
        return self.content_type in _TNEF_TYPES or (self.filename or "").lower() == "winmail.dat"

    def parameter(self, name: str) -> str | None:
        """A parameter of the Content-Type, such as "method" or "report-type"; None where it is not there."""
        return next((value for key, value in self.parameters if key == name), None)


class Message(Struct, frozen=True):
    """A message whose leaves can be read. ``fields`` are all header fields as (lower-cased name, value as it came).

    ``content_type`` and ``parameters`` are those of the message itself: "multipart/report" with its "report-type".
    ``plain`` and ``html`` are the texts of the body, attachments and nested messages left out; "" where there is none.
    """

    envelope: Envelope
    fields: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    plain: str
    html: str
    content_type: str = "text/plain"
    parameters: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        """The first field of this name, decoded to one line of text; None where it is not there."""
        return next(iter(self.headers(name)), None)

    def headers(self, name: str) -> tuple[str, ...]:
        """All fields of this name, topmost first, each decoded to one line of text."""
        wanted = name.lower()
        return tuple(fields.text(value) for key, value in self.fields if key == wanted)

    def parameter(self, name: str) -> str | None:
        """A parameter of the message's own Content-Type; None where it is not there."""
        return next((value for key, value in self.parameters if key == name), None)

    @property
    def calendars(self) -> tuple[Part, ...]:
        """The iCalendar parts, those of a message that was forwarded as an attachment included."""
        return tuple(part for part in self.leaves if part.is_calendar)

    @property
    def tnef(self) -> tuple[Part, ...]:
        """The winmail.dat parts."""
        return tuple(part for part in self.leaves if part.is_tnef)

    @property
    def leaves(self) -> tuple[Part, ...]:
        """The parts of this message and of those attached to it, in order."""
        found: list[Part] = []
        for part in self.parts:
            found.append(part)
            if part.message is not None:
                found.extend(part.message.leaves)
        return tuple(found)


def parse(raw: bytes) -> Message:
    """Bytes of a whole message -> ``Message``.

    Raises BadMessage where there is nothing to read: no header at all, larger than ``MAX_BYTES``, nested beyond
    reason.
    """
    if len(raw) > MAX_BYTES:
        raise BadMessage(f"larger than {MAX_BYTES // (1024 * 1024)} MiB")
    raw = _LONG_ATTACHMENT.sub(b"", raw.lstrip(b"\xef\xbb\xbf\r\n\t "))
    if not raw:
        raise BadMessage("empty")
    if len(raw) > _MAX_WITHOUT_ATTACHMENTS:
        raise BadMessage("too much text")
    end = _END_OF_HEADER.search(raw)
    if (end.start() if end else len(raw)) > _MAX_HEADER:
        raise BadMessage("its header is too long")
    containers = sum(1 for _ in _CONTAINER.finditer(raw))
    if containers > _MAX_CONTAINERS or containers * raw.count(b"\n") > _MAX_LINE_CHECKS:
        raise BadMessage("nested too deeply")
    try:
        parsed = BytesParser().parsebytes(raw)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise BadMessage(f"not a message ({type(fault).__name__})") from fault
    if not parsed.keys():
        raise BadMessage("no header")
    return _message(parsed, 0, [MAX_PARTS])


def envelope(header_block: bytes) -> Envelope:
    """The envelope of a header alone, as the server gives it. Raises BadMessage where there is no header."""
    if len(header_block) > MAX_BYTES:
        raise BadMessage(f"larger than {MAX_BYTES // (1024 * 1024)} MiB")
    parsed = BytesHeaderParser().parsebytes(header_block.lstrip(b"\r\n\t "))
    if not parsed.keys():
        raise BadMessage("no header")
    return _envelope(_fields(parsed))


def _message(parsed: ParsedMessage, depth: int, budget: list[int]) -> Message:
    """``budget`` holds the number of parts that may still be read, over all levels."""
    own = _fields(parsed)
    parts = tuple(_parts(parsed, depth, budget))
    bodies = [part for part in parts if part.disposition != "attachment" and part.message is None]
    return Message(
        envelope=_envelope(own),
        fields=own,
        parts=parts,
        plain=_joined(bodies, "text/plain"),
        html=_joined(bodies, "text/html"),
        content_type=parsed.get_content_type(),
        parameters=_parameters(own, "content-type"),
    )


def _joined(bodies: list[Part], content_type: str) -> str:
    return "\n".join(part.text for part in bodies if part.content_type == content_type and not part.is_calendar)


def _parts(parsed: ParsedMessage, depth: int, budget: list[int]) -> Iterator[Part]:
    waiting: list[tuple[ParsedMessage, int]] = [(parsed, depth)]
    while waiting:
        node, level = waiting.pop()
        content_type = node.get_content_type()
        if node.is_multipart() and content_type.startswith("multipart/"):
            if level < MAX_DEPTH:
                waiting.extend((child, level + 1) for child in reversed(_children(node)))
            continue
        if budget[0] <= 0:
            return
        budget[0] -= 1
        yield _part(node, content_type, level, budget)


def _part(node: ParsedMessage, content_type: str, level: int, budget: list[int]) -> Part:
    own = _fields(node)
    parameters = _parameters(own, "content-type")
    disposition = next((value for key, value in own if key == "content-disposition"), "")
    named = dict(parameters)
    nested: Message | None = None
    if node.is_multipart():
        body = b""
        children = _children(node)
        if content_type == "message/rfc822" and children and level < MAX_DEPTH:
            nested = _message(children[0], level + 1, budget)
        else:  # message/delivery-status: blocks of fields (RFC 3464)
            blocks = ("\n".join(f"{key}: {fields.text(value)}" for key, value in _fields(child)) for child in children)
            body = "\n\n".join(blocks).encode("utf-8", "replace")
            named["charset"] = "utf-8"
    else:
        body = _decoded_body(node)
    return Part(
        content_type=content_type,
        body=body,
        charset=named.get("charset"),
        filename=fields.parameters("x;" + disposition.partition(";")[2]).get("filename") or named.get("name"),
        disposition=disposition.partition(";")[0].strip().lower(),
        parameters=parameters,
        message=nested,
    )


def _children(node: ParsedMessage) -> list[ParsedMessage]:
    # Of a text the payload is never asked for like this: it would be decoded, and a charset with NUL in it raises.
    payload = node.get_payload()
    return [child for child in payload if isinstance(child, ParsedMessage)] if isinstance(payload, list) else []


def _decoded_body(node: ParsedMessage) -> bytes:
    try:
        body = node.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""  # a transfer encoding that is none: there is nothing to read in this part
    return body if isinstance(body, bytes) else b""


def _fields(parsed: ParsedMessage) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), str(value)) for name, value in parsed.raw_items())


def _parameters(own: tuple[tuple[str, str], ...], name: str) -> tuple[tuple[str, str], ...]:
    return tuple(fields.parameters(next((value for key, value in own if key == name), "")).items())


def _envelope(own: tuple[tuple[str, str], ...]) -> Envelope:
    def all_of(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in own if key == name)

    def first_of(name: str) -> Person | None:
        return next(iter(fields.people(all_of(name))), None)

    at, day = fields.instant(next(iter(all_of("date")), None))
    return Envelope(
        message_id=next(iter(fields.message_ids(all_of("message-id"))), None),
        in_reply_to=next(iter(fields.message_ids(all_of("in-reply-to"))), None),
        references=fields.message_ids(all_of("references")),
        at=at,
        day=day,
        sender=first_of("from") or first_of("sender") or Person(),
        reply_to=first_of("reply-to"),
        to=fields.people(all_of("to")),
        cc=fields.people(all_of("cc")),
        subject=fields.text(next(iter(all_of("subject")), "")),
        forged=fields.is_dmarc_failure(all_of("authentication-results")),
    )
