"""What is wrong with the file, in our words: the key, what stands there, and what would be right."""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from afterword.durations import as_written

# What stands there is not repeated.
_SECRET_KEYS = frozenset({"password_command", "password_env", "url_command", "url"})


class Place(Struct, frozen=True):
    """Where in the file something stands, and what would be right there. Its relative paths start at ``base``."""

    base: Path
    parts: tuple[int | str, ...] = ()
    right: str = "another value"

    def __str__(self) -> str:
        written = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.parts)
        return "".join(written).removeprefix(".")

    def at(self, part: int | str, right: str = "") -> "Place":
        """The place of a key in this table, or of one in this list."""
        return replace(self, parts=(*self.parts, part), right=right or self.right)

    def missing(self) -> str:
        """Nothing stands there."""
        return f"{self}: is missing; it must be {self.right}"

    def wrong(self, value: object) -> str:
        """Something else stands there. Of tables nothing is repeated: one that stands in a wrong place may hold a
        command or a secret."""
        unsaid = _SECRET_KEYS & set(self.parts) or self.parts in (("account",), ("calendar",)) or _holds_tables(value)
        return f"{self}: must be {self.right}{'' if unsaid else f', not {as_written(value)}'}"

    def too_long(self, most: int) -> str:
        """A text of more than ``most`` characters stands there."""
        return f"{self}: is too long; {most} characters are enough"

    def unknown(self, known: Collection[str]) -> str:
        """There is no such key; those of its table are ``known``."""
        key = str(self.parts[-1])
        if re.search(r"pass(word|wd|phrase)?$|secret|token", key.lower()):
            return (
                f"{self}: never in this file; say how to get the secret with password_command, or leave both out and "
                "keep the secret in the keyring (`afterword setup` does)"
            )
        return f"{self}: is not a known key; {meant(key, known) or 'known are ' + ', '.join(known)}"


def _holds_tables(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(map(_holds_tables, value)))


def meant(wrong: str, known: Iterable[str]) -> str:
    """A question for the known word that is nearest; empty where none is near."""
    import difflib  # only a file with a fault needs it

    by_small = {name.lower(): name for name in known}
    close = difflib.get_close_matches(wrong.lower(), by_small, n=1)
    return f'did you mean "{by_small[close[0]]}"?' if close else ""
