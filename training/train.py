"""Makes the model of ``understand/likeness.py`` from the sentences and the messages beside this file.

    pip install '.[training]' && python -m training.train [--check]

Sentences are lines of ``sentences/LANGUAGE.tsv``: a meaning, a tab, the sentence. Of a message only the whole has a
meaning; which of its sentences carry it, a first model tells, and a second learns from these too (``taught``).
``--check`` writes nothing: it trains on four fifths of the sentences alone, five times over, and prints how often the
rest is told right.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from afterword.understand import likeness, reply
from afterword.understand.likeness import Header, Meaning
from afterword.understand.meanings import lexicon
from training.labelled import OWN_CORPUS, Labelled, messages
from training.softmax import Fitted, fitted

HERE = Path(__file__).parent
TARGET = HERE.parent / "daemon" / "afterword" / "understand" / "vocabulary" / likeness.MODEL
RARELY = 3
"""What fewer sentences have is not learned from: the file is a third as long, and no worse."""
_STEPS = 31
"""The largest weight, as stored. Finer steps make a longer file and no better answers: a sentence has many signs."""
ROUNDS = 2
_MEANS = {"auto_reply": Meaning.ABSENCE}
_BESIDE = (Meaning.NEUTRAL, Meaning.ACKNOWLEDGEMENT)
"""What the other sentences of any message may be."""


@dataclass(frozen=True, slots=True)
class Example:
    language: str
    meaning: Meaning
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """The features of each sentence of a message that means ``meaning``."""

    meaning: Meaning
    sentences: list[list[int]]


@dataclass(frozen=True, slots=True)
class Taught:
    """A fitted model, and the column of each feature."""

    model: Fitted
    order: Mapping[int, int]


def examples(folder: Path = HERE / "sentences") -> list[Example]:
    """All labelled sentences, in the order of the files."""
    return [example for file in sorted(folder.glob("*.tsv")) for example in _read(file)]


def _read(file: Path) -> Iterator[Example]:
    for line in file.read_text("utf-8").splitlines():
        if line:
            meaning, _, sentence = line.partition("\t")
            yield Example(file.stem, Meaning(meaning), sentence)


def told(one: Labelled) -> Told | None:
    """The sentences of a message as features; None where it is not weighed."""
    found = reply.weighed_sentences(one.message)
    if found is None:
        return None
    said, words = found
    meaning = _MEANS.get(one.signal) or Meaning(one.signal)
    return Told(meaning, [likeness.places_of(sentence, words) for sentence in said])


def digest() -> str:
    """Of all that the model is made of."""
    found = hashlib.sha256()
    for file in (
        *sorted((HERE / "sentences").glob("*.tsv")),
        *sorted((HERE / "messages").glob("*.jsonl")),
        OWN_CORPUS / "labels.jsonl",
    ):
        found.update(file.read_bytes())
    return found.hexdigest()


def _places(one: Example) -> list[int]:
    return likeness.places_of(one.sentence, lexicon(one.language))


def taught(known: Sequence[Example], whole: Sequence[Told]) -> Taught:
    """The model of the sentences and of those of whole messages.

    Of these the likest sentence has the meaning of the message; each other has it, or says nothing, as the model before
    finds likelier. So a verdict is learned in the company in which it stands, and courtesies as what they are.
    """
    rows = [_places(one) for one in known]
    names = [one.meaning.value for one in known]
    of_messages = [sentence for one in whole for sentence in one.sentences]
    counts = Counter(chain.from_iterable((*rows, *of_messages)))
    order = {place: number for number, place in enumerate(sorted(one for one in counts if counts[one] >= RARELY))}
    all_rows, message_rows = matrix(rows, order), matrix(of_messages, order)
    model = fitted(all_rows, names)
    together = matrix((*rows, *of_messages), order)
    for _ in range(ROUNDS if whole else 0):
        odds = iter(model.odds(message_rows))
        meant = [
            name for one in whole for name in _meant(model.classes, one.meaning, [next(odds) for _ in one.sentences])
        ]
        model = fitted(together, [*names, *meant])
    return Taught(model, order)


def _meant(classes: Sequence[str], meaning: Meaning, odds: Sequence[np.ndarray]) -> Iterator[str]:
    """The meaning of each sentence of a message."""
    if not odds:
        return
    own = classes.index(meaning.value)
    likest = max(range(len(odds)), key=lambda at: odds[at][own])
    possible = [own, *(classes.index(one.value) for one in _BESIDE)]
    for at, row in enumerate(odds):
        yield classes[own if at == likest else possible[int(row[possible].argmax())]]


def matrix(rows: Sequence[Sequence[int]], order: Mapping[int, int]) -> csr_matrix:
    """A row a sentence, of length one; ``order`` says which column a place has."""
    columns: list[int] = []
    ends, values = [0], list[float]()
    for row in rows:
        known = sorted(order[place] for place in row if place in order)
        columns += known
        values += [1 / np.sqrt(max(len(known), 1))] * len(known)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(rows), len(order)), dtype=np.float32)


def check(known: Sequence[Example]) -> None:
    """Print what five-fold cross-validation gives."""
    fold = np.random.default_rng(1).permutation(len(known)) % 5
    meanings = np.array([one.meaning.value for one in known])
    answers = np.empty_like(meanings)
    for part in range(5):
        made = taught([one for one, at in zip(known, fold, strict=True) if at != part], ())
        rest = [
            likeness.places_of(one.sentence, lexicon(one.language))
            for one, at in zip(known, fold, strict=True)
            if at == part
        ]
        answers[fold == part] = np.array(made.model.classes)[made.model.odds(matrix(rest, made.order)).argmax(axis=1)]
    for meaning in Meaning:
        of, said = meanings == meaning.value, answers == meaning.value
        hits = (of & said).sum()
        print(f"{meaning.value:16} precision {hits / max(said.sum(), 1):.3f} recall {hits / max(of.sum(), 1):.3f}")
    right, count = Counter[str](), Counter[str]()
    for one, answer in zip(known, answers, strict=True):
        right[one.language] += one.meaning.value == answer
        count[one.language] += 1
    print({language: round(right[language] / count[language], 3) for language in count}, (answers == meanings).mean())


def packed(made: Taught, languages: Sequence[str]) -> bytes:
    """The file of a model: a weight is a signed byte."""
    model = made.model
    scale = float(np.abs(model.weights).max() / _STEPS)
    steps = np.zeros((len(model.classes), likeness.BUCKETS), dtype=np.int8)
    steps[:, list(made.order)] = np.rint(model.weights / scale)
    seen = np.zeros(likeness.BUCKETS, dtype=np.int8)
    seen[list(made.order)] = 1
    header = Header(
        [Meaning(name) for name in model.classes],
        list(languages),
        likeness.BUCKETS,
        scale,
        [float(value) for value in model.bias],
        digest(),
    )
    return likeness.packed(header, seen.tobytes(), steps.tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    known = examples()
    if options.check:
        check(known)
        return
    whole = [one for one in map(told, messages()) if one is not None]
    data = packed(taught(known, whole), sorted({one.language for one in known}))
    TARGET.write_bytes(data)
    print(f"{len(known)} sentences, {len(whole)} messages, {len(data):,} bytes")


if __name__ == "__main__":
    main()
