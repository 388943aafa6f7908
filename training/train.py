"""Makes the model of ``understand/likeness.py`` from the sentences beside this file.

    pip install '.[training]' && python -m training.train [--check]

``--check`` writes nothing: it trains on four fifths of the sentences, five times over, and prints how often the rest is
told right. Sentences are lines of ``sentences/LANGUAGE.tsv``: a meaning, a tab, the sentence.
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
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from afterword.understand import likeness
from afterword.understand.likeness import Header, Meaning
from afterword.understand.meanings import lexicon

HERE = Path(__file__).parent
TARGET = HERE.parent / "daemon" / "afterword" / "understand" / "vocabulary" / likeness.MODEL
STRENGTH = 20.0
RARELY = 2
"""What fewer sentences have is not learned from: the file is a third as long, and no worse."""


@dataclass(frozen=True, slots=True)
class Example:
    language: str
    meaning: Meaning
    sentence: str


def examples(folder: Path = HERE / "sentences") -> list[Example]:
    """All labelled sentences, in the order of the files."""
    return [example for file in sorted(folder.glob("*.tsv")) for example in _read(file)]


def _read(file: Path) -> Iterator[Example]:
    for line in file.read_text("utf-8").splitlines():
        if line:
            meaning, _, sentence = line.partition("\t")
            yield Example(file.stem, Meaning(meaning), sentence)


def digest(folder: Path = HERE / "sentences") -> str:
    """Of all that the model is made of."""
    found = hashlib.sha256()
    for file in sorted(folder.glob("*.tsv")):
        found.update(file.read_bytes())
    return found.hexdigest()


def places(known: Sequence[Example]) -> list[list[int]]:
    """The features of each sentence, those left out that are rare."""
    found = [likeness.places_of(one.sentence, lexicon(one.language)) for one in known]
    counts = Counter(place for row in found for place in row)
    return [sorted(place for place in row if counts[place] >= RARELY) for row in found]


def matrix(rows: Sequence[Sequence[int]], order: Mapping[int, int]) -> csr_matrix:
    """A row a sentence, of length one; ``order`` says which column a place has."""
    columns: list[int] = []
    ends, values = [0], list[float]()
    for places in rows:
        columns += [order[place] for place in places]
        values += [1 / np.sqrt(max(len(places), 1))] * len(places)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(rows), len(order)))


def ordered(rows: Sequence[Sequence[int]]) -> dict[int, int]:
    """A column for each place that occurs: most do not, and need not be fitted."""
    return {place: number for number, place in enumerate(sorted({place for row in rows for place in row}))}


def fitted(rows: csr_matrix, meanings: Sequence[str]) -> LogisticRegression:
    """The regression; every meaning counts alike, however many sentences it has."""
    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300, tol=1e-4).fit(rows, meanings)


def check(known: Sequence[Example]) -> None:
    """Print what five-fold cross-validation gives."""
    found = places(known)
    rows, meanings = matrix(found, ordered(found)), np.array([one.meaning.value for one in known])
    answers = np.empty_like(meanings)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(rows, meanings):
        answers[test] = fitted(rows[train], meanings[train]).predict(rows[test])
    for meaning in Meaning:
        of, said = meanings == meaning.value, answers == meaning.value
        hits = (of & said).sum()
        print(f"{meaning.value:16} precision {hits / max(said.sum(), 1):.3f} recall {hits / max(of.sum(), 1):.3f}")
    right, count = Counter[str](), Counter[str]()
    for one, answer in zip(known, answers, strict=True):
        right[one.language] += one.meaning.value == answer
        count[one.language] += 1
    print({language: round(right[language] / count[language], 3) for language in count}, (answers == meanings).mean())


def write(known: Sequence[Example]) -> None:
    """Train on everything and write the model that the package brings along."""
    rows = places(known)
    order = ordered(rows)
    model = fitted(matrix(rows, order), [one.meaning.value for one in known])
    scale = float(np.abs(model.coef_).max() / 127)
    steps = np.zeros((len(model.classes_), likeness.BUCKETS), dtype=np.int8)
    steps[:, list(order)] = np.rint(model.coef_ / scale)
    seen = bytearray(likeness.BUCKETS)
    for place in chain.from_iterable(rows):
        seen[place] = 1
    header = Header(
        [Meaning(name) for name in model.classes_],
        sorted({one.language for one in known}),
        likeness.BUCKETS,
        scale,
        [float(value) for value in model.intercept_],
        digest(),
    )
    data = likeness.packed(header, bytes(seen), steps.tobytes())
    TARGET.write_bytes(data)
    print(f"{len(known)} sentences, {len(data):,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    (check if options.check else write)(examples())


if __name__ == "__main__":
    main()
