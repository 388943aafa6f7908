"""A role that a text names in other forms than an application spells it: bent, turned round, by its initials.

"The coordinator of our swimming programmes" is the Swimming Programme Coordinator, "the DSM chat" the Deputy Stage
Manager. All its words must stand close together: a part of a role's name is the name of many things.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet

_STEM = 5
_SHORTEST = 4
_BESIDES = 3
"""Other words that may stand between those of a role."""
_LEAST_INITIALS = 3


def stems_of(words: Iterable[str]) -> frozenset[str]:
    """Of the folded words of a text, what those of roles are known by."""
    return frozenset(word[:_STEM] for word in words)


class RoleWords:
    """The words of one role, ready to be looked for."""

    def __init__(self, role: str) -> None:
        words = re.findall(r"[^\W\d_]+", re.sub(r"\([^)]*\)", " ", role))
        self._stems = frozenset(word.casefold()[:_STEM] for word in words if len(word) >= _SHORTEST)
        initials = "".join(word[0] for word in words if word[0].isupper())
        self._initials = initials if len(initials) >= _LEAST_INITIALS else None

    def may_be_in(self, stems: AbstractSet[str], tokens: Collection[str]) -> bool:
        """Can they be in a text with these ``stems_of`` its words? Quickly told, since there may be many roles."""
        return self._stems <= stems or self._initials in tokens

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
