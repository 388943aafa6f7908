"""A role that a text names in other forms than an application spells it: bent, turned round, by its initials.

"The coordinator of our swimming programmes" is the Swimming Programme Coordinator, "the DSM chat" the Deputy Stage
Manager. All its words must stand close together: a part of a role's name is the name of many things.
"""

import re
from collections.abc import Collection, Sequence

_STEM = 5
_SHORTEST = 4
_BESIDES = 3
"""Other words that may stand between those of a role."""
_LEAST_INITIALS = 3


class RoleWords:
    """The words of one role, ready to be looked for."""

    def __init__(self, role: str) -> None:
        words = re.findall(r"[^\W\d_]+", re.sub(r"\([^)]*\)", " ", role))
        self._stems = frozenset(word.casefold()[:_STEM] for word in words if len(word) >= _SHORTEST)
        initials = "".join(word[0] for word in words if word[0].isupper())
        self._initials = initials if len(initials) >= _LEAST_INITIALS else None

    def are_in(self, words: Sequence[str], tokens: Collection[str]) -> bool:
        """Are they in a text? ``words`` are its words folded, ``tokens`` what stands between its spaces."""
        if self._initials is not None and self._initials in tokens:
            return True
        if len(self._stems) < 2:
            return False
        at = [(number, word[:_STEM]) for number, word in enumerate(words) if word[:_STEM] in self._stems]
        for begin, (first, _) in enumerate(at):
            near = {stem for number, stem in at[begin:] if number - first < len(self._stems) + _BESIDES}
            if near == self._stems:
                return True
        return False
