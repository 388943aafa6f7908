"""What a whole message means, weighed: what the rules say of it, and what each of its sentences is like.

The rules (hits.py, reply.py) give reasons, the sentence model (likeness.py) knows more wordings; neither is right
alone. A second small linear model, trained in the open on whole messages (``training/``), says how much each of their
signs counts. A sign is a number with a name; the names are what the file of weights speaks of.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from afterword.model import Reply, Signal
from afterword.understand import vocabulary
from afterword.understand.hits import Group, Hit
from afterword.understand.likeness import Meaning

WEIGHTS = "weighing.json"
WEIGHED = (
    Signal.REJECTION,
    Signal.OFFER,
    Signal.NEXT_STEP,
    Signal.HOLDING,
    Signal.DO_NOT_CONTACT,
    Signal.ACKNOWLEDGEMENT,
    Signal.AUTO_REPLY,
    Signal.UNRELATED,
)
"""What a message without sure headers can be. Whether an answer was promised before or after it was asked for
(timeline, holding) is told by the rules."""
_LEAST = 1e-3
_RULE = 2.0
_A_GUESS = 0.6
_FOLDED = {Signal.TIMELINE: Signal.HOLDING}


class Likeness(Struct, frozen=True):
    """The sentences of a message, and the probability of each meaning of each."""

    sentences: Sequence[str]
    odds: Sequence[Mapping[Meaning, float]]

    def of(self, sentences: Iterable[int]) -> Iterator[Mapping[Meaning, float]]:
        """The odds of those among these sentences, by their number, that are weighed."""
        return (self.odds[at] for at in sentences if at < len(self.odds))

    def strongest(self, meaning: Meaning) -> str | None:
        """The sentence that is most like those of this meaning; None where there is no sentence."""
        best = max(range(len(self.odds)), key=lambda at: self.odds[at][meaning], default=None)
        return None if best is None else self.sentences[best]


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much each sign speaks for each signal, and what speaks for it before any does."""

    bias: dict[Signal, float]
    signs: dict[Signal, dict[str, float]]


@cache
def weights() -> Weights:
    """The weights that the package brings along."""
    return msgspec.json.decode((files(vocabulary) / WEIGHTS).read_bytes(), type=Weights)


def weighed(signs: Mapping[str, float]) -> dict[Signal, float]:
    """The probability of each signal of ``WEIGHED``, given the signs of a message."""
    known = weights()
    scores = {
        signal: bias + sum(known.signs[signal].get(name, 0.0) * value for name, value in signs.items())
        for signal, bias in known.bias.items()
    }
    highest = max(scores.values())
    odds = {signal: math.exp(score - highest) for signal, score in scores.items()}
    total = sum(odds.values())
    return {signal: share / total for signal, share in odds.items()}


def signs(
    ruled: Reply, found: Mapping[Group, Hit], likeness: Likeness, circumstances: Collection[str]
) -> dict[str, float]:
    """The signs of one message. ``circumstances`` are facts about it that hold, by name ("in_thread")."""
    return {
        **dict(_of_likeness(likeness)),
        **{f"{group.value} sure": _RULE for group, hit in found.items() if hit.sure},
        **{f"{group.value} likely": 1.0 for group, hit in found.items() if hit.likely},
        f"ruled {folded(ruled.signal).value}": _RULE,
        **({"ruled in doubt": _RULE} if in_doubt(ruled) else {}),
        **dict.fromkeys(circumstances, 1.0),
    }


def folded(signal: Signal) -> Signal:
    """The signal of ``WEIGHED`` that stands for ``signal``."""
    return _FOLDED.get(signal, signal)


def in_doubt(ruled: Reply) -> bool:
    """Do the rules themselves only guess?"""
    return ruled.ask or ruled.confidence <= _A_GUESS


def _of_likeness(likeness: Likeness) -> Iterator[tuple[str, float]]:
    """The likest sentence of each meaning, the one after it, and how much of the message is like it."""
    count = len(likeness.odds)
    for meaning in Meaning:
        shares = sorted((odds[meaning] for odds in likeness.odds), reverse=True) or [0.0]
        first = min(max(shares[0], _LEAST), 1 - _LEAST)
        yield f"like {meaning.value}", math.log(first / (1 - first))
        yield f"again {meaning.value}", 3.0 * (shares[1] if len(shares) > 1 else 0.0)
        yield f"much {meaning.value}", sum(shares) / math.sqrt(max(count, 1))
