"""Untagged responses taken apart (RFC 3501, section 9).

imapclient's reader goes from character to character, which takes 0.3 ms for a message; a mailbox has many. It also
takes the quoted name "2024" of a folder for a number, and follows nesting as deep as a sender likes.
"""

import re

from afterword.adapters.imap.connection import Response

Token = bytes | int | None | tuple["Token", ...]

_DEEPEST = 200

_TOKEN = re.compile(
    rb"""
    \s* (?:
      "(?P<quoted> [^"\\]* (?: \\. [^"\\]* )* )"
    | (?P<open> \( )
    | (?P<close> \) )
    | (?P<atom> [^\s()"\[\]]+ (?= [\s()] )                              # most end before a bracket can begin
              | [^\s()"\[\]]* \[ [^\]]* \] [^\s()"]* | [^\s()"]+ )     # BODY[HEADER.FIELDS (DATE)]<0> and [Gmail]/Sent
    | (?P<wrong> \S )
    )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(response: Response) -> tuple[Token, ...]:
    """A response without its ``*``: words and strings as bytes, numbers, None for NIL, and tuples of them.

    :raises ValueError: it makes no sense, or is nested beyond all measure.
    """
    levels: list[list[Token]] = [[]]
    for index, piece in enumerate(response):
        if index % 2:
            levels[-1].append(piece)  # a literal
            continue
        text = piece[2:] if index == 0 else piece
        if index + 1 < len(response):
            text = text[: text.rindex(b"{")]
        # Without the spaces at its end, which nothing follows: the pattern would go through them again and again.
        for found in _TOKEN.finditer(text.rstrip()):
            kind = found.lastgroup
            if kind == "quoted":
                value = found["quoted"]
                levels[-1].append(re.sub(rb"\\(.)", rb"\1", value, flags=re.DOTALL) if b"\\" in value else value)
            elif kind == "atom":
                levels[-1].append(_atom(found["atom"]))
            elif kind == "open":
                if len(levels) > _DEEPEST:
                    raise ValueError("nested beyond all measure")
                levels.append([])
            elif kind == "close":
                if len(levels) == 1:
                    raise ValueError("a bracket closes that was not opened")
                inner = tuple(levels.pop())
                levels[-1].append(inner)
            elif kind == "wrong":
                raise ValueError("a quote that does not end")
    if len(levels) > 1:
        raise ValueError("a bracket that does not close")
    return tuple(levels[0])


def _atom(word: bytes) -> Token:
    if word == b"NIL":
        return None
    if word.isdigit() and (len(word) == 1 or not word.startswith(b"0")):
        return int(word)
    return None if word.upper() == b"NIL" else word
