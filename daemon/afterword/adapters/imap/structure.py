"""The parts of a message by its BODYSTRUCTURE, and a message put together from those that matter (RFC 3501, 7.4.2)."""

import re
import secrets
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from email.errors import MessageError
from email.header import decode_header, make_header
from itertools import accumulate, islice

from msgspec import Struct

from afterword.adapters.imap.connection import Response
from afterword.adapters.imap.syntax import Token, tokens
from afterword.errors import BadMessage

LARGEST = 25 * 2**20
"""More than this is never fetched of one message."""

_MOST_PARTS = 100
_DEEPEST = 30

_MACHINE_READABLE = {"message/delivery-status", "message/disposition-notification", "message/global-delivery-status"}
_CALENDAR_ENDS = (".ics", ".ical", ".ifb", ".vcs")


class Part(Struct, frozen=True):
    """A node of the MIME tree. ``section`` is its name in FETCH; "" for a multipart that is the whole message.

    ``type`` is in lower case; ``parameters`` are those of Content-Type, as written. ``parts`` are a multipart's
    children, or the one body of a ``message/rfc822``. ``size`` is in bytes, still encoded.
    """

    section: str
    type: str
    parameters: tuple[tuple[str, str], ...] = ()
    encoding: str = ""
    size: int = 0
    disposition: str = ""
    filename: str = ""
    parts: tuple["Part", ...] = ()

    def leaves(self) -> Iterator["Part"]:
        """The parts without parts, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


class Structure(Struct, frozen=True):
    """A message's shape. ``root`` is None where the server's BODYSTRUCTURE makes no sense, or was not looked into."""

    uid: int
    size: int
    root: Part | None


_HINTS = (b"calendar", b"tnef", b"winmail", b"?")
_ENDINGS = re.compile(rb"\.i[cf]|\.vcs")
_AT_ONCE = 500
"""Lines looked through together; fewer than one command asks for, so that the server goes on sending meanwhile."""


def worth_parsing(responses: Iterable[Response]) -> list[Response]:
    """The cheap question, put to raw BODYSTRUCTURE lines: which of them may be of a message that holds a calendar?

    It is put to many lines at once, which takes half as long as one by one. A "?" may be of an encoded word. Of a line
    without its last bracket nobody knows what else it held.
    """
    worth: list[Response] = []
    coming = iter(responses)
    while batch := list(islice(coming, _AT_ONCE)):
        lines = list(map(b" ".join, batch))
        ends = list(accumulate(map(len, lines)))
        text = b"".join(lines).lower()
        hits = {number for number, line in enumerate(lines) if not line.endswith(b")")}
        hits.update(bisect_right(ends, found.start()) for found in _ENDINGS.finditer(text))
        for hint in _HINTS:
            at = text.find(hint)
            while at >= 0:
                number = bisect_right(ends, at)
                hits.add(number)
                at = text.find(hint, ends[number])
        worth += [batch[number] for number in sorted(hits)]
    return worth


def holds_calendar(part: Part) -> bool:
    """Is there an invite in it, by type or by the name of a file? TNEF and encoded messages may hide one."""
    return any(_is_calendar(leaf) or _is_opaque(leaf) for leaf in part.leaves())


def _is_calendar(leaf: Part) -> bool:
    return "calendar" in leaf.type or leaf.type == "application/ics" or leaf.filename.lower().endswith(_CALENDAR_ENDS)


def _is_opaque(leaf: Part) -> bool:
    return "tnef" in leaf.type or leaf.filename.lower() == "winmail.dat" or leaf.type == "message/rfc822"


def _matters(leaf: Part) -> bool:
    if _is_calendar(leaf) or _is_opaque(leaf) or leaf.type in _MACHINE_READABLE:
        return True
    return leaf.type.startswith("text/") and not (leaf.disposition == "attachment" and leaf.filename)


_PLAIN_START = re.compile(rb"\* \d+ FETCH \(UID (\d{1,10}) RFC822\.SIZE (\d{1,12}) BODYSTRUCTURE \(")
_CALENDAR = b'"text" "calendar"'


def small_with_calendar(response: Response, most: int) -> Structure | None:
    """A message of at most ``most`` bytes that says plainly that it holds a calendar part: nothing else of its shape is
    needed, since it is fetched whole. None where it says so in another way, or not at all."""
    start = _PLAIN_START.match(response[0])
    if start is None or int(start[2]) > most or _CALENDAR not in b"".join(response).lower():
        return None
    return Structure(int(start[1]), int(start[2]), None)


def read_structure(response: Response) -> Structure | None:
    """A FETCH response with UID, RFC822.SIZE and BODYSTRUCTURE; None where it is of something else."""
    try:
        items = fetched(response)
    except ValueError:
        named = re.search(rb"[( ]UID (\d+)", response[0])
        return Structure(int(named[1]), 0, None) if named else None
    uid, size, body = items.get("UID"), items.get("RFC822.SIZE"), items.get("BODYSTRUCTURE")
    if not isinstance(uid, int) or body is None:
        return None
    try:
        root = _part(body, "", depth=0)
    except (ValueError, IndexError, TypeError):
        root = None
    return Structure(uid, size if isinstance(size, int) else 0, root)


def fetched(response: Response) -> dict[str, Token]:
    """The items of a FETCH response by their names in capitals; empty where it is another response.

    :raises ValueError: it makes no sense.
    """
    words = response[0].split(b" ", 3)
    if len(words) < 4 or words[2].upper() != b"FETCH":
        return {}
    found = tokens(response)
    items = found[2] if len(found) > 2 else None
    if not isinstance(items, tuple) or len(items) % 2:
        raise ValueError("a FETCH response without pairs")
    pairs = zip(items[::2], items[1::2], strict=True)
    return {str(key, "latin-1").upper(): value for key, value in pairs if isinstance(key, bytes)}


def _part(body: Token, section: str, *, depth: int) -> Part:
    if not isinstance(body, tuple) or not body or depth > _DEEPEST:
        raise ValueError("no body structure")
    prefix = f"{section}." if section else ""
    if isinstance(body[0], tuple):
        count = next((index for index, item in enumerate(body) if not isinstance(item, tuple)), len(body))
        children = tuple(
            _part(child, f"{prefix}{number}", depth=depth + 1) for number, child in enumerate(body[:count], start=1)
        )
        found = _pairs(body[count + 1]) if len(body) > count + 1 else ()
        return Part(section, f"multipart/{_word(body, count)}", found, parts=children)
    own = section or "1"
    kind = f"{_word(body, 0)}/{_word(body, 1)}"
    parameters = _pairs(body[2])
    size = body[6] if isinstance(body[6], int) else 0
    inner: tuple[Part, ...] = ()
    extension = 7
    if kind == "message/rfc822" and len(body) > 9 and isinstance(body[8], tuple):
        below = body[8]
        multipart = bool(below) and isinstance(below[0], tuple)
        inner = (_part(below, own if multipart else f"{own}.1", depth=depth + 1),)
        extension = 10
    elif kind.startswith("text/"):
        extension = 8
    disposition, named = _disposition(body[extension + 1] if len(body) > extension + 1 else None)
    filename = named or dict(_lowered(parameters)).get("name", "") or dict(_lowered(parameters)).get("name*", "")
    return Part(own, kind, parameters, _word(body, 5), size, disposition, _readable(filename), inner)


def _word(body: tuple[Token, ...], index: int) -> str:
    value = body[index] if len(body) > index else None
    return str(value, "latin-1").lower() if isinstance(value, bytes) else ""


def _pairs(value: Token) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, tuple):
        return ()
    words = [str(item, "utf-8", "replace") if isinstance(item, bytes) else str(item) for item in value]
    return tuple(zip(words[::2], words[1::2], strict=False))


def _lowered(pairs: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        yield name.lower(), value


def _disposition(value: Token) -> tuple[str, str]:
    if not isinstance(value, tuple) or not value or not isinstance(value[0], bytes):
        return "", ""
    named = dict(_lowered(_pairs(value[1] if len(value) > 1 else None)))
    return str(value[0], "latin-1").lower(), named.get("filename") or named.get("filename*") or ""


def _readable(filename: str) -> str:
    # Only the ending counts here; an encoded word (RFC 2047) hides it.
    if "=?" not in filename:
        return filename
    try:
        return str(make_header(decode_header(filename)))
    except (ValueError, LookupError, MessageError):  # a charset that is none is a MessageError
        return filename


# --- Putting together ---


def sections(root: Part) -> tuple[str, ...]:
    """What to fetch of a message besides its header, so that ``assembled`` can put it together.

    :raises BadMessage: what matters in it is too large, or in too many pieces.
    """
    wanted = [leaf for leaf in root.leaves() if _matters(leaf)]
    if sum(leaf.size for leaf in wanted) > LARGEST:
        raise BadMessage(f"its text alone is larger than {LARGEST // 2**20} MiB")
    if len(wanted) > _MOST_PARTS:
        raise BadMessage(f"it has more than {_MOST_PARTS} parts of text")
    return tuple(dict.fromkeys(_sections(root, top=True)))


def _sections(part: Part, *, top: bool) -> Iterator[str]:
    if part.type == "message/rfc822" and part.parts:
        if any(_matters(leaf) for leaf in part.leaves()):
            if not top:
                yield f"{part.section}.MIME"
            yield f"{part.section}.HEADER"
            yield from _sections(part.parts[0], top=True)
    elif part.parts:
        for child in part.parts:
            yield from _sections(child, top=False)
    elif _matters(part):
        if not top:
            yield f"{part.section}.MIME"
        yield part.section


def assembled(header: bytes, body: Part, content: Mapping[str, bytes]) -> bytes:
    """A message of the parts that matter, as they were sent, under the message's own header; attachments are left out.

    ``content`` has what ``sections`` asked for. The MIME tree keeps its shape; only the boundaries are new.
    """
    if body.parts and body.type != "message/rfc822":
        own, entity = _multipart(body, content)
        return _without_content(header) + own + b"\r\n" + entity
    if body.type == "message/rfc822" and body.parts:
        return _ended(header) + assembled(content.get(f"{body.section}.HEADER", b""), body.parts[0], content)
    if not _matters(body):
        return _without_content(header) + b"\r\n"
    return _ended(header) + content.get(body.section, b"")


def _multipart(part: Part, content: Mapping[str, bytes]) -> tuple[bytes, bytes]:
    boundary = f"=_{secrets.token_hex(16)}"
    kept = [(name, value) for name, value in part.parameters if name.lower() != "boundary" and _plain(name + value)]
    words = "".join(f'; {name}="{value}"' for name, value in [*kept, ("boundary", boundary)])
    kind = part.type if _plain(part.type) else "multipart/mixed"
    pieces = [entity for child in part.parts if (entity := _entity(child, content)) is not None]
    marker = b"--" + boundary.encode()
    return f"Content-Type: {kind}{words}\r\n".encode(), b"".join(
        marker + b"\r\n" + piece + b"\r\n" for piece in pieces
    ) + marker + b"--\r\n"


def _entity(part: Part, content: Mapping[str, bytes]) -> bytes | None:
    if not any(_matters(leaf) for leaf in part.leaves()):
        return None
    if part.type == "message/rfc822" and part.parts:
        mime = _ended(content.get(f"{part.section}.MIME", b"") or b"Content-Type: message/rfc822\r\n")
        return mime + assembled(content.get(f"{part.section}.HEADER", b""), part.parts[0], content)
    if part.parts:
        own, entity = _multipart(part, content)
        return own + b"\r\n" + entity
    return _ended(content.get(f"{part.section}.MIME", b"")) + content.get(part.section, b"")


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


def _ended(header: bytes) -> bytes:
    """A header with its empty line."""
    return header.rstrip(b"\r\n") + b"\r\n\r\n" if header.strip() else b"\r\n"


def _without_content(header: bytes) -> bytes:
    """A header without Content-Type and Content-Transfer-Encoding, and without its empty line."""
    kept: list[bytes] = []
    dropping = False
    for line in header.rstrip(b"\r\n").split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            dropping = line[:26].lower().startswith((b"content-type:", b"content-transfer-encoding:"))
        if not dropping:
            kept.append(line)
    return b"\r\n".join(kept) + b"\r\n"
