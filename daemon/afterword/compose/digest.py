"""What a draft says, as one hash: equal for one text however it is kept, different once somebody changed it.

Servers re-encode a body, wrap its lines, add header fields and, as Exchange does, an HTML twin; none of that is an
edit. The hash is of recipients (To, Cc, Bcc, each by address), subject, words, paragraphs, number of attachments.

HTML counts by its words. Where a message has HTML alone, or beside a plain text that says the same, a client or a
server only kept our text another way, and it is ours. Emphasis, a link, a list or a picture is something that a
person put in. A single line break is no part of a text, since whoever wraps lines puts it there; a blank line is.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

_LARGEST = 1_000_000  # bytes of a draft that is looked into; ours have about one thousand
_LONGEST_HTML = 100_000  # characters; the standard parser takes the square of the time over hostile ones
_MOST_PARTS = 200
_BLANK_LINE = "\n\n"
_NOT_SEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))

_BLOCKS = frozenset(
    "address article blockquote body center div dd dl dt footer form h1 h2 h3 h4 h5 h6 header hr html main pre section "
    "table tr".split()
)
_HIDDEN = frozenset(("head", "script", "style", "title", "template"))
_EMPHASIS = frozenset("b strong i em u s strike del ins mark sub sup li img blockquote h1 h2 h3 h4 h5 h6 td".split())
_STYLED = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|font-style\s*:\s*(?:italic|oblique)"
    r"|text-decoration[^;:]*:[^;]*(?:underline|line-through)",
    re.IGNORECASE,
)


def digest(raw: bytes) -> str:
    """The hash of what a message says, in hex. Never raises: a message that cannot be read is equal only to itself."""
    try:
        said = None if len(raw) > _LARGEST else _said(raw)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        said = None  # what a hostile message can make the standard parsers raise; then it is not a text of ours
    if said is None:
        return hashlib.sha256(b"raw\0" + raw).hexdigest()
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def _said(raw: bytes) -> list[str]:
    root = message_from_bytes(raw)
    plain: list[str] = []
    html: list[str] = []
    attachments = 0
    for part in _leaves(root):
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or part.get_filename() is not None
        if kind == "text/plain" and not attached:
            plain.append(_plain_text(part))
        elif kind == "text/html" and not attached:
            html.append(_html_text(_decoded(part)))
        else:
            attachments += 1
    texts = [_normal(_BLANK_LINE.join(texts)) for texts in (plain, html) if texts]
    # A twin that says the same says nothing more. Paragraphs are the plain text's: HTML has too many ways to set them.
    if len(texts) == 2 and _flat(texts[0]) == _flat(texts[1]):
        texts.pop()
    return [*(_addresses(root, field) for field in ("to", "cc", "bcc")), _subject(root), str(attachments), *texts]


def _leaves(root: Message) -> Iterator[Message]:
    """The parts that are not containers; an attached message is one part."""
    waiting, seen = [root], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > _MOST_PARTS:
            raise ValueError("too many parts")
        content = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(content, list):
            waiting += [sub for sub in reversed(content) if isinstance(sub, Message)]
        else:
            yield part


def _values(root: Message, field: str) -> list[str]:
    """The unfolded values of a field, bytes beyond ASCII read as UTF-8 (RFC 6532)."""
    return [
        re.sub(r"\r?\n(?=[ \t])", "", str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        for name, value in root.raw_items()
        if name.casefold() == field
    ]


def _addresses(root: Message, field: str) -> str:
    found = {address.strip().casefold() for _, address in getaddresses(_values(root, field)) if address.strip()}
    return "\n".join(sorted(found))


def _subject(root: Message) -> str:
    return _flat(_normal(" ".join(map(_unencoded, _values(root, "subject")))))


def _unencoded(value: str) -> str:
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        return value
    return "".join(
        piece if isinstance(piece, str) else _as_text(piece, charset or "utf-8") for piece, charset in pieces
    )


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    return _as_text(content, part.get_content_charset() or "utf-8") if isinstance(content, bytes) else ""


def _as_text(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("latin-1")


def _plain_text(part: Message) -> str:
    text = _decoded(part).replace("\r\n", "\n").replace("\r", "\n")
    flowed, trimmed = (str(part.get_param(name, "")).casefold() for name in ("format", "delsp"))
    if flowed == "flowed" and trimmed == "yes":
        text = re.sub(r" \n(?!\n)", "", text)  # RFC 3676, 4: here the blank before a soft break is no part of the text
    return text


def _normal(text: str) -> str:
    """NFC, white space folded, paragraphs kept apart by one blank line."""
    seen = unicodedata.normalize("NFC", text.translate(_NOT_SEEN))
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", seen))
    return _BLANK_LINE.join(block for block in blocks if block)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _html_text(source: str) -> str:
    if len(source) > _LONGEST_HTML:
        raise ValueError("too much HTML")
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """The words of HTML with its paragraphs as blank lines, and, after them, a mark for each thing beyond words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._marks: list[str] = []
        self._hidden = 0
        self._link: str | None = None
        self._link_text: list[str] = []

    def text(self) -> str:
        return _BLANK_LINE.join(filter(None, ("".join(self._pieces), " ".join(self._marks))))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "p":
            self._pieces.append(_BLANK_LINE)
        elif tag in _BLOCKS:
            self._break_line()
        elif tag == "a":
            self._link, self._link_text = given.get("href") or "", []
        if tag in _EMPHASIS or _STYLED.search(given.get("style") or ""):
            self._marks.append(f"<{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _HIDDEN:
            self._hidden -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "p":
            self._pieces.append(_BLANK_LINE)
        elif tag in _BLOCKS:
            self._break_line()
        elif tag == "a" and self._link is not None:
            if _bare(self._link) != _bare("".join(self._link_text)):  # else software made an address clickable
                self._marks.append(f"<a {self._link}>")
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self._pieces.append(re.sub(r"\s+", " ", data) if data.strip() else " ")
        if self._link is not None:
            self._link_text.append(data)

    def _break_line(self) -> None:
        """One line break between blocks, however they nest; a blank line comes from an empty block (its br)."""
        if "".join(self._pieces[-3:]).strip(" ")[-1:] not in ("", "\n"):
            self._pieces.append("\n")


def _bare(address: str) -> str:
    return re.sub(r"^(?:mailto:|https?://)", "", address.strip(), flags=re.IGNORECASE).rstrip("/").casefold()
