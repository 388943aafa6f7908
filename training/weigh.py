"""Makes the weights of ``understand/weighing.py`` from whole messages: how much each sign of a message counts.

    pip install '.[training]' && python -m training.weigh [--check] [FOLDER ...]

Messages are the files of ``messages/`` beside this one, and folders of labelled mail in the form of ``tests/corpus``,
``tests/corpus/replies/seen`` if none is named.
The sentences of a message have taught the sentence model, which is surer of them than of those of a new one. So the
likeness that is weighed here comes from models that were taught by the other messages alone (``crossed``).
``--check`` writes nothing: it weighs with seven eighths of the messages, eight times over, and prints how the rest is
told.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from afterword.model import Signal
from afterword.understand import likeness, reply, vocabulary, weighing
from afterword.understand.weighing import Weights
from training import train
from training.labelled import OWN_CORPUS, Labelled, messages

TARGET = Path(vocabulary.__file__).parent / weighing.WEIGHTS
STRENGTH = 0.3
PARTS = 4
_ENDS = ("rejection", "offer", "next_step")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A labelled message and its signs."""

    label: Labelled
    signs: dict[str, float]


def crossed(known: Sequence[Labelled]) -> list[Weighed]:
    """The messages that are weighed at all, each with the signs that a model finds which was not taught by it."""
    sentences = train.examples()
    whole = [train.told(one) for one in known]
    part = np.random.default_rng(1).permutation(len(known)) % PARTS
    found: list[Weighed] = []
    for number in range(PARTS):
        others = [one for one, at in zip(whole, part, strict=True) if at != number and one is not None]
        model = likeness.unpacked(train.packed(train.taught(sentences, others), ()))
        for label, at in zip(known, part, strict=True):
            signs = reply.signs(label.message, model) if at == number else None
            if signs is not None:
                found.append(Weighed(label, signs))
    return found


def fitted(known: Sequence[Weighed]) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression over the signs."""
    table = DictVectorizer()
    rows = table.fit_transform([one.signs for one in known])
    return table, LogisticRegression(C=STRENGTH, max_iter=5000).fit(rows, [one.label.signal for one in known])


def check(known: Sequence[Weighed]) -> None:
    """Print what eight-fold cross-validation gives, for each source of messages and each language."""
    answers: list[str] = [""] * len(known)
    shares = np.zeros(len(known))
    for rest, test in StratifiedKFold(8, shuffle=True, random_state=1).split(
        known, [one.label.signal for one in known]
    ):
        table, model = fitted([known[at] for at in rest])
        odds = model.predict_proba(table.transform([known[at].signs for at in test]))
        columns = [list(model.classes_).index(name) for name in _ENDS]
        for at, row in zip(test, odds, strict=True):
            answers[at], shares[at] = model.classes_[row.argmax()], row[columns].sum()
    labels = [one.label for one in known]
    for name in sorted({one.source for one in labels} | {one.language for one in labels}):
        at = [number for number, one in enumerate(labels) if name in {one.source, one.language}]
        right = sum(answers[number] in labels[number].accepted for number in at)
        ends = {number for number in at if labels[number].signal in _ENDS}
        said = {number for number in at if shares[number] >= reply.SURE_ABOVE}
        asked = sum(reply.DOUBTFUL_ABOVE <= shares[number] < reply.SURE_ABOVE for number in at)
        precision, recall = len(said & ends) / max(len(said), 1), len(said & ends) / max(len(ends), 1)
        print(
            f"{name}: {len(at)} messages, right {right / len(at):.3f}, ends {precision:.3f}/{recall:.3f}, "
            f"asked {asked / len(at):.3f}"
        )


def write(known: Sequence[Weighed]) -> None:
    """Train on everything and write the weights that the package brings along."""
    table, model = fitted(known)
    names = table.get_feature_names_out()
    found = Weights(
        bias={Signal(name): round(float(bias), 3) for name, bias in zip(model.classes_, model.intercept_, strict=True)},
        signs={
            Signal(name): {sign: round(float(weight), 3) for sign, weight in zip(names, row, strict=True)}
            for name, row in zip(model.classes_, model.coef_, strict=True)
        },
    )
    TARGET.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    print(f"{len(known)} messages")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", default=[OWN_CORPUS])
    options = parser.parse_args()
    (check if options.check else write)(crossed(messages(options.folders)))


if __name__ == "__main__":
    main()
