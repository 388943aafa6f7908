"""HTML of a mail to lines of text, with what is quoted in it marked as such.

Quotes are marked by structure, which survives where words do not: lines of a ``blockquote`` get "> ", and the blocks
that mail clients put around history stand between ``QUOTE`` and ``END_QUOTE``, each on a line of its own.
"""

import re
from html.parser import HTMLParser

from afterword.understand.characters import seen

QUOTE = "\ufdd0"
END_QUOTE = "\ufdd1"
"""Unicode noncharacters: no text that anybody writes has them, and `text_of` drops them from its input."""

MAX_HTML = 600_000
_MAX_DEPTH = 200

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = frozenset("head script style title template noscript object svg math select option textarea".split())
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol table blockquote hr".split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*[01](?:px|pt|em)?\s*(?:;|!|$)|"
    r"max-height\s*:\s*0|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
# History of one block, which ends where the element ends.
_QUOTE_CLASS = re.compile(
    r"\b(?:x_)?(?:gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|"
    r"moz-cite-prefix|quote-pre|freebirdquote|ms-outlook-mobile-reference-message|zm_quote|skype_quote|front-quote|"
    r"hubspot_quote|mailspring-quote|airmail_quote|aoLQuote|superhuman_quote|hey-quote)\b",
    re.IGNORECASE,
)
# History that begins here and goes on to the end of the message.
_REST_ID = re.compile(
    r"(?:x_|m_-?\d+)?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container)"
)
_REST_STYLE = re.compile(
    r"border\s*:\s*none\s*;\s*border-top\s*:\s*solid\s+#?(?:e1e1e1|b5c4df|windowtext)\b", re.IGNORECASE
)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def text_of(html: str) -> str:
    """The visible text of ``html``, a blank line between paragraphs, quotes marked (see above). Never raises."""
    reader = _Reader()
    reader.feed(html[:MAX_HTML].replace(QUOTE, "").replace(END_QUOTE, ""))
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []  # (tag, what its end ends)
        self._hidden = 0
        self._quoted = 0
        self._preformatted = 0
        self._lines: list[str] = []
        self._line = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break()
        if tag in _BLOCKS:
            self._break(paragraph=tag in _PARAGRAPHS)
        if tag in {"td", "th"} and self._line:
            self._line += " "
        if tag in _VOID or len(self._open) >= _MAX_DEPTH:
            return
        if tag in {"p", "li", "td", "th", "tr"}:
            self._close_unclosed(tag)
        effect = self._effect(tag, {name: value or "" for name, value in attrs})
        self._open.append((tag, effect))
        if effect == "hidden":
            self._hidden += 1
        elif effect == "cited":
            self._quoted += 1
        elif effect in {"quote", "rest"}:
            self._mark(QUOTE)
        if tag == "pre":
            self._preformatted += 1

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, effect = self._open.pop()
            self._leave(name, effect)
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        data = seen(data)  # a character may be written as a number
        if self._preformatted:
            first, *others = data.split("\n")
            self._line += first
            for other in others:
                self._break()
                self._line += other
            return
        folded = _SPACE.sub(" ", data)
        self._line += folded.lstrip(" ") if not self._line or self._line.endswith(" ") else folded

    def finished(self) -> str:
        """The text; to be called once, after ``close``."""
        while self._open:
            self._leave(*self._open.pop())
        self._break()
        text = "\n".join(line.replace("\xa0", " ").rstrip() for line in self._lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

    def _effect(self, tag: str, attributes: dict[str, str]) -> str:
        style = attributes.get("style", "")
        if tag in _UNSEEN or "hidden" in attributes or _HIDDEN.search(style):
            return "hidden"
        if _REST_ID.match(attributes.get("id", "")) or (tag == "div" and _REST_STYLE.search(style)):
            return "rest"
        if _QUOTE_CLASS.search(attributes.get("class", "")) or "quoted" in attributes.get("id", "").lower():
            return "quote"
        return "cited" if tag == "blockquote" else ""

    def _close_unclosed(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._leave(*self._open.pop())

    def _leave(self, tag: str, effect: str) -> None:
        if tag in _BLOCKS:
            self._break(paragraph=tag in _PARAGRAPHS)
        if tag == "pre":
            self._preformatted -= 1
        if effect == "hidden":
            self._hidden -= 1
        elif effect == "cited":
            self._quoted -= 1
        elif effect == "quote":
            self._mark(END_QUOTE)

    def _mark(self, mark: str) -> None:
        if not self._hidden:
            self._break()
            self._lines.append(mark)

    def _break(self, *, paragraph: bool = False) -> None:
        prefix = "> " * self._quoted
        if self._line.strip():
            self._lines.append(prefix + self._line.strip())
        elif self._lines and not paragraph and self._line == "" and self._lines[-1] not in {"", QUOTE, END_QUOTE}:
            return
        self._line = ""
        if paragraph and self._lines and self._lines[-1].strip("> "):
            self._lines.append(prefix.rstrip())
