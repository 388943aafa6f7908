"""The newly written text of a message: what its sender typed, without the history beneath, between or above it.

A forward keeps what it forwards (agencies forward the verdict; it stands only there), without the history of that.
The signature stays readable, apart from the body: it names a company, but its words decide nothing.
"""

import re

from msgspec import Struct

from afterword.understand.html import END_QUOTE, QUOTE, text_of
from afterword.understand.mime import Message
from afterword.understand.signed import Signer, split_signature
from afterword.understand.vocabulary import history

MAX_TEXT = 60_000
"""Characters of new text that are read; what goes beyond is no letter."""

_MAX_LINES = 4_000
_MAX_FORWARDS = 4

_ATTRIBUTION_LINES = 5


class NewText(Struct, frozen=True):
    """``body`` is what was written, ``signature`` what stands below it: sign-off card, device line, disclaimer;
    ``below_name`` is as much of that as no mark but the writer's name divides from the body.

    ``forwarded``: the body is, or ends with, a message that was passed on.
    """

    body: str
    signature: str = ""
    forwarded: bool = False
    below_name: str = ""

    @property
    def whole(self) -> str:
        """Body and signature, in which names may be looked for."""
        return f"{self.body}\n\n{self.signature}".strip() if self.signature else self.body


def new_text(message: Message) -> NewText:
    """What the sender of ``message`` newly wrote: from the plain part, or from the HTML where that says more."""
    text = message.plain
    if message.html and _says_little(text):
        from_html = text_of(message.html)
        if len(from_html.split()) > len(text.split()):
            text = from_html
    passed_on = bool(history.FORWARD_SUBJECT.match(message.envelope.subject))
    return newly_written(text, forwarded=passed_on, writer=message.envelope.sender.name)


def newly_written(text: str, *, forwarded: bool = False, writer: str | None = None) -> NewText:
    """The new part of a body. ``forwarded``: the subject says that the message passes another one on; ``writer`` is the
    name of its From."""
    lines = [line.rstrip() for line in text[: 4 * MAX_TEXT].replace("\xa0", " ").splitlines()[:_MAX_LINES]]
    kept, was_forwarded = _without_history(lines, forwarded=forwarded, depth=_MAX_FORWARDS)
    # Of a forward the verdict stands below the name of who passes it on.
    signer = Signer(writer or "") if not was_forwarded else None
    body, signature, below_name = split_signature(_squeezed(kept)[:MAX_TEXT], signer)
    return NewText(body, signature, was_forwarded, below_name)


def _says_little(text: str) -> bool:
    words = text.split()
    return len(words) < 12 or (len(words) < 60 and "html" in text.lower())


def _without_history(lines: list[str], *, forwarded: bool, depth: int) -> tuple[list[str], bool]:
    """The lines without what they quote, and whether a forwarded message is among them."""
    kept: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if history.FORWARD_LINE.match(line) or (forwarded and _begins_history(lines, index)):
            if depth:
                inner, _ = _without_history(_forwarded_body(lines, index), forwarded=False, depth=depth - 1)
                return [*kept, "", *inner], True
            return kept, True
        if line == QUOTE:
            index = index + 1 if forwarded or _is_forward(lines, index) else _end_of_quote(lines, index)
        elif line == END_QUOTE or history.BARE_QUOTED.match(line):
            index += 1
        elif _begins_history(lines, index):
            break
        elif attribution := _attribution_length(lines, index):
            index += attribution
            following = next((entry for entry in lines[index:] if entry.strip()), "")
            if not history.BARE_QUOTED.match(following) and following != QUOTE:
                break
        else:
            kept.append(line)
            index += 1
    return kept, False


def _is_forward(lines: list[str], index: int) -> bool:
    """Does the block that begins at ``index`` hold a message that is passed on?"""
    first = next((line for line in lines[index + 1 :] if line.strip()), "")
    return bool(history.FORWARD_LINE.match(first))


def _begins_history(lines: list[str], index: int) -> bool:
    """Does an unmarked copy of an earlier message begin here, with its headers?"""
    line = lines[index]
    if history.ORIGINAL_LINE.match(line):
        return True
    if history.RULE.match(line):
        return any(_is_header_block(lines, at) for at in range(index + 1, min(index + 3, len(lines))))
    return _is_header_block(lines, index)


def _is_header_block(lines: list[str], index: int) -> bool:
    if not history.HEADER_FIRST.match(lines[index]):
        return False
    return sum(bool(history.HEADER_LINE.match(line)) for line in lines[index : index + 7]) >= 3


def _forwarded_body(lines: list[str], index: int) -> list[str]:
    """What follows the headers of the message that is forwarded at ``index``, one level of quoting taken off."""
    rest = lines[index:] if history.HEADER_FIRST.match(lines[index]) else lines[index + 1 :]
    marked = [line for line in rest if line.strip()]
    if sum(bool(history.BARE_QUOTED.match(line)) for line in marked) * 10 >= len(marked) * 8:
        rest = [re.sub(r"^\s{0,3}>\s?", "", line) for line in rest]
    headers = 0
    for at, line in enumerate(rest):
        if history.HEADER_LINE.match(line):
            headers += 1
        elif (line.strip() and not (headers and at < 12 and line[0] in " \t")) or (not line.strip() and headers >= 2):
            return rest[at:]
    return []


def _end_of_quote(lines: list[str], index: int) -> int:
    """The line after the block of history that begins at ``index``; a block that never ends takes all."""
    depth = 0
    for at in range(index, len(lines)):
        depth += (lines[at] == QUOTE) - (lines[at] == END_QUOTE)
        if not depth:
            return at + 1
    return len(lines)


def _attribution_length(lines: list[str], index: int) -> int:
    """How many lines an attribution takes that begins here ("On Tuesday, Jane Doe wrote:", wrapped as it may be)."""
    if not lines[index].strip() or not history.ATTRIBUTION_BEGIN.match(lines[index]):
        return 0
    joined = ""
    for count in range(1, _ATTRIBUTION_LINES + 1):
        at = index + count - 1
        if at >= len(lines) or not lines[at].strip() or history.BARE_QUOTED.match(lines[at]):
            return 0
        joined = f"{joined} {lines[at].strip()}".strip()
        if len(joined) > 400:
            return 0
        if joined.endswith((":", ":")):
            following = next((entry for entry in lines[at + 1 :] if entry.strip()), "")
            quoted = bool(history.BARE_QUOTED.match(following)) or following == QUOTE
            dated = bool(re.search(r"\d", joined)) or "@" in joined
            if history.WROTE.search(joined) and (dated or quoted):
                return count
            return count if quoted and dated and "@" in joined else 0
    return 0


def _squeezed(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
