"""Characters that nobody sees: dropped where text comes in, so that what is judged and quoted is what a reader sees.

They hide words, make two names look like one, turn the order of a line round (Unicode TR 36, TR 39), or end a line
where none should end. What joins letters in scripts that need it stays.
"""

import re

# Control characters but tab and line feed; soft hyphen; marks of direction; zero-width and invisible ones; tags;
# noncharacters, with which html.py marks quotes; halves of surrogate pairs. Joiners stay where Arabic or Indic letters
# need them.
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]|(?<![\u0600-\u0dff])[\u200c\u200d]"
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
_SPACES = re.compile("[\t\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def seen(text: str) -> str:
    """The text that is seen, with line feeds alone as line ends."""
    if text.isprintable() and text.isascii():
        return text
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def seen_on_one_line(text: str) -> str:
    """The same on one line, with plain spaces alone."""
    return _SPACES.sub(" ", seen(text))
