"""Whole messages with their meaning: the files of ``messages/``, and labelled mail in the form of ``tests/corpus``."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import msgspec

from afterword.understand import mime
from afterword.understand.mime import Message
from afterword.understand.weighing import WEIGHED

HERE = Path(__file__).parent
OWN_CORPUS = HERE.parent / "tests" / "corpus" / "replies" / "seen"
_FOLDED = {"timeline": "holding", "out_of_office": "auto_reply"}


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
    """A message, the signal (a value of ``WEIGHED``) that it is, and what else a reader accepts."""

    source: str
    language: str
    signal: str
    accepted: frozenset[str]
    message: Message


def messages(folders: Sequence[Path] = (OWN_CORPUS,)) -> list[Labelled]:
    """All labelled messages of a signal that is weighed at all, in the order of the files."""
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
    signal = _plain(label)
    if signal in {one.value for one in WEIGHED}:
        yield Labelled(source, language, signal, frozenset((signal, *map(_plain, accepted))), mime.parse(raw))


def _plain(label: str) -> str:
    name = label.removeprefix("feedback_")
    return _FOLDED.get(name, name)
