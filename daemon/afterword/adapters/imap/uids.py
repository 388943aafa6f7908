"""Sets of UIDs in commands and answers (RFC 3501, sequence-set; RFC 4731, ESEARCH)."""

from collections.abc import Iterable, Iterator

SEARCH_WINDOW = 100_000
_LONGEST_SET = 4_000


def windows(first: int, messages: int, uidnext: int | None) -> Iterator[bytes]:
    """Ranges of UIDs from ``first`` to the end, so small that the answer to each is of a sound size."""
    if messages <= SEARCH_WINDOW or uidnext is None:
        yield b"%d:*" % first
        return
    step = max(SEARCH_WINDOW, (uidnext - first) // 200)  # a folder with great gaps
    for start in range(first, uidnext, step):
        yield b"%d:%d" % (start, min(start + step, uidnext) - 1)


def sets(uids: Iterable[int], most: int) -> Iterator[bytes]:
    """UID sets of at most ``most`` messages each, runs as ranges, none so long that a server would refuse it."""
    words: list[bytes] = []
    count, length = 0, 0
    for first, last in _runs(sorted(set(uids)), most):
        if words and (count + last - first + 1 > most or length > _LONGEST_SET):
            yield b",".join(words)
            words, count, length = [], 0, 0
        words.append(b"%d:%d" % (first, last) if last > first else b"%d" % first)
        count += last - first + 1
        length += len(words[-1]) + 1
    if words:
        yield b",".join(words)


def _runs(uids: list[int], most: int) -> Iterator[tuple[int, int]]:
    start = 0
    for index, uid in enumerate(uids):
        if index + 1 == len(uids) or uids[index + 1] != uid + 1 or index + 1 - start == most:
            yield uids[start], uid
            start = index + 1


def expanded(spans: bytes) -> list[int]:
    """The UIDs that a set names.

    :raises ValueError: more than any folder holds.
    """
    found: list[int] = []
    for span in spans.split(b","):
        first, _, last = span.partition(b":")
        low, high = sorted((int(first), int(last or first)))
        if high - low + len(found) > 5_000_000:
            raise ValueError("more messages than there can be")
        found.extend(range(low, high + 1))
    return found
