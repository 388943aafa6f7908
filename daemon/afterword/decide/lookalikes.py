"""Addresses that differ from a known one by look alone: "jane@acrne.example" for "jane@acme.example".

A rough form of the skeletons of Unicode TR 39: of the letters that pass for others, those that addresses are forged
with. Two addresses with one skeleton look alike to a reader who expects one of them.
"""

import unicodedata
from functools import lru_cache

_PASS_FOR = str.maketrans({
    # Cyrillic
    "\u0430": "a", "\u0435": "e", "\u043e": "o", "\u0440": "p", "\u0441": "c", "\u0443": "y", "\u0445": "x",
    "\u0456": "i", "\u0458": "j", "\u0455": "s", "\u04bb": "h", "\u0501": "d", "\u051b": "q", "\u051d": "w",
    "\u0433": "r", "\u04cf": "l",
    # Greek
    "\u03bf": "o", "\u03b1": "a", "\u03b5": "e", "\u03b9": "i", "\u03ba": "k", "\u03bd": "v", "\u03c1": "p",
    "\u03c4": "t", "\u03c5": "u", "\u03c7": "x", "\u03b3": "y", "\u03c9": "w", "\u03b7": "n",
    # Latin, Armenian, digits
    "\u0269": "i", "\u0131": "i", "\u0261": "g", "\u0578": "n", "\u0585": "o", "\u057d": "u", "\u0581": "g", "0": "o",
    "1": "l",
})  # fmt: skip
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


@lru_cache(maxsize=4096)
def skeleton(address: str) -> str:
    """What all addresses (or domains) share that look like this one. It is no address."""
    local, at, domain = address.rpartition("@")
    shown = f"{local}{at}{unicode_domain(domain)}"
    plain = unicodedata.normalize("NFKD", shown).casefold().translate(_PASS_FOR)
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return plain.replace("rn", "m").replace("vv", "w")


def is_mixed(domain: str) -> bool:
    """Does a label mix letters of alphabets that look alike, as no registry and no honest owner does?"""
    if domain.isascii() and "xn--" not in domain:
        return False
    return any(len(_alphabets(label)) > 1 for label in unicode_domain(domain).split("."))


def _alphabets(label: str) -> set[str]:
    names = {unicodedata.name(char, "").partition(" ")[0] for char in label if char.isalpha()}
    return names & set(_ALPHABETS)


def unicode_domain(domain: str) -> str:
    """A domain with its encoded labels (RFC 5890, "xn--") as they are shown."""
    return ".".join(map(_shown, domain.split(".")))


def ascii_domain(domain: str) -> str:
    """A domain as it stands in a header (RFC 5890)."""
    return ".".join(map(_encoded, domain.split(".")))


def _encoded(label: str) -> str:
    return label if label.isascii() else f"xn--{str(label.encode('punycode'), 'ascii')}"


def _shown(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except ValueError:  # no label, and so one that is shown as it stands
        return label
