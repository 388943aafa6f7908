"""Header fields as senders really write them: unfolded and decoded, never raising (RFC 5322, 2047, 2231, 8601)."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz

from afterword import addresses
from afterword.model import Person
from afterword.understand import names
from afterword.understand.characters import seen_on_one_line
from afterword.understand.years import is_within_reason

_MAX_FIELD = 32_768
_MAX_PEOPLE = 500

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_PARAMETER = re.compile(r";\s*([\w.%*'-]{1,60})\s*=\s*(\"(?:\\.|[^\"\\])*\"|[^;\s]*)")
# The parser would take four digits such as "0001" for the "01" of 2001 (RFC 5322, 4.3).
_YEAR_OF_LONG_AGO = re.compile(r"\b00\d\d\s+\d{1,2}:")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,996}>")
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC_FAIL = re.compile(r";\s*dmarc\s*=\s*fail\b", re.IGNORECASE)

# Charset names that mail uses and Python does not know, or knows as a poorer relative of what is meant.
_CHARSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(data: bytes, charset: str | None) -> str:
    """Bytes as text by the declared charset; where that is wrong or unknown, by the one that fits. Never raises."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    if data[1:6:2] == b"\0\0\0" and b"\0" not in data[0:6:2]:
        return data.decode("utf-16-le", "replace")
    if data[0:6:2] == b"\0\0\0" and b"\0" not in data[1:6:2]:
        return data.decode("utf-16-be", "replace")
    declared = (charset or "").strip("\"' ").lower()
    candidates: tuple[str, ...]
    if declared.startswith("iso-2022"):
        candidates = (declared,)
    elif b"\x1b$" in data:  # what ISO-2022-JP looks like where nothing was declared
        candidates = ("iso-2022-jp",)
    elif declared in ("", "utf-8", "utf8", "us-ascii", "ascii"):
        candidates = ("utf-8", declared)
    else:
        candidates = (declared, "utf-8")
    for name in candidates:
        try:
            text = codecs.decode(data, _CHARSETS.get(name, name) or "utf-8", "strict")
            text.encode("utf-8")  # half a surrogate pair, as UTF-7 can bring, is no text: nothing could write it down
            return text
        except (LookupError, ValueError, AssertionError, TypeError, AttributeError):
            continue  # unknown, not a text encoding, or simply not true: the next one
    return data.decode("utf-8", "replace") if data.count(b"\xc3") else data.decode("cp1252", "replace")


def text(raw: str) -> str:
    """A field's value unfolded, its encoded words decoded (RFC 2047), what is not seen gone (``characters.py``)."""
    value = unfolded(raw)
    if "=?" in value:
        value = _BETWEEN_WORDS.sub(r"\1", value)
        value = _joined_words(value)
    return seen_on_one_line(value).strip()


def unfolded(raw: str) -> str:
    """A field's value on one line. ``raw`` may hold bytes as surrogates, as Python's parser leaves them."""
    value = raw[:_MAX_FIELD]
    if not value.isascii():
        value = decoded(value.encode("utf-8", "surrogateescape"), None)
    return value.replace("\r\n", "").replace("\n", "").replace("\r", "")


def _joined_words(value: str) -> str:
    # Neighbouring words of one charset are joined as bytes: senders split characters between words.
    pieces: list[str] = []
    pending, charset, at = b"", "", 0
    for found in _ENCODED_WORD.finditer(value):
        data = _word_bytes(found[2], found[3])
        name = found[1].partition("*")[0].lower()
        if pending and (found.start() > at or name != charset):
            pieces.append(decoded(pending, charset))
            pending = b""
        pieces.append(value[at : found.start()])
        pending, charset, at = pending + data, name, found.end()
    pieces.append(decoded(pending, charset))
    pieces.append(value[at:])
    return "".join(pieces)


