"""The user's words, ready to be found by what they are about."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from afterword.model import Debrief, Decision

T = TypeVar("T", Decision, Debrief)


class Words(Generic[T]):
    """Decisions or debriefs, in the order of saying."""

    def __init__(self, words: Iterable[T] = ()) -> None:
        self._about: defaultdict[str, list[tuple[int, T]]] = defaultdict(list)
        self._count = 0
        self.take(words)

    def take(self, words: Iterable[T]) -> None:
        """These were said after all others."""
        for word in words:
            self._about[word.about].append((self._count, word))
            self._count += 1

    def about(self, names: Iterable[str]) -> list[T]:
        """Those about any of these interviews and applications, in the order of saying."""
        found = [one for name in set(names) & self._about.keys() for one in self._about[name]]
        return [word for _, word in sorted(found, key=lambda one: one[0])]
