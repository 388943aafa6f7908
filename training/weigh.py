"""Makes the weights of ``understand/weighing.py`` from whole messages: how much each sign of a message counts.

    pip install '.[training]' && python -m training.weigh [--check] [FOLDER ...]

Messages are the files of ``messages/`` beside this one, and folders of labelled mail in the form of ``tests/corpus``,
``tests/corpus/replies/seen`` if none is named.
``--check`` writes nothing: it trains on seven eighths of the messages, eight times over, and prints how it tells the
rest.
Run it after ``training.train``, whose model it stands on.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import msgspec
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from afterword.model import Signal
from afterword.understand import mime, reply, vocabulary, weighing
from afterword.understand.weighing import WEIGHED, Weights

HERE = Path(__file__).parent
TARGET = Path(vocabulary.__file__).parent / weighing.WEIGHTS
STRENGTH = 0.3
_OWN_CORPUS = HERE.parent / "tests" / "corpus" / "replies" / "seen"
_FOLDED = {"timeline": "holding", "out_of_office": "auto_reply"}
_ENDS = ("rejection", "offer", "next_step")


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of ``messages/LANGUAGE.jsonl``.

    ``thread``: it answers a note of the owner's; ``mailing``: it was sent to many.
    """

    signal: str
    text: str
    subject: str = ""
    sender: str = "Jo Marlow <jo.marlow@acme.example>"
    thread: bool = True
    mailing: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message that is neither bounced nor automatic by its headers: what it says, and what else a reader accepts."""

    source: str
    language: str
    signal: str
    accepted: frozenset[str]
    signs: dict[str, float]


def messages(folders: Sequence[Path]) -> list[Labelled]:
    """All labelled messages that are weighed at all."""
    found = [*_written(HERE / "messages")]
    for folder in folders:
        found += _corpus(folder)
    return found


def _written(folder: Path) -> Iterator[Labelled]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            one = msgspec.json.decode(line, type=Written)
            yield from _labelled(_raw(one), "messages", file.stem, one.signal, ())


def _raw(one: Written) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = one.sender, "Sam Rivera <sam.rivera@example.org>"
    message["Subject"] = one.subject or ("Re: Thank you" if one.thread else "Your application")
    message["Date"] = "Wed, 04 Mar 2026 10:00:00 +0000"
    if one.thread:
        message["In-Reply-To"] = "<note@mail.example.org>"
    if one.mailing:
        message["List-Unsubscribe"] = "<https://lists.example.com/u>"
    message.set_content(one.text)
    return message.as_bytes()


def _corpus(folder: Path) -> Iterator[Labelled]:
    for line in (folder / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        raw = (folder / label["file"]).read_bytes()
        yield from _labelled(raw, folder.name, label["lang"], label["label"], label.get("alt_labels") or ())


def _labelled(raw: bytes, source: str, language: str, label: str, accepted: Sequence[str]) -> Iterator[Labelled]:
    message = mime.parse(raw)
    signs = reply.signs(message)
    signal = _plain(label)
    if signs is not None and signal in {one.value for one in WEIGHED}:
        yield Labelled(source, language, signal, frozenset((signal, *map(_plain, accepted))), signs)


def _plain(label: str) -> str:
    name = label.removeprefix("feedback_")
    return _FOLDED.get(name, name)


def fitted(known: Sequence[Labelled]) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression over the signs."""
    table = DictVectorizer()
    rows = table.fit_transform([one.signs for one in known])
    return table, LogisticRegression(C=STRENGTH, max_iter=5000).fit(rows, [one.signal for one in known])


def check(known: Sequence[Labelled]) -> None:
    """Print what eight-fold cross-validation gives, for each source of messages."""
    answers: list[str] = [""] * len(known)
    shares = np.zeros(len(known))
    for train, test in StratifiedKFold(8, shuffle=True, random_state=1).split(known, [one.signal for one in known]):
        table, model = fitted([known[at] for at in train])
        odds = model.predict_proba(table.transform([known[at].signs for at in test]))
        columns = [list(model.classes_).index(name) for name in _ENDS]
        for at, row in zip(test, odds, strict=True):
            answers[at], shares[at] = model.classes_[row.argmax()], row[columns].sum()
    for source in sorted({one.source for one in known}):
        at = [number for number, one in enumerate(known) if one.source == source]
        right = sum(answers[number] in known[number].accepted for number in at)
        ends = {number for number in at if known[number].signal in _ENDS}
        said = {number for number in at if shares[number] >= reply.SURE_ABOVE}
        asked = sum(reply.DOUBTFUL_ABOVE <= shares[number] < reply.SURE_ABOVE for number in at)
        precision, recall = len(said & ends) / max(len(said), 1), len(said & ends) / max(len(ends), 1)
        print(
            f"{source}: {len(at)} messages, right {right / len(at):.3f}, ends {precision:.3f}/{recall:.3f}, "
            f"asked {asked / len(at):.3f}"
        )


def write(known: Sequence[Labelled]) -> None:
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
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", default=[_OWN_CORPUS])
    options = parser.parse_args()
    (check if options.check else write)(messages(options.folders))


if __name__ == "__main__":
    main()