def _word_bytes(encoding: str, word: str) -> bytes:
    data = word.encode("utf-8")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def parameters(raw: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition, names in lower case, continuations joined (RFC 2231)."""
    plain: dict[str, str] = {}
    continued: dict[str, list[tuple[int, bool, str]]] = {}
    for name, quoted in _PARAMETER.findall(unfolded(raw)):
        value = re.sub(r"\\(.)", r"\1", quoted[1:-1]) if quoted.startswith('"') and len(quoted) > 1 else quoted
        base, *marks = name.lower().split("*")
        if not marks:
            plain.setdefault(base, text(value))
            continue
        number = int(marks[0]) if marks[0].isdecimal() and len(marks[0]) < 4 else 0
        continued.setdefault(base, []).append((number, marks[-1] == "", value))
    for base, pieces in continued.items():
        pieces.sort(key=lambda piece: piece[0])
        charset, data = "", b""
        for index, (_, encoded, value) in enumerate(pieces):
            if encoded and index == 0 and value.count("'") >= 2:
                charset, _, value = value.split("'", 2)
            data += _percent_decoded(value) if encoded else value.encode("utf-8", "replace")
        plain[base] = decoded(data, charset)
    return plain


def _percent_decoded(value: str) -> bytes:
    data = value.encode("utf-8", "replace")
    return re.sub(rb"%([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]), data)


def people(raw: Iterable[str]) -> tuple[Person, ...]:
    """The persons of an address field, in order. Unquoted commas in names, groups and comments are put up with."""
    found: list[Person] = []
    for field in raw:
        pending = ""
        for piece in _split(unfolded(field), ",;"):
            whole = f"{pending}, {piece}" if pending else piece
            if "@" not in piece:
                pending = whole if "<" not in piece else ""  # "Doe, Jane <jane@...>": the name goes on
                continue
            pending = ""
            person = _person(whole)
            if person is not None:
                found.append(person)
            if len(found) >= _MAX_PEOPLE:
                return tuple(found)
    return tuple(found)


def _split(value: str, separators: str) -> list[str]:
    pieces: list[str] = []
    start, quoted, comment, angle = 0, False, 0, False
    index = 0
    while index < len(value):
        ch = value[index]
        if ch == "\\":
            index += 2
            continue
        if ch == '"' and not comment:
            quoted = not quoted
        elif not quoted:
            if ch == "(":
                comment += 1
            elif ch == ")" and comment:
                comment -= 1
            elif not comment:
                if ch == "<":
                    angle = True
                elif ch == ">":
                    angle = False
                elif ch in separators and not angle:
                    pieces.append(value[start:index])
                    start = index + 1
        index += 1
    pieces.append(value[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _person(piece: str) -> Person | None:
    before, opened, rest = piece.rpartition("<")
    if opened:
        email = addresses.normal(rest.partition(">")[0])
        name = before
    else:
        email = addresses.normal(re.sub(r"\([^)]*\)", "", piece))
        comment = re.search(r"\(([^)]*)\)", piece)
        name = comment[1] if comment else ""
    if email is None:
        return None
    if '"' not in name and ":" in name:
        name = name.rpartition(":")[2]  # the name of a group (RFC 5322, 3.4)
    name = re.sub(r"\\(.)", r"\1", name.strip().strip("\"'"))
    return names.person(email, text(name))


def message_ids(raw: Iterable[str]) -> tuple[str, ...]:
    """The Message-IDs of a field, with their angle brackets, in order, each once."""
    found = (one for field in raw for one in _MESSAGE_ID.findall(unfolded(field)))
    return tuple(dict.fromkeys(one for one in found if one.isprintable()))[:200]


def instant(raw: str | None) -> tuple[datetime | None, date | None]:
    """The instant of a Date field in UTC, and the sender's own calendar day of it; Nones where it is no date.

    A year out of reason (years.py) makes it none.
    """
    if raw is None or _YEAR_OF_LONG_AGO.search(unfolded(raw)[:200]):
        return None, None
    try:
        parsed = parsedate_tz(unfolded(raw)[:200])
        if parsed is None:
            return None, None
        zone = timezone(timedelta(seconds=parsed[9] or 0))
        local = datetime(*parsed[:6], tzinfo=zone)
        at, day = local.astimezone(UTC), local.date()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, None
    return (at, day) if is_within_reason(at) and is_within_reason(day) else (None, None)


def is_dmarc_failure(raw: Iterable[str]) -> bool:
    """Does the receiving server record a DMARC failure (RFC 8601)?

    Only the topmost Authentication-Results counts, with those right below it of the same server: anybody can write
    the ones further down.
    """
    server: str | None = None
    for field in raw:
        value = unfolded(field)
        for _ in range(5):  # comments nest
            value, removed = _COMMENT.subn(" ", value)
            if not removed:
                break
        named = value.partition(";")[0].split()
        first = named[0].lower() if named else ""
        if server is not None and first != server:
            return False
        server = first
        if _DMARC_FAIL.search(";" + value.partition(";")[2]):
            return True
    return False
