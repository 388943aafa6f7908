"""How well answers are read, measured on mail with labels through `afterword explain --applications`.

    python -m tests.corpus.measure_replies [--misses] FOLDER...

A folder holds ``labels.jsonl``, the messages that its lines name and ``applications.jsonl``, the applications that are
open while they come; replies/README.md says what the labels mean. Rates are between 0 and 1. A rate that nothing was
counted for is 1: nothing went wrong.
"""

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.corpus.measure import OWNER, Rate

REPLIES = Path(__file__).parent / "replies"

_PROGRAM = (sys.executable, "-m", "afterword.cli.main")
_ENDING = frozenset({"rejection", "offer", "next_step"})
_WRONG_ADDRESS = frozenset({"bad_address", "bad_domain"})
_SAME = {"timeline": "holding", "out_of_office": "auto_reply"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What one message says. Days are "2027-02-18"; ``..._accept`` are the first and the last that count as right."""

    file: str
    lang: str
    label: str
    alt_labels: tuple[str, ...]
    case_id: str | None
    near_case: str | None
    new_feedback_date: str | None
    new_feedback_date_accept: tuple[str, str] | None
    return_date: str | None
    return_date_accept: tuple[str, str] | None
    bounced_address: str | None
    bounce_kind: str | None
    notes: str

    @property
    def signal(self) -> str:
        return _SAME.get(self.label, self.label)

    @property
    def accepted(self) -> frozenset[str]:
        return frozenset({self.signal, *(_SAME.get(name, name) for name in self.alt_labels)})

    @property
    def wrong_address(self) -> str | None:
        """The address that the message shows to be wrong; a full mailbox or a refusal shows none."""
        return self.bounced_address if self.bounce_kind in _WRONG_ADDRESS else None


@dataclass(frozen=True, slots=True)
class Answered:
    """What `explain` took a message for; ``application`` is None where it belongs to none of the open ones."""

    signal: str = "none"
    application: str | None = None
    feedback_by: str | None = None
    returns_on: str | None = None
    bounced: str | None = None
    ask: bool = False

    @property
    def ends(self) -> bool:
        """Whether the chasing of an application ends, without a question to the user."""
        return self.signal in _ENDING and self.application is not None and not self.ask


@dataclass(slots=True)
class Tally:
    """How often a signal was right, answered without cause, and overlooked."""

    right: int = 0
    needless: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.needless + self.missed) if self.right else 0.0


@dataclass(slots=True)
class ReplyReport:
    """The rates over a set of labels, and every miss in words.

    ``ends_precision`` counts over messages that were taken to end the chasing, ``ends_recall`` over those that do; both
    ask for the right application. ``untouched`` counts over messages of no application. ``asked`` counts messages that
    the user would be asked about, so less is better.
    """

    signals: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    languages: defaultdict[str, Rate] = field(default_factory=lambda: defaultdict(Rate))
    ends_precision: Rate = field(default_factory=Rate)
    ends_recall: Rate = field(default_factory=Rate)
    application: Rate = field(default_factory=Rate)
    untouched: Rate = field(default_factory=Rate)
    feedback_by: Rate = field(default_factory=Rate)
    returns_on: Rate = field(default_factory=Rate)
    bounced: Rate = field(default_factory=Rate)
    asked: Rate = field(default_factory=Rate)
    misses: list[str] = field(default_factory=list)

    @property
    def macro_f1(self) -> float:
        """The mean F1 over the signals that the labels have."""
        scores = [tally.f1 for tally in self.signals.values() if tally.right + tally.missed]
        return sum(scores) / len(scores) if scores else 1.0

    def figures(self) -> dict[str, float]:
        """Every rate by name, to four places."""
        rates = {
            "ends_precision": self.ends_precision,
            "ends_recall": self.ends_recall,
            "application": self.application,
            "untouched": self.untouched,
            "feedback_by": self.feedback_by,
            "returns_on": self.returns_on,
            "bounced": self.bounced,
            "asked": self.asked,
        }
        values = {"macro_f1": self.macro_f1} | {name: rate.value for name, rate in rates.items() if rate.of}
        return {name: round(value, 4) for name, value in values.items()}

    def by_signal(self) -> dict[str, float]:
        """The F1 of each signal that the labels have."""
        return {name: round(tally.f1, 4) for name, tally in sorted(self.signals.items()) if tally.right + tally.missed}

    def by_language(self) -> dict[str, float]:
        """The share of signals read rightly in each language."""
        return {name: round(rate.value, 4) for name, rate in sorted(self.languages.items())}


def read_expected(folder: Path) -> list[Expected]:
    """The labels of a folder.

    Raises TypeError for a field that no label has, or lacks.
    """
    lines = (folder / "labels.jsonl").read_text("utf-8").splitlines()
    return [_expected(json.loads(line)) for line in lines if line.strip()]


def measured_replies(folder: Path) -> ReplyReport:
    """Have `afterword explain` read every message of a folder, and compare.

    Raises subprocess.CalledProcessError where the program failed.
    """
    answers = _explained(folder)
    report = ReplyReport()
    for expected in read_expected(folder):
        for miss in _compared(expected, answers.get(expected.file, Answered()), report):
            report.misses.append(f"{expected.file}: {miss}")
    return report


def _expected(fields: dict[str, Any]) -> Expected:
    for name in ("new_feedback_date_accept", "return_date_accept"):
        fields[name] = tuple(fields[name]) if fields[name] else None
    return Expected(alt_labels=tuple(fields.pop("alt_labels")), **fields)


def _explained(folder: Path) -> dict[str, Answered]:
    owner = [part for address in OWNER for part in ("--me", address)]
    given = ["--applications", str(folder / "applications.jsonl"), str(folder / "eml")]
    command = [*_PROGRAM, "explain", "--json", *owner, *given]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(answer["file"]).relative_to(folder).as_posix(): _answered(answer["reply"] or {}) for answer in answers}


def _answered(reply: dict[str, Any]) -> Answered:
    signal = reply.get("signal", "none")
    return Answered(
        signal=_SAME.get(signal, signal),
        application=reply.get("application"),
        feedback_by=reply.get("feedback_by"),
        returns_on=reply.get("returns_on"),
        bounced=reply.get("bounced"),
        ask=bool(reply.get("ask")),
    )


def _compared(expected: Expected, found: Answered, report: ReplyReport) -> Iterator[str]:
    report.asked.count(found.ask)
    # A message that belongs to no open application does nothing, whatever it says.
    idle = expected.signal == "unrelated" and found.application is None
    signal = "unrelated" if idle else found.signal
    right = signal in expected.accepted
    report.languages[expected.lang].count(right)
    if right:
        report.signals[expected.signal].right += 1
    else:
        report.signals[expected.signal].missed += 1
        report.signals[signal].needless += 1
        yield f"{expected.signal}, read as {signal} ({expected.lang}; {expected.notes})"
    yield from _endings(expected, found, report)
    yield from _days(expected, found, report)
    wrong, shown = expected.wrong_address, found.bounced.lower() if found.bounced else None
    if expected.bounce_kind and not report.bounced.count(shown == wrong):
        yield f"wrong address {wrong}, read as {shown}"


def _endings(expected: Expected, found: Answered, report: ReplyReport) -> Iterator[str]:
    ends = expected.signal in _ENDING
    right = found.ends and ends and found.application == expected.case_id
    if found.ends:
        report.ends_precision.count(right)
    if ends:
        report.ends_recall.count(right)
    if expected.case_id is None:
        if not report.untouched.count(not found.ends):
            yield f"of no application, yet ends {found.application}"
    elif not report.application.count(found.application == expected.case_id):
        yield f"application {expected.case_id}, read as {found.application}"


def _days(expected: Expected, found: Answered, report: ReplyReport) -> Iterator[str]:
    # An answer without a day is as much a case as one with a day: a day read out of nothing moves a chaser.
    if expected.new_feedback_date or expected.signal == "holding":
        accepted = expected.new_feedback_date_accept
        if not report.feedback_by.count(_within(found.feedback_by, accepted)):
            yield f"promised for {expected.new_feedback_date}, read as {found.feedback_by}"
    if expected.return_date and not report.returns_on.count(_within(found.returns_on, expected.return_date_accept)):
        yield f"back on {expected.return_date}, read as {found.returns_on}"


def _within(got: str | None, accepted: tuple[str, str] | None) -> bool:
    if got is None or accepted is None:
        return got is None and accepted is None
    return accepted[0] <= got <= accepted[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--misses", action="store_true", help="list what was read wrongly")
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    options = parser.parse_args()
    for folder in options.folders:
        report = measured_replies(folder)
        if options.misses:
            print("\n".join(report.misses))
        print(folder, json.dumps(report.figures()))
        print("F1 of each signal", json.dumps(report.by_signal()))
        print("right in each language", json.dumps(report.by_language()))


if __name__ == "__main__":
    main()
