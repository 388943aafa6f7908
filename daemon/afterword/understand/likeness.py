"""How much a sentence is like those of which people said what they mean: a small linear model, as a second opinion.

Rules (meanings.py) know why; the model knows many more wordings and cannot say why. It looks at the words of a sentence
and at the classes that these carry, so that what it has learned in one language helps in the others. It is trained in
the open, on sentences written for this project (``training/``), and loaded only when a text leaves the rules in doubt.
"""

import math
import re
import zlib
from array import array
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import accumulate, combinations, compress

import msgspec
from msgspec import Struct

from afterword.understand import meanings, vocabulary
from afterword.understand.meanings import Lexicon
from afterword.understand.sentences import plain

MODEL = "likeness.model"
BUCKETS = 1 << 18
"""Features are known by a hash into so many places; what falls together is told apart by its company."""
_LONGEST = 120
"""Words of a sentence that are looked at."""
_MOST_SPANS = 40
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[?!;:]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Meaning(StrEnum):
    """What one sentence says. ``NEUTRAL`` says nothing of an answer."""

    REJECTION = "rejection"
    OFFER = "offer"
    NEXT_STEP = "next_step"
    HOLDING = "holding"
    DO_NOT_CONTACT = "do_not_contact"
    ACKNOWLEDGEMENT = "acknowledgement"
    ABSENCE = "absence"
    UNRELATED = "unrelated"
    NEUTRAL = "neutral"


class Header(msgspec.Struct, frozen=True):
    """What the model file begins with, as JSON: its shape, and what it was made of.

    ``scale`` makes a log-odd of a stored byte; ``made_of`` is the digest of what it was trained on.
    """

    meanings: list[Meaning]
    languages: list[str]
    buckets: int
    scale: float
    bias: list[float]
    made_of: str


class Model(Struct, frozen=True):
    """The weights of each meaning for each known place, as signed bytes one meaning after the other.

    ``known`` has a bit for each place of a feature that the training has seen more than once, 64 in a word, and
    ``before`` how many bits there are before each word.
    """

    header: Header
    weights: "array[int]"
    known: "array[int]"
    before: "array[int]"

    def likeness(self, sentence: str, words: Lexicon) -> dict[Meaning, float]:
        """The probability of each meaning of a sentence in the language of ``words``."""
        numbers = list(self._numbers(places_of(sentence, words)))
        norm = self.header.scale / math.sqrt(max(len(numbers), 1))
        weights = self.weights
        size = len(weights) // len(self.header.meanings)
        scores = [
            bias + norm * sum([weights[begin + number] for number in numbers])
            for begin, bias in zip(range(0, len(weights), size), self.header.bias, strict=True)
        ]
        highest = max(scores)
        odds = [math.exp(score - highest) for score in scores]
        total = sum(odds)
        return {meaning: odd / total for meaning, odd in zip(self.header.meanings, odds, strict=True)}

    def _numbers(self, places: list[int]) -> Iterator[int]:
        """Of those places that are known: the how manieth known one each is."""
        known, before = self.known, self.before
        for place in places:
            bits, bit = known[place >> 6], 1 << (place & 63)
            if bits & bit:
                yield before[place >> 6] + (bits & (bit - 1)).bit_count()


@cache
def model() -> Model:
    """The model that the package brings along."""
    return unpacked((files(vocabulary) / MODEL).read_bytes())


def languages() -> frozenset[str]:
    """The languages that the model has learned from."""
    return frozenset(model().header.languages)


def packed(header: Header, known: bytes, weights: bytes) -> bytes:
    """A model as a file: its header on the first line, then all else, compressed.

    ``known`` has a byte for each place, 1 or 0, and ``weights`` one for each meaning and place; of these the file has a
    bit for each place, and the weights of the known ones.
    """
    places = range(0, header.buckets, 8)
    bits = bytes(sum(known[place + bit] << bit for bit in range(8)) for place in places)
    rows = range(0, len(weights), header.buckets)
    kept = (compress(weights[begin : begin + header.buckets], known) for begin in rows)
    return msgspec.json.encode(header) + b"\n" + zlib.compress(bits + b"".join(map(bytes, kept)), 9)


def unpacked(data: bytes) -> Model:
    """The inverse of ``packed``."""
    first, _, rest = data.partition(b"\n")
    header = msgspec.json.decode(first, type=Header)
    content = zlib.decompress(rest)
    end = header.buckets // 8
    known = array("Q", (int.from_bytes(content[at : at + 8], "little") for at in range(0, end, 8)))
    before = array("I", accumulate((word.bit_count() for word in known[:-1]), initial=0))
    return Model(header, array("b", content[end:]), known, before)


def places_of(sentence: str, words: Lexicon) -> list[int]:
    """Where the features of a sentence stand in the model, each once, in no particular order."""
    line = plain(sentence)
    features = {*_of_words(line), *_of_classes(line, words)}
    return list({zlib.crc32(feature.encode()) % BUCKETS for feature in features})


def _of_words(line: str) -> Iterator[str]:
    """Words, pairs of neighbours and of next neighbours, and the beginnings of words; of unspaced scripts, runs."""
    words = ["^", *_TOKEN.findall(line)[:_LONGEST], "$"]
    stems = [word[:5] for word in words]
    for at, word in enumerate(words):
        yield word
        if len(word) > 4:
            yield f"{word[:4]}*"
        if len(word) > 6:
            yield f"{word[:6]}*"
            yield f"*{word[-5:]}"
        if at + 1 < len(words):
            yield f"{word} {words[at + 1]}"
            yield f"{stems[at]}+{stems[at + 1]}"
        if at + 2 < len(words):
            yield f"{stems[at]}..{stems[at + 2]}"
    if _UNSPACED.search(line):
        for size in (1, 2, 3, 4):
            for at in range(len(line) - size + 1):
                yield line[at : at + size]


def _of_classes(line: str, words: Lexicon) -> Iterator[str]:
    """The classes of each clause, alone, in pairs, and in pairs by their order; and what the rules make of them."""
    for clause in words.clauses(line):
        names = sorted(clause)
        yield from (f"C:{name}" for name in names)
        yield from (f"S:{one}&{other}" for one, other in combinations(names, 2))
        spans = sorted((span.begin, span.end, name) for name in names for span in clause[name])[:_MOST_SPANS]
        yield from (f"P:{one[2]}>{other[2]}" for one, other in combinations(spans, 2) if one[2] != other[2])
    yield from (f"R:{group}:{sure}" for group, sure, _ in meanings.said(line, words))
